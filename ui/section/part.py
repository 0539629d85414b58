"""The part "section": the long section beside the map, its cursor linked both ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsGeometry,
    QgsPointXY,
)
from qgis.gui import QgsRubberBand, QgsVertexMarker
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ...i18n import translate
from ...layers.qgis_names import LINE, CsException
from ...layers.sources.feature_reading import feature_of
from ...operations.answers.profile import Profile
from ...operations.answers.trace_view import SourceRow, Start, TraceView
from ..file_dialogs import file_to_save
from ..interfaces import Desk
from ..parts import Part
from ..places import to_map
from .dock import SectionDock

if TYPE_CHECKING:
    from ...operations.live.project import LiveProject
    from ..background import Report

CURSOR = QColor("#d5006d")
NEAR_PX = 12


class SectionPart(Part):
    """Shows the way from a source to its outfall."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._watch = desk.watch
        self._canvas = desk.iface.mapCanvas()
        self._job: Any = None
        self._band: QgsRubberBand | None = None
        self._marker: QgsVertexMarker | None = None
        self.dock = SectionDock(desk.iface.mainWindow())
        desk.iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.hide()
        chart = self.dock.chart
        chart.pointed.connect(self._on_pointed)
        chart.left.connect(self._hide_cursor)
        chart.chosen.connect(self._on_chosen)
        self.dock.export_requested.connect(self._export)
        self.dock.visibilityChanged.connect(self._on_visible)
        self.hear(self._canvas.xyCoordinates, self._on_map)
        self.hear(self._canvas.destinationCrsChanged, self._mark_way)
        self.hear(self._watch.layers_changed, self.clear)

    def close(self) -> None:
        """Unmake everything."""
        self.clear()
        self.desk.remove_dock(self.dock)

    # what others ask for

    def show_way(self, source: SourceRow, view: TraceView) -> None:
        """Show the way of a source of a trace: down to the outfall that was traced, else to the nearest."""
        fids = view.outfall_fids
        if len(fids) != 1:
            fids = [fid for fid in fids if self._title_is(fid, source.outfall)] or fids[:1]
        self.show_section(Start(source.table, (source.fid,)), fids[0] if fids else None)

    def show_link(self, table: str, source_uid: str, outfall_uid: str) -> None:
        """Show the way of a link, by its identifiers."""
        source, outfall = self._fid(table, source_uid), self._fid("outfalls", outfall_uid)
        if source is not None and outfall is not None:
            self.show_section(Start(table, (source,)), outfall)

    def show_section(self, start: Start, outfall_fid: int | None) -> None:
        """Show the way from somewhere down to an outfall; None: the nearest it reaches."""
        self._stop()

        def question(live: LiveProject, report: Report) -> Profile:
            from ...operations.answers import long_section

            goal = outfall_fid if outfall_fid is not None else long_section.nearest_outfall(live, start)
            return long_section.profile_between(live, start, goal, report)

        self._job = self.desk.part("live").ask(
            question, self._on_profile, self._on_failed, translate("Section", "Long section")
        )

    def clear(self) -> None:
        """Show nothing."""
        self._stop()
        self.dock.show_profile(None)
        self._mark_way()
        self._hide_cursor()

    # wires

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _on_profile(self, profile: Profile) -> None:
        self._job = None
        self.dock.show_profile(profile)
        self.desk.show_dock(self.dock)
        self._mark_way()

    def _on_failed(self, error: BaseException, log: str) -> None:
        self._job = None
        if self.desk.part("live").is_ready:
            self.desk.messages.failure(error, log)

    def _on_pointed(self, chainage: float) -> None:
        place = self._place(chainage)
        if place is None:
            self._hide_cursor()
            return
        if self._marker is None:
            self._marker = QgsVertexMarker(self._canvas)
            self._marker.setIconType(QgsVertexMarker.IconType.ICON_CIRCLE)
            self._marker.setColor(CURSOR)
            self._marker.setIconSize(14)
            self._marker.setPenWidth(4)
        self._marker.setCenter(place)
        self._marker.show()

    def _on_chosen(self, chainage: float) -> None:
        place = self._place(chainage)
        if place is not None:
            self._canvas.setCenter(place)
            self._canvas.refresh()

    def _on_map(self, point: QgsPointXY) -> None:
        """The pointer moves over the map: mark its place in the section."""
        profile = self.dock.chart.profile
        if profile is None or not self.dock.isVisible():
            return
        layer = self._watch.layer("outfalls")
        if layer is None:
            return
        transform = to_map(self._canvas, layer.crs())
        edge = QgsPointXY(point.x() + NEAR_PX * self._canvas.mapUnitsPerPixel(), point.y())
        try:
            here = transform.transform(point, Qgis.TransformDirection.Reverse)
            there = transform.transform(edge, Qgis.TransformDirection.Reverse)
        except CsException:
            return
        chainage = profile.chainage_near(here.x(), here.y(), here.distance(there))
        self.dock.chart.set_cursor(chainage)
        self.dock.show_values(chainage)

    def _on_visible(self, visible: bool) -> None:
        if not visible:
            self._hide_cursor()
        if self._band is not None:
            self._band.setVisible(visible)

    def _hide_cursor(self) -> None:
        if self._marker is not None:
            self._canvas.scene().removeItem(self._marker)
            self._marker = None

    def _mark_way(self) -> None:
        """Draw the way on the map."""
        if self._band is not None:
            self._canvas.scene().removeItem(self._band)
            self._band = None
        profile, layer = self.dock.chart.profile, self._watch.layer("outfalls")
        if profile is None or layer is None or len(profile.path) < 2:
            return
        band = QgsRubberBand(self._canvas, LINE)
        band.setColor(QColor(CURSOR.red(), CURSOR.green(), CURSOR.blue(), 120))
        band.setWidth(3)
        band.setZValue(60)  # above the traces
        band.setToGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(x, y) for x, y, _ in profile.path]), layer)
        self._band = band

    def _export(self, kind: str) -> None:
        profile = self.dock.chart.profile
        if profile is None:
            return
        filters = {
            "png": translate("Section", "Pictures (*.png)"),
            "svg": translate("Section", "Drawings (*.svg)"),
            "csv": translate("Section", "Tables (*.csv)"),
        }
        title = translate("Section", "Save the long section")
        path = file_to_save(self.desk.iface.mainWindow(), title, filters[kind], f".{kind}")
        if path:
            self.save(path)

    def save(self, path: str) -> bool:
        """Write the section to a file whose ending says which kind; say how that went."""
        from ...reports.section_files import save

        profile = self.dock.chart.profile
        if profile is None:
            return False
        chart = self.dock.chart
        if not self.desk.messages.attempt(lambda: save(profile, path, chart.shown, chart.font())):
            return False
        self.desk.messages.success(translate("Section", "Saved {name}.").format(name=Path(path).name))
        return True

    # places and rows

    def _place(self, chainage: float) -> QgsPointXY | None:
        profile, layer = self.dock.chart.profile, self._watch.layer("outfalls")
        place = profile.place_at(chainage) if profile is not None else None
        if place is None or layer is None:
            return None
        try:
            return to_map(self._canvas, layer.crs()).transform(QgsPointXY(*place))
        except CsException:
            return None

    def _fid(self, table: str, uid: str) -> int | None:
        feature = self._watch.feature(table, uid)
        return None if feature is None else int(feature.id())

    def _title_is(self, fid: int, title: str) -> bool:
        layer = self._watch.layer("outfalls")
        feature = feature_of(layer, fid) if layer is not None else None
        if feature is None:
            return False
        names = (feature[name] for name in ("code_national", "code_local", "name"))
        return any(isinstance(name, str) and name and name in title for name in names)
