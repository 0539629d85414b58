"""The reach of the demonstration: axis, banks, districts, against the published tables."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from outfall_tracer.demo import districts as d
from outfall_tracer.demo import river as r
from outfall_tracer.demo.geo import project


@pytest.fixture(scope="module")
def river():
    return r.make_river(2021)


@pytest.fixture(scope="module")
def districts(river):
    return d.make_districts(2021, river)


def test_projection_agrees_with_epsg_4547():
    # PROJ's figures for EPSG:4490 to EPSG:4547
    xy = project([114.0, 115.0, 113.0], [30.0, 30.5, 31.0])
    assert xy == pytest.approx(
        np.array([[500000.0, 3320113.398], [596001.308, 3375966.960], [404493.443, 3431403.610]]), abs=0.01
    )


def test_chainage_agrees_with_the_published_points(river):
    xy = project([a[1] for a in r.ANCHORS], [a[2] for a in r.ANCHORS])
    s, across = river.locate(xy)
    km = r.START_KM + s / 1000
    assert np.abs(km - [a[0] for a in r.ANCHORS]).max() < 0.5
    assert np.abs(across).max() < 600


def test_the_reach_has_its_published_length(river):
    assert shapely.length(shapely.linestrings(river.axis)) == pytest.approx(145_500, abs=300)


def test_locate_is_the_projection_onto_the_axis(river):
    rng = np.random.default_rng(1)
    xy = river.axis[rng.integers(100, 5700, 200)] + rng.normal(0, 1200, (200, 2))
    _, across = river.locate(xy)
    line, points = shapely.linestrings(river.axis), shapely.points(xy)
    assert np.abs(across) == pytest.approx(shapely.distance(line, points), abs=1.0)
    assert (across > 0).any()
    assert (across < 0).any()


def test_river_is_one_to_two_kilometres_wide_and_has_its_island(river):
    width = river.left_m + river.right_m
    km = r.START_KM + river.s / 1000
    at_island = (km > 112) & (km < 123)
    assert width[~at_island].min() > 900
    assert width[~at_island].max() < 2000
    name, kind, main = river.polygons[0]
    assert (name, kind, len(main.interiors)) == ("长江", "river", 1)
    assert all(shape.is_valid and shape.geom_type == "Polygon" for *_, shape in river.polygons)


def test_districts_are_a_valid_coverage_of_thirteen(districts):
    shapes = [shape for *_, shape in districts.polygons]
    assert {code for code, *_ in districts.polygons} == set(d.NAMES)
    assert len(d.NAMES) == 13
    assert all(shape.geom_type == "Polygon" and shape.is_valid for shape in shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(shapely.unary_union(shapes).area, rel=1e-9)
    if hasattr(shapely, "coverage_is_valid"):
        assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize(
    ("side", "km", "county"),
    [
        (r.LEFT, 40, "420113"), (r.LEFT, 80, "420114"), (r.LEFT, 95, "420105"), (r.LEFT, 101.6, "420103"),
        (r.LEFT, 107, "420102"), (r.LEFT, 118, "420111"), (r.LEFT, 125, "420116"), (r.LEFT, 150, "420117"),
        (r.RIGHT, 66, "420115"), (r.RIGHT, 85, "420111"), (r.RIGHT, 100, "420106"), (r.RIGHT, 115, "420107"),
        (r.RIGHT, 135, "420111"), (r.RIGHT, 150, None), (r.RIGHT, 40, None),
    ],
)  # fmt: skip
def test_frontages_are_the_published_ones(river, districts, side, km, county):
    place = river.place(np.array([(km - r.START_KM) * 1000.0]), np.array([side * 1500.0]))
    assert districts.county(place)[0] == county


def test_labels_are_the_polygons(districts):
    rng = np.random.default_rng(3)
    xy = np.column_stack([rng.uniform(480_000, 590_000, 300), rng.uniform(3_330_000, 3_440_000, 300)])
    inside = np.full(len(xy), None, dtype=object)
    for code, _, shape in districts.polygons:
        inside[shapely.contains_xy(shape, *xy.T)] = code
    assert (inside == districts.county(xy)).mean() > 0.99
