"""``trace()``: what a notebook gives and gets."""

import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from outfall_tracer.frames import FrameError, Options, trace
from shapely.geometry import GeometryCollection, LineString, MultiLineString, MultiPoint, Point

UTM = "EPSG:32650"
X, Y = 240_000.0, 3_385_000.0


def line(*places):
    return LineString([(X + x, Y + y) for x, y in places])


def point(x, y):
    return Point(X + x, Y + y)


def city(crs=UTM):
    """Two pipes to an outfall, a branch, and a source above each."""
    pipes = gpd.GeoDataFrame(
        {"diameter_mm": [300, 400, 200], "note": ["a", "b", "c"]},
        geometry=[line((0, 0), (50, 0)), line((50, 0), (100, 0)), line((50, 40), (50, 0))],
        index=["P1", "P2", "P3"],
        crs=UTM,
    )
    outfalls = gpd.GeoDataFrame({"name": ["East"]}, geometry=[point(101, 0)], index=[7], crs=UTM)
    works = gpd.GeoDataFrame(
        {"name": ["Dye works", "Brewery"]}, geometry=[point(0, 5), point(50, 44)], index=[70, 71], crs=UTM
    )
    return pipes.to_crs(crs), outfalls.to_crs(crs), {"enterprises": works.to_crs(crs)}


@pytest.mark.parametrize("crs", [UTM, "EPSG:4326", "EPSG:3857", "EPSG:2263", "EPSG:4547+5773"])
def test_metres_whatever_the_system_and_the_callers_own_comes_back(crs):
    pipes, outfalls, sources = city(crs)
    answer = trace(pipes, outfalls, sources)
    links = answer.links.set_index("source")
    assert list(links.loc[[70, 71], "outfall"]) == [7, 7]
    np.testing.assert_allclose(links.loc[[70, 71], "network_m"], [100, 90], rtol=1e-3)
    assert set(answer.pipes.index) == {"P1", "P2", "P3"}
    assert answer.links.crs == pipes.crs == answer.ends.crs
    hop = answer.links.to_crs(UTM).geometry.iloc[0]
    assert hop.length == pytest.approx(5, abs=0.02)


def test_frames_stay_as_they_are_and_the_index_is_the_id():
    pipes, outfalls, sources = city()
    before = pipes.copy(deep=True), outfalls.copy(deep=True), sources["enterprises"].copy(deep=True)
    answer = trace(pipes, outfalls, sources)
    for frame in ("links", "pipes", "ends", "findings", "outfalls"):
        assert isinstance(getattr(answer, frame), gpd.GeoDataFrame)
    for left, right in zip((pipes, outfalls, sources["enterprises"]), before):
        pd.testing.assert_frame_equal(pd.DataFrame(left), pd.DataFrame(right))
    assert list(answer.pipes["note"]) == ["a", "b", "c"]
    assert answer.outfalls.loc[7, "n_enterprises"] == 2
    assert answer.outfalls.loc[7, "main_source_name"] in ("Dye works", "Brewery")
    assert next(iter(answer.upstream(7).index)) == "P2"
    with pytest.raises(FrameError, match="no outfall 8"):
        answer.upstream(8)


def test_ids_beat_the_drawing_and_are_the_same_as_number_and_text():
    pipes, outfalls, sources = city()
    pipes["a"], pipes["b"] = [1, 2, "3"], [2.0, 9.0, "2"]
    outfalls["declared_node"] = ["9"]
    answer = trace(pipes, outfalls, sources, from_node="a", to_node="b")
    assert set(answer.pipes["flow_basis"]) == {"declared_order"}
    assert len(answer.links) == 2


def test_barriers_close_pipes_by_position_and_by_index():
    pipes, outfalls, sources = city()
    closed = trace(pipes, outfalls, sources, barriers=[True, False, False])
    assert list(closed.links["source"]) == [71]
    series = pd.Series({"P3": True, "P2": False, "P1": False})
    assert list(trace(pipes, outfalls, sources, barriers=series).links["source"]) == [70]


def test_every_fault_of_every_frame_is_said_at_once():
    pipes, outfalls, sources = city()
    pipes["diameter_mm"] = ["300", "big", "wide"]
    twice = pd.concat([outfalls, outfalls])
    areas = sources["enterprises"].set_geometry(sources["enterprises"].buffer(5))
    with pytest.raises(FrameError) as refused:
        trace(pipes, twice, {"enterprises": areas}, from_node="us")
    said = str(refused.value)
    assert "no column us" in said
    assert "Polygon" in said
    assert "stand more than once" in said
    with pytest.raises(ValueError, match="big, wide"):
        trace(pipes, outfalls, sources)
    with pytest.raises(FrameError, match="not a GeoDataFrame"):
        trace(pd.DataFrame({"a": [1]}), outfalls)
    with pytest.raises(FrameError, match="set_crs"):
        trace(city()[0].set_crs(None, allow_override=True), outfalls)
    with pytest.raises(FrameError, match="degrees"):
        trace(city()[0].set_crs(4326, allow_override=True), outfalls)
    with pytest.raises(FrameError, match="several points"):
        trace(city()[0], outfalls.set_geometry([MultiPoint([point(0, 0), point(100, 0)])], crs=UTM))
    flows = city()[0].assign(flow=["+", "down", "-"])
    with pytest.raises(FrameError, match="down"):
        trace(flows, outfalls)


def test_odd_but_usable_frames():
    pipes, outfalls, sources = city()
    for made in (pipes.iloc[:0], pipes.assign(geometry=None).set_crs(UTM, allow_override=True)):
        answer = trace(made, outfalls, sources)
        assert len(answer.pipes) == 0
        assert len(answer.ends) == 0
        assert len(answer.outfalls) == 1
    assert len(trace(pipes, outfalls).links) == 0
    assert len(trace(pipes, outfalls.iloc[:0], sources).outfalls) == 0
    multi = pipes.copy()
    multi.geometry = [MultiLineString([line((0, 0), (30, 0)), line((30, 0), (50, 0))]), *pipes.geometry[1:]]
    assert len(trace(multi, outfalls, sources).links) == 2
    high = pipes.set_geometry(
        [LineString([(*xy, 20.0) for xy in shape.coords]) for shape in pipes.geometry], crs=UTM
    )
    assert len(trace(high, outfalls, sources).links) == 2
    mixed = {"enterprises": sources["enterprises"].to_crs(4326)}
    assert len(trace(pipes, outfalls.to_crs(3857), mixed).links) == 2
    same = gpd.GeoDataFrame(geometry=[line((0, 0), (0, 0))] * 1000, crs=UTM)
    assert len(trace(same, outfalls, sources).links) == 0


def test_options_are_the_engines():
    pipes, outfalls, sources = city()
    apart = pipes.copy()
    apart.geometry = [line((0, 0), (49, 0)), *pipes.geometry[1:]]
    assert len(trace(apart, outfalls, sources).links) == 1
    bridged = trace(apart, outfalls, sources, options=Options(gap_distance_m=2))
    assert len(bridged.links) == 2
    assert bridged.links.set_index("source").loc[70, "confidence_gaps"] < 1


def test_declared_outfalls_outlines_and_manholes():
    pipes, outfalls, _sources = city()
    far = gpd.GeoDataFrame(
        {
            "name": ["By paper", "On site", "At the well"],
            "declared_outfall": ["7", None, None],
            "declared_node": [None, None, "W9"],
        },
        geometry=[point(5000, 5000), point(20, 200), point(900, 900)],
        index=["d", "s", "w"],
        crs=UTM,
    )
    site = gpd.GeoDataFrame(
        {"source_table": ["other_sources"], "source_uid": ["s"]},
        geometry=[line((20, 200), (20, -5)).buffer(3)],
        crs=UTM,
    )
    wells = gpd.GeoDataFrame({"code": ["W9"]}, geometry=[point(50, 0)], crs=UTM)
    answer = trace(pipes, outfalls, {"other_sources": far}, outlines=site, manholes=wells)
    assert dict(zip(answer.links["source"], answer.links["rule"]))["d"] == "declared"
    assert "s" in set(answer.links["source"])


def street(n, **columns):
    """Pipes in a row down to an outfall, a source above each."""
    pipes = gpd.GeoDataFrame(
        {name: values[:n] for name, values in columns.items()},
        geometry=[line((50 * k, 0), (50 * (k + 1), 0)) for k in range(n)],
        crs=UTM,
    )
    outfalls = gpd.GeoDataFrame(geometry=[point(50 * n, 0)], index=["O"], crs=UTM)
    works = gpd.GeoDataFrame(geometry=[point(50 * k, 3) for k in range(n)], crs=UTM)
    return pipes, outfalls, {"enterprises": works}


@pytest.mark.parametrize(
    "limit",
    [
        {"limit_sources": 2},
        {"limit_sources": 3, "limit_source_kind": "enterprises"},
        {"limit_m": 120.0},
        {"limit_manholes": 2},
        {"limit_sources": 2, "limit_m": 400.0},
    ],
)
def test_one_outfall_is_traced_within_the_limits_of_all(limit):
    answer = trace(*street(9), options=Options(**limit))
    upstream = answer.upstream("O")
    assert set(upstream.index) == set(answer.pipes.index)
    assert 0 < len(upstream) < 9
    np.testing.assert_allclose(upstream["network_m"], answer.pipes.loc[upstream.index, "network_m"])


IDS = [1, "1", 1.0, " 1 ", np.int64(1)]
NONE = [np.nan, None, pd.NA, pd.NaT, "", " ", "/", "nan", "NaN", "N/A", "NA", "无"]


@pytest.mark.parametrize("same", IDS, ids=repr)
@pytest.mark.parametrize("none", NONE, ids=repr)
def test_ids_of_any_type_and_ids_that_are_none(same, none):
    """Pipes whose far ends have no id are not joined by it, wherever they lie."""
    pipes, outfalls, sources = street(2)
    far = gpd.GeoDataFrame(geometry=[line((9000, 9000), (9050, 9000)), line((0, 5000), (0, 5050))], crs=UTM)
    every = pd.concat([pipes, far], ignore_index=True)
    every["from_node"] = pd.Series([none, same, none, none], dtype=object)
    every["to_node"] = pd.Series([1, "out", none, none], dtype=object)
    outfalls["declared_node"] = ["out"]
    answer = trace(every, outfalls, sources)
    assert set(answer.pipes.index) == {0, 1}


def faulty():
    """Frames that no notebook should give, and what is said of them."""
    pipes, outfalls, _sources = city()
    no_crs = outfalls.set_crs(None, allow_override=True)
    twice = pd.concat([outfalls, outfalls])
    columns = pd.concat([pipes, pipes[["note"]]], axis=1)
    return {
        "points as pipes": ((outfalls, outfalls), "should hold lines"),
        "lines as outfalls": ((pipes, pipes), "should hold points"),
        "a collection": (
            (pipes.set_geometry([GeometryCollection([one]) for one in pipes.geometry], crs=UTM), outfalls),
            "GeometryCollection",
        ),
        "polygons as pipes": ((pipes.set_geometry(pipes.buffer(1)), outfalls), "Polygon"),
        "a frame without geometry": ((pd.DataFrame(pipes.drop(columns="geometry")), outfalls), "DataFrame"),
        "no system for one": ((pipes, no_crs), r"\[outfalls\] no coordinate system"),
        "one id twice": ((pipes, twice), "stand more than once"),
        "one column twice": ((columns, outfalls), "several columns called note"),
        "a barrier too few": ((pipes, outfalls, None, [True]), "mask of 3"),
        "barriers that are no mask": ((pipes, outfalls, None, [1, 0, 2]), "True or False"),
        "sources that are a list": ((pipes, outfalls, {"enterprises": [1, 2]}), r"\[enterprises\] is list"),
        "infinite numbers as text": (
            (pipes.assign(invert_from=["1", "x", "?"], invert_to=["a", "b", "c"]), outfalls), "'invert_to'"),
    }


@pytest.mark.parametrize("name", faulty())
def test_bad_frames_are_refused_with_their_name(name):
    given, said = faulty()[name]
    barriers = given[3] if len(given) > 3 else None
    with pytest.raises(FrameError, match=said):
        trace(*given[:3], barriers=barriers)


def test_a_million_vertices_and_very_many_points_at_one_place():
    pipes, outfalls, sources = city()
    here = point(50, 0)
    heap = LineString(np.repeat([[X, Y], [X + 50, Y]], [1_000_000, 1], axis=0))
    pipes.geometry = [heap, *pipes.geometry[1:]]
    assert len(trace(pipes, outfalls, sources).links) == 2
    pipes = city()[0]
    many = gpd.GeoDataFrame(geometry=np.full(100_000, here), crs=UTM)
    answer = trace(pipes, outfalls, {"enterprises": many}, manholes=many)
    assert len(answer.links) == 100_000
    assert answer.outfalls["n_enterprises"].iloc[0] == 100_000


def test_two_systems_and_a_third_dimension():
    pipes, outfalls, sources = city()
    deep = pipes.set_geometry(shapely.force_3d(pipes.geometry.values, -3.2), crs=UTM)
    works = sources["enterprises"].set_geometry(shapely.force_3d(sources["enterprises"].geometry.values, 9.5))
    answer = trace(deep, outfalls.to_crs("EPSG:4547"), {"enterprises": works.to_crs("EPSG:4979")})
    assert len(answer.links) == 2
    assert answer.links.crs == deep.crs


def test_texts_do_not_search_for_an_application_each_time(monkeypatch):
    """Thousands of ends have a sentence each, and a search for a package that is not there is slow."""
    from outfall_tracer.i18n import translate

    asked = []

    class Finder:
        @staticmethod
        def find_spec(name, _path=None, _target=None):
            asked.append(name)

    assert translate("Ends", "Headwater") == "Headwater"
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    for _ in range(100):
        translate("Ends", "Headwater")
    assert not asked
