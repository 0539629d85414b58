"""Streets and field tracks on both banks: bent grids that follow the river.

A fine grid runs along and across the bank in the river frame. The inner city keeps
every street, the outer city every second, the country every third as ditches; some
are left out at random, all bend, and none crosses water.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter

from .districts import Districts, frontage
from .geo import Floats, Ints, Noise, stream
from .river import LEFT, RIGHT, START_KM, River
from .story import STORY_KM, STORY_SIDE

URBAN, SUBURBAN, RURAL = 1, 2, 3
#: Built-up stretches: side, chainage km, spread km, how urban
# fmt: off
CENTRES = (
    (LEFT, 101.0, 9.0, 1.0), (LEFT, 112.5, 5.5, 0.72), (LEFT, 84.0, 5.5, 0.70), (LEFT, 72.5, 4.0, 0.50),
    (LEFT, 66.0, 3.5, 0.55), (LEFT, 129.0, 4.5, 0.68), (LEFT, 148.0, 4.0, 0.42), (LEFT, 42.0, 3.0, 0.34),
    (RIGHT, 99.5, 8.5, 1.0), (RIGHT, 112.5, 7.0, 0.88), (RIGHT, 86.0, 5.0, 0.60), (RIGHT, 125.0, 4.0, 0.50),
    (RIGHT, 137.0, 4.5, 0.58), (RIGHT, 67.0, 3.5, 0.42),
)
# fmt: on
RIVERSIDE_M = 170.0  # the road behind the levee
#: Old town with combined sewers: side, from km, to km
OLD_TOWN = ((LEFT, 100.8, 106.5), (RIGHT, 97.0, 103.5), (LEFT, 96.8, 99.8))


@dataclass
class Streets:
    """The street graph: crossings and the streets between them.

    ``s``, ``r``: river-frame place, metres along and behind the bank; ``class_`` of an
    edge is URBAN, SUBURBAN or RURAL; ``root`` marks crossings on the riverside.
    """

    xy: Floats
    s: Floats
    r: Floats
    side: Ints
    start: Ints
    end: Ints
    class_: Ints
    arterial: np.ndarray
    riverside: np.ndarray
    urban: Floats  # 0..1, per crossing
    sag: Floats  # bow of every street, metres to the left from start to end

    @property
    def length(self) -> Floats:
        """Length of every street, metres."""
        return np.hypot(*(self.xy[self.end] - self.xy[self.start]).T)


def urbanity(km: Floats, side: int, extent: float = 1.0) -> Floats:
    """Return how urban the bank is, 0..1."""
    value = np.full(len(km), 0.06)
    for at, centre, spread, height in CENTRES:
        if at == side:
            value = np.maximum(value, height * np.exp(-(((km - centre) / (spread * extent)) ** 2)))
    return value


def make_streets(
    seed: int, river: River, districts: Districts, block_m: float, depth_m: float, extent: float = 1.0
) -> Streets:
    """Lay the streets of a seed with blocks of about ``block_m``, the city ``depth_m`` deep.

    ``extent`` below 1 shrinks the built-up stretches, for small demonstrations.
    """
    parts = [
        _bank(np.random.default_rng([seed, 77, side + 1]), river, side, block_m, depth_m, extent)
        for side in (LEFT, RIGHT)
    ]
    shift = len(parts[0][0])
    xy, s, r, side, urban, riverside = (np.concatenate([p[i] for p in parts]) for i in range(6))
    start, end, class_, arterial = (
        np.concatenate([parts[0][i], parts[1][i] + (shift if i < 8 else 0)]) for i in range(6, 10)
    )
    keep = _dry(xy, start, end, river)
    keep &= (districts.label(xy)[start] >= 0) & (districts.label(xy)[end] >= 0)
    near_story = (side == STORY_SIDE) & (np.abs(s - (STORY_KM - START_KM) * 1000) < 420) & (r < 1500)
    keep &= ~near_story[start] & ~near_story[end]
    length = np.hypot(*(xy[end] - xy[start]).T)
    keep &= (length > 0.3 * block_m) & (length < 9 * block_m)
    start, end, class_, arterial = start[keep], end[keep], class_[keep], arterial[keep]
    rng = stream(seed, "streets")
    sag = np.clip(rng.normal(0, 0.035, len(start)), -0.08, 0.08) * length[keep]
    used = np.unique(np.concatenate([start, end]))
    number = np.full(len(xy), -1)
    number[used] = np.arange(len(used))
    return Streets(
        xy[used],
        s[used],
        r[used],
        side[used],
        number[start],
        number[end],
        class_,
        arterial.astype(bool),
        riverside[used],
        urban[used],
        sag,
    )


def _bank(
    rng: np.random.Generator, river: River, side: int, block_m: float, depth_m: float, extent: float
) -> tuple[np.ndarray, ...]:
    last = river.s[-1] - 200
    cols: Floats = np.cumsum(block_m * rng.uniform(0.7, 1.3, int(last / block_m * 1.05))) + 200
    cols = cols[cols < last]
    deepest = max(depth_m * 1.05, 1500.0)
    rows = RIVERSIDE_M + np.r_[0.0, np.cumsum(block_m * rng.uniform(0.65, 1.25, int(deepest / block_m) + 1))]
    n, m = len(cols), len(rows)
    s: Floats = np.repeat(cols, m)
    r: Floats = np.tile(rows, n)
    place = np.column_stack([s, r])
    fade = np.minimum(1.0, (r - RIVERSIDE_M) / (3 * block_m))
    for amplitude, wavelength in ((0.30, 16), (0.16, 6)):
        s = s + amplitude * block_m * Noise(rng, wavelength * block_m, 2)(place)
        r = r + amplitude * block_m * Noise(rng, wavelength * block_m, 2)(place) * fade
    km = START_KM + np.repeat(cols, m) / 1000
    rough = gaussian_filter(rng.normal(size=(n, m)), 2.2).ravel()
    rough /= rough.std()
    value = (
        urbanity(km, side, extent) * np.exp(-((np.tile(rows, n) / depth_m) ** 2)) * (1 + 0.20 * rough)
        + 0.03 * rough
    )
    class_ = np.where(value > 0.36, URBAN, np.where(value > 0.13, SUBURBAN, RURAL)).reshape(n, m)
    class_[frontage(START_KM + cols / 1000, side) < 0] = 9
    rural_depth = extent * (900 + 1700 * (0.5 + 0.5 * Noise(rng, 9000)(cols)))
    class_[(class_ == RURAL) & (rows[None, :] > rural_depth[:, None])] = 9
    bank = river.bank(s, side)
    d = bank + r
    narrow = (
        np.hypot(*(river.place(s + 60, side * d) - river.place(s - 60, side * d)).T) < 0.55 * 120
    )  # inside of a bend
    inside = ((d < 0.94 * river.reach(s, side)) & ~narrow).reshape(n, m)
    class_[~inside] = 9
    number = np.arange(n * m).reshape(n, m)
    i, j = np.meshgrid(np.arange(n), np.arange(m), indexing="ij")
    starts, ends, classes, arterial = [], [], [], []
    for a, b, line in ((number[:-1], number[1:], j[:-1]), (number[:, :-1], number[:, 1:], i[:, :-1])):
        ca, cb = class_.ravel()[a], class_.ravel()[b]
        c = np.maximum(ca, cb)
        keep = (c < 9) & (line % np.maximum(c, 1) == 0)
        if a.shape[0] == n - 1:
            keep |= (line == 0) & (c <= SUBURBAN)  # the riverside road runs through the whole town
        lost = np.array([0, 0.07, 0.10, 0.20, 0])[np.minimum(c, 4)]
        keep &= rng.random(c.shape) > lost * (line % 4 != 0)
        starts.append(a[keep])
        ends.append(b[keep])
        classes.append(c[keep])
        arterial.append(line[keep] % 4 == 0)
    xy = river.place(s, side * (bank + r))
    urban = np.clip(value, 0, 1)
    return (
        xy,
        s,
        r,
        np.full(n * m, side),
        urban,
        np.tile(np.arange(m) == 0, n),
        np.concatenate(starts),
        np.concatenate(ends),
        np.concatenate(classes),
        np.concatenate(arterial),
    )


def _dry(xy: Floats, start: Ints, end: Ints, river: River) -> np.ndarray:
    """Which streets cross no water."""
    lines = shapely.linestrings(np.stack([xy[start], xy[end]], axis=1))
    wet = [shape.buffer(12) for _, _, shape in river.polygons]
    dry = np.ones(len(lines), bool)
    dry[shapely.STRtree(lines).query(wet, predicate="intersects")[1]] = False
    return dry


def in_old_town(km: Floats, side: Ints) -> np.ndarray:
    """Tell which places of the bank have combined sewers."""
    old = np.zeros(len(km), bool)
    for at, first, last in OLD_TOWN:
        old |= (side == at) & (km >= first) & (km < last)
    return old


def street_between(streets: Streets, a: Ints, b: Ints) -> tuple[Ints, Floats]:
    """Return the street from crossing ``a`` to ``b`` and its bow in that direction."""
    n = len(streets.xy)
    key = np.minimum(streets.start, streets.end) * n + np.maximum(streets.start, streets.end)
    order = np.argsort(key)
    wanted = np.minimum(a, b) * n + np.maximum(a, b)
    street = order[np.searchsorted(key[order], wanted)]
    return street, streets.sag[street] * np.where(streets.start[street] == a, 1.0, -1.0)
