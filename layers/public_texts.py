"""Texts that are written for everyone: what in them tells of a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..rules.personal import masked, personal_parts
from ..rules.register_rows import text
from .schema import SCHEMA

#: Columns that say who a row is about, whose contents may stand in no text for the public.
WHO = ("reporter", "contact")


def public_texts(table: str) -> tuple[str, ...]:
    """Return the columns of a table that are written for everyone."""
    return tuple(column.name for column in SCHEMA.table(table).columns if column.for_public)


def persons_in(table: str, cells: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (column, what tells of a person) of the texts for everyone among the cells of a row."""
    known = [text(cells, name) for name in WHO]
    for name in public_texts(table):
        for part in personal_parts(text(cells, name), known):
            yield name, part


def without_persons(cell: Any, cells: Mapping[str, Any]) -> Any:
    """Return a cell as it may leave the house, whatever another program wrote into it."""
    return masked(cell, [text(cells, name) for name in WHO]) if isinstance(cell, str) else cell
