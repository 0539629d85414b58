"""How a district is cut into sheets of a scale at which its outfalls can be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .map_data import Box

#: Denominators of scales that a sheet may have.
SCALES = (
    500,
    1_000,
    2_000,
    2_500,
    5_000,
    10_000,
    15_000,
    20_000,
    25_000,
    30_000,
    40_000,
    50_000,
    75_000,
    100_000,
    150_000,
    200_000,
    300_000,
    400_000,
    500_000,
    750_000,
    1_000_000,
    2_000_000,
    5_000_000,
)
LEAST = 2_000  # no sheet is drawn larger by itself
_MARGIN = 0.06  # of a sheet's side, that stays free of outfalls


@dataclass(frozen=True)
class Frame:
    """The map of a page: its scale's denominator and its box in units of the project."""

    scale: int
    box: Box

    def shows(self, xy: Any) -> Any:
        """Return which positions (n, 2) lie on it."""
        x0, y0, x1, y1 = self.box
        return (xy[:, 0] >= x0) & (xy[:, 0] <= x1) & (xy[:, 1] >= y0) & (xy[:, 1] <= y1)


def whole_frame(bounds: Box, size_mm: tuple[float, float], metres_per_unit: float) -> Frame:
    """Return the frame that shows all of ``bounds`` at the largest scale of SCALES."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    for scale in SCALES:
        if scale < LEAST:
            continue
        across, up = _ground(size_mm, scale, metres_per_unit)
        if width <= across * (1 - 2 * _MARGIN) and height <= up * (1 - 2 * _MARGIN):
            break
    return frame_around(
        (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, scale, size_mm, metres_per_unit
    )


def sheet_frames(xy: Any, size_mm: tuple[float, float], scale: int, metres_per_unit: float) -> list[Frame]:
    """Return frames of one scale that together show all positions (n, 2), in the order of the positions.

    Taken from the west, each as far down as needed; a frame is centred on what it is for.
    """
    across, up = (side * (1 - 2 * _MARGIN) for side in _ground(size_mm, scale, metres_per_unit))
    left = np.ones(len(xy), dtype=bool)
    found: list[tuple[int, Frame]] = []
    while left.any():
        west = xy[left, 0].min()
        column = left & (xy[:, 0] <= west + across)
        south = xy[column, 1].min()
        inside = column & (xy[:, 1] <= south + up)
        low, high = xy[inside].min(axis=0), xy[inside].max(axis=0)
        centre = (low + high) / 2
        found.append(
            (
                int(np.flatnonzero(inside)[0]),
                frame_around(centre[0], centre[1], scale, size_mm, metres_per_unit),
            )
        )
        left &= ~inside
    return [frame for _, frame in sorted(found, key=lambda pair: pair[0])]


def _ground(size_mm: tuple[float, float], scale: int, metres_per_unit: float) -> tuple[float, float]:
    across, up = (side * scale / 1000.0 / metres_per_unit for side in size_mm)
    return across, up


def frame_around(
    x: float, y: float, scale: int, size_mm: tuple[float, float], metres_per_unit: float
) -> Frame:
    """Return the frame of a scale around a place."""
    across, up = _ground(size_mm, scale, metres_per_unit)
    return Frame(scale, (x - across / 2, y - up / 2, x + across / 2, y + up / 2))
