"""The present answer of a live network: links by source and traces by pipe, replaced a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bounded import Bounded
from .columns import Columns
from .confidence import confidence_parts
from .limits import counted_sources, limited_reach, links_within, most_metres
from .linkstore import PARTS, SAME_M, LinkStore, Rows
from .live_limits import Part, kinds, most_metres_again
from .locality import State
from .model import Basis, Bools, Floats, Hops, Ints, Links, PipeTrace
from .pipenetwork import DIRECTION_TRUST
from .reach import Reach
from .splice import Reached

_TRUST = np.array([DIRECTION_TRUST[Basis(code)] for code in range(len(DIRECTION_TRUST))])


class Again(NamedTuple):
    """What tracing again after an edit gave.

    before, after: links of the sources that were traced again; pipes: rows whose trace is another; nodes:
    that were traced again; outfalls: that the edit could reach.
    """

    before: Rows
    after: Rows
    pipes: Ints
    nodes: Ints
    outfalls: Ints


class Answers:
    """Links and pipe traces of a :class:`locality.State`.

    pipes: columns basis, data (trust in the record), outfall (the nearest, -1), count (of outfalls), metres.
    nodes: columns outfall, count and metres (infinite where nothing is reached) of the graph's nodes, and the
    most metres that the trace of that outfall may lead.
    """

    def __init__(self, state: State, basis: NDArray[np.int8], data_trust: Floats) -> None:
        n = state.pipes.n
        self.state = state
        self.links = LinkStore()
        self.pipes = Columns(
            basis=basis, data=data_trust, outfall=np.full(n, -1, dtype=np.int64),
            count=np.zeros(n, dtype=np.int64), metres=np.full(n, np.nan),
        )
        #: How far the trace of each outfall may lead: the limits on metres and sources together.
        self.most = Columns(metres=np.full(state.outfalls.n, np.inf))
        self.nodes = Columns(
            outfall=np.empty(0, dtype=np.int64), count=np.empty(0, dtype=np.int64), metres=np.empty(0),
            most=np.empty(0),
        )

    def of_nodes(self, nodes: Ints) -> tuple[Ints, Ints, Floats]:
        """Return for nodes the nearest outfall (-1), how many they drain to, and the metres (infinite)."""
        mine = self.nodes
        return mine["outfall"][nodes], mine["count"][nodes], mine["metres"][nodes]

    def reached(self, nodes: Ints) -> Bools:
        """Tell which nodes drain to an outfall within the limit."""
        limit = self.state.options.limit_m
        reached: Bools = self.nodes["metres"][nodes] <= (limit if limit > 0 else np.finfo(float).max)
        return reached

    def trace_all(self, check: Callable[[], None] | None = None) -> None:
        """Trace everything."""
        state = self.state
        sources = np.arange(state.sources.n)
        every = np.arange(state.graph.n_nodes)
        rows = self._trace(every, sources, np.arange(state.pipes.n), check, anew=True)
        self.links.replace_all(rows, state.sources.n)

    def trace_again(self, reached: Reached) -> Again:
        """Trace what an edit reached, and what lies at the nodes above it.

        Whatever drains past none of these nodes drains as before, so the network looked at is these
        nodes and everything below them.
        """
        state, graph = self.state, self.state.graph
        above, sources, pipes = reached.above, reached.sources, reached.pipes
        outfalls = reached.outfalls
        if state.options.limit_sources > 0:
            others, more = self._count_again(reached)
            above, outfalls = np.union1d(above, more), np.union1d(outfalls, others)
        marked = np.zeros(graph.n_nodes + 1, dtype=bool)
        marked[above] = True
        sources = np.union1d(sources, np.flatnonzero(marked[state.source_hops["node"]]))
        into = graph.edges_at(above, up=True)
        pipes = np.union1d(pipes, graph.pieces["pipe"][into.piece])
        pipes = pipes[pipes >= 0]
        heads = graph.all_edges(graph.pieces_of(pipes)).head
        node = state.source_hops["node"][sources]
        below = graph.closure(np.concatenate([above, heads, node[node >= 0]]), up=False)
        before = self.links.of(sources)
        former = Columns(**{name: self.pipes[name][pipes] for name in self.pipes.names()})
        rows = self._trace(below, sources, pipes, None)
        self.links.replace(sources, rows, state.sources.n)
        latter = Columns(**{name: self.pipes[name][pipes] for name in self.pipes.names()})
        return Again(before, rows, pipes[other_traces(former, latter)], above, outfalls)

    def _count_again(self, reached: Reached) -> tuple[Ints, Ints]:
        """Renew how far the traces lead that an edit can reach, where sources limit them.

        Returns the outfalls whose traces lead to another distance now, and the nodes within the greater one.
        """
        state, graph = self.state, self.state.graph
        self.most.append(metres=np.full(state.outfalls.n - self.most.n, np.inf))
        let_in = reached.let_in[reached.let_in >= 0]
        below = graph.drained_by(np.concatenate([reached.above, let_in]))
        at = state.outfall_hops["at"]
        outfalls = np.union1d(reached.outfalls, np.flatnonzero(below[at]))
        former = self.most["metres"][outfalls]
        metres = most_metres_again(state, self.first_pipe, outfalls, former)
        self.most["metres"][outfalls] = metres
        other = metres != former
        nodes, _ = graph.within(at[outfalls[other]], np.maximum(metres, former)[other])
        return outfalls[other], nodes

    def _trace(
        self, nodes: Ints, sources: Ints, pipes: Ints, check: Callable[[], None] | None, *, anew: bool = False
    ) -> Rows:
        """Trace over ``nodes`` (closed downstream); keeps the traces of ``pipes``, returns the links.

        anew: nothing is known yet of how far the traces may lead.
        """
        state = self.state
        part = Part(state, nodes)
        number, rows = part.number, part.outfalls
        node, first = part.met(sources), self.first_pipe(sources)
        counted = counted_sources(state.options, node, first, kinds(state, sources)) if anew else None
        most = self.most["metres"][rows] if state.options.limit_sources > 0 and not anew else None
        reach = limited_reach(state.options, part.network, part.starts, part.manholes, counted, check, most)
        if anew and isinstance(reach, Bounded):
            self.most["metres"][rows] = reach.bounds.metres
        of, outfall, sums, count = links_within(reach, node, first, state.options.nearest)
        source, outfall = sources[of], rows[outfall]
        parts = confidence_parts(
            _hops(state.source_hops), _hops(state.outfall_hops), source, outfall, sums,
            state.options.link_distance_m, state.options.outfall_distance_m,
        )
        stack = np.stack([parts[name] for name in PARTS]) if len(source) else np.empty((len(PARTS), 0))
        self._trace_nodes(nodes, number, reach, rows)
        self._trace_pipes(pipes, number, reach)
        return Rows(source, outfall, np.concatenate([[sums[0], count[of], stack.prod(axis=0)], stack]))

    def first_pipe(self, source: Ints) -> Floats:
        """The way along the first pipe of sources that meet it mid-line: metres and trusts."""
        hops = self.state.source_hops
        metres, pipe = hops["offset_m"][source], hops["pipe"][source]
        met = pipe >= 0
        direction = np.where(met, _TRUST[self.pipes["basis"][pipe]], 1.0)
        data = np.where(met, self.pipes["data"][pipe], 1.0)
        manhole = self.state.graph.manhole
        passed = [] if manhole is None else [np.append(manhole, False)[hops["node"][source]] * (metres > 0)]
        return np.stack([metres, metres * direction, metres * data, np.zeros(len(source)), *passed])

    def _trace_nodes(self, nodes: Ints, number: NDArray[np.int32], reach: Reach, rows: Ints) -> None:
        """Keep what nodes drain to; rows: (outfalls of the reach,) their row numbers."""
        mine = self.nodes
        more = self.state.graph.n_nodes - mine.n
        if more:
            mine.append(
                outfall=np.full(more, -1, dtype=np.int64), count=np.zeros(more, dtype=np.int64),
                metres=np.full(more, np.inf), most=np.full(more, np.inf),
            )
        outfall, metres = reach.nearest(number[nodes])
        mine["outfall"][nodes] = np.append(rows, -1)[outfall]
        mine["most"][nodes] = most_metres(reach, outfall) if len(rows) else np.inf
        mine["count"][nodes], mine["metres"][nodes] = reach.count(number[nodes]), metres

    def _trace_pipes(self, pipes: Ints, number: NDArray[np.int32], reach: Reach) -> None:
        graph, mine, state = self.state.graph, self.pipes, self.state
        mine["outfall"][pipes], mine["count"][pipes], mine["metres"][pipes] = -1, 0, np.nan
        edges = graph.all_edges(graph.pieces_of(pipes))
        standing = graph.nodes["outfalls"][edges.head]
        passable = ~edges.closed | (standing > 0)
        head = number[edges.head]
        passable[passable] = reach.drains(head[passable])
        use = np.flatnonzero(passable)
        # As a whole trace lists them: along the lines first.
        use = use[np.lexsort((edges.piece[use], edges.against[use]))]
        pipe, head = graph.pieces["pipe"][edges.piece[use]], head[use]
        if isinstance(reach, Bounded):
            manhole = graph.manhole
            passed = np.zeros(len(use)) if manhole is None else manhole[edges.head[use]].astype(np.float64)
            outfall, metres, count = reach.into(head, passed)
            near = outfall >= 0
            use, pipe, outfall = use[near], pipe[near], outfall[near]
            metres, count = metres[near], count[near]
        else:
            (outfall, metres), count = reach.nearest(head), reach.count(head)
        count = np.where(edges.closed[use], standing[use], count)
        order = np.lexsort((metres, pipe))
        first = np.flatnonzero(np.diff(pipe[order], prepend=-1))
        pick = order[first]
        row = pipe[pick]
        rows = np.flatnonzero(number[state.outfall_hops["at"]] >= 0)
        mine["outfall"][row], mine["metres"][row] = rows[outfall[pick]], metres[pick]
        mine["count"][row] = np.maximum.reduceat(count[order], first) if len(first) else count

    def all_links(self) -> Links:
        """Return the present links."""
        hops = self.state.source_hops
        rows = self.links.all(self.state.sources.n)
        metres, count, confidence, *parts = rows.values
        return Links(
            rows.source, rows.outfall, metres, hops["hop_m"][rows.source], hops["rule"][rows.source],
            count.astype(np.int64), confidence, dict(zip(PARTS, parts)),
        )

    def all_pipes(self) -> PipeTrace:
        """Return the present traces of pipes."""
        mine = self.pipes
        row = np.flatnonzero(mine["outfall"] >= 0)
        outfall, count, metres, basis = (mine[name][row] for name in ("outfall", "count", "metres", "basis"))
        return PipeTrace(row, outfall, count, metres, basis)


def _hops(columns: Columns) -> Hops:
    return Hops(*(columns[name] for name in ("rule", "node", "pipe", "offset_m", "hop_m", "xy", "nearest_m")))


def other_traces(before: Columns, after: Columns) -> Ints:
    """Return the rows of ``Answers.pipes`` whose trace differs; rows that were added do where they drain."""
    n = before.n
    other = after["outfall"] >= 0
    apart = np.nan_to_num(np.abs(before["metres"] - after["metres"][:n]), nan=0.0) > SAME_M
    for name in ("outfall", "count", "basis"):
        apart |= before[name] != after[name][:n]
    other[:n] = apart
    return np.flatnonzero(other)
