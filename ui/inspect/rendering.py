"""One picture being rendered by QGIS, from the start to the moment its job may go.

A job must not be unmade while it works (that would wait for its threads in the window's own), nor in the
middle of its own signal. So whoever has lost interest only says so; the job stays until it has ended, and a
little longer. Nothing here forms a cycle: Python's collector may run in any thread, and a job is the main
thread's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QImage


class Rendering:
    """Renders ``settings``, whose layers are kept as long; ``done(image)`` unless dropped."""

    _alive: ClassVar[set[Rendering]] = set()

    def __init__(
        self, settings: QgsMapSettings, layers: Sequence[Any], done: Callable[[QImage], None]
    ) -> None:
        self._layers = tuple(layers)
        self._done: Callable[[QImage], None] | None = done
        self._job: Any = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._on_finished)

    def start(self) -> None:
        """Begin."""
        self._alive.add(self)
        self._job.start()

    def drop(self) -> None:
        """Nobody wants the picture any more."""
        self._done = None
        if self._job is not None:
            self._job.cancelWithoutBlocking()

    def _on_finished(self) -> None:
        job, done = self._job, self._done
        if job is None or job.isActive():
            return
        self._job = self._done = None
        self._alive.discard(self)
        QTimer.singleShot(0, partial(_let_go, job, self._layers))  # not in the middle of its own signal
        if done is not None:
            done(job.renderedImage())


def _let_go(*_kept: Any) -> None:
    """Hold what is given until here."""
