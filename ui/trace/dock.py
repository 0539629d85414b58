"""The result dock: kept results, sources by kind, totals, ends by reason; a list beside the map.

Shows the :class:`Results` and the progress of the trace under way; drawing, selecting,
exporting and cancelling are asked for by signals.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAction,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QMenu,
    QProgressBar,
    QSplitter,
    QToolButton,
    QTreeView,
    QTreeWidget,
    QWidget,
)

from ...i18n import inflected, translate
from ...operations.answers.trace_view import SourceRow, TraceView, metres
from .. import settings
from ..icons import icon
from ..lists import refill
from ..plain_text import escaped
from .groups import PLACE, ROW, Group, GroupModel
from .lists import compared_groups, end_groups, end_headings, outfall_groups, source_groups, source_headings
from .marks import COMPARED, colour_icon
from .result_list import ResultList
from .results import Comparison, Results

NAMES = (180, 300)  # least and most pixels of the column of names
MANY_ROWS = 30  # more in one group are folded


class TraceDock(QDockWidget):
    """Lists trace results; the buttons zoom, clear and cancel are connected by the part."""

    place_chosen = pyqtSignal(float, float)  # CRS of the project file
    options_changed = pyqtSignal()
    section_requested = pyqtSignal(object)  # SourceRow
    export_requested = pyqtSignal(object)  # Result or Comparison
    configuration_chosen = pyqtSignal(str)
    configurations_requested = pyqtSignal()

    # from dock.ui
    configurationBox: QComboBox
    keepButton: QToolButton
    compareButton: QToolButton
    sectionButton: QToolButton
    exportButton: QToolButton
    zoomButton: QToolButton
    optionsButton: QToolButton
    clearButton: QToolButton
    resultsTree: QTreeWidget
    titleLabel: QLabel
    staleLabel: QLabel
    progressRow: QWidget
    progressLabel: QLabel
    progressBar: QProgressBar
    cancelButton: QToolButton
    totalsLabel: QLabel
    splitter: QSplitter
    sourcesTree: QTreeView
    endsTree: QTreeView

    def __init__(self, results: Results, parent: Any = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.setObjectName("OutfallTracerResult")
        self._results = results
        self._kept = ResultList(self.resultsTree, results)
        self._sources = GroupModel(source_headings(), (1, 2), self)
        self._ends = GroupModel(end_headings(), (1,), self)
        self._dress()
        self._connect()
        self.show_nothing()
        self.show_configurations([], "")

    # states

    def show_nothing(self) -> None:
        """No result: say how to get one."""
        self.titleLabel.setText(
            translate(
                "TraceDock",
                "Select an outfall in the register and trace it, or click an outfall, source, manhole or "
                "pipe on the map with a trace tool.",
            )
        )
        self._clear_lists()
        self.set_busy(False)

    def show_progress(self, share: float, text: str) -> None:
        """Show how far the trace under way is; share in 0..1."""
        self.progressBar.setValue(round(share * 100))
        self.progressLabel.setText(text)
        self.set_busy(True)

    def set_busy(self, busy: bool) -> None:
        """Show or hide the progress row."""
        self.progressRow.setVisible(busy)

    def set_stale(self, stale: bool) -> None:
        """Say that the network was edited after the trace shown."""
        self.staleLabel.setVisible(stale and self._results.current is not None)

    def show_configurations(self, names: list[str], chosen: str) -> None:
        """Offer the configurations of the project; "" stands for the usual settings."""
        box = self.configurationBox
        if not box.count():
            box.addItem(translate("TraceDock", "Usual settings"), "")
        refill(box, [(name, name) for name in names], chosen)
        box.setEnabled(bool(names))

    def refresh(self) -> None:
        """Show what is looked at now: a comparison, a result, or nothing."""
        self.set_busy(False)
        comparison, current = self._results.comparison, self._results.current
        self.compareButton.setChecked(comparison is not None)
        if comparison is not None:
            self._show_comparison(comparison)
        elif current is not None:
            self._show_view(current.view)
        else:
            self.show_nothing()
        self._enable()

    # inside

    def _show_view(self, view: TraceView) -> None:
        self._clear_lists()
        way = (
            translate("TraceDock", "Upstream of {title}")
            if view.upstream
            else translate("TraceDock", "Downstream of {title}")
        )
        self.titleLabel.setText(f"<b>{escaped(way.format(title=view.title))}</b>")
        self._show_totals(view)
        if not view.upstream:
            title = translate("TraceDock", "Outfalls reached")
        else:
            title = translate("TraceDock", "Other outfalls whose water comes past")
        groups = outfall_groups(view.outfalls, title) + source_groups(view.sources)
        self._list(self.sourcesTree, groups)
        self._ends.set_groups(end_groups(view))

    def _show_comparison(self, made: Comparison) -> None:
        self._clear_lists()
        self.titleLabel.setText(f"<b>{escaped(made.name)}</b>")
        lines = [
            inflected(
                translate(
                    "TraceDock",
                    "{group}: {n_sources} (source|sources) · {n_pipes} (pipe|pipes) · {length}",
                ),
                group=title, n_sources=len(sources), n_pipes=len(pipes), length=metres(length),
            )
            for title, sources, pipes, length in zip(made.titles(), made.sources, made.pipes, made.metres)
        ]
        self.totalsLabel.setText("\n".join(lines))
        self.totalsLabel.show()
        icons = [colour_icon(colour) for colour in COMPARED]
        self._list(self.sourcesTree, compared_groups(list(zip(made.titles(), made.sources, icons))))

    def _list(self, tree: QTreeView, groups: list[Group]) -> None:
        """List groups; those of few rows, and the only one, are open."""
        self._sources.set_groups(groups)
        for row, group in enumerate(groups):
            tree.setFirstColumnSpanned(row, QModelIndex(), True)
            few = len(group.rows) <= MANY_ROWS or len(groups) == 1
            tree.setExpanded(self._sources.index(row, 0), few)
        tree.setColumnWidth(0, min(max(tree.sizeHintForColumn(0), NAMES[0]), NAMES[1]))

    def _show_totals(self, view: TraceView) -> None:
        text = translate(
            "TraceDock", "{n_outfalls} (outfall|outfalls) · {n_pipes} (pipe|pipes) · {length} of network")
        if view.upstream:
            text = translate(
                "TraceDock", "{n_sources} (source|sources) · {n_pipes} (pipe|pipes) · {length} of network")
        lines = [
            inflected(
                text, n_sources=len(view.sources), n_outfalls=len(view.outfalls),
                n_pipes=len(view.pipe_fids), length=metres(view.length_m),
            )
        ]
        for n, dashes in (
            (view.n_auto, translate(
                "TraceDock", "{n} (pipe|pipes): direction from weighed evidence (long dashes)")),
            (view.n_unknown, translate("TraceDock", "{n} (pipe|pipes): direction unknown (short dashes)")),
        ):
            if n:
                lines.append(inflected(dashes, n=n))
        if view.configuration:
            lines.append(translate("TraceDock", "Configuration: {name}").format(name=view.configuration))
        self.totalsLabel.setText("\n".join([*lines, *view.notes]))
        self.totalsLabel.show()

    def _dress(self) -> None:
        for button, name in (
            (self.keepButton, "keep"),
            (self.compareButton, "compare"),
            (self.sectionButton, "section"),
            (self.exportButton, "export_layer"),
            (self.zoomButton, "zoom"),
            (self.clearButton, "clear"),
            (self.optionsButton, "options"),
            (self.cancelButton, "cancel"),
        ):
            button.setIcon(icon(name))
        self.staleLabel.setStyleSheet(
            "background:#fff3cd;color:#664d03;border:1px solid #e0c36a;border-radius:3px;padding:4px"
        )
        menu = QMenu(self.optionsButton)
        for text, setting in (
            (translate("TraceDock", "Select what was traced"), settings.SELECT_PIPES),
            (translate("TraceDock", "Zoom to the result"), settings.ZOOM_TO_RESULT),
            (translate("TraceDock", "Mark headwaters"), settings.SHOW_HEADWATERS),
            (translate("TraceDock", "Write distances"), settings.SHOW_DISTANCES),
            (translate("TraceDock", "Preview under the pointer"), settings.PREVIEW),
        ):
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(setting.get())
            action.toggled.connect(setting.set)
            action.toggled.connect(lambda _on: self.options_changed.emit())
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(translate("TraceDock", "Configurations…"), self.configurations_requested.emit)
        self.optionsButton.setMenu(menu)
        self.sourcesTree.setModel(self._sources)
        self.endsTree.setModel(self._ends)
        for section, width in enumerate((180, 74, 70, 96, 150, 70)):
            self.sourcesTree.setColumnWidth(section, width)
        ends = self.endsTree.header()
        ends.setStretchLastSection(False)
        ends.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        ends.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.sourcesTree.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([300, 120])

    def _connect(self) -> None:
        for button, slot in (
            (self.keepButton, self._kept.keep),
            (self.compareButton, self._compare),
            (self.sectionButton, self._ask_section),
            (self.exportButton, self._ask_export),
        ):
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
        self.sourcesTree.doubleClicked.connect(self._choose)
        self.sourcesTree.selectionModel().currentChanged.connect(lambda _now, _before: self._enable())
        self.endsTree.doubleClicked.connect(self._choose)
        self.resultsTree.itemSelectionChanged.connect(self._enable)
        self.configurationBox.activated.connect(
            lambda _index: self.configuration_chosen.emit(self.configurationBox.currentData() or "")
        )
        self._results.chosen.connect(self.refresh)
        self._results.changed.connect(self._enable)

    def _clear_lists(self) -> None:
        self._sources.set_groups([])
        self._ends.set_groups([])
        self.totalsLabel.clear()
        self.totalsLabel.hide()
        self.staleLabel.hide()
        self._enable()

    def _enable(self) -> None:
        some = self._results.current is not None
        for widget in (self.sourcesTree, self.endsTree, self.zoomButton, self.clearButton, self.exportButton):
            widget.setEnabled(some)
        current = self._results.current
        self.keepButton.setEnabled(current is not None and not current.kept)
        self.compareButton.setEnabled(self._results.comparison is not None or self._kept.pair() is not None)
        self.sectionButton.setEnabled(self._source() is not None)

    def _source(self) -> SourceRow | None:
        row = self._sources.data(self.sourcesTree.currentIndex(), ROW)
        return row if isinstance(row, SourceRow) else None

    def _compare(self) -> None:
        pair = self._kept.pair()
        if self._results.comparison is not None:
            self._results.stop_comparing()
        elif pair is not None:
            self._results.compare(*pair)
        self.compareButton.setChecked(self._results.comparison is not None)

    def _ask_section(self) -> None:
        source = self._source()
        if source is not None:
            self.section_requested.emit(source)

    def _ask_export(self) -> None:
        shown = self._results.comparison or self._results.current
        if shown is not None:
            self.export_requested.emit(shown)

    def _choose(self, index: QModelIndex) -> None:
        place = index.data(PLACE)
        if place and not math.isnan(place[0]):
            self.place_chosen.emit(float(place[0]), float(place[1]))

