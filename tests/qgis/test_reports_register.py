"""The register: what a reader of the workbook finds, read back with openpyxl."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import openpyxl
import pytest
from outfall_tracer.layers.files import formulas
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.reports import sheets
from outfall_tracer.reports.column_sets import FOLDER
from outfall_tracer.reports.labels import today
from outfall_tracer.reports.query import Asked
from outfall_tracer.reports.register import export_register
from qgis.core import QgsProcessingException


@pytest.fixture(scope="module")
def traced_town_template(town_template, tmp_path_factory):
    """The town with results as a run and a person leave them, one of them meant to do harm."""
    town = town_template.copied(tmp_path_factory.mktemp("traced_town"))
    town.set("outfalls", town.uid["A"], trace_status="confirmed", n_enterprises=2, n_construction_sites=1,
             chainage_km=101.5, bank="right", main_source_table="enterprises",
             main_source_name='=HYPERLINK("x")', trace_confidence=0.8125, network_length_m=326.3,
             party_rule="R1", party_main="纺织厂", type_l1="工业排污口")
    town.set("outfalls", town.uid["B"], trace_status="candidates", n_farmland_outlets=1, chainage_km=100.0,
             bank="right", source_names="@SUM(A1)")
    town.set("outfalls", town.uid["C"], county_code="420102000000", remark="-1+1\x0b")
    for outfall, source, metres in (("A", "Dye", 180.0), ("A", "Mill", 120.0), ("B", "Field", 90.0)):
        town.add("trace_links", "LINESTRING (0 0, 1 1)", uid=f"{outfall}{source}",
                 outfall_uid=town.uid[outfall],
                 source_table="farmland_outlets" if source == "Field" else "enterprises",
                 source_uid=town.uid[source], source_name=source, rule="nearest_node", network_m=metres,
                 confidence=0.5, status="confirmed" if source == "Mill" else "candidate", decided_by="某人")
    for i, (kind, severity, status) in enumerate((
            ("dead_end", "warning", "open"), ("dead_end", "warning", "accepted"), ("loop", "notice", None))):
        town.add("findings", "POINT (0 0)", uid=f"f{i}", kind=kind, severity=severity, status=status)
    return town


@pytest.fixture
def traced_town(traced_town_template, tmp_path):
    return traced_town_template.copied(tmp_path)


def rows_of(path, name):
    """Return a list's rows as dictionaries by heading: between title and foot."""
    _title, heading, *rows, _empty, _foot = openpyxl.load_workbook(path)[name].values
    return [dict(zip(heading, row)) for row in rows]


def test_outfalls_come_in_order_with_words_and_numbers(traced_town, tmp_path):
    path = tmp_path / "new folder" / "register.xlsx"
    made = export_register(traced_town.path, path, "en")
    assert (made.outfalls, made.links) == (3, 3)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Summary", "Outfalls", "Jiang'an", "Wuchang", "Possible sources", "Links", "Responsible parties",
        "Findings", "Progress and deadlines", "_lists"]
    assert made.sheets == 9
    listed = rows_of(path, "Outfalls")
    assert [row["Name"] for row in listed] == ["C", "B", "A"]  # district, then chainage
    first = listed[2]
    assert first["Tracing status"] == "Confirmed"
    assert first["District"] == "Wuchang"
    assert first["Main source, kind"] == "Enterprises"
    assert first["Party rule"] == "R1: user and owner are the same"
    assert (first["Chainage (km)"], first["Confidence"], first["Enterprises"]) == (101.5, 0.8125, 2)
    assert listed[0]["Tracing status"] == "Not traced"
    assert [row["Name"] for row in rows_of(path, "Wuchang")] == ["B", "A"]


def test_lists_are_ready_to_filter_and_print(traced_town, tmp_path):
    export_register(traced_town.path, tmp_path / "r.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == [
        "汇总", "排污口清单", "江岸区", "武昌区", "污染源", "溯源关联", "责任主体清单", "问题清单",
        "进展与时限", "_lists"]
    assert book["_lists"].sheet_state == "hidden"
    for name in book.sheetnames[1:-2]:
        sheet = book[name]
        last = f"{openpyxl.utils.get_column_letter(sheet.max_column)}{sheet.max_row - 2}"
        assert sheet.freeze_panes == "C3"
        assert sheet.auto_filter.ref == f"A2:{last}"
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$2")
        assert sheet.page_setup.paperSize == 8  # A3
        assert f"A1:{last.rstrip('0123456789')}1" in {str(one) for one in sheet.merged_cells.ranges}
        assert f"数据截至 {today()}" in sheet["A1"].value
        assert sheet.cell(sheet.max_row, 1).value.startswith("填表人")
        assert all(8 <= one.width <= 50 for one in sheet.column_dimensions.values())
    cell = next(cell for cell in book["排污口清单"][2] if cell.value == "里程 (km)")
    assert book["排污口清单"].cell(5, cell.column).number_format == "0.000"


def test_coded_cells_offer_their_words(traced_town, tmp_path):
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    sheet = book["Outfalls"]
    column = next(cell.column_letter for cell in sheet[2] if cell.value == "Tracing status")
    offered = next(one for one in sheet.data_validations.dataValidation
                   if str(one.sqref) == f"{column}3:{column}5")
    name, cells = offered.formula1.split("!")
    words = [cell.value for row in book[name.strip("'")][cells.replace("$", "")] for cell in row]
    assert {"Not traced", "Candidates found", "Confirmed"} <= set(words)


def test_no_cell_is_a_formula_and_nothing_personal_is_told(traced_town, tmp_path):
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    texts = [cell.value for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx") for row in sheet.rows
             for cell in row if isinstance(cell.value, str)]
    assert not [text for text in texts if text.startswith(formulas.STARTS)]
    for escaped in ("'=HYPERLINK(\"x\")", "'@SUM(A1)", "'-1+1"):
        assert escaped in texts
    assert "某人" not in texts


def test_links_follow_their_outfalls_nearest_first(traced_town, tmp_path):
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    links = rows_of(tmp_path / "r.xlsx", "Links")
    pairs = [(row["Outfall"], row["Source name"]) for row in links]
    assert pairs == [("B", "Field"), ("A", "Mill"), ("A", "Dye")]
    assert (links[1]["Status"], links[1]["Linking rule"]) == ("Confirmed", "Nearest inlet or manhole")
    assert links[0]["Source table"] == "Farmland return outlets"


def test_the_summary_adds_up(traced_town, tmp_path):
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Summary"]
    rows = [row for row in sheet.values if any(row)]
    at = next(i for i, row in enumerate(rows) if row[0] == "Outfalls by tracing status")
    assert rows[at + 1][:5] == ("District", "Not traced", "Candidates found", "Confirmed", "All")
    assert rows[at + 2][:5] == ("Jiang'an", 1, 0, 0, 1)
    assert rows[at + 4][:5] == ("All", 1, 1, 1, 3)
    at = next(i for i, row in enumerate(rows) if row[0] == "Outfalls by class")
    assert rows[at + 1][:4] == ("District", "Industrial outfall", "No class", "All")
    assert rows[at + 4][:4] == ("All", 1, 2, 3)
    findings = [row[:4] for row in rows]
    assert ("Dead end", "Warning", 1, 1) in findings
    assert findings[-1] == ("All", None, 2, 1)
    assert len(sheet._charts) == 4  # by status, class, department; sources found
    titles = {cell.value for cell in sheet["A"]}
    assert {"Outfalls by leading department", "Outfalls by state of the work"} <= titles


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(traced_town, tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 6)
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    assert len(rows_of(tmp_path / "r.xlsx", "Outfalls")) == 2
    assert len(rows_of(tmp_path / "r.xlsx", "Outfalls 2")) == 1


def test_an_untouched_project_has_a_register_too(town, tmp_path):
    made = export_register(town.path, tmp_path / "r.xlsx", "en")
    assert (made.outfalls, made.links) == (3, 0)
    assert rows_of(tmp_path / "r.xlsx", "Links") == []


def test_a_missing_package_is_named_with_its_command(town, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UserError, match=r"openpyxl.*pip install openpyxl"):
        export_register(town.path, tmp_path / "r.xlsx", "en")


def test_a_file_that_cannot_be_written_is_a_sentence_and_leaves_nothing(town, tmp_path):
    target = tmp_path / "r.xlsx"
    target.mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        export_register(town.path, target, "en")
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []
    with pytest.raises(UserError, match="no project file"):
        export_register(tmp_path / "none.gpkg", tmp_path / "x.xlsx", "en")


def test_a_register_can_be_stopped(town, tmp_path):
    def stop(share, step):
        if step == "writing":
            raise Cancelled

    with pytest.raises(Cancelled):
        export_register(town.path, tmp_path / "r.xlsx", "en", stop)
    assert list(tmp_path.glob("*.xlsx*")) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_every_column_of_the_shipped_sets_is_there(traced_town, tmp_path, path):
    made = export_register(traced_town.path, tmp_path / "r.xlsx", "zh", columns=path.stem)
    assert made.problems == ()


def test_a_set_of_ones_own_is_used_and_its_mistakes_are_named(traced_town, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("list,column,heading_zh,heading_en\noutfalls,name,口名,Mouth\noutfalls,chainge_km,,\n"
                    "outfals,name,,\nlinks,decided_by,,\nlinks,rule,,\noutfalls,completed_by,,\n",
                    encoding="utf-8")
    made = export_register(traced_town.path, tmp_path / "r.xlsx", "en", columns=str(mine))
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert [row[0] for row in book["Outfalls"].values][1:5] == ["Mouth", "C", "B", "A"]
    assert book.sheetnames == ["Summary", "Outfalls", "Jiang'an", "Wuchang", "Links",
                               "Progress and deadlines", "_lists"]
    assert [problem.split(":")[0] for problem in made.problems] == [
        f"Column set mine.csv, line {line}" for line in (4, 3, 7, 5)]
    assert "chainage_km" in made.problems[1]
    with pytest.raises(UserError, match=r"no column set none.*national, standard"):
        export_register(traced_town.path, tmp_path / "x.xlsx", "en", columns="none")
    mine.write_bytes("list,column\n排口,名称\n".encode("gbk"))
    with pytest.raises(UserError, match="not in UTF-8"):
        export_register(traced_town.path, tmp_path / "x.xlsx", "en", columns=str(mine))


@pytest.mark.parametrize(("asked", "outfalls", "links"), [
    (Asked(districts="武昌区"), ["B", "A"], 3), (Asked(districts="420102000000"), ["C"], 0),
    (Asked(districts="wuchang; Jiang'an"), ["C", "B", "A"], 3), (Asked(outfalls="\"name\" = 'A'"), ["A"], 2),
    (Asked(outfalls="\"name\" = 'A'", districts="420102"), [], 0), (Asked(districts="Qingshan"), [], 0),
    (Asked(districts="未填区县, wuchang"), ["B", "A", "D"], 3),
])
def test_a_filter_holds_for_every_list(traced_town, tmp_path, asked, outfalls, links):
    traced_town.add("outfalls", "POINT (99000 0)", uid="d", name="D")
    made = export_register(traced_town.path, tmp_path / "r.xlsx", "en", asked=asked)
    assert (made.outfalls, made.links) == (len(outfalls), links)
    path = tmp_path / "r.xlsx"
    assert [row["Name"] for row in rows_of(path, "Outfalls")] == outfalls
    assert {row["Outfall"] for row in rows_of(path, "Links")} <= set(outfalls)
    named = {row["Name"] for row in rows_of(path, "Possible sources")}
    assert named == {source for outfall, source in (("A", "Dye"), ("A", "Mill"), ("B", "Field"))
                     if outfall in outfalls}
    book = openpyxl.load_workbook(path)
    assert "Qingshan" in book.sheetnames or "Qingshan" not in asked.districts  # empty, as it has none
    assert not [row for row in book["Progress and deadlines"].values if row[:2] == (1, "No district")]
    notes = [row[0] for row in book["Summary"].values]
    assert f"State of {today()}" in notes


def test_a_filter_without_meaning_is_a_sentence(traced_town, tmp_path):
    for asked, said in ((Asked(districts="Wuchan, 武昌"), "unknown districts: Wuchan, 武昌.*420106 Wuchang"),
                        (Asked(date="2999-01-01"), "2999-01-01 lies ahead of today"),
                        (Asked(date="yesterday"), "yesterday is not"),
                        (Asked(outfalls="nme = 1"), "nme")):
        with pytest.raises(UserError, match=said):
            export_register(traced_town.path, tmp_path / "r.xlsx", "en", asked=asked)
    assert export_register(traced_town.path, tmp_path / "r.xlsx", "en", asked=Asked(date=today()))


def test_the_lists_agree_in_every_format(traced_town, tmp_path):
    from osgeo import ogr

    for ending in ("xlsx", "csv", "gpkg"):
        export_register(traced_town.path, tmp_path / f"r.{ending}", "en")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    with (tmp_path / "r_links.csv").open(encoding="utf-8-sig", newline="") as file:
        linked = list(csv.DictReader(file))
    names = [row["Name"] for row in rows_of(tmp_path / "r.xlsx", "Outfalls")]
    assert [row["Name"] for row in listed] == names == ["C", "B", "A"]
    assert [row["Source name"] for row in linked] == ["Field", "Mill", "Dye"]
    assert "'=HYPERLINK(\"x\")" in {row["Main source"] for row in listed}
    dataset = ogr.Open(str(tmp_path / "r.gpkg"))
    assert {dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())} == {
        "outfalls", "sources", "links", "parties", "findings"}
    features = list(dataset.GetLayerByName("outfalls"))
    assert [one.GetField("name") for one in features] == ["C", "B", "A"]
    assert features[2].GetField("chainage_km") == 101.5
    assert features[2].GetField("main_source_name") == '=HYPERLINK("x")'  # no spreadsheet: as it is
    assert features[2].GetGeometryRef().GetX() == 500_000.0
    assert dataset.GetLayerByName("links").GetFeatureCount() == 3
    with pytest.raises(UserError, match=r"not as r\.docx"):
        export_register(traced_town.path, tmp_path / "r.docx", "en")


def test_the_verb_takes_filter_set_and_name(run_verb, heard, traced_town, tmp_path):
    out = run_verb("register", {
        "PROJECT": traced_town.path, "LANGUAGE": 2, "OUTFALLS": "\"name\" != 'C'", "DISTRICTS": "武昌区",
        "COLUMNS": "national", "FILE_NAME": "'register ' || @districts || ' ' || @date",
        "OUTPUT": str(tmp_path / "x.xlsx")})
    assert out["OUTPUT"] == str(tmp_path / f"register 武昌区 {today()}.xlsx")
    assert [row["Name of the outfall"] for row in rows_of(out["OUTPUT"], "Outfalls")] == ["B", "A"]
    assert "2 outfalls and 3 links on 4 sheets." in heard.infos
    for name in ("1 +", "@nothing", "''"):
        with pytest.raises(QgsProcessingException, match="FILE_NAME gives no name"):
            run_verb("register", {"PROJECT": traced_town.path, "FILE_NAME": name,
                                  "OUTPUT": str(tmp_path / "y.xlsx")})
    with pytest.raises(QgsProcessingException, match="would overwrite"):
        run_verb("register", {"PROJECT": traced_town.path, "FILE_NAME": "'town.gpkg'",
                              "OUTPUT": str(Path(traced_town.path).with_name("y.gpkg"))})


@pytest.mark.parametrize(("text", "expected"), [
    ("=1", "'=1"), ("+86", "'+86"), ("-", "'-"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("＝1", "'＝1"),
    ("a=1", "a=1"), ("a\x00b\ud800", "ab"), ("\x01=1", "'=1"), ("x" * 40_000, "x" * 32_766 + "…"),
])
def test_texts_are_made_safe(text, expected):
    assert sheets.safe_text(text) == expected
