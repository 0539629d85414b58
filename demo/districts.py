"""The 13 districts: a coverage without gaps or overlaps, and who fronts which stretch of bank.

Every place belongs to the district of its nearest seed, so the districts are Voronoi
cells melted together: a valid coverage by construction, and a label for any number of
points in one look-up. Seeds along the river follow the published frontages; behind
them seeds take the district of the nearest of a few hand-set centres. Schematic: the
true borders are not reproduced.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Delaunay, cKDTree

from ..rules.tables import delivered_rows
from .geo import Floats, Ints, project, stream
from .river import END_KM, LEFT, RIGHT, START_KM, River

NAMES = {row["county_code"]: row["name_zh"] for row in delivered_rows("districts")}
CODES = tuple(NAMES)
ZONE, EAST_LAKE, CHEMICAL = "武汉经济技术开发区", "东湖新技术开发区", "武汉化工区"
#: (side, from km, to km, county, managing unit)
# fmt: off
FRONTAGE = (
    (LEFT, 26.0, 71.0, "420113", ZONE), (LEFT, 71.0, 80.0, "420114", ""), (LEFT, 80.0, 89.0, "420114", ZONE),
    (LEFT, 89.0, 100.5, "420105", ""), (LEFT, 100.5, 102.0, "420103", ""), (LEFT, 102.0, 117.5, "420102", ""),
    (LEFT, 117.5, 128.0, "420116", ""), (LEFT, 128.0, 164.0, "420117", ""),
    (RIGHT, 54.0, 79.0, "420115", ""), (RIGHT, 79.0, 93.5, "420111", ""), (RIGHT, 93.5, 109.0, "420106", ""),
    (RIGHT, 109.0, 121.0, "420107", ""), (RIGHT, 121.0, 132.0, "420111", CHEMICAL),
    (RIGHT, 132.0, 145.0, "420111", EAST_LAKE),
)
# fmt: on
#: Centres behind the frontages: longitude, latitude, county, managing unit
# fmt: off
CENTRES = (
    (114.285, 30.640, "420102", ""), (114.325, 30.655, "420102", ""), (114.262, 30.600, "420103", ""),
    (114.272, 30.585, "420103", ""), (114.225, 30.598, "420104", ""), (114.195, 30.607, "420104", ""),
    (114.245, 30.578, "420104", ""), (114.215, 30.545, "420105", ""), (114.175, 30.555, "420105", ""),
    (114.225, 30.505, "420105", ""), (114.320, 30.545, "420106", ""), (114.345, 30.585, "420106", ""),
    (114.310, 30.520, "420106", ""), (114.400, 30.635, "420107", ""), (114.440, 30.625, "420107", ""),
    (114.335, 30.480, "420111", ""), (114.390, 30.510, "420111", ""), (114.440, 30.555, "420111", ""),
    (114.430, 30.500, "420111", EAST_LAKE), (114.500, 30.520, "420111", EAST_LAKE),
    (114.500, 30.585, "420111", ""),
    (114.100, 30.680, "420112", ""), (114.000, 30.690, "420112", ""), (114.200, 30.680, "420112", ""),
    (113.93, 30.715, "420112", ""), (113.96, 30.245, "420113", ZONE), (114.05, 30.33, "420113", ZONE),
    (113.85, 30.30, "420113", ZONE), (114.00, 30.45, "420114", ""), (113.85, 30.50, "420114", ""),
    (113.95, 30.58, "420114", ""), (114.10, 30.46, "420114", ""), (113.78, 30.42, "420114", ""),
    (114.20, 30.25, "420115", ""), (114.35, 30.35, "420115", ""), (114.30, 30.15, "420115", ""),
    (114.50, 30.28, "420115", ""), (114.45, 30.40, "420115", ""), (114.20, 30.40, "420115", ""),
    (114.35, 30.80, "420116", ""), (114.30, 31.00, "420116", ""), (114.45, 31.10, "420116", ""),
    (114.48, 30.90, "420116", ""), (114.25, 30.72, "420116", ""), (114.75, 30.85, "420117", ""),
    (114.70, 30.72, "420117", ""), (114.90, 30.80, "420117", ""), (114.62, 30.80, "420117", ""),
    (114.95, 30.68, "420117", ""), (114.70, 30.97, "420117", ""),
)
# fmt: on
#: A rough outline of the municipality
# fmt: off
OUTLINE = (
    (113.72, 30.28), (113.83, 30.17), (113.96, 30.16), (114.04, 30.06), (114.18, 29.98), (114.38, 29.99),
    (114.55, 30.10),
    (114.60, 30.25), (114.56, 30.40), (114.64, 30.50), (114.75, 30.545), (115.00, 30.60), (115.08, 30.75),
    (114.98, 30.95), (114.80, 31.03), (114.62, 31.08), (114.58, 31.28), (114.42, 31.35), (114.22, 31.20),
    (114.18, 30.98), (114.14, 30.82), (113.98, 30.78), (113.88, 30.73), (113.71, 30.62), (113.70, 30.45),
)
# fmt: on
ISLAND_LABEL = ("420111", "")


@dataclass
class Districts:
    """Seeds and the labels of their cells; ``labels`` holds (county code, managing unit)."""

    seeds: Floats
    seed_label: Ints  # -1: outside Wuhan
    labels: list[tuple[str, str]]
    polygons: list[tuple[str, str, shapely.Polygon]]

    def label(self, xy: Floats) -> Ints:
        """Return the label of each point, -1 outside Wuhan."""
        return self.seed_label[cKDTree(self.seeds).query(xy)[1]]

    def county(self, xy: Floats) -> np.ndarray:
        """Return the county code of each point, None outside."""
        codes = np.array([code for code, _ in self.labels] + [None], dtype=object)
        return codes[self.label(xy)]

    def unit(self, xy: Floats) -> np.ndarray:
        """Return the managing unit of each point, None where it is the district itself."""
        units = np.array([unit or None for _, unit in self.labels] + [None], dtype=object)
        return units[self.label(xy)]


def frontage(km: Floats, side: int) -> np.ndarray:
    """Return the row of FRONTAGE at each chainage of a bank, -1 outside Wuhan."""
    row = np.full(len(km), -1)
    for i, (at, first, last, _, _) in enumerate(FRONTAGE):
        if at == side:
            row[(km >= first) & (km < last)] = i
    return row


def make_districts(seed: int, river: River) -> Districts:
    """Lay out the districts of a seed."""
    rng = stream(seed, "districts")
    labels = sorted(
        {(code, unit) for *_, code, unit in FRONTAGE} | {(code, unit) for *_, code, unit in CENTRES}
    )
    number = {label: i for i, label in enumerate(labels)}
    fronts = np.array([number[row[3], row[4]] for row in FRONTAGE] + [-1])

    near, near_label = [], []
    s = np.arange(-8000.0, (END_KM - START_KM) * 1000 + 8000, 400.0)
    for side in (LEFT, RIGHT):
        # An island lies in the left channel: its seeds first, the bank's farther out.
        inside = np.clip(s, 0, river.s[-1])
        for d in (400.0, 1000.0, 1600.0, 2300.0, 3100.0):
            at = river.place(inside, np.full(len(s), side * d))
            at += np.outer(s - inside, [1.0, 0.3])
            label = fronts[frontage(START_KM + s / 1000, side)]
            km = START_KM + s / 1000
            if side == LEFT:
                on_island = (km >= 113.0) & (km <= 122.0) & (d >= 700) & (d <= 2000)
                label = np.where(on_island, number[ISLAND_LABEL], label)
            keep = d < np.maximum(river.reach(inside, side), 500)
            near.append(at[keep])
            near_label.append(label[keep])
    front_xy, front_label = np.vstack(near), np.concatenate(near_label)

    outline = shapely.Polygon(project([p[0] for p in OUTLINE], [p[1] for p in OUTLINE]))
    x0, y0, x1, y1 = outline.buffer(6000).bounds
    gx, gy = np.meshgrid(np.arange(x0, x1, 1100.0), np.arange(y0, y1, 1100.0))
    grid = np.column_stack([gx.ravel(), gy.ravel()]) + rng.uniform(-400, 400, (gx.size, 2))
    grid = grid[cKDTree(river.axis).query(grid)[0] > 3700]
    centre = project([c[0] for c in CENTRES], [c[1] for c in CENTRES])
    # The frontage behind counts too, so that a district grows back from its bank.
    behind = front_xy[front_label >= 0][::3]
    anchors = np.vstack([centre, behind])
    anchor_label = np.concatenate([[number[c[2], c[3]] for c in CENTRES], front_label[front_label >= 0][::3]])
    label = anchor_label[cKDTree(anchors).query(grid)[1]]
    label[~shapely.contains_xy(outline, *grid.T)] = -1
    grid_s, grid_d = river.locate(grid)
    beside = np.abs(grid_d) < 14000
    for side in (LEFT, RIGHT):
        foreign = frontage(np.clip(START_KM + grid_s / 1000, START_KM + 0.1, END_KM - 0.1), side) < 0
        label[beside & (np.sign(grid_d) == side) & foreign] = -1

    seeds = np.vstack([front_xy, grid])
    seed_label = np.concatenate([front_label, label])
    fixed = np.r_[np.ones(len(front_xy), bool), np.zeros(len(grid), bool)]
    triangles = Delaunay(seeds)
    seed_label = _tidy(triangles, seed_label, fixed)
    return Districts(seeds, seed_label, labels, _polygons(seeds, seed_label, labels))


def _tidy(triangles: Delaunay, label: Ints, fixed: np.ndarray) -> Ints:
    """Give stray cells, cut off from their district, to a neighbour; seeds at the bank stay."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    edges = np.vstack(
        [triangles.simplices[:, [0, 1]], triangles.simplices[:, [1, 2]], triangles.simplices[:, [2, 0]]]
    )
    n = len(label)
    for _ in range(6):
        same = label[edges[:, 0]] == label[edges[:, 1]]
        graph = coo_matrix((np.ones(same.sum()), edges[same].T), shape=(n, n))
        part = connected_components(graph, directed=False)[1]
        size, has_fixed = np.bincount(part), np.bincount(part, fixed) > 0
        largest = np.zeros(len(size), bool)
        for one in np.unique(label):
            mine = np.unique(part[label == one])
            largest[mine[np.argmax(size[mine])]] = True
        stray = ~largest[part] & ~has_fixed[part]
        if not stray.any():
            break
        for a, b in ((0, 1), (1, 0)):
            take = stray[edges[:, a]] & ~stray[edges[:, b]]
            label[edges[take, a]] = label[edges[take, b]]
    return label


def _polygons(
    seeds: Floats, label: Ints, labels: list[tuple[str, str]]
) -> list[tuple[str, str, shapely.Polygon]]:
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
    owner = shapely.STRtree(cells).query(shapely.points(seeds), predicate="within")
    cell_label = np.full(len(cells), -1)
    cell_label[owner[1]] = label[owner[0]]
    # one grid for all cells, so that neighbours share their vertices exactly
    cells = shapely.set_precision(cells, 0.001, mode="pointwise")
    found = []
    for i, (code, unit) in enumerate(labels):
        mine = cells[cell_label == i]
        if len(mine):
            found += [(code, unit, part) for part in shapely.get_parts(shapely.coverage_union_all(mine))]
    return found
