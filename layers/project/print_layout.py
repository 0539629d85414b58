"""The print layout that a stored project carries: one page per district, drawn in its theme for printing.

People change it in QGIS as any layout; the sheets to hand in are made by ``reports``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..styles.parts import FONTS

if TYPE_CHECKING:
    from qgis.core import QgsPrintLayout, QgsProject, QgsVectorLayer

NAMES = {"zh": "行政区排污口图（A3）", "en": "Outfalls of a district (A3)"}
_ARROW = "arrows/NorthArrow_02.svg"  # one of QGIS's own, found on every machine
_A3, _EDGE, _HEAD, _SIDE = (420.0, 297.0), 8.0, 14.0, 92.0  # millimetres: page, margin, title, legend
_MARGIN = 0.06  # of the map around its district


def add_layout(project: QgsProject, districts: QgsVectorLayer, language: str, theme: str) -> None:
    """Add the layout: an atlas over ``districts``, its map in ``theme``."""
    from qgis.core import QgsLayoutItemMap, QgsLayoutMeasurement, QgsLayoutPoint, QgsPrintLayout

    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(NAMES[language])
    page = layout.pageCollection().page(0)
    page.setPageSize("A3", page.Orientation.Landscape)
    width, height = _A3
    drawn = QgsLayoutItemMap(layout)
    drawn.setId("map")
    frame = (_EDGE, _EDGE + _HEAD, width - _SIDE - 3 * _EDGE, height - 2 * _EDGE - _HEAD)
    _place(drawn, *frame)
    drawn.setExtent(project.viewSettings().defaultViewExtent())  # which changes the shape
    _place(drawn, *frame)
    layout.addLayoutItem(drawn)
    drawn.setFollowVisibilityPreset(True)
    drawn.setFollowVisibilityPresetName(theme)
    drawn.setFrameEnabled(True)
    drawn.setFrameStrokeWidth(QgsLayoutMeasurement(0.2))
    drawn.setCrs(project.crs())
    drawn.setAtlasDriven(True)
    drawn.setAtlasMargin(_MARGIN)
    left = width - _SIDE - _EDGE
    title = "[% @project_title %]　[% @atlas_pagename %]"
    _add_text(layout, title, 16, (_EDGE, _EDGE, left - 2 * _EDGE, _HEAD - 2))
    _add_text(layout, "[% format_date(now(), 'yyyy-MM-dd') %]", 9, (left, height - _EDGE - 6, _SIDE, 6))
    _add_legend(layout, drawn, left, _EDGE + _HEAD + 26)
    _add_scale(layout, drawn, left, height - _EDGE - 24)
    arrow = _picture(layout, drawn)
    arrow.attemptMove(QgsLayoutPoint(left, _EDGE + _HEAD))
    atlas = layout.atlas()
    atlas.setCoverageLayer(districts)
    atlas.setPageNameExpression('"name"')
    atlas.setSortFeatures(True)
    atlas.setSortExpression('"county_code"')
    atlas.setEnabled(True)
    project.layoutManager().addLayout(layout)


def rename_layout(project: QgsProject, before: str, language: str, theme: str) -> None:
    """Let the layout speak another language where it still has our name; its map follows ``theme``."""
    from qgis.core import QgsLayoutItemMap

    layout: Any = project.layoutManager().layoutByName(NAMES[before])
    if layout is None:
        return
    layout.setName(NAMES[language])
    drawn = layout.itemById("map")
    if isinstance(drawn, QgsLayoutItemMap):
        drawn.setFollowVisibilityPresetName(theme)


def _place(item: Any, x: float, y: float, width: float, height: float) -> None:
    from qgis.core import QgsLayoutPoint, QgsLayoutSize

    item.attemptMove(QgsLayoutPoint(x, y))
    item.attemptResize(QgsLayoutSize(width, height))


def _font(size: float) -> Any:
    from qgis.PyQt.QtGui import QFont

    font = QFont(FONTS[0])
    font.setPointSizeF(size)
    return font


def _add_text(layout: QgsPrintLayout, text: str, size: float, box: tuple[float, float, float, float]) -> None:
    from qgis.core import QgsLayoutItemLabel

    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    label.setFont(_font(size))
    _place(label, *box)
    layout.addLayoutItem(label)


def _add_legend(layout: QgsPrintLayout, drawn: Any, x: float, y: float) -> None:
    from qgis.core import QgsLayoutItemLegend, QgsLayoutPoint, QgsLegendStyle

    legend = QgsLayoutItemLegend(layout)
    legend.setId("legend")
    legend.setLinkedMap(drawn)
    legend.setLegendFilterByMapEnabled(True)
    for style, size in (
        (QgsLegendStyle.Style.Group, 9.0), (QgsLegendStyle.Style.Subgroup, 8.0),
        (QgsLegendStyle.Style.SymbolLabel, 7.0),
    ):  # fmt: skip
        legend.setStyleFont(style, _font(size))
    layout.addLayoutItem(legend)
    legend.attemptMove(QgsLayoutPoint(x, y))


def _add_scale(layout: QgsPrintLayout, drawn: Any, x: float, y: float) -> None:
    from qgis.core import QgsLayoutItemScaleBar, QgsLayoutPoint

    from ..qgis_names import FIT_WIDTH, KILOMETRES

    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(drawn)
    bar.setUnits(KILOMETRES)
    bar.setUnitLabel("km")
    bar.setMapUnitsPerScaleBarUnit(1.0)
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setSegmentSizeMode(FIT_WIDTH)
    bar.setMinimumBarWidth(_SIDE / 3)
    bar.setMaximumBarWidth(_SIDE * 0.8)
    bar.setFont(_font(8))
    layout.addLayoutItem(bar)
    bar.attemptMove(QgsLayoutPoint(x, y))


def _picture(layout: QgsPrintLayout, drawn: Any) -> Any:
    from qgis.core import QgsApplication, QgsLayoutItemPicture, QgsLayoutSize

    arrow = QgsLayoutItemPicture(layout)
    found = next((f"{folder}/{_ARROW}" for folder in QgsApplication.svgPaths()), "")
    arrow.setPicturePath(found or _ARROW)
    arrow.setLinkedMap(drawn)
    layout.addLayoutItem(arrow)
    arrow.attemptResize(QgsLayoutSize(18, 18))
    return arrow
