"""The same random network in metres, degrees, feet and Web Mercator: the same pipes, the same metres."""

from __future__ import annotations

import os

import numpy as np
import pytest
import shapely
from outfall_tracer.tests.support.random_networks import draw_network
from outfall_tracer.tracing.model import Flow
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)

SEEDS = range(60 if os.environ.get("OUTFALL_TRACER_FULL") == "1" else 2)
HOME = "EPSG:4547"
FEET = "+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=us-ft +no_defs"
PLACE = np.array([531_000.0, 3_380_000.0])


def layer_of(kind, crs, fields, rows):
    """A memory layer of rows (shapely in HOME's metres, attributes), in another coordinate system."""
    system = QgsCoordinateReferenceSystem(HOME)
    own = QgsCoordinateReferenceSystem.fromProj(FEET) if crs == "feet" else QgsCoordinateReferenceSystem(crs)
    assert own.isValid()
    layer = QgsVectorLayer(f"{kind}?{'&'.join(f'field={name}:string' for name in fields)}", kind, "memory")
    layer.setCrs(own)
    way = QgsCoordinateTransform(system, own, QgsProject.instance())
    features = []
    for shape, attributes in rows:
        feature = QgsFeature(layer.fields())
        geometry = QgsGeometry()
        geometry.fromWkb(shapely.to_wkb(shape))
        geometry.transform(way)
        feature.setGeometry(geometry)
        feature.setAttributes(attributes)
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def traced(run_verb, drawn, crs, verb):
    pipes = drawn.pipes
    lines = np.split(pipes.xy + PLACE, pipes.part_start[1:-1])
    network = layer_of("LineString", crs, ("id", "a", "b", "flow"), [
        (shapely.linestrings(line), [str(row), pipes.from_node[row], pipes.to_node[row],
                                     "back" if pipes.flow[row] == Flow.BACKWARD else None])
        for row, line in enumerate(lines)
    ])
    mouth = layer_of("Point", crs, ("id",), [(shapely.points(drawn.place[0] + PLACE), ["M"])])
    output = run_verb(verb, {
        "NETWORK": network, "OUTFALLS": mouth, "PIPE_ID_FIELD": "id", "OUTFALL_ID_FIELD": "id",
        "FROM_FIELD": "a", "TO_FIELD": "b", "DIRECTION_FIELD": "flow", "VALUE_BACKWARD": "back",
        "OUTPUT": "memory:",
    })["OUTPUT"]
    return {int(row["pipe_id"]): row["network_m"] for row in output.getFeatures()}


@pytest.mark.parametrize("verb", ["traceupstream", "tracedownstream"])
@pytest.mark.parametrize("seed", SEEDS)
def test_units_and_coordinate_systems_change_nothing(run_verb, seed, verb):
    drawn = draw_network(seed)
    wanted = traced(run_verb, drawn, HOME, verb)
    for crs in ("EPSG:4326", "EPSG:3857", "feet"):
        found = traced(run_verb, drawn, crs, verb)
        assert found.keys() == wanted.keys(), crs
        assert found == pytest.approx(wanted, rel=2e-4, abs=0.01), crs
