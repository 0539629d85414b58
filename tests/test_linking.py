"""How sources and outfalls meet the network: the rules in their order, and their thresholds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from outfall_tracer.tests.support.lines import links, manholes, pipes, points, trace, upstream
from outfall_tracer.tracing.drainage import linking
from outfall_tracer.tracing.model import Rule

MAIN = pipes("0 0, 100 0", "100 0, 200 0")
MOUTH = points("200 0")


def met(hops):
    return [Rule(code).name for code in hops.rule]


def sources_met(network, sources, nodes=None, outfalls=MOUTH, **values):
    result = trace(network, outfalls, sources, nodes, **values)
    return met(result.source_hops), result


def test_the_declared_node_comes_first():
    network = pipes("0 0, 100 0", "100 0, 200 0", from_node=["a", "b"], to_node=["b", "c"])
    rules, result = sources_met(network, points("199 1", "199 1", node=["A", "unknown"]))
    assert rules == ["DECLARED", "NEAREST_NODE"]
    assert links(result) == {(0, 0): 200.0, (1, 0): 0.0}
    assert result.source_hops.hop_m[0] == pytest.approx(np.hypot(199, 1))


def test_a_manhole_that_no_pipe_names_is_declared_by_its_place():
    rules, result = sources_met(MAIN, points("5 5", node=["ws7"]), manholes({"WS7": "100 0"}))
    assert rules == ["DECLARED"]
    assert links(result) == {(0, 0): 100.0}


def test_the_declared_outfall_needs_no_pipe():
    rules, result = sources_met(MAIN, points("900 900", outfall=[0]))
    assert rules == ["DECLARED"]
    assert links(result) == {(0, 0): 0.0}


def test_a_declared_outfall_without_any_network():
    rules, result = sources_met(MAIN, points("0 0", "", outfall=[0, 0]), outfalls=points("5000 5000"))
    assert rules == ["DECLARED", "DECLARED"]
    assert links(result) == {(0, 0): 0.0, (1, 0): 0.0}
    assert result.network_length_m.tolist() == [0.0]


def test_a_declared_node_beats_a_declared_outfall():
    network = pipes("0 0, 100 0", "100 0, 200 0", from_node=["a", "b"], to_node=["b", "c"])
    _, result = sources_met(network, points("", node=["a"], outfall=[0]))
    assert links(result) == {(0, 0): 200.0}


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("100 20", "NEAREST_NODE"),  # the manhole is as near as the pipe
        ("80 20", "NEAREST_NODE"),  # pipe 20 m, manhole 28 m: not twice as far
        ("60 19", "NEAREST_PIPE"),  # pipe 19 m, manhole 44 m: the pipe is less than half as far
        ("50 61", "NONE"),
    ],
)
def test_manhole_or_pipe(place, rule):
    rules, _ = sources_met(MAIN, points(place), manholes({"M": "100 0"}))
    assert rules == [rule]


def test_an_open_channel_that_is_nearer_beats_a_manhole():
    ditch = pipes("0 0, 100 0", "100 0, 200 0", form=["open_channel", "pipe"])
    rules, result = sources_met(ditch, points("80 20", "120 20"), manholes({"M": "100 0"}))
    assert rules == ["NEAREST_PIPE", "NEAREST_NODE"]
    assert result.source_hops.pipe.tolist() == [0, -1]
    assert links(result) == {(0, 0): 120.0, (1, 0): 100.0}


def test_the_link_distance_is_a_limit():
    for reach, rule in ((30.0, "NEAREST_PIPE"), (29.9, "NONE")):
        rules, result = sources_met(MAIN, points("50 30"), link_distance_m=reach)
        assert rules == [rule]
        assert result.source_hops.nearest_m[0] == pytest.approx(30.0)


def test_a_source_beside_a_pipe_keeps_its_way_along_it():
    _, result = sources_met(MAIN, points("30 2"))
    assert links(result) == {(0, 0): 170.0}
    assert result.links.hop_m.tolist() == [2.0]
    assert result.source_hops.xy.tolist() == [[30.0, 0.0]]
    assert result.source_hops.offset_m.tolist() == [70.0]


def test_a_source_far_off_meets_the_network_inside_its_outline():
    site = shapely.box(-300, -300, 5, 5)
    corner = shapely.box(40, -90, 60, 90)
    rules, result = sources_met(
        MAIN, points("-300 -300", "50 85", "", outline=[site, corner, site]), link_distance_m=20.0
    )
    assert rules == ["SITE_OUTLINE"] * 3
    assert links(result) == {(0, 0): 200.0, (1, 0): 150.0, (2, 0): 200.0}
    assert sources_met(MAIN, points("-300 -300", outline=[None]), link_distance_m=20.0)[0] == ["NONE"]


def test_a_site_that_a_pipe_crosses_hides_no_node_from_the_next_site():
    crossed, at_the_end = shapely.box(40, -90, 60, 90), shapely.box(190, -5, 210, 5)
    rules, result = sources_met(MAIN, points("50 85", "200 300", outline=[crossed, at_the_end]))
    assert rules == ["SITE_OUTLINE"] * 2
    assert result.source_hops.pipe[1] == -1
    assert links(result)[1, 0] == 0.0


def test_a_source_at_an_outfall_without_pipes_drains_there():
    rules, result = sources_met(MAIN, points("1000 1040", "1000 1100"), outfalls=points("200 0", "1000 1000"))
    assert rules == ["AT_OUTFALL", "NONE"]
    assert links(result) == {(0, 1): 0.0}
    assert result.links.hop_m.tolist() == [40.0]


def test_abandoned_pipes_take_nothing_in():
    network = pipes(
        "0 0, 100 0", "100 0, 200 0", "0 9, 100 9", status=["in_service", "in_service", "abandoned"]
    )
    _, result = sources_met(network, points("50 10"))
    assert result.source_hops.pipe.tolist() == [0]


def test_a_source_without_a_place_meets_nothing():
    rules, result = sources_met(MAIN, points(""))
    assert rules == ["NONE"]
    assert np.isinf(result.source_hops.nearest_m[0])


def test_unknown_direction_takes_a_source_to_the_nearer_end():
    network = pipes("0 0, 100 0", "100 0, 200 0", flow=[0, 2])
    _, result = sources_met(network, points("80 3", "20 3"))
    assert links(result) == {(0, 0): 120.0}


# --- outfalls ---------------------------------------------------------------------------------------


def outfall_met(network, *places, node=None, **values):
    hops = trace(network, points(*places, node=node), **values).outfall_hops
    return met(hops), hops


def test_an_outfall_prefers_the_lower_end_to_a_passing_pipe():
    network = pipes("0 0, 100 0", "103 -50, 103 50")
    rules, hops = outfall_met(network, "102 0")
    assert rules == ["NEAREST_NODE"]
    assert hops.xy.tolist() == [[100.0, 0.0]]


def test_an_outfall_on_a_passing_pipe_ignores_a_lower_end_far_off():
    network = pipes("0 0, 100 0", "130 -100, 130 100")
    rules, hops = outfall_met(network, "129 0")
    assert rules == ["NEAREST_PIPE"]
    assert hops.pipe.tolist() == [1]


def test_an_outfall_far_from_any_pipe_meets_nothing_and_knows_how_far():
    rules, hops = outfall_met(MAIN, "200 51", "200 49")
    assert rules == ["NONE", "NEAREST_NODE"]
    assert hops.nearest_m.tolist() == [51.0, 49.0]


def test_a_declared_outfall_node():
    network = pipes("0 0, 100 0", "100 0, 200 0", from_node=["a", "b"], to_node=["b", "c"])
    rules, hops = outfall_met(network, "900 900", node=["b"])
    assert rules == ["DECLARED"]
    assert hops.xy.tolist() == [[100.0, 0.0]]


def test_an_outfall_on_a_node_is_not_moved_to_an_end_beside_it():
    network = pipes("0 0, 50 0", "50 0, 100 0", "50 50, 50 3")
    assert upstream(network, "50 0") == [{0: 0.0}]
    assert upstream(network, "50 0.05", "50 2.95") == [{0: 0.0}, {2: 0.0}]
    on_the_way = upstream(network, "70 0")
    assert on_the_way == [{1: 0.0, 0: 20.0}]


@pytest.mark.parametrize(
    ("sizes", "met", "other"),
    [([300, 1000, 400], 1, 2), ([300, None, 400], 2, 0), ([None, None, None], 0, 2), ([300, 300, 300], 0, 2)],
)
def test_of_several_ends_beside_an_outfall_that_of_the_largest_pipe_is_meant(sizes, met, other):
    network = pipes("0 0, 50 0", "0 9, 50 4", "0 -9, 50 -3", diameter_mm=sizes)
    result = trace(network, points("51 0"))
    assert (result.pipe_trace.pipe.tolist(), result.outfall_hops.runner_up.tolist()) == ([met], [other])
    far = pipes("0 0, 50 0", "0 30, 50 30", diameter_mm=[300, 2000])
    assert trace(far, points("51 0")).outfall_hops.runner_up.tolist() == [-1]


def test_two_outfalls_at_one_spot_of_a_pipe_share_the_cut():
    result = trace(MAIN, points("50 0", "50 0.05"), points("0 0"), outfall_distance_m=1.0)
    assert links(result) == {(0, 0): 50.0, (0, 1): 50.0}


def test_of_places_equally_near_the_westernmost_is_met():
    rng = np.random.default_rng(3)
    places, xy = rng.integers(0, 9, (300, 2)) * 1.0, rng.integers(0, 9, (200, 2)) + 0.5 * rng.random((200, 2))
    xy[:50] = np.floor(xy[:50]) + 0.5  # equally near to several
    metres, at = linking._nearest_of(places, xy, 0.8)
    for row in np.flatnonzero(np.isfinite(metres)).tolist():
        near = np.hypot(*(places - xy[row]).T)
        assert metres[row] == pytest.approx(near.min())
        assert places[at[row]].tolist() == min(places[near == near.min()].tolist())
    assert np.isfinite(metres[:50]).sum() > 40
