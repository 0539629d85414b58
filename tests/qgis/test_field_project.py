"""The project for the field: what QField reads, in any folder, and what QFieldSync's checker asks."""

from __future__ import annotations

import json
import shutil

import pytest
from outfall_tracer.layers.project.create import create_project
from outfall_tracer.layers.project.field_project import CHANGED_THERE, MADE_THERE
from outfall_tracer.layers.project.find import layer_table
from outfall_tracer.layers.schema import SCHEMA, Role
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer


@pytest.fixture(scope="module")
def template(qgis_app, tmp_path_factory):
    return create_project(tmp_path_factory.mktemp("field") / "reach.gpkg", language="zh")


@pytest.fixture
def taken(template, tmp_path, run_verb):
    """The folder as it lies on the device, elsewhere, and the project opened there."""
    home, device = tmp_path / "office", tmp_path / "device"
    home.mkdir()
    shutil.copy(template, home / "reach.gpkg")
    made = run_verb("fieldproject", {"PROJECT": str(home / "reach.gpkg"), "OUTPUT": str(home / "field.qgz")})
    assert made["OUTPUT"] == str(home / "field.qgz")
    home.rename(device)
    project = QgsProject()
    assert project.read(str(device / "field.qgz"))
    yield project
    project.clear()


def by_table(project):
    return {layer_table(layer)[1]: layer for layer in project.mapLayers().values()}


def test_it_opens_in_another_folder_and_asks_what_qfieldsync_asks(taken, tmp_path):
    layers = by_table(taken)
    books = {table.name for table in SCHEMA.tables if table.role is Role.SYSTEM} | {"pipe_trace"}
    assert set(layers) == {table.name for table in SCHEMA.tables} - books
    for layer in layers.values():
        assert layer.isValid()
        assert layer.source().startswith(str(tmp_path / "device"))
        assert layer.primaryKeyAttributes()
        assert layer.dataProvider().encoding() in ("", "UTF-8")
        assert layer.customProperty("QFieldSync/action") == "copy"
    assert not taken.readBoolEntry("Paths", "/Absolute", True)[0]
    assert taken.presetHomePath() == ""
    assert not taken.layoutManager().layouts()
    assert all(relation.isValid() for relation in taken.relationManager().relations().values())
    assert taken.relationManager().relations()
    assert taken.readEntry("qfieldsync", "/areaOfInterest")[0].upper().startswith("POLYGON")


def test_what_may_be_done_with_a_row_outside(taken):
    for name, layer in by_table(taken).items():
        locked = {what: layer.customProperty(f"QFieldSync/is_{what}_locked") for what in (
            "geometry", "attribute_editing", "feature_addition", "feature_deletion")}
        assert locked["attribute_editing"] is (name not in CHANGED_THERE), name
        assert locked["geometry"] is (name not in CHANGED_THERE), name
        assert locked["feature_addition"] is locked["feature_deletion"] is (name not in MADE_THERE), name
        assert not layer.actions().actions(), name


def test_pictures_are_called_by_their_table(taken):
    from qgis.core import QgsExpression

    naming = json.loads(by_table(taken)["evidence"].customProperty("QFieldSync/attachment_naming"))
    name = QgsExpression(naming["path"]).evaluate()
    assert name.startswith("DCIM/evidence_20")
    assert name.endswith(".{extension}")


def test_everything_that_would_be_refused_is_said_at_once(template, tmp_path, run_verb, qgis_app):
    path = tmp_path / "江岸 reach.gpkg"
    shutil.copy(template, path)
    from outfall_tracer.layers.project.open_project import open_in_qgis

    project = QgsProject()
    open_in_qgis(path, project)
    project.addMapLayer(QgsVectorLayer("Point", "scratch", "memory"))
    assert project.write()
    project.clear()
    elsewhere = tmp_path / "other"
    with pytest.raises(QgsProcessingException) as refused:
        run_verb("fieldproject", {"PROJECT": str(path), "OUTPUT": str(elsewhere / "field.qgz")})
    text = str(refused.value)
    assert "beside" in text
    assert "rename 江岸 reach.gpkg, such as to reach.gpkg" in text
    assert "scratch lies in memory only" in text
    assert not (elsewhere / "field.qgz").exists()
