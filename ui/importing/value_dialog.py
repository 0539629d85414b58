"""What each word of a column becomes in a coded column of the project."""

from __future__ import annotations

from collections import Counter

import numpy as np
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate, user_language
from ...importing.cleaning.coded_values import lookup
from ...importing.cleaning.distinct_cells import Cells
from ...importing.model import FieldRule, RawTable
from ...layers.schema import SCHEMA
from ..plain_text import PlainLabel

_MOST = 200


class ValueDialog(QDialog):
    """A table of words with a choice beside each."""

    def __init__(self, table: str, rule: FieldRule, raw: RawTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = SCHEMA.table(table).column(rule.target)
        language = user_language()
        self.setWindowTitle(translate("ImportWizard", "Words of “{column}”").format(column=rule.source))
        self.resize(560, 520)
        cells = Cells.of(raw.columns[rule.source])
        often = np.bincount(cells.code, minlength=len(cells.distinct)).tolist()
        counted = Counter({text: n for text, n in zip(cells.distinct, often) if text})
        words = [word for word, _n in counted.most_common(_MOST)]
        self._kept = {word: code for word, code in rule.values.items() if word not in counted}
        self._boxes: dict[str, QComboBox] = {}
        grid = QTableWidget(len(words), 3)
        grid.setHorizontalHeaderLabels(
            [
                translate("ImportWizard", "In the file"),
                translate("ImportWizard", "Rows"),
                translate("ImportWizard", "Becomes"),
            ]
        )
        grid.verticalHeader().hide()
        grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        values = SCHEMA.values(column.values)
        for row, word in enumerate(words):
            grid.setItem(row, 0, QTableWidgetItem(word))
            grid.setItem(row, 1, QTableWidgetItem(str(counted[word])))
            box = QComboBox()
            found = lookup(column.values, word)
            code = found.code if found.known else None
            known = (
                translate("ImportWizard", "from the word list: {value}").format(
                    value=values.label(code, language) if code else translate("ImportWizard", "nothing")
                )
                if found.known
                else translate("ImportWizard", "not known: asked, or left empty")
            )
            box.addItem(known, "?")
            box.addItem(translate("ImportWizard", "nothing"), "")
            for value in values.values:
                box.addItem(values.label(value.code, language), value.code)
            if word in rule.values:
                box.setCurrentIndex(max(0, box.findData(rule.values[word] or "")))
            self._boxes[word] = box
            grid.setCellWidget(row, 2, box)
        grid.horizontalHeader().setStretchLastSection(True)
        grid.setColumnWidth(0, 180)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        page = QVBoxLayout(self)
        page.addWidget(
            PlainLabel(
                translate("ImportWizard", "“{source}” fills “{target}”.").format(
                    source=rule.source, target=column.alias(language)
                )
            )
        )
        page.addWidget(grid, 1)
        page.addWidget(buttons)

    def values(self) -> dict[str, str | None]:
        """Return what the words become, those left to the value tables not named."""
        chosen = {word: box.currentData() for word, box in self._boxes.items() if box.currentData() != "?"}
        return {**self._kept, **{word: code or None for word, code in chosen.items()}}
