"""Degrees, feet and stretched projections as metres: the plane that all hosts measure in.

Pure arithmetic. Who transforms coordinates (QGIS in the desktop, pyproj outside) is the caller's
matter; both ask here for the plane and for lengths in it, so that they measure alike.
"""

from __future__ import annotations

import numpy as np

from .model import Floats, Ints

#: Scale of a projection beyond which lines are not measured in it.
SCALE_TOLERANCE = 0.001
#: Lines of this length (m) show the scale of a projection.
PROBE_M = 100.0
_EARTH_RADIUS_M = 6_371_000.0


def local_plane(lon: float, lat: float) -> str:
    """Return the PROJ text of a transverse Mercator plane through a place in degrees.

    No datum on purpose: latitude and longitude are taken over as they are, nothing is shifted.
    """
    return f"+proj=tmerc +lat_0={lat:.9f} +lon_0={lon:.9f} +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"


def probes(low: Floats, high: Floats, step: float) -> tuple[Floats, Floats]:
    """Return first and last points, (10, 2) each, of short lines that show the scale of a projection.

    low, high: (2,) corners of the data; step: PROBE_M in the units of the coordinates.
    """
    (x0, y0), (x1, y1) = low, high
    places = np.array([((x0 + x1) / 2, (y0 + y1) / 2), (x0, y0), (x0, y1), (x1, y0), (x1, y1)])
    first = np.repeat(places, 2, axis=0)
    return first, first + np.tile([(step, 0.0), (0.0, step)], (5, 1))


def outside_degrees(low: Floats, high: Floats) -> bool:
    """Tell whether coordinates from ``low`` to ``high``, (2,) each, cannot be degrees."""
    return bool(low[1] < -90.5 or high[1] > 90.5 or low[0] < -540.0 or high[0] > 540.0)


def part_lengths(xy: Floats, part_start: Ints, in_local_plane: bool) -> Floats:
    """Return the length (k,) in metres of each part of lines; xy: (p, 2) metres, part_start: (k + 1,).

    In the transverse Mercator plane the scale at x metres from the middle is cosh(x / R) (sphere of
    radius R), so each segment is divided by its mean scale (Simpson's rule).
    """
    step = np.hypot(*np.diff(xy, axis=0).T) if len(xy) > 1 else np.empty(0)
    if in_local_plane:
        k = 1.0 / np.cosh(xy[:, 0] / _EARTH_RADIUS_M)
        middle = 1.0 / np.cosh((xy[1:, 0] + xy[:-1, 0]) / 2.0 / _EARTH_RADIUS_M)
        step = step * (k[1:] + 4.0 * middle + k[:-1]) / 6.0
    along = np.concatenate([[0.0], np.cumsum(step)])
    last = np.maximum(part_start[1:] - 1, part_start[:-1])
    return np.asarray(along[last] - along[part_start[:-1]], dtype=np.float64)


__all__ = ["PROBE_M", "SCALE_TOLERANCE", "local_plane", "outside_degrees", "part_lengths", "probes"]
