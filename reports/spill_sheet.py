"""A spill on one page (A4, PDF): the map of its ways, when it arrives where, whom to call."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsLineSymbol, QgsMarkerSymbol, QgsVectorLayer

from ..i18n import inflected, speaking, translate, user_language
from ..layers.files.replacing import replaced
from ..layers.store.table_io import utc_now
from ..operations.answers.spill import Spill
from .labels import export_language, local_time, writable
from .lettering import UNITS, pen_of
from .map_data import Base, Box, read_base
from .map_layers import PAPER, MapLayers
from .page import Page, open_page, round_down

WIDTH, HEIGHT = 297.0, 210.0
_MAP = (10.0, 24.0, 150.0, 158.0)
_LIST = (166.0, 24.0, 121.0)
_ROW_MM, _SHOWN = 15.0, 10
_RED, _WAY = "#c62828", "#1565c0"


def export_spill_sheet(project_path: str | Path, spill: Spill, pdf_path: str | Path,
                       language: str | None = None) -> Path:
    """Draw the sheet of a spill; raises UserError where the file cannot be written."""
    asked = export_language(project_path, language)
    pdf = writable(pdf_path)
    with speaking(asked):
        base = read_base(project_path)
        with open_page(WIDTH, HEIGHT, base.crs) as page, replaced(pdf) as made:
            _compose(page, base, spill)
            page.save_pdf(made, _title(spill))
    return pdf


def _title(spill: Spill) -> str:
    return translate("Spill", "Spill: {place}").format(place=spill.title)


def _compose(page: Page, base: Base, spill: Spill) -> None:
    page.box((0, 0, WIDTH, HEIGHT), "#ffffff")
    page.text(_title(spill), (10, 7, 277, 9), 15, bold=True)
    page.text(_summary(spill), (10, 15, 277, 6), 8.5, colour="#55636e")
    box = _box(spill, _MAP[2] / _MAP[3], base)
    make = MapLayers(base, page.family, user_language())
    marks = _marks(spill, make, (box[2] - box[0]) / _MAP[2])
    layers = [*marks, *make.river(), *make.districts(8.0)]
    page.layout.project().addMapLayers(layers, False)
    item = page.map(layers, box, base.crs, _MAP, PAPER)
    step = round_down((box[2] - box[0]) * base.metres / 1000 / 8)
    page.scale_bar(item, step, translate("Reports", "km"), _MAP[0] + 4, _MAP[1] + _MAP[3] - 12)
    page.north(item, _MAP[0] + _MAP[2] - 12, _MAP[1] + 4, 8)
    _list(page, spill)
    page.text(_assumptions(spill), (10, 185, 277, 5), 7, colour="#55636e")
    made = translate("Spill", "Schematic; offices only. Made with Outfall Tracer on {when}.")
    page.text(made.format(when=local_time(utc_now())), (10, 190, 277, 5), 7, colour="#55636e")
    if spill.emergency:
        page.text(translate("Spill", "Emergency information: {office}").format(office=spill.emergency),
                  (10, 196, 277, 6), 9, bold=True, colour=_RED)


def _summary(spill: Spill) -> str:
    n = len(spill.ways) + spill.more
    if not n:
        return " ".join(spill.notes)
    text = translate("Spill", "Reaches {n} (outfall|outfalls), the first after {minutes} min and {metres} m.")
    first = min(spill.ways, key=lambda way: way.minutes)
    return inflected(text, n=n, minutes=f"{first.minutes:.0f}", metres=f"{first.metres:,.0f}")


def _assumptions(spill: Spill) -> str:
    metres = sum(way.metres for way in spill.ways)
    levels = sum(way.by_levels * way.metres for way in spill.ways) / max(metres, 1.0)
    return translate(
        "Spill",
        "Times are estimates: Manning's formula for full pipes on {share} of the ways, where levels "
        "and diameter are known; elsewhere velocities by kind and size (table velocities), not "
        "measured."
    ).format(share=f"{levels:.0%}")


def _list(page: Page, spill: Spill) -> None:
    """Write the outfalls that are reached, nearest first, with whom to call for each."""
    x, y, width = _LIST
    pen = pen_of(page.family, 7.5)
    for number, way in enumerate(spill.ways[:_SHOWN], 1):
        top = y + (number - 1) * _ROW_MM
        when = translate("Spill", "{minutes} min · {metres} m").format(
            minutes=f"{way.minutes:.0f}", metres=f"{way.metres:,.0f}")
        page.text(str(number), (x, top, 6, 4.5), 9, bold=True, colour=_RED)
        title = pen.shortened(way.title, (width - 38) * UNITS)
        page.text(title, (x + 6, top, width - 36, 4.5), 7.5, bold=True)
        page.text(when, (x + width - 32, top, 32, 4.5), 7.5, bold=True, align="right")
        for line, parts in enumerate(((way.place, way.government), (way.party, way.department))):
            text = pen.shortened(" · ".join(filter(None, parts)), (width - 7) * UNITS)
            page.text(text, (x + 6, top + 4.4 + 4 * line, width - 6, 4), 7, colour="#39454f")
    rest = len(spill.ways) + spill.more - _SHOWN
    if rest > 0:
        text = translate("Spill", "… and {n} more (outfall|outfalls) farther away")
        page.text(inflected(text, n=rest), (x + 6, y + _SHOWN * _ROW_MM, width - 6, 5), 7.5)


def _box(spill: Spill, aspect: float, base: Base) -> Box:
    points = [spill.xy, *(way.xy for way in spill.ways), *(
        point for way in spill.ways for line in way.lines for point in line)]
    points = [point for point in points if all(value == value for value in point)]
    xs, ys = zip(*points) if points else ((0.0,), (0.0,))
    wide = max(max(xs) - min(xs), (max(ys) - min(ys)) * aspect, 300.0 / base.metres) * 1.2
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return (x - wide / 2, y - wide / aspect / 2, x + wide / 2, y + wide / aspect / 2)


def _marks(spill: Spill, make: MapLayers, unit: float) -> list[QgsVectorLayer]:
    """Return start, ways and numbered outfalls; ``unit``: map units of a millimetre of the page."""
    from shapely import LineString

    numbers = [(way.xy[0] + 3.4 * unit, way.xy[1], str(number))
               for number, way in enumerate(spill.ways[:_SHOWN], 1)]
    lines = [(LineString(line), "") for way in spill.ways for line in way.lines if len(line) > 1]
    start = [(*spill.xy, "")] if spill.xy[0] == spill.xy[0] else []
    return [
        make.texts(numbers, 9, _RED),
        make.points("", start, QgsMarkerSymbol.createSimple(
            {"name": "star", "color": _RED, "size": "5", "outline_color": "#ffffff"})),
        make.points("", [(*way.xy, "") for way in spill.ways], QgsMarkerSymbol.createSimple(
            {"name": "circle", "color": "#ffffff", "size": "2.6", "outline_color": _RED,
             "outline_width": "0.5"})),
        make.shapes("", "LineString", lines, QgsLineSymbol.createSimple({"color": _WAY, "width": "0.7"})),
    ]
