"""Sources: one shape and one colour per kind, none of them round (round is an outfall)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .parts import DISTRICT, STREET, Label, draw_alike, fill, label, marker, marker_layer, show_below, sized

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

#: table -> shape, colour, size relative to the others
KINDS = {
    "enterprises": ("square", "#c2185b", 2.9),
    "construction_sites": ("equilateral_triangle", "#e8590c", 3.6),
    "farmland_outlets": ("diamond", "#4c8c1f", 3.8),
    "wharves": ("pentagon", "#1565c0", 3.6),
    "treatment_works": ("hexagon", "#00796b", 3.9),
    "breeding_sites": ("star", "#8d5524", 4.2),
    "other_sources": ("cross_fill", "#6c757d", 3.4),
}


def source(layer: QgsVectorLayer, table: str) -> None:
    """A small mark in district view, the full one with its name in street view."""
    shape, color, size = KINDS[table]
    symbol = marker(marker_layer(shape, size, color, "#ffffff", 0.25))
    sized(
        symbol,
        f"CASE WHEN @map_scale > 20000 THEN {size * 0.45} WHEN @map_scale > 8000 THEN {size * 0.75} "
        f"ELSE {size} END",
    )
    draw_alike(layer, symbol)
    label(layer, Label('"name"', 7.5, color, out=STREET * 3 // 5, halo=0.8))
    show_below(layer, DISTRICT)


def source_sites(layer: QgsVectorLayer, _language: str) -> None:
    """Site outlines, quiet: a pale hatch."""
    draw_alike(layer, fill("#c2185b22", "#c2185b99", 0.25, dash="1.6;0.8"))
    show_below(layer, STREET * 4)


def _dresser(table: str) -> Callable[[QgsVectorLayer, str], None]:
    return lambda layer, _language: source(layer, table)


DRESSERS = {table: _dresser(table) for table in KINDS}
