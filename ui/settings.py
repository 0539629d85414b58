"""What the user's profile remembers: every setting once, with its type and default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from qgis.core import QgsSettings

T = TypeVar("T", str, bool, int, float)


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One value in the user's profile, read as the type of its default."""

    key: str
    default: T

    def get(self) -> T:
        """Return the stored value, or the default where nothing usable is stored."""
        value = QgsSettings().value(self._path, self.default)
        if isinstance(self.default, bool):
            return cast(T, value if isinstance(value, bool) else str(value).lower() in ("true", "1"))
        try:
            return cast(T, type(self.default)(value))
        except (TypeError, ValueError):
            return self.default

    def set(self, value: T) -> None:
        """Store ``value``."""
        QgsSettings().setValue(self._path, value)

    @property
    def _path(self) -> str:
        return f"outfall_tracer/{self.key}"


LAST_FOLDER = Setting("last_folder", "")
SELECT_PIPES = Setting("select_pipes", True)  # the traced pipes become the layer's selection
ZOOM_TO_RESULT = Setting("zoom_to_result", True)
SHOW_HEADWATERS = Setting("show_headwaters", True)  # headwater ends are many and rarely news
PLACED = Setting("docks_placed", False)  # the register has had its first width
RESULT_PLACED = Setting("result_placed", False)  # the result dock has had its first height
