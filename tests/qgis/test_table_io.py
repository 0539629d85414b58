"""Columns in and out of a real project file: fast, complete, all or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from outfall_tracer.layers.store import table_io
from outfall_tracer.layers.store.geometry_io import (
    parts_of,
    point_blobs,
    points_of,
    segment_blobs,
    shape_blobs,
    shapes_of,
)
from outfall_tracer.layers.store.table_io import ProjectFile, new_uids
from outfall_tracer.problems import Cancelled, UserError


def _texts(*values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


@pytest.mark.parametrize("arrow", [True, False])
def test_every_kind_of_value_comes_back(town, arrow, monkeypatch):
    from osgeo import ogr

    if not arrow:
        monkeypatch.delattr(ogr.Layer, "GetArrowStreamAsNumPy", raising=False)  # GDAL 3.4 has none
    uids = new_uids(3)
    columns = {
        "uid": uids, "name": _texts("长江'\";--", None, ""),
        "is_large_district": np.array([1.0, np.nan, 1.0]), "area_ha": np.array([0.1, np.nan, -1e300]),
    }
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.delete("farmland_outlets", project.read("farmland_outlets", ["uid"])["uid"])
        project.append("farmland_outlets", columns,
                       point_blobs(np.array([[1.5, 2.5], [np.nan, 0], [3, 4]]), 4547))
        project.append("construction_sites",
                       {"uid": uids, "start_date": _texts("2024-02-29", None, "1999-12-31")})
        project.append("evidence", {"uid": uids, "time": _texts("2024-05-06T07:08:09Z", None, None)})
        project.append("wharves", {"uid": uids, "berths": np.array([1.0, np.nan, 2**40])})
    with ProjectFile(town.path) as project:
        back = project.read("farmland_outlets", list(columns), geometry=True)
        for name, values in columns.items():
            np.testing.assert_array_equal(back[name], values)
        np.testing.assert_array_equal(back.xy, [[1.5, 2.5], [np.nan, np.nan], [3, 4]])
        sites = project.read("construction_sites", ["start_date"], where={"uid": uids})
        assert sites["start_date"].tolist() == ["2024-02-29", None, "1999-12-31"]
        times = project.read("evidence", ["time"])["time"]
        assert times.tolist() == ["2024-05-06T07:08:09Z", None, None]
        berths = project.read("wharves", ["berths"])["berths"]
        np.testing.assert_array_equal(berths, [1, np.nan, 2**40])


def test_geometry_of_every_shape():
    from osgeo import ogr

    wkts = ["LINESTRING (0 0, 3 4)", None, "MULTILINESTRING ((0 0, 1 0), (5 5, 6 6, 7 7))",
            "LINESTRING EMPTY", "LINESTRING Z (1 1 9, 2 2 9)", "CIRCULARSTRING (0 0, 1 1, 2 0)"]
    wkb = _texts(*(bytes(ogr.CreateGeometryFromWkt(wkt).ExportToIsoWkb()) if wkt else b"\x01garbage"
                   for wkt in wkts))
    parts, unreadable = parts_of(wkb)
    assert unreadable.tolist() == [1]
    assert parts.part_row.tolist() == [0, 2, 2, 4, 5]
    assert np.diff(parts.part_start).tolist()[:4] == [2, 2, 3, 2]
    assert np.diff(parts.part_start)[4] > 10, "a curve is many short segments"
    assert parts.xy[:2].tolist() == [[0, 0], [3, 4]]
    xy, unreadable = points_of(_texts(*(bytes(ogr.CreateGeometryFromWkt(w).ExportToIsoWkb()) for w in (
        "POINT (1 2)", "POINT EMPTY", "MULTIPOINT (0 0, 2 2)", "POINT Z (5 6 7)"))))
    np.testing.assert_array_equal(xy, [[1, 2], [np.nan, np.nan], [1, 1], [5, 6]])
    assert not len(unreadable)
    assert not len(shapes_of(_texts(None))[1])


def test_bulk_writes_leave_index_extent_and_counts_right(town):
    rng = np.random.default_rng(1)
    start = rng.uniform(0, 1000, (500, 2)) + np.array([town.X, town.Y])
    uids = new_uids(500)
    with ProjectFile(town.path, update=True) as project, project.transaction():
        srs = project.srs_id("trace_links")
        project.append("trace_links", {"uid": uids}, segment_blobs(start, start + 1, srs))
    moved = start[:100] + np.array([0, 50_000])
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.update("trace_links", uids[:100], {"remark": _texts(*["x"] * 100)},
                       segment_blobs(moved, moved + 1, srs))
        project.delete("trace_links", uids[100:110])
    from osgeo import gdal
    from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer(f"{town.path}|layername=trace_links", "links", "ogr")
    assert layer.featureCount() == 490
    box = QgsRectangle(town.X, town.Y + 50_000, town.X + 2000, town.Y + 52_000)
    assert len(list(layer.getFeatures(QgsFeatureRequest(box)))) == 100
    extent = layer.extent()
    assert extent.yMaximum() == pytest.approx(moved[:, 1].max() + 1, abs=1)
    assert extent.yMinimum() == pytest.approx(start[110:, 1].min(), abs=1)
    assert next(layer.getFeatures(QgsFeatureRequest(box))).geometry().length() == pytest.approx(2**0.5)
    del layer
    dataset = gdal.OpenEx(town.path)
    for statement in ("PRAGMA integrity_check", "SELECT rtreecheck('rtree_trace_links_geom')"):
        result = dataset.ExecuteSQL(statement)
        assert result.GetNextFeature().GetField(0) == "ok"
        dataset.ReleaseResultSet(result)
    result = dataset.ExecuteSQL(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'trace_links'")
    assert result.GetNextFeature().GetField(0) == 490
    dataset.ReleaseResultSet(result)


def test_fiona_reads_what_was_written(town):
    """Another reader with its own GDAL, in a process of its own."""
    pytest.importorskip("fiona")
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.append("trace_ends", {"uid": new_uids(2), "detail": _texts("断头", None)},
                       shape_blobs(_texts(*(points for points in _wkb("POINT (1 2)", "POINT (3 4)"))), 4547))
    code = textwrap.dedent("""
        import fiona, sys
        with fiona.open(sys.argv[1], layer="trace_ends") as rows:
            found = [(r["properties"]["detail"], tuple(r["geometry"]["coordinates"])) for r in rows]
            print(found, rows.bounds)
    """)
    said = subprocess.run([sys.executable, "-c", code, town.path], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"}).stdout
    assert said.strip() == "[('断头', (1.0, 2.0)), (None, (3.0, 4.0))] (1.0, 2.0, 3.0, 4.0)"


def _wkb(*wkts):
    import shapely

    return [shapely.from_wkt(wkt).wkb for wkt in wkts]


@pytest.mark.parametrize("error", [Cancelled, ValueError, KeyboardInterrupt])
def test_what_fails_midway_changes_nothing(town, error):
    before = town.dump()

    def stop(share):
        if share > 0.3:  # before the last of the changes
            raise error

    def write():
        with ProjectFile(town.path, update=True) as project, project.transaction(stop):
            project.delete("pipes", project.read("pipes", ["uid"])["uid"])
            project.delete("outfalls", [town.uid["A"]])
            project.append("audit", {"uid": new_uids(5)})

    with pytest.raises(error):
        write()
    assert town.dump() == before


def test_a_row_the_file_refuses_takes_everything_back(town):
    before = town.dump()

    def write():
        with ProjectFile(town.path, update=True) as project, project.transaction():
            project.append("audit", {"uid": new_uids(5)})
            project.append("outfalls", {"uid": _texts(town.uid["A"])})

    with pytest.raises(UserError, match="Nothing was changed"):
        write()
    assert town.dump() == before


def test_two_writers_one_waits_and_is_told(town, monkeypatch):
    monkeypatch.setattr(table_io, "_BUSY_MS", "100")
    with ProjectFile(town.path, update=True) as first, first.transaction():
        first.append("audit", {"uid": new_uids(1)})
        with ProjectFile(town.path, update=True) as second, \
                pytest.raises(UserError, match="written by another program"), second.transaction():
            pytest.fail("two writers at once")
    assert len(town.rows("audit")) == 1


def test_writing_needs_a_transaction(town):
    with ProjectFile(town.path, update=True) as project:
        with pytest.raises(RuntimeError):
            project.append("audit", {"uid": new_uids(1)})
        with pytest.raises(RuntimeError):
            project.delete("audit", ["one"])


def test_a_killed_process_leaves_the_last_complete_state(town, tmp_path):
    """SIGKILL in the middle of a bulk write: the rows that were there are there, and no others."""
    before = town.dump()
    ready = tmp_path / "ready"
    script = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        sys.path[:0] = {sys.path!r}
        import importlib.util
        root = Path({table_io.__file__!r}).parents[2]
        spec = importlib.util.spec_from_file_location("outfall_tracer", root / "__init__.py",
                                                      submodule_search_locations=[str(root)])
        module = importlib.util.module_from_spec(spec); sys.modules["outfall_tracer"] = module
        spec.loader.exec_module(module)
        from outfall_tracer.layers.store.table_io import ProjectFile, new_uids
        def step(share):
            if share > 0.5:
                Path({str(ready)!r}).touch()
                time.sleep(60)
        with ProjectFile({town.path!r}, update=True) as project, project.transaction(step):
            project.delete("pipes", {[town.uid["P1"]]!r})
            project._run("PRAGMA cache_size = 10")
            project.append("audit", {{"uid": new_uids(50000)}})
            project.append("evidence", {{"uid": new_uids(3)}})
            project.append("signs", {{"uid": new_uids(3)}})
    """)
    started = subprocess.Popen([sys.executable, "-c", script])
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert started.poll() is None, "the writer ended early"
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait()
    journal = town.path + "-journal"
    assert Path(journal).stat().st_size > 0, "the write had reached the file"
    with ProjectFile(town.path) as project:
        assert project.count("pipes") == len(before["pipes"])
    assert town.dump() == before


def test_uids_are_unique_ascending_and_uuids():
    import uuid

    uids = new_uids(20_000).tolist()
    assert uids == sorted(set(uids))
    assert {uuid.UUID(uid).version for uid in uids[::997]} == {7}


def test_many_rows_keep_their_indexes(town, monkeypatch):
    def indexes():
        from osgeo import gdal

        dataset = gdal.OpenEx(town.path)
        result = dataset.ExecuteSQL(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'pipe_trace' ORDER BY name")
        found = [(row.GetField(0), row.GetField(1)) for row in result]
        dataset.ReleaseResultSet(result)
        return found

    monkeypatch.setattr(table_io, "_MANY", 10)
    before = indexes()
    assert len(before) > 3
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.append("pipe_trace", {"uid": new_uids(50)})
    assert indexes() == before
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.delete("pipe_trace", project.read("pipe_trace", ["uid"])["uid"])
    with ProjectFile(town.path) as project:
        assert project.count("pipe_trace") == 0


@pytest.mark.parametrize("order", [("gdal", "ogr", "osr"), ("osr", "gdal", "ogr")])
def test_who_made_gdal_raise_finds_it_raising_again(order):
    import importlib

    from outfall_tracer.layers.store.gpkg import no_exceptions

    modules = [importlib.import_module(f"osgeo.{name}") for name in order]
    with no_exceptions():
        for module in modules:
            module.UseExceptions()
        with no_exceptions():
            assert not modules[order.index("ogr")].GetUseExceptions()
        assert all(module.GetUseExceptions() for module in modules)
        for module in reversed(modules):
            module.DontUseExceptions()
