"""The board: per district the counts by stage, what is overdue first; below, the lists of what is missing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate, user_language
from ...operations.regime.board import Board, county_name
from ...rules import due
from ...rules.life_states import line, state_title, states
from ..plain_text import Paragraph, tip

_DATA = Qt.ItemDataRole.UserRole
_SHOWN = 500  # rows of a list that are shown one by one


class BoardView(QWidget):
    """Asks by signals: ``renew_asked``, and ``outfalls_asked`` with the uids to select."""

    renew_asked = pyqtSignal()
    outfalls_asked = pyqtSignal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.head = Paragraph(self)
        box.addWidget(self.head)
        self.renew = QPushButton(translate("Life", "Recount"), self)
        self.renew.clicked.connect(lambda _checked=False: self.renew_asked.emit())
        box.addWidget(self.renew)
        self.table = QTableWidget(0, 0, self)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.cellDoubleClicked.connect(self._on_cell)
        box.addWidget(self.table, 2)
        self.lists = QTreeWidget(self)
        self.lists.setHeaderLabels([translate("Life", "List"), translate("Life", "Number"),
                                    translate("Life", "Note")])
        self.lists.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.lists.itemDoubleClicked.connect(self._on_item)
        box.addWidget(self.lists, 3)

    def show_board(self, board: Board) -> None:
        """Show the board of a day."""
        total = sum(sum(count.values()) for count in board.stages.values())
        text = translate("Life", "{day}: {n} (outfall|outfalls), {late} overdue. Double-click to select.")
        self.head.setText(inflected(text, n=total, day=board.day.isoformat(), late=board.overdue))
        self._fill_table(board)
        self._fill_lists(board)

    def _fill_table(self, board: Board) -> None:
        language = user_language()
        late = Counter(one.county for one in board.due if one.state == due.OVERDUE)
        soon = Counter(one.county for one in board.due if one.state == due.AT_RISK)
        there = {state for count in board.stages.values() for state in count}
        shown = [*line(), *(name for name in states() if name not in line() and name in there)]
        heads = [translate("Life", "District"), translate("Life", "Overdue"), translate("Life", "At risk"),
                 *(state_title(name).text(language) for name in shown)]
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        counties = board.counties()
        self.table.setRowCount(len(counties))
        where = board.outfalls_by_state()
        overdue = board.outfalls_overdue()
        for row, county in enumerate(counties):
            name = county_name(county, language) or translate("Life", "not known")
            every = [uid for (code, _), uids in where.items() if code == county for uid in uids]
            self._cell(row, 0, name, every)
            self._cell(row, 1, str(late[county] or ""), overdue.get(county, []))
            self._cell(row, 2, str(soon[county] or ""), [])
            for column, state in enumerate(shown, 3):
                uids = where.get((county, state), [])
                self._cell(row, column, str(len(uids) or ""), uids)
        self.table.resizeColumnsToContents()

    def _cell(self, row: int, column: int, text: str, uids: list[str]) -> None:
        item = QTableWidgetItem(text)
        item.setData(_DATA, uids)
        if column:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            item.setTextAlignment(right)  # type: ignore[arg-type]  # stubs: int only
        self.table.setItem(row, column, item)

    def _fill_lists(self, board: Board) -> None:
        language = user_language()
        self.lists.clear()
        for each in board.lists:
            if not each.entries:
                continue
            amount = sum(one.amount for one in each.entries)
            number = translate("Life", "{km} km").format(km=f"{amount / 1000:.1f}") if (
                each.id == "bank_unseen") else str(len(each.entries))
            top = QTreeWidgetItem(self.lists, [each.title.text(language), number, ""])
            top.setData(0, _DATA, [one.outfall_uid for one in each.entries if one.outfall_uid])
            for one in each.entries[:_SHOWN]:
                note = one.note.text(language) if one.note else ""
                child = QTreeWidgetItem(top, [one.title or county_name(one.county, language), "", note])
                child.setData(0, _DATA, [one.outfall_uid] if one.outfall_uid else [])
                child.setToolTip(2, tip(note))

    def _on_cell(self, row: int, column: int) -> None:
        self._ask(self.table.item(row, column).data(_DATA))

    def _on_item(self, item: Any, _column: int) -> None:
        self._ask(item.data(0, _DATA))

    def _ask(self, uids: Any) -> None:
        if uids:
            self.outfalls_asked.emit(list(uids))
