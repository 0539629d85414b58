"""What drains to one place of a live network, or from it: the answer to a click.

A place is an outfall, a source, a manhole, or a spot on a pipe. The answer is that of a whole trace
from there over the present rows, read from the live network without building anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .answers import Answers
from .bounded import Bounded
from .limits import counted_sources, limited_reach, links_within
from .live_ends import LooseEnds, ends_at
from .livegraph import Edges, LiveGraph
from .locality import State
from .model import Bools, End, Ends, Floats, Ints, Options
from .network import Network
from .places import Place, Start, find_start


@dataclass
class LiveTrace:
    """Everything upstream, or downstream, of a place; all columns nearest first.

    pipe: (k,) rows; network_m: metres between the place and the pipe's nearer end (0 for the pipe the
    place lies on); basis: how each direction is known. source, source_m: sources that drain here, and
    metres as in links (upstream only). outfall, outfall_m: upstream other outfalls whose water comes past,
    downstream those reached. ends: why it ends (:class:`model.End`; downstream HEADWATER is an end
    that nothing leads on from). gap_xy: (g, 2, 2) bridged gaps, gap_m. length_m: metres of pipe.
    nodes, node_m: nodes reached and the metres to them.
    """

    pipe: Ints
    network_m: Floats
    basis: NDArray[np.int8]
    source: Ints
    source_m: Floats
    outfall: Ints
    outfall_m: Floats
    ends: Ends
    gap_xy: Floats
    gap_m: Floats
    length_m: float
    nodes: Ints
    node_m: Floats


def trace_live(
    state: State, answers: Answers, loose: LooseEnds, place: Place, *, up: bool, limit_m: float | None = None
) -> LiveTrace:
    """Trace everything upstream (``up``) or downstream of a place.

    limit_m: stop so many metres away, 0 for never; None: at the limits of the options.
    """
    graph = state.graph
    start = find_start(state, place, up=up)
    options = state.options
    if limit_m is not None:
        options = replace(options, limit_m=max(limit_m, 0.0), limit_sources=0, limit_manholes=0)
    limit: float = options.limit_m if options.limit_m > 0 else np.inf
    nodes, edges, begins, metres = walk(graph, start, up=up)
    away = _away(state, nodes, metres)
    if (options.limit_sources > 0 and up) or options.limit_manholes > 0:
        edges, begins, metres, away, limit = _within(state, answers, start, nodes, edges, options, up=up)
    kept = np.isfinite(metres) & (metres <= limit)
    nodes, metres = nodes[kept], metres[kept]
    kept = begins < limit
    edges = Edges(*(column[kept] for column in vars(edges).values()))
    begins = begins[kept]
    pipe, pipe_m = _pipes(graph, edges, begins, start)
    source, source_m = _sources(state, away, start, limit) if up else (_NONE, np.empty(0))
    outfall, outfall_m = _standing(state.outfall_hops["at"], nodes, metres, limit)
    mine = np.full(len(outfall), place.table == "outfalls") & (outfall == place.row)
    outfall, outfall_m = outfall[~mine], outfall_m[~mine]
    begun = np.zeros(graph.n_nodes, dtype=bool)
    begun[start.own] = True
    if up:
        most = np.full(len(nodes), limit)
        ends = ends_at(graph, answers, loose, nodes, begun, options, metres, most)
    else:
        ends = _lower_ends(graph, answers, nodes, edges)
    gap = np.unique(edges.piece[graph.pieces["gap"][edges.piece] > 0])
    gap_xy = np.stack([graph.xy(graph.pieces[name][gap]) for name in ("first", "last")], axis=1)
    length = graph.pieces["length_m"][edges.piece] / _times(graph, edges.piece, begun, up=up)
    length = np.minimum(length, limit - begins)
    length[graph.pieces["pipe"][edges.piece] < 0] = 0.0
    order = np.lexsort((nodes, metres))
    return LiveTrace(
        pipe, pipe_m, answers.pipes["basis"][pipe], source, source_m, outfall, outfall_m, ends, gap_xy,
        graph.pieces["length_m"][gap], float(length.sum()) + start.part_m, nodes[order], metres[order],
    )


def walk(graph: LiveGraph, start: Start, *, up: bool) -> tuple[Ints, Edges, Floats, Floats]:
    """Return nodes reached, edges passed, metres where each edge begins, and metres of each node."""
    at = graph.edges_at(start.own, up=up, spill=not up)
    shut = (at.tail if up else at.head)[at.closed]  # a barrier right at the start is passed
    nodes = np.unique(graph.closure(np.concatenate([start.node, shut]), up=up, spill=not up))
    edges = graph.edges_at(nodes, up=up, spill=not up)
    near_end = edges.head if up else edges.tail
    own = np.zeros(graph.n_nodes, dtype=bool)
    own[start.own] = True
    keep = ~edges.closed | own[near_end]
    edges = Edges(*(column[keep] for column in vars(edges).values()))
    near_end = near_end[keep]
    far_end = edges.tail if up else edges.head
    number = np.full(graph.n_nodes, -1, dtype=np.int32)
    number[nodes] = np.arange(len(nodes), dtype=np.int32)
    root, k = len(nodes), len(start.node)
    network = Network.from_edges(
        root + 1, np.append(number[far_end], number[start.node]),
        np.append(number[near_end], np.full(k, root, dtype=np.int32)),
        np.append(graph.pieces["length_m"][edges.piece], start.metres),
    )
    _, metres = network.upstream([root]).nearest(np.arange(root))
    return nodes, edges, metres[number[near_end]], metres


def _times(graph: LiveGraph, piece: Ints, begun: Bools, *, up: bool) -> Ints:
    """Return how many edges each piece is whose length is added up: two, where a trace may pass both ways."""
    times = np.ones(len(piece), dtype=np.int64)
    two = np.flatnonzero(graph.pieces["along"][piece] & graph.pieces["against"][piece])
    own, of = np.unique(piece[two], return_inverse=True)
    edges = graph.edges_of(np.concatenate([2 * own, 2 * own + 1]), up=up, spill=not up)
    near_end = edges.head if up else edges.tail
    passed = ~edges.closed | begun[near_end] | (graph.nodes["outfalls"][near_end] > 0) & up
    times[two] = np.bincount(np.searchsorted(own, edges.piece[passed]), minlength=len(own))[of]
    return times


def _pipes(graph: LiveGraph, edges: Edges, begins: Floats, start: Start) -> tuple[Ints, Floats]:
    pipe = np.append(graph.pieces["pipe"][edges.piece], start.pipes)
    metres = np.append(begins, np.zeros(len(start.pipes)))
    order = np.lexsort((metres, pipe))
    order = order[pipe[order] >= 0]
    order = order[np.flatnonzero(np.diff(pipe[order], prepend=-1))]
    order = order[np.argsort(metres[order], kind="stable")]
    return pipe[order], metres[order]


def _within(
    state: State, answers: Answers, start: Start, nodes: Ints, edges: Edges, options: Options, *, up: bool
) -> tuple[Edges, Floats, Floats, Floats, float]:
    """Hold what :func:`walk` found within limits on sources and manholes.

    Returns the edges passed, metres where each begins, metres of the nodes (infinite beyond), metres to
    every source, and how far the limits reach.
    """
    graph, manhole = state.graph, state.graph.manhole
    number = np.full(graph.n_nodes + 1, -1, dtype=np.int32)
    number[nodes] = np.arange(len(nodes), dtype=np.int32)
    near_end, far_end = (edges.head, edges.tail) if up else (edges.tail, edges.head)
    root, k = len(nodes), len(start.node)
    passed = np.zeros(len(near_end)) if manhole is None else manhole[near_end].astype(np.float64)
    manholes = np.zeros(root + 1, dtype=bool)
    manholes[root] = manhole is not None and bool(manhole[start.own].any())
    sums = np.zeros((4, len(near_end) + k))
    sums[3, : len(near_end)] = passed
    network = Network.from_edges(
        root + 1, np.append(number[far_end], number[start.node]),
        np.append(number[near_end], np.full(k, root, dtype=np.int32)),
        np.append(graph.pieces["length_m"][edges.piece], start.metres), sums=sums,
    )
    sources = np.arange(state.sources.n)
    node, first = number[state.source_hops["node"]].astype(np.int64), answers.first_pipe(sources)
    kind = state.sources.columns["kind"][sources] if "kind" in state.sources.columns else None
    counted = counted_sources(options, node, first, kind) if up else None
    reach = limited_reach(options, network, np.array([root]), manholes, counted)
    if not isinstance(reach, Bounded):
        raise TypeError("a place is asked within limits of its own")
    on = reach.into(number[near_end], passed)[0] >= 0
    _, metres = reach.nearest(np.arange(root))
    source, _, way, _ = links_within(reach, node, first, None)
    away = np.full(len(sources), np.inf)
    away[source] = way[0]
    edges = Edges(*(column[on] for column in vars(edges).values()))
    return edges, metres[number[near_end[on]]], metres, away, float(reach.bounds.metres[0])


def _away(state: State, nodes: Ints, metres: Floats) -> Floats:
    """Metres to every source by way of nodes reached."""
    reached = np.full(state.graph.n_nodes + 1, np.inf)
    reached[nodes] = metres
    away: Floats = reached[state.source_hops["node"]] + state.source_hops["offset_m"]
    return away


def _sources(state: State, away: Floats, start: Start, limit: float) -> tuple[Ints, Floats]:
    """Sources within the limit, nearest first."""
    hops, graph = state.source_hops, state.graph
    for spot in start.lies_on:  # sources above the spot on its own piece were carried past it
        along, against = graph.pieces["along"][spot.piece], graph.pieces["against"][spot.piece]
        if along == against:
            continue
        low = graph.pieces["last" if along else "first"][spot.piece]
        past = spot.to_last_m if along else spot.to_first_m
        above = (hops["pipe"] == start.pipes[0]) & (hops["node"] == low) & (hops["offset_m"] >= past)
        above &= hops["offset_m"] > 0
        away[above] = np.minimum(away[above], hops["offset_m"][above] - past)
    rows = np.flatnonzero(np.isfinite(away) & (away <= limit))
    rows = rows[np.argsort(away[rows], kind="stable")]
    return rows, away[rows]


def _standing(at: Ints, nodes: Ints, metres: Floats, limit: float) -> tuple[Ints, Floats]:
    """Outfalls that stand at the nodes reached, nearest first."""
    reached = np.full(max(int(at.max(initial=-1)), int(nodes.max(initial=-1))) + 2, np.inf)
    reached[nodes] = metres
    rows = np.flatnonzero(np.isfinite(reached[at]) & (reached[at] <= limit))
    rows = rows[np.argsort(reached[at[rows]], kind="stable")]
    return rows, reached[at[rows]]


def _lower_ends(graph: LiveGraph, answers: Answers, nodes: Ints, edges: Edges) -> Ends:
    """Where water that runs down stops: barriers, pipes of unknown direction, and ends without an outfall."""
    half = graph.halves(nodes)
    out = graph.edges_of(half, up=False, spill=True)
    passed = np.isin(out.piece, edges.piece)
    shut = np.flatnonzero(out.closed & ~passed)
    blind = np.unique((half >> 1)[~(graph.pieces["along"] | graph.pieces["against"])[half >> 1]])
    reached = np.zeros(graph.n_nodes, dtype=bool)
    reached[nodes] = True
    first, last = graph.pieces["first"][blind], graph.pieces["last"][blind]
    one = reached[first] != reached[last]
    leaves = np.zeros(graph.n_nodes, dtype=bool)
    leaves[out.tail] = leaves[first] = leaves[last] = True
    stop = nodes[~leaves[nodes] & (graph.nodes["outfalls"][nodes] == 0)]
    node = np.concatenate([stop, out.tail[shut], np.where(reached[first], first, last)[one]]).astype(np.int64)
    reason = np.concatenate([
        np.full(len(stop), End.HEADWATER), np.full(len(shut), End.BARRIER),
        np.full(int(one.sum()), End.UNKNOWN_DIRECTION),
    ]).astype(np.int8)
    pipe = np.concatenate([
        np.full(len(stop), -1), graph.pieces["pipe"][out.piece[shut]], graph.pieces["pipe"][blind[one]],
    ]).astype(np.int64)
    outfall, count, _ = answers.of_nodes(node)
    return Ends(graph.xy(node), outfall, count, reason, pipe, np.full(len(node), np.nan))


_NONE: Ints = np.empty(0, dtype=np.int64)
