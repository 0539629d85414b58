"""Which row of the project a delivered row is: by key, else by place and values.

A *tier* is a tuple of columns that name a row together, such as ``(code,)``. Tiers are tried in
order, and in each one the rows of one key are told apart by their place (or, without geometry,
by their values) first; what is left matches only where the key stands once on both sides. Two
rows whose identifying columns contradict each other never match. Rows that no tier can name match
by place, and the rest by all their values. Nothing is matched by guessing: a row in doubt is new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import fold
from ...tracing.model import Bools, Ints
from ..schema import SCHEMA
from .memory import Words, digest_column, digest_rows, mixed

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
    pairs = _Pairs(found, np.zeros(old.n, dtype=bool), old, new)
    if "uid" in new.columns:
        pairs.match(digest_rows(old.columns["uid"]), digest_rows(new.columns["uid"]))
        return Matches(found)
    names = list(new.columns)
    spatial = bool(new.place.any()) and bool(old.place.any())
    values_old, values_new = _values(old, names), _values(new, names)
    apart_old, apart_new = (old.place, new.place) if spatial else (values_old, values_new)
    ambiguous = np.zeros(new.n, dtype=bool)
    keyed_old, keyed_new = np.zeros(old.n, dtype=bool), np.zeros(new.n, dtype=bool)
    for tier in tiers_of(table, key, new.columns):
        keys_old, keys_new = _keys(old, tier), _keys(new, tier)
        keyed_old |= keys_old != 0
        keyed_new |= keys_new != 0
        pairs.match(_joined(keys_old, apart_old), _joined(keys_new, apart_new))
        ambiguous[pairs.match_single(keys_old, keys_new)] = True
    if spatial:
        # Only rows of which one side has no key at all: two named rows at one place are two rows.
        whole_old, whole_new = np.ones(old.n, dtype=bool), np.ones(new.n, dtype=bool)
        both_old, both_new = old.place ^ mixed(values_old), new.place ^ mixed(values_new)
        for loose_old, loose_new in ((whole_old, ~keyed_new), (~keyed_old, whole_new)):
            pairs.match(_only(both_old, loose_old), _only(both_new, loose_new))
            pairs.match_single(_only(old.place, loose_old), _only(new.place, loose_new))
    else:
        pairs.match(values_old, _only(values_new, ~keyed_new))
    return Matches(found, np.flatnonzero(ambiguous & (found < 0)))


class _Pairs:
    """Pairs found so far. Keys are 64-bit digests, 0 for none; two unlike keys are equal once in 10^19."""

    def __init__(self, found: Ints, taken: Bools, old: Rows, new: Rows) -> None:
        self._found, self._taken = found, taken
        names = [name for name in new.columns if name in _IDENTITY and name in old.columns]
        self._identities = [
            (_folded(name, old.columns[name]), _folded(name, new.columns[name])) for name in names
        ]

    def match(self, old: Words, new: Words) -> None:
        """Match rows of equal keys that are still free, several of one key in their order."""
        rows_old, rows_new = self._free(old, new)
        keys_old, keys_new = (
            mixed(keys[rows] + _rank(keys[rows])) for keys, rows in ((old, rows_old), (new, rows_new))
        )
        self._take(rows_old, keys_old, rows_new, keys_new)

    def match_single(self, old: Words, new: Words) -> Ints:
        """Match rows whose key stands once on both sides; return the new rows of keys that stand oftener."""
        rows_old, rows_new = self._free(old, new)
        single_old, single_new = (
            _counts(keys[rows]) == 1 for keys, rows in ((old, rows_old), (new, rows_new))
        )
        common = np.isin(new[rows_new], old[rows_old])
        doubtful = common & ~(single_new & np.isin(new[rows_new], old[rows_old[single_old]]))
        self._take(
            rows_old[single_old], old[rows_old[single_old]], rows_new[single_new], new[rows_new[single_new]]
        )
        return rows_new[doubtful]

    def _free(self, old: Words, new: Words) -> tuple[Ints, Ints]:
        return np.flatnonzero(~self._taken & (old != 0)), np.flatnonzero((self._found < 0) & (new != 0))

    def _take(self, rows_old: Ints, keys_old: Words, rows_new: Ints, keys_new: Words) -> None:
        """Pair rows of equal keys, each of which stands once on a side, unless their identities differ."""
        if not len(rows_old) or not len(rows_new):
            return
        order = np.argsort(keys_old)
        at = order[np.minimum(np.searchsorted(keys_old, keys_new, sorter=order), len(order) - 1)]
        same = keys_old[at] == keys_new
        one, two = rows_old[at[same]], rows_new[same]
        fits = np.ones(len(one), dtype=bool)
        for a, b in self._identities:
            fits &= (a[one] == 0) | (b[two] == 0) | (a[one] == b[two])
        self._found[two[fits]] = one[fits]
        self._taken[one[fits]] = True


def _folded(name: str, values: NDArray[Any]) -> Words:
    """Return a digest of each value as it is compared, 0 where there is none."""
    if values.dtype.kind == "f":
        cells = [f"{value:g}" if value == value else "" for value in values.tolist()]
    elif name in _FOLDED:
        cells = [fold(cell).replace("-", "").replace("_", "") if cell else "" for cell in values.tolist()]
    else:
        cells = [cell.strip() if cell else "" for cell in values.tolist()]
    column: NDArray[Any] = np.empty(len(cells), dtype=object)
    column[:] = cells
    words = digest_rows(column) | np.uint64(1)
    words[np.fromiter((not cell for cell in cells), dtype=bool, count=len(cells))] = 0
    return words


def _keys(side: Rows, tier: Tier) -> Words:
    """Return the key of each row in a tier; 0 where a part is missing."""
    out = _folded(tier[0], side.columns[tier[0]])
    for name in tier[1:]:
        out = _joined(out, _folded(name, side.columns[name]), whole=True)
    return out


def _values(side: Rows, names: Sequence[str]) -> Words:
    """Return a digest of all values of each row."""
    out = np.ones(side.n, dtype=np.uint64)
    for name in names:
        out = mixed(out ^ digest_column(side.columns[name]))
    return out | np.uint64(1)


def _joined(keys: Words, more: Words, whole: bool = False) -> Words:
    """Return two digests as one; 0 where the first, or with ``whole`` either, is missing."""
    out = mixed(mixed(keys) ^ more) | np.uint64(1)
    out[(keys == 0) | ((more == 0) if whole else False)] = 0
    return out


def _only(keys: Words, keep: Bools) -> Words:
    return np.where(keep, keys, np.uint64(0))


def _counts(keys: Words) -> Ints:
    """Return for each row how often its key stands."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return counts[inverse]


def _rank(keys: Words) -> Words:
    """Return for each row how many rows of its key stand before it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = (
        np.flatnonzero(np.diff(ordered, prepend=~ordered[:1]) != 0)
        if len(keys)
        else np.empty(0, dtype=np.int64)
    )
    rank = np.empty(len(keys), dtype=np.uint64)
    rank[order] = np.arange(len(keys)) - np.repeat(first, np.diff(np.append(first, len(keys))))
    return rank
