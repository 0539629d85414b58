"""The record of a cleaning: changes with their rows, problems as sentences, rows turned away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...problems import Problem, Severity
from ...tracing.model import Bools, Ints, Texts
from ..model import Change, RawTable, Reject
from .distinct_cells import Cells, objects

_SHOWN = 5  # rows named in one problem


@dataclass
class Ledger:
    """Collects while a table is cleaned; positions are those of the RawTable."""

    raw: RawTable
    table: str
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)  # row -> why it is turned away
    _cells: dict[int, tuple[Any, Cells]] = field(default_factory=dict, repr=False)

    def cells(self, values: Any) -> Cells:
        """Return the cells of a column, counted once for each column of the file."""
        kept = self._cells.get(id(values))
        if kept is None or kept[0] is not values:
            kept = self._cells[id(values)] = (values, Cells.of(values))
        return kept[1]

    def change(self, column: str, rule: str, rows: Ints, old: Texts, new: Texts) -> None:
        """Record one kind of cleaning of one column; nothing where no row is touched."""
        if len(rows):
            self.changes.append(Change(column, rule, np.asarray(rows, dtype=np.int64), old, new))

    def change_cells(self, column: str, rule: str, code: Ints,
                     of_value: Mapping[int, tuple[str, str | None]]) -> None:
        """Record a cleaning that was made on distinct values: ``code`` says which value a row holds."""
        if not of_value:
            return
        size = int(code.max()) + 1 if len(code) else 0
        touched = np.zeros(max(size, max(of_value) + 1), dtype=bool)
        touched[list(of_value)] = True
        rows = np.flatnonzero(touched[code])
        old = objects([None] * len(touched))
        new = objects([None] * len(touched))
        for index, (before, after) in of_value.items():
            old[index], new[index] = before, after
        self.change(column, rule, rows, old[code[rows]], new[code[rows]])

    def problem(self, text: str, rows: Iterable[int] | Bools, column: str = "", fix: str = "",
                severity: Severity = Severity.WARNING) -> None:
        """Add one line for all rows (positions or a mask) with the same problem."""
        found = np.flatnonzero(rows) if isinstance(rows, np.ndarray) and rows.dtype == bool else \
            np.asarray(list(rows), dtype=np.int64)
        if len(found):
            self.problems.append(Problem(text, severity, self.table, self.named(found), column, fix))

    def left_empty(self, column: str, rule: str, cells: Cells, lost: Mapping[int, str], text: str,
                   fix: str = "") -> None:
        """Record distinct values, by index, that became nothing; ``text`` names {n} and {words}."""
        self.change_cells(column, rule, cells.code, {at: (value, None) for at, value in lost.items()})
        rows = np.isin(cells.code, list(lost))
        words = ", ".join(f"“{value}”" for value in list(lost.values())[:_SHOWN])
        self.problem(text.format(n=int(rows.sum()), words=words), rows, column, fix)

    def named(self, rows: Ints) -> str:
        """Return row numbers as a person sees them, the first few."""
        numbers = self.raw.row_number[rows[:_SHOWN]].tolist()
        return ", ".join(map(str, numbers)) + (", …" if len(rows) > _SHOWN else "")

    def reject(self, rows: Iterable[int] | Bools, reason: str) -> None:
        """Turn rows away; the first reason counts."""
        found = np.flatnonzero(rows).tolist() if isinstance(rows, np.ndarray) and rows.dtype == bool else rows
        for row in found:
            self.reasons.setdefault(int(row), reason)

    def rejects(self) -> list[Reject]:
        """Return the rows turned away, in the order of the file, those that could not be read among them."""
        found = [Reject(int(self.raw.row_number[row]), reason, self.raw.row(row))
                 for row, reason in sorted(self.reasons.items())]
        return [*self.raw.rejects, *found]


def take(values: Any, keep: Bools) -> Any:
    """Return the kept rows of a column, the column itself where all are kept."""
    return values if keep.all() else values[keep]
