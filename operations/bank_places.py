"""Where a place lies along the river: its chainage, its bank, its district, as the base map has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..tracing.model import Floats, Ints
from .polygons import values_inside
from .project_rows import ProjectRows

_FAR_M = 5_000.0  # from the axis: no place of this bank


@dataclass(frozen=True)
class BankPlace:
    """A place along the river; None and "" where the base map does not say."""

    chainage_km: float | None = None
    bank: str = ""  # left or right, looking downstream
    county_code: str = ""

    def cells(self) -> dict[str, Any]:
        """Return the place as cells of a row."""
        return {"chainage_km": self.chainage_km, "bank": self.bank or None,
                "county_code": self.county_code or None}


class Bank:
    """The river axis and the districts of a project, read once."""

    def __init__(self, rows: ProjectRows) -> None:
        axis = rows.read("river_axis", ["start_km"], geometry=True)
        ends = axis.parts.part_start
        self._lines = [
            (Way(axis.parts.xy[ends[at] : ends[at + 1]]), float(axis["start_km"][row]))
            for at, row in enumerate(axis.parts.part_row)
            if ends[at + 1] - ends[at] >= 2
        ]
        pieces = [(number, at) for number, (way, _) in enumerate(self._lines)
                  for at in range(len(way.xy) - 1)]
        self._pieces = np.array(pieces, dtype=np.int64).reshape(-1, 2)  # the line, and which of its segments
        self._tree = shapely.STRtree(shapely.linestrings(
            [self._lines[number][0].xy[at : at + 2] for number, at in pieces]) if pieces else [])
        self._districts = rows.read("districts", ["county_code"], geometry=True)

    def place(self, x: float, y: float) -> BankPlace:
        """Return where a point of the project's system lies."""
        return self.places(np.array([[x, y]]))[0]

    def places(self, xy: Floats) -> list[BankPlace]:
        """Return where points (n, 2) of the project's system lie."""
        points = shapely.points(xy)
        codes = [code or "" for code in values_inside(self._districts, "county_code", xy)]
        known = np.flatnonzero(np.isfinite(xy).all(axis=1) & (len(self._pieces) > 0))
        near, piece = self._tree.query_nearest(points[known], max_distance=_FAR_M, all_matches=False)
        placed: dict[int, BankPlace] = {}
        for at, (way, start_km) in enumerate(self._lines):
            mine = self._pieces[piece, 0] == at
            those = known[near[mine]]
            along = way.along(self._pieces[piece[mine], 1], xy[those])
            left = _on_the_left(way, along, xy[those])
            placed.update((int(one), BankPlace(
                None if np.isnan(start_km) else round(start_km + float(far) / 1000, 3),
                "left" if side else "right", codes[one])) for one, far, side in zip(those, along, left))
        return [placed.get(one, BankPlace(county_code=code)) for one, code in enumerate(codes)]


class Way:
    """A long line, whose places are found without walking it for each."""

    def __init__(self, xy: Floats) -> None:
        self.xy = xy
        self.far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])  # at each vertex

    def at(self, along: Floats) -> Floats:
        """Return the places so far along; before its start and behind its end: these."""
        return np.column_stack([np.interp(along, self.far, self.xy[:, axis]) for axis in (0, 1)])

    def along(self, segment: Ints, xy: Floats) -> Floats:
        """Return how far along points lie, each by the segment that is nearest to it."""
        start, way = self.xy[segment], self.xy[segment + 1] - self.xy[segment]
        length = np.hypot(way[:, 0], way[:, 1])
        share = ((xy - start) * way).sum(axis=1) / np.maximum(length, 1e-9)
        found: Floats = self.far[segment] + np.clip(share, 0.0, length)
        return found


def _on_the_left(line: Way, along: Floats, xy: Floats) -> Any:
    """Tell by the turn from the axis, which is drawn downstream, whether points lie on the left bank."""
    before = line.at(along - 5.0)
    way, to = line.at(along + 5.0) - before, xy - before
    return way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0] > 0
