"""What the regime does to a project: one module per action, over the rules and the one way to rows.

Every action reads rows, asks ``rules``, and returns an :class:`.outcome.Outcome`: what would change, why,
and the plans that change it. Whoever calls decides whether they are applied: a verb in the file, the window
in one undo step, a trial not at all.
"""
