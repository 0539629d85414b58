"""On which day, by which office, why and with what proof a step of the life is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import QDateEdit, QDialog, QDialogButtonBox, QFormLayout, QLineEdit

from ...i18n import translate
from ...rules.life_conditions import LifeOrder
from ..plain_text import PlainLabel


class StepDialog(QDialog):
    """Asks for the day, and for what of ``asked`` ("office", "reason", "proof") the step needs."""

    def __init__(self, title: str, text: str, asked: Collection[str], given: dict[str, str],
                 parent: Any = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(440, 180)
        form = QFormLayout(self)
        label = PlainLabel(text, self)
        label.setWordWrap(True)
        form.addRow(label)
        self.day = QDateEdit(QDate.currentDate(), self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        form.addRow(translate("Life", "Day"), self.day)
        labels = {"office": translate("Life", "Office"), "reason": translate("Life", "Reason"),
                  "proof": translate("Life", "Proof (file)")}
        self.fields = {name: QLineEdit(given.get(name, ""), self) for name in labels if name in asked}
        for name, field in self.fields.items():
            form.addRow(labels[name], field)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(translate("Life", "OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(translate("Life", "Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def order(self, person: str, today: dt.date) -> LifeOrder:
        """Return what was asked for, by ``person``."""
        words = {name: str(field.text()).strip() for name, field in self.fields.items()}
        return LifeOrder(self.day.date().toString("yyyy-MM-dd"), person, today, words.get("office", ""),
                         words.get("reason", ""), words.get("proof", ""))
