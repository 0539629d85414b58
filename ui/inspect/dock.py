"""The inspector's dock: where one is, the verdict and its details, what is compared, what others said.

It shows, and asks by ``asked(name)``; the names are those of :mod:`.actions` and of VERDICTS. Every key works
while the dock or the map has the focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import (
    QAction,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...imagery.offset import SHIFT, SIMILARITY
from ...operations.inspection import BY_BANK, BY_CHAINAGE, Record, Sign
from ..action_dock import ActionDock, Keyed
from ..icons import icon
from ..judge.elided import ElidedLabel
from ..plain_text import Paragraph, PlainLabel, tip
from ..words import labels, offer
from . import actions, walk
from .strip import Strip

DETAILS = {
    "discharge": "discharge_seen",
    "colour": "water_colour",
    "plume": "yes_no_uncertain",
    "foam": "yes_no_uncertain",
}
_COLOURS = {
    "seen": "#d63031",
    "not_seen": "#8a949a",
    "uncertain": "#c47d00",
    "hidden": "#4f7a3a",
    "bad_image": "#7a6a86",
}
_NO_KELVIN = -99.0
_A_ROW = 3  # verdicts
_LINES = 16  # of text that are seen at least: verdicts and sides, however the docks share their place


class InspectDock(ActionDock):
    """See the module."""

    side_chosen = pyqtSignal(bool, object)  # whether the right one, Choice or None
    walk_changed = pyqtSignal()  # order or filter

    def __init__(self, parent: Any = None) -> None:
        super().__init__("Inspect", translate("Inspect", "Inspecting the bank"), parent)
        self.signs: dict[str, QAction] = {}
        self.pages = QStackedWidget(self)
        self.setWidget(self.pages)
        self.empty = Paragraph(self.pages)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setText(
            translate(
                "Inspect",
                "No images are catalogued yet. Choose a folder of orthophotos with the button below.",
            )
        )
        first = QWidget(self.pages)
        box = QVBoxLayout(first)
        box.addStretch(1)
        box.addWidget(self.empty)
        self.catalogueButton = QToolButton(first)
        self.catalogueButton.setText(translate("Inspect", "Catalogue images…"))
        self.catalogueButton.setIcon(icon("images"))
        self.catalogueButton.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.catalogueButton.clicked.connect(lambda: self.asked.emit("catalogue"))
        box.addWidget(self.catalogueButton, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(2)
        self.pages.addWidget(first)
        self.scrollArea = QScrollArea(self.pages)
        self.scrollArea.setWidgetResizable(True)
        self.scrollArea.setMinimumHeight(_LINES * self.fontMetrics().height())
        self.scrollArea.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page = QWidget(self.scrollArea)
        self.page.setMinimumWidth(1)  # as narrow as the dock: what would be wider is squeezed, not hidden
        self.scrollArea.setWidget(self.page)
        self.pages.addWidget(self.scrollArea)
        self._build()

    # what it shows

    def show_images(self, there: bool) -> None:
        """Show the page of stops, or how to get images."""
        self.pages.setCurrentIndex(1 if there else 0)

    def show_stop(self, title: str, place: str, record: Record, others: str) -> None:
        """Show a stop: its name, where it lies, what this inspector recorded, what others did."""
        self.title.setText(title)
        self.place.setText(place)
        self.others.setText(others)
        self.others.setVisible(bool(others))
        self.set_record(record)

    def show_state(self, text: str) -> None:
        """Say how far one is, and whether everything is saved."""
        self.state.setText(text)

    def record(self) -> Record:
        """Return the details as they stand, without a verdict."""
        kelvin = self.kelvin.value()
        return Record(
            **{name: str(box.currentData() or "") for name, box in self.boxes.items()},
            temperature_diff_k=None if kelvin == _NO_KELVIN else kelvin,
            signs=",".join(code for code, action in self.signs.items() if action.isChecked()),
            remark=self.remark.text().strip(),
        )

    def set_record(self, record: Record) -> None:
        """Show a record."""
        for name, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(getattr(record, name))))
        self.kelvin.setValue(_NO_KELVIN if record.temperature_diff_k is None else record.temperature_diff_k)
        chosen = set(record.signs.split(","))
        for code, action in self.signs.items():
            action.setChecked(code in chosen)
        self._say_signs()
        self.remark.setText(record.remark)
        for name, button in self.verdicts.items():
            button.setChecked(name == record.seen)

    def cycle(self, name: str) -> None:
        """Choose the next value of a detail."""
        box = self.boxes[name]
        box.setCurrentIndex((box.currentIndex() + 1) % box.count())

    def set_signs(self, library: Sequence[Sign]) -> None:
        """Offer these interpretation signs."""
        self._signs_menu.clear()
        self.signs = {}
        for sign in library:
            action = self._signs_menu.addAction(f"{sign.code} {sign.name}")
            action.setCheckable(True)
            action.setToolTip(tip(sign.description))
            action.toggled.connect(lambda _on: self._say_signs())
            self.signs[sign.code] = action
        self._signs_menu.addSeparator()
        edit = self._signs_menu.addAction(translate("Inspect", "Edit the list…"))
        edit.triggered.connect(lambda _checked=False: self.asked.emit("signs"))
        self._say_signs()

    def set_choices(self, found: Sequence[Any], left: Any, right: Any) -> None:
        """Offer these sides."""
        for box, chosen in ((self.leftBox, left), (self.rightBox, right)):
            box.blockSignals(True)
            box.clear()
            box.addItem(translate("Inspect", "(the map)"), None)
            for choice in found:
                box.addItem(choice.title(), choice)
            at = next((i for i in range(1, box.count()) if box.itemData(i) == chosen), 0)
            box.setCurrentIndex(at)
            box.blockSignals(False)

    def show_mode(self, mode: str) -> None:
        """Show how sides are compared."""
        for action in actions.comparisons():
            self.actions_by_name[action.name].setChecked(action.name == mode)

    @property
    def order(self) -> str:
        """Return the order of the stops."""
        return str(self.orderBox.currentData())

    @property
    def filter(self) -> str:
        """Return which stops one stops at."""
        return str(self.filterBox.currentData())

    @property
    def offset_kind(self) -> str:
        """Return what pairs of points are fitted by."""
        return str(self.kindBox.currentData())

    @property
    def moves_flight(self) -> bool:
        """Say whether an offset is that of the whole flight, not of the images in view."""
        return bool(self.wholeFlight.isChecked())

    # how it is made

    def _build(self) -> None:
        box = QVBoxLayout(self.page)
        box.setContentsMargins(6, 4, 6, 4)
        box.setSpacing(4)
        head = QHBoxLayout()
        self.title = ElidedLabel(self.page)
        font = QFont(self.title.font())
        font.setBold(True)
        self.title.setFont(font)
        made = [self.add_action(action, self.page) for action in actions.steps()]
        for action in made[:2]:
            head.addWidget(self._button(action))
        head.addWidget(self.title, 1)
        for action in made[2:]:
            head.addWidget(self._button(action))
        box.addLayout(head)
        self.place = Paragraph(self.page)
        box.addWidget(self.place)
        self.state = Paragraph(self.page)
        box.addWidget(self.state)
        box.addLayout(self._walk_row())
        box.addLayout(self._verdict_row())
        box.addWidget(self._bar())
        box.addLayout(self._offset_row())
        box.addLayout(self._details())
        self.others = Paragraph(self.page)
        self.others.hide()
        box.addWidget(self.others)
        box.addLayout(self._sides())
        self.strip = Strip(self.page)
        self.strip.hide()
        box.addWidget(self.strip)
        box.addStretch(1)

    def _walk_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.orderBox, self.filterBox = QComboBox(self.page), QComboBox(self.page)
        for value, text in (
            (BY_BANK, translate("Inspect", "One bank after the other")),
            (BY_CHAINAGE, translate("Inspect", "By chainage, both banks")),
        ):
            self.orderBox.addItem(text, value)
        for value, text in (
            (walk.SHOWN, translate("Inspect", "Shown on this flight")),
            (walk.TO_DO, translate("Inspect", "Not inspected yet")),
            (walk.UNCERTAIN, translate("Inspect", "Uncertain, hidden, bad image")),
            (walk.SUSPECTS, translate("Inspect", "Suspects")),
            (walk.SELECTED, translate("Inspect", "Selected on the map")),
            (walk.ALL, translate("Inspect", "All")),
        ):
            self.filterBox.addItem(text, value)
        for box, stretch in ((self.orderBox, 6), (self.filterBox, 5)):
            _slim(box)
            box.currentIndexChanged.connect(lambda _at: self.walk_changed.emit())
            row.addWidget(box, stretch)
        return row

    def _verdict_row(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(3)
        self.verdicts: dict[str, QToolButton] = {}
        verdicts = [
            Keyed(code, actions.VERDICTS[code], text, icon="")
            for code, text in labels("inspection_seen").items()
        ]
        for at, one in enumerate((*verdicts, *actions.finds())):
            action = self.add_action(one, self.page)
            action.setIconText(f"{one.key} {one.text}")
            button = self._button(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setText(f"{one.key} {one.text}")
            button.setAutoRaise(False)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            if one.name in actions.VERDICTS:
                button.setCheckable(True)
                button.setStyleSheet(f"QToolButton:checked{{background:{_COLOURS[one.name]};color:white}}")
                self.verdicts[one.name] = button
            grid.addWidget(button, at // _A_ROW, at % _A_ROW)
        return grid

    def _details(self) -> QGridLayout:
        grid = QGridLayout()
        self.boxes: dict[str, QComboBox] = {}
        for at, action in enumerate(actions.details()):
            box = QComboBox(self.page)
            box.addItem("", "")
            offer(box, DETAILS[action.name])
            _slim(box)
            self.add_action(action, self.page)
            self.boxes[action.name] = box
            grid.addWidget(PlainLabel(f"{action.text} ({action.key})", self.page), at // 2, 2 * (at % 2))
            grid.addWidget(box, at // 2, 2 * (at % 2) + 1)
        self.kelvin = QDoubleSpinBox(self.page)
        self.kelvin.setRange(_NO_KELVIN, 60.0)
        self.kelvin.setDecimals(1)
        self.kelvin.setSingleStep(0.1)
        self.kelvin.setSpecialValueText(" ")
        self.kelvin.setValue(_NO_KELVIN)
        self.kelvin.setSuffix(" K")
        self.kelvin.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        difference = Paragraph(translate("Inspect", "Temperature difference"), self.page)
        grid.addWidget(difference, 2, 0)
        grid.addWidget(self.kelvin, 2, 1)
        self.signsButton = QToolButton(self.page)
        self.signsButton.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._signs_menu = QMenu(self.signsButton)
        self._signs_menu.setToolTipsVisible(True)
        self.signsButton.setMenu(self._signs_menu)
        grid.addWidget(PlainLabel(translate("Inspect", "Signs"), self.page), 2, 2)
        grid.addWidget(self.signsButton, 2, 3)
        self.remark = QLineEdit(self.page)
        self.remark.setPlaceholderText(translate("Inspect", "Remark"))
        grid.addWidget(self.remark, 3, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._say_signs()
        return grid

    def _sides(self) -> QFormLayout:
        form = QFormLayout()
        self.leftBox, self.rightBox = QComboBox(self.page), QComboBox(self.page)
        for box, is_right, text in (
            (self.leftBox, False, translate("Inspect", "Left")),
            (self.rightBox, True, translate("Inspect", "Right")),
        ):
            _slim(box)
            box.currentIndexChanged.connect(
                lambda _at, box=box, is_right=is_right: self.side_chosen.emit(is_right, box.currentData())
            )
            form.addRow(text, box)
        return form

    def _bar(self) -> QToolBar:
        bar = QToolBar(self.page)
        bar.setIconSize(QSize(20, 20))
        for action in actions.comparisons():
            made = self.add_action(action, self.page)
            made.setCheckable(True)
            bar.addAction(made)
        bar.addSeparator()
        for action in actions.at_stop():
            if action.name != "unmove":
                bar.addAction(self.add_action(action, self.page))
        more = QToolButton(bar)
        more.setText("…")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        for name, text in (
            ("catalogue", translate("Inspect", "Catalogue images…")),
            ("take_in", translate("Inspect", "Import a detector's results…")),
            ("agreement", translate("Inspect", "Agreement of inspectors")),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, name=name: self.asked.emit(name))
        more.setMenu(menu)
        bar.addWidget(more)
        return bar

    def _offset_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.kindBox = QComboBox(self.page)
        self.kindBox.addItem(translate("Inspect", "Shift"), SHIFT)
        self.kindBox.addItem(translate("Inspect", "Shift, turn and scale"), SIMILARITY)
        self.kindBox.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.wholeFlight = QCheckBox(translate("Inspect", "the whole flight"), self.page)
        self.wholeFlight.setChecked(True)
        unmove = next(action for action in actions.at_stop() if action.name == "unmove")
        self.offsetWidgets: list[QWidget] = [
            self.kindBox,
            self.wholeFlight,
            self._button(self.add_action(unmove, self.page)),
        ]
        for widget in self.offsetWidgets:
            row.addWidget(widget)
            widget.hide()
        row.addStretch(1)
        return row

    def show_offset_row(self, on: bool) -> None:
        """Show the settings of an offset."""
        for widget in self.offsetWidgets:
            widget.setVisible(on)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self.page)
        button.setAutoRaise(True)
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _say_signs(self) -> None:
        chosen = [code for code, action in self.signs.items() if action.isChecked()]
        self.signsButton.setText(", ".join(chosen) or translate("Inspect", "(none)"))


def _slim(box: QComboBox) -> None:
    """Let a list be as narrow as its dock, and leave the keys to the dock."""
    box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
