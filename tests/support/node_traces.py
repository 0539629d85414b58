"""Tracing upstream from nodes by their ids alone, as a person would with the Processing verb."""

from __future__ import annotations

from collections import defaultdict

from qgis.core import QgsFeature, QgsVectorLayer


def traced(run_verb, network, nodes, **more):
    """Node -> {pipe id: network_m}; ``more`` are further parameters of ``traceupstream``."""
    layer = QgsVectorLayer("None?field=node:string", "outfalls", "memory")
    features = []
    for node in nodes:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([node])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    result = run_verb(
        "traceupstream",
        {
            "NETWORK": network,
            "OUTFALLS": layer,
            "OUTFALL_ID_FIELD": "node",
            "OUTFALL_NODE_FIELD": "node",
            "OUTPUT": "TEMPORARY_OUTPUT",
            **more,
        },
    )
    found = defaultdict(dict)
    for row in result["OUTPUT"].getFeatures():
        found[row["outfall_id"]][row["pipe_id"]] = row["network_m"]
    return found
