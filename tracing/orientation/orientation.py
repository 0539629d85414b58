"""The policy ``auto``: weigh all evidence of direction against each other.

Each kind of evidence votes for a pipe's direction: the flow field, the declared or drawn order, the
fall of its own inverts, the levels of its neighbours, sizes that grow downstream, and the way to the
outfalls. Nodes speak too: water seldom ends or begins inside a network, and more often begins than
ends at a loose end. :mod:`.belief_propagation` weighs all of that together and gives each pipe's odds.

How far each kind can be believed, and how often water ends where no outfall is recorded, is
estimated from the data themselves by expectation and maximisation (Dawid and Skene 1979): kinds
that agree with the rest gain weight, and those that do not fall silent, such as the drawing order
of a city that digitised at random. In a network whose order agrees with itself that order outweighs
everything else: only runs that contradict it, and have evidence besides, are turned (:mod:`.mending`).
At last :mod:`.cheapest_branching` opens rings that would never drain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order

from ..drainage.declared_directions import Orientation
from ..drainage.pipe_network import PipeNetwork
from ..model import Basis, Bools, Floats, Ints
from ..reach.network import Network
from .belief_propagation import Beliefs, Places
from .cheapest_branching import cheapest_branching
from .evidence import ORDERS, Evidence
from .invert_evidence import Votes
from .mending import Mending

#: Kinds of evidence: (share of right votes to start from, votes that opinion weighs, most it can become).
PRIOR = {
    "flow": (0.98, 4.0, 0.995), "declared": (0.95, 4.0, 0.995), "digitised": (0.9, 2.0, 0.995),
    "invert": (0.85, 10.0, 0.97), "levels": (0.8, 10.0, 0.9), "clash": (0.35, 10.0, 0.85),
    "fits": (0.9, 10.0, 0.98), "pump": (0.999, 1e9, 0.999), "size": (0.6, 20.0, 0.75),
    "way": (0.6, 1e9, 0.6),
}
#: A kind that may be wrong more often than right: then the pipe's own inverts, read on it, are believed.
EITHER = "clash"
#: An order that hardly contradicts itself, and that the rest bears out, is trusted:
#: then only runs that contradict it are turned (:mod:`.mending`), and what is caught all the same is led on
#: against these odds.
CONSISTENT, BORNE_OUT, TRUSTED, TURN_FROM = 0.97, 0.9, 0.999, 0.9
#: Where an order is trusted, water that ends inside a network is led on only if so many times more comes
#: together there than at its ends.
DWARFS = 10.0
#: Beside a trusted order inverts are believed no more than this: what differs from it is mostly no chance.
BESIDE_TRUSTED = 0.92
#: Nor beside one that contradicts itself in less than a tenth of all cases: a run of pipes rises as one.
BESIDE_ORDER = 0.85
#: Water ends at a loose end, ends inside, begins inside: (share of nodes, nodes that opinion weighs).
SINKS = {"loose": (0.1, 10.0), "inner": (0.01, 50.0), "summit": (0.03, 50.0)}
#: Odds (log) against water that ends inside a network without a record, when it is led on to a way out.
SINK_PRICE = 6.0
_ROUNDS, _SWEEPS, _LAST_SWEEPS = 8, 15, 60
_BINS = 400
#: Of a network of more strands (so many) a sample shows how far each kind of evidence can be believed.
_SAMPLE = 10_000


def orient(
    network: PipeNetwork, outfall_nodes: Ints, check: Callable[[], None] | None = None,
    told: Bools | None = None,
) -> Orientation:
    """Find the orientation that contradicts the evidence least while letting the network drain.

    outfall_nodes: (outfalls,) nodes, -1 for none. check: called now and then; may raise to stop the work.
    told: (n,) pipes whose votes and certainty are wanted besides those of pipes that are turned.
    """
    n, pipe = network.pipes.n, network.noding.strands.pipe
    stated, direction = network.direction.sign, network.direction
    check = check or (lambda: None)
    evidence = Evidence(network, outfall_nodes)
    places = _places(network, evidence.ends, outfall_nodes)
    for kind, vote in evidence.orders.items():
        if places.runs_out(vote) and places.all_against(
                vote, evidence.way(places.use), evidence.falls(places.use)):
            evidence.orders[kind] = -vote
    weights = _weigh(places, network.noding.node_xy, evidence, check)
    every = np.arange(len(pipe))
    odds = np.zeros(len(pipe))
    if not weights.settled:
        odds = weights.sum_up(evidence.votes(every, way=weights.careless))
        odds[places.use] = Beliefs(places, check).settle(odds[places.use], weights.rates, _LAST_SWEEPS)
    by_pipe = np.bincount(pipe, odds, n)
    sign = np.where(by_pipe > 0, 1, np.where(by_pipe < 0, -1, np.where(stated == 0, 1, stated)))
    trusted = weights.order != 0
    needed, mended = np.zeros(n), np.zeros(n)
    spoke: dict[str, Votes] = {}
    if trusted.any():
        by_strand = np.where(trusted, weights.order, sign[pipe]).astype(np.int8)
        sign, mended, spoke = _mend(evidence, places, by_strand, sign, pipe)
        needed[pipe[trusted]] = _log_odds(TURN_FROM)
    sign = sign.astype(np.int8)

    def price(asked: Bools) -> Floats:  # of turning them again
        use, known = np.flatnonzero(asked[pipe]), by_pipe
        if weights.settled:
            known = np.bincount(pipe[use], weights.sum_up(evidence.votes(use, way=False)), n)
        found: Floats = np.maximum(known * sign + needed, 0.0)
        return found

    sign = _drain(network, outfall_nodes, sign, price, weights.rates["loose"], trusted=bool(needed.any()))
    against = (sign * stated < 0) & (direction.basis != Basis.UNKNOWN) & ~direction.both
    told = against if told is None else against | told
    use = np.flatnonzero(told[pipe]) if weights.settled else every
    votes = evidence.votes(use, way=weights.careless)
    if weights.settled:
        by_pipe = np.bincount(pipe[use], weights.sum_up(votes), n)
    certainty = np.maximum(1.0 / (1.0 + np.exp(-np.clip(by_pipe * sign, -30, 30))), 0.5)
    certainty = np.where(mended > 0, mended, certainty)
    for kind, vote in spoke.items():
        votes.setdefault(kind, np.zeros(len(use), dtype=np.int8))
        votes[kind] = np.where(vote[use] != 0, vote[use], votes[kind])
    return Orientation(
        sign, certainty, np.flatnonzero(against), weights.reliability, _told(votes, pipe[use], n))


def _mend(
    evidence: Evidence, places: Places, by_strand: Votes, sign: Ints, pipe: Ints
) -> tuple[Ints, Floats, dict[str, Votes]]:
    """Turn runs that contradict the others.

    by_strand: (strands,) signs as trusted; sign: (n,) what a pipe keeps whose strands disagree; pipe:
    (strands,). Returns (n,) signs, how sure turned ones are, else 0, and (strands,) what spoke for turns.
    """
    n, mending = len(sign), Mending(evidence, places)
    mended = np.zeros(n)
    forward, sure = mending.mended(by_strand[places.use] > 0)
    np.maximum.at(mended, pipe[places.use], sure)
    spoke = {}
    for kind, vote in mending.votes(forward, sure).items():
        spoke[kind] = np.zeros(len(pipe), dtype=np.int8)
        spoke[kind][places.use] = vote
    by_strand[places.use] = np.where(forward, 1, -1)
    balance = np.bincount(pipe, by_strand, n)
    return np.where(balance > 0, 1, np.where(balance < 0, -1, sign)), mended, spoke


def _told(votes: dict[str, Votes], pipe: Ints, n: int) -> dict[str, Votes]:
    """Return (n,) votes per kind of each pipe's first strand; what neighbours' levels say is one kind.

    pipe: (k,) of each strand that was asked, ascending.
    """
    spoken = {kind: vote for kind, vote in votes.items() if kind not in ("clash", "fits")}
    spoken["levels"] = votes["levels"] + votes["clash"] + votes["fits"]
    spoken["invert"] = votes["invert"] - votes["clash"]  # they say the opposite
    told = {kind: np.zeros(n, dtype=np.int8) for kind in spoken}
    first = np.flatnonzero(np.diff(pipe, prepend=-1))
    for kind, vote in spoken.items():
        told[kind][pipe[first]] = vote[first]
    return told


def _places(network: PipeNetwork, ends: Ints, outfall_nodes: Ints) -> Places:
    """The strands that can be turned, as a graph, and what is known of its nodes; ends: (strands, 2)."""
    noding, n = network.noding, network.noding.n_nodes
    pipe = noding.strands.pipe
    loop = ends[:, 0] == ends[:, 1]
    shut = network.closed_pipe[pipe]
    both = network.direction.both[pipe]
    use = np.flatnonzero(~loop & ~shut & ~both)
    free = np.zeros(n, dtype=bool)  # something else leads on here: neither sink nor summit
    free[noding.cut_node[~shut[noding.cut_strand]]] = True
    free[ends[both & ~shut].ravel()] = True
    outfall = np.zeros(n, dtype=bool)
    outfall[network.joint[outfall_nodes[outfall_nodes >= 0]]] = True
    return Places(use, ends[use, 0], ends[use, 1], n, free, outfall)


@dataclass
class Weights:
    """How far every kind of evidence can be believed.

    reliability: kind -> share of right votes; rates: shares of sinks and summits (:meth:`Beliefs.sinks`);
    order: (strands,) votes of the orders that are trusted; settled: these speak on every strand that can be
    turned, so nothing is left to be weighed against the neighbours; careless: no order contradicts itself so
    seldom that the way to the outfalls, the weakest voice, would change nothing.
    """

    reliability: dict[str, float]
    rates: dict[str, float]
    order: Votes
    settled: bool = False
    careless: bool = True

    def sum_up(self, votes: dict[str, Votes]) -> Floats:
        """Return (k,) log odds of strands by their own evidence; votes: kind -> (k,)."""
        total: Floats = np.zeros(len(next(iter(votes.values()))))
        for kind, vote in votes.items():
            total += _log_odds(self.reliability[kind]) * vote
        return total


def _weigh(
    places: Places, node_xy: Floats, evidence: Evidence, check: Callable[[], None]
) -> Weights:
    """Estimate how far each kind can be believed and how often water ends: few numbers.

    Of a large network a sample tells them as well. The way to the outfalls is left out: it agrees with
    itself, not with other evidence, and would gain weight by that. node_xy: (nodes, 2).
    """
    consistent = {kind: places.consistent_share(vote[places.use]) if vote.any() else np.nan
                  for kind, vote in evidence.orders.items()}
    part = places.sample(node_xy, _SAMPLE)
    evidence.learn_filing(part)
    votes = evidence.votes(part.use, way=False)
    weights = Weights({kind: PRIOR[kind][0] for kind in [*votes, "way"]},
                      {kind: share for kind, (share, _) in SINKS.items()}, np.empty(0, dtype=np.int8))
    reliability = weights.reliability
    for kind, share in consistent.items():
        if np.isfinite(share):
            reliability[kind] = float(np.clip(share, 0.5, PRIOR[kind][2]))
    beliefs = Beliefs(part, check)
    for _ in range(_ROUNDS):
        odds = beliefs.settle(weights.sum_up(votes), weights.rates, _SWEEPS)
        for kind, vote in votes.items():
            reliability[kind] = _agreement(kind, vote, odds - _log_odds(reliability[kind]) * vote)
        for kind, (count, total) in beliefs.sinks(weights.rates).items():
            share, weight = SINKS[kind]
            weights.rates[kind] = float((count + share * weight) / (total + weight))
    trusted = [kind for kind in ORDERS if consistent[kind] >= CONSISTENT and reliability[kind] >= BORNE_OUT]
    if trusted:
        reliability.update(dict.fromkeys(trusted, TRUSTED))
        reliability.update({kind: min(reliability[kind], BESIDE_TRUSTED) for kind in ("invert", "fits")})
    weights.careless = not any(share >= BORNE_OUT for share in consistent.values())
    if not weights.careless:
        reliability["invert"] = min(reliability["invert"], BESIDE_ORDER)
    none = np.zeros(len(evidence.ends), dtype=np.int8)
    weights.order = np.sum([none, *(evidence.orders[kind] for kind in trusted)], axis=0, dtype=np.int8)
    weights.settled = bool(trusted) and bool(np.all(weights.order[places.use]))
    return weights


def _log_odds(share: float) -> float:
    return float(np.log(share / (1.0 - share)))


def _agreement(kind: str, vote: Votes, without: Floats) -> float:
    """The share of right votes that makes the votes likeliest, judged by all other evidence.

    without: (s,) log odds that leave the kind itself out. Pipes of which nothing else is known
    say nothing about it.
    """
    start, weight, most = PRIOR[kind]
    rows = np.flatnonzero(vote)
    agree = 1.0 / (1.0 + np.exp(-np.clip(without[rows] * vote[rows], -30, 30)))
    count, edge = np.histogram(agree, bins=_BINS, range=(0.0, 1.0))
    middle = 0.5 * (edge[1:] + edge[:-1])
    share = start
    informed = float((count * np.abs(2 * middle - 1)).sum())
    if informed < 1e-9:
        return start
    for _ in range(100):
        right = share * middle / (share * middle + (1 - share) * (1 - middle))
        share = float(((count * right).sum() + start * weight) / (count.sum() + weight))
    return float(np.clip(share, 1.0 - most if kind == EITHER else 0.5, most))


def _drain(
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


__all__ = ["Orientation", "orient"]
