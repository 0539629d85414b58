"""Ends of pipes that lie on the node of another id: redrawn, and still carrying their former id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from ..model import Bools, Floats, Ints, Nodes
from .clusters import beside, cluster_points
from .declared_places import SAME_PLACE_M, distances
from .node_ids import normal_codes

#: An end is on the node of another id if it lies this many times nearer to that than to its own.
NEARER = 10.0
#: So many ends around a place are looked at.
_NEAREST = 8


@dataclass
class OnOthers:
    """Claims on the node of another id, one row each.

    claim: its row; metres: how far its own node is; end: the end (row of those handed in) that names the
    node, -1 where the row ``manhole`` does; id: the node, -1 for a manhole that no pipe names; certain: see
    :class:`id_doubts.Moved`.
    """

    claim: Ints
    metres: Floats
    end: Ints
    manhole: Ints
    id: Ints
    certain: Bools


def homes(xy: Floats, ids: Ints, known: Floats) -> tuple[Floats, Bools]:
    """Return how far (m) claims lie from where their id is, and which of them lie there.

    That is at the manhole (``known`` (n, 2), else NaN), else where most ends of the id lie; where no place
    has the most, ends are as far as the others of their id.
    """
    n = len(known)
    spot = cluster_points(xy, SAME_PLACE_M, ids)
    count = np.bincount(spot)
    of = np.empty(len(count), dtype=np.int64)
    of[spot] = ids
    most = np.zeros(n, dtype=np.int64)
    np.maximum.at(most, of, count)
    top = count == most[of]
    home = top & (np.bincount(of[top], minlength=n) == 1)[of]
    total = np.stack([np.bincount(spot, xy[:, axis]) for axis in (0, 1)], axis=1)
    every = np.stack([np.bincount(of, total[:, axis], n) for axis in (0, 1)], axis=1)
    rest = np.bincount(ids, minlength=n)[ids] - count[spot]
    place = np.full((n, 2), np.nan)
    place[of[home]] = total[home] / count[home, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        others = (every[ids] - total[spot]) / rest[:, None]
    own = np.where(np.isfinite(place[ids]), place[ids], others)
    marked = np.isfinite(known[ids]).all(axis=1)
    metres = distances(xy, np.where(marked[:, None], known[ids], own))
    return metres, np.where(marked, metres <= SAME_PLACE_M, home[spot])


class Claims(NamedTuple):
    """Ends away from home: places (k, 2), ids, and how far (m) from home, as :func:`homes` gives them."""

    xy: Floats
    ids: Ints
    metres: Floats


class HomeEnds(NamedTuple):
    """Ends that lie where their id is: places (k, 2), ids, side 0 where the pipe leaves."""

    xy: Floats
    id: Ints
    side: Ints


def on_others(
    claims: Claims, home: HomeEnds, known: Floats, nodes: Nodes | None, manhole_id: Ints
) -> OnOthers:
    """Find which claims lie on the node of another id.

    known: places (m, 2) of ids; manhole_id: (k,), of the k manholes, -1 where no pipe names one.
    """
    xy, ids, metres = claims
    near, distance, end = _nearest(xy, home.xy)
    mark_near, mark_distance, mark = _manholes_at(xy, nodes)
    claim = np.concatenate([near, mark_near])
    other = np.concatenate([home.id[end], manhole_id[mark]])
    distance = np.concatenate([distance, mark_distance])
    manhole = np.concatenate([np.full(len(end), -1), mark])
    end = np.concatenate([end, np.full(len(mark), -1)])
    away = metres[claim] > np.maximum(SAME_PLACE_M, NEARER * distance)
    use = np.flatnonzero((other != ids[claim]) & away)
    order = use[np.lexsort((-manhole[use], distance[use], claim[use]))]
    claim, other, distance, manhole, end = (
        column[order] for column in (claim, other, distance, manhole, end))
    best = np.flatnonzero(np.diff(claim, prepend=-1))
    found = claim[best]
    at = np.searchsorted(found, claim)  # each hit's row of the result
    same = other == other[best][at]
    tied = ~same & (distance <= distance[best][at] + 1e-6)
    side = np.append(home.side, -1)[end]
    marked, leads, comes, mixed = (
        np.bincount(at[which], minlength=len(best)) > 0
        for which in (same & (manhole >= 0), same & (side == 0), same & (side == 1), tied))
    marked |= np.isfinite(known[ids[found]]).all(axis=1)
    return OnOthers(found, metres[found], end[best], manhole[best], other[best],
                    (marked | (leads & comes)) & ~mixed)


def _nearest(xy: Floats, places: Floats) -> tuple[Ints, Floats, Ints]:
    """Return pairs of a row of ``xy`` and one of the ``places`` nearest to it, with their distances."""
    if not len(places) or not len(xy):
        return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int64)
    metres, at = cKDTree(places).query(xy, k=_NEAREST, distance_upper_bound=SAME_PLACE_M * (1 + 1e-9))
    row, rank = np.nonzero(np.isfinite(metres))
    return row, metres[row, rank], at[row, rank].astype(np.int64)


def _manholes_at(xy: Floats, nodes: Nodes | None) -> tuple[Ints, Floats, Ints]:
    """As :func:`_nearest`, for the manholes that carry an id."""
    if nodes is None:
        return _nearest(xy, np.empty((0, 2)))
    rows = np.flatnonzero(np.isfinite(nodes.xy).all(axis=1))
    rows = rows[beside(nodes.xy[rows], xy, SAME_PLACE_M)]
    rows = rows[np.array([code != "" for code in normal_codes(nodes.code[rows])], dtype=bool)]
    row, metres, at = _nearest(xy, nodes.xy[rows])
    return row, metres, rows[at]
