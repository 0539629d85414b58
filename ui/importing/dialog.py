"""The wizard's window: five pages, one step after the other, work in the background.

File, columns, places, preview, report. Nothing is written before "Import" on the preview; while
something is read or written the window shows how far it is and offers to stop.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...i18n import translate
from ...importing.comparing.match_questions import open_questions
from ..plain_text import RichLabel
from . import keeping, work
from .columns_page import ColumnsPage
from .file_page import FilePage
from .place_page import PlacePage
from .preview_page import PreviewPage
from .questions import about_places
from .rejected import RejectedRows, person
from .report_page import ReportPage
from .rows import show_source_row
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
        self.rejects = RejectedRows(self.runner, self.report, lambda: self.session, self.imported.emit)
        self.pages = QStackedWidget()
        for page in (self.file, self.columns, self.places, self.preview, self.report):
            self.pages.addWidget(page)
        self.steps = RichLabel()
        self.profile = QPushButton(translate("ImportWizard", "Load mapping…"))
        self.keep = QPushButton(translate("ImportWizard", "Save mapping…"))
        self.back = QPushButton(translate("ImportWizard", "Back"))
        self.next = QPushButton()
        self.next.setDefault(True)
        self.end = QPushButton(translate("ImportWizard", "Close"))
        foot = QHBoxLayout()
        for button in (self.profile, self.keep):
            foot.addWidget(button)
        foot.addWidget(self.runner.doing, 1)
        for widget in (self.runner.progress, self.runner.stop, self.back, self.next, self.end):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.addWidget(self.runner.bar)
        column.addWidget(self.steps)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        self._wire()
        self._go(FILE)

    def _wire(self) -> None:
        self.file.file_chosen.connect(self.open_file)
        self.file.layer_chosen.connect(self._choose_layer)
        self.file.table_chosen.connect(self._choose_table)
        self.columns.answered.connect(self._answer)
        self.places.answered.connect(self._answer)
        self.preview.choices_changed.connect(self._try)
        self.preview.answered.connect(self._answer_rows)
        self.preview.details.anchorClicked.connect(lambda url: self._follow(url.toString()))
        self.report.text.anchorClicked.connect(lambda url: self._follow(url.toString()))
        self.report.save_report.clicked.connect(
            lambda _on=False: keeping.save_report(self, self.runner, self.session.outcomes))
        self.report.save_profile.clicked.connect(self._save_profile)
        self.report.save_sheet.clicked.connect(
            lambda _on=False: keeping.save_sheet(self, self.runner, self.report.listed))
        self.profile.clicked.connect(self._load_profile)
        self.keep.clicked.connect(self._save_profile)
        self.back.clicked.connect(self._back)
        self.next.clicked.connect(self._next)
        self.end.clicked.connect(self.close)
        self.runner.changed.connect(self._show_buttons)

    # what a person does

    def open_file(self, path: str) -> None:
        """Look at a file; the layer that fits a table best is chosen."""
        before = self.session
        # A mapping that was loaded first is meant for the file that comes then.
        profile = None if before.source else before.profile
        self.session = Session(before.project, source=path, profile=profile)
        self.columns.forget()
        self.places.edited = False

        def done(found: tuple[list[Any], bool, str]) -> None:
            self.session.layers, self.session.colleague, best = found
            self.file.show_layers(self.session)
            if self.session.colleague:
                self._show_buttons()
                return
            largest = max(self.session.layers, key=lambda layer: layer.n_rows or 0)
            self._choose_layer(best or largest.name, "auto")

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
            if kept_filter and "utility" not in answers:  # that answer sets the filter itself
                mapping.filter = kept_filter
            if place is not None:
                mapping.place = place
            self._show_page(page)

        self.runner.run(
            translate("ImportWizard", "Checking again"),
            lambda _report: work.propose(session, known.raw, known.context),
            done,
        )

    def _answer_rows(self, answers: dict[str, str]) -> None:
        """Take answers about rows in doubt in and try again."""
        for kept in (self.session.answers, self.session.mapping.answers):
            for code, answer in answers.items():
                kept.pop(code, None)
                if answer:
                    kept[code] = answer
        self._try()

    def _next(self, _on: bool = False) -> None:
        at = self.pages.currentIndex()
        if at == FILE:
            if self.session.colleague:
                self._try()
            elif self.session.understood is not None:
                self._go(COLUMNS)
            else:
                self._read()
        elif at != REPORT and self._open_questions(at):
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

    def _open_questions(self, page: int) -> bool:
        """Tell whether the page still asks something that must be answered."""
        if page == PREVIEW:
            return any(open_questions(outcome.plan) for outcome in self.session.outcomes)
        mapping = self.session.mapping
        return any(
            about_places(one) == (page == PLACES) and not one.optional and one.code not in mapping.answers
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
            translate("ImportWizard", "Trial run"), lambda report: work.trial(session, report), done
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
        user = person()

        def done(outcomes: list[Any]) -> None:
            session.outcomes = outcomes
            session.understood = None
            self.imported.emit()
            self._go(REPORT)
            self.rejects.show()

        self.runner.run(
            translate("ImportWizard", "Writing into the project"),
            lambda report: work.write(session, user, report),
            done,
        )

    # mappings and reports as files

    def _load_profile(self, _on: bool = False) -> None:
        opened = keeping.open_mapping(self, self.runner)
        if opened is None:
            return
        path, profile = opened
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
            translate("ImportWizard", "The mapping {name} is used.").format(name=path.name), good=True
        )
        self._go(FILE)

    def _save_profile(self, _on: bool = False) -> None:
        written = self.session.understood is None and self.session.outcomes
        mapping = self.session.outcomes[0].plan.mapping if written else self.session.mapping
        keeping.save_mapping(self, self.runner, mapping)

    # what the window does

    def _follow(self, link: str) -> None:
        kind, _, rest = link.partition(":")
        if kind == "uid":
            for outcome in self.session.outcomes:
                self.show_row.emit(outcome.plan.table, rest)
        elif kind == "row" and rest.isdigit():
            show_source_row(self, self.runner, self.session, int(rest))

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
