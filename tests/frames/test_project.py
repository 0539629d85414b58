"""A project through ``trace()`` beside what ``traceproject`` wrote into it."""

import json
import shutil

import geopandas as gpd
import numpy as np
import pytest
from outfall_tracer.frames import FrameError, read_project
from outfall_tracer.frames.parts import split
from outfall_tracer.frames.project import read_folder, read_links

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
