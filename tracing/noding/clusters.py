"""Points that lie together."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..model import Bools, Floats, Ints
from ..reach.labels import ranges

#: Above this many neighbours per end on average, ends are first gathered in cells.
_CROWD = 30.0
#: A tree that is made in half the time and finds the same pairs.
_QUICK = {"balanced_tree": False, "compact_nodes": False}
#: Points whose hull has more corners than this are strewn about, whatever its size.
_CORNERS = 256
#: Cells of the plane share so many slots; a power of two.
_SLOTS = 1 << 22


def cluster_points(xy: Floats, tolerance_m: float, key: Ints | None = None) -> Ints:
    """Return (n,) cluster numbers: points that chain together within the tolerance share one.

    key: (n,) points of different ones never do. Where points crowd (many times more neighbours than a
    network has), those in one cell of half the tolerance are gathered first, so the work stays linear.
    """
    spot, group = _spots(xy, key, tolerance_m)
    if len(spot) < 2 or tolerance_m <= 0:
        return group
    tree = cKDTree(spot, **_QUICK)
    sample = spot[:: max(1, len(spot) // 2000)]
    crowd = tree.query_ball_point(sample, tolerance_m, return_length=True)
    if crowd.mean() > _CROWD:
        cell = np.floor(spot / (0.5 * tolerance_m))
        _, first, gathered = np.unique(cell, axis=0, return_index=True, return_inverse=True)
        spot, group = spot[first], gathered.reshape(-1)[group]
        tree = cKDTree(spot, **_QUICK)
    near = tree.query_pairs(tolerance_m, output_type="ndarray")
    component = components(near[:, 0], near[:, 1], len(spot))
    return component[group]


def _spots(xy: Floats, key: Ints | None, tolerance_m: float) -> tuple[Floats, Ints]:
    """Return distinct places and which of them each point is; a key is a third coordinate, far apart."""
    # As complex numbers, pairs of coordinates sort several times faster than as rows.
    pairs = np.ascontiguousarray(xy, dtype=np.float64).view(np.complex128).reshape(-1)
    unique, group = np.unique(pairs, return_inverse=True)
    spot, group = unique.view(np.float64).reshape(-1, 2), group.reshape(-1).astype(np.int64)
    if key is None or not len(key):
        return spot, group
    most = int(key.max()) + 1
    both, group = np.unique(group * most + key, return_inverse=True)
    height = (both % most) * (4.0 * max(tolerance_m, 1.0))
    return np.column_stack([spot[both // most], height]), group.reshape(-1).astype(np.int64)


def components(one: Ints, two: Ints, n: int) -> Ints:
    """Return (n,) the part of a graph with edges from ``one`` to ``two`` that each of its nodes is in."""
    links = coo_matrix((np.ones(len(one), dtype=np.int8), (one, two)), shape=(n, n))
    found: Ints = connected_components(links, directed=False)[1].astype(np.int64)
    return found


def wider(xy: Floats, key: Ints, n: int, limit_m: float) -> Bools:
    """Return (n,) keys of which two points lie farther than ``limit_m`` apart."""
    found = np.zeros(n, dtype=bool)
    if not len(key):
        return found
    order = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.diff(key[order], prepend=-1))
    of = key[order][start]
    size = np.maximum.reduceat(xy[order], start) - np.minimum.reduceat(xy[order], start)
    found[of] = (size > limit_m).any(axis=1)
    open_ = np.zeros(n, dtype=bool)
    open_[of] = ~found[of] & (np.hypot(size[:, 0], size[:, 1]) > limit_m)
    asked = np.flatnonzero(open_[key])
    if len(asked):  # the box says too little
        asked = asked[np.argsort(key[asked], kind="stable")]
        of, which = np.unique(key[asked], return_inverse=True)
        found[of] = _wide_hulls(shapely.multipoints(xy[asked], indices=which.reshape(-1)), limit_m)
    return found


def _wide_hulls(points: NDArray[np.object_], limit_m: float) -> Bools:
    corner, hull = shapely.get_coordinates(shapely.convex_hull(points), return_index=True)
    count = np.bincount(hull, minlength=len(points))
    wide: Bools = count > _CORNERS
    use = ~wide[hull]
    corner, hull = corner[use], hull[use]
    count = np.bincount(hull, minlength=len(points))
    first = np.cumsum(count) - count
    one = np.repeat(np.arange(len(hull)), count[hull])
    two = ranges(first[hull], count[hull])
    apart = np.hypot(*(corner[one] - corner[two]).T)
    wide[hull[one[apart > limit_m]]] = True
    return wide


def beside(xy: Floats, places: Floats, reach_m: float) -> Bools:
    """Tell which of ``xy`` (n, 2) may lie within ``reach_m`` of ``places`` (k, 2); the others do not."""
    if 16 * len(places) > _SLOTS:
        return np.ones(len(xy), dtype=bool)
    cell, there = 2.0 * max(reach_m, 1e-3), np.zeros(_SLOTS, dtype=bool)
    for x in (-0.5, 0.5):
        for y in (-0.5, 0.5):
            there[_slot(places / cell + np.array([x, y]))] = True
    return there[_slot(xy / cell)]


def _slot(cells: Floats) -> Ints:
    x, y = np.floor(cells).astype(np.int64).T
    slot: Ints = (x * 73_856_093 ^ y * 19_349_663) & (_SLOTS - 1)
    return slot
