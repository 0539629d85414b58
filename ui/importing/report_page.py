"""Last page: what the import did, with links to the rows; rejected rows mended and taken in again."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt, QUrl, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFileDialog,
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
from ...importing.rejects import KeptReject, sheet
from ...importing.report_page import report_html
from ...layers.files.replacing import write_whole
from ...problems import UserError
from .. import settings
from ..plain_text import Paragraph, tip
from .rows import shown
from .work import Session

_FIXED = 2  # row and reason come before the columns of the file
_MOST, _WIDEST = 500, 420  # rejects shown; pixels of a column


class ReportPage(QWidget):
    """The report, and the rows that were not taken in."""

    link = pyqtSignal(str)  # "row:17" or "uid:..."
    take_in = pyqtSignal(dict, list)  # mended values by uid, uids
    dismiss = pyqtSignal(list)
    save_report = pyqtSignal()
    save_profile = pyqtSignal()
    failed = pyqtSignal(object)  # UserError

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rejects: list[KeptReject] = []
        self._names: list[str] = []
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
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
        save = QPushButton(translate("ImportWizard", "Save as sheet…"))
        line = QHBoxLayout()
        line.addWidget(note, 1)
        for button in (again, drop, save):
            line.addWidget(button)
        inside = QVBoxLayout(self.group)
        inside.addWidget(self.rejects, 1)
        inside.addLayout(line)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.text)
        split.addWidget(self.group)
        keep_report = QPushButton(translate("ImportWizard", "Save report…"))
        keep_profile = QPushButton(translate("ImportWizard", "Save mapping…"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(keep_report)
        foot.addWidget(keep_profile)
        page = QVBoxLayout(self)
        page.addWidget(split, 1)
        page.addLayout(foot)
        again.clicked.connect(self._again)
        drop.clicked.connect(lambda _on=False: self.dismiss.emit(self._selected()))
        save.clicked.connect(self._save_sheet)
        keep_report.clicked.connect(lambda _on=False: self.save_report.emit())
        keep_profile.clicked.connect(lambda _on=False: self.save_profile.emit())
        self.group.hide()

    def show_session(self, session: Session) -> None:
        """Show the reports of an import."""
        self.text.setHtml("".join(report_html(outcome.report) for outcome in session.outcomes))

    def show_rejects(self, rejects: list[KeptReject]) -> None:
        """Show rows that are not taken in, their cells to be mended."""
        self._rejects = rejects[:_MOST]
        self._names = list(dict.fromkeys(name for reject in self._rejects for name in reject.raw))
        self.group.setTitle(inflected(
            translate("ImportWizard", "{n} (row was|rows were) not imported"),
            n=len(rejects),
        ))
        self.group.setVisible(bool(rejects))
        self.rejects.clear()
        self.rejects.setRowCount(len(self._rejects))
        self.rejects.setColumnCount(_FIXED + len(self._names))
        self.rejects.setHorizontalHeaderLabels(
            [translate("ImportWizard", "Row"), translate("ImportWizard", "Reason"), *self._names]
        )
        fixed = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        for row, reject in enumerate(self._rejects):
            for column, text in enumerate((str(reject.row_number), reject.reason)):
                item = QTableWidgetItem(text)
                item.setFlags(fixed)
                item.setToolTip(tip(text))
                self.rejects.setItem(row, column, item)
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
        for row, reject in enumerate(self._rejects):
            for column, name in enumerate(self._names, _FIXED):
                text = self.rejects.item(row, column).text().strip()
                if text != shown(reject.raw.get(name)).strip():
                    found.setdefault(reject.uid, {})[name] = text or None
        return found

    def _selected(self) -> list[str]:
        rows = {index.row() for index in self.rejects.selectionModel().selectedRows()}
        return [self._rejects[row].uid for row in sorted(rows)]

    def _again(self, _on: bool = False) -> None:
        mended = self.mended()
        wanted = self._selected() or list(mended) or [reject.uid for reject in self._rejects]
        self.take_in.emit({uid: values for uid, values in mended.items() if uid in wanted}, wanted)

    def _save_sheet(self, _on: bool = False) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self,
            translate("ImportWizard", "Sheet of the rejected rows"),
            settings.LAST_FOLDER.get(),
            "CSV (*.csv)",
        )
        if path:
            try:
                write_whole(path, "\ufeff" + sheet(self._rejects))
            except UserError as error:
                self.failed.emit(error)

    def _on_link(self, url: QUrl) -> None:
        self.link.emit(url.toString())
