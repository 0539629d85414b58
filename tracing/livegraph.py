"""A directed network that can be edited in place.

Pieces of pipe hang in linked lists at the nodes they touch, as two *halves* each
(``2 * piece + side``; side 0 at ``first``, 1 at ``last``), so a piece comes or goes without
moving any other. Flow along a piece runs first -> last, against it last -> first; a
piece may be passable both ways or neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import Columns
from .labels import ranges
from .model import Bools, Floats, Ints
from .network import Network

#: Below so many nodes a step of a search is quicker node by node than as arrays.
_FEW = 12


@dataclass
class Edges:
    """Passable ways of pieces: tail -> head; closed: a barrier or a closed gate at the head."""

    piece: Ints
    tail: Ints
    head: Ints
    closed: Bools
    against: Bools


class LiveGraph:
    """Nodes and pieces; ``pieces`` and ``nodes`` are their columns.

    pieces: pipe (-1: a bridged gap), part (run of the pipe), first, last, length_m, along, against,
    closed, direction_m, data_m (metres times trust), gap, side (a side way that is left out: +1 or -1 by
    its flow), alive; at first ascending by pipe.
    nodes: x, y, gate (closed), outfalls (how many stand here), half (first of its list); where the options
    limit manholes, manhole (one stands here) too.
    """

    def __init__(
        self, node_xy: Floats, gate: Bools, manhole: Bools | None = None,
        **pieces: NDArray,  # type: ignore[type-arg]
    ) -> None:
        n, m = len(node_xy), len(pieces["pipe"])
        none = np.full(n, -1, dtype=np.int64)
        self.nodes = Columns(
            x=node_xy[:, 0], y=node_xy[:, 1], gate=gate, outfalls=np.zeros(n, dtype=np.int64), half=none,
            **({} if manhole is None else {"manhole": manhole}),
        )
        self.pieces = Columns(**pieces, alive=np.ones(m, dtype=bool))
        place = np.stack([pieces["first"], pieces["last"]], axis=1).reshape(-1)
        order = np.argsort(place, kind="stable")
        following = np.full(2 * m, -1, dtype=np.int64)
        same = place[order[1:]] == place[order[:-1]] if m else np.empty(0, dtype=bool)
        following[order[:-1][same]] = order[1:][same]
        first = order[np.append(True, ~same)] if m else order
        self.nodes["half"][place[first]] = first
        self._next = Columns(half=following, **_of_halves(pieces))
        count = np.bincount(pieces["pipe"][pieces["pipe"] >= 0])
        bridges = m - int(count.sum())  # they come first
        self._of_pipe = Columns(start=bridges + np.cumsum(count) - count, count=count)

    @property
    def n_nodes(self) -> int:
        """Number of nodes, those that nothing touches any more included."""
        return self.nodes.n

    @property
    def manhole(self) -> Bools | None:
        """(nodes,) where a manhole stands; None where the options do not limit manholes."""
        if "manhole" not in self.nodes:
            return None
        return self.nodes["manhole"]

    def xy(self, nodes: Ints) -> Floats:
        """Return (k, 2) places."""
        return np.stack([self.nodes["x"][nodes], self.nodes["y"][nodes]], axis=1)

    def add_nodes(self, xy: Floats) -> Ints:
        """Add nodes; returns their numbers."""
        k = len(xy)
        return self.nodes.append(
            x=xy[:, 0], y=xy[:, 1], gate=np.zeros(k, bool), outfalls=np.zeros(k, np.int64),
            half=np.full(k, -1, dtype=np.int64),
            **({} if self.manhole is None else {"manhole": np.zeros(k, bool)}),
        )

    def pieces_of(self, pipes: Ints) -> Ints:
        """Return the pieces of pipes, pipe after pipe, each in drawing order."""
        own = pipes[pipes < self._of_pipe.n]
        return ranges(self._of_pipe["start"][own], self._of_pipe["count"][own])

    def halves(self, nodes: Ints) -> Ints:
        """Return the halves that hang at nodes."""
        half, following = self.nodes["half"][nodes], self._next["half"]
        found: list[Ints] = []
        while True:
            half = half[half >= 0]
            if not len(half):
                return np.concatenate(found) if found else half
            found.append(half)
            half = following[half]

    def halves_at(self, nodes: Ints) -> tuple[Ints, Ints]:
        """Return the halves that hang at nodes, each behind the position of its node."""
        half, following = self.nodes["half"][nodes], self._next["half"]
        at = np.arange(len(nodes))
        found: list[tuple[Ints, Ints]] = []
        while True:
            there = half >= 0
            at, half = at[there], half[there]
            found.append((at, half))
            if not len(half):
                return np.concatenate([a for a, _ in found]), np.concatenate([h for _, h in found])
            half = following[half]

    def touching(self, nodes: Ints) -> Ints:
        """Return the pipes that touch nodes, ascending."""
        pipes: Ints = np.unique(self.pieces["pipe"][self.halves(nodes) >> 1])
        return pipes[pipes >= 0]

    def bridges_at(self, nodes: Ints) -> Ints:
        """Return the pieces that bridge gaps from or to nodes, ascending."""
        pieces: Ints = np.unique(self.halves(nodes) >> 1)
        return pieces[self.pieces["pipe"][pieces] < 0]

    def replace(self, pipe: int, **pieces: NDArray) -> None:  # type: ignore[type-arg]
        """Give a pipe other pieces."""
        self.take_out(self.pieces_of(np.array([pipe])))
        k = len(pieces["first"])
        self.hang(pipe=np.full(k, pipe), **pieces)
        more = np.zeros(max(pipe + 1 - self._of_pipe.n, 0), dtype=np.int64)
        self._of_pipe.append(start=more, count=more)
        self._of_pipe["start"][pipe], self._of_pipe["count"][pipe] = self.pieces.n - k, k

    def take_out(self, pieces: Ints) -> None:
        """Unhook pieces from their nodes."""
        for piece in pieces.tolist():
            self._unhook(2 * piece, self.pieces["first"][piece])
            self._unhook(2 * piece + 1, self.pieces["last"][piece])
            self.pieces["alive"][piece] = False

    def hang(self, **pieces: NDArray) -> None:  # type: ignore[type-arg]
        """Add pieces at their nodes; ``pipe`` -1 bridges a gap."""
        k = len(pieces["first"])
        rows = self.pieces.append(alive=np.ones(k, dtype=bool), **pieces)
        self._next.append(half=np.full(2 * k, -1, dtype=np.int64), **_of_halves(pieces))
        for piece in rows.tolist():
            for half, column in ((2 * piece, "first"), (2 * piece + 1, "last")):
                node = self.pieces[column][piece]
                self._next["half"][half] = self.nodes["half"][node]
                self.nodes["half"][node] = half

    def _unhook(self, half: int, node: int) -> None:
        head, following = self.nodes["half"], self._next["half"]
        at = int(head[node])
        if at == half:
            head[node] = following[half]
            return
        while int(following[at]) != half:
            at = int(following[at])
        following[at] = following[half]

    def edges_at(self, nodes: Ints, *, up: bool, spill: bool = False) -> Edges:
        """Return the edges that come into (``up``) or leave nodes."""
        return self.edges_of(self.halves(nodes), up=up, spill=spill)

    def edges_of(self, half: Ints, *, up: bool, spill: bool = False) -> Edges:
        """Return the edges that come in at (``up``) or leave by halves.

        A closed gate shuts the edges that come in, for a spill those that leave.
        """
        pieces = self.pieces
        # Coming in at the last node, or leaving by the first, water runs along the piece.
        against = (half & 1 == 0) if up else (half & 1 == 1)
        piece = half >> 1
        passable = np.where(against, pieces["against"][piece], pieces["along"][piece])
        piece, against = piece[passable], against[passable]
        first, last = pieces["first"][piece], pieces["last"][piece]
        tail, head = np.where(against, last, first), np.where(against, first, last)
        closed = pieces["closed"][piece] | self.nodes["gate"][tail if spill else head]
        return Edges(piece, tail, head, closed, against)

    def all_edges(self, pieces: Ints) -> Edges:
        """Return all edges of pieces, those along their line first."""
        return self.edges_of(np.concatenate([2 * pieces, 2 * pieces + 1]), up=False)

    def closure(self, seeds: Ints, *, up: bool, spill: bool = False, known: Ints | None = None) -> Ints:
        """Return all nodes upstream (or downstream) of ``seeds`` through open edges, seeds included.

        spill: downstream past gates as water does that is let in above them (see :meth:`edges_of`).
        known: nodes that are left out, and everything beyond them.
        """
        seen = np.zeros(self.n_nodes, dtype=bool)
        last = np.empty(self.n_nodes, dtype=np.int64)  # who came to a node last, so that one remains of each
        frontier = np.unique(seeds)
        if known is not None:
            seen[known] = True
            frontier = frontier[~seen[frontier]]
        seen[frontier] = True
        found = [frontier]
        while len(frontier):
            if len(frontier) <= _FEW:
                walked, frontier = self._walk(frontier.tolist(), seen, up, spill)
                found.append(walked)
            else:
                other = self._onward(frontier, up, spill)
                other = other[~seen[other]]
                last[other] = np.arange(len(other))
                frontier = other[last[other] == np.arange(len(other))]
                seen[frontier] = True
            found.append(frontier)
        return np.concatenate(found)

    def _onward(self, nodes: Ints, up: bool, spill: bool) -> NDArray[np.int32]:
        """Return the nodes that open edges lead to from nodes, one for each edge."""
        gate = self.nodes["gate"]
        half = self.halves(nodes[~gate[nodes]] if up or spill else nodes)
        other: NDArray[np.int32] = self._next["far"][half[self._next["in" if up else "out"][half]]]
        return other if up or spill else other[~gate[other]]

    def drained_by(self, seeds: Ints) -> Bools:
        """Return (nodes + 1,) where an outfall would have ``seeds`` drain to it; the last is False.

        That is everything downstream, and what lies right behind a barrier: an outfall's own are passed.
        """
        marked = np.zeros(self.n_nodes + 1, dtype=bool)
        below = self.closure(seeds, up=False)
        marked[below] = True
        marked[self.edges_at(below, up=False).head] = True
        return marked

    def within(self, starts: Ints, most_m: Floats) -> tuple[Ints, bool]:
        """Return the nodes from which a way of at most so many metres leads down to a start.

        starts: (k,) nodes, whose barriers are passed; most_m: (k,) metres of each. Also tells whether
        nothing lies farther up than that.
        """
        left = np.full(self.n_nodes, -np.inf)  # metres that remain
        np.maximum.at(left, starts, most_m * (1 + 1e-9) + 1e-6)  # sums in another order differ by less
        frontier, beyond, begins = np.unique(starts), [starts[:0]], True
        while len(frontier):
            edges = self.edges_at(frontier, up=True)
            rest = left[edges.head] - self.pieces["length_m"][edges.piece]
            passed = begins | ~edges.closed
            beyond.append(edges.tail[passed & (rest < 0)])
            use = passed & (rest >= 0) & (rest > left[edges.tail])
            np.maximum.at(left, edges.tail[use], rest[use])
            frontier, begins = np.unique(edges.tail[use]), False
        return np.flatnonzero(left >= 0), bool((left[np.concatenate(beyond)] >= 0).all())

    def _walk(self, nodes: list[int], seen: Bools, up: bool, spill: bool) -> tuple[Ints, Ints]:
        """Walk on node by node while few lie abreast; returns the nodes passed and the last ones."""
        gate, head, following = self.nodes["gate"].item, self.nodes["half"].item, self._next["half"].item
        opened, far = self._next["in" if up else "out"].item, self._next["far"].item
        passed: list[int] = []
        begun = len(nodes)
        while nodes and len(nodes) <= _FEW:
            passed += nodes
            fresh: list[int] = []
            for node in nodes:
                half = -1 if (up or spill) and gate(node) else head(node)
                while half >= 0:
                    if opened(half):
                        other = far(half)
                        if not seen[other] and (up or spill or not gate(other)):
                            seen[other] = True
                            fresh.append(other)
                    half = following(half)
            nodes = fresh
        return np.array(passed[begun:], dtype=np.int64), np.array(nodes, dtype=np.int64)

    def extract(self, nodes: Ints) -> tuple[Network, NDArray[np.int32]]:
        """Return the network of ``nodes`` (closed downstream) and the number of every node in it (-1).

        Barriers that end right at an outfall are kept, whose node then comes in without its ways down.
        """
        number = np.full(self.n_nodes, -1, dtype=np.int32)
        number[nodes] = np.arange(len(nodes), dtype=np.int32)
        edges = self.edges_at(nodes, up=False)
        keep = ~edges.closed | (self.nodes["outfalls"][edges.head] > 0)
        piece, tail, head, closed = edges.piece[keep], edges.tail[keep], edges.head[keep], edges.closed[keep]
        beyond = np.unique(head[number[head] < 0])
        number[beyond] = len(nodes) + np.arange(len(beyond), dtype=np.int32)
        pieces = self.pieces
        passed = [] if self.manhole is None else [self.manhole[head].astype(np.float64)]
        columns = [pieces[name][piece] for name in ("direction_m", "data_m", "gap")]
        sums = np.stack([*columns, *passed])
        network = Network.from_edges(
            len(nodes) + len(beyond), number[tail], number[head], pieces["length_m"][piece],
            closed=closed, sums=sums,
        )
        return network, number


def _of_halves(pieces: dict[str, NDArray]) -> dict[str, NDArray]:  # type: ignore[type-arg]
    """Columns of the halves of pieces: far, the node at the other end; in, out: water passes there, so."""
    first, last, closed = pieces["first"], pieces["last"], pieces["closed"]
    along, against = pieces["along"] & ~closed, pieces["against"] & ~closed
    far = np.stack([last, first], axis=1).astype(np.int32)
    passed = {"in": (against, along), "out": (along, against)}
    columns = {name: np.stack(pair, axis=1).reshape(-1) for name, pair in passed.items()}
    return {"far": far.reshape(-1), **columns}
