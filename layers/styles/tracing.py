"""What a run found: traced pipes by distance, links by status, ends by reason, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..store.traced_pipes import MOVED_PIPES
from .parts import (
    DISTRICT,
    INK,
    QUARTER,
    STREET,
    Rule,
    along,
    by_expression,
    by_rules,
    by_value,
    label_of,
    line,
    line_layer,
    marker,
    marker_layer,
    show_below,
    word,
)

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

#: How the end of a trace is marked, by its reason: shape, colour, filled, size (mm); headwaters are natural
#: and stay small. The window paints its traces alike.
END_MARKS: dict[str, tuple[str, str, bool, float]] = {
    "headwater": ("circle", "#2ca25f", False, 1.4),
    "barrier": ("square", "#d7191c", True, 2.5),
    "gap": ("cross2", "#e6007e", False, 2.5),
    "loop": ("diamond", "#6a3d9a", True, 3.0),
    "limit": ("square", "#636363", False, 2.3),
    "unknown_direction": ("diamond", "#b15928", False, 3.0),
}
#: Metres along the network to the nearest outfall, up to; near is dark (a colour-blind safe ramp).
DISTANCES = ((250, "#0b4f6c"), (500, "#1b7f8c"), (1000, "#3fae8a"), (2000, "#93cf6a"), (None, "#e3d44b"))
#: The pipe as drawn runs against the water. Only where the basis says so beyond doubt. Weighed evidence
#: is the basis of pipes that run against what was stated of them: the flow field, else, where that
#: says "unknown", the inverts, else the drawing.
AGAINST = (
    "(\"flow_basis\" = 'declared_flow' AND \"flow\" = '-') OR "
    '("flow_basis" = \'invert\' AND "invert_to" > "invert_from") OR '
    "(\"flow_basis\" = 'auto' AND (coalesce(\"flow\", '') NOT IN ('-', '?') OR "
    "(\"flow\" = '?' AND \"invert_from\" > \"invert_to\")))"
)
HAS_ARROW = (
    "\"flow_basis\" IN ('declared_flow', 'declared_order', 'digitised', 'invert') OR "
    "(\"flow_basis\" = 'auto' AND (coalesce(\"flow\", '') <> '?' OR \"invert_from\" <> \"invert_to\"))"
)


#: Not where unsaved edits moved the pipe or took it away: the view is drawn from the file.
IN_PLACE = f"NOT coalesce(map_exist(@{MOVED_PIPES}, to_string($id)), false)"


def traced_pipes(layer: QgsVectorLayer, language: str) -> None:
    """A band under every traced pipe (drawn below the pipes), by distance; arrows at street scale.

    Its ends are flat: where see-through round ones meet, they look like beads.
    """
    from ..qgis_names import ENABLED

    rules = []
    lower = 0
    for upper, color in DISTANCES:
        when = f'"network_m" >= {lower}' + (f' AND "network_m" < {upper}' if upper else "")
        text = f"{lower} – {upper} m" if upper else f"> {lower} m"
        rules.append(Rule(when, line(line_layer(color + "a6", 2.0, capstyle="flat")), text, out=QUARTER))
        lower = upper or lower
    unknown = line(line_layer("#5f6b73", 2.0, "0.5;1.5"))
    rules.append(
        Rule(
            "\"flow_basis\" = 'unknown'",
            unknown,
            word(language, "Direction unknown", "流向不明"),
            out=QUARTER,
        )
    )
    rules.append(
        Rule(HAS_ARROW, line(along(_arrow())), word(language, "Flow direction", "水流方向"), out=STREET)
    )
    for rule in rules:
        by_expression(rule.symbol.symbolLayer(0), ENABLED, IN_PLACE)
    layer.setRenderer(by_rules(rules))
    show_below(layer, QUARTER)


def _arrow() -> Any:
    from ..qgis_names import ANGLE

    head = marker_layer("filled_arrowhead", 3.0, INK, INK, 0.0)
    return marker(by_expression(head, ANGLE, f"if({AGAINST}, 180, 0)"))


def trace_links(layer: QgsVectorLayer, language: str) -> None:
    """The last hop from a source to the network: thin and dashed, by status."""
    looks = {
        "confirmed": line_layer("#1f9d55", 0.5),
        "candidate": line_layer("#e08e0b", 0.4, "1.6;0.8"),
        "rejected": line_layer("#a5b1bb", 0.3, "0.6;1"),
        "lost": line_layer("#d63031", 0.5, "2;0.8;0.5;0.8"),
    }
    symbols = {status: line(look) for status, look in looks.items()}
    layer.setRenderer(by_rules(by_value("status", "link_status", symbols, language)))
    show_below(layer, QUARTER)


def trace_ends(layer: QgsVectorLayer, language: str) -> None:
    """Where the way upstream ends, by reason."""
    symbols = {
        reason: marker(marker_layer(shape, size, colour if filled else "transparent",
                                    "#ffffff" if filled else colour, 0.25 if filled else 0.5))
        for reason, (shape, colour, filled, size) in END_MARKS.items()
    }
    layer.setRenderer(by_rules(by_value("reason", "end_reason", symbols, language)))
    show_below(layer, QUARTER)


def findings(layer: QgsVectorLayer, language: str) -> None:
    """Open findings: turned pipes, bridged gaps, others by severity; what is fixed or accepted turns grey."""
    looks = {
        "error": marker_layer("triangle", 3.6, "#d63031", "#ffffff", 0.3),
        "warning": marker_layer("triangle", 3.2, "#f5a623", "#ffffff", 0.3),
        "notice": marker_layer("triangle", 2.6, "#4a90d9", "#ffffff", 0.3),
    }
    # What a run turned, bridged or gathered by its own judgement: each can be shown by itself.
    weighed = {
        "bad_direction": marker_layer("diamond", 3.2, "#f5a623", "#ffffff", 0.3),
        "bridged_gap": marker_layer("diamond", 2.8, "#4a90d9", "#ffffff", 0.3),
    }
    others = f"(\"severity\" = 'error' OR coalesce(\"kind\", '') NOT IN {tuple(weighed)})"
    rules = [
        Rule(
            "\"status\" IN ('fixed', 'accepted')",
            marker(marker_layer("triangle", 2.2, "#c3ccd3", "#8f9aa3")),
            word(language, "Fixed or accepted", "已处理"),
        )
    ]
    rules.append(
        Rule(
            "ELSE",
            None,
            label_of("finding_status", "open", language),
            children=(
                *(
                    Rule(
                        f"\"kind\" = '{kind}' AND \"severity\" <> 'error'",
                        marker(look),
                        label_of("finding_kind", kind, language),
                    )
                    for kind, look in weighed.items()
                ),
                *(
                    Rule(
                        f"\"severity\" = '{severity}' AND {others}",
                        marker(look),
                        label_of("severity", severity, language),
                    )
                    for severity, look in looks.items()
                ),
            ),
        )
    )
    layer.setRenderer(by_rules(rules))
    show_below(layer, DISTRICT)
