"""River and districts for the public page, as rings of latitude and longitude."""

from __future__ import annotations

from typing import Any

import numpy as np

from .labels import county_of
from .map_data import Base

_SIMPLER_M = 8.0
_PLACES = 5  # of degrees: about a metre


def base_map(base: Base) -> dict[str, Any]:
    """Return the areas of a project, each as polygons of rings of [latitude, longitude].

    The part of a district that bears its name has its code and a place for it.
    """
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext

    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem.fromWkt(base.crs_wkt),
        QgsCoordinateReferenceSystem("EPSG:4490"),
        QgsCoordinateTransformContext(),
    )
    metres = base.metres
    largest: dict[str, float] = {}
    for shape, code, _ in base.districts:
        largest[county_of(code)] = max(largest.get(county_of(code), 0.0), shape.area)
    districts = []
    for shape, code, _ in base.districts:
        drawn: dict[str, Any] = {"rings": _rings(shape, transform, metres)}
        if (
            shape.area == largest[county_of(code)]
        ):  # of a district in several parts, the largest bears the name
            drawn.update(code=county_of(code), middle=_ring(shape.representative_point(), transform)[0])
        districts.append(drawn)
    return {"districts": districts, "river": [_rings(shape, transform, metres) for shape in base.river]}


def _rings(shape: Any, transform: Any, metres: float) -> list[Any]:
    """Return the polygons of a shape; what is smaller than the simplification is left out."""
    simple = shape.simplify(_SIMPLER_M / metres)
    polygons = [
        one for one in getattr(simple, "geoms", [simple]) if one.geom_type == "Polygon" and not one.is_empty
    ]
    return [[_ring(ring, transform) for ring in (one.exterior, *one.interiors)] for one in polygons]


def _ring(ring: Any, transform: Any) -> list[list[float]]:
    from qgis.core import QgsPointXY

    points = [transform.transform(QgsPointXY(x, y)) for x, y in np.asarray(ring.coords)[:, :2].tolist()]
    return [[round(point.y(), _PLACES), round(point.x(), _PLACES)] for point in points]
