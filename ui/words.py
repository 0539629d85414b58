"""What tables, columns and coded values are called, in the language of the window."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QComboBox

from ..i18n import user_language
from ..layers.schema import SCHEMA


def label(values: str, code: str | None) -> str:
    """Return the label of a coded value, the code itself where the list ``values`` lacks it."""
    return SCHEMA.values(values).label(code, user_language())


def labels(values: str) -> dict[str, str]:
    """Return code -> label of a list of coded values, in its order."""
    language = user_language()
    return {value.code: value.zh if language == "zh" else value.en for value in SCHEMA.values(values).values}


def table_name(table: str) -> str:
    """Return what a table is called; its own name where the project does not know it."""
    known = {one.name: one for one in SCHEMA.tables}
    return known[table].alias(user_language()) if table in known else table


def column_name(table: str, column: str) -> str:
    """Return what a column is called."""
    return SCHEMA.table(table).column(column).alias(user_language())


def offer(box: QComboBox, values: str) -> None:
    """Add the labels of a list of coded values to a box, with their codes as data."""
    for code, text in labels(values).items():
        box.addItem(text, code)
