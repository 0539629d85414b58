"""The filters of the register: district, tracing status or state of work, type, contractor, words.

The boxes are those of ``dock.ui``; what they offer comes from the rows that are there.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPixmap
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

from ...i18n import translate
from ..icons import icon
from ..lists import refill
from ..timers import single_shot
from ..words import labels
from .model import NOBODY, STATES, RegisterModel, state_name, status_colour

SEARCH_MS = 150  # after the last letter
_TYPES = ("type_l2", "type_l1", "type_718")


class RegisterFilters(QObject):
    """See the module."""

    changed = pyqtSignal()

    def __init__(
        self,
        model: RegisterModel,
        boxes: tuple[QComboBox, QComboBox, QComboBox, QComboBox],
        search: QLineEdit,
    ) -> None:
        """``boxes``: of districts, of statuses, of types, of contractors."""
        super().__init__(model)
        self._model = model
        self._district, self._status, self._kind, self._assigned = self._boxes = boxes
        self._search = search
        self._timer = single_shot(self, SEARCH_MS, self._tell)
        self._offer()
        for box in self._boxes:
            box.currentIndexChanged.connect(lambda _index: self._tell())
        search.textChanged.connect(lambda _text: self._timer.start())

    def wanted(self) -> dict[str, Any]:
        """Return what is chosen, as :meth:`.model.RegisterModel.set_filter` takes it."""
        return {
            "county_code": self._district.currentData() or "",
            "status": self._status.currentData() or "",
            "text": self._search.text(),
            "kind": self._kind.currentData() or "",
            "assigned_to": self._assigned.currentData() or "",
        }

    def clear(self) -> None:
        """Show every outfall."""
        for box in self._boxes:
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._search.clear()
        self._tell()

    def toggle_status(self, code: str) -> None:
        """Filter by this status or state; the same again shows all."""
        wanted = "" if code == self._status.currentData() else code
        self._status.setCurrentIndex(max(0, self._status.findData(wanted)))

    def fill(self) -> None:
        """Offer what the rows have, and how many of each."""
        nowhere, nobody = translate("RegisterDock", "(no district)"), translate("RegisterDock", "(nobody's)")
        districts = [
            (f"{name or nowhere} ({n})", code) for code, name, n in self._model.districts() if code
        ]
        types = [(f"{self._type_name(code)} ({n})", code) for code, n in self._model.types()]
        assigned = [
            (f"{nobody if name == NOBODY else name} ({n})", name) for name, n in self._model.assignees()
        ]
        self._assigned.setVisible(bool(assigned))
        offered = ((self._district, districts), (self._kind, types), (self._assigned, assigned))
        kept = [refill(box, items, box.currentData()) for box, items in offered]
        if not all(kept):
            self._tell()

    # inside

    def _tell(self) -> None:
        self._timer.stop()
        self.changed.emit()

    def _offer(self) -> None:
        self._status.addItem(translate("RegisterDock", "All statuses"), "")
        for code, text in labels("trace_status").items():
            self._status.addItem(_dot(status_colour(code)), text, code)
        self._status.insertSeparator(self._status.count())
        for state in STATES:
            self._status.addItem(icon(f"state_{state}"), state_name(state), state)
        self._district.addItem(translate("RegisterDock", "All districts"), "")
        self._kind.addItem(translate("RegisterDock", "All types"), "")
        self._assigned.addItem(translate("RegisterDock", "All contractors"), "")

    @staticmethod
    def _type_name(code: str) -> str:
        return next((found[code] for found in map(labels, _TYPES) if code in found), code)


def _dot(colour: str) -> QIcon:
    pixmap = QPixmap(12, 12)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(1, 1, 10, 10)
    painter.end()
    return QIcon(pixmap)
