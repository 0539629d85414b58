"""The dock of a spill: which outfalls it reaches, nearest first, when, and whom to call."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDockWidget,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate
from ...operations.answers.spill import Spill
from ..plain_text import Paragraph, tip

_LETTERS = (5, 5, 9, 6)  # widest columns, in letters: whom to call is read without scrolling


class SpillDock(QDockWidget):
    """See the module."""

    sheet_asked = pyqtSignal()
    outfall_chosen = pyqtSignal(str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(translate("Spill", "Spill"), parent)
        self.setObjectName("OutfallTracerSpill")
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(4, 4, 4, 4)
        self.head = Paragraph(page)
        box.addWidget(self.head)
        self.list = QTreeWidget(page)
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([
            translate("Spill", "Minutes"), translate("Spill", "Metres"), translate("Spill", "Outfall"),
            translate("Spill", "Where"), translate("Spill", "To call"),
        ])
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.list.itemDoubleClicked.connect(
            lambda item, _column: self.outfall_chosen.emit(str(item.data(0, Qt.ItemDataRole.UserRole))))
        box.addWidget(self.list)
        self.sheet = QPushButton(translate("Spill", "Sheet (PDF)…"), page)
        self.sheet.clicked.connect(lambda _checked=False: self.sheet_asked.emit())
        box.addWidget(self.sheet)
        self.setWidget(page)

    def show_spill(self, spill: Spill | None) -> None:
        """Show a spill; None for none."""
        self.list.clear()
        self.sheet.setEnabled(spill is not None and bool(spill.ways))
        if spill is None:
            self.head.setText("")
            return
        said = [spill.title, *spill.notes]
        if spill.ways:
            said.append(inflected(
                translate("Spill", "{n} (outfall|outfalls); times are estimates. Emergency: {office}"),
                n=len(spill.ways) + spill.more, office=spill.emergency))
        self.head.setText("\n".join(said))
        for way in spill.ways:
            offices = "\n".join(filter(None, (way.government, way.party, way.department)))
            cells = (way.title.replace(" · ", "\n", 1), way.place.replace(" · ", "\n", 1), offices)
            item = QTreeWidgetItem(self.list, [f"{way.minutes:.0f}", f"{way.metres:,.0f}", *cells])
            item.setData(0, Qt.ItemDataRole.UserRole, way.outfall_uid)
            for column, cell in enumerate(cells, 2):
                item.setToolTip(column, tip(cell))
        letter = self.list.fontMetrics().height()
        for column in range(4):
            self.list.resizeColumnToContents(column)
            self.list.setColumnWidth(column, min(self.list.columnWidth(column), _LETTERS[column] * letter))
