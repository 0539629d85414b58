"""Third page: where the places come from, in which system, on which datum, with the numbers for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsProjectionSelectionWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QStandardItemModel
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...importing.model import CoordinateRule
from ...importing.proposal import datum_test
from ..plain_text import Paragraph
from .questions import QuestionList, about_places
from .work import Session

_PARTS = 3  # degrees, minutes, seconds


class PlacePage(QWidget):
    """The coordinate rule of a mapping."""

    answered = pyqtSignal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._filling = False
        self.edited = False
        self.questions = QuestionList()
        self.questions.answered.connect(self.answered)
        self.kind, self.notation, self.datum = QComboBox(), QComboBox(), QComboBox()
        self.x_boxes = [QComboBox() for _ in range(_PARTS)]
        self.y_boxes = [QComboBox() for _ in range(_PARTS)]
        self.swapped = QCheckBox(translate("ImportWizard", "X and Y are exchanged"))
        self.crs = QgsProjectionSelectionWidget()
        self.crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self.crs.setNotSetText(translate("ImportWizard", "as the file says"))
        self.assumed = Paragraph()
        for value, text in (
            ("geometry", translate("ImportWizard", "the file's own geometry")),
            ("columns", translate("ImportWizard", "columns with coordinates")),
            ("ends", translate("ImportWizard", "columns with start and end of a line")),
            ("nodes", translate("ImportWizard", "between two manholes, by their numbers")),
            ("none", translate("ImportWizard", "no places")),
        ):
            self.kind.addItem(text, value)
        for value, text in (
            ("number", translate("ImportWizard", "numbers")),
            ("dms", translate("ImportWizard", "degrees, minutes, seconds")),
            ("pair", translate("ImportWizard", "both in one column")),
        ):
            self.notation.addItem(text, value)
        self.datum.addItem(translate("ImportWizard", "as given"), "auto")
        for name in ("wgs84", "cgcs2000", "gcj02", "bd09", "xian80", "beijing54", "local"):
            self.datum.addItem(datum_test.name_of(name), name)
        form = QFormLayout()
        form.addRow(translate("ImportWizard", "Places from"), self.kind)
        self._x_row, self._y_row = _row(self.x_boxes), _row(self.y_boxes)
        form.addRow(translate("ImportWizard", "X, or longitude"), self._x_row)
        form.addRow(translate("ImportWizard", "Y, or latitude"), self._y_row)
        form.addRow(translate("ImportWizard", "Written as"), self.notation)
        form.addRow("", self.swapped)
        form.addRow(translate("ImportWizard", "Coordinate system"), self.crs)
        form.addRow(translate("ImportWizard", "Datum"), self.datum)
        self.points = QTableWidget(0, 4)
        self.points.setHorizontalHeaderLabels(
            [
                translate("ImportWizard", "X given"),
                translate("ImportWizard", "Y given"),
                translate("ImportWizard", "X in the project"),
                translate("ImportWizard", "Y in the project"),
            ]
        )
        add = QPushButton(translate("ImportWizard", "Add a point"))
        add.clicked.connect(lambda _checked=False: self.points.insertRow(self.points.rowCount()))
        self.control = QGroupBox(
            translate("ImportWizard", "Control points of the local system (two or more)")
        )
        inside = QVBoxLayout(self.control)
        inside.addWidget(self.points)
        inside.addWidget(add)
        page = QVBoxLayout(self)
        page.addWidget(self.questions)
        page.addLayout(form)
        page.addWidget(self.control)
        page.addWidget(self.assumed)
        page.addStretch(1)
        for box in (self.kind, self.notation, self.datum, *self.x_boxes, *self.y_boxes):
            box.activated.connect(self._on_change)
        self.swapped.clicked.connect(self._on_change)
        self.crs.crsChanged.connect(self._on_change)
        self.points.itemChanged.connect(self._on_change)

    def show_session(self, session: Session) -> None:
        """Show the rule and the questions about places."""
        self._session = session
        if session.understood is None:
            return
        self._filling = True
        mapping, raw = session.mapping, session.understood.raw
        rule = mapping.place
        self.questions.show_questions(
            [one for one in mapping.questions if about_places(one)], mapping.answers
        )
        self.kind.setCurrentIndex(max(0, self.kind.findData(rule.kind)))
        kinds = cast(QStandardItemModel, self.kind.model())
        kinds.item(self.kind.findData("geometry")).setEnabled(raw.geometry is not None)
        self.notation.setCurrentIndex(max(0, self.notation.findData(rule.notation)))
        self.datum.setCurrentIndex(max(0, self.datum.findData(rule.datum)))
        for boxes, names in ((self.x_boxes, rule.x), (self.y_boxes, rule.y)):
            for at, box in enumerate(boxes):
                box.clear()
                box.addItem("", "")
                for name in raw.columns:
                    box.addItem(name, name)
                box.setCurrentIndex(max(0, box.findData(names[at])) if at < len(names) else 0)
        self.swapped.setChecked(rule.swapped)
        self.crs.setCrs(_system(rule.crs))
        self.points.setRowCount(len(rule.control_points))
        for row, point in enumerate(rule.control_points):
            for column, number in enumerate(point):
                self.points.setItem(row, column, QTableWidgetItem(repr(number)))
        said = [*mapping.assumptions]
        if raw.crs_wkt and rule.kind == "geometry" and not rule.crs:
            said.insert(
                0,
                translate("ImportWizard", "The file states {crs}.").format(
                    crs=_system(raw.crs_wkt).userFriendlyIdentifier()
                ),
            )
        self.assumed.setText("\n".join(f"• {text}" for text in said))
        self._filling = False
        self._show_parts()

    def _on_change(self, *_what: Any) -> None:
        session = self._session
        if self._filling or session is None or session.understood is None:
            return
        self.edited = True
        kind = self.kind.currentData()
        columns = kind in ("columns", "ends")
        crs = self.crs.crs()
        session.mapping.place = replace(
            session.mapping.place,
            kind=kind,
            notation=self.notation.currentData(),
            x=_names(self.x_boxes) if columns else (),
            y=_names(self.y_boxes) if columns else (),
            swapped=self.swapped.isChecked(),
            datum=self.datum.currentData(),
            crs=(crs.authid() or crs.toWkt()) if crs.isValid() else "",
            control_points=self._points(),
        )
        # What a person sets here answers the questions about it.
        session.mapping.questions = [one for one in session.mapping.questions if not about_places(one)]
        self.questions.hide()
        self._show_parts()

    def rule(self) -> CoordinateRule | None:
        """Return what a person set, None where the proposal stands."""
        return self._session.mapping.place if self.edited and self._session is not None else None

    def _points(self) -> tuple[tuple[float, float, float, float], ...]:
        found = []
        for row in range(self.points.rowCount()):
            cells = [self.points.item(row, column) for column in range(4)]
            try:
                a, b, c, d = (float(cell.text()) if cell is not None else float("nan") for cell in cells)
            except ValueError:
                continue
            if a + b + c + d == a + b + c + d:
                found.append((a, b, c, d))
        return tuple(found)

    def _show_parts(self) -> None:
        kind = self.kind.currentData()
        columns = kind in ("columns", "ends")
        for widget in (self._x_row, self._y_row, self.notation):
            widget.setEnabled(columns)
        self.swapped.setEnabled(columns or kind == "geometry")
        self.crs.setEnabled(columns or kind == "geometry")
        self.control.setVisible(self.datum.currentData() == "local")


def _names(boxes: list[QComboBox]) -> tuple[str, ...]:
    return tuple(box.currentData() for box in boxes if box.currentData())


def _row(boxes: list[QComboBox]) -> QWidget:
    widget = QWidget()
    line = QHBoxLayout(widget)
    line.setContentsMargins(0, 0, 0, 0)
    for box in boxes:
        line.addWidget(box, 1)
    return widget


def _system(text: str) -> QgsCoordinateReferenceSystem:
    return (
        QgsCoordinateReferenceSystem.fromWkt(text)
        if text.lstrip().upper().startswith(("PROJ", "GEOG", "LOCAL", "ENG", "COMPD", "BOUND"))
        else QgsCoordinateReferenceSystem(text)
    )
