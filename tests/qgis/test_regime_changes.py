"""Split, merge, void, found again: what becomes of codes, links and signs, in file and window."""

from __future__ import annotations

import datetime as dt

import pytest
from outfall_tracer.operations.project_rows import EditedRows, file_rows
from outfall_tracer.operations.regime import as_of, changes, codes
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.problems import UserError
from outfall_tracer.rules.outfall_changes import Order

pytest.importorskip("qgis.core")

TODAY = dt.date(2026, 3, 1)
ORDER = Order("Li", "2026-02-01", "two pipes in one mouth", TODAY)


def apply(town, change):
    with file_rows(town.path, "Li") as rows:
        made = change(rows)
        rows.apply(*made.plans)
    return made


def test_a_split_takes_the_chosen_links_and_no_code(town):
    trace_project(town.path)
    town.set("outfalls", town.uid["A"], code_national="FA-420106-0001-QT-00")
    mill = town.links()["A", "Mill"]["uid"]
    made = apply(town, lambda rows: changes.split(rows, town.uid["A"], [mill], ORDER))
    new = next(row for row in town.rows("outfalls") if row["uid"] == made.outfalls[1])
    assert (new["standing"], new["code_national"], new["county_code"]) == (
        "in_use", None, town.outfall("A")["county_code"])
    assert new["geom"] is not None
    assert {row["uid"]: row["outfall_uid"] for row in town.rows("trace_links")}[mill] == new["uid"]
    (history,) = town.rows("outfall_history")
    assert (history["action"], history["outfall_uid"], history["other_uid"], history["done_by"]) == (
        "split", town.uid["A"], new["uid"], "Li")
    assert made.said


def test_merged_voided_and_found_again(town):
    town.set("outfalls", town.uid["A"], code_national="FA-420106-0001-QT-00")
    town.set("outfalls", town.uid["B"], code_national="FA-420106-0002-QT-00")
    town.add("signs", uid="s", outfall_uid=town.uid["B"], state="已安装")
    made = apply(town, lambda rows: changes.merge(rows, [town.uid["A"], town.uid["B"]], ORDER))
    assert town.outfall("A")["standing"] == "merged", "the plate of B stands"
    assert town.outfall("A")["code_national"] == "FA-420106-0001-QT-00"
    assert made.outfalls == (town.uid["A"], town.uid["B"])
    apply(town, lambda rows: changes.leave(rows, "void", town.uid["B"], ORDER))
    assert [row["state"] for row in town.rows("signs")] == ["待拆除"]
    with file_rows(town.path, "Li") as rows:
        rows.apply(*codes.assign_codes(rows, "甲", TODAY).plans)
    assert {"FA-420106-0001-QT-00", "FA-420106-0002-QT-00"}.isdisjoint(
        {town.outfall("C")["code_national"]})
    apply(town, lambda rows: changes.find_again(rows, town.uid["B"], ORDER))
    assert (town.outfall("B")["standing"], [row["state"] for row in town.rows("signs")]) == (
        "in_use", ["已安装"])
    with file_rows(town.path, writing=False) as rows:
        told = [(change.new, change.basis) for change in as_of.page(rows, "outfalls", town.uid["B"])
                if change.column == "standing"]
    assert told == [("in_use", ORDER.reason), ("void", ORDER.reason)]


@pytest.mark.parametrize(("order", "work"), [
    (ORDER._replace(reason=" "), lambda rows, uid, order: changes.leave(rows, "void", uid["A"], order)),
    (ORDER._replace(on="2030-01-01"), lambda rows, uid, order: changes.leave(rows, "fill", uid["A"], order)),
    (ORDER, lambda rows, uid, order: changes.find_again(rows, uid["A"], order)),
    (ORDER, lambda rows, uid, order: changes.split(rows, uid["A"], ["nothing"], order)),
    (ORDER, lambda rows, uid, order: changes.leave(rows, "void", "nobody", order)),
])
def test_what_cannot_be_is_said_and_nothing_changed(town, order, work):
    before = town.dump()
    with pytest.raises(UserError), file_rows(town.path, "Li") as rows:
        rows.apply(*work(rows, town.uid, order).plans)
    assert town.dump() == before


def test_the_window_does_the_same_in_one_step(town):
    from outfall_tracer.operations.editing.session import EditSession

    session = EditSession(person=lambda: "Li")
    session.attach(town.path, {})
    with session.step("Void") as step:
        rows = EditedRows(session, step)
        rows.apply(*changes.leave(rows, "void", town.uid["A"], ORDER).plans)
    assert len(session.history) == 1
    session.save()
    session.detach()
    assert town.outfall("A")["standing"] == "void"
    assert len(town.rows("outfall_history")) == 1
