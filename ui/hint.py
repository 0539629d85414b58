"""A line of advice on the map, while a tool is in use: what a click would do here."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject, Qt

from .plain_text import PlainLabel

MARGIN = 8


class HintLine(PlainLabel):
    """Sits at the lower left of the map, lets clicks through, and hides where there is nothing to say."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("OutfallTracerHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet("background:rgba(32,40,48,215);color:white;border-radius:4px;padding:4px 8px")
        self.hide()
        canvas.installEventFilter(self)

    def say(self, text: str) -> None:
        """Show ``text``; "" hides the line."""
        self.setText(text)
        self.setVisible(bool(text))
        if text:
            self._place()

    def leave(self) -> None:
        """Go."""
        self._canvas.removeEventFilter(self)
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the corner when the map changes size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        room = max(80, self._canvas.width() - 2 * MARGIN)
        self.setWordWrap(False)
        wanted = self.sizeHint()
        self.setWordWrap(wanted.width() > room)
        width = min(wanted.width(), room)
        self.resize(width, self.heightForWidth(width) if self.wordWrap() else wanted.height())
        self.move(MARGIN, self._canvas.height() - self.height() - MARGIN)
        self.raise_()
