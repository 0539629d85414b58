"""Corrections of pipes as plain values: what belongs to an end stays with it."""

from __future__ import annotations

import pytest
from outfall_tracer.operations.corrections import (
    End,
    Place,
    connect,
    divide,
    drawn_pipe,
    flip,
    share_along,
    unused,
)

PIPE = {"uid": "u", "code": "P7", "from_node": "A", "to_node": "B", "flow": None, "system": "storm",
        "form": "pipe", "invert_from": 5.0, "invert_to": 4.0, "diameter_mm": 300.0, "material": "concrete",
        "owner": None, "data_source": "surveyed", "status": "in_service"}


def direction(cells, policy="declared"):
    """Which end the water leaves by, as the engine understands it: the level's and the id's end."""
    flow = cells.get("flow")
    sign = {"+": 1, "-": -1}.get(flow, 1)
    if policy == "digitised":
        sign = 1
    return (cells["from_node"], cells["to_node"])[::sign]


@pytest.mark.parametrize("flow", [None, "", "+", "-"])
@pytest.mark.parametrize("policy", ["declared", "digitised"])
def test_a_flipped_pipe_runs_the_other_way_and_keeps_its_levels_at_their_ends(flow, policy):
    cells = {**PIPE, "flow": flow}
    made = flip(cells, policy)
    after = {**cells, **made.cells}
    level_of = {cells["from_node"]: cells["invert_from"], cells["to_node"]: cells["invert_to"]}
    assert direction(after, policy) == direction(cells, policy)[::-1]
    assert {after["from_node"]: after["invert_from"], after["to_node"]: after["invert_to"]} == level_of
    assert made.reverse == (policy == "digitised" or not flow)
    again = flip(after, policy)
    assert {**after, **again.cells} == cells


def test_a_pipe_of_unknown_flow_gets_one_and_one_that_levels_decide_the_other():
    assert flip({**PIPE, "flow": "?"}).cells == {"flow": "-"}  # it fell from start to end
    assert flip({**PIPE, "flow": "?", "invert_from": None}).cells == {"flow": "+"}
    assert flip(PIPE, "invert") is None  # its levels would decide again


def test_a_divided_pipe_keeps_its_levels_ids_and_attributes():
    made = divide(PIPE, 0.25, None, ["P7-1", "p7-n1"])
    assert made.first == {"to_node": "P7-N2", "invert_to": 4.75}
    assert made.second["from_node"] == "P7-N2"
    assert (made.second["to_node"], made.second["invert_from"], made.second["invert_to"]) == ("B", 4.75, 4.0)
    assert (made.second["code"], made.second["material"]) == ("P7-2", "concrete")
    assert "uid" not in made.second
    assert divide(PIPE, 0.5, "M9", []).first["to_node"] == "M9"
    by_place = {**PIPE, "from_node": None, "to_node": None, "invert_to": None}
    made = divide(by_place, 0.5, "M9", [])
    assert made.first == {"to_node": None, "invert_to": None}
    assert made.second["from_node"] is None


def test_connecting_names_what_is_there_or_nothing():
    assert connect(PIPE, True, "C") == {"to_node": "C"}
    assert connect(PIPE, False, None) == {"from_node": None}
    assert connect(PIPE, True, "B") == {}


def test_a_drawn_pipe_continues_the_one_above():
    start = Place([End(PIPE, True)])
    lower = {**PIPE, "diameter_mm": 500.0, "from_node": "C", "invert_from": 3.5}
    end = Place([End(lower, False)], manhole="C")
    cells = drawn_pipe(start, end)
    assert (cells["from_node"], cells["to_node"]) == ("B", "C")
    assert (cells["invert_from"], cells["invert_to"], cells["diameter_mm"]) == (4.0, 3.5, 300.0)
    assert (cells["flow"], cells["data_source"]) == ("+", "inferred")
    alone = drawn_pipe(Place(), Place(middle=PIPE))
    assert "from_node" not in alone
    assert alone["system"] == "storm"


def test_new_ids_and_places_along_a_line():
    assert unused("P-", ["p-1", "P-2", None]) == "P-3"
    assert share_along([(0, 0), (10, 0), (10, 10)], 1, (10, 5)) == pytest.approx(0.75)
