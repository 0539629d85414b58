"""A value that a person entered is never overwritten by a run."""

from __future__ import annotations

import json
import shutil

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from outfall_tracer.layers.written_values import COLUMNS, is_ours, memory_of, same
from outfall_tracer.operations.runs.trace_project import trace_project


def test_a_run_fills_every_outfall(town):
    summary = trace_project(town.path)
    a, b, c = (town.outfall(name) for name in "ABC")
    assert (a["trace_status"], a["n_enterprises"], a["n_construction_sites"], a["n_farmland_outlets"],
            a["n_other_sources"]) == ("candidates", 2, 1, 0, 0)
    assert a["main_source_name"] == "Mill", "of two equally sure ones the first in order"
    assert set(a["source_names"].split("、")) == {"Mill", "Dye", "Tower"}
    assert a["network_length_m"] == pytest.approx(100 + 2 * 80 * 2**0.5, abs=0.1)
    assert a["trace_run"] == summary.run_uid
    assert (b["party_main"], b["party_rule"]) == ("农场", "R2")
    assert (c["trace_status"], c["n_enterprises"], c["main_source_uid"], c["network_length_m"]) == (
        "no_source", 0, None, 0)
    assert (c["party_main"], c["party_rule"]) == ("武汉市武昌区人民政府", "R3")
    assert json.loads(a["written"])["n_enterprises"] == 2
    assert not summary.differences
    first = [row for row in town.rows("audit") if row["table_name"] == "outfalls"]
    assert sorted(row["row_uid"] for row in first) == sorted(town.uid[name] for name in "ABC")
    assert {row["column_name"] for row in first} == {"*"}, "first values count, in one entry for each outfall"
    (mine,) = [row for row in first if row["row_uid"] == town.uid["A"]]
    assert json.loads(mine["new_value"])["n_enterprises"] == "2"


def test_confirming_makes_the_link_the_main_source(town):
    trace_project(town.path)
    town.set("trace_links", town.links()["A", "Dye"]["uid"], status="confirmed")
    town.set("trace_links", town.links()["A", "Tower"]["uid"], status="rejected")
    summary = trace_project(town.path, user="Li")
    a = town.outfall("A")
    assert (a["trace_status"], a["main_source_name"], a["n_construction_sites"]) == ("confirmed", "Dye", 0)
    assert (a["party_main"], a["party_others"], a["party_rule"]) == ("染料厂", "园区", "R2")
    (entry,) = [row for row in town.rows("audit") if row["run_uid"] == summary.run_uid]
    old, new = json.loads(entry["old_value"]), json.loads(entry["new_value"])
    assert (old["trace_status"], new["trace_status"]) == ("candidates", "confirmed")
    assert (old["main_source_name"], new["main_source_name"], entry["changed_by"]) == ("Mill", "Dye", "Li")
    assert town.outfall("B")["trace_run"] != summary.run_uid, "nothing of B changed"


@pytest.mark.parametrize(("column", "value"), [
    ("trace_status", "untraceable"), ("party_main", "某某公司"), ("n_enterprises", 7),
    ("trace_confidence", 0.99), ("source_names", None), ("network_length_m", 5.5),
    ("traced_at", "2020-01-02T03:04:05Z"),
])
@pytest.mark.parametrize("before_first_run", [True, False])
def test_a_persons_value_stays(town, column, value, before_first_run):
    if not before_first_run or value is None:  # an empty value that no run filled is nobody's
        trace_project(town.path)
    town.set("outfalls", town.uid["A"], **{column: value})
    mine = town.outfall("A")[column]
    summary = trace_project(town.path)
    assert town.outfall("A")[column] == mine
    if column != "traced_at":
        assert [(d.outfall_uid, d.column, d.outfall) for d in summary.differences] == [
            (town.uid["A"], column, "A")]
    town.set("pipes", town.uid["P1"], status="abandoned", wkt="LINESTRING (0 100, 0 90)")
    trace_project(town.path)
    assert town.outfall("A")[column] == mine
    assert town.outfall("A")["n_construction_sites"] == 0, "the other columns follow the run"


def test_without_write_back_outfalls_are_not_touched(town):
    before = town.rows("outfalls")
    trace_project(town.path, write_back=False)
    assert len(town.links()) == 4
    assert town.rows("outfalls") == before


def test_a_damaged_memory_makes_everything_a_persons(town):
    trace_project(town.path)
    town.set("outfalls", town.uid["A"], written="{broken")
    town.set("trace_links", town.links()["A", "Dye"]["uid"], status="confirmed")
    summary = trace_project(town.path)
    assert town.outfall("A")["main_source_name"] == "Mill"
    assert {d.column for d in summary.differences} >= {"trace_status", "main_source_name"}


_VALUE = st.sampled_from(["", None, "x", "untraced", "candidates", 0, 1, 2.5])
_STEP = st.one_of(
    st.tuples(st.just("run"), st.none(), st.none()),
    st.tuples(st.just("confirm"), st.sampled_from(["Mill", "Dye", "Tower"]),
              st.sampled_from(["confirmed", "rejected", "candidate"])),
    st.tuples(st.just("break"), st.sampled_from(["P1", "P2", "P3"]),
              st.sampled_from(["in_service", "abandoned"])),
    st.tuples(st.just("edit"),
              st.sampled_from(["trace_status", "party_main", "n_enterprises", "source_names"]),
              st.sampled_from(["7", None, "9"])),
)


@settings(max_examples=12, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(_STEP, min_size=3, max_size=8))
def test_no_sequence_of_edits_and_runs_loses_a_persons_word(town_template, tmp_path_factory, steps):
    town = type(town_template)(shutil.copy(town_template.path, tmp_path_factory.mktemp("seq") / "t.gpkg"))
    town.uid = dict(town_template.uid)
    trace_project(town.path)
    entered, judged = {}, {}
    for verb, what, value in steps:
        if verb == "edit":
            town.set("outfalls", town.uid["A"], **{what: value})
            if value is not None:  # an emptied value is a person's as well, but only where a run had written
                entered[what] = value
            else:
                entered.pop(what, None)
        elif verb == "break":
            town.set("pipes", town.uid[what], status=value)
        elif verb == "confirm" and ("A", what) in town.links():
            town.set("trace_links", town.links()["A", what]["uid"], status=value)
            judged[what] = value if value != "candidate" else None
        else:
            trace_project(town.path)
            again = town.dump()
            assert trace_project(town.path).unchanged
            assert town.dump() == again
        now = town.outfall("A")
        for column, mine in entered.items():
            assert str(now[column]) == mine
        for source, state in judged.items():
            if state:
                allowed = {"confirmed": ("confirmed", "lost"), "rejected": ("rejected",)}[state]
                assert town.links()["A", source]["status"] in allowed


@given(present=_VALUE, memory=_VALUE)
def test_ours_is_what_equals_the_memory(present, memory):
    for column in ("trace_status", "n_enterprises", "party_main"):
        assert is_ours(column, present, {column: memory}) == same(column, present, memory)


def test_memory_keeps_only_known_columns(town):
    trace_project(town.path)
    assert set(memory_of(town.outfall("A")["written"])) <= set(COLUMNS)
