"""The chart and the map of a bulletin, drawn on a page of the layout or, alone, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from qgis.core import QgsMarkerSymbol, QgsRendererCategory

from ..i18n import translate
from .figures import Figures
from .map_data import Base
from .map_layers import PAPER, MapLayers
from .page import INK, Page, open_page

MAP_MM, CHART_ROW_MM = 96.0, 6.2
PICTURE_DPI = 200
#: How far an outfall has come, the last one reached counts: step, colour.
_COLOURS = (
    ("all", "#cfd6db"),
    ("planned", "#f3d58a"),
    ("begun", "#e89b3c"),
    ("finished", "#9fcf8c"),
    ("closed", "#2e8b57"),
)
_LATE = "#c62f2f"


def _words() -> dict[str, str]:
    return {
        "all": translate("Bulletin", "no plan yet"),
        "planned": translate("Bulletin", "planned"),
        "begun": translate("Bulletin", "works begun"),
        "finished": translate("Bulletin", "works finished"),
        "closed": translate("Bulletin", "struck off"),
        "late": translate("Bulletin", "something overdue"),
    }


def chart_height(figures: Figures) -> float:
    """Return how tall the chart is, in millimetres."""
    return CHART_ROW_MM * (len(figures.lines) - 1) + 13.0


def draw_chart(page: Page, figures: Figures, x: float, y: float, width: float) -> None:
    """Draw a bar for each district: how many outfalls have come how far."""
    lines = figures.lines[:-1]
    most = max([line.steps[0] for line in lines] or [1]) or 1
    page.text(
        translate("Bulletin", "Outfalls by progress"),
        (x, y, width, 6),
        10.5,
        bold=True,
        align="centre",
    )
    y += 7
    names, room = 30.0, width - 30.0 - 26.0
    for line in lines:
        page.text(figures.answer.district(line.code), (x, y, names - 2, CHART_ROW_MM), 8.5, align="right")
        counts = [line.step(key) for key, _ in _COLOURS]
        left = x + names
        for at, (_, colour) in reversed(list(enumerate(_COLOURS))):
            n = counts[at] - (counts[at + 1] if at + 1 < len(counts) else 0)
            if n > 0:
                page.box((left, y + 0.9, room * n / most, CHART_ROW_MM - 1.8), colour)
                left += room * n / most
        page.text(f"{line.step('closed')} / {line.steps[0]}", (left + 1.5, y, 25, CHART_ROW_MM), 8.5)
        y += CHART_ROW_MM
    _legend(page, x, y + 1, [(colour, _words()[key]) for key, colour in reversed(_COLOURS)])


def _legend(page: Page, x: float, y: float, entries: Sequence[tuple[str, str]]) -> None:
    for colour, word in entries:
        page.box((x, y + 1, 3, 3), colour)
        page.text(word, (x + 4, y, 26, 5), 8)
        x += 29


def draw_map(page: Page, figures: Figures, base: Base, x: float, y: float, width: float) -> None:
    """Draw river, districts and outfalls: struck off, under way, overdue."""
    answer = figures.answer
    codes, places = [], []
    for uid, life in figures.lives.items():
        place = answer.outfalls.xy[answer.row_of[uid]]
        if np.isfinite(place).all():
            done = "closed" if life.has_reached("closed") else "begun" if life.has_reached("begun") else "all"
            codes.append("late" if uid in figures.overdue else done)
            places.append(place)
    xy = np.array(places).reshape(-1, 2)
    if not len(xy):
        return
    colours = {**dict(_COLOURS), "late": _LATE}
    make = MapLayers(base, page.family, answer.language)
    rows = [(*place, code) for place, code in zip(xy.tolist(), codes)]
    rows.sort(key=lambda row: row[2] == "late")
    marks = make.points("", rows, [
        QgsRendererCategory(code, QgsMarkerSymbol.createSimple({
            "name": "circle", "color": colours[code], "size": "1.7", "outline_color": INK,
            "outline_width": "0.1",
        }), code) for code in sorted(set(codes))])
    layers = [marks, *make.river(), *make.districts(7.0, answer.district)]
    low, high = xy.min(axis=0), xy.max(axis=0)
    margin = max(float((high - low).max()) * 0.05, 300.0 / base.metres)
    box = (*(low - margin).tolist(), *(high + margin).tolist())
    page.layout.project().addMapLayers(layers, False)
    page.map(layers, box, base.crs, (x, y, width, MAP_MM - 8), PAPER)
    words = _words()
    shown = [(colours[key], words[key]) for key in ("closed", "begun", "all", "late") if key in set(codes)]
    if ("all" in set(codes)) and shown:
        shown = [
            (colour, translate("Bulletin", "not begun") if colour == colours["all"] else word)
            for colour, word in shown
        ]
    _legend(page, x, y + MAP_MM - 7, shown)


def picture_of(path: Path, figures: Figures, base: Base, which: str, width: float) -> None:
    """Write the chart or the map alone as a PNG."""
    height = chart_height(figures) if which == "chart" else MAP_MM
    with open_page(width, height, base.crs) as page:
        if which == "chart":
            draw_chart(page, figures, 0, 0, width)
        else:
            draw_map(page, figures, base, 0, 0, width)
        page.save_png(path, PICTURE_DPI)
