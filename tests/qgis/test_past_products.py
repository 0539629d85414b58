"""Products of a past day: what was changed since is as it was, in every product alike."""

from __future__ import annotations

import datetime as dt

import numpy as np
import openpyxl
import pytest
from outfall_tracer.layers.store.geometry_io import point_blobs
from outfall_tracer.layers.store.table_plan import TablePlan, Updates, cell_updates
from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.reports.labels import today
from outfall_tracer.reports.query import Answer, Asked

YESTERDAY = (dt.date.fromisoformat(today()) - dt.timedelta(days=1)).isoformat()


@pytest.fixture
def changed_town(town):
    """Yesterday A and B were candidates and C was there; today A is confirmed, B moved, C gone, D new."""
    for name in "AB":
        town.set("outfalls", town.uid[name], trace_status="candidates", chainage_km=100.0)
    town.add("trace_links", "LINESTRING (0 0, 1 1)", uid="l", outfall_uid=town.uid["A"],
             source_table="enterprises", source_uid=town.uid["Mill"], rule="nearest_node", network_m=120.0,
             status="candidate")

    with file_rows(town.path, "one") as rows:
        place = np.array([[town.X + 1500.0, town.Y + 7.0]])
        moved = point_blobs(place, rows.srs_id("outfalls"))
        rows.apply(
            TablePlan("outfalls", delete=[town.uid["C"]],
                      updates=[*cell_updates({
                          town.uid["A"]: {"trace_status": "confirmed", "chainage_km": 101.25}}),
                          Updates([town.uid["B"]], {}, moved)],
                      new={"uid": ["d"], "name": ["D"], "county_code": ["420106"],
                           "trace_status": ["confirmed"]}),
            TablePlan("trace_links", updates=cell_updates({"l": {"status": "confirmed"}})),
        )
    return town


def register(town, tmp_path, **asked):
    from outfall_tracer.reports.register import export_register

    export_register(town.path, tmp_path / "r.xlsx", "en", asked=Asked(**asked))
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    title, heading, *rows, _empty, _foot = book["Outfalls"].values
    return book, title[0], [dict(zip(heading, row)) for row in rows]


def test_rows_and_places_are_those_of_the_day(qgis_app, changed_town):
    town = changed_town
    then, now = (Answer(town.path, Asked(date=date), "en") for date in (YESTERDAY, ""))
    assert sorted(then.outfall_texts("name")) == ["A", "B", "C"]
    assert sorted(now.outfall_texts("name")) == ["A", "B", "D"]
    places = [dict(zip(one.outfall_texts("name"), one.outfalls.xy.tolist())) for one in (then, now)]
    assert [one["B"] for one in places] == [[town.X + 1000, town.Y], [town.X + 1500, town.Y + 7]]
    assert places[0]["C"] == [town.X + 9000, town.Y]  # it is gone, its place is known
    assert then.links["status"].tolist() == ["candidate"]
    assert then.links["network_m"].tolist() == [120.0]  # measured by a run, not kept: today's
    assert then.outfalls["chainage_km"][then.row_of[town.uid["A"]]] == 100.0
    assert any("audit trail" in note for note in then.notes())
    assert not any("audit trail" in note for note in now.notes())


def test_a_filter_means_the_day(qgis_app, changed_town):
    expression = "\"trace_status\" = 'candidates' AND \"chainage_km\" <= 100"
    assert Answer(changed_town.path, Asked(expression, date=YESTERDAY), "en").outfalls.n == 2
    assert Answer(changed_town.path, Asked(expression), "en").outfalls.n == 1
    near = f"$x > {changed_town.X + 1200} AND $x < {changed_town.X + 2000}"
    assert Answer(changed_town.path, Asked(near, date=YESTERDAY), "en").outfalls.n == 0
    assert Answer(changed_town.path, Asked(near), "en").outfall_texts("name") == ["B"]


def test_every_list_says_of_which_day_it_is(changed_town, tmp_path):
    book, title, rows = register(changed_town, tmp_path, date=YESTERDAY)
    assert f"state of {YESTERDAY}" in title
    assert {row["Name"]: row["Tracing status"] for row in rows} == {
        "A": "Candidates found", "B": "Candidates found", "C": "Not traced"}
    assert f"state of {today()}" in book["Possible sources"]["A1"].value  # no past is kept of them
    assert f"state of {YESTERDAY}" in book["Links"]["A1"].value
    assert {row["Name"] for row in register(changed_town, tmp_path)[2]} == {"A", "B", "D"}
