"""The part "spill": asks the network in memory where a spill runs to, draws its ways, prints its sheet.

It happens where the last trace downstream began, else at the selected source, manhole or pipe.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtGui import QColor

from ...i18n import translate
from ...layers.project.find import layer_table
from ...layers.qgis_names import LINE
from ...layers.schema import SCHEMA
from ...operations.answers.spill import Spill, spill
from ...operations.answers.trace_view import Start
from ...operations.editing.feature_rows import read_rows
from ..file_dialogs import file_to_save
from ..follow import show_outfall
from ..interfaces import Desk
from ..parts import Part
from .dock import SpillDock

WAY = QColor("#c62828")
_TABLES = frozenset(("manholes", "pipes", *(table.name for table in SCHEMA.source_tables)))


class SpillPart(Part):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._job: Any = None
        self._band: QgsRubberBand | None = None
        self.spill: Spill | None = None
        self.dock = SpillDock(desk.iface.mainWindow())
        desk.add_dock(self.dock)
        self.dock.sheet_asked.connect(self._ask_sheet)
        self.dock.outfall_chosen.connect(self._show_outfall)
        self.dock.visibilityChanged.connect(lambda visible: None if visible else self._undraw())
        self.hear(desk.watch.layers_changed, self.clear)

    def close(self) -> None:
        """Unmake everything."""
        self.clear()
        self.desk.remove_dock(self.dock)

    def show(self) -> None:
        """Ask from where the last trace downstream began, else from what is selected."""
        start = self._start()
        if start is None:
            self.desk.messages.info(translate(
                "Spill", "Trace downstream first, or select a source, a manhole or a pipe."))
            return
        self.clear()
        self._job = self.desk.part("live").ask(
            lambda live, _report: spill(live, start), self._on_found, self._on_failed,
            translate("Spill", "Spill"))

    def clear(self) -> None:
        """Show nothing."""
        if self._job is not None:
            self._job.cancel()
        self._job = self.spill = None
        self.dock.show_spill(None)
        self._undraw()

    def save_sheet(self, path: str) -> bool:
        """Write the sheet; say how that went."""
        from ...reports.spill_sheet import export_spill_sheet

        project = self.desk.part("edits").session.path
        if self.spill is None or not project:
            return False
        if not self.desk.messages.attempt(partial(export_spill_sheet, project, self.spill, path)):
            return False
        self.desk.messages.success(translate("Spill", "Saved {name}.").format(name=Path(path).name))
        return True

    def _start(self) -> Start | None:
        layer = self.desk.iface.activeLayer()
        table = layer_table(layer) if layer is not None else None
        if table and table[1] in _TABLES and layer.selectedFeatureCount():
            return Start(table[1], (int(layer.selectedFeatureIds()[0]),))
        current = self.desk.part("trace").results.current
        if current is not None and not current.view.upstream and current.view.start.table in _TABLES:
            start: Start = current.view.start
            return start
        return None

    def _on_found(self, found: Spill) -> None:
        self._job, self.spill = None, found
        self.dock.show_spill(found)
        self.desk.show_dock(self.dock)
        layer = self.desk.watch.layer("outfalls")
        self._undraw()
        if layer is None:
            return
        band = QgsRubberBand(self.desk.iface.mapCanvas(), LINE)
        band.setColor(QColor(WAY.red(), WAY.green(), WAY.blue(), 150))
        band.setWidth(4)
        band.setZValue(61)  # above the long section
        for way in found.ways:
            for line in way.lines:
                if len(line) > 1:
                    shape = QgsGeometry.fromPolylineXY([QgsPointXY(*point) for point in line])
                    band.addGeometry(shape, layer)
        self._band = band

    def _on_failed(self, error: BaseException, log: str) -> None:
        self._job = None
        self.desk.messages.failure(error, log)

    def _undraw(self) -> None:
        if self._band is not None:
            self.desk.iface.mapCanvas().scene().removeItem(self._band)
            self._band = None

    def _show_outfall(self, uid: str) -> None:
        rows = read_rows(self.desk.part("edits").session, "outfalls", ["uid"], "uid", [uid])
        if rows:
            show_outfall(self.desk.iface.mapCanvas(), self.desk.watch, rows[0].fid)

    def _ask_sheet(self) -> None:
        path = file_to_save(
            self.desk.iface.mainWindow(), translate("Spill", "Save the sheet"),
            translate("Spill", "Documents (*.pdf)"), ".pdf")
        if path:
            self.save_sheet(path)
