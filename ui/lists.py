"""What boxes and tables of several docks do alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qgis.PyQt.QtWidgets import QComboBox, QTableView, QTableWidget, QTableWidgetItem, QWidget

from .plain_text import tip


def refill(box: QComboBox, items: Iterable[tuple[str, Any]], chosen: Any) -> bool:
    """Offer (text, data) below the first item, with ``chosen`` taken, else the first; nobody is told.

    Return whether ``chosen`` is offered.
    """
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for text, data in items:
        box.addItem(text, data)
    position = box.findData(chosen)
    box.setCurrentIndex(max(0, position))
    box.blockSignals(False)
    return position >= 0


def step_row(table: QTableView, by: int) -> None:
    """Select the next (+1) or previous (-1) row; the first where none is selected."""
    current = table.currentIndex().row() if table.selectionModel().hasSelection() else -1
    position = current + by if current >= 0 else 0
    if 0 <= position < table.model().rowCount():
        table.selectRow(position)


def read_only_table(headings: Sequence[str], rows: int = 0, parent: QWidget | None = None) -> QTableWidget:
    """Return a table to look at: its rows have no numbers, its cells are not written in."""
    table = QTableWidget(rows, len(headings), parent)
    table.setHorizontalHeaderLabels(headings)
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    return table


def fill_row(table: QTableWidget, row: int, texts: Iterable[str]) -> list[QTableWidgetItem]:
    """Write texts into the cells of a row, from the left; what may be cut off is the tool tip, too."""
    items = []
    for column, text in enumerate(texts):
        item = QTableWidgetItem(text)
        item.setToolTip(tip(text))
        table.setItem(row, column, item)
        items.append(item)
    return items
