"""What is done with evidence: choose files, copy and attach them, open them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QFileDialog

from ...i18n import translate
from ...layers.editing.feature_rows import Row
from ...operations.judging import evidence, judging
from ...problems import UserError
from ..background import BackgroundTask, Report
from .dialogs import EvidenceDialog, accepted

if TYPE_CHECKING:
    from .part import JudgePart

ENDINGS = (
    "*.jpg", "*.jpeg", "*.png", "*.tif", "*.webp", "*.heic", "*.pdf", "*.doc", "*.docx", "*.xls", "*.xlsx",
    "*.csv", "*.txt", "*.mp4", "*.avi", "*.mov", "*.dwg", "*.dxf", "*.zip",
)  # fmt: skip


def attach(part: JudgePart, files: Sequence[str], kind: str, method: str, note: str = "") -> None:
    """Copy files into the project in the background, then attach them to the selected links."""
    if len(part.outfalls) != 1:
        part.desk.messages.info(translate("Judge", "Choose one outfall to attach evidence to."))
        return
    project, outfall = part.session.path, part.outfalls[0]
    links = part.dock.selected()
    title = judging.title_of(part.session, outfall).partition(" · ")[0]  # the code, where there is one

    def work(report: Report) -> list[evidence.Staged]:
        def told(at: int, share: float) -> None:
            report((at + share) / len(files), "writing")

        return [evidence.stage(project, title, file, partial(told, at)) for at, file in enumerate(files)]

    def done(staged: list[evidence.Staged]) -> None:
        part.tasks.discard(task)
        if part.session.path != project:
            return
        for one in staged:
            part.attempt(partial(evidence.attach, part.session, outfall, links, one, method, kind, note))
        if not any(one.copied for one in staged):
            part.desk.messages.info(translate("Judge", "These files were in the project already."))

    task = BackgroundTask(
        translate("Judge", "Copying evidence"),
        work,
        done,
        lambda error, log: part.failed(task, error, log),
    )
    part.tasks.add(task)
    task.start()


def open_evidence(part: JudgePart, row: Row) -> None:
    """Open a file of evidence with the program that the system has for it."""
    try:
        file, wrong = evidence.checked_file(part.session.path, row)
    except UserError as error:
        part.desk.messages.failure(error)
        return
    if wrong == "missing":
        part.desk.messages.warning(
            translate("Judge", "{path} is not there any more. Was the evidence folder moved?").format(
                path=file
            )
        )
        return
    if wrong == "changed":
        part.desk.messages.warning(
            translate("Judge", "{path} was changed after it was attached.").format(path=file)
        )
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def ask_evidence(part: JudgePart) -> None:
    """Let the user choose files and say what they are."""
    if not part.outfalls:
        return
    files, _filter = QFileDialog.getOpenFileNames(
        part.dock,
        translate("Judge", "Attach evidence"),
        "",
        translate("Judge", "Photos and documents")
        + f" ({' '.join(ENDINGS)});;"
        + translate("Judge", "All files")
        + " (*)",
    )
    if files:
        dialog = EvidenceDialog(files, len(part.dock.selected()), part.dock.method, part.dock)
        if accepted(dialog):
            attach(part, files, *dialog.values())
