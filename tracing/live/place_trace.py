"""What drains to one place of a network, or from it: the answer to a click, and the way down as a section.

A place is an outfall, a source, a manhole, or a spot on a pipe, where the network is cut. The answer is
that of a whole trace from there: the same functions, over the area that the place belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..answers.ends import LooseEnds, across_gaps, lower_ends, reached_nodes, terminals
from ..answers.findings import Scene, cross_connections
from ..answers.limits import counted_sources, first_pipe, limited_reach, links_within
from ..answers.section import LongSection, long_section, shortest_path
from ..answers.trace import drawn_once
from ..drainage.pipe_network import PipeNetwork
from ..model import Bools, Ends, Floats, Ints, Options
from ..reach.bounded_reach import Bounded
from ..reach.network import Network
from ..reach.reach import Reach
from .area import Area
from .start_places import Place, Start, find_start


@dataclass
class LiveTrace:
    """Everything upstream, or downstream, of a place; all columns nearest first.

    pipe: (k,) rows; network_m: metres between the place and the pipe's nearer end (0 for the pipe the
    place lies on); basis: how each direction is known; pipe_m: metres of each pipe that belong to the trace.
    source, source_m: sources that drain here, and metres as in links (upstream only). outfall, outfall_m:
    upstream other outfalls whose water comes past, downstream those reached. ends: why it ends
    (:class:`model.End`; downstream HEADWATER is an end that nothing leads on from). gap_xy: (g, 2, 2)
    bridged gaps, gap_m. manhole: that stand on it, ascending. crossing, crossing_xy: pipes whose
    sewage enters a storm drain, or the reverse, and where.
    """

    pipe: Ints
    network_m: Floats
    basis: NDArray[np.int8]
    pipe_m: Floats
    source: Ints
    source_m: Floats
    outfall: Ints
    outfall_m: Floats
    ends: Ends
    gap_xy: Floats
    gap_m: Floats
    manhole: Ints
    crossing: Ints
    crossing_xy: Floats

    @property
    def length_m(self) -> float:
        """Metres of pipe."""
        return float(self.pipe_m.sum())


def trace_place(
    area: Area, place: Place, at: int, beyond: LooseEnds, *, up: bool, limit_m: float | None = None
) -> LiveTrace:
    """Trace everything upstream (``up``) or downstream of a place.

    at: local position of the place's row, -1 where it meets nothing; beyond: loose ends that no trace
    comes to. limit_m: stop so many metres away, 0 for never; None: at the limits of the options.
    """
    start = find_start(area, place, at, up=up)
    network, options = start.network, _options(area.network.options, limit_m, up=up)
    graph = network.network if up else network.spill_network.reversed()
    first = first_pipe(network, start.source_hops)
    counted = counted_sources(options, start.source_hops.node, first, area.sources.kind) if up else None
    reach = limited_reach(options, graph, start.node, network.manhole_node, counted)
    metres = reach.nearest(np.arange(network.noding.n_nodes))[1]
    edge, begins = _edges(reach, metres)
    rows = np.append(area.rows.pipes, -1)
    pipe, network_m, pipe_m = _by_pipe(network, graph, reach, edge, begins, start.pipe)
    source, source_m = np.empty(0, dtype=np.int64), np.empty(0)
    if up:
        source, source_m = _sources(reach, start, first)
    outfall, outfall_m = _nearest_first(area.outfall_node, metres)
    if up and place.table == "outfalls":
        other = outfall != at
        outfall, outfall_m = outfall[other], outfall_m[other]
    gap = np.unique(network.edge_piece[edge])
    gap = gap[network.pieces.bridge[gap]]
    ends = (
        _upper_ends(network, reach, beyond, rows) if up
        else _lower_ends(network, graph, reach, area, options, rows)
    )
    standing = np.isfinite(np.append(metres, np.inf)[area.node_of_manholes()])
    crossing, places = _crossings(network, reach, pipe)
    node_xy = network.noding.node_xy
    return LiveTrace(
        area.rows.pipes[pipe], network_m, network.direction.basis[pipe], pipe_m, area.rows.sources[source],
        source_m, area.rows.outfalls[outfall], outfall_m, ends,
        np.stack([node_xy[network.pieces.first[gap]], node_xy[network.pieces.last[gap]]], axis=1),
        network.pieces.length_m[gap], area.rows.manholes[standing], area.rows.pipes[crossing], places,
    )


def _options(options: Options, limit_m: float | None, *, up: bool) -> Options:
    if limit_m is not None:
        options = replace(options, limit_m=max(limit_m, 0.0), limit_sources=0, limit_manholes=0)
    return options if up else replace(options, limit_sources=0)


def _edges(reach: Reach, metres: Floats) -> tuple[Ints, Floats]:
    """Edges of all traces of a reach, and the metres where each begins."""
    every = [reach.edges(i) for i in range(reach.n_starts)]
    edge = np.unique(np.concatenate(every)) if every else np.empty(0, dtype=np.int64)
    return edge, metres[reach.network.head[edge]]


def _by_pipe(
    network: PipeNetwork, graph: Network, reach: Reach, edge: Ints, begins: Floats, start: int
) -> tuple[Ints, Floats, Floats]:
    """Pipes of a trace nearest first, metres to each, and metres of each that belong to it."""
    length = drawn_once(network, graph, reach)[edge]
    if isinstance(reach, Bounded) and reach.n_starts:
        length = np.minimum(length, reach.bounds.metres[0] - begins)
    pipe = network.piece_pipe[network.edge_piece[edge]]
    own = pipe >= 0
    pipe, begins, length = pipe[own], begins[own], length[own]
    if start >= 0:
        pipe, begins, length = np.append(pipe, start), np.append(begins, 0.0), np.append(length, 0.0)
    order = np.lexsort((begins, pipe))
    first = np.flatnonzero(np.diff(pipe[order], prepend=-1))
    total = np.add.reduceat(length[order], first) if len(first) else length
    pipe, begins = pipe[order[first]], begins[order[first]]
    order = np.argsort(begins, kind="stable")
    return pipe[order], begins[order], total[order]


def _sources(reach: Reach, start: Start, first: Floats) -> tuple[Ints, Floats]:
    """Sources of a trace and the metres from each, nearest first."""
    source, _, way, _ = links_within(reach, start.source_hops.node, first, None)
    order = np.lexsort((way[0], source))
    order = order[np.flatnonzero(np.diff(source[order], prepend=-1))]
    order = order[np.argsort(way[0, order], kind="stable")]
    return source[order], way[0, order]


def _nearest_first(node: Ints, metres: Floats) -> tuple[Ints, Floats]:
    """Positions of those of ``node`` that are reached, nearest first, and the metres."""
    away = metres[node]
    found = np.flatnonzero(np.isfinite(away))
    found = found[np.argsort(away[found], kind="stable")]
    return found, away[found]


def _upper_ends(network: PipeNetwork, reach: Reach, beyond: LooseEnds, rows: Ints) -> Ends:
    found = terminals(network, reach, reached_nodes(network, reach))
    found = found._replace(pipe=rows[found.pipe])
    xy = network.noding.node_xy[found.node]
    reason, pipe, gap = across_gaps(xy, found, beyond, network.options.gap_search_m)
    n = len(xy)
    return Ends(xy, np.full(n, -1), np.zeros(n, dtype=np.int64), reason, pipe, gap, found.limit)


def _lower_ends(
    network: PipeNetwork, graph: Network, reach: Reach, area: Area, options: Options, rows: Ints
) -> Ends:
    found = lower_ends(network, graph, reach, area.outfall_node, options)
    n = len(found.xy)
    return replace(found, outfall=np.full(n, -1), n_outfalls=np.zeros(n, dtype=np.int64),
                   pipe=rows[found.pipe])


def _crossings(network: PipeNetwork, reach: Reach, pipes: Ints) -> tuple[Ints, Floats]:
    """Pipes of a trace with a cross connection, and where, as the check finds them."""
    none = np.empty(0, dtype=np.int64)
    scene = Scene(network, None, None, None, reach, None)  # type: ignore[arg-type]
    wanted: Bools = np.zeros(network.pipes.n, dtype=bool)
    wanted[pipes] = True
    found = {one.object_row: (one.x, one.y) for one in cross_connections(scene) if wanted[one.object_row]}
    return np.array([*none, *found], dtype=np.int64), np.array([*found.values()]).reshape(-1, 2)


def section_of(
    area: Area, place: Place, at: int, outfall: int, ground_level: Floats | None
) -> LongSection | None:
    """Return the long section of the shortest way down, None where the place does not drain there.

    It begins where the place meets the network, so its length is ``network_m`` of the link (but for a way
    along the pipe that it meets within the tolerance). at, outfall:
    local positions; ground_level: (manholes of the tables,) m, or None.
    """
    start = find_start(area, place, at, up=False)
    if not len(start.node):
        return None
    network = start.network
    reach = network.network.upstream(area.outfall_node[[outfall]])
    first = _as_linked(area, start, at) if place.table == "sources" else np.empty(0, dtype=np.int64)
    node = network.network.head[first].astype(np.int64) if len(first) else start.node
    metres = reach.distances(0)[node]
    if not np.isfinite(metres).any():
        return None
    edges = np.append(first, shortest_path(reach, int(node[np.argmin(metres)]), 0))
    ground = None
    if ground_level is not None and network.nodes is not None:
        ground = np.append(np.asarray(ground_level, dtype=np.float64)[area.rows.manholes], np.nan)
    section = long_section(network, edges, ground)
    rows, manholes = np.append(area.rows.pipes, -1), np.append(area.rows.manholes, -1)
    standing = np.minimum(section.manhole, len(area.rows.manholes))
    return replace(section, pipe=rows[section.pipe], manhole=manholes[standing])


def _as_linked(area: Area, start: Start, source: int) -> Ints:
    """Edge down the pipe a source lies on, to the node its links begin at; none where it lies on no pipe.

    A pipe that runs either way offers a second one, which its links do not take.
    """
    graph, hops = start.network.network, area.source_hops
    if start.pipe < 0:
        return np.empty(0, dtype=np.int64)
    edges = np.flatnonzero((graph.tail == start.node[0]) & (graph.head == hops.node[source]))
    order = np.argsort(np.abs(graph.length_m[edges] - hops.offset_m[source]), kind="stable")
    first: Ints = edges[order[:1]]
    return first


__all__ = ["LiveTrace", "section_of", "trace_place"]
