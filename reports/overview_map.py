"""The overview map: the whole reach on one A3 page, as PNG and PDF.

The reach with its districts, outfalls by tracing status and possible sources; the
centre of the city in detail with its traced pipes; statuses counted by district.
The page is built in code from copies of the data in a ``QgsProject`` of its own, so
the project that is open in QGIS and the project file stay as they are. It needs a
(gui) QGIS application, which may be off screen; run it in the main thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsProject

from ..i18n import inflected, speaking, translate
from ..layers.files.replacing import replaced
from ..layers.schema import SCHEMA
from ..layers.styles.sources import KINDS
from . import contents
from .contents import Progress, StatusTable, no_progress
from .map_data import Box, MapData, Network, inset_box, read_map_data, ticks, whole_box
from .map_layers import (
    INK,
    PAPER,
    STATUS_COLOURS,
    district_layer,
    outfall_layer,
    pipe_layer,
    river_layer,
    source_layer,
    tick_layer,
)
from .page import Page, round_down

PNG_DPI = 200
WIDTH, HEIGHT = 420.0, 297.0
MAP = (10.0, 27.0, 281.0, 190.0)  # x, y, width, height
INSET = (296.0, 34.0, 114.0, 126.0)
LEGEND = (294.0, 168.0, 118.0, 50.0)
TABLE_TOP = 221.0
INSET_KM = 13.0
HEAD = "#e8edf0"
#: columns of outfalls that count sources, and the colour of their row
_KINDS = (
    ("n_enterprises", KINDS["enterprises"][1]), ("n_construction_sites", KINDS["construction_sites"][1]),
    ("n_farmland_outlets", KINDS["farmland_outlets"][1]), ("n_other_sources", KINDS["other_sources"][1]),
)


@dataclass(frozen=True)
class OverviewMap:
    """What was written."""

    png: Path | None
    pdf: Path | None
    outfalls: int


def export_overview_map(
    project_path: str | Path,
    png_path: str | Path | None = None,
    pdf_path: str | Path | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> OverviewMap:
    """Draw the overview map of a project.

    ``language``: "zh", "en" or a locale; None is the project's. Raises UserError where the
    project cannot be read, has nothing to map, or a file cannot be written.
    """
    report = progress or no_progress
    asked = contents.export_language(project_path, language)
    png = contents.writable(png_path) if png_path else None
    pdf = contents.writable(pdf_path) if pdf_path else None
    with speaking(asked) as code:
        report(0.0, "reading")
        data = read_map_data(project_path)
        report(0.25, "reading")
        project = QgsProject()
        page = Page(project, WIDTH, HEIGHT, INK)
        try:
            _compose(page, project_path, data, code)
            report(0.5, "writing")
            if png:
                with replaced(png) as made:
                    page.save_png(made, PNG_DPI)
            report(0.75, "writing")
            if pdf:
                with replaced(pdf) as made:
                    page.save_pdf(made, _title(data))
        finally:
            page.close()  # before its project, to which the layout points
            project.clear()
        report(1.0, "writing")
        return OverviewMap(png, pdf, len(data.outfall_status))


def _compose(page: Page, path: str | Path, data: MapData, language: str) -> None:
    """Put everything on the page."""
    crs = QgsCoordinateReferenceSystem.fromWkt(data.crs_wkt)
    project = page.layout.project()
    project.setCrs(crs)
    page.box(0, 0, WIDTH, HEIGHT, "#ffffff")
    whole = whole_box(data, MAP[2] / MAP[3])
    metres = data.metres_per_unit if data.metres_per_unit == data.metres_per_unit else 1.0 / 9e-6
    detail_width = min(INSET_KM * 1000.0 / metres, (whole[2] - whole[0]) / 3)
    detail = inset_box(data, INSET[2] / INSET[3], detail_width)
    table = contents.status_table(data.outfall_county, data.outfall_status, language)

    base = _base_layers(data, page.family, language)
    over = [
        outfall_layer(data.outfall_xy, data.outfall_status, data.crs_wkt, 1.45, language),
        *([source_layer(data.sources, data.crs_wkt, 0.75, language)] if data.sources else []),
    ]
    over_detail = [
        outfall_layer(data.outfall_xy, data.outfall_status, data.crs_wkt, 1.8, language),
        *([source_layer(data.sources, data.crs_wkt, 1.15, language)] if data.sources else []),
    ]
    pipes = Network(path).within(detail)
    name = translate("Reports", "Pipes and channels (detail map)")
    network = [pipe_layer(pipes.shapes, pipes.codes, data.crs_wkt, language, name)] if pipes.codes else []
    project.addMapLayers([*over, *over_detail, *network, *base.values()])

    under = [base[name] for name in ("river", "districts") if name in base]
    marks = [base["ticks"]] if "ticks" in base else []
    main = page.map([over[0], *marks, *over[1:], *under], whole, crs, *MAP, PAPER)
    page.graticule(main, 0.2, "#c4cdd3")
    inset = page.map([over_detail[0], *over_detail[1:], *network, *under], detail, crs, *INSET, PAPER)
    _frame_of_detail(main, inset)
    _titles(page, data)
    _map_furniture(page, main, inset, whole, metres)
    page.legend([*over_detail, *network, *([base["river"]] if "river" in base else [])], *LEGEND, columns=2)
    _status_table(page, data, table, language)
    _notes(page, data, crs)


def _base_layers(data: MapData, family: str, language: str) -> dict[str, Any]:
    layers: dict[str, Any] = {}
    if data.river:
        layers["river"] = river_layer(data.river, data.crs_wkt, translate("Reports", "Water"))
    if data.districts:
        named = [(shape, code, contents.county_label(code, language) if code else name)
                 for shape, code, name in data.districts]
        layers["districts"] = district_layer(named, data.crs_wkt, family, 8.5)
    if ticks(data):
        layers["ticks"] = tick_layer(ticks(data), data.crs_wkt, family)
    return layers


def _frame_of_detail(main: Any, inset: Any) -> None:
    """Show on the main map where the detail lies."""
    from qgis.core import QgsFillSymbol, QgsLayoutItemMapOverview

    overview = QgsLayoutItemMapOverview("detail", main)
    overview.setLinkedMap(inset)
    overview.setFrameSymbol(QgsFillSymbol.createSimple({
        "color": "#00000000", "style": "no", "outline_color": "#b3261e", "outline_width": "0.45",
    }))
    main.overviews().addOverview(overview)


def _title(data: MapData) -> str:
    in_wuhan = [code.startswith("4201") for code in data.outfall_county if code]
    if in_wuhan and sum(in_wuhan) * 2 > len(in_wuhan):
        return translate("Reports", "Outfalls on Wuhan's Yangtze reach and where their water comes from")
    return translate("Reports", "River outfalls and where their water comes from")


def _titles(page: Page, data: MapData) -> None:
    n = len(data.outfall_status)
    with_source = sum(status in ("candidates", "confirmed") for status in data.outfall_status)
    page.text(_title(data), MAP[0], 8, 290, 10, 20, bold=True)
    line = inflected(
        translate(
            "Reports",
            "{n} (outfall|outfalls), {traced} with a source found; {sources} possible (source|sources), "
            "{links} (link|links) between them",
        ),
        n=f"{n:,}",
        traced=f"{with_source:,}",
        sources=f"{sum(map(len, data.sources.values())):,}",
        links=f"{data.n_links:,}",
    )
    page.text(line, MAP[0], 18, 290, 6, 9.5, colour="#55636e")
    times = [translate("Reports", "Drawn on {date}").format(date=contents.today())]
    if data.last_run:
        times.append(translate("Reports", "Last tracing run {time}").format(
            time=contents.local_time(data.last_run)))
    for i, text in enumerate(times):
        page.text(text, INSET[0], 11 + 5 * i, INSET[2], 5, 8, colour="#55636e", align="right")
    page.text(translate("Reports", "Detail: the centre of the city with its traced pipes"),
              INSET[0], 26.5, INSET[2], 7, 9.5, bold=True)
    page.text(translate("Reports", "Legend"), INSET[0], 164.5, INSET[2], 6, 9.5, bold=True)


def _map_furniture(page: Page, main: Any, inset: Any, whole: Box, metres: float) -> None:
    x, y, _, height = MAP
    page.box(x + 3, y + height - 15, 58, 12, "255,255,255,216")
    page.north(main, x + 6, y + height - 14.2, 7.5)
    page.scale_bar(main, round_down((whole[2] - whole[0]) * metres / 1000.0 / 20), translate("Reports", "km"),
                   x + 17, y + height - 13)
    x, y, _, height = INSET
    page.box(x + 2, y + height - 11, 33, 9, "255,255,255,216")
    page.scale_bar(inset, round_down(INSET_KM / 16), translate("Reports", "km"), x + 4, y + height - 10.6)


def _status_table(page: Page, data: MapData, table: StatusTable, language: str) -> None:
    """Districts across; statuses and kinds of sources down."""
    swatch, label_width = 1.2, 40.0
    columns = len(table.codes) + 1
    kinds = [(name, colour) for name, colour in _KINDS if any(data.found[name].values())]
    width = min((WIDTH - 20 - label_width - swatch - 2.4) / columns - 1.1, 34.0)
    head = {"bold": True, "fill": HEAD}
    none: tuple[str, dict[str, Any]] = ("", {})
    rows = [[("", head), (translate("Reports", "Outfalls by district"), {**head, "align": "left"}),
             *((name, {**head, "size": 6.2 if width < 24 else 6.5}) for name in table.names),
             (translate("Reports", "All"), head)]]
    rows.extend([
        ("", {"fill": STATUS_COLOURS.get(status, INK)}),
        (contents.label_of("trace_status", status, language), {"align": "left"}),
        *((_number(table.count(code, status)), {}) for code in table.codes),
        (_number(table.count(None, status)), {"bold": True}),
    ] for status in table.statuses)
    rows.append([("", head), (translate("Reports", "All"), {**head, "align": "left"}),
                 *((_number(table.count(code)), head) for code in table.codes),
                 (_number(table.count()), head)])
    rows.append([none, (translate("Reports", "Share with a source found"), {"align": "left"}),
                 *((_share(table, code), {}) for code in table.codes), (_share(table, None), {"bold": True})])
    rows.extend([
        ("", {"fill": colour}),
        (translate("Reports", "{kind} found").format(
            kind=SCHEMA.table("outfalls").column(name).alias(language)), {"align": "left"}),
        *((_number(data.found[name].get(code, 0)), {}) for code in table.codes),
        (_number(sum(data.found[name].values())), {"bold": True}),
    ] for name, colour in kinds)
    page.table(rows, [swatch, label_width, *[width] * columns], 3.6, MAP[0], TABLE_TOP)


def _notes(page: Page, data: MapData, crs: QgsCoordinateReferenceSystem) -> None:
    parts = []
    if data.demonstration:
        parts.append(translate(
            "Reports", "Schematic demonstration data: river, districts, pipes and sources are generated, "
            "not surveyed."))
    if ticks(data):
        parts.append(translate("Reports", "Chainage in km along the river axis, downstream."))
    parts.append(translate("Reports", "Coordinates: {crs}.").format(
        crs=f"{crs.authid()} {crs.description()}".strip()))
    parts.append(translate(
        "Reports", "Candidates are proposals of the tracing; a person confirms or rejects them."))
    parts.append("Outfall Tracer")
    page.text("  ".join(parts), MAP[0], HEIGHT - 11, WIDTH - 20, 5, 6.5, colour="#6d7780")


def _number(n: int) -> str:
    return f"{n:,}" if n else "–"


def _share(table: StatusTable, code: str | None) -> str:
    total = table.count(code)
    found = table.count(code, "confirmed") + table.count(code, "candidates")
    return f"{100.0 * found / total:.0f}%" if total else "–"
