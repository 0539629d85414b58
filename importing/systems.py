"""Coordinate systems by the look of the numbers, and the Chinese families of zones.

CGCS2000, Xian 1980 and Beijing 1954 share their Gauss-Krueger zones: 3-degree ones (25 to 45) and
6-degree ones (13 to 23), with the zone number before the easting or without. Codes are those
of the EPSG registry. Which of several systems without a zone number is meant, numbers alone cannot
tell: then there are several guesses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..tracing.model import Floats

#: First EPSG code of 3-degree zones (25 to 45), their meridians (75 E on), 6-degree zones (13 on), theirs.
_FAMILIES = {
    "cgcs2000": (4513, 4534, 4491, 4502),
    "xian80": (2349, 2370, 2327, 2338),
    "beijing54": (2401, 2422, 21413, 21453),
}
GEOGRAPHIC = {"cgcs2000": "EPSG:4490", "wgs84": "EPSG:4326", "xian80": "EPSG:4610", "beijing54": "EPSG:4214",
              "gcj02": "EPSG:4326", "bd09": "EPSG:4326"}
_CHINA_LON, _CHINA_LAT = (73.0, 136.0), (3.0, 54.0)


@dataclass(frozen=True)
class Guess:
    """A system that numbers may be in; ``swapped``: the first number is the northing or latitude."""

    crs: str
    swapped: bool
    kind: str  # degrees, zone3, zone6, metres, mercator, local


def guesses(xy: Floats) -> list[Guess]:
    """Return the systems that given (n, 2) numbers may be in, the likeliest first; [] without numbers."""
    xy = xy[np.isfinite(xy).all(axis=1) & (xy != 0).any(axis=1)]
    if not len(xy):
        return []
    a, b = np.median(xy, axis=0).tolist()
    found = _of_middle(a, b, False) + _of_middle(b, a, True)
    return [one for one in found if one.kind != "local"] or found


def _of_middle(x: float, y: float, swapped: bool) -> list[Guess]:
    """Return guesses with ``x`` the easting or longitude and ``y`` the northing or latitude."""
    if abs(x) <= 180 and abs(y) <= 90:
        china = _CHINA_LON[0] <= x <= _CHINA_LON[1] and _CHINA_LAT[0] <= y <= _CHINA_LAT[1]
        turned_china = _CHINA_LON[0] <= y <= _CHINA_LON[1] and _CHINA_LAT[0] <= x <= _CHINA_LAT[1]
        if china:
            return [Guess("EPSG:4490", swapped, "degrees")]
        return [] if swapped or turned_china else [Guess("EPSG:4326", swapped, "degrees")]
    if not 0.3e6 <= y <= 6.2e6:
        return [] if swapped else [Guess("", swapped, "local")]
    zone = int(x // 1_000_000)
    easting = x - zone * 1_000_000
    if 25 <= zone <= 45 and 50_000 <= easting <= 950_000:
        return [Guess(f"EPSG:{4513 + zone - 25}", swapped, "zone3")]
    if 13 <= zone <= 23 and 50_000 <= easting <= 950_000:
        return [Guess(f"EPSG:{4491 + zone - 13}", swapped, "zone6")]
    if 8.0e6 <= x <= 15.2e6 and y <= 7.2e6:
        return [Guess("EPSG:3857", swapped, "mercator")]
    if 100_000 <= x <= 900_000 and y >= 1.8e6:
        return [Guess("EPSG:4547", swapped, "metres")]
    return [] if swapped else [Guess("", swapped, "local")]


def in_datum(crs: str, datum: str) -> str:
    """Return the system of another datum with the zone of ``crs``; ``crs`` itself where there is none."""
    if datum not in _FAMILIES or not crs.upper().startswith("EPSG:"):
        return crs
    code = int(crs.split(":")[1])
    if crs.upper() in GEOGRAPHIC.values():
        return GEOGRAPHIC[datum]
    for firsts in _FAMILIES.values():
        for first, size, wanted in zip(firsts, (21, 21, 11, 11), _FAMILIES[datum]):
            if first <= code < first + size:
                return f"EPSG:{wanted + code - first}"
    return crs


def datum_of(crs: str) -> str:
    """Return the Chinese datum of a system (id, WKT or its name): a key of ``GEOGRAPHIC``, "" for others."""
    if crs.upper().startswith("EPSG:") and crs[5:].isdigit():
        code = int(crs[5:])
        for datum, firsts in _FAMILIES.items():
            zones = any(first <= code < first + size for first, size in zip(firsts, (21, 21, 11, 11)))
            if zones or GEOGRAPHIC[datum] == crs.upper():
                return datum
        return ""
    bare = crs.casefold().replace("_", " ")
    names = {"xian80": "xian 1980", "beijing54": "beijing 1954", "cgcs2000": "cgcs2000"}
    found = [datum for datum, name in names.items() if name in bare]
    return found[0] if len(found) == 1 else ""


def is_chinese(crs: str) -> bool:
    """Tell whether an id is that of a Chinese survey system in metres."""
    code = int(crs.split(":")[1]) if crs.upper().startswith("EPSG:") and crs[5:].isdigit() else 0
    return any(first <= code < first + size for firsts in _FAMILIES.values()
               for first, size in zip(firsts, (21, 21, 11, 11)))


def meridians() -> list[str]:
    """Return the 3-degree CGCS2000 systems without a zone number that come into question around Wuhan."""
    return [f"EPSG:{4534 + (meridian - 75) // 3}" for meridian in (114, 111, 117, 108, 120)]
