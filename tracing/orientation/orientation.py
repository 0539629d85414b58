"""The policy ``auto``: weigh all evidence of direction against each other.

Each kind of evidence votes for a pipe's direction: the flow field, the declared or drawn order, the
fall of its own inverts, the levels of its neighbours, sizes that grow downstream, and the way to the
outfalls. Nodes speak too: water seldom ends or begins inside a network, and more often begins than
ends at a loose end. :mod:`.belief_propagation` weighs all of that together and gives each pipe's odds.

How far each kind can be believed, and how often water ends where no outfall is recorded, is
estimated from the data themselves (:mod:`.weights`). In a network whose order agrees with itself that
order outweighs everything else: only runs that contradict it, and have evidence besides, are turned
(:mod:`.mending`). At last what would never drain is led on (:mod:`.draining`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..drainage.declared_directions import Orientation
from ..drainage.pipe_network import PipeNetwork
from ..model import Basis, Bools, Floats, Ints
from .belief_propagation import Beliefs, Places
from .draining import drain
from .evidence import Evidence
from .invert_evidence import Votes
from .mending import Mending
from .weights import log_odds, weigh

#: Against these odds a pipe of a trusted order is turned to lead on water that is caught.
TURN_FROM = 0.9
_LAST_SWEEPS = 60


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
    weights = weigh(places, network.noding.node_xy, evidence, check)
    use, odds, votes = np.arange(len(pipe)), np.zeros(len(pipe)), {}
    if not weights.settled:
        votes = evidence.votes(use, way=weights.careless)
        odds = weights.sum_up(votes)
        odds[places.use] = Beliefs(places, check).settle(odds[places.use], weights.rates, _LAST_SWEEPS)
    by_pipe = np.bincount(pipe, odds, n)
    sign = np.where(by_pipe > 0, 1, np.where(by_pipe < 0, -1, np.where(stated == 0, 1, stated)))
    trusted = weights.order != 0
    needed, mended = np.zeros(n), np.zeros(n)
    spoke: dict[str, Votes] = {}
    if trusted.any():
        by_strand = np.where(trusted, weights.order, sign[pipe]).astype(np.int8)
        sign, mended, spoke = _mend(evidence, places, by_strand, sign, pipe)
        needed[pipe[trusted]] = log_odds(TURN_FROM)
    sign = sign.astype(np.int8)

    def price(asked: Bools) -> Floats:  # of turning them again
        use, known = np.flatnonzero(asked[pipe]), by_pipe
        if weights.settled:
            known = np.bincount(pipe[use], weights.sum_up(evidence.votes(use, way=False)), n)
        found: Floats = np.maximum(known * sign + needed, 0.0)
        return found

    sign = drain(network, outfall_nodes, sign, price, weights.rates["loose"], trusted=bool(needed.any()))
    against = (sign * stated < 0) & (direction.basis != Basis.UNKNOWN) & ~direction.both
    told = against if told is None else against | told
    if weights.settled:
        use = np.flatnonzero(told[pipe])
        votes = evidence.votes(use, way=weights.careless)
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
