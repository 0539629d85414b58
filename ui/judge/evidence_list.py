"""The evidence of an outfall as thumbnails; a double click opens the file."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QImageReader, QPixmap
from qgis.PyQt.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QMenu

from ...i18n import translate
from ...operations.editing.feature_rows import Row, local_text
from ...operations.judging.evidence import PICTURES, file_of
from ...problems import UserError
from ..icons import icon
from ..plain_text import real_name, tip
from ..words import label

SIZE = 64
_KEPT = 200  # thumbnails
_ROW = Qt.ItemDataRole.UserRole


class EvidenceList(QListWidget):
    """Shows rows of evidence; asks to open or remove them."""

    open_requested = pyqtSignal(object)  # Row
    remove_requested = pyqtSignal(list)  # [Row]

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._thumbnails: OrderedDict[tuple[str, float], QIcon] = OrderedDict()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setGridSize(QSize(SIZE + 32, SIZE + 30))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMinimumWidth(SIZE + 40)
        self.setToolTip(translate("Judge", "Evidence: a double click opens the file"))
        self.itemActivated.connect(lambda item: self.open_requested.emit(item.data(_ROW)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)

    def show_rows(self, project: str, rows: Sequence[Row]) -> None:
        """Show these rows of the project file's evidence."""
        self.clear()
        for row in rows:
            kind = label("evidence_kind", row["kind"])
            item = QListWidgetItem(self._icon(project, row), kind)
            method = label("trace_method", row["method"])
            lines = [kind, method, local_text(row["time"]), real_name(row.text("path")), row.text("note")]
            item.setToolTip(tip("\n".join(line for line in lines if line)))
            item.setData(_ROW, row)
            self.addItem(item)

    def selected_rows(self) -> list[Row]:
        """Return the selected rows."""
        return [item.data(_ROW) for item in self.selectedItems()]

    def _icon(self, project: str, row: Row) -> QIcon:
        try:
            file = file_of(project, row["path"])
        except UserError:
            return icon("untraceable")
        if not file.is_file():
            return icon("untraceable")
        if file.suffix.lower() not in PICTURES:
            return icon("note")
        key = (str(file), file.stat().st_mtime)
        if key not in self._thumbnails:
            self._thumbnails[key] = _thumbnail(file)
            while len(self._thumbnails) > _KEPT:
                self._thumbnails.popitem(last=False)
        return self._thumbnails[key]

    def _menu(self, place: Any) -> None:
        rows = self.selected_rows()
        if not rows:
            return
        menu = QMenu(self)

        def open_all(_checked: bool = False) -> None:
            for row in rows:
                self.open_requested.emit(row)

        menu.addAction(translate("Judge", "Open")).triggered.connect(open_all)
        menu.addAction(translate("Judge", "Remove from the outfall")).triggered.connect(
            lambda _checked=False: self.remove_requested.emit(rows)
        )
        menu.exec(self.viewport().mapToGlobal(place))
        menu.deleteLater()


def _thumbnail(file: Path) -> QIcon:
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(2 * SIZE, 2 * SIZE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return icon("evidence") if image.isNull() else QIcon(QPixmap.fromImage(image))
