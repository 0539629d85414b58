"""The Yangtze through Wuhan: axis, banks, island, the Han and some lakes, all schematic.

The axis runs through published points whose chainage is known. Between two points the
known length is longer than the straight line, so the reach bows to the side on which
it bends, by as much as makes the length right. Positions along the river are given in
a river frame: ``s`` metres along the axis (0 is chainage ``START_KM``), ``d`` metres
across, left positive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import cKDTree

from .geo import Floats, Ints, Noise, project, stream

START_KM, END_KM = 22.0, 167.5  # 145.5 km, the length of the reach
STEP_M = 25.0
LEFT, RIGHT = 1, -1

#: (chainage km, longitude, latitude, side to which the reach below it bows)
# fmt: off
ANCHORS = (
    (25.1, 113.8654, 30.1874, LEFT), (44.6, 113.9816, 30.2917, RIGHT), (66.1, 114.0928, 30.3105, LEFT),
    (72.7, 114.1287, 30.3592, RIGHT), (83.3, 114.1898, 30.4389, LEFT), (90.6, 114.2361, 30.4900, RIGHT),
    (93.6, 114.2567, 30.5103, RIGHT), (96.6, 114.2794, 30.5308, LEFT), (99.0, 114.2828, 30.5522, RIGHT),
    (100.5, 114.2917, 30.5644, RIGHT), (102.7, 114.3072, 30.5792, RIGHT), (104.7, 114.3139, 30.5961, RIGHT),
    (105.8, 114.3202, 30.6052, LEFT), (109.0, 114.3419, 30.6275, LEFT), (115.9, 114.4003, 30.6569, LEFT),
    (127.0, 114.5103, 30.6843, LEFT), (142.4, 114.5956, 30.5707, RIGHT), (163.3, 114.7963, 30.6165, LEFT),
)
# fmt: on
ISLAND_KM = (113.0, 122.0)  # Tianxingzhou
HAN_KM = 100.5
#: The Han from its mouth up, longitude and latitude
# fmt: off
HAN = (
    (114.285, 30.567), (114.262, 30.568), (114.24, 30.563), (114.215, 30.57), (114.19, 30.588),
    (114.15, 30.596), (114.12, 30.612), (114.075, 30.606), (114.04, 30.63), (113.985, 30.622),
    (113.93, 30.65), (113.87, 30.64), (113.8, 30.665),
)
# fmt: on
#: name, longitude, latitude, half axes in metres, turn in degrees
# fmt: off
LAKES = (
    ("东湖", 114.405, 30.558, 3600, 2300, 20), ("南湖", 114.352, 30.493, 1500, 1100, 0),
    ("汤逊湖", 114.372, 30.425, 2600, 3200, 30), ("沙湖", 114.328, 30.570, 900, 700, 0),
    ("墨水湖", 114.236, 30.548, 1000, 750, 10), ("后官湖", 114.070, 30.520, 3300, 1900, -15),
    ("严西湖", 114.480, 30.570, 1900, 1200, 40), ("金银湖", 114.190, 30.660, 1500, 1100, 0),
    ("鲁湖", 114.200, 30.230, 3600, 2400, 15), ("梁子湖（部分）", 114.500, 30.260, 5200, 4200, 30),
    ("武湖", 114.480, 30.800, 2900, 1800, 25), ("涨渡湖", 114.730, 30.690, 2500, 2000, 0),
    ("北湖", 114.500, 30.615, 1100, 800, 0), ("斧头湖（部分）", 114.230, 30.050, 4200, 4800, 10),
)
# fmt: on


@dataclass
class River:
    """The river in numbers: samples every ``STEP_M`` along the axis, and the base map polygons."""

    axis: Floats  # (n, 2)
    normal: Floats  # (n, 2), unit, to the left
    left_m: Floats  # (n,) bank distance from the axis
    right_m: Floats
    reach_left_m: Floats  # how far the frame is free of folds
    reach_right_m: Floats
    polygons: list[tuple[str, str, shapely.Polygon]]  # name, kind, shape

    @property
    def s(self) -> Floats:
        """Metres along the axis at the samples."""
        return np.arange(len(self.axis)) * STEP_M

    def place(self, s: Floats, d: Floats | Ints) -> Floats:
        """Return (n, 2) coordinates of river-frame positions."""
        point = np.column_stack([np.interp(s, self.s, self.axis[:, i]) for i in (0, 1)])
        across = np.column_stack([np.interp(s, self.s, self.normal[:, i]) for i in (0, 1)])
        return point + across * np.asarray(d, float)[:, None]

    def bank(self, s: Floats, side: int | Ints | Floats) -> Floats:
        """Return the distance of the bank from the axis, metres, unsigned."""
        return np.where(
            np.asarray(side) > 0, np.interp(s, self.s, self.left_m), np.interp(s, self.s, self.right_m)
        )

    def reach(self, s: Floats, side: int | Ints | Floats) -> Floats:
        """Return how far from the axis the frame can be used, metres."""
        return np.where(
            np.asarray(side) > 0,
            np.interp(s, self.s, self.reach_left_m),
            np.interp(s, self.s, self.reach_right_m),
        )

    def locate(self, xy: Floats) -> tuple[Floats, Floats]:
        """Return ``s`` and the signed ``d`` of points by their nearest axis point."""
        near = np.clip(cKDTree(self.axis).query(xy)[1], 1, len(self.axis) - 2)
        best_s, best = np.zeros(len(xy)), np.full(len(xy), np.inf)
        left = np.zeros(len(xy), bool)
        for i in (near - 1, near):
            along, offset = self.axis[i + 1] - self.axis[i], xy - self.axis[i]
            length2 = (along**2).sum(axis=1)
            t = np.clip((along * offset).sum(axis=1) / length2, 0.0, 1.0)
            d = np.hypot(*(offset - along * t[:, None]).T)
            closer = d < best
            best[closer], best_s[closer] = d[closer], ((i + t) * STEP_M)[closer]
            left[closer] = (along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0] >= 0)[closer]
        return best_s, best * np.where(left, 1.0, -1.0)


def _resample(line: Floats, step: float) -> Floats:
    s = np.r_[0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    at = np.arange(0.0, s[-1], step)
    return np.column_stack([np.interp(at, s, line[:, i]) for i in (0, 1)])


def make_axis() -> Floats:
    """Return the axis, (n, 2) every ``STEP_M``, from ``START_KM`` to ``END_KM``.

    Bows are solved so that the length between neighbouring anchors is the published one.
    """
    km = np.array([a[0] for a in ANCHORS])
    xy = project([a[1] for a in ANCHORS], [a[2] for a in ANCHORS])
    side = np.array([a[3] for a in ANCHORS[:-1]], float)
    chord = np.hypot(*np.diff(xy, axis=0).T)
    bow = np.sqrt(np.maximum((np.diff(km) * 1000) ** 2 - chord**2, 0.0)) / 2.2
    t = np.linspace(0, 1, 400, endpoint=False)
    for _ in range(40):
        pieces = []
        for i in range(len(km) - 1):
            along = (xy[i + 1] - xy[i]) / chord[i]
            across = np.array([-along[1], along[0]]) * side[i]
            pieces.append(
                xy[i] + np.outer(t * chord[i], along) + np.outer(bow[i] * np.sin(np.pi * t) ** 1.2, across)
            )
        line = np.vstack([*pieces, xy[-1:]])
        head, tail = line[0] - line[60], line[-1] - line[-60]
        line = np.vstack(
            [line[0] + head / np.hypot(*head) * 9000, line, line[-1] + tail / np.hypot(*tail) * 9000]
        )
        line = _resample(line, STEP_M)
        line = gaussian_filter1d(line, 900 / STEP_M, axis=0, mode="nearest")
        line = _resample(line, STEP_M)
        at = cKDTree(line).query(xy)[1] * STEP_M
        bow = np.clip(bow + 0.45 * (np.diff(km) * 1000 - np.diff(at)), 0.0, 12000.0)
    middle = at - km * 1000
    first = START_KM * 1000 + float(np.median(middle))
    return _resample(line[max(int(first / STEP_M), 0) :], STEP_M)[
        : int((END_KM - START_KM) * 1000 / STEP_M) + 1
    ]


def _free_reach(axis: Floats, normal: Floats, side: int, limit: float = 12000.0) -> Floats:
    """How far one can leave the axis before another stretch of it is nearer."""
    every = 6
    tree = cKDTree(axis[::2])
    axis, normal, n = axis[::every], normal[::every], len(axis)
    reach = np.full(len(axis), limit)
    open_ = np.ones(len(axis), bool)
    for d in np.arange(400.0, limit, 250.0):
        i = np.flatnonzero(open_)
        near = tree.query(axis[i] + normal[i] * side * d)[0]
        folded = i[near < d * 0.985 - 10]
        reach[folded] = d - 250.0
        open_[folded] = False
    shifted = np.pad(reach, 7, mode="edge")
    reach = np.min([shifted[k : k + len(reach)] for k in (0, 3, 7, 11, 14)], axis=0)
    return np.interp(np.arange(n), np.arange(len(reach)) * every, gaussian_filter1d(reach, 2))


def make_river(seed: int) -> River:
    """Build the river of a seed; the axis is the same for all seeds."""
    rng = stream(seed, "river")
    axis = make_axis()
    n = len(axis)
    s = np.arange(n) * STEP_M
    smooth = gaussian_filter1d(axis, 24, axis=0, mode="nearest")
    along = np.gradient(smooth, axis=0)
    along[:30], along[-30:] = along[30], along[-31]
    along /= np.hypot(*along.T)[:, None]
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    km = START_KM + s / 1000

    def width(wavelength: float) -> Floats:
        return 660 + 130 * Noise(rng, wavelength)(s) + 45 * Noise(rng, 2500)(s)

    left, right = width(16000), width(13000)
    narrow = 1 - 0.16 * np.exp(-(((km - 99.5) / 3.0) ** 2))
    left, right = left * narrow, right * narrow
    rise = 1 / (1 + np.exp(-(km - ISLAND_KM[0] + 0.2) / 0.45)) - 1 / (
        1 + np.exp(-(km - ISLAND_KM[1] - 0.2) / 0.45)
    )
    left, right = left + 1650 * np.clip(rise, 0, 1), np.clip(right, 480, 950)
    left = np.where(rise > 0.02, left, np.clip(left, 480, 950))
    left = gaussian_filter1d(left, 8)
    river = River(
        axis, normal, left, right, _free_reach(axis, normal, LEFT), _free_reach(axis, normal, RIGHT), []
    )
    river.polygons = _polygons(river, rng)
    return river


def _blob(rng: np.random.Generator, xy: Floats, a: float, b: float, turn: float) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = 1 + 0.16 * Noise(rng, 2.4)(angle) + 0.06 * Noise(rng, 0.8)(angle)
    radius += (radius[0] - radius[-1]) * angle / (2 * np.pi)
    x, y, w = a * radius * np.cos(angle), b * radius * np.sin(angle), np.radians(turn)
    return shapely.Polygon(
        np.column_stack([x * np.cos(w) - y * np.sin(w), x * np.sin(w) + y * np.cos(w)]) + xy
    )


def _polygons(river: River, rng: np.random.Generator) -> list[tuple[str, str, shapely.Polygon]]:
    s = river.s
    main = shapely.Polygon(
        np.vstack([river.place(s, river.left_m), river.place(s, -river.right_m)[::-1]])
    ).buffer(0)
    if main.geom_type != "Polygon":
        main = max(main.geoms, key=lambda part: part.area)
    t = np.linspace(0, 1, 80)
    at = (ISLAND_KM[0] - START_KM + t * (ISLAND_KM[1] - ISLAND_KM[0])) * 1000
    half = 720 * np.sin(np.pi * t) ** 0.55 * (1 + 0.12 * Noise(rng, 0.5)(t))
    centre = np.interp(at, s, river.left_m) * 0.5 + 260
    island = shapely.Polygon(
        np.vstack([river.place(at, centre + half), river.place(at, centre - half)[::-1]])
    ).buffer(0)
    shapes = [("长江", "river", main.difference(island))]
    # the Han: from the west, winding, joining at its published chainage
    mouth = river.place(np.array([(HAN_KM - START_KM) * 1000]), np.array([0.0]))[0]
    way = project(*zip(*HAN))
    line = _resample(
        gaussian_filter1d(_resample(np.vstack([mouth, way]), 50), 10, axis=0, mode="nearest"), 100
    )
    han = shapely.LineString(line).buffer(140, cap_style="flat")
    shapes.append(("汉江", "tributary", han.difference(main)))
    shapes[1] = ("汉江", "tributary", _largest(shapes[1][2]))
    for name, km, side, length in (
        ("东荆河", 28.0, LEFT, 9000),
        ("通顺河", 70.5, LEFT, 9500),
        ("金水河", 61.0, RIGHT, 9000),
        ("巡司河", 93.9, RIGHT, 4500),
        ("府河（滠水）", 112.0, LEFT, 9500),
        ("倒水", 131.8, LEFT, 9500),
        ("举水", 152.0, LEFT, 9500),
    ):
        d = np.linspace(0, length, 120)
        at = (km - START_KM) * 1000 + 500 * Noise(rng, 5000)(d) * np.minimum(d / 2500, 1)
        creek = river.place(at, side * (d + 200))
        shape = shapely.LineString(creek).buffer(38 if name != "府河（滠水）" else 75, cap_style="flat")
        shapes.append((name, "tributary", _largest(shape.difference(main))))
    for name, lon, lat, a, b, turn in LAKES:
        lake = _blob(rng, project([lon], [lat])[0], a, b, turn)
        shapes.append((name, "lake", _largest(lake.difference(main.buffer(500)).difference(han.buffer(200)))))
    return [(name, kind, shapely.set_precision(shape, 0.01)) for name, kind, shape in shapes]


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    return max(shape.geoms, key=lambda part: part.area) if hasattr(shape, "geoms") else shape
