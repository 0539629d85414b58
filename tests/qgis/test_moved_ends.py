"""A pipe's end drawn to another node in the window: said at once, by the code it still carries."""

from __future__ import annotations

import pytest
from outfall_tracer.tests.support.desks import overhear, wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer

X, Y = 500_000.0, 3_380_000.0


@pytest.fixture
def opened(desk, town, monkeypatch):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from outfall_tracer.operations.live.row_states import WATCHED

    ids = {"P1": ("N1", "N0"), "P2": ("N2", "N1"), "P3": ("N3", "N1"), "P4": ("N4", "N5")}
    for name, (start, end) in ids.items():
        town.set("pipes", town.uid[name], from_node=start, to_node=end)
    for code, wkt in (("N1", "POINT (0 100)"), ("N2", "POINT (-80 180)"), ("N3", "POINT (80 180)")):
        town.add("manholes", wkt, uid=f"m-{code}", code=code)
    layers = [QgsVectorLayer(layer_uri(town.path, table), table, "ogr") for table in WATCHED]
    QgsProject.instance().addMapLayers(layers)
    desk.watch.refresh()
    overhear(desk, monkeypatch)
    yield desk
    for layer in desk.watch.layers_of_file():
        if layer.isEditable():
            layer.rollBack()
    QgsProject.instance().clear()


def settle(desk):
    live = desk.part("live")
    live.follower.flush()
    wait_for(lambda: live.is_settled)


def edit(desk):
    layer = desk.watch.layer("pipes")
    layer.startEditing()
    settle(desk)
    return layer


def fid_of(layer, code):
    return next(feature.id() for feature in features(layer) if feature["code"] == code)


def about_codes(desk):
    return [text for text in desk.said if "N1" in text or "N3" in text]


def test_an_end_moved_with_the_vertex_tool_to_another_manhole(opened):
    layer = edit(opened)
    layer.moveVertex(X + 80, Y + 180, fid_of(layer, "P2"), 1)
    settle(opened)
    assert len(about_codes(opened)) == 1
    assert "end of pipe P2 is drawn at node N3, but names N1" in opened.said[-1]
    assert "Enter N3" in opened.said[-1]
    layer.undoStack().undo()
    settle(opened)
    assert len(about_codes(opened)) == 1, "an undo has nothing to say"


def test_a_vertex_between_the_ends_says_nothing(opened):
    layer = edit(opened)
    fid = fid_of(layer, "P2")
    layer.insertVertex(X - 30, Y + 160, fid, 1)
    layer.moveVertex(X - 35, Y + 160, fid, 1)
    settle(opened)
    assert not about_codes(opened)


def test_split_features_says_that_both_parts_kept_the_codes(opened):
    layer = edit(opened)
    layer.selectByIds([fid_of(layer, "P1")])
    cut = [QgsPointXY(X - 20, Y + 60), QgsPointXY(X + 20, Y + 60)]
    layer.splitFeatures(cut, False)
    settle(opened)
    told = about_codes(opened)
    assert len(told) == 1
    assert "same two node codes (N1, N0)" in told[0]


def test_a_new_pipe_between_its_own_manholes_says_nothing(opened):
    layer = edit(opened)
    pipe = QgsFeature(layer.fields())
    for name, value in {"uid": "new", "code": "P9", "from_node": "N2", "to_node": "N3"}.items():
        pipe[name] = value
    pipe.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(X - 80, Y + 180), QgsPointXY(X + 80, Y + 180)]))
    assert layer.addFeature(pipe)
    settle(opened)
    assert not opened.said
