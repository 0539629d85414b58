"""The list of candidates in the judging dock: by kind, the surest first; a group stands for its links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from ...i18n import translate
from ...operations.judging.candidates import Candidate
from ...operations.judging.completeness import Work
from ..action_dock import LettersAreKeys
from ..icons import icon
from ..inks import ink
from ..plain_text import tip
from ..register.model import RIGHT
from ..words import label, table_name
from . import wording

LINK = Qt.ItemDataRole.UserRole
_COMMON = ("candidate", "confirmed", "rejected")  # states whose words fit; "lost" may be cut off
_SPARED = (4, 5, 3)  # columns that go first where names would have no room: the hop, evidence, the way
_NAME = 8  # heights of a letter that a name has at least
_LONGEST = 24  # and at most
_NUMBERS = (2, 3, 4, 5)


class CandidateTree(QTreeWidget):
    """See the module. ``links``: the rows by uid of their link, top to bottom."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.links: dict[str, QTreeWidgetItem] = {}
        self._widths: dict[int, int] = {}
        self._name_columns()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setMinimumHeight(110)
        LettersAreKeys(self)

    def show_links(self, links: Sequence[Candidate], works: Sequence[Work]) -> None:
        """Show the links of ``works``; the selection and what is folded stay. Says nothing of a selection."""
        kept = {link.uid for link in self.selected()}
        groups = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        folded = {group.data(0, LINK) for group in groups if not group.isExpanded()}
        self.blockSignals(True)
        self.clear()
        self.links = {}
        titles = {work.uid: work.title for work in works} if len(works) > 1 else {}
        for key, members in _grouped(links, titles).items():
            self._add_group(key, members, key not in folded)
        for uid in kept & set(self.links):
            self.links[uid].setSelected(True)
        self.blockSignals(False)
        self._spare()

    def selected(self) -> list[Candidate]:
        """Return the selected links, top to bottom; a selected group stands for its links."""
        chosen: dict[str, Candidate] = {}
        for item in self.selectedItems():
            members = [item.child(at) for at in range(item.childCount())] or [item]
            for member in members:
                link = member.data(0, LINK)
                if isinstance(link, Candidate):
                    chosen.setdefault(link.uid, link)
        return list(chosen.values())

    def select(self, uids: Sequence[str]) -> None:
        """Select links by uid and bring the first into view."""
        items = [self.links[uid] for uid in uids if uid in self.links]
        self.clearSelection()
        if items:
            self.setCurrentItem(items[0])
        for item in items:
            item.setSelected(True)
        self.setFocus()

    def select_next_candidate(self) -> None:
        """Select the next link that nobody has decided, after the present one."""
        items = list(self.links.values())
        current = self.currentItem()
        start = items.index(current) + 1 if current in items else 0
        for item in items[start:] + items[:start]:
            if item.data(0, LINK).status == "candidate":
                self.setCurrentItem(item)
                return

    def _name_columns(self) -> None:
        """Head the columns, and make each as wide as what stands in it, whatever the font."""
        states = max((label("link_status", state) for state in _COMMON), key=self._width)
        columns = (
            (translate("Judge", "Source"), "", ""),
            (translate("Judge", "Status"), "", states),
            (translate("Judge", "Conf."), translate("Judge", "Confidence"), "0.88"),
            (
                translate("Judge", "Path"),
                translate("Judge", "Length of the way along the network"),
                wording.metres_of(8888.0),
            ),
            (
                translate("Judge", "Hop"),
                translate("Judge", "Last hop: from the source to the network"),
                wording.metres_of(888.0),
            ),
            (translate("Judge", "Ev."), translate("Judge", "Pieces of evidence"), "88"),
        )
        self.setHeaderLabels([title for title, _whole, _sample in columns])
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(24)
        for at, (title, whole, sample) in enumerate(columns):
            self.headerItem().setToolTip(at, tip(whole))
            if at:
                self._widths[at] = max(self._width(title), self._width(sample)) + self._width("88")
                self.setColumnWidth(at, self._widths[at])

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Keep room for the names; what is spared stands below the list, too."""
        super().resizeEvent(event)
        self._spare()

    def _spare(self) -> None:
        letter = self.fontMetrics().height()
        names = (self._width(item.text(0)) for item in self.links.values())
        longest = max(names, default=0) + 2 * self.indentation() + letter
        room = self.viewport().width() - min(max(longest, _NAME * letter), _LONGEST * letter)
        shown = sum(self._widths.values())
        for at in _SPARED:
            self.setColumnHidden(at, shown > room)
            if shown > room:
                shown -= self._widths[at]

    def _width(self, text: str) -> int:
        return int(self.fontMetrics().horizontalAdvance(text))

    def _add_group(self, key: str, members: Sequence[Candidate], expanded: bool) -> None:
        group = QTreeWidgetItem([f"{key.rpartition(chr(0))[2]} ({len(members)})"])
        group.setData(0, LINK, key)
        group.setIcon(0, icon(f"source_{members[0].table}"))
        font = QFont(self.font())
        font.setBold(True)
        group.setFont(0, font)
        self.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for link in members:
            item = QTreeWidgetItem(
                [
                    link.name or link.source_uid,
                    label("link_status", link.status),
                    wording.confidence_of(link),
                    wording.metres_of(link.network_m),
                    wording.metres_of(link.hop_m),
                    str(link.n_evidence) if link.n_evidence else "",
                ]
            )
            item.setData(0, LINK, link)
            item.setToolTip(0, tip(link.name))
            item.setForeground(1, ink(wording.STATUS_COLOURS.get(link.status, "#8a97a1")))
            if link.status == "rejected":
                struck = QFont(self.font())
                struck.setStrikeOut(True)
                item.setFont(0, struck)
            for column in _NUMBERS:
                item.setData(column, Qt.ItemDataRole.TextAlignmentRole, RIGHT)
            group.addChild(item)
            self.links[link.uid] = item
        group.setExpanded(expanded)


def _grouped(links: Sequence[Candidate], titles: dict[str, str]) -> dict[str, list[Candidate]]:
    groups: dict[str, list[Candidate]] = {}
    for link in links:
        kind = table_name(link.table)
        key = f"{link.outfall_uid}\0{titles[link.outfall_uid]} · {kind}" if titles else kind
        groups.setdefault(key, []).append(link)
    return groups
