"""Which images show a place: the one that covers most of the view, is sharpest, is newest; and what fills
its gaps.

At a time only the two or three tiles that show an outfall are opened, never a mosaic of everything.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
import shapely.affinity

from ..operations.project_rows import ProjectRows
from .offset import Offset

MOST_TILES = 6  # of one view
_COVERED = 0.995
_COLUMNS = (
    "uid",
    "path",
    "flight",
    "taken_at",
    "gsd_m",
    "band",
    "temperature",
    "value_min",
    "value_max",
    "crs",
    "offset",
    "state",
    "overviews",
    "width",
    "height",
)


@dataclass(frozen=True)
class Shot:
    """A ready image of the catalogue; ``shape``: its footprint where it is shown, the offset applied."""

    uid: str
    path: str
    flight: str
    taken_at: str
    gsd_m: float
    band: str
    temperature: str
    value_min: float
    value_max: float
    crs: str
    offset: Offset | None
    shape: Any = field(repr=False, compare=False)
    is_slow: bool = False


class Shots:
    """The ready images of a project, by place."""

    def __init__(self, shots: Sequence[Shot]) -> None:
        self.shots = list(shots)
        self._tree = shapely.STRtree([shot.shape for shot in self.shots])

    @classmethod
    def of(cls, rows: ProjectRows) -> Shots:
        """Read the catalogue."""
        from .image_file import SLOW_WITHOUT_OVERVIEWS_PX

        found = rows.read("orthophotos", list(_COLUMNS), geometry=True)
        made = []
        for at in range(found.n):
            row = {name: found[name][at] for name in _COLUMNS}
            if row["state"] != "ready" or found.shapes[at] is None:
                continue
            offset = Offset.from_json(row["offset"])
            slow = not row["overviews"] > 0 and max(row["width"], row["height"]) >= SLOW_WITHOUT_OVERVIEWS_PX
            made.append(
                Shot(
                    row["uid"],
                    row["path"] or "",
                    row["flight"] or "",
                    (row["taken_at"] or "")[:19],
                    float(row["gsd_m"]),
                    row["band"] or "visible",
                    row["temperature"] or "",
                    float(row["value_min"]),
                    float(row["value_max"]),
                    row["crs"] or "",
                    offset,
                    _laid(found.shapes[at], offset),
                    bool(slow),
                )
            )
        return cls(made)

    def flights(self, band: str = "") -> list[str]:
        """Return the flights, the newest first; those of ``band`` where it is given."""
        newest: dict[str, str] = {}
        for shot in self.shots:
            if not band or shot.band == band:
                newest[shot.flight] = max(newest.get(shot.flight, ""), shot.taken_at)
        return sorted(newest, key=lambda flight: (newest[flight], flight), reverse=True)

    def of_view(
        self,
        view: tuple[float, float, float, float],
        at: tuple[float, float],
        flight: str = "",
        band: str = "visible",
    ) -> list[Shot]:
        """Return what shows a view (x and y from, x and y to) around ``at``, the best on top, at most
        MOST_TILES.

        The best covers ``at``; among those the one that covers most of the view to a tenth, then the
        sharpest, then the newest. Others of the same flight fill the rest.
        """
        box, point = shapely.box(*view), shapely.Point(at)
        near = [self.shots[i] for i in sorted(self._tree.query(box, predicate="intersects").tolist())]
        near = [shot for shot in near if shot.band == band and (not flight or shot.flight == flight)]
        ranked = sorted(near, key=lambda shot: self._rank(shot, box, point))
        chosen: list[Shot] = []
        left = box
        for shot in ranked:
            if chosen and shot.flight != chosen[0].flight:
                continue
            rest = left.difference(shot.shape)
            if rest.area < left.area - 1e-6 * box.area:
                chosen.append(shot)
                left = rest
            if len(chosen) == MOST_TILES or left.area < (1 - _COVERED) * box.area:
                break
        return chosen

    @staticmethod
    def _rank(shot: Shot, box: Any, point: Any) -> tuple[Any, ...]:
        covered = shot.shape.intersection(box).area / box.area
        gsd = shot.gsd_m if shot.gsd_m == shot.gsd_m else math.inf
        newest = tuple(-ord(sign) for sign in shot.taken_at)
        return (not shot.shape.intersects(point), -round(covered, 1), round(gsd, 3), newest or (0,), shot.uid)

    def shown(self, places: Sequence[tuple[float, float]], flight: str = "", band: str = "") -> list[bool]:
        """Tell which places images of a flight and band (any) show."""
        pairs = self._tree.query(shapely.points(list(places)), predicate="intersects").T if places else ()
        found = [False] * len(places)
        for at, number in pairs:
            shot = self.shots[number]
            if (not flight or shot.flight == flight) and (not band or shot.band == band):
                found[at] = True
        return found

    def flights_at(self, at: tuple[float, float], band: str = "visible") -> list[tuple[str, str]]:
        """Return (flight, day) of what shows a place, oldest first: the columns of a strip."""
        there = [self.shots[i] for i in self._tree.query(shapely.Point(at), predicate="intersects")]
        days: dict[str, str] = {}
        for shot in there:
            if shot.band == band:
                days[shot.flight] = max(days.get(shot.flight, ""), shot.taken_at[:10])
        return sorted(days.items(), key=lambda one: (one[1], one[0]))


def _laid(shape: Any, offset: Offset | None) -> Any:
    return shape if offset is None else shapely.transform(shape, offset.moved)
