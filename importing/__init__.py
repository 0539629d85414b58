"""Import: foreign files of every habit become rows of the project, and nothing is lost.

The way of a delivery: ``readers`` make a :class:`.model.RawTable` of one layer or sheet;
``columns`` proposes a :class:`.model.Mapping`; ``cleaning`` and ``coordinates`` make a
:class:`.model.Prepared` of both; ``plan`` compares it with the project; ``write`` does it in
one transaction; ``report`` says what happened. The wizard and ``importlayer`` use the same steps.
"""
