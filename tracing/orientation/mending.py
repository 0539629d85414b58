"""Single lines drawn against the flow in a network that is drawn well.

A *run* is a row of pipes where nothing else meets. Where it is drawn against the flow, its water comes to a
place that nothing leaves, and its upper end has another way down, or nothing that arrives. Turning such a run
takes both contradictions away. But water does end inside a network now and then, and pipes do rise, so there
must be evidence besides; right and wrong are counts where 1 and 2 % of the lines of 28 networks were reversed
on purpose (docs/real-networks.md), nearly all the wrong ones places that are odd in truth:

* *inverts fit the neighbours only turned round* (449 right, 24 wrong): written for the other direction; where
  nothing arrives at its upper end, not if a larger pipe arrives beside its lower one;
* *inverts rise* (449 right, 62 wrong): a network has one such pipe now and then, so :data:`CARELESS` of them,
  and one in :data:`ODD` pipes, must be found before any is turned, unless nothing arrives at its upper end; a
  larger pipe that arrives beside its lower end speaks against it;
* *more than half of the network ends there*, and a way on towards an outfall lies beside: one line of a trunk
  drawn backwards;
* *no inverts* (107 right, 68 wrong): turned last, only where it brings the water of :data:`FEW` pipes or
  more nearer to an outfall, no larger pipe arrives beside it and it would not lead into smaller ones (of
  those that would, 2 of 46 were reversed), and where as many others were found; where nothing arrives at its
  upper end, one in :data:`ODD` pipes is enough;
* *a recorded outfall gets no water* and the run leads away from it, against no invert: turned last, where
  others were found, for an outfall may be recorded at the head of another pipe;
* *an end that is loose* is nothing odd: there inverts alone turn a run, where others were found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model import Bools, Floats, Ints
from ..noding.clusters import components
from ..reach.network import Network
from .belief_propagation import Places
from .evidence import Evidence

#: So many runs must be found reversed before weaker evidence turns any, and one in so many pipes: in networks
#: drawn well one in about 300 is odd in truth.
CARELESS, ODD = 2, 500
#: So many pipes come together where a run that is turned without inverts ended.
FEW = 4
#: Sizes this much apart say which of two pipes is the lower one.
SIZE_RATIO = 1.15
#: How sure a turned run is: by inverts that fit, by inverts that rise or a loose end, by the rest.
SURE, RISING, LIKELY = 0.95, 0.9, 0.7
_ROUNDS = 8


@dataclass
class Runs:
    """Rows of strands where nothing else meets, under some directions.

    of: (k,) the run of each strand of ``places.use``, -1 in a closed ring; first, last: (r,) the strands at
    the upper and the lower end; top, bottom: (r,) their nodes; coming, leaving: (nodes,) how many strands do.
    """

    of: Ints
    first: Ints
    last: Ints
    top: Ints
    bottom: Ints
    coming: Ints
    leaving: Ints

    @classmethod
    def under(cls, places: Places, forward: Bools) -> Runs:
        """Find the runs where strands of ``places.use`` run from start to end if ``forward`` (k,)."""
        tail = np.where(forward, places.start, places.end)
        head = np.where(forward, places.end, places.start)
        n, k = places.n_nodes, len(places.use)
        coming, leaving = np.bincount(head, minlength=n), np.bincount(tail, minlength=n)
        through = (coming == 1) & (leaving == 1) & ~places.free & ~places.outfall
        into, out = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        into[head], out[tail] = np.arange(k), np.arange(k)
        group = components(into[through], out[through], k)
        first, last = (np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64) for _ in range(2))
        lead, end = np.flatnonzero(~through[tail]), np.flatnonzero(~through[head])
        first[group[lead]], last[group[end]] = lead, end
        opened = (first >= 0) & (last >= 0)
        number = np.where(opened, np.cumsum(opened) - 1, -1)
        first, last = first[opened], last[opened]
        return cls(number[group], first, last, tail[first], head[last], coming, leaving)

    def sums(self, votes: NDArray[np.int8]) -> Ints:
        """Sum (k,) votes of strands by run."""
        inside = self.of >= 0
        return np.bincount(self.of[inside], votes[inside], len(self.top)).astype(np.int64)


class Mending:
    """Turns runs of a drawing that is otherwise right."""

    def __init__(self, evidence: Evidence, places: Places) -> None:
        k = len(places.use)
        self._places, self._evidence = places, evidence
        self._falls = evidence.falls(places.use)
        self._size = np.nan_to_num(evidence.sizes(places.use))
        self._asked = np.zeros(k, dtype=bool)  # strands whose fit and way are known
        self._fits, self._way = np.zeros(k, dtype=np.int8), np.zeros(k, dtype=np.int8)

    def _ask(self, strands: Bools) -> None:
        """Find out how inverts fit, and the way to the outfalls; strands: (k,)."""
        rows = np.flatnonzero(strands & ~self._asked)
        if len(rows):
            use = self._places.use[rows]
            self._fits[rows], self._way[rows] = self._evidence.fits(use), self._evidence.way(use)
            self._asked[rows] = True

    def mended(self, forward: Bools) -> tuple[Bools, Floats]:
        """Return (k,) directions of ``places.use`` once what contradicts the others is turned.

        forward: (k,) whether each is drawn from start to end. Returns with them (k,) how sure each turned one
        is, 0 for the others.
        """
        drawn, forward, certainty = forward, forward.copy(), np.zeros(len(forward))
        done, last = 0, False  # done: runs turned
        careless = max(CARELESS, len(forward) / ODD)
        for _ in range(_ROUNDS):
            runs = Runs.under(self._places, forward)
            again = runs.sums((forward != drawn).astype(np.int8)) > 0  # nothing is turned twice
            kinds = (kind & ~again for kind in self._kinds(runs, forward, last=last))
            sure, rising, likely, small, silent = kinds
            found = done + int((sure | rising | silent).sum())
            if found * ODD >= len(forward):  # else silent ones are those that are odd in truth
                sure |= silent
            turn = sure | (rising | small if found >= careless else False)
            if not turn.any() and not last:
                last = True  # what weaker evidence turns comes last, for others may have been the cause
                continue
            if not turn.any():
                turn = likely if found + int((likely & ~rising).sum()) >= careless else turn
            if not turn.any():
                break
            turn = np.append(_one_per_place(np.flatnonzero(turn), runs, ~sure), False)
            trust = np.append(np.where(sure, SURE, np.where(rising | small, RISING, LIKELY)), 0.0)
            forward ^= turn[runs.of]
            done += int(turn.sum())
            certainty = np.where(turn[runs.of], trust[runs.of], certainty)
        return forward, certainty

    def votes(self, forward: Bools, certainty: Floats) -> dict[str, NDArray[np.int8]]:
        """Return (k,) what spoke for the strands that were turned, by kind of evidence."""
        sign = np.where(forward, 1, -1) * (certainty > 0)
        return {
            "joints": sign.astype(np.int8), "invert": np.where(self._falls == sign, sign, 0).astype(np.int8),
            "fits": np.where(self._fits == sign, sign, 0).astype(np.int8),
            "way": np.where(self._way == sign, sign, 0).astype(np.int8),
        }

    def _kinds(self, runs: Runs, forward: Bools, *, last: bool) -> tuple[Bools, Bools, Bools, Bools, Bools]:
        """Tell which runs are reversed: surely, by rising, by weak evidence, at loose ends, by no invert."""
        places, top, bottom = self._places, runs.top, runs.bottom
        sign = np.where(forward, 1, -1).astype(np.int8)
        inner = ~places.free[bottom] & ~places.outfall[bottom] & (runs.leaving[bottom] == 0)
        # What leaves the upper end has another way down there, so no water is caught when it is turned.
        other_way = places.free[top] | places.outfall[top] | (runs.leaving[top] > 1)
        split, summit = other_way & (runs.coming[top] > 0), other_way & (runs.coming[top] == 0)
        caught = ~other_way & (runs.coming[top] > 0)
        sink, loose = inner & (runs.coming[bottom] > 1), inner & (runs.coming[bottom] == 1) & split
        sink &= other_way | caught
        # A recorded outfall that nothing reaches, and whose water would run on into the network.
        dry = places.outfall[top] & (runs.coming[top] == 0)
        dry &= ~places.outfall[bottom] & (runs.coming[bottom] > 1)  # and something could reach it
        if not (sink | loose | dry).any():
            return sink, sink, sink, sink, sink
        self._ask(np.append(sink | loose | dry, False)[runs.of])
        falls, fits, way = (
            np.sign(runs.sums(votes * sign)) for votes in (self._falls, self._fits, self._way))
        many = self._some_above(forward)[bottom] >= FEW
        misfit, rises, silent = (falls > 0) & (fits < 0), falls < 0, falls * fits == 0
        larger, narrower = self._sizes_against(runs, forward, sink)
        onward = (way < 0) & ~larger & ~narrower
        silent &= ~rises & onward & many
        sure = sink & other_way & misfit & ((way < 0) | many & ~narrower)
        sure |= sink & summit & rises & many
        sure &= ~(summit & larger)
        rising = sink & rises & ~larger
        rising |= sink & caught & misfit
        likely = (sink & split & silent) | (dry & (falls <= 0) & (fits <= 0))
        if last:
            sure |= self._most_above(runs, forward, sink & other_way & onward)
        small = loose & (rises | misfit)
        return sure, rising, likely, small, sink & summit & silent

    def _some_above(self, forward: Bools) -> Ints:
        """Return (nodes,) how many strands drain to each within :data:`FEW` steps."""
        places = self._places
        tail = np.where(forward, places.start, places.end)
        head = np.where(forward, places.end, places.start)
        found: Floats = np.zeros(places.n_nodes)
        for _ in range(FEW):
            found = np.bincount(head, 1.0 + found[tail], places.n_nodes).astype(np.float64)
        return found.astype(np.int64)

    def _most_above(self, runs: Runs, forward: Bools, asked: Bools) -> Bools:
        """Tell to the lower ends of which runs ``asked`` more than half of all strands drain."""
        places, found = self._places, np.zeros(len(runs.top), dtype=bool)
        sinks, which = np.unique(runs.bottom[asked], return_inverse=True)
        if len(sinks):
            tail = np.where(forward, places.start, places.end)
            head = np.where(forward, places.end, places.start)
            middle, on = self._evidence.cuts(places.use)
            graph = Network.from_edges(
                places.n_nodes, np.concatenate([tail, tail[on], middle]),
                np.concatenate([head, middle, head[on]]), np.zeros(len(tail) + 2 * len(on)))
            drained = graph.upstream(sinks).sum_per_start(head, np.ones(len(head)))
            found[asked] = 2 * drained[which] > len(forward)
        return found

    def _sizes_against(self, runs: Runs, forward: Bools, asked: Bools) -> tuple[Bools, Bools]:
        """Tell at which lower ends another pipe is larger, and at which upper ends all others are smaller.

        asked: (r,) runs looked at; of the others nothing is told.
        """
        places, against = self._places, np.zeros((2, len(asked)), dtype=bool)
        rows = np.flatnonzero(asked)
        for side, (node, strand) in enumerate((
            (np.where(forward, places.end, places.start), runs.last[rows]),
            (np.where(forward, places.start, places.end), runs.first[rows]),
        )):
            other, own = self._largest_others(node, strand), self._size[strand]
            with np.errstate(invalid="ignore"):
                differs = other > SIZE_RATIO * own if side == 0 else other * SIZE_RATIO < own
            against[side, rows] = differs & (own > 0)
        return against[0], against[1]

    def _largest_others(self, node: Ints, strands: Ints) -> Floats:
        """Return the largest size of the other strands at the same end; NaN where a size there is unknown.

        node: (k,) of that end of every strand.
        """
        at = node[strands]
        there = np.zeros(self._places.n_nodes, dtype=bool)
        there[at] = True
        rows = np.flatnonzero(there[node])
        rows = rows[np.lexsort((self._size[rows], node[rows]))]
        place, size = node[rows], self._size[rows]
        first, last = (np.searchsorted(place, at, side=side) for side in ("left", "right"))
        second = np.where(last - first > 1, size[np.maximum(last - 2, 0)], np.nan)
        found = np.where(self._size[strands] >= size[last - 1], second, size[last - 1])
        return np.where(size[first] > 0, found, np.nan)


def _one_per_place(turn: Ints, runs: Runs, rank: Bools) -> Bools:
    """Of runs to ``turn`` that begin or end at one place choose the first by ``rank``."""
    turn = turn[np.argsort(rank[turn], kind="stable")]
    for node in (runs.bottom, runs.top):
        turn = turn[np.sort(np.unique(node[turn], return_index=True)[1])]
    chosen = np.zeros(len(runs.top), dtype=bool)
    chosen[turn] = True
    return chosen
