"""The demonstration end to end: written, traced, scored."""

from __future__ import annotations

import pytest
from outfall_tracer.demo.generate import Demonstration, generate
from outfall_tracer.demo.scoring import score
from outfall_tracer.layers.schema import SCHEMA
from outfall_tracer.layers.store.table_io import ProjectFile
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.problems import Cancelled, UserError


@pytest.fixture(scope="module")
def demo(qgis_app, tmp_path_factory):
    return generate(
        tmp_path_factory.mktemp("demo") / "演示 one.gpkg",
        Demonstration(seed=11, outfalls=150, pipes=4500),
    )


def test_the_project_holds_what_was_asked(demo):
    with ProjectFile(demo.project) as project:
        assert project.count("outfalls") == demo.rows["outfalls"] == 150
        assert project.count("pipes") == 4500
        for table in SCHEMA.source_tables:
            assert project.count(table.name) == demo.rows[table.name] > 0
        outfalls = project.read("outfalls", ["bank", "chainage_km", "trace_status"])
    assert set(outfalls["bank"]) == {"left", "right"}
    assert outfalls["chainage_km"].min() > 22
    assert outfalls["chainage_km"].max() < 167.5
    assert set(outfalls["trace_status"]) == {"untraced"}


def test_values_are_those_of_the_schema(demo):
    with ProjectFile(demo.project) as project:
        for name in demo.rows:
            table = SCHEMA.table(name)
            listed = [column for column in table.columns if column.values]
            if not listed:
                continue
            rows = project.read(name, [column.name for column in listed])
            for column in listed:
                given = {value.strip() for value in rows[column.name] if value is not None}
                strange = given - set(SCHEMA.values(column.values).codes) - {"", "/", "-", "无", "—"}
                assert not strange, (name, column.name)


def test_a_trace_finds_what_is_true(demo):
    trace_project(str(demo.project))
    found = score(demo.project, demo.truth)
    assert found.recall.value >= 0.97, found.text("en")
    assert found.precision.value >= 0.95, found.text("en")
    assert found.story_found
    assert len(found.precision_by_rule) >= 5


def test_an_existing_file_is_left_alone(demo):
    before = demo.project.stat().st_mtime_ns
    with pytest.raises(UserError, match=demo.project.stem):
        generate(demo.project, Demonstration(outfalls=150, pipes=4500))
    assert demo.project.stat().st_mtime_ns == before


def test_too_few_pipes_is_a_sentence(tmp_path):
    with pytest.raises(UserError):
        generate(tmp_path / "x.gpkg", Demonstration(outfalls=1842, pipes=100))
    assert not list(tmp_path.iterdir())


def test_cancel_leaves_nothing(tmp_path):
    def cancel(share: float, step: str) -> None:
        if share > 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(tmp_path / "x.gpkg", Demonstration(outfalls=30, pipes=1500), progress=cancel)
    assert not list(tmp_path.iterdir())


def test_truth_must_be_readable(demo, tmp_path):
    broken = tmp_path / "truth.json.gz"
    broken.write_bytes(b"nothing")
    with pytest.raises(UserError, match="truth"):
        score(demo.project, broken)
