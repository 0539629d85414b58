"""Links of a live network, grouped by source, a few sources replaced at a time; and how two sets differ."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .labels import ranges
from .model import Floats, Ints

#: Metres and confidence that differ by less are the same, summed in another order.
SAME_M, SAME_CONFIDENCE = 1e-6, 1e-9
#: Parts of the confidence, in the order of their rows.
PARTS = ("link", "direction", "data", "gaps", "outfall")
#: So many links may be held beside the rest, and four times the rest, before they are put in its place.
_HELD = 1_000_000


class Rows(NamedTuple):
    """Links, by source, nearest first; values: (3 + parts, k) metres, n_outfalls, confidence, its parts."""

    source: Ints
    outfall: Ints
    values: Floats


class LinkStore:
    """Links grouped by source. Sources that were traced again lie beside the rest until all are asked for."""

    def __init__(self) -> None:
        self._rows = Rows(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((3 + len(PARTS), 0)))
        self._start = np.zeros(1, dtype=np.int64)
        self._own: dict[int, tuple[Rows, int, int]] = {}  # some of those that were traced together
        self._held = 0  # rows traced together, those included that were traced again since

    def of(self, sources: Ints) -> Rows:
        """Return the links of ``sources`` (ascending)."""
        n = len(self._start) - 1
        parts = []
        rest = np.array([s for s in sources.tolist() if s not in self._own and s < n], dtype=np.int64)
        pick = ranges(self._start[rest], self._start[rest + 1] - self._start[rest])
        parts.append(Rows(self._rows.source[pick], self._rows.outfall[pick], self._rows.values[:, pick]))
        parts += [_slice(*self._own[s]) for s in sources.tolist() if s in self._own]
        return _joined(parts)

    def replace(self, sources: Ints, rows: Rows, n_sources: int) -> None:
        """Give ``sources`` (ascending) these links (by source); n_sources: how many there are."""
        self._held += len(rows.source)
        if self._held > 4 * len(self._rows.source) + _HELD:
            self.all(n_sources)
        at = np.searchsorted(rows.source, sources)
        end = np.searchsorted(rows.source, sources, side="right")
        for source, low, high in zip(sources.tolist(), at.tolist(), end.tolist()):
            self._own[source] = rows, low, high

    def replace_all(self, rows: Rows, n_sources: int) -> None:
        """Start anew with all links."""
        self._rows, self._own, self._held = rows, {}, 0
        self._start = np.searchsorted(rows.source, np.arange(n_sources + 1))

    def all(self, n_sources: int) -> Rows:
        """Return every link."""
        if self._own:
            kept = np.isin(self._rows.source, np.array(list(self._own)), invert=True)
            base = Rows(self._rows.source[kept], self._rows.outfall[kept], self._rows.values[:, kept])
            joined = _joined([base, *(_slice(*own) for own in self._own.values())])
            order = np.argsort(joined.source, kind="stable")
            self.replace_all(
                Rows(joined.source[order], joined.outfall[order], joined.values[:, order]), n_sources
            )
        return self._rows


def _slice(rows: Rows, low: int, high: int) -> Rows:
    return Rows(rows.source[low:high], rows.outfall[low:high], rows.values[:, low:high])


def _joined(parts: list[Rows]) -> Rows:
    return Rows(
        np.concatenate([rows.source for rows in parts]), np.concatenate([rows.outfall for rows in parts]),
        np.concatenate([rows.values for rows in parts], axis=1),
    )


def difference(before: Rows, after: Rows) -> tuple[Ints, Ints, Ints]:
    """Return (k, 2) links (source, outfall) gained, lost, and altered in metres or confidence."""
    width = np.int64(1 << 32)
    old, new = before.source * width + before.outfall, after.source * width + after.outfall
    both, at_old, at_new = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    apart = np.abs(before.values[:, at_old] - after.values[:, at_new])
    altered = both[(apart[0] > SAME_M) | (apart[1] > 0) | (apart[2] > SAME_CONFIDENCE)]
    gained, lost = np.setdiff1d(new, old), np.setdiff1d(old, new)
    one, other, third = (np.stack(np.divmod(keys, width), axis=1) for keys in (gained, lost, altered))
    return one, other, third
