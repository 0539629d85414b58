"""The editable tables of the import name only what the schema has, and nothing twice by accident."""

from __future__ import annotations

import pytest
from outfall_tracer.importing import lexicon
from outfall_tracer.importing.cleaning import coded_values
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.rules import tables

DERIVED = {"", "depth", "top", "bottom", "level", "class", "period"}


def test_every_row_of_columns_names_a_target():
    sources = [table.name for table in SCHEMA.source_tables]
    for row in lexicon.rows("columns"):
        scope = sources if row["table"] == "sources" else [row["table"]]
        target = row["target"].partition("@")[0]
        if row["table"] != "*":
            assert all(target in SCHEMA.table(table).column_names for table in scope), row
        assert 0.0 < float(row["certainty"]) <= 1.0
        assert row["derive"] in DERIVED
        assert row["verified"] in ("yes", "no")
        assert all(alias.strip() for alias in row["aliases"].split(";")), row


def test_values_numberings_and_layers_use_codes_of_the_schema():
    own = {"boolean": {"1", "0"}, "both_ways": {"both"}, "other_utility": {"other"}}
    for row in lexicon.rows("values"):
        codes = own.get(row["list"]) or {*SCHEMA.values(row["list"]).codes, ""}
        assert row["code"] in codes, row
        if row["list"] == "both_ways":  # such a word states no direction
            assert {coded_values.lookup("flow", word).code for word in row["words"].split(";")} == {"?"}
    for row in lexicon.rows("numberings"):
        assert row["list"] == "material" or row["code"] in SCHEMA.values(row["list"]).codes, row
    for word in lexicon.layer_words():
        table = SCHEMA.table(word.table)
        if word.column:
            column = table.column(word.column)
            assert not column.values or word.value in SCHEMA.values(column.values).codes, word


def test_every_code_and_label_of_the_schema_means_itself():
    for column in {column.values for table in SCHEMA.tables for column in table.columns if column.values}:
        for value in SCHEMA.values(column).values:
            assert coded_values.lookup(column, value.code).code == value.code, (column, value)
            assert coded_values.lookup(column, value.zh).code == value.code, (column, value)


def test_no_word_of_a_list_means_two_things():
    for name in {row["list"] for row in lexicon.rows("values")}:
        meaning = {}
        for word in lexicon.words(name):
            assert meaning.setdefault(word.text, word.code) == word.code, (name, word)


def test_headings_of_the_project_itself_come_back():
    for table in SCHEMA.tables:
        for column in table.columns[1:]:
            for name in (column.name, column.alias("zh"), column.alias("en")):
                known = lexicon.aliases(table.name)
                hit = next((known[key] for key in lexicon.names_of(name) if key in known), ())
                assert column.name in [alias.target for alias in hit], (table.name, name)


@pytest.mark.parametrize(
    ("table", "heading", "target"),
    [
        ("pipes", "IN_JUNCID", "from_node"),
        ("pipes", "inJuncid", "from_node"),
        ("pipes", "QSDH", "from_node"),
        ("pipes", "终点物探点号", "to_node"),
        ("pipes", "LJBH", "to_node"),
        ("pipes", "起点管底高程（m）", "invert_from"),
        ("pipes", "Out_BottomEle", "invert_to"),
        ("pipes", "管径 (mm)", "diameter_mm"),
        ("pipes", "PSize", "diameter_mm"),
        ("pipes", "GXCL", "material"),
        ("pipes", "FlowDir", "flow"),
        ("pipes", "GXXZ", "system"),
        ("pipes", "QSDW", "owner"),
        ("manholes", "Exp_No", "code"),
        ("manholes", "SURFACE_ELE", "ground_level"),
        ("manholes", "WellDeep", "depth"),
        ("outfalls", "outlet_code_province", "code_local"),
        ("outfalls", "sewageOutletName", "name"),
        ("enterprises", "统一社会信用代码", "credit_code"),
        ("enterprises", "dischargePermitNumber", "permit_no"),
        ("construction_sites", "施工许可证号", "permit_no"),
        ("farmland_outlets", "灌区名称", "irrigation_district"),
    ],
)
def test_names_found_in_real_deliveries(table, heading, target):
    known = lexicon.aliases(table)
    hit = next(known[key] for key in lexicon.names_of(heading) if key in known)
    assert hit[0].target == target


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("管径(mm)", "mm"),
        ("埋深（米）", "m"),
        ("面积（亩）", "mu"),
        ("处理能力(万吨/日)", "10km3/d"),
        ("管径", ""),
        ("类型（一级）", ""),
        ("废水排放量(吨/天)", "m3/d"),
        ("长度/m", "m"),
    ],
)
def test_units_of_headings(heading, unit):
    assert lexicon.unit_of(heading) == unit


def test_a_users_own_table_takes_the_place_of_ours(tmp_path, monkeypatch):
    own = tmp_path / "columns.csv"
    own.write_text(
        "table,target,aliases,certainty,unit,derive,verified,note\npipes,code,我的编号,0.9,,,no,\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(tables, "own_folder", str(tmp_path))
    assert lexicon.aliases("pipes")["我的编号"][0].target == "code"
    assert "qsdh" not in lexicon.aliases("pipes")
    monkeypatch.setattr(tables, "own_folder", "")
    assert "qsdh" in lexicon.aliases("pipes")
