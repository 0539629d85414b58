"""The seeded, schematic Wuhan reach: a city beside a river, to learn on and to score against.

Plain numpy and shapely build it (:mod:`.river` to :mod:`.sources`); only
:mod:`.generate` writes a project, through ``layers``. :mod:`.truth` knows what really
drains where, in a file that tracing never reads, and :mod:`.scoring` compares.
"""
