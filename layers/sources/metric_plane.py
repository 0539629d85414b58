"""One plane in true metres for layers in any coordinate system.

A network may come in degrees, in feet, in Web Mercator (whose metres are 16 % too
long at Wuhan) or without a coordinate system. The engine wants metres. So:

* a projected system whose scale is right (within 0.1 % at the middle and the corners
  of the data) keeps its coordinates, times its unit;
* any other system, degrees too, goes into a transverse Mercator plane through the median
  of the data (a stray vertex at 0, 0 must not pull it away); lengths there are corrected
  for the scale of that plane, which grows with the distance from the middle;
* without a coordinate system the numbers are taken as metres.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsUnitTypes,
)

from ...i18n import translate
from ...problems import UserError
from ...tracing.metres import PROBE_M, SCALE_TOLERANCE, local_plane, outside_degrees, part_lengths, probes
from ...tracing.model import Floats
from ..qgis_names import METRES, CsException


class MetricPlane:
    """The plane for data of ``crs`` whose coordinates are ``xy`` (p, 2).

    Raises UserError where coordinates cannot be degrees although the layer says so.
    """

    def __init__(
        self,
        crs: QgsCoordinateReferenceSystem,
        xy: Floats,
        context: QgsCoordinateTransformContext,
        name: str = "",
    ) -> None:
        self.crs = crs
        self._context = context
        self._factor = 1.0
        self._local: QgsCoordinateReferenceSystem | None = None
        finite = xy[np.isfinite(xy).all(axis=1)]
        if not crs.isValid() or not len(finite):
            return
        low, high = finite.min(axis=0), finite.max(axis=0)
        if crs.isGeographic():
            _check_degrees(low, high, crs, name)
            self._local = self._plane_through(np.median(finite, axis=0))
            return
        self._factor = float(
            QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), METRES)
        )
        if not self._true_scale(low, high):
            self._local = self._plane_through(np.median(finite, axis=0))

    def to_metres(self, xy: Floats, crs: QgsCoordinateReferenceSystem | None = None) -> Floats:
        """Return ``xy`` (p, 2) of ``crs`` (default: the plane's own data) in metres; NaN where impossible."""
        if crs is not None and crs.isValid() and self.crs.isValid() and crs != self.crs:
            xy = transformed(xy, QgsCoordinateTransform(crs, self.crs, self._context))
        if self._local is not None:
            return transformed(xy, QgsCoordinateTransform(self.crs, self._local, self._context))
        return xy * self._factor

    def from_metres(self, xy: Floats) -> Floats:
        """Return places of this plane (p, 2) in the coordinate system of the plane's own data."""
        if self._local is not None:
            return transformed(xy, QgsCoordinateTransform(self._local, self.crs, self._context))
        return xy / self._factor

    def part_lengths(self, xy: Floats, part_start: np.ndarray[Any, Any]) -> Floats:
        """Return the length in metres of each part; ``xy`` is in this plane's metres."""
        return part_lengths(xy, part_start, self._local is not None)

    def _plane_through(self, middle: Floats) -> QgsCoordinateReferenceSystem:
        """Return the transverse Mercator plane through ``middle`` (in ``crs``)."""
        base = self.crs if self.crs.isGeographic() else QgsCoordinateReferenceSystem("EPSG:4326")
        lon, lat = transformed(middle[None, :], QgsCoordinateTransform(self.crs, base, self._context))[0]
        if not (np.isfinite(lon) and np.isfinite(lat)):
            raise UserError(
                translate("MetricPlane", "The coordinate system {crs} cannot be turned into metres.").format(
                    crs=self.crs.userFriendlyIdentifier()
                )
            )
        return QgsCoordinateReferenceSystem.fromProj(local_plane(lon, lat))

    def _true_scale(self, low: Floats, high: Floats) -> bool:
        """Tell whether a short line measured on the ellipsoid is as long as in the plane."""
        measure = QgsDistanceArea()
        measure.setSourceCrs(self.crs, self._context)
        if not measure.setEllipsoid(self.crs.ellipsoidAcronym()):
            return True  # a local engineering system: nothing to compare with
        for (x0, y0), (x1, y1) in zip(*(ends.tolist() for ends in probes(low, high, PROBE_M / self._factor))):
            try:
                true = measure.measureLine(QgsPointXY(x0, y0), QgsPointXY(x1, y1))
            except CsException:
                return True
            if not abs(true / PROBE_M - 1.0) <= SCALE_TOLERANCE:
                return False
        return True


def transformed(xy: Floats, transform: QgsCoordinateTransform) -> Floats:
    """Return ``xy`` (p, 2) transformed in one call; NaN where a point cannot be.

    QGIS gives up on all points when one fails, so the points are halved until the bad ones
    stand alone.
    """
    good = np.flatnonzero(np.isfinite(xy).all(axis=1))
    out = np.full((len(xy), 2), np.nan)
    batches = [good] if len(good) else []
    while batches:
        rows = batches.pop()
        line = QgsGeometry()
        line.fromWkb(struct.pack("<BII", 1, 2, len(rows)) + np.asarray(xy[rows], dtype="<f8").tobytes())
        try:
            line.transform(transform)
        except CsException:
            if len(rows) > 1:
                batches += [rows[: len(rows) // 2], rows[len(rows) // 2 :]]
            continue
        out[rows] = np.frombuffer(line.asWkb().data(), dtype="<f8", offset=9).reshape(-1, 2)
    out[~np.isfinite(out).all(axis=1)] = np.nan
    return out


def _check_degrees(low: Floats, high: Floats, crs: QgsCoordinateReferenceSystem, name: str) -> None:
    if outside_degrees(low, high):
        raise UserError(
            translate(
                "MetricPlane",
                "The layer “{layer}” is said to be in degrees ({crs}), but its coordinates are as large as "
                "{value}. Give the layer its real coordinate system and run again.",
            ).format(
                layer=name,
                crs=crs.userFriendlyIdentifier(),
                value=f"{max(np.abs(low).max(), np.abs(high).max()):.0f}",
            )
        )
