"""Work outside the main thread: plain data in, plain data out, progress and cancel.

:class:`BackgroundTask` runs one callable in QGIS's task manager. What the callable
raises is kept and handed over on the main thread; nothing may leave ``run``, where an
exception would end the process.

The task manager loses a task at times: it stays queued, and no thread ever takes it (3.22: up to 9 of
3,000 short tasks, whatever the number of threads; most likely because the manager remembers the work
of a task by its address, and takes back from the queue what lies at that address by now). So a task
that lies for long is taken back and handed over anew.

While work runs, Python's cyclic garbage collector rests, see :mod:`..algorithms.garbage_collector`.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..algorithms.garbage_collector import CollectorRest
from ..layers.qgis_names import QUIET_TASK, READING_TASK
from ..problems import Cancelled, UserError

Report = Callable[[float, str], None]
Work = Callable[[Report], Any]

UNSTARTED_MS = 2000  # a task that lies so long without being started is handed over once more


class BackgroundTask(QObject):
    """Runs ``work(report)`` and then calls exactly one of ``done(value)`` and ``failed(error, log)``."""

    progressChanged = pyqtSignal(float)  # noqa: N815 - per cent, as QGIS's tasks say it

    # What nobody refers to is gone before it has ended.
    _running: ClassVar[set[BackgroundTask]] = set()

    def __init__(
        self,
        description: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[BaseException, str], None],
        only_reads: bool = False,
    ) -> None:
        """``only_reads``: nothing is lost when it is stopped, so QGIS need not ask before it closes."""
        super().__init__()
        self._flags = READING_TASK if only_reads else QUIET_TASK
        self._description = description
        self._work = work
        self._done = done
        self._failed = failed
        self._dropped = self._over = False
        self._watchdog = QTimer(self)
        self._watchdog.setInterval(UNSTARTED_MS)
        self._watchdog.timeout.connect(self._look_after)
        self._attempt = self._new_attempt()

    @property
    def step(self) -> str:
        """Code of what is being done."""
        return self._attempt.step

    def start(self) -> None:
        """Hand the task to QGIS; from here on it ends in ``done`` or ``failed``, started or not."""
        CollectorRest.begin()
        self._running.add(self)
        self._hand_over()

    def cancel(self) -> None:
        """Stop; ``failed`` is told so."""
        if not self._over:
            self._attempt.cancel()

    def drop(self) -> None:
        """Cancel, and tell nobody: whoever asked has something else to do."""
        self._dropped = True
        self.cancel()

    def waitForFinished(self, milliseconds: int) -> None:  # noqa: N802 - as QGIS calls it
        """Wait until the thread has left the work, at most so long."""
        if not self._over:
            self._attempt.waitForFinished(milliseconds)

    def _hand_over(self) -> None:
        self._attempt.keep()
        self._attempt.progressChanged.connect(self.progressChanged)
        self._watchdog.start()
        QgsApplication.taskManager().addTask(self._attempt)

    def _look_after(self) -> None:
        lost = self._attempt
        if lost.status() != QgsTask.TaskStatus.Queued or not lost.take_back():
            self._watchdog.stop()
            return
        self._attempt = self._new_attempt()
        lost.cancel()
        self._hand_over()

    def _new_attempt(self) -> _Attempt:
        return _Attempt(self._description, self._flags, self._work, self._ended)

    def _ended(self, attempt: _Attempt, result: bool) -> None:
        """Hand over what an attempt came to, on the main thread."""
        if attempt is not self._attempt:
            return  # one that was taken back
        self._over = True
        self._watchdog.stop()
        self._running.discard(self)
        self.deleteLater()
        CollectorRest.end()
        value, error, done, failed = attempt.value, attempt.error, self._done, self._failed
        # Task, attempt and callbacks refer to each other; what they hold may be a whole network.
        attempt.value = attempt.error = None
        del self._work, self._done, self._failed
        if self._dropped:
            return
        if result and not attempt.isCanceled():
            done(value)
        else:
            failed(error or Cancelled(), attempt.log)


class _Attempt(QgsTask):
    """The task as QGIS knows it."""

    # QGIS calls no ``finished`` on a task that Python has buried.
    _kept: ClassVar[set[_Attempt]] = set()

    def __init__(
        self, description: str, flags: QgsTask.Flags, work: Work, ended: Callable[[_Attempt, bool], None]
    ) -> None:
        super().__init__(description, flags)
        self._work = work
        self._ended = ended
        self._begun = threading.Lock()  # held by the thread that works, or by who took the task back
        self.value: Any = None
        self.error: BaseException | None = None
        self.log = ""
        self.step = ""

    def keep(self) -> None:
        """Stay until QGIS has said how it ended."""
        self._kept.add(self)

    def take_back(self) -> bool:
        """See to it that no thread works on this any more; False where one does already."""
        return self._begun.acquire(blocking=False)

    def run(self) -> bool:
        """Do the work; called by QGIS in a thread of its own."""
        if not self._begun.acquire(blocking=False):
            return False
        try:
            self.value = self._work(self._report)
        except BaseException as error:  # noqa: BLE001 - see the module's docstring
            self.error = error
            # A UserError brings its own sentence and detail.
            self.log = "" if isinstance(error, (Cancelled, UserError)) else traceback.format_exc()
            return False
        return True

    def finished(self, result: bool) -> None:
        """Hand over; called by QGIS on the main thread."""
        self._kept.discard(self)
        ended = self._ended
        del self._work, self._ended
        ended(self, result)

    def _report(self, share: float, step: str) -> None:
        if self.isCanceled():
            raise Cancelled()
        self.step = step
        self.setProgress(max(0.0, min(1.0, share)) * 100)


class Tasks:
    """The tasks of one owner: ``failed`` is told what went wrong, and none outlives the owner."""

    def __init__(self, failed: Callable[[BaseException, str], None]) -> None:
        self._failed = failed
        self._running: set[BackgroundTask] = set()

    @property
    def is_busy(self) -> bool:
        """Say whether something runs."""
        return bool(self._running)

    def start(self, title: str, work: Work, done: Callable[[Any], None], only_reads: bool = False) -> None:
        """Begin ``work``; see :class:`BackgroundTask`."""

        def end(tell: Callable[..., None], *what: Any) -> None:
            self._running.discard(task)
            tell(*what)

        task = BackgroundTask(title, work, partial(end, done), partial(end, self._failed), only_reads)
        self._running.add(task)
        task.start()

    def drop(self, wait_ms: int = 0) -> None:
        """Cancel all, and tell nobody; wait at most so long until the threads have left the work."""
        for task in self._running:
            task.drop()
            if wait_ms:
                task.waitForFinished(wait_ms)
        self._running.clear()
