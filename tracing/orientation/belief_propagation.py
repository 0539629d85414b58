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

from ..model import Bools, Floats, Ints
from ..reach.labels import ranges

#: At an outfall: shares of sinks and of summits.
_OUTFALL_END, _OUTFALL_INNER = (0.98, 0.02), (0.5, 0.02)
#: An order runs against the flow as a whole where this share of what can be told says so.
_ALL_AGAINST, _BRANCHES = 0.7, 3
_KEEP = 0.3  # of the former message, so that braids settle
_SETTLED = 1e-2
_BLOCK = 2000  # strands in a block of a sample
_QUIET = 1e-2  # a message that moved by less stirs nothing

Singles = NDArray[np.float32]


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

    def sample(self, node_xy: Floats, most: int) -> Places:
        """Return every r-th of many blocks of neighbouring strands, so that about ``most`` remain.

        node_xy: (nodes, 2). Blocks hold equally many strands, strip by strip, whatever the place of the
        coordinates. Where a block ends, neither sink nor summit is told.
        """
        k = len(self.use)
        if k <= most:
            return self
        middle = 0.5 * (node_xy[self.start] + node_xy[self.end])
        side = max(int(np.sqrt(k / _BLOCK)), 1)
        strip = np.empty(k, dtype=np.int64)
        strip[np.argsort(middle[:, 0], kind="stable")] = np.arange(k) * side // k
        order = np.lexsort((middle[:, 1], strip))
        first = np.searchsorted(strip[order], np.arange(side + 1))
        rank = np.arange(k) - first[strip[order]]
        block = np.empty(k, dtype=np.int64)
        block[order] = rank * side // np.diff(first)[strip[order]]
        step = int(np.ceil(k / most))
        # From strip to strip the pattern shifts, so that no line of blocks is left out as a whole.
        keep = (block + strip * max(step // 2, 1)) % step == 0
        free = self.free.copy()
        free[self.start[~keep]] = free[self.end[~keep]] = True
        return Places(
            self.use[keep], self.start[keep], self.end[keep], self.n_nodes, free, self.outfall
        )

    def runs_out(self, order: NDArray[np.int8]) -> bool:
        """Tell whether an order only leaves more than half of the outfalls that it touches.

        order: (strands,) votes.
        """
        tail, head = self._along(order[self.use])
        coming, leaving = (np.bincount(node, minlength=self.n_nodes)[self.outfall] for node in (head, tail))
        return 2 * int(((coming == 0) & (leaving > 0)).sum()) > int((coming + leaving > 0).sum())

    def all_against(
        self, order: NDArray[np.int8], way: NDArray[np.int8], falls: NDArray[np.int8]
    ) -> bool:
        """Tell whether an order runs against the flow as a whole: away from the outfalls, and parting.

        Drainage comes together on its way down. Where it parts oftener, or where nothing meets and inverts
        rise along the order, it was drawn upwards. order: (strands,) votes; way, falls: those on ``use``.
        """
        said = order[self.use]
        asked = said * way
        if not asked.any() or float((asked < 0).sum()) < _ALL_AGAINST * np.count_nonzero(asked):
            return False
        coming, leaving = (
            np.bincount(node, minlength=self.n_nodes) for node in self._along(said)[::-1])
        joins, parts = int(((coming > 1) & (leaving < 2)).sum()), int(((leaving > 1) & (coming < 2)).sum())
        if joins + parts < _BRANCHES:
            return float((said * falls < 0).sum()) > _ALL_AGAINST * max(np.count_nonzero(said * falls), 1)
        return parts > joins

    def _along(self, said: NDArray[np.int8]) -> tuple[Ints, Ints]:
        """Return the upper and the lower nodes of the strands on which (k,) votes say something."""
        forward, voted = said > 0, said != 0
        return (np.where(forward, self.start, self.end)[voted],
                np.where(forward, self.end, self.start)[voted])

    def consistent_share(self, vote: NDArray[np.int8]) -> float:
        """The share of right votes that explains how often two strands in a row contradict each other.

        Where two meet and nothing else, one comes in and one leaves: votes that are right with
        probability r contradict that in 2 r (1 - r) of all cases, as often by a sink as by a summit.
        Real summits (and ends without a record) come without their counterpart, so the rarer of the
        two is counted twice. vote: (k,) on the strands of ``use``. NaN without such places.
        """
        voted = vote != 0
        tail = self._along(vote)[0]
        degree = np.bincount(self.start, minlength=self.n_nodes)
        degree += np.bincount(self.end, minlength=self.n_nodes)
        spoken = np.bincount(self.start[voted], minlength=self.n_nodes)
        spoken += np.bincount(self.end[voted], minlength=self.n_nodes)
        leaving = np.bincount(tail, minlength=self.n_nodes)
        row = (degree == 2) & (spoken == 2) & ~self.free & ~self.outfall
        if not row.any():
            return float("nan")
        rarer = min(int((leaving[row] == 0).sum()), int((leaving[row] == 2).sum()))
        # A little is thrown in, or three places in agreement would prove a city right.
        conflict = (2.0 * rarer + 0.2) / (float(row.sum()) + 2.0)
        return 0.5 * (1.0 + float(np.sqrt(max(1.0 - 2.0 * conflict, 0.0))))


class Beliefs:
    """Messages between strands and nodes, kept from one settling to the next.

    The two ends of every strand lie grouped by node, so that the sums of a node are those of a stretch.
    Single precision does: messages settle to a hundredth.
    """

    def __init__(self, places: Places, check: Callable[[], None] = lambda: None) -> None:
        self._check = check
        self.places = places
        k = len(places.use)
        node = np.concatenate([places.start, places.end])
        order = np.argsort(node, kind="stable")
        position = np.empty(2 * k, dtype=np.int64)
        position[order] = np.arange(2 * k)
        self._other = position[np.where(order < k, order + k, order - k)]  # the same strand's other end
        self._strand = np.where(order < k, order, order - k)
        self._first = np.flatnonzero(np.diff(node[order], prepend=-1))
        self._node = node[order][self._first]  # (nodes that are touched,)
        self._degree = np.diff(np.append(self._first, 2 * k))
        self._in = np.where(order < k, -1.0, 1.0).astype(np.float32)  # forward comes in at the end node
        self._at = np.repeat(np.arange(len(self._node)), self._degree)
        self._free = places.free[self._node]
        self._message = np.zeros(2 * k, dtype=np.float32)  # log odds of forward, from the node at either end
        self._own = np.zeros(2 * k, dtype=np.float32)

    def settle(self, own: Floats, rates: dict[str, float], sweeps: int) -> Floats:
        """Return (k,) log odds of forward, given those of each strand's own evidence."""
        if not len(self._node):
            return own
        self._own = own.astype(np.float32)[self._strand]
        sink, summit = self._weights(rates)
        active, ends = np.arange(len(self._node)), np.arange(len(self._strand))
        for _ in range(sweeps):
            self._check()
            count = self._degree[active]
            at = np.repeat(np.arange(len(active)), count)
            log_in, log_out, all_in, all_out = self._sums(ends, count)
            p_in = np.exp(np.minimum(all_in[at] - log_in, 0.0))
            p_out = np.exp(np.minimum(all_out[at] - log_out, 0.0))
            # Others all in: this one coming in too would make a sink.
            odds = np.log(
                ((1.0 - p_in) + sink[active][at] * p_in) / ((1.0 - p_out) + summit[active][at] * p_out)
            )
            odds[self._free[active][at]] = 0.0
            former = self._message[ends]
            message = _KEEP * former + (1.0 - _KEEP) * odds * self._in[ends]
            self._message[ends] = message
            change = np.abs(message - former)
            if float(change.max(initial=0.0)) < _SETTLED:
                break
            # Only where a message still moves, at the node it left or came to, anything can change.
            moving = change > _QUIET
            stirred = np.zeros(len(self._node), dtype=bool)
            stirred[active[at[moving]]] = stirred[self._at[self._other[ends[moving]]]] = True
            active = np.flatnonzero(stirred)
            ends = ranges(self._first[active], self._degree[active])
        found: Floats = own + np.bincount(self._strand, self._message, len(own))
        return found

    def sinks(self, rates: dict[str, float]) -> dict[str, tuple[float, float]]:
        """Expected number of sinks and summits and of nodes where there could be one."""
        if not len(self._node):
            return dict.fromkeys(("loose", "inner", "summit"), (0.0, 0.0))
        places, node = self.places, self._node
        sink, summit = (weight.astype(np.float64) for weight in self._weights(rates))
        _, _, all_in, all_out = self._sums(np.arange(len(self._strand)), self._degree)
        p_in, p_out = np.exp(all_in.astype(np.float64)), np.exp(all_out.astype(np.float64))
        ends, starts = sink * p_in, summit * p_out
        rest = np.maximum(1.0 - p_in - p_out, 0.0)
        total = ends + starts + rest
        judged = ~places.free[node] & ~places.outfall[node] & (total > 0)
        loose, inner = judged & (self._degree == 1), judged & (self._degree > 1)
        share_in, share_out = ends / np.maximum(total, 1e-300), starts / np.maximum(total, 1e-300)
        return {
            "loose": (float(share_in[loose].sum()), float(loose.sum())),
            "inner": (float(share_in[inner].sum()), float(inner.sum())),
            "summit": (float(share_out[inner].sum()), float(inner.sum())),
        }

    def _sums(self, ends: Ints, count: Ints) -> tuple[Singles, Singles, Singles, Singles]:
        """Log probabilities of ends to come in and to leave, and of nodes that all of theirs do.

        ends: of one node after the other; count: how many each node has.
        """
        towards = np.clip((self._own[ends] + self._message[self._other[ends]]) * self._in[ends], -30.0, 30.0)
        log_in = np.minimum(towards, 0.0) - np.log(1.0 + np.exp(-np.abs(towards)))
        log_out = log_in - towards
        last = np.cumsum(count)
        all_in, all_out = (
            np.diff(np.cumsum(column, dtype=np.float64)[last - 1], prepend=0.0).astype(np.float32)
            for column in (log_in, log_out)
        )
        return log_in, log_out, all_in, all_out

    def _weights(self, rates: dict[str, float]) -> tuple[Singles, Singles]:
        """How much likelier than any other state of a node: all in, and all out."""
        # A node of many strands has many ordinary states that share what is left.
        states = np.exp2(np.minimum(self._degree, 30)) - 2.0
        at = self.places.outfall[self._node]
        end = self._degree == 1
        sink = np.where(at, _OUTFALL_INNER[0], rates["inner"])
        summit = np.where(at, _OUTFALL_INNER[1], rates["summit"])
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = states / (1.0 - sink - summit)
        loose = np.where(at, _OUTFALL_END[0], rates["loose"])
        all_in, all_out = np.where(end, loose, sink * ratio), np.where(end, 1.0 - loose, summit * ratio)
        return all_in.astype(np.float32), all_out.astype(np.float32)
