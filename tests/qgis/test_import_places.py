"""Where deliveries lie: datums, zones, exchanged numbers, degrees, local systems, told or asked for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from outfall_tracer.layers.importing import columns, gcj, placing, questions
from outfall_tracer.layers.importing.cleaning import prepare
from outfall_tracer.layers.importing.context import ImportContext

from ..support import survey_delivery as deliver

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def truth():
    return deliver.Survey()


@pytest.fixture
def project(truth):
    """A project that knows its districts and river: places can be confirmed by it."""
    return deliver.surroundings(truth)


def test_without_a_project_to_compare_with_the_system_is_asked(truth):
    raw = deliver.raw_table(deliver.survey_points(truth), "YSPoint")
    mapping = columns.propose(raw, "manholes", context=ImportContext())
    assert deliver.codes(mapping) == ["crs"]
    assert mapping.questions[0].proposed == "EPSG:4547"
    again = columns.propose(raw, "manholes", {"crs": "EPSG:4547"}, ImportContext())
    assert deliver.codes(again) == []


def test_a_list_of_enterprises_in_gcj02_asks_with_numbers(truth, project):
    wgs = placing.transform(truth.xy[::4], "EPSG:4547", "EPSG:4326")
    project.network = truth.xy
    raw = deliver.raw_table(deliver.enterprise_list(gcj.wgs84_to_gcj02(wgs)), "企业清单")
    mapping = columns.propose(raw, "enterprises", context=project)
    assert deliver.codes(mapping) == ["datum"]
    asked = mapping.questions[0]
    assert asked.proposed == "gcj02"
    assert "58" in asked.text  # 580 to 590 m here: the numbers are named
    untouched = prepare(raw, mapping, project)
    assert any(
        "taken as given" in problem.text for problem in untouched.problems
    )  # a mapping used again warns
    moved = prepare(raw, columns.propose(raw, "enterprises", questions.accepted(mapping), project), project)
    at = [shapely.get_coordinates(shapely.from_wkb(one.geometry)) for one in (untouched, moved)]
    assert np.hypot(*(at[0] - truth.xy[::4]).T).min() > 500  # never converted silently
    np.testing.assert_allclose(at[1], truth.xy[::4], atol=0.2)
    assert moved.columns["discharge_m3d"][:2].tolist() == [300.0, 1200.0]
    assert [problem.row for problem in moved.problems if problem.column == "credit_code"] == ["6"]
    assert moved.columns["credit_code"][0] == moved.columns["credit_code"][0].upper()


def test_a_datum_that_cannot_be_told_is_said_and_not_asked(truth):
    wide = ImportContext(districts=[shapely.box(400_000, 3_300_000, 600_000, 3_500_000)])
    wgs = placing.transform(truth.xy[::4], "EPSG:4547", "EPSG:4326")
    raw = deliver.raw_table(deliver.enterprise_list(wgs), "企业清单")
    mapping = columns.propose(raw, "enterprises", context=wide)
    assert deliver.codes(mapping) == []
    assert any("cannot be told" in sentence for sentence in mapping.assumptions)


@pytest.mark.parametrize(("heading", "datum"), [("经度_gcj02", "gcj02"), ("百度经度", "bd09")])
def test_a_datum_named_by_the_heading_is_stated(truth, project, heading, datum):
    wgs = placing.transform(truth.xy[:5], "EPSG:4547", "EPSG:4326")
    given = gcj.wgs84_to_gcj02(wgs) if datum == "gcj02" else gcj.wgs84_to_bd09(wgs)
    rows = [{"企业名称": f"厂{i}", heading: f"{lon:.7f}", heading.replace("经", "纬"): f"{lat:.7f}"}
            for i, (lon, lat) in enumerate(given)]
    raw = deliver.raw_table(rows, "企业")
    mapping = columns.propose(raw, "enterprises", context=project)
    assert (deliver.codes(mapping), mapping.place.datum) == ([], datum)
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(
        shapely.get_coordinates(shapely.from_wkb(made.geometry)), truth.xy[:5], atol=0.05
    )


@pytest.mark.parametrize(("crs", "exchange"), [("EPSG:4526", False), ("EPSG:4526", True), ("EPSG:4490", True),
                                               ("EPSG:4498", False), ("EPSG:3857", False)])
def test_zones_and_exchanged_numbers_are_told_by_their_size(truth, project, crs, exchange):
    given = placing.transform(truth.xy[:6], "EPSG:4547", crs)
    if exchange:
        given = given[:, ::-1]
    rows = [{"点号": code, "X": f"{x:.8f}", "Y": f"{y:.8f}"} for code, (x, y) in zip(truth.code, given)]
    raw = deliver.raw_table(rows, "管点")
    mapping = columns.propose(raw, "manholes", context=project)
    assert deliver.codes(mapping) == []
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(
        shapely.get_coordinates(shapely.from_wkb(made.geometry)), truth.xy[:6], atol=0.01
    )


def test_degrees_minutes_and_seconds_in_six_columns(truth, project):
    wgs = placing.transform(truth.xy[:6], "EPSG:4547", "EPSG:4490")
    rows = []
    for number, place in enumerate(wgs):
        row = {"排污口名称": f"武汉市武昌区第{number}排口"}
        for word, value in zip(("经度", "纬度"), place):
            degrees, rest = divmod(value * 3600, 3600)
            minutes, seconds = divmod(rest, 60)
            row |= {
                f"{word}度": f"{degrees:.0f}",
                f"{word}分": f"{minutes:.0f}",
                f"{word}秒": f"{seconds:.5f}",
            }
        rows.append(row)
    raw = deliver.raw_table(rows, "S104")
    mapping = columns.propose(raw, "outfalls", context=project)
    assert (deliver.codes(mapping), mapping.place.notation, len(mapping.place.x)) == ([], "dms", 3)
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(
        shapely.get_coordinates(shapely.from_wkb(made.geometry)), truth.xy[:6], atol=0.01
    )


def test_a_local_system_is_fitted_by_control_points_and_says_how_well(truth, project):
    turn, scale = np.radians(0.7), 1.0002
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    local = (truth.xy - truth.xy[0]) @ matrix.T + [8000.0, 4000.0]
    rows = [{"点号": code, "X": f"{x:.4f}", "Y": f"{y:.4f}"} for code, (x, y) in zip(truth.code, local)]
    raw = deliver.raw_table(rows, "管点")
    mapping = columns.propose(raw, "manholes", context=ImportContext())
    assert deliver.codes(mapping) == ["crs"]
    mapping = columns.propose(raw, "manholes", {"crs": "local"}, ImportContext())
    mapping.place.control_points = tuple((*local[row], *truth.xy[row]) for row in (0, 13, 30))
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(shapely.get_coordinates(shapely.from_wkb(made.geometry)), truth.xy, atol=0.001)
    assert any("control points" in sentence for sentence in made.assumptions)


def test_a_file_that_mixes_datums_is_asked(truth, project):
    wgs = placing.transform(truth.xy[:6], "EPSG:4547", "EPSG:4326")
    rows = [
        {
            "企业名称": f"厂{i}",
            "经度": f"{lon:.6f}",
            "纬度": f"{lat:.6f}",
            "坐标系": "WGS84" if i % 2 else "火星坐标",
        }
        for i, (lon, lat) in enumerate(wgs)
    ]
    raw = deliver.raw_table(rows, "企业")
    mapping = columns.propose(raw, "enterprises", context=project)
    assert deliver.codes(mapping) == ["datum"]
    assert {answer for answer, _ in mapping.questions[0].options} == {"wgs84", "gcj02"}
    assert mapping.questions[0].proposed == ""


def test_a_layer_drawn_with_north_for_x_is_put_right(truth, project):
    points = np.asarray(shapely.to_wkb(shapely.points(truth.xy[:, ::-1])), dtype=object)
    raw = deliver.raw_table([{"点号": code} for code in truth.code], "管点", points, "EPSG:4547")
    mapping = columns.propose(raw, "manholes", context=project)
    assert mapping.place.swapped
    assert any("exchanged" in sentence for sentence in mapping.assumptions)
    made = prepare(raw, mapping, project)
    np.testing.assert_allclose(shapely.get_coordinates(shapely.from_wkb(made.geometry)), truth.xy)
