"""Outfalls are the only round marks on the map; fill and the sign inside tell the status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...rules.districts import districts
from .parts import (
    INK,
    QUARTER,
    STREET,
    Label,
    Rule,
    by_expression,
    by_rules,
    by_value,
    draw_alike,
    label_by_scale,
    label_of,
    label_settings,
    marker,
    marker_layer,
    show_below,
    sized,
)

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

#: status -> fill and the sign drawn inside (shape, colour); green is done, so only what is complete
STATUS: dict[str, tuple[str, tuple[str, str] | None]] = {
    "confirmed": ("#1c86b8", ("circle", "#ffffff")),
    "candidates": ("#f5a623", None),
    "no_source": ("#7d93b2", ("line", "#ffffff")),
    "untraceable": ("#d63031", ("cross2", "#ffffff")),
    "untraced": ("#ffffff", None),
}
#: Complete, whatever was found: the largest sign of all, a tick.
_TICK = ((1.2, "-45", "-0.8,-0.2"), (2.2, "40", "0.35,0.3"))  # strokes: size, angle, offset before turning
COMPLETE = ("#1f9d55", ("tick", "#ffffff"))
IS_COMPLETE = "\"work_state\" = 'complete'"
#: At city scale a dot, at street scale a sign.
_SIZE = (
    "CASE WHEN @map_scale > 200000 THEN 1.2 WHEN @map_scale > 50000 THEN 1.6 "
    "WHEN @map_scale > 10000 THEN 3.4 ELSE 4.6 END"
)
#: Hundreds of outlines side by side would make the bank one dark band.
_OUTLINE = "CASE WHEN @map_scale > 50000 THEN 0.05 ELSE 0.3 END"
#: A stroke of a sign must not fill the dot.
_STROKE = "CASE WHEN @map_scale > 50000 THEN 0.18 ELSE {width} END"

_AWAY = 3.1  # of a name from the middle of the largest sign, in mm
_FEW = 25  # names on a map that shows a kilometre of bank or more
#: The names of a city's outfalls begin with city and district alike, which a map of them need not repeat: a
#: city with what follows up to "district" or "county", or a district that the rules know.
_KNOWN = "|".join(district.name_zh for district in districts())
_PLACE = rf"^\\s*(\\S{{2,4}}?市(\\S{{1,3}}?[区县]|\\S{{2,8}}?开发区)|{_KNOWN})\\+?"
_SHORT = f"trim(regexp_replace(\"name\", '{_PLACE}', ''))"
_NAME = (
    f"CASE WHEN length({_SHORT}) > 1 THEN {_SHORT} "
    'ELSE coalesce(nullif(trim("name"), \'\'), "code_local", "code_national", "code_raw") END'
)


def outfalls(layer: QgsVectorLayer, language: str) -> None:
    """Status by colour and sign, size by scale; names at street scale, a few of them from a bit farther."""
    rules = [Rule(IS_COMPLETE, _sign(*COMPLETE), label_of("work_state", "complete", language))]
    for status, look in STATUS.items():
        only = f"\"trace_status\" = '{status}' AND NOT coalesce({IS_COMPLETE}, false)"
        label_text = label_of("trace_status", status, language)
        rules.append(Rule("ELSE" if status == "untraced" else only, _sign(*look), label_text))
    layer.setRenderer(by_rules(rules))
    few = Label(_NAME, 8, INK, out=STREET * 2, near=STREET, halo=1.0, priority=9, most=_FEW, away=_AWAY)
    all_names = Label(_NAME, 9, INK, out=STREET, bold=True, halo=1.0, priority=9, away=_AWAY)
    label_by_scale(layer, label_settings(few), label_settings(all_names))


def inspections(layer: QgsVectorLayer, language: str) -> None:
    """What was seen from the air: a star, strong where an outlet was seen."""
    colors = {"seen": "#d63031", "uncertain": "#f5a623", "hidden": "#6c8f5a", "bad_image": "#8d7f99",
              "not_seen": "#b2bec3"}
    stars = {seen: marker(marker_layer("star", 3.4, color, "#ffffff", 0.3)) for seen, color in colors.items()}
    layer.setRenderer(by_rules(by_value("seen", "inspection_seen", stars, language)))
    show_below(layer, QUARTER * 4)


def visits(layer: QgsVectorLayer, _language: str) -> None:
    """Where somebody stood: a small clipboard-like square."""
    draw_alike(layer, marker(marker_layer("square", 2.6, "#00897b", "#ffffff", 0.3)))
    show_below(layer, QUARTER * 4)


def citizen_reports(layer: QgsVectorLayer, _language: str) -> None:
    """Where citizens reported something."""
    shape = marker_layer("triangle", 3.4, "#f57c00", "#ffffff", 0.3)
    draw_alike(layer, marker(shape))


def _sign(color: str, inside: tuple[str, str] | None) -> Any:
    from ..qgis_names import STROKE_WIDTH

    dot = by_expression(marker_layer("circle", 4.2, color, INK, 0.3), STROKE_WIDTH, _OUTLINE)
    layers = [marker_layer("circle", 5.0, "#ffffff", "#ffffff", 0.0), dot]
    if inside:
        shape, ink = inside
        if shape == "circle":
            layers.append(marker_layer("circle", 1.4, ink, ink, 0.0))
        elif shape == "tick":  # two strokes: the short one and the long one
            layers += [
                _stroke("line", size, ink, 0.55, angle=angle, offset=offset) for size, angle, offset in _TICK
            ]
        else:
            angle = "90" if shape == "line" else "0"
            layers.append(_stroke(shape, 1.9, ink, 0.5, angle=angle))
    return sized(marker(*layers), _SIZE)


def _stroke(shape: str, size: float, ink: str, width: float, **more: str) -> Any:
    from ..qgis_names import STROKE_WIDTH

    made = marker_layer(shape, size, "transparent", ink, width, **more)
    return by_expression(made, STROKE_WIDTH, _STROKE.format(width=width))
