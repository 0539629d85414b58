"""A zoo of drawings: what counts as connected, and what drains where because of it."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.tests.support.lines import (
    build_network,
    downstream,
    links,
    manholes,
    options,
    pipes,
    points,
    trace,
    upstream,
)
from outfall_tracer.tracing.noding.noding import cluster_points

ALL = {0, 1, 2}


def test_a_y():
    assert upstream(pipes("0 40, 50 0", "0 -40, 50 0", "50 0, 100 0"), "100 0") == [
        {2: 0.0, 0: 50.0, 1: 50.0}
    ]


def test_a_braid_and_a_loop():
    braid = pipes("0 0, 50 0", "50 0, 75 9, 100 0", "50 0, 75 -9, 100 0", "100 0, 150 0")
    assert set(upstream(braid, "150 0")[0]) == {0, 1, 2, 3}
    loop = pipes("0 0, 50 0", "50 0, 50 50", "50 50, 0 0", "50 0, 100 0")
    assert set(upstream(loop, "100 0")[0]) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("gap", "bridge", "found"),
    [
        (0.09, 0.0, {0, 1}),
        (0.5, 0.0, {1}),
        (0.5, 1.0, {0, 1}),
        (3.0, 1.0, {1}),
    ],
)
def test_a_gap_is_closed_within_the_tolerance_and_bridged_on_request(gap, bridge, found):
    network = pipes(f"0 0, {50 - gap} 0", "50 0, 100 0")
    assert set(upstream(network, "100 0", gap_distance_m=bridge)[0]) == found


def test_a_bridge_leads_into_the_middle_of_a_pipe_too():
    network = pipes("50 40, 50 2", "0 0, 100 0")
    assert upstream(network, "100 0", gap_distance_m=5.0) == [{1: 0.0, 0: 52.0}]


def test_a_t_join_belongs_to_what_is_below_it():
    network = pipes("0 0, 100 0", "40 30, 40 0")
    assert upstream(network, "100 0", "0 0") == [{0: 0.0, 1: 60.0}, {}]


def test_several_branches_at_one_place_of_a_main():
    network = pipes("0 0, 100 0", "40 30, 40 0", "40 -30, 40 0.04", "20 30, 40 0", "70 9, 70 0")
    assert upstream(network, "100 0") == [{0: 0.0, 4: 30.0, 1: 60.0, 2: 60.0, 3: 60.0}]


def test_lines_that_cross_are_not_connected():
    network = pipes("0 0, 100 0", "50 -50, 50 50")
    assert upstream(network, "100 0", "50 50") == [{0: 0.0}, {1: 0.0}]


def test_lines_that_cross_at_a_common_vertex_are_not_connected():
    network = pipes("0 0, 50 0, 100 0", "50 -50, 50 0, 50 50")
    assert upstream(network, "100 0") == [{0: 0.0}]


def test_two_outfalls_in_a_row_on_one_line():
    network = pipes("0 0, 50 0", "50 0, 100 0")
    assert upstream(network, "50 0", "100 0", outfall_distance_m=1.0) == [{0: 0.0}, {1: 0.0, 0: 50.0}]


def test_an_outfall_on_the_middle_of_a_pipe_sees_only_the_upper_half():
    network = pipes("0 0, 100 0", "80 20, 80 0", "20 20, 20 0")
    assert upstream(network, "50 0", outfall_distance_m=5.0) == [{0: 0.0, 2: 30.0}]


def test_a_pipe_of_no_length_still_connects():
    network = pipes("0 0, 50 0", "50 0, 50 0", "50 0, 100 0")
    assert upstream(network, "100 0") == [{2: 0.0, 0: 50.0, 1: 50.0}]
    by_ids = pipes("0 0, 50 0", "50 0, 50 0", "50 0, 100 0", from_node=list("abc"), to_node=list("bcd"))
    assert set(upstream(by_ids, "100 0")[0]) == ALL


def test_the_parts_of_a_multi_part_pipe_are_each_a_run():
    network = pipes("0 0, 40 0; 40 0, 50 0", "60 0, 100 0; 100 50, 100 0", "50 0, 60 0")
    assert upstream(network, "100 0") == [{1: 0.0, 2: 40.0, 0: 50.0}]


def test_a_multi_part_pipe_with_ids_is_one_pipe_without_the_way_between_its_parts():
    network = pipes("0 0, 40 0; 60 0, 100 0", "100 0, 150 0", from_node=["a", "b"], to_node=["b", "c"])
    result = trace(network, points("150 0"), points("", node=["a"]))
    assert links(result) == {(0, 0): 130.0}


def test_a_given_length_beats_the_drawn_one():
    network = pipes("0 0, 100 0", "50 50, 50 0", length_m=[200.0, np.nan])
    result = trace(network, points("100 0"), points("0 0", "50 50", "75 0"), outfall_distance_m=5)
    assert links(result) == {(0, 0): 200.0, (1, 0): 150.0, (2, 0): 50.0}


# --- ids --------------------------------------------------------------------------------------------


def test_ids_join_what_the_drawing_does_not():
    network = pipes("0 0, 40 0", "55 5, 100 0", from_node=["a", "b"], to_node=["b", "c"])
    assert set(upstream(network, "100 0")[0]) == {0, 1}


def test_ids_keep_apart_what_the_drawing_joins():
    network = pipes("0 0, 50 0", "50 0, 100 0", from_node=["a", "x"], to_node=["b", "y"])
    assert upstream(network, "100 0", outfall_distance_m=1.0) == [{1: 0.0}]


def test_ids_are_compared_without_case_and_blanks():
    network = pipes("0 0, 40 0", "60 0, 100 0", from_node=["a", "ws-01"], to_node=[" WS-01 ", "c"])
    assert set(upstream(network, "100 0")[0]) == {0, 1}


def test_ids_and_geometry_in_one_network():
    network = pipes(
        "0 0, 50 0",
        "50 0, 100 0",
        "50 40, 50 0",
        "100 0, 150 0",
        from_node=["a", "b", None, None],
        to_node=["b", "c", None, None],
    )
    assert upstream(network, "150 0") == [{3: 0.0, 1: 50.0, 0: 100.0, 2: 100.0}]


def test_half_an_id_is_no_id():
    network = pipes("0 0, 50 0", "50 0, 100 0", from_node=["a", "zz"], to_node=[None, ""])
    assert set(upstream(network, "100 0")[0]) == {0, 1}


def test_a_line_drawn_against_its_ids_flows_as_the_ids_say():
    network = pipes(
        "0 0, 50 0", "100 0, 50 0", "100 0, 150 0", from_node=["a", "b", "c"], to_node=["b", "c", "d"]
    )
    assert upstream(network, "150 0") == [{2: 0.0, 1: 50.0, 0: 100.0}]
    result = trace(network, points("150 0"), points("80 0"), outfall_distance_m=5)
    assert links(result) == {(0, 0): 70.0}  # 20 m of pipe 1 are below the source, whichever way it was drawn


def test_a_pipe_without_geometry_connects_by_its_ids():
    network = pipes(
        "0 0, 50 0",
        "",
        "90 0, 150 0",
        from_node=["a", "b", "c"],
        to_node=["b", "c", "d"],
        length_m=[np.nan, 40.0, np.nan],
    )
    assert upstream(network, "150 0") == [{2: 0.0, 1: 60.0, 0: 100.0}]


def test_a_branch_without_ids_cuts_a_pipe_with_ids():
    network = pipes("0 0, 100 0", "50 40, 50 0", from_node=["a", None], to_node=["b", None])
    assert upstream(network, "100 0") == [{0: 0.0, 1: 50.0}]


def test_a_node_with_an_id_never_cuts_another_pipe_with_ids():
    network = pipes("0 0, 100 0", "50 40, 50 0", from_node=["a", "p"], to_node=["b", "q"])
    assert upstream(network, "100 0", outfall_distance_m=5) == [{0: 0.0}]


def test_a_manhole_places_the_node_of_its_code():
    network = pipes("0 0, 50 0", "50 0, 100 0", from_node=["a", "b"], to_node=["b", "c"])
    built = build_network(network, manholes({"B": "50 1"}), options())
    assert built.noding.node_xy[built.node_of("b")].tolist() == [50.0, 1.0]
    assert built.node_of_manhole.tolist() == [built.node_of("b")]


# --- barriers ---------------------------------------------------------------------------------------

LINE = ("0 0, 50 0", "50 0, 100 0", "100 0, 150 0")


@pytest.mark.parametrize("status", ["abandoned", "blocked"])
def test_a_dead_pipe_stops_a_trace(status):
    network = pipes(*LINE, status=["in_service", status, "in_service"])
    assert upstream(network, "150 0") == [{2: 0.0}]
    assert set(upstream(network, "150 0", **{f"{status}_is_barrier": False})[0]) == ALL


def test_a_barrier_of_the_user_stops_a_trace_both_ways():
    network = pipes(*LINE, barrier=[False, True, False])
    assert upstream(network, "150 0") == [{2: 0.0}]
    assert downstream(network, "0 0") == [{0: 0.0}]


GATE = {"G": "100 0", "M": "50 0"}


def test_a_closed_gate_stops_a_trace_at_its_manhole():
    gate = manholes(GATE, closed={"G"})
    assert upstream(pipes(*LINE), "150 0", nodes=gate) == [{2: 0.0}]
    assert upstream(pipes(*LINE), "100 0", nodes=gate, outfall_distance_m=1.0) == [{1: 0.0, 0: 50.0}]


def test_a_closed_gate_stops_a_spill_above_it():
    gate = manholes(GATE, closed={"G"})
    assert downstream(pipes(*LINE), "0 0", nodes=gate) == [{0: 0.0, 1: 50.0}]
    assert downstream(pipes(*LINE), "50 0", nodes=gate) == [{1: 0.0}]
    assert downstream(pipes(*LINE), "100 0", nodes=gate) == [{2: 0.0}]


def test_a_source_above_a_closed_gate_does_not_slip_past_it():
    """A source halfway down a pipe is carried to the pipe's lower end: not through the gate there."""
    gate = manholes(GATE, closed={"G"})
    result = trace(pipes(*LINE), points("150 0"), points("80 2", "120 2"), gate, outfall_distance_m=5)
    assert links(result) == {(1, 0): 30.0}


def test_a_source_at_a_blocked_pipe_does_not_slip_past_the_block():
    network = pipes(*LINE, status=["in_service", "blocked", "in_service"])
    result = trace(network, points("150 0"), points("75 2", "120 2"), outfall_distance_m=5)
    assert links(result) == {(1, 0): 30.0}


def test_a_barrier_at_an_outfall_counts_for_that_outfall_alone():
    network = pipes(*LINE, status=["in_service", "blocked", "in_service"])
    result = trace(network, points("100 0", "150 0"), points("0 0"), outfall_distance_m=1.0)
    assert links(result) == {(0, 0): 100.0}
    assert result.network_length_m.tolist() == [100.0, 50.0]
    assert dict(zip(result.pipe_trace.pipe.tolist(), result.pipe_trace.n_outfalls.tolist())) == {
        0: 1,
        1: 1,
        2: 1,
    }


# --- clusters ---------------------------------------------------------------------------------------


def test_points_that_chain_within_the_tolerance_are_one():
    xy = np.array([[0, 0], [0.09, 0], [0.18, 0], [5, 5], [5, 5], [9, 9.0]])
    cluster = cluster_points(xy, 0.1)
    assert len({*cluster[:3]}) == 1
    assert cluster[3] == cluster[4]
    assert len({*cluster}) == 3
    assert len({*cluster_points(xy, 0.0)}) == 5


def test_many_points_in_one_place_are_one():
    xy = np.random.default_rng(0).uniform(0, 0.05, (20_000, 2))
    assert len({*cluster_points(xy, 0.1)}) == 1


def test_a_vertex_drawn_nearly_twice():
    assert upstream(pipes("0 10, 10 1e-300, 10 0, 20 10", "20 0, 15 5"), "20 10") == [{0: 0.0, 1: 7.071068}]
