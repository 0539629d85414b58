"""Accumulation and shortest paths, against networkx on random networks."""

from __future__ import annotations

import os

import networkx as nx
import numpy as np
import pytest
from outfall_tracer.tracing import Network
from outfall_tracer.tracing.answers.section import shortest_path
from outfall_tracer.tracing.reach.accumulate import accumulate, share_down

FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"


def random_network(seed: int):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 20)), int(rng.integers(0, 35))
    tail, head = rng.integers(0, n, m), rng.integers(0, n, m)
    length = rng.integers(0, 5, m).astype(float)
    return rng, n, tail, head, length


@pytest.mark.parametrize("seed", range(1200 if FULL else 120))
def test_values_above_every_place_count_once(seed: int) -> None:
    rng, n, tail, head, length = random_network(seed)
    if seed % 2:  # mostly a forest
        tail, head = np.arange(1, n), rng.integers(0, np.arange(1, n)) if n > 1 else np.empty(0, dtype=int)
        extra = rng.integers(0, n, (2, 2))
        tail, head = np.append(tail, extra[0]), np.append(head, extra[1])
        length = np.ones(len(tail))
    nodes, values = rng.integers(-1, n, 9), rng.normal(size=9)
    values[0] = np.nan
    places = rng.permutation(np.append(np.arange(n), rng.integers(0, n, 2)))
    found = accumulate(Network.from_edges(n, tail, head, length), places, nodes, values)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(zip(tail, head))
    for i, place in enumerate(places):
        above = nx.ancestors(graph, place) | {place}
        expected = [value for node, value in zip(nodes, values) if node in above and np.isfinite(value)]
        assert found.count[i] == len(expected)
        assert found.sum[i] == pytest.approx(sum(expected))
        assert (found.min[i], found.max[i]) == ((min(expected), max(expected)) if expected else
                                                (pytest.approx(np.nan, nan_ok=True),) * 2)


@pytest.mark.parametrize("seed", range(400 if FULL else 40))
def test_what_arrives_is_what_a_matrix_gives(seed: int) -> None:
    """Shares at every node against the solution of all equations at once, rings included."""
    rng, n, tail, head, length = random_network(seed)
    nodes, values = rng.integers(0, n, 9), rng.random(9)
    outfalls = rng.integers(0, n, 2)
    found = share_down(Network.from_edges(n, tail, head, length), outfalls, nodes, values)
    flow = np.zeros((n, n))
    ways = np.bincount(tail[(tail != head) & ~np.isin(tail, outfalls)], minlength=n)
    for a, b in zip(tail, head):
        if a != b and a not in outfalls:
            flow[b, a] += 1 / ways[a]
    graph = nx.DiGraph([(a, b) for b, a in zip(*np.nonzero(flow))])
    graph.add_nodes_from(range(n))
    ends = {node for node in range(n) if node in outfalls or not ways[node]}
    lost = [node for node in range(n) if not ends & (nx.descendants(graph, node) | {node})]
    flow[:, lost] = 0.0
    put = np.bincount(nodes, values, n)
    np.testing.assert_allclose(found.node, np.linalg.solve(np.eye(n) - flow, put), atol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(400 if FULL else 40))
def test_water_that_divides_is_never_counted_twice(seed: int, weighted: bool) -> None:
    rng, n, tail, head, length = random_network(seed)
    outfalls, nodes, values = rng.integers(0, n, 3), rng.integers(0, n, 9), rng.random(9)
    weight = rng.integers(0, 3, len(tail)) if weighted else None
    shared = share_down(Network.from_edges(n, tail, head, length), outfalls, nodes, values, weight)
    assert shared.outfall.sum() + shared.lost == pytest.approx(values.sum())
    assert shared.lost > -1e-9
    assert (shared.outfall > -1e-9).all()


def test_a_split_shares_equally_or_by_weight() -> None:
    network = Network.from_edges(4, [0, 1, 1], [1, 2, 3], [1.0, 1.0, 1.0])
    assert share_down(network, [2, 3], [0], [8.0]).outfall.tolist() == [4.0, 4.0]
    assert share_down(network, [2, 3], [0], [8.0], [1, 3, 1]).outfall.tolist() == [6.0, 2.0]
    assert share_down(network, [2], [0], [8.0]).lost == pytest.approx(4.0)


@pytest.mark.parametrize("seed", range(400 if FULL else 40))
def test_the_shortest_path_is_whole_and_as_long_as_its_distance(seed: int) -> None:
    rng, n, tail, head, length = random_network(seed)
    outfalls = rng.integers(0, n, 3)
    reach = Network.from_edges(n, tail, head, length).upstream(outfalls)
    for i, outfall in enumerate(outfalls):
        metres = reach.distances(i)
        for node in np.flatnonzero(np.isfinite(metres)):
            path = shortest_path(reach, int(node), i)
            if node == outfall:
                assert not len(path)
                continue
            assert (tail[path[0]], head[path[-1]]) == (node, outfall)
            assert (tail[path[1:]] == head[path[:-1]]).all()
            assert length[path].sum() == pytest.approx(metres[node])
