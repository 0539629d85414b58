"""Which polygon of a table a point lies in."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...tracing.model import Floats
from ..project_rows import ProjectRows


def polygon_values(rows: ProjectRows, table: str, column: str, xy: Floats) -> list[Any]:
    """Return, for each point (n, 2), what the polygon of ``table`` that holds it says; None outside all."""
    import shapely

    found: list[Any] = [None] * len(xy)
    polygons = rows.read(table, [column], geometry=True)
    whole = np.array([shape is not None for shape in polygons.shapes.tolist()], dtype=bool)
    placed = np.flatnonzero(np.isfinite(xy).all(axis=1)) if len(xy) else np.empty(0, dtype=np.int64)
    if not whole.any() or not len(placed):
        return found
    kept = np.flatnonzero(whole)
    tree = shapely.STRtree(polygons.shapes[kept])
    points, hit = tree.query(shapely.points(xy[placed]), predicate="intersects")
    values = polygons[column].tolist()
    for point, polygon in zip(points.tolist()[::-1], hit.tolist()[::-1]):  # the first of several stays
        found[int(placed[point])] = values[int(kept[polygon])]
    return found
