"""Water that would be caught in a ring or inside the network is led on to a way out, as cheaply as can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order

from ..drainage.pipe_network import PipeNetwork
from ..model import Bools, Floats, Ints
from ..reach.network import Network
from .cheapest_branching import cheapest_branching
from .invert_evidence import Votes

#: Where an order is trusted, water that ends inside a network is led on only if so many times more comes
#: together there than at its ends.
DWARFS = 10.0
#: Odds (log) against water that ends inside a network without a record, when it is led on to a way out.
SINK_PRICE = 8.0


def drain(
    network: PipeNetwork, outfall_nodes: Ints, sign: Votes, price: Callable[[Bools], Floats],
    loose_rate: float, *, trusted: bool,
) -> Votes:
    """Turn the pipes that must turn so that water finds a way out, at the least sum of prices.

    sign: (n,); price: tells (n,) what turning each of some pipes costs; loose_rate: share of loose ends
    where water ends.
    """
    pieces, n = network.pieces, network.noding.n_nodes
    pipe = network.piece_pipe
    opened, joint = (pipe >= 0) & ~np.append(network.closed_pipe, False)[pipe], network.joint
    first, last = joint[pieces.first], joint[pieces.last]
    use = np.flatnonzero(opened & (first != last))
    turned = network.noding.drawn_backwards[pieces.strand[use]]
    wish = sign[pipe[use]] * np.where(turned, -1, 1)
    both = network.direction.both[pipe[use]]
    tail = np.where(wish > 0, first[use], last[use])
    head = np.where(wish > 0, last[use], first[use])
    leaving = np.zeros(n, dtype=bool)
    leaving[tail] = leaving[head[both]] = True
    touches = np.bincount(tail, minlength=n) + np.bincount(head, minlength=n)
    loose = max(float(np.log((1.0 - loose_rate) / loose_rate)), 0.0)
    leave = np.where(touches > 1, SINK_PRICE, loose)
    if trusted:
        # Where a trusted order says that water leaves, it does, unless so much comes together inside the
        # network that it would dwarf what its ends usually drain.
        ends = np.flatnonzero(~leaving & (touches > 0))
        above = Network.from_edges(n, tail, head, np.zeros(len(tail))).upstream(ends)
        drained = above.sum_per_start(head, np.ones(len(head)))
        leave[~leaving] = 0.0
        usual = max(float(np.median(drained)), 1.0) if len(ends) else 1.0
        dwarfs = (touches[ends] > 1) & (drained > DWARFS * usual)
        leave[ends] = np.where(dwarfs, np.log1p(drained / usual), 0.0)
    leave[joint[outfall_nodes[outfall_nodes >= 0]]] = 0.0
    caught = _caught(n, tail, head, both, (touches > 0) & (leave == 0))
    if not caught.any():
        return sign
    concerned = np.zeros(network.pipes.n, dtype=bool)
    concerned[pipe[use[caught[tail] | caught[head]]]] = True
    # Pieces of one strand share its price, so cutting a pipe does not make turning it dearer.
    share = price(concerned)[pipe[use]] * _share_of_strand(network, use)
    arc_tail = np.concatenate([tail, head, np.arange(n)])
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
    return np.where(balance > 0, -sign, sign).astype(np.int8)


def _caught(n_nodes: int, tail: Ints, head: Ints, both: Bools, way_out: Bools) -> Bools:
    """Return (n_nodes,) from where water comes to no way out; both: (edges,) passable both ways too."""
    outs = np.flatnonzero(way_out)
    ways = [(head, tail), (tail[both], head[both]), (np.full(len(outs), n_nodes), outs)]
    upward = csr_matrix(
        (np.ones(sum(len(one) for one, _ in ways), dtype=np.int8), np.hstack(ways)),
        shape=(n_nodes + 1, n_nodes + 1),
    )
    found = np.ones(n_nodes + 1, dtype=bool)
    found[breadth_first_order(upward, n_nodes, return_predecessors=False)] = False
    found[:-1] &= np.bincount(np.concatenate([tail, head]), minlength=n_nodes) > 0
    return found[:-1]


def _share_of_strand(network: PipeNetwork, use: Ints) -> Floats:
    strand = network.pieces.strand[use]
    count = np.bincount(strand, minlength=len(network.noding.strands.pipe))
    share: Floats = 1.0 / count[strand]
    return share
