"""Sewage beside the storm drains: sewers, treatment works, interceptors, cross connections, rings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from . import network as nw
from .drainage import BASE_LEVEL, SLOPE, Roots, Scene
from .forest import grow_forest
from .geo import Floats, Ints
from .network import Network, standard_size
from .river import START_KM
from .streets import RURAL, URBAN, in_old_town, street_between

_SEWERED = 0.6  # share of the streets that sewers reach


@dataclass
class Works:
    """Treatment works: their inlet and effluent nodes, and the root number of their outfall."""

    inlet: Ints
    effluent: Ints
    root: Ints
    site: Floats


def lay_sewage(scene: Scene, roots: Roots, works: int) -> Works:
    """Lay sewers beside the storm drains of built-up streets, to ``works`` treatment works."""
    rng, net, streets, river = scene.rng, scene.net, scene.streets, scene.river
    km = START_KM + streets.s / 1000
    town = streets.class_ == URBAN
    old = in_old_town(km, streets.side) & (streets.r < 1800)
    keep = town & ~(old[streets.start] & old[streets.end] & (streets.r[streets.start] > 300))
    keep |= (streets.class_ < RURAL) & streets.riverside[streets.start] & streets.riverside[streets.end]
    inside = np.zeros(len(streets.xy), bool)
    inside[streets.start[keep]] = inside[streets.end[keep]] = True
    spots = np.flatnonzero(inside & (streets.r < 1.5 * np.median(streets.length) + 170))
    if len(spots) == 0:
        empty = np.zeros(0, int)
        return Works(empty, empty, empty, np.zeros((0, 2)))
    spots = spots[np.lexsort((streets.s[spots], streets.side[spots]))]
    take = np.unique(np.linspace(0, len(spots) - 1, min(works, len(spots)) * 2 + 1).astype(int)[1::2])
    crossing = spots[take]
    forest = grow_forest(streets, crossing, np.zeros(len(crossing)), streets.length, keep)
    # a sewer runs where enough of the quarter is connected: drop whole leaves of the forest
    wanted = forest.parent > -2
    drop = forest.load < np.quantile(forest.load[wanted], 1 - _SEWERED)
    drop &= rng.random(len(wanted)) > _SEWERED
    used = wanted & ~drop
    child = np.flatnonzero(used & (forest.parent >= 0))
    while True:  # a dropped street takes what drained through it
        cut = ~used[forest.parent[child]]
        if not cut.any():
            break
        used[child[cut]] = False
        child = child[~cut]
    beside = river.place(
        streets.s + 6.0, streets.side * (river.bank(streets.s, streets.side) + streets.r + 5.0)
    )
    number = np.full(len(streets.xy), -1)
    number[used] = net.add_nodes(
        beside[used], nw.MANHOLE, nw.SEWAGE, BASE_LEVEL - 2 + SLOPE * forest.cost[used]
    )
    down = forest.parent[child]
    way = np.hypot(*(streets.xy[child] - streets.xy[down]).T)
    load = forest.load[child] + way
    net.chain(
        number[child],
        number[down],
        np.round(way / (scene.spacing_m * 1.05)),
        street_between(streets, child, down)[1],
        nw.Pipes(nw.SEWAGE, nw.PIPE, np.minimum(standard_size(load), 1500), nw.TREE, load),
    )
    return _works(scene, roots, crossing, number)


def _works(scene: Scene, roots: Roots, crossing: Ints, number: Ints) -> Works:
    """Works take the sewage in; what leaves them is another pipe, to an outfall of its own."""
    rng, net, streets, river = scene.rng, scene.net, scene.streets, scene.river
    n = len(crossing)
    side = streets.side[crossing]
    s = streets.s[crossing] + 55
    edge = river.bank(s, side)
    site = river.place(s, side * (edge + 95))
    effluent = net.add_nodes(site, nw.MANHOLE, nw.SEWAGE, BASE_LEVEL + 1.0)
    xy = river.place(s + 4, side * (edge + 2))
    mouth = net.add_nodes(xy + rng.normal(0, 0.8, (n, 2)), nw.OUTLET, nw.SEWAGE, BASE_LEVEL - 0.3)
    pipes = nw.Pipes(nw.SEWAGE, nw.PIPE, 1200, nw.SHORT, 200.0)
    net.chain(effluent, mouth, np.full(n, 3), np.zeros(n), pipes)
    first = len(roots.node)
    for name, value in (
        ("node", mouth),
        ("chamber", effluent),
        ("xy", xy),
        ("side", side),
        ("s", s),
        ("form", np.full(n, nw.PIPE)),
        ("combined", np.zeros(n, bool)),
        ("rural", np.zeros(n, bool)),
    ):
        setattr(roots, name, np.concatenate([getattr(roots, name), value]))
    return Works(number[crossing], effluent, first + np.arange(n), site)


def lay_interceptors(net: Network, roots: Roots) -> int:
    """Lead every overflow chamber to a sewer near it; return how many found one."""
    system, xy, kind = (net.column(name) for name in ("node_system", "xy", "node_kind"))
    sewer = np.flatnonzero((system == nw.SEWAGE) & (kind == nw.MANHOLE))
    chamber = roots.chamber[roots.combined]
    if not len(sewer) or not len(chamber):
        return 0
    metres, at = cKDTree(xy[sewer]).query(xy[chamber])
    near = metres < 900
    net.chain(
        chamber[near],
        sewer[at[near]],
        np.round(metres[near] / 60),
        np.zeros(near.sum()),
        nw.Pipes(nw.COMBINED, nw.PIPE, 800, nw.LINK, metres[near]),
    )
    return int(near.sum())


def lay_cross_connections(rng: np.random.Generator, net: Network, count: int) -> Ints:
    """Lay sewage pipes that end in a storm manhole (雨污混接), from small sewers only."""
    up, load, system = (net.column(name) for name in ("up", "load", "system"))
    node_system, kind, xy = (net.column(name) for name in ("node_system", "node_kind", "xy"))
    sewage = system == nw.SEWAGE
    little = max(260.0, float(np.quantile(load[sewage], 0.2))) if sewage.any() else 0.0
    heads = np.unique(up[sewage & (load <= little)])
    storm = np.flatnonzero((node_system == nw.STORM) & (kind == nw.MANHOLE))
    if not len(heads) or not len(storm):
        return np.zeros(0, int)
    metres, at = cKDTree(xy[storm]).query(xy[heads])
    near = np.flatnonzero((metres > 2) & (metres < 18))
    take = rng.choice(near, min(count, len(near)), replace=False)
    return net.add_pipes(heads[take], storm[at[take]], nw.Pipes(nw.SEWAGE, nw.PIPE, 300, nw.CROSS, 100.0))


def lay_rings(rng: np.random.Generator, net: Network, count: int) -> None:
    """Close ``count`` small rings: pumped pipes that lead water back up to an earlier manhole."""
    up, down, load, role = (net.column(name) for name in ("up", "down", "load", "role"))
    kind, system = net.column("node_kind"), net.column("node_system")
    plain = (
        (role == nw.TREE) & (kind[up] == nw.MANHOLE) & (kind[down] == nw.MANHOLE) & (system[up] == nw.STORM)
    )
    rows = np.flatnonzero(plain & (load < 900))
    rows = rng.choice(rows, min(count, len(rows)), replace=False)
    net.chain(
        down[rows],
        up[rows],
        np.full(len(rows), 2),
        np.full(len(rows), 14.0),
        nw.Pipes(nw.STORM, nw.PRESSURE, 300, nw.RING, load[rows]),
    )
