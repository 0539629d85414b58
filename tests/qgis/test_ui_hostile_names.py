"""Names that are HTML, in every text column: nothing in the window, on the map or on paper obeys them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsProject
from qgis.PyQt.QtCore import QEvent, QModelIndex, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QApplication,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

HOSTILE = "<img src='nowhere.png'><b>x&lt;[% 1+1 %]"
TAG = "<img"
KEYS = ("uid", "_table", "county_code", "_node", "flow", "path", "sha256", "language", "version", "wkt",
        "photo", "picture")  # QGIS shows paths of pictures itself: docs/robustness.md


@pytest.fixture(scope="module")
def project(qgis_app, town_template, tmp_path_factory):
    """The town, traced and checked; then every text that people read is hostile."""
    from outfall_tracer.layers.project.qgis_project import write_qgis_project
    from outfall_tracer.operations.runs.trace_project import trace_project
    from outfall_tracer.operations.runs.validate_project import validate_project

    path = Path(shutil.copy(town_template.path, tmp_path_factory.mktemp("hostile") / "town.gpkg"))
    trace_project(str(path))
    validate_project(str(path))
    write_qgis_project(path, "en")
    make_related(path)
    make_hostile(path)
    return path


def make_related(path):
    """A row in every table that belongs to another, so that every list of related rows shows one."""
    from osgeo import ogr
    from outfall_tracer.layers.schema import SCHEMA

    dataset = ogr.Open(str(path), 1)
    uids = {}
    for table in ("outfalls", "trace_runs"):
        uids[table] = next(iter(dataset.GetLayerByName(table)))["uid"]
    for relation in (None, *SCHEMA.relations):
        table, cells = "orthophotos", {}
        if relation is not None:
            table, cells = relation.child, {relation.child_column: uids[relation.parent]}
        layer = dataset.GetLayerByName(table)
        feature = next(iter(layer), None)
        made = feature is None
        feature = feature or ogr.Feature(layer.GetLayerDefn())
        for name, value in {**cells, **({"uid": f"{table}-related"} if made else {})}.items():
            feature[name] = value
        assert (layer.CreateFeature if made else layer.SetFeature)(feature) == 0
        uids[table] = feature["uid"]
        layer.ResetReading()
    del feature, layer, dataset


def make_hostile(path):
    from osgeo import ogr
    from outfall_tracer.layers.schema import SCHEMA, Kind

    dataset = ogr.Open(str(path), 1)
    for table in SCHEMA.tables:
        columns = [
            column.name
            for column in table.columns
            if column.kind is Kind.TEXT and not column.values and not column.name.endswith(KEYS)
        ]
        layer = dataset.GetLayerByName(table.name)
        layer.StartTransaction()
        for feature in [*layer]:
            for name in columns:
                if feature.GetFieldIndex(name) >= 0:
                    feature[name] = f"{HOSTILE}{feature[name] or ''}"
            layer.SetFeature(feature)
        layer.CommitTransaction()
    del feature, layer, dataset


@pytest.fixture(scope="module")
def desk(qgis_iface, project):
    from qgis.gui import QgsMessageBar

    bar = QgsMessageBar()
    QgsProject.instance().clear()
    with pytest.MonkeyPatch.context() as patch, desk_on(qgis_iface, project) as made:
        patch.setattr(qgis_iface, "messageBar", lambda: bar)
        made.bar = bar
        yield made
        made.part("edits").session.discard()


def columns_of(model, parent):
    try:
        return model.columnCount(parent)
    except TypeError:  # a list's is private
        return 1


def cells(model, parent=None):
    """Yield all cells of a model, those of branches too."""
    parent = QModelIndex() if parent is None else parent
    for row in range(min(model.rowCount(parent), 200)):
        for column in range(columns_of(model, parent)):
            yield model.index(row, column, parent)
        if not parent.isValid():  # two levels; some models of QGIS have no end
            yield from cells(model, model.index(row, 0, parent))


def texts_of_views(view):
    """Yield what an item view shows beside its cells."""
    roles = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)
    model = view.model()
    for role in roles:
        yield from (model.data(index, role) for index in cells(model))
        for at in range(columns_of(model, QModelIndex())):
            yield model.headerData(at, Qt.Orientation.Horizontal, role)


def texts_that_may_be_html(widget):
    for one in (widget, *widget.actions()):
        yield from (one.toolTip(), one.statusTip(), one.whatsThis())
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        yield widget.text()
    if isinstance(widget, (QTextEdit, QPlainTextEdit)):
        yield widget.document().toHtml()
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and widget.model():
        yield from texts_of_views(widget)


#: QGIS's own tables of attributes show their cells as tool tips, of every layer, once their rows are there.
OF_QGIS = ("mTableView", "mFeatureListView")


def taken_for_html(root):
    """Yield what ``root`` and its children would show as HTML."""
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.objectName() in OF_QGIS:
            continue
        for text in texts_that_may_be_html(widget):
            if TAG in str(text or ""):
                yield f"{type(widget).__name__} {widget.objectName()}", text
    for action in root.findChildren(QAction):
        if TAG in action.toolTip():
            yield "QAction", action.toolTip()


def shown(root):
    """Return all that item views, labels and texts below ``root`` show, as it is read."""
    said = []
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QLabel):
            said.append(widget.text())
        if isinstance(widget, (QTextEdit, QPlainTextEdit)):
            said.append(widget.toPlainText())
        if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and widget.model():
            said += [str(index.data() or "") for index in cells(widget.model())]
    return "\n".join(said)


def check(root):
    found = list(taken_for_html(root))
    assert not found, found[:3]
    assert HOSTILE[:20] in shown(root) or "&lt;img" in shown(root), "it shows no name"


def fid_of(desk, table, name, column="name"):
    layer = desk.watch.layer(table)
    return next(one.id() for one in features(layer) if str(one[column]).endswith(name))


def test_the_register(desk):
    desk.register.show()
    desk.register.reload()
    check(desk.register)


def test_a_result_both_ways(desk):
    part = desk.part("trace")
    views = []
    part.tracer.finished.connect(views.append)
    desk.trace_object("outfalls", fid_of(desk, "outfalls", "A"))
    wait_for(lambda: views)
    part.dock.show()
    part.dock._kept.keep()
    check(part.dock)
    desk.trace_object("enterprises", fid_of(desk, "enterprises", "Mill"))
    wait_for(lambda: len(views) == 2)
    check(part.dock)
    desk.part("trace").clear()


def test_judging_with_its_windows(desk):
    from outfall_tracer.operations.judging import candidates, completeness
    from outfall_tracer.operations.judging.outfall_update import differences_of
    from outfall_tracer.ui.judge.dialogs import AssignDialog, DifferencesDialog, EvidenceDialog, TextDialog

    part = desk.part("judge")
    desk.watch.layer("outfalls").selectByIds([fid_of(desk, "outfalls", "A")])
    part.show()
    part.dock.select(list(part.dock.tree.links)[:1])
    check(part.dock)
    part.complete()
    check(part.dock)
    work = completeness.work_of(part.session, part.judging.outfalls[0])
    for dialog in (
        TextDialog(HOSTILE, f"Why {work.title}?", HOSTILE, parent=part.dock),
        AssignDialog(lambda text: candidates.search_sources(part.session, text), part.dock),
        EvidenceDialog([f"/tmp/{HOSTILE}.png"], 0, parent=part.dock),
        DifferencesDialog(differences_of(part.session, part.judging.outfalls[:1]), part.dock),
    ):
        check(dialog)
        dialog.deleteLater()


def test_findings(desk):
    part = desk.part("findings")
    part.show()
    wait_for(lambda: part.dock.model.rowCount() > 0)
    part.dock.table.selectRow(0)
    check(part.dock)


def test_what_changed(desk):
    live = desk.part("live")
    live.dock.show()
    live.ensure()
    wait_for(lambda: live.is_ready)
    with desk.part("edits").session.step(f"Delete {HOSTILE}") as step:
        step.delete("pipes", fid_of(desk, "pipes", "P1", "code"))
    wait_for(lambda: live.dock.tree.topLevelItemCount() > 0)
    live.dock.tree.expandAll()
    check(live.dock)
    desk.part("edits").session.undo()


def test_the_message_bar_and_the_log(desk):
    from outfall_tracer.problems import Problem, UserError
    from qgis.core import QgsApplication

    heard = []
    QgsApplication.messageLog().messageReceived[str, str, "Qgis::MessageLevel"].connect(
        lambda text, _tag, _level: heard.append(text)
    )
    desk.messages.failure(UserError(f"{HOSTILE} is wrong", HOSTILE, [Problem(HOSTILE)]))
    desk.messages.success(f"Made {HOSTILE}.")
    check(desk.bar)
    assert heard
    assert TAG not in "".join(heard)
    desk.bar.clearWidgets()


def test_the_import_wizard(desk, project, tmp_path):
    from outfall_tracer.ui.importing.dialog import ImportDialog

    csv = tmp_path / "works.csv"
    csv.write_text(f"name,X,Y,{HOSTILE}\n{HOSTILE}Works,500010,3380010,{HOSTILE}\n,,,{HOSTILE}\n", "utf-8")
    dialog = ImportDialog(str(project), lambda _table: None, list)
    dialog.show()
    dialog.open_file(str(csv))
    wait_for(lambda: dialog.runner.task is None and dialog.session.sample is not None)
    box = dialog.file.table
    box.setCurrentIndex(box.findData("enterprises"))
    box.activated.emit(box.currentIndex())
    wait_for(lambda: dialog.runner.task is None)
    for _page in range(3):
        dialog.next.click()
        wait_for(lambda: dialog.runner.task is None)
        assert not list(taken_for_html(dialog))
    check(dialog)
    dialog.close()


def test_map_tips(desk):
    tipped = 0
    for layer, table in desk.watch.tables_of_file():
        for feature in features(layer)[:2]:
            context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
            context.setFeature(feature)
            text = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
            assert layer.mapTipTemplate(), table
            assert TAG not in text, (table, text)
            tipped += "&lt;img" in text
    assert tipped > 5


def test_every_form_with_its_related_rows(desk):
    """All tabs, references to other rows and lists of related ones; each table holds a row to show."""
    from outfall_tracer.layers.schema import SCHEMA
    from qgis.core import QgsVectorLayerTools
    from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui, QgsRelationEditorWidget
    from qgis.PyQt.QtWidgets import QTabWidget

    class Tools(QgsVectorLayerTools):
        """A list of related rows asks for the window's tools, and QGIS crashes where there are none."""

    QgsGui.editorWidgetRegistry().initEditors()
    tools, context, lists, forms, empty = Tools(), QgsAttributeEditorContext(), 0, 0, []
    context.setVectorLayerTools(tools)
    context.setMapCanvas(desk.iface.mapCanvas())
    for layer, table in desk.watch.tables_of_file():
        for feature in features(layer)[:1]:
            form = QgsAttributeForm(layer, feature, context)
            form.show()
            for tabs in form.findChildren(QTabWidget):
                for at in range(tabs.count()):
                    tabs.setCurrentIndex(at)
                    QApplication.processEvents()
            found = list(taken_for_html(form))
            assert not found, (table, found[:3])
            forms += 1
            related = form.findChildren(QgsRelationEditorWidget)
            empty += [(table.name, one) for one in related if not one.relation().isValid()]
            lists += len(related)
            form.close()
            form.deleteLater()
            QApplication.sendPostedEvents(form, QEvent.Type.DeferredDelete)  # while its tools are there
    assert not empty, "these lists of related rows know no relation and stay empty"
    assert forms >= len({relation.child for relation in SCHEMA.relations})
    assert lists >= len([one for one in SCHEMA.relations if one.parent == "outfalls"])


def test_a_project_of_an_older_version_that_qgis_opened_by_itself(desk):
    """Its map tips are mended although nobody asked the plugin to open it."""
    from outfall_tracer.layers.project.forms import _map_tip
    from outfall_tracer.layers.schema import SCHEMA

    outfalls = desk.watch.layer("outfalls")
    today = outfalls.mapTipTemplate()
    older = _map_tip(SCHEMA.table("outfalls"), "en", "[% {} %]", "[% coalesce({}, '') %]")
    outfalls.setMapTipTemplate(older)
    desk.watch.layers_changed.emit()
    assert outfalls.mapTipTemplate() == today


def test_a_sheet_for_print(qgis_app):
    from outfall_tracer.reports.page import Page

    page = Page(QgsProject.instance(), 100, 100, "#000000")
    for text in (HOSTILE, "50 % [% 2 %] 'so' %] [%"):
        assert page.text(text, (0, 0, 10, 10), 8).currentText() == text
    page.close()


def test_what_qgis_shows_of_the_locator_and_the_undo_list(desk):
    """QGIS shows these itself, in lists that know no HTML."""
    from outfall_tracer.ui.find.locator import ObjectLocator
    from qgis.core import QgsFeedback, QgsLocatorContext, QgsLocatorModel

    locator = ObjectLocator(desk.watch, lambda *_: None, lambda *_: None)
    model, hits = QgsLocatorModel(), []
    locator.resultFetched.connect(hits.append)
    locator.prepare("nowhere", QgsLocatorContext())
    locator.fetchResults("nowhere", QgsLocatorContext(), QgsFeedback())
    assert hits
    for hit in hits:
        model.addResult(hit)
    said = [str(index.data(Qt.ItemDataRole.ToolTipRole) or "") for index in cells(model)]
    assert TAG not in "".join(said)


def test_a_drawing_of_a_section_is_xml(desk, tmp_path):
    import xml.dom.minidom

    from outfall_tracer.reports import section_files
    from qgis.PyQt.QtGui import QFont

    section = desk.part("section")
    link = next(one for one in features(desk.watch.layer("trace_links")))
    section.show_link(link["source_table"], link["source_uid"], link["outfall_uid"])
    wait_for(lambda: section.dock.chart.profile is not None)
    profile = section.dock.chart.profile
    assert HOSTILE[:10] in profile.title
    check(section.dock)
    section_files.save(profile, str(tmp_path / "s.svg"), (0.0, profile.length_m), QFont())
    assert xml.dom.minidom.parse(str(tmp_path / "s.svg")).getElementsByTagName("title")


def test_the_whole_window(desk):
    """Whatever else is open."""
    for window in QApplication.topLevelWidgets():
        found = list(taken_for_html(window))
        assert not found, found[:3]
