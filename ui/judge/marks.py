"""Draws the way of one candidate on the map: its pipes, its last hop, the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsGeometry, QgsPointXY
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ...layers.qgis_names import LINE, POINT
from ..places import to_map

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

    from ...operations.answers.ways import Way

HALO = QColor(255, 255, 255, 200)
WAY = QColor("#7b2cbf")
_SMALLEST_M = 120.0


class WayMarks:
    """The marks of one way on one canvas; coordinates are those of ``layer``."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._bands: list[QgsRubberBand] = []

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is drawn."""
        return not self._bands

    def show_hop(self, line: QgsGeometry | None, layer: QgsVectorLayer) -> None:
        """Draw the stored last hop alone, until the way is known."""
        self.clear()
        if line is not None and not line.isNull():
            self._line(line, layer, HALO, 6)
            self._line(line, layer, WAY, 2, Qt.PenStyle.DashLine)
            self._source(line.asPolyline()[0], layer)

    def show(self, way: Way, layer: QgsVectorLayer) -> None:
        """Draw a way."""
        if not way.lines and not way.hop:
            return
        self.clear()
        lines = QgsGeometry.fromMultiPolylineXY(
            [[QgsPointXY(*point) for point in line] for line in way.lines if len(line) > 1]
        )
        hop = QgsGeometry.fromPolylineXY([QgsPointXY(*point) for point in way.hop]) if way.hop else None
        if way.lines:
            self._line(lines, layer, HALO, 9)
            self._line(lines, layer, WAY, 4)
        if hop is not None:
            self._line(hop, layer, WAY, 2, Qt.PenStyle.DashLine)
            self._source(QgsPointXY(*way.hop[0]), layer)

    def zoom(self, layer: QgsVectorLayer) -> None:
        """Show the whole way."""
        extent = None
        for band in self._bands:
            box = band.asGeometry().boundingBox()
            extent = box if extent is None else extent
            extent.combineExtentWith(box)
        if extent is None:
            return
        transform = to_map(self._canvas, layer.crs())
        size = transform.transformBoundingBox(extent, Qgis.TransformDirection.Reverse)
        if max(size.width(), size.height()) < _SMALLEST_M:
            size.grow(_SMALLEST_M / 2)
            extent = transform.transformBoundingBox(size)
        extent.scale(1.2)
        self._canvas.setExtent(extent)
        self._canvas.refresh()

    def clear(self) -> None:
        """Remove every mark."""
        for band in self._bands:
            self._canvas.scene().removeItem(band)
        self._bands = []

    def _line(
        self,
        geometry: QgsGeometry,
        layer: QgsVectorLayer,
        colour: QColor,
        width: int,
        style: Any = Qt.PenStyle.SolidLine,
    ) -> None:
        band = QgsRubberBand(self._canvas, LINE)
        band.setColor(colour)
        band.setWidth(width)
        band.setLineStyle(style)
        band.setToGeometry(geometry, layer)
        self._bands.append(band)

    def _source(self, point: QgsPointXY, layer: QgsVectorLayer) -> None:
        band = QgsRubberBand(self._canvas, POINT)
        band.setStrokeColor(WAY)
        band.setFillColor(QColor(0, 0, 0, 0))
        band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
        band.setIconSize(20)
        band.setWidth(3)
        band.setToGeometry(QgsGeometry.fromPointXY(point), layer)
        self._bands.append(band)
