"""Streets, townships and landmarks: what outfalls are named after."""

from __future__ import annotations

import numpy as np
import shapely

from .geo import objects, stream, uuids
from .layout import Layout
from .words import FIRST, SECOND, STREETS, TOWNS
from .writing import Table

SPOTS = ("泵站", "闸", "码头", "防汛哨所", "江滩公园", "村委会", "小学", "加油站")
PARTS = 4  # townships of a district
LANDMARK_STEP_M, CROSSING_STEP_M = 700.0, 9000.0
BEHIND_BANK_M = 60.0


def make_places(seed: int, layout: Layout) -> dict[str, Table]:
    """Return the tables ``townships`` and ``landmarks``."""
    rng = stream(seed, "places")
    return {"townships": _townships(rng, layout), "landmarks": _landmarks(rng, layout)}


def _townships(rng: np.random.Generator, layout: Layout) -> Table:
    """Cut each district into a few cells around points in it."""
    names: list[str] = []
    counties: list[str] = []
    shapes: list[shapely.Geometry] = []
    words = [f"{word}街道" for word in STREETS] + [f"{word}街道" for word in TOWNS if word not in STREETS]
    for number, (county, _, polygon) in enumerate(layout.districts.polygons):
        low_x, low_y, high_x, high_y = polygon.bounds
        xy = np.column_stack([rng.uniform(low_x, high_x, 60), rng.uniform(low_y, high_y, 60)])
        inside = xy[shapely.contains_xy(polygon, xy[:, 0], xy[:, 1])][:PARTS]
        if len(inside) < 2:
            cells = [polygon]
        else:
            cells = list(shapely.voronoi_polygons(
                shapely.MultiPoint(inside), extend_to=polygon).geoms)
        for cell in cells:
            cut = shapely.intersection(cell, polygon)
            for part in getattr(cut, "geoms", [cut]):
                if part.geom_type == "Polygon" and part.area > 1.0:
                    names.append(words[(number * PARTS + len(names)) % len(words)])
                    counties.append(county)
                    shapes.append(part)
    uid = uuids(rng, len(names))
    return Table({"uid": objects(uid), "name": objects(names), "county_code": objects(counties)},
                 objects(shapes))


def _landmarks(rng: np.random.Generator, layout: Layout) -> Table:
    """Set a landmark every so often behind each bank, and a bridge now and then."""
    river = layout.river
    length = float(river.s[-1])
    xy, names, kinds = [], [], []
    for side in (1, -1):
        at = np.arange(LANDMARK_STEP_M / 2, length, LANDMARK_STEP_M)
        at = np.clip(at + rng.uniform(-250, 250, len(at)), 0, length)
        xy.append(river.place(at, side * (river.bank(at, side) + BEHIND_BANK_M)))
        for number in range(len(at)):
            first, second, spot = rng.integers(0, 1 << 20, 3).tolist()
            own = f"{FIRST[first % len(FIRST)]}{SECOND[second % len(SECOND)]}"
            names.append(f"{own}{SPOTS[(spot + number) % len(SPOTS)]}")
            kinds.append("place")
    at = np.arange(CROSSING_STEP_M / 2, length, CROSSING_STEP_M)
    xy.append(river.place(at, np.zeros(len(at))))
    for number in range(len(at)):
        names.append(f"{FIRST[number % len(FIRST)]}{SECOND[(3 * number) % len(SECOND)]}长江大桥")
        kinds.append("crossing")
    uid = uuids(rng, len(names))
    return Table({"uid": objects(uid), "name": objects(names), "kind": objects(kinds)},
                 np.round(np.concatenate(xy), 2))
