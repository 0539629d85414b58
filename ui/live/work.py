"""One thing after the other: the network is read, edits go in, questions are answered, off the main thread.

A queue with one task at a time. Whatever is asked after an edit sees the edit. Only this
module holds the :class:`LiveProject`; everybody else asks.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...algorithms.garbage_collector import rest_until_done, unfreeze
from ...i18n import translate
from ...operations.live.gradual_release import release_gradually
from ...problems import Cancelled
from ..background import BackgroundTask, Report

if TYPE_CHECKING:
    from ...operations.live.project import LiveProject
    from ...operations.runs.configurations import Configuration

Question = Callable[["LiveProject", Report], Any]


@dataclass(eq=False)
class Job:
    """Something asked; ``cancel`` takes it back, and then neither ``done`` nor ``failed`` is called."""

    kind: str  # read, edit or ask
    run: Callable[[Report], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException, str], None]
    title: str = ""
    states: list[Any] = field(default_factory=list)
    task: BackgroundTask | None = None
    dropped: bool = False

    def cancel(self) -> None:
        """Take it back."""
        self.dropped = True
        if self.task is not None and self.kind == "ask":
            self.task.cancel()


class LiveWork(QObject):
    """Owns the network in memory and everything that is done with it."""

    progressed = pyqtSignal(float, str)  # share 0..1 and code of the step, while the network is read
    read = pyqtSignal(object)  # the LiveProject is there
    edited = pyqtSignal(object)  # LiveChange
    felt = pyqtSignal(object, str, str)  # before long work: outfalls that an edit may reach, action, row
    failed = pyqtSignal(object, str)  # the network is gone: exception, traceback for the log
    stopped = pyqtSignal()  # reading was cancelled
    idle = pyqtSignal()  # nothing is left to do

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live: LiveProject | None = None
        self._queue: deque[Job] = deque()
        self._waiting: list[Job] = []  # questions that come after edits which are still being read
        self._running: Job | None = None

    @property
    def is_ready(self) -> bool:
        """Say whether the network is in memory."""
        return self._live is not None

    @property
    def is_reading(self) -> bool:
        """Say whether the network is being read, or about to be."""
        return any(job.kind == "read" for job in (self._running, *self._queue) if job)

    @property
    def is_busy(self) -> bool:
        """Say whether anything is under way."""
        return self._running is not None or bool(self._queue or self._waiting)

    def start_reading(self, path: str, used: Configuration | None = None) -> None:
        """Read the network of the file at ``path``; what was in memory is dropped."""
        self.drop_network()

        def work(report: Report) -> Any:
            from ...operations.live.project import LiveProject

            return LiveProject(path, report, used)

        self._queue.appendleft(Job("read", work, self._on_read, self._on_unread,
                                   translate("Live", "Reading the network")))
        self._next()

    def drop_network(self) -> None:
        """Forget the network and the edits meant for it; questions wait for the next one."""
        for job in (self._running, *self._queue):
            if job is not None and job.kind in ("read", "edit"):
                self._drop(job)
        self._queue = deque(job for job in self._queue if not job.dropped)
        self._forget()

    def edit(self, states: Sequence[Any]) -> None:
        """Bring rows up to date; edits that wait are made together."""
        def tell(outfalls: Sequence[str], what: str, label: str) -> None:
            if not job.dropped:
                self.felt.emit(outfalls, what, label)

        waiting = self._queue[-1] if self._queue else None
        if waiting is not None and waiting.kind == "edit":
            waiting.states.extend(states)
        else:
            job = Job("edit", lambda report: self._live.apply(job.states, felt=tell), self.edited.emit,
                      self._on_lost, translate("Live", "Tracing what was edited"), list(states))
            self._queue.append(job)
        self._next()

    def ask(self, question: Question, done: Callable[[Any], None],
            failed: Callable[[BaseException, str], None] | None = None, title: str = "",
            wait: bool = False) -> Job:
        """Have ``question(live_project, report)`` answered when the edits before it are in.

        ``wait``: there are edits that have not come here yet; :meth:`edits_are_in` says that they have.
        """
        job = Job("ask", lambda report: question(self._live, report), done,
                  failed or (lambda _error, _log: None), title or translate("Live", "Tracing"))
        (self._waiting if wait else self._queue).append(job)
        self._next()
        return job

    def edits_are_in(self) -> None:
        """Answer the questions that waited for edits."""
        waiting, self._waiting = self._waiting, []
        self._queue.extend(waiting)
        self._next()

    def close(self) -> None:
        """Stop, and wait until the thread has left our code."""
        running, self._queue, self._waiting = self._running, deque(), []
        if running is not None:
            self._drop(running)
            if running.task is not None:
                running.task.drop()  # its last word would reach an object that is gone
                running.task.waitForFinished(5000)
        self._forget()

    # inside

    def _forget(self) -> None:
        held, self._live = [self._live], None
        if held != [None]:
            rest_until_done(threading.Thread(
                target=release_gradually, args=(held,), name="outfall-tracer-release"))
        unfreeze()

    def _drop(self, job: Job) -> None:
        job.dropped = True
        if job.task is not None:
            job.task.cancel()

    def _next(self) -> None:
        while self._queue and self._queue[0].dropped:
            self._queue.popleft()
        if self._running is not None or not self._queue:
            return
        if self._queue[0].kind != "read" and self._live is None:
            return  # until a network has been read
        self._running = self._queue.popleft()
        self._start(self._running)

    def _start(self, job: Job) -> None:
        job.task = BackgroundTask(
            job.title, job.run, lambda value: self._end(job, lambda: job.done(value)),
            lambda error, log: self._end(job, lambda: job.failed(error, log)), only_reads=True)
        if job.kind == "read":
            task = job.task
            task.progressChanged.connect(
                lambda percent: None if job.dropped else self.progressed.emit(percent / 100, task.step))
        job.task.start()

    def _end(self, job: Job, tell: Callable[[], None]) -> None:
        self._running = None
        try:
            if not job.dropped:
                tell()
        finally:
            self._next()
            if not self.is_busy:
                self.idle.emit()

    def _on_read(self, live: LiveProject) -> None:
        self._live = live
        self.read.emit(live)

    def _on_unread(self, error: BaseException, log: str) -> None:
        waiting, self._queue, self._waiting = [*self._queue, *self._waiting], deque(), []
        for job in waiting:
            if job.kind == "ask" and not job.dropped:
                job.failed(error, log)
        if isinstance(error, Cancelled):
            self.stopped.emit()
        else:
            self.failed.emit(error, log)

    def _on_lost(self, error: BaseException, log: str) -> None:
        self._forget()
        self.failed.emit(error, log)
