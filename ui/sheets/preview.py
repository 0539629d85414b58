"""Before something is made: how it looks, and the list of what would be printed with what is missing.

One window for plates, bulletins and the public page. What is asked for stands on top; counting is done in the
background, pictures are painted when they are looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate, user_language
from ...problems import UserError
from ...reports.query import Asked
from ...rules.districts import districts
from ...rules.plates import plate_sizes
from ..background import BackgroundTask
from ..lists import fill_row, read_only_table
from ..plain_text import Paragraph, PlainLabel

_UID = Qt.ItemDataRole.UserRole
_MONTHS = 24


@dataclass(frozen=True)
class Product:
    """What is to be made: a verb (signs, bulletin or disclosure) of a project, for an OUTFALLS expression."""

    verb: str
    title: str
    path: str
    expression: str = ""


class MakingDialog(QDialog):
    """See the module. ``make(given)`` opens the verb's dialog."""

    def __init__(
        self,
        product: Product,
        make: Callable[[dict[str, str]], None],
        show_outfall: Callable[[str], None],
        look: Callable[[], None] | None = None,
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        verb, self.path, self._expression = product.verb, product.path, product.expression
        self.verb, self._make = verb, make
        self._show_outfall = show_outfall
        self._task: BackgroundTask | None = None
        self.preview: Any = None
        self.setObjectName(f"OutfallTracerMaking_{verb}")
        self.setWindowTitle(product.title)
        self.resize(1080, 640)
        box = QVBoxLayout(self)
        box.addLayout(self._asked())
        self.summary = Paragraph("", self)
        box.addWidget(self.summary)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        self.table = self._table()
        split.addWidget(self.table)
        self.picture = PlainLabel("", self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(260, 200)
        side = QWidget(self)
        around = QVBoxLayout(side)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.picture, 1)
        split.addWidget(side)
        split.setSizes([560, 500])
        side.setVisible(verb != "disclosure")
        box.addWidget(split, 1)
        self.notes = Paragraph("", self)
        box.addWidget(self.notes)
        box.addLayout(self._buttons(look))
        self.refresh()

    # -- what is asked for ------------------------------------------------------------------

    def _asked(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.plate, self.period, self.district = QComboBox(self), QComboBox(self), QComboBox(self)
        self.selected = QCheckBox(translate("Sheets", "Only the selected outfalls"), self)
        language = user_language()
        for key, size in plate_sizes().items():
            self.plate.addItem(size.title(language), key)
        self.period.setEditable(True)
        self.period.addItems(_periods(dt.date.today()))  # noqa: DTZ011 - the day where the person is
        self.district.addItem(translate("Sheets", "All districts"), "")
        for one in districts():
            self.district.addItem(one.name(language), one.code)
        shown: Sequence[tuple[str, QComboBox]] = {
            "signs": (
                (translate("Sheets", "Size"), self.plate),
                (translate("Sheets", "District"), self.district),
            ),
            "bulletin": (
                (translate("Sheets", "Period"), self.period),
                (translate("Sheets", "District"), self.district),
            ),
            "disclosure": (),
        }[self.verb]
        for label, widget in shown:
            line.addWidget(PlainLabel(label, self))
            line.addWidget(widget)
            widget.currentIndexChanged.connect(self.refresh)
        if self.verb == "bulletin":
            self.period.lineEdit().editingFinished.connect(self.refresh)
        self.selected.setVisible(self.verb == "signs" and bool(self._expression))
        self.selected.setChecked(bool(self._expression))
        self.selected.toggled.connect(self.refresh)
        line.addWidget(self.selected)
        line.addStretch(1)
        for widget in (self.plate, self.period, self.district):
            widget.setVisible(any(widget is one for _, one in shown))
        return line

    def given(self) -> dict[str, str]:
        """Return the parameters that the verb's dialog begins with."""
        found = {"PROJECT": self.path}
        if self.verb == "signs":
            found["SIZE"] = str(self.plate.currentData())
            if self.selected.isChecked() and self._expression:
                found["OUTFALLS"] = self._expression
        if self.verb == "bulletin":
            found["PERIOD"] = self.period.currentText().strip()
        if self.verb != "disclosure" and self.district.currentData():
            found["DISTRICTS"] = str(self.district.currentData())
        return found

    # -- what would be printed --------------------------------------------------------------

    def refresh(self, *_changed: Any) -> None:
        """Count again, in the background."""
        if self._task is not None:
            self._task.drop()
        asked, language, path = self.given(), user_language(), self.path
        self.summary.setText(translate("Sheets", "Counting…"))
        self.make.setEnabled(False)

        def work(_report: Any) -> Any:
            from ...reports import previews

            if self.verb == "signs":
                question = Asked(asked.get("OUTFALLS", ""), asked.get("DISTRICTS", ""))
                return previews.preview_signs(path, question, asked["SIZE"], language)
            if self.verb == "bulletin":
                return previews.preview_bulletin(path, asked["PERIOD"], asked.get("DISTRICTS", ""), language)
            return previews.preview_disclosure(path, language)

        self._task = BackgroundTask(self.windowTitle(), work, self._counted, self._failed, only_reads=True)
        self._task.start()

    def _counted(self, preview: Any) -> None:
        self._task, self.preview = None, preview
        self.summary.setText(preview.summary)
        self.notes.setText("\n".join(preview.notes))
        self.make.setEnabled(True)
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(preview.rows))
        for row, (uid, title, gap) in enumerate(preview.rows):
            for item in fill_row(self.table, row, (title, gap)):
                item.setData(_UID, (row, uid))
        self._paint(0)

    def _failed(self, error: BaseException, _log: str) -> None:
        self._task, self.preview = None, None
        self.table.setRowCount(0)
        self.picture.clear()
        self.notes.setText("")
        text = (
            str(error) if isinstance(error, UserError) else translate("Sheets", "This could not be counted.")
        )
        self.summary.setText(text)

    def _paint(self, at: int) -> None:
        """Show a picture, in the background colour of paper, as large as there is room."""
        self.picture.clear()
        if self.preview is None or self.preview.paint is None or not self.preview.pictures:
            return
        shown = QPixmap.fromImage(self.preview.paint(min(at, self.preview.pictures - 1)))
        self.picture.setPixmap(
            shown.scaled(
                max(self.picture.width(), 380),
                max(self.picture.height(), 380),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )

    def _table(self) -> QTableWidget:
        heading = translate("Sheets", "Outfall")
        if self.verb == "bulletin":
            heading = translate("Sheets", "District or outfall")
        table = read_only_table([heading, translate("Sheets", "Missing")], parent=self)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.itemSelectionChanged.connect(self._row_chosen)
        table.itemActivated.connect(lambda item: self._go(item.data(_UID)[1]))
        table.setToolTip(translate("Sheets", "Enter or a double click shows the outfall on the map"))
        return table

    def _row_chosen(self) -> None:
        items = self.table.selectedItems()
        if items and self.preview is not None and self.preview.picture_of_row:
            self._paint(items[0].data(_UID)[0])

    def _go(self, uid: str) -> None:
        if uid:
            self._show_outfall(uid)

    def _buttons(self, look: Callable[[], None] | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addStretch(1)
        if look is not None:
            button = QPushButton(translate("Sheets", "Look at the page"), self)
            button.clicked.connect(lambda _checked: look())
            line.addWidget(button)
        self.make = QPushButton(translate("Sheets", "Make…"), self)
        self.make.setDefault(True)
        self.make.clicked.connect(lambda _checked: self._make(self.given()))
        line.addWidget(self.make)
        close = QPushButton(translate("Sheets", "Close"), self)
        close.clicked.connect(self.close)
        line.addWidget(close)
        return line

    def done(self, result: int) -> None:
        """Stop counting, and go."""
        if self._task is not None:
            self._task.drop()
            self._task = None
        super().done(result)


def _periods(today: dt.date) -> list[str]:
    """Return the last months, the last one that is over first, and the quarters that end with them."""
    found, day = [], today.replace(day=1)
    for _ in range(_MONTHS):
        day = (day - dt.timedelta(days=1)).replace(day=1)
        found.append(f"{day.year}-{day.month:02d}")
        if day.month % 3 == 0:
            found.append(f"{day.year}-Q{day.month // 3}")
    return found
