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
    by_rules,
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
                        Rule(
                            "\"status\" = 'abandoned'",
                            line(line_layer("#a5a5a5", 0.4, "1.6;1.4")),
                            label_of("pipe_status", "abandoned", language),
                        ),
                        Rule(
                            "\"status\" = 'blocked'",
                            line(line_layer("#d63031", 0.5, "2.4;0.9")),
                            label_of("pipe_status", "blocked", language),
                        ),
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
    rules = [Rule("\"form\" = 'open_channel'", channel, label_of("form", "open_channel", language))]
    if not plain:
        rules.append(
            Rule(
                "\"form\" = 'pressure_main'",
                line(line_layer("#6c3483", 0.5, "3;0.8;0.8;0.8")),
                label_of("form", "pressure_main", language),
            )
        )
    if plain:
        unmeasured = word(language, "Diameter unknown", "管径不详")
        rules.append(
            Rule(
                '"diameter_mm" IS NULL AND ("form" IS NULL OR "form" NOT IN (\'culvert\', \'open_channel\'))',
                line(line_layer("#d3d7da", 0.15)),
                unmeasured,
            )
        )
    known = [
        Rule(f"\"system\" = '{system}'", _pipe(SYSTEMS[system], plain), label_of("system", system, language))
        for system in ("storm", "sewage", "combined")
    ]
    known.append(Rule("ELSE", _pipe(SYSTEMS["unknown"], plain), label_of("system", "unknown", language)))
    rules.append(Rule("ELSE", None, label_of("form", "pipe", language), children=tuple(known)))
    return tuple(rules)


def _pipe(color: str, plain: bool) -> Any:
    from qgis.core import QgsProperty

    from ..qgis_names import STROKE_WIDTH

    if plain:
        return line(line_layer(color, 0.3))
    stroke = line_layer(color, 0.45)
    stroke.setDataDefinedProperty(
        STROKE_WIDTH, QgsProperty.fromExpression(_WIDTH)
    )
    return line(stroke)


def manholes(layer: QgsVectorLayer, language: str) -> None:
    """Only at street scale: small rings, with a mark of its own for each work on the network."""
    small = {"inlet": ("square", 1.3), "manhole": ("circle", 1.5), "house_connection": ("diamond", 1.5)}
    works = {
        "overflow": ("half_square", "#d35400"),
        "gate": ("square", "#c0392b"),
        "pump": ("triangle", "#8e44ad"),
        "outlet": ("arrowhead", "#1565c0"),
    }
    rules = [
        Rule(
            f"\"kind\" = '{kind}'",
            marker(marker_layer(shape, 2.8, color, "#ffffff", 0.25)),
            label_of("manhole_kind", kind, language),
        )
        for kind, (shape, color) in works.items()
    ]
    rules += [
        Rule(
            f"\"kind\" = '{kind}'",
            marker(marker_layer(shape, size, "#ffffff", "#57606a", 0.25)),
            label_of("manhole_kind", kind, language),
        )
        for kind, (shape, size) in small.items()
    ]
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
