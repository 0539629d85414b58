"""Opening a project: what is wrong is a sentence; what is old is backed up and brought up to date."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from outfall_tracer.layers import migrations
from outfall_tracer.layers.migrations import steps
from outfall_tracer.layers.project import find
from outfall_tracer.layers.project.create import create_project
from outfall_tracer.layers.project.open_project import open_in_qgis
from outfall_tracer.layers.project.project_file import open_check
from outfall_tracer.layers.schema import SCHEMA, SCHEMA_VERSION
from outfall_tracer.layers.store.gpkg import GdalError, open_dataset, sql
from outfall_tracer.problems import UserError


@pytest.fixture(scope="module")
def made(qgis_app, tmp_path_factory):
    return create_project(tmp_path_factory.mktemp("made") / "reach.gpkg", language="en")


@pytest.fixture
def copy(made, tmp_path):
    return Path(shutil.copy(made, tmp_path / made.name))


def change(path, *statements):
    dataset = open_dataset(path, update=True)
    for statement in statements:
        sql(dataset, statement)


def test_a_sound_project(copy):
    info = open_check(copy, writing=True)
    assert (info.version, info.backup) == (SCHEMA_VERSION, None)
    assert "114" in info.crs_wkt
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_files_that_are_no_project(made, tmp_path):
    with pytest.raises(UserError, match="no project file"):
        open_check(tmp_path / "gone.gpkg")
    text = tmp_path / "text.gpkg"
    text.write_text("outfall;lon;lat\n", encoding="utf-8")
    with pytest.raises(UserError, match="not a GeoPackage"):
        open_check(text)
    (tmp_path / "empty.gpkg").write_bytes(b"")
    with pytest.raises(UserError, match="not a GeoPackage"):
        open_check(tmp_path / "empty.gpkg")
    from osgeo import ogr

    other = tmp_path / "other.gpkg"
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(other))
    dataset.CreateLayer("outfalls")
    del dataset
    with pytest.raises(UserError, match="not a project of this plugin"):
        open_check(other)


def test_a_newer_schema_names_both_versions(copy):
    change(copy, f"UPDATE schema_info SET version = {SCHEMA_VERSION + 6}")
    with pytest.raises(UserError, match="Update the plugin") as caught:
        open_check(copy)
    assert str(SCHEMA_VERSION + 6) in str(caught.value)
    assert f"knows {SCHEMA_VERSION}" in str(caught.value)


def test_a_cut_off_file(copy):
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(UserError, match="damaged or cut off"):
        open_check(copy)


def test_damage_inside(copy):
    content = bytearray(copy.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 40 * 4096] = b"\xff" * (40 * 4096)
    copy.write_bytes(bytes(content))
    with pytest.raises(UserError, match="damaged"):
        open_check(copy)


def test_all_missing_columns_are_named_at_once(copy):
    change(
        copy,
        "ALTER TABLE evidence DROP COLUMN note",
        "DROP TABLE audit",
        "DELETE FROM gpkg_contents WHERE table_name = 'audit'",
    )
    with pytest.raises(UserError, match="audit") as caught:
        open_check(copy)
    assert "evidence.note" in str(caught.value)


LOCK = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
LOG = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("PRAGMA journal_mode = WAL")
held.execute("INSERT INTO evidence (uid) VALUES ('one')")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another(path, program):
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout.readline().strip() == "held"
            yield
        finally:
            other.stdin.close()


def test_a_locked_project_can_be_read_and_says_so_when_written(copy):
    with held_by_another(copy, LOCK):
        assert open_check(copy).version == SCHEMA_VERSION
        with pytest.raises(UserError, match="locked by another program"):
            open_check(copy, writing=True)
    assert open_check(copy, writing=True).version == SCHEMA_VERSION


def test_read_only_is_a_sentence(copy, monkeypatch):
    import os

    if os.geteuid() == 0:  # no mode stops root: what the system answers to others is given instead
        asked = os.access
        monkeypatch.setattr(os, "access", lambda place, mode: mode != os.W_OK and asked(place, mode))
    else:
        copy.chmod(0o444)
    assert open_check(copy).version == SCHEMA_VERSION
    with pytest.raises(UserError, match="read-only"):
        open_check(copy, writing=True)


@pytest.fixture
def old(copy, monkeypatch):
    """A project of schema version 0: no outfalls.untraceable_reason, no signs; and the step that mends it."""
    change(
        copy,
        "ALTER TABLE outfalls DROP COLUMN untraceable_reason",
        "DROP TABLE signs",
        "DELETE FROM gpkg_contents WHERE table_name = 'signs'",
        "UPDATE schema_info SET version = 0",
    )

    def step(dataset):
        steps.add_column(dataset, "outfalls", SCHEMA.table("outfalls").column("untraceable_reason"))
        steps.add_table(dataset, SCHEMA.table("signs"))

    monkeypatch.setattr(migrations, "MIGRATIONS", [(0, step), *migrations.MIGRATIONS])
    return copy


def test_an_old_project_is_backed_up_and_migrated(old):
    # Another program has written a row that is still in the write-ahead log, and goes on reading.
    with held_by_another(old, LOG):
        assert old.with_name("reach.gpkg-wal").stat().st_size > 0
        with pytest.raises(UserError, match="older schema version 0"):
            open_check(old, migrate=False)
        info = open_check(old)
    assert info.version == SCHEMA_VERSION
    for path, version in ((old, SCHEMA_VERSION), (info.backup, 0)):
        dataset = open_dataset(path)
        assert sql(dataset, "SELECT version FROM schema_info") == [(version,)]
        assert sql(dataset, "SELECT uid FROM evidence") == [("one",)]
    assert open_check(old).backup is None  # nothing more to do, all columns are there


def test_a_failing_migration_changes_nothing(old, monkeypatch):
    good = migrations.MIGRATIONS[0][1]

    def breaks(dataset):
        good(dataset)
        raise GdalError("on purpose")

    monkeypatch.setattr(migrations, "MIGRATIONS", [(0, breaks), *migrations.MIGRATIONS[1:]])
    with pytest.raises(UserError, match=r"a copy of the original is .*reach\.v0\."):
        open_check(old)
    dataset = open_dataset(old)
    assert sql(dataset, "SELECT version FROM schema_info") == [(0,)]
    assert dataset.GetLayerByName("signs") is None
    assert dataset.GetLayerByName("outfalls").GetLayerDefn().GetFieldIndex("untraceable_reason") < 0


def test_version_1_becomes_what_a_new_project_is(copy):
    def shape(path):
        dataset = open_dataset(path)
        return {
            name: {row[1] for row in sql(dataset, f"PRAGMA table_info({name})")}
            for (name,) in sql(dataset, "SELECT table_name FROM gpkg_contents")
        }

    today = shape(copy)
    change(
        copy,
        *(f"DROP TABLE {table}" for table in ("trace_configurations", "imports")),
        "DELETE FROM gpkg_contents WHERE table_name IN ('trace_configurations', 'imports')",
        *(
            f"ALTER TABLE outfalls DROP COLUMN {column}"
            for column in ("work_state", "work_note", "completed_by", "completed_at", "stale_since",
                           "stale_because")
        ),
        "ALTER TABLE trace_runs DROP COLUMN configuration",
        "ALTER TABLE import_rejects DROP COLUMN import_uid",
        "ALTER TABLE import_rejects DROP COLUMN status",
        "UPDATE schema_info SET version = 1",
    )
    open_check(copy)
    assert shape(copy) == today


def test_every_older_version_has_its_step():
    assert [version for version, _step in migrations.MIGRATIONS] == list(range(1, SCHEMA_VERSION))


@pytest.fixture
def project(qgis_app):
    from qgis.core import QgsProject

    made = QgsProject()
    yield made
    made.clear()


def test_opened_layers_are_found_by_what_they_read(copy, project):
    open_in_qgis(copy, project)
    assert find.same_file(find.project_path(project), copy)
    pipes = find.project_layer(project, "pipes")
    pipes.setName("renamed by a user")
    filtered = pipes.clone()
    filtered.setSubsetString("\"system\" = 'storm'")
    project.addMapLayer(filtered)
    assert find.project_layer(project, "pipes") is pipes
    assert find.project_layer(project, "no_such_table") is None
    assert find.project_layer(project, "pipes", copy.with_name("another.gpkg")) is None


def test_unsaved_edits_are_seen(copy, project):
    from qgis.core import QgsVectorLayerUtils

    open_in_qgis(copy, project)
    layer = find.project_layer(project, "evidence")
    layer.startEditing()
    assert find.layers_in_edit(project, copy) == []
    layer.addFeature(QgsVectorLayerUtils.createFeature(layer))
    assert find.layers_in_edit(project, copy) == [layer]
    layer.rollBack()


def test_a_project_without_ours_has_no_path(project):
    from qgis.core import QgsVectorLayer

    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4547", "outfalls", "memory"))
    assert find.project_path(project) is None
    assert find.project_layer(project, "outfalls") is None


def test_a_renamed_file_finds_its_layers(copy, project):
    moved = copy.rename(copy.with_name("改名.gpkg"))
    open_in_qgis(moved, project)
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert find.same_file(find.project_path(project), moved)


def test_a_lost_qgis_project_is_made_anew(copy, project):
    change(copy, "DELETE FROM qgis_projects")
    open_in_qgis(copy, project)
    assert find.project_layer(project, "outfalls").isValid()


def test_a_copy_beside_the_original_opens_its_own_tables(copy, project):
    twin = copy.with_name("twin & more.gpkg")
    shutil.copyfile(copy, twin)
    open_in_qgis(twin, project)
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert find.same_file(find.project_path(project), twin)
