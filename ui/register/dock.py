"""The register dock: every outfall of the open project, filtered, sorted, followed on the map.

Without a project it welcomes and offers the three ways to get one. The selection here
and the selection of the outfalls layer follow each other; each side only speaks when
the other differs, so they never chase one another.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from qgis.core import QgsVectorLayer
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QShortcut,
    QStackedWidget,
    QTableView,
    QToolButton,
    QWidget,
)

from ...i18n import translate, user_language
from ...problems import UserError
from ..icons import icon
from ..inks import ink
from ..lists import step_row
from ..metrics import lines_height, width_of
from ..project_watch import ProjectWatch
from ..words import label
from .filters import RegisterFilters
from .model import COLUMNS, STATES, OutfallRow, RegisterModel, state_name, status_colour, with_stale
from .rows import read_rows

#: What a column has room for; texts that are longer go on in a second line.
SAMPLES = {
    "code": "FA-420102-0004-",
    "name": "某街某号东南侧沟渠",
    "district": "东湖高新区",
    "trace_status": "已溯源未发",
    "trace_confidence": "0.88",
    "party_main": "武汉市江岸区",
}
LINES = 2  # of text in a row
CODE, MEASURED = 16, 300  # letters of a code in one line; rows that say how wide codes are
ORDER = (
    "code", "name", "trace_status", "n_enterprises", "n_construction_sites", "n_farmland_outlets",
    "n_other_sources", "party_main", "trace_confidence", "district",
)  # fmt: skip


class RegisterDock(QDockWidget):
    """Shows the register; asks for everything else by signals, and by the buttons of its welcome."""

    trace_requested = pyqtSignal(list)  # fids of outfalls
    row_chosen = pyqtSignal(int)  # fid; by a person, here
    district_chosen = pyqtSignal(str)  # county code
    zoom_requested = pyqtSignal(list)  # fids of outfalls
    form_requested = pyqtSignal(int)
    judge_requested = pyqtSignal()
    files_requested = pyqtSignal()
    failed = pyqtSignal(object)  # UserError: the rows could not be read, and are as they were

    # from dock.ui
    pages: QStackedWidget
    welcomePage: QWidget
    welcomeIcon: QLabel
    welcomeTitle: QLabel
    welcomeText: QLabel
    againButton: QPushButton
    openButton: QPushButton
    newButton: QPushButton
    demoButton: QPushButton
    registerPage: QWidget
    districtBox: QComboBox
    statusBox: QComboBox
    typeBox: QComboBox
    assignedBox: QComboBox
    searchEdit: QLineEdit
    countsLabel: QLabel
    emptyLabel: QLabel
    table: QTableView
    previousButton: QToolButton
    nextButton: QToolButton
    positionLabel: QLabel
    zoomButton: QToolButton
    traceButton: QPushButton

    def __init__(self, watch: ProjectWatch, parent: Any = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.setObjectName("OutfallTracerRegister")
        self._watch = watch
        self._path = ""  # the project that the filters are about
        self._welcome_texts = (self.welcomeTitle.text(), self.welcomeText.text())
        self._following = False
        self.model = RegisterModel(self)
        self._out_of_date = True
        self._stale: dict[str, str] = {}
        self._rows: list[OutfallRow] = []  # as the table has them
        boxes = (self.districtBox, self.statusBox, self.typeBox, self.assignedBox)
        self.filters = RegisterFilters(self.model, boxes, self.searchEdit)
        self._dress()
        self._connect()
        self.reload()

    # what it shows

    def reload(self, *_arguments: Any) -> None:
        """Read the register again, now if it is seen, else when it will be; after edits those rows."""
        try:
            self._reload()
        except UserError as error:
            self._out_of_date = True
            self.failed.emit(error)

    def _reload(self) -> None:
        edited = self._watch.edited
        if edited is not None and not self._out_of_date and self.isVisible() and self._outfalls() is not None:
            self._read_again(edited)
            return
        self._out_of_date = True
        if not self.isVisible():
            return
        self._out_of_date = False
        layer = self._outfalls()
        if layer is None:
            self.model.set_rows([])
            self._welcome()
            return
        if self._watch.path != self._path:
            self._path = self._watch.path
            self.filters.clear()
        selected = self.selected_fids()
        self._rows = read_rows(layer, self._watch.layer("districts"))
        self.model.set_rows([with_stale(row, self._stale) for row in self._rows])
        self.pages.setCurrentWidget(self.registerPage)
        codes = [row.code[:CODE] for row in self._rows[:MEASURED]]
        column = COLUMNS.index("code")
        self.table.setColumnWidth(column, width_of(self.table, [SAMPLES["code"], *codes]))
        self.filters.fill()
        self._show_counts()
        self._select_fids(selected or layer.selectedFeatureIds())

    def _read_again(self, fids: Collection[int]) -> None:
        layer, selected = self._outfalls(), self.selected_fids()
        if layer is None:
            return
        changed = {row.uid: row for row in read_rows(layer, self._watch.layer("districts"), fids)}
        self._rows = [changed.get(row.uid, row) for row in self._rows]
        self.model.replace_rows({uid: with_stale(row, self._stale) for uid, row in changed.items()})
        self.filters.fill()
        self._show_counts()
        if selected != self.selected_fids():  # a row has come, gone or moved
            self._select_fids(selected)

    def _welcome(self) -> None:
        """Without outfalls: say why there are none, and how to get them."""
        lost = bool(self._watch.file)
        for widget in (self.newButton, self.demoButton):
            widget.setVisible(not lost)
        self.againButton.setVisible(lost)
        self.welcomeTitle.setText(self._welcome_texts[0] if not lost else translate(
            "RegisterDock", "The layer of outfalls was removed"))
        self.welcomeText.setText(self._welcome_texts[1] if not lost else translate(
            "RegisterDock", "It was taken out of the window, not out of the file {project}. Nothing is lost."
        ).format(project=Path(self._watch.file).name))
        self.pages.setCurrentWidget(self.welcomePage)

    def set_stale(self, because: dict[str, str]) -> None:
        """Mark these outfalls (uid -> why) as out of date, besides those that the table itself says are."""
        if because == self._stale:
            return
        before, self._stale = self._stale, because
        if self._out_of_date or not self.isVisible():
            self._out_of_date = True
            return
        differ = {uid for uid in before.keys() | because.keys() if before.get(uid) != because.get(uid)}
        selected = self.selected_fids()
        self.model.replace_rows(
            {row.uid: with_stale(row, because) for row in self._rows if row.uid in differ}
        )
        self._show_counts()
        if selected != self.selected_fids():  # the list of those out of date was arranged anew
            self._select_fids(selected)

    def selected_rows(self) -> list[OutfallRow]:
        """Return the selected rows, top to bottom."""
        positions = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        rows = (self.model.row_at(position) for position in positions)
        return [row for row in rows if row is not None]

    def selected_fids(self) -> list[int]:
        """Return the feature ids of the selected outfalls."""
        return [row.fid for row in self.selected_rows()]

    def step(self, by: int) -> None:
        """Select the next (+1) or previous (-1) outfall of the list."""
        step_row(self.table, by)

    # how it is made

    def _dress(self) -> None:
        font = self.welcomeTitle.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self.welcomeTitle.setFont(font)
        self.welcomeIcon.setPixmap(icon("outfall_tracer").pixmap(QSize(72, 72)))
        for button, name in (
            (self.againButton, "register"),
            (self.openButton, "open_project"),
            (self.newButton, "new_project"),
            (self.demoButton, "demo_project"),
            (self.previousButton, "previous"),
            (self.nextButton, "next"),
            (self.zoomButton, "zoom"),
            (self.traceButton, "trace"),
        ):
            button.setIcon(icon(name))
        self.table.setModel(self.model)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(lines_height(self.table, LINES))
        self.table.setWordWrap(True)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        for section, name in enumerate(COLUMNS):
            heading = str(self.model.headerData(section, Qt.Orientation.Horizontal))
            texts = [SAMPLES.get(name, "88")]
            if name == "trace_status" and user_language() == "en":
                texts = [word for label in self.model.status_labels() for word in label.split()]
            self.table.setColumnWidth(section, width_of(self.table, texts, heading))
        for place, name in enumerate(ORDER):
            header.moveSection(header.visualIndex(COLUMNS.index(name)), place)

    def copy(self) -> None:
        """Copy the selected rows as a table that a spreadsheet takes."""
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        lines = [
            [str(self.model.row_at(row).name if name == "name" else self.model.index(row, at).data())
             for at, name in enumerate(COLUMNS)]
            for row in sorted(rows)
        ]  # fmt: skip
        QApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines))

    def menu(self) -> QMenu:
        """Return what a right click offers for the selected rows."""
        menu = QMenu(self.table)
        fids = self.selected_fids()
        for text, image, slot, enabled in (
            (translate("RegisterDock", "Copy"), "keep", self.copy, bool(fids)),
            (translate("RegisterDock", "Show on the map"), "zoom",
             lambda: self.zoom_requested.emit(fids), bool(fids)),
            (translate("RegisterDock", "Open the form"), "note",
             lambda: self.form_requested.emit(fids[0]), len(fids) == 1),
            (translate("RegisterDock", "Trace upstream"), "trace", self._ask_trace, bool(fids)),
            (translate("RegisterDock", "Judge the sources"), "judge", self.judge_requested.emit, bool(fids)),
            (translate("RegisterDock", "File of the outfall…"), "export_file",
             self.files_requested.emit, bool(fids)),
        ):  # fmt: skip
            action = menu.addAction(icon(image), text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
        return menu

    def _on_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.exec(self.table.viewport().mapToGlobal(place))
        menu.deleteLater()

    def _connect(self) -> None:
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_menu)
        self.emptyLabel.linkActivated.connect(lambda _link: self.filters.clear())
        self.previousButton.clicked.connect(lambda _checked=False: self.step(-1))
        self.nextButton.clicked.connect(lambda _checked=False: self.step(+1))
        self.zoomButton.clicked.connect(lambda _checked=False: self.zoom_requested.emit(self.selected_fids()))
        self.traceButton.clicked.connect(lambda _checked=False: self._ask_trace())
        self.table.doubleClicked.connect(lambda _index: self._ask_trace())
        for keys, slot in (
            ("Alt+Up", lambda: self.step(-1)),
            ("Alt+Down", lambda: self.step(+1)),
            ("Return", self._ask_trace),
            ("Ctrl+C", self.copy),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table if keys in ("Return", "Ctrl+C") else self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.filters.changed.connect(self._apply_filter)
        self.districtBox.activated.connect(
            lambda _index: self.district_chosen.emit(self.districtBox.currentData() or "")
        )
        self.countsLabel.linkActivated.connect(self.filters.toggle_status)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._tell_map())
        self.visibilityChanged.connect(
            lambda visible: self.reload() if visible and self._out_of_date else None
        )
        self._watch.layers_changed.connect(self.reload)
        self._watch.outfalls_changed.connect(self.reload)
        self._watch.selection_changed.connect(self._follow_map)

    # filters

    def _apply_filter(self) -> None:
        selected = self.selected_fids()
        self._following = True  # a filter does not change what is selected on the map
        try:
            self.model.set_filter(**self.filters.wanted())
        finally:
            self._following = False
        self.table.setColumnHidden(COLUMNS.index("district"), bool(self.districtBox.currentData()))
        self._show_counts()
        self._select_fids(selected)

    def _show_counts(self) -> None:
        counts = self.model.status_counts()
        parts = [
            f'<a href="{code}" style="text-decoration:none;color:{ink(status_colour(code)).name()}">'
            f"●&nbsp;<b>{n}</b>&nbsp;{_status_name(code).replace(' ', '&nbsp;')}</a>"
            for code, n in counts.items()
            if n or code == self.statusBox.currentData()
        ]
        n = sum(n for code, n in counts.items() if code not in STATES)
        whole = translate("RegisterDock", "{k} of {n} complete").format(k=counts["complete"], n=n)
        self.countsLabel.setText(" &nbsp; ".join([f"<b>{whole}</b>", *parts]))
        self._show_position()

    def _show_position(self) -> None:
        shown, selected = self.model.rowCount(), self.selected_rows()
        nothing = not shown and self.model.total() > 0
        self.emptyLabel.setVisible(nothing)
        if nothing:
            self.emptyLabel.setText(
                f"<p>{translate('RegisterDock', 'No outfall matches these filters.')}</p>"
                f"<p><a href='clear'>{translate('RegisterDock', 'Clear the filters')}</a></p>"
            )
        if len(selected) == 1:
            text = translate("RegisterDock", "{position} of {shown}").format(
                position=self.model.position_of(selected[0].uid) + 1, shown=shown
            )
        elif selected:
            text = translate("RegisterDock", "{n} of {shown} selected").format(n=len(selected), shown=shown)
        elif not self.model.total():
            text = translate("RegisterDock", "The register is empty")
        else:
            text = translate("RegisterDock", "{shown} of {total}").format(
                shown=shown, total=self.model.total()
            )
        self.positionLabel.setText(text)
        for button in (self.traceButton, self.zoomButton):
            button.setEnabled(bool(selected))

    # selection

    def _outfalls(self) -> QgsVectorLayer | None:
        return self._watch.layer("outfalls")

    def _ask_trace(self) -> None:
        if self.selected_fids():
            self.trace_requested.emit(self.selected_fids())

    def _tell_map(self) -> None:
        self._show_position()
        layer = self._outfalls()
        if self._following or layer is None:
            return
        fids = self.selected_fids()
        if set(fids) != set(layer.selectedFeatureIds()):
            layer.selectByIds(fids)
        if len(fids) == 1:
            self.row_chosen.emit(fids[0])

    def _follow_map(self) -> None:
        layer = self._outfalls()
        if layer is not None and set(layer.selectedFeatureIds()) != set(self.selected_fids()):
            self._select_fids(layer.selectedFeatureIds())

    def _select_fids(self, fids: Any) -> None:
        """Select the rows of ``fids`` without telling the map."""
        wanted = set(fids)
        selection, first = QItemSelection(), -1
        for position in range(self.model.rowCount()) if wanted else ():
            row = self.model.row_at(position)
            if row is not None and row.fid in wanted:
                first = position if first < 0 else first
                selection.select(self.model.index(position, 0), self.model.index(position, len(COLUMNS) - 1))
        self._following = True
        try:
            model = self.table.selectionModel()
            if first >= 0:
                model.setCurrentIndex(self.model.index(first, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
                self.table.scrollTo(self.model.index(first, 0))
            model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        finally:
            self._following = False
        self._show_position()


def _status_name(code: str) -> str:
    return state_name(code) if code in STATES else label("trace_status", code)
