"""Any arrays at all: the engine answers or says what does not fit; it never fails otherwise, never hangs.

Warnings are errors in this suite, so a division by zero inside the engine fails here too.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from outfall_tracer.problems import InputError, UserError
from outfall_tracer.tests.support.lines import manholes, pipes, points, trace
from outfall_tracer.tracing.answers.trace import Starts, trace_all, trace_points
from outfall_tracer.tracing.answers.validation import validate
from outfall_tracer.tracing.model import LINK_RULES, Drainage, Nodes, Options, Pipes, Points

NAN, INF = float("nan"), float("inf")
# Few distinct values, so that things meet; the odd ones among them are the point.
NUMBER = st.sampled_from(
    [0.0, 0.05, 1.0, 5.0, 10.0, 10.0, 20.0, -3.0, NAN, INF, -INF, 1e300, -1e308, 1e15, 1e-300])
PLACE = st.tuples(NUMBER, NUMBER)
WORD = st.sampled_from([None, "", " ", "a", "A ", " a", "b", "c", "0", "storm", "sewage", "open_channel",
                        "pressure_main", "abandoned", "blocked", "surveyed", "检查井"])
OUTLINE = st.sampled_from([
    None, shapely.from_wkt("POLYGON EMPTY"), shapely.box(0, 0, 12, 12),
    shapely.from_wkt("POLYGON ((0 0, 5 5, 0 5, 5 0, 0 0))"), shapely.from_wkt("LINESTRING (0 0, 9 9)"),
    shapely.polygons([[0, 0], [NAN, 4], [5, 5], [0, 0]]),
])
DISTANCE = st.sampled_from([0.0, 0.1, 3.0, 60.0, 1e6])
BAD_DISTANCE = st.sampled_from([-1.0, NAN, INF, 1e300])


def column(values, dtype):
    out = np.empty(len(values), dtype=dtype)
    out[:] = values
    return out


@st.composite
def any_pipes(draw):
    lines = draw(st.lists(st.lists(st.lists(PLACE, max_size=4), max_size=2), max_size=8))
    parts = [(row, part) for row, line in enumerate(lines) for part in line]
    n = len(lines)

    def optional(values, dtype):
        if draw(st.booleans()):
            return None
        return column(draw(st.lists(values, min_size=n, max_size=n)), dtype)

    return Pipes(
        n, np.array([place for _, part in parts for place in part], dtype=float).reshape(-1, 2),
        np.cumsum([0] + [len(part) for _, part in parts]),
        column([row for row, _ in parts], np.int64),
        from_node=optional(WORD, object), to_node=optional(WORD, object),
        flow=optional(st.sampled_from([-1, 0, 1, 2, 3, 77, -100]), np.int8),
        system=optional(WORD, object), form=optional(WORD, object), invert_from=optional(NUMBER, float),
        invert_to=optional(NUMBER, float), diameter_mm=optional(NUMBER, float),
        data_source=optional(WORD, object), status=optional(WORD, object),
        barrier=optional(st.booleans(), bool), length_m=optional(NUMBER, float),
    )  # fmt: skip


@st.composite
def any_points(draw, n_outfalls=None):
    places = draw(st.lists(PLACE, max_size=5))
    n = len(places)
    found = Points(np.array(places, dtype=float).reshape(-1, 2))
    if draw(st.booleans()):
        found.declared_node = column(draw(st.lists(WORD, min_size=n, max_size=n)), object)
    if n_outfalls is not None and draw(st.booleans()):
        rows = st.integers(-1, n_outfalls - 1)
        found.declared_outfall = column(draw(st.lists(rows, min_size=n, max_size=n)), np.int64)
        found.outline = column(draw(st.lists(OUTLINE, min_size=n, max_size=n)), object)
    return found


@st.composite
def any_nodes(draw):
    places = draw(st.lists(PLACE, max_size=4))
    n = len(places)
    return Nodes(np.array(places, dtype=float).reshape(-1, 2),
                 column(draw(st.lists(WORD, min_size=n, max_size=n)), object),
                 closed=column(draw(st.lists(st.booleans(), min_size=n, max_size=n)), bool))


OPTIONS = st.builds(
    Options, tolerance_m=DISTANCE, link_distance_m=DISTANCE, outfall_distance_m=DISTANCE,
    gap_distance_m=DISTANCE, gap_search_m=DISTANCE,
    direction_policy=st.sampled_from(["declared", "digitised", "invert", "auto"]),
    traverse_unknown=st.booleans(), nearest=st.sampled_from([None, 1, 2, 20]),
    abandoned_is_barrier=st.booleans(), limit_m=st.sampled_from([0.0, 0.0, 30.0]),
    limit_sources=st.sampled_from([0, 0, 1, 3]), limit_manholes=st.sampled_from([0, 0, 1, 2]),
    overflows=st.sampled_from(["every_way", "main_way"]),
    link_rules=st.sampled_from([LINK_RULES, LINK_RULES[1:3], ()]),
)  # fmt: skip


@st.composite
def any_input(draw):
    outfalls = draw(any_points())
    return draw(any_pipes()), draw(any_nodes()), outfalls, draw(any_points(len(outfalls.xy))), draw(OPTIONS)


FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"
# A full run is cut into parts, or its thousands of examples together would look like one test that hangs.
PARTS = pytest.mark.parametrize("part", range(20 if FULL else 1))
FUZZ = settings(
    max_examples=150, deadline=5000, database=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; the case is printed as it is
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@PARTS
def test_any_arrays_give_an_answer(part):
    seed(part)(FUZZ(given(any_input())(assert_an_answer)))()


def assert_an_answer(given_input):
    network, nodes, outfalls, sources, options = given_input
    result = trace_all(Drainage(network, nodes, outfalls, sources), options)
    links = result.links
    assert np.isfinite(links.network_m).all()
    assert np.isfinite(links.hop_m).all()
    assert ((links.confidence > 0) & (links.confidence <= 1)).all()
    assert np.isfinite(result.pipe_trace.network_m).all()
    assert len(result.outfall_hops.rule) == len(outfalls.xy)
    validate(Drainage(network, nodes, outfalls, sources), options)
    trace_points(network, nodes, Starts(outfalls), options)
    trace_points(network, nodes, Starts(Points(sources.xy, sources.declared_node), upstream=False), options)


DISTANCES = ["tolerance_m", "link_distance_m", "outfall_distance_m", "gap_distance_m", "gap_search_m"]


@PARTS
def test_distances_that_cannot_be_meant_are_named(part):
    seed(part)(FUZZ(given(any_input(), st.sampled_from(DISTANCES), BAD_DISTANCE)(assert_named)))()


def assert_named(given_input, name, value):
    network, nodes, outfalls, sources, options = given_input
    with pytest.raises(InputError, match=name):
        trace_all(Drainage(network, nodes, outfalls, sources), replace(options, **{name: value}))


NETWORK = ("0 0, 100 0", "100 0, 200 0")


@pytest.mark.parametrize("nearest", [0, -1])
def test_nearest_below_one_is_refused(nearest):
    with pytest.raises(InputError, match=f"nearest = {nearest}"):
        trace(pipes(*NETWORK), points("200 0"), points("0 0"), nearest=nearest)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda p: replace(p, status=np.array(["abandoned"], dtype=object)), "status has 1 rows, not 2"),
        (lambda p: replace(p, part_start=np.array([0, 2])), "part_start"),
        (lambda p: replace(p, part_pipe=np.array([1, 0])), "ascending"),
        (lambda p: replace(p, part_pipe=np.array([0, 2])), "part_pipe"),
    ],
)
def test_columns_that_do_not_fit_are_named(spoil, named):
    with pytest.raises(InputError, match=named):
        trace(spoil(pipes(*NETWORK)), points("200 0"))


def test_points_that_do_not_fit_are_named():
    with pytest.raises(InputError, match="declared_outfall names row 7 of 1"):
        trace(pipes(*NETWORK), points("200 0"), points("0 0", outfall=[7]))
    with pytest.raises(InputError, match="declared_node has 2 rows, not 1"):
        trace(pipes(*NETWORK), points("200 0", node=["a", "b"]))
    with pytest.raises(InputError, match=r"nodes\.code has 1 rows, not 0"):
        trace(pipes(*NETWORK), points("200 0"), nodes=Nodes(np.empty((0, 2)), np.array(["a"], dtype=object)))


def test_places_that_are_none_leave_the_rest_alone():
    """Infinite, missing and absurd coordinates: those rows meet nothing, the others are as without them."""
    network = pipes(*NETWORK, "0 inf, 100 0", "nan 0, 0 0", "1e300 0, 100 0", "5 5")
    found = trace(network, points("200 0", "inf 0", "1e300 1", ""), points("0 0", "-inf inf", "1e308 0"),
                  manholes({"M": "nan inf"}))
    links = found.links
    assert (links.source.tolist(), links.outfall.tolist(), links.network_m.tolist()) == ([0], [0], [200.0])
    assert sorted(f.object_row for f in found.findings if f.kind == "bad_geometry") == [2, 3, 4, 5]
    assert {(f.kind, f.object_row) for f in found.findings if f.kind.startswith("unlinked")} == {
        ("unlinked_outfall", 1), ("unlinked_outfall", 2), ("unlinked_outfall", 3),
        ("unlinked_source", 1), ("unlinked_source", 2)}


def test_a_tolerance_larger_than_the_pipes_makes_them_one_place():
    found = trace(pipes(*NETWORK), points("200 0"), points("0 0"), tolerance_m=1000.0)
    assert found.links.network_m.tolist() == [0.0]


def crowd(kind, n):
    """Pipes on one spot, in ways that make pairs of them."""
    rng = np.random.default_rng(1)
    if kind == "same":
        ends = np.tile([[0.0, 0.0], [10.0, 0.0]], (n, 1))
    elif kind == "no length":
        ends = np.zeros((2 * n, 2))
    elif kind == "heap":
        ends = rng.normal(0, 0.01, (2 * n, 2))
    else:  # each runs over thousands of others
        shift = 0.02 * np.arange(n)
        ends = np.stack([np.stack([shift, shift + 100]).T.ravel(), np.zeros(2 * n)], axis=1)
    return Pipes(n, ends, np.arange(0, 2 * n + 1, 2), np.arange(n))


@pytest.mark.parametrize("kind", ["same", "no length", "heap", "over each other"])
def test_many_pipes_on_one_spot_stay_linear(kind):
    """Four times as many pipes take far less than the 16 times of comparing all pairs."""

    def seconds(n):
        started = time.process_time()
        network, outfall, source = crowd(kind, n), points("10 0"), points("0 0.5")
        trace_all(Drainage(network, None, outfall, source), Options())
        validate(Drainage(network, None, outfall, source), Options())
        return time.process_time() - started

    seconds(100)
    assert seconds(8000) < 9 * seconds(2000) + 1.0


def test_an_unknown_policy_is_a_sentence():
    with pytest.raises(UserError, match=r"direction_policy = 'uphill'.* one of declared"):
        trace(pipes(*NETWORK), points("200 0"), direction_policy="uphill")
