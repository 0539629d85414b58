"""Rows written in bulk are found by their place, and the index lives on."""

from __future__ import annotations

import numpy as np
from outfall_tracer.layers.store import table_io
from outfall_tracer.layers.store.geometry_io import segment_blobs
from outfall_tracer.layers.store.gpkg import open_dataset, sql
from outfall_tracer.layers.store.table_io import ProjectFile, new_uids


def test_the_index_finds_what_lies_in_a_window_and_takes_edits(town, monkeypatch):
    monkeypatch.setattr(table_io, "_MANY", 1000)
    import shapely

    n, rng = 6000, np.random.default_rng(1)
    start = rng.uniform(500_000, 520_000, (n, 2))
    end = start + rng.uniform(-300, 300, (n, 2))
    start[::97] = np.nan  # rows without geometry have no place in the index
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.append("trace_links", {"uid": new_uids(n)}, segment_blobs(start, end, 4547))
    dataset = open_dataset(town.path, update=True)
    assert sql(dataset, "SELECT rtreecheck('rtree_trace_links_geom')") == [("ok",)]
    layer = dataset.GetLayerByName("trace_links")
    with np.errstate(invalid="ignore"):  # shapely 2.1 remarks on the rows without a place
        lines = shapely.linestrings(np.stack([start, end], axis=1))
    low, high = np.minimum(start, end), np.maximum(start, end)
    for x, y in rng.uniform(500_000, 519_000, (20, 2)):
        inside = (low <= [x + 1000, y + 1000]).all(axis=1) & (high >= [x, y]).all(axis=1)
        layer.SetSpatialFilterRect(x, y, x + 1000, y + 1000)
        found = {feature.GetFID() for feature in layer}
        assert found <= set((np.flatnonzero(inside) + 1).tolist())
        crossing = shapely.intersects(lines, shapely.box(x, y, x + 1000, y + 1000))
        assert set((np.flatnonzero(crossing & np.isfinite(low).all(axis=1)) + 1).tolist()) <= found
        assert len(found) > 0
    layer.SetSpatialFilter(None)
    assert layer.GetFeatureCount() == n
    sql(dataset, "DELETE FROM trace_links WHERE fid % 3 = 0")
    sql(dataset, "UPDATE trace_links SET geom = (SELECT geom FROM trace_links WHERE fid = 2) "
                 "WHERE fid > 4000")
    assert sql(dataset, "SELECT rtreecheck('rtree_trace_links_geom')") == [("ok",)]
    dataset = None
    with ProjectFile(town.path, update=True) as project, project.transaction():
        project.append("trace_links", {"uid": new_uids(n)}, segment_blobs(end, start, 4547))
    dataset = open_dataset(town.path)
    assert sql(dataset, "SELECT rtreecheck('rtree_trace_links_geom')") == [("ok",)]
