"""Fills the strip: the present stop on every flight."""

from __future__ import annotations

from functools import partial

from qgis.PyQt.QtCore import QObject

from ...operations.inspection import Stop
from .choices import FLIGHT, Choice
from .pictures import Pictures, Side
from .scene import Scene
from .strip import SIZE
from .views import View

STRIP_M = 40.0  # what a small picture shows, from edge to edge


class AllFlights(QObject):
    """Renders the small pictures of the strip, when nothing else waits."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._scene, self._strip = scene, scene.dock.strip
        self._pictures = Pictures(self)
        self._pictures.ready.connect(self._show)
        scene.refreshed.connect(self.fill)

    def close(self) -> None:
        """Stop everything."""
        self._pictures.close()

    def forget(self) -> None:
        """Throw the pictures away."""
        self._pictures.forget()

    def toggle(self) -> None:
        """Show or hide the strip."""
        self._strip.setVisible(not self._strip.isVisible())
        self.fill()

    def fill(self) -> None:
        """Show the present stop on every flight."""
        scene, stop = self._scene, self._scene.walk.stop
        if stop is None or not self._strip.isVisible() or not scene.tool.is_active:
            return
        view, middle = self._view(stop), (stop.x, stop.y)
        band = scene.left.band if scene.left is not None and scene.left.kind == FLIGHT else "visible"
        self._pictures.base(scene.canvas.mapSettings())
        entries, sides = [], []
        for flight, day in scene.shots.flights_at(middle, band):
            choice = Choice(FLIGHT, flight, band)
            side, _shots = scene.side(choice, view)
            if side.key:
                entries.append((side.key, flight if day in flight else f"{flight}\n{day}", choice))
                sides.append(side)
        self._strip.show_places(entries)
        for side in sides:
            self._show(side.key)
        self._pictures.ahead([partial(_coming, side, view) for side in sides])

    def _view(self, stop: Stop) -> View:
        place = self._scene.places.to_map(stop.x, stop.y)
        return View(place.x(), place.y(), STRIP_M / SIZE[0], *SIZE)

    def _show(self, key: str) -> None:
        """Show a picture if it is there now."""
        stop = self._scene.walk.stop
        there = self._pictures.find(key, self._view(stop)) if stop is not None else None
        if there is not None:
            self._strip.set_picture(key, there.image)


def _coming(side: Side, view: View) -> tuple[Side, View]:
    return side, view
