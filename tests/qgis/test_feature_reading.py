"""Reading the rows of a layer while QGIS's own connections break, as they do in a shared GeoPackage."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import QgsFeatureRequest

TO_WAL = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
assert held.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
print("turned", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def outfalls(qgis_app, qgis_new_project, town):
    from outfall_tracer.layers.store.gpkg import layer_uri
    from qgis.core import QgsVectorLayer

    return QgsVectorLayer(layer_uri(town.path, "outfalls"), "outfalls", "ogr")


@pytest.fixture
def neighbour(outfalls, town):
    """Another layer of the file, for which QGIS opened the file once more."""
    from outfall_tracer.layers.store.gpkg import layer_uri
    from qgis.core import QgsVectorLayer

    os.utime(town.path)  # younger than what QGIS opened for the outfalls
    layer = QgsVectorLayer(layer_uri(town.path, "pipes"), "pipes", "ogr")
    assert layer.isValid()
    return layer


@pytest.fixture
def turned_to_wal(outfalls, town):
    """QGIS keeps a connection from before the file was turned to write-ahead logging."""
    assert len(list(outfalls.getFeatures())) == 3
    with subprocess.Popen(
        [sys.executable, "-c", TO_WAL, town.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "turned\n"
        yield
        other.stdin.close()


def names(layer, **how):
    from outfall_tracer.layers.sources.feature_reading import read_features

    return sorted(read_features(layer, QgsFeatureRequest(), lambda feature: feature["name"], **how))


def test_a_connection_that_broke_is_replaced(outfalls, turned_to_wal):
    outfalls.selectByIds([1, 2])
    assert sorted(outfalls.selectedFeatureIds()) == [1, 2]
    assert names(outfalls) == ["A", "B", "C"]
    assert sorted(outfalls.selectedFeatureIds()) == [1, 2]


@pytest.mark.parametrize("with_log", [True, False])
def test_a_layer_read_anew_does_not_share_what_broke(neighbour, outfalls, town, turned_to_wal, with_log):
    """QGIS lets layers share what it opened, as long as the file and its log look no younger."""
    from outfall_tracer.layers.sources.feature_reading import reload

    outfalls.selectByIds([1, 2])
    log = Path(f"{town.path}-wal")
    with closing(sqlite3.connect(town.path)) as held:
        if with_log:
            held.execute("SELECT count(*) FROM outfalls").fetchone()  # whoever reads first makes the log
            os.utime(log, (0, 0))
        assert log.exists() == with_log
        os.utime(town.path, (0, 0))
        reload(outfalls)
    assert outfalls.fields().lookupField("name") > 0
    assert sorted(outfalls.selectedFeatureIds()) == [1, 2]
    assert names(outfalls) == ["A", "B", "C"]


def test_unsaved_edits_are_kept(outfalls, town):
    assert outfalls.startEditing()
    fid = next(one.id() for one in outfalls.getFeatures() if one["name"] == "B")
    assert outfalls.changeAttributeValue(fid, outfalls.fields().lookupField("name"), "New")
    assert names(outfalls) == ["A", "C", "New"]
    assert names(outfalls, in_file=True) == ["A", "B", "C"]
    outfalls.rollBack()


def test_a_file_that_is_away_is_said_and_may_come_back(outfalls, town, turned_to_wal):
    from outfall_tracer.problems import UserError

    path = Path(town.path)
    beside = [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
    files = [file for file in beside if file.exists()]
    for file in files:
        file.rename(f"{file}.away")
    with pytest.raises(UserError, match="outfalls") as refused:
        names(outfalls)
    assert "open" in refused.value.detail
    for file in files:
        Path(f"{file}.away").rename(file)
    assert names(outfalls) == ["A", "B", "C"]


def test_a_decision_is_made_on_a_broken_connection(outfalls, town, turned_to_wal):
    from outfall_tracer.operations.editing.session import EditSession

    session = EditSession()
    session.attach(town.path, {"outfalls": outfalls})
    with session.step("Name") as step:
        assert step.change("outfalls", 1, {"name": "Named"})
    assert names(outfalls) == ["B", "C", "Named"]
    session.discard()
    session.detach()


def test_a_table_without_rows_is_not_doubted(qgis_app, qgis_new_project, outfalls, town, turned_to_wal,
                                               monkeypatch):
    """Most outfalls have no evidence: emptying the pool for each would stop the window again and again.

    Once it is settled how the file is written, the pool is emptied a last time, and nothing is doubted then.
    """
    from outfall_tracer.layers.sources import feature_reading
    from outfall_tracer.layers.store.gpkg import layer_uri
    from qgis.core import QgsVectorLayer

    evidence = QgsVectorLayer(layer_uri(town.path, "evidence"), "evidence", "ogr")
    feature_reading._pools.pop(town.path, None)

    def emptied(layer):
        nobody = QgsFeatureRequest().setFilterExpression("uid = 'nobody'")
        assert feature_reading.read_features(layer, nobody, int) == []
        return feature_reading._pools[town.path].emptied > 0

    assert not emptied(evidence)
    assert emptied(outfalls)
    feature_reading._pools.pop(town.path)
    assert not emptied(evidence)
    monkeypatch.setattr(feature_reading, "_SETTLED_S", 0.0)
    assert emptied(evidence)
    assert feature_reading._pools[town.path].is_sound
