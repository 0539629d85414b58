"""Which row of the project a delivered row is: by key, else by place and values.

A *tier* is a tuple of columns that name a row together, such as ``(code,)``. Tiers are tried in
order, and in each one the rows of one key are told apart by their place (or, without geometry,
by their values) first; what is left matches only where the key stands once on both sides. Two
rows whose identifying columns contradict each other never match. Rows that no tier can name match
by place, and the rest by all their values. Nothing is matched by guessing: a row in doubt is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import fold
from ...tracing.model import Bools, Ints
from ..schema import SCHEMA
from .memory import Words, digest_column

Tier = tuple[str, ...]

_SOURCE: tuple[Tier, ...] = (
    ("permit_no", "outlet_code"),
    ("credit_code", "outlet_code"),
    ("credit_code", "name"),
    ("name",),
)
_TIERS: dict[str, tuple[Tier, ...]] = {
    "outfalls": (("code_national",), ("code_local",), ("name",)),
    "pipes": (("code",), ("from_node", "to_node")),
    "manholes": (("code",),),
    "source_sites": (("source_table", "source_uid"),),
    "districts": (("county_code",), ("name",)),
    "orthophotos": (("path",),),
    "remediation": (("outfall_uid",),),
    "closures": (("outfall_uid",),),
    "signs": (("outfall_uid",),),
    **{table.name: _SOURCE for table in SCHEMA.source_tables},
}
#: Columns that say who a row is: two filled values that differ are two rows.
_IDENTITY = frozenset({"code", "code_national", "code_local", "permit_no", "credit_code", "outlet_code"})
_FOLDED = frozenset({"code_national", "code_local"})  # written with and without hyphens and blanks


@dataclass
class Rows:
    """One side of the comparison: ``columns`` of n rows, and a digest of each place (0: none)."""

    n: int
    columns: Mapping[str, NDArray[Any]]
    place: Words = field(default_factory=lambda: np.empty(0, dtype=np.uint64))

    def __post_init__(self) -> None:
        if not len(self.place):
            self.place = np.zeros(self.n, dtype=np.uint64)


@dataclass
class Matches:
    """``row``: for each delivered row the one of the project, or -1.

    ``ambiguous``: delivered rows whose key stands several times, so they could not be told apart.
    """

    row: Ints
    ambiguous: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def tiers_of(table: str, key: Tier, columns: Mapping[str, Any]) -> list[Tier]:
    """Return the tiers to try: the mapping's key, then those of the table that the delivery fills."""
    found = [key] if key else []
    found += [tier for tier in _TIERS.get(table, ()) if tier not in found]
    return [tier for tier in found if all(name in columns for name in tier)]


def key_columns(table: str, key: Tier, columns: Mapping[str, Any]) -> list[str]:
    """Return all columns that the match looks at."""
    names = [name for tier in tiers_of(table, key, columns) for name in tier]
    return list(dict.fromkeys([*names, *(name for name in _IDENTITY if name in columns)]))


def match_rows(table: str, old: Rows, new: Rows, key: Tier = ()) -> Matches:
    """Return the row of ``old`` that each row of ``new`` is."""
    found = np.full(new.n, -1, dtype=np.int64)
    if not old.n or not new.n:
        return Matches(found)
    if "uid" in new.columns:
        _pair(found, np.zeros(old.n, dtype=bool), old.columns["uid"].tolist(), new.columns["uid"].tolist())
        return Matches(found)
    taken = np.zeros(old.n, dtype=bool)
    tiers = tiers_of(table, key, new.columns)
    names = list(new.columns)
    spatial = bool(new.place.any()) and bool(old.place.any())
    apart_old, apart_new = (side.place if spatial else _values(side, names) for side in (old, new))
    contradict = _Contradiction(table, tiers, old, new)
    ambiguous = np.zeros(new.n, dtype=bool)
    keyed_old, keyed_new = np.zeros(old.n, dtype=bool), np.zeros(new.n, dtype=bool)
    for tier in tiers:
        keys_old, keys_new = _keys(old, tier), _keys(new, tier)
        keyed_old |= np.array([key is not None for key in keys_old], dtype=bool)
        keyed_new |= np.array([key is not None for key in keys_new], dtype=bool)
        _pair(found, taken, _with(keys_old, apart_old), _with(keys_new, apart_new), contradict)
        doubtful = _pair_single(found, taken, keys_old, keys_new, contradict)
        ambiguous[doubtful] = True
    if spatial:
        # Only rows of which one side has no key at all: two named rows at one place are two rows.
        for loose_old, loose_new in (
            (np.ones(old.n, dtype=bool), ~keyed_new),
            (~keyed_old, np.ones(new.n, dtype=bool)),
        ):
            values_old, values_new = _values(old, names), _values(new, names)
            _pair(
                found,
                taken,
                _loose(loose_old, old.place, values_old),
                _loose(loose_new, new.place, values_new),
                contradict,
            )
            _pair_single(found, taken, _loose(loose_old, old.place), _loose(loose_new, new.place), contradict)
    else:
        _pair(found, taken, _loose(np.ones(old.n, dtype=bool), apart_old), _loose(~keyed_new, apart_new))
    return Matches(found, np.flatnonzero(ambiguous & (found < 0)))


class _Contradiction:
    """Tells whether two rows carry identifying values that differ."""

    def __init__(self, table: str, tiers: Sequence[Tier], old: Rows, new: Rows) -> None:
        names = [name for name in new.columns if name in _IDENTITY and name in old.columns]
        self._columns = [
            (_folded(name, old.columns[name]), _folded(name, new.columns[name])) for name in names
        ]

    def __call__(self, old: int, new: int) -> bool:
        return any(a[old] and b[new] and a[old] != b[new] for a, b in self._columns)


def _folded(name: str, values: NDArray[Any]) -> list[str]:
    """Return a column as it is compared."""
    if values.dtype.kind == "f":
        return [f"{value:g}" if value == value else "" for value in values.tolist()]
    cells = values.tolist()
    if name in _FOLDED:
        return [fold(cell).replace("-", "").replace("_", "") if cell else "" for cell in cells]
    return [cell.strip() if cell else "" for cell in cells]


def _keys(side: Rows, tier: Tier) -> list[Hashable]:
    """Return the key of each row in a tier; None where a part is missing."""
    columns = [_folded(name, side.columns[name]) for name in tier]
    if len(columns) == 1:
        return [cell or None for cell in columns[0]]
    return [row if all(row) else None for row in zip(*columns)]


def _values(side: Rows, names: Sequence[str]) -> Words:
    """Return a digest of all values of each row."""
    out = np.zeros(side.n, dtype=np.uint64)
    for name in names:
        with np.errstate(over="ignore"):
            out = (out ^ digest_column(side.columns[name])) * np.uint64(0x100000001B3)  # FNV-1a's prime
    return out


def _with(keys: Sequence[Hashable], apart: Words) -> list[Hashable]:
    return [None if key is None else (key, more) for key, more in zip(keys, apart.tolist())]


def _loose(keep: Bools, *parts: Words) -> list[Hashable]:
    """Return keys of all parts together; None for rows not kept, or with a place alone that is none."""
    rows = list(zip(*(part.tolist() for part in parts)))
    return [row if ok and (row[0] or len(row) > 1) else None for ok, row in zip(keep.tolist(), rows)]


def _pair(
    found: Ints,
    taken: Bools,
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    contradict: _Contradiction | None = None,
) -> None:
    """Match rows of equal keys that are still free, several of one key in their order."""
    free: dict[Hashable, list[int]] = {}
    for row in np.flatnonzero(~taken)[::-1].tolist():
        if old[row] is not None:
            free.setdefault(old[row], []).append(row)
    for row in np.flatnonzero(found < 0).tolist():
        if new[row] is None:
            continue
        rows = free.get(new[row])
        if rows and not (contradict and contradict(rows[-1], row)):
            found[row] = rows.pop()
            taken[found[row]] = True


def _pair_single(
    found: Ints, taken: Bools, old: Sequence[Hashable], new: Sequence[Hashable], contradict: _Contradiction
) -> list[int]:
    """Match rows whose key stands once on both sides; return the new rows of keys that stand oftener."""
    free_old, free_new = np.flatnonzero(~taken).tolist(), np.flatnonzero(found < 0).tolist()
    times_old = Counter(old[row] for row in free_old if old[row] is not None)
    times_new = Counter(new[row] for row in free_new if new[row] is not None)
    row_of = {old[row]: row for row in free_old if old[row] is not None and times_old[old[row]] == 1}
    doubtful = []
    for row in free_new:
        key = new[row]
        if key is None or key not in times_old:
            continue
        if times_new[key] == 1 and key in row_of:
            if not contradict(row_of[key], row):
                found[row] = row_of[key]
                taken[found[row]] = True
        else:
            doubtful.append(row)
    return doubtful
