"""The part "inspect": stepping from outfall to outfall over the images of flights, judging by keys,
comparing.

What is looked at is :mod:`.scene`; here keys, clicks and buttons become what is done.
``desk.part("inspect").begin()`` opens it where one was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from qgis.core import QgsGeometry

from ...i18n import translate
from ...operations import inspection
from ...problems import UserError
from ..interfaces import Desk
from ..parts import Part
from . import basemap, item
from .actions import FINDS, VERDICTS
from .all_flights import AllFlights
from .comparing import Comparing
from .dock import DETAILS, InspectDock
from .offsets import Offsets
from .photo_view import NEAR_M, PhotoView, Shown, nearest, photos_of
from .scene import Scene
from .snapshots import Snapshots
from .suspects import Suspects


class InspectPart(Part):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dock = InspectDock(desk.iface.mainWindow())
        self.scene = scene = Scene(desk, self.dock, self)
        self.session, self.recorder, self.walk = scene.session, scene.recorder, scene.walk
        self.tool, self.item = scene.tool, scene.item
        self.comparing, self.flights = Comparing(scene), AllFlights(scene)
        self.suspects, self.offsets, self.snapshots = Suspects(scene), Offsets(scene), Snapshots(scene)
        self.photo_view: PhotoView | None = None
        self.does: dict[str, Callable[[], None]] = {
            **{name: partial(self.verdict, name) for name in VERDICTS},
            **{name: partial(self.verdict, "seen", details) for name, details in FINDS.items()},
            **{name: partial(self.dock.cycle, name) for name in DETAILS},
            **{mode: partial(self.comparing.compare, mode) for mode in item.MODES},
            "next": lambda: self.step(+1),
            "previous": lambda: self.step(-1),
            "take_back": self.take_back,
            "scale": scene.show_stop,
            "exchange": self.comparing.exchange,
            "band": self.comparing.other_band,
            "flight": self.comparing.next_flight,
            "marks": self.comparing.toggle_marks,
            "strip": self.flights.toggle,
            "suspect": self.suspects.ask,
            "take_in": self.suspects.ask_file,
            "snapshot": self.snapshots.keep,
            "photo": self.show_photo,
            "offset": self.offsets.measure,
            "unmove": self.offsets.take_away,
            "catalogue": self.catalogue,
            "signs": self.edit_signs,
            "agreement": self.show_agreement,
            "save": self.recorder.save,
        }
        desk.add_dock(self.dock)
        self._connect()

    def close(self) -> None:
        """Unmake everything."""
        self.snapshots.close()
        self.recorder.close()
        self.comparing.stop()
        self.tool.leave()
        if self.photo_view is not None:
            self.photo_view.close()
            self.photo_view.deleteLater()
        self.flights.close()
        self.scene.close()
        self.desk.remove_dock(self.dock)

    # beginning

    def begin(self) -> None:
        """Open the dock, take the map, and stand where one was."""
        self.desk.show_dock(self.dock)
        self.scene.reload()
        if not self.scene.shots.shots:
            return
        self.scene.return_to_position()
        self.tool.start()
        basemap.warn(self.desk.messages)
        self.scene.show_stop()

    def catalogue(self) -> None:
        """Show the dialog of the verb that catalogues a folder, and begin where nothing was there before."""
        self.desk.projects.run_verb("catalogueimages")
        self.scene.is_stale = True
        if self.tool.is_active:
            self.scene.reload()
            self.scene.refresh()
        else:
            self.begin()

    # stepping and judging

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) stop."""
        coming = self.walk.coming(by)
        if not coming:
            self.desk.messages.info(translate("Inspect", "There is no further stop in this direction."))
            return
        self._go(coming[0].uid)
        if not self.session.is_modified:
            self.scene.keep_position()

    def verdict(self, seen: str, details: Mapping[str, str] | None = None) -> None:
        """Keep a verdict with the details as they stand, and go on."""
        stop = self.walk.stop
        if stop is None:
            return
        record, flight = inspection.with_verdict(self.dock.record(), seen, details), self.scene.flight
        shot = self.scene.seen[0].uid if self.scene.seen else ""
        coming = self.walk.coming(+1)
        if coming:
            self._go(coming[0].uid)
        if not self.desk.messages.attempt(lambda: self.recorder.verdict(stop, record, flight, shot)):
            self._go(stop.uid)
            return
        if not coming:
            self.dock.set_record(record)
        self.scene.say()

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
        self.scene.show_stop()

    def _go(self, uid: str) -> None:
        self.walk.go(uid)
        self.scene.show_stop()

    # photos, signs, agreement

    def show_photo(self) -> None:
        """Show the photo nearest to the present stop, and where the camera stood."""
        stop = self.walk.stop
        if stop is None:
            return
        photos = photos_of(self.recorder.rows)
        photo = nearest(photos, stop.x, stop.y)
        if photo is None:
            text = translate("Inspect", "No photo lies within {m} m.")
            self.desk.messages.info(text.format(m=f"{NEAR_M:.0f}"))
            return
        if self.photo_view is None:
            self.photo_view = PhotoView(self.desk.iface.mainWindow(), self._flash)
        self.photo_view.show_photo(photos, photo)

    def _flash(self, photo: Shown) -> None:
        if not math.isnan(photo.x):
            here = QgsGeometry.fromPointXY(self.scene.places.to_map(photo.x, photo.y))
            canvas = self.scene.canvas
            canvas.flashGeometries([here], canvas.mapSettings().destinationCrs())

    def edit_signs(self) -> None:
        """Open the list of interpretation signs; a project that has none begins with the starting list."""
        try:
            self.recorder.apply(translate("Inspect", "Begin a list of signs"), inspection.fill_library)
            layer = self.session.layer("interpretation_signs")
        except UserError as error:
            self.desk.messages.failure(error)
            return
        self.desk.iface.showAttributeTable(layer)

    def show_agreement(self) -> None:
        """Say how far inspectors agree."""
        found = inspection.agreement(self.walk.stops)
        if not found:
            self.desk.messages.info(
                translate("Inspect", "No two inspectors have judged the same outfall on the same flight.")
            )
            return
        for one in found[:3]:
            kappa = "-" if one.kappa != one.kappa else f"{one.kappa:.2f}"
            text = translate(
                "Inspect", "{one} and {other}: the same verdict on {same} of {both} (kappa {kappa})."
            )
            self.desk.messages.info(
                text.format(
                    one=one.one or "?", other=one.other or "?", same=one.same, both=one.both, kappa=kappa
                )
            )

    # wires

    def _connect(self) -> None:
        scene, canvas, watch = self.scene, self.scene.canvas, self.desk.watch
        for signal, slot in (
            (self.dock.asked, self._on_asked),
            (self.dock.side_chosen, self.comparing.choose_side),
            (self.dock.walk_changed, self._on_walk),
            (self.dock.shown, scene.later.start),
            (self.dock.strip.chosen, partial(self.comparing.choose_side, True)),
            (self.tool.asked, self._on_asked),
            (self.tool.dragged, scene.item.move_edge),
            (self.tool.pointed, scene.item.move_lens),
            (self.tool.clicked, scene.click),
            (self.tool.ended, self._on_clicks_ended),
            (self.tool.left, self._on_left),
            (scene.pictures.ready, lambda _key, wanted: self.item.update() if wanted else None),
            (self.recorder.saved, self._on_saved),
            (self.recorder.failed, self.desk.messages.failure),
            (self.recorder.edited, self._on_edited),
        ):
            signal.connect(slot)
        self.hear(canvas.extentsChanged, scene.moved.start)
        self.hear(canvas.rotationChanged, scene.moved.start)
        self.hear(watch.layers_changed, self._on_layers)

    def _on_asked(self, name: str) -> None:
        if name in self.does and self.desk.has_project:
            self.does[name]()

    def _on_walk(self) -> None:
        self.walk.filter = self.dock.filter
        if self.dock.order != self.walk.order:
            self.walk.order = self.dock.order
            self.walk.load(self.walk.stops)
        if self.tool.is_active:
            self.scene.look_ahead()

    def _on_clicks_ended(self) -> None:
        self.scene.ask_clicks("", None)
        self.offsets.end()
        self.scene.refresh()

    def _on_left(self) -> None:
        """The map was handed back."""
        self.comparing.stop()
        self.recorder.leave()
        self.offsets.forget()
        self.flights.forget()
        self.scene.clear()

    def _on_saved(self) -> None:
        self.scene.keep_position()
        self.scene.say()

    def _on_layers(self) -> None:
        self.tool.leave()
        self.scene.pictures.forget()
        self.walk.load([])
        self.recorder.forget()
        self.scene.is_stale = True
        self.scene.later.start()

    def _on_edited(self, tables: set[str]) -> None:
        if tables & {"orthophotos", "interpretation_signs"}:
            self.scene.is_stale = True
        if tables & {"outfalls", "inspections", "orthophotos", "interpretation_signs"}:
            self.scene.later.start()
            self.scene.moved.start()
