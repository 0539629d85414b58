"""Two drone flights over part of the demonstration's bank: seeded COGs, visible and thermal, with their
truth.

Everything shown follows the project: river and banks, the sites of sources as roofs, an apron with a mouth at
every outfall, plumes that drift downstream. What only the flight knows (which mouth lies under trees, which
discharges, how warm) is drawn by the seed and written into the truth beside the images; nothing reads it but
a test. The second flight lies a few metres off, as flights without ground control do.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..i18n import translate
from ..layers.store.gpkg import GdalError, gdal_said, open_dataset
from ..layers.store.table_io import ProjectFile
from ..problems import UserError
from .flight_scene import GSD_M, THERMAL_GSD_M, TILE_M, Outlet, Scene, draw

NAMES = ("2024-11-12", "2025-04-20")
#: How far the pictures of each flight lie off, metres east and north.
SHIFTS = ((0.0, 0.0), (2.4, -1.8))
MOST_TILES = 60
_LEAST_SHOWN = 0.002  # share of a tile that is worth a file
_AROUND_M = 70.0  # what a flight sees around an outfall
_COLOURS = ("turbid", "grey", "black", "white", "green")


@dataclass
class FlightTruth:
    """What was flown and what is there: one :class:`Outlet` per flight and mouth; unknown mouths have no
    uid.
    """

    seed: int
    flights: list[dict[str, Any]] = field(default_factory=list)
    outlets: list[dict[str, Any]] = field(default_factory=list)
    tiles: int = 0


def flights_folder(project: Path) -> Path:
    """Return where the flights of a demonstration project lie."""
    return project.with_name(f"{project.stem}_flights")


def make_flights(
    project: Path,
    seed: int,
    progress: Callable[[float, str], None] | None = None,
    most_tiles: int = MOST_TILES,
) -> FlightTruth:
    """Fly the busiest stretch of a demonstration project; images and ``truth.json`` in its flights' folder.

    Whole or not at all. ``progress`` may raise Cancelled. Raises UserError where the folder is there already.
    """
    tell = progress or (lambda share, step: None)
    target = flights_folder(project)
    if target.exists():
        raise UserError(
            translate("Demo", "{path} exists already. Choose another name, or delete it first.").format(
                path=target
            )
        )
    ground, wkt = _ground(project)
    chosen, tiles = _stretch(ground, most_tiles)
    truth = FlightTruth(seed, tiles=len(tiles))
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.absolute().parent))
    try:
        for number, (name, shift) in enumerate(zip(NAMES, SHIFTS)):
            outlets = _outlets(ground, chosen, seed, number)
            truth.flights.append({"name": name, "shift_m": shift})
            truth.outlets += [{"flight": name, **asdict(outlet)} for outlet in outlets]
            scene = Scene(ground.water, ground.roofs, outlets, ground.flown(chosen), seed, number)
            for at, corner in enumerate(tiles):
                tell((number + at / len(tiles)) / len(NAMES), "flights")
                _write_tile(folder / name, scene, corner, shift, wkt, name)
        (folder / "truth.json").write_text(json.dumps(asdict(truth), indent=1), encoding="utf-8")
        folder.chmod(0o755)
        folder.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tell(1.0, "flights")
    return truth


@dataclass
class _Ground:
    """What the project knows of the place."""

    uid: np.ndarray
    xy: np.ndarray
    chainage: np.ndarray
    water: Any
    roofs: Sequence[Any]
    axis: Any

    def downstream(self, xy: np.ndarray) -> np.ndarray:
        """Return the unit direction of the river at a place."""
        at = self.axis.project(shapely.Point(xy))
        ends = [self.axis.interpolate(at + step) for step in (-40.0, 40.0)]
        way = np.array([ends[1].x - ends[0].x, ends[1].y - ends[0].y])
        return way / max(float(np.hypot(*way)), 1e-6)

    def at_water(self, xy: np.ndarray) -> np.ndarray:
        """Return where the water is nearest."""
        near = shapely.shortest_line(shapely.Point(xy), self.water)
        return np.asarray(near.coords[-1])

    def flown(self, chosen: np.ndarray) -> Any:
        """Return the ground that the flights cover."""
        return shapely.union_all(shapely.points(self.xy[chosen]).tolist()).buffer(_AROUND_M + 25)


def _ground(project: Path) -> tuple[_Ground, str]:
    with ProjectFile(project) as file:
        outfalls = file.read("outfalls", ["uid", "chainage_km"], geometry=True)
        river = file.read("river", ["kind"], geometry=True)
        sites = file.read("source_sites", ["uid"], geometry=True)
        axis = file.read("river_axis", ["uid"], geometry=True)
    dataset = open_dataset(project)
    wkt = dataset.GetLayerByName("outfalls").GetSpatialRef().ExportToWkt()
    del dataset
    placed = np.isfinite(outfalls.xy).all(axis=1) & np.isfinite(outfalls["chainage_km"])
    water = shapely.union_all(
        [
            shape
            for shape, kind in zip(river.shapes, river["kind"])
            if shape is not None and kind in ("river", None)
        ]
    )
    roofs = [shape for shape in sites.shapes if shape is not None]
    line = shapely.LineString(axis.parts.xy)
    return _Ground(
        outfalls["uid"][placed], outfalls.xy[placed], outfalls["chainage_km"][placed], water, roofs, line
    ), wkt


def _stretch(ground: _Ground, most_tiles: int) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Return the outfalls of the stretch that shows most of them in so many tiles, and the tiles' corners."""
    order = np.argsort(ground.chainage, kind="stable")
    touched = [_tiles_at(xy) for xy in ground.xy[order]]
    counts: dict[tuple[int, int], int] = {}
    best, first, among = (0, 0), 0, 0
    for last, cells in enumerate(touched):
        for cell in cells:
            counts[cell] = counts.get(cell, 0) + 1
        while len(counts) > most_tiles and first < last:
            for cell in touched[first]:
                counts[cell] -= 1
                if not counts[cell]:
                    del counts[cell]
            first += 1
        if last + 1 - first > among:
            best, among = (first, last + 1), last + 1 - first
    chosen = order[best[0] : best[1]]
    flown = sorted({cell for xy in ground.xy[chosen] for cell in _tiles_at(xy)})
    return chosen, [(column * TILE_M, row * TILE_M) for column, row in flown]


def _tiles_at(xy: np.ndarray) -> set[tuple[int, int]]:
    low, high = ((xy + step) // TILE_M for step in (-_AROUND_M, _AROUND_M))
    return {(int(column), int(row)) for column in (low[0], high[0]) for row in (low[1], high[1])}


def _outlets(ground: _Ground, chosen: np.ndarray, seed: int, number: int) -> list[Outlet]:
    """Return what each mouth looks like on a flight: where it lies is the same on all of them."""
    lasting = np.random.default_rng([seed, 71])
    passing = np.random.default_rng([seed, 72, number])
    found = []
    for row in chosen:
        place, drawn = ground.xy[row], lasting.random(3)
        seen = "hidden" if drawn[0] < 0.12 else "not_seen" if drawn[0] < 0.22 else "seen"
        found.append(_outlet(ground, str(ground.uid[row]), place, seen, drawn, passing))
    for row in chosen[lasting.random(len(chosen)) < 0.06]:  # mouths that stand in no register
        way = ground.downstream(ground.xy[row])
        found.append(_outlet(ground, "", ground.xy[row] + 32 * way, "seen", lasting.random(3), passing))
    return found


def _outlet(
    ground: _Ground, uid: str, xy: np.ndarray, seen: str, lasting: np.ndarray, passing: np.random.Generator
) -> Outlet:
    now = passing.random(4)
    discharging = seen != "not_seen" and lasting[1] < 0.6 and now[0] < 0.85
    seen_now = "bad_image" if now[1] < 0.06 else seen
    kelvin = (
        float(np.round((0.8 + 2.4 * lasting[2]) * (1 if lasting[1] < 0.35 else -1), 2))
        if discharging
        else 0.0
    )
    mouth, way = ground.at_water(xy), ground.downstream(xy)
    return Outlet(
        uid,
        (float(xy[0]), float(xy[1])),
        (float(mouth[0]), float(mouth[1])),
        (float(way[0]), float(way[1])),
        seen_now,
        "discharging" if discharging else "dry",
        _COLOURS[int(lasting[2] * len(_COLOURS))] if discharging else "normal",
        bool(discharging),
        bool(discharging and now[2] < 0.3),
        kelvin,
    )


def _write_tile(
    folder: Path, scene: Scene, corner: tuple[float, float], shift: tuple[float, float], wkt: str, flight: str
) -> None:
    visible, thermal = draw(scene, corner)
    name = f"{int(corner[0])}_{int(corner[1])}.tif"
    for kind, bands, gsd in (("visible", visible, GSD_M), ("thermal", thermal, THERMAL_GSD_M)):
        if np.count_nonzero(bands[-1]) < _LEAST_SHOWN * bands[-1].size:
            continue
        place = folder / kind
        place.mkdir(parents=True, exist_ok=True)
        _write_cog(
            place / name,
            bands,
            gsd,
            (corner[0] + shift[0], corner[1] + TILE_M + shift[1]),
            wkt,
            f"{flight}T{'10' if kind == 'visible' else '06'}:30:00",
        )


def _write_cog(
    path: Path, bands: Sequence[np.ndarray], gsd: float, upper_left: tuple[float, float], wkt: str, when: str
) -> None:
    """Write bands as a COG: three and an alpha band as JPEG, one as whole numbers with 0 for nothing."""
    from osgeo import gdal

    is_colour = len(bands) == 4
    rows, columns = bands[0].shape
    kind = gdal.GDT_Byte if is_colour else gdal.GDT_UInt16
    with gdal_said() as said:
        made = gdal.GetDriverByName("MEM").Create("", columns, rows, len(bands), kind)
        made.SetGeoTransform((upper_left[0], gsd, 0.0, upper_left[1], 0.0, -gsd))
        made.SetProjection(wkt)
        made.SetMetadataItem("ACQUISITION_DATETIME", when)
        for at, values in enumerate(bands, start=1):
            made.GetRasterBand(at).WriteArray(values)
        if is_colour:
            made.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
            options = ["COMPRESS=JPEG", "QUALITY=80", "BLOCKSIZE=256"]
        else:
            made.GetRasterBand(1).SetNoDataValue(0)
            made.GetRasterBand(1).SetDescription("temperature")
            options = ["COMPRESS=DEFLATE", "BLOCKSIZE=256"]
        written = gdal.GetDriverByName("COG").CreateCopy(str(path), made, options=options)
        if written is None:
            raise GdalError("; ".join(said))
        del written
