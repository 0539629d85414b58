"""Stretches of bank that nobody walked and no image covers: the river's outline against visits and images."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ...rules import dates
from ...rules.tables import setting
from ..bank_places import Bank, Way
from ..project_rows import ProjectRows

_STEP_M = 100.0  # the outline is looked at so often


class Stretch(NamedTuple):
    """A stretch of one bank in one district, between two chainages."""

    county: str
    bank: str
    from_km: float
    to_km: float
    metres: float


def unseen_banks(rows: ProjectRows, today: dt.date) -> list[Stretch]:
    """Return the stretches not seen up to a day; none where the project holds no outline of the river."""
    scale = rows.metres_per_unit("river")
    scale = scale if scale > 0 else 1.0
    points = _outline(rows, _STEP_M / scale)
    if not len(points):
        return []
    near = float(setting("walked_m")) / scale
    seen = _near_visits(rows, points, near, today) | _on_images(rows, points, today)
    cells: dict[tuple[str, str], set[int]] = {}
    for place in Bank(rows).places(points[~seen]):
        if place.chainage_km is not None:
            at = round(place.chainage_km * 1000 / _STEP_M)
            cells.setdefault((place.county_code, place.bank), set()).add(at)
    return [Stretch(*key, first * _STEP_M / 1000, (last + 1) * _STEP_M / 1000, (last + 1 - first) * _STEP_M)
            for key, those in sorted(cells.items()) for first, last in _runs(sorted(those))]


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number > last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _outline(rows: ProjectRows, step: float) -> Any:
    river = rows.read("river", ["uid"], geometry=True)
    found = []
    for shape in river.shapes.tolist():
        for ring in (shapely.get_rings(shape) if shape is not None else ()):
            way = Way(shapely.get_coordinates(ring))
            found.append(way.at(np.arange(0.0, way.far[-1], step)))
    return np.concatenate(found) if found else np.empty((0, 2))


def _near_visits(rows: ProjectRows, points: Any, near: float, today: dt.date) -> Any:
    places = [_dated(rows, table, column, today) for table, column in (
        ("visits", "time"), ("inspections", "time"), ("photos", "taken_at"))]
    every = np.concatenate(places)
    if not len(every):
        return np.zeros(len(points), dtype=bool)
    away, _ = cKDTree(every).query(points, distance_upper_bound=near)
    return np.isfinite(away)


def _dated(rows: ProjectRows, table: str, column: str, today: dt.date) -> Any:
    found = rows.read(table, [column], geometry=True)
    kept = [(day := dates.day(value)) is not None and day <= today for value in found[column].tolist()]
    xy = found.xy[np.array(kept, dtype=bool)] if kept else np.empty((0, 2))
    return xy[np.isfinite(xy).all(axis=1)]


def _on_images(rows: ProjectRows, points: Any, today: dt.date) -> Any:
    images = rows.read("orthophotos", ["taken_at"], geometry=True)
    shapes = [shape for shape, value in zip(images.shapes.tolist(), images["taken_at"].tolist())
              if shape is not None and (day := dates.day(value)) is not None and day <= today]
    seen = np.zeros(len(points), dtype=bool)
    if shapes:
        seen[shapely.STRtree(shapes).query(shapely.points(points), predicate="intersects")[0]] = True
    return seen
