"""Files of evidence: chosen, copied into the project and attached, opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QFileDialog, QMessageBox

from ...i18n import translate
from ...operations.editing.feature_rows import Row
from ...operations.judging import candidates, evidence
from ...problems import UserError
from ..background import Report, Tasks
from ..plain_text import message_box, real_name
from .dialogs import EvidenceDialog, accepted
from .judging import Judging

ENDINGS = (
    "*.jpg", "*.jpeg", "*.png", "*.tif", "*.tiff", "*.bmp", "*.gif", "*.webp", "*.heic", "*.pdf", "*.doc",
    "*.docx", "*.xls", "*.xlsx", "*.csv", "*.txt", "*.mp4", "*.avi", "*.mov", "*.mkv", "*.wmv", "*.mpg",
    "*.mpeg", "*.dwg", "*.dxf", "*.zip",
)  # fmt: skip


class EvidenceFiles:
    """Evidence of the outfall that is judged."""

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._tasks = Tasks(judging.desk.messages.failure)

    def close(self) -> None:
        """Copy nothing more."""
        self._tasks.drop(2000)

    def ask(self) -> None:
        """Let the user choose files and say what they are."""
        judging = self._judging
        if not judging.outfalls:
            return
        files, _filter = QFileDialog.getOpenFileNames(
            judging.dock,
            translate("Judge", "Attach evidence"),
            "",
            translate("Judge", "Photos and documents")
            + f" ({' '.join(ENDINGS)});;"
            + translate("Judge", "All files")
            + " (*)",
        )
        if files:
            dock = judging.dock
            dialog = EvidenceDialog(files, len(dock.selected()), dock.method, dock)
            if accepted(dialog):
                self.attach(files, *dialog.values())

    def attach(self, files: Sequence[str], kind: str, method: str, note: str = "") -> None:
        """Copy files into the project in the background, then attach them to the selected links."""
        judging = self._judging
        if len(judging.outfalls) != 1:
            judging.desk.messages.info(translate("Judge", "Choose one outfall to attach evidence to."))
            return
        project, outfall = judging.session.path, judging.outfalls[0]
        links = judging.dock.selected()
        title = candidates.title_of(judging.session, outfall).partition(" · ")[0]  # the code, if there is one

        def work(report: Report) -> list[evidence.Staged]:
            def told(at: int, share: float) -> None:
                report((at + share) / len(files), "writing")

            return [evidence.stage(project, title, file, partial(told, at)) for at, file in enumerate(files)]

        def done(staged: list[evidence.Staged]) -> None:
            if judging.session.path != project:
                return
            for one in staged:
                piece = evidence.Piece(one, method, kind, note)
                judging.attempt(partial(evidence.attach, judging.session, outfall, links, piece))
            if not any(one.copied for one in staged):
                judging.desk.messages.info(translate("Judge", "These files were in the project already."))

        self._tasks.start(translate("Judge", "Copying evidence"), work, done)

    def open(self, row: Row) -> None:
        """Open a file of evidence with the program that the system has for it."""
        judging = self._judging
        try:
            file, wrong = evidence.checked_file(judging.session.path, row)
        except UserError as error:
            judging.desk.messages.failure(error)
            return
        if wrong == "missing":
            judging.desk.messages.warning(
                translate("Judge", "{path} is not there any more. Was the evidence folder moved?").format(
                    path=real_name(str(file))
                )
            )
            return
        if wrong == "changed":
            judging.desk.messages.warning(
                translate("Judge", "{path} was changed after it was attached.").format(
                    path=real_name(str(file))
                )
            )
        if is_known_kind(file):
            _open(file)
            return
        text = translate(
            "Judge",
            "“{name}” is none of the kinds of photo, document or film that are known here. It may be a "
            "program that runs when it is opened. Do you know who made it, and is it to be opened?",
        )
        title = translate("Judge", "Open evidence")
        box = message_box(judging.dock, title, text.format(name=real_name(file.name)))
        box.setIcon(QMessageBox.Icon.Warning)
        stay = box.addButton(translate("Judge", "Do not open"), QMessageBox.ButtonRole.RejectRole)
        box.addButton(translate("Judge", "Open it"), QMessageBox.ButtonRole.AcceptRole).clicked.connect(
            lambda _checked=False: _open(file)
        )
        box.setDefaultButton(stay)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def is_known_kind(file: Path) -> bool:
    """Tell whether the system opens ``file`` as a picture, document or film, whatever it holds.

    The ending decides that for the system: the last one, of the file that a link leads to as well.
    """
    names = (file.name, file.resolve().name)
    return all(f"*{Path(name).suffix.lower()}" in ENDINGS and ":" not in name for name in names)


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
