"""First page: the file, its layer and encoding, and the table it is meant for, with a live sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...i18n import inflected, translate
from ...importing.proposal.columns import TARGETS
from ...importing.readers.encodings import CHOICES
from .. import settings
from ..file_dialogs import file_to_open
from ..inks import DOUBTFUL, ink
from ..plain_text import Paragraph, PlainLabel
from ..words import table_name
from .rows import RowsModel, view_of
from .work import Glance, Session

_NAMES = {
    "gb18030": "GB18030 / GBK",
    "cp950": "Big5",
    "utf-8": "UTF-8",
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
}


def geometry_label(geometry: str) -> str:
    """Return a kind of geometry in words."""
    return {
        "Point": translate("ImportWizard", "points"),
        "LineString": translate("ImportWizard", "lines"),
        "Polygon": translate("ImportWizard", "areas"),
        "mixed": translate("ImportWizard", "mixed shapes"),
    }.get(geometry, translate("ImportWizard", "table"))


class FilePage(QWidget):
    """What to import and into which table."""

    file_chosen = pyqtSignal(str)
    layer_chosen = pyqtSignal(str, str)  # layer, encoding
    table_chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLineEdit()
        self.path.setPlaceholderText(
            translate(
                "ImportWizard", "Drop a file here: shapefile, GeoPackage, Excel, CSV, DXF, KML, SWMM, ZIP …"
            )
        )
        browse = QPushButton(translate("ImportWizard", "File…"))
        folder = QPushButton(translate("ImportWizard", "Folder…"))
        folder.setToolTip(translate("ImportWizard", "A FileGDB, or a folder with several files"))
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        line.addWidget(browse)
        line.addWidget(folder)
        self.layer, self.encoding, self.table = QComboBox(), QComboBox(), QComboBox()
        self.encoding_note, self.table_note = PlainLabel(), PlainLabel()
        self.table_note.setWordWrap(True)
        form = QFormLayout()
        form.addRow(translate("ImportWizard", "File"), line)
        form.addRow(translate("ImportWizard", "Layer or sheet"), self.layer)
        form.addRow(translate("ImportWizard", "Encoding"), _beside(self.encoding, self.encoding_note))
        form.addRow(translate("ImportWizard", "Goes into"), _beside(self.table, self.table_note))
        self.sample_label = PlainLabel()
        self.model = RowsModel(self)
        view = view_of(self.model)
        view.setAlternatingRowColors(True)
        self.notes = Paragraph()
        page = QVBoxLayout(self)
        page.addLayout(form)
        page.addWidget(self.sample_label)
        page.addWidget(view, 1)
        page.addWidget(self.notes)
        self._fill_encodings()
        browse.clicked.connect(self._browse)
        folder.clicked.connect(self._browse_folder)
        self.path.editingFinished.connect(self._typed)
        self.layer.activated.connect(lambda _i: self._chosen())
        self.encoding.activated.connect(lambda _i: self._chosen())
        self.table.activated.connect(lambda _i: self.table_chosen.emit(self.table.currentData() or ""))

    def show_layers(self, session: Session) -> None:
        """Show what the file offers."""
        self.path.setText(session.source)
        self.layer.clear()
        if session.colleague:
            self.layer.addItem(translate("ImportWizard", "All tables of the project"), "")
        for layer in session.layers:
            rows = (
                "" if layer.n_rows is None else inflected(
                    translate("ImportWizard", ", {n} (row|rows)"),
                    n=layer.n_rows,
                )
            )
            kind = "" if session.colleague else f" ({geometry_label(layer.geometry)}{rows})"
            name = table_name(layer.name) if session.colleague else layer.name
            self.layer.addItem(f"{name}{kind}", layer.name)
        for widget in (self.encoding, self.table):
            widget.setEnabled(not session.colleague)
        self.encoding.setCurrentIndex(0)
        self.encoding_note.clear()
        self.model.show_columns({}, ())
        self.sample_label.clear()
        self.notes.setText(
            translate(
                "ImportWizard", "This is a colleague's project: its rows come over with their identifiers."
            )
            if session.colleague
            else ""
        )

    def show_glance(self, session: Session, glance: Glance) -> None:
        """Show the first rows and the table proposed."""
        raw = glance.raw
        self.layer.setCurrentIndex(max(0, self.layer.findData(session.layer)))
        self.encoding.setEnabled(bool(raw.encoding))  # a workbook knows its own
        if session.encoding == "auto" and raw.encoding:
            name = _NAMES.get(raw.encoding, raw.encoding)
            self.encoding_note.setText(
                translate("ImportWizard", "found: {name}").format(name=name)
                if raw.encoding_sure
                else translate("ImportWizard", "probably {name}: look at the texts below").format(name=name)
            )
        else:
            self.encoding_note.clear()
        self.encoding_note.setStyleSheet(
            ""
            if raw.encoding_sure or session.encoding != "auto"
            else f"color: {ink(DOUBTFUL).name()}; font-weight: bold"
        )
        self.table.clear()
        likely = [table for table, _certainty, _why in glance.tables]
        for table in [*likely, *(table for table in TARGETS if table not in likely)]:
            self.table.addItem(table_name(table), table)
        self.table.setCurrentIndex(max(0, self.table.findData(session.table)) if session.table else -1)
        why = next((why for table, _certainty, why in glance.tables if table == session.table), "")
        self.table_note.setText(why if session.table else translate("ImportWizard", "Choose a table."))
        self.sample_label.setText(
            translate("ImportWizard", "The first {n} rows as delivered:").format(n=raw.n)
        )
        self.model.show_columns(raw.columns, raw.row_number.tolist())
        self.notes.setText("\n".join(str(problem) for problem in raw.problems[:4]))

    def _fill_encodings(self) -> None:
        self.encoding.addItem(translate("ImportWizard", "find out"), "auto")
        for name in CHOICES:
            self.encoding.addItem(_NAMES.get(name, name), name)

    def _typed(self) -> None:
        text = self.path.text().strip()
        if text and text != self.path.property("asked"):
            self._ask(text)

    def _ask(self, path: str) -> None:
        self.path.setProperty("asked", path)
        self.file_chosen.emit(path)

    def _browse(self, _checked: bool = False) -> None:
        path = file_to_open(self, translate("ImportWizard", "File to import"))
        if path:
            settings.LAST_FOLDER.set(str(Path(path).parent))
            self._ask(path)

    def _browse_folder(self, _checked: bool = False) -> None:
        path = QFileDialog.getExistingDirectory(
            self, translate("ImportWizard", "Folder to import"), settings.LAST_FOLDER.get()
        )
        if path:
            self._ask(path)

    def _chosen(self) -> None:
        self.layer_chosen.emit(self.layer.currentData() or "", self.encoding.currentData() or "auto")


def _beside(box: QComboBox, note: PlainLabel) -> Any:
    line = QHBoxLayout()
    box.setMinimumWidth(280)
    line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(note, 1)
    return line
