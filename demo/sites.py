"""Large works with a drain of their own: the street network reaches into the site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from . import network as nw
from .geo import Floats, Ints
from .network import Network


@dataclass
class Sites:
    """Works: the manhole inside the fence, where the water leaves the works, and the outline."""

    node: Ints
    xy: Floats
    outline: np.ndarray


def lay_sites(rng: np.random.Generator, net: Network, count: int) -> Sites:
    """Put up to ``count`` works into the middle of blocks, each with one manhole inside its fence."""
    kind, system, xy, level = (net.column(name) for name in ("node_kind", "node_system", "xy", "level"))
    up, down, load = (net.column(name) for name in ("up", "down", "load"))
    through = np.flatnonzero((kind[up] == nw.MANHOLE) & (system[up] == nw.STORM) & (load > 120))
    rows = rng.choice(through, min(len(through), count * 25), replace=False)
    host = up[rows]
    way = xy[down[rows]] - xy[host]
    out = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-6)[:, None]
    out *= np.where(rng.random(len(host)) < 0.5, 1.0, -1.0)[:, None]
    along = np.column_stack([-out[:, 1], out[:, 0]])
    first, second = rng.uniform(14, 24, len(host))[:, None], rng.uniform(66, 82, len(host))[:, None]
    inner = xy[host] + out * first
    door = inner + out * second
    corner = [
        inner - out * 6 - along * 34,
        inner - out * 6 + along * 34,
        door + out * 12 + along * 34,
        door + out * 12 - along * 34,
    ]
    outline = shapely.polygons(np.stack(corner, axis=1))
    lines = shapely.linestrings(np.stack([xy[up], xy[down]], axis=1))
    tree = shapely.STRtree(lines)
    free = np.ones(len(host), bool)
    free[tree.query(outline, predicate="intersects")[0]] = False
    free[tree.query(shapely.points(door), predicate="dwithin", distance=64.0)[0]] = False
    taken: list[int] = []
    for row in np.flatnonzero(free).tolist():  # sites keep clear of each other
        if len(taken) == count:
            break
        if all(np.hypot(*(door[row] - door[one])) > 260 for one in taken[-400:]):
            taken.append(row)
    chosen = np.array(taken, dtype=int)
    node = net.add_nodes(inner[chosen], nw.HOUSE, nw.STORM, level[host[chosen]] + 0.2)
    net.add_pipes(node, host[chosen], nw.Pipes(nw.STORM, nw.PIPE, 400, nw.LATERAL, 400.0))
    return Sites(node, door[chosen], outline[chosen])
