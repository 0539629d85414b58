"""The page of an outfall: what it shows, batch actions with old and new first, changes, history."""

from __future__ import annotations

import re

import pytest
from outfall_tracer.tests.support.desks import wait_for
from outfall_tracer.tests.support.features import features

TABLES = ("outfalls", "pipes", "enterprises", "findings", "trace_links", "districts", "evidence", "signs")


@pytest.fixture
def desk(qgis_iface, qgis_new_project, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.runs.trace_project import trace_project
    from outfall_tracer.tests.support.desks import desk_on
    from qgis.core import QgsProject, QgsSettings, QgsVectorLayer

    QgsSettings().setValue("locale/userLocale", "en_US")
    town.set("outfalls", town.uid["A"], type_718="城镇雨洪排口", mouth_form="管道", drainage_feature="排水")
    town.set("outfalls", town.uid["C"], name=None, type_l1="其他排口", type_l2="城镇雨洪排口")
    town.add("landmarks", "POINT (400 20)", uid="m", name="北湖泵站")
    trace_project(town.path)
    with desk_on(qgis_iface) as made:
        for table in TABLES:
            QgsProject.instance().addMapLayer(QgsVectorLayer(layer_uri(town.path, table), table, "ogr"))
        made.watch.refresh()
        made.said = []
        for kind in ("info", "success", "warning", "error"):
            setattr(made.messages, kind, lambda text, *more, kind=kind, **_: made.said.append((kind, text)))
        yield made
        made.part("edits").session.discard()
        QgsProject.instance().clear()


@pytest.fixture
def life(desk, town):
    part = desk.part("life")
    part.show()
    select(desk, town, "A")
    wait_for(part.dock.text.toPlainText)
    return part


def select(desk, town, *names):
    layer = desk.watch.layer("outfalls")
    wanted = {town.uid[name] for name in names}
    layer.selectByIds([one.id() for one in features(layer) if one["uid"] in wanted])


def accept(monkeypatch, tick=()):
    """Let the preview be accepted; ``tick``: uids whose own value gives way."""
    from outfall_tracer.ui.life.preview import PreviewDialog
    from qgis.PyQt.QtCore import Qt

    seen = []

    def shown(dialog):
        rows = range(dialog.table.rowCount())
        seen.append([[dialog.table.item(row, column).text() for column in range(5)] for row in rows])
        for row in rows:
            item = dialog.table.item(row, 0)
            if item.data(Qt.ItemDataRole.UserRole) in [[uid, True] for uid in tick]:
                item.setCheckState(Qt.CheckState.Checked)
        return PreviewDialog.DialogCode.Accepted

    monkeypatch.setattr(PreviewDialog, "exec", shown)
    return seen


def test_the_page_says_what_is_recorded_and_what_is_missing(life, desk, town):
    text = life.dock.text.toPlainText()
    assert "Supporting department" in text
    assert not re.search(r"\d\dT\d\d", text), "times are those of the clock on the wall"
    assert "城镇雨洪排口" in text or "Urban storm water" in text
    assert "Missing or wrong" in text
    select(desk, town, "A", "B")
    wait_for(lambda: "2 selected" in life.dock.head.text())
    assert life.dock.text.toPlainText() == ""


def test_where_nothing_would_change_no_empty_table_is_shown(life, desk, town, monkeypatch):
    seen = accept(monkeypatch)
    select(desk, town, "A")
    life.propose("parties")
    wait_for(lambda: any("0 changes" in text for _, text in desk.said))
    assert not seen


def test_a_batch_shows_old_and_new_and_is_one_step(life, desk, town, monkeypatch):
    seen = accept(monkeypatch)
    select(desk, town, "A", "B", "C")
    life.propose("classify")
    wait_for(lambda: seen)
    session = desk.part("edits").session
    wait_for(lambda: session.history)
    assert len(session.history) == 1
    assert any("level 2: Urban storm water" in row[2] for row in seen[0])
    assert all(row[3] != "0.00" for row in seen[0]), "how sure is what is written"
    assert desk.part("edits").save()
    assert town.outfall("A")["type_l2"] == "城镇雨洪排口"
    entry = next(row for row in town.rows("audit")
                 if (row["row_uid"], row["column_name"]) == (town.uid["A"], "type_l2"))
    assert entry["basis"]


def test_what_a_person_entered_gives_way_only_where_it_is_ticked(life, desk, town, monkeypatch):
    for table_uid in ("A", "B"):
        town.set("outfalls", town.uid[table_uid], name="武汉市武昌区A雨洪排囗")
    desk.watch.layer("outfalls").dataProvider().reloadData()
    seen = accept(monkeypatch, tick=[town.uid["A"]])
    select(desk, town, "A", "B")
    life.propose("names")
    wait_for(lambda: seen)
    wait_for(lambda: desk.part("edits").session.history)
    assert desk.part("edits").save()
    assert (town.outfall("A")["name"], town.outfall("B")["name"]) == (
        "武汉市武昌区A雨洪排口", "武汉市武昌区A雨洪排囗")


def test_void_found_again_and_put_back(life, desk, town, monkeypatch):
    from outfall_tracer.ui.life.order_dialog import OrderDialog

    def asked(dialog):
        dialog.reason.setPlainText("filled in by the works")
        return OrderDialog.DialogCode.Accepted

    monkeypatch.setattr(OrderDialog, "exec", asked)
    life.dock.asked.emit("void")
    session = desk.part("edits").session
    assert len(session.history) == 1
    assert desk.part("edits").save()
    assert town.outfall("A")["standing"] == "void"
    life.dock.asked.emit("void")
    assert desk.said[-1][0] == "warning", "it left the register already"
    life.reload()
    tree = life.dock.history
    rows = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    (void,) = [row for row in rows if row.text(2) == "In the register"]
    assert void.text(4) == "Void"
    assert re.fullmatch(r"[-0-9]{10} [0-9]{2}:[0-9]{2}", void.text(0))
    tree.setCurrentItem(void)
    life.dock.asked.emit("put_back")
    assert desk.part("edits").save()
    assert town.outfall("A")["standing"] is None


def test_the_check_fills_the_findings(life, desk, town):
    life.propose("check")
    wait_for(lambda: any(kind == "info" for kind, _ in desk.said))
    assert len(desk.part("edits").session.history) == 1
    assert desk.part("edits").save()
    mine = {row["object_uid"] for row in town.rows("findings") if row["kind"] == "name_no_city"}
    assert mine == {town.uid["A"]}, "of the selected outfall"
    desk.said.clear()
    desk.watch.layer("outfalls").removeSelection()
    life.propose("check")
    wait_for(lambda: any(kind == "info" for kind, _ in desk.said))
    assert not desk.part("edits").session.is_modified
    mine = {row["object_uid"] for row in town.rows("findings") if row["kind"] == "name_no_city"}
    assert mine == {town.uid["A"], town.uid["B"]}, "of all"


def test_a_block_is_reserved_in_one_step_and_what_is_left_is_shown(life, desk, town, monkeypatch):
    from outfall_tracer.ui.life.blocks_dialog import BlocksDialog

    seen = []

    def shown(dialog):
        dialog.county.setCurrentIndex(dialog.county.findData("420106"))
        dialog.office.setText("North office")
        for length in (20, 9999):
            dialog.length.setValue(length)
            dialog.button.click()
        table = dialog.table
        seen.append([[table.item(row, at).text() for at in range(5)] for row in range(table.rowCount())])
        return 0

    monkeypatch.setattr(BlocksDialog, "exec", shown)
    life.dock.asked.emit("blocks")
    assert [row[2:] for row in seen[0]] == [["0001–0020", "20 of 20 left", "North office"]]
    assert desk.said[-1][0] == "warning", "no district has so many left"
    session = desk.part("edits").session
    assert session.unsaved_titles == ["Reserve a block of codes"]
    assert desk.part("edits").save()
    assert [row["office"] for row in town.rows("code_blocks")] == ["North office"]


def test_classifying_shows_what_becomes_what_under_the_other_rule_version(life, desk, town, monkeypatch):
    from outfall_tracer.ui.life.preview import PreviewDialog

    seen = []

    def shown(dialog):
        table = dialog.versions
        rows = range(table.rowCount())
        seen.append([[table.item(row, at).text() for at in range(3)] for row in rows])
        return PreviewDialog.DialogCode.Rejected

    monkeypatch.setattr(PreviewDialog, "exec", shown)
    select(desk, town, "A")
    life.propose("classify")
    wait_for(lambda: seen)
    assert {row[2] for row in seen[0]} == {"1"}
    assert any("城镇雨洪排口" in text for row in seen[0] for text in row)


@pytest.fixture
def lived(desk, town):
    """Outfall A judged and classified, with the tables of the life as layers."""
    from outfall_tracer.layers.store.gpkg import layer_uri
    from qgis.core import QgsProject, QgsVectorLayer

    town.set("outfalls", town.uid["A"], is_outfall="yes", work_state="complete", type_l1="其他排口",
             type_l2="城镇雨洪排口", party_main="武昌区人民政府", completed_at="2021-09-01T00:00:00Z")
    for table in ("remediation", "closures", "samples", "visits", "inspections", "outfall_history",
                  "citizen_reports", "protected_areas", "sewer_areas"):
        QgsProject.instance().addMapLayer(QgsVectorLayer(layer_uri(town.path, table), table, "ogr"))
    desk.watch.refresh()
    part = desk.part("life")
    part.show()
    select(desk, town, "A")
    wait_for(lambda: part.dock.stages.buttons)
    return part


def test_the_line_of_stages_offers_the_next_step_and_says_what_is_missing(lived, desk, town, monkeypatch,
                                                                                tmp_path):
    from outfall_tracer.ui.life.step_dialog import StepDialog
    from qgis.PyQt.QtCore import QUrl

    seen = accept(monkeypatch)
    monkeypatch.setattr(StepDialog, "exec", lambda _dialog: StepDialog.DialogCode.Accepted)
    stages = lived.dock.stages
    assert not stages.buttons["step:plan"].isEnabled()
    assert "There is no plan" in stages.text.toPlainText()
    assert stages.text.toHtml().count('href="plans"') == 1
    stages.text.anchorClicked.emit(QUrl("plans"))  # what is missing leads to what mends it
    wait_for(lambda: "step:plan" in stages.buttons and stages.buttons["step:plan"].isEnabled())
    assert "Type:" in seen[0][0][2]
    stages.buttons["step:plan"].click()
    wait_for(lambda: "step:begin" in stages.buttons)
    assert "Stage: Planned" in seen[1][0][2]
    stages.buttons["step:begin"].click()
    wait_for(lambda: "step:finish" in stages.buttons)
    session = desk.part("edits").session
    assert len(session.history) == 3  # each is one step, and undo takes it back
    session.undo()
    wait_for(lambda: "step:begin" in stages.buttons)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4 a plan")
    lived.remediation.attach_file("plan_file", str(tmp_path / "plan.pdf"))
    lived.remediation.attach_file("photo_after", str(tmp_path / "plan.pdf"))
    assert desk.part("edits").save()
    (plan,) = town.rows("remediation")
    assert plan["plan_file"].endswith(".pdf")
    assert [row["slot"] for row in town.rows("evidence")] == ["整治后"]
    assert town.rows("closures") == []


def test_the_board_counts_by_district_and_selects(lived, desk, town):
    board = lived.dock.board
    board.renew.click()
    wait_for(board.table.rowCount)
    heads = [board.table.horizontalHeaderItem(at).text() for at in range(board.table.columnCount())]
    assert heads[:4] == ["District", "Overdue", "At risk", "Found"]
    assert board.table.item(0, heads.index("Classified")).text() == "1"
    names = [board.lists.topLevelItem(at).text(0) for at in range(board.lists.topLevelItemCount())]
    assert "Outfalls never visited" in names
    desk.watch.layer("outfalls").removeSelection()
    board.table.cellDoubleClicked.emit(0, heads.index("Found"))
    assert set(lived.selected()) == {town.uid["B"], town.uid["C"]}


def test_a_spill_from_the_selected_source_is_listed_drawn_and_printed(lived, desk, town, tmp_path):
    sources = desk.watch.layer("enterprises")
    sources.selectByIds([one.id() for one in features(sources) if one["uid"] == town.uid["Mill"]])
    desk.iface.setActiveLayer(sources)
    spill = desk.part("spill")
    spill.show()
    wait_for(spill.dock.list.topLevelItemCount)
    first = spill.dock.list.topLevelItem(0)
    assert first.text(2) == "A"
    assert "武昌区人民政府" in first.text(4)
    assert spill.save_sheet(str(tmp_path / "spill.pdf"))
    assert (tmp_path / "spill.pdf").read_bytes().startswith(b"%PDF")
    spill.clear()
    assert spill.dock.list.topLevelItemCount() == 0


def test_reports_are_matched_where_they_are_ticked(lived, desk, town, monkeypatch):
    for uid, place in (("near", "POINT (3 3)"), ("far", "POINT (5000 5000)")):
        town.add("citizen_reports", place, uid=uid, received_at="2026-01-01T00:00:00Z")
    desk.watch.layer("citizen_reports").dataProvider().reloadData()
    seen = accept(monkeypatch)
    lived.propose("reports")
    wait_for(lambda: desk.part("edits").session.history)
    assert len(seen[0]) == 2  # one to be written, one that nothing can be said of
    assert desk.part("edits").save()
    found = {row["uid"]: row["outfall_uid"] for row in town.rows("citizen_reports")}
    assert found == {"near": town.uid["A"], "far": None}
