"""Spatial indexes that are made a part at a time.

Making one index of a million shapes keeps everything else in the process waiting for half a
second, the window too. Many shapes are therefore put into several trees of moderate size that
answer together as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Union

import numpy as np
import shapely
from numpy.typing import NDArray

#: Shapes of one tree; making it takes some 15 ms.
_MOST = 25_000


class Forest:
    """Several trees that answer as one :class:`shapely.STRtree`.

    Each holds the shapes of a strip from south to north, and only those asked about that lie by a strip are
    looked for in it, so the time grows with the shapes and not with the number of trees.
    """

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        bounds = shapely.bounds(shapes)
        west_to_east = np.argsort(bounds[:, 0] + bounds[:, 2], kind="stable")  # without a place: last
        self._rows = [
            np.sort(west_to_east[low : low + _MOST]) for low in range(0, len(shapes), _MOST)
        ]
        self._trees = [shapely.STRtree(shapes[rows]) for rows in self._rows]
        self._west = np.array([np.fmin.reduce(bounds[rows, 0]) for rows in self._rows])
        self._east = np.array([np.fmax.reduce(bounds[rows, 2]) for rows in self._rows])

    def _beside(
        self, shapes: NDArray[np.object_], within: Any
    ) -> Iterator[tuple[NDArray[np.int64], shapely.STRtree, NDArray[np.int64]]]:
        """Yield rows and tree of the strips that ``shapes`` come as near to, and which of them do."""
        bounds = shapely.bounds(shapes)
        with np.errstate(invalid="ignore"):
            west, east = bounds[:, 0] - within, bounds[:, 2] + within
            met = (np.fmin.reduce(west, initial=np.inf) <= self._east) & (
                np.fmax.reduce(east, initial=-np.inf) >= self._west
            )
            for strip in np.flatnonzero(met).tolist():
                at = np.flatnonzero((west <= self._east[strip]) & (east >= self._west[strip]))
                if len(at):
                    yield self._rows[strip], self._trees[strip], at

    def query(self, geometry: Any, predicate: str | None = None, distance: Any = None) -> NDArray[np.int64]:
        """As :meth:`shapely.STRtree.query`."""
        single = np.ndim(geometry) == 0
        shapes = np.atleast_1d(np.asarray(geometry, dtype=object))
        within = np.broadcast_to(np.float64(0.0) if distance is None else distance, len(shapes))
        found = [np.empty((2, 0), dtype=np.int64)]
        for rows, tree, at in self._beside(shapes, within):
            reach = None if distance is None else within[at]
            hit = tree.query(shapes[at], predicate=predicate, distance=reach)
            found.append(np.stack([at[hit[0]], rows[hit[1]]]).astype(np.int64))
        joined: NDArray[np.int64] = np.concatenate(found, axis=1)
        ordered: NDArray[np.int64] = joined[:, np.argsort(joined[0], kind="stable")]
        return ordered[1] if single else ordered

    def query_nearest(
        self, geometry: Any, max_distance: float | None = None, return_distance: bool = False,
        all_matches: bool = True,
    ) -> Any:
        """As :meth:`shapely.STRtree.query_nearest` of an array of geometries."""
        shapes = np.asarray(geometry, dtype=object)
        pairs, metres = [np.empty((2, 0), dtype=np.int64)], [np.empty(0)]
        for rows, tree, at in self._beside(shapes, np.inf if max_distance is None else max_distance):
            pair, away = tree.query_nearest(
                shapes[at], max_distance=max_distance, return_distance=True, all_matches=all_matches
            )
            pairs.append(np.stack([at[pair[0]], rows[pair[1]]]).astype(np.int64))
            metres.append(away)
        pair, away = np.concatenate(pairs, axis=1), np.concatenate(metres)
        order = np.lexsort((pair[1], away, pair[0]))
        pair, away = pair[:, order], away[order]
        first = np.flatnonzero(np.diff(pair[0], prepend=-1))
        if all_matches:
            least = np.repeat(away[first], np.diff(np.append(first, len(away))))
            keep = np.flatnonzero(away == least)
        else:
            keep = first
        return (pair[:, keep], away[keep]) if return_distance else pair[:, keep]


Tree = Union[shapely.STRtree, Forest]


def tree_of(shapes: NDArray[np.object_]) -> Tree:
    """Return an index of ``shapes`` (n,), in parts where they are many."""
    return shapely.STRtree(shapes) if len(shapes) <= _MOST else Forest(shapes)
