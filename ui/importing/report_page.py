"""Last page: what the import did, with links to the rows; rejected rows mended and taken in again."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate
from ...importing.rejects import KeptReject
from ...importing.report_page import report_html
from ..lists import fill_row
from ..plain_text import Paragraph
from .rows import shown
from .work import Session

_FIXED = 2  # row and reason come before the columns of the file
_MOST, _WIDEST = 500, 420  # rejects shown; pixels of a column


class ReportPage(QWidget):
    """The report, and the rows that were not taken in."""

    take_in = pyqtSignal(dict, list)  # mended values by uid, uids
    dismiss = pyqtSignal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listed: list[KeptReject] = []
        self._names: list[str] = []
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.rejects = QTableWidget(0, 0)
        self.rejects.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.group = QGroupBox()
        note = Paragraph(
            translate(
                "ImportWizard",
                "Mend the values here, then take the rows in again: they go through the same mapping "
                "and cleaning.",
            )
        )
        again = QPushButton(translate("ImportWizard", "Import again"))
        drop = QPushButton(translate("ImportWizard", "Leave out"))
        drop.setToolTip(translate("ImportWizard", "Mark the selected rows as not to be mended"))
        self.save_sheet = QPushButton(translate("ImportWizard", "Save as sheet…"))
        line = QHBoxLayout()
        line.addWidget(note, 1)
        for button in (again, drop, self.save_sheet):
            line.addWidget(button)
        inside = QVBoxLayout(self.group)
        inside.addWidget(self.rejects, 1)
        inside.addLayout(line)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.text)
        split.addWidget(self.group)
        self.save_report = QPushButton(translate("ImportWizard", "Save report…"))
        self.save_profile = QPushButton(translate("ImportWizard", "Save mapping…"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save_report)
        foot.addWidget(self.save_profile)
        page = QVBoxLayout(self)
        page.addWidget(split, 1)
        page.addLayout(foot)
        again.clicked.connect(self._again)
        drop.clicked.connect(lambda _on=False: self.dismiss.emit(self._selected()))
        self.group.hide()

    def show_session(self, session: Session) -> None:
        """Show the reports of an import."""
        self.text.setHtml("".join(report_html(outcome.report) for outcome in session.outcomes))

    def show_rejects(self, rejects: list[KeptReject]) -> None:
        """Show rows that are not taken in, their cells to be mended."""
        self.listed = rejects[:_MOST]
        self._names = list(dict.fromkeys(name for reject in self.listed for name in reject.raw))
        self.group.setTitle(inflected(
            translate("ImportWizard", "{n} (row was|rows were) not imported"),
            n=len(rejects),
        ))
        self.group.setVisible(bool(rejects))
        self.rejects.clear()
        self.rejects.setRowCount(len(self.listed))
        self.rejects.setColumnCount(_FIXED + len(self._names))
        self.rejects.setHorizontalHeaderLabels(
            [translate("ImportWizard", "Row"), translate("ImportWizard", "Reason"), *self._names]
        )
        fixed = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        for row, reject in enumerate(self.listed):
            for item in fill_row(self.rejects, row, (str(reject.row_number), reject.reason)):
                item.setFlags(fixed)
            for column, name in enumerate(self._names, _FIXED):
                self.rejects.setItem(row, column, QTableWidgetItem(shown(reject.raw.get(name))))
        head = self.rejects.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.rejects.resizeColumnsToContents()
        for column in range(self.rejects.columnCount()):
            self.rejects.setColumnWidth(column, min(self.rejects.columnWidth(column), _WIDEST))

    def mended(self) -> dict[str, dict[str, Any]]:
        """Return what was changed in the table, by the rejects' uid."""
        found: dict[str, dict[str, Any]] = {}
        for row, reject in enumerate(self.listed):
            for column, name in enumerate(self._names, _FIXED):
                text = self.rejects.item(row, column).text().strip()
                if text != shown(reject.raw.get(name)).strip():
                    found.setdefault(reject.uid, {})[name] = text or None
        return found

    def _selected(self) -> list[str]:
        rows = {index.row() for index in self.rejects.selectionModel().selectedRows()}
        return [self.listed[row].uid for row in sorted(rows)]

    def _again(self, _on: bool = False) -> None:
        mended = self.mended()
        wanted = self._selected() or list(mended) or [reject.uid for reject in self.listed]
        self.take_in.emit({uid: values for uid, values in mended.items() if uid in wanted}, wanted)
