"""traceupstream on real networks gives the owners' own answers, exactly, through Processing."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer


def _node_points(ids):
    """Outfalls that are nothing but a node id."""
    layer = QgsVectorLayer("None?field=node:string", "outfalls", "memory")
    features = []
    for node in ids:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([node])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def _traced(run_verb, network, outfalls, **more):
    """Return outfall id -> set of pipe ids."""
    result = run_verb(
        "traceupstream",
        {
            "NETWORK": network,
            "OUTFALLS": outfalls,
            "OUTFALL_ID_FIELD": "node",
            "OUTFALL_NODE_FIELD": "node",
            "OUTPUT": "TEMPORARY_OUTPUT",
            **more,
        },
    )
    pipes = defaultdict(list)
    for feature in result["OUTPUT"].getFeatures():
        pipes[feature["outfall_id"]].append(feature["pipe_id"])
    assert all(len(rows) == len(set(rows)) for rows in pipes.values()), "a pipe is listed twice"
    return {outfall: set(rows) for outfall, rows in pipes.items()}


@pytest.mark.parametrize("city", ["victoria", "peterborough", "london", "penticton"])
def test_canadian_city(city, shared_data, run_verb):
    folder = shared_data("canada_cities")
    known = json.loads((folder / "expected_upstream_by_id.json").read_text())["cities"][city]
    network = QgsVectorLayer(str(folder / city / f"{known['layer']}.geojson"), city)
    expected = {outfall: set(map(str, pipes)) for outfall, pipes in known["upstream"].items()}
    found = _traced(
        run_verb, network, _node_points(expected),
        FROM_FIELD=known["from"], TO_FIELD=known["to"], PIPE_ID_FIELD=known["pipe_id"],
    )  # fmt: skip
    assert found == expected


def test_giswater_arcs(shared_data, run_verb):
    folder = shared_data("giswater_ud_sample")
    known = json.loads((folder / "expected_upstream.json").read_text())["outfalls"]
    network = QgsVectorLayer(f"{folder / 'giswater_ud.gpkg'}|layername=arc", "arc")
    found = _traced(
        run_verb, network, _node_points(known), FROM_FIELD="node_1", TO_FIELD="node_2", PIPE_ID_FIELD="arc_id"
    )
    assert found == {outfall: set(answer["upstream_arcs"]) for outfall, answer in known.items()}


def test_giswater_house_connections(shared_data, run_verb):
    """House connections and gullies have lines but no node ids: they meet the arcs by geometry."""
    folder = shared_data("giswater_ud_sample")
    known = json.loads((folder / "expected_upstream.json").read_text())["outfalls"]
    source = f"{folder / 'giswater_ud.gpkg'}|layername="
    network = QgsVectorLayer(
        "LineString?crs=EPSG:25831&field=id:string&field=a:string&field=b:string", "arcs and links", "memory"
    )
    features = [
        _row(network, arc.geometry(), [arc["arc_id"], arc["node_1"], arc["node_2"]])
        for arc in QgsVectorLayer(source + "arc", "arc").getFeatures()
    ]
    owner = {}
    for link in QgsVectorLayer(source + "link", "link").getFeatures():
        name = f"link {link['link_id']}"
        owner[name] = (link["feature_type"], link["feature_id"])
        features.append(_row(network, link.geometry(), [name, None, None]))
    assert network.dataProvider().addFeatures(features)[0]
    found = _traced(run_verb, network, _node_points(known), FROM_FIELD="a", TO_FIELD="b", PIPE_ID_FIELD="id")
    for kind, column in (("CONNEC", "connecs"), ("GULLY", "gullies")):
        answers = {
            outfall: {owner[pipe][1] for pipe in pipes if pipe in owner and owner[pipe][0] == kind}
            for outfall, pipes in found.items()
        }
        assert answers == {outfall: set(answer[column]) for outfall, answer in known.items()}


def _row(layer, geometry, values):
    feature = QgsFeature(layer.fields())
    feature.setAttributes(values)
    feature.setGeometry(geometry)
    return feature


def test_auto_turns_the_one_trunk_pipe_that_is_drawn_backwards(shared_data, run_verb):
    """Victoria's sanitary sewers as bare lines: what was turned says so in ``flow_basis``."""
    folder = shared_data("canada_cities")
    network = QgsVectorLayer(str(folder / "victoria" / "sanitary_mains.geojson"), "sewers")
    lowest = next(f for f in network.getFeatures() if f["AssetID"] == "SGM001827")
    outfall = QgsVectorLayer("Point?crs=EPSG:4326&field=node:string", "outfall", "memory")
    feature = QgsFeature(outfall.fields())
    feature.setAttributes(["trunk"])
    feature.setGeometry(
        QgsGeometry(lowest.geometry().vertexAt(lowest.geometry().constGet().nCoordinates() - 1))
    )
    assert outfall.dataProvider().addFeatures([feature])[0]
    counts = {}
    for policy in ("declared", "auto"):
        result = run_verb(
            "traceupstream",
            {
                "NETWORK": network,
                "OUTFALLS": outfall,
                "OUTFALL_ID_FIELD": "node",
                "PIPE_ID_FIELD": "AssetID",
                "INVERT_FROM_FIELD": "UpstreamInvert",
                "INVERT_TO_FIELD": "DownstreamInvert",
                "SIZE_FIELD": "Diameter",
                "DIRECTION_POLICY": policy,
                "OUTPUT": "TEMPORARY_OUTPUT",
            },
        )
        basis = {row["pipe_id"]: row["flow_basis"] for row in result["OUTPUT"].getFeatures()}
        counts[policy] = len(basis)
        turned = {pipe for pipe, name in basis.items() if name == "auto"}
        assert turned == ({"SGM000217"} if policy == "auto" else set())
    assert counts["auto"] > counts["declared"] + 200
