"""How sure every pipe's direction is, when evidence of pipes and rules of nodes are taken together.

Nodes know three ways to be odd: all water comes in and none leaves (a sink), all leaves and none
comes in (a summit), and at a loose end one or the other. How improbable that is couples the
directions of the pipes that meet there. Belief propagation (Pearl 1988) passes the odds of each
pipe from node to node until they settle: exact on trees, close on the few braids of a drainage
network. A sweep is a few array passes over all pipes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_expit

from .model import Bools, Floats, Ints

#: At an outfall: shares of sinks and of summits.
_OUTFALL_END, _OUTFALL_INNER = (0.98, 0.02), (0.5, 0.02)
_KEEP = 0.3  # of the former message, so that braids settle
_SETTLED = 1e-2


@dataclass
class Places:
    """Strands that can be turned, as edges start -> end.

    use: (k,) their numbers; start, end: (k,) nodes; free: (nodes,) neither sink nor summit whatever
    the strands do; outfall: (nodes,).
    """

    use: Ints
    start: Ints
    end: Ints
    n_nodes: int
    free: Bools
    outfall: Bools
    n_strands: int

    def consistent_share(self, vote: NDArray[np.int8]) -> float:
        """The share of right votes that explains how often two strands in a row contradict each other.

        Where two meet and nothing else, one comes in and one leaves: votes that are right with
        probability r contradict that in 2 r (1 - r) of all cases, as often by a sink as by a summit.
        Real summits (and ends without a record) come without their counterpart, so the rarer of the
        two is counted twice. NaN without such places.
        """
        said = vote[self.use]
        voted = said != 0
        tail = np.where(said > 0, self.start, self.end)
        degree = np.bincount(self.start, minlength=self.n_nodes)
        degree += np.bincount(self.end, minlength=self.n_nodes)
        spoken = np.bincount(self.start[voted], minlength=self.n_nodes)
        spoken += np.bincount(self.end[voted], minlength=self.n_nodes)
        leaving = np.bincount(tail[voted], minlength=self.n_nodes)
        row = (degree == 2) & (spoken == 2) & ~self.free & ~self.outfall
        if not row.any():
            return float("nan")
        rarer = min(int((leaving[row] == 0).sum()), int((leaving[row] == 2).sum()))
        # A little is thrown in, or three places in agreement would prove a city right.
        conflict = (2.0 * rarer + 0.2) / (float(row.sum()) + 2.0)
        return 0.5 * (1.0 + float(np.sqrt(max(1.0 - 2.0 * conflict, 0.0))))


class Beliefs:
    """Messages between strands and nodes, kept from one settling to the next."""

    def __init__(self, places: Places, check: Callable[[], None] = lambda: None) -> None:
        self._check = check
        self.places = places
        k = len(places.use)
        self._node = np.concatenate([places.start, places.end])
        self._degree = np.bincount(self._node, minlength=places.n_nodes)
        self._in = np.where(np.arange(2 * k) < k, -1.0, 1.0)  # forward comes in at the end node
        self._message = np.zeros(2 * k)  # log odds of forward, from the node at either end
        self._own = np.zeros(k)

    def settle(self, own: Floats, rates: dict[str, float], sweeps: int) -> Floats:
        """Return (strands,) log odds of forward, given those of each strand's own evidence."""
        places = self.places
        self._own = own[places.use]
        sink, summit = self._weights(rates)
        half = len(places.use)
        for _ in range(sweeps):
            self._check()
            _, _, others_in, others_out = self._others()
            # Others all in: this one coming in too would make a sink.
            odds = np.log(
                (1.0 + (sink - 1.0) * np.exp(others_in)) / (1.0 + (summit - 1.0) * np.exp(others_out))
            )
            odds[places.free[self._node]] = 0.0
            message = _KEEP * self._message + (1.0 - _KEEP) * odds * self._in
            change = float(np.abs(message - self._message).max(initial=0.0))
            self._message = message
            if change < _SETTLED:
                break
        found = own.copy()
        found[places.use] += self._message[:half] + self._message[half:]
        return found

    def sinks(self, rates: dict[str, float]) -> dict[str, tuple[float, float]]:
        """Expected number of sinks and summits and of nodes where there could be one."""
        places = self.places
        sink, summit = self._weights(rates)
        all_in, all_out, _, _ = self._others()
        first = np.unique(self._node, return_index=True)[1]
        node = self._node[first]
        p_in, p_out = np.exp(all_in[first]), np.exp(all_out[first])
        ends, starts = sink[first] * p_in, summit[first] * p_out
        rest = np.maximum(1.0 - p_in - p_out, 0.0)
        total = ends + starts + rest
        judged = ~places.free[node] & ~places.outfall[node] & (total > 0)
        loose, inner = judged & (self._degree[node] == 1), judged & (self._degree[node] > 1)
        share_in, share_out = ends / np.maximum(total, 1e-300), starts / np.maximum(total, 1e-300)
        return {
            "loose": (float(share_in[loose].sum()), float(loose.sum())),
            "inner": (float(share_in[inner].sum()), float(inner.sum())),
            "summit": (float(share_out[inner].sum()), float(inner.sum())),
        }

    def _others(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Log probabilities that all strands of the node come in, leave; the same without this one."""
        half = len(self.places.use)
        forward = np.tile(self._own, 2) + np.concatenate([self._message[half:], self._message[:half]])
        towards = np.clip(forward * self._in, -30.0, 30.0)
        log_in, log_out = log_expit(towards), log_expit(-towards)
        n = self.places.n_nodes
        all_in = np.bincount(self._node, log_in, n)[self._node]
        all_out = np.bincount(self._node, log_out, n)[self._node]
        return all_in, all_out, np.minimum(all_in - log_in, 0.0), np.minimum(all_out - log_out, 0.0)

    def _weights(self, rates: dict[str, float]) -> tuple[Floats, Floats]:
        """How much likelier than any other state: all in, and all out, for each end of a strand."""
        places, node = self.places, self._node
        degree = self._degree[node]
        # A node of many strands has many ordinary states that share what is left.
        states = np.exp2(np.minimum(degree, 30)) - 2.0
        at = places.outfall[node]
        end = degree == 1
        sink = np.where(at, _OUTFALL_INNER[0], rates["inner"])
        summit = np.where(at, _OUTFALL_INNER[1], rates["summit"])
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = states / (1.0 - sink - summit)
        loose = np.where(at, _OUTFALL_END[0], rates["loose"])
        return np.where(end, loose, sink * ratio), np.where(end, 1.0 - loose, summit * ratio)


