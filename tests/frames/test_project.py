"""A project through ``trace()`` beside what ``traceproject`` wrote into it."""

import json
import shutil

import geopandas as gpd
import numpy as np
import pytest
from outfall_tracer.frames import FrameError, read_project
from outfall_tracer.frames.parts import split
from outfall_tracer.frames.project import Project, read_folder, read_links
from shapely.geometry import LineString, Point

KEY = ["outfall", "source_table", "source"]


@pytest.fixture(scope="module")
def answer(demo):
    return read_project(demo).trace()


def written(demo, table):
    return gpd.read_file(demo, layer=table)


def test_links_are_those_of_traceproject(demo, answer):
    theirs = written(demo, "trace_links").rename(columns={"outfall_uid": "outfall", "source_uid": "source"})
    ours = answer.links.sort_values(KEY).reset_index(drop=True)
    theirs = theirs.sort_values(KEY).reset_index(drop=True)
    assert ours[KEY].equals(theirs[KEY])
    assert list(ours["rule"]) == list(theirs["rule"])
    assert list(ours["n_outfalls"]) == list(theirs["n_outfalls"])
    for column, digits in (("network_m", 3), ("hop_m", 3), ("confidence", 4)):
        np.testing.assert_allclose(ours[column], theirs[column], atol=0.51 * 10**-digits, rtol=0)
    parts = [json.loads(text) for text in theirs["confidence_parts"]]
    for name in parts[0]:
        np.testing.assert_allclose(ours[f"confidence_{name}"], [part[name] for part in parts], atol=5.1e-5)
    assert ours.geometry.hausdorff_distance(theirs.geometry).max() < 1e-6


def test_pipes_ends_and_findings_are_those_of_traceproject(demo, answer):
    theirs = written(demo, "pipe_trace").set_index("pipe_uid")
    ours = answer.pipes
    assert set(ours.index) == set(theirs.index)
    theirs = theirs.loc[ours.index]
    for column, other in (
        ("outfall", "outfall_uid"),
        ("n_outfalls", "n_outfalls"),
        ("flow_basis", "flow_basis"),
    ):
        assert list(ours[column]) == list(theirs[other])
    np.testing.assert_allclose(ours["network_m"], theirs["network_m"], atol=5.1e-4)
    ends = written(demo, "trace_ends")
    assert sorted(zip(answer.ends["reason"], answer.ends["detail"])) == sorted(
        zip(ends["reason"], ends["detail"])
    )
    findings = written(demo, "findings")
    assert sorted(zip(answer.findings["kind"], answer.findings["text"])) == sorted(
        zip(findings["kind"], findings["text"])
    )


def test_outfalls_carry_what_traceproject_writes_back(demo, answer):
    theirs = written(demo, "outfalls").set_index("uid").loc[answer.outfalls.index]
    for column in ("n_enterprises", "n_construction_sites", "n_farmland_outlets", "n_other_sources"):
        assert list(answer.outfalls[column]) == list(theirs[column])
    assert list(answer.outfalls["main_source_uid"].fillna("")) == list(theirs["main_source_uid"].fillna(""))
    np.testing.assert_allclose(answer.outfalls["network_length_m"], theirs["network_length_m"], atol=0.051)


def test_upstream_of_an_outfall_is_as_long_as_said(answer):
    longest = answer.outfalls["network_length_m"].idxmax()
    upstream = answer.upstream(longest)
    assert upstream.geometry.length.sum() == pytest.approx(answer.outfalls.loc[longest, "network_length_m"])
    assert upstream["network_m"].is_monotonic_increasing


def test_parts_that_do_not_touch_answer_as_the_whole(demo, answer, tmp_path):
    parts = split(read_project(demo), tmp_path, 3000)
    assert len(parts) > 1
    answers = [read_folder(part).trace() for part in parts]
    for name, key in (("links", KEY), ("pipes", ["uid"]), ("ends", ["outfall", "reason", "detail"])):
        whole = getattr(answer, name)
        columns = [
            *key,
            *(c for c in ("network_m", "n_outfalls", "confidence", "gap_m") if c in whole.columns),
        ]
        rows = [
            row
            for one in answers
            for row in getattr(one, name)[columns].round(9).astype(str).itertuples(index=False)
        ]
        assert sorted(rows) == sorted(whole[columns].round(9).astype(str).itertuples(index=False))


def test_a_part_of_a_scheme_answers_as_in_the_whole(tmp_path):
    """Where most ids disagree with the drawing ids decide, also in a part that is too small to tell."""
    x, y, n = 500_000.0, 3_380_000.0, 60

    def pipes(rows, crs="EPSG:4547"):
        shapes = [LineString(xy) for _, _, xy in rows]
        ids = {"from_node": [a for a, _, _ in rows], "to_node": [b for _, b, _ in rows]}
        return gpd.GeoDataFrame(ids, geometry=shapes, index=[f"p{a}" for a, _, _ in rows], crs=crs)

    def at(place):
        return Point(x + place, y)

    # A street drawn as a scheme, each pipe 2 km from the next; far away three pipes, the last one elsewhere.
    street = [(f"A{k}", f"A{k + 1}", [(x + 2000 * k, y), (x + 2000 * k + 40, y)]) for k in range(n)]
    other = y + 900_000
    small = [
        ("B0", "B1", [(x, other), (x + 40, other)]),
        ("B1", "B2", [(x + 40, other), (x + 80, other)]),
        ("B2", "B3", [(x + 3000, other), (x + 3040, other)]),
    ]
    ends = [at(2000 * n), Point(x + 3040, other)]
    outfalls = gpd.GeoDataFrame(
        {"declared_node": [f"A{n}", "B3"]}, geometry=ends, index=["a", "b"], crs="EPSG:4547"
    )
    works = gpd.GeoDataFrame(
        {"declared_node": ["A0", "B0"]}, geometry=[at(0), Point(x, other)], index=[1, 2], crs="EPSG:4547"
    )
    whole = Project(tmp_path, pipes(street + small), outfalls, {"enterprises": works}, None, None)
    answer = whole.trace()
    assert dict(zip(answer.links["source"], answer.links["outfall"])) == {1: "a", 2: "b"}
    parts = split(whole, tmp_path / "parts", n)
    assert len(parts) == 2
    answers = [read_folder(part).trace() for part in parts]
    found = {row for one in answers for row in zip(one.links["source"], one.links["outfall"])}
    assert found == {(1, "a"), (2, "b")}
    assert {len(one.upstream(one.asked.outfall_ids[0])) for one in answers} == {n, 3}
    alone = Project(tmp_path, pipes(small), outfalls[1:], {"enterprises": works[1:]}, None, None).trace()
    assert not len(alone.links)  # nothing tells a part by itself that it is drawn as a scheme


def test_a_project_that_is_open_elsewhere_is_read_from_a_copy(demo, tmp_path):
    path = tmp_path / "open.gpkg"
    shutil.copy(demo, path)
    before = path.read_bytes()
    (tmp_path / "open.gpkg-wal").write_bytes(b"\0" * 32)
    assert len(read_project(path).outfalls) == 200
    assert path.read_bytes() == before
    assert (tmp_path / "open.gpkg-wal").read_bytes() == b"\0" * 32


def test_what_is_no_project_is_named(tmp_path, demo):
    with pytest.raises(FrameError, match="no file"):
        read_project(tmp_path / "none.gpkg")
    other = tmp_path / "other.gpkg"
    gpd.read_file(demo, layer="river").to_file(other, layer="river")
    with pytest.raises(FrameError, match="no outfall project"):
        read_project(other)


@pytest.mark.parametrize("name", ["answer.gpkg", "answer.parquet", "answer.fgb"])
def test_an_answer_is_written_once_and_read_by_others(answer, tmp_path, name):
    path = answer.to_file(tmp_path / name)
    if path.is_dir():
        read = gpd.read_parquet if path.suffix == ".parquet" else gpd.read_file
        links = read(path / f"trace_links{path.suffix}")
    else:
        links = gpd.read_file(path, layer="trace_links")
    assert len(links) == len(answer.links)
    assert {"outfall_uid", "source_table", "source_uid", "network_m"} <= set(links.columns)
    assert links.crs == answer.links.crs
    with pytest.raises(FrameError, match="already"):
        answer.to_file(path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [name]


def test_links_of_an_answer_and_of_a_project_are_read_alike(answer, demo, tmp_path):
    path = answer.to_file(tmp_path / "answer.parquet")
    assert sorted(read_links(path)) == sorted(read_links(demo))
