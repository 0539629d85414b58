"""Small layers in memory, of any kind and coordinate system."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)

WUHAN = (535_000.0, 3_380_000.0)  # in EPSG:4547


def layer_of(kind, rows, fields="id:string", crs="EPSG:4547", moved=True):
    """Make a memory layer; rows: (WKT or None, attributes). WKT is relative to a place in Wuhan."""
    columns = "".join(f"&field={field}" for field in fields.split(",") if field)
    layer = QgsVectorLayer(f"{kind}?{'crs=' + crs if crs else ''}{columns}", kind, "memory")
    layer.setCrs(QgsCoordinateReferenceSystem(crs))  # without one, QGIS would assume degrees
    home = QgsCoordinateReferenceSystem("EPSG:4547")
    features = []
    for wkt, attributes in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(attributes))
        if wkt:
            geometry = QgsGeometry.fromWkt(wkt)
            if moved:
                geometry.translate(*WUHAN)
                if crs:
                    geometry.transform(QgsCoordinateTransform(home, layer.crs(), QgsProject.instance()))
            feature.setGeometry(geometry)
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    layer.updateExtents()
    return layer
