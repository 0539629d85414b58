"""Map tool: click the source that belongs to the outfall. Esc and right click leave."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt.QtCore import Qt, pyqtSignal

from ...layers.schema import SCHEMA
from ...layers.sources.feature_reading import feature_of
from ..map_tool import BorrowingTool
from ..project_watch import ProjectWatch
from ..trace.pick import Picker


class AssignTool(BorrowingTool):
    """Emits ``picked(table, uid)`` for a click on a source, ``missed()`` for one beside."""

    picked = pyqtSignal(str, str)
    missed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, watch: ProjectWatch) -> None:
        super().__init__(canvas)
        self._picker = Picker(canvas, watch, [table.name for table in SCHEMA.source_tables])

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick what was clicked; a right click leaves."""
        super().canvasReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            target = self._picker.at(event.mapPoint())
            if target is None:
                self.missed.emit()
                return
            feature = feature_of(target.layer, target.fid)
            if feature is not None:
                self.picked.emit(target.start.table, str(feature["uid"]))
