"""What a side of a comparison can be: a flight in a band, a theme of the map, the map as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsProject

from ...i18n import translate
from ...imagery.best import Shot, Shots
from ...imagery.image_layers import ImageLayers
from ..words import label
from .pictures import NOTHING, Side

FLIGHT, THEME = "flight", "theme"


@dataclass(frozen=True)
class Choice:
    """One entry of the lists of sides. what: the flight, or the theme."""

    kind: str
    what: str
    band: str = ""

    def title(self) -> str:
        """Return what people read."""
        if self.kind == THEME:
            return translate("Inspect", "Theme: {name}").format(name=self.what)
        return f"{self.what} · {label('band', self.band)}"


def choices(shots: Shots) -> list[Choice]:
    """Return everything that can be a side: the newest flight first, then themes."""
    found = [
        Choice(FLIGHT, flight, band) for band in ("visible", "thermal") for flight in shots.flights(band)
    ]
    found.sort(key=lambda choice: shots.flights().index(choice.what))
    themes = QgsProject.instance().mapThemeCollection().mapThemes()
    return found + [Choice(THEME, name) for name in themes]


def side_of(
    choice: Choice | None,
    around: tuple[float, float, float, float],
    place: tuple[float, float],
    shots: Shots,
    layers: ImageLayers,
) -> tuple[Side, list[Shot]]:
    """Return the side of a choice for a view, and the images it shows.

    around: x and y from, x and y to of what is seen; place: what it is about; both in the project's system.
    """
    if choice is None:
        return NOTHING, []
    if choice.kind == THEME:
        return _theme(choice), []
    chosen = shots.of_view(around, place, choice.what, choice.band)
    if not chosen:
        return NOTHING, []
    opened: list[Any] = layers.layers_of(chosen)
    if not opened:
        return NOTHING, chosen
    day = chosen[0].taken_at[:10]
    parts = [choice.title(), *([day] if day and day not in choice.what else []), f"{chosen[0].gsd_m:.2f} m"]
    if chosen[0].offset is not None:
        parts.append(translate("Inspect", "moved {m} m").format(m=f"{chosen[0].offset.size_m:.1f}"))
    names = "/".join(f"{shot.uid}{shot.offset.to_json() if shot.offset else ''}" for shot in chosen)
    key = f"{FLIGHT}:{choice.band}:{hashlib.sha256(names.encode()).hexdigest()[:24]}"
    return Side(key, " · ".join(parts), tuple(opened)), chosen


def _theme(choice: Choice) -> Side:
    collection = QgsProject.instance().mapThemeCollection()
    if not collection.hasMapTheme(choice.what):
        return NOTHING
    return Side(
        f"{THEME}:{choice.what}",
        choice.title(),
        tuple(collection.mapThemeVisibleLayers(choice.what)),
        collection.mapThemeStyleOverrides(choice.what),
    )


def covers(side: Side, shots: list[Shot], around: tuple[float, float, float, float]) -> bool:
    """Tell whether the images of a side leave nothing of a view free."""
    import shapely

    if not side.key or not shots:
        return False
    box = shapely.box(*around)
    return bool(shapely.union_all([shot.shape for shot in shots]).intersection(box).area > 0.999 * box.area)
