"""Asks the network in memory: what drains here, where does this run to, what would a click show.

There is one network in memory, the part "live" holds it and follows every edit. All work is
done in a thread on plain data (:mod:`.work`); this side only asks, hands over and cancels.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...i18n import translate
from ...operations.answers.trace_view import Start, TraceView
from ...problems import Cancelled
from ..background import Report

if TYPE_CHECKING:
    from ...operations.live.project import LiveProject
    from ...operations.runs.configurations import Configuration
    from ..interfaces import Live
    from ..live.work import Job

PAINTED_S = 0.5  # so long the lists of a large answer wait for its lines to be on the map
PREVIEW_S = 0.1  # a preview that takes longer is not shown
SLOW_PREVIEWS = 3  # so many in a row, and no more are tried for a while
PAUSE_MS = 10_000


class Tracer(QObject):
    """Answers about the open project, one question at a time."""

    progressed = pyqtSignal(float, str)  # share 0..1, code of the step
    sketched = pyqtSignal(object)  # the Lines of a large answer that is not whole yet
    finished = pyqtSignal(object)  # TraceView
    failed = pyqtSignal(object, str)  # exception, traceback for the log
    cancelled = pyqtSignal()
    previewed = pyqtSignal(object, object)  # Start, (Lines, metres) or None where that takes too long
    _lines_there = pyqtSignal(int, object, object)  # said in the thread: number of the question, Lines, shown

    def __init__(self, parent: QObject | None, live: Live) -> None:
        super().__init__(parent)
        self._live = live  # the part "live"
        self.configuration = ""  # that traces use, by its name
        self._job: Job | None = None
        self._number = 0  # of the last question
        self._preview: Job | None = None
        self._slow = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._lines_there.connect(self._on_lines)
        live.work.progressed.connect(self._on_progress)

    # state

    @property
    def is_busy(self) -> bool:
        """Say whether a trace is under way."""
        return self._job is not None

    def configure(self, used: Configuration | None) -> None:
        """Trace by a configuration (None: as delivered) from now on, over the network read anew."""
        self.configuration = used.name if used else ""
        self._live.use(used)

    def forget(self) -> None:
        """Drop what is known of the project, as when it is closed."""
        self.cancel()
        self.configuration = ""

    # questions

    def trace(
        self, start: Start | Sequence[int], upstream: bool = True, known: TraceView | None = None
    ) -> None:
        """Trace from features of the open project; plain numbers are outfalls.

        ``known``: an answer to the same question; it comes back where the new one says the same.
        """
        self.cancel()
        asked = start if isinstance(start, Start) else Start("outfalls", tuple(start))
        configuration = self.configuration
        self._number += 1
        number = self._number

        def sketch(lines: Any) -> None:
            shown = threading.Event()
            self._lines_there.emit(number, lines, shown)
            shown.wait(PAINTED_S)  # two threads at once would paint half as fast

        def question(live: LiveProject, report: Report) -> TraceView:
            from ...operations.answers import traces

            view = traces.trace(live, asked, upstream, report, sketch)
            view.configuration = configuration
            return known if known is not None and view.shows_the_same_as(known) else view

        self.progressed.emit(0.0, "tracing" if self._live.is_ready else "reading")
        title = (
            translate("Tracer", "Tracing upstream") if upstream else translate("Tracer", "Tracing downstream")
        )
        self._job = self._live.ask(question, self._on_done, self._on_failed, title)
        if self._job is None:
            self.cancelled.emit()

    def preview(self, start: Start, upstream: bool) -> None:
        """Ask what a click here would trace; answered by ``previewed`` where the network is at leisure."""
        self.stop_preview()
        if not self._live.is_settled or self._pause.isActive():
            return

        def question(network: Any, report: Report) -> Any:
            from ...operations.answers import traces

            return traces.preview(network, start, upstream, PREVIEW_S)

        self._preview = self._live.ask(question, lambda value: self._on_preview(start, value))

    def stop_preview(self) -> None:
        """Take the question for a preview back."""
        job, self._preview = self._preview, None
        if job is not None:
            job.cancel()

    def cancel(self) -> None:
        """Stop the trace under way, if any."""
        self.stop_preview()
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
            self.cancelled.emit()

    def close(self) -> None:
        """Stop."""
        self.cancel()
        self._pause.stop()

    # inside

    def _on_progress(self, share: float, step: str) -> None:
        if self._job is not None:
            self.progressed.emit(share, step)

    def _on_lines(self, number: int, lines: Any, shown: threading.Event) -> None:
        try:
            if self._job is not None and number == self._number:
                self.sketched.emit(lines)
        finally:
            shown.set()

    def _on_done(self, view: TraceView) -> None:
        self._job = None
        self.finished.emit(view)

    def _on_failed(self, error: BaseException, log: str) -> None:
        self._job = None
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            self.failed.emit(error, log)

    def _on_preview(self, start: Start, value: Any) -> None:
        self._preview = None
        self._slow = self._slow + 1 if value is None else 0
        if self._slow >= SLOW_PREVIEWS:
            self._slow = 0
            self._pause.start()
        self.previewed.emit(start, value)
