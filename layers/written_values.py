"""Values that the software writes on an outfall beside those of people, and how the two are told apart.

The column ``written`` (JSON) remembers what the software wrote last. A value that still equals the memory
is the software's and follows it. A value that differs from the memory, or stands where the software never
wrote, is a person's: it is left alone for good, and what would have been written is a difference. An
emptied value differs too; the default 'untraced' of ``trace_status`` counts as empty, and so does a
placeholder for "no value". A difference that a person declined stays quiet until something else would be
written; it is kept in the memory under "left".
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.dated_facts import CELLS
from ..rules.outfall_summary import UNTRACED
from ..rules.words import known
from .schema import SCHEMA, Kind

TABLE = "outfalls"
#: What a trace and the judging write.
COLUMNS = tuple(column.name for column in SCHEMA.table(TABLE).columns if column.written_back)
_ORDER = {name: at for at, name in enumerate(SCHEMA.table(TABLE).column_names)}
_LEFT = "left"


@dataclass(frozen=True)
class Difference:
    """A person's value that was left alone, beside what would have been written."""

    outfall_uid: str
    outfall: str
    column: str
    present: Any
    would_be: Any


class WrittenValues:
    """One outfall: what the software wants written goes in, what it may write comes out."""

    def __init__(self, present: Mapping[str, Any], written: str | None) -> None:
        """``present``: values by column, as Python knows them; ``written``: the memory as it is stored."""
        self.present = present
        self._memory = memory_of(written)
        left = self._memory.pop(_LEFT, None)
        self._left: dict[str, Any] = left if isinstance(left, dict) else {}
        self._before = dict(self._left)
        self.changed: dict[str, Any] = {}
        self.differences: dict[str, Any] = {}  # column -> what would be written instead of a person's value

    @property
    def written(self) -> Collection[str]:
        """Return the columns that the software ever wrote."""
        return self._memory.keys()

    def is_ours(self, column: str) -> bool:
        """Tell whether the value of ``column`` is the software's to change."""
        return is_ours(column, self.present[column], self._memory)

    def want(self, column: str, value: Any) -> None:
        """Let ``value`` be written, unless a person's stands there."""
        if same(column, self.present[column], value):
            return
        if self.is_ours(column):
            self.changed[column] = value
        elif column not in self._left or not same(column, self._left[column], value):
            self.differences[column] = value

    def take(self, column: str, value: Any) -> None:
        """Let ``value`` be written instead of the person's, who says so."""
        self._left.pop(column, None)
        self.changed[column] = value

    def leave(self, column: str, value: Any) -> None:
        """Leave the person's value, and be quiet until something else than ``value`` would be written."""
        self._left[column] = value

    def entry(self) -> tuple[str, str | None, str | None] | None:
        """Return what the audit trail says of :attr:`changed`: column, old, new; None where nothing changed.

        Several cells are one entry (:data:`..rules.dated_facts.CELLS`), its values JSON.
        """
        old = {column: cell_text(self.present[column]) for column in self.changed}
        new = {column: cell_text(value) for column, value in self.changed.items()}
        return row_entry(old, new)

    def cells(self) -> dict[str, Any]:
        """Return what to write, the memory included; empty where nothing changes."""
        if not self.changed and self._left == self._before:
            return {}
        memory = {**self._memory, **self.changed}
        content: dict[str, Any] = {name: memory[name] for name in sorted(memory, key=_place)}
        if self._left:
            content[_LEFT] = self._left
        return {**self.changed, "written": json.dumps(content, ensure_ascii=False)}


def row_entry(
    old: Mapping[str, str | None], new: Mapping[str, str | None]
) -> tuple[str, str | None, str | None] | None:
    """Return one entry of the audit trail for the cells of one row: (column, old, new); None for no cells."""
    if len(new) > 1:
        return CELLS, json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False)
    return next(((column, old[column], value) for column, value in new.items()), None)


def cell_text(value: Any) -> str | None:
    """Return a value as the audit trail keeps it; nothing is None."""
    return None if value is None or value == "" else str(value)


def is_ours(column: str, present: Any, memory: Mapping[str, Any]) -> bool:
    """Tell whether a value is the software's to change: as it wrote it last, or never filled."""
    if column in memory:
        return same(column, present, memory[column])
    return is_empty(column, present)


def is_empty(column: str, value: Any) -> bool:
    """Tell whether nobody has filled a value yet."""
    return _is_blank(column, value) or (column == "trace_status" and value == UNTRACED)


def same(column: str, one: Any, two: Any) -> bool:
    """Tell whether two values of a column say the same."""
    if _is_blank(column, one) or _is_blank(column, two):
        return _is_blank(column, one) and _is_blank(column, two)
    kind = SCHEMA.table(TABLE).column(column).kind
    if kind in (Kind.REAL, Kind.INTEGER):
        try:
            return one == two or abs(float(one) - float(two)) <= (1e-6 if kind is Kind.REAL else 0.0)
        except (TypeError, ValueError):
            return False
    if kind is Kind.DATETIME:
        return _seconds(one) == _seconds(two)
    return bool(one == two)


def _seconds(time: Any) -> str:
    """Return a time without what only says that it is one of UTC, to the second."""
    return str(time).replace(" ", "T").removesuffix("Z").removesuffix(".000")


def _is_blank(column: str, value: Any) -> bool:
    """Tell whether a cell says nothing: empty, or in what registers deliver a placeholder such as "/".

    In what a trace writes, a person's "无" is an answer.
    """
    if value is None or value == "":
        return True
    return column not in COLUMNS and isinstance(value, str) and not known(value)


def plain(value: Any, column: str) -> Any:
    """Return a value as Python and JSON write it; NaN is None, whole numbers are int."""
    if isinstance(value, float):
        if value != value:
            return None
        whole = SCHEMA.table(TABLE).column(column).kind is Kind.INTEGER and value.is_integer()
        return int(value) if whole else float(value)
    return value


def memory_of(written: str | None) -> dict[str, Any]:
    """Return what was written last; nothing where the text is damaged, so that all is a person's."""
    try:
        memory = json.loads(written or "{}")
    except ValueError:
        return {}
    return memory if isinstance(memory, dict) else {}


def _place(column: str) -> int:
    return _ORDER.get(column, len(_ORDER))
