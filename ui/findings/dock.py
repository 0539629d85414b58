"""The findings dock: filters with counts, the list, the sentence and how to mend it.

It shows, and asks by signals; single keys work while the list has the focus.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QItemSelectionModel, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QTableView,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate
from ..action_dock import ActionDock, Keyed, LettersAreKeys
from ..lists import refill, step_row
from ..metrics import lines_height, width_of
from ..plain_text import Paragraph, RichLabel, escaped
from ..timers import single_shot
from ..worded_bar import WordedBar
from .model import SHOWN, FindingModel

KIND = 6  # Chinese letters of a kind, which goes on in a second line
LINES = 3  # of text in a row: a sentence is read, not guessed
_FILTERS = ("kind", "severity", "district", "status")


class FindingsDock(ActionDock):
    """See the module."""

    outfall_filter_changed = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__("Findings", translate("Findings", "Findings"), parent)
        self.model = FindingModel(self)
        self.outfalls: list[str] = []  # uids the list is limited to, where that is asked
        self._boxes: dict[str, QComboBox] = {}
        self._search = single_shot(self, 200, self.apply_filter)
        self.page = QWidget(self)
        self.setWidget(self.page)
        self._build()
        self.show_count()

    # what it shows

    def apply_filter(self) -> None:
        """Filter by what is chosen above; the selection stays where it can."""
        self._search.stop()
        kept = self.selected_fids()
        wanted = {name: str(box.currentData() or "") for name, box in self._boxes.items()}
        if self.outfallBox.isChecked():
            wanted["outfall"] = "\0".join(self.outfalls) or "\0"
        wanted["text"] = self.searchEdit.text()
        self.model.set_filter(**wanted)
        self._after_change(kept)

    def set_edits(self, edits: dict[int, dict[str, Any]]) -> None:
        """Show decisions that are not saved yet."""
        kept = self.selected_fids()
        current = self.table.currentIndex().row()
        self.model.set_edits(edits)
        self._after_change(kept)
        if not self.selected_fids() and self.model.rowCount():
            self.table.selectRow(min(max(current, 0), self.model.rowCount() - 1))

    def set_list(self, found: Any, edits: dict[int, dict[str, Any]]) -> None:
        """Show findings read from the file; None for none."""
        kept = self.selected_fids()
        self.model.set_list(found, edits)
        self._after_change(kept)

    def set_busy(self, busy: bool) -> None:
        """Show that the list is being read."""
        self.progress.setVisible(busy)

    def selected_positions(self) -> list[int]:
        """Return the selected rows, top to bottom."""
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def selected_fids(self) -> list[int]:
        """Return the selected findings."""
        return [self.model.fid(position) for position in self.selected_positions()]

    def step(self, by: int) -> None:
        """Select the next (+1) or previous (-1) finding."""
        step_row(self.table, by)

    def choose(self, **wanted: str) -> None:
        """Set filters: kind, severity, district, status."""
        for name, value in wanted.items():
            box = self._boxes[name]
            box.setCurrentIndex(max(box.findData(value), 0))

    def show_count(self) -> None:
        """Tell how many are shown."""
        if not self.model.total:
            self.counts.setText(translate("Findings", "No findings. Check the network to look for some."))
            return
        severity = self.model.counts("severity")
        parts = [
            f"{self.model.label('severity', code)} {severity[code]}"
            for code in ("error", "warning", "notice")
            if severity.get(code)
        ]
        text = translate("Findings", "{n} of {all} shown").format(
            n=self.model.rowCount(), all=self.model.total
        )
        self.counts.setText(" · ".join([text, *parts]))

    # how it is made

    def _build(self) -> None:
        box = QVBoxLayout(self.page)
        box.setContentsMargins(6, 4, 6, 4)
        box.setSpacing(4)
        grid = QGridLayout()
        grid.setSpacing(4)
        for at, name in enumerate(_FILTERS):
            combo = self._boxes[name] = QComboBox(self.page)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
            combo.addItem(_every(name), "")
            if name == "status":
                combo.addItem(self.model.label("status", "open"), "open")
                combo.setCurrentIndex(1)
            combo.currentIndexChanged.connect(lambda _at: self.apply_filter())
            grid.addWidget(combo, at // 2, at % 2)
        self.searchEdit = QLineEdit(self.page)
        self.searchEdit.setPlaceholderText(translate("Findings", "Search the findings"))
        self.searchEdit.setClearButtonEnabled(True)
        self.searchEdit.textChanged.connect(lambda _text: self._search.start())
        grid.addWidget(self.searchEdit, 2, 0)
        self.outfallBox = QCheckBox(translate("Findings", "Of the selected outfalls"), self.page)
        self.outfallBox.setToolTip(
            translate(
                "Findings",
                "Only what lies above the outfalls that are selected in the register or on the map",
            )
        )
        self.outfallBox.toggled.connect(lambda _on: self.outfall_filter_changed.emit())
        grid.addWidget(self.outfallBox, 2, 1)
        box.addLayout(grid)
        self.counts = Paragraph(self.page)
        box.addWidget(self.counts)
        self.progress = QProgressBar(self.page)
        self.progress.setRange(0, 0)
        self.progress.setMaximumHeight(6)
        self.progress.setTextVisible(False)
        self.progress.hide()
        box.addWidget(self.progress)
        self.table = self._make_table()
        box.addWidget(self.table, 1)
        self.details = RichLabel(self.page)
        self.details.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setMinimumHeight(4 * self.fontMetrics().height())
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.details)
        box.addWidget(self._make_bar())

    def _make_table(self) -> QTableView:
        table = QTableView(self.page)
        table.setModel(self.model)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setWordWrap(True)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(lines_height(table, LINES))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for at, name in enumerate(SHOWN):
            heading = str(self.model.headerData(at, Qt.Orientation.Horizontal))
            texts = ["国" * KIND] if name in ("kind", "district") else self.model.labels(name)
            table.setColumnWidth(at, width_of(table, texts, f"{heading} ▼"))  # the mark of sorting
        header.setSectionResizeMode(SHOWN.index("text"), QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_details())
        table.doubleClicked.connect(lambda _index: self.asked.emit("go"))
        LettersAreKeys(table)
        return table

    def _make_bar(self) -> QToolBar:
        bar = WordedBar(self.page)
        for keyed in (
            Keyed("previous", "K", translate("Findings", "Previous"),
                  translate("Findings", "The finding before")),
            Keyed("next", "J", translate("Findings", "Next"), translate("Findings", "The next finding")),
            Keyed("go", "G", translate("Findings", "Go there"),
                  translate("Findings", "Show the place on the map"), icon="zoom"),
            Keyed("fix", "F", translate("Findings", "Mend"),
                  translate("Findings", "Go there with the tool that mends it")),
            Keyed("accept", "A", translate("Findings", "Accept…"), translate(
                "Findings", "It is right as it is, for a reason; later runs leave it accepted")),
            Keyed("reopen", "O", translate("Findings", "Reopen"),
                  translate("Findings", "Take the acceptance back")),
            Keyed("check", "R", translate("Findings", "Check the network"), translate(
                "Findings", "Look for findings in the whole network, in the background"), icon="validate"),
        ):
            bar.addAction(self.add_action(keyed, self.table))  # letters belong to the search field elsewhere
        return bar

    # inside

    def _after_change(self, kept: list[int]) -> None:
        for name in ("district", "status"):  # said above the list where there is only one
            self.table.setColumnHidden(SHOWN.index(name), bool(self._boxes[name].currentData()))
        self._fill_boxes()
        self.show_count()
        positions = [position for position in map(self.model.position_of, kept[:50]) if position >= 0]
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for position in positions:
            self.table.selectionModel().select(self.model.index(position, 0), flags)
        if positions:
            self.table.scrollTo(self.model.index(positions[0], 0))
        self._show_details()

    def _fill_boxes(self) -> None:
        for name, box in self._boxes.items():
            kept = box.currentData()
            counts = self.model.counts(name)
            if kept and kept not in counts:
                counts[str(kept)] = 0
            most = sorted(counts.items(), key=lambda one: -one[1])
            refill(box, [(f"{self.model.label(name, code)} ({n})", code) for code, n in most if code], kept)

    def _show_details(self) -> None:
        positions = self.selected_positions()
        statuses = {self.model.value(position, "status") for position in positions[:1000]}
        for name in ("go", "fix"):
            self.actions_by_name[name].setEnabled(len(positions) == 1)
        self.actions_by_name["accept"].setEnabled("open" in statuses or "" in statuses)
        self.actions_by_name["reopen"].setEnabled(bool(statuses & {"accepted", "fixed"}))
        if not positions:
            self.details.setText("")
        elif len(positions) > 1:
            self.details.setText(inflected(
                translate("Findings", "{n} (finding is|findings are) selected."),
                n=len(positions),
            ))
        else:
            (at,) = positions
            lines = [
                f"<b>{escaped(self.model.value(at, 'text'))}</b>",
                escaped(self.model.value(at, "fix")),
            ]
            reason = self.model.value(at, "reason")
            if reason:
                lines.append(
                    translate("Findings", "Accepted: {reason}").format(reason=f"<i>{escaped(reason)}</i>")
                )
            self.details.setText("<br>".join(line for line in lines if line))


def _every(name: str) -> str:
    return {
        "kind": translate("Findings", "All kinds"),
        "severity": translate("Findings", "All severities"),
        "district": translate("Findings", "All districts"),
        "status": translate("Findings", "All states"),
    }[name]
