"""The import wizard from a dropped file to the report, with real files and a real project."""

from __future__ import annotations

import openpyxl
import pytest
from osgeo import ogr, osr
from outfall_tracer.tests.support.desks import wait_for
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox


@pytest.fixture
def project(town, qgis_new_project):
    return town


@pytest.fixture
def dialog(project, qgis_app):
    from outfall_tracer.ui.importing.dialog import ImportDialog

    made = ImportDialog(project.path, lambda _table: None, list)
    made.show()
    yield made
    made.close()


def idle(dialog):
    wait_for(lambda: dialog.runner.task is None)


def said(dialog):
    item = dialog.runner.bar.currentItem()
    return item.text() if item is not None else ""


def open_file(dialog, path):
    dialog.open_file(str(path))
    wait_for(lambda: dialog.runner.task is None and (dialog.session.sample is not None or said(dialog)))


def forward(dialog):
    before = dialog.pages.currentIndex()
    dialog.next.click()
    wait_for(lambda: dialog.runner.task is None and (dialog.pages.currentIndex() != before or said(dialog)))


@pytest.fixture
def enterprises(tmp_path):
    """Enterprises as a bureau delivers them: a title, a place in degrees, one row without name and place."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "企业"
    sheet.append(["江汉区排污单位名单"])
    sheet.append(["企业名称", "统一社会信用代码", "经度", "纬度", "备注"])
    sheet.append(["新纺织厂", None, 114.0001, 30.5455, "甲"])
    sheet.append(["新染料厂", None, 114.0003, 30.5457, None])
    sheet.append([None, None, None, None, "名称、地点待补"])
    book.save(tmp_path / "企业.xlsx")
    return tmp_path / "企业.xlsx"


@pytest.fixture
def pipes(tmp_path):
    return written_pipes(tmp_path / "管段.shp")


def written_pipes(path, prefix="GD", east=0.0):
    dataset = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(str(path))
    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    layer = dataset.CreateLayer("管段", system, ogr.wkbLineString, ["ENCODING=GBK"])
    for name in ("管段编号", "系统类别", "管径", "材质"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for at, kind in enumerate(["雨水", "污水", "合流", "雨水"]):
        feature = ogr.Feature(layer.GetLayerDefn())
        for field, text in enumerate([f"{prefix}{at}", kind, "600", "混凝土"]):
            feature.SetField(field, text)
        x = 500000 + at + east
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"LINESTRING ({x} 3380300, {x} 3380200)"))
        layer.CreateFeature(feature)
    del layer, dataset
    return path


def test_a_shapefile_goes_in_without_a_question(dialog, project, pipes):
    open_file(dialog, pipes)
    assert dialog.session.table == "pipes"
    assert "GB18030" in dialog.file.encoding_note.text()
    assert dialog.file.model.data(dialog.file.model.index(0, 1)) == "雨水"
    forward(dialog)  # columns
    assert dialog.pages.currentIndex() == 1, said(dialog)
    rules = {rule.target: rule.source for rule in dialog.session.mapping.fields}
    assert rules["code"] == "管段编号"
    assert dialog.session.mapping.key == ("code",)
    assert dialog.columns.key.checkedItemsData() == ["code"]
    forward(dialog)  # places
    forward(dialog)  # preview
    assert dialog.pages.currentIndex() == 3, said(dialog)
    assert dialog.session.outcomes[0].report.counts["added"] == 4
    assert len(project.rows("pipes")) == 4  # nothing is written yet
    heard = []
    dialog.imported.connect(lambda: heard.append(1))
    forward(dialog)  # import
    idle(dialog)
    assert dialog.pages.currentIndex() == 4, said(dialog)
    assert heard
    written = [row for row in project.rows("pipes") if row["code"].startswith("GD")]
    assert sorted((row["code"], row["system"], row["diameter_mm"]) for row in written)[:2] == [
        ("GD0", "storm", 600.0),
        ("GD1", "sewage", 600.0),
    ]


def test_rows_in_doubt_are_asked_about_in_the_preview_and_moves_are_shown(dialog, project, pipes, tmp_path):
    def tried(file):
        open_file(dialog, file)
        for _page in range(3):
            forward(dialog)
        assert dialog.pages.currentIndex() == 3, said(dialog)

    def imported():
        forward(dialog)
        idle(dialog)
        assert dialog.pages.currentIndex() == 4, said(dialog)
        forward(dialog)

    tried(pipes)
    assert dialog.preview.questions.isHidden()
    imported()
    tried(written_pipes(tmp_path / "moved.shp", east=1.5))
    model = dialog.preview.model
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Moves (m)"
    assert [model.data(model.index(row, 0)) for row in range(4)] == ["1.50"] * 4
    for _page in range(3):
        dialog.back.click()
    tried(written_pipes(tmp_path / "renumbered.shp", "N"))
    assert not dialog.preview.questions.isHidden()
    forward(dialog)
    assert dialog.pages.currentIndex() == 3
    assert "need an answer first" in said(dialog)
    (box,) = dialog.preview.questions.findChildren(QComboBox)
    box.setCurrentIndex(box.findData("same"))
    box.activated.emit(box.currentIndex())
    idle(dialog)
    assert dialog.session.outcomes[0].report.counts["updated"] == 4
    imported()
    codes = [row["code"] for row in project.rows("pipes")]
    assert codes[-4:] == ["N0", "N1", "N2", "N3"]


def test_encoding_can_be_corrected_with_a_live_sample(dialog, pipes):
    open_file(dialog, pipes)
    box = dialog.file.encoding
    box.setCurrentIndex(box.findData("cp1252"))
    box.activated.emit(box.currentIndex())
    idle(dialog)
    model = dialog.file.model
    assert model.data(model.index(0, 1)) != "雨水"
    box.setCurrentIndex(box.findData("gb18030"))
    box.activated.emit(box.currentIndex())
    idle(dialog)
    assert model.data(model.index(0, 1)) == "雨水"


def test_columns_expressions_constants_and_words_can_be_set(dialog, pipes):
    from outfall_tracer.ui.importing.columns_page import SAMPLE, SOURCE
    from outfall_tracer.ui.importing.value_dialog import ValueDialog

    open_file(dialog, pipes)
    forward(dialog)
    page = dialog.columns
    row = {page._target(at): at for at in range(page.table.rowCount())}
    page.table.cellWidget(row["owner"], SOURCE).setField("'水务局'")
    page.table.cellWidget(row["remark"], SOURCE).setField("\"材质\" || '管'")
    page.table.cellWidget(row["material"], SOURCE).setField("")
    rules = {rule.target: rule for rule in dialog.session.mapping.fields}
    assert rules["owner"].constant == "水务局"
    assert rules["remark"].expression == "\"材质\" || '管'"
    assert "material" not in rules
    assert "混凝土管" in page.table.item(row["remark"], SAMPLE).text()
    words = ValueDialog("pipes", rules["system"], dialog.session.understood.raw)
    box = words._boxes["污水"]
    box.setCurrentIndex(box.findData("combined"))
    rules["system"].values = words.values()
    forward(dialog)
    forward(dialog)
    prepared = dialog.session.outcomes[0].plan.prepared
    assert prepared.columns["owner"].tolist() == ["水务局"] * 4
    assert prepared.columns["remark"].tolist() == ["混凝土管"] * 4
    assert prepared.columns["system"].tolist() == ["storm", "combined", "combined", "storm"]
    assert dialog.preview.model.rowCount() == 4


def test_rejected_rows_are_mended_and_taken_in(dialog, project, enterprises):
    open_file(dialog, enterprises)
    assert dialog.session.table == "enterprises"
    forward(dialog)
    forward(dialog)
    questions = [
        one for one in dialog.session.mapping.questions if one.code not in dialog.session.mapping.answers
    ]
    if questions:
        dialog.places.answered.emit({one.code: one.proposed or one.options[0][0] for one in questions})
        idle(dialog)
    forward(dialog)
    assert dialog.pages.currentIndex() == 3, said(dialog)
    forward(dialog)
    wait_for(lambda: dialog.runner.task is None and dialog.report.rejects.rowCount() == 1)
    names = [
        dialog.report.rejects.horizontalHeaderItem(at).text()
        for at in range(dialog.report.rejects.columnCount())
    ]
    for name, text in (("企业名称", "补正的厂"), ("经度", "114.0002"), ("纬度", "30.5456")):
        dialog.report.rejects.item(0, names.index(name)).setText(text)
    dialog.report._again()
    wait_for(lambda: dialog.runner.task is None and dialog.report.rejects.rowCount() == 0)
    assert {row["name"] for row in project.rows("enterprises")} >= {"新纺织厂", "新染料厂", "补正的厂"}


def test_a_profile_is_saved_and_used_again(dialog, pipes, tmp_path, monkeypatch):
    from qgis.PyQt.QtWidgets import QFileDialog

    path = tmp_path / "profile.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a, **_k: (str(path), "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_a, **_k: (str(path), "")))
    open_file(dialog, pipes)
    forward(dialog)
    page = dialog.columns
    row = {page._target(at): at for at in range(page.table.rowCount())}
    page.table.cellWidget(row["owner"], 1).setField("'水务局'")
    dialog.columns.key.deselectAllOptions()
    dialog.keep.click()
    assert path.is_file()
    fresh = type(dialog)(dialog.session.project, lambda _table: None, list)
    fresh.show()
    fresh._load_profile()  # before the file is chosen
    open_file(fresh, pipes)
    forward(fresh)
    assert fresh.session.mapping.key == ()
    assert {rule.target: rule.constant for rule in fresh.session.mapping.fields}["owner"] == "水务局"
    fresh.reject()
    assert not fresh.isVisible()
    open_file(dialog, pipes)
    dialog._load_profile()
    idle(dialog)
    forward(dialog)
    assert {rule.target: rule.constant for rule in dialog.session.mapping.fields}["owner"] == "水务局"


def test_what_cannot_be_read_is_said_and_nothing_breaks(dialog, tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    open_file(dialog, bad)
    assert "bad.xlsx" in said(dialog)
    assert not dialog.next.isEnabled()


def test_layers_being_edited_stop_the_import(dialog, project, pipes):
    open_file(dialog, pipes)
    for _ in range(3):
        forward(dialog)
    dialog._editing = lambda: ["Pipes"]
    dialog.next.click()
    assert "Pipes" in said(dialog)
    assert dialog.pages.currentIndex() == 3
    assert not any(row["code"].startswith("GD") for row in project.rows("pipes"))


def test_a_dropped_file_is_opened(dialog, pipes):
    from qgis.PyQt.QtCore import QMimeData, QUrl

    class Drop:
        taken = False

        def mimeData(self):  # noqa: N802 - as Qt calls it
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(pipes))])
            return data

        def acceptProposedAction(self):  # noqa: N802 - as Qt calls it
            self.taken = True

    drop = Drop()
    dialog.dragEnterEvent(drop)
    dialog.dropEvent(drop)
    wait_for(lambda: dialog.runner.task is None and dialog.session.sample is not None)
    assert drop.taken
    assert dialog.session.source == str(pipes)
