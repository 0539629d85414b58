"""What each word of a column becomes in a coded column of the project."""

from __future__ import annotations

from collections import Counter

import numpy as np
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...importing.cleaning.coded_values import lookup
from ...importing.cleaning.distinct_cells import Cells
from ...importing.model import FieldRule, RawTable
from ...layers.schema import SCHEMA
from ..dialog_buttons import ok_or_cancel
from ..lists import fill_row, read_only_table
from ..plain_text import PlainLabel
from ..words import column_name, label, offer

_MOST = 200


class ValueDialog(QDialog):
    """A table of words with a choice beside each."""

    def __init__(self, table: str, rule: FieldRule, raw: RawTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = SCHEMA.table(table).column(rule.target)
        self.setWindowTitle(translate("ImportWizard", "Words of “{column}”").format(column=rule.source))
        self.resize(560, 520)
        cells = Cells.of(raw.columns[rule.source])
        often = np.bincount(cells.code, minlength=len(cells.distinct)).tolist()
        counted = Counter({text: n for text, n in zip(cells.distinct, often) if text})
        words = [word for word, _n in counted.most_common(_MOST)]
        self._kept = {word: code for word, code in rule.values.items() if word not in counted}
        self._boxes: dict[str, QComboBox] = {}
        headings = [
            translate("ImportWizard", "In the file"),
            translate("ImportWizard", "Rows"),
            translate("ImportWizard", "Becomes"),
        ]
        grid = read_only_table(headings, len(words))
        for row, word in enumerate(words):
            fill_row(grid, row, (word, str(counted[word])))
            box = QComboBox()
            found = lookup(column.values, word)
            code = found.code if found.known else None
            known = (
                translate("ImportWizard", "from the word list: {value}").format(
                    value=label(column.values, code) if code else translate("ImportWizard", "nothing")
                )
                if found.known
                else translate("ImportWizard", "not known: asked, or left empty")
            )
            box.addItem(known, "?")
            box.addItem(translate("ImportWizard", "nothing"), "")
            offer(box, column.values)
            if word in rule.values:
                box.setCurrentIndex(max(0, box.findData(rule.values[word] or "")))
            self._boxes[word] = box
            grid.setCellWidget(row, 2, box)
        grid.horizontalHeader().setStretchLastSection(True)
        grid.setColumnWidth(0, 180)
        page = QVBoxLayout(self)
        page.addWidget(
            PlainLabel(
                translate("ImportWizard", "“{source}” fills “{target}”.").format(
                    source=rule.source, target=column_name(table, rule.target)
                )
            )
        )
        page.addWidget(grid, 1)
        page.addWidget(ok_or_cancel(self)[0])

    def values(self) -> dict[str, str | None]:
        """Return what the words become, those left to the value tables not named."""
        chosen = {word: box.currentData() for word, box in self._boxes.items() if box.currentData() != "?"}
        return {**self._kept, **{word: code or None for word, code in chosen.items()}}
