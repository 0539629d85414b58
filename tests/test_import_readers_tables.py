"""Tables as offices deliver them: where the header is, what belongs to it, in which encoding."""

from __future__ import annotations

import datetime as dt
import random
import zipfile

import numpy as np
import openpyxl
import pytest
from outfall_tracer.importing import readers
from outfall_tracer.problems import UserError


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    book.save(path)
    return path


def rows_of(table):
    return [list(table.row(i).values()) for i in range(table.n)]


# text tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_tables_in_any_encoding_and_with_any_separator(tmp_path, encoding, mark):
    path = tmp_path / "管段.csv"
    size = "0,6" if mark != "," else "0.6"
    rows = [["管段编号", "管径", "材质"], ["GD1", size, "混凝土"], ["GD2", "", "聚乙烯"]]
    path.write_bytes("\r\n".join(mark.join(row) for row in rows).encode(encoding))
    table = readers.read(path)
    assert list(table.columns) == rows[0]
    assert rows_of(table) == [rows[1], ["GD2", None, "聚乙烯"]]
    assert table.row_number.tolist() == [2, 3]
    assert table.layer == "管段"


def test_quoted_line_breaks_do_not_shift_the_line_numbers(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('code,remark\nA,"one\ntwo"\nB,three\n')
    table = readers.read(path)
    assert rows_of(table) == [["A", "one\ntwo"], ["B", "three"]]
    assert table.row_number.tolist() == [2, 4]


def test_a_stated_encoding_wins_and_what_does_not_fit_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("编号,名称\n1,武汉市\n2,江汉区\n".encode("gb18030"))
    assert readers.read(path).columns["名称"].tolist() == ["武汉市", "江汉区"]
    wrong = readers.read(path, encoding="utf-8")
    assert wrong.encoding == "utf-8"
    assert any("utf-8" in problem.text for problem in wrong.problems)
    with pytest.raises(UserError, match="no encoding"):
        readers.read(path, encoding="GKB")


def test_decimal_comma_and_semicolons_stay_texts(shared_data):
    table = readers.read(shared_data("hydx_nl_sample"), "Knooppunt")
    assert table.n == 85
    assert table.columns["KNP_XCO"][0] is not None
    link = readers.read(shared_data("hydx_nl_sample") / "Verbinding.csv")
    assert link.n == 96
    assert set(link.columns["STR_RCH"]) >= {"1_2", "2_1"}


# spreadsheets


def test_titles_units_numbering_totals_and_remarks_around_a_table(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [
            (
                "企业名单",
                [
                    ["江汉区重点排污单位名单"],
                    ["填报单位：江汉区分局", None, None, "日期：2024年5月"],
                    [],
                    ["序号", "企业名称", "经度", "排水量"],
                    [None, None, "°", "(m³/d)"],
                    ["甲", "乙", 1, 2],
                    [1, "纺织厂", 114.25, 30],
                    [],
                    [2, "染料厂", 114.26, 20.5],
                    ["合计", None, None, 50.5],
                    ["注：排水量为2023年平均值"],
                ],
                ["A1:D1"],
            )
        ],
    )
    table = readers.read(path)
    assert list(table.columns) == ["序号", "企业名称", "经度 (°)", "排水量 (m³/d)"]
    assert table.columns["企业名称"].tolist() == ["纺织厂", "染料厂", None]
    assert table.columns["经度 (°)"].dtype == np.float64
    assert table.row_number.tolist() == [7, 9, 10]
    assert [problem.row for problem in table.problems] == ["10"]
    assert [(reject.row_number, list(reject.raw.values())) for reject in table.rejects] == [
        (11, ["注：排水量为2023年平均值"])
    ]


def test_two_header_lines_are_joined_under_their_groups(tmp_path):
    rows = [
        ["编号", "坐标", None, "联系人", None, "管径", "备注"],
        [None, "经度", "纬度", "姓名", "电话", "(mm)", None],
        ["A1", 114.1, 30.5, "张三", "027-1", 600, None],
        ["A2", 114.2, 30.6, None, None, 800, "x"],
    ]
    path = workbook(tmp_path / "a.xlsx", [("S", rows, ["A1:A2", "B1:C1", "D1:E1", "G1:G2"])])
    expected = ["编号", "坐标 经度", "坐标 纬度", "联系人 姓名", "联系人 电话", "管径 (mm)", "备注"]
    assert list(readers.read(path).columns) == expected
    text = tmp_path / "a.csv"
    text.write_text("\n".join(",".join("" if c is None else str(c) for c in row) for row in rows), "utf-8")
    assert list(readers.read(text).columns) == expected


def test_a_row_of_units_beside_headings_merged_down_to_it(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [
            (
                "S",
                [
                    ["检查井编号", "坐标", None, "高程", None],
                    [None, "X", "Y", "地面", "井底"],
                    [None, "m", "m", "m", "m"],
                    ["Y1", 3385000, 530000, 22.4, 20.1],
                ],
                ["A1:A3", "B1:C1", "D1:E1"],
            )
        ],
    )
    table = readers.read(path)
    assert list(table.columns) == ["检查井编号", "坐标 X (m)", "坐标 Y (m)", "高程 地面 (m)", "高程 井底 (m)"]
    assert table.columns["检查井编号"].tolist() == ["Y1"]


def test_a_record_with_gaps_is_not_taken_for_a_second_header_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,类型,地址,备注\n甲厂,工业,,\n乙厂,,沿江大道,\n丙厂,工业,,有\n", "utf-8")
    table = readers.read(path)
    assert list(table.columns) == ["名称", "类型", "地址", "备注"]
    assert table.n == 3


def test_values_arrive_as_a_person_sees_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["code", "date", "time", "sum", "mixed", "big", "same", "same", None])
    day = dt.date(2024, 5, 6)
    sheet.append([42, day, dt.datetime.combine(day, dt.time(7, 8)), 3, "a", "420100198001011234", 1, 2, "x"])
    sheet.append([7, None, None, 0.1 + 0.2, 5.0, None, 3, 4, None])
    sheet["A2"].number_format = sheet["A3"].number_format = "0000"
    book.save(tmp_path / "a.xlsx")
    table = readers.read(tmp_path / "a.xlsx")
    assert list(table.columns) == [
        "code",
        "date",
        "time",
        "sum",
        "mixed",
        "big",
        "same",
        "same_2",
        "column 9",
    ]
    assert table.columns["code"].tolist() == ["0042", "0007"]
    assert table.columns["date"].tolist() == ["2024-05-06", None]
    assert table.columns["time"].tolist() == ["2024-05-06T07:08:00", None]
    assert table.columns["mixed"].tolist() == ["a", "5"]
    assert table.columns["big"].tolist() == ["420100198001011234", None]
    assert table.columns["same"].tolist() == [1.0, 3.0]


def test_cells_merged_downwards_repeat_their_value(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [("S", [["区", "名称"], ["江汉区", "甲"], [None, "乙"], ["武昌区", "丙"]], ["A2:A3"])],
    )
    assert readers.read(path).columns["区"].tolist() == ["江汉区", "江汉区", "武昌区"]


def test_formulas_have_the_value_that_was_kept_and_failed_ones_none(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook(path, [("S", [["a", "b"], [1, 2], [3, 4]], [])])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace('<c r="B2" t="n"><v>2</v></c>', '<c r="B2"><f>A2+6</f><v>7</v></c>')
    sheet = sheet.replace('<c r="B3" t="n"><v>4</v></c>', '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    table = readers.read(path)
    assert [v for v in table.columns["b"].tolist() if v == v and v is not None] in ([7.0], ["7"])
    assert any("#DIV/0!" in problem.text for problem in table.problems)


def test_every_sheet_is_a_layer_and_empty_ones_are_none(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ("说明", [["填写说明"]], []),
            ("空", [], []),
            ("企业", [["企业名称", "地址"], ["甲", "x"], ["乙", "y"]], []),
        ],
    )
    layers = readers.layers_of(path)
    assert [layer.name for layer in layers] == ["说明", "企业"]
    assert readers.read(path).layer == "企业"
    with pytest.raises(UserError, match="no layer"):
        readers.read(path, "工地")


def test_a_sample_reads_the_first_rows_only(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [("S", [["编号", "名称"], *([i, f"n{i}"] for i in range(500))], [])])
    table = readers.sample(path, rows=20)
    assert table.n == 20
    assert table.columns["名称"][19] == "n19"


def test_old_excel_files(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("工地")
    sheet.write_merge(0, 0, 0, 2, "在建工地清单")
    for at, name in enumerate(["编号", "开工日期", "面积"]):
        sheet.write(1, at, name)
    sheet.write(2, 0, 7, xlwt.easyxf(num_format_str="000"))
    sheet.write(2, 1, dt.date(2024, 3, 1), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(2, 2, 1200.5)
    book.save(str(tmp_path / "a.xls"))
    assert [layer.name for layer in readers.layers_of(tmp_path / "a.xls")] == ["工地"]
    assert rows_of(readers.read(tmp_path / "a.xls")) == [["007", "2024-03-01", 1200.5]]


def test_without_xlrd_the_sentence_names_it(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "xlrd", None)
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    with pytest.raises(UserError, match=r"xlrd.*python3-xlrd"):
        readers.read(tmp_path / "a.xls")


# models and web tables


def test_swmm_models_bring_places_sections_and_inverts(shared_data):
    model = shared_data("swmm_models") / "swmmio" / "model_full_features_network_xy.inp"
    names = {layer.name: layer for layer in readers.layers_of(model)}
    assert {"nodes", "links", "subcatchments", "outfalls", "pumps", "weirs", "conduits"} <= set(names)
    links = readers.read(model, "links")
    assert links.n == names["links"].n_rows == len(links.geometry)
    assert set(links.columns["Kind"]) == {"conduit", "pump", "weir"}
    assert "Geom1 (ft)" in links.columns
    first = links.row(links.columns["Kind"].tolist().index("conduit"))
    nodes = readers.read(model, "nodes")
    invert = dict(zip(nodes.columns["Name"], nodes.columns["Invert (ft)"]))
    assert first["InvertFrom (ft)"] == pytest.approx(invert[first["FromNode"]] + first["InOffset (ft)"])


@pytest.mark.parametrize(("offsets", "first", "second"), [("DEPTH", "0.5", "-2"), ("ELEVATION", "12.5", "0")])
def test_an_end_of_a_swmm_conduit_is_never_below_its_node(tmp_path, offsets, first, second):
    """SWMM ignores such offsets (warning 03): here the second of each."""
    path = tmp_path / "model.inp"
    path.write_text(
        f"[OPTIONS]\nFLOW_UNITS CMS\nLINK_OFFSETS {offsets}\n[JUNCTIONS]\nA 12 3\nB 11 3\n"
        f"[CONDUITS]\nC A B 40 0.013 {first} {second}\n[COORDINATES]\nA 0 0\nB 40 0\n", "utf-8")
    conduit = readers.read(path, "links").row(0)
    assert [value for name, value in conduit.items() if name.startswith("Invert")] == [12.5, 11.0]


def test_json_rows_of_a_web_service(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(
        '{"code":0,"data":{"list":[{"name":"甲","at":{"lng":114.1,"lat":30}},{"name":"乙","n":[1,2]}]}}',
        "utf-8",
    )
    table = readers.read(path)
    assert list(table.columns) == ["name", "at.lng", "at.lat", "n"]
    assert table.columns["n"].tolist() == [None, "[1, 2]"]


# archives


def test_a_delivery_in_an_archive_with_chinese_names_and_one_archive_inside(tmp_path):
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("c.csv", "a,b\n1,2\n")
    path = tmp_path / "delivery.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("AAAA/AAAA.csv", "编号,管径\nGD1,600\n")
        archive.writestr("readme.pdf", b"%PDF-1.4")
        archive.write(inner, "more/inner.zip")
    # As Chinese Windows packs: names in GBK, not marked as such.
    path.write_bytes(path.read_bytes().replace(b"AAAA/AAAA.csv", "管网/管段.csv".encode("gbk")))
    names = [layer.name for layer in readers.layers_of(path)]
    assert sorted(names) == ["more/inner/c", "管网/管段"]
    table = readers.read(path, "管网/管段")
    assert rows_of(table) == [["GD1", "600"]]
    assert table.file == str(path)


def test_archives_cannot_write_beside_their_folder_nor_fill_the_disk(tmp_path, monkeypatch):
    from outfall_tracer.importing.readers import archive as unpacking

    monkeypatch.setattr(unpacking, "MAX_BYTES", 100_000)
    monkeypatch.setattr(unpacking, "_SMALL", 50_000)
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../evil.csv", "/abs.csv", "C:\\win.csv", "..\\..\\up.csv", "ok'\";DROP.csv"):
            archive.writestr(name, "a,b\n1,2\n")
    folder = unpacking.unpacked(path)
    assert all(found.resolve().is_relative_to(folder) for found in folder.rglob("*"))
    assert not list(tmp_path.rglob("evil.csv"))
    assert len(readers.layers_of(path)) == 5
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 90_000)
    with pytest.raises(UserError, match="unpacked"):
        readers.layers_of(bomb)


def test_workbooks_that_would_fill_the_memory_are_not_opened(tmp_path, monkeypatch):
    from outfall_tracer.importing.readers import workbooks

    path = workbook(tmp_path / "a.xlsx", [("S", [["a", "b"], [1, 2]], [])])
    monkeypatch.setattr(workbooks, "MAX_BYTES", 300)
    with pytest.raises(UserError, match="unpacked"):
        readers.read(path)


# what cannot be read


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04broken", "damaged"),
        ("a.xlsx", b"<html><table/></html>", "web page"),
        ("a.xls", b"<html>", "web page"),
        ("a.dwg", b"AC1032" + bytes(50), "DXF"),
        ("a.rar", b"Rar!\x1a\x07", "Unpack"),
        ("a.pdf", b"%PDF-1.4 x", "PDF"),
        ("a.docx", b"hello", "cannot be read"),
        ("a.zip", b"PK\x03\x04" + bytes(99), "damaged"),
        ("a.json", b'{"a": [', "JSON"),
        ("a.json", b"[1, 2]", "no rows"),
        ("a.inp", b"[TITLE]\nx\n", "SWMM"),
        ("a.shp", b"not a shapefile", "not what its ending says"),
        ("a.csv", b"a" * 20_000_000, "not a table"),
        ("a.csv", b"," * 5000 + b"\n", "columns"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=says) as caught:
        readers.read(path)
    assert name in caught.value.message


def test_files_that_are_not_there_and_folders_without_data(tmp_path):
    with pytest.raises(UserError, match="no file"):
        readers.layers_of(tmp_path / "gone.csv")
    with pytest.raises(UserError, match="nothing that can be read"):
        readers.layers_of(tmp_path)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "zip", "inp", "json"])
def test_cut_and_damaged_tables_end_in_rows_or_in_a_sentence(tmp_path, kind):
    rows = [["编号", "名称", "经度"], *([str(i), f"排口{i}", f"114.{i}"] for i in range(40))]
    path = tmp_path / f"a.{kind}"
    text = "\n".join(",".join(row) for row in rows)
    if kind == "csv":
        path.write_text(text, "gb18030")
    elif kind == "xlsx":
        workbook(path, [("S", rows, [])])
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", text)
    elif kind == "inp":
        path.write_text(
            "[JUNCTIONS]\nJ1 1 2\nJ2 0 1\n[CONDUITS]\nC1 J1 J2 5 0.01\n[COORDINATES]\nJ1 0 0\nJ2 1 1\n"
        )
    else:
        path.write_text('[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]')
    whole = path.read_bytes()
    dice = random.Random(5)
    for turn in range(60):
        data = bytearray(whole[: dice.randrange(1, len(whole))] if turn % 2 else whole)
        for _ in range(dice.randrange(0, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            for layer in readers.layers_of(path):
                assert readers.read(path, layer.name).n >= 0
        except UserError as error:
            assert "a." in error.message  # noqa: PT017 - the sentence names the file
