"""Pipes become a network: noding, direction and barriers put together.

Every strand is cut at the nodes on it; each piece is one edge, or two where water
may pass both ways. The network keeps for each edge the pipe it is a piece of, so
answers come back in rows of the input.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..input_checks import blanked, check_options, check_pipes
from ..model import Basis, Bools, Floats, Ints, Nodes, Options, Pipes, Progress
from ..noding.node_ids import normal_code
from ..noding.noding import Noding, node_pipes
from ..reach.labels import Csr
from ..reach.network import Network
from .declared_directions import Direction, Orientation, declared_signs
from .gathered import Gathered

#: How far directions of one basis can be trusted, 0..1 (docs/confidence.md).
DIRECTION_TRUST = {
    Basis.DECLARED_FLOW: 1.0, Basis.DECLARED_ORDER: 0.97, Basis.DIGITISED: 0.9,
    Basis.INVERT: 0.9, Basis.AUTO: 0.85, Basis.UNKNOWN: 0.4,
}
#: How far a record of a pipe can be trusted by its data source; a blank counts as 0.85.
DATA_TRUST = {"surveyed": 1.0, "as_built": 0.95, "design": 0.8, "inferred": 0.6}
DATA_TRUST_BLANK = 0.85
#: How far a bridged gap can be trusted, up to so many metres: shares of right ones as measured, one right and
#: one wrong added: 34 of 34, 9 of 11, 3 of 21.
GAP_TRUST = ((0.5, 0.97), (1.0, 0.77), (2.0, 0.17), (np.inf, 0.1))
#: Which sum of the network counts manholes (metres are 0), where the options limit them.
MANHOLE_SUM = 4
#: Kinds that are no manhole to the limit on manholes.
_NO_MANHOLES = ("inlet", "house_connection", "outlet")


@dataclass
class Pieces:
    """Pieces of strands between nodes, in drawing order of the line.

    strand, first, last: (p,) the strand and the nodes at both ends; start_m: (p,) drawn metres
    where the piece starts; length_m: (p,) metres of pipe. bridge: (p,) spans a gap (strand -1).
    """

    strand: Ints
    first: Ints
    last: Ints
    start_m: Floats
    length_m: Floats
    bridge: Bools


class Known(NamedTuple):
    """What a whole network tells of a part of it.

    id_distance_m: how far apart ends of one id may lie; apart: ids of which the case counts
    (:func:`node_ids.spelled_apart`); sign, basis: (n,) directions of the part's pipes,
    where they were weighed against each other (the policy ``auto``).
    """

    id_distance_m: float
    apart: frozenset[str] = frozenset()
    sign: NDArray[np.int8] | None = None
    basis: NDArray[np.int8] | None = None


class PipeNetwork:
    """Pipes, noded and directed; points may still be put on it until ``network`` is first asked."""

    def __init__(
        self, pipes: Pipes, nodes: Nodes | None, options: Options, progress: Progress | None = None,
        known: Known | None = None,
    ) -> None:
        """Known: of the whole that these pipes are a part of."""
        check_options(options)
        check_pipes(pipes, nodes)
        self.pipes = pipes
        self.nodes = None if nodes is None else replace(nodes, xy=blanked(nodes.xy))
        self.options = options
        if progress:
            progress(0.0, "noding")
        self.noding: Noding = node_pipes(
            pipes, self.nodes, options.tolerance_m, join_loose_ids=options.join_loose_ids,
            id_distance_m=options.id_distance_m, known=(known.id_distance_m, known.apart) if known else None,
        )
        if progress:
            progress(0.25, "direction")
        self.direction: Direction = self._directions()
        self._bridges: tuple[Ints, Ints, Floats] | None = None
        #: What :mod:`.gaps` found to lie together without meeting.
        self.gathered: Gathered | None = None
        #: What the policy ``auto`` found, once :func:`settling.settle_directions` ran.
        self.orientation: Orientation | None = None
        #: Finds side ways at splits (:mod:`.main_way`); without it none is left out.
        self.side_ways: Callable[[PipeNetwork], Bools] | None = None

    def _directions(self) -> Direction:
        strands = self.noding.strands
        declared = np.zeros(self.pipes.n, dtype=bool)
        declared[strands.pipe[strands.declared]] = True
        backwards = np.zeros(self.pipes.n, dtype=bool)
        backwards[strands.pipe[self.noding.drawn_backwards]] = True
        return declared_signs(self.pipes, declared, backwards, self.options.direction_policy)

    @cached_property
    def closed_pipe(self) -> Bools:
        """(n,) pipes that stop a trace: abandoned, blocked, or a barrier of the user."""
        closed = np.zeros(self.pipes.n, dtype=bool)
        if self.pipes.status is not None:
            if self.options.abandoned_is_barrier:
                closed |= self.pipes.status == "abandoned"
            if self.options.blocked_is_barrier:
                closed |= self.pipes.status == "blocked"
        if self.pipes.barrier is not None:
            closed |= self.pipes.barrier
        return closed

    @property
    def id_reach_m(self) -> float:
        """How far a manhole may lie from where pipes name it; infinite where ids are believed anywhere."""
        return self.noding.id_distance_m or np.inf

    @cached_property
    def named_manholes(self) -> tuple[Ints, Floats]:
        """The nodes that manholes name, -1 for none or one too far away, and how far (m) these lie."""
        if self.nodes is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        return self.noding.named(self.nodes.code, self.nodes.xy, self.id_reach_m)

    @cached_property
    def node_of_manhole(self) -> Ints:
        """(manholes,) the node of each manhole: by its code, else the node at its place; -1 for none."""
        if self.nodes is None or not len(self.nodes.xy):
            return np.empty(0, dtype=np.int64)
        from scipy.spatial import cKDTree

        found = self.named_manholes[0].copy()
        placed = np.flatnonzero(np.isfinite(self.noding.node_xy).all(axis=1))
        rest = np.flatnonzero((found < 0) & np.isfinite(self.nodes.xy).all(axis=1))
        if len(placed) and len(rest):
            reach = max(self.options.tolerance_m, 1e-9)
            distance, at = cKDTree(self.noding.node_xy[placed]).query(
                self.nodes.xy[rest], distance_upper_bound=reach * (1 + 1e-9)
            )
            near = np.isfinite(distance)
            found[rest[near]] = placed[at[near]]
        return found

    @property
    def joint(self) -> Ints:
        """(nodes,) where each node meets others for what is weighed: the first node of its bundle."""
        n = self.noding.n_nodes
        return np.arange(n) if self.gathered is None else self.gathered.representative(n)

    @cached_property
    def closed_node(self) -> Bools:
        """(nodes,) a closed gate stands here."""
        closed = np.zeros(self.noding.n_nodes, dtype=bool)
        if self.nodes is not None and self.nodes.closed is not None:
            at = self.node_of_manhole[self.nodes.closed]
            closed[at[at >= 0]] = True
        return closed

    @cached_property
    def manhole_node(self) -> Bools:
        """(nodes,) a manhole stands here; without any in the network, the places where pipes end or meet."""
        found = np.zeros(self.noding.n_nodes, dtype=bool)
        if self.nodes is None or not len(self.nodes.xy):
            found[self.noding.end_node[self.noding.end_node >= 0]] = True
            return found
        counts = np.ones(len(self.nodes.xy), dtype=bool)
        if self.nodes.kind is not None:
            counts = ~np.isin(self.nodes.kind.astype(str), _NO_MANHOLES)
        at = self.node_of_manhole[counts]
        found[at[at >= 0]] = True
        return found

    @cached_property
    def left_out(self) -> Bools:
        """(pieces,) side ways at splits, where the options ask for main ways only."""
        if self.options.overflows != "main_way" or self.side_ways is None:
            return np.zeros(len(self.pieces.strand), dtype=bool)
        return self.side_ways(self)

    @cached_property
    def _drawn_pieces(self) -> Pieces:
        """All strands cut at their nodes."""
        noding, strands = self.noding, self.noding.strands
        n = len(strands.pipe)
        first, last = noding.drawn_ends(np.arange(n))
        total = np.where(shapely.is_missing(strands.line), 0.0, shapely.length(strands.line))
        strand, start, node = np.arange(n), np.zeros(n), first
        if len(noding.cut_strand):
            strand = np.concatenate([strand, noding.cut_strand])
            start = np.concatenate([start, noding.cut_m])
            node = np.concatenate([node, noding.cut_node])
            order = np.lexsort((start, strand))
            strand, start, node = strand[order], start[order], node[order]
        is_last = np.append(np.diff(strand) != 0, True) if len(strand) else np.empty(0, dtype=bool)
        following = np.append(node[1:], -1)
        end = np.append(start[1:], 0.0)
        end = np.where(is_last, total[strand], end)
        drawn = np.maximum(end - start, 0.0)
        length = np.where(total[strand] > 0, drawn * strands.stretch[strand], strands.length_m[strand])
        return Pieces(
            strand, node, np.where(is_last, last[strand], following), start, length,
            np.zeros(len(strand), dtype=bool),
        )

    @cached_property
    def pieces(self) -> Pieces:
        """All strands cut at their nodes, then the bridged gaps."""
        pieces = self._drawn_pieces
        if self._bridges is not None and len(self._bridges[0]):
            low, target, gap = self._bridges
            pieces = Pieces(
                np.concatenate([pieces.strand, np.full(len(low), -1)]), np.concatenate([pieces.first, low]),
                np.concatenate([pieces.last, target]), np.concatenate([pieces.start_m, np.zeros(len(low))]),
                np.concatenate([pieces.length_m, gap]),
                np.concatenate([pieces.bridge, np.ones(len(low), dtype=bool)]),
            )
        return pieces

    @cached_property
    def piece_pipe(self) -> Ints:
        """(p,) the input row of each piece, -1 for a bridge."""
        return np.append(self.noding.strands.pipe, -1)[self.pieces.strand]

    @cached_property
    def piece_sign(self) -> tuple[NDArray[np.int8], Bools]:
        """(p,) flow relative to the drawn line (+1, -1, 0 unknown), and whether both ways are open."""
        pipe, strand = self.piece_pipe, self.pieces.strand
        sign = np.append(self.direction.sign, 1)[pipe].astype(np.int8)
        both = np.append(self.direction.both, False)[pipe]
        turned = np.append(self.noding.drawn_backwards, False)[strand]
        sign[turned] *= -1
        return sign, both

    @cached_property
    def _edges(self) -> tuple[Ints, Ints, Ints]:
        """Edges as (piece, tail, head); side ways that are left out have none."""
        piece, tail, head = self._every_edge
        if self.options.overflows == "main_way":
            use = ~self.left_out[piece]
            piece, tail, head = piece[use], tail[use], head[use]
        return piece, tail, head

    @cached_property
    def _every_edge(self) -> tuple[Ints, Ints, Ints]:
        """Edges as (piece, tail, head), side ways included."""
        pieces, (sign, both) = self.pieces, self.piece_sign
        unknown = (sign == 0) & ~both
        two_way = both | (unknown & self.options.traverse_unknown)
        along = np.flatnonzero((sign > 0) | two_way)
        against = np.flatnonzero((sign < 0) & ~two_way | two_way)
        return (
            np.concatenate([along, against]),
            np.concatenate([pieces.first[along], pieces.last[against]]),
            np.concatenate([pieces.last[along], pieces.first[against]]),
        )

    @property
    def edge_piece(self) -> Ints:
        """(m,) the piece each edge is."""
        return self._edges[0]

    @cached_property
    def untraversed(self) -> Ints:
        """Pieces of unknown direction that no trace passes."""
        if self.options.traverse_unknown:
            return np.empty(0, dtype=np.int64)
        sign, both = self.piece_sign
        return np.flatnonzero((sign == 0) & ~both)

    @cached_property
    def network(self) -> Network:
        """The directed network; its sums are metres x direction trust, metres x data trust, distrust of gaps.

        The last is minus the logarithm of :data:`GAP_TRUST`.
        """
        piece, tail, head = self._edges
        pipe = self.piece_pipe[piece]
        length = self.pieces.length_m[piece]
        bridge = self.pieces.bridge[piece]
        closed = (np.append(self.closed_pipe, False)[pipe]) | self.closed_node[head]
        direction = np.append(self.direction_trust, DIRECTION_TRUST[Basis.UNKNOWN])[pipe]
        data = np.append(self.data_trust, DATA_TRUST["inferred"])[pipe]
        up_to, trust = np.array(GAP_TRUST).T
        gaps = np.where(bridge, -np.log(trust)[np.searchsorted(up_to, length - 1e-9)], 0.0)
        sums = np.stack([length * direction, length * data, gaps, *self._manholes(head)])
        return Network.from_edges(self.noding.n_nodes, tail, head, length, closed=closed, sums=sums)

    def _manholes(self, at: Ints) -> list[Floats]:
        """One more sum of edges, the manhole where each is left, if the options limit manholes."""
        return [self.manhole_node[at].astype(np.float64)] if self.options.limit_manholes > 0 else []

    @cached_property
    def spill_network(self) -> Network:
        """The network for tracing downstream: a closed gate shuts the pipes below it, not those above."""
        _, tail, _ = self._edges
        pipe = self.piece_pipe[self.edge_piece]
        sums = self.network.sums
        if sums is not None and self.options.limit_manholes > 0:
            sums = np.stack([*sums[: MANHOLE_SUM - 1], *self._manholes(tail)])
        closed = np.append(self.closed_pipe, False)[pipe] | self.closed_node[tail]
        return replace(self.network, closed=closed, sums=sums)

    @property
    def direction_trust(self) -> Floats:
        """(n,) trust in the direction of each pipe."""
        trust = np.array([DIRECTION_TRUST[Basis(code)] for code in range(len(DIRECTION_TRUST))])
        found: Floats = trust[self.direction.basis]
        return found

    @cached_property
    def data_trust(self) -> Floats:
        """(n,) trust in the record of each pipe."""
        trust = np.full(self.pipes.n, DATA_TRUST_BLANK)
        if self.pipes.data_source is not None:
            for code, value in DATA_TRUST.items():
                trust[self.pipes.data_source == code] = value
        return trust

    @cached_property
    def degree(self) -> tuple[Ints, Ints]:
        """(nodes,) how many edges come in and go out, barriers and side ways included."""
        _, tail, head = self._every_edge
        n = self.noding.n_nodes
        return np.bincount(head, minlength=n), np.bincount(tail, minlength=n)

    @cached_property
    def pieces_of_strand(self) -> Csr:
        """Pieces grouped by strand, in drawing order."""
        strand = self.pieces.strand[~self.pieces.bridge]
        return Csr(strand.astype(np.int32), len(self.noding.strands.pipe))

    def part(
        self, rows: Ints, nodes: Ints, pipes: Pipes, manholes: Nodes | None, standing: Ints
    ) -> PipeNetwork:
        """Return the network of pipes that meet no others, as if it was built of them alone.

        rows: (k,) ascending, ``pipes`` their columns; nodes: (n,) ascending, all that they meet and that
        points on them meet; manholes: those that stand here, ``standing`` their nodes in this network. The
        part knows no ids.
        """
        number = np.full(self.noding.n_nodes + 1, -1, dtype=np.int64)
        number[nodes] = np.arange(len(nodes))
        part = self.copy()
        for name in ("closed_pipe", "data_trust", "named_manholes"):
            part.__dict__.pop(name, None)
        part.pipes, part.nodes, part.noding = pipes, manholes, self.noding.part(rows, nodes, number)
        stated = self.direction
        part.gathered = None  # what it bridges is known
        part.direction = Direction(stated.sign[rows], stated.both[rows], stated.basis[rows])
        if self._bridges is not None:
            low, target, gap = self._bridges
            own = number[low] >= 0
            part._bridges = number[low[own]], number[target[own]], gap[own]
        part.__dict__["node_of_manhole"] = number[standing]
        return part

    def copy(self) -> PipeNetwork:
        """Return the same network, that may be cut at further places while this one stays as it is."""
        other = copy.copy(self)
        other.noding = replace(self.noding)
        other.renew()
        return other

    def turn(self, known: Known) -> None:
        """Let pipes run as was found before, where directions were weighed against each other."""
        if known.sign is not None and known.basis is not None:
            self.direction = Direction(known.sign, self.direction.both, known.basis)
            self.renew(cut=False)

    def bridge(self, low: Ints, target: Ints, gap_m: Floats) -> None:
        """Connect nodes ``low`` to ``target`` over ``gap_m``, (k,) each; before the network is asked."""
        self._bridges = (low, target, gap_m)
        self.renew(cut=False)

    def renew(self, *, cut: bool = True) -> None:
        """Forget what was derived from directions and bridges; if ``cut``, from where lines are cut, too."""
        if cut:
            self.__dict__.pop("_drawn_pieces", None)
        for name in ("pieces", "piece_pipe", "piece_sign", "_edges", "_every_edge", "untraversed",
                     "network", "spill_network", "degree", "pieces_of_strand", "closed_node",
                     "manhole_node", "left_out"):
            self.__dict__.pop(name, None)

    def add_nodes(self, xy: Floats) -> Ints:
        """Add nodes at ``xy`` (k, 2) that no pipe meets; return their numbers (k,)."""
        first = self.noding.n_nodes
        self.noding.node_xy = np.concatenate([self.noding.node_xy, xy.reshape(-1, 2)])
        self.renew()
        return np.arange(first, self.noding.n_nodes)

    def place(self, xy: Floats, strand: Ints, drawn_m: Floats) -> Ints:
        """Return nodes (k,) at ``xy`` (k, 2), ``drawn_m`` along ``strand`` (k,), cutting it where needed."""
        nodes = self.noding.place(xy, strand, drawn_m)
        self.renew()
        return nodes

    def node_of(self, code: object) -> int:
        """Return the node of a declared id, -1 where there is none, or none before others."""
        node = self.noding.node_of_code.get(normal_code(code, self.noding.ids.apart), -1)
        return -1 if node >= 0 and self.noding.divided[node] else node
