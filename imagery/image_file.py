"""One image file: what it shows and where, in one opening and one small reading of its mask.

What cannot be used is no error here: :attr:`Image.state` and :attr:`Image.reason` say what is wrong and how
to mend it, so that a folder with one broken file is still a catalogue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..i18n import translate
from ..layers.store.gpkg import GdalError, gdal_said
from . import dating, scan
from .footprints import MASK_PX, outline, wkb_of_rings
from .ground import Affine, Ground, System, moved, on_map

READY, UNREADABLE, UNPLACED, EMPTY, ELSEWHERE = "ready", "unreadable", "unplaced", "empty", "elsewhere"
SLOW_WITHOUT_OVERVIEWS_PX = 4096  # from this width or height an image without overviews is slow to show
_FAR_M = 100_000  # from the project's outfalls: no image of their bank
_THERMAL = re.compile(r"thermal|therm|lwir|(?<![a-z])tir(?![a-z])|temperature|红外|热", re.IGNORECASE)
_HEIGHTS = re.compile(r"(?<![a-z])(dsm|dtm|dem|chm|elevation|height)(?![a-z])|高程", re.IGNORECASE)
#: Scale of temperatures: what a median between these values means. Degrees = value / per - zero.
SCALES: dict[str, tuple[float, float]] = {
    "celsius": (1.0, 0.0),
    "kelvin": (1.0, 273.15),
    "decikelvin": (10.0, 273.15),
    "centikelvin": (100.0, 273.15),
}
_PLAUSIBLE_C = (-20.0, 60.0)
_COLLAR = 2  # how far from pure black or white an edge pixel may be that shows nothing


@dataclass
class Image:
    """What is known of one file; distances in metres, times of the camera's clock, footprint in the project's
    system as well-known binary.
    """

    path: str
    state: str = READY
    reason: str = ""
    flight: str = ""
    taken_at: str = ""
    date_basis: str = ""
    gsd_m: float = math.nan
    crs: str = ""
    width: int = 0
    height: int = 0
    n_bands: int = 0
    overviews: int = 0
    band: str = ""  # visible, thermal, other
    temperature: str = ""  # a key of SCALES, relative, "" where it is no thermal image
    value_min: float = math.nan  # what a single-band image is shown between
    value_max: float = math.nan
    valid_share: float = math.nan
    footprint: bytes | None = None
    place: tuple[float, float] = (math.nan, math.nan)  # the middle, in the project's system

    @property
    def is_slow(self) -> bool:
        """Tell whether the image needs overviews to be shown at once."""
        return not self.overviews and max(self.width, self.height) >= SLOW_WITHOUT_OVERVIEWS_PX


@dataclass(frozen=True)
class Reading:
    """How files are read: where the ground is, what people stated for all files."""

    ground: Ground
    root: Path
    flight: str = ""
    crs: str = ""  # for images that state none
    around: tuple[float, float] | None = None  # the middle of the project's outfalls


def read_image(path: Path, reading: Reading, siblings: set[str] | frozenset[str] = frozenset()) -> Image:
    """Return what the file holds. siblings: names in its folder, which GDAL need not list again."""
    from osgeo import gdal

    image = Image(str(path))
    stem = path.stem
    own = {"sibling_files": [name for name in siblings if name.startswith(stem)]} if siblings else {}
    try:
        with gdal_said() as said:
            dataset = gdal.OpenEx(str(path), gdal.OF_RASTER | gdal.OF_READONLY, **own)
            if dataset is None or said:
                raise GdalError("; ".join(said) or "not an image")
            _check_whole(dataset, path)
            _describe(image, dataset, path, reading, siblings)
            mask = _mask(image, dataset, path.name)
            if said:
                raise GdalError("; ".join(said))
            _place(image, dataset, mask, reading)
            del dataset
    except (GdalError, OSError) as error:
        image.state, image.footprint = UNREADABLE, None
        image.reason = scan.unreadable(error)
    return image


def _check_whole(dataset: Any, path: Path) -> None:
    """Raise GdalError where a TIFF ends before its blocks do: a copy that was cut off."""
    if dataset.GetDriver().ShortName != "GTiff" or dataset.RasterCount == 0:
        return
    band = dataset.GetRasterBand(dataset.RasterCount)
    (wide, high), size = band.GetBlockSize(), path.stat().st_size
    last = f"{(dataset.RasterXSize - 1) // wide}_{(dataset.RasterYSize - 1) // high}"
    offset, length = (band.GetMetadataItem(f"BLOCK_{what}_{last}", "TIFF") for what in ("OFFSET", "SIZE"))
    if offset and length and int(offset) + int(length) > size:
        raise GdalError(
            translate("Imagery", "it is cut off: {n} bytes are missing").format(
                n=int(offset) + int(length) - size
            )
        )


def _describe(image: Image, dataset: Any, path: Path, reading: Reading, siblings: Any) -> None:
    metadata = dataset.GetMetadata() or {}
    sidecar = dating.sidecar_of(path, siblings)
    image.width, image.height, image.n_bands = dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount
    image.flight = dating.flight(path, reading.root, reading.flight, metadata, sidecar)
    when = dating.taken(path, metadata, sidecar)
    image.taken_at, image.date_basis = when.at, when.basis
    image.reason = when.problem()
    first = dataset.GetRasterBand(1)
    if first is None:
        raise GdalError("no bands")
    image.overviews = first.GetOverviewCount()
    image.band = str(sidecar.get("band") or "")


def _mask(image: Image, dataset: Any, name: str) -> NDArray[np.bool_]:
    """Return which pixels are valid, read small; sets the band kind and the scale on the way."""
    from osgeo import gdal

    bands = [dataset.GetRasterBand(at + 1) for at in range(min(image.n_bands, 4))]
    flags = bands[0].GetMaskFlags()
    masked = flags & (gdal.GMF_ALPHA | gdal.GMF_PER_DATASET) and not flags & gdal.GMF_NODATA
    single = image.n_bands - (1 if flags & gdal.GMF_ALPHA else 0) == 1 and bands[0].GetColorTable() is None
    # A collar is known by its pixels alone, and the cells on its edge are mixed: they had better be small.
    plain = bool(flags & gdal.GMF_ALL_VALID) and image.n_bands >= 3
    cells = 2 * MASK_PX if plain else MASK_PX
    size = {"buf_xsize": min(cells, image.width), "buf_ysize": min(cells, image.height)}
    values = None if masked and not single else [_read(band, size) for band in bands]
    if masked:
        valid = _read(bands[0].GetMaskBand(), size, gdal.GRIORA_Average) >= 128
    else:
        if values is None:
            raise RuntimeError("values are read where there is no mask")
        valid = _by_values(bands, values)
        if plain:
            valid &= ~_collar(values[:3])
    _band_kind(image, bands[0], values[0][valid] if single and values else None, dataset, name)
    return valid


def _read(band: Any, size: Mapping[str, int], how: int | None = None) -> Any:
    from osgeo import gdal

    found = band.ReadAsArray(**size, resample_alg=gdal.GRIORA_NearestNeighbour if how is None else how)
    if found is None:
        raise GdalError("pixels are damaged")
    return found


def _by_values(bands: list[Any], values: list[Any]) -> NDArray[np.bool_]:
    """Return where any band holds a value: neither its no-data value nor NaN."""
    valid = np.zeros(values[0].shape, dtype=bool)
    for band, cells in zip(bands, values):
        nothing = band.GetNoDataValue()
        there = np.isfinite(cells) if cells.dtype.kind in "fc" else np.ones(cells.shape, dtype=bool)
        if nothing is not None and not math.isnan(nothing):
            there &= cells != nothing
        valid |= there
    return valid


def _collar(values: list[Any]) -> NDArray[np.bool_]:
    """Return the pure black or white that reaches in from the edges of an image without a mask."""
    low, high = np.minimum.reduce(values), np.maximum.reduce(values)
    found = np.zeros(low.shape, dtype=bool)
    if values[0].dtype != np.uint8:
        return found
    for plain in (high <= _COLLAR, low >= 255 - _COLLAR):
        reached = plain.copy()
        reached[1:-1, 1:-1] = False
        while True:  # grows by one cell in each direction at a time
            grown = reached.copy()
            grown[1:] |= reached[:-1]
            grown[:-1] |= reached[1:]
            grown[:, 1:] |= reached[:, :-1]
            grown[:, :-1] |= reached[:, 1:]
            grown &= plain
            if (grown == reached).all():
                break
            reached = grown
        found |= reached
    return (
        found if found.mean() > 0.005 else np.zeros(low.shape, dtype=bool)
    )  # a dark pixel at the edge is none


def _band_kind(image: Image, band: Any, values: Any, dataset: Any, name: str) -> None:
    words = " ".join(
        (name, image.flight, band.GetDescription(), dataset.GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION") or "")
    )
    if values is None:
        image.band = image.band or "visible"
        return
    unit = (band.GetUnitType() or "").strip().lower()
    scale = "" if values.dtype == np.uint8 or not values.size else _scale(float(np.median(values)), unit)
    if not image.band:
        heights = bool(_HEIGHTS.search(words)) or unit in ("m", "metre", "meter", "ft")
        thermal = (
            bool(_THERMAL.search(words))
            or unit in ("c", "°c", "k", "degc", "celsius", "kelvin")
            or (bool(scale) and not heights)
        )
        image.band = "thermal" if thermal else "other" if heights or values.dtype != np.uint8 else "visible"
    if image.band == "thermal":
        image.temperature = scale or "relative"
    if values.size and image.band != "visible":
        low, high = np.percentile(
            values[np.isfinite(values)] if values.dtype.kind == "f" else values, (2, 98)
        )
        image.value_min, image.value_max = float(low), float(max(high, low + 1e-6))


def _scale(median: float, unit: str) -> str:
    """Return the scale of temperatures whose median is plausible for a river's bank, "" for none."""
    low, high = _PLAUSIBLE_C
    if unit in ("c", "°c", "degc", "celsius"):
        return "celsius" if low <= median <= high else ""
    order = ("kelvin", "decikelvin", "centikelvin", "celsius")
    for name in order:
        per, zero = SCALES[name]
        if low <= median / per - zero <= high and not (name == "celsius" and median == 0):
            return name
    return ""


def _place(image: Image, dataset: Any, mask: NDArray[np.bool_], reading: Reading) -> None:
    """Set footprint, ground resolution and system, or say why the image has no place."""
    affine: Affine | None = dataset.GetGeoTransform(can_return_null=True)
    image.valid_share = np.count_nonzero(mask) / mask.size
    if affine is None:
        image.state = UNPLACED
        image.reason = translate(
            "Imagery",
            "The image has no place: its world file (such as .jgw or .tfw) or its georeference is missing.",
        )
        return
    text = dataset.GetProjection() or reading.crs
    system = reading.ground.system(text) if text else None
    if system is None:
        image.state = UNPLACED
        image.reason = translate(
            "Imagery", "The image has no coordinate system; state it with CRS, such as EPSG:4547."
        )
        return
    image.crs = system.name
    rings = outline(mask)
    if rings is None:
        image.state = EMPTY
        image.reason = translate("Imagery", "No pixel of the image is valid; export it again.")
        return
    _lay(image, affine, system, rings, reading)


def _lay(image: Image, affine: Affine, system: System, rings: list[Any], reading: Reading) -> None:
    size = np.array([image.width, image.height], dtype=np.float64)
    middle = size / 2 + np.array([[0, 0], [1, 0], [0, 1]])
    pixels = np.concatenate([middle, *(ring * size for ring in rings)])
    places = on_map(affine, pixels)
    if not system.is_ground:
        places = moved(system.forward, places)
    if not np.abs(places).max() <= 1e8:  # NaN, too
        image.state = ELSEWHERE
        text = translate(
            "Imagery", "The image does not lie where {crs} can be used: is the coordinate system right?"
        )
        image.reason = text.format(crs=image.crs)
        return
    image.place = (float(places[0, 0]), float(places[0, 1]))
    (xc, yc), (xr, yr) = places[1] - places[0], places[2] - places[0]
    image.gsd_m = math.sqrt(abs(xc * yr - xr * yc))
    ends = np.cumsum([3, *map(len, rings)])
    image.footprint = wkb_of_rings([places[start:end] for start, end in zip(ends, ends[1:])])
    if reading.around is not None:
        away = math.hypot(image.place[0] - reading.around[0], image.place[1] - reading.around[1])
        if away > _FAR_M:
            image.state = ELSEWHERE
            text = translate(
                "Imagery",
                "The image lies {km} km from the project's outfalls: is the coordinate system right?",
            )
            image.reason = text.format(km=f"{away / 1000:,.0f}")
