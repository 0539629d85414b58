"""Where the water comes from: sources along streets, ditches and the bank, and how they are truly connected.

A private drain goes to what lies at the door, so most sources are connected to the
nearest manhole or ditch; some say in their permit where they are connected; some are
connected elsewhere than it looks, some to nothing. The truth keeps which.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.spatial import cKDTree

from . import network as nw
from .geo import Floats, Ints, stream
from .layout import Layout
from .outfalls import DIRECT, Outfalls
from .river import START_KM
from .streets import urbanity
from .survey import NO_FLAW, Survey

#: How a source is truly connected; the last two hide it from any trace by records
KINDS = (
    "manhole",
    "channel",
    "declared_manhole",
    "declared_outfall",
    "site",
    "at_outfall",
    "none",
    "sewer",
    "elsewhere",
)
MANHOLE, CHANNEL, DECLARED_MANHOLE, DECLARED_OUTFALL, SITE, AT_OUTFALL, NONE, SEWER, ELSEWHERE = range(9)
#: Sources at 60,000 pipes
COUNTS = {
    "enterprises": 4000,
    "construction_sites": 1200,
    "farmland_outlets": 1500,
    "wharves": 250,
    "breeding_sites": 400,
    "other_sources": 300,
}
REACH_M = 60.0


@dataclass
class Batch:
    """Sources of one table: places, what they truly enter, what they declare."""

    xy: Floats
    kind: Ints
    node: Ints  # entered node, -1
    outfall: Ints  # entered outfall, -1
    declared_node: Ints  # node, -1
    declared_outfall: Ints  # outfall, -1
    outline: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))

    @classmethod
    def of(
        cls,
        xy: Floats,
        kind: int,
        node: Ints | None = None,
        outfall: Ints | None = None,
        declared_node: Ints | None = None,
        declared_outfall: Ints | None = None,
    ) -> Batch:
        """Make a batch of one kind; what is not given is -1."""
        n = len(xy)

        def given(rows: Ints | None) -> Ints:
            return np.full(n, -1) if rows is None else np.asarray(rows, int)

        return cls(
            np.asarray(xy, float).reshape(-1, 2),
            np.full(n, kind),
            given(node),
            given(outfall),
            given(declared_node),
            given(declared_outfall),
            np.full(n, None, dtype=object),
        )

    @classmethod
    def join(cls, parts: list[Batch]) -> Batch:
        """Return all parts as one."""
        return cls(
            *(
                np.concatenate([getattr(p, name) for p in parts])
                for name in ("xy", "kind", "node", "outfall", "declared_node", "declared_outfall", "outline")
            )
        )

    def __len__(self) -> int:
        return len(self.xy)


class Door:
    """Chooses places at the door of the network and knows what lies nearest to them."""

    def __init__(self, layout: Layout, survey: Survey, outfalls: Outfalls) -> None:
        net = layout.net
        self.layout, self.survey, self.outfalls = layout, survey, outfalls
        self.kind, self.system = net.column("node_kind"), net.column("node_system")
        self.up, self.down, self.xy = layout.up, layout.down, layout.xy
        self.role = net.column("role")
        live = np.zeros(net.n_nodes, bool)
        live[self.up[survey.open]] = live[self.down[survey.open]] = True
        self.points = np.flatnonzero(survey.has_row & live)
        self.tree = cKDTree(self.xy[self.points]) if len(self.points) else cKDTree(np.full((1, 2), 1e12))
        dead = survey.pipes["status"] == "abandoned"
        self.rows = np.flatnonzero(~dead)
        self.lines = shapely.STRtree(survey.line[self.rows])
        # Hosts: manholes whose own way down is open and truly recorded.
        sound = np.zeros(net.n_nodes, bool)
        sound[self.up[survey.open & (survey.flaw == NO_FLAW)]] = True
        shut = np.zeros(net.n_nodes, bool)
        shut[self.up[~survey.open]] = True
        self.hosts = np.flatnonzero(sound & ~shut & (self.kind == nw.MANHOLE))
        self.next = np.full(net.n_nodes, -1)
        self.next[self.up] = np.arange(len(self.up))

    def nearest_point(self, xy: Floats) -> tuple[Ints, Floats]:
        """Return the nearest delivered manhole and its distance."""
        metres, at = self.tree.query(xy)
        return (self.points[at] if len(self.points) else np.full(len(xy), -1)), metres

    def nearest_line(self, xy: Floats) -> tuple[Ints, Floats]:
        """Return the nearest drawn pipe that is not abandoned, and its distance."""
        found, metres = self.lines.query_nearest(shapely.points(xy), return_distance=True, all_matches=False)
        return self.rows[found[1]], metres

    def beside(self, rng: np.random.Generator, host: Ints, nearest: float, farthest: float) -> Floats:
        """Return places beside manholes, across the street, a little along it."""
        way = self.xy[self.down[self.next[host]]] - self.xy[host]
        way /= np.maximum(np.hypot(*way.T), 1e-6)[:, None]
        turn = np.where(rng.random(len(host)) < 0.5, 1.0, -1.0)
        out = np.column_stack([-way[:, 1], way[:, 0]]) * turn[:, None]
        far = nearest + (farthest - nearest) * rng.random(len(host)) ** 1.6
        return self.xy[host] + out * far[:, None] + way * (rng.uniform(-0.18, 0.18, len(host)) * far)[:, None]

    def at_manholes(
        self, rng: np.random.Generator, pool: Ints, count: int, kind: int, strays: float
    ) -> Batch:
        """Place sources whose nearest manhole is the one they are connected to.

        A share of ``strays`` is placed so that something else is nearer: connected elsewhere.
        """
        if count == 0 or not len(pool):
            return Batch.of(np.zeros((0, 2)), kind)
        host = rng.choice(pool, count * 3)
        xy = self.beside(rng, host, 6.0, 42.0)
        near, metres = self.nearest_point(xy)
        line, to_line = self.nearest_line(xy)
        own = (self.up[line] == host) | (self.down[line] == host)
        leads = self.survey.gully_of
        by_node = (metres <= REACH_M) & (leads[near] == host) & (own | (to_line > 0.55 * metres))
        by_line = (metres > REACH_M) & own & (to_line < REACH_M)
        fits = np.flatnonzero(by_node | by_line)[: count - int(strays * count)]
        others = np.flatnonzero(~(by_node | by_line))[: count - len(fits)]
        return Batch.join(
            [Batch.of(xy[fits], kind, host[fits]), Batch.of(xy[others], ELSEWHERE, host[others])]
        )

    def at_ditches(self, rng: np.random.Generator, count: int) -> Batch:
        """Place sources beside open channels, connected to the nearest."""
        form = self.layout.net.column("form")
        pool = np.flatnonzero((form == nw.CHANNEL) & self.survey.open & (self.survey.flaw == NO_FLAW))
        if count == 0 or not len(pool):
            return Batch.of(np.zeros((0, 2)), CHANNEL)
        pipe = rng.choice(pool, count * 3)
        line = self.survey.line[pipe]
        t = rng.uniform(0.08, 0.92, len(pipe))
        foot = shapely.get_coordinates(shapely.line_interpolate_point(line, t, normalized=True))
        ahead = shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.minimum(t + 0.03, 1.0), normalized=True)
        )
        way = (ahead - foot) / np.maximum(np.hypot(*(ahead - foot).T), 1e-6)[:, None]
        side = np.where(rng.random(len(pipe)) < 0.5, 1.0, -1.0) * (4 + 30 * rng.random(len(pipe)) ** 1.5)
        xy = foot + np.column_stack([-way[:, 1], way[:, 0]]) * side[:, None]
        found, to_line = self.nearest_line(xy)
        _, metres = self.nearest_point(xy)
        story = self.layout.story.outfall_node  # its channel carries the pond alone
        free = (self.down[pipe] < story) | (self.down[pipe] > story + 5)
        fits = np.flatnonzero((found == pipe) & (to_line < metres) & free)[:count]
        return Batch.of(xy[fits], CHANNEL, self.down[pipe[fits]])


def make_sources(
    seed: int, layout: Layout, survey: Survey, outfalls: Outfalls, known_outfalls: Ints
) -> dict[str, Batch]:
    """Return the sources of every table; ``known_outfalls`` can be declared by their code."""
    rng = stream(seed, "sources")
    door = Door(layout, survey, outfalls)
    counts = {name: max(4, round(count * layout.scale)) for name, count in COUNTS.items()}
    counts["wharves"] = round(250 * min(1.0, len(outfalls) / 1842))
    system = door.system
    storm = door.hosts[system[door.hosts] != nw.SEWAGE]
    # small drains at the bank serve the yards beside them: more sources per manhole than the long streets
    small = storm[door.role[door.next[storm]] == nw.SHORT]
    storm = np.concatenate([storm, np.repeat(small, 2)])
    sewer = door.hosts[system[door.hosts] == nw.SEWAGE]
    n = counts["enterprises"]
    sites = layout.sites
    site = Batch.of(sites.xy, SITE, sites.node)
    site.outline = sites.outline
    n_declared, n_own, n_sewer, n_none = (int(n * share) for share in (0.22, 0.05, 0.26, 0.012))
    n_plain = max(0, n - len(site) - n_declared - n_own - n_sewer - n_none)
    enterprises = [
        door.at_manholes(rng, storm, n_plain, MANHOLE, 0.04),
        _declared(rng, door, storm, n_declared),
        _own_outfall(rng, layout, outfalls, known_outfalls, n_own),
        door.at_manholes(rng, sewer, n_sewer, SEWER, 0.0),
        _unconnected(door.at_manholes(rng, storm, n_none, NONE, 0.0)),
        site,
    ]
    n = counts["construction_sites"]
    building = [
        door.at_manholes(rng, storm, int(n * 0.84), MANHOLE, 0.04),
        _declared(rng, door, storm, int(n * 0.08)),
        door.at_manholes(rng, sewer, n - int(n * 0.84) - int(n * 0.08), SEWER, 0.0),
    ]
    n = counts["other_sources"]
    other = [
        door.at_manholes(rng, storm, int(n * 0.55), MANHOLE, 0.04),
        door.at_manholes(rng, sewer, int(n * 0.25), SEWER, 0.0),
        _at_mouths(rng, door, np.flatnonzero(outfalls.what == DIRECT), n - int(n * 0.55) - int(n * 0.25)),
        Batch.of(layout.story.pond_xy, CHANNEL, np.array([layout.story.entry_node])),
    ]
    works = Batch.of(
        layout.works.site + rng.normal(0, 4, layout.works.site.shape), MANHOLE, layout.works.effluent
    )
    works.declared_node = np.where(rng.random(len(works)) < 0.6, layout.works.effluent, -1)
    works.declared_node[~survey.has_row[layout.works.effluent]] = -1
    works.kind[works.declared_node >= 0] = DECLARED_MANHOLE
    pickle_works = Batch.of(layout.story.works_xy, NONE)
    pickle_works.outline[0] = layout.story.outline
    return {
        "enterprises": Batch.join([*enterprises, pickle_works]),
        "construction_sites": Batch.join(building),
        "farmland_outlets": door.at_ditches(rng, counts["farmland_outlets"]),
        "wharves": _at_mouths(rng, door, np.flatnonzero(outfalls.what == DIRECT), counts["wharves"]),
        "treatment_works": works,
        "breeding_sites": door.at_ditches(rng, counts["breeding_sites"]),
        "other_sources": Batch.join(other),
    }


def _unconnected(batch: Batch) -> Batch:
    """Sources at the door of the network that send nothing into it (tankers, soakaways)."""
    batch.node[:] = -1
    batch.kind[:] = NONE
    return batch


def _declared(rng: np.random.Generator, door: Door, pool: Ints, count: int) -> Batch:
    """Sources that say which manhole they enter; it need not be the nearest."""
    pool = pool[door.survey.has_row[pool]]
    if not len(pool) or count <= 0:
        return Batch.of(np.zeros((0, 2)), DECLARED_MANHOLE)
    host = rng.choice(pool, count)
    return Batch.of(door.beside(rng, host, 12.0, 110.0), DECLARED_MANHOLE, host, declared_node=host)


def _own_outfall(
    rng: np.random.Generator, layout: Layout, outfalls: Outfalls, known: Ints, count: int
) -> Batch:
    """Works behind the levee with an unsurveyed drain of their own, declared by the outfall's code."""
    if not len(known) or count <= 0:
        return Batch.of(np.zeros((0, 2)), DECLARED_OUTFALL)
    weight = np.full(len(known), 0.1)
    for side in (1, -1):
        mine = outfalls.side[known] == side
        weight[mine] += urbanity(START_KM + outfalls.s[known][mine] / 1000, side)
    mouth = rng.choice(known, count, p=weight / weight.sum())
    s, side = outfalls.s[mouth], outfalls.side[mouth]
    bank = layout.river.bank(s, side)
    xy = layout.river.place(s + rng.normal(0, 80, count), side * (bank + rng.uniform(60, 420, count)))
    return Batch.of(xy, DECLARED_OUTFALL, outfall=mouth, declared_outfall=mouth)


def _at_mouths(rng: np.random.Generator, door: Door, pool: Ints, count: int) -> Batch:
    """Sources right at the river, draining at an outfall without any pipe."""
    if not len(pool) or count <= 0:
        return Batch.of(np.zeros((0, 2)), AT_OUTFALL)
    outfalls, river = door.outfalls, door.layout.river
    tries = np.concatenate([np.tile(pool, 1 + count // len(pool)), rng.choice(pool, count * 3)])
    s = outfalls.s[tries] + rng.uniform(-22, 22, len(tries))
    side = outfalls.side[tries]
    xy = river.place(s, side * (river.bank(s, side) + rng.uniform(-4, 24, len(tries))))
    _, to_point = door.nearest_point(xy)
    _, to_line = door.nearest_line(xy)
    _, near = cKDTree(outfalls.xy).query(xy)
    fits = np.flatnonzero((to_point > REACH_M + 1) & (to_line > REACH_M + 1) & (near == tries))
    fits = np.sort(rng.permutation(fits)[:count])
    return Batch.of(xy[fits], AT_OUTFALL, outfall=tries[fits])
