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


def most_metres_again(state: State, first_pipe: Callable[[Ints], Floats], outfalls: Ints) -> Floats:
    """Return (k,) metres that the traces of ``outfalls`` (ascending) lead under the options' limits.

    first_pipe: see :func:`limits.first_pipe`, of rows of sources.
    """
    most = bounds_of(state.options, outfalls, None).metres
    return nearest_sources(most, _Lookout(state, first_pipe, outfalls).look)


class _Lookout:
    """Looks for the sources around some outfalls, each time farther; see :func:`limits.nearest_sources`."""

    def __init__(self, state: State, first_pipe: Callable[[Ints], Floats], outfalls: Ints) -> None:
        self._state, self._first_pipe, self._outfalls = state, first_pipe, outfalls
        self._whole = False  # whether all that lies above is in sight
        self._reach: Bounded

    def look(self, most: Floats) -> tuple[Floats, float]:
        """Return the metres to the n-th source within ``most``, and the metres beyond which there is none."""
        wanted = np.flatnonzero(most >= 0)
        if not self._whole:
            self._go_on(self._outfalls[wanted], most[wanted])
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

    def _go_on(self, outfalls: Ints, most: Floats) -> None:
        """Take in sight everything within ``most`` metres above ``outfalls``, and all below that."""
        state = self._state
        nodes, self._whole = state.graph.within(state.outfall_hops["at"][outfalls], most)
        self._part = part = Part(state, state.graph.closure(nodes, up=False))
        met = state.source_hops["node"]
        sources = np.flatnonzero((met >= 0) & (part.number[met] >= 0))
        first, kind = self._first_pipe(sources), kinds(state, sources)
        self._met = counted_sources(state.options, part.met(sources), first, kind)
        bounds = bounds_of(state.options, part.starts, part.manholes)
        self._reach = Bounded(part.network, part.starts, bounds)
