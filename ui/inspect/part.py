"""The part "inspect": stepping from outfall to outfall over the images of flights, judging by keys,
comparing.

The images lie over the map as one canvas item; nothing enters the layer tree. What the next stops show is
rendered while one looks at the present one. ``desk.part("inspect").begin()`` opens it where one was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from qgis.core import Qgis, QgsCoordinateTransform, QgsPointXY, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QPointF, QTimer

from ...i18n import translate, user_language
from ...imagery.best import Shot, Shots
from ...imagery.catalogue import project_ground
from ...imagery.image_layers import ImageLayers
from ...layers.qgis_names import CsException
from ...layers.schema import SCHEMA
from ...operations import inspection
from ...operations.inspection import SUSPECT, Record, Stop
from ...problems import UserError
from ..background import BackgroundTask
from ..parts import Part
from ..settings import INSPECT_SCALE
from . import basemap, choices, deeds, item
from .actions import VERDICTS
from .choices import FLIGHT, Choice
from .dock import DETAILS, InspectDock
from .item import CompareItem, Mark
from .photo_view import PhotoView
from .pictures import Coming, Pictures, Side
from .recording import Recorder
from .tool import InspectTool
from .views import View
from .walk import Walk, keep_position, kept_position

AHEAD, BEHIND = 3, 1  # stops that are rendered before one comes to them
FLICKER_MS = 600
SETTLE_MS = 60  # after the map was moved by hand
GROUND_MS = 500  # until the map itself is drawn where images leave gaps


class InspectPart(Part):
    """See the module."""

    name = "inspect"

    def __init__(self, desk: Any) -> None:
        super().__init__(desk)
        canvas = desk.iface.mapCanvas()
        self.session = desk.part("edits").session
        self.dock = InspectDock(desk.iface.mainWindow())
        self.pictures, self.small = Pictures(self), Pictures(self)
        self.item = CompareItem(canvas, self.pictures)
        self.tool = InspectTool(canvas)
        self.recorder = Recorder(self.session, self)
        self.walk = Walk()
        self.layers = ImageLayers()
        self.shots = Shots([])
        self.left: Choice | None = None
        self.right: Choice | None = None
        self.seen: list[Shot] = []  # images of the left side
        self.pairs: list[tuple[float, float, float, float]] = []
        self.half_pair: tuple[float, float] | None = None
        self.clicks: Callable[[QgsPointXY], None] | None = None
        self.tasks: set[BackgroundTask] = set()
        self.photo_view: PhotoView | None = None
        self._covered: tuple[Any, set[str]] = (None, set())
        self._shown_sides: list[tuple[Side, list[Shot]]] = []
        self._stale = True
        self._moved = self._timer(SETTLE_MS, self.refresh)
        self._ground = self._timer(GROUND_MS, canvas.refresh)
        self._flick = self._timer(FLICKER_MS, self._on_flick, single=False)
        self._later = self._timer(0, self.reload)
        self._does: dict[str, Callable[[], None]] = {
            **{name: partial(self.verdict, name) for name in VERDICTS},
            **{name: partial(self.dock.cycle, name) for name in DETAILS},
            **{mode: partial(self.compare, mode) for mode in item.MODES},
            "next": lambda: self.step(+1),
            "previous": lambda: self.step(-1),
            "take_back": self.take_back,
            "scale": self.show_stop,
            "exchange": self.exchange,
            "band": self.other_band,
            "flight": self.next_flight,
            "marks": self.toggle_marks,
            "strip": lambda: deeds.toggle_strip(self),
            "suspect": lambda: deeds.ask_suspect(self),
            "snapshot": lambda: deeds.snapshot(self),
            "photo": lambda: deeds.show_photo(self),
            "offset": lambda: deeds.measure_offset(self),
            "unmove": lambda: deeds.take_offset_away(self),
            "catalogue": lambda: deeds.ask_catalogue(self),
            "take_in": lambda: deeds.ask_detections(self),
            "signs": lambda: deeds.edit_signs(self),
            "agreement": lambda: deeds.show_agreement(self),
            "save": self.recorder.save,
        }
        desk.add_dock(self.dock)
        self._connect()

    def close(self) -> None:
        """Unmake everything."""
        for task in list(self.tasks):
            task.drop()
            task.waitForFinished(2000)
        self.recorder.close()
        for timer in (self._moved, self._ground, self._flick, self._later):
            timer.stop()
        self.tool.leave()
        if self.photo_view is not None:
            self.photo_view.close()
            self.photo_view.deleteLater()
        canvas = self.desk.iface.mapCanvas()
        for signal, slot in self._wires:
            signal.disconnect(slot)
        self.pictures.close()
        self.small.close()
        canvas.scene().removeItem(self.item)
        self.tool.deleteLater()
        self.layers.close()
        self.desk.remove_dock(self.dock)

    # beginning and leaving

    def begin(self) -> None:
        """Open the dock, take the map, and stand where one was."""
        self.desk.show_dock(self.dock)
        self.reload()
        if not self.shots.shots:
            return
        kept = kept_position(self.session.path)
        self._choose_flight(str(kept.get("flight") or ""), str(kept.get("band") or "visible"))
        if self.walk.stop is None and not self.walk.go(str(kept.get("uid") or "")):
            coming = self.walk.coming(+1)
            if coming:
                self.walk.go(coming[0].uid)
        self.tool.start()
        basemap.warn(self.desk.messages)
        self.show_stop()

    def reload(self) -> None:
        """Read stops and images again."""
        self._later.stop()
        if not self.desk.has_project or not self.dock.isVisible():
            self._stale = True
            return
        rows = self.recorder.rows
        try:
            if self._stale:
                self.shots = Shots.of(rows)
                self.layers.use(self.session.path, project_ground(rows), self.shots)
                self.pictures.forget(FLIGHT)
                self.dock.set_signs(inspection.sign_library(rows))
                self._stale = False
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
        self.dock.set_choices(found, self.left, self.right)
        self.walk.flight = self.flight
        self._say()

    def catalogue_changed(self) -> None:
        """Read the catalogue again, and begin where it was empty."""
        self._stale = True
        if self.tool.is_active:
            self.reload()
            self.refresh()
        else:
            self.begin()

    @property
    def flight(self) -> str:
        """Return the flight that is judged: that of the left side."""
        return self.left.what if self.left is not None and self.left.kind == FLIGHT else ""

    # stepping

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) stop."""
        coming = self.walk.coming(by)
        if not coming:
            self.desk.messages.info(translate("Inspect", "There is no further stop in this direction."))
            return
        self.walk.go(coming[0].uid)
        self.show_stop()
        if not self.session.is_modified:
            self._keep()

    def show_stop(self) -> None:
        """Show the present stop in the middle of the map, at the fixed scale."""
        stop = self.walk.stop
        if stop is None:
            self._say()
            return
        canvas = self.desk.iface.mapCanvas()
        canvas.setExtent(self.view_of(stop).extent)
        self.refresh()
        canvas.viewport().repaint()  # the picture first, all else after it
        self.dock.show_stop(*self._words(stop))
        self._say()

    def view_of(self, stop: Stop) -> View:
        """Return the view of the map that shows a stop at the fixed scale."""
        canvas = self.desk.iface.mapCanvas()
        view = View.of(canvas)
        place = self.to_map(stop.x, stop.y)
        scale = canvas.scale()
        if scale > 0:
            view = replace(view, units_per_px=view.units_per_px * INSPECT_SCALE.get() / scale)
        return view.at(place.x(), place.y())

    def refresh(self) -> None:
        """Have what the map shows now rendered, then what comes next."""
        self._moved.stop()
        if not self.tool.is_active:
            return
        canvas = self.desk.iface.mapCanvas()
        view = View.of(canvas)
        self.pictures.base(canvas.mapSettings())
        left, self.seen = self.side(self.left, view)
        right, behind = self.side(self.right, view) if self.item.mode != item.ONE else (choices.NOTHING, [])
        self._shown_sides = [(left, self.seen), *([(right, behind)] if self.item.mode != item.ONE else [])]
        self.item.marks = self._marks(view)
        self.item.show_sides(left, right)
        self.pictures.want([side for side in self.item.sides_seen() if side.key], view)
        self.pictures.ahead(self._coming(view))
        if not self._fills(view):
            self._ground.start()
        deeds.fill_strip(self)
        if self.left is not None and self.left.kind == FLIGHT and not left.key:
            self.tool.hint(translate("Inspect", "No image of this flight shows this place."))
        elif not self.tool.takes_clicks:
            self.tool.take_clicks("")

    def _fills(self, view: View) -> bool:
        """Tell whether the images cover the whole map, so that what lies below is not seen."""
        return all(
            choices.covers(side, shots, self.from_map_box(view.around)) for side, shots in self._shown_sides
        )

    def side(self, choice: Choice | None, view: View) -> tuple[Side, list[Shot]]:
        """Return what a choice shows in a view, and its images."""
        around = self.from_map_box(view.around)
        middle = ((around[0] + around[2]) / 2, (around[1] + around[3]) / 2)
        return choices.side_of(choice, around, middle, self.shots, self.layers)

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

    # judging

    def verdict(self, seen: str) -> None:
        """Keep a verdict with the details as they stand, and go on."""
        stop = self.walk.stop
        if stop is None:
            return
        record, flight = inspection.with_verdict(self.dock.record(), seen), self.flight
        shot = self.seen[0].uid if self.seen else ""
        coming = self.walk.coming(+1)
        if coming:
            self.walk.go(coming[0].uid)
            self.show_stop()
        try:
            self.recorder.verdict(stop, record, flight, shot)
        except UserError as error:
            self.desk.messages.failure(error)
            self.walk.go(stop.uid)
            self.show_stop()
            return
        if not coming:
            self.dock.set_record(record)
        self._say()

    def take_back(self) -> None:
        """Take the last verdict back, and stand at its stop."""
        try:
            last = self.recorder.take_back()
        except UserError as error:
            self.desk.messages.failure(error)
            return
        if last is None:
            self.desk.messages.info(translate("Inspect", "There is no verdict to take back."))
            return
        self.walk.load(inspection.stops(self.recorder.rows), last.stop_uid)
        self.show_stop()

    # comparing

    def compare(self, mode: str) -> None:
        """Compare in this way; the same again shows one image."""
        self.item.mode = item.ONE if mode == self.item.mode else mode
        self.dock.show_mode(self.item.mode)
        self.tool.drag_edge(self.item.mode == item.SWIPE)
        self.item.flicked = False
        if self.item.mode == item.FLICKER:
            self._flick.start()
        else:
            self._flick.stop()
        if self.item.mode != item.ONE and self.right is None:
            self.desk.messages.info(translate("Inspect", "Choose what the right side shows."))
        self.refresh()

    def exchange(self) -> None:
        """Left becomes right."""
        self.left, self.right = self.right, self.left
        self._sides_changed()

    def other_band(self) -> None:
        """Show the other band of the same flight on the left."""
        if self.left is None or self.left.kind != FLIGHT:
            return
        band = "visible" if self.left.band == "thermal" else "thermal"
        if self.left.what in self.shots.flights(band):
            self.left = Choice(FLIGHT, self.left.what, band)
            self._sides_changed()
        else:
            self.desk.messages.info(translate("Inspect", "This flight has no images of the other band."))

    def next_flight(self) -> None:
        """Show the next flight on the left, in the same band."""
        if self.left is None or self.left.kind != FLIGHT:
            return
        flights = self.shots.flights(self.left.band)
        at = (flights.index(self.left.what) + 1) % len(flights) if self.left.what in flights else 0
        self.left = Choice(FLIGHT, flights[at], self.left.band)
        self._sides_changed()

    def toggle_marks(self) -> None:
        """Show or hide the rings."""
        self.item.shows_marks = not self.item.shows_marks
        self.item.update()

    def choose_side(self, is_right: bool, choice: Choice | None) -> None:
        """Show a choice on one side."""
        if is_right:
            self.right = choice
        else:
            self.left = choice
        self._sides_changed()

    def _sides_changed(self) -> None:
        self.walk.flight = self.flight
        self.dock.set_choices(choices.choices(self.shots), self.left, self.right)
        stop = self.walk.stop
        if stop is not None:
            self.dock.show_stop(*self._words(stop))
        self._say()
        self.refresh()

    def _choose_flight(self, flight: str, band: str) -> None:
        if flight and flight in self.shots.flights(band):
            self.left = Choice(FLIGHT, flight, band)
        others = [one for one in self.shots.flights(band) if self.left is None or one != self.left.what]
        if others and (self.right is None or self.right == self.left):
            self.right = Choice(FLIGHT, others[0], band)
        self.walk.flight = self.flight
        self.dock.set_choices(choices.choices(self.shots), self.left, self.right)

    # places

    def to_map(self, x: float, y: float) -> QgsPointXY:
        """Bring a place of the project to the map's system."""
        return self._transform().transform(QgsPointXY(x, y))

    def from_map(self, point: QgsPointXY) -> QgsPointXY:
        """Bring a place of the map to the project's system."""
        return self._transform().transform(point, Qgis.TransformDirection.Reverse)

    def from_map_box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Bring x and y from, x and y to of the map to the project's system."""
        transform = self._transform()
        if transform.isShortCircuited():
            return box
        try:
            found = transform.transformBoundingBox(QgsRectangle(*box), Qgis.TransformDirection.Reverse)
        except CsException:
            return box
        return found.xMinimum(), found.yMinimum(), found.xMaximum(), found.yMaximum()

    def place_of(self, pixel: QPointF) -> QgsPointXY:
        """Return the place, in the project's system, of a pixel of the map as the item paints it."""
        view = View.of(self.desk.iface.mapCanvas())
        column = pixel.x()
        if self.item.mode == item.BESIDE:
            column += view.width / 4 * (1 if column < view.width / 2 else -1)
        return self.from_map(view.place(column, pixel.y()))

    def _transform(self) -> QgsCoordinateTransform:
        return QgsCoordinateTransform(
            self.session.layer("outfalls").crs(),
            self.desk.iface.mapCanvas().mapSettings().destinationCrs(),
            QgsProject.instance(),
        )

    def _marks(self, view: View) -> list[Mark]:
        left, low, right, high = self.from_map_box(view.around)
        here, found = self.walk.stop, []
        for stop in self.walk.stops:
            if left <= stop.x <= right and low <= stop.y <= high:
                place = self.to_map(stop.x, stop.y)
                kind = "here" if stop is here else "suspect" if stop.table == SUSPECT else "other"
                found.append(Mark(place.x(), place.y(), kind))
        for x, y in [(pair[at], pair[at + 1]) for pair in self.pairs for at in (0, 2)] + (
            [self.half_pair] if self.half_pair else []
        ):
            place = self.to_map(x, y)
            found.append(Mark(place.x(), place.y(), "pair"))
        return found

    # words

    def _words(self, stop: Stop) -> tuple[str, str, Record, str]:
        language = user_language()
        title = stop.title or translate("Inspect", "Suspected outfall")
        parts = [SCHEMA.values("bank").label(stop.bank, language)] if stop.bank else []
        if stop.chainage_km == stop.chainage_km:
            parts.append(translate("Inspect", "km {km}").format(km=f"{stop.chainage_km:.3f}"))
        if stop.score == stop.score:
            parts.append(translate("Inspect", "score {score}").format(score=f"{stop.score:.2f}"))
        record = stop.record(self.session.user, self.flight)
        words = SCHEMA.values("inspection_seen")
        said = [
            f"{inspector or '?'}, {flight}: {words.label(kept.record.seen, language)}"
            for (flight, inspector), kept in sorted(
                stop.records.items(), key=lambda one: one[0], reverse=True
            )
            if (flight, inspector) != (self.flight, self.session.user)
        ]
        return title, " · ".join(parts), record, "\n".join(said[:4])

    def _say(self) -> None:
        done, n = self.walk.counts()
        lines = [translate("Inspect", "{done} of {n} inspected on this flight").format(done=done, n=n)]
        if self.recorder.waits_for_others:
            lines.append(
                translate(
                    "Inspect",
                    "Verdicts are not saved yet, as there are other unsaved edits. Save all edits.",
                )
            )
        self.dock.show_state("\n".join(lines))

    # wires

    def _connect(self) -> None:
        canvas, watch = self.desk.iface.mapCanvas(), self.desk.watch
        self._wires: list[tuple[Any, Any]] = [
            (self.dock.asked, self._on_asked),
            (self.dock.side_chosen, self.choose_side),
            (self.dock.walk_changed, self._on_walk),
            (self.dock.shown, self._later.start),
            (self.dock.strip.chosen, lambda choice: self.choose_side(True, choice)),
            (self.tool.asked, self._on_asked),
            (self.tool.dragged, self._on_drag),
            (self.tool.pointed, self._on_point),
            (self.tool.clicked, self._on_click),
            (self.tool.ended, lambda: deeds.end_clicks(self)),
            (self.tool.left, self._on_left),
            (self.pictures.ready, lambda _key: self.item.update()),
            (self.small.ready, lambda key: deeds.show_small(self, key)),
            (self.recorder.saved, self._on_saved),
            (self.recorder.failed, self.desk.messages.failure),
            (canvas.extentsChanged, self._moved.start),
            (canvas.rotationChanged, self._moved.start),
            (watch.layers_changed, self._on_layers),
            (self.session.changed, self._on_edited),
        ]
        for signal, slot in self._wires:
            signal.connect(slot)
        self.walk.selected, self.walk.shown = self._selected, self._shown

    def _on_asked(self, name: str) -> None:
        if name in self._does and self.desk.has_project:
            self._does[name]()

    def _on_walk(self) -> None:
        self.walk.filter = self.dock.filter
        if self.dock.order != self.walk.order:
            self.walk.order = self.dock.order
            self.walk.load(self.walk.stops)
        if self.tool.is_active:
            self.pictures.ahead(self._coming(View.of(self.desk.iface.mapCanvas())))

    def _on_drag(self, share: float) -> None:
        self.item.split = share
        self.item.update()

    def _on_point(self, place: QPointF) -> None:
        self.item.pointer = place
        if self.item.mode == item.LENS:
            self.item.update()

    def _on_click(self, place: QPointF) -> None:
        if self.clicks is not None:
            self.clicks(self.place_of(place))

    def _on_flick(self) -> None:
        self.item.flicked = not self.item.flicked
        self.item.update()

    def _on_left(self) -> None:
        """The map was handed back: nothing of ours stays on it."""
        self._flick.stop()
        self.recorder.leave()
        self.clicks, self.pairs, self.half_pair = None, [], None
        self.item.hide()
        self.pictures.forget()
        self.small.forget()
        self.layers.close()
        self.dock.show_offset_row(False)

    def _on_saved(self) -> None:
        QTimer.singleShot(0, self._keep)
        self._say()

    def _keep(self) -> None:
        stop = self.walk.stop
        if stop is not None and self.session.path:
            band = self.left.band if self.left is not None else ""
            keep_position(self.session.path, stop.uid, self.flight, band)

    def _on_layers(self) -> None:
        self.tool.leave()
        self.pictures.forget()
        self.walk.load([])
        self.recorder.done.clear()
        self._stale = True
        self._later.start()

    def _on_edited(self, tables: set[str]) -> None:
        if self.recorder.is_writing and tables <= {"inspections", "audit"}:
            return
        if tables & {"orthophotos", "interpretation_signs"}:
            self._stale = True
        if tables & {"outfalls", "inspections", "orthophotos", "interpretation_signs"}:
            self._later.start()
            self._moved.start()

    def _selected(self) -> set[str]:
        layer = self.desk.watch.layer("outfalls")
        return {str(feature["uid"]) for feature in layer.selectedFeatures()} if layer is not None else set()

    def _shown(self) -> set[str]:
        """Return the stops that the judged flight shows; read anew where stops, images or sides changed."""
        what = (self.left, id(self.shots), id(self.walk.stops))
        if self._covered[0] != what:
            band = self.left.band if self.left is not None else ""
            there = self.shots.shown([(stop.x, stop.y) for stop in self.walk.stops], self.flight, band)
            self._covered = (what, {stop.uid for stop, one in zip(self.walk.stops, there) if one})
        return self._covered[1]

    def _timer(self, interval: int, slot: Callable[[], None], single: bool = True) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer
