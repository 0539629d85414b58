"""The small windows of judging: attach evidence, assign a source, settle differences, ask for a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QDateTime, Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...layers.written_values import Difference
from ...operations.editing.feature_rows import local_text
from ...operations.judging.evidence import METHOD_OF, kind_of
from ..dialog_buttons import ok_or_cancel
from ..icons import icon
from ..lists import fill_row, read_only_table
from ..plain_text import Paragraph, real_name
from ..timers import single_shot
from ..words import column_name, label, offer, table_name

_DATA = Qt.ItemDataRole.UserRole
Hit = tuple[str, str, str, str]  # table, uid, name, detail


class TextDialog(QDialog):
    """Asks for a text; empty ones are refused where ``required``. ``choices`` are texts to begin with."""

    def __init__(
        self,
        title: str,
        question: str,
        text: str = "",
        required: bool = True,
        parent: Any = None,
        choices: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(420, 220)
        box = QVBoxLayout(self)
        label = Paragraph(question, self)
        box.addWidget(label)
        self.choice = QComboBox(self)
        self.choice.addItems([translate("Judge", "Choose a reason, or write one below"), *choices])
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.activated.connect(
            lambda at: self.edit.setPlainText(self.choice.itemText(at)) if at else None
        )
        self.choice.setVisible(bool(choices))
        box.addWidget(self.choice)
        self.edit = QPlainTextEdit(text, self)
        self.edit.setTabChangesFocus(True)
        box.addWidget(self.edit)
        buttons, ok = ok_or_cancel(self)
        box.addWidget(buttons)
        if required:
            ok.setEnabled(bool(text.strip()))
            self.edit.textChanged.connect(lambda: ok.setEnabled(bool(self.text)))

    @property
    def text(self) -> str:
        """Return what was written."""
        return str(self.edit.toPlainText()).strip()


def asked_text(parent: QWidget, title: str, question: str, **given: Any) -> str | None:
    """Return what a person writes in a :class:`TextDialog`, None where it is left."""
    dialog = TextDialog(title, question, parent=parent, **given)
    return dialog.text if accepted(dialog) else None


class EvidenceDialog(QDialog):
    """What the chosen files are: kind, method, note."""

    def __init__(self, files: Sequence[str], n_links: int, method: str = "", parent: Any = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Judge", "Attach evidence"))
        self.resize(440, 0)
        box = QVBoxLayout(self)
        names = ", ".join(real_name(Path(file).name) for file in files[:5]) + (" …" if len(files) > 5 else "")
        text = (
            translate("Judge", "{files} for {n} selected sources")
            if n_links
            else translate("Judge", "{files} for the outfall as a whole")
        )
        label = Paragraph(text.format(files=names, n=n_links), self)
        box.addWidget(label)
        form = QFormLayout()
        self.kindBox, self.methodBox = QComboBox(self), QComboBox(self)
        offer(self.kindBox, "evidence_kind")
        offer(self.methodBox, "trace_method")
        self.noteEdit = QLineEdit(self)
        form.addRow(translate("Judge", "Kind"), self.kindBox)
        form.addRow(translate("Judge", "Method"), self.methodBox)
        form.addRow(translate("Judge", "Note"), self.noteEdit)
        box.addLayout(form)
        self.kindBox.currentIndexChanged.connect(lambda _at: self._suggest())
        self.kindBox.setCurrentIndex(self.kindBox.findData(kind_of(files[0]) if files else "其他"))
        self._suggest()
        if method:
            self.methodBox.setCurrentIndex(self.methodBox.findData(method))
        box.addWidget(ok_or_cancel(self)[0])

    def _suggest(self) -> None:
        self.methodBox.setCurrentIndex(self.methodBox.findData(METHOD_OF[str(self.kindBox.currentData())]))

    def values(self) -> tuple[str, str, str]:
        """Return kind, method and note."""
        return str(self.kindBox.currentData()), str(self.methodBox.currentData()), str(self.noteEdit.text())


class AssignDialog(QDialog):
    """A searchable list of all sources; ``search(text)`` finds them."""

    def __init__(self, search: Callable[[str], list[Hit]], parent: Any = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Judge", "Assign a source"))
        self.resize(560, 460)
        self._search = search
        box = QVBoxLayout(self)
        self.searchEdit = QLineEdit(self)
        self.searchEdit.setPlaceholderText(translate("Judge", "Name, operator, credit code or permit number"))
        self.searchEdit.setClearButtonEnabled(True)
        box.addWidget(self.searchEdit)
        self.list = QTreeWidget(self)
        self.list.setHeaderLabels([translate("Judge", "Source"), translate("Judge", "Kind"), ""])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.itemDoubleClicked.connect(lambda _item, _column: self.accept())
        box.addWidget(self.list)
        self.zoomBox = QCheckBox(translate("Judge", "Show it on the map"), self)
        self.zoomBox.setChecked(True)
        box.addWidget(self.zoomBox)
        buttons, self._ok = ok_or_cancel(self)
        box.addWidget(buttons)
        self._timer = single_shot(self, 200, self.fill)
        self.searchEdit.textChanged.connect(lambda _text: self._timer.start())
        self.list.itemSelectionChanged.connect(lambda: self._ok.setEnabled(bool(self.list.selectedItems())))
        self.fill()

    def fill(self) -> None:
        """Fill the list."""
        self._timer.stop()
        self.list.clear()
        for hit in self._search(self.searchEdit.text()):
            table, uid, name, detail = hit
            item = QTreeWidgetItem([name or uid, table_name(table), detail])
            item.setIcon(0, icon(f"source_{table}"))
            item.setData(0, _DATA, hit)
            self.list.addTopLevelItem(item)
        if self.list.topLevelItemCount():
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self._ok.setEnabled(bool(self.list.selectedItems()))

    def chosen(self) -> tuple[str, str] | None:
        """Return the table and uid of the chosen source."""
        items = self.list.selectedItems()
        return items[0].data(0, _DATA)[:2] if items else None


class DifferencesDialog(QDialog):
    """A person's values beside what the links come to; each is taken or left."""

    def __init__(self, differences: Sequence[Difference], parent: Any = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Judge", "Differences"))
        self.resize(720, 320)
        self._differences = list(differences)
        box = QVBoxLayout(self)
        label = Paragraph(
            translate(
                "Judge",
                "These values were entered by a person, so they were not overwritten. Take the value from "
                "the links, or keep what was entered; what is kept is not asked again until the result "
                "changes.",
            ),
            self,
        )
        box.addWidget(label)
        headings = [
            translate("Judge", "Column"),
            translate("Judge", "Entered"),
            translate("Judge", "From the links"),
            translate("Judge", "Decision"),
        ]
        self.table = read_only_table(headings, len(self._differences), self)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        for at in (1, 2):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self._boxes = []
        for row, one in enumerate(self._differences):
            texts = (
                column_name("outfalls", one.column),
                shown(one.column, one.present),
                shown(one.column, one.would_be),
            )
            fill_row(self.table, row, texts)
            choice = QComboBox(self.table)
            choice.addItem(translate("Judge", "Decide later"), "")
            choice.addItem(translate("Judge", "Take the links' value"), "take")
            choice.addItem(translate("Judge", "Leave what was entered"), "leave")
            self.table.setCellWidget(row, 3, choice)
            self._boxes.append(choice)
        self.table.resizeColumnToContents(0)
        self.table.setColumnWidth(3, 190)
        self.table.resizeRowsToContents()
        for row in range(self.table.rowCount()):
            self.table.setRowHeight(row, min(self.table.rowHeight(row), 4 * self.fontMetrics().height()))
        box.addWidget(self.table)
        box.addWidget(ok_or_cancel(self)[0])

    def decisions(self) -> list[tuple[Difference, bool]]:
        """Return what was decided: the difference, and whether the links' value is taken."""
        return [
            (one, choice.currentData() == "take")
            for one, choice in zip(self._differences, self._boxes)
            if choice.currentData()
        ]


def shown(column: str, value: Any) -> str:
    """Return a value of the outfalls table as people read it."""
    declared = SCHEMA.table("outfalls").column(column)
    if value is None or value == "":
        return "–"
    if declared.values:
        return label(declared.values, str(value))
    if column == "main_source_table":
        return table_name(str(value))
    if isinstance(value, QDateTime):
        return local_text(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def accepted(dialog: QDialog) -> bool:
    """Show a dialog; say whether it was accepted. It is gone afterwards, what it held can still be read."""
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
