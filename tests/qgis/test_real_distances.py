"""Distances are metres on real networks in degrees, feet and metres, checked without QGIS or the engine."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
import shapely
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

from ..support import real_networks as real
from ..support.node_traces import traced


def vincenty(lon1, lat1, lon2, lat2):
    """Metres between two places on WGS 84 (Vincenty 1975, inverse)."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    wide = lam = math.radians(lon2 - lon1)
    if wide == 0 and lat1 == lat2:
        return 0.0
    for _ in range(100):
        across = math.cos(u2) * math.sin(lam)
        along = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sine = math.hypot(across, along)
        if sine == 0:
            return 0.0
        cosine = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        angle = math.atan2(sine, cosine)
        azimuth = math.cos(u1) * math.cos(u2) * math.sin(lam) / sine
        square = 1 - azimuth**2
        middle = cosine - 2 * math.sin(u1) * math.sin(u2) / square if square else 0.0
        c = f / 16 * square * (4 + f * (4 - 3 * square))
        before, lam = (
            lam,
            wide + (1 - c) * f * azimuth * (angle + c * sine * (middle + c * cosine * (2 * middle**2 - 1))),
        )
        if abs(lam - before) < 1e-12:
            break
    u = square * (a * a - b * b) / (b * b)
    big_a = 1 + u / 16384 * (4096 + u * (u * (320 - 175 * u) - 768))
    big_b = u / 1024 * (256 + u * (u * (74 - 47 * u) - 128))
    turn = middle + big_b / 4 * cosine * (2 * middle**2 - 1)
    return b * big_a * (angle - big_b * sine * turn)


def geodesic(line):
    xy = shapely.get_coordinates(line).tolist()
    return sum(vincenty(*a, *b) for a, b in zip(xy, xy[1:]))


def metres_above(pipes, outfall):
    """Pipe id -> metres of pipe between the outfall and the pipe's lower end; pipes: (id, a, b, metres)."""
    graph = nx.MultiDiGraph()
    for _, a, b, metres in pipes:
        graph.add_edge(b, a, metres=metres)
    if outfall not in graph:
        return {}
    reached = nx.single_source_dijkstra_path_length(graph, outfall, weight="metres")
    return {name: reached[b] for name, _, b, _ in pipes if b in reached}


def check(found, pipes, ids, relative):
    compared, farthest = 0, 0.0
    for node in ids:
        expected = metres_above(pipes, node)
        assert set(found[node]) == set(expected)
        for name, metres in expected.items():
            assert found[node][name] == pytest.approx(metres, rel=relative, abs=0.005), (node, name)
            compared, farthest = compared + 1, max(farthest, metres)
    return compared, farthest


@pytest.mark.parametrize("name", real.CITIES)
def test_degrees(name, shared_data, run_verb):
    folder = shared_data("canada_cities")
    start, end, *_, key = real.CITIES[name]
    ids = list(real.city_answers(folder, name))
    pipes = [
        (str(row[key]), real.text(row[start]), real.text(row[end]), 0.0 if line is None else geodesic(line))
        for row, line in real.features(folder / name / "mains.geojson")
        if real.text(row[start]) and real.text(row[end])
    ]
    layer = QgsVectorLayer(str(folder / name / "mains.geojson"), name)
    found = traced(run_verb, layer, ids, FROM_FIELD=start, TO_FIELD=end, PIPE_ID_FIELD=key)
    compared, farthest = check(found, pipes, ids, 2e-5)
    assert compared == sum(map(len, real.city_answers(folder, name).values()))
    assert farthest > 10


def test_degrees_over_a_whole_coast(shared_data, run_verb):
    """Rivers over hundreds of kilometres: no plane is true everywhere."""
    path = shared_data("nhdplus_hydroloom") / "coastal_example.gpkg"
    rows = real.vector_rows(path)
    pipes = [
        (real.text(row["COMID"]), real.text(row["FromNode"]), real.text(row["ToNode"]), geodesic(line))
        for row, line in rows
    ]
    low = {b for _, _, b, _ in pipes} - {a for _, a, _, _ in pipes}
    ids = sorted(low, key=lambda node: -len(metres_above(pipes, node)))[:20]
    layer = QgsVectorLayer(str(path), "coast")
    found = traced(run_verb, layer, ids, FROM_FIELD="FromNode", TO_FIELD="ToNode", PIPE_ID_FIELD="COMID")
    compared, farthest = check(found, pipes, ids, 1e-4)
    assert compared > 200
    assert farthest > 10_000


def test_metres(shared_data, run_verb):
    folder = shared_data("giswater_ud_sample")
    network, _, answers = real.giswater(folder)
    start = network.pipes.part_start
    length = [
        float(np.hypot(*np.diff(network.pipes.xy[a:b], axis=0).T).sum()) for a, b in zip(start, start[1:])
    ]
    pipes = list(zip(network.pipe_id, network.from_id, network.to_id, length))
    layer = QgsVectorLayer(f"{folder / 'giswater_ud.gpkg'}|layername=arc", "arc")
    ids = list(answers)
    found = traced(run_verb, layer, ids, FROM_FIELD="node_1", TO_FIELD="node_2", PIPE_ID_FIELD="arc_id")
    assert check(found, pipes, ids, 1e-9)[1] > 500


def test_us_survey_feet(shared_data, run_verb):
    """A layer in feet, joined by place: metres all the same, also where the outfall is a point in feet."""
    folder = shared_data("sewergraph_sample")
    path = folder / "sample_sewer_network_1.shp"
    foot = 1200 / 3937
    pipes = []
    for row, line in real.vector_rows(path):
        ends = [tuple(np.round(shapely.get_coordinates(line)[at], 1).tolist()) for at in (0, -1)]
        pipes.append((row["facilityid"], *ends, line.length * foot))
    mouth = next(b for name, _, b, _ in pipes if name == "A58064DF")
    layer = QgsVectorLayer(str(path), "sewers")
    outfall = QgsVectorLayer(f"Point?crs={layer.crs().toWkt()}&field=node:string", "outfall", "memory")
    outfall.setCrs(layer.crs())
    feature = QgsFeature(outfall.fields())
    feature.setAttributes(["mouth"])
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*mouth)))
    assert outfall.dataProvider().addFeatures([feature])[0]
    result = run_verb(
        "traceupstream",
        {
            "NETWORK": layer,
            "OUTFALLS": outfall,
            "OUTFALL_ID_FIELD": "node",
            "PIPE_ID_FIELD": "facilityid",
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )
    found = {row["pipe_id"]: row["network_m"] for row in result["OUTPUT"].getFeatures()}
    expected = metres_above(pipes, mouth)
    assert set(found) == set(expected)
    assert len(found) == 65
    for name, metres in expected.items():
        # The state plane itself is true to one part in thousand.
        assert found[name] == pytest.approx(metres, rel=1e-3, abs=0.05)
    assert max(found.values()) > 300
