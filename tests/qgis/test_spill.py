"""A spill against shortest paths of networkx, and its sheet."""

from __future__ import annotations

import json
import os
import random

import networkx as nx
import pytest
from outfall_tracer.operations.answers.spill import MOST, spill_from, spill_named
from outfall_tracer.operations.live.project import LiveProject
from outfall_tracer.problems import UserError
from outfall_tracer.rules.velocity import velocity
from outfall_tracer.tracing.live.start_places import Place

pytest.importorskip("qgis.core")

WIDE, DEEP, STEP = 14, 18, 60.0
N = 200 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 60
X, Y = 500_000.0, 3_380_000.0


@pytest.fixture(scope="module")
def grid(qgis_app, tmp_path_factory):
    """A slope of pipes that all run down or sideways, sources at its manholes; and its graph."""
    import numpy as np
    import shapely
    from outfall_tracer.layers.project.create import create_project
    from outfall_tracer.layers.store.geometry_io import point_blobs, shape_blobs
    from outfall_tracer.layers.store.table_io import ProjectFile
    from outfall_tracer.layers.store.table_plan import texts

    rng = random.Random(3)
    path = tmp_path_factory.mktemp("spill") / "grid.gpkg"
    create_project(path)
    place = {(x, y): (X + x * STEP + rng.uniform(-9, 9), Y - y * STEP + rng.uniform(-9, 9))
             for x in range(WIDE) for y in range(DEEP)}
    graph, lines = nx.DiGraph(), []
    for (x, y), spot in place.items():
        ways = [(x, y + 1), (x + 1, y)] if rng.random() < 0.8 else [(x, y + 1)]
        for to in ways:
            if to in place and rng.random() < 0.93:
                graph.add_edge((x, y), to, weight=shapely.LineString([spot, place[to]]).length)
                lines.append(((x, y), to))
    mouths = [(x, DEEP - 1) for x in range(0, WIDE, 3)]

    def name(node):
        return f"M{node[0]}-{node[1]}"

    used = sorted({node for line in lines for node in line})
    starts = [rng.choice([node for node in used if node not in mouths]) for _ in range(N)]
    spots = np.array([place[node] for node in starts]) + np.array([3.0, 4.0])  # hops of five metres
    with ProjectFile(path, update=True) as project, project.transaction():
        def points(table, xy, **columns):
            n = len(xy)
            project.append(table, {"uid": texts([f"{table}{i}" for i in range(n)]), **columns},
                           point_blobs(np.array(xy, dtype=float), project.srs_id(table)))

        points("manholes", [place[node] for node in used], code=texts([name(node) for node in used]))
        points("outfalls", [place[node] for node in mouths], name=texts([name(node) for node in mouths]),
               declared_node=texts([name(node) for node in mouths]),
               county_code=texts(["420106"] * len(mouths)))
        points("enterprises", spots, declared_node=texts([name(node) for node in starts]),
               name=texts([f"E{i}" for i in range(N)]))
        shapes = np.array([shapely.to_wkb(shapely.LineString([place[a], place[b]]), byte_order=1)
                           for a, b in lines], dtype=object)
        n = len(lines)
        project.append("pipes", {
            "uid": texts([f"p{i}" for i in range(n)]), "code": texts([f"P{i}" for i in range(n)]),
            "from_node": texts([name(a) for a, _ in lines]), "to_node": texts([name(b) for _, b in lines]),
            "form": texts(["pipe"] * n), "diameter_mm": np.full(n, 500.0),
            "invert_from": np.array([50.0 - (a[0] + a[1]) for a, _ in lines]),
            "invert_to": np.array([50.0 - (b[0] + b[1]) for _, b in lines]),
        }, shape_blobs(shapes, project.srs_id("pipes")))
    return path, graph, mouths, starts


def test_sources_reach_what_shortest_paths_say(grid):
    path, graph, mouths, starts = grid
    live = LiveProject(str(path), lambda _share, _step: None)
    reached = 0
    for i, node in enumerate(starts):
        row = live.rows.sources.row_of_uid("enterprises", f"enterprises{i}")
        found = spill_from(live, Place("sources", row), "x")
        # Water that comes to a mouth leaves there.
        open_to = graph.subgraph(set(graph) - set(mouths))
        truth = {}
        for at, mouth in enumerate(mouths):
            own = graph.subgraph([*open_to, mouth])
            if mouth in own and nx.has_path(own, node, mouth):
                truth[f"outfalls{at}"] = nx.shortest_path_length(own, node, mouth, weight="weight") + 5.0
        got = {way.outfall_uid: way.metres for way in found.ways}
        assert got == pytest.approx(truth, abs=0.02), node
        reached += len(got)
        for way in found.ways:  # 500 mm: (0.125 m)^(2/3) sqrt(S) / n on every pipe, five metres outside
            assert way.by_levels == pytest.approx(1.0)
            assert 0 < way.minutes < way.metres / 0.1 / 60
    assert reached > N
    assert max(len(spill_from(live, Place("manholes", 0), "x").ways), 1) <= MOST


def test_velocity_by_formula_and_by_table():
    assert velocity("pipe", 500, 0.01, "") == pytest.approx((0.125 ** (2 / 3) * 0.1 / 0.013, True))
    assert velocity("pipe", float("nan"), 0.01, "").by_levels is False
    assert velocity("open_channel", 0, float("nan"), "").m_s == 0.6
    assert velocity("pipe", 4000, 0.5, "混凝土").m_s == 5.0  # a level is wrong rather than water that fast


def test_the_verb_writes_ways_sheet_and_summary(grid, run_verb, tmp_path):
    path, *_ = grid
    made = run_verb("spill", {"PROJECT": str(path), "TABLE": "enterprises", "START": "E3",
                              "OUTPUT": str(tmp_path / "w.gpkg"), "SHEET": str(tmp_path / "s.pdf"),
                              "SUMMARY": str(tmp_path / "s.json"), "LANGUAGE": 1})
    told = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert made["REACHED"] == len(told["ways"]) > 0
    assert told["ways"][0]["government"].endswith("人民政府")
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    place = told["ways"][0]["xy"]
    near = run_verb("spill", {"PROJECT": str(path), "PLACE": f"{place[0]},{place[1] + 20} [EPSG:4547]",
                              "OUTPUT": "memory:"})
    assert near["REACHED"] >= 1
    with pytest.raises(Exception, match="START or PLACE"):
        run_verb("spill", {"PROJECT": str(path), "OUTPUT": "memory:"})
    with pytest.raises(UserError):
        spill_named(str(path), "enterprises", "", (0.0, 0.0))
