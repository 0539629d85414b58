"""The ways to compare two sides, and what each side shows."""

from __future__ import annotations

from qgis.PyQt.QtCore import QObject, QTimer

from ...i18n import translate
from . import item
from .choices import FLIGHT, Choice
from .scene import Scene

FLICKER_MS = 600


class Comparing(QObject):
    """Changes what :class:`.scene.Scene` compares, and how."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._scene = scene
        self._flick = QTimer(self)
        self._flick.setInterval(FLICKER_MS)
        self._flick.timeout.connect(self._on_flick)

    def stop(self) -> None:
        """Flicker no more."""
        self._flick.stop()

    def compare(self, mode: str) -> None:
        """Compare in this way; the same again shows one image."""
        scene = self._scene
        scene.item.mode = item.ONE if mode == scene.item.mode else mode
        scene.dock.show_mode(scene.item.mode)
        scene.tool.drag_edge(scene.item.mode == item.SWIPE)
        scene.item.flicked = False
        if scene.item.mode == item.FLICKER:
            self._flick.start()
        else:
            self._flick.stop()
        if scene.item.mode != item.ONE and scene.right is None:
            scene.desk.messages.info(translate("Inspect", "Choose what the right side shows."))
        scene.refresh()

    def exchange(self) -> None:
        """Left becomes right."""
        self._scene.choose(self._scene.right, self._scene.left)

    def other_band(self) -> None:
        """Show the other band of the same flight on the left."""
        left = self._scene.left
        if left is None or left.kind != FLIGHT:
            return
        band = "visible" if left.band == "thermal" else "thermal"
        if left.what in self._scene.shots.flights(band):
            self.choose_side(False, Choice(FLIGHT, left.what, band))
        else:
            self._scene.desk.messages.info(
                translate("Inspect", "This flight has no images of the other band.")
            )

    def next_flight(self) -> None:
        """Show the next flight on the left, in the same band."""
        left = self._scene.left
        if left is None or left.kind != FLIGHT:
            return
        flights = self._scene.shots.flights(left.band)
        at = (flights.index(left.what) + 1) % len(flights) if left.what in flights else 0
        self.choose_side(False, Choice(FLIGHT, flights[at], left.band))

    def choose_side(self, is_right: bool, choice: Choice | None) -> None:
        """Show a choice on one side."""
        scene = self._scene
        scene.choose(*((scene.left, choice) if is_right else (choice, scene.right)))

    def toggle_marks(self) -> None:
        """Show or hide the rings."""
        self._scene.item.shows_marks = not self._scene.item.shows_marks
        self._scene.item.update()

    def _on_flick(self) -> None:
        self._scene.item.flicked = not self._scene.item.flicked
        self._scene.item.update()
