"""Fourth page: what the import would do. Rows and map, problems marked; nothing is written yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSplitter,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...importing.comparing.import_memory import GEOMETRY
from ...importing.comparing.plan import Choices, ImportPlan
from ...importing.report import metres
from ...importing.report_page import report_html, rule_label
from ...layers.schema import SCHEMA, Geometry
from ..plain_text import PlainLabel, RichLabel, escaped
from ..words import column_name, labels, table_name
from .questions import QuestionList
from .rows import CHANGED, MARK, NEW, RowsModel, shown, view_of
from .work import Session

_ROWS, _SHAPES = 1000, 5000
_KINDS = {Geometry.POINT: "Point", Geometry.LINE: "MultiLineString", Geometry.POLYGON: "MultiPolygon"}
_BACKGROUND = ("outfalls", "pipes", "river", "districts")


class PreviewPage(QWidget):
    """The plan of an import, to look at and to say yes to."""

    choices_changed = pyqtSignal()
    answered = pyqtSignal(dict)  # code -> answer about rows in doubt; "" takes an answer back

    def __init__(self, project_layer: Callable[[str], Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project_layer = project_layer
        self._shapes: QgsVectorLayer | None = None
        self.summary = RichLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.RichText)
        self.questions = QuestionList()
        self.questions.answered.connect(self.answered)
        self.model = RowsModel(self)
        self.rows = view_of(self.model)
        self.details = QTextBrowser()
        self.details.setOpenLinks(False)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.rows, translate("ImportWizard", "Rows as they would be"))
        self.tabs.addTab(self.details, translate("ImportWizard", "Problems and changes"))
        self.canvas = QgsMapCanvas()
        self.canvas.setMinimumWidth(320)
        self._pan = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self._pan)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tabs)
        split.addWidget(self.canvas)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([690, 460])
        self.overwrite = QCheckBox(
            translate("ImportWizard", "Take delivered values over what people entered")
        )
        self.remove = QCheckBox(translate("ImportWizard", "Remove rows that are no longer delivered"))
        line = QHBoxLayout()
        line.addWidget(self.overwrite)
        line.addWidget(self.remove)
        line.addStretch(1)
        for colour, text in (
            (NEW, translate("ImportWizard", "new row")),
            (CHANGED, translate("ImportWizard", "changes the project")),
            (MARK, translate("ImportWizard", "cleaned")),
        ):
            legend = PlainLabel(text)
            legend.setStyleSheet(f"background: {colour.name()}; color: #202020; padding: 1px 6px")
            line.addWidget(legend)
        page = QVBoxLayout(self)
        page.addWidget(self.summary)
        page.addWidget(self.questions)
        page.addWidget(split, 1)
        page.addLayout(line)
        for box in (self.overwrite, self.remove):
            box.clicked.connect(lambda _on: self.choices_changed.emit())

    def choices(self) -> Choices:
        """Return what is ticked."""
        return Choices(self.overwrite.isChecked(), self.remove.isChecked())

    def close_layers(self) -> None:
        """Let the map go of its layers."""
        self.canvas.setLayers([])
        self._shapes = None

    def show_session(self, session: Session) -> None:
        """Show the plans of a trial."""
        lines = []
        for outcome in session.outcomes:
            name = table_name(outcome.plan.table)
            told = escaped(" ".join(outcome.report.sentences()))
            lines.append(f"<b>{escaped(name)}</b>: {told}" if len(session.outcomes) > 1 else told)
        self.summary.setText("<br>".join(lines))
        questions = [each for outcome in session.outcomes for each in outcome.plan.questions]
        given = {each.code: each.proposed for each in questions if each.optional}
        self.questions.show_questions(questions, {**given, **session.answers})
        self.details.setHtml("".join(report_html(outcome.report) for outcome in session.outcomes))
        biggest = max(
            (outcome.plan for outcome in session.outcomes),
            key=lambda plan: len(plan.prepared.source),
            default=None,
        )
        if biggest is not None:
            self._show_rows(biggest)
            self._show_map(biggest)

    def _show_rows(self, plan: ImportPlan) -> None:
        prepared = plan.prepared
        table = SCHEMA.table(plan.table)
        columns: dict[str, Sequence[Any]] = {}
        names = []
        if prepared.geometry is not None:
            away = plan.away_m[:_ROWS].tolist()
            columns[translate("ImportWizard", "Moves (m)")] = [metres(m) if m == m else "" for m in away]
            names.append(GEOMETRY)
        for name, values in prepared.columns.items():
            cells, coded = values[:_ROWS].tolist(), table.column(name).values
            known = labels(coded) if coded else {}
            columns[column_name(plan.table, name)] = [known.get(cell, cell) for cell in cells]
            names.append(name)
        numbers = plan.delivery.rows(prepared.source[:_ROWS])
        self.model.show_columns(columns, numbers, _tints(plan, names, len(numbers)))
        self.tabs.setCurrentIndex(0)

    def _show_map(self, plan: ImportPlan) -> None:
        kind = _KINDS.get(SCHEMA.table(plan.table).geometry)
        geometry = plan.prepared.geometry
        self.close_layers()
        self.canvas.setVisible(kind is not None and geometry is not None)
        if kind is None or geometry is None:
            return
        reference = self._project_layer("outfalls")
        crs = reference.crs() if reference is not None else QgsCoordinateReferenceSystem("EPSG:4547")
        layer = QgsVectorLayer(f"{kind}?field=state:string", "preview", "memory")
        layer.setCrs(crs)
        added = np.zeros(len(geometry), dtype=bool)
        added[plan.added] = True
        extent = QgsRectangle()
        features = []
        step = max(1, len(geometry) // _SHAPES)
        for at in range(0, len(geometry), step):
            if geometry[at] is None:
                continue
            shape = QgsGeometry()
            shape.fromWkb(bytes(geometry[at]))
            feature = QgsFeature(layer.fields())
            feature.setAttributes(["new" if added[at] else "known"])
            feature.setGeometry(shape)
            features.append(feature)
            extent.combineExtentWith(shape.boundingBox())
        layer.dataProvider().addFeatures(features)
        layer.updateExtents()
        _colour(layer)
        self._shapes = layer
        behind = [found for name in _BACKGROUND if (found := self._project_layer(name)) is not None]
        self.canvas.setDestinationCrs(crs)
        self.canvas.setLayers([layer, *behind])
        extent.grow(max(extent.width(), extent.height()) * 0.1 + 50)
        self.canvas.setExtent(extent)
        self.canvas.refresh()


def _colour(layer: QgsVectorLayer) -> None:
    """Show new rows in orange, known ones in blue."""
    from qgis.core import QgsCategorizedSymbolRenderer, QgsRendererCategory, QgsSymbol

    categories = []
    for value, colour in (("new", "#e8590c"), ("known", "#1c7ed6")):
        symbol = QgsSymbol.defaultSymbol(layer.geometryType())
        symbol.setColor(QColor(colour))
        categories.append(QgsRendererCategory(value, symbol, value))
    layer.setRenderer(QgsCategorizedSymbolRenderer("state", categories))


def _tints(plan: ImportPlan, names: list[str], rows: int) -> Callable[[int, int], tuple[QColor, str] | None]:
    """Return the colour and tip of each cell: new rows, changed cells, cleaned cells."""
    first = plan.prepared.source[:rows]
    position = {int(at): row for row, at in enumerate(first.tolist())}
    column = {name: at for at, name in enumerate(names)}
    tints: dict[tuple[int, int], tuple[QColor, str]] = {}
    cleaned = translate("ImportWizard", "Cleaned: “{old}” became “{new}” ({rule})")
    before = translate("ImportWizard", "Now in the project: “{old}”")
    for change in plan.prepared.changes:
        if change.column in column:
            rule = rule_label(change.rule)
            for i in np.flatnonzero(np.isin(change.rows, first)).tolist():
                text = cleaned.format(old=shown(change.old[i]), new=shown(change.new[i]), rule=rule)
                tints[position[int(change.rows[i])], column[change.column]] = MARK, text
    for update in plan.updates:
        if update.column in column:
            for i in np.flatnonzero(update.rows < rows).tolist():
                tints[int(update.rows[i]), column[update.column]] = (
                    CHANGED, before.format(old=shown(update.old[i])))
    added = set(plan.added[plan.added < rows].tolist())
    new = translate("ImportWizard", "A new row")

    def tint(row: int, at: int) -> tuple[QColor, str] | None:
        found = tints.get((row, at))
        return found if found is not None else (NEW, new) if row in added else None

    return tint
