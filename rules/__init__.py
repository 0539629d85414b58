"""The regime: classes, names, codes, responsible parties, departments, deadlines, checks, past states.

Small functions over the editable tables in ``resources/rules``. Standard library
only. What could not be verified against a published text stands in a table with
``verified`` = no, never in code.
"""
