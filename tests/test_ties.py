"""Ways equally long, places equally near: what is told does not depend on the order of rows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outfall_tracer.tests.support.lines import pipes, points, trace
from outfall_tracer.tracing.model import Flow

SOURCES = ["surveyed", "design", "inferred", None]


def confidence(result):
    links = result.links
    return {
        pair: (metres, confidence) for *pair, metres, confidence in zip(
            links.source.tolist(), links.outfall.tolist(), links.network_m.round(9).tolist(),
            links.confidence.round(9).tolist())
        for pair in [tuple(pair)]
    }


@pytest.mark.parametrize("turned", [False, True])
def test_one_pipe_drawn_twice(turned):
    """Of two ways equally long the better known one counts, whichever the table has first."""
    lines, known = ["0 0, 100 0", "0 0, 100 0", "-60 0, 0 0"], ["surveyed", "inferred", "surveyed"]
    order = [1, 0, 2] if turned else [0, 1, 2]
    network = pipes(*(lines[row] for row in order), data_source=[known[row] for row in order])
    for place in ("-60 0", "50 8"):  # by way of it, and beside it
        result = trace(network, points("100 0"), points(place))
        assert result.links.parts["data"].tolist() == [1.0]


@st.composite
def grids(draw):
    """Pipes on a grid of 100 m, some of them several times, in every way known; sources beside them."""
    n = draw(st.integers(2, 14))
    spot = st.tuples(st.integers(0, 3), st.integers(0, 3))
    step = st.sampled_from([(1, 0), (0, 1), (-1, 0), (0, -1)])
    rows = []
    for _ in range(n):
        (x, y), (dx, dy) = draw(spot), draw(step)
        rows.append((f"{100 * x} {100 * y}, {100 * (x + dx)} {100 * (y + dy)}",
                     draw(st.sampled_from(SOURCES)), draw(st.sampled_from([Flow.FORWARD, Flow.UNSTATED]))))
    sources = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6))
    outfall = draw(spot)
    return rows, [f"{50 * x} {50 * y}" for x, y in sources], f"{100 * outfall[0]} {100 * outfall[1]}"


@settings(max_examples=200, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids(), st.randoms(use_true_random=False), st.sampled_from([0.0, 150.0]))
def test_the_order_of_pipes_changes_nothing(grid, random, limit_m):
    rows, sources, outfall = grid

    def answer(order):
        lines, data, flow = zip(*(rows[row] for row in order))
        network = pipes(*lines, data_source=list(data), flow=list(flow))
        result = trace(network, points(outfall), points(*sources), limit_m=limit_m)
        pipe = result.pipe_trace.pipe.tolist()
        metres = result.pipe_trace.network_m.tolist()
        return confidence(result), sorted(zip((order[at] for at in pipe), metres))

    order = list(range(len(rows)))
    expected = answer(order)
    random.shuffle(order)
    assert answer(order) == expected


def test_outfalls_of_a_pipe_in_parts_are_those_of_all_its_parts():
    """The first part drains to one outfall, the second to two others and, by a T-join, to a third."""
    network = pipes("0 0, 50 0; 0 90, 50 90", "50 90, 90 90", "50 90, 90 130", "25 0, 25 -40",
                    status=["in_service"] * 4)
    outfalls = points("50 0", "90 90", "90 130", "25 -40")
    for limit_m in (0.0, 1000.0):
        result = trace(network, outfalls, outfall_distance_m=1.0, limit_m=limit_m)
        counts = dict(zip(result.pipe_trace.pipe.tolist(), result.pipe_trace.n_outfalls.tolist()))
        assert counts == {0: 4, 1: 1, 2: 1, 3: 1}


def test_outfalls_of_a_pipe_in_parts_and_a_closed_end():
    network = pipes("0 0, 50 0; 0 90, 50 90", "50 90, 90 90", status=["blocked", "in_service"])
    result = trace(network, points("50 0", "50 90", "90 90"), outfall_distance_m=1.0)
    counts = dict(zip(result.pipe_trace.pipe.tolist(), result.pipe_trace.n_outfalls.tolist()))
    assert counts == {0: 2, 1: 1}
