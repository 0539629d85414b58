"""A traced network that takes edits and answers for any place of it, by the functions of a whole run.

======================== ====================================================================
``network.py``           :class:`LiveNetwork`: the present answer, edits, undo, what changed
``edits.py``             what can be edited, and what an edit changed
``editable_rows.py``     the present rows, and what lies near a place
``felt.py``              which areas an edit can touch
``areas.py``             the areas: taken out of the whole as it was built, or solved again
``taking.py``            how an edit goes into the tables, and where it is felt first
``area.py``              some areas, solved by the functions of a whole run
``present.py``           the present answer, row by row
``ends.py``              why the traces end, area by area
``start_places.py``      where the trace of one place begins
``place_trace.py``       the trace of one place
``map_lines.py``         what an answer looks like on a map
======================== ====================================================================

An *area* is a part of the network that hangs together: its pipes, and the points that meet them.
"""
