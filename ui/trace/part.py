"""The part "trace": tools, tracer, results, their marks on the map and their dock, and the wires between."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from qgis.core import QgsFeatureRequest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAction

from ...i18n import inflected, translate
from ...layers import requirements
from ...layers.sources.feature_reading import read_features
from ...operations.answers.trace_view import Lines, SourceRow, Start, TraceView, metres
from ...operations.editing.feature_rows import read_rows
from ...operations.editing.session import EditSession
from ...problems import UserError
from .. import settings
from ..interfaces import Desk
from ..parts import Command, Part
from ..timers import single_shot
from .dock import TraceDock
from .marks import forget_pictures
from .overlay import TraceOverlay
from .pick import Picker, Target
from .results import Results
from .tool import TraceTool
from .tracer import Tracer


class TracePart(Part):
    """Traces what is clicked or selected, and keeps, draws, lists and selects the answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        canvas = desk.iface.mapCanvas()
        self._canvas = canvas
        self._watch = desk.watch
        self._selected: dict[str, set[int]] = {}  # what the last result selected, by table
        self._edited = False  # the question under way is asked once more because of edits
        self._put_off = False  # it was taken back, for there are more edits
        self._sketched = False  # the map shows the lines of an answer that is not whole yet
        self._drawn: Any = None  # what the map shows, as _draw compares it
        self._session: EditSession | None = None
        self._decided = single_shot(self, 0, self._show_decisions)
        self._complete = False  # every package that tracing needs was found
        self.tracer = Tracer(self, desk.part("live"))
        self.results = Results(self)
        self.dock = TraceDock(self.results, desk.iface.mainWindow())
        self.marks = TraceOverlay(canvas)
        self.picker = Picker(canvas, desk.watch)
        self.tool = TraceTool(canvas, self.picker, upstream=True)
        self.tool_down = TraceTool(canvas, self.picker, upstream=False)
        desk.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        self._connect()

    def close(self) -> None:
        """Unmake everything."""
        self._decided.stop()
        for tool in (self.tool, self.tool_down):
            tool.leave()
            tool.deleteLater()
        self.tracer.close()
        self.marks.clear()
        self._canvas.scene().removeItem(self.marks)
        forget_pictures()
        self.desk.remove_dock(self.dock)

    def commands(self) -> list[Command]:
        """Return what is traced with."""
        desk = self.desk
        tools = (
            (self.tool, "tool", "U", translate("Plugin", "Trace upstream by clicking"), translate(
                "Plugin",
                "Click an outfall, source, manhole or pipe to see what drains to it. Hold Shift for "
                "the opposite direction; Esc or right click leaves")),
            (self.tool_down, "tool_down", "D", translate("Plugin", "Trace downstream by clicking"), translate(
                "Plugin",
                "Click a source, manhole, pipe or outfall to see where its water runs to. Hold Shift for "
                "the opposite direction; Esc or right click leaves")),
        )
        return [
            Command(
                "trace", "trace", translate("Plugin", "Trace selected outfalls"),
                translate("Plugin", "Trace the selected outfalls upstream and show what drains to them"),
                self.trace_selected, "trace", enabled=lambda: desk.has_selection, shortcut="Ctrl+Alt+O",
            ),
            *(
                Command(
                    name, f"trace_{name}", text, tip, partial(self.pick_on_map, tool), "trace",
                    checkable=True, enabled=lambda: desk.has_project, shortcut=f"Ctrl+Alt+{key}",
                )
                for tool, name, key, text, tip in tools
            ),
            Command(
                "clear", "clear", translate("Plugin", "Clear the results"),
                translate("Plugin", "Take the trace results off the map and out of the list"),
                self.clear, "trace", enabled=lambda: desk.has_project,
            ),
        ]

    # what is asked for

    def trace_selected(self) -> None:
        """Trace the outfalls that are selected on the map and in the register."""
        layer = self._watch.layer("outfalls")
        if layer is None:
            self.desk.messages.warning(translate("Desk", "Open an outfall project first."))
        elif not layer.selectedFeatureCount():
            self.desk.messages.info(
                translate("Desk", "Select one or more outfalls in the register or on the map.")
            )
        else:
            self.trace(Start("outfalls", tuple(layer.selectedFeatureIds())))

    def trace(self, start: Start, upstream: bool = True) -> None:
        """Trace from somewhere."""
        if not self._can_trace() or not self._watch.path:
            return
        self.show_dock()
        self._edited = False
        self.tracer.trace(start, upstream)

    def pick_on_map(self, tool: TraceTool, action: QAction) -> None:
        """Start a map tool; ``action`` is the button that stays pressed with it."""
        tool.setAction(action)
        tool.start()
        if self._can_trace():
            self.desk.part("live").ensure()  # so that the first click finds the network in memory

    def clear(self) -> None:
        """Take all results off the map and out of the list."""
        self.tracer.cancel()
        self.results.clear()
        self._select({})

    def follow_decisions(self, session: EditSession) -> None:
        """Show on the marks and in the list what is decided in ``session`` from now on."""
        self._session = session
        session.changed.connect(lambda tables: self._decided.start() if "trace_links" in tables else None)

    def _show_decisions(self) -> None:
        """Bring the status of the sources of all results up to date."""
        changed = False
        for result in self.results.results:
            changed |= self._bring_up_to_date(result.view)
        if changed:
            self._drawn = None
            self._draw()
            self.dock.refresh()

    def _bring_up_to_date(self, view: TraceView) -> bool:
        outfalls = self._watch.layer("outfalls")
        if self._session is None or outfalls is None or not view.outfall_fids or not view.upstream:
            return False
        try:
            request = QgsFeatureRequest().setFilterFids(view.outfall_fids)
            uids = read_features(outfalls, request, lambda feature: str(feature["uid"]))
            rows = read_rows(
                self._session, "trace_links", ("source_table", "source_uid", "status"), "outfall_uid", uids
            )
        except UserError:
            return False
        status = {(row.text("source_table"), row.text("source_uid")): row.text("status") for row in rows}
        now = [replace(one, status=status.get((one.table, one.uid), "")) for one in view.sources]
        before, view.sources = view.sources, now
        return before != now

    def show_dock(self) -> None:
        """Show the result dock."""
        self.desk.show_dock(self.dock)

    def _can_trace(self) -> bool:
        """Say whether the packages that tracing needs are there; asked until they are."""
        if not self._complete:
            lacking = requirements.missing()
            if lacking:
                self.desk.say_missing(lacking)
            self._complete = not lacking
        return self._complete

    # wires

    def _connect(self) -> None:
        results, dock, tracer = self.results, self.dock, self.tracer
        self.hear(self._watch.layers_changed, self._on_layers)
        self.hear(self._canvas.destinationCrsChanged, self._on_crs)
        live = self.desk.part("live")
        live.changed.connect(self._on_edits)
        live.follower.edited.connect(self._on_more_edits)
        live.work.edited.connect(self._on_edits_in)
        tracer.progressed.connect(self._on_progress)
        tracer.sketched.connect(self._on_sketched)
        tracer.finished.connect(self._on_traced)
        tracer.failed.connect(self._on_failed)
        tracer.cancelled.connect(self._on_cancelled)
        tracer.previewed.connect(self._on_preview)
        results.changed.connect(self._draw)
        results.chosen.connect(self._on_chosen)
        dock.place_chosen.connect(self.marks.zoom_to_point)
        dock.zoomButton.clicked.connect(lambda _checked=False: self.marks.zoom())
        dock.clearButton.clicked.connect(lambda _checked=False: self.clear())
        dock.cancelButton.clicked.connect(lambda _checked=False: self._on_cancel())
        dock.options_changed.connect(self._on_options)
        dock.section_requested.connect(self._on_section)
        dock.export_requested.connect(self._on_export)
        dock.configuration_chosen.connect(self._on_configuration)
        dock.configurations_requested.connect(self._on_configurations)
        for tool in (self.tool, self.tool_down):
            tool.picked.connect(self._on_picked)
            tool.missed.connect(self._on_missed)
            tool.hovered.connect(self._on_hovered)

    def _on_layers(self) -> None:
        self.tracer.forget()
        if self.results.results:
            self.results.clear()
        self._selected = {}
        self.dock.show_configurations([], "")
        if self._watch.path:
            self._offer_configurations()

    def _on_crs(self) -> None:
        self.marks.set_canvas_crs()

    def _on_edits(self, _change: Any) -> None:
        """The network was edited: ask the question that is looked at once more."""
        current = self.results.current
        if current is None:
            return
        self._edited = True
        if self.tracer.is_busy or current.kept or self.results.comparison is not None:
            self.dock.set_stale(True)
        else:
            self.tracer.trace(current.view.start, current.view.upstream, current.view)

    def _on_more_edits(self, _states: Any) -> None:
        """What is asked once more because of an edit is out of date already; the next edit need not wait."""
        if self._edited and self.tracer.is_busy:
            self.tracer.cancel()
            self._put_off = True

    def _on_edits_in(self, _change: Any) -> None:
        """Ask what was put off, where the edits themselves did not ask."""
        current = self.results.current
        if self._put_off and current is not None and not self.tracer.is_busy:
            self.tracer.trace(current.view.start, current.view.upstream, current.view)
        self._put_off = False

    def _on_cancel(self) -> None:
        live = self.desk.part("live")
        self.tracer.cancel()
        if live.work.is_reading:
            live.cancel()

    def _on_picked(self, target: Target, upstream: bool) -> None:
        self.marks.show_preview(None)
        if target.start.table == "outfalls":
            target.layer.selectByIds(list(target.start.fids))
        self.trace(target.start, upstream)

    def _on_missed(self) -> None:
        if not self.desk.has_project:
            self.desk.messages.warning(translate("Desk", "Open an outfall project first."))
        else:
            self.desk.messages.info(
                translate(
                    "Desk", "There is nothing to trace here; click nearer to an outfall, source or pipe."
                )
            )

    def _on_hovered(self, target: Target | None, upstream: bool) -> None:
        self.tracer.stop_preview()
        self.marks.show_preview(None)
        if target is not None and settings.PREVIEW.get() and not self.tracer.is_busy:
            self.tracer.preview(target.start, upstream)

    def _on_preview(self, start: Start, value: Any) -> None:
        layer = self._watch.layer("outfalls")
        tool = next((t for t in (self.tool, self.tool_down) if t.target is not None), None)
        if value is None or layer is None or tool is None or tool.target.start.fids != start.fids:
            return
        lines, length = value
        self.marks.show_preview(lines, layer.crs())
        tool.note(translate("Desk", "{length} of network").format(length=metres(length)))

    def _on_progress(self, share: float, step: str) -> None:
        from ...algorithms.progress import step_name

        self.dock.show_progress(share, step_name(step))

    def _on_sketched(self, lines: Lines) -> None:
        """Draw a large answer before its lists are made; one that is asked again stays as it is till then."""
        layer = self._watch.layer("outfalls")
        if self._edited or layer is None:
            return
        self._sketched, self._drawn = True, None
        self.marks.show_results(self.results.drawn_below(lines, settings.SHOW_HEADWATERS.get()), layer.crs())
        if settings.ZOOM_TO_RESULT.get():
            self.marks.zoom()
        self._canvas.viewport().repaint()  # now: the thread makes the lists when this is done

    def _on_traced(self, view: TraceView) -> None:
        again, seen = self._edited, self._edited or self._sketched
        self._edited = self._sketched = False
        current = self.results.current
        if again and current is not None and view is current.view:
            self.dock.set_busy(False)
            self.dock.set_stale(False)
            return
        self.results.add(view)
        if settings.ZOOM_TO_RESULT.get() and not seen:
            self.marks.zoom()

    def _on_cancelled(self) -> None:
        self.dock.set_busy(False)
        if self._sketched:
            self._sketched = False
            self._draw()

    def _on_failed(self, error: BaseException, log: str) -> None:
        self._on_cancelled()
        if self.desk.part("live").is_ready:  # else the part "live" says why there is no network
            self.desk.messages.failure(error, log)

    def _on_chosen(self) -> None:
        self._draw()
        current, comparison = self.results.current, self.results.comparison
        if comparison is not None:
            self._select({"pipes": [fid for fids in comparison.pipes for fid in fids]})
        else:
            self._select(current.view.selection() if current is not None else {})

    def _on_options(self) -> None:
        self._on_chosen()
        if not settings.PREVIEW.get():
            self.marks.show_preview(None)

    def _on_section(self, source: SourceRow) -> None:
        current = self.results.current
        if current is not None:
            self.desk.part("section").show_way(source, current.view)

    def _on_export(self, shown: Any) -> None:
        from .export import export_result

        layer = self._watch.layer("outfalls")
        if layer is not None:
            n = export_result(shown, layer.crs())
            self.desk.messages.success(
                inflected(
                    translate(
                        "Desk",
                        "Added {n} (layer|layers) with the result to the project, not saved yet.",
                    ),
                    n=n,
                )
            )

    def _on_configuration(self, name: str) -> None:
        from .configurations import configuration_called

        try:
            used = configuration_called(self.desk.part("edits").session, name)
        except Exception as error:  # noqa: BLE001 - the sentence of a configuration that cannot be used
            self.desk.messages.failure(error)
            self._offer_configurations()  # it may have been deleted, or its saving undone
            return
        self.tracer.configure(used)
        current = self.results.current
        if current is not None:
            self.trace(current.view.start, current.view.upstream)

    def _on_configurations(self) -> None:
        """Let the person make, change, share and delete configurations."""
        from .configuration_dialog import ConfigurationDialog

        pipes = self._watch.layer("pipes")
        if pipes is None:
            self.desk.messages.warning(translate("Desk", "Open an outfall project first."))
            return
        session = self.desk.part("edits").session
        dialog = ConfigurationDialog(session, pipes, self.tracer.configuration, self.dock)
        dialog.exec()
        dialog.deleteLater()
        self._offer_configurations()

    def _offer_configurations(self) -> None:
        layer = self._watch.layer("trace_configurations")
        if layer is None:
            return
        from .configurations import names_in

        self.dock.show_configurations(names_in(layer), self.tracer.configuration)

    def _draw(self) -> None:
        layer = self._watch.layer("outfalls")
        if layer is None:
            self._drawn = None
            self.marks.clear()
            return
        results, shown = self.results, (settings.SHOW_HEADWATERS.get(), settings.SHOW_DISTANCES.get())
        listed = [(result, result.visible, result.colour) for result in results.results]
        drawn = (listed, results.current, results.comparison, shown, layer.crs())
        if drawn == self._drawn:
            return  # a list that changes has another one chosen, too
        self._drawn = drawn
        self.marks.show_results(results.drawn(*shown), layer.crs())

    def _select(self, chosen: dict[str, list[int]]) -> None:
        """Make the result the selection of its layers, and let go of what the last one selected.

        What a person has selected since stays.
        """
        if not settings.SELECT_PIPES.get():
            return
        for table, before in self._selected.items():
            layer = self._watch.layer(table)
            if table not in chosen and layer is not None and set(layer.selectedFeatureIds()) == before:
                layer.removeSelection()
        for table, fids in chosen.items():
            layer = self._watch.layer(table)
            if layer is not None:
                layer.selectByIds(fids)
        self._selected = {table: set(fids) for table, fids in chosen.items()}
