"""Small builders that the themes compose: markers, lines, fills, rules and labels.

Sizes and widths are millimetres on the screen or page; colours are hex texts. Numbers
are formatted into the string properties that QGIS's ``create`` functions take, which are
the same from QGIS 3.22 to 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ..schema import SCHEMA

if TYPE_CHECKING:
    from qgis.core import (
        QgsLineSymbol,
        QgsMarkerSymbol,
        QgsPalLayerSettings,
        QgsRuleBasedRenderer,
        QgsSymbol,
        QgsVectorLayer,
    )

_Symbol = TypeVar("_Symbol", bound="QgsSymbol")

#: Drainage systems as Chinese drawings colour them: storm blue, sewage brown, combined purple.
SYSTEMS = {"storm": "#2b7bba", "sewage": "#9a5a23", "combined": "#8b4aa5", "unknown": "#8f8f8f"}
INK = "#2d3436"
FONTS = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei"]

#: Scale denominators at which detail comes in.
DISTRICT, QUARTER, STREET, HOUSE = 50_000, 25_000, 5_000, 2_000


def label_of(values: str, code: str, language: str) -> str:
    """Return the label of a coded value for a legend."""
    return SCHEMA.values(values).label(code, language)


def word(language: str, en: str, zh: str) -> str:
    """Return the word in the language of the style."""
    return zh if language == "zh" else en


def marker_layer(
    shape: str, size: float, fill: str, outline: str = "#ffffff", width: float = 0.2, **more: str
) -> Any:
    """Return one simple marker symbol layer; ``fill`` "transparent" for none."""
    from qgis.core import QgsSimpleMarkerSymbolLayer

    return QgsSimpleMarkerSymbolLayer.create(
        {
            "name": shape,
            "size": str(size),
            "color": _rgba(fill),
            "outline_color": _rgba(outline),
            "outline_width": str(width),
            "outline_style": "solid" if width else "no",
            **more,
        }
    )


def marker(*layers: Any) -> QgsMarkerSymbol:
    """Return a marker symbol of these layers, bottom first."""
    from qgis.core import QgsMarkerSymbol

    return _stacked(QgsMarkerSymbol(), layers)


def line_layer(color: str, width: float, dash: str = "", **more: str) -> Any:
    """Return one simple line symbol layer; ``dash`` such as "2;1" in millimetres."""
    from qgis.core import QgsSimpleLineSymbolLayer

    dashed = {"use_custom_dash": "1", "customdash": dash} if dash else {}
    return QgsSimpleLineSymbolLayer.create(
        {
            "line_color": _rgba(color),
            "line_width": str(width),
            "capstyle": "flat" if dash else "round",
            "joinstyle": "round",
            **dashed,
            **more,
        }
    )


def line(*layers: Any) -> QgsLineSymbol:
    """Return a line symbol of these layers, bottom first."""
    from qgis.core import QgsLineSymbol

    return _stacked(QgsLineSymbol(), layers)


def along(symbol: QgsSymbol, place: str = "centralpoint") -> Any:
    """Return a line symbol layer that sets ``symbol`` on the line, turned with it."""
    from qgis.core import QgsMarkerLineSymbolLayer

    layer = QgsMarkerLineSymbolLayer.create({"placement": place, "placements": place.title(), "rotate": "1"})
    layer.setSubSymbol(symbol)
    return layer


def fill(color: str, outline: str, width: float = 0.26, style: str = "solid", dash: str = "") -> QgsSymbol:
    """Return a fill symbol; ``style`` is a Qt brush name, "no" for an outline only."""
    from qgis.core import QgsFillSymbol, QgsSimpleFillSymbolLayer

    area = QgsSimpleFillSymbolLayer.create(
        {
            "color": _rgba(color),
            "style": style,
            "outline_style": "no" if dash or not width else "solid",
            "outline_color": _rgba(outline),
            "outline_width": str(width),
            "joinstyle": "round",
        }
    )
    return _stacked(QgsFillSymbol(), [area, line_layer(outline, width, dash)] if dash else [area])


def _stacked(symbol: _Symbol, layers: Sequence[Any]) -> _Symbol:
    """Put the layers into a fresh symbol one by one: handed over as a list, Python frees them (a crash)."""
    symbol.changeSymbolLayer(0, layers[0])
    for layer in layers[1:]:
        symbol.appendSymbolLayer(layer)
    return symbol


def sized(symbol: QgsMarkerSymbol, expression: str) -> QgsMarkerSymbol:
    """Let an expression set the size of a marker; the layers keep their proportions."""
    from qgis.core import QgsProperty

    symbol.setDataDefinedSize(QgsProperty.fromExpression(expression))
    return symbol


@dataclass
class Rule:
    """One rule of a rule-based renderer: what, how it looks, between which scales.

    ``out`` is the scale denominator beyond which it no longer shows, ``near`` the one below
    which it no longer shows; 0 for no limit. ``when`` "ELSE" takes what no sibling took.
    """

    when: str
    symbol: QgsSymbol | None
    label: str
    out: int = 0
    near: int = 0
    children: tuple[Rule, ...] = ()


def by_rules(rules: Iterable[Rule]) -> QgsRuleBasedRenderer:
    """Return the renderer of these rules."""
    from qgis.core import QgsRuleBasedRenderer

    root = QgsRuleBasedRenderer.Rule(None)
    for rule in rules:
        _add(root, rule)
    return QgsRuleBasedRenderer(root)


def by_value(column: str, values: str, symbols: Mapping[str, QgsSymbol], language: str) -> list[Rule]:
    """Return one rule for each coded value of a column; ``values`` names the list of its labels."""
    return [
        Rule(f"\"{column}\" = '{code}'", symbol, label_of(values, code, language))
        for code, symbol in symbols.items()
    ]


def draw_alike(layer: QgsVectorLayer, symbol: QgsSymbol) -> None:
    """Draw all rows of the layer with one symbol."""
    from qgis.core import QgsSingleSymbolRenderer

    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def by_expression(part: Any, key: Any, expression: str) -> Any:
    """Return a symbol layer of which an expression sets one property."""
    from qgis.core import QgsProperty

    part.setDataDefinedProperty(key, QgsProperty.fromExpression(expression))
    return part


def _add(parent: Any, rule: Rule) -> None:
    from qgis.core import QgsRuleBasedRenderer

    made = QgsRuleBasedRenderer.Rule(rule.symbol)
    if rule.when == "ELSE":
        made.setIsElse(True)
    elif rule.when:
        made.setFilterExpression(rule.when)
    made.setLabel(rule.label)
    made.setMinimumScale(rule.out)
    made.setMaximumScale(rule.near)
    for child in rule.children:
        _add(made, child)
    parent.appendChild(made)


def show_below(layer: QgsVectorLayer, scale: int) -> None:
    """Show the whole layer only at scales larger than 1:``scale``."""
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(scale)
    layer.setMaximumScale(0)


@dataclass(frozen=True)
class Label:
    """An expression as text beside each row: ``size`` in points, between the scales ``near`` and ``out``.

    most: so many of them on a map, 0 for all that find a place; away: from the middle of a point, in mm.
    """

    expression: str
    size: float
    color: str = INK
    out: int = 0
    near: int = 0
    place: str = "AroundPoint"
    bold: bool = False
    spacing: float = 0.0
    halo: float = 0.8
    priority: int = 5
    most: int = 0
    away: float = 2.0


def label(layer: QgsVectorLayer, look: Label) -> None:
    """Label the layer."""
    from qgis.core import QgsVectorLayerSimpleLabeling

    layer.setLabeling(QgsVectorLayerSimpleLabeling(label_settings(look)))
    layer.setLabelsEnabled(True)


def label_by_scale(layer: QgsVectorLayer, *settings: QgsPalLayerSettings) -> None:
    """Label the layer by several settings, each between its own scales."""
    from qgis.core import QgsRuleBasedLabeling

    root = QgsRuleBasedLabeling.Rule(None)
    for each in settings:
        rule = QgsRuleBasedLabeling.Rule(each)
        rule.setMinimumScale(each.minimumScale)
        rule.setMaximumScale(each.maximumScale)
        root.appendChild(rule)
    layer.setLabeling(QgsRuleBasedLabeling(root))
    layer.setLabelsEnabled(True)


def no_labels_over(out: int) -> QgsPalLayerSettings:
    """Return settings that draw no label and keep those of other layers off the features, up to ``out``."""
    from qgis.core import QgsPalLayerSettings

    settings = QgsPalLayerSettings()
    settings.drawLabels = False
    settings.minimumScale = out
    obstacle = settings.obstacleSettings()
    obstacle.setIsObstacle(True)
    obstacle.setFactor(1.5)
    settings.setObstacleSettings(obstacle)
    return settings


def label_settings(look: Label) -> QgsPalLayerSettings:
    """Return the settings of a label."""
    from qgis.core import QgsPalLayerSettings, QgsTextBufferSettings, QgsTextFormat
    from qgis.PyQt.QtGui import QColor, QFont

    from ..qgis_names import POINTS

    font = QFont(FONTS[0])
    font.setBold(look.bold)
    if look.spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, look.spacing)
    text = QgsTextFormat()
    text.setFont(font)
    text.setFamilies(FONTS[1:])
    text.setNamedStyle("Bold" if look.bold else "Regular")
    text.setSize(look.size)
    text.setSizeUnit(POINTS)
    text.setColor(QColor(look.color))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(look.halo > 0)
    buffer.setSize(look.halo)
    buffer.setColor(QColor(255, 255, 255, 215))
    text.setBuffer(buffer)
    settings = QgsPalLayerSettings()
    settings.fieldName = look.expression
    settings.isExpression = True
    settings.setFormat(text)
    settings.placement = getattr(QgsPalLayerSettings.Placement, look.place)
    if look.place == "AroundPoint":
        settings.dist = look.away
    settings.priority = look.priority
    settings.scaleVisibility = bool(look.out or look.near)
    settings.minimumScale = look.out
    settings.maximumScale = look.near
    if look.most:
        thinning = settings.thinningSettings()
        thinning.setLimitNumberLabelsEnabled(True)
        thinning.setMaximumNumberLabels(look.most)
        settings.setThinningSettings(thinning)
    return settings


def _rgba(color: str) -> str:
    """Hex (with alpha last, #rrggbbaa) or "transparent" to the r,g,b,a text of QGIS properties."""
    if color == "transparent":
        return "0,0,0,0"
    numbers = [int(color[i : i + 2], 16) for i in range(1, len(color), 2)]
    return ",".join(str(number) for number in (*numbers, 255)[:4])
