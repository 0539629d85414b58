"""Why traces of a live network end: the terminals of :mod:`.ends`, asked of any of its nodes at any time.

Nothing is kept but an index of the loose ends no trace reaches, which gaps are measured against;
it follows the edits node by node. All else is read from the network where it is asked for.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .answers import Answers
from .ends import first_of_each, one_per_manhole
from .limits import which_limit
from .livegraph import LiveGraph
from .model import Bools, End, Ends, Floats, Ints, Limit, Options

#: So many loose ends around a terminal are looked at before all of them are.
_FEW = 4


class LooseEnds:
    """Loose ends that no trace reaches, and which of them lies nearest to a terminal."""

    def __init__(self, graph: LiveGraph, answers: Answers, reach_m: float) -> None:
        self._graph, self._answers, self._reach_m = graph, answers, reach_m
        self._open = np.zeros(0, dtype=bool)
        self._indexed = np.zeros(0, dtype=bool)
        self._base: tuple[cKDTree, Ints] | None = None
        self._later: set[int] = set()

    def refresh(self, nodes: Ints) -> None:
        """Look at nodes again whose pipes or reach changed."""
        if self._base is None:
            return
        self._grow()
        self._open[nodes] = self._status(nodes)
        self._later |= set(nodes[self._open[nodes] & ~self._indexed[nodes]].tolist())

    def nearest(self, nodes: Ints) -> tuple[Ints, Floats]:
        """Return for nodes the pipe whose loose end lies nearest, -1 for none within reach, and the metres.

        Of ends equally near the one with the lowest row counts.
        """
        pipe, gap = np.full(len(nodes), -1, dtype=np.int64), np.full(len(nodes), np.nan)
        if not len(nodes) or self._reach_m <= 0:
            return pipe, gap
        if self._base is None:
            self._grow()
            every = np.arange(self._graph.n_nodes)
            self._open[:] = self._status(every)
            found = np.flatnonzero(self._open)
            self._indexed[found] = True
            self._base = (cKDTree(self._graph.xy(found)), found)
        self._grow()
        later = np.array(sorted(self._later), dtype=np.int64)
        row, other, metres = self._near(self._base[0], self._base[1], nodes)
        if len(later):
            more = self._near(cKDTree(self._graph.xy(later)), later, nodes)
            row, other, metres = (np.concatenate(pair) for pair in zip((row, other, metres), more))
        of = self._graph.pieces["pipe"][self._graph.nodes["half"][other] >> 1]
        order = np.lexsort((of, np.round(metres, 9), row))
        first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
        pipe[row[first]], gap[row[first]] = of[first], metres[first]
        return pipe, gap

    def _near(self, tree: cKDTree, ends: Ints, nodes: Ints) -> tuple[Ints, Ints, Floats]:
        """Pairs (position in ``nodes``, loose end, metres) among which are the nearest open ones."""
        if not len(ends):
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        xy, limit = self._graph.xy(nodes), self._reach_m * (1 + 1e-9)
        metres, at = tree.query(xy, k=_FEW, distance_upper_bound=limit)
        there = np.isfinite(metres)
        good = there & self._open[ends[np.where(there, at, 0)]]
        row, column = np.nonzero(good)
        parts = [(row, ends[at[row, column]], metres[row, column])]
        for lost in np.flatnonzero(there.all(axis=1) & ~good.any(axis=1)).tolist():
            around = ends[np.array(tree.query_ball_point(xy[lost], limit), dtype=np.int64)]
            around = around[self._open[around]]
            far = np.hypot(*(self._graph.xy(around) - xy[lost]).T)
            parts.append((np.full(len(around), lost), around, far))
        one, two, three = (np.concatenate(column) for column in zip(*parts))
        return one, two, three

    def _grow(self) -> None:
        more = np.zeros(self._graph.n_nodes - len(self._open), dtype=bool)
        if len(more):
            self._open, self._indexed = np.append(self._open, more), np.append(self._indexed, more)

    def _status(self, nodes: Ints) -> Bools:
        """Tell which nodes are loose ends that nothing reached drains from."""
        graph = self._graph
        at, half = graph.halves_at(nodes)
        touches = np.bincount(at, minlength=len(nodes))
        piece = half >> 1
        passed = graph.pieces["along"][piece] | graph.pieces["against"][piece]
        passable = np.bincount(at, passed, len(nodes)) > 0
        status: Bools = (touches == 1) & passable & np.isfinite(graph.xy(nodes)).all(axis=1)
        return status & ~self._answers.reached(nodes)


def ends_at(
    graph: LiveGraph, answers: Answers, loose: LooseEnds, nodes: Ints, starts: Bools, options: Options,
    metres: Floats, most: Floats,
) -> Ends:
    """Return the terminals at ``nodes``, everything a trace reached.

    nodes: ascending; starts: (graph nodes,) where the trace began, whose barriers it passed; metres, most: of
    each of ``nodes`` to the start, and how far the trace may lead. The nearest outfall and the number of
    outfalls are those of the whole network.
    """
    position = np.full(graph.n_nodes, -1, dtype=np.int64)
    position[nodes] = np.arange(len(nodes))
    reached = position >= 0
    at, half = graph.halves_at(nodes)
    piece = half >> 1
    into = graph.edges_of(half, up=True)
    pieces = graph.pieces
    blind = ~(pieces["along"][piece] | pieces["against"][piece]) & (pieces["side"][piece] == 0)
    side = np.unique(piece[pieces["side"][piece] != 0])
    low = np.where(pieces["side"][side] > 0, pieces["last"][side], pieces["first"][side])
    side, low = side[reached[low]], low[reached[low]]
    incoming = np.bincount(position[into.head], minlength=len(nodes))
    touches = np.bincount(at, minlength=len(nodes))
    beside_unknown = np.bincount(at, blind, len(nodes)) > 0
    incoming += np.bincount(position[low], minlength=len(nodes))
    is_top = (incoming == 0) & (touches > 0) & ~beside_unknown
    top = nodes[is_top]
    near, gap = np.full(len(top), -1, dtype=np.int64), np.full(len(top), np.nan)
    alone = np.flatnonzero((touches[is_top] == 1) & np.isfinite(graph.xy(top)).all(axis=1))
    near[alone], gap[alone] = loose.nearest(top[alone])

    shut = np.flatnonzero(into.closed & ~starts[into.head])
    unknown = np.unique(piece[blind])
    first, last = pieces["first"][unknown], pieces["last"][unknown]
    one = reached[first] != reached[last]
    cut = np.flatnonzero(~into.closed & ~reached[into.tail])
    below = position[into.head[cut]]
    which = which_limit(options, most[below], metres[below] + pieces["length_m"][into.piece[cut]])
    cut, which = one_per_manhole(cut, into.head[cut], pieces["pipe"][into.piece[cut]], which)
    ring = _rings(graph, position, nodes, into.piece, into.tail, into.head, into.closed)

    node = np.concatenate([
        top, into.head[shut], np.where(reached[first], first, last)[one], ring, into.head[cut],
        low,
    ]).astype(np.int64)
    reason = np.concatenate([
        np.where(near >= 0, End.GAP, End.HEADWATER), np.full(len(shut), End.BARRIER),
        np.full(int(one.sum()), End.UNKNOWN_DIRECTION), np.full(len(ring), End.LOOP),
        np.full(len(cut) + len(side), End.LIMIT),
    ]).astype(np.int8)
    pipe = np.concatenate([
        near, pieces["pipe"][into.piece[shut]], pieces["pipe"][unknown[one]],
        np.full(len(ring), -1), pieces["pipe"][into.piece[cut]], pieces["pipe"][side],
    ]).astype(np.int64)
    outfall, count, _ = answers.of_nodes(node)
    gaps = np.concatenate([gap, np.full(len(node) - len(top), np.nan)])
    limit = np.full(len(node), Limit.NONE, dtype=np.int8)
    limit[len(node) - len(cut) - len(side) :] = np.append(which, np.full(len(side), Limit.MAIN_WAY))
    return Ends(graph.xy(node), outfall, count, reason, pipe, gaps, limit)


def _rings(
    graph: LiveGraph, position: Ints, nodes: Ints, piece: Ints, tail: Ints, head: Ints, closed: Bools
) -> Ints:
    """One node of every ring of one-way pipes among ``nodes``: the first from west to east."""
    one_way = graph.pieces["along"][piece] != graph.pieces["against"][piece]
    use = one_way & ~closed & (tail != head) & (position[tail] >= 0)
    tail, head = position[tail[use]], position[head[use]]
    n = len(nodes)
    matrix = csr_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(n, n))
    _, component = connected_components(matrix, directed=True, connection="strong")
    inside = tail[component[tail] == component[head]]
    return nodes[first_of_each(component[inside], inside, graph.xy(nodes[inside]))]
