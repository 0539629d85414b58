"""Work outside the main thread: plain data in, plain data out, progress and cancel.

:class:`BackgroundTask` runs one callable in QGIS's task manager. What the callable
raises is kept and handed over on the main thread; nothing may leave ``run``, where an
exception would end the process.

While work runs, Python's cyclic garbage collector rests, see :mod:`..algorithms.collector`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any, ClassVar

from qgis.core import QgsApplication, QgsTask

from ..algorithms.collector import CollectorRest
from ..problems import Cancelled, UserError

Report = Callable[[float, str], None]
Work = Callable[[Report], Any]


class BackgroundTask(QgsTask):
    """Runs ``work(report)`` and then calls exactly one of ``done(value)`` and ``failed(error, log)``."""

    # QGIS calls no ``finished`` on a task that Python has buried.
    _running: ClassVar[set[BackgroundTask]] = set()

    def __init__(
        self,
        description: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[BaseException, str], None],
    ) -> None:
        flags = QgsTask.Flag.CanCancel
        if hasattr(QgsTask.Flag, "Silent"):  # QGIS 3.26 and later: no message bar for what the docks show
            flags |= QgsTask.Flag.Silent
        super().__init__(description, flags)
        self._work = work
        self._done = done
        self._failed = failed
        self._value: Any = None
        self._error: BaseException | None = None
        self._log = ""
        self._dropped = False
        self.step = ""

    def start(self) -> None:
        """Hand the task to QGIS; from here on it ends in ``finished``, started or not."""
        CollectorRest.begin()
        self._running.add(self)
        QgsApplication.taskManager().addTask(self)

    def drop(self) -> None:
        """Cancel, and tell nobody: whoever asked has something else to do."""
        self._dropped = True
        self.cancel()

    def run(self) -> bool:
        """Do the work; called by QGIS in a thread of its own."""
        try:
            self._value = self._work(self._report)
        except BaseException as error:  # noqa: BLE001 - see the module's docstring
            self._error = error
            # A UserError brings its own sentence and detail.
            self._log = "" if isinstance(error, (Cancelled, UserError)) else traceback.format_exc()
            return False
        return True

    def finished(self, result: bool) -> None:
        """Hand over; called by QGIS on the main thread."""
        self._running.discard(self)
        CollectorRest.end()
        if self._dropped:
            return
        if result and not self.isCanceled():
            self._done(self._value)
        else:
            self._failed(self._error or Cancelled(), self._log)

    def _report(self, share: float, step: str) -> None:
        if self.isCanceled():
            raise Cancelled()
        self.step = step
        self.setProgress(max(0.0, min(1.0, share)) * 100)
