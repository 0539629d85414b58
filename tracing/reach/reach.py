"""What drains to a set of outfalls: membership, distances, links.

Built once for all outfalls, asked many times. Every outfall gets a sink of its own
behind its node, so outfalls in a row on one line, or several at one node, need no
special care.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from ...problems import InputError
from .contraction import Contracted, contract
from .edges import Edges
from .labels import Csr, Labels, Levels, ranges, sink_bits

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Words of bits that are looked at together.
_BITS_AT_ONCE = 2_500_000


class LinkArrays(NamedTuple):
    """Source and outfall positions and the metres of network between them."""

    source: Ints
    outfall: Ints
    network_m: Floats


class Reach:
    """The upstream (or, on a reversed network, downstream) reach of ``starts``."""

    def __init__(
        self, network: Edges, starts: NDArray[np.int32], check: Callable[[], None] | None = None
    ) -> None:
        if len(starts) and (int(starts.min()) < 0 or int(starts.max()) >= network.n_nodes):
            raise InputError(f"An outfall names a node outside 0..{network.n_nodes - 1}.")
        self.network = network
        self.starts = starts
        self.check = check
        self._labels: dict[int | None, Labels] = {}

    @property
    def n_starts(self) -> int:
        """Number of outfalls."""
        return len(self.starts)

    @cached_property
    def _graph(self) -> Contracted:
        network, k = self.network, len(self.starts)
        tail, head, length, sums = network.tail, network.head, network.length_m, network.sums
        sink = network.n_nodes + np.arange(k, dtype=np.int32)
        own_tail, own_head = [self.starts], [sink]
        at_start = self.closed_at_start
        if network.closed is not None:
            own_tail.append(tail[at_start[0]])
            own_head.append(sink[at_start[1]])
            opened = np.flatnonzero(~network.closed)
            tail, head, length = tail[opened], head[opened], length[opened]
            sums = None if sums is None else sums[:, opened]
        rows = [length] if sums is None else [length, *sums]
        full = np.empty((len(rows), len(tail) + k + len(at_start[0])))
        for row, values in zip(full, rows):
            row[: len(values)] = values
            row[len(values) :] = 0.0
        if len(at_start[0]):
            full[0, -len(at_start[0]) :] = network.length_m[at_start[0]]
            if network.sums is not None:
                full[1:, -len(at_start[0]) :] = network.sums[:, at_start[0]]
        return contract(
            network.n_nodes + k, np.concatenate([tail, *own_tail]), np.concatenate([head, *own_head]), full, k
        )

    @cached_property
    def closed_at_start(self) -> tuple[Ints, Ints]:
        """Closed edges that end at an outfall's node, with the outfall's position."""
        empty = np.empty(0, dtype=np.int64)
        if self.network.closed is None:
            return empty, empty
        closed = np.flatnonzero(self.network.closed)
        outfalls, which = self._outfalls_by_node.of(self.network.head[closed].astype(np.int64))
        return closed[which], outfalls

    @cached_property
    def _outfalls_by_node(self) -> Csr:
        return Csr(self.starts, self.network.n_nodes)

    @cached_property
    def _levels(self) -> Levels:
        return Levels(self._graph)

    @cached_property
    def _bits(self) -> NDArray[np.uint64]:
        return sink_bits(self._levels, self.check)

    @cached_property
    def _by_anchor(self) -> Csr:
        """Nodes grouped by anchor; the last group drains to no outfall."""
        anchor = self._graph.anchor[: self.network.n_nodes]
        return Csr(np.where(anchor < 0, self._graph.n_anchors, anchor), self._graph.n_anchors + 1)

    @cached_property
    def _edges_by_head(self) -> Csr:
        return Csr(self.network.head, self.network.n_nodes)

    @cached_property
    def edges_by_tail(self) -> Csr:
        """Edges grouped by the node they leave."""
        return Csr(self.network.tail, self.network.n_nodes)

    def _anchors_of(self, i: int) -> Ints:
        word, bit = divmod(int(i), 64)
        return np.flatnonzero(self._bits[:, word] & np.uint64(1 << bit))

    def nodes(self, i: int) -> Ints:
        """Return the nodes that drain to outfall ``i``, ascending; its own node is not counted."""
        nodes = np.sort(self._by_anchor.of(self._anchors_of(i))[0])
        others: Ints = nodes[nodes != self.starts[i]]
        return others

    def edges(self, i: int) -> Ints:
        """Return the edges that drain to outfall ``i``, ascending."""
        into = np.append(self.nodes(i), np.int64(self.starts[i]))
        edges = self._edges_by_head.of(into)[0]
        if self.network.closed is not None:
            keep = ~self.network.closed[edges] | (self.network.head[edges] == self.starts[i])
            edges = edges[keep]
        return np.sort(edges)

    def distances(self, i: int) -> Floats:
        """Return (n_nodes,) metres down to outfall ``i``; infinite where a node does not drain to it."""
        graph = self._graph
        order = np.lexsort((graph.step[0], graph.tail, graph.head))
        head, tail, step = graph.head[order], graph.tail[order], graph.step[0, order]
        first = np.flatnonzero((np.diff(head, prepend=-1) != 0) | (np.diff(tail, prepend=-1) != 0))
        matrix = csr_matrix((step[first], (head[first], tail[first])), shape=(graph.n_anchors,) * 2)
        to_anchor = np.append(dijkstra(matrix, indices=int(i)), np.inf)
        metres = to_anchor[graph.anchor[: self.network.n_nodes]]
        result: Floats = metres + graph.along[0, : self.network.n_nodes]
        result[self.starts[i]] = 0.0
        return result

    def drains(self, nodes: ArrayLike) -> NDArray[np.bool_]:
        """Return for each node whether it drains to any outfall."""
        result: NDArray[np.bool_] = self._graph.anchor[np.asarray(nodes, dtype=np.int64)] >= 0
        return result

    def count(self, nodes: ArrayLike) -> Ints:
        """Return for each node how many outfalls it drains to."""
        anchor = self._graph.anchor[np.asarray(nodes, dtype=np.int64)]
        per_anchor = np.append(_popcount(self._bits), 0)
        result: Ints = per_anchor[anchor]
        return result

    def starts_of(self, nodes: ArrayLike) -> Ints:
        """Return the outfalls that any of the nodes drains to, ascending."""
        anchor = self._graph.anchor[np.asarray(nodes, dtype=np.int64)]
        bits = np.bitwise_or.reduce(self._bits[np.unique(anchor[anchor >= 0])], axis=0)
        found: Ints = np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little"))
        return found

    def count_together(self, edges: Ints, group: Ints, n: int) -> Ints:
        """Return (n,) how many outfalls the edges of each group drain to, each counted once.

        group: (e,) ascending. Closed edges drain to the outfalls at their lower ends alone.
        """
        found = np.zeros(n, dtype=np.int64)
        width = _BITS_AT_ONCE // max(self._bits.shape[1], 1) + 1  # blocks keep the bits small
        for low in range(0, len(edges), width):
            rows = slice(*np.searchsorted(group, group[[low, min(low + width, len(edges)) - 1]] + [0, 1]))
            head = self.network.head[edges[rows]]
            bits = self._bits[self._graph.anchor[head]]
            if self.network.closed is not None:
                shut = np.flatnonzero(self.network.closed[edges[rows]])
                bits[shut] = 0
                outfall, which = self._outfalls_by_node.of(head[shut].astype(np.int64))
                bit = np.left_shift(np.uint64(1), (outfall % 64).astype(np.uint64))
                np.bitwise_or.at(bits, (shut[which], outfall // 64), bit)
            first = np.flatnonzero(np.diff(group[rows], prepend=-1))
            found[group[rows][first]] = _popcount(np.bitwise_or.reduceat(bits, first, axis=0))
        return found

    def nearest(self, nodes: ArrayLike) -> tuple[Ints, Floats]:
        """Return for each node its nearest outfall (-1 for none) and the metres to it."""
        wanted = np.asarray(nodes, dtype=np.int64)
        anchor = self._graph.anchor[wanted]
        labels = self._labelled(1) if not self._labels else next(iter(self._labels.values()))
        outfall = np.full(len(wanted), -1, dtype=np.int64)
        metres = np.full(len(wanted), np.inf)
        row = np.flatnonzero(anchor >= 0)
        at = labels.start[anchor[row]]
        outfall[row] = labels.sink[at]
        metres[row] = labels.sums[0, at] + self._graph.along[0, wanted[row]]
        return outfall, metres

    def links(self, source_nodes: ArrayLike, nearest: int | None = None) -> LinkArrays:
        """Return every pair of source and outfall it drains to, and the metres between them.

        source_nodes: (s,) node numbers, -1 for a source that met no node. nearest: keep so many
        outfalls per source. Ordered by source, then metres. A source at an outfall's own node
        drains to it over 0 m.
        """
        source, outfall, sums = self.links_with_sums(source_nodes, nearest)
        return LinkArrays(source, outfall, sums[0])

    def links_with_sums(
        self, source_nodes: ArrayLike, nearest: int | None = None
    ) -> tuple[Ints, Ints, Floats]:
        """Like :meth:`links`; the last array is (1 + q, links): metres and the network's sums."""
        nodes = np.asarray(source_nodes, dtype=np.int64).reshape(-1)
        if len(nodes) and int(nodes.max()) >= self.network.n_nodes:
            raise InputError(f"A source names a node outside 0..{self.network.n_nodes - 1}.")
        graph = self._graph
        row = np.flatnonzero(nodes >= 0)
        row = row[graph.anchor[nodes[row]] >= 0]
        anchor = graph.anchor[nodes[row]]
        labels = self._labelled(nearest)
        count = labels.count[anchor]
        pick = ranges(labels.start[anchor], count)
        sums = labels.sums[:, pick] + np.repeat(graph.along[:, nodes[row]], count, axis=1)
        return np.repeat(row, count), labels.sink[pick].astype(np.int64), sums

    def sum_per_start(self, nodes: ArrayLike, values: Floats) -> Floats:
        """Return per outfall, (n,), the sum of ``values`` (k,) over the ``nodes`` (k,) that drain to it."""
        anchor = self._graph.anchor[np.asarray(nodes, dtype=np.int64)]
        weight = np.bincount(anchor[anchor >= 0], values[anchor >= 0], self._graph.n_anchors)
        total = np.zeros(max(len(self.starts), 1))
        loaded = np.flatnonzero(weight)
        for at in range(0, len(loaded), 8192):  # blocks keep the unpacked bits small
            block = loaded[at : at + 8192]
            bits = np.unpackbits(self._bits[block].view(np.uint8), axis=1, bitorder="little")
            total[: len(self.starts)] += weight[block] @ bits[:, : len(self.starts)]
        return total[: len(self.starts)]

    def _labelled(self, nearest: int | None) -> Labels:
        if nearest not in self._labels:
            self._labels[nearest] = Labels(self._levels, nearest, self.check)
        return self._labels[nearest]


def _popcount(bits: NDArray[np.uint64]) -> Ints:
    """Return the number of set bits per row."""
    table = np.zeros(65536, dtype=np.uint8)
    for power in range(16):
        table[1 << power : 2 << power] = table[: 1 << power] + 1
    result: Ints = table[bits.view(np.uint16)].sum(axis=1, dtype=np.int64)
    return result
