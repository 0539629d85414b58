"""The part "edits" in the window: what others write, what is repainted, what a save says."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, overhear, wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import QgsProject


@pytest.fixture
def town(project_template, tmp_path):
    return project_template.copied(tmp_path)


@pytest.fixture
def desk(qgis_iface, qgis_new_project, town, monkeypatch):
    """The town's project in a window, with nothing edited."""
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
    from outfall_tracer.operations.runs.trace_project import trace_project
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


def test_what_plain_qgis_changed_is_noted_when_the_project_is_opened(
    qgis_iface, qgis_new_project, town, monkeypatch
):
    from outfall_tracer.operations.regime.unaudited_changes import note_unaudited
    from outfall_tracer.ui.messages import Messages

    said = []
    monkeypatch.setattr(Messages, "_push", lambda _self, text, *_more, **_named: said.append(text))
    assert note_unaudited(town.path) == 0  # as a verb or a save leaves it
    time.sleep(1.1)  # the books count seconds
    town.set("outfalls", town.uid["A"], owner="Mill")
    with desk_on(qgis_iface, Path(town.path)) as desk:
        wait_for(lambda: any("without the plugin" in text for text in said))
        assert not desk.part("edits").session.is_modified
    with desk_on(qgis_iface, Path(town.path)) as desk:
        part = desk.part("edits")
        wait_for(lambda: part.session.path == town.path and part._looking is None)  # looked through
    (noted,) = [row for row in town.rows("audit") if row["since"]]
    assert (noted["row_uid"], noted["column_name"], noted["new_value"]) == (town.uid["A"], "owner", "Mill")


def test_a_save_that_goes_on_opens_no_layer_anew_and_ends_edit_mode_at_the_end(desk, town):
    session, layer = desk.part("edits").session, desk.watch.layer("outfalls")
    fid = next(one.id() for one in features(layer) if one["name"] == "A")
    begun = []
    layer.editingStarted.connect(lambda: begun.append(1))
    for name in ("Mine", "Ours"):
        with session.step(name) as step:
            step.change("outfalls", fid, {"name": name})
        session.save(goes_on=True)
        assert layer.isEditable()
        assert not layer.isModified()
        assert not session.history
        assert town.outfall("A")["name"] == name
    assert len(begun) == 1
    session.end_editing()
    assert not layer.isEditable()
    assert layer.getFeature(fid)["name"] == "Ours"
    changes = [row["new_value"] for row in town.rows("audit") if row["row_uid"] == town.uid["A"]]
    assert changes == ["Mine", "Ours"]


def test_a_save_opens_the_project_once_and_knows_its_structure(desk, town, monkeypatch):
    """GDAL makes triggers anew as it adds rows: that is no other structure."""
    from outfall_tracer.layers.project import project_file
    from outfall_tracer.layers.store import table_connection
    from qgis.core import QgsGeometry, QgsPointXY

    wait_for(lambda: not desk._first_times._left)
    assert Path(town.path) in project_file._checked  # before anybody saves
    session, opened, checked = desk.part("edits").session, [], []

    def noting(module, name, book):
        real = getattr(module, name)

        def note(*given):
            if threading.current_thread() is threading.main_thread():  # the network is read in another
                book.append(name)
            return real(*given)

        monkeypatch.setattr(module, name, note)

    for module in (project_file, table_connection):
        noting(module, "open_dataset", opened)
    noting(project_file, "check_objects", checked)
    for at in range(3):
        opened.clear()
        checked.clear()
        with session.step("Another manhole") as step:
            place = QgsGeometry.fromPointXY(QgsPointXY(town.X + at, town.Y))
            step.add("manholes", {"code": f"New {at}"}, place)
        session.save(goes_on=True)
        assert at == 0 or (len(opened), checked) == (1, [])
    assert {"New 0", "New 1", "New 2"} <= {row["code"] for row in town.rows("manholes")}
    session.end_editing()


def test_what_others_change_while_one_edits_is_looked_at_in_the_background(desk, town, monkeypatch):
    """A save enters it without comparing whole tables in the window's thread."""
    from outfall_tracer.operations.regime import unaudited_changes

    edits = desk.part("edits")
    layer = desk.watch.layer("outfalls")
    unaudited_changes.note_unaudited(town.path)
    wait_for(lambda: edits.others._writes._known and edits._looking is None)
    fid = next(one.id() for one in features(layer) if one["name"] == "B")
    with edits.session.step("Name") as step:
        step.change("outfalls", fid, {"name": "Mine"})
    time.sleep(1.1)  # the books count seconds
    town.set("outfalls", town.uid["A"], owner="Mill")
    wait_for(lambda: edits._unseen is not None and edits._unseen.n == 1)

    def compare(*_given):
        raise AssertionError("looked once more")

    monkeypatch.setattr(unaudited_changes, "look_for_unaudited", compare)
    edits.session.save()
    (noted,) = [row for row in town.rows("audit") if row["since"]]
    assert (noted["row_uid"], noted["new_value"]) == (town.uid["A"], "Mill")
    assert town.uid["B"] in {row["uid"] for row in town.rows("outfalls") if row["name"] == "Mine"}


def spied(desk, *tables):
    """Layers with what was asked to be drawn anew since."""
    heard = []
    for table in tables:
        desk.watch.layer(table).repaintRequested.connect(lambda *_, table=table: heard.append(table))
    return heard


def test_every_layer_that_a_step_touched_is_drawn_anew(desk):
    """By the step, its undo, its redo, the save and the discard; the traced pipes as well."""
    from qgis.core import QgsGeometry

    edits = desk.part("edits")
    heard = spied(desk, "pipes", "manholes", "outfalls", "traced_pipes")
    pipe = next(one.id() for one in features(desk.watch.layer("pipes")) if one["code"] == "P1")
    line = QgsGeometry.fromWkt("LINESTRING (500000 3380000, 500050 3380050)")

    def drawn():
        found = set(heard)
        heard.clear()
        return found

    with edits.session.step("Draw and delete") as step:
        step.add("pipes", {"code": "P9"}, line)
        step.add("manholes", {"code": "M9"}, QgsGeometry.fromWkt("POINT (500050 3380050)"))
        step.delete("pipes", pipe)
    touched = {"pipes", "manholes", "traced_pipes"}
    assert drawn() >= touched
    for deed in (edits.undo, edits.redo):
        deed()
        assert drawn() == touched
    desk.watch.layer("manholes").undoStack().undo()  # QGIS's own undo on one layer takes the other along
    wait_for(lambda: set(heard) >= touched)
    edits.redo()
    drawn()
    assert edits.save()
    assert drawn() >= touched
    with edits.session.step("Delete") as step:
        step.delete("pipes", next(one.id() for one in features(desk.watch.layer("pipes"))))
    drawn()
    edits.session.discard()
    assert drawn() >= {"pipes", "traced_pipes"}


def test_the_map_looks_as_before_after_an_undo(desk):
    """Pixel by pixel."""
    from qgis.core import QgsGeometry, QgsRectangle

    canvas = desk.iface.mapCanvas()
    canvas.resize(400, 400)
    layers = [desk.watch.layer("pipes"), desk.watch.layer("manholes")]
    canvas.setLayers(layers)
    canvas.setDestinationCrs(layers[0].crs())
    canvas.setExtent(QgsRectangle(499900, 3379900, 500300, 3380300))
    canvas.setCachingEnabled(True)

    def picture():
        from qgis.PyQt.QtTest import QTest

        QTest.qWait(300)
        wait_for(lambda: not canvas.isDrawing())
        return canvas.grab().toImage()

    canvas.refresh()
    before = picture()
    edits = desk.part("edits")
    with edits.session.step("Draw") as step:
        step.add("pipes", {"code": "P9"}, QgsGeometry.fromWkt("LINESTRING (500010 3380010, 500250 3380250)"))
    drawn = picture()
    assert drawn != before
    edits.undo()
    assert picture() == before
    edits.redo()
    assert picture() == drawn


def test_the_trace_of_a_pipe_that_is_moved_or_gone_leaves_the_map(desk, town):
    """Before it is saved, by a step of ours or QGIS's own tools; an undo and a discard bring it back."""
    from outfall_tracer.operations.runs.trace_project import trace_project
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
    from qgis.PyQt.QtCore import QSize

    trace_project(town.path)
    desk.watch.reload()
    settings = QgsMapSettings()
    settings.setLayers([desk.watch.layer("traced_pipes")])
    settings.setDestinationCrs(desk.watch.layer("traced_pipes").crs())
    settings.setOutputSize(QSize(400, 400))
    settings.setExtent(QgsRectangle(499900, 3379900, 500300, 3380300))

    def picture():
        settings.setExpressionContext(desk.iface.mapCanvas().createExpressionContext())
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage()

    traced, pipes, edits = picture(), desk.watch.layer("pipes"), desk.part("edits")
    fids = sorted(one.id() for one in features(desk.watch.layer("traced_pipes")))
    with edits.session.step("Delete all") as step:
        for fid in fids:
            step.delete("pipes", fid)
    empty = picture()
    assert empty != traced
    edits.undo()
    assert picture() == traced
    pipes.beginEditCommand("Moved feature")  # as QGIS's tools do
    for fid in fids:
        shape = pipes.getFeature(fid).geometry()
        shape.translate(5000, 0)
        pipes.changeGeometry(fid, shape)
    pipes.endEditCommand()
    wait_for(lambda: picture() == empty)
    pipes.undoStack().undo()
    wait_for(lambda: picture() == traced)
    with edits.session.step("Rename") as step:
        step.change("pipes", fids[0], {"code": "other"})
    assert picture() == traced
    with edits.session.step("Delete one") as step:
        step.delete("pipes", fids[0])
    assert picture() not in (traced, empty)
    edits.session.discard()
    assert picture() == traced


def test_what_is_missing_is_said_in_a_window_that_stays(desk):
    from outfall_tracer.layers.requirements import Requirement, install_command
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QApplication, QMessageBox

    lacking = (Requirement("no_such_package", 2),)
    desk.say_missing(lacking)
    box = desk.iface.mainWindow().findChild(QMessageBox, "OutfallTracerMissing")
    assert box.isVisible()
    assert not box.isModal()
    assert install_command(lacking) in box.text()
    assert box.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    desk._missing.copy_button.click()
    assert QApplication.clipboard().text() == install_command(lacking)
    assert box.isVisible()
    box.close()


# a message speaks of the run that it reports


def test_a_trace_of_all_speaks_of_its_own_project(desk, town, tmp_path, provider):
    from outfall_tracer.layers.project.qgis_project import stored_uri, write_qgis_project

    other = Path(shutil.copy(town.path, tmp_path / "other.gpkg"))
    write_qgis_project(other, "en")
    for outfall in ("B", "C"):
        type(town)(other).remove("outfalls", town.uid[outfall])
    done = []
    desk.projects.traced_all.connect(lambda: done.append(True))
    desk.projects.trace_all()
    assert any("town.gpkg" in text for text in desk.said)
    QgsProject.instance().read(stored_uri(other))
    desk.watch.refresh()
    assert desk.watch.path == str(other)
    wait_for(lambda: done, seconds=60)
    (said,) = [text for text in desk.said if text.startswith("town.gpkg: 3")]
    assert said.startswith("town.gpkg: 3 outfalls are traced, 2 with sources.")
    assert "4 new candidates, 0 dropped" in said


def test_a_configuration_stays_in_its_project(desk, town, tmp_path):
    from outfall_tracer.layers.project.qgis_project import stored_uri, write_qgis_project
    from outfall_tracer.operations.runs.configurations import Configuration
    from outfall_tracer.tracing.model import Options

    other = Path(shutil.copy(town.path, tmp_path / "other.gpkg"))
    write_qgis_project(other, "en")
    live = desk.part("live")
    desk.part("trace").tracer.configure(Configuration("Inverts", Options(direction_policy="invert")))
    assert live.policy == "invert"
    QgsProject.instance().read(stored_uri(other))
    desk.watch.refresh()
    assert desk.part("trace").tracer.configuration == ""
    assert live.policy == "declared", "the former project's configuration"


def test_saving_and_tracing_is_one_button(desk, town, provider):
    edits = desk.part("edits")
    fid = next(one.id() for one in features(desk.watch.layer("outfalls")) if one["name"] == "A")
    assert desk.watch.layer("pipes").startEditing()
    with edits.session.step("Rename") as step:
        step.change("outfalls", fid, {"name": "Alpha"})
    done = []
    desk.projects.traced_all.connect(lambda: done.append(True))
    desk.projects._save_and_trace()
    wait_for(lambda: done, seconds=60)
    assert town.outfall("A")["name"] == "Alpha"
    assert town.outfall("A")["n_enterprises"] == 2


def test_a_save_says_what_became_of_the_work(desk, town, provider):
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    desk.watch.reload()
    edits, part = desk.part("edits"), desk.part("judge")
    layer = desk.watch.layer("outfalls")
    layer.selectByIds([next(one.id() for one in features(layer) if one["name"] == "A")])
    part.show()
    links = list(part.dock.tree.links)
    part.dock.select(links[:2])
    part.decide("confirmed")
    part.dock.select(links[2:])
    part.decide("rejected")
    pipe = next(one.id() for one in features(desk.watch.layer("pipes")) if one["code"] == "P4")
    with edits.session.step("Delete") as step:
        step.delete("pipes", pipe)
        step.change("pipes", pipe - 1, {"material": "PVC"})
    desk.said.clear()
    edits.save()
    assert desk.said == [
        "Saved: 2 sources confirmed; 1 source rejected; pipes and manholes: 1 changed, 1 deleted."
    ]


# what highlights mean


def test_marks_of_a_result_show_kind_and_decision(desk, town, provider):
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    desk.watch.reload()
    trace, judge, views = desk.part("trace"), desk.part("judge"), []
    trace.tracer.finished.connect(views.append)
    layer = desk.watch.layer("outfalls")
    layer.selectByIds([next(one.id() for one in features(layer) if one["name"] == "A")])
    trace.trace_selected()
    wait_for(lambda: views)

    def looks():
        return {look[1:] for drawn in trace.marks._drawn for _x, _y, look, _metres in drawn.sources}

    assert looks() == {("enterprises", "candidate"), ("construction_sites", "candidate")}
    judge.show()
    works = [uid for uid, item in judge.dock.tree.links.items() if item.data(0, 256).table == "enterprises"]
    judge.dock.select(works[:1])
    judge.decide("confirmed")
    judge.dock.select(works[1:])
    judge.decide("rejected")
    wait_for(lambda: ("enterprises", "rejected") in looks())
    assert ("enterprises", "confirmed") in looks()
    desk.part("edits").undo()
    wait_for(lambda: ("enterprises", "rejected") not in looks())


def test_green_is_what_is_complete(desk, town):
    """On the map, in its legend, in the register and in its counts."""
    from outfall_tracer.layers.styles.outfalls import COMPLETE, STATUS
    from qgis.core import QgsRenderContext

    outfalls = desk.watch.layer("outfalls")
    legend = [rule.label() for rule in outfalls.renderer().rootRule().children()]
    assert legend[0] == "Complete"
    assert "Confirmed" in legend

    def colour(name):
        renderer, context = outfalls.renderer().clone(), QgsRenderContext()
        context.expressionContext().setFields(outfalls.fields())
        feature = next(one for one in features(outfalls) if one["name"] == name)
        context.expressionContext().setFeature(feature)
        renderer.startRender(context, outfalls.fields())
        found = renderer.symbolsForFeature(feature, context)
        colours = [layer.color().name() for symbol in found for layer in symbol.symbolLayers()]
        renderer.stopRender(context)
        return colours

    session = desk.part("edits").session
    fids = {one["name"]: one.id() for one in features(outfalls)}
    with session.step("Decide") as step:
        step.change("outfalls", fids["A"], {"trace_status": "confirmed", "work_state": "open"})
        step.change("outfalls", fids["B"], {"trace_status": "confirmed", "work_state": "complete"})
        step.change("outfalls", fids["C"], {"trace_status": "confirmed", "work_state": None})
    assert STATUS["confirmed"][0] in colour("A")
    assert STATUS["confirmed"][0] in colour("C")
    assert COMPLETE[0] in colour("B")
    assert STATUS["confirmed"][0] not in colour("B")
    wait_for(lambda: "1 of 3 complete" in desk.register.countsLabel.text())
