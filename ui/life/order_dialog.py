"""On which day and why an outfall is split, merged, voided, filled or found again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
)

from ...i18n import translate
from ...rules.outfall_changes import Order
from ..plain_text import PlainLabel

_DATA = Qt.ItemDataRole.UserRole


class OrderDialog(QDialog):
    """Asks for day and reason, and where there are ``links``, which of them are chosen."""

    def __init__(
        self, title: str, text: str, links: Sequence[tuple[str, str]] = (), parent: Any = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(460, 320)
        form = QFormLayout(self)
        label = PlainLabel(text, self)
        label.setWordWrap(True)
        form.addRow(label)
        self.day = QDateEdit(QDate.currentDate(), self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        form.addRow(translate("Life", "Day"), self.day)
        self.reason = QPlainTextEdit(self)
        self.reason.setTabChangesFocus(True)
        form.addRow(translate("Life", "Reason"), self.reason)
        self.links = QListWidget(self)
        for uid, name in links:
            item = QListWidgetItem(name, self.links)
            item.setData(_DATA, uid)
            item.setCheckState(Qt.CheckState.Unchecked)
        if links:
            form.addRow(translate("Life", "Sources that go to the new outfall"), self.links)
        else:
            self.links.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(translate("Life", "OK"))
        self.ok.setEnabled(False)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(translate("Life", "Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.reason.textChanged.connect(
            lambda: self.ok.setEnabled(bool(self.reason.toPlainText().strip())))
        form.addRow(buttons)

    @property
    def chosen(self) -> list[str]:
        """Return the uids of the links that were ticked."""
        items = (self.links.item(row) for row in range(self.links.count()))
        return [str(item.data(_DATA)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def order(self, person: str) -> Order:
        """Return what was asked for, by ``person``."""
        return Order(person, self.day.date().toString("yyyy-MM-dd"),
                     str(self.reason.toPlainText()).strip(), dt.date.today())  # noqa: DTZ011 - here
