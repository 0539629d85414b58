"""Drainage along the streets: storm and combined networks, ditches in the country.

Water takes the cheapest way along the streets to one of the riverside roots, so
catchments border each other and mains gather; the streets left over carry laterals
from a ridge in their middle; some link two mains (a split). Sewage is in :mod:`.sewers`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import network as nw
from .forest import Forest, choose_roots, grow_forest
from .geo import Floats, Ints
from .network import Network, standard_size
from .river import START_KM, River
from .streets import RURAL, Streets, in_old_town, street_between

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


@dataclass(frozen=True)
class Scene:
    """Where pipes are laid: streets along the river, the network so far, a manhole every ``spacing_m``.

    ``extent`` below 1 shrinks the built-up stretches; ``rng`` is the chance of drainage.
    """

    rng: np.random.Generator
    river: River
    streets: Streets
    net: Network
    spacing_m: float
    extent: float


def lay_storm(scene: Scene, count: int) -> Roots:
    """Lay storm and combined sewers and ditches to at most ``count`` main outfalls."""
    rng, net, streets = scene.rng, scene.net, scene.streets
    crossing = choose_roots(rng, streets, count)
    length = streets.length
    weight = length * rng.uniform(0.75, 1.4, len(length)) * np.where(streets.arterial, 0.8, 1.0)
    block = float(np.median(length))
    forest = grow_forest(
        streets, crossing, rng.exponential(2.2 * block, len(crossing)), weight, np.ones(len(length), bool)
    )
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
    pieces = np.where(
        ditch, np.round(way / 190), np.round(way / (scene.spacing_m * rng.uniform(0.85, 1.2, len(way))))
    )
    net.chain(
        streets_node[child],
        streets_node[down],
        pieces,
        sag,
        nw.Pipes(system[child], form, size, nw.TREE, load, np.where(ditch, nw.DITCH, nw.MANHOLE)),
    )
    _lay_rest(scene, forest, streets_node, system)
    return _mouths(scene, forest, crossing, streets_node, combined_root, country)


def _country(streets: Streets) -> np.ndarray:
    """Which crossings touch ditches only."""
    lowest = np.full(len(streets.xy), 9)
    np.minimum.at(lowest, streets.start, streets.class_)
    np.minimum.at(lowest, streets.end, streets.class_)
    return lowest >= RURAL


def _lay_rest(scene: Scene, forest: Forest, number: Ints, system: Ints) -> None:
    """Streets off the main ways: two laterals from a ridge, one long lateral, a link, a ring, or nothing."""
    rng, net, streets, spacing_m = scene.rng, scene.net, scene.streets, scene.spacing_m
    a, b = streets.start, streets.end
    rest = (
        (forest.parent[a] > -2) & (forest.parent[b] > -2) & (forest.parent[a] != b) & (forest.parent[b] != a)
    )
    a, b, class_, way = a[rest], b[rest], streets.class_[rest], streets.length[rest]
    higher = forest.cost[a] >= forest.cost[b]
    a, b = np.where(higher, a, b), np.where(higher, b, a)
    draw = rng.random(len(a))
    town = class_ < RURAL
    split = town & (draw < max(0.022, 6.0 / max(len(a), 1))) & (forest.cost[a] - forest.cost[b] > 5)
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
        head = net.add_nodes(
            xy[foot] * (1 - t) + xy[other] * t + across * (4 * t * (1 - t) * bow[:, None]),
            np.where(ditch, nw.DITCH, nw.MANHOLE),
            system[end[which]],
            level[foot] + 0.0025 * metres,
        )
        pieces = np.where(ditch, np.round(metres / 170), np.round(metres / spacing_m))
        net.chain(
            head,
            foot,
            pieces,
            -bow * t[:, 0] ** 2,
            nw.Pipes(
                system[end[which]],
                np.where(ditch, nw.CHANNEL, nw.PIPE),
                np.where(ditch, 800, rng.choice([300, 400, 400, 500], which.sum())),
                nw.LATERAL,
                metres,
                np.where(ditch, nw.DITCH, nw.MANHOLE),
            ),
        )
        xy, level = net.column("xy"), net.column("level")
    net.chain(
        number[a[split]],
        number[b[split]],
        np.round(way[split] / spacing_m),
        sag[split],
        nw.Pipes(system[a[split]], nw.PIPE, 500, nw.SPLIT, forest.load[a[split]] + way[split]),
    )


def _mouths(
    scene: Scene, forest: Forest, crossing: Ints, number: Ints, combined: np.ndarray, country: np.ndarray
) -> Roots:
    """From the riverside street through the levee to the river: gravity, culvert, pumped or a ditch."""
    rng, net, streets, river = scene.rng, scene.net, scene.streets, scene.river
    n = len(crossing)
    side = streets.side[crossing]
    s = streets.s[crossing] + rng.uniform(-12, 12, n)
    xy = river.place(s, side * (river.bank(s, side) + rng.uniform(-2, 6, n)))
    load = forest.load[crossing] + 100
    size = standard_size(load)
    rural = country[crossing]
    draw = rng.random(n)
    form = np.where(
        rural,
        np.where(draw < 0.75, nw.CHANNEL, nw.CULVERT),
        np.where(
            size >= 1800,
            np.where(draw < 0.3, nw.PRESSURE, nw.CULVERT),
            np.where(draw < 0.12, nw.PRESSURE, nw.PIPE),
        ),
    )
    system = np.where(combined, nw.COMBINED, nw.STORM)
    chamber = number[crossing]
    net.column("node_kind")[chamber] = np.where(
        combined,
        nw.OVERFLOW,
        np.where(form == nw.PRESSURE, nw.PUMP, np.where(rural, net.column("node_kind")[chamber], nw.GATE)),
    )
    mouth = net.add_nodes(
        xy + rng.normal(0, 0.8, (n, 2)),
        np.where(form == nw.CHANNEL, nw.DITCH, nw.OUTLET),
        system,
        np.where(form == nw.PRESSURE, BASE_LEVEL + 4, BASE_LEVEL - 0.4),
    )
    middle = np.where(form == nw.CHANNEL, nw.DITCH, nw.MANHOLE)
    net.chain(
        chamber,
        mouth,
        np.where(form == nw.PIPE, 3, 2),
        rng.normal(0, 6, n),
        nw.Pipes(
            system,
            form,
            np.where(form == nw.PRESSURE, np.minimum(size, 1200), np.maximum(size, 500)),
            nw.TREE,
            load,
            middle,
        ),
    )
    return Roots(mouth, chamber, xy, side, s, form, combined, rural)
