"""The whole true network of a seed, with exactly the wanted number of pipes and outfalls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from . import network as nw
from .districts import Districts, make_districts
from .drainage import Scene, lay_storm
from .geo import Floats, stream
from .network import Network
from .outfalls import Outfalls, add_gullies, make_outfalls
from .river import River, make_river
from .sewers import Works, lay_cross_connections, lay_interceptors, lay_rings, lay_sewage
from .sites import Sites, lay_sites
from .story import Story, lay_story
from .streets import make_streets

DEFAULT_PIPES = 60_000
DEFAULT_OUTFALLS = 1_842
MIN_PIPES, MIN_OUTFALLS = 500, 20


@dataclass
class Layout:
    """What is there in truth, before anybody surveyed it."""

    river: River
    districts: Districts
    net: Network
    outfalls: Outfalls
    works: Works
    sites: Sites
    story: Story
    scale: float  # pipes as a share of the default
    xy: Floats
    up: np.ndarray
    down: np.ndarray


@dataclass
class City:
    """How large a city is (1: the whole demonstration), how wide its blocks, how deep and far it reaches."""

    scale: float
    block_m: float
    depth_m: float
    extent: float
    spacing_m: float  # between manholes


def make_layout(
    seed: int, pipes: int, outfalls: int, tick: Callable[[float], None] = lambda share: None
) -> Layout:
    """Lay everything out; the size of the blocks is searched until the pipes are enough and not too many.

    Raises ValueError where ``pipes`` or ``outfalls`` are too few to make a city of.
    """
    if pipes < MIN_PIPES or outfalls < MIN_OUTFALLS or pipes < 8 * outfalls:
        raise ValueError(
            f"at least {MIN_PIPES} pipes, {MIN_OUTFALLS} outfalls and 8 pipes per outfall are needed"
        )
    river = make_river(seed)
    districts = make_districts(seed, river)
    tick(0.2)
    scale = pipes / DEFAULT_PIPES
    gullies = float(np.clip(0.27 * scale**0.15, 0.12, 0.45))
    most = (1 - gullies) * pipes
    city = City(
        scale,
        block_m=float(np.clip(300 * scale**-0.2, 120, 1200)),
        depth_m=float(np.clip(3500 * scale**0.38, 1200, 10_000)),
        extent=float(np.clip((pipes / 20_000) ** 0.5, 0.12, 1.0)),
        spacing_m=float(np.clip(40 * scale**-0.07, 31, 60)),
    )
    for attempt in range(12):
        laid = _lay(seed, river, districts, city, outfalls)
        tick(0.2 + 0.07 * min(attempt, 10))
        count = laid[0].n_pipes
        if 0.82 * most <= count <= min(most * 1.06, pipes):
            break
        if count > most and city.block_m > 1100:  # small city: fewer quarters instead of larger blocks
            city.extent *= 0.8
        wider = np.clip((count / (0.95 * most)) ** 0.85, 0.6, 1.7)
        city.block_m = float(np.clip(city.block_m * wider, 60, 1400))
    net, found, works, sites, story = laid
    if net.n_pipes > pipes:
        raise ValueError(f"{pipes} pipes are too few for {outfalls} outfalls")
    rng = np.random.default_rng([seed, 91])
    _add_duplicates(rng, net, min(max(2, pipes // 4000), pipes - net.n_pipes))
    add_gullies(rng, net, pipes - net.n_pipes)
    _keep_apart(net)
    tick(1.0)
    return Layout(
        river,
        districts,
        net,
        found,
        works,
        sites,
        story,
        scale,
        net.column("xy"),
        net.column("up"),
        net.column("down"),
    )


def _lay(
    seed: int, river: River, districts: Districts, city: City, outfalls: int
) -> tuple[Network, Outfalls, Works, Sites, Story]:
    rng = stream(seed, "drainage")
    net = Network()
    streets = make_streets(seed, river, districts, city.block_m, city.depth_m, city.extent)
    scene = Scene(rng, river, streets, net, city.spacing_m, city.extent)
    roots = lay_storm(scene, int(outfalls * 0.45))
    n_works = int(np.clip(round(40 * outfalls / DEFAULT_OUTFALLS), 2, 60))
    works = lay_sewage(scene, roots, n_works)
    lay_interceptors(net, roots)
    lay_rings(rng, net, max(2, int(8 * min(city.scale, 4))))
    lay_cross_connections(rng, net, max(4, int(120 * city.scale**0.6)))
    sites = lay_sites(rng, net, max(3, int(110 * city.scale)))
    story = lay_story(net, river)
    found = make_outfalls(stream(seed, "outfalls"), scene, roots, works.root, outfalls, story)
    return net, found, works, sites, story


def _add_duplicates(rng: np.random.Generator, net: Network, count: int) -> None:
    """Pipes that the survey delivered twice, and two without any length."""
    if count <= 0:
        return
    rows = rng.choice(net.n_pipes, count, replace=False)
    up, down = net.column("up")[rows], net.column("down")[rows].copy()
    down[:2] = up[:2]
    net.add_pipes(
        up,
        down,
        nw.Pipes(
            net.column("system")[rows],
            net.column("form")[rows],
            net.column("size")[rows],
            nw.SPARE,
            net.column("load")[rows],
        ),
    )


def _keep_apart(net: Network, margin_m: float = 0.6) -> None:
    """Move manholes off pipes they have nothing to do with: pipes that cross do not join."""
    xy, up, down = net.column("xy"), net.column("up"), net.column("down")
    for _ in range(3):
        lines = shapely.linestrings(np.stack([xy[up], xy[down]], axis=1))
        node, pipe = shapely.STRtree(lines).query(shapely.points(xy), predicate="dwithin", distance=margin_m)
        foreign = (up[pipe] != node) & (down[pipe] != node)
        node, pipe = node[foreign], pipe[foreign]
        if not len(node):
            break
        way = xy[down[pipe]] - xy[up[pipe]]
        across = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-6)[:, None]
        side = np.where(((xy[node] - xy[up[pipe]]) * across).sum(axis=1) < 0, -1.0, 1.0)
        xy[node] += across * (side * 2.2 * margin_m)[:, None]
