"""A spatial index packed at once answers as one filled row by row, and lives on."""

from __future__ import annotations

import numpy as np
import pytest
from outfall_tracer.layers.store import table_io
from outfall_tracer.layers.store.geometry_io import point_blobs, segment_blobs, shape_blobs
from outfall_tracer.layers.store.gpkg import open_dataset, sql
from outfall_tracer.layers.store.spatial_index import boxes_of, packed_tree
from outfall_tracer.layers.store.table_io import ProjectFile, new_uids


def _wkb(*texts):
    import shapely

    out = np.empty(len(texts), dtype=object)
    shapes = shapely.from_wkt(np.array(texts, dtype=object))
    out[:] = [None if shape is None else shapely.to_wkb(shape, byte_order=1) for shape in shapes]
    return out


def test_boxes_of_all_kinds_of_geometry():
    assert boxes_of(point_blobs(np.array([[1.0, 2.0]]), 4547)).tolist() == [[1, 1, 2, 2]]
    line = segment_blobs(np.array([[5.0, 1.0]]), np.array([[2.0, 7.0]]), 4547)
    assert boxes_of(line).tolist() == [[2, 5, 1, 7]]
    shapes = boxes_of(shape_blobs(_wkb("POLYGON ((0 0, 4 0, 4 3, 0 0))", None, "LINESTRING EMPTY"), 4547))
    np.testing.assert_array_equal(shapes, [[0, 4, 0, 3], [np.nan] * 4, [np.nan] * 4])
    foreign = np.array([b"GP\x00\x00" + bytes(40)], dtype=object)  # big endian
    assert boxes_of(foreign) is None


@pytest.mark.parametrize("n", [0, 1, 40, 41, 1601, 5000])
def test_every_row_has_a_leaf_and_every_node_a_parent(n):
    rng = np.random.default_rng(n)
    low = rng.uniform(0, 1e6, (n, 2))
    boxes = np.column_stack([low[:, 0], low[:, 0] + 5, low[:, 1], low[:, 1] + 5])
    tree = packed_tree(np.arange(n) + 7, boxes, 1228)
    assert sorted(tree.row.tolist()) == list(range(7, n + 7))
    assert sorted(tree.child.tolist()) == sorted(set(tree.node.tolist()) - {1})
    assert set(tree.leaf.tolist()) | set(tree.parent.tolist()) <= set(tree.node.tolist())
    assert {len(blob) for blob in tree.data.tolist()} == {1228}


def test_packed_index_finds_what_lies_in_a_window_and_takes_edits(town, monkeypatch):
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
