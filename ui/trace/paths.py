"""Thousands of lines to paint at once: arrays to painter paths, no Python object per vertex.

What lies outside the picture, or where something else was painted already, is left out
first, so that the cost of painting follows the picture and not the network.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QByteArray, QDataStream, QIODevice
from qgis.PyQt.QtGui import QPainterPath

MANY = 6000  # from so many segments on, those too near to each other to be told apart are left out
CELL_PX = 3.0
MARGIN_PX = 8.0


class Segments:
    """The straight pieces of lines, kept relative to their first vertex so that single precision will do.

    xy: (n, 2); start: (lines + 1,) first vertex of each line; kind: (lines,) code of each.
    """

    def __init__(self, xy: Any, start: Any, kind: Any) -> None:
        import numpy as np

        count = np.diff(start)
        line = np.repeat(np.arange(len(count)), count)
        begins = np.flatnonzero(line[1:] == line[:-1]) if len(line) else np.empty(0, dtype=np.int64)
        self.origin = xy[0].copy() if len(xy) else np.zeros(2)
        near = (xy - self.origin).astype(np.float32)
        self.kind = kind[line[begins]] if len(begins) else np.empty(0, dtype=np.int8)
        self.ends = np.concatenate([near[begins], near[begins + 1]], axis=1)

    def seen(self, kind: int, affine: Any, width: float, height: float) -> Any:
        """Return (k, 4) pixels of what can be seen of one kind; affine: (2, 3) map units -> pixels."""
        import numpy as np

        pick = self.kind == kind
        ends = self.ends if pick.all() else self.ends[pick]
        if not len(ends):
            return np.empty((0, 4), dtype=np.float32)
        matrix = affine[:, :2].astype(np.float32)
        shift = (affine[:, :2] @ self.origin + affine[:, 2]).astype(np.float32)
        x = ends[:, 0::2] * matrix[0, 0] + ends[:, 1::2] * matrix[0, 1] + shift[0]
        y = ends[:, 0::2] * matrix[1, 0] + ends[:, 1::2] * matrix[1, 1] + shift[1]
        inside = (x.max(axis=1) > -MARGIN_PX) & (x.min(axis=1) < width + MARGIN_PX)
        inside &= (y.max(axis=1) > -MARGIN_PX) & (y.min(axis=1) < height + MARGIN_PX)
        x, y = x[inside], y[inside]
        if len(x) > MANY:
            keep = _apart(x, y)
            x, y = x[keep], y[keep]
        return np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], axis=1)


def _apart(x: Any, y: Any) -> Any:
    """Return positions: one short segment for every cell of the picture where one begins; all long ones."""
    import numpy as np

    short = (np.abs(x[:, 0] - x[:, 1]) < 2 * CELL_PX) & (np.abs(y[:, 0] - y[:, 1]) < 2 * CELL_PX)
    wide = 1 << 14
    column = np.clip((x[:, 0] + MARGIN_PX) / CELL_PX, 0, wide - 1).astype(np.int32)
    row = np.clip((y[:, 0] + MARGIN_PX) / CELL_PX, 0, wide - 1).astype(np.int32)
    cells = np.full((int(row.max()) + 1) * (int(column.max()) + 1), -1, dtype=np.int32)
    cell = row * (int(column.max()) + 1) + column
    at = np.flatnonzero(short)
    cells[cell[at]] = at
    return np.concatenate([np.flatnonzero(~short), cells[cells >= 0]])


def path_of(segments: Any) -> QPainterPath:
    """Return (k, 4) segments as one path, by way of Qt's own stream format."""
    import numpy as np

    path = QPainterPath()
    if not len(segments):
        return path
    n = 2 * len(segments)
    points = np.empty(n, dtype=[("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
    points["kind"][0::2], points["kind"][1::2] = 0, 1  # move to, line to
    points["x"][0::2], points["y"][0::2] = segments[:, 0], segments[:, 1]
    points["x"][1::2], points["y"][1::2] = segments[:, 2], segments[:, 3]
    ends = np.array([0, 0], dtype=">i4").tobytes()  # where the last figure began, the fill rule
    data = QByteArray(np.array([n], dtype=">i4").tobytes() + points.tobytes() + ends)
    stream = QDataStream(data, QIODevice.OpenModeFlag.ReadOnly)
    stream >> path  # type: ignore[operator]  # reads the path: not in the stubs
    return path


def arrows(segments: Any, every: float = 70.0, size: float = 6.0) -> Any:
    """Return (k, 4) segments: an arrow head in the middle of all that are longer than ``every`` pixels."""
    import numpy as np

    way = segments[:, 2:] - segments[:, :2]
    length = np.hypot(way[:, 0], way[:, 1])
    pick = np.flatnonzero(length > every)
    if len(pick) > 3000:
        pick = pick[:0]
    middle = (segments[pick, :2] + segments[pick, 2:]) / 2
    along = way[pick] / length[pick, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    tip, foot = middle + along * size, middle - along * size * 0.6
    return np.concatenate(
        [
            np.concatenate([foot + across * size * 0.8, tip], axis=1),
            np.concatenate([foot - across * size * 0.8, tip], axis=1),
        ]
    )
