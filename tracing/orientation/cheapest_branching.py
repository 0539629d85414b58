"""The cheapest way to let every node drain: a minimum-cost branching towards a root.

Every node must get one way down such that following the ways down from anywhere ends
at the root, and the ways chosen cost least in sum. Chu and Liu (1965) and Edmonds
(1967): let every node take its cheapest arc; where that closes a ring, shrink the ring
to one node whose arcs cost what they add over the arc they replace; repeat. Each
repetition treats all nodes at once, so a few array passes do for a city. Nodes whose ways
down end at the root can be in no later ring; they are taken for the root, so every
repetition is left with little.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def cheapest_branching(n_nodes: int, tail: Ints, head: Ints, cost: Floats, root: int) -> Ints:
    """Return (n_nodes,) the arc each node leaves by, -1 for the root.

    tail, head: (a,) arcs; cost: (a,) not negative. Every node must be able to reach the root.
    """
    if not len(tail):
        return np.full(n_nodes, -1, dtype=np.int64)
    levels: list[tuple[Ints, Ints, Ints]] = []  # (best arc per node, ring number per node, arcs kept)
    arcs = np.arange(len(tail), dtype=np.int64)
    up, down, price = tail.copy(), head.copy(), cost.astype(np.float64)
    size, top = n_nodes, root
    while True:
        own = up != top
        arcs, up, down, price = arcs[own], up[own], down[own], price[own]
        best = _cheapest(size, up, price)
        chosen = np.flatnonzero(best >= 0)
        follow = csr_matrix(
            (np.ones(len(chosen), dtype=np.int8), (chosen, down[best[chosen]])), shape=(size, size)
        )
        n_groups, group = connected_components(follow, directed=True, connection="strong")
        group = group.astype(np.int64)
        closed = n_groups < size
        if closed:
            group[breadth_first_order(follow.T.tocsr(), top, return_predecessors=False)] = group[top]
        levels.append((np.where(best >= 0, arcs[best], -1), group, arcs))
        if not closed:
            break
        price = price - price[best[up]]
        outside = group[up] != group[down]
        arcs, price = arcs[outside], price[outside]
        up, down = group[up[outside]], group[down[outside]]
        size, top = n_groups, int(group[top])
    return _unfold(n_nodes, tail, levels)


def _cheapest(size: int, up: Ints, price: Floats) -> Ints:
    """Return (size,) the cheapest arc up from each node, the first of several, -1 for none."""
    least = np.full(size, np.inf)
    np.minimum.at(least, up, price)
    found = np.flatnonzero(price == least[up])[::-1]
    best = np.full(size, -1, dtype=np.int64)
    best[up[found]] = found  # the last written stays
    return best


def _unfold(n_nodes: int, tail: Ints, levels: list[tuple[Ints, Ints, Ints]]) -> Ints:
    """Open the shrunken rings again: a ring's own arc replaces the arc of the node it leaves from."""
    choice = levels[-1][0]
    # member[k][v]: the node of level k that original node v is part of.
    member = [np.arange(n_nodes, dtype=np.int64)]
    for _, group, _ in levels[:-1]:
        member.append(group[member[-1]])
    for depth in range(len(levels) - 2, -1, -1):
        best, _, _ = levels[depth]
        lower = best.copy()
        leaving = choice[choice >= 0]
        at = member[depth][tail[leaving]]
        lower[at] = leaving
        choice = lower
    return choice
