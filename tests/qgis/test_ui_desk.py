"""The window's working parts on a small real project: register, selection, trace, unload."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from outfall_tracer.tests.support.desks import wait_for
from outfall_tracer.tests.support.features import features

X, Y = 500_000.0, 3_380_000.0  # a place inside EPSG:4547


@pytest.fixture(scope="module")
def project_file(qgis_app, tmp_path_factory):
    """A Y of three pipes into outfall A, an abandoned one above, a lone outfall B, four sources."""
    from outfall_tracer.layers.project.create import create_project
    from outfall_tracer.layers.store.geometry_io import point_blobs, segment_blobs
    from outfall_tracer.layers.store.table_io import ProjectFile, new_uids

    path = create_project(tmp_path_factory.mktemp("ui") / "small.gpkg", language="en")
    at = lambda *pairs: np.add(np.array(pairs, dtype=float), (X, Y))  # noqa: E731

    with ProjectFile(path, update=True) as project:
        srs = project.srs_id("outfalls")

        def add(table, xy, **columns):
            values = {"uid": new_uids(len(xy)), **{k: np.array(v, dtype=object) for k, v in columns.items()}}
            with project.transaction():
                project.append(table, values, point_blobs(at(*xy), srs))

        add(
            "outfalls",
            [(0, 0), (3000, 0)],
            code_national=["A-01", "B-02"],
            name=["East gate", "Lone pipe"],
            county_code=["420106", "420111"],
            trace_status=["untraced", "candidates"],
        )
        start, end = at((0, 100), (-80, 180), (80, 180), (80, 300)), at((0, 0), (0, 100), (0, 100), (80, 180))
        pipes = {
            "uid": new_uids(4),
            "code": np.array(["P1", "P2", "P3", "P4"], dtype=object),
            "status": np.array(["in_service"] * 3 + ["abandoned"], dtype=object),
        }
        with project.transaction():
            project.append("pipes", pipes, segment_blobs(start, end, srs))
        add("enterprises", [(-82, 182), (82, 182), (80, 305)], name=["Mill", "Dye works", "Behind the plug"])
        add("construction_sites", [(5, 60)], name=["Tower"])
    return str(path)


@pytest.fixture
def opened(desk, project_file):

    from outfall_tracer.layers.project.qgis_project import stored_uri
    from qgis.core import QgsProject

    assert QgsProject.instance().read(stored_uri(Path(project_file)))
    desk.watch.refresh()
    yield desk
    QgsProject.instance().clear()


def fid_of(desk, code):
    row = next(
        desk.register.model.row_at(i)
        for i in range(desk.register.model.rowCount())
        if desk.register.model.row_at(i).code == code
    )
    return row.fid


def test_without_a_project_the_register_welcomes(desk):
    assert desk.register.pages.currentWidget() is desk.register.welcomePage
    assert not desk.has_project
    desk.part("trace").trace_selected()  # a sentence, no exception


def test_register_lists_and_counts(opened):
    register = opened.register
    assert register.pages.currentWidget() is register.registerPage
    assert register.model.rowCount() == 2
    assert register.model.status_counts()["candidates"] == 1
    register.searchEdit.setText("lone")
    register._apply_filter()
    assert [register.model.row_at(i).code for i in range(register.model.rowCount())] == ["B-02"]


def test_rows_and_map_follow_each_other(opened):
    layer = opened.watch.layer("outfalls")
    a, b = fid_of(opened, "A-01"), fid_of(opened, "B-02")
    layer.selectByIds([b])
    assert opened.register.selected_fids() == [b]
    opened.register.table.selectRow(
        opened.register.model.position_of(
            next(
                opened.register.model.row_at(i).uid
                for i in (0, 1)
                if opened.register.model.row_at(i).fid == a
            )
        )
    )
    assert list(layer.selectedFeatureIds()) == [a]
    opened.register.step(+1)
    assert list(layer.selectedFeatureIds()) == [b]


def test_trace_finds_what_drains_there(opened):
    part = opened.part("trace")
    views = []
    part.tracer.finished.connect(views.append)
    opened.trace([fid_of(opened, "A-01")])
    wait_for(lambda: views)
    (view,) = views
    assert {source.name for source in view.sources} == {"Mill", "Dye works", "Tower"}
    assert len(view.pipe_fids) == 3
    assert view.length_m == pytest.approx(100 + 2 * 80 * 2**0.5, rel=1e-6)
    assert len(view.ends_by_reason["barrier"]) == 1
    assert set(opened.watch.layer("pipes").selectedFeatureIds()) == set(view.pipe_fids)
    assert opened.watch.layer("enterprises").selectedFeatureCount() == 2
    assert part.dock.sourcesTree.model().rowCount() == 2
    assert not part.marks.is_empty
    opened.part("trace").clear()
    assert part.marks.is_empty
    assert opened.watch.layer("pipes").selectedFeatureCount() == 0
    assert opened.watch.layer("enterprises").selectedFeatureCount() == 0


def test_an_outfall_without_pipes_says_so(opened):
    views = []
    opened.part("trace").tracer.finished.connect(views.append)
    opened.trace([fid_of(opened, "B-02")])
    wait_for(lambda: views)
    assert not views[0].sources
    assert "meets no pipe" in opened.part("trace").dock.totalsLabel.text()


def test_an_edit_traces_the_result_again(opened):
    """Unsaved edits count; a kept result is not replaced but says that it is old."""
    part = opened.part("trace")
    views = []
    part.tracer.finished.connect(views.append)
    opened.trace([fid_of(opened, "A-01")])
    wait_for(lambda: views)
    pipes = opened.watch.layer("pipes")
    assert pipes.startEditing()
    pipes.deleteFeature(pipe_of(pipes, "P3"))
    wait_for(lambda: len(views) == 2)
    assert {source.name for source in views[1].sources} == {"Mill", "Tower"}
    part.results.keep(part.results.current)
    pipes.undoStack().undo()
    wait_for(lambda: not part.dock.staleLabel.isHidden())
    assert len(views) == 2
    pipes.rollBack()


def pipe_of(layer, code):
    return next(feature.id() for feature in features(layer) if feature["code"] == code)


def test_a_removed_layer_brings_the_welcome_back(opened):
    from qgis.core import QgsProject

    QgsProject.instance().removeMapLayer(opened.watch.layer("outfalls").id())
    wait_for(lambda: opened.register.pages.currentWidget() is opened.register.welcomePage)
    assert not opened.has_project


def test_loading_again_and_again_leaves_nothing(qgis_iface, qgis_new_project, monkeypatch):
    """The whole plugin with all its parts: no widget, action, mark, function, filter or connection stays."""
    from outfall_tracer.plugin import OutfallTracerPlugin
    from qgis.core import QgsApplication, QgsExpression, QgsProject
    from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject
    from qgis.PyQt.QtWidgets import QAction, QApplication, QMenu, QToolBar

    window, canvas = qgis_iface.mainWindow(), qgis_iface.mapCanvas()
    menu, registered = QMenu(), {"registered": 0, "gone": 0}

    def count(key, given):
        registered[key] += 1
        if key == "gone":
            given.deleteLater()  # as QGIS does with a filter

    # The stand-in for the window would remember whatever it was given.
    for name, does in (
        ("removeDockWidget", lambda dock: None), ("addDockWidget", lambda area, dock: dock.show()),
        ("registerLocatorFilter", lambda given: count("registered", given)),
        ("deregisterLocatorFilter", lambda given: count("gone", given)),
        ("registerOptionsWidgetFactory", lambda given: None),
        ("unregisterOptionsWidgetFactory", lambda given: None),
        ("pluginMenu", lambda: menu), ("addToolBar", lambda title: QToolBar(title, window)),
    ):
        monkeypatch.setattr(qgis_iface, name, does, raising=False)

    def settle():
        kind = QEvent.Type.DeferredDelete
        for _ in range(3):
            QCoreApplication.sendPostedEvents(None, getattr(kind, "value", kind))
            QCoreApplication.processEvents()
            gc.collect()

    def inventory():
        project, stack = QgsProject.instance(), QgsApplication.taskManager()
        signals = [(project, name) for name in (
            "layersAdded", "layersWillBeRemoved", "cleared", "readProject", "writeProject", "crsChanged",
            "dirtySet", "layerWillBeRemoved",
        )] + [(canvas, name) for name in (
            "destinationCrsChanged", "xyCoordinates", "extentsChanged", "mapToolSet", "renderComplete",
        )] + [(stack, "taskAdded")]
        return {
            "widgets": len(QApplication.allWidgets()), "actions": len(window.findChildren(QAction)),
            "children of the window": len(window.findChildren(QObject)),
            "marks": len(canvas.scene().items()), "menu": len(menu.actions()),
            "functions": sorted(function.name() for function in QgsExpression.Functions()),
            "providers": len(QgsApplication.processingRegistry().providers()),
            "filters": registered["registered"] - registered["gone"],
            "signals": {name: owner.receivers(getattr(owner, name)) for owner, name in signals
                        if hasattr(owner, name)},
        }

    # What earlier tests left for the garbage goes first, so that the count is ours.
    count_of = -1
    while count_of != (count_of := len(QApplication.allWidgets())):
        settle()
    before, watched = None, []
    for _ in range(9):
        plugin = OutfallTracerPlugin(qgis_iface)
        plugin.initGui()
        watched.append(weakref.ref(plugin.desk))
        plugin.show_help("trace")
        QCoreApplication.processEvents()
        plugin.unload()
        del plugin
        settle()
        before = before or inventory()  # the first load makes what Qt makes once
    after = inventory()
    for counted in ("widgets", "actions", "children of the window"):  # what others left may go meanwhile
        assert after.pop(counted) <= before.pop(counted), counted
    assert after == before
    assert before["filters"] == 0
    assert not [ref for ref in watched if ref() is not None]


def test_trace_all_is_refused_while_editing_and_else_writes_back(opened, provider):
    done = []
    opened.projects.traced_all.connect(lambda: done.append(True))
    outfalls = opened.watch.layer("outfalls")
    assert outfalls.startEditing()
    opened.projects.trace_all()
    assert opened.projects._run is None
    outfalls.rollBack()
    opened.projects.trace_all()
    wait_for(lambda: done, seconds=60)
    wait_for(gc.isenabled, 5)
    by_code = {feature["code_national"]: feature for feature in features(opened.watch.layer("outfalls"))}
    assert by_code["A-01"]["trace_status"] == "candidates"
    assert by_code["A-01"]["n_enterprises"] == 2
    # What was entered for B is a person's word: the run keeps it, and the register shows both.
    assert opened.register.model.status_counts()["candidates"] == 2


def seen(canvas, place):
    from qgis.core import QgsRectangle

    inner = QgsRectangle(canvas.extent())
    inner.scale(0.8)
    return inner.contains(place)


def test_the_map_follows_the_row(opened):
    """Row by row by click and key: nearer where nothing could be told apart, and always in the picture."""
    from qgis.core import QgsRectangle

    canvas, register = opened.iface.mapCanvas(), opened.register
    canvas.resize(600, 500)
    outfalls = opened.watch.layer("outfalls")
    canvas.setDestinationCrs(outfalls.crs())
    places = {one.id(): one.geometry().asPoint() for one in features(outfalls)}
    canvas.setExtent(QgsRectangle(400_000, 3_300_000, 600_000, 3_460_000))
    assert canvas.scale() > 100_000
    register.table.selectRow(0)
    (fid,) = register.selected_fids()
    assert canvas.scale() <= 10_001
    assert seen(canvas, places[fid])
    canvas.zoomScale(2000)
    for _row in range(register.model.rowCount() - 1):
        register.step(+1)
        (fid,) = register.selected_fids()
        assert seen(canvas, places[fid])
        assert round(canvas.scale()) == 2000  # a person's own scale stays
    before = canvas.extent()
    outfalls.selectByIds([next(iter(places))])  # chosen on the map: that stays where it is
    assert canvas.extent() == before


def test_the_map_follows_the_district(opened):
    canvas, register = opened.iface.mapCanvas(), opened.register
    outfalls = opened.watch.layer("outfalls")
    box = register.districtBox
    assert box.count() > 1
    box.setCurrentIndex(1)
    box.activated.emit(1)
    for one in features(outfalls):
        if one["county_code"] == box.currentData():
            assert canvas.extent().contains(one.geometry().asPoint())


def test_what_a_person_selected_stays_with_old_and_new_results(opened):
    views = []
    trace = opened.part("trace")
    trace.tracer.finished.connect(views.append)
    outfalls, works = opened.watch.layer("outfalls"), opened.watch.layer("enterprises")
    fids = [one.id() for one in features(outfalls)]
    outfalls.selectByIds([fids[0]])
    opened.trace_object("enterprises", next(one.id() for one in features(works)))  # downstream
    wait_for(lambda: views)
    assert outfalls.selectedFeatureIds() == [fids[0]]
    outfalls.selectByIds([fids[1]])
    trace.trace_selected()
    wait_for(lambda: len(views) == 2)
    assert outfalls.selectedFeatureIds() == [fids[1]]
    assert opened.register.selected_fids() == [fids[1]]
    works.selectByIds([next(one.id() for one in features(works))])
    mine = works.selectedFeatureIds()
    opened.part("trace").clear()
    assert outfalls.selectedFeatureIds() == [fids[1]]
    assert works.selectedFeatureIds() == mine


def test_filters_without_a_match_say_so_and_are_cleared(opened):
    register = opened.register
    register.searchEdit.setText("no such outfall")
    register._apply_filter()
    assert register.model.rowCount() == 0
    assert not register.emptyLabel.isHidden()
    assert "No outfall matches these filters" in register.emptyLabel.text()
    register.emptyLabel.linkActivated.emit("clear")
    assert register.model.rowCount() == register.model.total()
    assert register.emptyLabel.isHidden()


def test_another_project_begins_without_the_filters_of_the_first(opened, project_file, tmp_path):
    import shutil

    from outfall_tracer.layers.store.gpkg import layer_uri
    from qgis.core import QgsProject, QgsVectorLayer

    opened.register.searchEdit.setText("nothing like this")
    opened.register._apply_filter()
    other = shutil.copy(project_file, tmp_path / "other.gpkg")
    QgsProject.instance().clear()
    QgsProject.instance().addMapLayer(QgsVectorLayer(layer_uri(other, "outfalls"), "outfalls", "ogr"))
    opened.watch.refresh()
    assert opened.register.searchEdit.text() == ""
    assert opened.register.model.rowCount() == opened.register.model.total() > 0


def test_a_removed_layer_is_offered_back(
    qgis_iface, qgis_new_project, project_template, tmp_path, monkeypatch
):
    from outfall_tracer.layers.project.qgis_project import stored_uri
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.tests.support.desks import desk_on
    from qgis.core import QgsProject, QgsVectorLayer

    path = Path(project_template.copied(tmp_path).path)
    with desk_on(qgis_iface, path) as desk:
        offered = []
        monkeypatch.setattr(
            desk.messages, "info", lambda text, buttons=(): offered.append((text, dict(buttons)))
        )
        desk.register.show()
        for table in ("enterprises", "outfalls"):
            layer = desk.watch.layer(table)
            style = layer.renderer().type()
            QgsProject.instance().removeMapLayer(layer.id())
            desk.watch.refresh()
            text, buttons = offered.pop()
            assert "not from the file" in text
            if table == "outfalls":
                assert desk.register.pages.currentWidget() is desk.register.welcomePage
                assert not desk.register.againButton.isHidden()
                desk.register.againButton.click()
            else:
                buttons["Load again"]()
            desk.watch.refresh()
            assert desk.watch.layer(table).renderer().type() == style
            assert desk.watch.layer(table).editFormConfig().tabs()
        assert desk.register.model.rowCount() == 3
        QgsProject.instance().clear()  # the project is closed: nothing is offered
        desk.watch.refresh()
        assert not offered
        assert desk.register.againButton.isHidden()
        QgsProject.instance().read(stored_uri(path))
        desk.watch.refresh()
        QgsProject.instance().clear()  # another QGIS project that shows less of the same file
        QgsProject.instance().addMapLayer(QgsVectorLayer(layer_uri(path, "outfalls"), "outfalls", "ogr"))
        desk.watch.refresh()
        assert not offered


def test_a_right_click_in_the_register_offers_what_is_done_with_rows(opened):
    from qgis.PyQt.QtWidgets import QApplication

    register, asked = opened.register, []
    register.form_requested.connect(asked.append)
    register.zoom_requested.connect(asked.append)
    register.table.selectRow(0)
    (row,) = register.selected_rows()
    actions = {action.text(): action for action in register.menu().actions()}
    actions["Copy"].trigger()
    cells = QApplication.clipboard().text().split("\t")
    assert cells[:2] == [row.code, row.name]
    asked.clear()
    actions["Open the form"].trigger()
    actions["Show on the map"].trigger()
    assert asked == [row.fid, [row.fid]]


def test_a_new_project_is_made_where_a_person_says_and_is_open(desk, provider, tmp_path, monkeypatch):
    import processing
    from outfall_tracer.ui import projects

    asked, opened = [], []
    wanted = str(tmp_path / "mine")
    monkeypatch.setattr(
        projects.QFileDialog, "getSaveFileName", lambda *given: (asked.append(given[2]), (wanted, ""))[1]
    )

    def dialog(algorithm, parameters):
        assert algorithm == "outfalltracer:createproject"
        return processing.run(algorithm, {"CRS": "EPSG:4547", **parameters})

    monkeypatch.setattr(processing, "execAlgorithmDialog", dialog)
    monkeypatch.setattr(desk.projects, "open", lambda path: opened.append(path) or True)
    desk.projects.make("createproject")
    assert asked[0].endswith(".gpkg")
    assert not asked[0].startswith("/tmp/processing")
    assert opened == [f"{wanted}.gpkg"]


def test_an_edit_reads_its_row_alone(opened, monkeypatch):
    """Thousands of rows were read again for each decision; the row itself is right, counted and filtered."""
    from outfall_tracer.ui.register import dock as module

    read = []
    whole = module.read_rows

    def reading(layer, districts, fids=None):
        read.append(fids)
        return whole(layer, districts, fids)

    monkeypatch.setattr(module, "read_rows", reading)
    register, layer = opened.register, opened.watch.layer("outfalls")
    fid = register.model.row_at(0).fid
    box = register.statusBox
    before = register.model.status_counts()
    layer.startEditing()
    try:
        layer.changeAttributeValue(fid, layer.fields().indexOf("trace_status"), "untraceable")
        wait_for(lambda: read)
        assert read == [{fid}]
        after = register.model.status_counts()
        assert after["untraceable"] == before["untraceable"] + 1
        box.setCurrentIndex(box.findData("untraceable"))
        shown = register.model.rowCount()
        layer.changeAttributeValue(fid, layer.fields().indexOf("trace_status"), "untraced")
        wait_for(lambda: len(read) > 1)
        assert register.model.rowCount() == shown - 1  # it no longer passes the filter
        layer.rollBack()
        wait_for(lambda: read[-1] is None)  # more than cells: all of it
        assert register.model.status_counts() == before
    finally:
        box.setCurrentIndex(0)
        if layer.isEditable():
            layer.rollBack()


def test_rows_that_cannot_be_read_are_told_of_and_read_later(opened, monkeypatch):
    from outfall_tracer.problems import UserError
    from outfall_tracer.ui.register import dock

    said, n = [], opened.register.model.rowCount()

    def fails(*_given):
        raise UserError("The layer cannot be read now.")

    monkeypatch.setattr(opened.messages, "_push", lambda text, *_more, **_named: said.append(text))
    with monkeypatch.context() as broken:
        broken.setattr(dock, "read_rows", fails)
        opened.watch.outfalls_changed.emit()
    assert said == ["The layer cannot be read now."]
    assert opened.register.model.rowCount() == n
    monkeypatch.setattr(dock, "read_rows", lambda *_given: [])
    opened.watch.outfalls_changed.emit()
    assert opened.register.model.rowCount() == 0
