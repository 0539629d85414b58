"""Small tools of the generator: map projection, smooth noise, identifiers, point grids.

No pyproj here: the demonstration is also made inside QGIS tasks, where it crashes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Rooms of the generator; each draws from its own stream, so changing one leaves the others alone.
STREAMS = (
    "river",
    "districts",
    "streets",
    "drainage",
    "survey",
    "outfalls",
    "sources",
    "names",
    "story",
    "uids",
    "register",
    "places",
    "lives",
    "life uids",
)


def stream(seed: int, room: str) -> np.random.Generator:
    """Return the random numbers of one room of the generator."""
    return np.random.default_rng([seed, STREAMS.index(room)])


def project(lon: Floats | Sequence[float], lat: Floats | Sequence[float]) -> Floats:
    """Project degrees on CGCS2000 to EPSG:4547 (3-degree Gauss-Kruger, 114 E): (n, 2) easting, northing.

    Krueger's series to the third order of n; a millimetre within three degrees of the meridian.
    """
    a, f = 6378137.0, 1 / 298.257222101
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alphas = (n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16, 13 * n**2 / 48 - 3 * n**3 / 5, 61 * n**3 / 240)
    phi, lam = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float) - 114.0)
    e = 2 * np.sqrt(n) / (1 + n)
    t = np.sinh(np.arctanh(np.sin(phi)) - e * np.arctanh(e * np.sin(phi)))
    xi, eta = np.arctan2(t, np.cos(lam)), np.arctanh(np.sin(lam) / np.sqrt(1 + t**2))
    north, east = xi.copy(), eta.copy()
    for j, alpha in enumerate(alphas, start=1):
        north += alpha * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
        east += alpha * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
    return np.column_stack([500000.0 + radius * east, radius * north])


class Noise:
    """A smooth random field in one or two dimensions, about -1 to 1, by a few waves."""

    def __init__(
        self, rng: np.random.Generator, wavelength: float, dimensions: int = 1, waves: int = 8
    ) -> None:
        length = wavelength * np.exp(rng.uniform(-0.6, 0.6, waves))
        if dimensions == 1:
            self.k = (2 * np.pi / length)[:, None]
        else:
            angle = rng.uniform(0, 2 * np.pi, waves)
            self.k = (2 * np.pi / length)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        self.phase = rng.uniform(0, 2 * np.pi, waves)

    def __call__(self, points: Floats) -> Floats:
        """Return the field at (n,) or (n, 2) points."""
        points = np.asarray(points, float)
        points = points[:, None] if points.ndim == 1 else points
        total = np.zeros(len(points))
        for k, phase in zip(self.k, self.phase):
            total += np.sin(points @ k + phase)
        return total * np.sqrt(2.0 / len(self.phase)) * 0.6


def uuids(rng: np.random.Generator, count: int) -> list[str]:
    """Return ``count`` version-4 identifiers as text, ascending, so that indexes fill in order."""
    raw = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    text = raw.tobytes().hex()
    starts = range(0, 32 * count, 32)
    cuts = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
    return sorted("-".join([text[i + a : i + b] for a, b in cuts]) for i in starts)


def pick(
    rng: np.random.Generator,
    values: Sequence[object],
    count: int,
    shares: Sequence[float] | None = None,
) -> NDArray[np.object_]:
    """Return ``count`` of ``values`` at random with the given shares."""
    table = np.empty(len(values), dtype=object)
    table[:] = values
    weights = None if shares is None else np.asarray(shares, float) / np.sum(shares)
    return table[rng.choice(len(values), count, p=weights)]


def objects(values: Sequence[object]) -> NDArray[np.object_]:
    """Return an object array of ``values``, whatever they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
