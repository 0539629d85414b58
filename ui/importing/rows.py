"""Rows of a delivery, raw or prepared, in a table: cells as text, problems marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QBrush, QColor
from qgis.PyQt.QtWidgets import QTableView, QWidget

from ...i18n import translate
from ...importing.cleaning.distinct_cells import number_text
from ..plain_text import message_box, tip
from .runner import Runner
from .work import Session

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MEASURED, _WIDEST = 40, 300  # rows that decide how wide a column is, and its most pixels
MARK = QColor("#ffd8a8")
NEW = QColor("#d3f2d3")
CHANGED = QColor("#d6e6ff")


def shown(value: Any) -> str:
    """Return a cell as text; nothing for nothing."""
    if value is None or value != value:
        return ""
    return number_text(value) if isinstance(value, float) else str(value)


def view_of(model: QAbstractTableModel) -> QTableView:
    """Return a view with columns fitted by the first rows: asking Python for a thousand takes seconds."""
    view = QTableView()
    view.setModel(model)
    view.horizontalHeader().setResizeContentsPrecision(_MEASURED)

    def fit() -> None:
        view.resizeColumnsToContents()
        for column in range(model.columnCount()):
            view.setColumnWidth(column, min(view.columnWidth(column), _WIDEST))

    model.modelReset.connect(fit)
    return view


def show_source_row(window: QWidget, runner: Runner, session: Session, number: int) -> None:
    """Show a row of the file as it was delivered, where it is still at hand."""
    known = session.understood
    raw = known.raw if known is not None else session.sample
    at = raw.row_number.tolist().index(number) if raw is not None and number in raw.row_number else -1
    title = translate("ImportWizard", "Row {n} of {file}.").format(n=number, file=Path(session.source).name)
    if raw is None or at < 0:
        runner.tell(title)
        return
    text = "\n".join(f"{name}: {shown(value)}" for name, value in raw.row(at).items())
    message_box(window, title, text).open()


class RowsModel(QAbstractTableModel):
    """Columns of equal length; ``tint`` gives a cell's colour and tip, or None."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads: list[str] = []
        self._columns: list[Sequence[Any] | NDArray[Any]] = []
        self._numbers: list[str] = []
        self._tint: Callable[[int, int], tuple[QColor, str] | None] = lambda _row, _column: None

    def show_columns(
        self,
        columns: Mapping[str, Sequence[Any] | NDArray[Any]],
        numbers: Sequence[Any],
        tint: Callable[[int, int], tuple[QColor, str] | None] | None = None,
    ) -> None:
        """Show these columns; ``numbers`` stand at the left."""
        self.beginResetModel()
        self._heads, self._columns = list(columns), list(columns.values())
        self._numbers = [str(number) for number in numbers]
        self._tint = tint or (lambda _row, _column: None)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(self._columns[index.column()][index.row()])
        if role in (
            Qt.ItemDataRole.BackgroundRole,
            Qt.ItemDataRole.ForegroundRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            found = self._tint(index.row(), index.column())
            if found is None:
                return None
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip(found[1])
            return QBrush(found[0] if role == Qt.ItemDataRole.BackgroundRole else QColor("#202020"))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a heading or a row's number."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = self._heads if orientation == Qt.Orientation.Horizontal else self._numbers
        return names[section] if section < len(names) else None
