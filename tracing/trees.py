"""Spatial indexes that are made a part at a time.

Making one index of a million shapes keeps everything else in the process waiting for a third of a
second, the window too. Many shapes are therefore put into several trees of moderate size that
answer together as one.
"""

from __future__ import annotations

from typing import Any, Union

import numpy as np
import shapely
from numpy.typing import NDArray

#: Shapes of one tree; making it takes some 30 ms.
_MOST = 100_000


class Forest:
    """Several trees that answer as one :class:`shapely.STRtree`."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        self._low = list(range(0, len(shapes), _MOST))
        self._trees = [shapely.STRtree(shapes[low : low + _MOST]) for low in self._low]

    def query(self, geometry: Any, predicate: str | None = None, distance: Any = None) -> NDArray[np.int64]:
        """As :meth:`shapely.STRtree.query`."""
        found = []
        for low, tree in zip(self._low, self._trees):
            hit = tree.query(geometry, predicate=predicate, distance=distance).astype(np.int64)
            found.append(hit + low if hit.ndim == 1 else np.stack([hit[0], hit[1] + low]))
        joined: NDArray[np.int64] = np.concatenate(found, axis=-1)
        if joined.ndim == 1:
            return joined
        ordered: NDArray[np.int64] = joined[:, np.argsort(joined[0], kind="stable")]
        return ordered

    def query_nearest(
        self, geometry: Any, max_distance: float | None = None, return_distance: bool = False,
        all_matches: bool = True,
    ) -> Any:
        """As :meth:`shapely.STRtree.query_nearest` of an array of geometries."""
        pairs, metres = [], []
        for low, tree in zip(self._low, self._trees):
            pair, away = tree.query_nearest(
                geometry, max_distance=max_distance, return_distance=True, all_matches=all_matches
            )
            pairs.append(np.stack([pair[0], pair[1] + low]).astype(np.int64))
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
    """Return an index of ``shapes``, in parts where they are many."""
    return shapely.STRtree(shapes) if len(shapes) <= _MOST else Forest(shapes)
