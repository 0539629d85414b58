"""Map tool: click an outfall, source, manhole or pipe to trace from it.

One tool for each direction, so that each keeps its own button in step; holding Shift asks the
other way. What lies under the pointer is marked, and said on the map, before it is clicked.
Esc and right click hand the map back to the tool that was used before.
"""

from __future__ import annotations

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

from ...i18n import translate
from ...layers.qgis_names import LINE
from ..map_tool import BorrowingTool
from ..timers import single_shot
from .pick import Picker, Target

HOVER_MS = 40  # how long the pointer rests before something is looked for
MARK = QColor("#1e88c9")


class TraceTool(BorrowingTool):
    """Emits ``picked(target, upstream)`` for a click on something and ``missed()`` for one beside.

    ``hovered(target or None, upstream)`` tells what a click would trace now.
    """

    family = "trace"

    picked = pyqtSignal(object, bool)
    missed = pyqtSignal()
    hovered = pyqtSignal(object, bool)

    def __init__(self, canvas: QgsMapCanvas, picker: Picker, upstream: bool) -> None:
        super().__init__(canvas)
        self._picker = picker
        self._upstream = upstream
        self._other_way = False
        self.target: Target | None = None  # what lies under the pointer
        self._place: QgsPointXY | None = None
        self._band: QgsRubberBand | None = None
        self._note = ""
        self._timer = single_shot(self, HOVER_MS, self._look)

    @property
    def goes_up(self) -> bool:
        """Say whether a click traces upstream now."""
        return self._upstream != self._other_way

    def note(self, text: str) -> None:
        """Say something more about the target, such as how much a click would trace."""
        self._note = text
        self._say()

    # QGIS's side

    def activate(self) -> None:
        """Begin."""
        super().activate()
        self._band = QgsRubberBand(self.canvas(), LINE)
        self._say()

    def deactivate(self) -> None:
        """End: nothing stays on the map."""
        self._timer.stop()
        self._set_target(None)
        if self._band is not None:
            self.canvas().scene().removeItem(self._band)
            self._band = None
        self._other_way = False
        super().deactivate()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Look, once the pointer rests, at what lies there."""
        self._place = event.mapPoint()
        self._turn(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._timer.start()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pick what was clicked; a right click leaves."""
        super().canvasReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._turn(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            self._timer.stop()
            target = self._picker.at(event.mapPoint())
            if target is None:
                self.missed.emit()
            else:
                self._set_target(None)
                self.picked.emit(target, self.goes_up)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave on Esc; Shift asks the other way."""
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Shift:
            self._turn(True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Back to the tool's own way."""
        if event.key() == Qt.Key.Key_Shift:
            self._turn(False)

    # inside

    def _turn(self, other_way: bool) -> None:
        if other_way == self._other_way:
            return
        self._other_way = other_way
        self._note = ""
        self._say()
        if self.target is not None:
            self.hovered.emit(self.target, self.goes_up)

    def _look(self) -> None:
        if self._place is None or self._band is None:
            return
        target = self._picker.at(self._place)
        if target is not None and target.is_same(self.target):
            self.target = target
            return
        if target is None and self.target is None:
            return
        self._set_target(target)

    def _set_target(self, target: Target | None) -> None:
        changed = target is not None or self.target is not None
        self.target, self._note = target, ""
        self._mark()
        self._say()
        if changed:
            self.hovered.emit(target, self.goes_up)

    def _mark(self) -> None:
        band, target = self._band, self.target
        if band is None:
            return
        if target is None:
            band.reset(LINE)
            return
        band.reset(target.geometry.type())
        band.setColor(QColor(MARK.red(), MARK.green(), MARK.blue(), 200))
        band.setFillColor(QColor(0, 0, 0, 0))
        band.setWidth(5 if target.start.table == "pipes" else 3)
        band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
        band.setIconSize(20)
        band.setToGeometry(target.geometry, target.layer)

    def _say(self) -> None:
        way = translate("TraceTool", "upstream") if self.goes_up else translate("TraceTool", "downstream")
        if self.target is None:
            self.hint(
                translate(
                    "TraceTool",
                    "Click an outfall, source, manhole or pipe to trace {way} from it. Shift: the other way. "
                    "Esc or right click: leave.",
                ).format(way=way)
            )
            return
        text = translate("TraceTool", "{kind}: {name}. Click to trace {way}.").format(
            kind=self.target.kind, name=self.target.name or translate("TraceTool", "(no name)"), way=way
        )
        self.hint(f"{text} {self._note}".strip())
