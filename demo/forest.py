"""Ways down: which street every crossing's water takes to a riverside root."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from .geo import Floats, Ints
from .streets import Streets


@dataclass
class Forest:
    """The way down from every crossing: parent crossing, root number, cost, metres of network above."""

    parent: Ints  # -1 at roots, -2 unreached
    root: Ints
    cost: Floats
    load: Floats


def grow_forest(
    streets: Streets, roots: Ints, head_start: Floats, weight: Floats, keep: np.ndarray
) -> Forest:
    """Find the cheapest way down for every crossing over the kept streets."""
    n = len(streets.xy)
    a, b, w = streets.start[keep], streets.end[keep], weight[keep]
    graph = coo_matrix(
        (
            np.concatenate([w, w, head_start + 1.0]),
            (np.concatenate([a, b, np.full(len(roots), n)]), np.concatenate([b, a, roots])),
        ),
        shape=(n + 1, n + 1),
    ).tocsr()
    cost, before = dijkstra(graph, indices=n, return_predecessors=True)
    cost, before = cost[:n], before[:n].astype(np.int64)
    parent = np.where(before == n, -1, np.where(before < 0, -2, before))
    number = np.full(n, -1)
    number[roots] = np.arange(len(roots))
    order = np.argsort(cost, kind="stable")
    order = order[np.isfinite(cost[order])]
    root = np.full(n, -1)
    length = np.zeros(n)
    inner = parent >= 0
    length[inner] = np.hypot(*(streets.xy[inner] - streets.xy[parent[inner]]).T)
    load = np.zeros(n)
    up, ways = parent.tolist(), load.tolist()
    own, top = length.tolist(), root.tolist()
    for node in order.tolist():
        top[node] = int(number[node]) if up[node] < 0 else top[up[node]]
    for node in order[::-1].tolist():
        if up[node] >= 0:
            ways[up[node]] += ways[node] + own[node]
    return Forest(parent, np.array(top), np.where(np.isfinite(cost), cost, 0.0), np.array(ways))


def choose_roots(rng: np.random.Generator, streets: Streets, count: int) -> Ints:
    """Choose riverside crossings that get a main outfall, more where the bank is urban."""
    degree = np.bincount(np.concatenate([streets.start, streets.end]), minlength=len(streets.xy))
    candidates = np.flatnonzero(streets.riverside & (degree > 0))
    chosen = candidates
    if len(candidates) > count:
        weight = 0.35 + streets.urban[candidates]
        chosen = np.sort(rng.choice(candidates, count, replace=False, p=weight / weight.sum()))
    return chosen
