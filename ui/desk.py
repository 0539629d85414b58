"""What lives while the plugin is loaded: watch, tracer, docks, tool, marks; and their wires.

``plugin.py`` makes one desk and closes it again. Everything made here is unmade in
:meth:`Desk.close`.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QAction

from ..i18n import translate
from . import requirements, settings
from .messages import Messages
from .parts import Command, Part, make_parts
from .project_watch import NETWORK_TABLES, ProjectWatch
from .projects import Projects
from .register.dock import RegisterDock
from .trace.dock import TraceDock
from .trace.map_result import MapResult
from .trace.tool import TraceTool
from .trace.tracer import Tracer
from .trace.view import TraceView

DOCK_WIDTH = 480


class Desk(QObject):
    """The working parts of the plugin in one QGIS window."""

    state_changed = pyqtSignal()  # a project came or went, something is selected or not

    def __init__(self, iface: Any) -> None:
        super().__init__()
        self._iface = iface
        self._parts: dict[str, Part] = {}
        self.messages = Messages(iface)
        self.watch = ProjectWatch(self)
        self.tracer = Tracer(self)
        self.projects = Projects(iface, self.watch, self.messages, self)
        self.register = RegisterDock(self.watch, iface.mainWindow())
        self.result = TraceDock(iface.mainWindow())
        self.marks = MapResult(iface.mapCanvas())
        self.tool = TraceTool(iface.mapCanvas(), lambda: self.watch.layer("outfalls"))
        self._view: TraceView | None = None
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.register)
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.result)
        self.result.hide()
        self._connect()
        self._parts.update(make_parts(self))
        self.watch.refresh()
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.timeout.connect(self._place_docks)
        self._placing.start(0)

    def close(self) -> None:
        """Unmake everything."""
        for part in reversed(list(self._parts.values())):
            part.close()
        self._parts = {}
        self.tool.leave()
        self.tracer.close()
        self.projects.close()
        self._iface.mapCanvas().destinationCrsChanged.disconnect(self._draw)
        self.marks.clear()
        self.watch.close()
        for dock in (self.register, self.result):
            self._iface.removeDockWidget(dock)
            dock.setParent(None)
            dock.deleteLater()
        self.tool.deleteLater()
        self.deleteLater()

    @property
    def iface(self) -> Any:
        """The QGIS window."""
        return self._iface

    def part(self, name: str) -> Any:
        """Return the part called ``name``, or None where there is none."""
        return self._parts.get(name)

    def commands(self) -> list[Command]:
        """Return the commands of all parts."""
        return [command for part in self._parts.values() for command in part.commands()]

    @property
    def has_project(self) -> bool:
        """Say whether an outfall project is open."""
        return bool(self.watch.path)

    @property
    def has_selection(self) -> bool:
        """Say whether outfalls are selected."""
        layer = self.watch.layer("outfalls")
        return layer is not None and layer.selectedFeatureCount() > 0

    # what the user asks for

    def trace_selected(self) -> None:
        """Trace the outfalls that are selected on the map and in the register."""
        layer = self.watch.layer("outfalls")
        if layer is None:
            self.messages.warning(translate("Desk", "Open an outfall project first."))
        elif not layer.selectedFeatureCount():
            self.messages.info(
                translate("Desk", "Select one or more outfalls in the register or on the map.")
            )
        else:
            self.trace(list(layer.selectedFeatureIds()))

    def trace(self, fids: list[int]) -> None:
        """Trace upstream from the outfalls with these feature ids."""
        lacking = requirements.missing()
        if lacking:
            self.messages.warning(requirements.sentence(lacking))
            return
        path = self.watch.path
        if not path:
            return
        saved = [fid for fid in fids if fid >= 0]
        if not saved:
            self.messages.warning(
                translate("Desk", "This outfall is not saved yet. Save the layer, then trace.")
            )
            return
        self._show_result()
        self.tracer.trace(path, saved, self._unsaved_layers())

    def pick_on_map(self, action: QAction) -> None:
        """Start the map tool; ``action`` is the button that stays pressed with it."""
        self.tool.setAction(action)
        self.tool.start()

    def clear(self) -> None:
        """Take the result off the map and out of the list."""
        self.tracer.cancel()
        self._view = None
        self.marks.clear()
        self.result.show_nothing()
        pipes = self.watch.layer("pipes")
        if pipes is not None and settings.SELECT_PIPES.get():
            pipes.removeSelection()

    # places

    def _place_docks(self) -> None:
        """Give the docks a useful size when they are seen for the first time; later QGIS remembers."""
        if settings.PLACED.get():
            return
        window = self._iface.mainWindow()
        window.resizeDocks([self.register], [DOCK_WIDTH], Qt.Orientation.Horizontal)
        settings.PLACED.set(True)

    def _show_result(self) -> None:
        first = self.result.isHidden() and not settings.RESULT_PLACED.get()
        self.result.show()
        self.result.raise_()
        if first and not self.result.isFloating():
            height = self.register.height() + self.result.height()
            window = self._iface.mainWindow()
            window.resizeDocks([self.register, self.result], [height // 2] * 2, Qt.Orientation.Vertical)
            settings.RESULT_PLACED.set(True)

    # wires

    def _connect(self) -> None:
        watch, register, result = self.watch, self.register, self.result
        watch.layers_changed.connect(self._on_layers)
        watch.selection_changed.connect(self.state_changed)
        watch.network_changed.connect(self._on_network_changed)
        register.open_requested.connect(self.projects.choose_and_open)
        register.new_requested.connect(lambda: self.projects.make("createproject"))
        register.demo_requested.connect(lambda: self.projects.make("createdemo"))
        register.trace_requested.connect(self.trace)
        register.zoom_requested.connect(self._zoom_to_outfalls)
        result.place_chosen.connect(self.marks.zoom_to_point)
        result.zoom_requested.connect(self.marks.zoom)
        result.clear_requested.connect(self.clear)
        result.cancel_requested.connect(self.tracer.cancel)
        result.options_changed.connect(self._draw)
        self.tracer.progressed.connect(self._on_progress)
        self.tracer.finished.connect(self._on_traced)
        self.tracer.failed.connect(self._on_failed)
        self.tracer.cancelled.connect(lambda: self.result.set_busy(False))
        self.projects.traced_all.connect(self.tracer.mark_stale)
        self._iface.mapCanvas().destinationCrsChanged.connect(self._draw)
        self.tool.picked.connect(self._on_picked)
        self.tool.missed.connect(self._on_missed)

    def _on_layers(self) -> None:
        self.tracer.forget()
        if self._view is not None:
            self._view = None
            self.marks.clear()
            self.result.show_nothing()
        self.state_changed.emit()

    def _on_network_changed(self) -> None:
        self.tracer.mark_stale()
        self.result.set_stale(self._view is not None)

    def _on_picked(self, fid: int) -> None:
        layer = self.watch.layer("outfalls")
        if layer is not None:
            layer.selectByIds([fid])
            self.trace([fid])

    def _on_missed(self) -> None:
        if not self.has_project:
            self.messages.warning(translate("Desk", "Open an outfall project first."))
        else:
            self.messages.info(translate("Desk", "There is no outfall here; click nearer to one."))

    def _on_progress(self, share: float, step: str) -> None:
        from ..algorithms.base import step_name

        self.result.show_progress(share, step_name(step))

    def _on_traced(self, view: TraceView) -> None:
        self._view = view
        self.result.show_view(view)
        pipes = self.watch.layer("pipes")
        if pipes is not None and settings.SELECT_PIPES.get():
            pipes.selectByIds(view.pipe_fids)
        self._draw()
        if settings.ZOOM_TO_RESULT.get():
            self.marks.zoom()

    def _on_failed(self, error: BaseException, log: str) -> None:
        self.result.set_busy(False)
        self.messages.failure(error, log)

    def _draw(self) -> None:
        layer = self.watch.layer("outfalls")
        if self._view is None or layer is None:
            return
        places = [
            feature.geometry().asPoint()
            for feature in layer.getFeatures(self._view.outfall_fids)
            if feature.hasGeometry()
        ]
        self.marks.show(self._view, layer, places, settings.SHOW_HEADWATERS.get())

    def _zoom_to_outfalls(self, fids: list[int]) -> None:
        layer = self.watch.layer("outfalls")
        if layer is not None and fids:
            self._iface.mapCanvas().zoomToFeatureIds(layer, fids)

    def _unsaved_layers(self) -> list[str]:
        layers = ((table, self.watch.layer(table)) for table in sorted(NETWORK_TABLES))
        return [layer.name() for _table, layer in layers if layer is not None and layer.isModified()]
