"""The strip: the same place through all flights, small, oldest first; a click compares with that flight."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QPixmap
from qgis.PyQt.QtWidgets import QListView, QListWidget, QListWidgetItem

SIZE = (168, 112)
_CHOICE = Qt.ItemDataRole.UserRole


class Strip(QListWidget):
    """Pictures in a row."""

    chosen = pyqtSignal(object)  # Choice

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(*SIZE))
        self.setFixedHeight(SIZE[1] + 3 * self.fontMetrics().height() + 12)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_CHOICE)))
        self._items: dict[str, QListWidgetItem] = {}

    def show_places(self, entries: list[tuple[str, str, Any]]) -> None:
        """Show (key of the side, text, Choice), pictures to come."""
        self.clear()
        self._items = {}
        for key, text, choice in entries:
            blank = QPixmap(*SIZE)
            blank.fill(Qt.GlobalColor.lightGray)
            item = QListWidgetItem(QIcon(blank), text, self)
            item.setData(_CHOICE, choice)
            self._items[key] = item

    def set_picture(self, key: str, image: Any) -> None:
        """Show a picture that is there now."""
        if key in self._items:
            self._items[key].setIcon(QIcon(QPixmap.fromImage(image)))
