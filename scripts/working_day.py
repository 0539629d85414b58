"""A contractor's working day, run inside QGIS by ``working_day.sh`` with real clicks and keys.

Opens the demonstration, finds an outfall, traces it, confirms two candidates and rejects one,
attaches a photo, flips a pipe, watches what goes out of date and what the new trace says,
undoes, redoes, writes back, saves, closes, opens again: everything as it was left. A picture of
each step goes to the output folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import (
    LANGUAGE,
    OUT,
    PLUGIN,
    Step,
    click,
    click_map,
    click_row,
    log,
    map_is_drawn,
    picture,
    run,
    show_window,
)
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QColor, QImage
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QDockWidget, QFileDialog, QLineEdit
from qgis.utils import iface, loadPlugin, plugins, startPlugin

PROJECT = Path(os.environ["OUTFALL_TRACER_PROJECT"])
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def step(number: int, name: str) -> None:
    """Take the picture of a step."""
    picture(f"day_{number:02d}_{name}")
    log(f"{number}. {name}")


def later(what: Callable[[], Any]) -> None:
    """Do something that opens a dialog: it must not wait for the dialog to close."""
    QTimer.singleShot(0, what)


def dialog() -> Any:
    """Return the dialog that is open, or None."""
    return QApplication.activeModalWidget()


def trigger(name: str) -> None:
    """Press a button of the plugin's toolbar."""
    plugins[PLUGIN].actions[name].trigger()


def shortcut(key: Any) -> None:
    """Press Ctrl+Alt and a key; without a window manager the window has to be told that it is active."""
    QApplication.setActiveWindow(iface.mainWindow())
    QTest.keyClick(iface.mainWindow(), key, CTRL_ALT)


def accept(shown: Any) -> None:
    """Press the OK button of a dialog."""
    box = shown.findChild(QDialogButtonBox)
    good = (QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Open,
            QDialogButtonBox.StandardButton.Save)
    click(next(button for button in map(box.button, good) if button is not None))


def accepted(shown: Any) -> Iterator[Step]:
    """Press OK until the dialog goes: one that has just come up may not hear the first click."""
    for _ in range(10):
        yield 0.3
        if dialog() is not shown:
            return
        accept(shown)


def rows_of(table: str) -> dict[str, dict[str, Any]]:
    """Return what the file holds of a table, by uid, read past all edit buffers."""
    from outfall_tracer.layers.store.table_io import ProjectFile

    columns = {
        "trace_links": ["uid", "outfall_uid", "source_uid", "status", "decided_by"],
        "evidence": ["uid", "outfall_uid", "link_uid", "kind", "path", "sha256"],
        "outfalls": ["uid", "stale_since", "n_enterprises", "network_length_m"],
        "audit": ["uid", "table_name", "row_uid", "column_name"],
    }[table]
    with ProjectFile(str(PROJECT)) as project:
        found = project.read(table, columns)
    return {row[0]: dict(zip(columns, row)) for row in zip(*(found[name].tolist() for name in columns))}


def candidates(judge: Any, status: str = "candidate") -> list[Any]:
    """Return the items of the judging list that have a status."""
    items = []
    for at in range(judge.dock.tree.topLevelItemCount()):
        group = judge.dock.tree.topLevelItem(at)
        items += [group.child(i) for i in range(group.childCount())]
    return [item for item in items if link_of(item).status == status]


def judged(judge: Any) -> dict[str, str]:
    """Return the status of every link in the judging list, by uid."""
    states = ("candidate", "confirmed", "rejected", "lost")
    return {link_of(item).uid: state for state in states for item in candidates(judge, state)}


def link_of(item: Any) -> Any:
    """Return the link that an item of the judging list stands for."""
    from outfall_tracer.ui.judge.candidate_tree import LINK

    return item.data(0, LINK)


def press(judge: Any, item: Any, key: Any) -> None:
    """Click a candidate, then press a key."""
    tree = judge.dock.tree
    tree.scrollToItem(item)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, NONE, tree.visualItemRect(item).center())
    QTest.keyClick(tree, key)


def a_photo() -> Path:
    """Make a photo to attach."""
    path = OUT / "outlet_photo.jpg"
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(QColor("#7a8f72"))
    image.save(str(path))
    return path


def pipe_to_flip(desk: Any, outfall_uid: str) -> Iterator[Any]:
    """Find a pipe on the way of some but not all sources of an outfall; yields conditions, then sets it."""
    from outfall_tracer.tracing.live.start_places import Place

    def look(live: Any, _report: Any) -> list[tuple[int, int]]:
        row = live.rows.outfalls.row_of_uid("outfalls", outfall_uid)
        whole = live.network.upstream(row)
        found = []
        for pipe in whole.pipe.tolist()[:400]:
            above = len(live.network.upstream(Place("pipes", pipe)).source)
            if 0 < above < len(whole.source):
                found.append((above, int(live.rows.pipes.fids(live_array([pipe]))[0])))
        return sorted(found)

    answers: list[Any] = []
    desk.part("live").ask(look, answers.append, lambda error, text: answers.append((error, text)))
    yield lambda: answers
    assert isinstance(answers[0], list), answers
    assert answers[0], "no pipe to flip"
    _CHOSEN.append(answers[0][len(answers[0]) // 2][1])


_CHOSEN: list[int] = []


def live_array(values: list[int]) -> Any:
    """Return row numbers as the network takes them."""
    import numpy as np

    return np.array(values, dtype=np.int64)


def good_outfall(desk: Any) -> Iterator[Any]:
    """Find an outfall with a handful of sources, as a person who looks for work would."""
    model = desk.register.model
    rows = [model.row_at(position) for position in range(model.rowCount())]
    coded = {row.uid for row in rows if len(row.code) > 6}

    def look(live: Any, _report: Any) -> list[tuple[int, str]]:
        links = live.network.links()
        rows = live.rows.outfalls
        counts = {row: int((links.outfall == row).sum()) for row in set(links.outfall.tolist())}
        return sorted((abs(n - 9), rows.uid(row)) for row, n in counts.items() if rows.uid(row) in coded)

    answers: list[Any] = []
    desk.part("live").ask(look, answers.append, lambda error, text: answers.append((error, text)))
    yield lambda: answers
    assert isinstance(answers[0], list), answers
    _OUTFALL.append(answers[0][0][1])


_OUTFALL: list[str] = []


def open_project(desk: Any) -> Iterator[Step]:
    """Open the demonstration and wait until it is there."""
    assert desk.projects.open(str(PROJECT)), "the project does not open"
    yield lambda: desk.register.model.rowCount() > 0
    yield map_is_drawn()


def the_project_itself(desk: Any) -> Iterator[Step]:
    """What a project brings along: themes, bookmarks, a layout, actions; an image lands where it helps."""
    from osgeo import gdal
    from outfall_tracer.layers.project.presentation import theme_name

    project, canvas = QgsProject.instance(), iface.mapCanvas()
    shown = {layer.id() for layer in canvas.layers()}
    themes = project.mapThemeCollection()
    themes.applyTheme(theme_name("print", LANGUAGE), project.layerTreeRoot(),
                      iface.layerTreeView().layerTreeModel())
    yield map_is_drawn()
    traced = next(layer for layer, table in desk.watch.tables_of_file() if table == "traced_pipes")
    assert {layer.id() for layer in canvas.layers()} != shown
    assert traced not in canvas.layers()
    marks = project.bookmarkManager().bookmarks()
    assert marks, "no district has a bookmark"
    canvas.setReferencedExtent(marks[0].extent())
    yield map_is_drawn()
    assert canvas.extent().contains(marks[0].extent().center())
    assert [layout.atlas().coverageLayer() for layout in project.layoutManager().printLayouts()] == [
        desk.watch.layer("districts")]
    place, image = marks[0].extent().center(), OUT / "flight.tif"
    made = gdal.GetDriverByName("GTiff").Create(str(image), 400, 300, 3)
    made.SetGeoTransform((place.x() - 400, 2, 0, place.y() + 300, 0, -2))
    made.SetProjection(project.crs().toWkt())
    made.GetRasterBand(2).Fill(140)
    made = None
    flight = iface.addRasterLayer(str(image), "flight")
    yield 0.3
    order = [node.layerId() for node in project.layerTreeRoot().findLayers()]
    lies = {table: order.index(desk.watch.layer(table).id()) for table in ("outfalls", "pipes", "river")}
    assert lies["outfalls"] < lies["pipes"] < order.index(flight.id()) < lies["river"], lies
    assert len(desk.register.menu().actions()) >= 5
    views: list[Any] = []
    desk.part("trace").tracer.finished.connect(views.append)
    pipes = desk.watch.layer("pipes")
    action = next(one for one in pipes.actions().actions() if "True" in one.command())
    context = pipes.createExpressionContext()
    feature = pipes.getFeature(pipes.allFeatureIds()[0])
    context.setFeature(feature)
    pipes.actions().doAction(action.id(), feature, context)
    yield lambda: views
    yield map_is_drawn()
    step(10, "project")


def script() -> Iterator[Step]:
    """The day, step by step."""
    window = iface.mainWindow()
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    show_window(1500, 950)
    QApplication.setActiveWindow(window)  # no window manager does it, and shortcuts need it
    assert loadPlugin(PLUGIN)
    assert startPlugin(PLUGIN)
    desk = plugins[PLUGIN].desk
    for dock in window.findChildren(QDockWidget):
        if dock.objectName() in ("Browser", "Browser2", "Layers"):
            dock.hide()
    desk.register.show()
    height = window.height()

    if not PROJECT.exists():
        import processing

        processing.run("outfalltracer:createdemo", {"OUTPUT": str(PROJECT), "OUTFALLS": 40, "PIPES": 1500})

    # 1. open, find an outfall by its code
    yield from open_project(desk)
    step(1, "opened")
    yield from good_outfall(desk)
    uid = _OUTFALL[0]
    live, judge, session = desk.part("live"), desk.part("judge"), desk.part("edits").session
    row = desk.register.model.row_at(desk.register.model.position_of(uid))
    QTest.keyClicks(desk.register.searchEdit, row.code)
    yield lambda: desk.register.model.rowCount() < 5
    click_row(desk.register.table, desk.register.model.position_of(uid))
    yield lambda: desk.watch.layer("outfalls").selectedFeatureCount() == 1

    # 2. trace it
    views: list[Any] = []
    desk.part("trace").tracer.finished.connect(views.append)
    click(desk.register.traceButton)
    yield lambda: views
    yield map_is_drawn()
    yield 0.3
    step(2, "traced")

    # 3. take what was found as candidates, confirm two, reject one
    trigger("judge")
    yield judge.dock.isVisible
    judge.dock.raise_()
    yield lambda: list(judge.judging.outfalls) == [uid]
    yield 0.3
    QApplication.setActiveWindow(window)
    judge.dock.tree.setFocus()
    QTest.keyClick(judge.dock.tree, Qt.Key.Key_T)
    yield lambda: len(candidates(judge)) >= 3
    chosen = [link_of(item).uid for item in candidates(judge)[:3]]
    for key in (Qt.Key.Key_Y, Qt.Key.Key_Y, Qt.Key.Key_N):
        press(judge, candidates(judge)[0], key)
        yield 0.3
    assert len(candidates(judge, "confirmed")) == 2
    assert len(candidates(judge, "rejected")) == 1
    yield map_is_drawn()
    step(3, "judged")

    # 4. attach a photo to the first; Qt's file dialog takes none below a hidden folder
    photo = a_photo()
    first = candidates(judge, "confirmed")[0]
    link_uid = link_of(first).uid
    judge.dock.select([link_uid])
    later(judge.dock.actions_by_name["evidence"].trigger)
    yield lambda: isinstance(dialog(), QFileDialog)
    box = dialog()
    edit = box.findChild(QLineEdit, "fileNameEdit")
    edit.setText(str(photo))  # typed letters would open lists of folders
    yield from accepted(box)
    yield lambda: dialog() is not None and not isinstance(dialog(), QFileDialog)
    yield 0.2
    dialog().grab().save(str(OUT / f"dialog_photo_{LANGUAGE}.png"))
    accept(dialog())
    yield lambda: dialog() is None and desk.watch.layer("evidence") is not None
    evidence = session.layer("evidence")
    yield lambda: evidence.featureCount() == 1
    yield 0.3
    step(4, "photo")

    # 5. flip a pipe that is drawn the wrong way
    yield from pipe_to_flip(desk, uid)
    pipes = desk.watch.layer("pipes")
    fid = _CHOSEN[0]
    before = pipes.getFeature(fid)
    line = before.geometry().asWkt(3)
    flow = str(before["flow"])
    canvas = iface.mapCanvas()
    canvas.zoomToFeatureIds(pipes, [fid])
    if canvas.scale() < 2500:
        canvas.zoomScale(2500)
    yield map_is_drawn()
    trigger("changes")
    yield live.dock.isVisible
    entry = next(action for action in plugins[PLUGIN].actions["correct"].menu().actions()
                 if action.objectName() == "OutfallTracer_correct_flip")
    entry.trigger()
    middle = before.geometry().interpolate(before.geometry().length() / 2).asPoint()
    pixel = canvas.getCoordinateTransform().transform(middle)
    QTest.mouseMove(canvas.viewport(), pixel.toQPointF().toPoint())
    yield 0.5
    step(5, "flip_tool")
    click_map(middle.x(), middle.y())
    yield lambda: live.is_settled and uid in live.stale()
    assert pipes.getFeature(fid).geometry().asWkt(3) != line or str(pipes.getFeature(fid)["flow"]) != flow
    yield lambda: live.dock.tree.topLevelItemCount() > 0
    gone = {net.change.source_uid for net in live.book.links() if net.change.outfall_uid == uid}
    assert gone, "the flip changed no link"
    yield map_is_drawn()
    step(6, "out_of_date")

    # 6. undo: as if it had never been; redo: again
    shortcut(Qt.Key.Key_Z)
    yield lambda: live.is_settled and not live.stale()
    assert pipes.getFeature(fid).geometry().asWkt(3) == line
    assert live.dock.tree.topLevelItemCount() == 0
    assert not live.marks.shown
    yield map_is_drawn()
    step(7, "undone")
    shortcut(Qt.Key.Key_Y)
    yield lambda: live.is_settled and uid in live.stale()
    assert {net.change.source_uid for net in live.book.links() if net.change.outfall_uid == uid} == gone

    # 7. take the new result, save
    canvas.viewport().setFocus()
    QTest.keyClick(canvas.viewport(), Qt.Key.Key_Escape)
    click(live.dock.write_button)
    yield lambda: live.is_settled and not live.stale()
    yield 0.3
    judge.dock.raise_()
    yield map_is_drawn()
    step(8, "written_back")
    kept = judged(judge)
    line_after = pipes.getFeature(fid).geometry().asWkt(3)
    shortcut(Qt.Key.Key_S)
    yield lambda: not session.is_modified
    stored = {key: row["status"] for key, row in rows_of("trace_links").items() if row["outfall_uid"] == uid}
    assert stored == kept, (stored, kept)
    assert {stored[one] for one in chosen} <= {"confirmed", "rejected", "lost"}
    log(f"saved: {sorted(stored.values())}")

    # 8. close, open again: everything as it was left
    canvas = pipes = evidence = before = None
    QgsProject.instance().setDirty(False)
    iface.newProject(False)
    yield lambda: not desk.has_project
    yield from open_project(desk)
    desk.register.searchEdit.clear()
    QTest.keyClicks(desk.register.searchEdit, row.code)
    yield lambda: desk.register.model.rowCount() < 5
    click_row(desk.register.table, desk.register.model.position_of(uid))
    judge.dock.raise_()
    yield lambda: len(candidates(judge, "confirmed")) + len(candidates(judge, "lost")) >= 1
    assert judged(judge) == kept, (judged(judge), kept)
    assert desk.watch.layer("pipes").getFeature(fid).geometry().asWkt(3) == line_after
    (proof,) = rows_of("evidence").values()
    assert proof["link_uid"] == link_uid
    assert (PROJECT.parent / proof["path"]).exists(), proof
    outfall = rows_of("outfalls")[uid]
    assert not outfall["stale_since"]
    audited = {(row["table_name"], row["row_uid"]) for row in rows_of("audit").values()}
    assert {("trace_links", one) for one in chosen} <= audited
    yield map_is_drawn()
    step(9, "opened_again")
    live.ensure()
    yield lambda: live.is_settled
    assert not live.stale()
    yield from the_project_itself(desk)
    assert window.height() == height, f"the window has grown from {height} to {window.height()}"


if not Path(OUT / "failed.txt").exists():
    run(script)
