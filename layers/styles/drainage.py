"""Pipes, channels and manholes.

Beyond 1:25,000 only mains, culverts and channels are drawn, as plain lines: the filter
reaches the file as SQL, so a million house connections are not even read. A pipe
without a diameter is drawn there as a pale hairline: an unmeasured network stays visible,
a few gaps in a measured one do not speckle the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .parts import (
    HOUSE,
    INK,
    QUARTER,
    STREET,
    SYSTEMS,
    Label,
    Rule,
    by_expression,
    by_rules,
    by_value,
    label,
    label_by_scale,
    label_of,
    label_settings,
    line,
    line_layer,
    marker,
    marker_layer,
    no_labels_over,
    show_below,
    word,
)

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

_MAIN = '"diameter_mm" >= 800 OR "diameter_mm" IS NULL OR "form" IN (\'culvert\', \'open_channel\')'
_WIDTH = (
    'CASE WHEN "form" = \'culvert\' OR "diameter_mm" >= 1500 THEN 0.9 WHEN "diameter_mm" >= 800 THEN 0.6 '
    "ELSE 0.38 END"
)
_CHANNEL = "#17a2a4"


def pipes(layer: QgsVectorLayer, language: str) -> None:
    """By system; channels double-lined, pressure mains and abandoned pipes dashed."""
    layer.setRenderer(
        by_rules(
            (
                Rule(
                    _MAIN,
                    None,
                    word(language, "Mains", "干管（小比例尺）"),
                    near=QUARTER,
                    children=_systems(language, plain=True),
                ),
                Rule(
                    "",
                    None,
                    word(language, "All pipes", "全部管渠"),
                    out=QUARTER,
                    children=(
                        *by_value("status", "pipe_status", {
                            "abandoned": line(line_layer("#a5a5a5", 0.4, "1.6;1.4")),
                            "blocked": line(line_layer("#d63031", 0.5, "2.4;0.9")),
                        }, language),
                        Rule(
                            "ELSE",
                            None,
                            label_of("pipe_status", "in_service", language),
                            children=_systems(language, plain=False),
                        ),
                    ),
                ),
            )
        )
    )
    diameter = label_settings(Label(
        'CASE WHEN "diameter_mm" > 0 THEN \'DN\' || to_string(round("diameter_mm")) END',
        7,
        "#44525c",
        out=HOUSE,
        place="Line",
        halo=0.7,
        priority=3,
    ))
    label_by_scale(layer, no_labels_over(STREET * 2), diameter)


def _systems(language: str, plain: bool) -> tuple[Rule, ...]:
    channel = (
        line(line_layer(_CHANNEL, 0.5))
        if plain
        else line(line_layer(_CHANNEL, 1.3), line_layer("#e3f6f5", 0.7))
    )
    forms = {"open_channel": channel}
    if not plain:
        forms["pressure_main"] = line(line_layer("#6c3483", 0.5, "3;0.8;0.8;0.8"))
    rules = by_value("form", "form", forms, language)
    if plain:
        unmeasured = word(language, "Diameter unknown", "管径不详")
        rules.append(
            Rule(
                '"diameter_mm" IS NULL AND ("form" IS NULL OR "form" NOT IN (\'culvert\', \'open_channel\'))',
                line(line_layer("#d3d7da", 0.15)),
                unmeasured,
            )
        )
    known = by_value("system", "system", {
        system: _pipe(SYSTEMS[system], plain) for system in ("storm", "sewage", "combined")}, language)
    known.append(Rule("ELSE", _pipe(SYSTEMS["unknown"], plain), label_of("system", "unknown", language)))
    rules.append(Rule("ELSE", None, label_of("form", "pipe", language), children=tuple(known)))
    return tuple(rules)


def _pipe(color: str, plain: bool) -> Any:
    from ..qgis_names import STROKE_WIDTH

    if plain:
        return line(line_layer(color, 0.3))
    return line(by_expression(line_layer(color, 0.45), STROKE_WIDTH, _WIDTH))


def manholes(layer: QgsVectorLayer, language: str) -> None:
    """Only at street scale: small rings, with a mark of its own for each work on the network."""
    looks = {
        "overflow": marker_layer("half_square", 2.8, "#d35400", "#ffffff", 0.25),
        "gate": marker_layer("square", 2.8, "#c0392b", "#ffffff", 0.25),
        "pump": marker_layer("triangle", 2.8, "#8e44ad", "#ffffff", 0.25),
        "outlet": marker_layer("arrowhead", 2.8, "#1565c0", "#ffffff", 0.25),
        "inlet": marker_layer("square", 1.3, "#ffffff", "#57606a", 0.25),
        "manhole": marker_layer("circle", 1.5, "#ffffff", "#57606a", 0.25),
        "house_connection": marker_layer("diamond", 1.5, "#ffffff", "#57606a", 0.25),
    }
    symbols = {kind: marker(look) for kind, look in looks.items()}
    rules = by_value("kind", "manhole_kind", symbols, language)
    rules.append(
        Rule(
            "ELSE",
            marker(marker_layer("circle", 1.3, "#d0d7de", "#57606a", 0.25)),
            label_of("manhole_kind", "other", language),
        )
    )
    layer.setRenderer(by_rules(rules))
    label(layer, Label('"code"', 6.5, INK, out=HOUSE // 2, halo=0.6, priority=1))
    show_below(layer, STREET)
