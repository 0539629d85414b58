"""Where deliveries lie: datums, zones, exchanged numbers, degrees, local systems, told or asked for."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import shapely
from outfall_tracer.importing import questions
from outfall_tracer.importing.context import ImportContext
from outfall_tracer.importing.model import CoordinateRule
from outfall_tracer.importing.places import gcj02, placing
from outfall_tracer.importing.prepare import prepare
from outfall_tracer.importing.proposal import columns
from outfall_tracer.importing.report_page import report_html
from outfall_tracer.importing.run import Request, context_of, import_layer

from ..support import survey_delivery as deliver
from ..support.import_deliveries import delivery, empty_project_file, points, run, texts

__all__ = ["empty_project_file"]

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
    raw = deliver.raw_table(deliver.enterprise_list(gcj02.wgs84_to_gcj02(wgs)), "企业清单")
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
    given = gcj02.wgs84_to_gcj02(wgs) if datum == "gcj02" else gcj02.wgs84_to_bd09(wgs)
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


# witnesses of a datum


MIDDLE = (530_000.0, 3_380_000.0)


def dense_network():
    """Vertices every 25 m along streets some 250 m apart, 12 km wide: no place is far from a pipe."""
    rng = np.random.default_rng(5)
    sides = [np.meshgrid(np.arange(-6000.0, 6000.0, 25.0), rng.uniform(-6000.0, 6000.0, 48)) for _ in "xy"]
    (a, b), (c, d) = ([part.ravel() for part in side] for side in sides)
    return np.concatenate([np.column_stack([a, b]), np.column_stack([d, c])]) + MIDDLE


def beside_the_network(network, wide, n=80):
    """Return ``n`` places some 15 m from the pipes within ``wide`` metres, in degrees as they are."""
    rng = np.random.default_rng(7)
    near = network[(np.abs(network - MIDDLE) < wide).all(axis=1)]
    places = near[rng.integers(len(near), size=n)] + rng.uniform(-15.0, 15.0, size=(n, 2))
    return placing.transform(places, "EPSG:4547", "EPSG:4326")


def proposed(lonlat, table, context, **columns_of_rows):
    rows = [{"企业名称": f"厂{i}", "经度": f"{lon:.7f}", "纬度": f"{lat:.7f}",
             **{name: values[i] for name, values in columns_of_rows.items()}}
            for i, (lon, lat) in enumerate(lonlat)]
    return columns.propose(deliver.raw_table(rows, "企业"), table, context=context)


@pytest.mark.parametrize(("datum", "convert"), [
    ("gcj02", gcj02.wgs84_to_gcj02), ("bd09", gcj02.wgs84_to_bd09)])
def test_a_map_datum_is_told_in_a_dense_network(datum, convert):
    context = ImportContext(network=dense_network())
    mapping = proposed(convert(beside_the_network(context.network, 5000.0)), "enterprises", context)
    assert deliver.codes(mapping) == ["datum"]
    assert mapping.questions[0].proposed == datum


def test_places_that_fit_a_dense_network_as_given_are_said_to_fit():
    context = ImportContext(network=dense_network())
    mapping = proposed(beside_the_network(context.network, 5000.0), "enterprises", context)
    assert deliver.codes(mapping) == []
    assert any("fit the project as given" in text for text in mapping.assumptions)


def test_places_in_one_quarter_of_a_dense_network_are_no_proof():
    context = ImportContext(network=dense_network())
    shifted = gcj02.wgs84_to_gcj02(beside_the_network(context.network, 400.0))
    mapping = proposed(shifted, "enterprises", context)
    assert deliver.codes(mapping) == []
    assert any("cannot be told" in text for text in mapping.assumptions)


def test_the_districts_that_rows_name_are_a_witness():
    west, east = shapely.box(500_000, 3_360_000, 530_000, 3_400_000), shapely.box(
        530_000, 3_360_000, 560_000, 3_400_000)
    context = ImportContext(districts=[west, east], district_codes=["420102", "420103"])
    across = np.linspace(-2000.0, 2000.0, 60)
    places = np.column_stack([MIDDLE[0] + across, np.full(60, MIDDLE[1])])
    named = np.where(across < 0, "江岸区", "江汉区").tolist()
    named[3] = "江汉区"  # an error of the list
    lonlat = placing.transform(places, "EPSG:4547", "EPSG:4326")
    wrong = proposed(gcj02.wgs84_to_gcj02(lonlat), "enterprises", context, 所属区县=named)
    assert deliver.codes(wrong) == ["datum"]
    assert wrong.questions[0].proposed == "gcj02"
    assert "outside the district they name" in wrong.questions[0].text
    right = proposed(lonlat, "enterprises", context, 所属区县=named)
    assert deliver.codes(right) == []
    assert any("fit the project as given" in text for text in right.assumptions)


def test_rows_known_by_code_or_name_are_witnesses_in_every_table(empty_project_file, tmp_path):
    file = shutil.copy(empty_project_file, tmp_path / "project.gpkg")
    places = [(530_000.0 + 900.0 * i, 3_380_000.0) for i in range(4)]
    shapes = [shapely.box(x, y, x + 400.0, y + 400.0) for x, y in places]
    codes = ["420102", "420103", "420104", "420105"]
    run(file, delivery("districts", {"county_code": texts(*codes)},
                       texts(*[shapely.to_wkb(shape) for shape in shapes]), ("county_code",)))
    run(file, delivery("outfalls", {"code_national": texts(*[f"FA-{code}-0001-YS-00" for code in codes])},
                       points(*places), ("code_national",)))
    run(file, delivery("wharves", {"name": texts("甲码头", "乙码头", "丙码头", "丁码头")}, points(*places)))
    context = context_of(file)

    def off(xy):
        return gcj02.wgs84_to_gcj02(placing.transform(xy, "EPSG:4547", "EPSG:4326"))

    lonlat = off(np.array(places))
    spelled = [f"fa{code}0001ys00" for code in codes]
    named = ["甲码头", "乙码头", "丙码头", "丁码头"]
    for table, heading, cells in (("outfalls", "国家编码", spelled), ("wharves", "码头名称", named)):
        rows = [{heading: cell, "经度": f"{lon:.7f}", "纬度": f"{lat:.7f}"}
                for cell, (lon, lat) in zip(cells, lonlat)]
        mapping = columns.propose(deliver.raw_table(rows, "表"), table, context=context)
        assert mapping.questions[0].proposed == "gcj02", table
    turned = texts(*[shapely.to_wkb(shapely.transform(shape, off)) for shape in shapes])
    raw = deliver.raw_table([{"区划代码": code} for code in codes], "区界", turned, "EPSG:4326")
    assert columns.propose(raw, "districts", context=context).questions[0].proposed == "gcj02"


def test_something_is_said_of_the_system_into_an_empty_project_too(empty_project_file, tmp_path):
    file = shutil.copy(empty_project_file, tmp_path / "project.gpkg")
    sheet = tmp_path / "企业.csv"
    sheet.write_text("企业名称,经度,纬度\n甲厂,114.31,30.60\n乙厂,114.32,30.61\n", encoding="utf-8")
    (outcome,) = import_layer(file, Request(str(sheet), "enterprises"))
    assert any("nothing yet to compare" in text for text in outcome.report.assumptions)
    assert "EPSG:4490" in outcome.report.to_json()["system"]
    assert outcome.report.system in outcome.report.sentences()
    assert "EPSG:4547" in report_html(outcome.report)


@pytest.mark.parametrize(("place", "words"), [
    (CoordinateRule("none"), "no places"),
    (CoordinateRule("nodes"), "manholes that the lines name"),
    (CoordinateRule("geometry"), "No coordinate system is stated"),
    (CoordinateRule("columns", crs="EPSG:4326", datum="gcj02"), "converted from GCJ-02"),
    (CoordinateRule("columns", crs="EPSG:4547", datum="xian80"), "Xian 1980"),
    (CoordinateRule("geometry", control_points=((0, 0, 1, 1), (5, 5, 6, 6))), "2 control points"),
])
def test_every_report_has_a_line_on_the_coordinate_system(place, words):
    assert words in placing.described(place, "", "EPSG:4547")


@pytest.mark.parametrize(("crs", "name"), [
    ("EPSG:2383", "Xian 1980"), ("EPSG:4610", "Xian 1980"), ("EPSG:2435", "Beijing 1954"),
    ("EPSG:21420", "Beijing 1954"), ('PROJCS["Xian_1980_3_Degree_GK_Zone_38"', "Xian 1980"),
    ('GEOGCS["GCS_Beijing_1954"', "Beijing 1954"), ("EPSG:4526", ""), ("EPSG:4490", ""), ("EPSG:32649", ""),
])
def test_the_old_datums_have_their_sentence_however_they_are_stated(crs, name):
    notes = placing.Mover(CoordinateRule("geometry"), crs, "EPSG:4547").notes
    assert [name in note and "tens of metres" in note for note in notes] == [True] * bool(name)
    assert not placing.Mover(CoordinateRule("geometry"), "EPSG:2383", "EPSG:2383").notes
