"""Places of layers on the map: the two may have different coordinate systems."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtGui import QColor

_FLASH = QColor(215, 25, 28, 255), QColor(215, 25, 28, 0)  # from and to


def to_map(canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> QgsCoordinateTransform:
    """Return the way from ``crs`` to the coordinate system of the map."""
    return QgsCoordinateTransform(crs, canvas.mapSettings().destinationCrs(), QgsProject.instance())


def show_place(
    canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem, place: QgsPointXY, farthest: float, scale: float
) -> None:
    """Centre on a place in ``crs`` and flash it; at ``scale`` where the map is smaller than ``farthest``."""
    canvas.setCenter(to_map(canvas, crs).transform(place))
    if canvas.scale() > farthest:
        canvas.zoomScale(scale)
    canvas.refresh()
    canvas.flashGeometries([QgsGeometry.fromPointXY(place)], crs, *_FLASH)
