"""Which sinks every anchor drains to, and how far: labels on the contracted graph.

Anchors are settled from the sinks upward. One without a loop is settled once all
its ways down are; all such anchors of a round are settled together. Anchors that
drain into each other (a loop) are settled together by repeating the round until
nothing changes. A label is (sink, metres, further sums along that shortest way);
of several shortest ways the sums decide, never the order of rows. With ``nearest`` an
anchor keeps its k nearest sinks, which is exact: if a sink is among the k nearest of an
anchor by way of a neighbour, it is among the k nearest of that neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from .contraction import Contracted

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: So many sums after the metres are trust: of two ways equally long the one with more of it is taken (the
#: first of these sums decides, then the next), and then the one with less of all other sums.
_TRUSTS = 2


def ranges(start: Ints, count: Ints) -> Ints:
    """Concatenate ``start[i] .. start[i] + count[i] - 1`` for all i; start, count: (n,)."""
    total = int(count.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    ends = np.cumsum(count)
    return np.arange(total, dtype=np.int64) + np.repeat(start - ends + count, count)


class Csr:
    """Edges grouped by one of their ends: ``of(nodes)`` lists them."""

    def __init__(self, group: NDArray[np.int32], n_groups: int) -> None:
        self.edge = np.argsort(group, kind="stable")
        self.count = np.bincount(group, minlength=n_groups)
        self.start = np.cumsum(self.count) - self.count

    def of(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return the edges (m,) of ``groups`` (k,) and, for each, the position (m,) of its group."""
        count = self.count[groups]
        return self.edge[ranges(self.start[groups], count)], np.repeat(np.arange(len(groups)), count)


class Levels:
    """The order in which anchors can be settled, loops condensed."""

    def __init__(self, graph: Contracted) -> None:
        self.graph = graph
        n = graph.n_anchors
        matrix = csr_matrix((np.ones(len(graph.tail), dtype=np.int8), (graph.tail, graph.head)), shape=(n, n))
        self.n_components, component = connected_components(matrix, directed=True, connection="strong")
        self.component = component.astype(np.int64)
        self.members = Csr(component.astype(np.int32), self.n_components)
        size = np.bincount(component, minlength=self.n_components)
        own = component[graph.tail] == component[graph.head]
        self.looped = size > 1
        self.looped[component[graph.tail[own]]] = True
        self._up = component[graph.tail[~own]]
        self._low = component[graph.head[~own]]

    def __iter__(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield rounds from the sinks upward: (anchors without a loop, anchors in loops)."""
        waiting = np.bincount(self._up, minlength=self.n_components)
        above = Csr(self._low.astype(np.int32), self.n_components)
        ready: Ints = np.flatnonzero(waiting == 0)
        while len(ready):
            looped = self.looped[ready]
            yield self.members.of(ready[~looped])[0], self.members.of(ready[looped])[0]
            edges, _ = above.of(ready)
            touched, hits = np.unique(self._up[edges], return_counts=True)
            waiting[touched] -= hits
            ready = touched[waiting[touched] == 0]


@dataclass(frozen=True)
class Bounds:
    """How far a way may lead from each sink.

    metres: (k,) most metres. row, most: the sum (1 for the first after the metres) that is bounded too, and
    (k,) its most; None bounds none. Both are sums of what lies below, so a way that leaves them never
    comes back, and what is bounded is what a walk up finds that turns round at the bounds.
    """

    metres: Floats
    row: int | None = None
    most: Floats | None = None

    def hold(self, sums: Floats, sink: NDArray[np.int32] | Ints) -> NDArray[np.bool_]:
        """Tell which ways, of (q, n) ``sums`` to (n,) sinks, are within the bounds."""
        within: NDArray[np.bool_] = sums[0] <= self.metres[sink]
        if self.row is not None and self.most is not None:
            within &= sums[self.row] <= self.most[sink]
        return within


class TooManyLabels(Exception):
    """More labels than were allowed."""


class Labels:
    """Labels of all anchors: slices of ``sink`` and ``sums`` (q, labels), nearest first.

    Within bounds, the metres are those of the shortest way that keeps to them, and the bounded sum is its
    least over all such ways, whichever is the shortest.
    """

    def __init__(
        self, levels: Levels, nearest: int | None = None, check: Callable[[], None] | None = None,
        bounds: Bounds | None = None, most: int | None = None,
    ) -> None:
        """Most: how many labels there may be at once; raises TooManyLabels for more."""
        graph = levels.graph
        self._most = most
        self._graph = graph
        self._limit = nearest
        self.bounds = bounds
        self._out = Csr(graph.tail, graph.n_anchors)
        self._q = len(graph.step)
        self.start = np.zeros(graph.n_anchors, dtype=np.int64)
        self.count = np.zeros(graph.n_anchors, dtype=np.int64)
        self.sink: NDArray[np.int32] = np.arange(graph.n_sinks, dtype=np.int32)
        self.sums: Floats = np.zeros((self._q, graph.n_sinks))
        self._used = graph.n_sinks
        self.start[: graph.n_sinks] = np.arange(graph.n_sinks)
        self.count[: graph.n_sinks] = 1
        in_edges: Csr | None = None
        for single, looped in levels:
            if check:
                check()
            plain = single[single >= graph.n_sinks]
            if len(plain):
                self._store(plain, *self._evaluate(plain))
            if len(looped):
                in_edges = in_edges or Csr(graph.head, graph.n_anchors)
                self._settle_loops(levels, looped, in_edges, check)

    def _evaluate(self, anchors: Ints) -> tuple[Ints, NDArray[np.int32], Floats]:
        """Best labels of ``anchors`` from those of the anchors below: counts, sinks, sums."""
        edges, owner = self._out.of(anchors)
        head = self._graph.head[edges]
        count = self.count[head]
        pick = ranges(self.start[head], count)
        edge = np.repeat(edges, count)
        sums = self.sums[:, pick] + self._graph.step[:, edge]
        sink = self.sink[pick]
        owner = np.repeat(owner, count)
        if self.bounds is not None:
            within = self.bounds.hold(sums, sink)
            sums, sink, owner = sums[:, within], sink[within], owner[within]
        key = owner * np.int64(self._graph.n_sinks) + sink
        order = np.lexsort((sums[0], key))
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        if self._q > 1 and _tied(key, sums[0], order, first):
            order = np.lexsort((*sums[:_TRUSTS:-1], *-sums[_TRUSTS:0:-1], sums[0], key))
        if self.bounds is not None and self.bounds.row is not None and len(first):
            least = np.minimum.reduceat(sums[self.bounds.row, order], first)
            sums[self.bounds.row, order[first]] = least
        order = order[first]
        order = order[np.lexsort((sums[0, order], owner[order]))]
        found = np.bincount(owner[order], minlength=len(anchors))
        if self._limit is not None and len(found) and int(found.max()) > self._limit:
            first = np.cumsum(found) - found
            order = order[np.arange(len(order)) - np.repeat(first, found) < self._limit]
            found = np.minimum(found, self._limit)
        return found, sink[order], sums[:, order]

    def _store(self, anchors: Ints, count: Ints, sink: NDArray[np.int32], sums: Floats) -> None:
        """Append labels; a former version of the same anchor stays behind unused."""
        need = self._used + len(sink)
        if self._most is not None and need > self._most:
            raise TooManyLabels
        if need > len(self.sink):
            room = max(need, 2 * len(self.sink))
            self.sink = np.concatenate([self.sink, np.empty(room - len(self.sink), dtype=np.int32)])
            self.sums = np.concatenate([self.sums, np.empty((self._q, room - self.sums.shape[1]))], axis=1)
        self.sink[self._used : need] = sink
        self.sums[:, self._used : need] = sums
        self.start[anchors] = self._used + np.cumsum(count) - count
        self.count[anchors] = count
        self._used = need

    def _settle_loops(
        self, levels: Levels, looped: Ints, in_edges: Csr, check: Callable[[], None] | None
    ) -> None:
        """Repeat rounds over anchors in loops until no label changes."""
        component, tail = levels.component, self._graph.tail
        active = looped
        while len(active):
            if check:
                check()
            old_start, old_count = self.start[active], self.count[active]
            count, sink, sums = self._evaluate(active)
            changed = count != old_count
            same = np.flatnonzero(~changed)
            new_at = ranges((np.cumsum(count) - count)[same], count[same])
            old_at = ranges(old_start[same], old_count[same])
            differs = sink[new_at] != self.sink[old_at]
            differs |= (sums[:, new_at] != self.sums[:, old_at]).any(axis=0)
            changed[same] = np.bincount(np.repeat(np.arange(len(same)), count[same]), differs, len(same)) > 0
            moved = np.flatnonzero(changed)
            at = ranges((np.cumsum(count) - count)[moved], count[moved])
            self._store(active[moved], count[moved], sink[at], sums[:, at])
            edges, owner = in_edges.of(active[moved])
            above = tail[edges]
            inside = component[above] == component[active[moved][owner]]
            active = np.unique(above[inside]).astype(np.int64)
            if self._used > 4 * int(self.count.sum()) + 1_000_000:
                self._compact()

    def _compact(self) -> None:
        keep = ranges(self.start, self.count)
        self.sink, self.sums = self.sink[keep], self.sums[:, keep]
        self.start = np.cumsum(self.count) - self.count
        self._used = len(keep)


def _tied(key: Ints, metres: Floats, order: Ints, first: Ints) -> bool:
    """Tell whether any first of a key in ``order`` is followed by another of that key that is as long."""
    lead = first[first + 1 < len(order)]
    one, two = order[lead], order[lead + 1]
    return bool(((key[one] == key[two]) & (metres[one] == metres[two])).any())


def sink_bits(levels: Levels, check: Callable[[], None] | None = None) -> NDArray[np.uint64]:
    """Return (anchors, words): bit s of an anchor is set when it drains to sink s."""
    graph = levels.graph
    words = max(1, (graph.n_sinks + 63) // 64)
    bits = np.zeros((levels.n_components, words), dtype=np.uint64)
    sinks = np.arange(graph.n_sinks)
    bits[levels.component[sinks], sinks // 64] = np.left_shift(np.uint64(1), (sinks % 64).astype(np.uint64))
    out = Csr(graph.tail, graph.n_anchors)
    for plain, looped in levels:
        if check:
            check()
        for anchors in (plain[plain >= graph.n_sinks], looped):
            # Rows of a round are settled in blocks, so memory stays small on wide networks.
            for block in _blocks(anchors, levels.component, 20_000_000 // (8 * words) + 1):
                edges, owner = out.of(block)
                target = levels.component[block][owner]
                below = levels.component[graph.head[edges]]
                first = np.flatnonzero(np.diff(target, prepend=-1))
                if len(first):
                    bits[target[first]] |= np.bitwise_or.reduceat(bits[below], first, axis=0)
    return np.ascontiguousarray(bits[levels.component])


def _blocks(anchors: Ints, component: Ints, size: int) -> Iterator[Ints]:
    """Cut ``anchors`` (grouped by component) into blocks; each component's rows stay adjacent."""
    for at in range(0, len(anchors), size):
        yield anchors[at : at + size]
