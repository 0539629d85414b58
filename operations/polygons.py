"""Which polygon of a table a point lies in."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..layers.store.columns import Columns
from ..tracing.model import Floats
from .project_rows import ProjectRows


def polygon_values(rows: ProjectRows, table: str, column: str, xy: Floats) -> list[Any]:
    """Return, for each point (n, 2), what the polygon of ``table`` that holds it says; None outside all."""
    return values_inside(rows.read(table, [column], geometry=True), column, xy)


def values_inside(polygons: Columns, column: str, xy: Floats) -> list[Any]:
    """Return, for each point (n, 2), what the polygon that holds it says; None outside all."""
    import shapely

    found: list[Any] = [None] * len(xy)
    placed = np.flatnonzero(np.isfinite(xy).all(axis=1))
    points = shapely.points(xy[placed])
    point, polygon = shapely.STRtree(polygons.shapes).query(points, predicate="intersects")
    values = polygons[column].tolist()
    for at, which in zip(placed[point].tolist()[::-1], polygon.tolist()[::-1]):  # the first of several stays
        found[at] = values[which]
    return found
