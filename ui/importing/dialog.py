"""The wizard's window: five pages, one step after the other, work in the background.

File, columns, places, preview, report. Nothing is written before "Import" on the preview; while
something is read or written the window shows how far it is and offers to stop.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...layers.importing import rejects
from ...layers.importing.profiles import load_profile, save_profile
from ...problems import UserError
from .. import settings
from ..background import Report
from . import work
from .columns_page import ColumnsPage
from .file_page import FilePage
from .place_page import PlacePage
from .preview_page import PreviewPage
from .questions import about_places
from .report_page import ReportPage
from .rows import shown
from .runner import Runner
from .work import Session

FILE, COLUMNS, PLACES, PREVIEW, REPORT = range(5)


class ImportDialog(QDialog):
    """One import, from a file to its report."""

    imported = pyqtSignal()  # the project's file has new contents
    show_row = pyqtSignal(str, str)  # table, uid: a person wants to see it

    def __init__(
        self,
        project: str,
        project_layer: Callable[[str], Any],
        editing: Callable[[], list[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("OutfallTracerImport")
        self.setWindowTitle(translate("ImportWizard", "Import into the project"))
        self.setAcceptDrops(True)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.resize(1180, 780)
        self.session = Session(project)
        self._editing = editing
        self.runner = Runner(self)
        self.file, self.columns, self.places = FilePage(), ColumnsPage(), PlacePage()
        self.preview, self.report = PreviewPage(project_layer), ReportPage()
        self.pages = QStackedWidget()
        for page in (self.file, self.columns, self.places, self.preview, self.report):
            self.pages.addWidget(page)
        self.steps = QLabel()
        self.steps.setTextFormat(Qt.TextFormat.RichText)
        self.profile = QPushButton(translate("ImportWizard", "Load mapping…"))
        self.keep = QPushButton(translate("ImportWizard", "Save mapping…"))
        self.back = QPushButton(translate("ImportWizard", "Back"))
        self.next = QPushButton()
        self.next.setDefault(True)
        self.end = QPushButton(translate("ImportWizard", "Close"))
        foot = QHBoxLayout()
        for widget in (self.profile, self.keep):
            foot.addWidget(widget)
        foot.addWidget(self.runner.doing, 1)
        for widget in (self.runner.progress, self.runner.stop, self.back, self.next, self.end):
            foot.addWidget(widget)
        page = QVBoxLayout(self)
        page.addWidget(self.runner.bar)
        page.addWidget(self.steps)
        page.addWidget(self.pages, 1)
        page.addLayout(foot)
        self._wire()
        self._go(FILE)

    def _wire(self) -> None:
        self.file.file_chosen.connect(self.open_file)
        self.file.layer_chosen.connect(self._choose_layer)
        self.file.table_chosen.connect(self._choose_table)
        self.columns.answered.connect(self._answer)
        self.places.answered.connect(self._answer)
        self.preview.choices_changed.connect(self._try)
        self.preview.details.anchorClicked.connect(lambda url: self._follow(url.toString()))
        self.report.link.connect(self._follow)
        self.report.take_in.connect(self._take_in)
        self.report.dismiss.connect(self._dismiss)
        self.report.save_report.connect(self._save_report)
        self.report.save_profile.connect(self._save_profile)
        self.profile.clicked.connect(self._load_profile)
        self.keep.clicked.connect(self._save_profile)
        self.back.clicked.connect(self._back)
        self.next.clicked.connect(self._next)
        self.end.clicked.connect(self.close)
        self.runner.changed.connect(self._show_buttons)

    # what a person does

    def open_file(self, path: str) -> None:
        """Look at a file; its largest layer is chosen."""
        before = self.session
        # A mapping that was loaded first is meant for the file that comes then.
        profile = None if before.source else before.profile
        self.session = Session(before.project, source=path, profile=profile)
        self.columns.forget()
        self.places.edited = False

        def done(found: tuple[list[Any], bool]) -> None:
            self.session.layers, self.session.colleague = found
            self.file.show_layers(self.session)
            if self.session.colleague:
                self._show_buttons()
                return
            largest = max(self.session.layers, key=lambda layer: layer.n_rows or 0)
            self._choose_layer(largest.name, "auto")

        self.runner.run(
            translate("ImportWizard", "Looking at the file"), lambda _report: work.look(path), done
        )

    def _choose_layer(self, layer: str, encoding: str) -> None:
        session = self.session
        self._forget()
        session.layer, session.encoding = layer, encoding
        if session.colleague:
            self._show_buttons()
            return

        def done(found: work.Glance) -> None:
            session.sample = found.raw
            if session.profile is not None:
                session.table = session.profile.table
            elif found.tables and (
                not session.table or session.table not in [one[0] for one in found.tables]
            ):
                session.table = found.tables[0][0]
            self.file.show_glance(session, found)
            self._show_buttons()

        self.runner.run(
            translate("ImportWizard", "Reading the first rows"),
            lambda _report: work.glance(session.source, layer, encoding),
            done,
        )

    def _choose_table(self, table: str) -> None:
        self.session.table = table
        if self.session.profile is not None and self.session.profile.table != table:
            self.session.profile = None
        self.file.table_note.clear()
        self._forget()
        self._show_buttons()

    def _forget(self) -> None:
        """Forget what was understood: it is about something else."""
        self.session.understood = None
        self.session.answers.clear()
        self.columns.forget()
        self.places.edited = False

    def _answer(self, answers: dict[str, str]) -> None:
        """Take answers in and propose again; what a person set in the tables stays."""
        session = self.session
        known = session.understood
        if known is None:
            return
        place, kept_filter, page = self.places.rule(), known.mapping.filter, self.pages.currentIndex()
        for code, answer in answers.items():
            session.answers.pop(code, None)
            if answer:
                session.answers[code] = answer

        def done(mapping: Any) -> None:
            known.mapping = mapping
            mapping.filter = kept_filter
            if place is not None:
                mapping.place = place
            self._show_page(page)

        self.runner.run(
            translate("ImportWizard", "Thinking it over"),
            lambda _report: work.propose(session, known.raw, known.context),
            done,
        )

    def _next(self, _on: bool = False) -> None:
        at = self.pages.currentIndex()
        if at == FILE:
            if self.session.colleague:
                self._try()
            elif self.session.understood is not None:
                self._go(COLUMNS)
            else:
                self._read()
        elif at in (COLUMNS, PLACES) and self._open_questions(at == PLACES):
            self.runner.tell(translate("ImportWizard", "The questions in bold need an answer first."))
        elif at == COLUMNS:
            self._go(PLACES)
        elif at == PLACES:
            self._try()
        elif at == PREVIEW:
            self._import()
        else:
            self.report.show_rejects([])
            self._go(FILE)

    def _open_questions(self, places: bool) -> bool:
        """Tell whether the page still asks something that must be answered."""
        mapping = self.session.mapping
        return any(
            about_places(one) == places and not one.optional and one.code not in mapping.answers
            for one in mapping.questions
        )

    def _back(self, _on: bool = False) -> None:
        at = self.pages.currentIndex()
        self._go(FILE if at == PREVIEW and self.session.colleague else max(FILE, at - 1))

    def _read(self) -> None:
        session = self.session

        def done(found: work.Understood) -> None:
            session.understood = found
            self._go(COLUMNS)

        self.runner.run(
            translate("ImportWizard", "Reading {file}").format(file=Path(session.source).name),
            lambda report: work.understand(session, report),
            done,
        )

    def _try(self) -> None:
        session = self.session
        session.choices = self.preview.choices()

        def done(outcomes: list[Any]) -> None:
            session.outcomes = outcomes
            self._go(PREVIEW)

        self.runner.run(
            translate("ImportWizard", "Trying it out"), lambda report: work.trial(session, report), done
        )

    def _import(self) -> None:
        editing = self._editing()
        if editing:
            self.runner.tell(
                translate(
                    "ImportWizard",
                    "These layers are being edited: {layers}. Save or discard their edits, then import "
                    "again.",
                ).format(layers=", ".join(editing))
            )
            return
        session = self.session
        user = settings.PERSON.get() or QgsApplication.userLoginName()

        def done(outcomes: list[Any]) -> None:
            session.outcomes = outcomes
            session.understood = None
            self.imported.emit()
            self._go(REPORT)
            self._show_rejects()

        self.runner.run(
            translate("ImportWizard", "Writing into the project"),
            lambda report: work.write(session, user, report),
            done,
        )

    # rejected rows

    def _show_rejects(self) -> None:
        from ...layers.table_io import ProjectFile

        uids = [outcome.import_uid for outcome in self.session.outcomes if outcome.import_uid]

        def read(_report: Report) -> list[rejects.KeptReject]:
            with ProjectFile(self.session.project) as project:
                return [reject for uid in uids for reject in rejects.listed(project, import_uid=uid)]

        self.runner.run(translate("ImportWizard", "Reading"), read, self.report.show_rejects)

    def _take_in(self, mended: dict[str, dict[str, Any]], uids: list[str]) -> None:
        project = self.session.project
        user = settings.PERSON.get() or QgsApplication.userLoginName()

        def done(found: rejects.TakeIn) -> None:
            self.imported.emit()
            self.runner.tell(
                translate("ImportWizard", "{n} rows were taken in, {left} are still rejected.").format(
                    n=found.taken_in, left=found.still_rejected
                ),
                good=not found.still_rejected,
            )
            self._show_rejects()

        self.runner.run(
            translate("ImportWizard", "Taking the rows in"),
            lambda report: rejects.take_in(project, mended, uids, lambda share: report(share, ""), user),
            done,
        )

    def _dismiss(self, uids: list[str]) -> None:
        project = self.session.project
        self.runner.run(
            translate("ImportWizard", "Writing into the project"),
            lambda _report: rejects.dismiss(project, uids),
            lambda _n: self._show_rejects(),
        )

    # files

    def _load_profile(self, _on: bool = False) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, translate("ImportWizard", "Mapping"), settings.LAST_FOLDER.get(), "JSON (*.json)"
        )
        if not path:
            return
        try:
            profile = load_profile(path)
        except UserError as error:
            self.runner.fail(error)
            return
        session = self.session
        session.profile, session.table = profile, profile.table
        self._forget()
        if session.source and not session.colleague:
            session.layer = next(
                (one.name for one in session.layers if one.name == profile.layer), session.layer
            )
            self._choose_layer(session.layer, profile.encoding or "auto")
            self.file.encoding.setCurrentIndex(max(0, self.file.encoding.findData(profile.encoding)))
        self.runner.tell(
            translate("ImportWizard", "The mapping {name} is used.").format(name=Path(path).name), good=True
        )
        self._go(FILE)

    def _save_profile(self, _on: bool = False) -> None:
        mapping = (
            self.session.outcomes[0].plan.mapping
            if self.session.understood is None and self.session.outcomes
            else self.session.mapping
        )
        path, _filter = QFileDialog.getSaveFileName(
            self, translate("ImportWizard", "Mapping"), settings.LAST_FOLDER.get(), "JSON (*.json)"
        )
        if not path:
            return
        try:
            save_profile(path if path.lower().endswith(".json") else f"{path}.json", mapping)
        except UserError as error:
            self.runner.fail(error)

    def _save_report(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self,
            translate("ImportWizard", "Report of the import"),
            settings.LAST_FOLDER.get(),
            "HTML (*.html);;JSON (*.json)",
        )
        if not path:
            return
        outcomes = self.session.outcomes
        pages = [outcome.report.to_json() for outcome in outcomes]
        text = (
            json.dumps(pages[0] if len(pages) == 1 else pages, ensure_ascii=False, indent=2)
            if path.lower().endswith(".json")
            else "".join(outcome.report.to_html() for outcome in outcomes)
        )
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            self.runner.tell(str(error))

    # what the window does

    def _follow(self, link: str) -> None:
        kind, _, rest = link.partition(":")
        if kind == "uid":
            for outcome in self.session.outcomes:
                self.show_row.emit(outcome.plan.table, rest)
        elif kind == "row" and rest.isdigit():
            self._show_source_row(int(rest))

    def _show_source_row(self, number: int) -> None:
        """Show a row of the file as it was delivered, where it is still at hand."""
        known = self.session.understood
        raw = known.raw if known is not None else self.session.sample
        at = raw.row_number.tolist().index(number) if raw is not None and number in raw.row_number else -1
        if raw is None or at < 0:
            self.runner.tell(
                translate("ImportWizard", "Row {n} of {file}.").format(
                    n=number, file=Path(self.session.source).name
                )
            )
            return
        box = QMessageBox(self)
        box.setWindowTitle(
            translate("ImportWizard", "Row {n} of {file}.").format(
                n=number, file=Path(self.session.source).name
            )
        )
        box.setText("\n".join(f"{name}: {shown(value)}" for name, value in raw.row(at).items()))
        box.open()

    def _go(self, page: int) -> None:
        self._show_page(page)
        self.pages.setCurrentIndex(page)
        self._show_buttons()

    def _show_page(self, page: int) -> None:
        shower = {
            COLUMNS: self.columns.show_session,
            PLACES: self.places.show_session,
            PREVIEW: self.preview.show_session,
            REPORT: self.report.show_session,
        }.get(page)
        if shower is not None:
            shower(self.session)

    def _show_buttons(self) -> None:
        at, busy, session = self.pages.currentIndex(), self.runner.busy, self.session
        names = (
            translate("ImportWizard", "File"),
            translate("ImportWizard", "Columns"),
            translate("ImportWizard", "Places"),
            translate("ImportWizard", "Preview"),
            translate("ImportWizard", "Report"),
        )
        self.steps.setText(
            " &nbsp;›&nbsp; ".join(
                f"<b>{number}. {name}</b>"
                if number == at + 1
                else f"<span style='color: gray'>{number}. {name}</span>"
                for number, name in enumerate(names, 1)
            )
        )
        ready = bool(session.source) and (
            session.colleague or (session.sample is not None and bool(session.table))
        )
        self.next.setText(
            {
                PREVIEW: translate("ImportWizard", "Import"),
                REPORT: translate("ImportWizard", "Next file"),
            }.get(at, translate("ImportWizard", "Next"))
        )
        self.next.setEnabled(not busy and (at != FILE or ready))
        self.back.setEnabled(not busy and at in (COLUMNS, PLACES, PREVIEW))
        self.profile.setVisible(at == FILE)
        self.keep.setVisible(at in (COLUMNS, PLACES, PREVIEW) and not session.colleague)
        self.pages.setEnabled(not busy)

    def dragEnterEvent(self, event: Any) -> None:
        """Take files that are dragged here."""
        if event.mimeData().hasUrls() and not self.runner.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        """Open the file that was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._go(FILE)
            self.open_file(paths[0])

    def showEvent(self, event: Any) -> None:
        """Show the preview's map again after the window was closed."""
        super().showEvent(event)
        self._show_buttons()
        if self.pages.currentIndex() == PREVIEW:
            self._show_page(PREVIEW)

    def reject(self) -> None:
        """Close, in whatever way: stop what runs; a write that was begun is taken back."""
        self.runner.drop()
        self.preview.close_layers()
        super().reject()
