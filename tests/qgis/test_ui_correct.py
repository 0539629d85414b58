"""The tools of correction on a real canvas, with real clicks and keys: one undo step each, all tables."""

from __future__ import annotations

import pytest
from outfall_tracer.tests.support.desks import wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest

X, Y = 500_000.0, 3_380_000.0
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def opened(desk, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.live.row_states import WATCHED

    town.add("manholes", "POINT (0 100)", uid="m1", code="M1")
    town.set("pipes", town.uid["P2"], invert_from=6.0, invert_to=5.0, material="PE")
    layers = [QgsVectorLayer(layer_uri(town.path, table), table, "ogr") for table in WATCHED]
    layers.append(QgsVectorLayer(layer_uri(town.path, "findings"), "findings", "ogr"))
    QgsProject.instance().addMapLayers(layers)
    QgsProject.instance().setCrs(layers[0].crs())
    desk.watch.refresh()
    canvas = desk.iface.mapCanvas()
    canvas.resize(600, 600)
    canvas.setDestinationCrs(layers[0].crs())
    canvas.setExtent(QgsRectangle(X - 150, Y - 50, X + 150, Y + 250))
    yield desk
    canvas.setRotation(0)
    for layer in desk.watch.layers_of_file():
        if layer.isEditable():
            layer.rollBack()
    QgsProject.instance().clear()


@pytest.fixture
def correct(opened):
    return opened.part("correct")


def pixel(desk, x, y):
    from qgis.core import QgsCoordinateTransform

    canvas = desk.iface.mapCanvas()
    layer = desk.watch.layer("pipes")
    place = QgsCoordinateTransform(layer.crs(), canvas.mapSettings().destinationCrs(),
                                   QgsProject.instance()).transform(QgsPointXY(X + x, Y + y))
    at = canvas.getCoordinateTransform().transform(place)
    return QPoint(round(at.x()), round(at.y()))


def point(desk, x, y):
    viewport, at = desk.iface.mapCanvas().viewport(), pixel(desk, x, y)
    none = Qt.MouseButton.NoButton
    QCoreApplication.sendEvent(
        viewport, QMouseEvent(QEvent.Type.MouseMove, QPointF(at), QPointF(viewport.mapToGlobal(at)), none,
                              none, NONE))


def click(desk, x, y, button=Qt.MouseButton.LeftButton):
    QTest.mouseClick(desk.iface.mapCanvas().viewport(), button, NONE, pixel(desk, x, y))


def pipe(desk, code):
    return next(feature for feature in features(desk.watch.layer("pipes")) if feature["code"] == code)


def line(feature):
    return [(round(p.x() - X, 2), round(p.y() - Y, 2)) for p in feature.geometry().vertices()]


def everything(desk):
    """Pipes and manholes as they are now, to compare after undo."""
    columns = ("uid", "code", "from_node", "to_node", "flow", "status", "invert_to", "gate")
    return {
        table: sorted((feature.geometry().asWkt(3), *(str(feature[name]) for name in columns
                                                      if feature.fieldNameIndex(name) >= 0))
                      for feature in features(desk.watch.layer(table)))
        for table in ("pipes", "manholes")
    }


def test_flip_is_one_step_that_undo_takes_back_everywhere(opened, correct, town):
    live = opened.part("live")
    live.ensure()
    wait_for(lambda: live.is_settled)
    before = everything(opened)
    tool = correct.start("flip")
    point(opened, -40, 140)
    assert "P2" in tool.hint_text
    click(opened, -40, 140)
    turned = pipe(opened, "P2")
    assert line(turned) == [(0, 100), (-80, 180)]
    assert (turned["invert_from"], turned["invert_to"]) == (5.0, 6.0)
    wait_for(lambda: live.is_settled and live.stale())
    assert set(live.stale()) == {town.uid["A"]}
    assert live.stale()[town.uid["A"]].because == "Flip pipe P2"
    assert opened.part("edits").session.undo()
    wait_for(lambda: live.is_settled)
    assert everything(opened) == before
    assert not live.stale()
    assert not live.marks.shown
    assert opened.part("edits").session.redo()
    wait_for(lambda: live.is_settled)
    assert set(live.stale()) == {town.uid["A"]}


def test_a_drawn_pipe_takes_over_what_its_neighbour_says(opened, correct):
    before = everything(opened)
    correct.start("draw")
    point(opened, -80, 180)
    click(opened, -80, 180)  # the loose end of P2
    click(opened, -100, 60)
    QTest.keyClick(opened.iface.mapCanvas().viewport(), Qt.Key.Key_Backspace)
    click(opened, -100, 100)
    click(opened, 0, 50)  # the middle of P1
    click(opened, 0, 50, Qt.MouseButton.RightButton)
    (new,) = [f for f in features(opened.watch.layer("pipes")) if f["data_source"] == "inferred"]
    assert line(new)[0] == (-80, 180)
    assert line(new)[1] == pytest.approx((-100, 100), abs=1)
    assert line(new)[2] == pytest.approx((0, 50), abs=1)
    assert line(new)[2][0] == 0  # on the pipe, not beside it
    assert (new["system"], new["flow"], new["material"], new["invert_from"]) == ("storm", "+", "PE", 6.0)
    opened.part("edits").session.undo()
    assert everything(opened) == before


def test_split_at_a_manhole_and_at_a_point(opened, correct, town):
    before = everything(opened)
    correct.start("split")
    click(opened, 0, 60)
    assert line(pipe(opened, "P1"))[-1] == line(pipe(opened, "P1-1"))[0]
    assert len(before["pipes"]) + 1 == len(everything(opened)["pipes"])
    session = opened.part("edits").session
    session.undo()
    assert everything(opened) == before
    with session.step("Move the manhole") as step:
        from qgis.core import QgsGeometry

        manhole = features(opened.watch.layer("manholes"))[0]
        step.move("manholes", manhole.id(), QgsGeometry.fromPointXY(QgsPointXY(X - 41, Y + 141)))
        step.change("pipes", pipe(opened, "P2").id(), {"from_node": "A1", "to_node": "A2"})
    click(opened, -42, 142)
    first, second = pipe(opened, "P2"), pipe(opened, "P2-1")
    assert (first["from_node"], first["to_node"]) == ("A1", "M1")
    assert (second["from_node"], second["to_node"]) == ("M1", "A2")
    assert first["invert_to"] == second["invert_from"] == pytest.approx(5.5, abs=0.02)
    assert line(first)[-1] == (-41, 141)
    assert first["uid"] != second["uid"]


def test_connect_brings_an_end_to_a_manhole(opened, correct):
    session = opened.part("edits").session
    with session.step("A loose end") as step:
        from outfall_tracer.ui.correct.under_pointer import with_end

        loose = pipe(opened, "P3")
        step.move("pipes", loose.id(), with_end(loose.geometry(), True, QgsPointXY(X + 30, Y + 120)))
    tool = correct.start("connect")
    point(opened, 60, 155)
    assert "end" in tool.hint_text
    click(opened, 30, 120)
    assert tool.is_begun
    click(opened, 0, 100)
    joined = pipe(opened, "P3")
    assert line(joined)[-1] == (0, 100)
    assert joined["to_node"] == "M1"
    QTest.keyClick(opened.iface.mapCanvas().viewport(), Qt.Key.Key_Escape)
    assert not tool.is_active


def test_leaving_leads_back_and_never_round(opened, correct):
    """From a trace to a correction and back, and to the trace again: Esc ends where the user came from."""
    from qgis.gui import QgsMapToolPan

    canvas = opened.iface.mapCanvas()
    pan, trace = QgsMapToolPan(canvas), opened.part("trace")
    canvas.setMapTool(pan)
    trace.tool.start()
    correct.start("flip")
    correct.start("split").leave()
    assert canvas.mapTool() is trace.tool, "one step back, past the other correction"
    correct.start("flip")
    trace.tool_down.start()
    trace.tool.start()
    QTest.keyClick(canvas.viewport(), Qt.Key.Key_Escape)
    QTest.keyClick(canvas.viewport(), Qt.Key.Key_Escape)
    QTest.keyClick(canvas.viewport(), Qt.Key.Key_Escape)
    assert canvas.mapTool() is pan


def test_a_node_moves_with_its_manhole_and_its_pipes_and_comes_back(opened, correct):
    before = everything(opened)
    correct.start("move")
    click(opened, 0, 100)
    point(opened, 20, 90)
    click(opened, 20, 90)
    moved = [line(pipe(opened, code)) for code in ("P1", "P2", "P3")]
    place = moved[0][0]
    assert place == pytest.approx((20, 90), abs=1)
    assert moved[1][-1] == moved[2][-1] == place
    manhole = features(opened.watch.layer("manholes"))[0].geometry().asPoint()
    assert (round(manhole.x() - X, 2), round(manhole.y() - Y, 2)) == place
    opened.watch.layer("pipes").undoStack().undo()  # QGIS's own undo on one of the layers
    wait_for(lambda: everything(opened) == before)


def test_barriers_gates_abandoned_and_deleted(opened, correct):
    before = everything(opened)
    correct.start("barrier")
    click(opened, 0, 100)
    assert features(opened.watch.layer("manholes"))[0]["gate"] == "closed"
    click(opened, 0, 50)
    assert pipe(opened, "P1")["status"] == "blocked"
    click(opened, 0, 50)
    assert pipe(opened, "P1")["status"] == "in_service"
    correct.start("abandon")
    click(opened, 40, 140)
    assert pipe(opened, "P3")["status"] == "abandoned"
    correct.start("delete")
    click(opened, 40, 140)
    assert "P3" not in {f["code"] for f in features(opened.watch.layer("pipes"))}
    session = opened.part("edits").session
    for _ in range(5):
        assert session.undo()
    assert everything(opened) == before


def test_rotated_map_in_another_system(opened, correct):
    canvas = opened.iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    canvas.setRotation(35)
    canvas.zoomToFeatureExtent(canvas.extent())
    pipes = opened.watch.layer("pipes")
    canvas.zoomToFeatureIds(pipes, [pipe(opened, code).id() for code in ("P1", "P2", "P3")])
    correct.start("flip")
    click(opened, 40, 140)
    assert line(pipe(opened, "P3")) == [(0, 100), (80, 180)]


def test_buttons_stay_in_step_and_keys_leave(opened, correct):
    from outfall_tracer.ui.icons import icon
    from qgis.PyQt.QtWidgets import QAction

    (command,) = correct.commands()
    action = QAction(icon(command.icon), command.text, opened.iface.mainWindow())
    action.setCheckable(True)
    command.dress(action)
    before = opened.iface.mapCanvas().mapTool()
    command.run(action)
    assert action.isChecked()
    assert correct.tools["flip"].is_active
    entries = {entry.objectName(): entry for entry in action.menu().actions()}
    entries["OutfallTracer_correct_split"].trigger()
    assert correct.tools["split"].is_active
    assert entries["OutfallTracer_correct_split"].isChecked()
    assert not entries["OutfallTracer_correct_flip"].isChecked()
    click(opened, 100, 10, Qt.MouseButton.RightButton)
    assert not action.isChecked()
    assert opened.iface.mapCanvas().mapTool() is before
    for name in correct.tools:
        assert not icon(f"correct_{name}").isNull()
    action.deleteLater()


def test_a_read_only_layer_says_so_and_stays_as_it_is(opened, correct):
    before = everything(opened)
    opened.watch.layer("pipes").setReadOnly(True)
    tool = correct.start("flip")
    point(opened, 40, 140)
    assert "read-only" in tool.hint_text
    click(opened, 40, 140)
    opened.watch.layer("pipes").setReadOnly(False)
    assert everything(opened) == before


def test_a_finding_opens_its_tool_with_the_pipe_marked(opened, correct, town):
    assert correct.fix("bad_direction", "pipes", town.uid["P3"])
    tool = correct.tools["flip"]
    assert tool.is_active
    assert "P3" in tool.hint_text
    QTest.keyClick(opened.iface.mapCanvas().viewport(), Qt.Key.Key_Return)
    assert line(pipe(opened, "P3")) == [(0, 100), (80, 180)]
    assert correct.fix("dead_end", "pipes", town.uid["P3"])
    assert correct.tools["connect"].is_active
    assert not correct.fix("dead_end", "pipes", "nobody")


def test_every_kind_of_finding_is_mended_somewhere():
    from outfall_tracer.layers.schema import NETWORK_FINDINGS
    from outfall_tracer.ui.correct.part import MENDED_BY
    from outfall_tracer.ui.correct.tools import TOOLS

    assert set(MENDED_BY) == {value.code for value in NETWORK_FINDINGS}
    assert set(MENDED_BY.values()) - {"form"} <= {tool.name for tool in TOOLS}
