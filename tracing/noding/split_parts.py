"""Pipes with ids that were split: their parts carry the ids of the whole pipe, both of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..model import Bools, Floats, Ints
from .clusters import cluster_points
from .declared_places import SAME_PLACE_M
from .id_doubts import no_pairs


class Marks(NamedTuple):
    """Manholes with an id: where they stand (k, 2), and the ids (k,)."""

    xy: Floats
    id: Ints


def split_parts(
    drawn: Floats, number: Ints, some: Ints, n: int, marks: Marks, tolerance_m: float
) -> tuple[Floats, Bools, Ints]:
    """Find lines of the same two ids of which one begins where the other ends, where neither id is at home.

    drawn: (k, 2, 2) ends as drawn; number: (k, 2) their ids, of ``n``; some: rows that are looked at;
    marks: manholes. Returns (k, 2, 2) the ends, those of the whole pipe for each of
    its parts; (k, 2) ends, as drawn, that are not those of the whole; (j, 2) rows of neighbouring parts.
    """
    inner = np.zeros(number.shape, dtype=bool)
    a, b = number[some].T
    _, first, pair, times = np.unique(
        a * np.int64(n) + b, return_index=True, return_inverse=True, return_counts=True)
    pair = pair.reshape(-1)
    use = np.flatnonzero((times[pair] > 1) & (a != b))
    if not len(use):
        return drawn, inner, no_pairs()
    rows, pair = some[use], pair[use]
    xy = np.concatenate([drawn[rows, 0], drawn[rows, 1]])
    spot = cluster_points(xy, tolerance_m, np.tile(pair, 2))
    begin, end = np.split(spot, 2)
    n_spots = int(spot.max()) + 1
    begins, ends = np.bincount(begin, minlength=n_spots), np.bincount(end, minlength=n_spots)
    of, place = np.empty(n_spots, dtype=np.int64), np.empty((n_spots, 2))
    of[spot], place[spot] = np.tile(pair, 2), xy
    meets = (begins == 1) & (ends == 1)
    meets[begin[begin == end]] = False  # a line that comes back to its beginning
    outer = [(begins > 0) & (ends == 0), (ends > 0) & (begins == 0)]
    # Of a whole pipe there is one beginning, one end, and nothing but joints between them.
    joints, firsts, lasts, others = (
        np.bincount(of[which], minlength=len(first))
        for which in (meets, *outer, ~(meets | outer[0] | outer[1])))
    whole = (joints > 0) & (firsts == 1) & (lasts == 1) & (others == 0)
    here = np.flatnonzero(meets & whole[of])
    at_home = _at_home(place[here], number[some[first[of[here]]]], drawn, number,
                       np.setdiff1d(some, rows), marks)
    whole[of[here[at_home]]] = False
    meets &= whole[of]
    parts = whole[pair]
    found = drawn.copy()
    for side, which in enumerate(outer):
        spot_of = np.zeros(len(first), dtype=np.int64)
        spot_of[of[which]] = np.flatnonzero(which)
        found[rows[parts], side] = place[spot_of[pair[parts]]]
    inner[rows] = np.stack([meets[begin], meets[end]], axis=1)
    before, after = (np.zeros(n_spots, dtype=np.int64) for _ in range(2))
    before[end], after[begin] = rows, rows
    return found, inner, np.stack([before, after], axis=1)[meets]


def _at_home(
    place: Floats, ids: Ints, drawn: Floats, number: Ints, others: Ints, marks: Marks
) -> Bools:
    """Tell at which places (j, 2) one of the two ``ids`` (j, 2) is at home, by other pipes or a manhole."""
    xy = np.concatenate([drawn[others].reshape(-1, 2), marks.xy])
    theirs = np.concatenate([number[others].ravel(), marks.id])
    spot = cluster_points(
        np.concatenate([xy, place, place]), SAME_PLACE_M, np.concatenate([theirs, *ids.T]))
    taken = np.zeros(int(spot.max(initial=-1)) + 1, dtype=bool)
    taken[spot[: len(xy)]] = True
    found: Bools = taken[spot[len(xy) :]].reshape(2, -1).any(axis=0)
    return found
