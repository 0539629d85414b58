"""On which day, by which office, why and with what proof a step of the life is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from qgis.PyQt.QtWidgets import QComboBox, QDialog, QLineEdit

from ...i18n import translate
from ...rules.life_conditions import LifeOrder
from ..dialog_buttons import ok_or_cancel
from ..words import column_name, label
from .dated_form import day_row, form_below


class StepDialog(QDialog):
    """Asks for the day, and for what of ``asked`` (office, reason, proof, criteria) the step needs."""

    def __init__(self, title: str, text: str, asked: Collection[str], given: dict[str, str],
                 parent: Any = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(440, 180)
        form = form_below(self, text)
        self.day = day_row(form)
        labels = {"office": translate("Life", "Accepting office"), "reason": translate("Life", "Reason"),
                  "proof": translate("Life", "Proof (file)")}
        self.fields = {name: QLineEdit(given.get(name, ""), self) for name in labels if name in asked}
        for name, field in self.fields.items():
            form.addRow(labels[name], field)
        self.criteria = QComboBox(self)
        self.criteria.addItem(translate("Life", "Not said"), "")
        for value in ("yes", "no"):
            self.criteria.addItem(label("yes_no_uncertain", value), value)
        self.criteria.setVisible("criteria" in asked)
        if "criteria" in asked:
            form.addRow(column_name("closures", "criteria_met"), self.criteria)
        form.addRow(ok_or_cancel(self)[0])

    def order(self, person: str, today: dt.date) -> LifeOrder:
        """Return what was asked for, by ``person``."""
        words = {name: str(field.text()).strip() for name, field in self.fields.items()}
        return LifeOrder(self.day.date().toString("yyyy-MM-dd"), person, today, words.get("office", ""),
                         words.get("reason", ""), words.get("proof", ""), str(self.criteria.currentData()))
