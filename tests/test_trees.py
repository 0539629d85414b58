"""Indexes made a part at a time answer as one tree does."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from outfall_tracer.tracing.model import Drainage
from outfall_tracer.tracing.noding import spatial_index


@pytest.fixture
def shapes(monkeypatch):
    monkeypatch.setattr(spatial_index, "_MOST", 40)
    random = np.random.default_rng(5)
    start = random.random((190, 2)) * 100
    lines = shapely.linestrings(np.stack([start, start + random.normal(0, 5, start.shape)], axis=1))
    lines[7] = shapely.from_wkt("POINT EMPTY")
    return lines, shapely.points(random.random((60, 2)) * 100)


def pairs(found):
    return sorted(map(tuple, found.T.tolist()))


def test_many_shapes_make_a_forest(shapes):
    lines, _ = shapes
    assert isinstance(spatial_index.tree_of(lines[:40]), shapely.STRtree)
    assert isinstance(spatial_index.tree_of(lines), spatial_index.Forest)


def test_queries(shapes):
    lines, points = shapes
    one, forest = shapely.STRtree(lines), spatial_index.Forest(lines)
    within = {"predicate": "dwithin", "distance": 4.0}
    found = forest.query(points, **within)
    assert pairs(found) == pairs(one.query(points, **within))
    assert (np.diff(found[0]) >= 0).all()
    site = shapely.box(20, 20, 60, 50)
    inside = sorted(one.query(site, predicate="intersects"))
    assert sorted(forest.query(site, predicate="intersects")) == inside
    assert forest.query(points[:0]).shape == (2, 0)


@pytest.mark.parametrize("reach", [1.0, 8.0, 500.0])
def test_nearest(shapes, reach):
    lines, points = shapes
    lines = np.concatenate([lines, lines[:5]])  # equally near ones in another tree
    one, forest = shapely.STRtree(lines), spatial_index.Forest(lines)
    expected, metres = one.query_nearest(points, max_distance=reach, return_distance=True)
    found, away = forest.query_nearest(points, max_distance=reach, return_distance=True)
    assert pairs(found) == pairs(expected)
    assert np.allclose(sorted(away), sorted(metres))
    single, away = forest.query_nearest(points, max_distance=reach, return_distance=True, all_matches=False)
    assert single[0].tolist() == sorted(set(expected[0].tolist()))
    assert np.allclose(away, shapely.distance(points[single[0]], lines[single[1]]))


def test_a_trace_is_the_same_with_a_forest(monkeypatch):
    """Whole traces of random networks do not change when every index is in parts."""
    from outfall_tracer.tests.support.random_networks import draw_network
    from outfall_tracer.tracing.answers.trace import trace_all
    from outfall_tracer.tracing.model import Options, Points

    for seed in range(6):
        drawn = draw_network(seed, n=40)
        random = np.random.default_rng(seed)
        outfalls, sources = (
            Points(drawn.place[random.integers(0, len(drawn.place), k)] + random.normal(0, 15, (k, 2)))
            for k in (4, 40)
        )
        answers = []
        for most in (100_000, 5):
            monkeypatch.setattr(spatial_index, "_MOST", most)
            answers.append(trace_all(Drainage(drawn.pipes, drawn.manholes, outfalls, sources), Options()))
        whole, parts = answers
        assert len(whole.links.source)
        for name in ("source", "outfall", "network_m", "hop_m", "rule", "confidence"):
            assert np.array_equal(getattr(whole.links, name), getattr(parts.links, name)), name
        assert np.array_equal(whole.pipe_trace.pipe, parts.pipe_trace.pipe)
