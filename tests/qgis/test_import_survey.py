"""Deliveries in Chinese habits: the unambiguous comes in without a question, the rest with the right one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from outfall_tracer.importing import questions
from outfall_tracer.importing.places import placing
from outfall_tracer.importing.prepare import prepare
from outfall_tracer.importing.proposal import columns
from outfall_tracer.problems import UserError

from ..support import survey_delivery as deliver

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def truth():
    return deliver.Survey()


@pytest.fixture
def project(truth):
    """A project that knows its districts and river: places can be confirmed by it."""
    return deliver.surroundings(truth)


@pytest.fixture
def points(truth, project):
    raw = deliver.raw_table(deliver.survey_points(truth), "YSPoint")
    mapping = columns.propose(raw, "manholes", context=project)
    return mapping, prepare(raw, mapping, project)


def test_a_point_table_with_north_in_x_needs_no_question(truth, points):
    mapping, made = points
    assert deliver.codes(mapping) == []
    assert mapping.place.swapped
    assert mapping.place.crs == "EPSG:4547"
    xy = shapely.get_coordinates(shapely.from_wkb(made.geometry))
    np.testing.assert_allclose(xy, truth.xy, atol=1e-6)
    assert made.columns["code"].tolist() == truth.code
    np.testing.assert_allclose(made.columns["ground_level"], truth.ground)
    assert set(made.columns["kind"]) == {"manhole", "inlet"}  # 附属物 says more than 特征
    assert set(made.columns["system"]) == {"storm"}  # the layer is called YSPoint
    assert set(made.columns["remark"]) == {None}
    touched = {(change.column, change.rule): len(change.rows) for change in made.changes}
    assert touched["code", "blanks"] == 6
    assert touched["remark", "placeholder"] == 24


def test_lines_take_their_places_and_levels_from_the_points(truth, project, points):
    raw = deliver.raw_table(deliver.survey_lines(truth), "YSLine")
    assert columns.guess_table(raw)[0][0] == "pipes"
    mapping = columns.propose(raw, "pipes", context=project)
    assert deliver.codes(mapping) == []  # columns of the survey settle both contradictory numberings
    made = prepare(raw, mapping, deliver.with_manholes(project, deliver.manholes_of(points[1])))
    assert not made.rejects
    lines = shapely.get_coordinates(shapely.from_wkb(made.geometry)).reshape(-1, 4)
    for number, (a, b) in enumerate(truth.pipes):
        start, end = (b, a) if number % 3 == 2 else (a, b)
        np.testing.assert_allclose(lines[number], [*truth.xy[start], *truth.xy[end]])
        assert made.columns["invert_from"][number] == pytest.approx(truth.invert[start], abs=1e-3)
        assert made.columns["invert_to"][number] == pytest.approx(truth.invert[end], abs=1e-3)
    assert made.columns["flow"][:3].tolist() == ["+", "+", "-"]
    assert made.columns["data_source"][:4].tolist() == ["surveyed", "design", "as_built", "inferred"]
    assert made.columns["status"][5] == "abandoned"
    assert made.columns["material"][2] == "HDPE"
    assert made.columns["diameter_mm"][[0, 1]].tolist() == [300.0, 400.0]
    assert made.columns["diameter_mm"][3] == pytest.approx(np.sqrt(4 * 600 * 300 / np.pi), abs=1e-3)


def test_numbers_of_unknown_numbering_are_asked(truth, project):
    rows = [{key: row[key] for key in ("起点点号", "终点点号", "DataSource", "管径(mm)") if key in row}
            for row in deliver.survey_lines(truth, sign_columns=False)]
    raw = deliver.raw_table(rows, "管线")
    mapping = columns.propose(raw, "pipes", context=project)
    assert deliver.codes(mapping) == ["numbering.data_source"]
    assert {answer for answer, _ in mapping.questions[0].options} == {"census", "survey", questions.NOTHING}
    for answer, first in (("census", "design"), ("survey", "surveyed")):
        settled = columns.propose(raw, "pipes", {"numbering.data_source": answer}, project)
        assert deliver.codes(settled) == []
        rule = next(rule for rule in settled.fields if rule.target == "data_source")
        assert rule.values["1"] == first


def test_a_line_whose_point_is_missing_is_turned_away_with_its_number(truth, project, points):
    rows = deliver.survey_lines(truth)[:3]
    rows[1]["终点点号"] = "YS999"
    raw = deliver.raw_table(rows, "YSLine")
    made = prepare(raw, columns.propose(raw, "pipes", context=project),
                   deliver.with_manholes(project, deliver.manholes_of(points[1])))
    assert [reject.row_number for reject in made.rejects] == [3]
    assert "YS999" in made.rejects[0].reason
    assert made.rejects[0].raw["PSize"] == rows[1]["PSize"]
    assert made.source.tolist() == [0, 2]
    with pytest.raises(UserError, match="table of points first"):
        prepare(raw, columns.propose(raw, "pipes", context=project), project)


def test_census_tables_have_metres_and_their_own_numbering(truth, project):
    rows = deliver.census_pipes(truth)
    lines = shapely.to_wkb(shapely.linestrings([[truth.xy[a], truth.xy[b]] for a, b in truth.pipes]))
    raw = deliver.raw_table(rows, "PS_PIPE", np.asarray(lines, dtype=object), "EPSG:4547")
    mapping = columns.propose(raw, "pipes", context=project)
    assert deliver.codes(mapping) == []
    assert mapping.key == ("code",)
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(made.columns["diameter_mm"], truth.size_mm)
    assert made.columns["system"][:4].tolist() == ["storm", "sewage", "combined", "unknown"]
    assert made.columns["data_source"][:4].tolist() == ["design", "as_built", "surveyed", "inferred"]
    np.testing.assert_allclose(made.columns["invert_from"], [truth.invert[a] for a, _ in truth.pipes])
    assert (made.geometry == raw.geometry).all()  # the same system: not a bit is touched


def test_exchanged_labels_of_start_and_end_are_asked(truth, project):
    rows = deliver.census_pipes(truth)
    for row in rows:
        row["IN_JUNCID"], row["OUT_JUNCID"] = row["OUT_JUNCID"], row["IN_JUNCID"]
        row["IN_ELEV"], row["OUT_ELEV"] = row["OUT_ELEV"], row["IN_ELEV"]
    raw = deliver.raw_table(rows, "PIPE")
    assert deliver.codes(columns.propose(raw, "pipes", context=project)) == ["ends"]
    mapping = columns.propose(raw, "pipes", {"ends": "exchange"}, project)
    assert deliver.codes(mapping) == []
    assert {rule.target: rule.source for rule in mapping.fields}["from_node"] == "OUT_JUNCID"


def test_headings_cut_off_by_a_shapefile_are_recognised(truth, project):
    cut = {
        "管线编号": "管线编号",
        "起点点号": "起点点号",
        "终点点号": "终点点号",
        "起点管底标高": "起点管底标",
        "终点管底标高": "终点管底标",
    }
    rows = [{"管线编号": row["PIPEID"], "起点点号": row["IN_JUNCID"], "终点点号": row["OUT_JUNCID"],
             cut["起点管底标高"]: row["IN_ELEV"], cut["终点管底标高"]: row["OUT_ELEV"]}
            for row in deliver.census_pipes(truth)]
    mapping = columns.propose(deliver.raw_table(rows, "管线"), "pipes", context=project)
    assert {rule.target for rule in mapping.fields} == {
        "code", "from_node", "to_node", "invert_from", "invert_to"}
    assert deliver.codes(mapping) == []


def test_ambiguous_heights_and_a_lone_minus_are_asked(truth, project):
    rows = [{"起点点号": row["IN_JUNCID"], "终点点号": row["OUT_JUNCID"], "起点高程": row["IN_ELEV"],
             "终点高程": row["OUT_ELEV"], "流向": "-" if number % 2 else ""}
            for number, row in enumerate(deliver.census_pipes(truth))]
    raw = deliver.raw_table(rows, "管线")
    mapping = columns.propose(raw, "pipes", context=project)
    assert {"level.invert_from", "level.invert_to", "flow.minus"} <= set(deliver.codes(mapping))
    assert not {"invert_from", "flow"} & {rule.target for rule in mapping.fields}  # empty until answered
    settled = columns.propose(raw, "pipes", {"level.invert_from": "invert", "level.invert_to": "invert",
                                             "flow.minus": "nothing"}, project)
    assert deliver.codes(settled) == []
    assert next(rule for rule in settled.fields if rule.target == "flow").values == {"-": None}


def test_a_register_of_outfalls_with_every_dirt_of_names_and_codes(truth, project):
    degrees = placing.transform(truth.xy[:8] - [0, 120], "EPSG:4547", "EPSG:4490")
    raw = deliver.raw_table(deliver.outfall_register(degrees), "排污口台账")
    assert columns.guess_table(raw)[0][0] == "outfalls"
    mapping = columns.propose(raw, "outfalls", context=project)
    assert deliver.codes(mapping) == []
    made = prepare(raw, mapping, project)
    assert not made.rejects
    assert made.columns["name"].tolist() == [clean for _, clean in deliver.DIRTY_NAMES]
    assert made.columns["remark"][4] == "2025年新增"
    assert made.columns["code_national"].tolist() == [
        "FA-420106-0001-GY-00", "FA-420106-0002-QT-00", "FA-420106-0003-QT-00", None, None, None, None,
        "FA-420103-0008-QT-00"]
    assert made.columns["code_local"][0] == "FA-420106-0077-GY-00"  # its serial differs: two codes, never one
    assert made.columns["code_raw"][1] == "FA4201060002QT00"
    assert set(made.columns["county_code"]) == {"420106"}
    assert made.columns["type_l1"].tolist() == ["工业排污口", *["其他排口"] * 5, None, "其他排口"]
    assert made.columns["is_outfall"][:2].tolist() == ["no", "yes"]
    assert made.columns["mouth_form"][3] == "其他"
    assert any("another district" in problem.text for problem in made.problems)
    xy = shapely.get_coordinates(shapely.from_wkb(made.geometry))
    np.testing.assert_allclose(xy, truth.xy[:8] - [0, 120], atol=0.01)


def test_rows_that_are_no_rows_and_rows_without_a_place(truth, project):
    wgs = placing.transform(truth.xy[:4], "EPSG:4547", "EPSG:4490")
    rows = [{"企业名称": f"厂{i}", "经度": f"{lon:.6f}", "纬度": f"{lat:.6f}", "接入井编号": ""}
            for i, (lon, lat) in enumerate(wgs)]
    rows += [{"企业名称": "企业名称", "经度": "经度", "纬度": "纬度", "接入井编号": "接入井编号"},
             dict.fromkeys(rows[0], ""), {**dict.fromkeys(rows[0], ""), "企业名称": "合计"},
             {**rows[0], "经度": "一百一十四度"},
             {**rows[0], "企业名称": "无", "经度": "", "纬度": "/"},
             {**rows[0], "企业名称": "", "经度": "", "纬度": "", "接入井编号": "YS001"},
             {**rows[0], "企业名称": "反", "经度": rows[0]["纬度"], "纬度": rows[0]["经度"]}]
    raw = deliver.raw_table(rows, "企业")
    made = prepare(raw, columns.propose(raw, "enterprises", context=project), project)
    assert [reject.row_number for reject in made.rejects] == [6, 7, 8, 9, 10]
    assert len(made.source) + len(made.rejects) == raw.n
    assert made.geometry[4] is None  # tied to the network by its manhole
    assert [change.rows.tolist() for change in made.changes if change.rule == "swapped_row"] == [[10]]
    xy = shapely.get_coordinates(shapely.from_wkb(made.geometry[5:]))
    np.testing.assert_allclose(xy, truth.xy[:1], atol=0.2)


def test_filter_expression_and_constant(truth, project):
    raw = deliver.raw_table(deliver.survey_points(truth), "YSPoint")
    mapping = columns.propose(raw, "manholes", context=project)
    mapping.filter = "\"附属物\" = '雨水篦'"
    next(rule for rule in mapping.fields if rule.target == "kind").constant = ""
    rule = next(rule for rule in mapping.fields if rule.target == "ground_level")
    rule.source, rule.expression = "", 'to_real("地面高程") + 1'
    made = prepare(raw, mapping, project)
    assert len(made.source) == 8
    assert not made.rejects
    np.testing.assert_allclose(made.columns["ground_level"], truth.ground[4::5] + 1)
    mapping.filter = '"没有" = 1'
    with pytest.raises(UserError, match="没有"):
        prepare(raw, mapping, project)


def test_gbk_shapefiles_and_a_workbook_from_end_to_end(truth, project, tmp_path):
    from osgeo import ogr
    from outfall_tracer.importing import readers

    (tmp_path / "交付").mkdir()
    points = tmp_path / "交付" / "YSPoint.shp"
    deliver.write_gbk_shapefile(points, deliver.survey_points(truth), shapely.points(truth.xy), ogr.wkbPoint)
    raw = readers.read(points)
    mapping = columns.propose(raw, "manholes", context=project)
    assert deliver.codes(mapping) == []
    assert mapping.place.kind == "geometry"
    made = prepare(raw, mapping, project)
    assert made.columns["code"].tolist() == truth.code
    lines = tmp_path / "交付" / "YSLine.shp"
    shapes = shapely.linestrings([[truth.xy[a], truth.xy[b]] for a, b in truth.pipes])
    deliver.write_gbk_shapefile(lines, deliver.survey_lines(truth), shapes, ogr.wkbLineString)
    raw = readers.read(lines)
    mapping = columns.propose(raw, "pipes", context=project)
    assert deliver.codes(mapping) == []
    assert {rule.target for rule in mapping.fields} >= {
        "code",
        "from_node",
        "to_node",
        "invert_from",
        "invert_to",
        "flow",
        "diameter_mm",
        "data_source",
        "status",
        "owner",
    }
    piped = prepare(raw, mapping, deliver.with_manholes(project, deliver.manholes_of(made)))
    assert np.isfinite(piped.columns["invert_from"]).all()
    book = tmp_path / "排污口.xlsx"
    degrees = placing.transform(truth.xy[:8] - [0, 120], "EPSG:4547", "EPSG:4490")
    deliver.write_workbook(book, deliver.outfall_register(degrees), "武汉市入河排污口台账（2025年）")
    raw = readers.read(book)
    mapping = columns.propose(raw, "outfalls", context=project)
    assert deliver.codes(mapping) == []
    register = prepare(raw, mapping, project)
    assert len(register.source) == 8
    assert [reject.raw["序号"] for reject in register.rejects] == ["合计"]
    assert register.columns["name"].tolist() == [clean for _, clean in deliver.DIRTY_NAMES]


def test_depths_take_the_ground_level_of_their_own_line(truth, project):
    rows = [{"起点点号": row["IN_JUNCID"], "终点点号": row["OUT_JUNCID"],
             "起点地面高程": f"{truth.ground[a]:.3f}", "终点地面高程": f"{truth.ground[b]:.3f}" if a else "",
             "起点埋深": f"{truth.depth[a]:.3f}", "终点埋深": f"{truth.depth[b]:.3f}"}
            for (a, b), row in zip(truth.pipes, deliver.census_pipes(truth))]
    lines = shapely.to_wkb(shapely.linestrings([[truth.xy[a], truth.xy[b]] for a, b in truth.pipes]))
    raw = deliver.raw_table(rows, "管线", np.asarray(lines, dtype=object), "EPSG:4547")
    mapping = columns.propose(raw, "pipes", context=project)
    assert deliver.codes(mapping) == []
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(made.columns["invert_from"], truth.invert[:-1])
    assert np.isnan(made.columns["invert_to"][0])  # neither the line nor a point knows the ground there
    np.testing.assert_allclose(made.columns["invert_to"][1:], truth.invert[2:])


def test_one_table_of_points_that_name_the_next_point(truth, project):
    """The old habit: one row per point and neighbour, imported once as points and once as lines."""
    rows = [
        {
            "物探点号": truth.code[a],
            "连接点号": truth.code[b],
            "X坐标": f"{truth.xy[a, 1]:.3f}",
            "Y坐标": f"{truth.xy[a, 0]:.3f}",
            "地面高程": f"{truth.ground[a]:.3f}",
            "埋深": f"{truth.depth[a]:.3f}",
            "管径": "600",
            "流向": "+",
        }
        for a, b in truth.pipes
    ]
    raw = deliver.raw_table(rows, "排水成果表")
    points = prepare(raw, columns.propose(raw, "manholes", context=project), project)
    known = deliver.with_manholes(project, deliver.manholes_of(points))
    mapping = columns.propose(raw, "pipes", context=known)
    assert (deliver.codes(mapping), mapping.place.kind) == ([], "nodes")
    made = prepare(raw, mapping, known)
    assert [reject.row_number for reject in made.rejects] == [
        len(rows) + 1
    ]  # the last point has no row of its own
    np.testing.assert_allclose(made.columns["invert_from"], truth.invert[:-2])


def test_codes_that_a_spreadsheet_cut_short_are_named_and_stakes_are_read(truth, project):
    degrees = placing.transform(truth.xy[:8], "EPSG:4547", "EPSG:4490")
    rows = deliver.outfall_register(degrees)
    for number, row in enumerate(rows):
        row["里程"] = f"K{number}+250"
    rows[2]["省级编码"] = "4.20106E+13"
    raw = deliver.raw_table(rows, "排污口")
    made = prepare(raw, columns.propose(raw, "outfalls", context=project), project)
    assert made.columns["chainage_km"].tolist() == [number + 0.25 for number in range(8)]
    assert [problem.row for problem in made.problems if "cut short" in problem.text] == ["4"]


def test_progress_is_told_and_can_be_cancelled(truth, project):
    from outfall_tracer.problems import Cancelled

    raw = deliver.raw_table(deliver.survey_points(truth), "YSPoint")
    mapping = columns.propose(raw, "manholes", context=project)
    told = []
    project.report = lambda share, step: told.append((share, step))
    prepare(raw, mapping, project)
    assert told[0] == (0.0, "cleaning")
    assert told[-1] == (1.0, "checking")
    assert [share for share, _ in told] == sorted(share for share, _ in told)

    def stop(share, step):
        raise Cancelled

    project.report = stop
    with pytest.raises(Cancelled):
        prepare(raw, mapping, project)
