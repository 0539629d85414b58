"""Where a place lies along the river: its chainage, its bank, its district, as the base map has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

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
        point = shapely.Point(x, y)
        within = self._districts.query(point, predicate="intersects")
        code = self._codes[int(within[0])] if len(within) else ""
        near = min(self._lines, key=lambda line: line[0].distance(point), default=None)
        if near is None or near[0].distance(point) > _FAR_M:
            return BankPlace(county_code=code)
        line, start_km = near
        along = line.project(point)
        chainage = None if np.isnan(start_km) else round(start_km + along / 1000, 3)
        return BankPlace(chainage, _side(line, along, x, y), code)


def _side(line: Any, along: float, x: float, y: float) -> str:
    """Return the bank by the turn from the axis, which is drawn downstream, to the point."""
    before, after = line.interpolate(max(along - 5.0, 0.0)), line.interpolate(min(along + 5.0, line.length))
    turn = (after.x - before.x) * (y - before.y) - (after.y - before.y) * (x - before.x)
    return "left" if turn > 0 else "right"
