"""The core against networkx on 500 random networks: sets exact, metres to 1e-9.

Every second network has barriers; of those with and without, half are traced
downstream. ``OUTFALL_TRACER_FULL=1`` asks 3,000.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from outfall_tracer.tests.support.random_networks import oracle, random_graph
from outfall_tracer.tracing import Network

BLOCK = 50
BLOCKS = 60 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 10


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_networks_agree_with_networkx(block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        check(random_graph(seed), upstream=seed % 4 < 2, label=f"seed {seed}")


def check(graph, *, upstream, label):
    network = Network.from_edges(graph.n, graph.tail, graph.head, graph.length, closed=graph.closed)
    reach = network.upstream(graph.outfalls) if upstream else network.downstream(graph.outfalls)
    expected = {}
    for i, outfall in enumerate(graph.outfalls.tolist()):
        answer = oracle(graph, outfall, upstream=upstream)
        assert reach.nodes(i).tolist() == answer.nodes, label
        assert reach.edges(i).tolist() == answer.edges, label
        wanted = np.array([answer.metres.get(node, np.inf) for node in range(graph.n)])
        np.testing.assert_allclose(reach.distances(i), wanted, rtol=0, atol=1e-9, err_msg=label)
        for s, node in enumerate(graph.sources.tolist()):
            if node in answer.metres:
                expected[s, i] = answer.metres[node]
    check_links(reach, graph.sources, expected, label)


def check_links(reach, sources, expected, label):
    links = reach.links(sources)
    got = dict(zip(zip(links.source.tolist(), links.outfall.tolist()), links.network_m.tolist()))
    assert len(got) == len(links.source), label  # no pair twice
    assert got.keys() == expected.keys(), label
    assert all(abs(got[pair] - expected[pair]) <= 1e-9 for pair in expected), label
    per_source = [sorted(m for (s, _), m in expected.items() if s == at) for at in range(len(sources))]
    assert reach.count(sources).tolist() == [len(metres) for metres in per_source], label
    assert reach.drains(sources).tolist() == [bool(metres) for metres in per_source], label
    for keep in (1, 2):
        kept = reach.links(sources, keep)
        for at, metres in enumerate(per_source):
            np.testing.assert_allclose(
                kept.network_m[kept.source == at], metres[:keep], atol=1e-9, err_msg=label
            )
        pairs = zip(kept.source.tolist(), kept.outfall.tolist(), kept.network_m.tolist())
        assert all(abs(expected[s, o] - m) <= 1e-9 for s, o, m in pairs), label
    outfall, metres = reach.nearest(sources)
    for at, all_metres in enumerate(per_source):
        if all_metres:
            assert abs(metres[at] - all_metres[0]) <= 1e-9, label
            assert abs(expected[at, int(outfall[at])] - all_metres[0]) <= 1e-9, label
        else:
            assert outfall[at] == -1, label


@pytest.mark.parametrize("seed", range(20))
def test_sums_follow_the_shortest_way(seed):
    """Further sums belong to the same way as the metres: with sum = 2 x metres they stay twice as much."""
    graph = random_graph(seed)
    network = Network.from_edges(
        graph.n, graph.tail, graph.head, graph.length, closed=graph.closed, sums=2 * graph.length
    )
    _, _, sums = network.upstream(graph.outfalls).links_with_sums(graph.sources)
    np.testing.assert_allclose(sums[1], 2 * sums[0], atol=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_sum_per_start_is_the_sum_over_members(seed):
    graph = random_graph(seed)
    reach = Network.from_edges(graph.n, graph.tail, graph.head, graph.length).upstream(graph.outfalls)
    values = np.random.default_rng(seed).random(graph.n)
    total = reach.sum_per_start(np.arange(graph.n), values)
    for i, outfall in enumerate(graph.outfalls.tolist()):
        assert total[i] == pytest.approx(values[reach.nodes(i)].sum() + values[outfall])
