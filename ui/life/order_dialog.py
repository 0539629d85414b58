"""On which day and why an outfall is split, merged, voided, filled or found again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
)

from ...i18n import translate
from ...rules.outfall_changes import Order
from ..dialog_buttons import ok_or_cancel
from .dated_form import day_row, form_below

_DATA = Qt.ItemDataRole.UserRole


class OrderDialog(QDialog):
    """Asks for day and reason, and where there are ``links``, which of them are chosen."""

    def __init__(
        self, title: str, text: str, links: Sequence[tuple[str, str]] = (), parent: Any = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(460, 320)
        form = form_below(self, text)
        self.day = day_row(form)
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
        buttons, self.ok = ok_or_cancel(self)
        self.ok.setEnabled(False)
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
