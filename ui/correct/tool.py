"""What all tools of correction share: looking, marking, saying what a click does, and leaving.

Green is what a click would take, red what it would not; the line at the lower left says
why. Esc takes back what was begun, then leaves; so does a right click. Enter takes what was
marked beforehand (a finding that is to be mended).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from qgis.core import QgsGeometry, QgsPointXY
from qgis.gui import QgsMapMouseEvent, QgsRubberBand, QgsSnapIndicator
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QKeyEvent

from ...i18n import translate
from ...layers.qgis_names import LINE, POINT
from ..map_tool import BorrowingTool
from .under_pointer import Ground, Hit

if TYPE_CHECKING:
    from collections.abc import Callable

    from qgis.gui import QgsMapCanvas

    from ...operations.corrections import Place
    from ..interfaces import Desk
    from .corrections import Corrections

ALLOWED, REFUSED, DRAFT = QColor("#1d9a5b"), QColor("#c0392b"), QColor("#e8741a")
_LINE_WIDTH, _SPOT_SIZE = 5, 14
_ABOVE = 60  # marks of a tool lie on top of traces


class Bench(Protocol):
    """What the tools work with: the part "correct"."""

    desk: Desk
    canvas: QgsMapCanvas
    ground: Ground

    @property
    def policy(self) -> str:
        """The direction policy that the network is traced by."""

    def obstacle(self, tables: tuple[str, ...]) -> str:
        """Return why these tables cannot be edited, "" where they can."""

    def do(self, correct: Callable[[Corrections], Any]) -> Any:
        """Do a correction; returns what it returns, False where it could not be done."""

    def draw(self, points: list[QgsPointXY], start: Place, end: Place) -> None:
        """Draw a pipe, and show its form where that is wanted."""


class CorrectTool(BorrowingTool):
    """A tool of the part "correct"; subclasses say what they take and do it."""

    family = "correct"
    name = ""
    kinds: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("pipes",)  # what has to be writable

    def __init__(self, part: Bench) -> None:
        super().__init__(part.canvas)
        self.part = part
        self._bands: dict[str, QgsRubberBand] = {}
        self._snap: QgsSnapIndicator | None = None
        self._marked: Hit | None = None

    # what subclasses do

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """Return whether a click would take ``hit``, and what to say."""
        raise NotImplementedError

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """Take what was clicked; xy in the CRS of the layers."""
        raise NotImplementedError

    @property
    def is_begun(self) -> bool:
        """Say whether something was begun that Esc takes back."""
        return False

    def forget(self) -> None:
        """Take back what was begun."""

    def finish(self) -> bool:
        """A right click while something is begun; True where it was that which ended it."""
        return False

    def follow(self, xy: QgsPointXY) -> None:
        """The pointer is at ``xy`` (CRS of the layers) while something is begun."""

    @property
    def ground(self) -> Ground:
        """What lies where."""
        ground: Ground = self.part.ground
        return ground

    def mark(self, hit: Hit) -> None:
        """Mark what is to be corrected before the pointer is there; Enter takes it."""
        self._marked = hit
        self.show(hit)
        allowed, text = self.say(hit)
        if allowed:
            text = translate("Correct", "{what} Enter does it.").format(what=text)
        self.hint(text)

    # QGIS's side

    def activate(self) -> None:
        """Begin."""
        super().activate()
        self._snap = QgsSnapIndicator(self.canvas())
        self._marked = None
        self.hint(self.part.obstacle(self.tables) or self.say(None)[1])

    def deactivate(self) -> None:
        """End: nothing stays on the map."""
        self.forget()
        self._marked = None
        for band in self._bands.values():
            self.canvas().scene().removeItem(band)
        self._bands = {}
        self._snap = None
        super().deactivate()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what lies under the pointer."""
        self._marked = None
        hit, xy = self._spot(event)
        self.show(hit)
        if self.is_begun:
            self.follow(hit.xy if hit is not None and self.say(hit)[0] else xy)
        self.hint(self.part.obstacle(self.tables) or self.say(hit)[1])

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take what was clicked; a right click ends what was begun, or leaves."""
        if event.button() == Qt.MouseButton.RightButton:
            if not self.is_begun:
                self.leave()
            elif not self.finish():
                self.forget()
                self.show(None)
                self.hint(self.say(None)[1])
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit, xy = self._spot(event)
        self._click(hit, xy)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc takes back or leaves, Enter takes what is marked."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            event.accept()
            if self.is_begun:
                self.forget()
                self.show(None)
                self.hint(self.say(None)[1])
            else:
                self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if self._marked is not None:
                self._click(self._marked, self._marked.xy)
            elif self.is_begun:
                self.finish()

    # marks

    def show(self, hit: Hit | None) -> None:
        """Mark what a click would take, or not take."""
        for name in ("line", "spot"):
            self.clear(name)
        if hit is None:
            return
        colour = ALLOWED if self.say(hit)[0] and not self.part.obstacle(self.tables) else REFUSED
        if hit.kind != "manhole":
            self.band("line", LINE, hit.feature.geometry(), colour)
        if hit.kind != "pipe" or "place" in self.kinds:
            self.band("spot", POINT, QgsGeometry.fromPointXY(hit.xy), colour)

    def band(self, name: str, kind: Any, geometry: QgsGeometry, colour: QColor, dashed: bool = False) -> None:
        """Draw a mark; the geometry is in the CRS of the layers."""
        band = self._bands.get(name)
        if band is None:
            band = self._bands[name] = QgsRubberBand(self.canvas(), kind)
            band.setWidth(_LINE_WIDTH if name != "draft" else 3)
            band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
            band.setIconSize(_SPOT_SIZE)
            band.setZValue(_ABOVE)
        shown = QColor(colour)
        shown.setAlpha(190)
        band.setColor(shown)
        band.setStrokeColor(shown)
        band.setFillColor(QColor(255, 255, 255, 160))
        band.setLineStyle(Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        band.setToGeometry(geometry, self.ground.layer("pipes"))

    def clear(self, name: str) -> None:
        """Take a mark off the map."""
        band = self._bands.pop(name, None)
        if band is not None:
            self.canvas().scene().removeItem(band)

    # inside

    def _spot(self, event: QgsMapMouseEvent) -> tuple[Hit | None, QgsPointXY]:
        """Return what lies under the pointer, and the place: snapped as QGIS is told to, where free."""
        kinds = tuple(kind for kind in self.kinds if kind != "place")
        hit = self.ground.hit(event.mapPoint(), kinds)
        if hit is None and "place" in self.kinds and self._snap is not None:
            event.snapPoint()
            self._snap.setMatch(event.mapPointMatch())
        return hit, self.ground.place(event.mapPoint())

    def _click(self, hit: Hit | None, xy: QgsPointXY) -> None:
        obstacle = self.part.obstacle(self.tables)
        if obstacle:
            self.part.desk.messages.warning(obstacle)
            return
        allowed, text = self.say(hit)
        if allowed:
            self.take(hit, xy)
        elif hit is not None or text:
            self.hint(text)
