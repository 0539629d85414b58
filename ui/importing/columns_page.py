"""Second page: which column of the file fills which column of the project, with what it becomes.

One line per column of the project: a column of the file, an expression over its columns or a fixed
value; how sure the proposal is and why; values of the file as they stand. A coded column shows what
each word becomes.
"""

from __future__ import annotations

from typing import Any, cast

from qgis.core import QgsExpression, QgsFeature, QgsVectorLayer
from qgis.gui import QgsCheckableComboBox, QgsFieldExpressionWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...algorithms.fields import field
from ...i18n import translate, user_language
from ...importing.cleaning.expressions import evaluated, unused
from ...importing.model import FieldRule, RawTable
from ...layers.schema import SCHEMA, Column, Kind
from ...problems import UserError
from ..inks import DOUBTFUL, ink
from ..plain_text import PlainLabel, tip
from .questions import QuestionList, about_places
from .rows import labels_of, shown
from .value_dialog import ValueDialog
from .work import SAMPLE_ROWS, Session

TARGET, SOURCE, UNIT, VALUES, SURE, SAMPLE = range(6)
_UNITS = ("", "mm", "cm", "m", "km", "ft", "in")
_SAMPLES = 4
_SURE, _LIKELY = 0.85, 0.6
_OWN = ("uid",)
_GUARD = "＜"  # stands for < where QGIS would take a text for HTML


def targets_of(table: str) -> list[Column]:
    """Return the columns that an import may fill."""
    return [
        column
        for column in SCHEMA.table(table).columns
        if column.name not in _OWN and not column.written_back and column.kind is not Kind.JSON
    ]


class ColumnsPage(QWidget):
    """The fields of a mapping."""

    answered = pyqtSignal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._layer: QgsVectorLayer | None = None
        self._head: RawTable | None = None
        self._filling = False
        self._rules: dict[str, FieldRule] = {}
        self.edited: dict[str, FieldRule | None] = {}  # what a person set, by target
        self.chosen_key: tuple[str, ...] | None = None  # what a person ticked
        self.questions = QuestionList()
        self.questions.answered.connect(self.answered)
        self.filled_only = QCheckBox(translate("ImportWizard", "Only columns that are filled"))
        self.filled_only.toggled.connect(self._hide_rows)
        self.unused = PlainLabel()
        self.unused.setWordWrap(True)
        self.table = QTableWidget(0, 6)
        self.table.setHorizontalHeaderLabels(
            [
                translate("ImportWizard", "Column of the project"),
                translate("ImportWizard", "Filled from"),
                translate("ImportWizard", "Unit"),
                translate("ImportWizard", "Words"),
                translate("ImportWizard", "Confidence"),
                translate("ImportWizard", "Values in the file"),
            ]
        )
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(SAMPLE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((TARGET, 200), (SOURCE, 270), (UNIT, 70), (VALUES, 90), (SURE, 100)):
            self.table.setColumnWidth(column, width)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.filter = QgsFieldExpressionWidget()
        self.filter.setToolTip(
            translate("ImportWizard", "Only rows for which this expression holds; empty: all")
        )
        self.filter.fieldChanged.connect(self._on_filter)
        self.key = QgsCheckableComboBox()
        self.key.setToolTip(
            translate("ImportWizard", "The columns by which a row is found again when it is delivered anew")
        )
        self.key.checkedItemsChanged.connect(self._on_key)
        line = QHBoxLayout()
        line.addWidget(PlainLabel(translate("ImportWizard", "Only rows where")))
        line.addWidget(self.filter, 2)
        line.addWidget(PlainLabel(translate("ImportWizard", "Rows are recognised by")))
        line.addWidget(self.key, 1)
        line.addWidget(self.filled_only)
        page = QVBoxLayout(self)
        page.addWidget(self.questions)
        page.addWidget(self.table, 1)
        page.addLayout(line)
        page.addWidget(self.unused)

    def forget(self) -> None:
        """Forget what a person set: it was about something else."""
        self.edited.clear()
        self.chosen_key = None

    def show_session(self, session: Session) -> None:
        """Show the mapping; what a person set before stays."""
        self._session = session
        known = session.understood
        if known is None:
            return
        self._filling = True
        self._head = head_of(known.raw)
        self._layer = sample_layer(self._head)
        mapping = session.mapping
        for target, rule in self.edited.items():
            mapping.fields = [one for one in mapping.fields if one.target != target]
            if rule is not None:
                mapping.fields.append(rule)
        self._rules = {rule.target: rule for rule in mapping.fields}
        if self.chosen_key is not None:
            mapping.key = self.chosen_key
        self.questions.show_questions(
            [one for one in mapping.questions if not about_places(one)], mapping.answers
        )
        columns = targets_of(mapping.table)
        self.table.setRowCount(len(columns))
        for row, column in enumerate(columns):
            self._show_row(row, column)
        self._show_key()
        self.filter.setLayer(self._layer)
        self.filter.setExpression(guarded(mapping.filter, self._head))
        self._filling = False
        self._hide_rows()
        self._show_unused()

    def _show_row(self, row: int, column: Column) -> None:
        item = QTableWidgetItem(column.alias(user_language()))
        item.setData(Qt.ItemDataRole.UserRole, column.name)
        item.setToolTip(tip(column.help_zh if user_language() == "zh" else column.help_en))
        self.table.setItem(row, TARGET, item)
        rule = self._rules.get(column.name)
        chooser = QgsFieldExpressionWidget()
        chooser.setLayer(self._layer)
        chooser.setAllowEmptyFieldName(True)
        chooser.setField(guarded(text_of(rule), self._head))
        chooser.fieldChanged.connect(lambda _text, at=row: self._on_source(at))
        self.table.setCellWidget(row, SOURCE, chooser)
        unit = QComboBox()
        unit.addItems([*_UNITS, *([rule.unit] if rule and rule.unit not in _UNITS else [])])
        unit.setCurrentText(rule.unit if rule else "")
        unit.setEnabled(column.kind is Kind.REAL)
        unit.activated.connect(lambda _i, at=row: self._on_unit(at))
        self.table.setCellWidget(row, UNIT, unit)
        if column.values:
            button = QPushButton(translate("ImportWizard", "Words…"))
            button.clicked.connect(lambda _checked=False, at=row: self._ask_values(at))
            self.table.setCellWidget(row, VALUES, button)
        else:
            self.table.removeCellWidget(row, VALUES)
        self._show_state(row)

    def _show_state(self, row: int) -> None:
        """Show certainty and sample of a row."""
        target = self._target(row)
        rule = self._rules.get(target)
        sure = QTableWidgetItem()
        sample = QTableWidgetItem()
        if rule is not None:
            certain = rule.certainty >= _SURE
            if target in self.edited:
                sure.setText(translate("ImportWizard", "chosen"))
            elif rule.constant and not rule.source:
                sure.setText(translate("ImportWizard", "fixed value"))
            else:
                word = (
                    translate("ImportWizard", "certain")
                    if certain
                    else (
                        translate("ImportWizard", "likely")
                        if rule.certainty >= _LIKELY
                        else translate("ImportWizard", "doubtful")
                    )
                )
                sure.setText(f"{word} {round(100 * rule.certainty)} %")
                sure.setForeground(ink("#2b7a2b" if certain else DOUBTFUL))
            sure.setToolTip(tip(rule.why))
            text, wrong = self._sample(rule)
            sample.setText(text)
            sample.setToolTip(tip("\n".join(part for part in (rule.why, wrong) if part)))
        self.table.setItem(row, SURE, sure)
        self.table.setItem(row, SAMPLE, sample)

    def _sample(self, rule: FieldRule) -> tuple[str, str]:
        """Return some values of a rule, and what is wrong with it."""
        head = self._head
        if head is None or not (rule.source or rule.expression):
            return rule.constant, ""
        try:
            cells = (
                evaluated(head, rule.expression) if rule.expression else head.columns[rule.source]
            ).tolist()
        except (UserError, KeyError) as error:
            return "", str(error)
        seen = list(dict.fromkeys(text for text in map(shown, cells) if text))
        words = {text: rule.values.get(text) for text in seen if text in rule.values}
        if words and self._session is not None:
            labels = labels_of(SCHEMA.table(self._session.mapping.table).column(rule.target))
            words = {text: labels.get(code or "", code) for text, code in words.items()}
        said = [f"{text} → {words[text] or '∅'}" if text in words else text for text in seen[:_SAMPLES]]
        return "  ·  ".join(said), ""

    def _chooser(self, row: int, column: int) -> QComboBox:
        return cast(QComboBox, self.table.cellWidget(row, column))

    def _on_source(self, row: int) -> None:
        if self._filling:
            return
        target = self._target(row)
        text = plain_again(self._chooser(row, SOURCE).currentText().strip(), self._head)
        rule = rule_of(target, text, self._head)
        before = self._rules.get(target)
        if rule is not None and before is not None and rule.source == before.source and rule.source:
            return
        self._set(target, rule)
        self._show_state(row)
        self._show_unused()
        self._show_key()

    def _on_unit(self, row: int) -> None:
        target = self._target(row)
        rule = self._rules.get(target)
        if rule is not None and not self._filling:
            rule.unit = self._chooser(row, UNIT).currentText()
            self._set(target, rule)
            self._show_state(row)

    def _on_filter(self, *_what: Any) -> None:
        if not self._filling and self._session is not None and self._session.understood is not None:
            self._session.mapping.filter = plain_again(self.filter.asExpression().strip(), self._head)

    def _show_key(self) -> None:
        """Offer the columns that are filled; those that make the key are ticked."""
        if self._session is None:
            return
        mapping = self._session.mapping
        filling, self._filling = self._filling, True
        self.key.clear()
        for column in targets_of(mapping.table):
            if column.name in self._rules or column.name in mapping.key:
                state = Qt.CheckState.Checked if column.name in mapping.key else Qt.CheckState.Unchecked
                self.key.addItemWithCheckState(column.alias(user_language()), state, column.name)
        self._filling = filling

    def _on_key(self, _texts: list[str]) -> None:
        if not self._filling and self._session is not None and self._session.understood is not None:
            self._session.mapping.key = self.chosen_key = tuple(self.key.checkedItemsData())

    def _ask_values(self, row: int) -> None:
        target = self._target(row)
        rule = self._rules.get(target)
        if rule is None or not rule.source or self._session is None or self._session.understood is None:
            return
        dialog = ValueDialog(self._session.mapping.table, rule, self._session.understood.raw, self)
        if dialog.exec():
            rule.values = dialog.values()
            self._set(target, rule)
            self._show_state(row)

    def _set(self, target: str, rule: FieldRule | None) -> None:
        self.edited[target] = rule
        session = self._session
        if session is None or session.understood is None:
            return
        mapping = session.mapping
        mapping.fields = [one for one in mapping.fields if one.target != target]
        self._rules.pop(target, None)
        if rule is not None:
            mapping.fields.append(rule)
            self._rules[target] = rule
        # A column that a person chose answers the question which it is.
        if any(one.code == f"column.{target}" for one in mapping.questions):
            mapping.answers[f"column.{target}"] = (
                rule.source if rule is not None and rule.source else "nothing"
            )

    def _target(self, row: int) -> str:
        return str(self.table.item(row, TARGET).data(Qt.ItemDataRole.UserRole))

    def _hide_rows(self, _on: bool = False) -> None:
        for row in range(self.table.rowCount()):
            self.table.setRowHidden(
                row, self.filled_only.isChecked() and self._target(row) not in self._rules
            )

    def _show_unused(self) -> None:
        session = self._session
        if session is None or session.understood is None:
            return
        left = unused(session.understood.raw, session.mapping)
        self.unused.setText(
            translate("ImportWizard", "Columns of the file that are not used: {names}").format(
                names=", ".join(left)
            )
            if left
            else translate("ImportWizard", "Every column of the file is used.")
        )


def head_of(raw: RawTable, rows: int = SAMPLE_ROWS) -> RawTable:
    """Return the first rows of a table."""
    return RawTable(
        raw.file,
        raw.layer,
        raw.row_number[:rows],
        {name: values[:rows] for name, values in raw.columns.items()},
        None if raw.geometry is None else raw.geometry[:rows],
        raw.crs_wkt,
        raw.encoding,
    )


def text_of(rule: FieldRule | None) -> str:
    """Return what the chooser shows for a rule."""
    if rule is None:
        return ""
    if rule.source:
        return rule.source
    return rule.expression or (QgsExpression.quotedString(rule.constant) if rule.constant else "")


def rule_of(target: str, text: str, raw: RawTable | None) -> FieldRule | None:
    """Return the rule that somebody wrote: a column, a fixed text or number, or an expression."""
    if not text:
        return None
    if raw is not None and text in raw.columns:
        return FieldRule(target, source=text)
    parsed = QgsExpression(text)
    if not parsed.hasParserError() and parsed.isField():
        name = next(iter(parsed.referencedColumns()), "")
        if raw is not None and name in raw.columns:
            return FieldRule(target, source=name)
    if (
        not parsed.hasParserError()
        and not parsed.referencedColumns()
        and parsed.rootNode() is not None
        and not parsed.referencedFunctions()
    ):
        value = parsed.evaluate()
        if isinstance(value, (str, int, float)):
            return FieldRule(target, constant=shown(value) if isinstance(value, float) else str(value))
    return FieldRule(target, expression=text)


def guarded(text: str, raw: RawTable | None) -> str:
    """Return a heading, or an expression over headings, as :func:`sample_layer` names its columns."""
    for name in raw.columns if raw is not None else ():
        if "<" in name:
            text = text.replace(name, name.replace("<", _GUARD))
    return text


def plain_again(text: str, raw: RawTable | None) -> str:
    """Take :func:`guarded` back."""
    for name in raw.columns if raw is not None else ():
        if "<" in name:
            text = text.replace(name.replace("<", _GUARD), name)
    return text


def sample_layer(raw: RawTable) -> QgsVectorLayer:
    """Return a layer with the columns and first rows of a delivery, for choosers and expressions.

    QGIS shows its headings and cells as HTML, in tool tips and previews, so none looks like HTML here.
    """
    layer = QgsVectorLayer("NoGeometry", translate("ImportWizard", "delivery"), "memory")
    fields = [
        field(guarded(name, raw), "double" if values.dtype.kind == "f" else "string")
        for name, values in raw.columns.items()
    ]
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    rows = []
    for at in range(min(raw.n, 20)):
        feature = QgsFeature(layer.fields())
        cells = raw.row(at).values()
        feature.setAttributes([one.replace("<", _GUARD) if isinstance(one, str) else one for one in cells])
        rows.append(feature)
    layer.dataProvider().addFeatures(rows)
    return layer
