"""Photos of drones and phones: place, time, height and view, as the camera noted them, read by GDAL alone.

Directions are degrees clockwise from north, 0..360. Drones note two: that of the camera (gimbal) and that of
the aircraft (flight); some models leave the gimbal's empty or 0 with its pitch. Which one was taken is said.
The height above the take-off point is not that above the water.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..i18n import translate
from ..layers.store.gpkg import GdalError, gdal_said
from . import dating, scan

READY, UNREADABLE, UNPLACED = "ready", "unreadable", "unplaced"
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_XMP = re.compile(r"""(?:drone-dji|drone_dji|Camera|FLIR)[:](\w+)\s*(?:=\s*["']|>)\s*([-+]?\d+(?:\.\d+)?)""")

#: What is catalogued of a photo, and to how many digits.
COLUMNS = {
    "flight": None, "taken_at": None, "height_m": 2, "above_start_m": 2, "direction": 2,
    "direction_kind": None, "pitch": 2, "camera": None, "orientation": None, "state": None, "reason": None,
}


@dataclass
class Photo:
    """One photo; degrees of WGS 84, metres, the camera's clock. NaN and "" where the camera noted nothing."""

    path: str
    state: str = READY
    reason: str = ""
    flight: str = ""
    taken_at: str = ""
    lon: float = math.nan
    lat: float = math.nan
    height_m: float = math.nan
    above_start_m: float = math.nan
    direction: float = math.nan
    direction_kind: str = ""  # gimbal, flight, compass
    pitch: float = math.nan
    orientation: int = 1
    camera: str = ""
    width: int = 0
    height: int = 0


def read_photo(path: Path, root: Path, flight: str = "") -> Photo:
    """Return what the camera noted; a photo that cannot be read or placed says why."""
    from osgeo import gdal

    photo = Photo(str(path))
    try:
        with gdal_said() as said:
            dataset = gdal.OpenEx(str(path), gdal.OF_RASTER | gdal.OF_READONLY, sibling_files=[path.name])
            if dataset is None:
                raise GdalError("; ".join(said) or "not an image")
            exif = dataset.GetMetadata() or {}
            xmp = "".join(dataset.GetMetadata("xml:XMP") or ())
            photo.width, photo.height = dataset.RasterXSize, dataset.RasterYSize
            del dataset
    except GdalError as error:
        photo.state = UNREADABLE
        photo.reason = scan.unreadable(error)
        return photo
    when = dating.taken(path, exif, {})
    photo.taken_at = when.at
    photo.flight = dating.flight(path, root, flight, {}, {})
    photo.camera = " ".join(
        part for part in (exif.get("EXIF_Make", "").strip(), exif.get("EXIF_Model", "").strip()) if part
    )
    orientation = exif.get("EXIF_Orientation", "")
    photo.orientation = int(orientation) if orientation in tuple("12345678") else 1
    _view(photo, exif, dict(_XMP.findall(xmp)))
    _place(photo, exif)
    photo.reason = " ".join(filter(None, (photo.reason, when.problem())))
    return photo


def _place(photo: Photo, exif: Mapping[str, str]) -> None:
    lat = _degrees(exif, "Latitude", {"N": 1, "S": -1}, 90)
    lon = _degrees(exif, "Longitude", {"E": 1, "W": -1}, 180)
    if math.isnan(lat) or math.isnan(lon):
        photo.state = UNPLACED
        photo.reason = translate("Imagery", "The camera recorded no position.")
        return
    photo.lat, photo.lon = lat, lon
    height = _numbers(exif.get("EXIF_GPSAltitude", ""))
    if height:
        below = exif.get("EXIF_GPSAltitudeRef", "").strip() in ("0x01", "1")
        photo.height_m = -height[0] if below else height[0]


def _degrees(exif: Mapping[str, str], name: str, signs: Mapping[str, int], most: float) -> float:
    """Return degrees, NaN where the tags are empty, name no half of the globe, or cannot be."""
    parts = _numbers(exif.get(f"EXIF_GPS{name}", ""))
    sign = signs.get(exif.get(f"EXIF_GPS{name}Ref", "").strip().upper()[:1], 0)
    if not parts or not sign or not all(math.isfinite(part) for part in parts):
        return math.nan
    value = sum(part / 60**at for at, part in enumerate(parts[:3]))
    return sign * value if value <= most else math.nan


def _view(photo: Photo, exif: Mapping[str, str], xmp: Mapping[str, str]) -> None:
    def noted(name: str) -> float:
        return float(xmp[name]) if name in xmp else math.nan

    photo.above_start_m = noted("RelativeAltitude")
    photo.pitch = noted("GimbalPitchDegree")
    gimbal, flown = noted("GimbalYawDegree"), noted("FlightYawDegree")
    compass = _numbers(exif.get("EXIF_GPSImgDirection", ""))
    # A gimbal that points nowhere (yaw, pitch and roll all 0) was not noted at all.
    silent = gimbal == 0 and noted("GimbalPitchDegree") == 0 and noted("GimbalRollDegree") == 0
    if math.isfinite(gimbal) and not (silent and math.isfinite(flown) and flown != 0):
        photo.direction, photo.direction_kind = gimbal % 360, "gimbal"
    elif math.isfinite(flown):
        photo.direction, photo.direction_kind = flown % 360, "flight"
    elif compass and math.isfinite(compass[0]) and 0 <= compass[0] <= 360:
        photo.direction, photo.direction_kind = compass[0] % 360, "compass"


def _numbers(text: str) -> list[float]:
    """Return the numbers in GDAL's "(46) (50) (33.3855)"; a rational of 0/0 is NaN."""
    if re.search(r"nan|inf", text or "", re.IGNORECASE):
        return [math.nan]
    return [float(part) for part in _NUMBER.findall(text or "")]


def neighbours(times: list[tuple[str, str]], uid: str) -> tuple[str, str]:
    """Return the photos before and after ``uid`` by time, "" at the ends. times: (taken_at, uid)."""
    order = [one for _, one in sorted((when, one) for when, one in times if when)]
    if uid not in order:
        return "", ""
    at = order.index(uid)
    return order[at - 1] if at else "", order[at + 1] if at + 1 < len(order) else ""
