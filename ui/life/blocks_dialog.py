"""The blocks of serials: what is left of each, and reserving another for an office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from ...i18n import translate, user_language
from ...operations.regime.blocks import CODE_COLUMNS, BlockLeft, Wish
from ...rules.code_blocks import LAST
from ...rules.districts import district, districts
from ..lists import fill_row, read_only_table
from ..plain_text import Paragraph
from ..words import label

USUAL = 200  # serials of a block


class BlocksDialog(QDialog):
    """Shows blocks; ``reserve`` makes another and returns all, or None where it could not be made."""

    def __init__(
        self,
        blocks: Sequence[BlockLeft],
        person: str,
        reserve: Callable[[Wish], Sequence[BlockLeft] | None],
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Life", "Blocks of codes"))
        self.resize(720, 480)
        self._person, self._reserve = person, reserve
        box = QVBoxLayout(self)
        text = translate(
            "Life", "An office assigns codes from its own blocks, so that several can work apart. Codes "
            "that were ever given are spent.")  # fmt: skip
        head = Paragraph(text, self)
        box.addWidget(head)
        self.table = read_only_table([
            translate("Life", "Codes"), translate("Life", "District"), translate("Life", "Serials"),
            translate("Life", "Still free"), translate("Life", "Office"), translate("Life", "Reserved by"),
            translate("Life", "On"),
        ], parent=self)  # fmt: skip
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setStretchLastSection(True)
        box.addWidget(self.table)
        box.addLayout(self._wish())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(translate("Life", "Close"))
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        self.show_blocks(blocks)

    def show_blocks(self, blocks: Sequence[BlockLeft]) -> None:
        """Show these blocks."""
        self.table.setRowCount(len(blocks))
        for row, one in enumerate(blocks):
            fill_row(self.table, row, _texts(one))
        self.table.resizeColumnsToContents()

    def wish(self) -> Wish:
        """Return what the person asks for."""
        return Wish(
            self.column.currentData(),
            self.county.currentData(),
            self.length.value(),
            self.office.text().strip(),
            self._person,
        )

    def _wish(self) -> QFormLayout:
        form, language = QFormLayout(), user_language()
        self.column, self.county = QComboBox(self), QComboBox(self)
        for name in CODE_COLUMNS:
            self.column.addItem(label("code_column", name), name)
        for one in districts():
            self.county.addItem(f"{one.name(language)} ({one.code})", one.code)
        self.length = QSpinBox(self)
        self.length.setRange(1, LAST)
        self.length.setValue(USUAL)
        self.office = QLineEdit(self._person, self)
        self.button = QPushButton(translate("Life", "Reserve the first free serials"), self)
        self.button.clicked.connect(lambda _checked=False: self._on_reserve())
        self.button.setAutoDefault(False)
        form.addRow(translate("Life", "Codes"), self.column)
        form.addRow(translate("Life", "District"), self.county)
        form.addRow(translate("Life", "How many"), self.length)
        form.addRow(translate("Life", "Office"), self.office)
        form.addRow("", self.button)
        return form

    def _on_reserve(self) -> None:
        blocks = self._reserve(self.wish())
        if blocks is not None:
            self.show_blocks(blocks)


def _texts(one: BlockLeft) -> tuple[str, ...]:
    block, language = one.block, user_language()
    place = district(block.county_code)
    return (
        label("code_column", block.column),
        place.name(language) if place is not None else block.county_code,
        f"{block.first:04d}–{block.last:04d}",
        translate("Life", "{left} of {size} left").format(left=one.left, size=one.size),
        block.office,
        block.reserved_by,
        block.reserved_on,
    )
