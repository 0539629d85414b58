"""What a run changes in one table: rows that vanish, change or are new, and nothing else.

Runs never rewrite a table: the new rows are compared with those in the file by key, so
an unchanged row keeps its ``uid`` and the run that wrote it, and a run that finds
nothing new writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Optional

import numpy as np

from ...tracing.model import Bools, Ints, Texts
from ...tracing.packed_texts import PackedTexts, distinct_rows
from .table_io import ProjectFile, new_uids, packed_uids, utc_now

#: A changed cell: uid of its row, column, old and new value as text.
Change = tuple[str, str, Optional[str], Optional[str]]


@dataclass
class Updates:
    """Columns to set in the rows named by ``uids``."""

    uids: Sequence[str] | Texts
    columns: Mapping[str, Any]
    geometry: Texts | None = None


@dataclass
class TablePlan:
    """Changes of one table, in the order deleted, changed, new.

    ``audit``: what the audit trail says of them; None where it has not been said. ``bases``: by uid, on what
    basis a row is changed.
    """

    table: str
    delete: Sequence[str] | Texts = ()
    updates: list[Updates] = field(default_factory=list)
    new: Mapping[str, Any] = field(default_factory=dict)
    new_geometry: Texts | None = None
    audit: list[Change] | None = None
    bases: Mapping[str, str] = field(default_factory=dict)

    @property
    def n_new(self) -> int:
        """Rows to add."""
        return len(next(iter(self.new.values()))) if self.new else 0

    @property
    def n_changed(self) -> int:
        """Rows to change."""
        return sum(len(update.uids) for update in self.updates)

    def __bool__(self) -> bool:
        return bool(len(self.delete) or self.n_changed or self.n_new)

    def apply(self, project: ProjectFile, user: str | None = None, run_uid: str | None = None) -> None:
        """Write the changes and their audit trail; needs an open transaction."""
        project.delete(self.table, self.delete)
        for update in self.updates:
            project.update(self.table, update.uids, update.columns, update.geometry)
        if self.n_new:
            project.append(self.table, self.new, self.new_geometry)
        project.append("audit", audit_rows(self.table, self.audit or (), user, run_uid, self.bases))


def audit_rows(table: str, changes: Sequence[Change], user: str | None,
               run_uid: str | None, bases: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """Return rows of ``audit`` for changes of ``table``; bases: by uid of the row."""
    n = len(changes)
    uid, column, old, new = (texts(list(values)) for values in zip(*changes)) if n else ([], [], [], [])
    return {
        "uid": new_uids(n), "table_name": repeated(table, n), "row_uid": uid, "column_name": column,
        "old_value": old, "new_value": new, "changed_by": repeated(user, n),
        "changed_at": repeated(utc_now(), n), "run_uid": repeated(run_uid, n),
        "basis": texts([bases.get(one[0]) for one in changes]),
    }


def cell_updates(cells: Mapping[str, Mapping[str, Any]]) -> list[Updates]:
    """Return {uid: {column: value}} column by column, so that no cell is written that is not meant."""
    columns: dict[str, dict[str, Any]] = {}
    for uid, changed in cells.items():
        for column, value in changed.items():
            columns.setdefault(column, {})[uid] = value
    return [Updates(list(values), {column: texts(list(values.values()))})
            for column, values in columns.items()]


def match(old_keys: Collection[Hashable], new_keys: Collection[Hashable]) -> tuple[Ints, Bools]:
    """Return for each new key the row of the old one (-1), and which old rows were matched.

    Of old rows with one key the first is matched.
    """
    if not len(old_keys):
        return np.full(len(new_keys), -1, dtype=np.int64), np.zeros(0, dtype=bool)
    if isinstance(old_keys, PackedTexts) and isinstance(new_keys, PackedTexts):
        found = _packed_match(old_keys, new_keys)
        matched = np.zeros(len(old_keys), dtype=bool)
        matched[found[found >= 0]] = True
        return found, matched
    row_of: dict[Hashable, int] = {}
    for row, key in enumerate(old_keys):
        row_of.setdefault(key, row)
    found = np.fromiter((row_of.get(key, -1) for key in new_keys), dtype=np.int64, count=len(new_keys))
    matched = np.zeros(len(old_keys), dtype=bool)
    matched[found[found >= 0]] = True
    return found, matched


def _packed_match(old: PackedTexts, new: PackedTexts) -> Ints:
    """Return for each new key the first row of the old one, -1 where there is none."""
    count = max(old.n_words, new.n_words)
    words = [np.column_stack([
        column.words(count), np.zeros(len(column), dtype=np.uint64) if column.missing is None
        else column.missing.astype(np.uint64)]) for column in (old, new)]
    number, first = distinct_rows(np.concatenate(words))
    found: Ints = np.where(first < len(old), first, -1)[number[len(old):]]
    return found


def differs(old: Any, new: Any, tolerance: float = 0.0) -> Bools:
    """Tell which values differ: numbers by more than ``tolerance``, None and NaN equal themselves."""
    if isinstance(old, np.ndarray) and old.dtype.kind == "f":
        other = np.asarray(new, dtype=np.float64)
        both_missing = np.isnan(old) & np.isnan(other)
        with np.errstate(invalid="ignore"):
            same = np.abs(old - other) <= tolerance
        return ~(same | both_missing)
    if isinstance(old, PackedTexts) and isinstance(new, PackedTexts):
        changed: Bools = old.data != new.data
        none = [np.zeros(len(old), dtype=bool) if one.missing is None else one.missing for one in (old, new)]
        return changed | (none[0] != none[1])
    other = np.asarray(new, dtype=object)
    return np.fromiter((a != b for a, b in zip(old.tolist(), other.tolist())), dtype=bool, count=len(old))


def numbered(keys: Sequence[tuple[Hashable, ...]]) -> list[tuple[Hashable, ...]]:
    """Return the keys made unique: repeats are numbered in their order."""
    seen: dict[Hashable, int] = {}
    out = []
    for key in keys:
        number = seen[key] = seen.get(key, -1) + 1
        out.append((*key, number))
    return out


class KeyedRows(NamedTuple):
    """Columns of rows that are known again by ``keys``; ``geometry`` follows from the key."""

    columns: Mapping[str, Any]
    keys: Collection[Hashable]
    geometry: Texts | None = None


def plan_rows(table: str, there: KeyedRows, wanted: KeyedRows, tolerances: Mapping[str, float],
              run_uid: str) -> TablePlan:
    """Compare the rows of a table that only runs write, and return what to change.

    ``there`` holds ``uid`` and the columns of ``wanted``; ``tolerances`` of numbers (default 0).
    Geometry is written for new rows only.
    """
    old, (new, _, geometry) = there.columns, wanted
    found, matched = match(there.keys, wanted.keys)
    both = np.flatnonzero(found >= 0)
    changed = np.zeros(len(both), dtype=bool)
    for name, values in new.items():
        changed |= differs(old[name][found[both]], values[both], tolerances.get(name, 0.0))
    rows = both[changed]
    plan = TablePlan(table, delete=old["uid"][~matched], audit=[])
    if len(rows):
        columns = {name: values[rows] for name, values in new.items()}
        columns["run_uid"] = repeated(run_uid, len(rows))
        plan.updates.append(Updates(old["uid"][found[rows]], columns))
    fresh = np.flatnonzero(found < 0)
    if len(fresh):
        some = slice(None) if len(fresh) == len(found) else fresh  # all are new at first: no need to copy
        plan.new = {"uid": packed_uids(len(fresh)), **{name: values[some] for name, values in new.items()},
                    "run_uid": repeated(run_uid, len(fresh))}
        plan.new_geometry = geometry[some] if geometry is not None else None
    return plan


def repeated(value: Any, n: int) -> Texts:
    """Return ``value`` ``n`` times as a column."""
    out = np.empty(n, dtype=object)
    out[:] = [value] * n
    return out


def texts(values: Sequence[Any]) -> Texts:
    """Return a list as a column of texts."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
