"""A line of text that is cut where its room ends."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QSizePolicy

from ..plain_text import PlainLabel, tip


class ElidedLabel(PlainLabel):
    """One line of text; what does not fit is left out, and shown as the tool tip."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show ``text`` as far as it fits."""
        self._whole = text
        self.setToolTip(tip(text))
        self._elide()

    def text(self) -> str:
        """Return the whole text."""
        return self._whole

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        super().setText(self.fontMetrics().elidedText(self._whole, mode, max(self.width() - 4, 40)))
