"""A new project: whole, styled, readable in plain QGIS; or a sentence and nothing left behind."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest
from outfall_tracer.layers.project.create import create_project
from outfall_tracer.layers.project.qgis_project import shown_tables, stored_uri
from outfall_tracer.layers.schema import SCHEMA, SCHEMA_VERSION, Geometry, Role
from outfall_tracer.layers.store.gpkg import GdalError, layer_uri, open_dataset, sql
from outfall_tracer.layers.store.tables import looked_up
from outfall_tracer.problems import Cancelled, UserError


@pytest.fixture(scope="module")
def made(qgis_app, tmp_path_factory):
    """A project in Chinese under a name with signs that paths and SQL find hard."""
    return create_project(tmp_path_factory.mktemp("made") / "江岸 o'100% &.gpkg", language="zh")


@pytest.fixture
def copy(made, tmp_path):
    """A copy to write into, under the same name."""
    return shutil.copy(made, tmp_path / made.name)


@pytest.fixture
def stored(made):
    """The stored QGIS project, read by plain QGIS."""
    from qgis.core import QgsProject

    project = QgsProject()
    assert project.read(stored_uri(made)), project.error()
    yield project
    project.clear()


def by_table(project):
    return {layer.source().partition("|layername=")[2]: layer for layer in project.mapLayers().values()}


def test_every_table_and_column_is_there(made):
    dataset = open_dataset(made)
    registered = dict(sql(dataset, "SELECT table_name, data_type FROM gpkg_contents"))
    for table in SCHEMA.tables:
        definition = dataset.GetLayerByName(table.name).GetLayerDefn()
        names = tuple(definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount()))
        assert names == table.column_names
        assert registered[table.name] == ("attributes" if table.geometry is Geometry.NONE else "features")
        indexed = {
            column
            for (index,) in sql(dataset, f"SELECT name FROM pragma_index_list('{table.name}')")
            for (column,) in sql(dataset, f"SELECT name FROM pragma_index_info('{index}')")
        }
        assert indexed == {name for name in names if looked_up(table.name, name)} | {"uid"}
    assert sql(dataset, "SELECT version FROM schema_info") == [(SCHEMA_VERSION,)]
    assert sql(dataset, "PRAGMA foreign_key_check") == []


def test_only_the_file_itself_is_left(made):
    assert [file.name for file in made.parent.iterdir()] == [made.name]


def test_a_uid_cannot_be_used_twice(copy):
    dataset = open_dataset(copy, update=True)
    sql(dataset, "INSERT INTO evidence (uid) VALUES ('one')")
    with pytest.raises(GdalError, match="UNIQUE"):
        sql(dataset, "INSERT INTO evidence (uid) VALUES ('one')")


def test_plain_qgis_opens_it_whole(stored):
    layers = by_table(stored)
    assert set(layers) == {table.name for table in shown_tables()}
    assert all(layer.isValid() for layer in layers.values())
    relations = stored.relationManager().relations()
    assert set(relations) == {relation.name for relation in SCHEMA.relations}
    assert all(relation.isValid() for relation in relations.values())
    assert stored.crs().authid() == "EPSG:4547"
    groups = [group.name() for group in stored.layerTreeRoot().children()]
    assert groups == [group.zh for group in SCHEMA.groups if group.code != "books"]
    in_tree = {source.layerId() for source in stored.layerTreeRoot().findLayers()}
    hidden = {name for name, layer in layers.items() if layer.id() not in in_tree}
    assert hidden == {"pipe_trace", *(table.name for table in SCHEMA.tables if table.role is Role.SYSTEM)}
    private = {name for name, layer in layers.items() if layer.flags() & layer.LayerFlag.Private}
    assert private == hidden


def test_the_stored_project_names_no_folder(made):
    content = sql(open_dataset(made), "SELECT CAST(content AS TEXT) FROM qgis_projects")[0][0]
    archive = zipfile.ZipFile(io.BytesIO(bytes.fromhex(content)))
    text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert made.parent.name not in text
    assert str(made.parent.parent) not in text


def test_forms_speak_the_language_and_keep_codes(stored):
    for table in SCHEMA.tables:
        layer = by_table(stored)[table.name]
        for column in table.columns:
            index = layer.fields().indexOf(column.name)
            assert layer.attributeAlias(index) == column.alias("zh")
            assert layer.editFormConfig().readOnly(index) == column.read_only
            if column.values:
                codes = [
                    code for pair in layer.editorWidgetSetup(index).config()["map"] for code in pair.values()
                ]
                assert codes == list(SCHEMA.values(column.values).codes), (table.name, column.name)
    outfalls = by_table(stored)["outfalls"]
    tabs = [tab.name() for tab in outfalls.editFormConfig().tabs()]
    assert tabs == [
        *(group.zh for group in SCHEMA.form_groups[:-1]),
        *(relation.zh for relation in SCHEMA.relations if relation.parent == "outfalls"),
        SCHEMA.form_groups[-1].zh,
    ]


def test_a_new_row_gets_its_defaults(stored):
    from qgis.core import QgsVectorLayerUtils

    layer = by_table(stored)["pipes"]
    first, second = (QgsVectorLayerUtils.createFeature(layer) for _ in range(2))
    assert (first["system"], first["form"], first["status"]) == ("unknown", "pipe", "in_service")
    assert len(first["uid"]) == 36
    assert first["uid"] != second["uid"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_layer_alone_is_dressed_too(made, tmp_path, language):
    from qgis.core import QgsVectorLayer

    path = made if language == "zh" else create_project(tmp_path / "english.gpkg", language="en")
    styles = sql(open_dataset(path), "SELECT f_table_name, styleName, useAsDefault FROM layer_styles")
    assert len(styles) == 2 * len(shown_tables())
    wanted = {"zh": "中文", "en": "English"}[language]
    assert {name for _table, name, default in styles if default} == {wanted}
    layer = QgsVectorLayer(layer_uri(path, "outfalls"), "any name", "ogr")
    assert layer.attributeAlias(layer.fields().indexOf("bank")) == {"zh": "岸别", "en": "Bank"}[language]
    assert layer.renderer().type() == "RuleRenderer"


def test_traced_pipes_shows_the_trace_where_the_pipes_are(copy):
    from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

    dataset = open_dataset(copy, update=True)
    srs = dataset.GetLayerByName("pipes")
    from osgeo import ogr

    for number, x in enumerate((0, 1000, 2000)):
        row = ogr.Feature(srs.GetLayerDefn())
        row["uid"] = f"pipe-{number}"
        row["system"] = "storm"
        row.SetGeometry(ogr.CreateGeometryFromWkt(f"LINESTRING({x} 0, {x + 100} 0)"))
        assert srs.CreateFeature(row) == 0
    for number in (2, 1):
        sql(
            dataset,
            f"INSERT INTO pipe_trace (uid, pipe_uid, network_m) "
            f"VALUES ('t{number}', 'pipe-{number}', {number})",
        )
    plan = " ".join(
        row[-1]
        for row in sql(dataset, "EXPLAIN QUERY PLAN SELECT * FROM traced_pipes WHERE OGC_FID IN (1, 2)")
    )
    assert "ix_pipe_trace_pipe_uid" in plan
    assert "SCAN" not in plan
    del dataset, srs, row
    layer = QgsVectorLayer(layer_uri(copy, "traced_pipes"), "view", "ogr")
    rows = {row["uid"]: row for row in layer.getFeatures()}
    assert {uid: row["network_m"] for uid, row in rows.items()} == {"pipe-1": 1.0, "pipe-2": 2.0}
    assert len({row.id() for row in rows.values()}) == 2
    near = QgsFeatureRequest().setFilterRect(QgsRectangle(990, -10, 1200, 10))
    assert [row["uid"] for row in layer.getFeatures(near)] == ["pipe-1"]
    assert layer.getFeature(rows["pipe-2"].id())["uid"] == "pipe-2"


@pytest.mark.parametrize(
    ("crs", "says"),
    [
        ("EPSG:4490", "degrees"),
        ("EPSG:2263", "metres"),
        ("EPSG:3857", "web maps"),
        ("EPSG:999999", "not a coordinate"),
    ],
)
def test_a_project_is_in_true_metres(qgis_app, tmp_path, crs, says):
    with pytest.raises(UserError, match=says):
        create_project(tmp_path / "x.gpkg", crs=crs)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_created_is_a_sentence(made, tmp_path):
    before = made.read_bytes()
    with pytest.raises(UserError, match="exists already"):
        create_project(made)
    assert made.read_bytes() == before
    with pytest.raises(UserError, match="no folder"):
        create_project(tmp_path / "none" / "x.gpkg")
    with pytest.raises(UserError, match=r"\.gpkg"):
        create_project(tmp_path / "x.shp")
    with pytest.raises(UserError, match="“#”"):
        create_project(tmp_path / "a#b.gpkg")
    with pytest.raises(UserError, match="“%20”"):
        create_project(tmp_path / "a%20b.gpkg")
    (tmp_path / "y.gpkg-wal").write_bytes(b"left over")
    with pytest.raises(UserError, match=r"y\.gpkg-wal"):
        create_project(tmp_path / "y.gpkg")


def test_a_folder_that_takes_no_files(qgis_app):
    from pathlib import Path

    if not Path("/proc/self").is_dir():
        pytest.skip("there is no /proc here: a folder in which not even a superuser may create files")
    with pytest.raises(UserError, match="No project can be made in"):
        create_project("/proc/x.gpkg")


def test_stopping_leaves_nothing(qgis_app, tmp_path):
    def stop(share, _step):
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        create_project(tmp_path / "x.gpkg", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_made_in_a_task(qgis_app, tmp_path):
    from qgis.core import QgsApplication, QgsTask

    task = QgsTask.fromFunction("create", lambda _task: create_project(tmp_path / "task.gpkg", language="en"))
    QgsApplication.taskManager().addTask(task)
    assert task.waitForFinished(60_000)
    assert len(sql(open_dataset(tmp_path / "task.gpkg"), "SELECT name FROM qgis_projects")) == 1


STATES = [
    ("outfalls", "trace_status", "trace_status"),
    ("trace_links", "status", "link_status"),
    ("trace_ends", "reason", "end_reason"),
    ("findings", "severity", "severity"),
    ("pipes", "system", "system"),
    ("pipes", "form", "form"),
    ("pipes", "status", "pipe_status"),
    ("manholes", "kind", "manhole_kind"),
    ("traced_pipes", "flow_basis", "flow_basis"),
]


@pytest.mark.parametrize(("table", "column", "values"), STATES)
def test_every_code_has_a_look(stored, table, column, values):
    from qgis.core import QgsFeature, QgsRenderContext

    layer = by_table(stored)[table]
    context = QgsRenderContext()
    context.setRendererScale(1000)
    renderer = layer.renderer().clone()
    context.expressionContext().setFields(layer.fields())
    looks = set()
    renderer.startRender(context, layer.fields())
    for code in SCHEMA.values(values).codes:
        row = QgsFeature(layer.fields())
        row[column] = code
        if table == "traced_pipes":
            row["network_m"] = 10.0
        context.expressionContext().setFeature(row)
        symbols = renderer.symbolsForFeature(row, context)
        assert symbols, f"{table}.{column} {code} is not drawn"
        looks.add("".join(symbol.dump() for symbol in symbols))
    renderer.stopRender(context)
    assert len(looks) >= min(2, len(SCHEMA.values(values).codes))


def test_expressions_of_styles_name_columns_that_exist(stored):
    from qgis.core import QgsExpression

    for table in shown_tables():
        layer = by_table(stored)[table.name]
        texts = [layer.displayExpression()]
        if layer.isSpatial():
            texts += [layer.labeling().settings().fieldName] if layer.labeling() else []
            if layer.renderer().type() == "RuleRenderer":
                texts += [rule.filterExpression() for rule in layer.renderer().rootRule().descendants()]
        for text in (text for text in texts if text and text != "ELSE"):
            expression = QgsExpression(text)
            assert not expression.hasParserError(), (table.name, text)
            assert expression.referencedColumns() <= {field.name() for field in layer.fields()}, (
                table.name,
                text,
            )
