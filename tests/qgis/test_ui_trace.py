"""Tracing in the window: tools, previews, results that are kept and compared, marks on the map, export."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, overhear, wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QKeyEvent, QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction

X, Y = 500_000.0, 3_380_000.0


@pytest.fixture(scope="module")
def one_desk(qgis_iface, project_template, tmp_path_factory):
    """One desk with the town open, for all tests of this module."""
    QgsProject.instance().clear()
    qgis_iface.mapCanvas().resize(600, 600)
    path = Path(project_template.copied(tmp_path_factory.mktemp("trace")).path)
    with pytest.MonkeyPatch.context() as patch, desk_on(qgis_iface, path) as made:
        overhear(made, patch)
        yield made


@pytest.fixture
def desk(one_desk):
    """The desk, looking at outfall A, with nothing traced."""
    canvas, part = one_desk.iface.mapCanvas(), one_desk.part("trace")
    canvas.setDestinationCrs(one_desk.watch.layer("outfalls").crs())
    canvas.setRotation(0)
    look(canvas, -200, -100, 400)
    one_desk.said.clear()
    yield one_desk
    for tool in (part.tool, part.tool_down):
        tool.leave()
    one_desk.part("trace").clear()
    if part.tracer.configuration:
        part.tracer.configure(None)
    canvas.setRotation(0)


@pytest.fixture
def part(desk):
    found = desk.part("trace")
    found.views = []
    keep = found.views.append
    found.tracer.finished.connect(keep)
    yield found
    found.tracer.finished.disconnect(keep)


def look(canvas, x, y, size):
    canvas.setExtent(QgsRectangle(X + x, Y + y, X + x + size, Y + y + size))


def pixel(canvas, x, y):
    at = canvas.getCoordinateTransform().transform(X + x, Y + y)
    return QPoint(round(at.x()), round(at.y()))


def click(canvas, x, y, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.mouseClick(canvas.viewport(), button, modifier, pixel(canvas, x, y))


def move(canvas, x, y, modifier=Qt.KeyboardModifier.NoModifier):
    """Move the pointer: the canvas hands it to the tool as a real move does."""
    place = QPointF(pixel(canvas, x, y))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, none, none, modifier)
    QCoreApplication.sendEvent(canvas.viewport(), event)


def fid_of(desk, table, name):
    column = "code" if table == "pipes" else "name"
    return next(row.id() for row in features(desk.watch.layer(table)) if row[column] == name)


def names(view):
    return {source.name for source in view.sources}


def test_clicks_trace_both_ways(desk, part):
    """An outfall, the middle of a pipe, a source; Shift asks the other way; a miss says so."""
    canvas = part.tool.canvas()
    action = QAction("up", checkable=True)
    part.pick_on_map(part.tool, action)
    assert action.isChecked()
    click(canvas, 0, 0)
    wait_for(lambda: len(part.views) == 1)
    assert names(part.views[0]) == {"Mill", "Dye", "Tower"}
    assert desk.watch.layer("outfalls").selectedFeatureIds() == [fid_of(desk, "outfalls", "A")]
    look(canvas, -200, -100, 400)
    click(canvas, 40, 140)  # the middle of P3
    wait_for(lambda: len(part.views) == 2)
    up = part.views[1]
    assert up.start.table == "pipes"
    assert names(up) == {"Dye"}
    assert up.length_m == pytest.approx(40 * math.sqrt(2), abs=1.0)
    look(canvas, -200, -100, 400)
    click(canvas, -82, 182, modifier=Qt.KeyboardModifier.ShiftModifier)  # the mill, downstream
    wait_for(lambda: len(part.views) == 3)
    down = part.views[2]
    assert not down.upstream
    assert [row.title for row in down.outfalls] == ["A"]
    assert down.outfalls[0].network_m == pytest.approx(100 + 80 * math.sqrt(2), abs=0.1)
    sure = next(row for row in part.views[0].sources if row.name == "Mill")
    assert (down.outfalls[0].confidence, down.outfalls[0].parts) == (sure.confidence, sure.parts)
    assert math.isnan(up.sources[0].confidence), "a pipe is no outfall"
    assert desk.watch.layer("outfalls").selectedFeatureIds() == [fid_of(desk, "outfalls", "A")]
    look(canvas, -200, -100, 400)
    click(canvas, 150, 250)
    assert "nothing to trace here" in desk.said[-1]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not action.isChecked()
    assert canvas.mapTool() is not part.tool


def test_right_click_gives_the_map_back(part):
    canvas = part.tool.canvas()
    before = canvas.mapTool()
    up, down = QAction("up", checkable=True), QAction("down", checkable=True)
    part.pick_on_map(part.tool, up)
    part.pick_on_map(part.tool_down, down)
    assert (up.isChecked(), down.isChecked()) == (False, True)
    click(canvas, 0, 0, Qt.MouseButton.RightButton)
    assert (up.isChecked(), down.isChecked()) == (False, False)
    assert canvas.mapTool() is before


def test_what_lies_under_the_pointer_is_said_and_previewed(desk, part):
    canvas = part.tool.canvas()
    part.pick_on_map(part.tool, QAction("up", checkable=True))
    wait_for(lambda: desk.part("live").is_settled)
    assert part.tool._hint.text().startswith("Click an outfall")
    move(canvas, 0, 0)
    wait_for(lambda: part.tool.target is not None)
    assert part.tool.target.start.table == "outfalls"
    wait_for(lambda: "of network" in part.tool._hint.text())  # the preview came
    assert "upstream" in part.tool._hint.text()
    assert "A" in part.tool._hint.text()
    assert part.marks._preview is not None
    QCoreApplication.sendEvent(
        canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
    )
    assert "downstream" in part.tool._hint.text()
    move(canvas, 150, 250)
    wait_for(lambda: part.tool.target is None)
    assert part.marks._preview is None
    part.tool.leave()
    assert part.tool._hint is None


def test_hidden_layers_are_not_picked(desk, part):
    tree = QgsProject.instance().layerTreeRoot()
    point = QgsPointXY(X, Y + 50)
    assert part.picker.at(point).start.table == "pipes"
    node = tree.findLayer(desk.watch.layer("pipes").id())
    node.setItemVisibilityChecked(False)
    try:
        assert part.picker.at(point) is None
    finally:
        node.setItemVisibilityChecked(True)


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4326", "EPSG:3857"])
def test_marks_lie_where_the_map_has_the_pipes(desk, part, crs):
    """On a rotated map and in any CRS, the highlight covers the pixels of the traced pipe."""
    from qgis.core import QgsCoordinateTransform

    canvas = part.tool.canvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    part._on_crs()
    canvas.setRotation(35)
    desk.trace([fid_of(desk, "outfalls", "A")])
    wait_for(lambda: part.views)
    part.marks.zoom()
    picture = part.marks._paint(1.0)
    own = desk.watch.layer("pipes").crs()
    to_map = QgsCoordinateTransform(own, canvas.mapSettings().destinationCrs(), QgsProject.instance())
    at = canvas.getCoordinateTransform().transform(to_map.transform(QgsPointXY(X, Y + 50)))
    colour = picture.pixelColor(round(at.x()), round(at.y()))
    assert colour.alpha() > 0
    aside = canvas.getCoordinateTransform().transform(to_map.transform(QgsPointXY(X + 60, Y + 50)))
    assert picture.pixelColor(round(aside.x()), round(aside.y())).alpha() == 0


def test_a_large_answer_is_drawn_before_its_lists(desk, part, monkeypatch):
    """And a question that is taken back then takes its lines with it."""
    from outfall_tracer.operations.answers import traces

    monkeypatch.setattr(traces, "LARGE", 1)
    seen = []

    def look(lines):
        seen.append((lines.n, part.marks.is_empty, len(part.views)))

    part.tracer.sketched.connect(look)
    desk.trace([fid_of(desk, "outfalls", "A")])
    wait_for(lambda: part.views)
    assert seen == [(3, False, 0)]
    assert part.dock.sourcesTree.model().rowCount() > 0
    desk.part("trace").clear()
    part.tracer.sketched.connect(part.tracer.cancel)
    try:
        desk.trace([fid_of(desk, "outfalls", "A")])
        wait_for(lambda: len(seen) == 2)
    finally:
        part.tracer.sketched.disconnect(part.tracer.cancel)
        part.tracer.sketched.disconnect(look)
    assert not part.tracer.is_busy
    assert part.marks.is_empty


def test_an_edit_that_changes_nothing_of_the_answer_leaves_it(desk, part):
    desk.trace([fid_of(desk, "outfalls", "A")])
    wait_for(lambda: part.views)
    kept = part.results.current
    pipes = desk.watch.layer("pipes")
    status = pipes.fields().lookupField("status")
    elsewhere, above = fid_of(desk, "pipes", "P4"), fid_of(desk, "pipes", "P3")
    pipes.startEditing()
    try:
        pipes.changeAttributeValue(elsewhere, status, "blocked")
        wait_for(lambda: len(part.views) == 2 and desk.part("live").is_settled)
        assert part.results.current is kept
        assert part.dock.staleLabel.isHidden()
        pipes.changeAttributeValue(above, status, "blocked")
        wait_for(lambda: len(part.views) == 3)
        assert part.results.current is not kept
        assert names(part.results.current.view) == {"Mill", "Tower"}
    finally:
        pipes.rollBack()
        wait_for(lambda: desk.part("live").is_settled)


def test_lists_keep_what_is_selected_when_they_are_sorted():
    from outfall_tracer.ui.trace.groups import ROW, Group, GroupModel
    from qgis.PyQt.QtCore import QItemSelectionModel, QPersistentModelIndex
    from qgis.PyQt.QtTest import QAbstractItemModelTester

    model = GroupModel(["Name", "Metres"], (1,))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    first = Group(
        "First", [("b", 2), ("a", 3), ("c", 1)], lambda row, at: str(row[at]), key=lambda row, at: row[at]
    )
    model.set_groups([first, Group("Second", [], str), Group("Third", [("z", 0)], lambda row, at: row[0])])
    group = model.index(0, 0)
    chosen = QItemSelectionModel(model)
    chosen.setCurrentIndex(model.index(0, 0, group), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert chosen.currentIndex().data() == "a"
    kept = QPersistentModelIndex(model.index(2, 0, model.index(0, 0)))
    for order, shown in ((Qt.SortOrder.DescendingOrder, "abc"), (Qt.SortOrder.AscendingOrder, "cba")):
        model.sort(1, order)
        assert "".join(model.index(row, 0, group).data() for row in range(3)) == shown
        assert chosen.currentIndex().data(ROW) == ("a", 3)
        assert kept.data() == "c"
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["First", "Second", "Third"]
    assert model.rowCount(model.index(1, 0)) == 0
    del tester


def test_results_are_kept_named_switched_and_compared(desk, part):
    results, dock = part.results, part.dock
    desk.trace([fid_of(desk, "outfalls", "A")])
    wait_for(lambda: len(part.views) == 1)
    assert dock.resultsTree.isHidden()
    dock.keepButton.click()
    kept = results.current
    desk.trace([fid_of(desk, "pipes", "P3")], True, "pipes")
    wait_for(lambda: len(part.views) == 2)
    desk.trace([fid_of(desk, "enterprises", "Mill")], False, "enterprises")
    wait_for(lambda: len(part.views) == 3)
    assert [result.view for result in results.results] == [part.views[2], part.views[0]]
    assert len({result.colour for result in results.results}) == 2
    assert not dock.resultsTree.isHidden()

    dock.resultsTree.topLevelItem(1).setText(0, "The outfall")
    assert kept.name == "The outfall"
    dock.resultsTree.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert [drawn.rings for drawn in results.drawn(True, False)] == [part.views[2].places]

    made = results.compare(kept, results.current)
    code_of = {row.id(): row["code"] for row in features(desk.watch.layer("pipes"))}
    assert [{code_of[fid] for fid in fids} for fids in made.pipes] == [{"P1", "P2"}, {"P3"}, set()]
    assert made.metres[0] == pytest.approx(100 + 80 * math.sqrt(2))
    assert [sorted(row.name for row in rows) for rows in made.sources] == [[], ["Dye", "Mill", "Tower"], []]
    assert set(desk.watch.layer("pipes").selectedFeatureIds()) == set(code_of) - {fid_of(desk, "pipes", "P4")}
    assert "In both: 0 sources · 2 pipes" in dock.totalsLabel.text()
    results.remove(kept)
    assert results.comparison is None
    desk.part("trace").clear()
    assert part.marks.is_empty
    assert not results.results


def test_a_result_becomes_layers(desk, part):
    desk.trace([fid_of(desk, "outfalls", "A")])
    wait_for(lambda: part.views)
    before = set(QgsProject.instance().mapLayers())
    part.dock.exportButton.click()
    made = [layer for key, layer in QgsProject.instance().mapLayers().items() if key not in before]
    assert {layer.featureCount() for layer in made if layer.name().startswith("Pipes")} == {3}
    sources = next(layer for layer in made if layer.name().startswith("Sources"))
    assert {row["name"] for row in features(sources)} == {"Mill", "Dye", "Tower"}
    assert {row["network_m"] for row in features(sources)} == {60.0, 213.14}
    assert all(layer.crs() == desk.watch.layer("pipes").crs() for layer in made)
    QgsProject.instance().removeMapLayers([layer.id() for layer in made])


def test_a_configuration_is_chosen(desk, part):
    from outfall_tracer.operations.runs.configurations import Configuration
    from outfall_tracer.tracing.model import Options

    from ..support.configurations import save_configuration

    path = desk.watch.path
    save_configuration(path, Configuration("Near only", Options(limit_m=50.0)))
    desk.watch.reload()
    part._offer_configurations()
    box = part.dock.configurationBox
    assert [box.itemData(row) for row in range(box.count())] == ["", "Near only"]
    desk.trace([fid_of(desk, "outfalls", "A")])
    wait_for(lambda: len(part.views) == 1)
    assert part.views[0].length_m > 300
    box.setCurrentIndex(1)
    box.activated.emit(1)  # what a person's choice says
    wait_for(lambda: len(part.views) == 2)
    assert part.views[1].length_m == pytest.approx(50.0)
    assert "Near only" in part.dock.totalsLabel.text()


def test_configurations_are_made_shared_and_deleted_in_a_dialog(desk, part, tmp_path):
    from outfall_tracer.operations.runs.configurations import import_configuration
    from outfall_tracer.ui.trace.configuration_dialog import ConfigurationDialog

    from ..support.configurations import by_name

    session = desk.part("edits").session
    dialog = ConfigurationDialog(session, desk.watch.layer("pipes"), parent=part.dock)
    dialog._on_new()
    dialog.attempt(dialog.save)
    assert "needs a name" in dialog.message.text()
    dialog.name.setText("Night")
    dialog.options["limit_m"].setValue(50)
    dialog.options["nearest"].setValue(0)
    dialog.options["traverse_unknown"].setChecked(True)
    dialog.options["overflows"].setCurrentIndex(1)
    dialog.barriers.setExpression("code = ")
    dialog.attempt(dialog.save)
    assert "is not valid" in dialog.message.text()
    dialog.barriers.setExpression("code = 'P2'")
    dialog.default.setChecked(True)
    before = set(by_name(desk.watch.path))
    dialog.attempt(dialog.save)
    assert set(by_name(desk.watch.path)) == before, "the file waits for the save"
    assert dialog.list.currentItem().text() == "Night (default)"
    part._offer_configurations()
    assert part.dock.configurationBox.findData("Night") > 0
    part._on_configuration("Night")
    assert part.tracer.configuration == "Night"
    file = tmp_path / "night.json"
    dialog.attempt(lambda: dialog.give_away(str(file)))
    given = import_configuration(file)
    assert (given.options.limit_m, given.options.nearest, given.options.overflows) == (50.0, None, "main_way")
    assert (given.options.traverse_unknown, given.barriers) == (True, "code = 'P2'")
    dialog.attempt(lambda: dialog.bring_in(str(tmp_path / "absent.json")))
    assert "cannot be read" in dialog.message.text()
    dialog.attempt(lambda: dialog.bring_in(str(file)))
    dialog.name.setText("Evening")
    dialog.attempt(dialog.save)
    session.save()
    found = by_name(desk.watch.path)
    assert (found["Night"].options, found["Night"].is_default) == (given.options, True)
    assert found["Evening"].options == given.options
    dialog.reload("Evening")
    dialog.attempt(dialog.delete)
    assert "Evening" not in {one.name for one in dialog._found}
    session.undo()
    dialog.reload("Evening")
    assert dialog.name.text() == "Evening"
    for name in ("Evening", "Night"):
        dialog.reload(name)
        dialog.attempt(dialog.delete)
    session.save()
    assert set(by_name(desk.watch.path)) == before
    dialog.deleteLater()


def test_thinning_keeps_the_picture():
    """Segments left out for being too near to others leave every part of the picture covered."""
    import numpy as np
    from outfall_tracer.ui.trace.paths import Segments, path_of

    random = np.random.default_rng(3)
    start = random.random((40_000, 2)) * 1000
    xy = np.stack([start, start + random.normal(0, 2, start.shape)], axis=1).reshape(-1, 2)
    lines = np.arange(0, len(xy) + 1, 2)
    segments = Segments(xy + np.array([X, Y]), lines, np.zeros(len(lines) - 1, dtype=np.int8))
    flip = np.array([[0.5, 0.0, -X / 2], [0.0, -0.5, Y / 2 + 500]])
    seen = segments.seen(0, flip, 500.0, 500.0)
    assert len(seen) < 30_000
    every = np.floor(np.clip((start * (0.5, -0.5) + (0, 500)) / 10, 0, 49)).astype(int)
    kept = np.floor(np.clip(seen[:, :2] / 10, 0, 49)).astype(int)
    assert {tuple(cell) for cell in every.tolist()} == {tuple(cell) for cell in kept.tolist()}
    assert path_of(seen).elementCount() == 2 * len(seen)
