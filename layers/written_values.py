"""Values that the software writes on an outfall beside those of people, and how the two are told apart.

The column ``written`` (JSON) remembers what the software wrote last. A value that still equals the memory
is the software's and follows it. A value that differs from the memory, or stands where the software never
wrote, is a person's: it is left alone for good, and what would have been written is a difference. An
emptied value differs too; the default 'untraced' of ``trace_status`` counts as empty. A difference that a
person declined stays quiet until something else would be written; it is kept in the memory under "left".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.outfall_summary import UNTRACED
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

    def cells(self) -> dict[str, Any]:
        """Return what to write, the memory included; empty where nothing changes."""
        if not self.changed and self._left == self._before:
            return {}
        memory = {**self._memory, **self.changed}
        content: dict[str, Any] = {name: memory[name] for name in sorted(memory, key=_place)}
        if self._left:
            content[_LEFT] = self._left
        return {**self.changed, "written": json.dumps(content, ensure_ascii=False)}


def is_ours(column: str, present: Any, memory: Mapping[str, Any]) -> bool:
    """Tell whether a value is the software's to change: as it wrote it last, or never filled."""
    if column in memory:
        return same(column, present, memory[column])
    return is_empty(column, present)


def is_empty(column: str, value: Any) -> bool:
    """Tell whether nobody has filled a value yet."""
    return value is None or value == "" or (column == "trace_status" and value == UNTRACED)


def same(column: str, one: Any, two: Any) -> bool:
    """Tell whether two values of a column say the same."""
    if one in (None, "") or two in (None, ""):
        return one in (None, "") and two in (None, "")
    kind = SCHEMA.table(TABLE).column(column).kind
    if kind in (Kind.REAL, Kind.INTEGER):
        try:
            return abs(float(one) - float(two)) <= 1e-6
        except (TypeError, ValueError):
            return False
    if kind is Kind.DATETIME:
        return str(one)[:19].replace(" ", "T") == str(two)[:19].replace(" ", "T")
    return bool(one == two)


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
