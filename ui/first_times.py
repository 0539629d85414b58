"""What takes long only the first time is done before anybody waits for it, bit by bit once a project is open.

Each piece keeps the window less than 50 ms; between two of them it does its own work.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject

from .timers import single_shot

if TYPE_CHECKING:
    from .project_watch import ProjectWatch

AFTER_MS, BETWEEN_MS = 300, 20
#: What the first decision, verdict or save would load.
MODULES = (
    "rules.life_conditions",
    "rules.life",
    "operations.regime.lives",
    "operations.regime.saving",
    "operations.regime.unaudited_changes",
    "layers.link_index",
)


class FirstTimes(QObject):
    """Does what comes first once a project is open."""

    def __init__(self, watch: ProjectWatch, parent: QObject) -> None:
        super().__init__(parent)
        self._watch = watch
        self._path = ""
        self._left: list[Callable[[], object]] = []
        self._timer = single_shot(self, BETWEEN_MS, self._next)
        watch.layers_changed.connect(self._on_layers)

    def close(self) -> None:
        """Do nothing any more."""
        self._timer.stop()
        self._watch.layers_changed.disconnect(self._on_layers)

    def _on_layers(self) -> None:
        if self._watch.path == self._path:
            return
        self._path = self._watch.path
        modules = [partial(import_module, f"..{name}", __package__) for name in MODULES]
        self._left = [*modules, partial(_check, self._path)] if self._path else []
        self._timer.start(AFTER_MS)

    def _next(self) -> None:
        if self._left:
            with suppress(ImportError):  # what is missing is said elsewhere
                self._left.pop(0)()
            self._timer.start(BETWEEN_MS)


def _check(path: str) -> None:
    from ..layers.project.project_file import check_ahead

    check_ahead(path)
