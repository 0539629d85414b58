"""Judging a town's links: decisions, the outfall that follows, evidence, completeness, a taken trace."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from outfall_tracer.tests.support.features import features

pytest.importorskip("qgis.core")

TABLES = (
    "outfalls", "trace_links", "evidence", "enterprises", "construction_sites", "farmland_outlets",
    "districts", "audit",
)  # fmt: skip


@pytest.fixture
def session(qgis_app, qgis_new_project, town):
    """A session on the traced town."""
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.editing.session import EditSession
    from outfall_tracer.operations.runs.trace_project import trace_project
    from qgis.core import QgsProject, QgsVectorLayer

    trace_project(town.path)
    layers = {name: QgsVectorLayer(layer_uri(town.path, name), name, "ogr") for name in TABLES}
    for layer in layers.values():
        QgsProject.instance().addMapLayer(layer)
    made = EditSession()
    made.attach(town.path, layers)
    yield made
    made.discard()
    made.detach()
    QgsProject.instance().clear()


def links(session, town, outfall="A"):
    from outfall_tracer.operations.judging.candidates import candidates

    return {link.name: link for link in candidates(session, [town.uid[outfall]])}


def outfall_now(session, town, name="A"):
    """The outfall as the edit buffer shows it."""
    return next(one for one in features(session.layer("outfalls")) if one["uid"] == town.uid[name])


def test_candidates_are_ranked_and_explained(session, town):
    found = list(links(session, town).values())
    assert [link.table for link in found] == ["enterprises", "enterprises", "construction_sites"]
    assert found[0].confidence >= found[1].confidence
    assert {name for name, _ in found[0].parts} == {"link", "direction", "data", "gaps", "outfall"}
    product = 1.0
    for _, value in found[0].parts:
        product *= value
    assert product == pytest.approx(found[0].confidence, abs=5e-4)


def test_a_decision_is_one_step_with_its_provenance_and_the_outfall_follows(session, town):
    from outfall_tracer.operations.judging.candidates import decide

    before = links(session, town)
    assert decide(session, [before["Mill"], before["Tower"]], "confirmed", "人工排查", "seen the outlet") == 2
    assert decide(session, [before["Dye"]], "rejected") == 1
    after = links(session, town)
    assert after["Mill"].status == "confirmed"
    assert after["Mill"].decided_by
    assert after["Mill"].decided_at.isValid()
    assert (after["Mill"].method, after["Mill"].remark) == ("人工排查", "seen the outlet")
    outfall = outfall_now(session, town)
    assert outfall["trace_status"] == "confirmed"
    assert (outfall["n_enterprises"], outfall["n_construction_sites"]) == (1, 1)
    assert set(outfall["source_names"].split("、")) == {"Mill", "Tower"}
    session.undo()
    session.undo()
    assert {link.status for link in links(session, town).values()} == {"candidate"}
    assert outfall_now(session, town)["trace_status"] == "candidates"
    assert not session.is_modified
    session.redo()
    session.save()
    stored = town.links("confirmed")
    assert set(stored) == {("A", "Mill"), ("A", "Tower")}
    assert stored["A", "Mill"]["decided_at"]
    trail = {(row["table_name"], row["column_name"]) for row in town.rows("audit")}
    assert {("trace_links", "status"), ("trace_links", "decided_by"), ("outfalls", "trace_status")} <= trail
    # A run afterwards finds everything as the person left it, and the outfall still its own to follow.
    from outfall_tracer.operations.runs.trace_project import trace_project

    summary = trace_project(town.path)
    assert not summary.differences
    assert set(town.links("confirmed")) == {("A", "Mill"), ("A", "Tower")}
    assert town.outfall("A")["trace_status"] == "confirmed"


def test_setting_back_forgets_who_decided(session, town):
    from outfall_tracer.operations.judging.candidates import decide

    decide(session, [links(session, town)["Mill"]], "confirmed")
    assert decide(session, [links(session, town)["Mill"]], "confirmed") == 0  # nothing new: no step
    decide(session, [links(session, town)["Mill"]], "candidate")
    link = links(session, town)["Mill"]
    assert (link.status, link.decided_by, link.method) == ("candidate", "", "")
    assert outfall_now(session, town)["trace_status"] == "candidates"


def test_a_persons_value_is_offered_not_overwritten(session, town):
    from outfall_tracer.operations.judging.candidates import decide
    from outfall_tracer.operations.judging.outfall_update import differences_of, settle_differences

    with session.step("By hand") as step:
        step.change(
            "outfalls", outfall_now(session, town).id(), {"party_main": "Aunt Wang", "source_names": "?"}
        )
    decide(session, [links(session, town)["Mill"]], "confirmed")
    assert outfall_now(session, town)["party_main"] == "Aunt Wang"
    offered = {one.column: one for one in differences_of(session, [town.uid["A"]])}
    assert set(offered) == {"party_main", "source_names"}
    with session.step("Settle") as step:
        settle_differences(session, step, [(offered["party_main"], False), (offered["source_names"], True)])
    assert not differences_of(session, [town.uid["A"]])
    outfall = outfall_now(session, town)
    assert outfall["party_main"] == "Aunt Wang"
    assert outfall["source_names"] == offered["source_names"].would_be
    # Declined, but something else would be written now: asked again. Taken: it follows.
    decide(session, [links(session, town)["Mill"]], "rejected")
    assert outfall_now(session, town)["source_names"] != offered["source_names"].would_be
    assert [one.column for one in differences_of(session, [town.uid["A"]])] == ["party_main"]


def test_a_source_is_assigned_by_hand(session, town):
    from outfall_tracer.operations.judging.candidates import Measures, assign, search_sources, unassign

    (hit,) = [row for row in search_sources(session, "fiel") if row[1] == town.uid["Field"]]
    assert hit[0] == "farmland_outlets"
    assert not search_sources(session, "fie' OR 1=1 --")
    measures = Measures(120.0, 3.0, 2, 0.9, (("link", 1.0), ("data", 0.9)))
    assign(session, town.uid["A"], *hit[:2], "资料溯源", measures)
    link = links(session, town)["Field"]
    assert (link.rule, link.status, link.method) == ("manual", "confirmed", "资料溯源")
    assert (link.network_m, link.hop_m, link.confidence) == (120.0, 3.0, 0.9)
    assert outfall_now(session, town)["n_farmland_outlets"] == 1
    session.save()
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    assert town.links("confirmed")["A", "Field"]["rule"] == "manual"
    assert unassign(session, [links(session, town)["Field"]]) == 1
    assert "Field" not in links(session, town)
    # A link that is there already is confirmed instead.
    assign(session, town.uid["A"], "enterprises", town.uid["Mill"], "人工排查")
    assert links(session, town)["Mill"].rule != "manual"
    assert links(session, town)["Mill"].status == "confirmed"


def test_evidence_stays_in_the_projects_folder(session, town, tmp_path):
    from outfall_tracer.operations.judging import evidence
    from outfall_tracer.problems import UserError

    photo = tmp_path / "elsewhere" / "口门 #1?.JPG"
    photo.parent.mkdir()
    photo.write_bytes(b"a picture" * 1000)
    staged = evidence.stage(town.path, "../../FA-4201/..", str(photo))
    stored = Path(town.path).parent / staged.path
    assert staged.copied
    assert stored.read_bytes() == photo.read_bytes()
    assert stored.parent.parent == evidence.folder_of(town.path)
    assert not any(sign in staged.path for sign in "#?") and ".." not in Path(staged.path).parts  # noqa: PT018
    assert staged.sha256 == hashlib.sha256(photo.read_bytes()).hexdigest()
    chosen = [links(session, town)[name] for name in ("Mill", "Dye")]
    piece = evidence.Piece(staged, "人工排查", "现场照片", "low tide")
    assert evidence.attach(session, town.uid["A"], chosen, piece) == 2
    assert links(session, town)["Mill"].n_evidence == 1
    # The same picture again, under another name: not copied, not attached twice.
    copy = tmp_path / "again.jpg"
    copy.write_bytes(photo.read_bytes())
    again = evidence.stage(town.path, "../../FA-4201/..", str(copy))
    assert (again.copied, again.path) == (False, staged.path)
    assert evidence.attach(session, town.uid["A"], chosen, evidence.Piece(again, "人工排查", "现场照片")) == 0
    # Another picture of the same name keeps both.
    photo.write_bytes(b"another")
    other = evidence.stage(town.path, "../../FA-4201/..", str(photo))
    assert other.copied
    assert other.path != staged.path
    rows = evidence.evidence_of(session, town.uid["A"])
    assert evidence.checked_file(town.path, rows[0]) == (stored, "")
    stored.write_bytes(b"tampered")
    assert evidence.checked_file(town.path, rows[0])[1] == "changed"
    stored.unlink()
    assert evidence.checked_file(town.path, rows[0])[1] == "missing"
    for outside in ("/etc/passwd", "../secret.txt", "a/../../b", "C:\\x.jpg", "file:///etc/passwd", "", None):
        with pytest.raises(UserError):
            evidence.file_of(town.path, outside)
    (evidence.folder_of(town.path) / "link").symlink_to("/etc")
    with pytest.raises(UserError):
        evidence.file_of(town.path, f"{evidence.folder_of(town.path).name}/link/passwd")
    with pytest.raises(UserError):
        evidence.stage(town.path, "A", str(tmp_path / "no such file"))
    assert not list(evidence.folder_of(town.path).rglob(".copy-*"))


def test_many_links_that_lack_the_same_are_one_line():
    from outfall_tracer.operations.judging.completeness import Lack, summary

    many = [Lack("undecided", f"{at} is still a candidate", (f"u{at}",)) for at in range(4)]
    few = [Lack("evidence", f"{at} has none", (f"e{at}",)) for at in range(3)]
    shown = summary([Lack("stale", "out of date"), *many, *few])
    assert [lack.kind for lack in shown] == ["stale", "undecided", "evidence", "evidence", "evidence"]
    assert shown[1].link_uids == ("u0", "u1", "u2", "u3")
    assert shown[1].text.startswith("4 ")


def test_complete_names_everything_that_is_lacking(session, town, tmp_path):
    from outfall_tracer.operations.editing.feature_rows import row_of
    from outfall_tracer.operations.judging import evidence
    from outfall_tracer.operations.judging.candidates import decide
    from outfall_tracer.operations.judging.completeness import complete, lacks_of, reopen, send_back, work_of
    from outfall_tracer.problems import UserError

    uid = town.uid["A"]
    with session.step("Trouble") as step:
        step.change("outfalls", outfall_now(session, town).id(), {"party_main": "", "stale_because": "P1"})
        step.change("outfalls", outfall_now(session, town).id(), {"stale_since": "2026-01-01T00:00:00"})
    decide(session, [links(session, town)["Mill"]], "confirmed")
    lacks = lacks_of(session, uid)
    assert sorted(lack.kind for lack in lacks) == ["evidence", "party", "stale", "undecided", "undecided"]
    assert {lack.link_uid for lack in lacks if lack.kind == "evidence"} == {links(session, town)["Mill"].uid}
    with pytest.raises(UserError) as caught:
        complete(session, uid)
    assert len(caught.value.problems) == 5
    decide(session, [link for name, link in links(session, town).items() if name != "Mill"], "rejected")
    with session.step("Mend") as step:
        step.change(
            "outfalls", outfall_now(session, town).id(), {"party_main": "纺织厂", "stale_since": None}
        )
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"picture")
    staged = evidence.stage(town.path, "A", str(photo))
    piece = evidence.Piece(staged, "人工排查", "现场照片")
    evidence.attach(session, uid, [links(session, town)["Mill"]], piece)
    assert not lacks_of(session, uid)
    complete(session, uid)
    done = outfall_now(session, town)
    assert (done["work_state"], bool(done["completed_by"]), done["completed_at"].isValid()) == (
        "complete", True, True)
    with pytest.raises(UserError):
        send_back(session, uid, "  ")
    send_back(session, uid, "photo is of another outfall")
    assert work_of(session, uid).state == "sent_back"
    assert not row_of(session, "outfalls", uid, ["completed_by"]).text("completed_by")
    reopen(session, uid)
    assert work_of(session, uid).state == "open"


def test_untraceable_needs_a_reason_and_has_the_district(session, town):
    from outfall_tracer.operations.judging.candidates import decide
    from outfall_tracer.operations.judging.completeness import (
        complete,
        lacks_of,
        traceable,
        untraceable,
        work_of,
    )
    from outfall_tracer.operations.judging.outfall_update import differences_of, settle_differences
    from outfall_tracer.problems import UserError

    uid = town.uid["A"]
    decide(session, [links(session, town)["Mill"]], "confirmed")
    with pytest.raises(UserError, match="1 confirmed source,"):
        untraceable(session, uid, "no manholes")
    decide(session, [links(session, town)["Mill"]], "candidate")
    with pytest.raises(UserError):
        untraceable(session, uid, " ")
    untraceable(session, uid, "buried under the expressway")
    outfall = outfall_now(session, town)
    assert (outfall["trace_status"], outfall["party_rule"]) == ("untraceable", "R3")
    assert outfall["party_main"] == "武汉市武昌区人民政府"
    assert not lacks_of(session, uid)
    complete(session, uid)
    assert work_of(session, uid).state == "complete"
    traceable(session, uid)
    assert outfall_now(session, town)["trace_status"] == "candidates"
    untraceable(session, uid, "buried under the expressway")
    (offered,) = differences_of(session, [uid])
    assert (offered.column, offered.would_be) == ("trace_status", "candidates")
    with session.step("Settle") as step:
        settle_differences(session, step, [(offered, True)])
    outfall = outfall_now(session, town)
    assert outfall["trace_status"] == "candidates"
    assert not outfall["party_basis"].startswith("Untraceable")


def test_a_trace_in_the_window_becomes_links(session, town):
    from outfall_tracer.operations.judging.candidates import decide
    from outfall_tracer.operations.judging.take_trace import Found, take_trace

    decide(session, [links(session, town)["Dye"]], "confirmed")
    mill = links(session, town)["Mill"]
    parts = (("link", 0.9), ("data", 1.0))
    found = [
        Found(
            "enterprises",
            town.uid["Mill"],
            "Mill",
            mill.rule,
            mill.network_m,
            mill.hop_m,
            1,
            mill.confidence,
            mill.parts,
            (town.X - 82, town.Y + 182),
            (town.X - 80, town.Y + 180),
        ),
        Found(
            "farmland_outlets",
            town.uid["Field"],
            "Field",
            "nearest_pipe",
            50.0,
            5.0,
            1,
            0.5,
            parts,
            (town.X, town.Y),
            (town.X + 5, town.Y),
        ),
    ]
    taken = take_trace(session, town.uid["A"], found, 321.04)
    assert (taken.new, taken.refreshed, taken.lost, taken.removed) == (1, 0, 1, 1)
    after = links(session, town)
    assert {name: link.status for name, link in after.items()} == {
        "Mill": "candidate",
        "Dye": "lost",
        "Field": "candidate",
    }
    outfall = outfall_now(session, town)
    assert (outfall["n_farmland_outlets"], outfall["network_length_m"]) == (1, 321.0)
    session.undo()
    assert set(links(session, town)) == {"Mill", "Dye", "Tower"}
    session.redo()
    session.save()
    # The run agrees with what can be reached, and the confirmed one comes back.
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    assert set(town.links("confirmed")) == {("A", "Dye")}
    assert ("A", "Field") not in town.links()
