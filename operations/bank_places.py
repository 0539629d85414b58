"""Where a place lies along the river: its chainage, its bank, its district, as the base map has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..tracing.model import Floats
from .project_rows import ProjectRows

_FAR_M = 5_000.0  # from the axis: no place of this bank


@dataclass(frozen=True)
class BankPlace:
    """A place along the river; None and "" where the base map does not say."""

    chainage_km: float | None = None
    bank: str = ""  # left or right, looking downstream
    county_code: str = ""


class Bank:
    """The river axis and the districts of a project, read once."""

    def __init__(self, rows: ProjectRows) -> None:
        axis = rows.read("river_axis", ["start_km"], geometry=True)
        ends = axis.parts.part_start
        self._lines = [
            (shapely.LineString(axis.parts.xy[ends[at] : ends[at + 1]]), float(axis["start_km"][row]))
            for at, row in enumerate(axis.parts.part_row)
            if ends[at + 1] - ends[at] >= 2
        ]
        districts = rows.read("districts", ["county_code"], geometry=True)
        there = [at for at, shape in enumerate(districts.shapes) if shape is not None]
        self._codes = [districts["county_code"][at] or "" for at in there]
        self._districts = shapely.STRtree([districts.shapes[at] for at in there])

    def place(self, x: float, y: float) -> BankPlace:
        """Return where a point of the project's system lies."""
        return self.places(np.array([[x, y]]))[0]

    def places(self, xy: Floats) -> list[BankPlace]:
        """Return where points (n, 2) of the project's system lie."""
        points = shapely.points(xy)
        codes = [""] * len(xy)
        row, district = self._districts.query(points, predicate="intersects")
        for point, at in zip(row.tolist()[::-1], district.tolist()[::-1]):  # the first of several stays
            codes[point] = self._codes[at]
        if not self._lines or not len(xy):
            return [BankPlace(county_code=code) for code in codes]
        away = np.stack([shapely.distance(line, points) for line, _ in self._lines])
        nearest = np.argmin(away, axis=0)
        found = []
        for at, (line, start_km) in enumerate(self._lines):
            mine = np.flatnonzero((nearest == at) & (away[at] <= _FAR_M))
            along = shapely.line_locate_point(line, points[mine])
            left = _on_the_left(line, along, xy[mine])
            found += [(int(one), BankPlace(
                None if np.isnan(start_km) else round(start_km + float(far) / 1000, 3),
                "left" if side else "right", codes[one])) for one, far, side in zip(mine, along, left)]
        placed = dict(found)
        return [placed.get(one, BankPlace(county_code=code)) for one, code in enumerate(codes)]


def _on_the_left(line: Any, along: Floats, xy: Floats) -> Any:
    """Tell by the turn from the axis, which is drawn downstream, whether points lie on the left bank."""
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - 5.0, 0.0)))
    further = np.minimum(along + 5.0, line.length)
    after = shapely.get_coordinates(shapely.line_interpolate_point(line, further))
    way, to = after - before, xy - before
    return way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0] > 0
