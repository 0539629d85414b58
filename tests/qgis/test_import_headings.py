"""Headings in the families that offices use, odd values under exact headings, and what no heading names."""

from __future__ import annotations

import json

import numpy as np
import openpyxl
import pytest
import shapely
from outfall_tracer.importing import readers
from outfall_tracer.importing.context import ImportContext, Manholes
from outfall_tracer.importing.prepare import prepare
from outfall_tracer.importing.proposal import columns
from outfall_tracer.importing.proposal.mapping_files import load_profile, save_profile
from outfall_tracer.importing.questions import NOTHING
from outfall_tracer.importing.run import Request, import_layer
from outfall_tracer.problems import UserError

from ..support.import_deliveries import empty_project_file, project, table_of, texts
from ..support.survey_delivery import raw_table

__all__ = ["empty_project_file", "project"]
pytestmark = pytest.mark.usefixtures("qgis_app")


def raw_of(n=6, **cells):
    """Return a table of n rows; a cell value given once is numbered by row."""
    rows = [
        {name: (value(i) if callable(value) else value[i % len(value)]) for name, value in cells.items()}
        for i in range(n)
    ]
    return raw_table(rows, "Sheet1")


def proposed(raw, table, context=None, **answers):
    return columns.propose(
        raw,
        table,
        {key.replace("__", "."): value for key, value in answers.items()},
        context or ImportContext(),
    )


def filled(mapping):
    return {rule.target: rule.source for rule in mapping.fields}


def asked(mapping):
    return {question.code: question for question in mapping.questions}


def lon(i):
    return f"114.{30 + i}1"


def lat(i):
    return f"30.{60 + i}1"


@pytest.mark.parametrize(
    ("table", "target", "headings"),
    [
        (
            "enterprises",
            "name",
            [
                "排水户名称",
                "排水户",
                "企业全称",
                "排水单位名称",
                "单位全称",
                "公司名",
                "商户名称",
                "纳管企业名称",
                "基本信息 企业名称",
            ],
        ),
        (
            "outfalls",
            "name",
            ["排水口名称", "排口名", "入河排口全称", "口门名称", "雨洪排口名称", "XX区排污口名称"],
        ),
        ("outfalls", "code_local", ["排水口编号", "排口号", "排污口号"]),
        (
            "manholes",
            "code",
            [
                "窨井号",
                "窨井编号",
                "外业点号",
                "管线点预编号",
                "管线点编号",
                "测点编号",
                "雨水井编号",
                "检查井代码",
                "人孔编号",
                "井ID",
                "雨水篦编号",
                "市政井编号",
                "管线点 点号",
            ],
        ),
        ("construction_sites", "name", ["工地全称", "建设项目名"]),
        ("wharves", "name", ["港区名称"]),
        ("treatment_works", "name", ["污水处理站名称"]),
        ("breeding_sites", "name", ["养殖基地名称"]),
    ],
)
def test_headings_of_one_family_are_known(table, target, headings):
    for heading in headings:
        raw = raw_of(**{heading: lambda i: f"甲{i}号", "经度": lon, "纬度": lat})
        mapping = proposed(raw, table)
        assert filled(mapping).get(target) == heading, heading
        assert f"column.{target}" not in asked(mapping)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("起点窨井号", "终点窨井号"),
        ("上游检查井编号", "下游检查井编号"),
        ("起点外业点号", "终点外业点号"),
        ("起始节点编号", "终止节点编号"),
        ("起点预编号", "终点预编号"),
        ("首点号", "末点号"),
        ("管线点预编号", "连接点号"),
        ("上游窨井", "下游窨井"),
        ("起井", "止井"),
        ("管线起点号", "管线止点号"),
        ("FNODE_", "TNODE_"),
        ("UpNode", "DownNode"),
        ("from", "to"),
    ],
)
def test_numbers_of_ends_are_known_by_their_families(first, second):
    raw = raw_of(**{first: lambda i: f"Y{i}", second: lambda i: f"Y{i + 1}"})
    assert {"from_node": first, "to_node": second}.items() <= filled(proposed(raw, "pipes")).items()


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("GPS经度", "GPS纬度"),
        ("入河排污口经度", "入河排污口纬度"),
        ("排污口坐标 经度 (°)", "排污口坐标 纬度 (°)"),
        ("企业所在地经度", "企业所在地纬度"),
        ("WGS84经度", "WGS84纬度"),
        ("outlet_lon", "outlet_lat"),
        ("实测经度（东经）", "实测纬度（北纬）"),
        ("gps_longitude", "gps_latitude"),
        ("基本情况 中心经度", "基本情况 中心纬度"),
        ("经度/°", "纬度/°"),
    ],
)
def test_coordinates_are_known_whatever_they_belong_to(x, y):
    place = proposed(raw_of(排污口名称=lambda i: f"甲{i}", **{x: lon, y: lat}), "outfalls").place
    assert (place.kind, place.x, place.y) == ("columns", (x,), (y,))


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("管点X", "管点Y"),
        ("厂区X", "厂区Y"),
        ("井位X坐标", "井位Y坐标"),
        ("平面坐标(m) X", "平面坐标(m) Y"),
        ("纵坐标X", "横坐标Y"),
        ("中心点横坐标", "中心点纵坐标"),
        ("X（北）", "Y（东）"),
        ("大地坐标X(m)", "大地坐标Y(m)"),
    ],
)
def test_metres_are_known_whatever_they_belong_to(x, y):
    raw = raw_of(
        窨井号=lambda i: f"Y{i}", **{x: lambda i: f"{3385000 + 30 * i}", y: lambda i: f"{530000 + i}"}
    )
    mapping = proposed(raw, "manholes", crs="EPSG:4547")
    assert (mapping.place.kind, mapping.place.x, mapping.place.swapped) == ("columns", (x,), True)


def test_degrees_minutes_and_seconds_by_a_row_of_units():
    cells = {
        "经度 (°)": ["114"],
        "经度 (′)": lambda i: str(10 + i),
        "经度 (″)": ["30"],
        "纬度 (°)": ["30"],
        "纬度 (′)": lambda i: str(20 + i),
        "纬度 (″)": ["36"],
    }
    raw = raw_of(排污口名称=lambda i: f"甲{i}", **cells)
    mapping = proposed(raw, "outfalls")
    assert mapping.place.x == ("经度 (°)", "经度 (′)", "经度 (″)")
    made = prepare(raw, mapping, ImportContext(crs="EPSG:4490"))
    first = shapely.get_coordinates(shapely.from_wkb(made.geometry[0]))[0]
    np.testing.assert_allclose(first, [114 + 10.5 / 60, 30 + 20.6 / 60], atol=1e-6)


def test_a_grouped_heading_with_a_row_of_units_above_a_numbering(tmp_path, project):
    book = openpyxl.Workbook()
    for row in (
        ["武汉市某区入河排污口一览表"],
        ["填报单位：样例单位", None, None, None, "填报日期：2024年5月"],
        ["序号", "排污口名称", "排污口坐标", None, "排放量", None, "备注"],
        [None, None, "经度", "纬度", "旱季", "雨季"],
        [None, None, "°", "°", "t/d", "t/d"],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "样例1号排口", 114.31, 30.6, 120, 300],
        [2, "样例2号排口", 114.32, 30.61, "约50", "/"],
        ["合计", None, None, None, 170, 300],
        ["注：本表由样例单位填报"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (outcome,) = import_layer(project, Request(str(tmp_path / "a.xlsx"), answers={"*": "proposed"}))
    assert outcome.plan.table == "outfalls"  # by the title
    found = table_of(project, "outfalls", "name", "code_local", geometry=True)
    assert found["name"].tolist() == ["样例1号排口", "样例2号排口"]
    assert found["code_local"].tolist() == [None, None], "a row's number is no code"
    assert np.isfinite(found.xy).all()


def test_a_column_of_shapes_places_the_rows(tmp_path, project):
    (tmp_path / "a.csv").write_text(
        '排水口名称,geom\n甲口,"POINT (114.31 30.60)"\n乙口,"SRID=4490;POINT (114.32 30.61)"\n',
        encoding="utf-8",
    )
    (outcome,) = import_layer(
        project, Request(str(tmp_path / "a.csv"), "outfalls", answers={"*": "proposed"})
    )
    assert outcome.report.counts["added"] == 2
    assert np.isfinite(table_of(project, "outfalls", "name", geometry=True).xy).all()


# odd values


@pytest.mark.parametrize(
    "codes",
    [
        ["Y1'", "Y2'", "Y1*", "RÜB1"],
        ["①", "②", "③", "④"],
        ["雨12@3", "雨=4", "A&B", "C|D"],
        ["井一、二", "井三、四", "井五，六", "井七；八"],
    ],
)
def test_an_exact_heading_decides_whatever_the_numbers_look_like(codes):
    points = raw_of(4, 检查井编号=codes, X=lambda i: f"{530000 + 30 * i}", Y=["3385000"])
    mapping = proposed(points, "manholes", crs="EPSG:4547")
    assert filled(mapping)["code"] == "检查井编号"
    lines = raw_of(3, 管段编号=lambda i: f"L{i}", 起点编号=codes, 终点编号=codes[1:])
    mapping = proposed(lines, "pipes")
    assert {"from_node": "起点编号", "to_node": "终点编号"}.items() <= filled(mapping).items()
    assert mapping.place.kind == "nodes"


def test_numbers_under_an_exact_heading_come_in_although_most_cells_hold_words():
    raw = raw_of(10, 管段编号=lambda i: f"L{i}", 管径=["300", "见附图", "待查", "DN400钢管", "不清楚"])
    mapping = proposed(raw, "pipes")
    assert filled(mapping).get("diameter_mm") == "管径" or "column.diameter_mm" in asked(mapping)
    settled = proposed(raw, "pipes", column__diameter_mm="管径", unit__diameter_mm="mm")
    made = prepare(raw, settled)
    assert made.columns["diameter_mm"][0] == 300
    assert any("no number" in problem.text for problem in made.problems)


def test_a_code_in_powers_of_ten_is_no_code():
    raw = raw_of(
        4,
        检查井编号=["4.2010219900101e+17", "4.2010219900101e+17", "4.20102E+13", "Y4"],
        X=lambda i: f"{530000 + 30 * i}",
        Y=["3385000"],
    )
    made = prepare(raw, proposed(raw, "manholes", crs="EPSG:4547"), ImportContext())
    assert made.columns["code"].tolist() == [None, None, None, "Y4"]
    (told,) = [problem for problem in made.problems if "cut short" in problem.text]
    assert told.row == "2, 3, 4"
    assert [change.old.tolist()[0] for change in made.changes if change.rule == "cut_short"] == [
        "4.2010219900101e+17"
    ]


def test_numbers_that_differ_only_in_case_are_two_where_points_have_both():
    xy = np.array([[0.0, 0.0], [50.0, 0.0], [100.0, 0.0], [150.0, 0.0], [200.0, 0.0]])
    points = Manholes(texts("y1", "Y1", "y2", "Y2", "ys3"), xy, np.full(5, np.nan), np.full(5, np.nan))
    assert points.rows(texts("y1", "Y1", "Y2", "YS3", "y2", "y９")).tolist() == [0, 1, 3, 4, 2, -1]
    assert not points.double
    twice = Manholes(texts("y1", "Y1", "Y1"), xy[:3], np.full(3, np.nan), np.full(3, np.nan))
    assert twice.double == {"Y1"}


# what no heading names


def test_a_name_that_no_heading_names_is_asked_and_remembered(tmp_path, project):
    (tmp_path / "a.csv").write_text(
        "排水主体称谓,经度,纬度,备用\n武汉甲公司,114.31,30.60,\n武汉乙公司,114.32,30.61,\n", encoding="utf-8"
    )
    request = Request(str(tmp_path / "a.csv"), "enterprises")
    with pytest.raises(UserError, match="排水主体称谓") as caught:
        import_layer(project, request)
    assert [problem.column for problem in caught.value.problems] == ["column.name"]
    request.answers = {"column.name": "排水主体称谓"}
    (outcome,) = import_layer(project, request)
    assert table_of(project, "enterprises", "name")["name"].tolist() == ["武汉甲公司", "武汉乙公司"]
    save_profile(tmp_path / "m.json", outcome.plan.mapping)
    (tmp_path / "b.csv").write_text("排水主体称谓,经度,纬度\n武汉丙公司,114.33,30.62\n", encoding="utf-8")
    again = Request(str(tmp_path / "b.csv"), mapping=load_profile(tmp_path / "m.json"))
    (outcome,) = import_layer(project, again)
    assert outcome.report.counts["added"] == 1, "what was answered once is not asked again"


@pytest.mark.parametrize(
    ("table", "heading", "target"),
    [("manholes", "设备码", "code"), ("outfalls", "口子编", "code_local"), ("enterprises", "谁家", "name")],
)
def test_a_number_or_name_that_no_heading_names_is_asked(table, heading, target):
    raw = raw_of(**{heading: lambda i: f"QK-{i}", "经度": lon, "纬度": lat, "面积": lambda i: f"{i}.5"})
    question = asked(proposed(raw, table))[f"column.{target}"]
    assert heading in [answer for answer, _ in question.options]
    assert not question.optional
    answered = proposed(raw, table, **{f"column__{target}": heading})
    assert filled(answered)[target] == heading
    assert f"column.{target}" not in asked(answered)
    assert f"column.{target}" not in asked(proposed(raw, table, **{f"column__{target}": NOTHING}))


def test_what_no_column_can_hold_is_said():
    mapping = proposed(raw_of(经度=lon, 纬度=lat), "outfalls")
    said = "\n".join(mapping.assumptions)
    assert all(word in said for word in ("Name", "Local code"))
    assert not asked(mapping)


def test_places_that_no_heading_names_are_asked_and_what_they_look_like_is_proposed():
    raw = raw_of(排污口名称=lambda i: f"甲{i}", 甲值=lon, 乙值=lat, 宽度=lambda i: f"{i}.5")
    mapping = proposed(raw, "outfalls")
    questions = asked(mapping)
    assert [questions[f"place.{axis}"].proposed for axis in "xy"] == ["甲值", "乙值"]
    assert mapping.place.kind == "none"
    placed = proposed(raw, "outfalls", place__x="甲值", place__y="乙值")
    assert (placed.place.kind, placed.place.x, placed.place.y, placed.place.crs) == (
        "columns",
        ("甲值",),
        ("乙值",),
        "EPSG:4490",
    )
    assert not {"place.x", "place.y"} & set(asked(placed))
    assert proposed(raw, "outfalls", place__x=NOTHING).place.kind == "none"
    with pytest.raises(UserError, match="没有这列"):
        proposed(raw, "outfalls", place__x="没有这列", place__y="乙值")


def test_numbers_that_are_no_places_are_asked_with_none_proposed():
    raw = raw_of(排污口名称=lambda i: f"甲{i}", 宽=lambda i: f"{i}.5", 长=lambda i: f"{i}")
    questions = asked(proposed(raw, "outfalls"))
    assert [questions[f"place.{axis}"].proposed for axis in "xy"] == [NOTHING, NOTHING]


def test_ends_that_no_heading_names_are_proposed_where_they_name_manholes():
    points = Manholes(texts(*[f"Y{i}" for i in range(8)]), np.zeros((8, 2)), np.zeros(8), np.zeros(8))
    raw = raw_of(
        管段编号=lambda i: f"L{i}", 甲=lambda i: f"Y{i}", 乙=lambda i: f"Y{i + 1}", 丙=lambda i: f"Q{i}"
    )
    questions = asked(proposed(raw, "pipes", ImportContext(manholes=points)))
    assert [questions[f"column.{end}"].proposed for end in ("from_node", "to_node")] == ["甲", "乙"]
    settled = proposed(
        raw, "pipes", ImportContext(manholes=points), column__from_node="甲", column__to_node="乙"
    )
    assert settled.place.kind == "nodes"
    bare = asked(proposed(raw, "pipes"))
    assert bare["column.from_node"].proposed == NOTHING


# numbers for directions


@pytest.mark.parametrize(
    ("cells", "options"),
    [
        (["0", "1"], {"zero_along", "one_along", "one_two", "sign"}),
        (["1", "2"], {"one_two"}),
        (["1"], {"zero_along", "one_along", "one_two", "sign"}),
    ],
)
def test_numbers_for_the_direction_are_asked(cells, options):
    raw = raw_of(管段编号=lambda i: f"L{i}", 流向=cells)
    mapping = proposed(raw, "pipes")
    question = asked(mapping)["numbering.flow"]
    assert {answer for answer, _ in question.options} == {*options, NOTHING}
    assert "flow" not in filled(mapping)


def test_the_numbering_of_directions_is_kept_for_what_comes_later(tmp_path):
    raw = raw_of(管段编号=lambda i: f"L{i}", 流向=["0", "1"])
    mapping = proposed(raw, "pipes", numbering__flow="one_two")
    assert prepare(raw, mapping).columns["flow"].tolist()[:2] == ["?", "+"]
    save_profile(tmp_path / "m.json", mapping)
    later = raw_of(管段编号=lambda i: f"L{i}", 流向=["2", "1"])
    assert prepare(later, load_profile(tmp_path / "m.json")).columns["flow"].tolist()[:2] == ["-", "+"]
    signs = raw_of(管段编号=lambda i: f"L{i}", 流向=["1", "-1"])
    assert prepare(signs, proposed(signs, "pipes")).columns["flow"].tolist()[:2] == ["+", "-"]


# tables and layers


def test_a_table_that_only_one_target_fits_is_taken_and_said(tmp_path, project):
    (tmp_path / "排水户.csv").write_text("排水户名称,经度,纬度\n武汉甲公司,114.31,30.60\n", encoding="utf-8")
    raw = readers.read(tmp_path / "排水户.csv")
    assert [name for name, _, _ in columns.guess_table(raw)] == ["enterprises"]
    (outcome,) = import_layer(project, Request(str(tmp_path / "排水户.csv")))
    assert outcome.plan.table == "enterprises"
    assert any("Read as the table enterprises" in text for text in outcome.report.assumptions)


def test_lines_that_only_the_pipes_describe_are_pipes(tmp_path, project):
    rows = "".join(f'L{i},300,"LINESTRING ({530000 + i} 3385000, {530030 + i} 3385000)"\n' for i in range(3))
    (tmp_path / "a.csv").write_text("管段编号,管径,WKT\n" + rows, encoding="utf-8")
    (outcome,) = import_layer(project, Request(str(tmp_path / "a.csv"), crs="EPSG:4547"))
    assert (outcome.plan.table, outcome.report.counts["added"]) == ("pipes", 3)


def test_an_area_is_no_pipe(tmp_path, project):
    area = {
        "type": "Polygon",
        "coordinates": [[[114.3, 30.6], [114.31, 30.6], [114.31, 30.61], [114.3, 30.6]]],
    }
    features = [{"type": "Feature", "properties": {"管段编号": "L1", "管径": 300}, "geometry": area}]
    path = tmp_path / "排水管.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert "pipes" not in [name for name, _, _ in columns.guess_table(readers.read(path))]
    with pytest.raises(UserError, match=r"areas.*pipes"):
        import_layer(project, Request(str(path), "pipes", answers={"*": "proposed"}))


def test_several_points_in_one_row_are_told(tmp_path, project):
    shapes = ["MULTIPOINT ((114.3 30.6), (114.4 30.7))", "MULTIPOINT ((114.5 30.6))", "POINT (114.6 30.6)"]
    rows = "".join(f'口{i},"{shape}"\n' for i, shape in enumerate(shapes))
    (tmp_path / "a.csv").write_text("排污口名称,WKT\n" + rows, encoding="utf-8")
    (outcome,) = import_layer(
        project, Request(str(tmp_path / "a.csv"), "outfalls", answers={"*": "proposed"})
    )
    (told,) = [problem for problem in outcome.plan.problems if "several points" in problem.text]
    assert told.row == "2"
    assert outcome.report.counts["added"] == 3
