"""How far the traces of a live network lead where sources limit them, found again after an edit.

A limit on sources ends the trace of an outfall at its n-th nearest source, so it hangs on every source
above the outfall. It is found again for the outfalls an edit can reach, by the functions of a
whole trace, over the nodes around them; the sums are those of a whole trace to the last bit,
because a part of the network that is closed downstream is contracted as the whole is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .bounded import Bounded
from .limits import bounds_of, counted_sources, farthest_m, nearest_sources, nth_source
from .locality import State
from .model import Bools, Floats, Ints, Texts


class Part:
    """The network of some nodes (closed downstream) and what stands there.

    number: (graph nodes,) their number in it, -1; outfalls: rows of those in it; starts: their nodes in it;
    manholes: (nodes in it,) where one stands, None where that does not count.
    """

    def __init__(self, state: State, nodes: Ints) -> None:
        graph = state.graph
        self._state = state
        self.network, self.number = graph.extract(nodes)
        at = self.number[state.outfall_hops["at"]]
        self.outfalls = np.flatnonzero(at >= 0)
        self.starts = at[self.outfalls]
        self.manholes: Bools | None = None
        if graph.manhole is not None:
            self.manholes = np.zeros(self.network.n_nodes, dtype=bool)
            inside = np.flatnonzero(self.number >= 0)
            self.manholes[self.number[inside]] = graph.manhole[inside]

    def met(self, sources: Ints) -> Ints:
        """Return the nodes in it that sources meet, -1 for none."""
        node = self._state.source_hops["node"][sources]
        found: Ints = np.where(node >= 0, self.number[node], -1).astype(np.int64)
        return found


def kinds(state: State, sources: Ints) -> Texts | None:
    """Return the kinds of sources, None where they have none."""
    return state.sources.columns["kind"][sources] if "kind" in state.sources.columns else None


def most_metres_again(
    state: State, first_pipe: Callable[[Ints], Floats], outfalls: Ints, former: Floats
) -> Floats:
    """Return (k,) metres that the traces of ``outfalls`` (ascending) lead under the options' limits.

    first_pipe: see :func:`limits.first_pipe`, of rows of sources; former: (k,) those metres before the edit,
    which tell how far to look at once.
    """
    found = bounds_of(state.options, outfalls, None).metres
    left = np.arange(len(outfalls))
    few = np.flatnonzero(np.isinf(former))
    if len(few) and _count_above(state, outfalls[few]) < state.options.limit_sources:
        left = np.delete(left, few)  # there are too few still
    lookout = _Lookout(state, first_pipe, outfalls[left], former[left])
    found[left] = nearest_sources(found[left], lookout.look)
    return found


def _count_above(state: State, outfalls: Ints) -> int:
    """Return how many sources that are counted lie above any of ``outfalls``, however far."""
    graph, at = state.graph, state.outfall_hops["at"][outfalls]
    beside = graph.edges_at(at, up=True)  # their own barriers are passed
    above = np.zeros(graph.n_nodes + 1, dtype=bool)
    above[graph.closure(np.concatenate([at, beside.tail]), up=True)] = True
    sources = np.flatnonzero(above[state.source_hops["node"]])
    none = np.zeros((1, len(sources)))
    node, _ = counted_sources(state.options, state.source_hops["node"][sources], none, kinds(state, sources))
    return len(node)


class _Lookout:
    """Looks for the sources around some outfalls, each time farther; see :func:`limits.nearest_sources`."""

    def __init__(
        self, state: State, first_pipe: Callable[[Ints], Floats], outfalls: Ints, likely: Floats
    ) -> None:
        """Likely: (k,) how far it will probably have to look."""
        self._state, self._first_pipe, self._outfalls, self._likely = state, first_pipe, outfalls, likely
        self._whole = False  # whether all that lies above is in sight
        self._sight = np.full(len(outfalls), -1.0)
        self._reach: Bounded

    def look(self, most: Floats) -> tuple[Floats, float]:
        """Return the metres to the n-th source within ``most``, and the metres beyond which there is none."""
        wanted = np.flatnonzero(most >= 0)
        if not self._whole and (most[wanted] > self._sight[wanted]).any():
            self._go_on(wanted, np.maximum(most[wanted], 1.2 * self._likely[wanted]))
        position = np.searchsorted(self._part.outfalls, self._outfalls[wanted])
        metres = np.full(len(self._part.outfalls), -1.0)
        metres[position] = most[wanted]
        last = self._reach
        self._reach = reach = Bounded(
            last.network, last.starts, replace(last.bounds, metres=metres), like=last
        )
        found = np.full(len(most), np.nan)
        node, first = self._met
        found[wanted] = nth_source(reach, node, first, self._state.options.limit_sources)[position]
        return found, farthest_m(reach, first) if self._whole else np.inf

    def _go_on(self, wanted: Ints, most: Floats) -> None:
        """Take in sight everything within ``most`` metres above the ``wanted``, and all below that."""
        state, self._sight[wanted] = self._state, most
        nodes, self._whole = state.graph.within(state.outfall_hops["at"][self._outfalls[wanted]], most)
        self._part = part = Part(state, state.graph.closure(nodes, up=False))
        met = state.source_hops["node"]
        sources = np.flatnonzero((met >= 0) & (part.number[met] >= 0))
        first, kind = self._first_pipe(sources), kinds(state, sources)
        self._met = counted_sources(state.options, part.met(sources), first, kind)
        bounds = bounds_of(state.options, part.starts, part.manholes)
        self._reach = Bounded(part.network, part.starts, bounds)
