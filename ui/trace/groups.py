"""Rows in groups as a Qt model: thousands are listed at once, and a cell is written when it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from qgis.PyQt.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QIcon

from ..plain_text import tip
from ..register.model import RIGHT

PLACE = Qt.ItemDataRole.UserRole  # (x, y) of a row in the CRS of the file
ROW = Qt.ItemDataRole.UserRole + 1  # the row itself
_TOP = QModelIndex()


@dataclass
class Group:
    """Rows of one kind.

    cell: the text of (row, column); tip: its tool tip; key: what (row, column) is sorted by, None for no
    order. count: shown in the second column, where the title does not tell it.
    """

    title: str
    rows: Sequence[Any]
    cell: Callable[[Any, int], str]
    icon: QIcon | None = None
    tip: Callable[[Any, int], str] | None = None
    key: Callable[[Any, int], Any] | None = None
    count: str = ""
    order: Sequence[int] = field(default=())  # rows as they are shown

    def __post_init__(self) -> None:
        self.order = range(len(self.rows))


class GroupModel(QAbstractItemModel):
    """Groups in their own order; the rows within each by the column chosen."""

    def __init__(
        self, headings: Sequence[str], numbers: Sequence[int] = (), parent: QObject | None = None
    ) -> None:
        """``numbers``: the columns that stand at the right."""
        super().__init__(parent)
        self._headings = list(headings)
        self._numbers = frozenset(numbers)
        self._groups: list[Group] = []
        self._sort = (0, False)

    def set_groups(self, groups: Sequence[Group]) -> None:
        """List these groups."""
        self.beginResetModel()
        self._groups = list(groups)
        self._arrange()
        self.endResetModel()

    # what Qt asks

    def index(self, row: int, column: int, parent: QModelIndex = _TOP) -> QModelIndex:
        """Return the place of a group (number 0) or of a row (1 + its group)."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: QModelIndex) -> QModelIndex:  # type: ignore[override]
        """Return the group of a row."""
        group = index.internalId() if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: QModelIndex = _TOP) -> int:  # noqa: N802 - Qt's name
        """Return the number of groups, or of a group's rows."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column():
            return 0
        return len(self._groups[parent.row()].rows)

    def columnCount(self, parent: QModelIndex = _TOP) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return len(self._headings)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the headings."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self._numbers:
            return RIGHT
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        column = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column in self._numbers else None
        number = index.internalId()
        if not number:
            return self._of_group(self._groups[index.row()], column, role)
        group = self._groups[number - 1]
        row = group.rows[group.order[index.row()]]
        if role == Qt.ItemDataRole.DisplayRole:
            return group.cell(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(group.tip(row, column) if group.tip is not None else group.cell(row, column))
        if role == PLACE:
            return row.x, row.y
        return row if role == ROW else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows of every group; what is selected and open stays so."""
        self.layoutAboutToBeChanged.emit()
        places = self.persistentIndexList()
        kept = [(place, place.internalId(), self._row(place)) for place in places]
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()
        at = {
            number: {row: position for position, row in enumerate(self._groups[number - 1].order)}
            for number in {number for _, number, _ in kept} - {0}
        }
        moved = [
            place if row < 0 else self.createIndex(at[number][row], place.column(), number)
            for place, number, row in kept
        ]
        self.changePersistentIndexList(places, moved)
        self.layoutChanged.emit()

    # inside

    def _row(self, place: QModelIndex) -> int:
        """Return which of its group's rows a place shows, -1 for a group."""
        number = place.internalId()
        return self._groups[number - 1].order[place.row()] if number else -1

    def _arrange(self) -> None:
        column, backwards = self._sort
        for group in self._groups:
            keys = None if group.key is None else [group.key(row, column) for row in group.rows]
            if keys and keys[0] is not None:
                group.order = sorted(range(len(keys)), key=keys.__getitem__, reverse=backwards)

    @staticmethod
    def _of_group(group: Group, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return group.title if column == 0 else group.count if column == 1 else ""
        return group.icon if column == 0 and role == Qt.ItemDataRole.DecorationRole else None
