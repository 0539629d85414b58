"""Traces in the background: reads and builds the network once, keeps it, traces as often as asked.

One task at a time. Edits make the kept network stale; the next trace then reads the
file again. All work is on plain data (``trace_work``); this side only starts, hands
over and cancels.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...i18n import translate
from ...problems import Cancelled
from ..background import BackgroundTask, Report
from .view import TraceView


class Tracer(QObject):
    """Holds the network of one project file and answers "what drains to these outfalls"."""

    progressed = pyqtSignal(float, str)  # share 0..1, code of the step
    finished = pyqtSignal(object)  # TraceView
    failed = pyqtSignal(object, str)  # exception, traceback for the log
    cancelled = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self._built: Any = None
        self._stale = False
        self._task: BackgroundTask | None = None

    @property
    def is_busy(self) -> bool:
        """Say whether a trace is under way."""
        return self._task is not None

    def mark_stale(self) -> None:
        """The network in the file may have changed: read it again before the next trace."""
        self._stale = True

    def forget(self) -> None:
        """Drop the network, as when the project is closed."""
        self.cancel()
        self._built = None
        self._path = ""

    def trace(self, path: str, outfall_fids: list[int], unsaved: list[str]) -> None:
        """Trace upstream from outfalls of the file at ``path``.

        ``unsaved`` names tables with unsaved edits, which the file does not show; the result says so.
        """
        self.cancel()
        kept = self._built if path == self._path and not self._stale else None
        self._path, self._stale = path, False

        def work(report: Report) -> tuple[Any, TraceView]:
            from . import work as trace_work

            built = kept if kept is not None else trace_work.build(path, report)
            return built, trace_work.trace(built, outfall_fids, unsaved, report)

        task = BackgroundTask(translate("Tracer", "Tracing upstream"), work, self._on_done, self._on_failed)
        task.progressChanged.connect(lambda percent: self.progressed.emit(percent / 100, task.step))
        self._task = task
        self.progressed.emit(0.0, "reading" if kept is None else "tracing")
        task.start()

    def cancel(self) -> None:
        """Stop the trace under way, if any."""
        if self._task is not None:
            task, self._task = self._task, None
            task.drop()
            self.cancelled.emit()

    def close(self) -> None:
        """Stop, and wait until the thread has left our code."""
        task = self._task
        self.cancel()
        if task is not None:
            task.waitForFinished(5000)
        self._built = None

    def _on_done(self, value: tuple[Any, TraceView]) -> None:
        self._task = None
        self._built, view = value
        self.finished.emit(view)

    def _on_failed(self, error: BaseException, log: str) -> None:
        self._task = None
        self._built = None
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            self.failed.emit(error, log)
