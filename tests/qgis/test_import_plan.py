"""What an import changes and what it leaves: keys, versions, people's values, missing rows."""

from __future__ import annotations

import json

import numpy as np
import pytest
from outfall_tracer.importing.comparing.plan import Choices
from outfall_tracer.importing.model import Reject
from outfall_tracer.importing.report import report_of
from outfall_tracer.importing.write import apply, preview
from outfall_tracer.layers.store.geometry_io import point_blobs
from outfall_tracer.problems import UserError

from ..support.import_deliveries import (
    content,
    delivery,
    edit,
    empty_project_file,
    lines,
    pipes,
    points,
    project,
    run,
    table_of,
    texts,
)

__all__ = ["empty_project_file", "project"]


def uid_of(project, code):
    rows = table_of(project, "pipes", "uid", "code")
    return rows["uid"][rows["code"].tolist().index(code)]


def value(project, code, column):
    rows = table_of(project, "pipes", "code", column)
    return rows[column][rows["code"].tolist().index(code)]


def test_the_same_file_twice_changes_nothing_at_all(project):
    columns, geometry = pipes()
    parts = delivery("pipes", columns, geometry, rejects=[Reject(9, "no place", {"code": "P9"})])
    first = run(project, parts)
    assert first.written
    assert first.plan.counts()["added"] == 6
    before = content(project)
    again = run(project, parts)
    assert not again.written
    assert again.plan.counts()["unchanged"] == 6
    assert again.plan.counts()["rejected_before"] == 1
    assert content(project) == before
    assert len(before["imports"]) == 1
    assert len(before["import_rejects"]) == 1


def test_forms_defaults_are_filled_and_count_as_nobodys(project):
    columns, geometry = pipes()
    run(project, delivery("pipes", columns, geometry))
    assert value(project, "P0", "system") == "unknown"
    assert value(project, "P0", "status") == "in_service"
    newer = run(project, delivery("pipes", {**columns, "system": texts(*["storm"] * 6)}, geometry))
    assert value(project, "P0", "system") == "storm"
    assert not newer.plan.kept


def test_a_delivered_value_that_is_also_the_forms_default_can_be_updated(project):
    columns, geometry = pipes(status=texts(*["in_service"] * 6))
    run(project, delivery("pipes", columns, geometry, ("code",)))
    newer = {**columns, "status": texts("abandoned", *["in_service"] * 5)}
    counts = run(project, delivery("pipes", newer, geometry, ("code",))).report.counts
    assert (counts["updated"], counts["kept"]) == (1, 0)
    assert table_of(project, "pipes", "status")["status"].tolist() == newer["status"].tolist()


def test_a_newer_version_updates_what_imports_wrote_and_keeps_what_people_entered(project):
    columns, geometry = pipes()
    run(project, delivery("pipes", columns, geometry))
    edit(
        project,
        "pipes",
        [uid_of(project, "P1"), uid_of(project, "P2")],
        {"diameter_mm": np.array([777.0, 777.0]), "remark": texts("seen", "seen")},
    )
    sizes = np.array([300.0, 800.0, 300.0, 400.0, 300.0, 300.0])
    parts = delivery(
        "pipes", {**columns, "diameter_mm": sizes, "material": texts("PE", *["PVC"] * 5)}, geometry
    )
    shown = preview(project, parts)
    assert value(project, "P3", "diameter_mm") == 300.0  # a preview writes nothing
    outcome = apply(project, shown, user="me")
    assert value(project, "P3", "diameter_mm") == 400.0
    assert value(project, "P0", "material") == "PE"
    assert value(project, "P1", "diameter_mm") == 777.0, "delivered anew, but a person's"
    assert value(project, "P2", "diameter_mm") == 777.0
    assert value(project, "P2", "remark") == "seen"
    (kept,) = outcome.plan.kept  # P2: nothing new was delivered, so there is nothing to say
    assert kept.uids.tolist() == [uid_of(project, "P1")]
    assert kept.new.tolist() == [800.0]
    audit = table_of(project, "audit", "column_name", "old_value", "new_value", "changed_by", "run_uid")
    assert sorted(zip(audit["column_name"], audit["old_value"], audit["new_value"])) == [
        ("diameter_mm", "300", "400"),
        ("material", "PVC", "PE"),
    ]
    assert set(audit["changed_by"]) == {"me"}
    assert set(audit["run_uid"]) == {outcome.import_uid}
    assert not run(project, parts).written, "the difference was said once"
    run(project, parts, choices=Choices(overwrite=True))
    assert value(project, "P1", "diameter_mm") == 800.0
    assert value(project, "P2", "diameter_mm") == 300.0
    assert value(project, "P2", "remark") == "seen", "a column that is not delivered"


def test_an_empty_cell_erases_nothing_and_a_cell_a_person_emptied_stays_empty(project):
    columns, geometry = pipes()
    run(project, delivery("pipes", columns, geometry))
    edit(project, "pipes", [uid_of(project, "P4")], {"material": texts(None)})
    newer = delivery("pipes", {**columns, "material": texts(None, "PE", "PVC", "PVC", "PE", "PVC")}, geometry)
    outcome = run(project, newer)
    assert value(project, "P0", "material") == "PVC"
    assert value(project, "P1", "material") == "PE"
    assert value(project, "P4", "material") is None
    assert [change.uids.tolist() for change in outcome.plan.kept] == [[uid_of(project, "P4")]]


def test_a_place_is_a_value_too(project):
    codes = {"code": texts("W1", "W2", "W3")}
    here = [(500000.0, 3300000.0), (500100.0, 3300000.0), (500200.0, 3300000.0)]
    run(project, delivery("manholes", codes, points(*here)))
    rows = table_of(project, "manholes", "uid", "code")
    edit(project, "manholes", [rows["uid"][0]], {}, point_blobs(np.array([[500000.0, 3300005.0]]), 4547))
    moved = [(500001.0, 3300000.0), (500101.0, 3300000.0), (500200.0 + 1e-5, 3300000.0)]
    outcome = run(project, delivery("manholes", codes, points(*moved)))
    xy = table_of(project, "manholes", "code", geometry=True).xy
    assert xy[0].tolist() == [500000.0, 3300005.0], "moved by a person"
    assert xy[1].tolist() == [500101.0, 3300000.0]
    assert xy[2, 0] == 500200.0
    assert [change.column for change in outcome.plan.updates] == ["geom"]
    assert len(outcome.plan.kept) == 1


def test_rows_that_disappeared_are_listed_and_removed_only_on_request(project):
    columns, geometry = pipes()
    run(project, delivery("pipes", columns, geometry, file="pipes_2024.shp"))
    run(project, delivery("pipes", {"code": texts("X1")}, lines([(0, 0), (9, 9)]), file="other.shp"))
    some = {name: values[:4] for name, values in columns.items()}
    parts = delivery("pipes", some, geometry[:4], file="pipes_2025.shp")
    outcome = run(project, parts)
    assert [row.label for row in outcome.plan.missing] == ["P4", "P5"], "nothing of the other delivery"
    assert outcome.plan.missing[0].file == "pipes_2024.shp"
    assert table_of(project, "pipes", "uid").n == 7
    again = run(project, parts)
    assert not again.written
    assert len(again.plan.missing) == 2
    removed = run(project, parts, choices=Choices(remove_missing=True))
    assert removed.plan.counts()["removed"] == 2
    assert table_of(project, "pipes", "uid").n == 5
    audit = table_of(project, "audit", "column_name", "old_value")
    gone = [json.loads(old) for name, old in zip(audit["column_name"], audit["old_value"]) if name == "uid"]
    assert "P5" in {row["code"] for row in gone}


def test_codes_that_stand_twice_are_told_apart_by_place(project):
    columns, geometry = pipes(4, code=texts("A", "A", "A", "B"))
    run(project, delivery("pipes", columns, geometry))
    sizes = np.array([1.0, 2.0, 3.0, 4.0])
    order = np.array([3, 2, 1, 0])
    shuffled = {**{name: values[order] for name, values in columns.items()}, "diameter_mm": sizes[order]}
    outcome = run(project, delivery("pipes", shuffled, geometry[order]))
    assert outcome.plan.counts()["added"] == 0
    assert table_of(project, "pipes", "diameter_mm")["diameter_mm"].tolist() == sizes.tolist()
    elsewhere = run(
        project, delivery("pipes", {"code": texts("A", "A")}, lines([(0, 0), (1, 1)], [(2, 2), (3, 3)]))
    )
    assert elsewhere.plan.counts()["added"] == 2
    assert elsewhere.plan.problems, "in doubt: new, and said"


def test_without_a_key_place_and_values_decide(project):
    parts = delivery("river", {"name": texts(None, "湖")}, None)
    run(project, parts)
    assert not run(project, parts).written
    places = points((500000, 3300000), (500010, 3300000), None)
    sites = delivery("other_sources", {"kind": texts("a", "b", "c")}, places)
    run(project, sites)
    assert not run(project, sites).written
    changed = run(project, delivery("other_sources", {"kind": texts("a", "B", "d")}, places))
    assert changed.plan.counts()["updated"] == 1
    assert changed.plan.counts()["added"] == 1


def test_two_outfalls_with_one_name_and_other_codes_are_two(project):
    first = delivery(
        "outfalls",
        {"name": texts("闸口"), "code_national": texts("FA-420102-0001-YS-00")},
        points((500000, 3300000)),
    )
    run(project, first)
    other = delivery(
        "outfalls",
        {"name": texts("闸口"), "code_national": texts("FA-420102-0002-YS-00")},
        points((500000, 3300000)),
    )
    assert run(project, other).plan.counts()["added"] == 1
    spelled = delivery(
        "outfalls",
        {"name": texts("闸口排口"), "code_national": texts("fa4201020001YS00")},
        points((500000, 3300000)),
    )
    assert run(project, spelled).plan.counts()["added"] == 0


def test_a_plan_that_no_longer_holds_is_not_written(project):
    columns, geometry = pipes()
    shown = preview(project, delivery("pipes", columns, geometry))
    run(project, delivery("pipes", columns, geometry))
    before = content(project)
    with pytest.raises(UserError, match="changed since the preview"):
        apply(project, shown)
    assert content(project) == before


def test_a_traced_project_is_said_to_need_another_trace(project):
    from outfall_tracer.operations.runs.trace_project import trace_project

    columns, geometry = pipes()
    parts = delivery("pipes", columns, geometry)
    assert not run(project, parts).report.trace_again
    run(project, delivery("outfalls", {"name": texts("口")}, points((500180, 3300000))))
    trace_project(str(project))
    assert not run(project, parts).report.trace_again, "nothing was written"
    well = delivery("manholes", {"code": texts("W")}, points((500000, 3300000)))
    shown = report_of(preview(project, well))
    assert any("trace it again" in text for text in shown.sentences())
    report = run(project, well).report
    assert (report.trace_again, report.outdated) == (True, 1)
    assert any("1 traced outfall is out of date" in text for text in report.sentences())
    assert not run(project, delivery("river", {"name": texts("江")})).report.trace_again
