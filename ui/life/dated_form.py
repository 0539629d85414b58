"""What the dialogs of dated steps begin with: what is about to happen, and on which day."""

from __future__ import annotations

from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import QDateEdit, QDialog, QFormLayout

from ...i18n import translate
from ..plain_text import Paragraph


def form_below(dialog: QDialog, text: str) -> QFormLayout:
    """Return the form of a dialog, below a text that may run over several lines."""
    form = QFormLayout(dialog)
    label = Paragraph(text, dialog)
    form.addRow(label)
    return form


def day_row(form: QFormLayout) -> QDateEdit:
    """Add the day, today at first, and return its field."""
    day = QDateEdit(QDate.currentDate(), form.parentWidget())
    day.setCalendarPopup(True)
    day.setDisplayFormat("yyyy-MM-dd")
    form.addRow(translate("Life", "Day"), day)
    return day
