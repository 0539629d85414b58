"""The map tool of the inspector: keys, the edge that is dragged, the lens, and clicks where one was asked
for.
"""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence

from ...i18n import translate
from ..map_tool import BorrowingTool
from .actions import all_keys

_PANS_FROM_PX = 4


class InspectTool(BorrowingTool):
    """Emits what is done on the map; ``left`` when the map was handed back."""

    asked = pyqtSignal(str)  # name of an action
    dragged = pyqtSignal(float)  # share of the width where the edge shall be
    pointed = pyqtSignal(QPointF)
    clicked = pyqtSignal(QPointF)
    ended = pyqtSignal()  # right click while clicks are asked for
    left = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._keys = all_keys()
        self._drags_edge = False  # the mode has an edge
        self.takes_clicks = False  # clicks are asked for
        self._pressed: QPointF | None = None
        self._pans = False
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def drag_edge(self, on: bool) -> None:
        """Let the left button drag the edge between two sides, instead of the map."""
        self._drags_edge = on

    def take_clicks(self, hint: str) -> None:
        """Ask for clicks ("" ends it): ``clicked`` and ``ended`` tell."""
        self.takes_clicks = bool(hint)
        self.setCursor(Qt.CursorShape.CrossCursor if hint else Qt.CursorShape.ArrowCursor)
        self.hint(hint or self._standing())

    def activate(self) -> None:
        """Begin."""
        super().activate()
        self.canvas().installEventFilter(self)
        self.hint(self._standing())

    def deactivate(self) -> None:
        """End."""
        self.canvas().removeEventFilter(self)
        self.takes_clicks, self._pressed, self._pans = False, None, False
        super().deactivate()
        self.left.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Our keys are ours while we have the map: QGIS has shortcuts of one letter, too."""
        if event.type() == QEvent.Type.ShortcutOverride and self._action(event):
            event.accept()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Do what the key says; Esc ends clicking first, then leaves."""
        name = self._action(event)
        if name:
            event.accept()
            self.asked.emit(name)
        elif event.key() == Qt.Key.Key_Escape and self.takes_clicks:
            event.accept()
            self.take_clicks("")
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = QPointF(event.pos())
            if self._drags_edge and not self.takes_clicks:
                self._to_edge(event)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the edge or the map; move the lens."""
        here = QPointF(event.pos())
        self.pointed.emit(here)
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._drags_edge and not self.takes_clicks:
            self._to_edge(event)
        elif self._pans or (here - self._pressed).manhattanLength() >= _PANS_FROM_PX:
            self._pans = True
            self.canvas().panAction(event)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Click, end dragging; a right click ends clicking first, then leaves."""
        pans, self._pans, self._pressed = self._pans, False, None
        if event.button() == Qt.MouseButton.RightButton and self.takes_clicks:
            self.take_clicks("")
            self.ended.emit()
        elif event.button() == Qt.MouseButton.LeftButton:
            if pans:
                self.canvas().panActionEnd(event.pos())
            elif self.takes_clicks:
                self.clicked.emit(QPointF(event.pos()))
        else:
            super().canvasReleaseEvent(event)

    def _to_edge(self, event: QgsMapMouseEvent) -> None:
        self.dragged.emit(min(1.0, max(0.0, event.pos().x() / max(self.canvas().width(), 1))))

    def _action(self, event: Any) -> str:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return ""
        return self._keys.get(QKeySequence(event.key()).toString(), "")

    @staticmethod
    def _standing() -> str:
        return translate(
            "Inspect",
            "1 seen, 2 not seen, 3 uncertain, 4 hidden, 5 bad image; J next, K previous; W swipe. "
            "Esc or right click: leave.",
        )
