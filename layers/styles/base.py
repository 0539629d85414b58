"""The quiet base map: water, districts, townships, landmarks, the river's axis, footprints of orthophotos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parts import (
    QUARTER,
    STREET,
    Label,
    by_expression,
    draw_alike,
    fill,
    label,
    line,
    line_layer,
    marker,
    marker_layer,
    show_below,
)

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


def districts(layer: QgsVectorLayer, _language: str) -> None:
    """A thin dashed outline; wide-set names in small-scale views only."""
    draw_alike(layer, fill("#ffffff00", "#8d7f99", 0.35, style="no", dash="4;1.2;1;1.2"))
    label(layer, Label('"name"', 11, "#6d5f7a", near=QUARTER, place="Horizontal", spacing=2.0, halo=1.0,
                       priority=8))


def river(layer: QgsVectorLayer, _language: str) -> None:
    """Water, with its name along it, turned with the river."""
    draw_alike(layer, fill("#cfe4f2", "#9cc3dc", 0.25))
    label(layer, Label('"name"', 10, "#4d86ad", place="Free", spacing=3.0, halo=0.0, priority=4))


def river_axis(layer: QgsVectorLayer, _language: str) -> None:
    """A hairline in the water."""
    draw_alike(layer, line(line_layer("#6aa5cc", 0.25, "3;2")))


def orthophotos(layer: QgsVectorLayer, _language: str) -> None:
    """Footprints only; the image is a layer of its own."""
    draw_alike(layer, fill("#ffffff00", "#00897b", 0.4, style="no", dash="2;1"))


def townships(layer: QgsVectorLayer, _language: str) -> None:
    """Dotted outlines and names, near by only."""
    draw_alike(layer, fill("#ffffff00", "#b9aec2", 0.25, style="no", dash="1;2"))
    label(layer, Label('"name"', 8, "#8d7f99", near=QUARTER, place="Horizontal", spacing=1.0, halo=0.8,
                       priority=3))
    show_below(layer, QUARTER * 4)


def protected_areas(layer: QgsVectorLayer, _language: str) -> None:
    """A green edge and a thin hatch."""
    draw_alike(layer, fill("#8bc34a", "#558b2f", 0.4, style="b_diagonal"))
    label(layer, Label('"name"', 8, "#558b2f", near=QUARTER, place="Horizontal", halo=0.8, priority=3))


def sewer_areas(layer: QgsVectorLayer, _language: str) -> None:
    """A brown dotted edge."""
    draw_alike(layer, fill("#ffffff00", "#8d6e63", 0.35, style="no", dash="1;2"))


def landmarks(layer: QgsVectorLayer, _language: str) -> None:
    """Small grey dots with their names: what outfalls are named after."""
    draw_alike(layer, marker(marker_layer("square", 1.6, "#7d7d7d")))
    label(layer, Label('"name"', 7, "#666666", near=QUARTER, halo=0.8, priority=2))
    show_below(layer, QUARTER * 4)


def photos(layer: QgsVectorLayer, _language: str) -> None:
    """An arrow the way the camera looked, upwards where nobody knows."""
    from ..qgis_names import ANGLE

    arrow = marker_layer("filled_arrowhead", 3.2, "#6a4fb3", "#ffffff", 0.25)
    draw_alike(layer, marker(by_expression(arrow, ANGLE, 'coalesce("direction", 0) - 90')))
    show_below(layer, STREET * 4)
