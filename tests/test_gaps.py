"""Ends of pipes drawn short of the place where they meet: bundles, manholes, pipes that pass."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.tracing.model import Basis, End

from .support.lines import manholes, pipes, points, trace


def traced(network, *places, **options):
    result = trace(network, points(*places), **options)
    return result.pipe_trace.pipe.tolist(), result


def test_pipes_that_end_at_the_wall_of_a_manhole_are_one_place():
    """The two that arrive are nearer to each other than to the one that leaves."""
    wall = pipes("0 0, 49.5 0", "20 -30, 49.65 -0.35", "50.5 0, 100 0")
    for policy in ("declared", "auto"):
        found, result = traced(wall, "100 0", gap_distance_m=2.0, direction_policy=policy)
        assert found == [0, 1, 2], policy
        bridges = [one for one in result.findings if one.kind == "bridged_gap"]
        assert sorted(one.object_row for one in bridges) == [0, 1]
        assert (result.ends.reason == End.HEADWATER).all()


def test_a_manhole_gathers_ends_within_its_distance_whatever_gaps_are_bridged():
    wall = pipes("0 0, 49.5 0", "20 -30, 49.65 -0.35", "50.5 0, 100 0", "50 1.2, 50 40")
    manhole = manholes({"M": "50 0"})
    assert traced(wall, "100 0", nodes=manhole)[0] == [0, 1, 2]
    assert traced(wall, "100 0", nodes=manhole, manhole_distance_m=0.0)[0] == [2]
    assert traced(wall, "100 0")[0] == [2]


def test_ends_where_nothing_leaves_are_no_place():
    found, result = traced(pipes("0 0, 49 0", "100 0, 50 0", "200 0, 300 0"), "300 0", gap_distance_m=2.0)
    assert found == [2]
    assert not [one for one in result.findings if one.kind == "bridged_gap"]


def test_a_headwater_beside_a_manhole_that_pipes_pass_takes_no_water_from_it():
    network = pipes("0 0, 50 0", "50 0, 100 0", "50 1.5, 50 60")
    assert traced(network, "50 60", gap_distance_m=2.0)[0] == [2]
    at_the_wall = pipes("0 0, 50 0", "50 0, 100 0", "50 0.6, 50 60")
    assert traced(at_the_wall, "50 60", gap_distance_m=2.0)[0] == [0, 2]


def test_an_end_short_of_a_pipe_that_passes_is_led_into_it():
    network = pipes("0 0, 100 0", "50 40, 50 0.8", "50 -0.7, 50 -40")
    assert traced(network, "100 0", gap_distance_m=2.0)[0] == [0, 1]


def test_a_short_pipe_between_two_others_is_no_place_of_its_own():
    found, _ = traced(pipes("0 0, 49.5 0", "50 0, 51 0", "51.6 0, 100 0"), "100 0", gap_distance_m=2.0)
    assert {0, 2} <= set(found)


def test_a_pipe_that_another_meets_inside_the_bundle_ends_there():
    """The second pipe ends on the first, a moment before its end; both are drawn short of the third."""
    network = pipes("0 100, 0 -0.4", "0.05 100, 0.05 0.5", "1.35 0, 60 0")
    for policy in ("declared", "auto"):
        assert traced(network, "60 0", gap_distance_m=2.0, direction_policy=policy)[0] == [0, 1, 2], policy


@pytest.mark.parametrize("turned", [0, 1, 2])
def test_a_bundle_is_one_node_when_directions_are_weighed(turned):
    """A chain whose joints lie apart, one pipe of it drawn backwards."""
    lines = [f"{50 * k + 0.4} 0, {50 * k + 49.6} 0" for k in range(8)]
    lines[turned + 2] = f"{50 * (turned + 2) + 49.6} 0, {50 * (turned + 2) + 0.4} 0"
    found, result = traced(pipes(*lines), "399.6 0", gap_distance_m=2.0, direction_policy="auto")
    assert found == list(range(8))
    assert result.pipe_trace.basis[turned + 2] == Basis.AUTO
    assert np.count_nonzero(result.pipe_trace.basis == Basis.AUTO) == 1
