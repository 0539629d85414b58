"""Cells become values: texts, numbers with units, coded values, what is derived; every change on record."""
