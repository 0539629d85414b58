"""What the inspector looks at: the stop, the images of both sides over the map, and what comes next.

The images lie over the map as one canvas item; nothing enters the layer tree. What the next stops show is
rendered while one looks at the present one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import QgsPointXY
from qgis.PyQt.QtCore import QObject, QPointF, QTimer, pyqtSignal

from ...i18n import translate
from ...imagery.best import Shot, Shots
from ...imagery.catalogue import project_ground
from ...imagery.image_layers import ImageLayers
from ...operations import inspection
from ...operations.inspection import SUSPECT, Stop
from ...problems import UserError
from ..settings import INSPECT_SCALE
from . import choices, item
from .choices import FLIGHT, Choice
from .item import CompareItem, Mark
from .pictures import Coming, Pictures, Side
from .places import Places
from .recording import Recorder
from .tool import InspectTool
from .views import View
from .walk import Walk, keep_position, kept_position
from .wording import progress_text, stop_texts

if TYPE_CHECKING:
    from ..interfaces import Desk
    from .dock import InspectDock

AHEAD, BEHIND = 3, 1  # stops that are rendered before one comes to them
SETTLE_MS = 60  # after the map was moved by hand
GROUND_MS = 500  # until the map itself is drawn where images leave gaps


class Scene(QObject):
    """See the module. ``left``, ``right``: what is compared; ``seen``: images of the left side."""

    refreshed = pyqtSignal()

    def __init__(self, desk: Desk, dock: InspectDock, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.dock, self.session = desk, dock, desk.part("edits").session
        self.canvas = desk.iface.mapCanvas()
        self.places = Places(self.session, self.canvas)
        self.pictures = Pictures(self)
        self.item = CompareItem(self.canvas, self.pictures)
        self.tool = InspectTool(self.canvas)
        self.recorder = Recorder(self.session, self)
        self.walk = Walk()
        self.walk.selected, self.walk.shown = self._selected, self.shown
        self.layers = ImageLayers()
        self.shots = Shots([])
        self.left: Choice | None = None
        self.right: Choice | None = None
        self.seen: list[Shot] = []
        self.points: list[tuple[float, float]] = []  # of a measurement, in the project's system
        self.is_stale = True  # the catalogue is read again at the next reload
        self.later = single_shot(self, 0, self.reload)
        self.moved = single_shot(self, SETTLE_MS, self.refresh)
        self._ground = single_shot(self, GROUND_MS, self.canvas.refresh)
        self._clicked: Callable[[QgsPointXY], None] | None = None
        self._covered: tuple[Any, set[str]] = (None, set())
        self._shown_sides: list[tuple[Side, list[Shot]]] = []

    def close(self) -> None:
        """Unmake everything."""
        for timer in (self.later, self.moved, self._ground):
            timer.stop()
        self.pictures.close()
        self.canvas.scene().removeItem(self.item)
        self.tool.deleteLater()
        self.layers.close()

    def clear(self) -> None:
        """The map was handed back: nothing of ours stays on it."""
        self._clicked, self.points = None, []
        self.item.hide()
        self.pictures.forget()
        self.layers.close()

    @property
    def flight(self) -> str:
        """Return the flight that is judged: that of the left side."""
        return self.left.what if self.left is not None and self.left.kind == FLIGHT else ""

    # what there is

    def reload(self) -> None:
        """Read stops and images again."""
        self.later.stop()
        if not self.desk.has_project or not self.dock.isVisible():
            self.is_stale = True
            return
        rows = self.recorder.rows
        try:
            if self.is_stale:
                self.shots = Shots.of(rows)
                self.layers.use(self.session.path, project_ground(rows), self.shots)
                self.pictures.forget(FLIGHT)
                self.dock.set_signs(inspection.sign_library(rows))
                self.is_stale = False
            self.walk.inspector, self.walk.order = self.session.user, self.dock.order
            self.walk.load(inspection.stops(rows))
        except UserError as error:
            self.desk.messages.failure(error)
            return
        self.dock.show_images(bool(self.shots.shots))
        found = choices.choices(self.shots)
        if self.left not in found:
            self.left = found[0] if found else None
        if self.right not in found:
            self.right = next((one for one in found[1:] if self.left and one.band == self.left.band), None)
        self._show_choices()
        self.say()

    def return_to_position(self) -> None:
        """Stand where one was in this project, on the flight that one looked at."""
        kept = kept_position(self.session.path)
        self._choose_flight(str(kept.get("flight") or ""), str(kept.get("band") or "visible"))
        if self.walk.stop is None and not self.walk.go(str(kept.get("uid") or "")):
            coming = self.walk.coming(+1)
            if coming:
                self.walk.go(coming[0].uid)

    def keep_position(self) -> None:
        """Remember where one stands, and on which flight and band: all until then is saved."""
        stop = self.walk.stop
        if stop is not None and self.session.path:
            keep_position(self.session.path, stop.uid, self.flight, self.left.band if self.left else "")

    def choose(self, left: Choice | None, right: Choice | None) -> None:
        """Show these two sides."""
        self.left, self.right = left, right
        self._show_choices()
        self._show_words()
        self.say()
        self.refresh()

    def shown(self) -> set[str]:
        """Return the stops that the judged flight shows; read anew where stops, images or sides changed."""
        what = (self.left, id(self.shots), id(self.walk.stops))
        if self._covered[0] != what:
            band = self.left.band if self.left is not None else ""
            there = self.shots.shown([(stop.x, stop.y) for stop in self.walk.stops], self.flight, band)
            self._covered = (what, {stop.uid for stop, one in zip(self.walk.stops, there) if one})
        return self._covered[1]

    # what is seen

    def show_stop(self) -> None:
        """Show the present stop in the middle of the map, at the fixed scale."""
        stop = self.walk.stop
        if stop is None:
            self.say()
            return
        self.canvas.setExtent(self.view_of(stop).extent)
        self.refresh()
        self.canvas.viewport().repaint()  # the picture first, all else after it
        self._show_words()
        self.say()

    def view_of(self, stop: Stop) -> View:
        """Return the view of the map that shows a stop at the fixed scale."""
        view = View.of(self.canvas)
        place = self.places.to_map(stop.x, stop.y)
        scale = self.canvas.scale()
        if scale > 0:
            view = replace(view, units_per_px=view.units_per_px * INSPECT_SCALE.get() / scale)
        return view.at(place.x(), place.y())

    def refresh(self) -> None:
        """Have what the map shows now rendered, then what comes next."""
        self.moved.stop()
        if not self.tool.is_active:
            return
        view = View.of(self.canvas)
        self.pictures.base(self.canvas.mapSettings())
        left, self.seen = self.side(self.left, view)
        right, behind = self.side(self.right, view) if self.item.mode != item.ONE else (choices.NOTHING, [])
        self._shown_sides = [(left, self.seen), *([(right, behind)] if self.item.mode != item.ONE else [])]
        self.item.marks = self._marks(view)
        self.item.show_sides(left, right)
        self.pictures.want([side for side in self.item.sides_seen() if side.key], view)
        self.look_ahead()
        if not self._fills(view):
            self._ground.start()
        self.refreshed.emit()
        if self.left is not None and self.left.kind == FLIGHT and not left.key:
            why = next((self.layers.problems[shot.uid] for shot in self.seen), "")
            self.tool.hint(why or translate("Inspect", "No image of this flight shows this place."))
        elif not self.tool.takes_clicks:
            self.tool.take_clicks("")

    def look_ahead(self) -> None:
        """Have rendered what will be seen at the stops around, when nothing else waits."""
        self.pictures.ahead(self._coming(View.of(self.canvas)))

    def side(self, choice: Choice | None, view: View) -> tuple[Side, list[Shot]]:
        """Return what a choice shows in a view, and its images."""
        around = self.places.from_map_box(view.around)
        middle = ((around[0] + around[2]) / 2, (around[1] + around[3]) / 2)
        return choices.side_of(choice, around, middle, self.shots, self.layers)

    def say(self) -> None:
        """Say how far one is, and what is not saved."""
        done, n = self.walk.counts()
        self.dock.show_state(progress_text(done, n, self.recorder.waits_for_others))

    # clicks

    def ask_clicks(self, hint: str, clicked: Callable[[QgsPointXY], None] | None) -> None:
        """Tell ``clicked`` the places, in the project's system, that are clicked from now on; "" ends it."""
        self._clicked = clicked if hint else None
        self.tool.take_clicks(hint)

    def click(self, pixel: QPointF) -> None:
        """A pixel of the map was clicked."""
        if self._clicked is not None:
            self._clicked(self._place_of(pixel))

    def _place_of(self, pixel: QPointF) -> QgsPointXY:
        """Return the place, in the project's system, of a pixel of the map as the item paints it."""
        view = View.of(self.canvas)
        column = pixel.x()
        if self.item.mode == item.BESIDE:
            column += view.width / 4 * (1 if column < view.width / 2 else -1)
        return self.places.from_map(view.place(column, pixel.y()))

    # inside

    def _choose_flight(self, flight: str, band: str) -> None:
        if flight and flight in self.shots.flights(band):
            self.left = Choice(FLIGHT, flight, band)
        others = [one for one in self.shots.flights(band) if self.left is None or one != self.left.what]
        if others and (self.right is None or self.right == self.left):
            self.right = Choice(FLIGHT, others[0], band)
        self._show_choices()

    def _show_choices(self) -> None:
        self.walk.flight = self.flight
        self.dock.set_choices(choices.choices(self.shots), self.left, self.right)

    def _show_words(self) -> None:
        stop = self.walk.stop
        if stop is not None:
            self.dock.show_stop(*stop_texts(stop, self.session.user, self.flight))

    def _coming(self, view: View) -> list[Coming]:
        """Return what will be seen at the stops around, the nearest first."""
        if self.walk.stop is None:
            return []
        stops = [*self.walk.coming(+1, AHEAD), *self.walk.coming(-1, BEHIND)]
        chosen = [self.left, *([self.right] if self.item.mode != item.ONE else [])]

        def of(stop: Stop, choice: Choice) -> tuple[Side, View]:
            there = replace(self.view_of(stop), width=view.width, height=view.height)
            return self.side(choice, there)[0], there

        return [partial(of, stop, choice) for stop in stops for choice in chosen if choice is not None]

    def _fills(self, view: View) -> bool:
        """Tell whether the images cover the whole map, so that what lies below is not seen."""
        around = self.places.from_map_box(view.around)
        return all(choices.covers(side, shots, around) for side, shots in self._shown_sides)

    def _marks(self, view: View) -> list[Mark]:
        left, low, right, high = self.places.from_map_box(view.around)
        here, found = self.walk.stop, []
        for stop in self.walk.stops:
            if left <= stop.x <= right and low <= stop.y <= high:
                place = self.places.to_map(stop.x, stop.y)
                kind = "here" if stop is here else "suspect" if stop.table == SUSPECT else "other"
                found.append(Mark(place.x(), place.y(), kind))
        for x, y in self.points:
            place = self.places.to_map(x, y)
            found.append(Mark(place.x(), place.y(), "pair"))
        return found

    def _selected(self) -> set[str]:
        layer = self.desk.watch.layer("outfalls")
        return {str(feature["uid"]) for feature in layer.selectedFeatures()} if layer is not None else set()


def single_shot(parent: QObject, interval: int, slot: Callable[[], Any]) -> QTimer:
    """Return a timer that calls ``slot`` once, so many milliseconds after its last start."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(slot)
    return timer
