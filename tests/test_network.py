"""The core on arrays: small networks worked out by hand, and inputs that do not fit."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from outfall_tracer.problems import Cancelled, InputError
from outfall_tracer.tracing import Network
from outfall_tracer.tracing.reach import network


def reach(edges, outfalls, n=10, closed=None):
    """edges: (from, to, metres)."""
    tail, head, length = zip(*edges) if edges else ((), (), ())
    return Network.from_edges(
        n, np.array(tail, dtype=int), np.array(head, dtype=int), length, closed=closed
    ).upstream(np.array(outfalls, dtype=int))


def pairs(links):
    return {(s, o): m for s, o, m in zip(*(column.tolist() for column in links))}


def test_the_example_in_the_docstring():
    assert doctest.testmod(network).failed == 0


def test_a_y_drains_both_arms():
    r = reach([(0, 2, 1), (1, 2, 2), (2, 3, 4)], [3])
    assert r.nodes(0).tolist() == [0, 1, 2]
    assert r.edges(0).tolist() == [0, 1, 2]
    assert pairs(r.links([0, 1, 3, 9])) == {(0, 0): 5, (1, 0): 6, (2, 0): 0}


def test_a_braid_takes_the_shorter_way_but_keeps_both():
    r = reach([(0, 1, 1), (1, 2, 10), (1, 3, 1), (3, 2, 1)], [2])
    assert r.edges(0).tolist() == [0, 1, 2, 3]
    assert pairs(r.links([0])) == {(0, 0): 3}


def test_parallel_pipes_are_both_in_the_answer():
    r = reach([(0, 1, 5), (0, 1, 7)], [1])
    assert r.edges(0).tolist() == [0, 1]
    assert r.distances(0)[0] == 5


def test_a_loop_that_drains_is_in_and_a_ring_without_a_way_out_is_not():
    draining = reach([(0, 1, 1), (1, 2, 1), (2, 0, 1), (1, 3, 1)], [3])
    assert draining.nodes(0).tolist() == [0, 1, 2]
    closed_ring = reach([(0, 1, 1), (1, 0, 1), (2, 3, 1)], [3])
    assert closed_ring.nodes(0).tolist() == [2]
    assert not closed_ring.drains([0])[0]


def test_an_outfall_on_a_line_belongs_to_the_next_one_too():
    r = reach([(0, 1, 1), (1, 2, 1), (2, 3, 1)], [1, 3])
    assert r.nodes(0).tolist() == [0]
    assert r.nodes(1).tolist() == [0, 1, 2]
    assert pairs(r.links([0, 1], nearest=1)) == {(0, 0): 1, (1, 0): 0}
    assert r.count([0, 2, 9]).tolist() == [2, 1, 0]


def test_two_outfalls_at_one_node_have_the_same_reach():
    r = reach([(0, 1, 3)], [1, 1])
    assert pairs(r.links([0])) == {(0, 0): 3, (0, 1): 3}
    assert r.nodes(0).tolist() == r.nodes(1).tolist() == [0]


def test_a_barrier_stops_but_not_at_the_outfall_it_touches():
    edges = [(0, 1, 1), (1, 2, 1), (2, 3, 1)]
    inside = reach(edges, [3], closed=[False, True, False])
    assert inside.nodes(0).tolist() == [2]
    # Edge 1 -> 2 ends at outfall 2: passed for that outfall alone, not for outfall 3 below it.
    at_start = reach(edges, [2, 3], closed=[False, True, False])
    assert at_start.nodes(0).tolist() == [0, 1]
    assert at_start.nodes(1).tolist() == [2]
    assert at_start.edges(0).tolist() == [0, 1]
    assert at_start.edges(1).tolist() == [2]


def test_downstream_has_the_same_shape():
    r = Network.from_edges(4, [0, 1, 1], [1, 2, 3], [1.0, 2.0, 3.0]).downstream([0])
    assert r.nodes(0).tolist() == [1, 2, 3]
    assert pairs(r.links([3])) == {(0, 0): 4}


def test_more_than_64_outfalls_are_kept_apart():
    k = 130  # outfalls 0..129, each with its own pipe; one source that reaches the odd ones
    edges = [(k + i, i, 1) for i in range(k)] + [(2 * k, k + i, i) for i in range(1, k, 2)]
    r = reach(edges, list(range(k)), n=2 * k + 1)
    assert sorted(o for _, o in pairs(r.links([2 * k]))) == list(range(1, k, 2))
    assert r.count([2 * k]).tolist() == [65]
    kept = r.links([2 * k], nearest=3)
    assert kept.outfall.tolist() == [1, 3, 5]
    assert kept.network_m.tolist() == [2, 4, 6]


@pytest.mark.parametrize("edges", [[], [(0, 0, 1)], [(0, 1, 0)]])
def test_next_to_nothing_is_answered(edges):
    r = reach(edges, [], n=2)
    assert len(r.links([0, 1]).source) == 0
    r = reach(edges, [1], n=2)
    assert pairs(r.links([1, -1])) == {(0, 0): 0}


def test_a_network_without_nodes():
    r = Network.from_edges(0, [], [], []).upstream([])
    assert len(r.links([]).source) == 0
    assert r.count([]).tolist() == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((2, [0], [1, 1], [1.0]), "one value per edge"),
        ((2, [0], [2], [1.0]), "outside 0..1"),
        ((2, [-1], [1], [1.0]), "outside 0..1"),
        ((2, [0], [1], [-1.0]), "negative or not a number"),
        ((2, [0], [1], [float("nan")]), "negative or not a number"),
        ((2, [0.5], [1], [1.0]), "whole numbers"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_in_a_sentence(arguments, says):
    with pytest.raises(InputError, match=says):
        Network.from_edges(*arguments)


def test_nodes_that_do_not_exist_are_refused():
    net = Network.from_edges(2, [0], [1], [1.0])
    with pytest.raises(InputError, match=r"outside 0\.\.1"):
        net.upstream([2])
    with pytest.raises(InputError, match=r"outside 0\.\.1"):
        net.upstream([1]).links([2])
    with pytest.raises(InputError, match="closed"):
        Network.from_edges(2, [0], [1], [1.0], closed=[True, False])
    with pytest.raises(InputError, match="sums"):
        Network.from_edges(2, [0], [1], [1.0], sums=[[1.0, 2.0]])


def test_a_check_that_raises_stops_the_work():
    def cancel():
        raise Cancelled

    r = Network.from_edges(3, [0, 0], [1, 2], [1.0, 1.0]).upstream([1, 2], check=cancel)
    with pytest.raises(Cancelled):
        r.links([0])


def test_a_long_line_does_not_recurse():
    n = 200_000
    r = Network.from_edges(n, np.arange(n - 1), np.arange(1, n), np.ones(n - 1)).upstream([n - 1])
    assert r.links([0]).network_m.tolist() == [n - 1]
    assert len(r.nodes(0)) == n - 1
