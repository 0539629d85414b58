"""Every kind of finding: a network that provokes it, and its twin that does not."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from outfall_tracer.layers.schema import NETWORK_FINDINGS
from outfall_tracer.tests.support.lines import manholes, pipes, points, trace
from outfall_tracer.tracing.answers.validation import validate
from outfall_tracer.tracing.model import Drainage, Options, Pipes

LINE = ("0 0, 50 0", "50 0, 100 0")


@dataclass
class Case:
    kind: str
    wrong: Pipes
    right: Pipes
    row: int = 0  # of the object named
    outfall: str = "100 0"
    right_outfall: str | None = None
    options: dict = field(default_factory=dict)


IDS = {"from_node": ["a", "b"], "to_node": ["b", "c"]}
CHAIN = {"from_node": list("abcde"), "to_node": list("bcdef")}
CASES = [
    Case(
        "cross_connection",
        pipes(*LINE, system=["sewage", "storm"]),
        pipes(*LINE, system=["sewage", "sewage"]),
    ),
    Case(
        "cross_connection",
        pipes(*LINE, system=["storm", "sewage"]),
        pipes(*LINE, system=["storm", "combined"]),
    ),
    # An interceptor takes the dry-weather flow at the same manhole: sewage does go to a sewer.
    Case(
        "cross_connection",
        pipes(*LINE, system=["sewage", "storm"]),
        pipes(*LINE, "50 0, 50 -50", system=["sewage", "storm", "sewage"]),
    ),
    Case(
        "adverse_slope",
        pipes(*LINE, invert_from=[20, 20.1], invert_to=[20.1, 19]),
        pipes(*LINE, invert_from=[20, 19.9], invert_to=[20.01, 19]),
    ),
    Case(
        "adverse_slope",
        pipes(*LINE, invert_from=[20, 25], invert_to=[25, 19]),
        pipes(*LINE, invert_from=[20, 25], invert_to=[25, 19], form=["pressure_main", "pipe"]),
    ),
    Case(
        "bad_direction",
        pipes(*LINE, "50 0, 50 50", invert_from=[20, 19.9, 19], invert_to=[19.9, 19, 21]),
        pipes(*LINE, "50 50, 50 0", invert_from=[20, 19.9, 21], invert_to=[19.9, 19, 19]),
        row=2,
    ),
    Case("large_into_small", pipes(*LINE, diameter_mm=[800, 400]), pipes(*LINE, diameter_mm=[800, 750])),
    # Two pipes lead on, one as large as what comes in; and one whose size nobody knows.
    Case(
        "large_into_small",
        pipes(*LINE, "50 0, 50 50", diameter_mm=[800, 400, 500]),
        pipes(*LINE, "50 0, 50 50", diameter_mm=[800, 400, float("nan")]),
    ),
    Case("near_miss", pipes("0 0, 47 0", "50 0, 100 0"), pipes("0 0, 50 0", "50 0, 100 0")),
    Case("dead_end", pipes(*LINE, "0 0, 0 80"), pipes(*LINE, "0 80, 0 0"), row=2),
    Case("duplicate", pipes(*LINE, "50 0, 0 0"), pipes(*LINE, "50 0, 25 20, 0 0"), row=2),
    Case("isolated", pipes(*LINE, "500 0, 600 0"), pipes(*LINE, "50 90, 50 0"), row=2),
    Case("missing_node", pipes(*LINE, from_node=["a", "b"], to_node=["b", None]), pipes(*LINE, **IDS), row=1),
    Case(
        "level_sentinel",
        pipes(*LINE, invert_from=[20, -99], invert_to=[19, 18]),
        pipes(*LINE, invert_from=[20, 19], invert_to=[19, float("nan")]),
        row=1,
    ),
    Case("zero_length", pipes(*LINE, "50 0, 50 0"), pipes(*LINE, "50 1, 50 0"), row=2),
    Case("bad_geometry", pipes(*LINE, "nan 0, 1 1"), pipes(*LINE, "0 1, 0 0"), row=2),
    Case(
        "bad_geometry",
        pipes(*LINE, ""),
        pipes(*LINE, "", from_node=["a", "b", "z"], to_node=["b", "c", "a"], length_m=[50, 50, 7]),
        row=2,
    ),
    Case(
        "loop",
        pipes("0 0, 50 0", "50 0, 50 50", "50 50, 0 0", "50 0, 100 0"),
        pipes("0 0, 50 0", "50 0, 50 50", "50 0, 0 0", "50 0, 100 0", flow=[3, 2, 3, 2]),
    ),
    Case(
        "bridged_gap",
        pipes("0 0, 47 0", "50 0, 100 0"),
        pipes("0 0, 30 0", "50 0, 100 0"),
        options={"gap_distance_m": 5.0},
    ),
    Case("unlinked_outfall", pipes(*LINE), pipes(*LINE), outfall="100 51", right_outfall="100 49"),
    Case("overlap", pipes(*LINE, "20 0, 80 0"), pipes(*LINE, "20 0, 20 30"), row=0),
    Case(
        "id_apart",
        pipes(*LINE, "5000 0, 5050 0", from_node=["a", "b", "a"], to_node=["b", "c", "d"]),
        pipes(*LINE, "5000 0, 5050 0", from_node=["a", "b", "e"], to_node=["b", "c", "d"]),
    ),
    Case(
        "id_moved",
        pipes("0 0, 50 90", "50 0, 100 0", "0 90, 50 90", "50 90, 100 90",
              from_node=["a", "b", "p", "q"], to_node=["b", "c", "q", "r"]),
        pipes("0 0, 50 90", "50 0, 100 0", "0 90, 50 90", "50 90, 100 90",
              from_node=["a", "b", "p", "q"], to_node=["q", "c", "q", "r"]),
    ),
    Case(
        "split_pipe",
        pipes(*LINE, from_node=["a", "a"], to_node=["c", "c"]),
        pipes(*LINE, **IDS),
        row=1,
    ),
    Case(
        "id_scheme",
        pipes(*(f"0 {700 * at}, 50 {700 * at}" for at in range(5)), **CHAIN),
        pipes(*(f"{50 * at} 0, {50 * at + 50} 0" for at in range(5)), **CHAIN),
    ),
]


def found(network, outfall, options):
    return validate(Drainage(network, None, points(outfall), points()), Options(**options))


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind}-{at}" for at, case in enumerate(CASES)])
def test_a_finding_and_its_twin(case):
    wrong = [f for f in found(case.wrong, case.outfall, case.options) if f.kind == case.kind]
    right = [
        f for f in found(case.right, case.right_outfall or case.outfall, case.options) if f.kind == case.kind
    ]
    assert [finding.object_row for finding in wrong][:1] == [case.row]
    assert not right


def test_every_kind_of_the_schema_has_a_case():
    """Sources and manholes stand below: the cases have none."""
    below = {"unlinked_source", "id_far", "outfall_choice"}
    assert {value.code for value in NETWORK_FINDINGS} == {case.kind for case in CASES} | below


def test_an_unlinked_source_says_how_far_the_network_is():
    result = trace(pipes(*LINE), points("100 0"), points("50 70", "50 50"))
    lost = [f for f in result.findings if f.kind == "unlinked_source"]
    assert [(f.object_row, f.values["nearest_m"]) for f in lost] == [(0, 70.0)]


def test_nodes_that_are_named_from_kilometres_away():
    network = pipes(*LINE, "8000 0, 8050 0", from_node=["a", "b", "x"], to_node=["b", "c", "y"])
    outfalls, sources = points("100 0", "8050 0", node=[None, "c"]), points("9 3", "9 4", node=["x", "a"])
    result = trace(network, outfalls, sources, manholes({"B": "6000 0", "x": "8000 0"}))
    found = [f for f in result.findings if f.kind == "id_far"]
    far = [(f.object_table, f.object_row, f.values["code"]) for f in found]
    assert far == [("manholes", 0, "B"), ("outfalls", 1, "c"), ("sources", 0, "x")]


def test_an_outfall_beside_several_ends_names_the_one_it_was_not_joined_to():
    network = pipes("0 0, 50 0", "0 9, 50 4", "0 -9, 50 -3", diameter_mm=[300, 1000, 400])
    result = trace(network, points("51 1", "50 0"))
    told = [(f.object_row, f.values["pipe"], f.other) for f in result.findings if f.kind == "outfall_choice"]
    assert told == [(0, 1, 2)]


def test_a_clean_network_has_nothing_to_say():
    network = pipes(
        *LINE,
        "50 40, 50 0",
        system=["storm"] * 3,
        invert_from=[20, 19, 20],
        invert_to=[19, 18, 19],
        diameter_mm=[400, 500, 300],
    )
    assert found(network, "100 0", {}) == []


def test_sewage_in_a_storm_drain_is_an_error_and_names_the_outfall():
    result = trace(pipes(*LINE, system=["sewage", "storm"]), points("100 0"))
    (finding,) = [f for f in result.findings if f.kind == "cross_connection"]
    assert (finding.severity, finding.other, finding.values["outfall"]) == ("error", 1, 0)
    assert (finding.x, finding.y) == (50.0, 0.0)


def test_a_near_miss_names_the_other_pipe_and_the_gap():
    result = trace(pipes("0 0, 47 0", "50 0, 100 0"), points("100 0"))
    (finding,) = [f for f in result.findings if f.kind == "near_miss"]
    assert (finding.other, finding.values["gap_m"]) == (1, pytest.approx(3.0))


def test_manholes_that_were_not_delivered_are_not_a_finding_per_pipe():
    network = pipes(*LINE, from_node=["a", "b"], to_node=["b", "c"])
    for listed, expected in (({"A": "0 0", "B": "50 0"}, [1]), ({"A": "0 0"}, [])):
        result = trace(network, points("100 0"), None, manholes(listed))
        assert [f.object_row for f in result.findings if f.kind == "missing_node"] == expected
