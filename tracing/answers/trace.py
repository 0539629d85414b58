"""The whole way: pipes and points in, links, ends and reasons out.

``trace_all`` serves the project; ``trace_points`` any layer and a click on the map;
``build_network`` and ``trace_network`` split the two so a built network can be asked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...interruptible import interruptible
from ..drainage.gaps import bridge_again, bridge_gaps
from ..drainage.linking import link_outfalls, link_sources, outfall_nodes
from ..drainage.main_way import side_ways
from ..drainage.pipe_network import Known, PipeNetwork
from ..input_checks import sound_drainage, sound_points
from ..model import (
    Bools,
    Drainage,
    Ends,
    Finding,
    Floats,
    Hops,
    Ints,
    Links,
    Nodes,
    Options,
    Pipes,
    PipeTrace,
    Points,
    Progress,
    Rule,
    Texts,
    TraceResult,
)
from ..orientation.settling import settle_directions
from ..reach.bounded_reach import Bounded
from ..reach.labels import ranges
from ..reach.network import Network
from ..reach.reach import Reach
from .confidence import confidence_parts
from .ends import find_ends, lower_ends
from .findings import Scene, find_all
from .id_findings import id_findings
from .limits import counted_sources, first_pipe, limited_reach, links_within


@dataclass
class PointTraces:
    """What drains to (or from) each start: one row per start and pipe, nearest first.

    network_m: metres between the start and the pipe's nearer end. findings: ids that the drawing denies
    (:mod:`.id_findings`), the starts among their outfalls, or sources downstream. links: of the ``others``
    asked for (their ``source``) with the starts (their ``outfall``); other_hops: how those meet the network.
    """

    start: Ints
    pipe: Ints
    network_m: Floats
    basis: NDArray[np.int8]
    hops: Hops
    ends: Ends
    reach: Reach
    start_node: Ints
    findings: list[Finding]
    links: Links | None = None
    other_hops: Hops | None = None


def build_network(
    pipes: Pipes, nodes: Nodes | None, options: Options, progress: Progress | None = None,
    known: Known | None = None,
) -> PipeNetwork:
    """Node and direct the pipes; bridge gaps where the options ask for it.

    known: of the whole that these pipes are a part of.
    """
    network = PipeNetwork(pipes, nodes, options, progress, known)
    network.side_ways = side_ways
    bridge_gaps(network)
    return network


def build_to_outfalls(
    given: Drainage, options: Options, progress: Progress | None = None, *, settled: bool = True,
    known: Known | None = None,
) -> tuple[PipeNetwork, Hops, Ints]:
    """Build the network, put the outfalls on it and settle all directions.

    Returns the network, how the outfalls meet it, and their nodes. settled: False leaves directions that are
    weighed against each other (the policy ``auto``) as the rows have them. known: of the whole that these
    rows are a part of.
    """
    tell = progress or (lambda _share, _step: None)
    network = build_network(given.pipes, given.nodes, options, progress, known)
    tell(0.35, "linking")
    hops = link_outfalls(network, given.outfalls, options.outfall_distance_m)
    node = outfall_nodes(network, given.outfalls, hops)
    if known is not None and known.sign is not None:
        network.turn(known)
        bridge_again(network)
    elif settled:
        settle_directions(network, node, lambda: tell(0.4, "direction"))
    return network, hops, node


def trace_all(
    given: Drainage, options: Options, progress: Progress | None = None, known: Known | None = None
) -> TraceResult:
    """Trace every outfall to every source, with reasons. Rows of the result are rows of the input.

    progress: may raise to stop the work, which is obeyed within a moment whatever is being done. known: of
    the whole that these rows are a part of.
    """

    def work(tell: Progress | None) -> TraceResult:
        return _trace_all(given, options, tell, known)

    return interruptible(progress, work)


def _trace_all(
    given: Drainage, options: Options, progress: Progress | None, known: Known | None
) -> TraceResult:
    given = sound_drainage(given)
    outfalls, sources = given.outfalls, given.sources
    seconds: dict[str, float] = {}
    tell = _clock(progress, seconds)
    network, outfall_hops, outfall_node = build_to_outfalls(given, options, tell, known=known)
    source_hops = link_sources(network, sources, outfalls, outfall_node, options.link_distance_m)
    tell(0.5, "tracing")
    reach = reach_of_outfalls(
        network, outfall_node, source_hops, sources.kind, lambda: tell(0.5, "tracing"))
    ways = ways_of_sources(network, reach, source_hops)
    pipe_trace = trace_of_pipes(network, reach)
    network_length = length_upstream(network, reach)
    tell(0.7, "confidence")
    links = links_of_ways(network, ways, outfall_hops, source_hops)
    tell(0.8, "ends")
    ends = find_ends(network, reach)
    tell(0.9, "findings")
    findings = find_all(Scene(network, outfalls, outfall_hops, source_hops, reach, ends, sources))
    tell(1.0, "findings")
    return TraceResult(
        links, pipe_trace, ends, findings, outfall_hops, source_hops, network_length, seconds
    )


def reach_of_outfalls(
    network: PipeNetwork, outfall_node: Ints, source_hops: Hops, kind: Texts | None,
    check: Callable[[], None] | None = None,
) -> Reach:
    """Return what drains to outfalls (their nodes, (k,)) within the limits; kind: of the m sources, (m,)."""
    options = network.options
    counted = counted_sources(options, source_hops.node, first_pipe(network, source_hops), kind)
    return limited_reach(options, network.network, outfall_node, network.manhole_node, counted, check)


def ways_of_sources(network: PipeNetwork, reach: Reach, source_hops: Hops) -> tuple[Ints, Ints, Floats, Ints]:
    """Return which source drains to which outfall, and what lies between; see :func:`limits.links_within`."""
    first = first_pipe(network, source_hops)
    return links_within(reach, source_hops.node, first, network.options.nearest)


def links_of_ways(
    network: PipeNetwork, ways: tuple[Ints, Ints, Floats, Ints], outfall_hops: Hops, source_hops: Hops
) -> Links:
    """Return links and how sure each is, by source, nearest first; ways (k,): of :func:`ways_of_sources`."""
    source, outfall, sums, reached = ways
    parts = confidence_parts(source_hops, outfall_hops, source, outfall, sums, network.options)
    confidence = np.prod(list(parts.values()), axis=0) if len(source) else np.empty(0)
    return Links(
        source, outfall, sums[0], source_hops.hop_m[source], source_hops.rule[source], reached[source],
        confidence, parts,
    )


class Starts(NamedTuple):
    """The points that are traced, which way, and the points that they are linked with; see trace_network."""

    points: Points
    upstream: bool = True
    others: Points | None = None


def trace_points(
    pipes: Pipes, nodes: Nodes | None, starts: Starts, options: Options, progress: Progress | None = None
) -> PointTraces:
    """Trace any points over any pipes; see :func:`trace_network`. ``progress`` may stop it at any time."""

    def work(tell: Progress | None) -> PointTraces:
        return trace_network(build_network(pipes, nodes, options, tell), starts, progress=tell)

    return interruptible(progress, work)


def trace_network(
    network: PipeNetwork, starts: Starts, counted: tuple[Ints, Floats] | None = None,
    progress: Progress | None = None,
) -> PointTraces:
    """Trace points over a built network, upstream or downstream.

    A point meets the network as an outfall does (within ``outfall_distance_m``) when tracing upstream,
    as a source does (within ``link_distance_m``) when tracing downstream; ``others`` are the sources above,
    or the points that may be reached below, and meet it the other way about. counted: nodes (k,) and weights
    (k,) of the sources that the limit on sources counts, where they are on the network already; see
    :func:`limits.counted_sources`.
    """
    points, upstream, others = starts
    points = sound_points(points, None if upstream else 0)
    tell = _clock(progress, {})
    tell(0.4, "linking")
    options = network.options
    if upstream:
        hops = link_outfalls(network, points, options.outfall_distance_m)
    else:
        nowhere = Points(np.empty((0, 2)))
        none = np.empty(0, dtype=np.int64)
        hops = link_sources(network, points, nowhere, none, options.link_distance_m, cut=True)
    node = outfall_nodes(network, points, hops)
    other_hops = None
    if others is not None and not upstream:
        others = sound_points(others)
        other_hops = link_outfalls(network, others, options.outfall_distance_m)
    if network.orientation is None:
        known = node if upstream else np.empty(0, dtype=np.int64)
        settle_directions(network, known, lambda: tell(0.45, "direction"))
    if others is not None and upstream:
        others = sound_points(others, len(points.xy))
        other_hops = link_sources(network, others, points, node, options.link_distance_m)
    graph = network.network if upstream else network.spill_network
    tell(0.5, "tracing")
    if upstream and others is not None and other_hops is not None:
        counted = counted_sources(options, other_hops.node, first_pipe(network, other_hops), others.kind)
    reach = limited_reach(
        options, graph if upstream else graph.reversed(), node, network.manhole_node, counted,
        check=lambda: tell(0.5, "tracing"),
    )
    edge_pipe = network.piece_pipe[network.edge_piece]
    near_end = graph.head if upstream else graph.tail
    traced: list[Ints] = []
    rows: list[Ints] = []
    metres: list[Floats] = []
    for start in np.flatnonzero(hops.rule != Rule.NONE).tolist():
        tell(0.5 + 0.5 * start / len(node), "tracing")
        edges = reach.edges(start)
        distance = reach.distances(start)[near_end[edges]]
        pipe = edge_pipe[edges]
        order = np.lexsort((distance, pipe))
        order = order[pipe[order] >= 0]
        order = order[np.flatnonzero(np.diff(pipe[order], prepend=-1))]
        order = order[np.argsort(distance[order], kind="stable")]
        traced.append(np.full(len(order), start))
        rows.append(pipe[order])
        metres.append(distance[order])
    found = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    return PointTraces(
        np.concatenate(traced) if traced else np.empty(0, dtype=np.int64), found,
        np.concatenate(metres) if metres else np.empty(0), network.direction.basis[found], hops,
        find_ends(network, reach) if upstream else _lower_ends(network, reach), reach, node,
        id_findings(network, (points, hops), _of_others(others, other_hops)) if upstream
        else id_findings(network, _of_others(others, other_hops), (points, hops)),
        _links_of_points(network, reach, hops, other_hops, upstream=upstream), other_hops,
    )


def _of_others(others: Points | None, hops: Hops | None) -> tuple[Points, Hops] | None:
    return None if others is None or hops is None else (others, hops)


def _lower_ends(network: PipeNetwork, reach: Reach) -> Ends:
    nowhere = np.empty(0, dtype=np.int64)
    return lower_ends(network, reach.network, reach, nowhere, network.options)


def _links_of_points(
    network: PipeNetwork, reach: Reach, hops: Hops, other_hops: Hops | None, *, upstream: bool
) -> Links | None:
    """Return the links of other points with the starts (as their outfalls), whichever way was traced."""
    if other_hops is None:
        return None
    if upstream:
        return links_of_ways(network, ways_of_sources(network, reach, other_hops), hops, other_hops)
    other, start, sums, _ = links_within(reach, other_hops.node, first_pipe(network, other_hops), None)
    reached = np.bincount(start, minlength=len(hops.rule))
    found = links_of_ways(network, (start, other, sums, reached), other_hops, hops)
    return replace(
        found, source=other, outfall=start, hop_m=other_hops.hop_m[other], rule=other_hops.rule[other]
    )


def _clock(progress: Progress | None, seconds: dict[str, float]) -> Callable[[float, str], None]:
    """Pass progress on, and keep the seconds of each step."""
    since, running = time.perf_counter(), ""

    def tell(share: float, step: str) -> None:
        nonlocal since, running
        now = time.perf_counter()
        if running:
            seconds[running] = seconds.get(running, 0.0) + now - since
        since, running = now, step
        if progress:
            progress(share, step)

    return tell


def _traced_edges(network: PipeNetwork, reach: Reach) -> Ints:
    """Edges that drain to some outfall: open ones, and the barriers right at one."""
    graph = network.network
    passable = _passable(graph, reach)
    passable[passable] = reach.drains(graph.head[passable])
    return np.flatnonzero(passable)


def _passable(graph: Network, reach: Reach) -> Bools:
    passable: Bools = ~graph.shut | np.isin(graph.head, reach.starts)
    return passable


def trace_of_pipes(network: PipeNetwork, reach: Reach) -> PipeTrace:
    """Return the trace of every pipe that drains to an outfall, ascending."""
    edge = _traced_edges(network, reach)
    pipe = network.piece_pipe[network.edge_piece[edge]]
    edge, pipe = edge[pipe >= 0], pipe[pipe >= 0]
    head = network.network.head[edge]
    if isinstance(reach, Bounded):
        outfall, metres, count = reach.into(head, reach.passed(edge))
    else:
        outfall, metres = reach.nearest(head)
        count = reach.count(head)
    shut = network.network.shut[edge]  # passed for the outfalls it touches alone
    count[shut] = np.bincount(reach.starts, minlength=network.network.n_nodes)[head[shut]]
    traced = outfall >= 0
    pipe, outfall, metres, count = pipe[traced], outfall[traced], metres[traced], count[traced]
    order = np.lexsort((metres, pipe))
    first = np.flatnonzero(np.diff(pipe[order], prepend=-1))
    pick = order[first]
    n_outfalls = count[pick]
    size = np.diff(np.append(first, len(order)))
    several = np.flatnonzero(size > 1)  # pieces of one pipe: what any of them drains to, each outfall once
    if len(several):
        rows = order[ranges(first[several], size[several])]
        group = np.repeat(np.arange(len(several)), size[several])
        n_outfalls[several] = reach.count_together(edge[traced][rows], group, len(several))
    return PipeTrace(pipe[pick], outfall[pick], n_outfalls, metres[pick], network.direction.basis[pipe[pick]])


def length_upstream(network: PipeNetwork, reach: Reach) -> Floats:
    """Metres of pipe that drain to each outfall; the pipe in which a distance ends counts up to there."""
    edge = _traced_edges(network, reach)
    length = np.zeros(len(network.network.head))
    length[edge] = drawn_once(network, network.network, reach)[edge]
    if isinstance(reach, Bounded):
        total = np.zeros(reach.n_starts)
        for traced, outfall, begins in reach.traced(edge):
            within = np.minimum(reach.bounds.metres[outfall] - begins, length[traced])
            total += np.bincount(outfall, within, reach.n_starts)
        return total
    opened = edge[~network.network.shut[edge]]
    metres = reach.sum_per_start(network.network.head[opened], length[opened])
    at, outfall = reach.closed_at_start
    found: Floats = metres + np.bincount(outfall, length[at], len(metres))
    return found


def drawn_once(network: PipeNetwork, graph: Network, reach: Reach) -> Floats:
    """Return (m,) metres of pipe of each edge, 0 across a gap.

    A pipe passable both ways is two edges of one length: each counts half.
    """
    piece = network.edge_piece
    times = np.bincount(piece[_passable(graph, reach)], minlength=len(network.pieces.strand))
    drawn = np.where(network.pieces.bridge, 0.0, network.pieces.length_m)[piece]
    found: Floats = drawn / np.maximum(times[piece], 1)
    return found


__all__ = [
    "PipeNetwork", "PointTraces", "Starts", "build_network", "build_to_outfalls", "drawn_once",
    "length_upstream", "links_of_ways", "reach_of_outfalls", "trace_all", "trace_network", "trace_of_pipes",
    "trace_points", "ways_of_sources",
]
