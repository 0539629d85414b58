"""Opening, making and re-tracing whole projects: the verbs of the toolbox with a window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QFileDialog

from ..algorithms.collector import CollectorRest
from ..i18n import inflected, translate
from ..problems import UserError
from . import settings
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
        self._run: tuple[Any, Any, Any] | None = None

    def choose_and_open(self) -> None:
        """Ask for a project file and open it."""
        path, _filter = QFileDialog.getOpenFileName(
            self._iface.mainWindow(),
            translate("Projects", "Open outfall project"),
            settings.LAST_FOLDER.get(),
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
        """Show the dialog of ``createproject`` or ``createdemo`` and offer to open what it made."""
        import processing

        results = processing.execAlgorithmDialog(f"outfalltracer:{algorithm}", {}) or {}
        path = str(results.get("OUTPUT") or "")
        if path and Path(path).is_file():
            self._messages.success(
                translate("Projects", "Made {path}.").format(path=path),
                [(translate("Projects", "Open it"), lambda: self.open(path))],
            )

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
                    "Projects",
                    "These layers are being edited: {layers}. Save or discard their edits and end the "
                    "edit mode, then trace again.",
                ).format(layers=", ".join(edited))
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
        task = QgsProcessingAlgRunnerTask(algorithm, {"PROJECT": path, "WRITE_BACK": True}, context, feedback)
        task.executed.connect(lambda ok, results: self._on_traced_all(ok, results, feedback))
        self._run = (task, context, feedback)
        CollectorRest.begin()
        QgsApplication.taskManager().addTask(task)
        self._messages.info(
            translate(
                "Projects",
                "Tracing all outfalls in the background; the task list at the bottom shows progress.",
            )
        )

    def close(self) -> None:
        """Cancel what runs."""
        if self._run is not None:
            task, _context, feedback = self._run
            self._run = None
            feedback.cancel()
            task.cancel()
            task.waitForFinished(10000)

    def _on_traced_all(self, ok: bool, _results: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        CollectorRest.end()
        if self._run is None:
            return
        self._run = None
        if feedback.isCanceled():
            self._messages.info(translate("Projects", "Tracing was stopped; nothing was written."))
        elif not ok:
            self._messages.warning(
                translate("Projects", "Tracing all outfalls did not work; nothing was written."),
                feedback.textLog(),
            )
        else:
            self._watch.reload()
            counts = self._watch.layer("outfalls")
            self._messages.success(
                inflected(
                    translate("Projects", "{n} (outfall is|outfalls are) traced and written back."),
                    n=counts.featureCount() if counts is not None else 0,
                )
            )
        self.traced_all.emit()
