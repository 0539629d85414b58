"""Whole runs over a small real project: what a run writes, keeps, loses and leaves alone."""

from __future__ import annotations

import json
import math

import pytest
from outfall_tracer.operations.runs.configurations import Configuration
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.operations.runs.validate_project import validate_project
from outfall_tracer.problems import Cancelled, UserError

ALL = {("A", "Mill"), ("A", "Dye"), ("A", "Tower"), ("B", "Field")}


def test_a_run_links_sources_and_fills_all_tables(town):
    summary = trace_project(town.path, user="tester")
    links = town.links()
    assert set(links) == ALL
    assert {row["status"] for row in links.values()} == {"candidate"}
    mill = links["A", "Mill"]
    assert mill["rule"] == "nearest_node"
    assert mill["network_m"] == pytest.approx(100 + 80 * 2**0.5, abs=0.01)
    assert mill["confidence"] == pytest.approx(
        math.prod(json.loads(mill["confidence_parts"]).values()), abs=2e-4)
    assert mill["geom"].startswith("LINESTRING (499918 3380182,")
    pipes = {row["pipe_uid"]: row for row in town.rows("pipe_trace")}
    assert set(pipes) == {town.uid[name] for name in ("P1", "P2", "P3", "P4")}
    assert pipes[town.uid["P2"]]["network_m"] == pytest.approx(100)
    assert {row["reason"] for row in town.rows("trace_ends")} == {"headwater"}
    findings = {(row["kind"], row["object_uid"]): row for row in town.rows("findings")}
    crossing = findings["cross_connection", town.uid["P3"]]
    assert "P3" in crossing["text"]
    assert crossing["fix"]
    assert ("unlinked_outfall", town.uid["C"]) in findings
    run = town.rows("trace_runs")
    assert [(row["uid"], row["n_links"], row["user"]) for row in run] == [(summary.run_uid, 4, "tester")]
    assert summary.links == {"new": 4, "removed": 0, "found": 4, "refreshed": 0, "lost": 0}
    assert json.loads(summary.to_json())["statuses"] == {"candidates": 2, "no_source": 1}


def test_a_second_run_on_unchanged_data_changes_nothing(town):
    first = trace_project(town.path)
    town.set("trace_links", town.links()["A", "Mill"]["uid"], status="confirmed", decided_by="Li")
    trace_project(town.path)  # takes the decision in
    before = town.dump()
    summary = trace_project(town.path)
    assert summary.unchanged
    assert summary.run_uid == before["trace_runs"][-1]["uid"] != first.run_uid
    assert town.dump() == before


def test_decisions_survive_loss_and_return(town):
    trace_project(town.path)
    links = town.links()
    town.set("trace_links", links["A", "Mill"]["uid"], status="confirmed", decided_by="Li", remark="dye seen",
             decided_at="2024-05-06T07:08:09Z")
    town.set("trace_links", links["A", "Dye"]["uid"], status="rejected", decided_by="Li")
    town.set("trace_links", links["A", "Tower"]["uid"], remark="look again")
    town.set("pipes", town.uid["P1"], status="blocked", wkt="LINESTRING (0 100, 0 90)")
    trace_project(town.path)
    now = town.links()
    assert {pair: row["status"] for pair, row in now.items()} == {
        ("A", "Mill"): "lost", ("A", "Dye"): "rejected", ("A", "Tower"): "lost", ("B", "Field"): "candidate"}
    mill = now["A", "Mill"]
    assert (mill["uid"], mill["decided_by"], mill["remark"], mill["decided_at"]) == (
        links["A", "Mill"]["uid"], "Li", "dye seen", "2024/05/06 07:08:09+00")
    assert town.outfall("A")["trace_status"] == "no_source"
    town.set("pipes", town.uid["P1"], status="in_service", wkt="LINESTRING (0 100, 0 0)")
    trace_project(town.path)
    now = town.links()
    assert {pair: row["status"] for pair, row in now.items()} == {
        ("A", "Mill"): "confirmed", ("A", "Dye"): "rejected", ("A", "Tower"): "candidate",
        ("B", "Field"): "candidate"}
    assert town.outfall("A")["trace_status"] == "confirmed"
    changes = [(row["old_value"], row["new_value"]) for row in town.rows("audit")
               if row["row_uid"] == mill["uid"] and row["column_name"] == "status"]
    assert changes == [("confirmed", "lost"), ("lost", "confirmed")]


def test_an_untouched_candidate_goes_one_with_evidence_is_lost(town):
    trace_project(town.path)
    links = town.links()
    town.add("evidence", uid="e1", link_uid=links["A", "Dye"]["uid"])
    town.set("pipes", town.uid["P2"], status="abandoned")
    town.set("pipes", town.uid["P3"], status="abandoned")
    town.set("enterprises", town.uid["Mill"], wkt="POINT (-500 500)")
    town.set("enterprises", town.uid["Dye"], wkt="POINT (500 500)")
    trace_project(town.path)
    assert {pair: row["status"] for pair, row in town.links().items()} == {
        ("A", "Dye"): "lost", ("A", "Tower"): "candidate", ("B", "Field"): "candidate"}


def test_a_link_assigned_by_a_person_is_never_touched(town):
    town.add("trace_links", uid="m1", outfall_uid=town.uid["C"], source_table="enterprises",
             source_uid=town.uid["Mill"], source_name="Mill", rule="manual", status="confirmed",
             confidence=0.5)
    for _ in range(2):
        trace_project(town.path)
        row = town.links()["C", "Mill"]
        assert (row["uid"], row["rule"], row["status"], row["confidence"], row["run_uid"]) == (
            "m1", "manual", "confirmed", 0.5, None)
    assert town.outfall("C")["trace_status"] == "confirmed"
    assert town.outfall("C")["n_enterprises"] == 1


def test_measured_values_follow_the_network(town):
    trace_project(town.path)
    uid = town.links()["B", "Field"]["uid"]
    town.set("trace_links", uid, status="confirmed")
    town.set("pipes", town.uid["P4"], wkt="LINESTRING (1000 100, 1020 50, 1000 0)")
    trace_project(town.path)
    row = town.links()["B", "Field"]
    assert (row["uid"], row["status"]) == (uid, "confirmed")
    assert row["network_m"] > 100


def test_a_run_over_some_outfalls_leaves_the_others_alone(town):
    trace_project(town.path, outfalls_filter="\"name\" = 'B'")
    assert set(town.links()) == {("B", "Field")}
    assert town.outfall("A")["trace_status"] is None
    assert {row["outfall_uid"] for row in town.rows("pipe_trace")} == {town.uid["B"]}
    town.set("pipes", town.uid["P1"], status="abandoned")
    trace_project(town.path)
    town.set("pipes", town.uid["P1"], status="in_service")
    town.set("pipes", town.uid["P4"], status="abandoned")
    before = town.dump()
    trace_project(town.path, outfalls_filter="\"name\" IN ('A', 'C')")
    assert set(town.links()) == ALL
    same = [row for row in town.rows("trace_links") if row["outfall_uid"] == town.uid["B"]]
    assert same == [row for row in before["trace_links"] if row["outfall_uid"] == town.uid["B"]]
    assert town.outfall("B") == next(row for row in before["outfalls"] if row["name"] == "B")


def test_barriers_stop_a_trace(town):
    trace_project(town.path, Configuration(barriers="\"code\" = 'P2'"))
    assert set(town.links()) == ALL - {("A", "Mill")}
    barrier = [row for row in town.rows("trace_ends") if row["reason"] == "barrier"]
    assert len(barrier) == 1
    assert "P2" in barrier[0]["detail"]


@pytest.mark.parametrize("expression", ["\"no_such_column\" = 1", "\"code\" = ", "to_real('x') > 1"])
def test_a_bad_expression_is_a_sentence_and_changes_nothing(town, expression):
    before = town.dump()
    with pytest.raises(UserError, match="pipes"):
        trace_project(town.path, Configuration(barriers=expression))
    assert town.dump() == before


def test_findings_keep_what_people_made_of_them(town):
    trace_project(town.path)
    finding = {row["kind"]: row for row in town.rows("findings")}
    town.set("findings", finding["cross_connection"]["uid"], status="accepted", reason="permitted overflow")
    town.set("findings", finding["unlinked_outfall"]["uid"], reason="asked the surveyor")
    town.set("pipes", town.uid["P3"], system="storm")
    town.set("outfalls", town.uid["C"], wkt="POINT (9000 9000)")
    town.add("pipes", "LINESTRING (9000 9100, 9000 9000)", uid="p9", code="P9")
    trace_project(town.path)
    now = {row["uid"]: row for row in town.rows("findings")}
    assert now[finding["cross_connection"]["uid"]]["status"] == "accepted"
    assert now[finding["unlinked_outfall"]["uid"]]["status"] == "fixed"
    assert len(now) == 2
    town.set("outfalls", town.uid["C"], wkt="POINT (9000 0)")
    trace_project(town.path)
    assert {row["uid"]: row["status"] for row in town.rows("findings")
            if row["kind"] == "unlinked_outfall"} == {finding["unlinked_outfall"]["uid"]: "open"}


def test_validation_fills_findings_only_and_agrees_with_a_run(town):
    town.add("pipes", "LINESTRING (0 50, 0 -20)", uid="p9", code="P9", system="storm")
    before = town.dump()
    counts = validate_project(town.path)
    assert counts["overlap"] == 1
    after = town.dump()
    assert {name for name in after if after[name] != before[name]} == {"findings"}
    validate_project(town.path)
    assert town.dump() == after
    trace_project(town.path)
    kept = {row["uid"] for row in after["findings"]}
    assert kept <= {row["uid"] for row in town.rows("findings")}, "a run keeps what validation found"


def test_cancel_while_writing_changes_nothing(town):
    before = town.dump()
    steps = []

    def stop(share, step):
        steps.append(step)
        if step == "writing" and share > 0.9:
            raise Cancelled

    with pytest.raises(Cancelled):
        trace_project(town.path, progress=stop)
    assert "linking" in steps
    assert town.dump() == before


def test_problems_are_collected_and_the_run_goes_on(town):
    town.add("pipes", None, uid="p9", code="P9", system="drain", flow="x")
    town.add("enterprises", "POINT (1001 50)", uid="e9", name="Lost", declared_outfall="XX-1")
    town.add("manholes", "POINT (1 1)", uid="m1", code="M1")
    town.add("manholes", "POINT (2 1)", uid="m2", code="M1 ")
    summary = trace_project(town.path)
    said = {(problem.table, problem.column) for problem in summary.problems}
    assert {("pipes", ""), ("pipes", "system"), ("pipes", "flow"), ("enterprises", "declared_outfall"),
            ("manholes", "code")} <= said
    assert set(town.links()) >= ALL


def test_declared_outfall_is_found_whatever_the_spelling(town):
    town.set("outfalls", town.uid["C"], code_national="FA-420106-0001-QT-00")
    town.set("enterprises", town.uid["Mill"], declared_outfall=" ｆa4201060001qt00 ")
    trace_project(town.path)
    assert town.links()["C", "Mill"]["rule"] == "declared"


def test_a_file_that_is_no_project_is_a_sentence(tmp_path):
    with pytest.raises(UserError, match="no project file"):
        trace_project(str(tmp_path / "absent.gpkg"))
    wrong = tmp_path / "wrong.gpkg"
    wrong.write_bytes(b"not a database" * 100)
    with pytest.raises(UserError, match="not a GeoPackage"):
        trace_project(str(wrong))
