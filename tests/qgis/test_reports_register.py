"""The register: what a reader of the workbook finds, read back with openpyxl."""

from __future__ import annotations

import importlib.util

import openpyxl
import pytest
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.reports import register, sheets
from outfall_tracer.reports.register import export_register


@pytest.fixture
def traced_town(town):
    """The town with results as a run and a person leave them, one of them meant to do harm."""
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


def rows_of(path, name):
    """Return a sheet's rows as dictionaries by heading."""
    heading, *rows = openpyxl.load_workbook(path)[name].values
    return [dict(zip(heading, row)) for row in rows]


def test_outfalls_come_in_order_with_words_and_numbers(traced_town, tmp_path):
    path = tmp_path / "new folder" / "register.xlsx"
    made = export_register(traced_town.path, path, "en")
    assert (made.outfalls, made.links) == (3, 3)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Summary", "Outfalls", "Jiang'an", "Wuchang", "Links", "Findings"]
    assert made.sheets == 6
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
    assert book.sheetnames == ["汇总", "排污口清单", "江岸区", "武昌区", "溯源关联", "问题清单"]
    for name in book.sheetnames[1:5]:
        sheet = book[name]
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
        assert all(8 <= one.width <= 50 for one in sheet.column_dimensions.values())
    cell = next(cell for cell in book["排污口清单"][1] if cell.value == "里程 (km)")
    assert book["排污口清单"].cell(4, cell.column).number_format == "0.000"


def test_no_cell_is_a_formula_and_nothing_personal_is_told(traced_town, tmp_path):
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    texts = [cell.value for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx") for row in sheet.rows
             for cell in row if isinstance(cell.value, str)]
    assert not [text for text in texts if text.startswith(sheets.FORMULA_STARTS)]
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
    rows = [row for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["Summary"].values if any(row)]
    at = next(i for i, row in enumerate(rows) if row[0] == "Outfalls by tracing status")
    assert rows[at + 1][:5] == ("District", "Not traced", "Candidates found", "Confirmed", "All")
    assert rows[at + 2][:5] == ("Jiang'an", 1, 0, 0, 1)
    assert rows[at + 4][:5] == ("All", 1, 1, 1, 3)
    at = next(i for i, row in enumerate(rows) if row[0] == "Outfalls by class")
    assert rows[at + 1][:4] == ("District", "Industrial outfall", "No class", "All")
    assert rows[at + 4][:4] == ("All", 1, 2, 3)
    findings = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["Findings"].values)
    assert ("Dead end", "Warning", 1, 1) in findings
    assert findings[-1] == ("All", None, 2, 1)


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(traced_town, tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    export_register(traced_town.path, tmp_path / "r.xlsx", "en")
    assert len(rows_of(tmp_path / "r.xlsx", "Outfalls")) == 2
    assert len(rows_of(tmp_path / "r.xlsx", "Outfalls 2")) == 1


def test_an_untouched_project_has_a_register_too(town, tmp_path):
    made = export_register(town.path, tmp_path / "r.xlsx", "en")
    assert (made.outfalls, made.links) == (3, 0)
    assert rows_of(tmp_path / "r.xlsx", "Links") == []


def test_a_missing_package_is_named_with_its_command(town, tmp_path, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "openpyxl" else find(name))
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


def test_every_column_of_the_register_is_in_the_schema():
    for name in register.OUTFALL_COLUMNS:
        assert register.SCHEMA.table("outfalls").column(name)
    for name in register.LINK_COLUMNS:
        assert register.SCHEMA.table("trace_links").column(name)


@pytest.mark.parametrize(("text", "expected"), [
    ("=1", "'=1"), ("+86", "'+86"), ("-", "'-"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("＝1", "'＝1"),
    ("a=1", "a=1"), ("a\x00b\ud800", "ab"), ("\x01=1", "'=1"), ("x" * 40_000, "x" * 32_766 + "…"),
])
def test_texts_are_made_safe(text, expected):
    assert sheets.safe_text(text) == expected
