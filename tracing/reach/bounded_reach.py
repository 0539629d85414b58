"""A reach whose traces end somewhere: after so many metres, or at so many manholes.

Every outfall has bounds of its own. What is within them is what a walk up from the outfall
finds that turns round where a bound is reached: a node belongs to the trace of an outfall
when some way of traced pipes leads down from it within the bounds, and a pipe belongs to it
when its lower end does and lies before the bounds. The metres are those of the shortest such way.
On braids, loops and pipes shared by outfalls that holds for each outfall alone.

Answers have the shape of :class:`reach.Reach`. The work grows with the pairs of splits and outfalls
within the bounds; where these are too many to be held at once, outfalls are looked at in groups, and
every question is answered group by group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .labels import Bounds, Labels, TooManyLabels, ranges
from .reach import Reach

if TYPE_CHECKING:
    from .edges import Edges

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Pairs that are looked at together.
_BLOCK = 1_000_000
#: Labels that are held at once, about a gigabyte.
_LABELS = 12_000_000


class Pairs(NamedTuple):
    """Nodes and the outfalls whose traces they belong to.

    position: (p,) in the nodes asked for; outfall: (p,); sums: (q, p) metres and the network's sums.
    """

    position: Ints
    outfall: Ints
    sums: Floats


class Bounded(Reach):
    """The reach of ``starts`` within ``bounds`` (metres and most are by start)."""

    def __init__(
        self, network: Edges, starts: NDArray[np.int32], bounds: Bounds,
        check: Callable[[], None] | None = None, like: Reach | None = None,
    ) -> None:
        """Like: a reach of the same network and starts, whose preparation can be shared."""
        super().__init__(network, starts, check)
        self.bounds = bounds
        self._kept: tuple[tuple[int, int], Labels] | None = None
        if like is not None:
            self.__dict__.update({name: like.__dict__[name] for name in _SHARED if name in like.__dict__})

    @cached_property
    def _n_groups(self) -> int:
        """How many groups the outfalls are looked at in."""
        groups = 1
        while True:
            try:
                for group in range(groups):
                    self._labels_within(group, groups)
            except TooManyLabels:
                groups *= 2
            else:
                return groups

    def _labels_within(self, group: int, groups: int) -> Labels:
        """Labels of one group of outfalls; the last is kept."""
        if self._kept is None or self._kept[0] != (group, groups):
            self._kept = None
            k = len(self.starts)
            own = np.arange(k) * groups // max(k, 1) == group
            # What is out of bounds from the start has no labels.
            bounds = replace(self.bounds, metres=np.where(own, self.bounds.metres, -1.0))
            most = _LABELS if own.sum() > 1 else None
            self._kept = (group, groups), Labels(self._levels, None, self.check, bounds, most)
        return self._kept[1]

    def pairs(self, nodes: ArrayLike) -> Iterator[Pairs]:
        """Yield in blocks all pairs of a node and an outfall whose trace it belongs to; -1 is no node."""
        node = np.asarray(nodes, dtype=np.int64).reshape(-1)
        at = np.flatnonzero(node >= 0)
        at = at[self._graph.anchor[node[at]] >= 0]
        for group in range(self._n_groups):
            yield from self._pairs_of(self._labels_within(group, self._n_groups), node, at)

    def _pairs_of(self, labels: Labels, node: Ints, at: Ints) -> Iterator[Pairs]:
        graph, bounds = self._graph, labels.bounds or self.bounds
        anchor = graph.anchor[node[at]]
        block = np.cumsum(labels.count[anchor]) // _BLOCK
        for rows in np.split(np.arange(len(at)), np.flatnonzero(np.diff(block)) + 1):
            if self.check:
                self.check()
            count = labels.count[anchor[rows]]
            pick = ranges(labels.start[anchor[rows]], count)
            position = np.repeat(at[rows], count)
            sums = labels.sums[:, pick] + graph.along[:, node[position]]
            outfall = labels.sink[pick].astype(np.int64)
            within = bounds.hold(sums, outfall)
            yield Pairs(position[within], outfall[within], sums[:, within])

    def traced(self, edges: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
        """Yield in blocks (edge, outfall, metres at the edge's lower end) of what belongs to which trace."""
        network = self.network
        opened = edges if network.closed is None else edges[~network.closed[edges]]
        head, passed = network.head[opened], self.passed(opened)
        for position, outfall, sums in self.pairs(head):
            on = self._goes_on(sums, outfall, passed[position])
            yield opened[position[on]], outfall[on], sums[0, on]
        shut, outfall = self.closed_at_start
        use = np.isin(shut, edges) & (self.bounds.metres[outfall] > 0)
        yield shut[use], outfall[use], np.zeros(int(use.sum()))

    def passed(self, edges: Ints) -> Floats:
        """Return what edges (k,) add to the bounded sum, (k,)."""
        if self.bounds.row is None or self.network.sums is None:
            return np.zeros(len(edges))
        added: Floats = self.network.sums[self.bounds.row - 1, edges]
        return added

    def _goes_on(self, sums: Floats, outfall: Ints, passed: Floats) -> NDArray[np.bool_]:
        """Tell whether traces that come to the lower ends of edges go on into them."""
        inside: NDArray[np.bool_] = sums[0] < self.bounds.metres[outfall]
        if self.bounds.row is not None and self.bounds.most is not None:
            inside &= sums[self.bounds.row] + passed <= self.bounds.most[outfall]
        return inside

    def into(self, nodes: ArrayLike, passed: Floats) -> tuple[Ints, Floats, Ints]:
        """Return what traces go on into edges: the nearest outfall (-1), the metres, how many outfalls.

        nodes: (e,) lower ends of open edges; passed: (e,) as :meth:`passed` gives them.
        """
        n = len(passed)
        nearest, count = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
        metres = np.full(n, np.inf)
        for position, outfall, sums in self.pairs(nodes):
            on = self._goes_on(sums, outfall, passed[position])
            _keep_nearest(nearest, metres, position[on], outfall[on], sums[0, on])
            count += np.bincount(position[on], minlength=n)
        return nearest, metres, count

    def count_together(self, edges: Ints, group: Ints, n: int) -> Ints:
        """As :meth:`reach.Reach.count_together`, of the outfalls whose traces go on into edges (k,)."""
        of = np.full(len(self.network.head), -1, dtype=np.int64)
        of[edges] = group
        pairs = [of[edge] * len(self.starts) + outfall for edge, outfall, _ in self.traced(np.sort(edges))]
        found: Ints = np.bincount(np.unique(np.concatenate(pairs)) // max(len(self.starts), 1), minlength=n)
        return found

    # the answers of a reach, within the bounds

    def _single(self, i: int) -> tuple[Floats, NDArray[np.bool_], Floats]:
        """Return (nodes,) metres to outfall ``i``, what of it is within, and (q, nodes) sums."""
        labels = self._labels_within(i * self._n_groups // len(self.starts), self._n_groups)
        graph, n = self._graph, self.network.n_nodes
        pick = ranges(labels.start, labels.count)
        mine = labels.sink[pick] == i
        sums = np.full((len(graph.along), graph.n_anchors + 1), np.inf)
        anchor = np.repeat(np.arange(len(labels.count)), labels.count)
        sums[:, anchor[mine]] = labels.sums[:, pick[mine]]
        at = np.where(graph.anchor[:n] >= 0, graph.anchor[:n], graph.n_anchors)
        found: Floats = sums[:, at] + graph.along[:, :n]
        within = np.isfinite(found[0])
        within[within] = self.bounds.hold(found[:, within], np.full(int(within.sum()), i))
        metres = np.where(within, found[0], np.inf)
        metres[self.starts[i]] = 0.0
        return metres, within, found

    def nodes(self, i: int) -> Ints:
        """Return the nodes of the trace of outfall ``i``, ascending; its own node is not counted."""
        nodes = np.flatnonzero(self._single(i)[1])
        others: Ints = nodes[nodes != self.starts[i]]
        return others

    def edges(self, i: int) -> Ints:
        """Return the edges of the trace of outfall ``i``, ascending."""
        _, within, sums = self._single(i)
        start = int(self.starts[i])
        sums[:, start] = 0.0
        within[start] = True
        edges = self._edges_by_head.of(np.flatnonzero(within))[0]
        head = self.network.head[edges]
        if self.network.closed is not None:
            edges = edges[~self.network.closed[edges] | (head == start)]
            head = self.network.head[edges]
        keep = self._goes_on(sums[:, head], np.full(len(edges), i), self.passed(edges))
        return np.sort(edges[keep])

    def distances(self, i: int) -> Floats:
        """Return (n_nodes,) metres down to outfall ``i``; infinite where a node is not of its trace."""
        return self._single(i)[0]

    def drains(self, nodes: ArrayLike) -> NDArray[np.bool_]:
        """Return for each node whether it belongs to any trace."""
        result: NDArray[np.bool_] = self.count(nodes) > 0
        return result

    def count(self, nodes: ArrayLike) -> Ints:
        """Return for each node how many traces it belongs to."""
        n = len(np.asarray(nodes).reshape(-1))
        total = np.zeros(n, dtype=np.int64)
        for pairs in self.pairs(nodes):
            total += np.bincount(pairs.position, minlength=n)
        return total

    def starts_of(self, nodes: ArrayLike) -> Ints:
        """Return the outfalls to whose trace any of the nodes belongs, ascending."""
        found: Ints = np.unique(np.concatenate([pairs.outfall for pairs in self.pairs(nodes)]))
        return found

    def nearest(self, nodes: ArrayLike) -> tuple[Ints, Floats]:
        """Return for each node the nearest outfall whose trace it belongs to (-1), and the metres to it."""
        n = len(np.asarray(nodes).reshape(-1))
        outfall, metres = np.full(n, -1, dtype=np.int64), np.full(n, np.inf)
        for pairs in self.pairs(nodes):
            _keep_nearest(outfall, metres, pairs.position, pairs.outfall, pairs.sums[0])
        return outfall, metres

    def links_with_sums(
        self, source_nodes: ArrayLike, nearest: int | None = None
    ) -> tuple[Ints, Ints, Floats]:
        """Like :meth:`reach.Reach.links_with_sums`, of the outfalls whose traces the sources belong to."""
        parts = list(self.pairs(source_nodes))
        source = np.concatenate([part.position for part in parts])
        outfall = np.concatenate([part.outfall for part in parts])
        sums = np.concatenate([part.sums for part in parts], axis=1)
        order = np.lexsort((outfall, sums[0], source))
        if nearest is not None:
            rank = np.arange(len(order)) - np.searchsorted(source[order], source[order])
            order = order[rank < nearest]
        return source[order], outfall[order], sums[:, order]

    def sum_per_start(self, nodes: ArrayLike, values: Floats) -> Floats:
        """Return per outfall, (n,), the sum of ``values`` (k,) over the ``nodes`` (k,) of its trace."""
        total = np.zeros(len(self.starts))
        for pairs in self.pairs(nodes):
            total += np.bincount(pairs.outfall, values[pairs.position], len(self.starts))
        return total


#: Cached parts of a reach that depend on neither the bounds nor what was asked.
_SHARED = ("_graph", "_levels", "closed_at_start", "_edges_by_head", "edges_by_tail")


def _keep_nearest(outfall: Ints, metres: Floats, position: Ints, found: Ints, way: Floats) -> None:
    """Write into ``outfall`` and ``metres`` what is nearer than what is there; ties: the lower outfall."""
    order = np.lexsort((found, way, position))
    first = order[np.flatnonzero(np.diff(position[order], prepend=-1))]
    at = position[first]
    better = (way[first] < metres[at]) | ((way[first] == metres[at]) & (found[first] < outfall[at]))
    outfall[at[better]], metres[at[better]] = found[first[better]], way[first[better]]
