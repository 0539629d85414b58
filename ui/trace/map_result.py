"""Draws a trace on the map canvas: pipes, last hops, sources, ends by reason, the outfall.

Rubber bands, not layers: nothing is added to the project. Each kind of end has a mark
and colour of its own, which the result dock repeats as its legend.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from .view import TraceView

PIPES = QColor("#ff7f0e")
HALO = QColor(255, 255, 255, 190)
HOPS = QColor("#7b3294")
SOURCES = QColor("#d7191c")
OUTFALL = QColor("#0b5fa5")

FULL = (QgsRubberBand.IconType.ICON_FULL_BOX, QgsRubberBand.IconType.ICON_FULL_DIAMOND)
SMALLEST_M = 150.0  # a result smaller than this is not zoomed in further

_Icon = QgsRubberBand.IconType
#: reason: mark on the map, colour
ENDS = {
    "headwater": (_Icon.ICON_CIRCLE, QColor("#2ca25f")),
    "barrier": (_Icon.ICON_FULL_BOX, QColor("#d7191c")),
    "gap": (_Icon.ICON_X, QColor("#e6007e")),
    "loop": (_Icon.ICON_FULL_DIAMOND, QColor("#6a3d9a")),
    "limit": (_Icon.ICON_BOX, QColor("#636363")),
    "unknown_direction": (_Icon.ICON_DIAMOND, QColor("#b15928")),
}


class MapResult:
    """The marks of one result on one canvas."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._bands: list[QgsRubberBand] = []
        self._extent = QgsRectangle()
        self._crs = QgsCoordinateReferenceSystem()

    def show(self, view: TraceView, layer: Any, outfalls: list[QgsPointXY], headwaters: bool = True) -> None:
        """Draw ``view``; its coordinates and ``outfalls`` are in the CRS of ``layer``."""
        self.clear()
        self._crs = layer.crs()
        pipes, hops = _geometry(view.pipes_wkb), _geometry(view.hops_wkb)
        self._lines(pipes, layer, HALO, 7)
        self._lines(pipes, layer, PIPES, 3)
        self._lines(hops, layer, HOPS, 2, Qt.PenStyle.DashLine)
        by_reason = defaultdict(list)
        for end in view.ends:
            by_reason[end.reason].append(QgsPointXY(end.x, end.y))
        for reason, (mark, colour) in ENDS.items():
            if reason != "headwater" or headwaters:
                size = 6 if reason == "headwater" else 11
                self._points(by_reason.get(reason, []), layer, mark, colour, size)
        self._points(
            [QgsPointXY(source.x, source.y) for source in view.sources if source.x == source.x],
            layer,
            _Icon.ICON_CIRCLE,
            SOURCES,
            17,
        )
        self._points(outfalls, layer, _Icon.ICON_CIRCLE, OUTFALL, 20, width=4)
        self._extent = QgsRectangle()
        for geometry in (pipes, hops):
            if not geometry.isNull():
                self._extent.combineExtentWith(geometry.boundingBox())
        for point in outfalls:
            self._extent.combineExtentWith(QgsRectangle(point, point))

    def clear(self) -> None:
        """Remove every mark."""
        scene = self._canvas.scene()
        for band in self._bands:
            scene.removeItem(band)
        self._bands = []
        self._extent = QgsRectangle()

    def zoom(self) -> None:
        """Zoom to the whole result."""
        if not self._bands:
            return
        extent = self._to_canvas(self._extent)
        extent.scale(1.15)
        least = extent.width() < SMALLEST_M and extent.height() < SMALLEST_M
        if least and not self._canvas.mapSettings().destinationCrs().isGeographic():
            extent.grow(SMALLEST_M / 2)
        self._canvas.setExtent(extent)
        self._canvas.refresh()

    def zoom_to_point(self, x: float, y: float) -> None:
        """Centre on a place of the result, come close, and flash it."""
        point = self._transform().transform(QgsPointXY(x, y))
        self._canvas.setCenter(point)
        if self._canvas.scale() > 3000:
            self._canvas.zoomScale(2000)
        self._canvas.refresh()
        self._canvas.flashGeometries(
            [QgsGeometry.fromPointXY(QgsPointXY(x, y))],
            self._crs,
            QColor(255, 0, 0, 255),
            QColor(255, 0, 0, 0),
        )

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is drawn."""
        return not self._bands

    def _transform(self) -> QgsCoordinateTransform:
        return QgsCoordinateTransform(
            self._crs, self._canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )

    def _to_canvas(self, extent: QgsRectangle) -> QgsRectangle:
        return self._transform().transformBoundingBox(extent)

    def _lines(
        self,
        geometry: QgsGeometry,
        layer: Any,
        colour: QColor,
        width: int,
        style: Any = Qt.PenStyle.SolidLine,
    ) -> None:
        if geometry.isNull():
            return
        band = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.LineGeometry)
        band.setColor(colour)
        band.setWidth(width)
        band.setLineStyle(style)
        band.setToGeometry(geometry, layer)
        self._bands.append(band)

    def _points(
        self, points: list[QgsPointXY], layer: Any, mark: Any, colour: QColor, size: int, width: int = 2
    ) -> None:
        if not points:
            return
        band = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.PointGeometry)
        band.setStrokeColor(colour)
        band.setFillColor(colour if mark in FULL else QColor(0, 0, 0, 0))
        band.setIcon(mark)
        band.setIconSize(size)
        band.setWidth(width)
        band.setToGeometry(QgsGeometry.fromMultiPointXY(points), layer)
        self._bands.append(band)


def _geometry(wkb: bytes) -> QgsGeometry:
    geometry = QgsGeometry()
    if wkb:
        geometry.fromWkb(wkb)
    return geometry


def end_icon(reason: str, size: int = 16) -> QIcon:
    """Return the mark of an end as the map draws it."""
    mark, colour = ENDS.get(reason, ENDS["limit"])
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 2))
    low, high, middle = 3.0, size - 3.0, size / 2
    diamond = QPolygonF(
        [QPointF(middle, low), QPointF(high, middle), QPointF(middle, high), QPointF(low, middle)]
    )
    if mark in FULL:
        painter.setBrush(colour)
    if mark == _Icon.ICON_CIRCLE:
        painter.drawEllipse(QPointF(middle, middle), middle - 4, middle - 4)
    elif mark == _Icon.ICON_X:
        painter.drawLine(QPointF(low, low), QPointF(high, high))
        painter.drawLine(QPointF(low, high), QPointF(high, low))
    elif mark in (_Icon.ICON_BOX, _Icon.ICON_FULL_BOX):
        painter.drawRect(3, 3, size - 6, size - 6)
    else:
        painter.drawPolygon(diamond)
    painter.end()
    return QIcon(pixmap)
