"""How the styles of a project look when drawn: names beside their signs, bands of one tone."""

from __future__ import annotations

from outfall_tracer.layers.styles import outfalls, tracing
from outfall_tracer.reports.map_layers import memory_layer
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

SIGN_MM = 4.6  # of an outfall at street scale, across


def crs_wkt():
    return QgsCoordinateReferenceSystem("EPSG:4547").toWkt()


def drawn(layer, scale, width_mm=120, dpi=254):
    """A map of a layer around the origin: the picture, labels, map units to a millimetre."""
    unit = scale / 1000.0
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    settings.setOutputDpi(dpi)
    settings.setOutputSize(QSize(*(round(width_mm / 25.4 * dpi),) * 2))
    settings.setExtent(QgsRectangle(*(-width_mm / 2 * unit,) * 2, *(width_mm / 2 * unit,) * 2))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage(), job.takeLabelingResults().labelsWithinRect(settings.extent()), unit


def test_a_name_stands_off_the_sign_of_its_outfall(qgis_app):
    row = (QgsGeometry.fromPointXY(QgsPointXY(0, 0)), ["堤角大道4#雨洪排口", *[None] * 5])
    others = ("trace_status", "work_state", "code_local", "code_national", "code_raw")
    fields = ";".join(f"{name}:string(80)" for name in ("name", *others))
    layer = memory_layer("", "Point", crs_wkt(), [row], fields)
    outfalls.outfalls(layer, "zh")
    for scale in (500, 2_000):
        _, labels, unit = drawn(layer, scale)
        (label,) = labels
        away = label.labelGeometry.distance(QgsGeometry.fromPointXY(QgsPointXY(0, 0)))
        assert SIGN_MM / 2 + 0.3 < away / unit < SIGN_MM


def test_bands_of_traced_pipes_have_one_tone_where_pipes_meet(qgis_app):
    lines = [QgsGeometry.fromPolylineXY([QgsPointXY(x, 0), QgsPointXY(x + 400, 0)]) for x in (-400, 0)]
    layer = memory_layer("", "LineString", crs_wkt(), [(line, [100.0, "declared_flow"]) for line in lines],
                         "network_m:double;flow_basis:string(20)")
    tracing.traced_pipes(layer, "zh")
    image, *_ = drawn(layer, 10_000)
    middle, side = image.height() // 2, image.width() // 4
    joint, between = (image.pixelColor(x, middle) for x in (image.width() // 2, side))
    assert between.alpha()
    assert joint == between
