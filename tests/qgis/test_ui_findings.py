"""The findings dock: filters, places, mending, accepting; and a hundred thousand findings at once."""

from __future__ import annotations

import time

import numpy as np
import pytest
from outfall_tracer.tests.support.desks import wait_for
from outfall_tracer.tests.support.features import features

TABLES = ("outfalls", "pipes", "enterprises", "findings", "trace_links", "districts")


@pytest.fixture
def desk(qgis_iface, qgis_new_project, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.runs.trace_project import trace_project
    from outfall_tracer.operations.runs.validate_project import validate_project
    from outfall_tracer.ui.desk import Desk
    from qgis.core import QgsProject, QgsSettings, QgsVectorLayer

    QgsSettings().setValue("locale/userLocale", "en_US")
    district = town.rows("districts")[0]["uid"]
    town.set("districts", district, "POLYGON ((-500 -500, 500 -500, 500 500, -500 500, -500 -500))")
    town.add("pipes", "LINESTRING (-80 180, 0 100)", code="P2 again", uid="double", system="storm")
    trace_project(town.path)
    validate_project(town.path)
    qgis_iface.removeDockWidget = lambda dock: None
    qgis_iface.addDockWidget = lambda area, dock: dock.show()
    qgis_iface.mainWindow().show()
    for table in TABLES:
        QgsProject.instance().addMapLayer(QgsVectorLayer(layer_uri(town.path, table), table, "ogr"))
    made = Desk(qgis_iface)
    made.watch.refresh()
    made.said = []
    for kind in ("info", "success", "warning", "error"):
        setattr(made.messages, kind, lambda text, *more, kind=kind, **_: made.said.append((kind, text)))
    yield made
    made.part("edits").session.discard()
    made.close()
    QgsProject.instance().clear()


@pytest.fixture
def findings(desk):
    part = desk.part("findings")
    part.show()
    wait_for(lambda: part.dock.model.total > 0)
    return part


def shown(part, column="kind"):
    model = part.dock.model
    return [model.value(at, column) for at in range(model.rowCount())]


def select(part, kind):
    part.dock.table.selectRow(shown(part).index(kind))


def test_findings_are_listed_filtered_and_counted(findings, desk, town):
    kinds = shown(findings)
    assert {"duplicate", "unlinked_outfall"} <= set(kinds)
    assert findings.dock.model.total == len(town.rows("findings"))
    findings.dock.choose(kind="duplicate")
    assert set(shown(findings)) == {"duplicate"}
    assert "shown" in findings.dock.counts.text()
    findings.dock.choose(kind="")
    findings.dock.searchEdit.setText("p2 AGAIN")
    findings.dock.apply_filter()
    assert set(shown(findings)) == {"duplicate"}
    findings.dock.searchEdit.clear()
    findings.dock.apply_filter()
    assert "420106" in shown(findings, "district")
    findings.dock.choose(district="420106")
    assert "unlinked_outfall" not in shown(findings)  # C lies outside the district
    findings.dock.choose(district="")
    # Of one outfall: its own and those of the pipes and sources above it.
    layer = desk.watch.layer("outfalls")
    layer.selectByIds([one.id() for one in features(layer) if one["name"] == "C"])
    findings.dock.outfallBox.setChecked(True)
    assert shown(findings) == ["unlinked_outfall"]
    findings.dock.outfallBox.setChecked(False)
    assert shown(findings) == kinds


def test_going_there_and_mending(findings, desk, town):
    from qgis.core import QgsRectangle

    opened = []
    desk.iface.openFeatureForm = lambda layer, feature: opened.append((layer.name(), feature["uid"]))
    canvas = desk.iface.mapCanvas()
    canvas.resize(400, 400)
    canvas.setDestinationCrs(desk.watch.layer("pipes").crs())
    canvas.setExtent(QgsRectangle(town.X - 5000, town.Y - 5000, town.X + 5000, town.Y + 5000))
    select(findings, "duplicate")
    assert "P2" in findings.dock.details.text()
    assert findings.go()
    assert desk.watch.layer("pipes").selectedFeatureCount() == 1
    centre = canvas.center()
    assert centre.x() == pytest.approx(town.X - 40, abs=60)
    findings.fix()
    tool = desk.part("correct").tools["delete"]
    assert tool.is_active
    assert tool._marked.feature["uid"] in {row["uid"] for row in town.rows("pipes")}


def test_accepted_findings_stay_accepted(findings, desk, town):
    from outfall_tracer.operations.runs.validate_project import validate_project

    select(findings, "duplicate")
    findings.accept("  ")
    assert "Say why" in desk.said[-1][1]
    findings.accept("two pipes in one trench")
    wait_for(lambda: "duplicate" not in shown(findings))
    findings.dock.choose(status="accepted")
    assert shown(findings, "reason") == ["two pipes in one trench"]
    assert desk.part("edits").undo() is None
    wait_for(lambda: not shown(findings))
    desk.part("edits").redo()
    wait_for(lambda: shown(findings) == ["duplicate"])
    assert desk.part("edits").save()
    validate_project(town.path)
    (row,) = [one for one in town.rows("findings") if one["kind"] == "duplicate"]
    assert (row["status"], row["reason"]) == ("accepted", "two pipes in one trench")
    wait_for(lambda: not findings._tasks.is_busy and findings.dock.model.rowCount() == 1)
    findings.dock.table.selectRow(0)
    findings.reopen()
    wait_for(lambda: not shown(findings))
    findings.dock.choose(status="open")
    assert "duplicate" in shown(findings)


def test_a_check_needs_saved_edits_and_reads_anew(findings, desk, town):
    select(findings, "duplicate")
    findings.accept("known")
    findings.check()
    assert "unsaved edits" in desk.said[-1][1]
    desk.part("edits").session.discard()
    town.remove("pipes", "double")
    findings.check()
    wait_for(lambda: not findings._tasks.is_busy and "duplicate" not in shown(findings))
    assert findings.dock.model.total


def test_a_hundred_thousand_findings_answer_at_once(qgis_app):
    from outfall_tracer.operations.finding_list import FindingList
    from outfall_tracer.ui.findings.model import FindingModel

    n = 100_000
    rng = np.random.default_rng(7)

    def column(*values):
        return np.array(values, dtype=object)[rng.integers(0, len(values), n)]

    columns = {
        "uid": np.array([f"u{at}" for at in range(n)], dtype=object),
        "kind": column("adverse_slope", "dead_end", "duplicate"),
        "severity": column("error", "warning", "notice"),
        "object_table": column("pipes"),
        "object_uid": column("a", "b"),
        "text": np.array([f"Pipe P{at} falls the wrong way" for at in range(n)], dtype=object),
        "fix": column("Look at it"),
        "status": column("open", "accepted"),
        "reason": column(""),
    }
    district, outfall = column("420106", ""), column("o1", "o2")
    found = FindingList(np.arange(n), columns, rng.random((n, 2)), district, outfall, {"420106": "武昌区"})
    model = FindingModel()
    model.set_list(found, {})
    slowest = 0.0
    for work in (
        lambda: model.set_filter(status="open", kind="dead_end"),
        lambda: model.sort(2),
        lambda: model.set_filter(text="p77777"),
        lambda: model.set_filter(text="p7777"),
        lambda: model.set_edits({5: {"status": "fixed"}}),
        lambda: model.counts("kind"),
    ):
        begun = time.perf_counter()
        work()
        slowest = max(slowest, time.perf_counter() - begun)
    assert model.rowCount() == 11
    assert slowest < 0.5
