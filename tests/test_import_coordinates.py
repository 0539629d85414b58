"""Coordinates: every notation, zones by their numbers, the map datums, fits by control points."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outfall_tracer.importing import systems
from outfall_tracer.importing.cleaning.distinct_cells import objects
from outfall_tracer.importing.places import coordinates, gcj02
from outfall_tracer.importing.places.control_points import fit
from outfall_tracer.problems import UserError

from .support.survey_delivery import to_dms


@pytest.mark.parametrize(
    "text",
    [
        "114.2827861",
        "114°16′58.03″",
        "114°16'58.03\"E",
        "东经114度16分58.03秒",
        "114 16 58.03",
        "114-16-58.03",
        "E114°16′58.03″",
        "114:16:58.03",
        "114°16.967167′",
        "１１４°１６′５８．０３″",
        " 114º16’58.03”",
    ],
)
def test_one_angle_in_every_notation(text):
    assert coordinates.angle(text).value == pytest.approx(114.2827861, abs=1e-7)


@pytest.mark.parametrize("text", ["", "abc", "114°61′", "114°16′60″", "114。28", "北纬东经30", "1-2-3-4"])
def test_what_is_no_angle(text):
    assert coordinates.angle(text) is None


@pytest.mark.parametrize("text", [
    "114.5,30.25", "114.5，30.25", "(114.5 30.25)", "POINT (114.5 30.25)",
    "N30.25 E114.5", "北纬30°15′，东经114°30′",
    "114°30′E,30°15′N", "东经：114.5；北纬：30.25", "114.5/30.25",
])
def test_one_pair_in_one_cell(text):
    xy, bad = coordinates.column_pairs(objects([text]))
    np.testing.assert_allclose(xy, [[114.5, 30.25]])
    assert not bad.any()


def test_three_columns_and_their_faults():
    nan = np.nan
    got = coordinates.from_triple(np.array([114.0, -30.0, 114.0, nan]), np.array([30.0, 15.0, 60.0, 1.0]),
                                  np.array([36.0, nan, 0.0, 1.0]))
    np.testing.assert_allclose(got, [114.51, -30.25, nan, nan])


@given(st.floats(-179.99, 179.99))
def test_degrees_survive_their_notation(value):
    assert coordinates.angle(to_dms(value)).value == pytest.approx(value, abs=2e-8)
    written = to_dms(value, ("E", "W"))
    assert coordinates.angle(written).value == pytest.approx(value, abs=2e-8)


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_no_cell_breaks_the_readers(text):
    coordinates.angle(text)
    coordinates.pair(text)


@pytest.mark.parametrize(
    ("xy", "crs", "swapped"),
    [
        ((114.28, 30.55), "EPSG:4490", False),
        ((30.55, 114.28), "EPSG:4490", True),
        ((38_500_000, 3_380_000), "EPSG:4526", False),
        ((3_380_000, 38_500_000), "EPSG:4526", True),
        ((3_380_000, 500_000), "EPSG:4547", True),
        ((500_000, 3_380_000), "EPSG:4547", False),
        ((19_800_000, 3_380_000), "EPSG:4497", False),
        ((12_700_000, 3_580_000), "EPSG:3857", False),
        ((-79.3, 44.1), "EPSG:4326", False),
        ((400, 50), "", False),
    ],
)
def test_systems_by_the_size_of_the_numbers(xy, crs, swapped):
    first = systems.guesses(np.array([xy, xy], dtype=float))[0]
    assert (first.crs, first.swapped) == (crs, swapped)


def test_the_same_zone_in_another_datum():
    assert systems.in_datum("EPSG:4547", "xian80") == "EPSG:2383"
    assert systems.in_datum("EPSG:4526", "beijing54") == "EPSG:2414"
    assert systems.in_datum("EPSG:4497", "xian80") == "EPSG:2333"
    assert systems.in_datum("EPSG:4490", "beijing54") == "EPSG:4214"
    assert systems.in_datum("EPSG:32650", "xian80") == "EPSG:32650"


#: WGS 84, GCJ-02 and BD-09 of places at Wuhan, and the shift of GCJ-02 in metres (domain rules, 6.3).
WUHAN = (
    ((114.282787, 30.552201), (114.288204, 30.549743), (114.294769, 30.555461), 586.8),
    ((114.236111, 30.490000), (114.241534, 30.487506), (114.247950, 30.493849), 589.5),
    ((114.400278, 30.656944), (114.405831, 30.654695), (114.412404, 30.660443), 587.8),
    ((114.090000, 30.310000), (114.095719, 30.307648), (114.102185, 30.313747), 608.7),
    ((114.750000, 30.610000), (114.755259, 30.607551), (114.761792, 30.613459), 572.7),
)


def test_map_datums_at_wuhan():
    wgs, shifted, baidu = (np.array([row[i] for row in WUHAN]) for i in range(3))
    np.testing.assert_allclose(gcj02.wgs84_to_gcj02(wgs), shifted, atol=2e-6)
    np.testing.assert_allclose(gcj02.wgs84_to_bd09(wgs), baidu, atol=2e-6)
    scale = np.array([111_320 * np.cos(np.radians(30.5)), 110_900])
    off = np.hypot(*((gcj02.wgs84_to_gcj02(wgs) - wgs) * scale).T)
    np.testing.assert_allclose(off, [row[3] for row in WUHAN], rtol=0.005)


@given(st.floats(74, 134), st.floats(4, 53))
def test_map_datums_and_their_inverses(lon, lat):
    place = np.array([[lon, lat]])
    np.testing.assert_allclose(gcj02.gcj02_to_wgs84(gcj02.wgs84_to_gcj02(place)), place, atol=1e-9)
    np.testing.assert_allclose(gcj02.bd09_to_wgs84(gcj02.wgs84_to_bd09(place)), place, atol=1e-9)


def test_outside_china_nothing_moves_and_nothing_is_lost():
    places = np.array([[2.35, 48.85], [np.nan, 30.0], [114.0, 30.0]])
    moved = gcj02.wgs84_to_gcj02(places)
    np.testing.assert_array_equal(moved[0], places[0])
    assert np.isnan(moved[1]).any()
    assert abs(moved[2] - places[2]).max() > 1e-3


def test_the_published_cities_and_vectors(shared_data, monkeypatch):
    folder = shared_data("gcj02_vectors")
    cities = [
        city["coords"] for city in json.loads((folder / "china-cities.json").read_text(encoding="utf-8"))
    ]
    assert len(cities) == 664
    wgs, shifted, baidu = (np.array([city[name] for city in cities]) for name in ("WGS84", "GCJ02", "BD09"))
    for got, wanted in ((gcj02.wgs84_to_gcj02(wgs), shifted), (gcj02.wgs84_to_bd09(wgs), baidu),
                        (gcj02.gcj02_to_wgs84(shifted), wgs), (gcj02.bd09_to_wgs84(baidu), wgs)):
        assert np.abs(got - wanted).max() < 1e-5
    ways = {"wgs2gcj": gcj02.wgs84_to_gcj02, "gcj2wgs": gcj02.gcj02_to_wgs84, "wgs2bd": gcj02.wgs84_to_bd09,
            "bd2wgs": gcj02.bd09_to_wgs84, "gcj2bd": gcj02.gcj02_to_bd09, "bd2gcj": gcj02.bd09_to_gcj02}
    with (folder / "eviltransform_vectors.csv").open(encoding="utf-8", newline="") as lines:
        vectors = [row for row in csv.DictReader(lines) if row["kind"] in ways]
    assert vectors
    for row in vectors:
        # The library of the BD-09 vectors turns by pi where Baidu and the cities turn by 3000 pi / 180.
        monkeypatch.setattr(gcj02, "_BD_TURN", np.pi if row["kind"] == "bd2wgs" else 3000 * np.pi / 180)
        got = ways[row["kind"]](np.array([[float(row["lng_in"]), float(row["lat_in"])]]))[0]
        assert got == pytest.approx([float(row["lng_out"]), float(row["lat_out"])], abs=2e-5)


def test_a_fit_finds_the_similarity_and_says_what_it_misses():
    source = np.array([[0, 0], [1000, 0], [0, 800], [900, 700]], dtype=float)
    turn = np.array([[0.9998, -0.0175], [0.0175, 0.9998]]) * 1.0001
    target = source @ turn.T + [527_000, 3_380_000]
    found = fit([(*a, *b) for a, b in zip(source, target)])
    assert found.kind == "similarity"
    np.testing.assert_allclose(found.apply(source), target, atol=1e-6)
    target[2] += [0.3, 0.0]
    assert fit([(*a, *b) for a, b in zip(source, target)]).rms > 0.05
    skew = source @ np.array([[1.0, 0.02], [0.0, 0.98]]).T + [5, 6]
    assert fit([(*a, *b) for a, b in zip(source, skew)]).kind == "affine"


@pytest.mark.parametrize("points", [[], [(0, 0, 1, 1)], [(1, 1, 5, 5), (1, 1, 6, 6)]])
def test_a_fit_needs_two_places(points):
    with pytest.raises(UserError, match="control points"):
        fit(points)
