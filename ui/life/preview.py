"""Old and new before anything is written: a table of what an action would change, to be ticked."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
)

from ...i18n import inflected, translate, user_language
from ...layers.schema import SCHEMA, Kind
from ...operations.editing.feature_rows import local_text
from ...operations.regime.outcome import Outcome, OutfallOutcome
from ...rules.classes import versions
from ...rules.life_states import state_title
from ..dialog_buttons import ok_or_cancel
from ..plain_text import PlainLabel, tip

_DATA = Qt.ItemDataRole.UserRole
_NOTES = 5  # lines that are seen at once
_TABLES = frozenset(table.name for table in SCHEMA.tables)


class PreviewDialog(QDialog):
    """Shows an outcome; :attr:`ticked` is what the person wants: (uid, instead of their own value?)."""

    def __init__(self, title: str, outcome: Outcome, parent: Any = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(980, 520)
        box = QVBoxLayout(self)
        self.head = PlainLabel(counted(outcome), self)
        self.head.setWordWrap(True)
        box.addWidget(self.head)
        self.table = self._table(outcome)
        moves = outcome.more.get("versions")
        self.versions = self._versions(moves) if moves else None
        if self.versions is None:
            box.addWidget(self.table)
        else:
            tabs = QTabWidget(self)
            tabs.addTab(self.table, translate("Life", "What would change"))
            tabs.addTab(self.versions, translate("Life", "From one rule version to the other"))
            box.addWidget(tabs)
        notes = "\n".join(note.text(user_language()) for note in outcome.notes)
        if notes:
            told = QPlainTextEdit(notes, self)
            told.setReadOnly(True)
            told.setFixedHeight((min(len(outcome.notes), _NOTES) + 1) * told.fontMetrics().lineSpacing())
            box.addWidget(told)
        line = QHBoxLayout()
        for text, state in (
            (translate("Life", "Tick all"), Qt.CheckState.Checked),
            (translate("Life", "Tick none"), Qt.CheckState.Unchecked),
        ):
            button = QPushButton(text, self)
            button.clicked.connect(lambda _checked, state=state: self.tick(state))
            line.addWidget(button)
        line.addStretch(1)
        buttons, self.ok = ok_or_cancel(self, translate("Life", "Write what is ticked"))
        line.addWidget(buttons)
        box.addLayout(line)
        self.ok.setEnabled(any(one.new or one.kept for one in outcome.outfalls))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return self.table.rowCount() == 0 and self.versions is None

    @property
    def ticked(self) -> list[tuple[str, bool]]:
        """See the class."""
        items = (self.table.item(row, 0) for row in range(self.table.rowCount()))
        return [tuple(item.data(_DATA)) for item in items
                if item.data(_DATA) and item.checkState() == Qt.CheckState.Checked]

    def tick(self, state: Any) -> None:
        """Tick or clear the rows that change nothing a person entered; the others are ticked one by one."""
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            if not item.data(_DATA):
                continue
            if not item.data(_DATA)[1] or state == Qt.CheckState.Unchecked:
                item.setCheckState(state)

    def _table(self, outcome: Outcome) -> QTableWidget:
        rows = [(one, False) for one in outcome.outfalls if one.new]
        rows += [(one, True) for one in outcome.outfalls if one.kept]
        refused = [one for one in outcome.outfalls if one.state == "refused" and one.reasons]
        table = QTableWidget(len(rows) + len(refused), 5, self)
        table.setHorizontalHeaderLabels([
            translate("Life", "Outfall"), translate("Life", "Old"), translate("Life", "New"),
            translate("Life", "Confidence"), translate("Life", "Why"),
        ])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        for row, (one, instead) in enumerate(rows):
            for column, text in enumerate(_texts(one, instead)):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                table.setItem(row, column, item)
            first = table.item(row, 0)
            first.setData(_DATA, [one.uid, instead])
            first.setCheckState(Qt.CheckState.Unchecked if instead else Qt.CheckState.Checked)
        for row, one in enumerate(refused, len(rows)):  # why nothing is done for them; not to be ticked
            for column, text in enumerate(_texts(one, False)):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                table.setItem(row, column, item)
            table.item(row, 0).setData(_DATA, [])
        table.setColumnHidden(3, all(one.certainty is None for one in outcome.outfalls))
        table.resizeColumnsToContents()
        for column, most in enumerate((230, 170, 210)):  # and room for the reasons
            table.setColumnWidth(column, min(table.columnWidth(column), most))
        table.resizeRowsToContents()
        return table


    def _versions(self, moves: list[dict[str, Any]]) -> QTableWidget:
        """Return which classes become which where the rule version is switched."""
        language = user_language()
        names = [name for name in moves[0] if name in versions()]
        table = QTableWidget(len(moves), len(names) + 1, self)
        titles = [getattr(versions()[name], f"title_{language}") for name in names]
        table.setHorizontalHeaderLabels([*titles, translate("Life", "Number of outfalls")])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for row, move in enumerate(moves):
            for column, name in enumerate((*names, "outfalls")):
                text = str(move[name] or translate("Life", "(no class)"))
                table.setItem(row, column, QTableWidgetItem(text))
        table.resizeColumnsToContents()
        table.horizontalHeader().setSectionResizeMode(len(names) - 1, QHeaderView.ResizeMode.Stretch)
        return table


def _texts(one: OutfallOutcome, instead: bool) -> tuple[str, ...]:
    language = user_language()
    new = one.kept if instead else one.new
    old = {name: one.present.get(name) for name in new}
    why = ("；" if language == "zh" else "; ").join(
        said.text(language).replace(f"{one.title}：", "").replace(f"{one.title}: ", "")
        for said in (*one.reasons, *one.against, *one.marks))
    if instead:
        text = translate("Life", "Entered by a person; tick to write the proposal instead. {why}")
        why = text.format(why=why)
    certainty = "" if one.certainty is None else f"{one.certainty:.2f}"
    return one.title, cells_text(old), cells_text(new), certainty, why


def cells_text(cells: dict[str, Any]) -> str:
    """Return cells of an outfall as people read them, one to a line."""
    language = user_language()
    pair = translate("Life", "{column}: {value}")
    return "\n".join(
        pair.format(column=column_text(name, language), value=value_text(name, value) or "—")
        for name, value in cells.items())


#: What actions show beside columns of outfalls: the column whose heading and values stand for it.
_OTHERS = {"plan": ("remediation", "remediation_type"), "sign": ("signs", "state"),
           **{name: ("remediation", name) for name in ("goal", "measures", "responsible_unit", "deadline")},
           "outfall_uid": ("citizen_reports", "outfall_uid")}


def column_text(name: str, language: str) -> str:
    """Return the heading of what an action shows."""
    if name == "life":
        return translate("Life", "Stage")
    table, column = _OTHERS.get(name, ("outfalls", name))
    return SCHEMA.table(table).column(column).alias(language)


def value_text(name: str, value: Any) -> str:
    """Return a cell of an outfall as people read it; one that says nothing of its standing is in use."""
    if name == "standing" and not value:
        value = "in_use"
    if value is None or value == "":
        return ""
    if name == "life":
        return state_title(str(value)).text(user_language())
    table, own = _OTHERS.get(name, ("outfalls", name))
    column = SCHEMA.table(table).column(own)
    if column.values:
        return SCHEMA.values(column.values).label(str(value), user_language())
    if own == "main_source_table":
        return SCHEMA.table(str(value)).alias(user_language()) if str(value) in _TABLES else str(value)
    return local_text(value) if column.kind is Kind.DATETIME else str(value)


def counted(outcome: Outcome) -> str:
    """Return how many outfalls change, keep what a person entered, have no proposal."""
    counts = outcome.counts()
    if "missing" in outcome.more:  # a step: taken or not
        return inflected(
            translate("Life", "{n} (outfall|outfalls): {changed} can take the step, {refused} cannot."),
            n=counts["outfalls"], changed=counts["changed"], refused=counts["refused"])
    return inflected(
        translate("Life", "{n} (outfall|outfalls): {changed} (change|changes), {kept} keep what a person "
                  "entered, {refused} (has|have) no proposal."),
        n=counts["outfalls"], changed=counts["changed"], kept=counts["kept"], refused=counts["refused"])
