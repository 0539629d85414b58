"""Where images lie: from their own coordinate systems into that of the project, in metres.

Transformations are kept by the text of the system, so a thousand tiles of one system cost one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..layers.store.gpkg import GdalError, gdal_said

Points = NDArray[np.float64]
Affine = tuple[float, float, float, float, float, float]  # GDAL's: x0, dx/dcol, dx/drow, y0, dy/dcol, dy/drow


@dataclass(frozen=True)
class System:
    """One coordinate system: its name for people and books, and the ways to and from the ground's."""

    name: str
    forward: Any
    back: Any
    is_ground: bool = False  # it is the project's own: nothing moves


class Ground:
    """The project's coordinate system (any text that GDAL reads) and what leads to it."""

    def __init__(self, crs: str) -> None:
        self.crs = crs
        self._srs = _srs(crs)
        self._systems: dict[str, System | None] = {}

    def system(self, text: str) -> System | None:
        """Return the system that ``text`` (WKT, "EPSG:4547") names; None where it names none."""
        if text not in self._systems:
            self._systems[text] = self._made(text)
        return self._systems[text]

    def _made(self, text: str) -> System | None:
        from osgeo import osr

        try:
            own = _srs(text)
            with gdal_said():
                if own.IsLocal():
                    return None
                forward = osr.CoordinateTransformation(own, self._srs)
                back = osr.CoordinateTransformation(self._srs, own)
                same = bool(own.IsSame(self._srs))
        except GdalError:
            return None
        return System(name_of(own), forward, back, same)


def _srs(text: str) -> Any:
    from osgeo import osr

    srs = osr.SpatialReference()
    with gdal_said() as said:
        if not text or srs.SetFromUserInput(text) != 0:
            raise GdalError("; ".join(said) or f"no coordinate system: {text!r}")
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def name_of(srs: Any) -> str:
    """Return "EPSG:4547" where a system is registered, else its own name."""
    with gdal_said():
        if not srs.GetAuthorityCode(None):
            srs.AutoIdentifyEPSG()
        code = srs.GetAuthorityCode(None)
        return f"{srs.GetAuthorityName(None)}:{code}" if code else str(srs.GetName() or "")


def moved(way: Any, points: Points) -> Points:
    """Return points brought through a transformation; NaN where there is no way."""
    with gdal_said():
        found = np.array(way.TransformPoints(points.tolist()), dtype=np.float64)[:, :2]
    found[~np.isfinite(found).all(axis=1)] = math.nan
    return found


def on_map(affine: Affine, pixels: Points) -> Points:
    """Return the places of pixels (column, row; (0, 0) is the outer corner of the first)."""
    x0, xc, xr, y0, yc, yr = affine
    return pixels @ np.array([[xc, yc], [xr, yr]]) + (x0, y0)
