"""Pairs of an old and a new row, found step by step; each row is taken once. See :mod:`.identity`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ...tracing.model import Bools, Ints
from .agreement import Agreement, Before, centres, nearest, one_place
from .compared_rows import Rows, values_of
from .import_memory import Words, mixed

#: Columns that say who a row is: two filled values that differ are two rows.
IDENTITY = frozenset({"code", "code_national", "code_local", "permit_no", "credit_code", "outlet_code"})


@dataclass
class Contradictions:
    """Pairs of rows with one key that do not agree: ``old`` and ``new`` rows, each at most once."""

    old: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    new: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    likely: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))  # the same all the same: ask

    def __len__(self) -> int:
        return len(self.new)


class RowPairs:
    """Pairs found so far. Keys are 64-bit digests, 0 for none; two unlike keys are equal once in 10^19."""

    def __init__(self, found: Ints, taken: Bools, old: Rows, new: Rows) -> None:
        self._found, self._taken, self._old, self._new = found, taken, old, new
        self._identities = [name for name in new.columns if name in IDENTITY and name in old.columns]
        self._contradictions: list[tuple[Ints, Ints, Bools]] = []

    def match(self, old: Words, new: Words, contradicting: bool = False) -> None:
        """Match rows of equal keys that are still free, several of one key in their order.

        With ``contradicting`` even where their identities differ.
        """
        rows_old, rows_new = self._free(old, new)
        keys_old, keys_new = (
            mixed(keys[rows] + _rank(keys[rows])) for keys, rows in ((old, rows_old), (new, rows_new))
        )
        self._take(*_paired(rows_old, keys_old, rows_new, keys_new), contradicting)

    def match_delivered(self, before: Before) -> None:
        """Match free rows that an import delivered just so before, whatever a person changed since."""
        rows_old, rows_new = np.flatnonzero(~self._taken), np.flatnonzero(self._found < 0)
        if not len(rows_old) or not len(rows_new):
            return
        old, new = (np.zeros(side.n, dtype=np.uint64) for side in (self._old, self._new))
        old[rows_old], new[rows_new] = before.delivered(rows_old, rows_new)
        self.match(old, new, contradicting=True)

    def match_agreeing(self, old: Words, new: Words, agreement: Agreement, once: bool) -> Ints:
        """Match rows of one key that agree otherwise; return new rows whose key stands several times."""
        rows_old, rows_new = self._free(old, new)
        keys_old, keys_new = old[rows_old], new[rows_new]
        single_old, single_new = _counts(keys_old) == 1, _counts(keys_new) == 1
        one, two = _paired(
            rows_old[single_old], keys_old[single_old], rows_new[single_new], keys_new[single_new]
        )
        lone = len(one)
        common = np.isin(keys_new, keys_old)
        several = common & ~np.isin(rows_new, two)
        if several.any():
            there = np.isin(keys_old, keys_new[several])
            some_old, some_new = rows_old[there], rows_new[several]
            at_old, at_new = nearest(old[some_old], centres(self._old.box[some_old]),
                                     new[some_new], centres(self._new.box[some_new]))
            one, two = np.append(one, some_old[at_old]), np.append(two, some_new[at_new])
        fits = self._consistent(one, two)
        alone = (np.arange(len(one)) < lone)[fits]
        one, two = one[fits], two[fits]
        if len(one):
            fits, likely = agreement.of(one, two, alone, once, int(self._taken.sum()))
            self._take(one[fits], two[fits])
            self._contradictions.append((one[~fits], two[~fits], likely[~fits]))
        return rows_new[several]

    def match_unnamed(self, keyed_old: Bools, keyed_new: Bools, naming: Sequence[str]) -> None:
        """Match rows of which one side has no key, by place and values, then by a place that is unique.

        Two named rows at one place are two rows, and a row without a key takes none that has a name.
        """
        if (self._found >= 0).all():
            return
        old, new = self._old, self._new
        unnamed = ~np.any([old.words(name) != 0 for name in naming] or [np.zeros(old.n, dtype=bool)], axis=0)
        names = [name for name in new.columns if name in old.columns]
        both_old, both_new = (side.place ^ mixed(values_of(side, names)) for side in (old, new))
        for loose_old, loose_new in ((unnamed, ~keyed_new), (~keyed_old, keyed_new)):
            self.match(_only(both_old, loose_old), _only(both_new, loose_new))
            self._match_single(_only(old.place, loose_old), _only(new.place, loose_new))

    def twins(self, agreement: Agreement, keyed_new: Bools) -> Contradictions:
        """Return free rows at one place whose keys differ, and whose names do not tell them apart."""
        free_old, free_new = np.flatnonzero(~self._taken), np.flatnonzero(self._found < 0)
        one, two = one_place(self._old.box[free_old], self._new.box[free_new])
        one, two = free_old[one], free_new[two]
        if not len(one):
            return Contradictions()
        same, other = agreement.names(one, two)
        are = same | ~keyed_new[two] if agreement.has_names else np.ones(len(one), dtype=bool)
        one, two = one[are & ~other], two[are & ~other]
        if agreement.has_names:
            return Contradictions(one, two, np.zeros(len(one), dtype=bool))
        contradicting = np.concatenate([pair[1] for pair in self._contradictions] or [two[:0]])
        likely = np.isin(two, contradicting)  # exchanged
        likely |= 2 * len(two) >= self._new.n
        return Contradictions(one, two, likely)

    def contradictions(self, without: Contradictions) -> Contradictions:
        """Return the pairs that did not agree and are free still, each row once, ``without`` others."""
        if not self._contradictions:
            return Contradictions()
        one, two, likely = (np.concatenate(part) for part in zip(*self._contradictions))
        free = ~self._taken[one] & (self._found[two] < 0) & ~np.isin(two, without.new)
        one, two, likely = one[free], two[free], likely[free]
        first = np.unique(two, return_index=True)[1]
        first = first[np.unique(one[first], return_index=True)[1]]
        return Contradictions(one[first], two[first], likely[first])

    def _match_single(self, old: Words, new: Words) -> None:
        """Match free rows whose key stands once on both sides."""
        rows_old, rows_new = self._free(old, new)
        rows_old = rows_old[_counts(old[rows_old]) == 1]
        rows_new = rows_new[_counts(new[rows_new]) == 1]
        self._take(*_paired(rows_old, old[rows_old], rows_new, new[rows_new]))

    def _free(self, old: Words, new: Words) -> tuple[Ints, Ints]:
        return np.flatnonzero(~self._taken & (old != 0)), np.flatnonzero((self._found < 0) & (new != 0))

    def _consistent(self, one: Ints, two: Ints) -> Bools:
        """Tell which pairs carry no identifying columns that contradict each other."""
        fits = np.ones(len(one), dtype=bool)
        for name in self._identities:
            a, b = self._old.words(name)[one], self._new.words(name)[two]
            fits &= (a == 0) | (b == 0) | (a == b)
        return fits

    def _take(self, one: Ints, two: Ints, contradicting: bool = False) -> None:
        """Take pairs of rows for one row each, unless their identities differ."""
        if not contradicting:
            fits = self._consistent(one, two)
            one, two = one[fits], two[fits]
        self._found[two] = one
        self._taken[one] = True


def _paired(rows_old: Ints, keys_old: Words, rows_new: Ints, keys_new: Words) -> tuple[Ints, Ints]:
    """Return the rows of equal keys, each of which stands once on a side."""
    if not len(rows_old) or not len(rows_new):
        return rows_old[:0], rows_new[:0]
    order = np.argsort(keys_old)
    at = order[np.minimum(np.searchsorted(keys_old, keys_new, sorter=order), len(order) - 1)]
    same = keys_old[at] == keys_new
    return rows_old[at[same]], rows_new[same]


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
