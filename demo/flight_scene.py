"""What a drone sees of one tile of the demonstration's bank, as arrays: land, water, roofs, mouths, plumes.

All textures hang on the coordinates of the ground, so neighbouring tiles and flights fit together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray

from ..layers.store.gpkg import gdal_said
from .geo import Noise

GSD_M, THERMAL_GSD_M = 0.3, 1.2
TILE_M = 192.0
APRON_M = (5.0, 3.0)  # of concrete around a mouth
MOUTH_M = 1.1
PLUME_M = 25.0  # where a plume has lost two thirds
REACH_M = 3 * PLUME_M  # beyond, nothing of a mouth is drawn
_CANOPY_M = 7.0
_HAZE_M = 22.0
_BANK_M = 7.0
_CELL_M = 32.0  # one house at most

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Outlet:
    """A mouth on one flight. place: the outfall; mouth: where its water meets the river; way: downstream."""

    outfall_uid: str
    place: tuple[float, float]
    mouth: tuple[float, float]
    way: tuple[float, float]
    seen: str  # as an inspector should judge it
    discharge: str
    colour: str
    plume: bool
    foam: bool
    temperature_diff_k: float


@dataclass
class Scene:
    """What all tiles of a flight share."""

    water: Any
    roofs: Sequence[Any]
    outlets: Sequence[Outlet]
    flown: Any
    seed: int
    flight: int

    def __post_init__(self) -> None:
        rng = np.random.default_rng([self.seed, 73])
        self.land, self.fine, self.ripple = Noise(rng, 60, 2), Noise(rng, 7, 2), Noise(rng, 11, 2)
        self.drift = Noise(np.random.default_rng([self.seed, 74, self.flight]), 900, 2)
        self.season = (np.array([1.0, 0.97, 0.90]), np.array([0.90, 1.05, 0.92]))[self.flight % 2]
        self.roof_tree = shapely.STRtree(list(self.roofs))


PLUMES = {
    "turbid": (148, 118, 74),
    "grey": (120, 122, 124),
    "black": (38, 40, 42),
    "white": (214, 218, 220),
    "green": (74, 128, 66),
}


def draw(scene: Scene, corner: tuple[float, float]) -> tuple[list[Any], list[Any]]:
    """Return the tile with lower left ``corner``: four bands (alpha last) and one of hundredths of a
    kelvin.
    """
    return _visible(scene, corner), _thermal(scene, corner)


def _grid(corner: tuple[float, float], gsd: float) -> tuple[Floats, Floats]:
    n = int(TILE_M / gsd)
    x = corner[0] + (np.arange(n) + 0.5) * gsd
    y = corner[1] + TILE_M - (np.arange(n) + 0.5) * gsd
    return np.broadcast_to(x, (n, n)), np.broadcast_to(y[:, None], (n, n))


def _field(noise: Noise, corner: tuple[float, float], gsd: float, every: int) -> Floats:
    """Return a noise field of the tile, computed coarser and repeated."""
    x, y = _grid(corner, gsd * every)
    values = noise(np.column_stack([x.ravel(), y.ravel()])).reshape(x.shape).astype(np.float32)
    return np.repeat(np.repeat(values, every, axis=0), every, axis=1)


def _burnt(shapes: Sequence[Any], corner: tuple[float, float], gsd: float, values: Sequence[int] = ()) -> Any:
    """Return an array with ``values`` (1) where the shapes lie, the last on top."""
    from osgeo import gdal, ogr

    n = int(TILE_M / gsd)
    raster = gdal.GetDriverByName("MEM").Create("", n, n, 1, gdal.GDT_Byte)
    raster.SetGeoTransform((corner[0], gsd, 0, corner[1] + TILE_M, 0, -gsd))
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("shapes")
    layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
    for at, shape in enumerate(shapes):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkb(shapely.to_wkb(shape)))
        feature.SetField("value", int(values[at]) if len(values) else 1)
        layer.CreateFeature(feature)
    with gdal_said():  # it misses coordinate systems: all is in one
        gdal.RasterizeLayer(raster, [1], layer, options=["ATTRIBUTE=value"])
    return raster.ReadAsArray()


def _around(scene: Scene, corner: tuple[float, float]) -> tuple[Any, Any, list[Any], list[int]]:
    """Return the tile's box, its water, and its roofs with a number each."""
    box = shapely.box(corner[0], corner[1], corner[0] + TILE_M, corner[1] + TILE_M)
    water = scene.water.intersection(box.buffer(20))
    sites = [scene.roofs[at] for at in scene.roof_tree.query(box)]
    roofs = [shapely.affinity.scale(site, 0.6, 0.6) for site in sites] + _houses(scene, box, water)
    keys = [1 + (round(roof.centroid.x) * 7 + round(roof.centroid.y) * 13) % 5 for roof in roofs]
    return box, water, roofs, keys


def _houses(scene: Scene, box: Any, water: Any) -> list[Any]:
    shore, found = water.buffer(22), []
    for column in range(int(box.bounds[0] // _CELL_M), int(box.bounds[2] // _CELL_M) + 1):
        for row in range(int(box.bounds[1] // _CELL_M), int(box.bounds[3] // _CELL_M) + 1):
            rng = np.random.default_rng([scene.seed, abs(column), abs(row)])
            there, wide, deep, turn = rng.random(4)
            centre = shapely.Point((column + 0.5) * _CELL_M, (row + 0.5) * _CELL_M)
            if there < 0.55 or shapely.intersects(shore, centre):
                continue
            half = 5 + 8 * wide, 4 + 6 * deep
            house = shapely.box(
                centre.x - half[0], centre.y - half[1], centre.x + half[0], centre.y + half[1]
            )
            found.append(shapely.affinity.rotate(house, 20 * turn))
    return found


def _visible(scene: Scene, corner: tuple[float, float]) -> list[Any]:
    x, y = _grid(corner, GSD_M)
    _, water, roofs, keys = _around(scene, corner)
    wet = _burnt([water], corner, GSD_M) > 0
    bank = (_burnt([water.buffer(_BANK_M)], corner, GSD_M) > 0) & ~wet
    coarse, fine = _field(scene.land, corner, GSD_M, 8), _field(scene.fine, corner, GSD_M, 2)
    ripple = _field(scene.ripple, corner, GSD_M, 4)
    grain = (
        np.random.default_rng([scene.seed, scene.flight, int(corner[0]), int(corner[1])])
        .normal(0, 3, x.shape)
        .astype(np.float32)
    )
    rows = ((x[:1] // 6).astype(int) % 2) * 9.0  # crop rows
    field_like = coarse > 0.1
    base = np.where(
        field_like[..., None], np.array((104, 126, 72), np.float32), np.array((128, 122, 104), np.float32)
    )
    base += (fine * 10 + np.where(field_like, rows, 0) + coarse * 12)[..., None]
    base *= scene.season.astype(np.float32)
    base[bank] = np.array((148, 143, 134)) + fine[bank][:, None] * 14
    base[wet] = np.array((96, 112, 96)) + ripple[wet][:, None] * 4
    roof = _burnt(roofs, corner, GSD_M, keys)
    shades = np.array(
        [(0, 0, 0), (168, 74, 58), (92, 112, 142), (186, 182, 174), (120, 118, 116), (150, 96, 70)]
    )
    shadow = (np.roll(roof, (10, 8), axis=(0, 1)) > 0) & (roof == 0) & ~wet
    base[shadow] *= 0.6
    base[roof > 0] = shades[roof[roof > 0]]
    for outlet in _near(scene, corner):
        here = _window(outlet, corner, GSD_M)
        _draw_outlet(base[here], outlet, x[here], y[here], wet[here], fine[here])
    base += grain[..., None]
    alpha = _burnt([scene.flown], corner, GSD_M) * 255
    return [*np.clip(np.moveaxis(base, 2, 0), 1, 254).astype(np.uint8), alpha.astype(np.uint8)]


def _near(scene: Scene, corner: tuple[float, float]) -> list[Outlet]:
    return [
        one
        for one in scene.outlets
        if corner[0] - REACH_M < one.place[0] < corner[0] + TILE_M + REACH_M
        and corner[1] - REACH_M < one.place[1] < corner[1] + TILE_M + REACH_M
    ]


def _window(outlet: Outlet, corner: tuple[float, float], gsd: float) -> tuple[slice, slice]:
    """Return rows and columns of the tile that a mouth may change."""
    left, top = outlet.place[0] - REACH_M - corner[0], corner[1] + TILE_M - outlet.place[1] - REACH_M
    first = [max(0, int(value / gsd)) for value in (top, left)]
    last = [max(0, int((value + 2 * REACH_M) / gsd)) for value in (top, left)]
    return slice(first[0], last[0]), slice(first[1], last[1])


def _plume(outlet: Outlet, x: Floats, y: Floats) -> Floats:
    """Return the strength 0..1 of a plume: a fan that starts at the mouth and drifts downstream."""
    dx, dy = x - outlet.mouth[0], y - outlet.mouth[1]
    along = dx * outlet.way[0] + dy * outlet.way[1]
    across = dx * outlet.way[1] - dy * outlet.way[0]
    wide = 3.0 + 0.16 * np.maximum(along, 0)
    strength = np.exp(-np.maximum(along, 0) / PLUME_M) * np.exp(-((across / wide) ** 2))
    return np.where((along > -3.0) & (np.hypot(dx, dy) < REACH_M - 12), strength, 0.0)


def _draw_outlet(base: Floats, outlet: Outlet, x: Floats, y: Floats, wet: Any, fine: Floats) -> None:
    dx, dy = x - outlet.place[0], y - outlet.place[1]
    if outlet.plume:
        share = np.where(wet, 0.75 * _plume(outlet, x, y), 0.0)[..., None]
        base[:] = base * (1 - share) + np.array(PLUMES.get(outlet.colour, PLUMES["turbid"])) * share
    if outlet.foam:
        near = wet & (np.hypot(x - outlet.mouth[0], y - outlet.mouth[1]) < 8) & (fine > 0.25)
        base[near] = (236, 238, 238)
    if outlet.seen != "not_seen":
        apron = (np.abs(dx) < APRON_M[0] / 2) & (np.abs(dy) < APRON_M[1] / 2)
        base[apron] = (206, 204, 198)
        base[np.hypot(dx, dy) < MOUTH_M] = (26, 26, 28)
    if outlet.seen == "hidden":
        canopy = np.hypot(dx, dy) < _CANOPY_M + 1.2 * fine
        base[canopy] = np.array((52, 84, 44)) + fine[canopy][:, None] * 22
    if outlet.seen == "bad_image":
        haze = np.clip(1.4 - np.hypot(dx, dy) / _HAZE_M, 0, 1)[..., None]
        base[:] = base * (1 - haze) + 228 * haze


def _thermal(scene: Scene, corner: tuple[float, float]) -> list[Any]:
    x, y = _grid(corner, THERMAL_GSD_M)
    _, water, roofs, keys = _around(scene, corner)
    wet = _burnt([water], corner, THERMAL_GSD_M) > 0
    roof = _burnt(roofs, corner, THERMAL_GSD_M, keys)
    celsius = 23.5 + 1.8 * _field(scene.land, corner, THERMAL_GSD_M, 2)
    celsius[roof > 0] += 5.0
    lines = 0.25 * ((x[:1] // 90).astype(int) % 2)  # flight lines
    river = 17.2 + 0.5 * _field(scene.drift, corner, THERMAL_GSD_M, 4)
    for outlet in _near(scene, corner):
        if outlet.plume and outlet.seen != "bad_image":
            here = _window(outlet, corner, THERMAL_GSD_M)
            river[here] += outlet.temperature_diff_k * _plume(outlet, x[here], y[here])
    celsius = np.where(wet, river, celsius) + lines
    celsius += np.random.default_rng([scene.seed, 75, scene.flight, int(corner[0]), int(corner[1])]).normal(
        0, 0.12, x.shape
    )
    kelvin = np.round((celsius + 273.15) * 100)
    return [np.where(_burnt([scene.flown], corner, THERMAL_GSD_M) > 0, kelvin, 0).astype(np.uint16)]
