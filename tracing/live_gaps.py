"""Bridged gaps of a live network: where they can be decided anew, and which are others now.

Whether a loose end is led on, and where to, is told by the pipes within the gap distance of it and
by those that share a node with its own pipe. So a bridge is known by the loose end it begins at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .livegraph import LiveGraph
from .model import Bools, Ints


def loose_nodes(graph: LiveGraph, pipes: Ints) -> Ints:
    """Return the nodes of pipes where a single run ends; bridges do not count."""
    nodes = nodes_of(graph, pipes)
    at, half = graph.halves_at(nodes)
    runs = np.bincount(at, graph.pieces["pipe"][half >> 1] >= 0, len(nodes))
    loose: Ints = nodes[runs == 1]
    return loose


def nodes_of(graph: LiveGraph, pipes: Ints) -> Ints:
    """Return the nodes that pipes touch, ascending."""
    pieces = graph.pieces_of(pipes)
    nodes: Ints = np.union1d(graph.pieces["first"][pieces], graph.pieces["last"][pieces])
    return nodes


def across(graph: LiveGraph, nodes: Ints) -> Ints:
    """Return the nodes at both ends of the bridges from or to nodes."""
    bridges = graph.bridges_at(nodes)
    ends: Ints = np.union1d(graph.pieces["first"][bridges], graph.pieces["last"][bridges])
    return ends


class Spans:
    """Bridges of a neighbourhood: those there, and those found.

    there: pieces of the live network, ascending by the node they begin at; found: their columns with nodes
    of the neighbourhood; own_there, own_found: which begin at an inner pipe, so that they are replaced.
    """

    def __init__(
        self, graph: LiveGraph, found: dict[str, NDArray[Any]], pipes: Ints, inner: Ints, inner_nodes: Ints
    ) -> None:
        """Pipes: rows of the neighbourhood; inner_nodes: its nodes that inner pipes touch."""
        self._graph = graph
        self.found = found
        self.own_found: Bools = np.isin(found["first"], inner_nodes)
        there = graph.bridges_at(nodes_of(graph, pipes))
        self.there: Ints = there[np.argsort(graph.pieces["first"][there])]
        self.own_there: Bools = np.isin(graph.pieces["first"][self.there], nodes_of(graph, inner))

    def targets(self, number: Ints) -> tuple[Ints, Ints]:
        """Return for each bridge found where the one that is there leads from the same node (-1), and itself.

        number: (nodes of the neighbourhood,) their live numbers, -1.
        """
        low = self._graph.pieces["first"][self.there]
        mine = number[self.found["first"]]
        at = np.minimum(np.searchsorted(low, mine), max(len(low) - 1, 0))
        if not len(low):
            return np.full(len(mine), -1, dtype=np.int64), self.found["last"]
        same = (low[at] == mine) & (mine >= 0)
        return np.where(same, self._graph.pieces["last"][self.there[at]], -1), self.found["last"]

    def changed(self, number: Ints) -> tuple[Ints, Ints]:
        """Return the pieces there that go, and the positions of those found that come.

        number: as in :meth:`targets`.
        """
        return self._others(number, self.own_there, self.own_found)

    def strange(self, number: Ints, nodes: Ints) -> bool:
        """Tell whether a bridge that is none of the inner pipes' came out otherwise at a (live) node."""
        going, coming = self._others(number, ~self.own_there, ~self.own_found)
        pieces = self._graph.pieces
        ends = [pieces["first"][going], pieces["last"][going]]
        ends += [number[self.found[name][coming]] for name in ("first", "last")]
        return bool(np.isin(np.concatenate(ends), nodes).any())

    def _others(self, number: Ints, there: Bools, found: Bools) -> tuple[Ints, Ints]:
        pieces = self._graph.pieces
        old, new = self.there[there], np.flatnonzero(found)
        former = list(zip(*(pieces[name][old].tolist() for name in ("first", "last", "length_m"))))
        nodes = (number[self.found[name][new]].tolist() for name in ("first", "last"))
        latter = list(zip(*nodes, self.found["length_m"][new].tolist()))
        kept = set(former) & set(latter)
        going = [row for row, one in zip(old.tolist(), former) if one not in kept]
        coming = [row for row, one in zip(new.tolist(), latter) if one not in kept]
        return np.array(going, dtype=np.int64), np.array(coming, dtype=np.int64)

    def write(self, number: Ints, going: Ints, coming: Ints) -> Ints:
        """Replace what changed; returns the new pieces."""
        self._graph.take_out(going)
        columns = {name: column[coming] for name, column in self.found.items()}
        columns["first"], columns["last"] = number[columns["first"]], number[columns["last"]]
        before = self._graph.pieces.n
        self._graph.hang(**columns)
        return np.arange(before, self._graph.pieces.n)
