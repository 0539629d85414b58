"""A foreign trigger or an endless view in a project is named, and never run."""

from __future__ import annotations

import pytest
from outfall_tracer.layers.project.open_project import open_in_qgis
from outfall_tracer.layers.project.project_file import open_check
from outfall_tracer.layers.store.gpkg import open_dataset, sql
from outfall_tracer.layers.store.table_io import ProjectFile
from outfall_tracer.problems import UserError
from qgis.core import QgsProcessingException

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
RTREE = 'AFTER INSERT ON "pipes" BEGIN INSERT OR REPLACE INTO "rtree_pipes_geom" VALUES'
#: What is made, and how; {} is the endless part. Former objects of the name make room.
OBJECTS = {
    "trigger": "TRIGGER slow AFTER UPDATE ON outfalls BEGIN UPDATE outfalls SET remark = ({}); END",
    "harmless trigger": "TRIGGER slow AFTER UPDATE ON outfalls BEGIN UPDATE outfalls SET remark = 'x'; END",
    "trigger under GDAL's name": f"TRIGGER rtree_pipes_geom_insert {RTREE} (({{}}), 0, 0, 0, 0); END",
    "trigger with more than GDAL's": (
        f"TRIGGER rtree_pipes_geom_insert {RTREE} (NEW.fid, 0, 0, 0, 0); DELETE FROM outfalls; END"),
    "trigger with a condition": (
        "TRIGGER trigger_insert_feature_count_x AFTER INSERT ON audit WHEN ({}) > 0 BEGIN "
        "UPDATE gpkg_ogr_contents SET feature_count = 0; END"),
    "trigger on an index": (
        "TRIGGER slow AFTER INSERT ON rtree_pipes_geom_rowid BEGIN DELETE FROM outfalls; END"),
    "trigger on a book": "TRIGGER slow AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM outfalls; END",
    "trigger on the view": (
        "TRIGGER slow INSTEAD OF UPDATE ON traced_pipes BEGIN DELETE FROM outfalls; END"),
    "view for ours": "VIEW traced_pipes AS SELECT ({}) AS fid",
    "view with more than ours": (
        'VIEW "traced_pipes" AS SELECT p."fid" AS OGC_FID, p."geom" AS "geom", p."uid" AS "uid" FROM '
        '"pipes" p CROSS JOIN "pipe_trace" t WHERE t."pipe_uid" = p."uid" AND ({}) > 0'),
    "view for a table": "VIEW findings AS SELECT ({}) AS fid, 1 AS uid",
    "view for the version": "VIEW schema_info AS SELECT ({}) AS fid, 1 AS version",
}
VERBS = {
    "register": {"OUTPUT": "r.xlsx"}, "overviewmap": {"PNG": "m.png"}, "traceproject": {},
    "districtmaps": {"OUTPUT": "maps"}, "outfallfiles": {"OUTPUT": "files"},
    "validatenetwork": {}, "accumulate": {"OUTPUT": "a.gpkg"}, "importrejects": {},
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_it_is_named_and_not_run(run_verb, town, tmp_path, kind):
    what, name = OBJECTS[kind].split()[:2]
    name = name.strip('"')
    dataset = open_dataset(town.path, update=True)
    if name in ("findings", "schema_info"):
        sql(dataset, f"ALTER TABLE {name} RENAME TO kept")
    else:
        sql(dataset, f"DROP {what} IF EXISTS {name}")
    sql(dataset, "CREATE " + OBJECTS[kind].format(f"{ENDLESS} SELECT count(*) FROM c"))
    dataset = None
    for look in (open_check, open_in_qgis, lambda path: ProjectFile(path).__enter__()):
        with pytest.raises(UserError, match=rf"would run at every .*: (TRIGGER|VIEW) {name}\."):
            look(town.path)
    for verb, given in VERBS.items():
        with pytest.raises(QgsProcessingException, match=f"(TRIGGER|VIEW) {name}"):
            run_verb(verb, {"PROJECT": town.path, **{at: str(tmp_path / file) for at, file in given.items()}})


def test_what_a_person_put_beside_our_tables_is_let_be(run_verb, town, tmp_path):
    """A view of their own, endless even, and a table with its own trigger: nothing of ours reads them."""
    dataset = open_dataset(town.path, update=True)
    for statement in (
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)",
        "CREATE TRIGGER own AFTER INSERT ON notes BEGIN UPDATE notes SET text = 'x'; END",
        f"CREATE VIEW endless AS {ENDLESS} SELECT x AS fid, (SELECT geom FROM pipes) AS geom FROM c",
        "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('endless', 'features', 4547)",
        "INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'LINESTRING', 4547, 0, 0)",
    ):
        sql(dataset, statement)
    dataset = None
    for verb, given in VERBS.items():
        run_verb(verb, {"PROJECT": town.path, **{at: str(tmp_path / file) for at, file in given.items()}})
    open_check(town.path, writing=True)
