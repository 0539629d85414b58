"""``python -m outfall_tracer`` as a terminal runs it."""

import json
import subprocess
import sys

import geopandas as gpd
import pytest
from outfall_tracer.frames import read_project


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "outfall_tracer", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_project_is_traced_and_scored(demo, tmp_path):
    before = demo.read_bytes()
    done = run("trace", demo, "--output", tmp_path / "answer.gpkg", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["outfalls"] == 200
    assert said["links"] == len(gpd.read_file(tmp_path / "answer.gpkg", layer="trace_links"))
    assert demo.read_bytes() == before
    truth = next(path for path in demo.parent.glob(f"{demo.stem}*") if "truth" in path.name)
    score = run("score", tmp_path / "answer.gpkg", truth)
    assert score.returncode == 0, score.stderr
    assert "0.9" in score.stdout


def test_files_of_any_kind_are_traced(demo, tmp_path):
    project = read_project(demo)
    project.pipes.to_file(tmp_path / "pipes.fgb")
    project.outfalls.to_parquet(tmp_path / "outfalls.parquet")
    project.sources["enterprises"].to_file(tmp_path / "all.gpkg", layer="works")
    done = run(
        "trace",
        tmp_path / "pipes.fgb",
        tmp_path / "outfalls.parquet",
        "--sources",
        f"enterprises={tmp_path / 'all.gpkg'}|works",
        "--pipe-id",
        "uid",
        "--outfall-id",
        "uid",
        "--barriers",
        "status == 'abandoned'",
        "--option",
        "gap_distance_m=2",
        "--output",
        tmp_path / "answer.parquet",
    )
    assert done.returncode == 0, done.stderr
    assert "links" in done.stdout
    assert len(gpd.read_parquet(tmp_path / "answer.parquet" / "trace_links.parquet")) > 100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trace", "none.gpkg", "--output", "a.gpkg"), "no file"),
        (("trace", "none.shp", "none.shp", "--output", "a.gpkg"), "no file"),
        (
            ("trace", "x", "y", "--option", "nearness=2", "--option", "nearest=x", "--output", "a.gpkg"),
            "'nearness' is no option",
        ),
        (("trace-many", "nowhere", "--output", "a"), "no folder"),
    ],
)
def test_faults_are_sentences(arguments, said):
    done = run(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_help_teaches():
    done = run("--help")
    assert done.returncode == 0
    assert "--from-node US_MH" in done.stdout
