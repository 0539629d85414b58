"""What every map tool of ours does alike: it borrows the map, and hands it back.

Esc and right click hand it back to the tool that was used before. Tools of one family (trace
upstream and downstream; the corrections) take the map over from each other: leaving the last one
does not lead through the others.
"""

from __future__ import annotations

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent

from .hint import HintLine


class BorrowingTool(QgsMapTool):
    """A tool with a line on the map that says what a click would do. Subclasses react to the mouse."""

    family = ""  #: tools with the same name here take over from each other

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._before: QgsMapTool | None = None
        self._hint: HintLine | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def is_active(self) -> bool:
        """Say whether this tool has the map."""
        return self.canvas().mapTool() is self

    def start(self) -> None:
        """Take over the map, remembering what was used before."""
        current = self.canvas().mapTool()
        if current is self:
            return
        self._before = self._to_return_to(current)
        self.canvas().setMapTool(self)

    def leave(self) -> None:
        """Hand the map back."""
        canvas = self.canvas()
        if canvas.mapTool() is self:
            if self._before is not None and not sip.isdeleted(self._before):
                canvas.setMapTool(self._before)
            else:
                canvas.unsetMapTool(self)
        self._before = None

    def hint(self, text: str) -> None:
        """Say something on the map; "" says nothing."""
        if self._hint is not None:
            self._hint.say(text)

    @property
    def hint_text(self) -> str:
        """What the line on the map says."""
        return self._hint.text() if self._hint is not None else ""

    # QGIS's side

    def activate(self) -> None:
        """Begin: the keyboard is the map's."""
        super().activate()
        self._hint = HintLine(self.canvas())
        self.canvas().setFocus()

    def deactivate(self) -> None:
        """End: nothing stays on the map."""
        if self._hint is not None:
            self._hint.leave()
            self._hint = None
        super().deactivate()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Leave on a right click."""
        if event.button() == Qt.MouseButton.RightButton:
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.leave()

    def _to_return_to(self, current: QgsMapTool | None) -> QgsMapTool | None:
        """Return what was used before, past this tool and its family: two tools must not send one round."""
        tool = current
        while isinstance(tool, BorrowingTool):
            is_ours = tool is self or (tool.family and tool.family == self.family)
            tool = tool._before
            if is_ours:
                current = tool
        return current
