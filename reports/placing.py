"""Names on a map without overlaps: the name where it fits, else the number under which a list has it.

Everything is in millimetres of the map's frame, y downward. Places are tried in a fixed order, so the same
rows give the same map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_MARK = 1.35  # half the side of a mark
_GAP = 0.35
#: Directions in which a label is tried: right, left, above, below, then the corners.
_WAYS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_FAR = (1.75, 2.8, 4.2, 6.0, 8.5, 12.0, 16.0)


@dataclass(frozen=True)
class Label:
    """What stands beside a point: its ``row``, its text, the middle of its box; far: with a leader."""

    row: int
    text: str
    x: float
    y: float
    named: bool
    far: bool


def place(
    points: Any,
    names: Sequence[str],
    numbers: Sequence[str],
    size: tuple[float, float],
    width_of: Any,
    height: float,
) -> list[Label]:
    """Return a label for each point that has room for one, in the order of the points.

    points: (n, 2); size: of the frame; ``width_of(text)`` and ``height``: of a label. Crowded points get
    their numbers first, so that the names of others do not take their room.
    """
    taken: list[tuple[float, float, float, float]] = [
        (x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in points.tolist()
    ]
    boxes = _Boxes(taken, size, width_of, height)
    near = _nearest(points)
    found: dict[int, Label | None] = {}
    crowded = [row for row in np.argsort(near, kind="stable").tolist() if near[row] < height + 2 * _MARK]
    easy = [row for row in range(len(points)) if row not in set(crowded)]
    for row in crowded:
        found[row] = boxes.label(row, points[row], numbers[row], named=False)
    for row in easy:
        name = boxes.label(row, points[row], names[row], named=True) if names[row] else None
        found[row] = name or boxes.label(row, points[row], numbers[row], named=False)
    return [label for _, label in sorted(found.items()) if label is not None]


class _Boxes:
    def __init__(self, boxes: Sequence[tuple[float, float, float, float]], size: tuple[float, float],
                 width_of: Callable[[str], float], height: float) -> None:
        self._boxes = np.array(boxes, dtype=float).reshape(-1, 4)
        self._size, self._width_of, self._height = size, width_of, height

    def label(self, row: int, point: Any, text: str, *, named: bool) -> Label | None:
        """Take room for a label of a point, None where there is none; a name stands right beside it."""
        width, height = self._width_of(text), self._height
        for far in _FAR[:1] if named else _FAR:
            for across, down in _WAYS:
                x = point[0] + across * (far + width / 2)
                y = point[1] + down * (far + height / 2 if down and not across else far)
                box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                if self.free(box, row):
                    self.add(box)
                    return Label(row, text, float(x), float(y), named, far > _FAR[1])
        return None

    def free(self, box: tuple[float, float, float, float], own: int) -> bool:
        """Tell whether a box lies in the frame and meets no other; the mark ``own`` may touch it."""
        x0, y0, x1, y1 = box
        if x0 < _GAP or y0 < _GAP or x1 > self._size[0] - _GAP or y1 > self._size[1] - _GAP:
            return False
        others = self._boxes
        meets = (
            (others[:, 0] < x1 + _GAP)
            & (others[:, 2] > x0 - _GAP)
            & (others[:, 1] < y1 + _GAP)
            & (others[:, 3] > y0 - _GAP)
        )
        meets[own] = False
        return not meets.any()

    def add(self, box: tuple[float, float, float, float]) -> None:
        """Take the place of a box."""
        self._boxes = np.vstack([self._boxes, box])


def _nearest(points: Any) -> Any:
    """Return each point's distance to the nearest other."""
    from scipy.spatial import cKDTree

    if len(points) < 2:
        return np.full(len(points), np.inf)
    return cKDTree(points).query(points, k=2)[0][:, 1]
