"""Limits against a walk in plain Python, and small drawn networks whose answers are known by heart."""

from __future__ import annotations

import os

import numpy as np
import pytest
from outfall_tracer.tests.support.lines import kinds, links, manholes, pipes, points, trace, upstream
from outfall_tracer.tests.support.random_networks import random_graph
from outfall_tracer.tracing import Network
from outfall_tracer.tracing.model import Drainage, End, Limit
from outfall_tracer.tracing.reach import bounded_reach
from outfall_tracer.tracing.reach.bounded_reach import Bounded
from outfall_tracer.tracing.reach.labels import Bounds

SEEDS = range(1500 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 150)


def walk(graph, passed, start, most_m, most):
    """{node: (metres, bounded sum)} within the bounds, and the edges that belong to the trace."""
    found = {start: (0.0, 0.0)}
    ways = [
        (e, t, h) for e, (t, h) in enumerate(zip(graph.tail.tolist(), graph.head.tolist()))
        if graph.closed is None or not graph.closed[e] or h == start
    ]
    changed = True
    while changed:
        changed = False
        for e, t, h in ways:
            if h not in found:
                continue
            metres, count = found[h][0] + graph.length[e], found[h][1] + passed[e]
            if metres > most_m or count > most:
                continue
            old = found.get(t, (np.inf, np.inf))
            new = (min(old[0], metres), min(old[1], count))
            if new != old:
                found[t], changed = new, True
    edges = [
        e for e, _, h in ways
        if h in found and found[h][0] < most_m and found[h][1] + passed[e] <= most
    ]
    return found, edges


@pytest.mark.parametrize("seed", SEEDS)
def test_random_bounds_agree_with_a_walk(seed):
    graph = random_graph(seed)
    rng = np.random.default_rng(seed)
    k = len(graph.outfalls)
    manhole = rng.random(graph.n) < 0.6
    passed = manhole[graph.head].astype(float)
    most_m = rng.choice([0.0, 3.0, 8.0, np.inf], k) + rng.random(k) * (graph.length % 1 > 0).any()
    most = rng.integers(0, 5, k) + manhole[graph.outfalls] if seed % 3 else np.full(k, np.inf)
    network = Network.from_edges(
        graph.n, graph.tail, graph.head, graph.length, closed=graph.closed, sums=passed
    )
    reach = Bounded(network, graph.outfalls.astype(np.int32), Bounds(most_m, 1, most.astype(float)))
    every = np.arange(graph.n)
    count, nearest = np.zeros(graph.n, dtype=int), np.full(graph.n, np.inf)
    wanted_pairs = set()
    for i, start in enumerate(graph.outfalls.tolist()):
        found, edges = walk(graph, passed, start, most_m[i], most[i])
        assert reach.nodes(i).tolist() == sorted(set(found) - {start})
        assert reach.edges(i).tolist() == edges
        metres = np.array([found.get(node, (np.inf,))[0] for node in range(graph.n)])
        np.testing.assert_allclose(reach.distances(i), metres, atol=1e-9)
        count += np.isfinite(metres)
        nearest = np.minimum(nearest, metres)
        wanted_pairs |= {(edge, i) for edge in edges}
    assert reach.count(every).tolist() == count.tolist()
    assert reach.drains(every).tolist() == (count > 0).tolist()
    np.testing.assert_allclose(reach.nearest(every)[1], nearest, atol=1e-9)
    parts = list(reach.traced(np.arange(len(graph.tail))))
    got = [pair for edge, outfall, _ in parts for pair in zip(edge.tolist(), outfall.tolist())]
    assert len(got) == len(set(got))
    assert set(got) == wanted_pairs
    source, outfall, sums = reach.links_with_sums(every)
    assert len(source) == count.sum()
    assert all(sums[0, row] == pytest.approx(reach.distances(o)[s])
               for row, (s, o) in enumerate(zip(source.tolist(), outfall.tolist())))
    weight = rng.random(graph.n)
    totals = reach.sum_per_start(every, weight)
    for i in range(k):
        member = np.isfinite(reach.distances(i))
        assert totals[i] == pytest.approx(weight[member].sum())


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_outfalls_in_groups_give_the_same_answers(seed, monkeypatch):

    monkeypatch.setattr(bounded_reach, "_LABELS", 3)
    test_random_bounds_agree_with_a_walk(seed)


def test_without_bounds_it_is_the_plain_reach():
    graph = random_graph(7)
    network = Network.from_edges(graph.n, graph.tail, graph.head, graph.length, closed=graph.closed)
    plain = network.upstream(graph.outfalls)
    free = Bounded(network, graph.outfalls.astype(np.int32), Bounds(np.full(len(graph.outfalls), np.inf)))
    for i in range(len(graph.outfalls)):
        assert free.nodes(i).tolist() == plain.nodes(i).tolist()
        assert free.edges(i).tolist() == plain.edges(i).tolist()
        np.testing.assert_allclose(free.distances(i), plain.distances(i))


# A main of five pipes of 100 m that runs to 0 0, and a long way round its middle.
MAIN = ["100 0, 0 0", "200 0, 100 0", "300 0, 200 0", "400 0, 300 0", "500 0, 400 0"]
ROUND = "300 0, 300 150, 100 150, 100 0"
WELLS = {f"M{x}": f"{x} 0" for x in range(0, 501, 100)}


def reasons(result):
    """[(place, limit)] of the ends by a limit."""
    ends = result.ends
    return sorted(
        (round(float(x)), Limit(code).name)
        for (x, _), reason, code in zip(ends.xy, ends.reason, ends.limit) if reason == End.LIMIT
    )


def test_a_distance_ends_inside_a_pipe():
    result = trace(pipes(*MAIN), points("0 0"), points("150 1", "260 1"), limit_m=250.0)
    assert links(result) == {(0, 0): 150.0}
    assert result.pipe_trace.pipe.tolist() == [0, 1, 2]
    assert result.network_length_m.tolist() == [250.0]
    assert reasons(result) == [(200, "DISTANCE")]


def test_the_nth_manhole_is_reached_and_nothing_above_it():
    result = trace(
        pipes(*MAIN), points("0 0"), points("200 1", "201 1", "300 1", "250 1"), manholes(WELLS),
        limit_manholes=2, link_distance_m=5.0,
    )
    assert links(result) == {(0, 0): 200.0, (1, 0): 200.0}
    assert result.pipe_trace.pipe.tolist() == [0, 1]
    assert reasons(result) == [(200, "MANHOLES")]


def test_inlets_are_no_manholes():
    nodes = manholes(WELLS)
    nodes.kind = np.array([None, "inlet", "manhole", None, None, None], dtype=object)
    assert set(upstream(pipes(*MAIN), "0 0", nodes=nodes, limit_manholes=2)[0]) == {0, 1, 2}


def test_without_manholes_the_places_where_pipes_meet_are_counted():
    assert set(upstream(pipes(*MAIN), "0 0", limit_manholes=3)[0]) == {0, 1, 2}


def test_on_a_braid_the_way_with_fewer_manholes_counts():
    """By the main the place 300 0 is the third manhole; by the way round it is the second."""
    braid = pipes(*MAIN, ROUND)
    nodes = manholes(WELLS)
    found = upstream(braid, "0 0", nodes=nodes, limit_manholes=2)[0]
    assert set(found) == {0, 1, 5}  # both ways up to their second manholes, 200 0 and 300 0
    more = upstream(braid, "0 0", nodes=nodes, limit_manholes=3)[0]
    assert set(more) == {0, 1, 2, 3, 5}
    assert more[3] == 300.0


def test_limits_hold_together():
    found = upstream(pipes(*MAIN), "0 0", nodes=manholes(WELLS), limit_manholes=3, limit_m=150.0)[0]
    assert set(found) == {0, 1}


def counted(n, kind="", **more):
    sources = points("100 1", "200 1", "250 1", "300 1", "400 1")
    sources.kind = np.array(["shop", "mill", "shop", "mill", "mill"], dtype=object)
    return trace(
        pipes(*MAIN), points("0 0"), sources, limit_sources=n, limit_source_kind=kind, link_distance_m=5.0,
        **more,
    )


def test_the_nearest_sources_of_a_kind_are_kept_and_all_that_lies_nearer():
    assert links(counted(2, "mill")) == {(0, 0): 100.0, (1, 0): 200.0, (2, 0): 250.0, (3, 0): 300.0}
    assert links(counted(1)) == {(0, 0): 100.0}
    assert reasons(counted(1)) == [(100, "SOURCES")]
    assert len(links(counted(3, "mill"))) == 5
    assert len(links(counted(9, "mill"))) == 5  # fewer than wanted: everything
    assert reasons(counted(9)) == []
    assert links(counted(2, "mill", limit_m=260.0)) == {(0, 0): 100.0, (1, 0): 200.0, (2, 0): 250.0}


def test_sources_as_far_as_the_last_are_kept_too():
    result = trace(pipes(*MAIN), points("0 0"), points("200 1", "200 -1", "300 1"), limit_sources=1,
                   link_distance_m=5.0)
    assert links(result) == {(0, 0): 200.0, (1, 0): 200.0}


def test_every_outfall_has_limits_of_its_own():
    """Two outfalls in a row: what is too far for the lower one may be near for the upper one."""
    result = trace(pipes(*MAIN), points("0 0", "200 0"), points("250 1", "380 1"), limit_m=200.0,
                   link_distance_m=5.0)
    assert links(result) == {(0, 1): 50.0, (1, 1): 180.0}
    assert result.links.n_outfalls.tolist() == [1, 1]
    assert dict(zip(result.pipe_trace.pipe.tolist(), result.pipe_trace.n_outfalls.tolist())) == {
        0: 1, 1: 1, 2: 1, 3: 1}
    assert result.network_length_m.tolist() == [200.0, 200.0]
    assert kinds(result) == kinds(trace(pipes(*MAIN), points("0 0", "200 0"), points("250 1", "380 1"),
                                        link_distance_m=5.0))


@pytest.mark.parametrize("seed", range(30))
def test_narrower_limits_never_reach_more(seed):
    from outfall_tracer.tests.support.random_networks import draw_network

    drawn = draw_network(seed)
    rng = np.random.default_rng(seed)
    sources = points(*[f"{x} {y}" for x, y in drawn.place[rng.integers(0, len(drawn.place), 15)]])
    former = set()
    for share in (0.1, 0.3, 0.6, 1.0):
        found = set(links(trace(
            drawn.pipes, points(*[f"{x} {y}" for x, y in drawn.place[:2]]), sources, drawn.manholes,
            limit_m=1500.0 * share, limit_manholes=int(12 * share), limit_sources=int(10 * share),
        )))
        assert former <= found
        former = found


@pytest.mark.parametrize("values", [
    {"limit_sources": 4}, {"limit_manholes": 3}, {"overflows": "main_way"}, {"link_rules": ("nearest_pipe",)},
    {"limit_sources": 3, "limit_source_kind": "mill", "limit_manholes": 6, "limit_m": 400.0},
])
def test_a_live_network_keeps_to_the_limits(values):
    from outfall_tracer.tests.support.random_networks import draw_network
    from outfall_tracer.tracing.answers.trace import trace_all
    from outfall_tracer.tracing.live.edits import add_point, change_pipe, remove_pipe
    from outfall_tracer.tracing.live.network import LiveNetwork
    from outfall_tracer.tracing.model import Options, Points

    for seed in range(4):
        drawn, rng = draw_network(seed, n=40), np.random.default_rng(seed)
        drawn.pipes.diameter_mm = rng.choice([300.0, 600.0], drawn.pipes.n)
        sources = Points(drawn.place[rng.integers(0, 40, 20)] + rng.normal(0, 8, (20, 2)))
        sources.kind = rng.choice(np.array(["shop", "mill"], dtype=object), 20)
        live = LiveNetwork(Drainage(drawn.pipes, drawn.manholes, Points(drawn.place[:3]), sources),
                           Options(**values))
        for edit in (change_pipe(1, flow=-1), add_point("sources", drawn.place[2], kind="mill"),
                     remove_pipe(3), change_pipe(2, diameter_mm=900.0)):
            live.apply(edit)
            whole = trace_all(live.inputs(), live.options)
            got, wanted = live.links(), whole.links
            assert links_table(got) == pytest.approx(links_table(wanted))
            one, two = live.pipe_trace(), whole.pipe_trace
            assert one.pipe.tolist() == two.pipe.tolist()
            assert one.n_outfalls.tolist() == two.n_outfalls.tolist()
            np.testing.assert_allclose(one.network_m, two.network_m, atol=1e-6)
            assert ends_table(live.ends()) == ends_table(whole.ends)


def links_table(found):
    rows = zip(found.source.tolist(), found.outfall.tolist())
    return {(pair, what): value for pair, *values in zip(rows, found.network_m, found.n_outfalls)
            for what, value in enumerate(values)}


def ends_table(ends):
    """Ends by place, reason and outfalls; a manhole that ends traces counts once."""
    rows = zip(np.round(ends.xy, 6).tolist(), ends.reason.tolist(), ends.n_outfalls.tolist())
    return sorted({(tuple(xy), reason, n) for xy, reason, n in rows})
