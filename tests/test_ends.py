"""Every terminal of a trace carries its reason."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.layers.styles.tracing import END_MARKS
from outfall_tracer.sentences import Names, end_sentence
from outfall_tracer.tests.support.lines import manholes, pipes, points, trace
from outfall_tracer.tracing.model import End

LINE = ("0 0, 50 0", "50 0, 100 0", "100 0, 150 0")
MOUTH = points("150 0")


def ends(network, outfalls=MOUTH, nodes=None, **values):
    found = trace(network, outfalls, None, nodes, **values).ends
    return [
        (End(reason).name, tuple(np.round(xy, 6).tolist()), int(pipe))
        for reason, xy, pipe in zip(found.reason, found.xy, found.pipe)
    ]


def test_a_headwater():
    assert ends(pipes(*LINE)) == [("HEADWATER", (0.0, 0.0), -1)]


def test_an_outfall_at_the_top_of_a_line_ends_there():
    assert ends(pipes(*LINE), points("0 0"), outfall_distance_m=1.0) == [("HEADWATER", (0.0, 0.0), -1)]


def test_an_outfall_without_a_network_has_no_ends():
    assert ends(pipes(*LINE), points("900 900")) == []


def test_a_gap_names_the_other_pipe_and_its_distance():
    network = pipes("0 0, 45 0", "50 0, 150 0")
    found = trace(network, MOUTH).ends
    assert [End(code).name for code in found.reason] == ["GAP"]
    assert found.pipe.tolist() == [0]
    assert found.gap_m.tolist() == pytest.approx([5.0])
    assert ends(network, gap_search_m=4.9) == [("HEADWATER", (50.0, 0.0), -1)]
    assert ends(network, gap_distance_m=6.0) == [("HEADWATER", (0.0, 0.0), -1)]


def test_a_neighbour_at_the_next_manhole_is_no_gap():
    # The stub's upper end lies 4 m from pipe 0, but both meet at (50, 0) already.
    assert ends(pipes("0 0, 50 0", "46 4, 50 0", "50 0, 150 0")) == [
        ("HEADWATER", (0.0, 0.0), -1),
        ("HEADWATER", (46.0, 4.0), -1),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"status": ["in_service", "abandoned", "in_service"]},
        {"status": ["in_service", "blocked", "in_service"]},
        {"barrier": [False, True, False]},
    ],
)
def test_a_barrier_names_its_pipe(columns):
    assert ends(pipes(*LINE, **columns)) == [("BARRIER", (100.0, 0.0), 1)]


def test_a_barrier_at_the_outfall_is_passed():
    network = pipes(*LINE, barrier=[False, False, True])
    assert ends(network) == [("HEADWATER", (0.0, 0.0), -1)]


def test_a_closed_gate_is_a_barrier():
    gate = manholes({"G": "100 0"}, closed={"G"})
    assert ends(pipes(*LINE), nodes=gate) == [("BARRIER", (100.0, 0.0), 1)]


def test_unknown_direction_ends_a_trace_where_it_is_not_passed():
    network = pipes(*LINE, flow=[2, 0, 2])
    assert ends(network) == [("UNKNOWN_DIRECTION", (100.0, 0.0), 1)]
    assert ends(network, traverse_unknown=True) == [("HEADWATER", (0.0, 0.0), -1)]


def test_a_ring_of_one_way_pipes_is_a_loop():
    ring = pipes("50 0, 100 0", "100 0, 75 40", "75 40, 50 0", "100 0, 150 0")
    found = ends(ring)
    assert [reason for reason, _, _ in found] == ["LOOP"]
    fed = pipes("50 0, 100 0", "100 0, 75 40", "75 40, 50 0", "100 0, 150 0", "0 0, 50 0")
    assert sorted(reason for reason, _, _ in ends(fed)) == ["HEADWATER", "LOOP"]


def test_a_pipe_passable_both_ways_is_no_loop():
    assert "LOOP" not in [reason for reason, _, _ in ends(pipes(*LINE, flow=[2, 3, 2]))]


def test_an_end_says_which_outfalls_it_belongs_to():
    network = pipes("0 0, 50 0", "50 0, 100 0", "50 0, 50 500")
    found = trace(network, points("100 0", "50 500")).ends
    assert found.outfall.tolist() == [0]
    assert found.n_outfalls.tolist() == [2]


def test_the_headwater_of_a_reached_neighbour_is_no_gap():
    # Two laterals of one main start 5 m apart; both are headwaters, nothing is missing between them.
    network = pipes("0 0, 150 0", "20 40, 20 0", "25 40, 25 0")
    assert {reason for reason, _, _ in ends(network)} == {"HEADWATER"}


def test_a_limit_stops_the_trace_and_says_where():
    found = trace(pipes(*LINE), MOUTH, points("5 0", "120 0"), limit_m=60.0)
    assert [(End(reason).name, tuple(xy)) for reason, xy in zip(found.ends.reason, found.ends.xy)] == [
        ("LIMIT", (100.0, 0.0))
    ]
    assert found.ends.pipe.tolist() == [1]
    assert found.links.source.tolist() == [1]
    assert found.pipe_trace.pipe.tolist() == [1, 2]
    assert found.network_length_m.tolist() == pytest.approx([60.0])


def test_every_reason_has_a_code_a_mark_and_a_sentence():
    reasons = {one.name.lower() for one in End}
    assert set(SCHEMA.values("end_reason").codes) == set(END_MARKS) == reasons
    row = np.array(["P1"], dtype=object)
    names = Names(*[row] * 6, language="en")
    assert len({end_sentence(one, 1.0, 0, names) for one in End}) == len(End)
