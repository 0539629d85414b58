"""The result dock: sources by kind, totals, ends by reason; a list beside the map.

Shows a :class:`TraceView` and the progress of the trace under way; drawing, selecting
and cancelling are asked for by signals.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QHeaderView, QMenu, QTreeWidgetItem

from ...i18n import translate, user_language
from ...layers.schema import SCHEMA
from .. import settings
from ..icons import icon
from .map_result import end_icon
from .view import EndRow, SourceRow, TraceView, confidence_text, confidence_word, metres

PLACE = Qt.ItemDataRole.UserRole
SORT = Qt.ItemDataRole.UserRole + 1
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MANY_ENDS = 200  # more of one reason are counted, not listed


class TraceDock(QDockWidget):
    """Lists one trace result."""

    place_chosen = pyqtSignal(float, float)  # CRS of the project file
    zoom_requested = pyqtSignal()
    clear_requested = pyqtSignal()
    cancel_requested = pyqtSignal()
    options_changed = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.setObjectName("OutfallTracerResult")
        self._language = user_language()
        self._dress()
        self.zoomButton.clicked.connect(lambda _checked=False: self.zoom_requested.emit())
        self.clearButton.clicked.connect(lambda _checked=False: self.clear_requested.emit())
        self.cancelButton.clicked.connect(lambda _checked=False: self.cancel_requested.emit())
        self.sourcesTree.itemDoubleClicked.connect(self._choose)
        self.endsTree.itemDoubleClicked.connect(self._choose)
        self.show_nothing()

    # states

    def show_nothing(self) -> None:
        """No result: say how to get one."""
        self.titleLabel.setText(
            translate("TraceDock", "Select an outfall in the register or on the map and trace it upstream.")
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
        self.staleLabel.setVisible(stale and self.sourcesTree.isEnabled())

    def show_view(self, view: TraceView) -> None:
        """List ``view``."""
        self._clear_lists()
        self.set_busy(False)
        self.titleLabel.setText(f"<b>{view.title}</b>")
        self._show_totals(view)
        self._fill_sources(view.sources)
        self._fill_ends(view)
        for widget in (self.sourcesTree, self.endsTree, self.zoomButton, self.clearButton):
            widget.setEnabled(True)

    # inside

    def _dress(self) -> None:
        for button, name in (
            (self.zoomButton, "zoom"),
            (self.clearButton, "clear"),
            (self.optionsButton, "options"),
            (self.cancelButton, "cancel"),
        ):
            button.setIcon(icon(name))
        self.titleLabel.setTextFormat(Qt.TextFormat.RichText)
        self.staleLabel.setStyleSheet(
            "background:#fff3cd;color:#664d03;border:1px solid #e0c36a;border-radius:3px;padding:4px"
        )
        menu = QMenu(self.optionsButton)
        for text, setting in (
            (translate("TraceDock", "Select the traced pipes"), settings.SELECT_PIPES),
            (translate("TraceDock", "Zoom to the result"), settings.ZOOM_TO_RESULT),
            (translate("TraceDock", "Mark headwaters"), settings.SHOW_HEADWATERS),
        ):
            action = QAction(text, menu, checkable=True)
            action.setChecked(setting.get())
            action.toggled.connect(setting.set)
            action.toggled.connect(lambda _on: self.options_changed.emit())
            menu.addAction(action)
        self.optionsButton.setMenu(menu)
        self.sourcesTree.setHeaderLabels(
            [
                translate("TraceDock", "Source"),
                translate("TraceDock", "Distance"),
                translate("TraceDock", "Last hop"),
                translate("TraceDock", "Confidence"),
                translate("TraceDock", "Linked by"),
                translate("TraceDock", "Status"),
            ]
        )
        self.endsTree.setHeaderLabels(
            [translate("TraceDock", "Where the trace ends"), translate("TraceDock", "Number")]
        )
        for section, width in enumerate((180, 74, 70, 96, 150, 70)):
            self.sourcesTree.setColumnWidth(section, width)
        ends = self.endsTree.header()
        ends.setStretchLastSection(False)
        ends.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        ends.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for tree, sections in ((self.sourcesTree, (1, 2)), (self.endsTree, (1,))):
            for section in sections:
                tree.headerItem().setTextAlignment(section, RIGHT)
        self.sourcesTree.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([300, 120])

    def _clear_lists(self) -> None:
        self.sourcesTree.clear()
        self.endsTree.clear()
        self.totalsLabel.clear()
        self.totalsLabel.hide()
        self.staleLabel.hide()
        for widget in (self.sourcesTree, self.endsTree, self.zoomButton, self.clearButton):
            widget.setEnabled(False)

    def _show_totals(self, view: TraceView) -> None:
        lines = [
            translate("TraceDock", "{n_sources} sources · {n_pipes} pipes · {length} of network").format(
                n_sources=len(view.sources), n_pipes=len(view.pipe_fids), length=metres(view.length_m)
            ),
            *view.notes,
        ]
        self.totalsLabel.setText("\n".join(lines))
        self.totalsLabel.show()

    def _fill_sources(self, sources: list[SourceRow]) -> None:
        tree = self.sourcesTree
        tree.setSortingEnabled(False)
        for table in SCHEMA.source_tables:
            rows = [source for source in sources if source.table == table.name]
            if not rows:
                continue
            group = _Item([f"{table.alias(self._language)} ({len(rows)})"])
            group.setIcon(0, icon(f"source_{table.name}"))
            group.setData(0, SORT, SCHEMA.source_tables.index(table))
            group.setFirstColumnSpanned(True)
            tree.addTopLevelItem(group)
            group.addChildren([self._source_item(row) for row in rows])
            group.setFirstColumnSpanned(True)
            group.setExpanded(len(rows) <= 30 or len(sources) == len(rows))
        tree.setSortingEnabled(True)

    def _source_item(self, row: SourceRow) -> _Item:
        rule = SCHEMA.values("link_rule").label(row.rule, self._language)
        status = SCHEMA.values("link_status").label(row.status, self._language) if row.status else ""
        item = _Item(
            [
                row.name or row.uid,
                metres(row.network_m),
                metres(row.hop_m),
                f"{confidence_word(row.confidence)} {row.confidence:.2f}",
                rule,
                status,
            ]
        )
        for column, value in (
            (0, row.name.casefold()),
            (1, row.network_m),
            (2, row.hop_m),
            (3, row.confidence),
        ):
            item.setData(column, SORT, value)
        for column in (1, 2):
            item.setTextAlignment(column, RIGHT)
        item.setToolTip(
            0,
            translate("TraceDock", "{name}\nDrains to {outfall}; reaches {n} outfalls in all").format(
                name=row.name or row.uid, outfall=row.outfall, n=row.n_outfalls
            ),
        )
        item.setToolTip(3, confidence_text(row))
        item.setToolTip(4, rule)
        item.setData(0, PLACE, (row.x, row.y))
        return item

    def _fill_ends(self, view: TraceView) -> None:
        reasons = SCHEMA.values("end_reason")
        counts = view.ends_by_reason()
        for reason in sorted(counts, key=lambda code: (code == "headwater", -counts[code])):
            group = QTreeWidgetItem([reasons.label(reason, self._language), str(counts[reason])])
            group.setTextAlignment(1, RIGHT)
            group.setIcon(0, end_icon(reason))
            self.endsTree.addTopLevelItem(group)
            ends = [end for end in view.ends if end.reason == reason]
            group.addChildren([_end_item(end) for end in ends[:MANY_ENDS]])
            if len(ends) > MANY_ENDS:
                more = translate("TraceDock", "… and {n} more").format(n=len(ends) - MANY_ENDS)
                group.addChild(QTreeWidgetItem([more]))

    def _choose(self, item: QTreeWidgetItem, _column: int) -> None:
        place = item.data(0, PLACE)
        if place and not math.isnan(place[0]):
            self.place_chosen.emit(float(place[0]), float(place[1]))


class _Item(QTreeWidgetItem):
    """Sorts by the number behind a cell, kinds always in the order of the register."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        if self.parent() is None:
            ascending = tree.header().sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            return bool((self.data(0, SORT) < other.data(0, SORT)) == ascending)
        column = tree.sortColumn()
        mine, theirs = self.data(column, SORT), other.data(column, SORT)
        if mine is None or theirs is None:
            return self.text(column) < other.text(column)
        return bool(mine < theirs)


def _end_item(end: EndRow) -> QTreeWidgetItem:
    pipe = end.pipe
    if not math.isnan(end.gap_m):
        text = translate("TraceDock", "{gap} m to pipe {pipe}").format(gap=f"{end.gap_m:.1f}", pipe=pipe)
    elif pipe:
        text = translate("TraceDock", "Pipe {pipe}").format(pipe=pipe)
    else:
        text = translate("TraceDock", "At {x}, {y}").format(x=f"{end.x:.0f}", y=f"{end.y:.0f}")
    item = QTreeWidgetItem([text])
    item.setData(0, PLACE, (end.x, end.y))
    return item
