"""Cells of the register's rows as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping

from .words import known

Row = Mapping[str, object]


def text(row: Row, column: str) -> str:
    """Return a cell as text, "" where it is blank or a placeholder."""
    return known(row.get(column))


def number(value: object) -> float | None:
    """Return a cell as a number, None where it is none."""
    try:
        return float(str(value))
    except ValueError:
        return None
