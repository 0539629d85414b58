"""The dock "What changed": which links came and went because of which edit, and what is out of date."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...operations.live.changes import LinkChange
from ...operations.live.stale import Action, StaleBook
from ..icons import icon
from ..inks import ink
from ..plain_text import Paragraph, PlainLabel, tip

PLACE = Qt.ItemDataRole.UserRole
NUMBER = Qt.ItemDataRole.UserRole + 1
MANY = 300  # links listed under one edit
FEW = 30  # so many are shown at once; more when the edit is opened
_GONE, _CAME = "#c0392b", "#1d7a46"


class ChangesDock(QDockWidget):
    """Lists what the edits that stand have changed since the results were last written."""

    cancel_requested = pyqtSignal()
    outfall_chosen = pyqtSignal(str)  # uid
    row_chosen = pyqtSignal(str, str)  # table, uid
    write_requested = pyqtSignal(list)  # uids of outfalls

    def __init__(self, parent: Any = None) -> None:
        super().__init__(translate("Live", "What changed"), parent)
        self.setObjectName("OutfallTracerChanges")
        self._stale: list[str] = []
        self._links: dict[int, list[LinkChange]] = {}
        self._icons: dict[str, QIcon] = {}
        self._book: StaleBook | None = None
        self._make()
        self.visibilityChanged.connect(lambda seen: self._list() if seen else None)
        self.show_nothing()

    # states

    def show_nothing(self) -> None:
        """No project, or no network yet."""
        self.tree.clear()
        self._stale, self._book = [], None
        self.progress_row.hide()
        self.write_button.setEnabled(False)
        self.label.setText(translate("Live", "Edit the network; what that changes is listed here."))

    def show_progress(self, share: float, step: str) -> None:
        """Show how far reading the network is."""
        from ...algorithms.progress import step_name

        self.progress_row.show()
        self.bar.setRange(0, 100)
        self.bar.setValue(round(share * 100))
        text = translate("Live", "Reading the network: {step}")
        self.progress_label.setText(text.format(step=step_name(step)))

    def set_busy(self) -> None:
        """Edits are being traced."""
        if self.progress_row.isHidden():
            self.label.setText(translate("Live", "Tracing what was edited…"))

    def set_idle(self) -> None:
        """Nothing is under way."""
        self.progress_row.hide()
        self._tell()

    def show_book(self, book: StaleBook, stale: dict[str, Any]) -> None:
        """List the actions that stand, with the links each is the reason of."""
        self._book, self._stale = book, list(stale)
        if self.isVisible():
            self._list()
        self._tell()

    def _list(self) -> None:
        """Fill the list; done when it is seen."""
        book, self._book = self._book, None
        if book is None:
            return
        self.tree.setUpdatesEnabled(False)
        self.tree.clear()
        self._links = {}
        links: dict[int, list[LinkChange]] = {}
        for net in book.links():
            links.setdefault(net.action, []).append(net.change)
        for action in reversed(book.actions()):
            self._add_action(action, links.get(action.number, []))
        self.tree.setUpdatesEnabled(True)
        self._tell()

    # inside

    def _make(self) -> None:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(6, 6, 6, 6)
        head = QHBoxLayout()
        self.label = Paragraph(body)
        head.addWidget(self.label, 1)
        self.write_button = QPushButton(translate("Live", "Update the register"), body)
        self.write_button.setObjectName("writeButton")
        self.write_button.setToolTip(translate(
            "Live", "Write the new results of the outfalls that are out of date; one undo step each"))
        self.write_button.clicked.connect(lambda _checked=False: self.write_requested.emit(list(self._stale)))
        head.addWidget(self.write_button)
        column.addLayout(head)
        self.progress_row = QWidget(body)
        row = QHBoxLayout(self.progress_row)
        row.setContentsMargins(0, 0, 0, 0)
        self.progress_label = PlainLabel(self.progress_row)
        self.bar = QProgressBar(self.progress_row)
        self.bar.setMaximumHeight(14)
        stop = QToolButton(self.progress_row)
        stop.setIcon(icon("cancel"))
        stop.setToolTip(translate("Live", "Stop reading"))
        stop.clicked.connect(lambda _checked=False: self.cancel_requested.emit())
        for widget, stretch in ((self.progress_label, 1), (self.bar, 1), (stop, 0)):
            row.addWidget(widget, stretch)
        column.addWidget(self.progress_row)
        self.tree = QTreeWidget(body)
        self.tree.setHeaderLabels([
            translate("Live", "Edit and its links"), translate("Live", "Outfall"),
            translate("Live", "Before"), translate("Live", "Now")])
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        for section in (0, 1):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        for section in (2, 3):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemDoubleClicked.connect(self._choose)
        self.tree.itemExpanded.connect(self._fill)
        column.addWidget(self.tree, 1)
        self.setWidget(body)

    def _tell(self) -> None:
        n = len(self._stale)
        self.write_button.setEnabled(bool(n))
        if n:
            text = translate("Live", "Outfalls out of date: {n}").format(n=n)
        elif self.tree.topLevelItemCount():
            text = translate("Live", "No outfall is out of date.")
        else:
            text = translate("Live", "Edit the network; what that changes is listed here.")
        self.label.setText(text)

    def _add_action(self, action: Action, links: list[LinkChange]) -> None:
        came = sum(link.before is None for link in links)
        gone = sum(link.after is None for link in links)
        other = len(links) - came - gone
        counts = [f"{sign}{n}" for sign, n in (("+", came), ("−", gone), ("±", other)) if n]
        said = " ".join(counts) or translate("Live", "no link changed")
        item = QTreeWidgetItem([f"{action.text}   ({said})"])
        item.setToolTip(0, tip(action.text))
        item.setData(0, PLACE, ("row", action.table, action.uid))
        bold = item.font(0)
        bold.setBold(True)
        item.setFont(0, bold)
        self.tree.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        self._links[action.number] = links
        item.setData(0, NUMBER, action.number)
        if links:
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        item.setExpanded(len(links) <= FEW and self.tree.topLevelItemCount() <= FEW)

    def _fill(self, item: QTreeWidgetItem) -> None:
        """List the links of an edit when it is opened."""
        links = self._links.get(item.data(0, NUMBER), [])
        if item.childCount() or not links:
            return
        item.addChildren([_link_item(link, self._icon(link.source_table))
                          for link in sorted(links, key=lambda one: (one.outfall, one.source))[:MANY]])
        if len(links) > MANY:
            item.addChild(QTreeWidgetItem([translate("Live", "… and {n} more").format(n=len(links) - MANY)]))

    def _icon(self, table: str) -> QIcon:
        if table not in self._icons:
            self._icons[table] = icon(f"source_{table}")
        return self._icons[table]

    def _choose(self, item: QTreeWidgetItem, _column: int) -> None:
        place = item.data(0, PLACE)
        if not place:
            return
        if place[0] == "outfall":
            self.outfall_chosen.emit(place[1])
        elif place[1]:
            self.row_chosen.emit(place[1], place[2])


def _link_item(link: LinkChange, kind: QIcon) -> QTreeWidgetItem:
    sign = "+" if link.before is None else "−" if link.after is None else "±"
    item = QTreeWidgetItem([f"{sign} {link.source}", link.outfall, _way(link.before), _way(link.after)])
    if link.before is None or link.after is None:
        item.setForeground(0, ink(_CAME if link.before is None else _GONE))
    said = {
        "+": translate("Live", "{source} drains to {outfall} now."),
        "−": translate("Live", "{source} does not drain to {outfall} any more."),
        "±": translate("Live", "{source} drains to {outfall} on another way."),
    }[sign].format(source=link.source, outfall=link.outfall)
    item.setToolTip(0, tip(said))
    item.setIcon(0, kind)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for column in (2, 3):
        item.setTextAlignment(column, right)  # type: ignore[arg-type]  # stubs: int only
    item.setData(0, PLACE, ("outfall", link.outfall_uid))
    return item


def _way(state: tuple[float, float] | None) -> str:
    if state is None:
        return "–"
    return translate("Live", "{metres} m, {confidence}").format(
        metres=f"{state[0]:,.0f}", confidence=f"{state[1]:.2f}")
