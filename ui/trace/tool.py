"""Map tool: click an outfall to trace it.

Picks the nearest outfall within the search radius of QGIS's options. Esc and right
click hand the map back to the tool that was used before.
"""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

REACH_PX = 14  # how near to an outfall a click has to be


class TraceTool(QgsMapTool):
    """Emits ``picked(fid)`` for a click on an outfall and ``missed()`` for one beside."""

    picked = pyqtSignal(int)
    missed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, outfalls: Callable[[], QgsVectorLayer | None]) -> None:
        super().__init__(canvas)
        self._outfalls = outfalls
        self._before: QgsMapTool | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def start(self) -> None:
        """Take over the map, remembering what was used before."""
        current = self.canvas().mapTool()
        if current is not self:
            self._before = current
            self.canvas().setMapTool(self)

    def leave(self) -> None:
        """Hand the map back."""
        canvas = self.canvas()
        if canvas.mapTool() is self:
            if self._before is not None:
                canvas.setMapTool(self._before)
            else:
                canvas.unsetMapTool(self)
        self._before = None

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick what was clicked; a right click leaves."""
        if event.button() == Qt.MouseButton.RightButton:
            self.leave()
        elif event.button() == Qt.MouseButton.LeftButton:
            fid = self.outfall_at(event.mapPoint())
            self.missed.emit() if fid is None else self.picked.emit(fid)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.leave()

    def outfall_at(self, point: QgsPointXY) -> int | None:
        """Return the fid of the outfall nearest to ``point`` (canvas CRS) within reach, or None."""
        layer = self._outfalls()
        if layer is None:
            return None
        reach = REACH_PX * self.canvas().mapUnitsPerPixel()
        transform = QgsCoordinateTransform(
            layer.crs(), self.canvas().mapSettings().destinationCrs(), QgsProject.instance()
        )
        around = QgsRectangle(point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach)
        area = transform.transformBoundingBox(around, Qgis.TransformDirection.Reverse)
        request = QgsFeatureRequest(area)
        request.setNoAttributes()
        best: tuple[float, int] | None = None
        for feature in layer.getFeatures(request):
            place = transform.transform(feature.geometry().asPoint())
            distance = place.distance(point)
            if distance <= reach and (best is None or distance < best[0]):
                best = (distance, feature.id())
        return best[1] if best else None
