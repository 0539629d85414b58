"""How far an edit can be felt, and the network found again there.

An edit is answered by running the very functions of a whole trace over the few pipes
and points around it. Around it means: pipes it touches or touched (by place or by id),
points within their link distance of those, every pipe such a point could meet, every
point that cuts one of these pipes, and two rings of neighbours more, so that what is
written back has all its surroundings. Where nodes have ids but no manhole, their
places depend on neighbours of neighbours, and the rings are five. Side ways are told by
all ways at their split, bridged gaps by what lies within the gap distance of a loose end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from .columns import Columns
from .gaps import bridge_gaps
from .inputs import placed
from .levels import LevelPool
from .linking import link_outfalls, link_sources, outfall_nodes
from .live_gaps import across, loose_nodes, nodes_of
from .livegraph import LiveGraph
from .model import Bools, Hops, Ints, Options, Rule
from .node_ids import normal_code
from .pipenetwork import PipeNetwork
from .tables import ManholeTable, PipeTable, PointTable, dwithin

#: Ends of pipes with ids that lie so near to each other (m) may be taken for one place.
SAME_PLACE_M = 1.0


@dataclass
class State:
    """Everything a live network knows but its answers.

    outfall_hops, source_hops: columns of :class:`model.Hops`; outfall_hops has ``at``, the node of
    every outfall, too. node_of_code: declared id -> node.
    """

    options: Options
    pipes: PipeTable
    manholes: ManholeTable | None
    outfalls: PointTable
    sources: PointTable
    graph: LiveGraph
    outfall_hops: Columns
    source_hops: Columns
    node_of_code: dict[str, int]
    levels: LevelPool


@dataclass
class Seeds:
    """Where an edit was felt first: rows, geometries before and after, ids, old nodes.

    redrawn: pipes whose geometry or ids changed.
    """

    pipes: set[int] = field(default_factory=set)
    redrawn: set[int] = field(default_factory=set)
    shapes: list[shapely.Geometry] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    nodes: list[int] = field(default_factory=list)
    outfalls: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    outfall_places: list[shapely.Geometry] = field(default_factory=list)


@dataclass
class Hood:
    """inner: pipes whose pieces are found again; pipes: all that are looked at, ascending.

    own_outfalls, own_sources: points linked again; outfalls, sources: these and those that cut the same
    pipes; manholes: those that speak for any of the nodes; told: pipes whose loose ends may be led on into
    others, for all that tells is here.
    """

    inner: Ints
    pipes: Ints
    own_outfalls: Ints
    own_sources: Ints
    outfalls: Ints
    sources: Ints
    manholes: Ints
    told: Ints


@dataclass
class Local:
    """The network of a neighbourhood, found by the functions of a whole trace."""

    hood: Hood
    network: PipeNetwork
    outfall_hops: Hops
    outfall_node: Ints
    source_hops: Hops


def _union(*rows: Ints | set[int] | list[int]) -> Ints:
    parts = [np.array(list(part), dtype=np.int64) for part in rows]
    union: Ints = np.unique(np.concatenate(parts))
    return union


class Surveyor:
    """Finds the neighbourhood of an edit."""

    def __init__(self, state: State, seeds: Seeds) -> None:
        self.state = state
        self.seeds = seeds
        self.codes: set[str] = set()
        slack = 2 * state.options.tolerance_m + SAME_PLACE_M + state.options.gap_distance_m
        self.touch_m = slack
        self.outfall_m = state.options.outfall_distance_m + slack
        self.source_m = state.options.link_distance_m + slack

    def survey(self) -> Hood:
        """Return the neighbourhood."""
        state, seeds = self.state, self.seeds
        nodes, core = self._touched()
        marks = [*self._node_points(nodes), *self._manhole_points(seeds.codes)]
        shapes = np.array([*seeds.shapes, *marks], dtype=object)
        self.codes = seeds.codes | self._free_codes(shapes, self.touch_m)
        own_outfalls = _union(seeds.outfalls, self._outfalls(shapes, nodes, core))
        for _ in range(2):  # outfalls that cut the same pipes may share a cut
            nodes = _union(nodes, _met(state.outfall_hops["at"][own_outfalls]))
            met = self._pipes_of(state.outfalls, own_outfalls, self.outfall_m)
            core = _union(core, met, state.graph.touching(nodes))
            hops = state.outfall_hops
            shares = np.isin(hops["at"], nodes) | np.isin(hops["pipe"], core)
            own_outfalls = _union(own_outfalls, np.flatnonzero(shares))
        shapes = np.array([*shapes, *self._node_points(nodes)], dtype=object)
        self.codes |= self._free_codes(shapes, self.touch_m)
        self.codes |= self._free_codes(_geometries(state.outfalls, own_outfalls), self.outfall_m)
        own_sources = _union(seeds.sources, self._sources(shapes, nodes, core, own_outfalls))
        inner = _union(
            core, self._pipes_of(state.outfalls, own_outfalls, self.outfall_m),
            self._pipes_of(state.sources, own_sources, self.source_m),
            state.graph.touching(_met(state.outfall_hops["node"][own_outfalls])),
            state.graph.touching(_met(state.source_hops["node"][own_sources])),
        )
        late = np.isin(state.source_hops["pipe"], inner) & (state.source_hops["rule"] == Rule.SITE_OUTLINE)
        late = np.flatnonzero(late)
        own_sources = _union(own_sources, late)
        inner = _union(inner, self._pipes_of(state.sources, late, self.source_m))
        cut = inner
        if state.options.overflows == "main_way":  # what leaves a split is told by all ways beside it
            inner = _union(inner, self._beside(inner))
            cut = _union(inner, self._beside(inner))
        outfalls, sources = self._cutters(cut, own_outfalls, own_sources)
        pipes = _union(
            cut, self._pipes_of(state.outfalls, outfalls, self.outfall_m),
            self._pipes_of(state.sources, sources, self.source_m),
            state.graph.touching(_met(state.outfall_hops["node"][outfalls])),
            state.graph.touching(_met(state.source_hops["node"][sources])),
        )
        told = pipes
        if state.options.gap_distance_m > 0:
            told = _union(told, state.graph.touching(across(state.graph, nodes_of(state.graph, told))))
            pipes = _union(told, self._near_nodes(loose_nodes(state.graph, told)))
        pipes = _union(pipes, self._beside_manholes(cut))
        for ring in range(5):
            if ring < 2 or not self._all_placed(pipes):
                pipes = _union(pipes, self._beside(pipes))
        manholes = self._manholes(pipes, outfalls, sources, shapes)
        return Hood(inner, pipes, own_outfalls, own_sources, outfalls, sources, manholes, told)

    def _touched(self) -> tuple[Ints, Ints]:
        """Nodes that can change (their old numbers), and the pipes that touch them or the edit."""
        state, seeds = self.state, self.seeds
        graph = state.graph
        by_code = [state.node_of_code[code] for code in seeds.codes if code in state.node_of_code]
        ends = graph.pieces_of(_union(seeds.pipes))
        nodes = _union(seeds.nodes, by_code, graph.pieces["first"][ends], graph.pieces["last"][ends])
        at = np.array([*seeds.shapes, *self._manhole_points(seeds.codes)], dtype=object)
        near = state.pipes.near(at, self.touch_m)
        core = _union(seeds.pipes, near, graph.touching(nodes))
        rest = graph.pieces_of(near)
        rest = _union(graph.pieces["first"][rest], graph.pieces["last"][rest])
        if len(at) and len(rest):
            spots = shapely.points(graph.xy(rest))
            close = dwithin(spots, shapely.geometrycollections(at), self.touch_m)
            nodes = _union(nodes, rest[close])
        for _ in range(4):
            if self._all_placed(core):
                break
            core = _union(core, self._beside(core))
            pieces = graph.pieces_of(core)
            nodes = _union(nodes, graph.pieces["first"][pieces], graph.pieces["last"][pieces])
        core = _union(core, graph.touching(nodes), self._near_nodes(nodes))
        if state.options.gap_distance_m > 0:  # what is led on elsewhere may leave a node behind
            nodes = _union(nodes, loose_nodes(graph, core))
            nodes = _union(nodes, across(graph, nodes))
            core = _union(core, graph.touching(nodes), self._near_nodes(nodes))
        return nodes, core

    def _outfalls(self, shapes: NDArray[np.object_], nodes: Ints, core: Ints) -> Ints:
        hops = self.state.outfall_hops
        near = self.state.outfalls.near(shapes, self.outfall_m)
        near = near[hops["rule"][near] != Rule.DECLARED]
        met = np.flatnonzero(np.isin(hops["at"], nodes) | np.isin(hops["pipe"], core))
        return _union(near, met, self.state.outfalls.declaring(self.codes))

    def _sources(self, shapes: NDArray[np.object_], nodes: Ints, core: Ints, outfalls: Ints) -> Ints:
        state, hops = self.state, self.state.source_hops
        near = _union(state.sources.near(shapes, self.source_m), state.sources.around(shapes))
        if len(outfalls) and state.manholes is None:  # then a cut is a node to link to
            spots = _geometries(state.outfalls, outfalls)
            near = _union(near, state.sources.near(spots, self.outfall_m + self.source_m))
        moved = state.sources.near(np.array(self.seeds.outfall_places, dtype=object), self.source_m)
        near = _union(near, moved)
        near = near[hops["rule"][near] != Rule.DECLARED]
        met = np.isin(hops["node"], nodes) | np.isin(hops["pipe"], core)
        if "declared_outfall" in state.sources.columns:
            met |= np.isin(state.sources.columns["declared_outfall"], outfalls)
        return _union(near, np.flatnonzero(met), state.sources.declaring(self.codes))

    def _free_codes(self, shapes: NDArray[np.object_], distance: float) -> set[str]:
        """Ids of manholes that no pipe names: whatever declares one meets what lies at its place."""
        state = self.state
        if state.manholes is None:
            return set()
        codes = {state.manholes.codes[row] for row in state.manholes.near(shapes, distance).tolist()}
        return {code for code in codes if code not in state.node_of_code}

    def _cutters(self, inner: Ints, own_outfalls: Ints, own_sources: Ints) -> tuple[Ints, Ints]:
        """Add the points that cut inner pipes, and outfalls that own sources may drain at."""
        state = self.state
        outfalls = _union(
            own_outfalls, np.flatnonzero(np.isin(state.outfall_hops["pipe"], inner)),
            state.outfalls.near(_geometries(state.sources, own_sources), self.source_m),
        )
        if "declared_outfall" in state.sources.columns:
            outfalls = _union(outfalls, _met(state.sources.columns["declared_outfall"][own_sources]))
        hops = state.source_hops
        cuts = np.flatnonzero((hops["offset_m"] == 0.0) & np.isin(hops["pipe"], inner))
        return outfalls, _union(own_sources, cuts)

    def _pipes_of(self, points: PointTable, rows: Ints, distance: float) -> Ints:
        """Pipes that points could meet."""
        found = self.state.pipes.near(_geometries(points, rows), distance)
        if "outline" in points.columns:
            outlines = points.columns["outline"][rows]
            found = _union(found, self.state.pipes.near(outlines[~shapely.is_missing(outlines)], 0.0))
        codes = {normal_code(code) for code in points.columns["declared_node"][rows]} if (
            "declared_node" in points.columns) else set()
        nodes = [self.state.node_of_code[code] for code in codes if code in self.state.node_of_code]
        places = np.array(self._manhole_points(codes), dtype=object)
        at_places = self.state.pipes.near(places, self.touch_m)
        return _union(found, self.state.graph.touching(_union(nodes)), at_places)

    def _near_nodes(self, nodes: Ints) -> Ints:
        return self.state.pipes.near(np.array(self._node_points(nodes), dtype=object), self.touch_m)

    def _beside(self, pipes: Ints) -> Ints:
        graph = self.state.graph
        pieces = graph.pieces_of(pipes)
        return graph.touching(_union(graph.pieces["first"][pieces], graph.pieces["last"][pieces]))

    def _codes(self, pipes: Ints) -> set[str]:
        columns = self.state.pipes.columns
        names = [name for name in ("from_node", "to_node") if name in columns]
        return {normal_code(code) for name in names for code in columns[name][pipes].tolist()} - {""}

    def _all_placed(self, pipes: Ints) -> bool:
        codes = self._codes(pipes)
        if not codes or self.state.manholes is None:
            return not codes
        rows, xy = self.state.manholes.rows_of, self.state.manholes.nodes.xy
        return all(code in rows and np.isfinite(xy[rows[code][-1]]).all() for code in codes)

    def _manholes(self, pipes: Ints, outfalls: Ints, sources: Ints, shapes: NDArray[np.object_]) -> Ints:
        """Manholes by their ids, and by place those whose id names no node elsewhere."""
        state = self.state
        if state.manholes is None:
            return np.empty(0, dtype=np.int64)
        codes = self._codes(pipes) | self.seeds.codes
        for points, rows in ((state.outfalls, outfalls), (state.sources, sources)):
            if "declared_node" in points.columns:
                codes |= {normal_code(code) for code in points.columns["declared_node"][rows].tolist()}
        by_code = [row for code in codes for row in state.manholes.rows_of.get(code, ())]
        return _union(by_code, self._free_manholes(pipes, shapes))

    def _free_manholes(self, pipes: Ints, shapes: NDArray[np.object_]) -> Ints:
        """Manholes at the nodes of pipes, or at shapes, whose id names no node."""
        state = self.state
        if state.manholes is None:
            return np.empty(0, dtype=np.int64)
        pieces = state.graph.pieces_of(pipes)
        nodes = _union(state.graph.pieces["first"][pieces], state.graph.pieces["last"][pieces])
        places = np.array([*self._node_points(nodes), *shapes], dtype=object)
        near = state.manholes.near(places, self.touch_m).tolist()
        return _union([row for row in near if state.manholes.codes[row] not in state.node_of_code])

    def _beside_manholes(self, pipes: Ints) -> Ints:
        """Pipes whose nodes a manhole at the nodes of others could stand at as well."""
        rows = self._free_manholes(pipes, np.empty(0, dtype=object))
        if self.state.manholes is None or not len(rows):
            return rows
        xy = self.state.manholes.nodes.xy[rows]
        return self.state.pipes.near(np.asarray(shapely.points(xy), dtype=object), self.touch_m)

    def _node_points(self, nodes: Ints) -> list[shapely.Geometry]:
        xy = self.state.graph.xy(nodes)
        return list(shapely.points(xy[placed(xy)]))

    def _manhole_points(self, codes: set[str]) -> list[shapely.Geometry]:
        if self.state.manholes is None:
            return []
        rows = [row for code in codes for row in self.state.manholes.rows_of.get(code, ())]
        xy = self.state.manholes.nodes.xy[rows]
        return list(shapely.points(xy[placed(xy)]))


def _met(nodes: Ints) -> Ints:
    found: Ints = nodes[nodes >= 0]
    return found


def _geometries(points: PointTable, rows: Ints) -> NDArray[np.object_]:
    xy = points.columns["xy"][rows]
    geometries: NDArray[np.object_] = np.asarray(shapely.points(xy[placed(xy)]), dtype=object)
    return geometries


def find_locally(state: State, hood: Hood) -> Local:
    """Node, direct and link the pipes and points of a neighbourhood, exactly as a whole trace does."""
    pipes = state.levels.cleaned(state.pipes.take(hood.pipes))
    nodes = None if state.manholes is None else state.manholes.take(hood.manholes)
    outfalls, sources = state.outfalls.take(hood.outfalls), state.sources.take(hood.sources)
    if sources.declared_outfall is not None and len(hood.outfalls):
        at = np.minimum(np.searchsorted(hood.outfalls, sources.declared_outfall), len(hood.outfalls) - 1)
        here = hood.outfalls[at] == sources.declared_outfall
        sources.declared_outfall = np.where(here, at, -1)
    elif sources.declared_outfall is not None:
        sources.declared_outfall[:] = -1
    options = state.options
    network = PipeNetwork(pipes, nodes, options)
    told = np.zeros(network.noding.n_nodes, dtype=bool)
    strands = network.noding.strands
    told[network.noding.end_node[np.isin(hood.pipes[strands.pipe], hood.told)]] = True
    bridge_gaps(network, told)
    outfall_hops = link_outfalls(network, outfalls, options.outfall_distance_m)
    outfall_node = outfall_nodes(network, outfalls, outfall_hops)
    source_hops = link_sources(network, sources, outfalls, outfall_node, options.link_distance_m)
    return Local(hood, network, outfall_hops, outfall_node, source_hops)


def crowded(end_node: Ints, declared: Bools) -> bool:
    """Tell whether ends crowd so much that noding gathers them in cells, which looks at all of them."""
    size = np.bincount(end_node[~declared].ravel()).astype(np.float64)
    return bool((size * size).sum() > 15.0 * max(size.sum(), 1.0))
