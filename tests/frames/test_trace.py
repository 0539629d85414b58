"""``trace()``: what a notebook gives and gets."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from outfall_tracer.frames import FrameError, Options, trace
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point

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
