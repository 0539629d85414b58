"""Opening, making and re-tracing whole projects: the verbs of the toolbox with a window."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, QStandardPaths, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QFileDialog

from ..algorithms.garbage_collector import CollectorRest
from ..i18n import inflected, translate
from ..layers.project import find
from ..problems import UserError
from . import settings
from .file_dialogs import file_to_open
from .messages import Messages
from .project_watch import ProjectWatch


class Projects(QObject):
    """Opens and makes project files; runs the trace of a whole project."""

    traced_all = pyqtSignal()

    def __init__(
        self, iface: Any, watch: ProjectWatch, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._iface = iface
        self._watch = watch
        self._messages = messages
        self._run: _Run | None = None
        self.save: Callable[[], bool] = lambda: False  # how unsaved edits are saved; set by the desk

    def choose_and_open(self) -> None:
        """Ask for a project file and open it."""
        path = file_to_open(
            self._iface.mainWindow(),
            translate("Projects", "Open outfall project"),
            translate("Projects", "Outfall projects (*.gpkg)"),
        )
        if path:
            self.open(path)

    def open(self, path: str) -> bool:
        """Open the QGIS project stored in ``path``; say so where that does not work.

        An older schema is brought up to date, after a backup; a renamed file finds its layers again.
        """
        from ..layers.project.open_project import open_in_qgis

        asked: list[bool] = []  # whether the window took the project; it refuses where a person cancels

        def read(address: str) -> bool:
            QApplication.restoreOverrideCursor()
            asked.append(bool(self._iface.addProject(address)))
            return asked[-1]

        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            info = open_in_qgis(path, read=read)
        except UserError as error:
            if not asked or QgsProject.instance().error():
                self._messages.failure(error)
            return False
        finally:
            QApplication.restoreOverrideCursor()
        settings.LAST_FOLDER.set(str(Path(path).parent))
        self._watch.refresh()
        if info.backup is not None:
            self._messages.success(
                translate(
                    "Projects",
                    "{name} was made by an older version and is up to date now; what it was before is in "
                    "{backup}.",
                ).format(name=Path(path).name, backup=info.backup)
            )
        return True

    def make(self, algorithm: str) -> None:
        """Ask where a new project is to lie, show the dialog of ``createproject`` or ``createdemo``, open it.

        The dialog alone would put it into the temporary folder, where the system throws it away.
        """
        import processing

        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(settings.LAST_FOLDER.get() or documents)
        name = translate("Projects", "outfalls") if algorithm == "createproject" else "wuhan_demo"
        wanted, _filter = QFileDialog.getSaveFileName(
            self._iface.mainWindow(),
            translate("Projects", "Save the new project as"),
            str(folder / f"{name}.gpkg"),
            translate("Projects", "Outfall projects (*.gpkg)"),
        )
        if not wanted:
            return
        wanted = wanted if wanted.lower().endswith(".gpkg") else f"{wanted}.gpkg"
        results = processing.execAlgorithmDialog(f"outfalltracer:{algorithm}", {"OUTPUT": wanted}) or {}
        path = str(results.get("OUTPUT") or "")
        if path and Path(path).is_file() and self.open(path):
            self._messages.success(translate("Projects", "Made and opened {path}.").format(path=path))

    def run_verb(self, algorithm: str, **given: str) -> None:
        """Show the dialog of a verb with the open project, and what else is given, filled in."""
        import processing

        processing.execAlgorithmDialog(f"outfalltracer:{algorithm}", {"PROJECT": self._watch.path, **given})

    def trace_all(self) -> None:
        """Trace every outfall of the open project in the background and write the results back."""
        path = self._watch.path
        if not path:
            self._messages.warning(translate("Projects", "Open an outfall project first."))
            return
        if self._run is not None:
            self._messages.info(translate("Projects", "The project is being traced already."))
            return
        edited = [layer.name() for layer in self._watch.layers_of_file() if layer.isEditable()]
        if edited:
            self._messages.warning(
                translate(
                    "Projects", "Save the edits before tracing all outfalls. Being edited: {layers}."
                ).format(layers=", ".join(edited)),
                buttons=[(translate("Projects", "Save and trace"), self._save_and_trace)],
            )
            return
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("outfalltracer:traceproject")
        if algorithm is None:
            self._messages.error(
                translate("Projects", "The tracing algorithm is not in the toolbox; see the plugin's log.")
            )
            return
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        feedback = QgsProcessingFeedback()
        folder = tempfile.TemporaryDirectory(prefix="outfall-tracer-")
        asked = {"PROJECT": path, "WRITE_BACK": True, "SUMMARY": str(Path(folder.name) / "summary.json")}
        task = QgsProcessingAlgRunnerTask(algorithm, asked, context, feedback)
        task.executed.connect(lambda ok, _results: self._on_traced_all(ok))
        self._run = _Run(path, task, context, feedback, folder)
        CollectorRest.begin()
        QgsApplication.taskManager().addTask(task)
        self._messages.info(
            translate(
                "Projects",
                "Tracing all outfalls of {project} in the background; the task list at the bottom shows "
                "progress.",
            ).format(project=Path(path).name)
        )

    def close(self) -> None:
        """Cancel what runs."""
        if self._run is not None:
            run, self._run = self._run, None
            run.feedback.cancel()
            run.task.cancel()
            run.task.waitForFinished(10000)

    def _save_and_trace(self) -> None:
        """Save all edits, end the edit mode, and trace."""
        if not self.save():
            return
        for layer in self._watch.layers_of_file():
            if layer.isEditable() and not layer.isModified():
                layer.rollBack()
        self.trace_all()

    def _on_traced_all(self, ok: bool) -> None:
        """Say what became of the run; another project may be open by now."""
        CollectorRest.end()
        if self._run is None:
            return
        run, self._run = self._run, None
        name = Path(run.path).name
        is_open = bool(self._watch.path) and find.same_file(Path(run.path), self._watch.path)
        if run.feedback.isCanceled():
            text = translate("Projects", "{project}: tracing was stopped; nothing was written.")
            self._messages.info(text.format(project=name))
        elif not ok:
            text = translate("Projects", "{project}: tracing all outfalls did not work; nothing was written.")
            self._messages.warning(text.format(project=name), run.feedback.textLog())
        else:
            if is_open:
                self._watch.reload()
            other = () if is_open else ((translate("Projects", "Open it"), lambda: self.open(run.path)),)
            self._messages.success(_told(name, run.summary()), other)
        run.folder.cleanup()
        self.traced_all.emit()


@dataclass
class _Run:
    """A trace of the project at ``path`` in the background."""

    path: str
    task: QgsProcessingAlgRunnerTask
    context: QgsProcessingContext
    feedback: QgsProcessingFeedback
    folder: tempfile.TemporaryDirectory[str]

    def summary(self) -> dict[str, Any]:
        """Return what the run says that it did."""
        found: dict[str, Any] = json.loads(Path(self.folder.name, "summary.json").read_text(encoding="utf-8"))
        return found


def _told(project: str, summary: dict[str, Any]) -> str:
    """Return what a trace of all outfalls came to, in a sentence or two."""
    statuses, links = summary["statuses"], summary["links"]
    said = [
        inflected(
            translate("Projects", "{project}: {n} (outfall is|outfalls are) traced, {k} with sources."),
            project=project,
            n=summary["outfalls"],
            k=statuses.get("candidates", 0) + statuses.get("confirmed", 0),
        )
    ]
    if summary["unchanged"]:
        said.append(translate("Projects", "Nothing changed since the last run."))
        return " ".join(said)
    new, gone, lost = (links.get(what, 0) for what in ("new", "removed", "lost"))
    said.append(
        inflected(
            translate("Projects", "{new} new (candidate|candidates), {gone} dropped."), new=new, gone=gone
        )
    )
    if lost:
        text = translate("Projects", "{n} decided (link is|links are) no longer reached.")
        said.append(inflected(text, n=lost))
    if summary["differences"]:
        text = translate(
            "Projects", "{n} (value|values) that people entered (differs|differ) and (was|were) kept."
        )
        said.append(inflected(text, n=len(summary["differences"])))
    return " ".join(said)
