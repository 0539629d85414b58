"""Opening a project: what is wrong is a sentence; what is old is backed up and brought up to date."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from outfall_tracer.layers import migrations, styles
from outfall_tracer.layers.migrations import steps
from outfall_tracer.layers.project import find
from outfall_tracer.layers.project.create import create_project
from outfall_tracer.layers.project.open_project import open_in_qgis
from outfall_tracer.layers.project.project_file import open_check
from outfall_tracer.layers.schema import (
    SCHEMA,
    SCHEMA_VERSION,
    Column,
    Geometry,
    Kind,
    Table,
    Value,
    ValueList,
)
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


def triggers(path):
    dataset = open_dataset(path)
    found = dataset.ExecuteSQL("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    names = [row.GetField(0) for row in found]
    dataset.ReleaseResultSet(found)
    return names


def test_every_renamed_column_is_named(copy):
    names = [(table.name, name) for table in SCHEMA.tables for name in table.column_names
             if (table.name, name) != ("schema_info", "version") and name != "uid"]
    # SQLite reads each trigger again whenever a column is renamed; here they tell nothing.
    change(copy, *(f'DROP TRIGGER "{name}"' for name in triggers(copy)),
           *(f"ALTER TABLE {table} RENAME COLUMN {name} TO old_{name}" for table, name in names))
    with pytest.raises(UserError, match="are missing: ") as caught:
        open_check(copy)
    said = str(caught.value).partition("are missing: ")[2].partition(". They")[0].split(", ")
    assert said == [f"{table}.{name}" for table, name in names]


def without_rules(path, table):
    """Let a table be one that another program made anew: its columns without their rules."""
    change(
        path,
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, '\"uid\" TEXT NOT NULL UNIQUE', '\"uid\" TEXT') "
        f"WHERE name = '{table}'",
        f"DELETE FROM sqlite_master WHERE name = 'sqlite_autoindex_{table}_1'",
        "PRAGMA writable_schema = 0",
    )


@pytest.mark.parametrize("table", [table.name for table in SCHEMA.tables])
@pytest.mark.parametrize("uid", ["NULL", "''", "'same'"])
def test_rows_without_a_uid_of_their_own_are_named(copy, table, uid):
    without_rules(copy, table)
    change(copy, f"DELETE FROM {table}" if table != "schema_info" else "SELECT 1",
           f"INSERT INTO {table} (uid) VALUES ({uid})", f"INSERT INTO {table} (uid) VALUES ({uid})")
    with pytest.raises(UserError, match=rf"no uid of their own: {table} \("):
        open_check(copy)


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


def test_steps_are_of_versions_that_there_were():
    assert {version for version, _step in migrations.MIGRATIONS} <= set(range(1, SCHEMA_VERSION))


def shape(path):
    """Columns and indexes of every table."""
    dataset = open_dataset(path)
    return {
        name: (
            {row[1] for row in sql(dataset, f"PRAGMA table_info({name})")},
            {row[1] for row in sql(dataset, f"PRAGMA index_list({name})") if row[1].startswith("ix_")},
        )
        for (name,) in sql(dataset, "SELECT table_name FROM gpkg_contents")
    }


NEW = (
    Column("seen_by", Kind.TEXT, "Seen by", "巡查人", values="colour"),
    Column("fingerprint", Kind.TEXT, "Known by", "识别码"),  # a name that rows are looked up by
)


@pytest.fixture
def grown(monkeypatch):
    """The declaration of a room to come: two columns on outfalls, two tables, a list of values."""
    pipes = SCHEMA.table("pipes")
    uid = pipes.column("uid")
    outfalls = SCHEMA.table("outfalls")
    tables = (
        *(replace(table, columns=(*table.columns, *NEW)) if table is outfalls else table
          for table in SCHEMA.tables),
        Table("flights", Geometry.NONE, "Flights", "航次", (uid, Column("day", Kind.DATE, "Day", "日期"))),
        Table("plumes", Geometry.POLYGON, "Plumes", "污水羽", (uid, NEW[0])),
    )
    lists = (*SCHEMA.value_lists, ValueList("colour", (Value("red", "Red", "红"),)))
    dressers = styles._dressers()
    with monkeypatch.context() as patch:
        patch.setattr(styles, "_dressers", lambda: {**dressers, "plumes": lambda layer, language: None})
        for name, value in {
            "tables": tables, "value_lists": lists, "_by_name": {table.name: table for table in tables},
        }.items():
            patch.setitem(SCHEMA.__dict__, name, value)
        yield patch


def test_what_a_project_lacks_is_added(copy, grown, tmp_path):
    """Tables, columns and their indexes, without a numbered step; a backup before, rows as they were."""
    change(copy, "INSERT INTO outfalls (uid, name) VALUES ('one', 'A')")
    with pytest.raises(UserError, match=r"lacks tables .*: outfalls\.seen_by, .*, flights, plumes\."):
        open_check(copy, migrate=False)
    info = open_check(copy)
    assert info.backup is not None
    assert "outfalls" in shape(info.backup)
    assert "flights" not in shape(info.backup)
    new = create_project(tmp_path / "new.gpkg", language="en")
    assert shape(copy) == shape(new)
    dataset = open_dataset(copy)
    assert sql(dataset, "SELECT uid, name, seen_by FROM outfalls") == [("one", "A", None)]
    assert sql(dataset, "SELECT srs_id, data_type FROM gpkg_contents WHERE table_name = 'plumes'") == [
        (4547, "features")]
    assert open_check(copy, writing=True).backup is None, "nothing more to do"


def test_two_rooms_grow_side_by_side(copy, grown):
    """A project that has grown for one room grows for another: no numbers meet."""
    open_check(copy)
    outfalls = SCHEMA.table("outfalls")
    more = replace(outfalls, columns=(*outfalls.columns, Column("odour", Kind.TEXT, "Odour", "气味")))
    grown.setitem(SCHEMA._by_name, "outfalls", more)
    grown.setitem(SCHEMA.__dict__, "tables", tuple(
        more if table.name == "outfalls" else table for table in SCHEMA.tables))
    assert open_check(copy).backup is not None
    assert {"seen_by", "odour"} <= shape(copy)["outfalls"][0]


def test_an_older_plugin_says_that_the_project_is_newer(copy, grown):
    open_check(copy)
    grown.undo()
    with pytest.raises(UserError, match="made by a newer version"):
        open_check(copy)


def test_what_was_renamed_by_hand_is_not_added_anew(copy, grown):
    """What the project once had and lacks now is told, also while it lacks what is new."""
    change(copy, "ALTER TABLE pipes RENAME COLUMN flow TO flow_old")
    with pytest.raises(UserError, match=r"missing: pipes\.flow\. They were deleted or renamed"):
        open_check(copy)
    assert "seen_by" not in shape(copy)["outfalls"][0]


@pytest.mark.parametrize("text", ["NULL", "'{'", "'7'", "x'00'"])
def test_a_damaged_memory_adds_nothing_anew(copy, text):
    change(copy, f"UPDATE schema_info SET declared = {text}", "ALTER TABLE pipes RENAME COLUMN flow TO x")
    with pytest.raises(UserError, match=r"missing: pipes\.flow\."):
        open_check(copy)
    change(copy, "ALTER TABLE schema_info RENAME COLUMN declared TO x")
    with pytest.raises(UserError, match=r"missing: pipes\.flow, schema_info\.declared\."):
        open_check(copy)


def test_forms_follow_the_declaration(copy, grown, project):
    """Layers of new tables, fields and values of new columns, in a project stored before."""
    open_in_qgis(copy, project)
    layers = {find.layer_table(layer)[1]: layer for layer in project.mapLayers().values()}
    assert {"flights", "plumes"} <= set(layers)
    assert layers["plumes"].crs().authid() == "EPSG:4547"
    fields = layers["outfalls"].fields()
    setup = fields.at(fields.lookupField("seen_by")).editorWidgetSetup()
    assert setup.type() == "ValueMap"
    assert "red" in str(setup.config())


OLD_SYSTEM = (
    "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition) "
    "SELECT srs_name, 100000, 'NONE', 100000, replace(definition, 'AXIS[\"Northing\",NORTH],"
    "AXIS[\"Easting\",EAST],', '') FROM gpkg_spatial_ref_sys WHERE srs_id = 4547"
)


def as_version_2(path):
    """Let a project be one of version 2: its system nobody's, in the books and in the geometries."""
    dataset = open_dataset(path, update=True)
    sql(dataset, OLD_SYSTEM)
    for table, column in sql(dataset, "SELECT table_name, column_name FROM gpkg_geometry_columns"):
        if table != "traced_pipes":
            sql(dataset, f"UPDATE {table} SET {column} = CAST(substr({column}, 1, 4) || x'a0860100' || "
                         f"substr({column}, 9) AS BLOB) WHERE {column} IS NOT NULL")
    for book in ("gpkg_contents", "gpkg_geometry_columns"):
        sql(dataset, f"UPDATE {book} SET srs_id = 100000 WHERE srs_id = 4547")
    sql(dataset, "DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 4547")
    sql(dataset, "ALTER TABLE schema_info DROP COLUMN declared")
    sql(dataset, "UPDATE schema_info SET version = 2")


def systems(path):
    dataset = open_dataset(path)
    return (
        sql(dataset, "SELECT srs_id + 0 AS n, organization, organization_coordsys_id "
                     "FROM gpkg_spatial_ref_sys WHERE srs_id > 0 AND srs_id != 4326"),
        {row[0] for row in sql(dataset, "SELECT srs_id FROM gpkg_geometry_columns")},
        {row[0] for row in sql(dataset, "SELECT srs_id FROM gpkg_contents WHERE srs_id > 0")},
    )


REGISTERED = ([(4547, "EPSG", 4547)], {4547}, {4547})


def test_a_new_project_has_the_system_of_the_register(copy):
    assert systems(copy) == REGISTERED


def test_a_system_of_nobodys_becomes_that_of_the_register(town):
    """In the books and in every geometry; places, rows and indexes stay, and new rows fit in."""
    before = town.dump()
    as_version_2(town.path)
    assert systems(town.path) == ([(100000, "NONE", 100000)], {100000}, {100000})
    info = open_check(town.path)
    assert info.backup is not None
    assert systems(town.path) == REGISTERED
    for table in ("schema_info", "audit"):
        before.pop(table)
    now = town.dump()
    assert {table: now[table] for table in before} == before
    dataset = open_dataset(town.path)
    for table in ("pipes", "outfalls", "enterprises"):
        assert sql(dataset, f"SELECT DISTINCT ST_SRID(geom) FROM {table}") == [(4547,)]
        assert sql(dataset, f"SELECT rtreecheck('rtree_{table}_geom')") == [("ok",)]
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    assert sql(dataset, triggers) == sql(open_dataset(info.backup), triggers)
    assert open_check(town.path, writing=True).backup is None


def test_a_system_that_is_in_no_register_stays(town):
    """A city's own grid, by its definition alone."""
    as_version_2(town.path)
    change(town.path, "UPDATE gpkg_spatial_ref_sys SET definition = "
                      "replace(replace(definition, '500000', '800000'), ',AUTHORITY[\"EPSG\",\"4547\"]', '') "
                      "WHERE srs_id = 100000")
    open_check(town.path)
    assert systems(town.path) == ([(100000, "NONE", 100000)], {100000}, {100000})


@pytest.fixture
def project(qgis_app):
    from qgis.core import QgsProject

    made = QgsProject()
    yield made
    made.clear()


def layer_of(project, table):
    """The layer of an opened project that reads a table."""
    sources = {layer: find.layer_table(layer) for layer in project.mapLayers().values()}
    return next(layer for layer, source in sources.items() if source and source[1] == table)


def test_opened_layers_are_found_by_what_they_read(copy, project):
    open_in_qgis(copy, project)
    layer_of(project, "outfalls").setName("renamed by a user")
    assert find.same_file(find.project_path(project), copy)


def test_unsaved_edits_are_seen(copy, project):
    from qgis.core import QgsVectorLayerUtils

    open_in_qgis(copy, project)
    layer = layer_of(project, "evidence")
    layer.startEditing()
    assert find.layers_in_edit(project, copy) == []
    layer.addFeature(QgsVectorLayerUtils.createFeature(layer))
    assert find.layers_in_edit(project, copy) == [layer]
    layer.rollBack()


def test_a_project_without_ours_has_no_path(project):
    from qgis.core import QgsVectorLayer

    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4547", "outfalls", "memory"))
    assert find.project_path(project) is None


def test_a_renamed_file_finds_its_layers(copy, project):
    moved = copy.rename(copy.with_name("改名.gpkg"))
    open_in_qgis(moved, project)
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert find.same_file(find.project_path(project), moved)


def test_a_lost_qgis_project_is_made_anew(copy, project):
    change(copy, "DELETE FROM qgis_projects")
    open_in_qgis(copy, project)
    assert layer_of(project, "outfalls").isValid()


def test_a_copy_beside_the_original_opens_its_own_tables(copy, project):
    twin = copy.with_name("twin & more.gpkg")
    shutil.copyfile(copy, twin)
    open_in_qgis(twin, project)
    assert all(layer.isValid() for layer in project.mapLayers().values())
    assert find.same_file(find.project_path(project), twin)
