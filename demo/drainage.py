"""Drainage along the streets: storm, combined and sewage networks, ditches in the country.

Water takes the cheapest way along the streets to one of the riverside roots, so
catchments border each other and mains gather; the streets left over carry laterals
from a ridge in their middle. Some link two mains (a split), some close a ring. Sewage
runs beside on its own way to treatment works; combined sewers of the old towns meet
the interceptor in an overflow chamber.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from . import network as nw
from .geo import Floats, Ints
from .network import Network, standard_size
from .river import START_KM, River
from .streets import RURAL, URBAN, Streets, in_old_town

SLOPE = 0.0008
BASE_LEVEL = 16.0


@dataclass
class Roots:
    """The main outfalls: where a network meets the river."""

    node: Ints  # network node at the mouth
    chamber: Ints  # node of the riverside street
    xy: Floats  # the mouth
    side: Ints
    s: Floats
    form: Ints  # form of the last pipe
    combined: np.ndarray
    rural: np.ndarray


@dataclass
class Works:
    """Treatment works: their inlet and effluent nodes, and the root number of their outfall."""

    inlet: Ints
    effluent: Ints
    root: Ints
    site: Floats


@dataclass
class Forest:
    """The way down from every crossing: parent crossing, root number, cost, metres of network above."""

    parent: Ints  # -1 at roots, -2 unreached
    root: Ints
    cost: Floats
    load: Floats


def grow_forest(streets: Streets, roots: Ints, head_start: Floats, weight: Floats, keep: np.ndarray) -> Forest:
    """Find the cheapest way down for every crossing over the kept streets."""
    n = len(streets.xy)
    a, b, w = streets.start[keep], streets.end[keep], weight[keep]
    graph = coo_matrix((np.concatenate([w, w, head_start + 1.0]),
                        (np.concatenate([a, b, np.full(len(roots), n)]), np.concatenate([b, a, roots]))),
                       shape=(n + 1, n + 1)).tocsr()
    cost, before = dijkstra(graph, indices=n, return_predecessors=True)
    cost, before = cost[:n], before[:n].astype(np.int64)
    parent = np.where(before == n, -1, np.where(before < 0, -2, before))
    number = np.full(n, -1)
    number[roots] = np.arange(len(roots))
    order = np.argsort(cost, kind="stable")
    order = order[np.isfinite(cost[order])]
    root = np.full(n, -1)
    length = np.zeros(n)
    inner = parent >= 0
    length[inner] = np.hypot(*(streets.xy[inner] - streets.xy[parent[inner]]).T)
    load = np.zeros(n)
    up, ways = parent.tolist(), load.tolist()
    own, top = length.tolist(), root.tolist()
    for node in order.tolist():
        top[node] = int(number[node]) if up[node] < 0 else top[up[node]]
    for node in order[::-1].tolist():
        if up[node] >= 0:
            ways[up[node]] += ways[node] + own[node]
    return Forest(parent, np.array(top), np.where(np.isfinite(cost), cost, 0.0), np.array(ways))


def choose_roots(rng: np.random.Generator, streets: Streets, count: int) -> Ints:
    """Choose riverside crossings that get a main outfall, more where the bank is urban."""
    degree = np.bincount(np.concatenate([streets.start, streets.end]), minlength=len(streets.xy))
    candidates = np.flatnonzero(streets.riverside & (degree > 0))
    chosen = candidates
    if len(candidates) > count:
        weight = 0.35 + streets.urban[candidates]
        chosen = np.sort(rng.choice(candidates, count, replace=False, p=weight / weight.sum()))
    # every group of streets keeps a way out
    return chosen


def lay_storm(rng: np.random.Generator, net: Network, streets: Streets, river: River, count: int, spacing_m: float,
              ) -> tuple[Roots, Forest]:
    """Lay storm and combined sewers and ditches to at most ``count`` main outfalls."""
    crossing = choose_roots(rng, streets, count)
    length = streets.length
    weight = length * rng.uniform(0.75, 1.4, len(length)) * np.where(streets.arterial, 0.8, 1.0)
    block = float(np.median(length))
    forest = grow_forest(streets, crossing, rng.exponential(2.2 * block, len(crossing)), weight,
                         np.ones(len(length), bool))
    km = START_KM + streets.s / 1000
    combined_root = in_old_town(km[crossing], streets.side[crossing])
    used = forest.parent > -2
    level = BASE_LEVEL + SLOPE * forest.cost
    country = _country(streets)
    system = np.where(combined_root[forest.root], nw.COMBINED, nw.STORM)
    kind = np.where(country, nw.DITCH, nw.MANHOLE)
    jitter = rng.normal(0, 1.0, (len(streets.xy), 2))
    number = np.full(len(streets.xy), -1)
    number[used] = net.add_nodes(streets.xy[used] + jitter[used], kind[used], system[used], level[used])
    streets_node = number

    child = np.flatnonzero(forest.parent >= 0)
    down = forest.parent[child]
    street, sag = street_between(streets, child, down)
    ditch = streets.class_[street] == RURAL
    way = np.hypot(*(streets.xy[child] - streets.xy[down]).T)
    load = forest.load[child] + way
    size = standard_size(load)
    form = np.where(ditch, nw.CHANNEL, np.where(size >= 2000, nw.CULVERT, nw.PIPE))
    size = np.where(ditch, 1500, size)
    pieces = np.where(ditch, np.round(way / 190), np.round(way / (spacing_m * rng.uniform(0.85, 1.2, len(way)))))
    net.chain(streets_node[child], streets_node[down], pieces, sag,
              system[child], form, size, nw.TREE, load, np.where(ditch, nw.DITCH, nw.MANHOLE))
    _lay_rest(rng, net, streets, forest, streets_node, system, spacing_m)
    roots = _mouths(rng, net, streets, river, forest, crossing, streets_node, combined_root, country)
    return roots, forest


def _country(streets: Streets) -> np.ndarray:
    """Which crossings touch ditches only."""
    lowest = np.full(len(streets.xy), 9)
    np.minimum.at(lowest, streets.start, streets.class_)
    np.minimum.at(lowest, streets.end, streets.class_)
    return lowest >= RURAL


def street_between(streets: Streets, a: Ints, b: Ints) -> tuple[Ints, Floats]:
    """Return the street from crossing ``a`` to ``b`` and its bow in that direction."""
    n = len(streets.xy)
    key = np.minimum(streets.start, streets.end) * n + np.maximum(streets.start, streets.end)
    order = np.argsort(key)
    wanted = np.minimum(a, b) * n + np.maximum(a, b)
    street = order[np.searchsorted(key[order], wanted)]
    return street, streets.sag[street] * np.where(streets.start[street] == a, 1.0, -1.0)


def _lay_rest(rng: np.random.Generator, net: Network, streets: Streets, forest: Forest, number: Ints, system: Ints,
              spacing_m: float) -> None:
    """Streets off the main ways: two laterals from a ridge, one long lateral, a link, a ring, or nothing."""
    a, b = streets.start, streets.end
    rest = (forest.parent[a] > -2) & (forest.parent[b] > -2) & (forest.parent[a] != b) & (forest.parent[b] != a)
    a, b, class_, way = a[rest], b[rest], streets.class_[rest], streets.length[rest]
    higher = forest.cost[a] >= forest.cost[b]
    a, b = np.where(higher, a, b), np.where(higher, b, a)
    draw = rng.random(len(a))
    town = class_ < RURAL
    split = town & (draw < 0.022) & (forest.cost[a] - forest.cost[b] > 5)
    split &= (forest.root[a] == forest.root[b]) | (rng.random(len(a)) < 0.4)
    two = ((town & (draw < 0.66)) | (~town & (draw < 0.25))) & ~split
    one = town & (draw >= 0.66) & (draw < 0.82)
    sag = street_between(streets, a, b)[1]
    xy, level = net.column("xy"), net.column("level")
    for which, end, reach in ((two, b, 0.46), (two, a, 0.46), (one, b, 0.82)):
        if not which.any():
            continue
        foot, other = number[end[which]], number[np.where(end is b, a, b)[which]]
        metres = way[which] * reach * rng.uniform(0.8, 1.0, which.sum())
        t = (metres / way[which])[:, None]
        bow = sag[which] * (-1.0 if end is b else 1.0)  # from the foot
        across = (xy[other] - xy[foot]) @ np.array([[0.0, 1.0], [-1.0, 0.0]]) / way[which][:, None]
        ditch = class_[which] == RURAL
        head = net.add_nodes(xy[foot] * (1 - t) + xy[other] * t + across * (4 * t * (1 - t) * bow[:, None]), np.where(ditch, nw.DITCH, nw.MANHOLE),
                             system[end[which]], level[foot] + 0.0025 * metres)
        pieces = np.where(ditch, np.round(metres / 170), np.round(metres / spacing_m))
        net.chain(head, foot, pieces, -bow * t[:, 0] ** 2, system[end[which]], np.where(ditch, nw.CHANNEL, nw.PIPE),
                  np.where(ditch, 800, rng.choice([300, 400, 400, 500], which.sum())), nw.LATERAL, metres,
                  np.where(ditch, nw.DITCH, nw.MANHOLE))
        xy, level = net.column("xy"), net.column("level")
    net.chain(number[a[split]], number[b[split]], np.round(way[split] / spacing_m), sag[split], system[a[split]],
              nw.PIPE, 500, nw.SPLIT, forest.load[a[split]] + way[split])


def _mouths(rng: np.random.Generator, net: Network, streets: Streets, river: River, forest: Forest, crossing: Ints,
            number: Ints, combined: np.ndarray, country: np.ndarray) -> Roots:
    """From the riverside street through the levee to the river: gravity, culvert, pumped or a ditch."""
    n = len(crossing)
    side = streets.side[crossing]
    s = streets.s[crossing] + rng.uniform(-12, 12, n)
    xy = river.place(s, side * (river.bank(s, side) + rng.uniform(-2, 6, n)))
    load = forest.load[crossing] + 100
    size = standard_size(load)
    rural = country[crossing]
    draw = rng.random(n)
    form = np.where(rural, np.where(draw < 0.75, nw.CHANNEL, nw.CULVERT),
                    np.where(size >= 1800, np.where(draw < 0.3, nw.PRESSURE, nw.CULVERT),
                             np.where(draw < 0.12, nw.PRESSURE, nw.PIPE)))
    system = np.where(combined, nw.COMBINED, nw.STORM)
    chamber = number[crossing]
    net.column("node_kind")[chamber] = np.where(combined, nw.OVERFLOW, np.where(
        form == nw.PRESSURE, nw.PUMP, np.where(rural, net.column("node_kind")[chamber], nw.GATE)))
    mouth = net.add_nodes(xy + rng.normal(0, 0.8, (n, 2)), np.where(form == nw.CHANNEL, nw.DITCH, nw.OUTLET), system,
                          np.where(form == nw.PRESSURE, BASE_LEVEL + 4, BASE_LEVEL - 0.4))
    middle = np.where(form == nw.CHANNEL, nw.DITCH, nw.MANHOLE)
    net.chain(chamber, mouth, np.where(form == nw.PIPE, 3, 2), rng.normal(0, 6, n), system, form,
              np.where(form == nw.PRESSURE, np.minimum(size, 1200), np.maximum(size, 500)), nw.TREE, load, middle)
    return Roots(mouth, chamber, xy, side, s, form, combined, rural)


def lay_sewage(rng: np.random.Generator, net: Network, streets: Streets, river: River, roots: Roots, works: int,
               spacing_m: float, share: float) -> Works:
    """Lay sewers beside the storm drains of built-up streets, to ``works`` treatment works."""
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
    drop = (forest.load < np.quantile(forest.load[wanted], 1 - share)) & (rng.random(len(wanted)) > share)
    used = wanted & ~drop
    child = np.flatnonzero(used & (forest.parent >= 0))
    while True:  # a dropped street takes what drained through it
        cut = ~used[forest.parent[child]]
        if not cut.any():
            break
        used[child[cut]] = False
        child = child[~cut]
    beside = river.place(streets.s + 6.0, streets.side * (river.bank(streets.s, streets.side) + streets.r + 5.0))
    number = np.full(len(streets.xy), -1)
    number[used] = net.add_nodes(beside[used], nw.MANHOLE, nw.SEWAGE, BASE_LEVEL - 2 + SLOPE * forest.cost[used])
    down = forest.parent[child]
    way = np.hypot(*(streets.xy[child] - streets.xy[down]).T)
    load = forest.load[child] + way
    net.chain(number[child], number[down], np.round(way / (spacing_m * 1.05)),
              street_between(streets, child, down)[1],
              nw.SEWAGE, nw.PIPE, np.minimum(standard_size(load), 1500), nw.TREE, load)
    return _works(rng, net, streets, river, roots, crossing, number)


def _works(rng: np.random.Generator, net: Network, streets: Streets, river: River, roots: Roots, crossing: Ints,
           number: Ints) -> Works:
    """Works take the sewage in; what leaves them is another pipe, to an outfall of its own."""
    n = len(crossing)
    side = streets.side[crossing]
    s = streets.s[crossing] + 55
    edge = river.bank(s, side)
    site = river.place(s, side * (edge + 95))
    effluent = net.add_nodes(site, nw.MANHOLE, nw.SEWAGE, BASE_LEVEL + 1.0)
    xy = river.place(s + 4, side * (edge + 2))
    mouth = net.add_nodes(xy + rng.normal(0, 0.8, (n, 2)), nw.OUTLET, nw.SEWAGE, BASE_LEVEL - 0.3)
    net.chain(effluent, mouth, np.full(n, 3), np.zeros(n), nw.SEWAGE, nw.PIPE, 1200, nw.SHORT, 200.0)
    first = len(roots.node)
    for name, value in (("node", mouth), ("chamber", effluent), ("xy", xy), ("side", side), ("s", s),
                        ("form", np.full(n, nw.PIPE)), ("combined", np.zeros(n, bool)), ("rural", np.zeros(n, bool))):
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
    net.chain(chamber[near], sewer[at[near]], np.round(metres[near] / 60), np.zeros(near.sum()), nw.COMBINED, nw.PIPE,
              800, nw.LINK, metres[near])
    return int(near.sum())


def lay_cross_connections(rng: np.random.Generator, net: Network, count: int) -> Ints:
    """Sewage pipes that end in a storm manhole: 雨污混接. Only small sewers, as it happens in yards and side streets."""
    up, load, system = (net.column(name) for name in ("up", "load", "system"))
    node_system, kind, xy = (net.column(name) for name in ("node_system", "node_kind", "xy"))
    heads = np.unique(up[(system == nw.SEWAGE) & (load < 260)])
    storm = np.flatnonzero((node_system == nw.STORM) & (kind == nw.MANHOLE))
    if not len(heads) or not len(storm):
        return np.zeros(0, int)
    metres, at = cKDTree(xy[storm]).query(xy[heads])
    near = np.flatnonzero((metres > 2) & (metres < 18))
    take = rng.choice(near, min(count, len(near)), replace=False)
    return net.add_pipes(heads[take], storm[at[take]], nw.SEWAGE, nw.PIPE, 300, nw.CROSS, 100.0)


def lay_rings(rng: np.random.Generator, net: Network, count: int) -> None:
    """Close ``count`` small rings: pumped pipes that lead water back up to an earlier manhole."""
    up, down, load, role = (net.column(name) for name in ("up", "down", "load", "role"))
    kind, system = net.column("node_kind"), net.column("node_system")
    plain = (role == nw.TREE) & (kind[up] == nw.MANHOLE) & (kind[down] == nw.MANHOLE) & (system[up] == nw.STORM)
    rows = np.flatnonzero(plain & (load < 900))
    rows = rng.choice(rows, min(count, len(rows)), replace=False)
    net.chain(down[rows], up[rows], np.full(len(rows), 2), np.full(len(rows), 14.0), nw.STORM, nw.PRESSURE, 300, nw.RING,
              load[rows])
