"""Map tool: click the source that belongs to the outfall. Esc and right click leave."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from ...layers.schema import SCHEMA
from ..project_watch import ProjectWatch
from ..trace.pick import Picker


class AssignTool(QgsMapTool):
    """Emits ``picked(table, uid)`` for a click on a source, ``missed()`` for one beside."""

    picked = pyqtSignal(str, str)
    missed = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, watch: ProjectWatch) -> None:
        super().__init__(canvas)
        self._picker = Picker(canvas, watch, [table.name for table in SCHEMA.source_tables])
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

    def deactivate(self) -> None:
        """Say that the map is used otherwise now."""
        super().deactivate()
        self.left.emit()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick what was clicked; a right click leaves."""
        if event.button() == Qt.MouseButton.RightButton:
            self.leave()
        elif event.button() == Qt.MouseButton.LeftButton:
            target = self._picker.at(event.mapPoint())
            if target is None:
                self.missed.emit()
                return
            feature = target.layer.getFeature(target.fid)
            self.picked.emit(target.start.table, str(feature["uid"]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.leave()
