"""The whole way, over drawn networks whose truth is known, and what must not change the answer."""

from __future__ import annotations

import os
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import shapely
from outfall_tracer.problems import Cancelled
from outfall_tracer.tests.support.lines import from_arrays, manholes, pipes, points, trace
from outfall_tracer.tests.support.random_networks import draw_network, true_reach
from outfall_tracer.tracing.answers.trace import Starts, build_network, trace_all, trace_points
from outfall_tracer.tracing.model import STEPS, Drainage, Flow, Options, Pipes, Points

SEEDS = range(400 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 40)


def starts_of(drawn):
    """The lowest node and some above it, as far as a pipe touches them."""
    return [node for node in (0, 1, 7, 12) if drawn.truth.degree(node)]


def outfalls_of(drawn):
    starts = starts_of(drawn)
    return Points(drawn.place[starts], np.array([f"N{node}" for node in starts], dtype=object))


def traced(drawn, *, upstream=True, network=None, options=None):
    """[{pipe: metres}] for every start, connected by its node."""
    starts = outfalls_of(drawn)
    found = trace_points(network or drawn.pipes, drawn.manholes, Starts(starts, upstream=upstream),
                         options or Options())
    answer = [{} for _ in starts.xy]
    for start, pipe, metres in zip(found.start.tolist(), found.pipe.tolist(), found.network_m.tolist()):
        answer[start][pipe] = metres
    return answer


def assert_same(got, wanted, tolerance=1e-6):
    assert [answer.keys() for answer in got] == [answer.keys() for answer in wanted]
    for one, other in zip(got, wanted):
        for pipe in one:
            assert one[pipe] == pytest.approx(other[pipe], abs=tolerance)


@pytest.mark.parametrize("seed", SEEDS)
def test_drawn_networks_agree_with_their_truth(seed):
    drawn = draw_network(seed)
    for upstream in (True, False):
        wanted = [true_reach(drawn.truth, start, upstream=upstream) for start in starts_of(drawn)]
        assert_same(traced(drawn, upstream=upstream), wanted)


@pytest.mark.parametrize("seed", SEEDS)
def test_links_pipes_and_metres_agree_with_the_truth(seed):
    drawn = draw_network(seed)
    rng = np.random.default_rng(seed)
    at = [node for node in rng.integers(0, 30, 20).tolist() if drawn.truth.degree(node)]
    result = trace_all(Drainage(drawn.pipes, drawn.manholes, outfalls_of(drawn), Points(drawn.place[at])),
                       Options())
    starts = starts_of(drawn)
    upward = drawn.truth.reverse()
    to = {start: nx.single_source_dijkstra_path_length(upward, start, weight="w") for start in starts}
    wanted = {
        (s, o): to[start][node]
        for s, node in enumerate(at)
        for o, start in enumerate(starts)
        if node in to[start]
    }
    links = result.links
    got = dict(zip(zip(links.source.tolist(), links.outfall.tolist()), links.network_m.tolist()))
    assert got.keys() == wanted.keys()
    assert got == pytest.approx(wanted, abs=1e-6)
    assert np.all((links.confidence > 0) & (links.confidence <= 1))
    nearest = {}
    for start in starts:
        for pipe, metres in true_reach(drawn.truth, start).items():
            nearest[pipe] = min(metres, nearest.get(pipe, np.inf))
    pipe_metres = dict(zip(result.pipe_trace.pipe.tolist(), result.pipe_trace.network_m.tolist()))
    assert pipe_metres == pytest.approx(nearest, abs=1e-6)
    for o, start in enumerate(starts):
        total = sum(data["w"] for _, low, data in drawn.truth.edges(data=True) if low in to[start])
        assert result.network_length_m[o] == pytest.approx(total)


def test_gaps_are_bridged_only_when_asked():
    drawn = next(d for d in map(draw_network, range(100)) if d.gaps)
    plain, bridged = traced(drawn), traced(drawn, options=Options(gap_distance_m=5.0))
    assert not set(plain[0]) & set(drawn.gaps)
    assert set(plain[0]) < set(bridged[0])
    assert set(bridged[0]) & set(drawn.gaps)


# --- what must not change the answer ---------------------------------------------------------------


def take(drawn, rows):
    """The same pipes in another order, or more than once."""
    lines = np.split(drawn.pipes.xy, drawn.pipes.part_start[1:-1])
    columns = {name: getattr(drawn.pipes, name)[rows] for name in ("from_node", "to_node", "flow")}
    return from_arrays([lines[row] for row in rows], **columns)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_does_not_matter(seed):
    drawn = draw_network(seed)
    order = np.random.default_rng(seed).permutation(drawn.pipes.n)
    shuffled = traced(drawn, network=take(drawn, order))
    assert_same([{int(order[pipe]): m for pipe, m in answer.items()} for answer in shuffled], traced(drawn))


@pytest.mark.parametrize("seed", range(12))
def test_moving_everything_changes_nothing(seed):
    drawn = draw_network(seed)
    shift = np.array([531_200.0, 3_380_400.0])
    moved = replace(
        drawn,
        pipes=replace(drawn.pipes, xy=drawn.pipes.xy + shift),
        place=drawn.place + shift,
        manholes=replace(drawn.manholes, xy=drawn.manholes.xy + shift),
    )
    assert_same(traced(moved), traced(drawn), 1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_pipes_drawn_twice_change_nothing_and_are_said(seed):
    drawn = draw_network(seed)
    n = drawn.pipes.n
    twice = take(drawn, np.tile(np.arange(n), 2))
    single, double = traced(drawn), traced(drawn, network=twice)
    assert_same([{p: m for p, m in answer.items() if p < n} for answer in double], single)
    assert_same([{p - n: m for p, m in answer.items() if p >= n} for answer in double], single)
    found = trace_all(Drainage(twice, drawn.manholes, Points(drawn.place[:1]), Points(np.empty((0, 2)))),
                      Options())
    named = {finding.object_row for finding in found.findings if finding.kind == "duplicate"}
    assert named == set(range(n, 2 * n))


@pytest.mark.parametrize("seed", range(12))
def test_turning_every_pipe_swaps_up_and_down(seed):
    drawn = draw_network(seed)
    turned = np.where(drawn.pipes.flow == Flow.BACKWARD, Flow.UNSTATED, Flow.BACKWARD).astype(np.int8)
    assert_same(traced(drawn, network=replace(drawn.pipes, flow=turned), upstream=False), traced(drawn))


@pytest.mark.parametrize("seed", range(12))
def test_cutting_every_pipe_in_two_changes_no_metres(seed):
    """Each pipe without ids becomes two at its bend; the lower half keeps its metres."""
    drawn = draw_network(seed)
    lines = np.split(drawn.pipes.xy, drawn.pipes.part_start[1:-1])
    halves, owner = [], []
    for row, line in enumerate(lines):
        whole = drawn.pipes.from_node[row] is not None or len(line) < 3
        for half in [line] if whole else [line[:2], line[1:]]:
            halves.append(half)
            owner.append(row)
    columns = {name: getattr(drawn.pipes, name)[owner] for name in ("from_node", "to_node", "flow")}
    cut = traced(drawn, network=from_arrays(halves, **columns))
    joined = []
    for answer in cut:
        best = {}
        for pipe, metres in answer.items():
            best[owner[pipe]] = min(metres, best.get(owner[pipe], np.inf))
        joined.append(best)
    assert_same(joined, traced(drawn))


# --- little or nothing to work with ------------------------------------------------------------------

NOTHING = Pipes(0, np.empty((0, 2)), np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64))
ONE_PIPE = pipes("0 0, 100 0")


@pytest.mark.parametrize("network", [NOTHING, ONE_PIPE], ids=["no pipes", "one pipe"])
@pytest.mark.parametrize("outfalls", [(), ("100 0",), ("",), ("9000 9000",)])
@pytest.mark.parametrize("sources", [(), ("10 0",), ("",)])
@pytest.mark.parametrize("gap_m", [0.0, 5.0])
def test_empty_inputs_are_answered(network, outfalls, sources, gap_m):
    result = trace(network, points(*outfalls), points(*sources), gap_distance_m=gap_m)
    expected = network is ONE_PIPE and outfalls == ("100 0",) and sources == ("10 0",)
    assert len(result.links.source) == expected
    assert len(result.network_length_m) == len(outfalls)
    assert len(trace_points(network, None, Starts(points(*outfalls), upstream=False),
                            Options()).hops.rule) == len(outfalls)


def test_a_pipe_passable_both_ways_counts_once_beside_a_barrier_at_the_outfall():
    both = [Flow.BOTH]
    gate = manholes({"M": "100 0"}, closed=["M"])
    blocked = trace(pipes("0 0, 100 0", flow=both, status=["blocked"]), points("100 0"), points())
    gated = trace(pipes("0 0, 100 0", flow=both), points("100 0"), points(), gate)
    assert blocked.network_length_m.tolist() == gated.network_length_m.tolist() == [100.0]


def test_no_manholes_given_as_an_empty_table():
    result = trace(ONE_PIPE, points("100 0"), points("10 0"), manholes({}))
    assert result.links.network_m.tolist() == [90.0]


def test_coordinates_that_are_no_numbers_leave_the_rest_working():
    network = pipes("0 0, 100 0", "nan 0, 0 0", "0 50, inf 50", "")
    result = trace(network, points("100 0"), points("1 0"))
    assert result.links.network_m.tolist() == [99.0]
    bad = {finding.object_row for finding in result.findings if finding.kind == "bad_geometry"}
    assert bad == {1, 2, 3}


def test_a_thousand_pipes_at_one_point():
    network = from_arrays([np.array([[0.0, 0.0], [50.0, 0.0]]), *[np.zeros((2, 2))] * 1000])
    result = trace(network, points("50 0"), points("0 0"))
    assert result.links.network_m.tolist() == [50.0]
    assert len(result.pipe_trace.pipe) == 1001


def test_a_crowd_of_ends_in_one_place_stays_linear():
    angle = np.linspace(0, 6.28, 3000)
    inner, outer = (
        0.03 * np.stack([np.cos(angle), np.sin(angle)], 1),
        90 * np.stack([np.cos(angle), np.sin(angle)], 1),
    )
    result = trace(from_arrays(list(np.stack([outer, inner], 1))), points("0 0"))
    assert len(result.pipe_trace.pipe) == 3000


def test_a_tolerance_larger_than_the_pipes_is_no_crash():
    network = pipes(*[f"{x} 0, {x + 1} 0" for x in range(20)])
    result = trace(network, points("20 0"), points("0 0"), tolerance_m=10.0)
    assert len(result.links.source) == 1


def test_the_nearest_outfalls_are_kept_and_all_are_counted():
    network = pipes(*[f"0 0, {x} 100" for x in range(0, 300, 10)])
    result = trace(network, points(*[f"{x} 100" for x in range(0, 300, 10)]), points("0 0"), nearest=4)
    assert result.links.outfall.tolist() == [0, 1, 2, 3]
    assert result.links.n_outfalls.tolist() == [30] * 4


def test_progress_rises_through_known_steps_and_can_cancel():
    told = []
    trace_all(Drainage(ONE_PIPE,
        None,
        points("100 0"),
        points("0 0")),
        Options(),
        lambda share, step: told.append((share, step)),
    )
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1][0] == 1.0
    assert {step for _, step in told} <= set(STEPS)

    def cancel(share, _step):
        if share >= 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        trace_all(Drainage(ONE_PIPE, None, points("100 0"), points("0 0")), Options(), cancel)


def test_a_built_network_can_be_asked_again():
    network = build_network(pipes("0 0, 100 0", "100 0, 200 0"), None, Options())
    from outfall_tracer.tracing.answers.trace import trace_network

    first = trace_network(network, Starts(points("50 0")))  # cuts pipe 0
    second = trace_network(network, Starts(points("200 0")))
    assert first.pipe.tolist() == [0]
    assert sorted(second.pipe.tolist()) == [0, 1]
    assert shapely.length(network.noding.strands.line).sum() == 200.0
