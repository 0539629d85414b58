"""The part "edits" in the window: what others write, what is repainted, what a save says."""

from __future__ import annotations

from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, overhear, wait_for
from outfall_tracer.tests.support.features import features


@pytest.fixture
def desk(qgis_iface, qgis_new_project, town, monkeypatch):
    """The town's project in a window, with nothing edited."""
    from outfall_tracer.layers.project.qgis_project import write_qgis_project

    write_qgis_project(Path(town.path), "en")
    with desk_on(qgis_iface, Path(town.path)) as made:
        overhear(made, monkeypatch)
        made.register.show()
        made.register.reload()
        yield made
        made.part("edits").session.discard()


def names(desk):
    model = desk.register.model
    return [model.row_at(at).name for at in range(model.rowCount())]


def test_what_another_program_writes_is_shown_and_said(desk, town, monkeypatch):
    from outfall_tracer.ui.edits import others

    edits, outfalls = desk.part("edits"), desk.watch.layer("outfalls")
    wait_for(lambda: edits.others._writes._known)
    chosen = next(one.id() for one in features(outfalls) if one["name"] == "B")
    outfalls.selectByIds([chosen])
    monkeypatch.setattr(others, "OURS_S", 0.0)  # the test stands in for the other program
    town.set("outfalls", town.uid["A"], name="Renamed elsewhere")
    wait_for(lambda: "Renamed elsewhere" in names(desk))
    wait_for(lambda: desk.said)
    assert "Another program wrote into town.gpkg" in desk.said[0]
    assert outfalls.name() in desk.said[0]
    assert outfalls.selectedFeatureIds() == [chosen]


def test_our_own_saves_and_runs_are_no_other_program(desk, town):
    from outfall_tracer.layers.runs.trace_project import trace_project
    from qgis.PyQt.QtTest import QTest

    edits = desk.part("edits")
    wait_for(lambda: edits.others._writes._known)
    fid = next(one.id() for one in features(desk.watch.layer("outfalls")) if one["name"] == "A")
    with edits.session.step("Rename") as step:
        step.change("outfalls", fid, {"name": "Mine"})
    edits.save()
    known = edits.others._writes._known
    wait_for(lambda: edits.others._writes._known != known)
    trace_project(town.path)
    desk.watch.reload()
    known = edits.others._writes._known
    wait_for(lambda: edits.others._writes._known != known)
    QTest.qWait(900)
    assert not [text for text in desk.said if "Another program" in text]
