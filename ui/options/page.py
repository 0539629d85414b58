"""The page in QGIS's options dialog, made from :mod:`.entries`."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QGroupBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ..icons import icon
from ..plain_text import Paragraph, PlainLabel, tip
from .entries import Entry, sections


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page whenever the dialog is opened."""

    def __init__(self) -> None:
        super().__init__(translate("Options", "Outfall Tracer"), icon("outfall_tracer"))

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:  # noqa: N802 - QGIS's name
        """Return a new page."""
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """Shows every entry; ``apply`` stores what was changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[EntryRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        open_project = bool(QgsProject.instance().mapLayers())
        for section in sections():
            box = QGroupBox(section.title)
            grid = QGridLayout(box)
            grid.setColumnStretch(1, 1)
            for line, entry in enumerate(section.entries):
                row = EntryRow(entry, open_project)
                row.place(grid, line)
                self.rows.append(row)
            column.addWidget(box)
        note = Paragraph(translate(
            "Options", "What is ticked “For this project” is kept in the QGIS project and counts for "
            "everybody who opens it; save the project to keep it."))
        note.setEnabled(False)
        column.addWidget(note)
        column.addStretch(1)

    def apply(self) -> None:
        """Store every value where it belongs."""
        for row in self.rows:
            row.store()


class EntryRow:
    """One setting with its editor and, where it may be shared, its tick."""

    def __init__(self, entry: Entry, open_project: bool) -> None:
        self.entry = entry
        value = entry.setting.get()
        self.editor = _editor(entry, value)
        self.editor.setToolTip(tip(entry.tip))
        self.shared = QCheckBox(translate("Options", "For this project"))
        self.shared.setChecked(entry.setting.in_project)
        self.shared.setEnabled(open_project)
        self.shared.setVisible(entry.setting.shared)

    def place(self, grid: QGridLayout, line: int) -> None:
        """Put the row's widgets into line ``line``."""
        if isinstance(self.editor, QCheckBox):
            grid.addWidget(self.editor, line, 0, 1, 2)
        else:
            label = PlainLabel(self.entry.label)
            label.setBuddy(self.editor)
            label.setToolTip(tip(self.entry.tip))
            grid.addWidget(label, line, 0)
            grid.addWidget(self.editor, line, 1)
        if self.entry.setting.shared:
            grid.addWidget(self.shared, line, 2)

    def value(self) -> Any:
        """Return what the editor shows."""
        editor = self.editor
        return editor.isChecked() if isinstance(editor, QCheckBox) else editor.text().strip()

    def store(self) -> None:
        """Write the value to the project or to the user's profile."""
        setting, value = self.entry.setting, self.value()
        if setting.shared and self.shared.isChecked():
            if not setting.in_project or setting.get() != value:
                setting.set_in_project(value)
            return
        if setting.in_project:
            setting.leave_to_user()
        if setting.of_user() != value:
            setting.set(value)


def _editor(entry: Entry, value: Any) -> QCheckBox | QLineEdit:
    if isinstance(value, bool):
        tick = QCheckBox(entry.label)
        tick.setChecked(value)
        return tick
    line = QLineEdit(str(value))
    line.setPlaceholderText(entry.placeholder)
    return line
