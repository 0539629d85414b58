"""The policy ``auto``: weigh all evidence of direction against each other.

Each kind of evidence votes for a pipe's direction: the flow field, the declared or
drawn order, the inverts, sizes that grow downstream, and the way to the outfalls.
How reliable each kind is, is estimated from the data: expectation and maximisation over
the unknown true directions (Dawid and Skene 1979) raises the kinds that agree with
the others and silences those that do not, such as the drawing order of a city that
digitised at random. The weights of evidence (log odds) then price every pipe's two
directions, and :mod:`.arborescence` finds the cheapest choice that lets every place
drain, to an outfall or, at a price, to a loose end or a sink without a record.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from .arborescence import cheapest_branching
from .direction import fall_sign
from .model import Basis, Floats, Ints
from .pipenetwork import PipeNetwork

#: Kinds of evidence: (reliability to start from, how many pipes that opinion weighs).
PRIOR = {
    "flow": (0.98, 20.0), "declared": (0.95, 20.0), "digitised": (0.85, 10.0), "invert": (0.92, 20.0),
    "size": (0.65, 20.0), "way": (0.8, 20.0),
}
#: No kind is believed more or less than this.
LEAST, MOST = 0.5, 0.995
#: Log odds that water leaves at a loose end, or inside the network, without a recorded outfall.
LOOSE_END_COST, SINK_COST = 2.5, 6.0
_ROUNDS = 25


@dataclass
class Orientation:
    """Per pipe: sign (+1 start to end) and certainty 0.5..1; turned: rows now against their stated order.

    reliability: estimated share of right votes per kind of evidence.
    """

    sign: NDArray[np.int8]
    certainty: Floats
    turned: Ints
    reliability: dict[str, float] = field(default_factory=dict)


def orient(network: PipeNetwork, outfall_nodes: Ints) -> Orientation:
    """Find the orientation that contradicts the evidence least while letting the network drain."""
    stated, basis = network.direction.sign, network.direction.basis
    votes = _votes(network, outfall_nodes)
    odds, reliability = _weigh(votes)
    prefer = np.where(odds > 0, 1, np.where(odds < 0, -1, np.where(stated == 0, 1, stated)))
    sign = _drain(network, outfall_nodes, prefer.astype(np.int8), np.abs(odds))
    certainty = 1.0 / (1.0 + np.exp(-np.clip(odds * sign, -30, 30)))
    against = sign * stated < 0
    turned = np.flatnonzero(against & (basis != Basis.UNKNOWN) & ~network.direction.both)
    return Orientation(sign, np.maximum(certainty, 0.5), turned, reliability)


def _votes(network: PipeNetwork, outfall_nodes: Ints) -> dict[str, NDArray[np.int8]]:
    """One vote per kind and pipe: +1, -1 or 0 for none."""
    stated, basis = network.direction.sign, network.direction.basis
    none = np.zeros(network.pipes.n, dtype=np.int8)
    votes = {
        kind: np.where(basis == code, stated, none)
        for kind, code in (
            ("flow", Basis.DECLARED_FLOW), ("declared", Basis.DECLARED_ORDER), ("digitised", Basis.DIGITISED),
        )
    }
    votes["invert"] = fall_sign(network.pipes)
    start, end = _pipe_ends(network)
    votes["size"] = _size_votes(network, start, end)
    votes["way"] = _way_votes(network, outfall_nodes, start, end)
    return votes


def _pipe_ends(network: PipeNetwork) -> tuple[Ints, Ints]:
    """Start and end node of each pipe (of its longest strand); -1 where it has none."""
    strands = network.noding.strands
    order = np.argsort(strands.length_m, kind="stable")
    start = np.full(network.pipes.n, -1, dtype=np.int64)
    end = np.full(network.pipes.n, -1, dtype=np.int64)
    start[strands.pipe[order]] = network.noding.end_node[order, 0]
    end[strands.pipe[order]] = network.noding.end_node[order, 1]
    return start, end


def _size_votes(network: PipeNetwork, start: Ints, end: Ints) -> NDArray[np.int8]:
    """Towards the end where the other pipes are larger."""
    votes = np.zeros(network.pipes.n, dtype=np.int8)
    if network.pipes.diameter_mm is None:
        return votes
    size = np.nan_to_num(network.pipes.diameter_mm, nan=0.0)
    rows = np.flatnonzero((size > 0) & (start >= 0) & (end >= 0))
    n = network.noding.n_nodes
    total, count = np.zeros(n), np.zeros(n)
    for node in (start[rows], end[rows]):
        total += np.bincount(node, size[rows], n)
        count += np.bincount(node, minlength=n)
    with np.errstate(invalid="ignore", divide="ignore"):
        at_start = (total[start[rows]] - size[rows]) / (count[start[rows]] - 1)
        at_end = (total[end[rows]] - size[rows]) / (count[end[rows]] - 1)
    larger = at_end - at_start
    clear = np.isfinite(larger) & (np.abs(larger) > 0.1 * size[rows])
    votes[rows[clear]] = np.sign(larger[clear]).astype(np.int8)
    return votes


def _way_votes(network: PipeNetwork, outfall_nodes: Ints, start: Ints, end: Ints) -> NDArray[np.int8]:
    """Towards the end that is nearer to an outfall by pipe, whatever the pipes' directions."""
    votes = np.zeros(network.pipes.n, dtype=np.int8)
    pieces, n = network.pieces, network.noding.n_nodes
    goals = np.unique(outfall_nodes[outfall_nodes >= 0])
    if not len(goals):
        return votes
    open_piece = ~np.append(network.closed_pipe, False)[network.piece_pipe]
    first, last, length = pieces.first[open_piece], pieces.last[open_piece], pieces.length_m[open_piece]
    order = np.lexsort((length, np.maximum(first, last), np.minimum(first, last)))
    low, high = np.minimum(first, last)[order], np.maximum(first, last)[order]
    keep = np.flatnonzero((np.diff(low, prepend=-1) != 0) | (np.diff(high, prepend=-1) != 0))
    matrix = csr_matrix((length[order][keep] + 1e-6, (low[keep], high[keep])), shape=(n, n))
    metres = np.append(dijkstra(matrix, directed=False, indices=goals, min_only=True), np.inf)
    with np.errstate(invalid="ignore"):
        nearer = metres[start] - metres[end]
    clear = np.isfinite(nearer) & (np.abs(nearer) > 1e-6)
    votes[clear] = np.sign(nearer[clear]).astype(np.int8)
    return votes


def _weigh(votes: dict[str, NDArray[np.int8]]) -> tuple[Floats, dict[str, float]]:
    """Estimate how reliable each kind is, and the log odds of each pipe's direction."""
    reliability = {kind: PRIOR[kind][0] for kind in votes}
    used = {kind: np.flatnonzero(vote) for kind, vote in votes.items()}
    n = len(next(iter(votes.values())))
    odds = np.zeros(n)
    for _ in range(_ROUNDS):
        odds = np.zeros(n)
        for kind, vote in votes.items():
            odds += np.log(reliability[kind] / (1 - reliability[kind])) * vote
        forward = 1.0 / (1.0 + np.exp(-odds))
        for kind, vote in votes.items():
            rows = used[kind]
            right = np.where(vote[rows] > 0, forward[rows], 1 - forward[rows]).sum()
            guess, weight = PRIOR[kind]
            share = (right + guess * weight) / (len(rows) + weight)
            reliability[kind] = float(np.clip(share, LEAST, MOST))
    return odds, reliability


def _drain(
    network: PipeNetwork, outfall_nodes: Ints, prefer: NDArray[np.int8], weight: Floats
) -> NDArray[np.int8]:
    """Turn the pipes that must turn so that every node drains, at the least sum of weights."""
    pieces, n = network.pieces, network.noding.n_nodes
    pipe = network.piece_pipe
    opened = (pipe >= 0) & ~np.append(network.closed_pipe, False)[pipe]
    use = np.flatnonzero(opened & (pieces.first != pieces.last))
    turned = network.noding.drawn_backwards[pieces.strand[use]]
    wish = prefer[pipe[use]] * np.where(turned, -1, 1)
    both = network.direction.both[pipe[use]]
    # Pieces of one strand share its price, so cutting a pipe does not make turning it dearer.
    share = weight[pipe[use]] * _share_of_strand(network, use)
    tail = np.where(wish > 0, pieces.first[use], pieces.last[use])
    head = np.where(wish > 0, pieces.last[use], pieces.first[use])
    touches = np.bincount(pieces.first[use], minlength=n) + np.bincount(pieces.last[use], minlength=n)
    leave = np.where(touches <= 1, LOOSE_END_COST, SINK_COST)
    leave[outfall_nodes[outfall_nodes >= 0]] = 0.0
    nodes = np.arange(n)
    arc_tail = np.concatenate([tail, head, nodes])
    arc_head = np.concatenate([head, tail, np.full(n, n)])
    # A hair per arc keeps ties on the wished direction, and the way short.
    cost = np.concatenate([np.zeros(len(use)), np.where(both, 0.0, share + 1e-9), leave])
    choice = cheapest_branching(n + 1, arc_tail, arc_head, cost, n)
    taken = choice[choice >= 0]
    against = taken[(taken >= len(use)) & (taken < 2 * len(use))] - len(use)
    along = taken[taken < len(use)]
    balance = np.zeros(network.pipes.n)
    np.add.at(balance, pipe[use[against]], 1.0)
    np.add.at(balance, pipe[use[along]], -1.0)
    return np.where(balance > 0, -prefer, prefer).astype(np.int8)


def _share_of_strand(network: PipeNetwork, use: Ints) -> Floats:
    strand = network.pieces.strand[use]
    count = np.bincount(strand, minlength=len(network.noding.strands.pipe))
    share: Floats = 1.0 / count[strand]
    return share


