"""How far every kind of evidence can be believed, and how often water ends: told by the data themselves.

By expectation and maximisation (Dawid and Skene 1979): kinds that agree with the rest gain weight, and those
that do not fall silent, such as the drawing order of a city that digitised at random.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..model import Floats
from .belief_propagation import Beliefs, Places
from .evidence import ORDERS, Evidence
from .invert_evidence import Votes

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
#: then only runs that contradict it are turned (:mod:`.mending`).
CONSISTENT, BORNE_OUT, TRUSTED = 0.97, 0.9, 0.999
#: Beside a trusted order inverts are believed no more than this: what differs from it is mostly no chance.
BESIDE_TRUSTED = 0.92
#: Nor beside one that contradicts itself in less than a tenth of all cases: a run of pipes rises as one.
BESIDE_ORDER = 0.85
#: Water ends at a loose end, ends inside, begins inside: (share of nodes, nodes that opinion weighs).
SINKS = {"loose": (0.1, 10.0), "inner": (0.01, 50.0), "summit": (0.03, 50.0)}
_ROUNDS, _SWEEPS = 8, 15
_BINS = 400
#: Of a network of more strands (so many) a sample shows how far each kind of evidence can be believed.
_SAMPLE = 10_000


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
            total += log_odds(self.reliability[kind]) * vote
        return total


def weigh(
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
            reliability[kind] = _agreement(kind, vote, odds - log_odds(reliability[kind]) * vote)
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


def log_odds(share: float) -> float:
    """Return the log odds of a share, between 0 and 1."""
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
