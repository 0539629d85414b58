"""The judging dock on a traced town: keys, decisions, ways, evidence, completeness, unload."""

from __future__ import annotations

from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import wait_for
from outfall_tracer.tests.support.features import feature_at, features

TABLES = (
    "outfalls", "pipes", "enterprises", "construction_sites", "farmland_outlets", "trace_links", "districts",
)  # fmt: skip


@pytest.fixture
def desk(qgis_iface, qgis_new_project, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.runs.trace_project import trace_project
    from outfall_tracer.ui.desk import Desk
    from qgis.core import QgsProject, QgsSettings, QgsVectorLayer

    QgsSettings().setValue("locale/userLocale", "en_US")
    trace_project(town.path)
    qgis_iface.removeDockWidget = lambda dock: None
    qgis_iface.addDockWidget = lambda area, dock: dock.show()
    qgis_iface.mainWindow().show()
    for table in TABLES:
        layer = QgsVectorLayer(layer_uri(town.path, table), table, "ogr")
        assert layer.isValid()
        QgsProject.instance().addMapLayer(layer)
    made = Desk(qgis_iface)
    made.watch.refresh()
    made.said = []
    for kind in ("info", "success", "warning", "error"):
        setattr(made.messages, kind, lambda text, *more, kind=kind, **_: made.said.append((kind, text, more)))
    yield made
    made.part("edits").session.discard()
    made.close()
    QgsProject.instance().clear()


@pytest.fixture
def judge(desk, town):
    """The judging part with outfall A chosen."""
    part = desk.part("judge")
    choose(desk, town, "A")
    part.show()
    return part


def choose(desk, town, *names):
    layer = desk.watch.layer("outfalls")
    wanted = {town.uid[name] for name in names}
    layer.selectByIds([one.id() for one in features(layer) if one["uid"] in wanted])


def settle():
    from qgis.PyQt.QtCore import QCoreApplication

    for _ in range(5):
        QCoreApplication.processEvents()


def statuses(part):
    return {item.data(0, 256).name: item.data(0, 256).status for item in part.dock.tree.links.values()}


def uid_of(part, name):
    return next(uid for uid, item in part.dock.tree.links.items() if item.data(0, 256).name == name)


def test_candidates_by_kind_and_their_reasons(judge):
    tree = judge.dock.tree
    assert [tree.topLevelItem(at).text(0) for at in range(tree.topLevelItemCount())] == [
        "Enterprises (2)", "Construction sites (1)"]
    judge.dock.select([uid_of(judge, "Mill")])
    text = judge.dock.details.toPlainText()
    assert "how the source meets the network" in text
    assert "along the network" in text
    assert judge.dock.actions_by_name["way"].isEnabled()
    assert not judge.dock.actions_by_name["remove"].isEnabled()


def test_keys_decide_and_undo_brings_the_list_back(judge, desk, qgis_bot):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtTest import QTest
    from qgis.PyQt.QtWidgets import QApplication

    QApplication.setActiveWindow(judge.dock.window())  # windows of earlier tests may still be about
    judge.dock.tree.setFocus()
    settle()
    judge.dock.select([uid_of(judge, "Mill")])
    judge.dock.actions_by_name["confirm"].trigger()
    QTest.keyClick(judge.dock.tree, Qt.Key.Key_Y)  # faster than the window shows the next one
    settle()
    assert statuses(judge) == {"Mill": "confirmed", "Dye": "confirmed", "Tower": "candidate"}
    assert judge.dock.selected()[0].status == "candidate"  # it went on to the next one
    desk.part("edits").undo()
    settle()
    judge.dock.select([uid_of(judge, "Dye"), uid_of(judge, "Tower")])
    judge.decide("rejected")
    settle()
    assert statuses(judge) == {"Mill": "confirmed", "Dye": "rejected", "Tower": "rejected"}
    assert "Confirmed" in judge.dock.state.text()
    desk.part("edits").undo()
    settle()
    assert statuses(judge) == {"Mill": "confirmed", "Dye": "candidate", "Tower": "candidate"}
    assert desk.part("edits").save()
    settle()
    assert statuses(judge)["Mill"] == "confirmed"
    desk.register.reload()


def test_every_key_is_of_one_action(judge):
    keys = [action.shortcut().toString() for action in judge.dock.actions_by_name.values()]
    assert len(set(keys)) == len(keys)
    assert all(action.isEnabled() or action.property("needs_links")
               for action in judge.dock.actions_by_name.values())


def test_the_way_of_a_source_is_drawn(judge):
    judge.dock.select([uid_of(judge, "Mill")])
    judge.ways.show()
    assert not judge.marks.is_empty
    wait_for(lambda: len(judge.marks._bands) >= 4)  # halo, way, last hop, source
    lengths = [band.asGeometry().length() for band in judge.marks._bands]
    assert max(lengths) == pytest.approx(100 + 80 * 2**0.5, abs=1)
    judge.dock.tree.clearSelection()
    assert judge.marks.is_empty


def test_a_source_is_assigned_and_measured(judge, desk, town):
    from outfall_tracer.ui.judge.dialogs import AssignDialog

    field = ("farmland_outlets", town.uid["Field"], "Field", "农场")
    dialog = AssignDialog(lambda text: [field] if text.lower() in "field" else [])
    dialog.searchEdit.setText("fie")
    dialog.fill()
    assert dialog.chosen() == ("farmland_outlets", town.uid["Field"])
    judge.judging.assign(*dialog.chosen())
    wait_for(lambda: "Field" in statuses(judge))
    (link,) = judge.dock.selected()
    assert (link.rule, link.network_m, link.confidence) == ("manual", None, None)  # it drains to B alone
    assert judge.dock.actions_by_name["remove"].isEnabled()
    judge.judging.assign("enterprises", town.uid["Mill"])  # there already: confirmed
    wait_for(lambda: statuses(judge)["Mill"] == "confirmed")
    judge.dock.select([uid_of(judge, "Field")])
    judge._remove()
    settle()
    assert "Field" not in statuses(judge)


def test_evidence_is_copied_in_the_background(judge, desk, town, tmp_path):
    from qgis.PyQt.QtGui import QColor, QImage

    photo = tmp_path / "mouth.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(photo))
    judge.dock.select([uid_of(judge, "Mill")])
    judge.evidence.attach([str(photo)], "现场照片", "人工排查", "low tide")
    wait_for(lambda: judge.dock.evidence.count() == 1)
    item = judge.dock.evidence.item(0)
    assert not item.icon().pixmap(64, 64).isNull()
    assert "low tide" in item.toolTip()
    assert "color" not in item.toolTip()
    assert statuses(judge)["Mill"] == "candidate"
    desk.part("edits").save()
    (row,) = town.rows("evidence")
    assert (Path(town.path).parent / row["path"]).read_bytes() == photo.read_bytes()
    judge.evidence.attach([str(photo)], "现场照片", "人工排查")
    wait_for(lambda: any("already" in text for _kind, text, _more in desk.said))
    judge.evidence.attach([str(tmp_path / "gone.jpg")], "现场照片", "人工排查")
    wait_for(lambda: any("There is no file" in text for _kind, text, _more in desk.said))


def test_complete_lists_what_is_lacking_and_leads_there(judge, desk):
    judge.complete()
    assert judge.dock.lacks.count() == 3
    lack = judge.dock.lacks.item(0).data(256)
    judge.dock.lack_chosen.emit(lack)
    assert [link.uid for link in judge.dock.selected()] == [lack.link_uid]
    judge.dock.select([uid_of(judge, name) for name in ("Mill", "Dye", "Tower")])
    judge.decide("rejected")
    settle()
    assert [judge.dock.lacks.item(at).data(256).kind for at in range(judge.dock.lacks.count())] == ["source"]


def test_a_fresh_trace_becomes_candidates(judge, desk, town):
    from qgis.core import QgsGeometry, QgsPointXY

    session = desk.part("edits").session
    place = QgsGeometry.fromPointXY(QgsPointXY(town.X + 4, town.Y + 80))
    with session.step("A new shop") as step:
        step.add("enterprises", {"name": "Shop"}, place)
    judge.write_back(judge.judging.outfalls)
    wait_for(lambda: "Shop" in statuses(judge))
    assert any("1 new candidate, 0 dropped" in text for _kind, text, _more in desk.said)
    session.undo()
    settle()
    assert "Shop" not in statuses(judge)


def test_several_outfalls_are_judged_together(judge, desk, town):
    choose(desk, town, "A", "B")
    settle()
    assert len(judge.judging.outfalls) == 2
    assert judge.dock.title.text() == "2 outfalls"
    judge.dock.select(list(judge.dock.tree.links))
    judge.decide("confirmed")
    settle()
    assert set(statuses(judge).values()) == {"confirmed"}
    desk.part("edits").undo()  # one step per outfall
    settle()
    assert sorted(statuses(judge).values()) == ["candidate", "confirmed", "confirmed", "confirmed"]


def test_differences_are_settled_side_by_side(judge, desk, town):
    from outfall_tracer.operations.judging.outfall_update import differences_of
    from outfall_tracer.ui.judge.dialogs import DifferencesDialog

    session = desk.part("edits").session
    layer = desk.watch.layer("outfalls")
    fid = next(one.id() for one in features(layer) if one["uid"] == town.uid["A"])
    with session.step("By hand") as step:
        step.change("outfalls", fid, {"party_main": "Aunt Wang"})
    settle()
    assert "differences" in judge.dock.state.text()
    dialog = DifferencesDialog(differences_of(session, [town.uid["A"]]))
    assert dialog.table.item(0, 1).text() == "Aunt Wang"
    assert dialog.decisions() == []
    dialog._boxes[0].setCurrentIndex(1)
    judge.judging.settle(dialog.decisions())
    settle()
    assert "differences" not in judge.dock.state.text()
    assert feature_at(layer, fid)["party_main"] != "Aunt Wang"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("照片.bat", "照片.bat"),
        ("photo.jpg.desktop", "photo.jpg.desktop"),
        ("scan\u202efdp.exe", "scan[U+202E]fdp.exe"),
        ("plan.PDF.lnk", "plan.PDF.lnk"),
        ("README", "README"),
    ],
)
def test_evidence_that_may_be_a_program_is_asked_about(judge, town, monkeypatch, name, shown):
    from outfall_tracer.operations.editing.feature_rows import Row
    from outfall_tracer.ui.judge import evidence_files
    from qgis.PyQt.QtWidgets import QMessageBox

    opened = []
    monkeypatch.setattr(evidence_files.QDesktopServices, "openUrl", lambda url: opened.append(url.fileName()))
    folder = Path(town.path).with_name("town_evidence")
    folder.mkdir()
    for file in (name, "photo.JPG"):
        (folder / file).write_bytes(b"x")

    def row(file):
        return Row(1, {"path": f"town_evidence/{file}", "sha256": None})

    judge.evidence.open(row("photo.JPG"))
    assert opened == ["photo.JPG"]
    (folder / "innocent.jpg").symlink_to(folder / name)
    for file in (name, "innocent.jpg"):
        judge.evidence.open(row(file))
        (box,) = judge.dock.findChildren(QMessageBox)
        assert shown in box.text() or file != name
        assert opened == ["photo.JPG"]
        box.defaultButton().click()  # not opened
        assert opened == ["photo.JPG"]
        box.setParent(None)
    judge.evidence.open(row(name))
    (box,) = judge.dock.findChildren(QMessageBox)
    next(one for one in box.buttons() if one is not box.defaultButton()).click()
    assert opened == ["photo.JPG", name]


def test_a_form_shows_pictures_of_the_projects_folder_only():
    from outfall_tracer.algorithms.fields import field
    from outfall_tracer.layers.project.forms import widget
    from outfall_tracer.layers.schema import SCHEMA
    from qgis.core import QgsExpression, QgsExpressionContext, QgsFeature, QgsFields

    fields = QgsFields()
    fields.append(field("path", "string"))
    _kind, options = widget(SCHEMA.table("evidence"), SCHEMA.table("evidence").column("path"), "en")
    viewer = options["PropertyCollection"]["properties"]["documentViewerContent"]["expression"]
    for path, expected in (
        ("town_evidence/A/a.jpg", "image"), ("照片/a.jpg", "image"), ("http://x.y/a.jpg", "nocontent"),
        ("\\\\server\\a.jpg", "nocontent"), ("//server/a.jpg", "nocontent"), ("/etc/a.jpg", "nocontent"),
        ("C:\\a.jpg", "nocontent"), ("../a.jpg", "nocontent"), ("file:a.jpg", "nocontent"),
    ):  # fmt: skip
        feature = QgsFeature(fields)
        feature["path"] = path
        context = QgsExpressionContext()
        context.setFields(fields)
        context.setFeature(feature)
        assert QgsExpression(viewer).evaluate(context) == expected, path


def test_an_outfall_with_confirmed_sources_is_refused_before_a_reason_is_asked(judge, desk, monkeypatch):
    from outfall_tracer.ui.judge import questions

    asked = []

    def accept(dialog):
        asked.append(dialog)
        dialog.choice.setCurrentIndex(1)
        dialog.choice.activated.emit(1)
        return True

    monkeypatch.setattr(questions, "accepted", accept)
    judge.dock.select([uid_of(judge, "Mill")])
    judge.decide("confirmed")
    settle()
    questions.ask_untraceable(judge.judging)
    assert not asked
    assert "confirmed" in desk.said[-1][1]
    judge.dock.select([uid_of(judge, "Mill")])
    judge.decide("rejected")
    settle()
    questions.ask_untraceable(judge.judging)
    assert len(asked) == 1
    outfalls = {one["name"]: one for one in features(desk.watch.layer("outfalls"))}
    assert outfalls["A"]["trace_status"] == "untraceable"
    assert outfalls["A"]["untraceable_reason"] == questions.reasons()[0]


def test_a_declared_connection_without_pipes_is_called_that(judge, desk):
    from outfall_tracer.operations.judging.candidates import candidates
    from outfall_tracer.ui.judge import wording

    (fid,) = [one.id() for one in features(desk.watch.layer("trace_links")) if one["source_name"] == "Mill"]
    with judge.session.step("Declare") as step:
        step.change("trace_links", fid, {"rule": "declared", "network_m": 0.0, "hop_m": 279.0})
    judge.reload()
    link = next(one for one in candidates(judge.session, judge.judging.outfalls) if one.name == "Mill")
    text = "Declared to drain straight into this outfall, 279 m away; no pipe is known"
    assert text in wording.details(link)
    assert "along the network" not in wording.details(link)
    judge.dock.select([link.uid])
    judge._section()
    assert desk.said[-1][1] == f"Mill: {text}."


def test_button_rows_learn_to_show_words_by_a_right_click(judge):
    from outfall_tracer.ui import settings
    from outfall_tracer.ui.worded_bar import WordedBar
    from qgis.PyQt.QtCore import Qt

    bars = judge.dock.findChildren(WordedBar)
    assert len(bars) == 2
    try:
        for words in (True, False):
            (action,) = bars[0].menu().actions()
            assert action.isChecked() is not words
            action.setChecked(words)
            under = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
            assert {bar.toolButtonStyle() == under for bar in bars} == {words}
    finally:
        settings.SHOW_WORDS.set(False)
