"""Any coordinate system to the metres of the engine, by pyproj.

The same plane as in QGIS (``layers/sources/metric_plane.py``): a projected system that is true to
scale keeps its coordinates, times its unit; any other goes into a transverse Mercator plane
through the median of the data. The arithmetic of both is ``tracing/metres.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj

from ..tracing.metres import PROBE_M, SCALE_TOLERANCE, local_plane, outside_degrees, part_lengths, probes
from ..tracing.model import Floats, Ints


class NotDegrees(ValueError):
    """Coordinates that cannot be degrees although their system says so; the text is the largest one."""


class Plane:
    """The plane for data of ``crs`` whose coordinates are ``xy`` (p, 2); raises NotDegrees."""

    def __init__(self, crs: Any, xy: Floats) -> None:
        whole = pyproj.CRS.from_user_input(crs)
        self.crs = whole.sub_crs_list[0] if whole.is_compound else whole
        self._factor = 1.0
        self._to_local: pyproj.Transformer | None = None
        finite = xy[np.isfinite(xy).all(axis=1)]
        if not len(finite):
            return
        low, high = finite.min(axis=0), finite.max(axis=0)
        if self.crs.is_geographic:
            if outside_degrees(low, high):
                raise NotDegrees(f"{max(np.abs(low).max(), np.abs(high).max()):.0f}")
            self._to_local = self._plane_through(np.median(finite, axis=0))
            return
        self._factor = float(self.crs.axis_info[0].unit_conversion_factor) if self.crs.axis_info else 1.0
        if not self._true_scale(low, high):
            self._to_local = self._plane_through(np.median(finite, axis=0))

    def to_metres(self, xy: Floats) -> Floats:
        """Return ``xy`` (p, 2) of the data's system in metres; NaN where impossible."""
        if self._to_local is None:
            return xy if self._factor == 1.0 else xy * self._factor
        out = np.column_stack(self._to_local.transform(xy[:, 0], xy[:, 1]))
        out[~np.isfinite(out).all(axis=1)] = np.nan
        return out

    def from_metres(self, xy: Floats) -> Floats:
        """Return (p, 2) metres of this plane in the data's system."""
        if self._to_local is None:
            return xy if self._factor == 1.0 else xy / self._factor
        return np.column_stack(self._to_local.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    def part_lengths(self, xy: Floats, part_start: Ints) -> Floats | None:
        """Return the length (k,) in metres of each part; None where the coordinates tell it already."""
        return None if self._to_local is None else part_lengths(xy, part_start, True)

    def _degrees(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(self.crs, self.crs.geodetic_crs or "EPSG:4326", always_xy=True)

    def _plane_through(self, middle: Floats) -> pyproj.Transformer:
        lon, lat = middle if self.crs.is_geographic else self._degrees().transform(*middle)
        return pyproj.Transformer.from_crs(
            self.crs, pyproj.CRS.from_proj4(local_plane(lon, lat)), always_xy=True
        )

    def _true_scale(self, low: Floats, high: Floats) -> bool:
        """Tell whether a short line measured on the ellipsoid is as long as in the plane."""
        if not self.crs.is_projected:
            return True  # a local engineering system: nothing to compare with
        first, last = probes(low, high, PROBE_M / self._factor)
        degrees = self._degrees()
        ends = (*degrees.transform(*first.T), *degrees.transform(*last.T))
        if not np.isfinite(ends).all():
            return True
        metres = self.crs.get_geod().inv(*ends)[2]
        return bool((np.abs(np.asarray(metres) / PROBE_M - 1.0) <= SCALE_TOLERANCE).all())
