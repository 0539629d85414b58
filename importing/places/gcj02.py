"""The Chinese map datums GCJ-02 and BD-09: the published formulae and their exact inverses.

GCJ-02 moves a WGS 84 position by a smooth, position-dependent offset (573 to 609 m at Wuhan);
BD-09 turns and shifts GCJ-02 once more (about 1.2 km in all). The offset has no closed inverse:
it is found by iteration, to a millimetre in a few rounds. Outside China nothing is moved.
Arrays in and out: (n, 2) longitude and latitude in degrees.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...tracing.model import Bools, Floats

SEMI_MAJOR = 6378245.0  # Krasovsky 1940, which the formula is written for
ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 30
_ENOUGH = 1e-12  # degrees; a ten-thousandth of a millimetre


def in_china(lonlat: Floats) -> Bools:
    """Return where the formula applies: the box that map services use."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    found: Bools = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return found


def wgs84_to_gcj02(lonlat: Floats) -> Floats:
    """Return GCJ-02 positions of WGS 84 ones."""
    inside = in_china(lonlat)
    return lonlat + np.where(inside[:, None], _offset(lonlat), 0.0)


def gcj02_to_wgs84(lonlat: Floats) -> Floats:
    """Return the WGS 84 positions whose GCJ-02 positions are given."""
    return _inverse(wgs84_to_gcj02, lonlat, lonlat)


def gcj02_to_bd09(lonlat: Floats) -> Floats:
    """Return BD-09 positions of GCJ-02 ones."""
    x, y = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_TURN)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def bd09_to_gcj02(lonlat: Floats) -> Floats:
    """Return the GCJ-02 positions whose BD-09 positions are given."""
    return _inverse(gcj02_to_bd09, lonlat, lonlat - np.array([0.0065, 0.006]))


def _inverse(forward: Callable[[Floats], Floats], given: Floats, guess: Floats) -> Floats:
    """Return what ``forward`` turns into ``given``, from a first guess nearby."""
    for _ in range(_ROUNDS):
        error = forward(guess) - given
        guess = guess - error
        if not np.nanmax(np.abs(error), initial=0.0) > _ENOUGH:
            break
    return guess


def wgs84_to_bd09(lonlat: Floats) -> Floats:
    """Return BD-09 positions of WGS 84 ones."""
    return gcj02_to_bd09(wgs84_to_gcj02(lonlat))


def bd09_to_wgs84(lonlat: Floats) -> Floats:
    """Return the WGS 84 positions whose BD-09 positions are given."""
    return gcj02_to_wgs84(bd09_to_gcj02(lonlat))


def _offset(lonlat: Floats) -> Floats:
    """Return the offset in degrees: waves of longitude and latitude in metres, brought to degrees."""
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    common = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = (-100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
             + (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
             + (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0)
    east = (300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
            + (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
            + (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0)
    latitude = np.radians(lonlat[:, 1])
    magic = 1.0 - ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    meridian = SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / (magic * np.sqrt(magic))
    normal = SEMI_MAJOR / np.sqrt(magic)
    return np.column_stack([
        np.degrees(east / (normal * np.cos(latitude))), np.degrees(north / meridian),
    ])
