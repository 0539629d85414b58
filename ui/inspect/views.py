"""Where a picture of the map was taken: centre, resolution, size, rotation and pixel ratio of a canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qgis.core import QgsMapSettings, QgsPointXY, QgsRectangle
from qgis.PyQt.QtCore import QPointF, QSize

if TYPE_CHECKING:
    from qgis.gui import QgsMapCanvas

_SAME_PX = 0.25


@dataclass(frozen=True)
class View:
    """Coordinates in the map's system; sizes in the canvas's own pixels, of which the device has ``ratio``
    each.
    """

    x: float
    y: float
    units_per_px: float
    width: int
    height: int
    rotation: float = 0.0  # degrees clockwise
    ratio: float = 1.0

    @classmethod
    def of(cls, canvas: QgsMapCanvas) -> View:
        """Return what a canvas shows."""
        settings = canvas.mapSettings()
        centre, size = settings.extent().center(), settings.outputSize()
        return cls(
            centre.x(),
            centre.y(),
            settings.mapUnitsPerPixel(),
            size.width(),
            size.height(),
            settings.rotation(),
            settings.devicePixelRatio(),
        )

    def at(self, x: float, y: float) -> View:
        """Return the same view around another place."""
        return replace(self, x=x, y=y)

    def shows_same(self, other: View) -> bool:
        """Tell whether two views are the same to a quarter of a pixel."""
        return self.has_form_of(other) and math.hypot(self.x - other.x, self.y - other.y) <= (
            _SAME_PX * self.units_per_px
        )

    def has_form_of(self, other: View) -> bool:
        """Tell whether two views differ in their centre at most."""
        return (self.width, self.height, self.rotation, self.ratio) == (
            other.width,
            other.height,
            other.rotation,
            other.ratio,
        ) and math.isclose(self.units_per_px, other.units_per_px, rel_tol=1e-6)

    @property
    def extent(self) -> QgsRectangle:
        """What the view would show if it were not rotated."""
        half = self.units_per_px * self.width / 2, self.units_per_px * self.height / 2
        return QgsRectangle(self.x - half[0], self.y - half[1], self.x + half[0], self.y + half[1])

    @property
    def around(self) -> tuple[float, float, float, float]:
        """Return x and y from, x and y to of everything seen, rotated or not."""
        turn = math.radians(self.rotation)
        wide, high = self.units_per_px * self.width / 2, self.units_per_px * self.height / 2
        dx = abs(wide * math.cos(turn)) + abs(high * math.sin(turn))
        dy = abs(wide * math.sin(turn)) + abs(high * math.cos(turn))
        return self.x - dx, self.y - dy, self.x + dx, self.y + dy

    def settings(self, base: QgsMapSettings, layers: list[Any]) -> QgsMapSettings:
        """Return the settings that render this view of ``layers``, all else as in ``base``."""
        made = QgsMapSettings(base)
        made.setLayers(layers)
        made.setOutputSize(QSize(self.width, self.height))
        made.setDevicePixelRatio(self.ratio)
        made.setRotation(self.rotation)
        made.setExtent(self.extent)
        return made

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where a place lies, in the canvas's pixels."""
        turn = math.radians(self.rotation)
        dx, dy = (x - self.x) / self.units_per_px, (self.y - y) / self.units_per_px
        return QPointF(
            self.width / 2 + dx * math.cos(turn) - dy * math.sin(turn),
            self.height / 2 + dx * math.sin(turn) + dy * math.cos(turn),
        )

    def place(self, column: float, row: float) -> QgsPointXY:
        """Return the place of a pixel."""
        turn = math.radians(self.rotation)
        dx, dy = column - self.width / 2, row - self.height / 2
        return QgsPointXY(
            self.x + self.units_per_px * (dx * math.cos(turn) + dy * math.sin(turn)),
            self.y - self.units_per_px * (dy * math.cos(turn) - dx * math.sin(turn)),
        )
