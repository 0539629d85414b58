"""The page in QGIS's options dialog, made from :mod:`.entries`."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QGroupBox,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ..icons import icon
from ..plain_text import PlainLabel, tip
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
        note = PlainLabel(translate(
            "Options", "What is ticked “For this project” is kept in the QGIS project and counts for "
            "everybody who opens it; save the project to keep it."))
        note.setWordWrap(True)
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
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, QComboBox):
            return editor.currentData()
        if isinstance(editor, QLineEdit):
            return editor.text().strip()
        return editor.value()

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


def _editor(entry: Entry, value: Any) -> Any:
    if entry.choices:
        box = QComboBox()
        for code, text in entry.choices:
            box.addItem(text, code)
        box.setCurrentIndex(max(0, box.findData(value)))
        return box
    if isinstance(value, bool):
        tick = QCheckBox(entry.label)
        tick.setChecked(value)
        return tick
    if isinstance(value, int):
        whole = QSpinBox()
        whole.setRange(0, 1_000_000)
        whole.setValue(value)
        return whole
    if isinstance(value, float):
        number = QDoubleSpinBox()
        number.setRange(0, 1_000_000)
        number.setValue(value)
        return number
    line = QLineEdit(str(value))
    line.setPlaceholderText(entry.placeholder)
    return line
