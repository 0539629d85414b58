"""Findings as a Qt table: filters and sorting over whole columns, so a hundred thousand answer at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from ...i18n import translate
from ...operations.finding_list import FindingList
from ..inks import ink
from ..plain_text import tip
from ..words import labels

SEVERITY_COLOURS = {"error": "#d7191c", "warning": "#e8741a", "notice": "#4f86a8"}
STATUS_COLOURS = {"open": "#d7191c", "accepted": "#2e8b57", "fixed": "#8a97a1"}
SHOWN = ("severity", "kind", "text", "district", "status")


class FindingModel(QAbstractTableModel):
    """Shows the findings that pass the filters, in the chosen order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list: FindingList | None = None
        self._columns: dict[str, Any] = {}
        self._row_of_fid: dict[int, int] = {}
        self._shown = np.empty(0, dtype=np.int64)
        self._filter: dict[str, str] = {"status": "open"}
        self._sort = (0, False)
        self._labels = {
            name: labels(of)
            for name, of in (("severity", "severity"), ("kind", "finding_kind"), ("status", "finding_status"))
        }

    # what it holds

    def set_list(self, found: FindingList | None, edits: dict[int, dict[str, Any]]) -> None:
        """Replace all findings; ``edits`` are laid over them."""
        self._list = found
        self._row_of_fid = {} if found is None else dict(zip(found.fid.tolist(), range(found.n)))
        self.set_edits(edits)

    def set_edits(self, edits: dict[int, dict[str, Any]]) -> None:
        """Lay the decisions of the edit buffer over what the file holds."""
        self.beginResetModel()
        if self._list is None:
            self._columns = {}
        else:
            self._columns = {
                **self._list.columns,
                "district": self._list.district,
                "outfall": self._list.outfall,
            }
            for name in ("status", "reason"):
                column = self._columns[name].copy()
                for fid, cells in edits.items():
                    if name in cells and fid in self._row_of_fid:
                        column[self._row_of_fid[fid]] = cells[name]
                self._columns[name] = column
        self._arrange()
        self.endResetModel()

    def set_filter(self, **wanted: str) -> None:
        """Show only rows that have these values; "" filters nothing. ``text``: every word of it."""
        if wanted != self._filter:
            self._filter = dict(wanted)
            self.beginResetModel()
            self._arrange()
            self.endResetModel()

    @property
    def total(self) -> int:
        """Return how many findings there are."""
        return self._list.n if self._list else 0

    def counts(self, column: str) -> dict[str, int]:
        """Return the number of findings by value of ``column``, of those that pass the other filters."""
        if not self._columns:
            return {}
        mask = self._mask({name: value for name, value in self._filter.items() if name != column})
        return dict(Counter(self._columns[column][mask].tolist()))

    def district_name(self, code: str) -> str:
        """Return the name of a district."""
        return self._list.district_names.get(code, code) if self._list else code

    def value(self, position: int, column: str) -> str:
        """Return a cell of the row shown at ``position``."""
        return str(self._columns[column][self._shown[position]])

    def fid(self, position: int) -> int:
        """Return the feature of the row shown at ``position``."""
        return int(self._list.fid[self._shown[position]])

    def place(self, position: int) -> tuple[float, float] | None:
        """Return where the finding lies, in the project's coordinates."""
        x, y = self._list.xy[self._shown[position]].tolist()
        return None if x != x or y != y else (x, y)

    def position_of(self, fid: int) -> int:
        """Return where a feature is shown, -1 where it is not."""
        row = self._row_of_fid.get(fid, -1)
        at = np.flatnonzero(self._shown == row)
        return int(at[0]) if len(at) else -1

    # what Qt asks

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(SHOWN)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the headings."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            "severity": translate("Findings", "Severity"),
            "kind": translate("Findings", "Kind"),
            "text": translate("Findings", "What is wrong"),
            "district": translate("Findings", "District"),
            "status": translate("Findings", "Status"),
        }[SHOWN[section]]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        name = SHOWN[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self.label(name, self.value(index.row(), name))
            return text if role == Qt.ItemDataRole.DisplayRole else tip(text)
        if role == Qt.ItemDataRole.ForegroundRole and name in ("severity", "status"):
            colours = SEVERITY_COLOURS if name == "severity" else STATUS_COLOURS
            return ink(colours.get(self.value(index.row(), name), "#8a97a1"))
        return None

    def label(self, column: str, value: str) -> str:
        """Return a value as people read it."""
        if column == "district":
            return self.district_name(value)
        return self._labels[column].get(value, value) if column in self._labels else value

    def labels(self, column: str) -> list[str]:
        """Return every value of a coded column as people read it."""
        return list(self._labels.get(column, {}).values())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by ``column``."""
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    # inside

    def _arrange(self) -> None:
        if self._list is None:
            self._shown = np.empty(0, dtype=np.int64)
            return
        rows = np.flatnonzero(self._mask(self._filter))
        name = SHOWN[self._sort[0]]
        if name == "text":
            keys = self._list.text_rank[rows]
        else:
            rank = {code: at for at, code in enumerate(self._labels.get(name, self._list.district_names))}
            keys = np.array(
                [rank.get(value, len(rank)) for value in self._columns[name][rows].tolist()], dtype=np.int64
            )
        order = np.argsort(-keys if self._sort[1] else keys, kind="stable")
        self._shown = rows[order]

    def _mask(self, wanted: dict[str, str]) -> Any:
        mask = np.ones(self._list.n, dtype=bool)
        for name, value in wanted.items():
            if name == "text":
                for word in value.casefold().split():
                    at = np.flatnonzero(mask).tolist()
                    mask[[row for row in at if word not in self._list.search[row]]] = False
            elif value:
                mask &= (
                    np.isin(self._columns[name], value.split("\0"))
                    if "\0" in value
                    else (self._columns[name] == value)
                )
        return mask
