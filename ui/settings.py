"""What is remembered between sessions: every setting once, with its type and default.

A setting lives in the user's profile. Where ``shared`` says so, a QGIS project may hold a
value of its own, which then counts for everybody who opens that project.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtWidgets import QDockWidget

T = TypeVar("T", str, bool, int, float)


_SCOPE = "OutfallTracer"  # of entries in a QGIS project


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One value, read as the type of its default."""

    key: str
    default: T
    shared: bool = False  # a project may hold its own value

    def get(self) -> T:
        """Return the value that counts: the project's own, else the user's, else the default."""
        if self.in_project:
            return self._typed(QgsProject.instance().readEntry(_SCOPE, self.key)[0])
        return self.of_user()

    def of_user(self) -> T:
        """Return the user's value, or the default where nothing usable is stored."""
        return self._typed(QgsSettings().value(self._path, self.default))

    def set(self, value: T) -> None:
        """Store ``value`` for the user."""
        QgsSettings().setValue(self._path, value)

    @property
    def in_project(self) -> bool:
        """Say whether the open QGIS project holds a value of its own."""
        return self.shared and bool(QgsProject.instance().readEntry(_SCOPE, self.key)[1])

    def set_in_project(self, value: T) -> None:
        """Store ``value`` in the open QGIS project."""
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        QgsProject.instance().writeEntry(_SCOPE, self.key, text)

    def leave_to_user(self) -> None:
        """Take the project's own value away."""
        QgsProject.instance().removeEntry(_SCOPE, self.key)

    def _typed(self, value: Any) -> T:
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else str(value).lower() in ("true", "1")
        try:
            return type(self.default)(value)
        except (TypeError, ValueError):
            return self.default

    @property
    def _path(self) -> str:
        return f"outfall_tracer/{self.key}"


LAST_FOLDER = Setting("last_folder", "")
SELECT_PIPES = Setting("select_pipes", True, shared=True)  # the traced pipes become the layer's selection
ZOOM_TO_RESULT = Setting("zoom_to_result", True, shared=True)
SHOW_HEADWATERS = Setting("show_headwaters", True, shared=True)  # headwater ends are many and rarely news
SHOW_DISTANCES = Setting("show_distances", True)  # written at the sources of the result
PREVIEW = Setting("preview", True)  # what a click would trace, drawn under the pointer
PLACED = Setting("docks_placed", False)  # the register has had its first width
SHOW_WORDS = Setting("show_words", False)  # below the buttons of the docks
PERSON = Setting("person", "")  # who decides, as it stands in the books; "": the name of the account
INSPECT_SAVES = Setting("inspect/saves", True)  # every verdict is saved at once
INSPECT_SCALE = Setting("inspect/scale", 400)  # 1:so many, at every stop


def placed(dock: QDockWidget) -> bool:
    """Say whether a dock was given its first place before; later QGIS remembers."""
    return Setting(f"placed/{dock.objectName()}", False).get()


def set_placed(dock: QDockWidget) -> None:
    """Remember that a dock has had its first place."""
    Setting(f"placed/{dock.objectName()}", False).set(True)
FORM_AFTER_DRAWING = Setting("form_after_drawing", False)  # a pipe that was drawn shows its form
