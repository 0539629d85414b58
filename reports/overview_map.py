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

import numpy as np

from ..i18n import inflected, speaking, translate
from ..layers.files.replacing import replaced
from ..layers.schema import SCHEMA
from ..layers.styles.sources import KINDS
from ..problems import UserError
from .labels import Progress, county_label, export_language, label_of, no_progress, writable
from .map_data import Base, Box, Network, inset_box, read_base, ticks, whole_box
from .map_layers import PAPER, STATUS_COLOURS, MapLayers
from .page import INK, Page, open_page, round_down
from .query import Answer, Asked
from .statistics import StatusTable, status_table, sums_by_county

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
    *,
    asked: Asked | None = None,
) -> OverviewMap:
    """Draw the overview map of a project.

    ``language``: "zh", "en" or a locale; None is the project's. Raises UserError where the
    project cannot be read, has nothing to map, or a file cannot be written.
    """
    report = progress or no_progress
    spoken = export_language(project_path, language)
    png = writable(png_path) if png_path else None
    pdf = writable(pdf_path) if pdf_path else None
    with speaking(spoken) as code:
        report(0.0, "reading")
        answer = Answer(project_path, asked or Asked(), code)
        shown = _shown(answer)
        base = read_base(project_path)
        report(0.25, "reading")
        with open_page(WIDTH, HEIGHT, base.crs) as page:
            _compose(page, base, shown)
            report(0.5, "writing")
            if png:
                with replaced(png) as made:
                    page.save_png(made, PNG_DPI)
            report(0.75, "writing")
            if pdf:
                with replaced(pdf) as made:
                    page.save_pdf(made, _title(answer))
        report(1.0, "writing")
        return OverviewMap(png, pdf, len(shown.status))


@dataclass(frozen=True)
class _Shown:
    """An answer's outfalls that have a place, and its sources; positions are (n, 2)."""

    answer: Answer
    xy: Any
    status: list[str]
    sources: dict[str, Any]  # by table


def _shown(answer: Answer) -> _Shown:
    there = np.isfinite(answer.outfalls.xy).all(axis=1)
    if not there.any():
        said = translate(
            "Reports",
            "{path} holds no outfall with a position, so there is nothing to map. Import outfalls first.",
        )
        if answer.limited or answer.is_past:
            said = translate("Reports", "There is no outfall to draw. Import outfalls, or change OUTFALLS.")
        raise UserError(said.format(path=answer.path))
    status = answer.outfall_texts("trace_status")
    rows = np.flatnonzero(there).tolist()
    return _Shown(answer, answer.outfalls.xy[there], [status[row] for row in rows], answer.source_places())


def _compose(page: Page, base: Base, shown: _Shown) -> None:
    """Put everything on the page."""
    answer = shown.answer
    crs, metres = base.crs, base.metres
    page.box((0, 0, WIDTH, HEIGHT), "#ffffff")
    whole = whole_box(shown.xy, MAP[2] / MAP[3])
    detail_width = min(INSET_KM * 1000.0 / metres, (whole[2] - whole[0]) / 3)
    detail = inset_box(shown.xy, list(shown.sources.values()), INSET[2] / INSET[3], detail_width)
    make = MapLayers(base, page.family, answer.language)

    def marks(outfall_mm: float, source_mm: float) -> list[Any]:
        sources = [make.sources(shown.sources, source_mm)] if shown.sources else []
        return [make.outfalls(shown.xy, shown.status, outfall_mm), *sources]

    over, over_detail = marks(1.45, 0.75), marks(1.8, 1.15)
    pipes = Network(answer.path).within(detail)
    network = [make.pipes(pipes, translate("Reports", "Pipes and channels (detail map)"))] \
        if pipes.codes else []
    river, chainage = make.river(translate("Reports", "Water")), make.chainage(ticks(base))
    under = [*river, *make.districts(8.5, lambda code: county_label(code, answer.language))]
    page.layout.project().addMapLayers([*over, *over_detail, *network, *chainage, *under])

    main = page.map([over[0], *chainage, *over[1:], *under], whole, crs, MAP, PAPER)
    page.graticule(main, 0.2, "#c4cdd3")
    inset = page.map([*over_detail, *network, *under], detail, crs, INSET, PAPER)
    page.overview(main, inset)
    _titles(page, shown)
    _map_furniture(page, main, inset, whole, metres)
    page.legend([*over_detail, *network, *river], LEGEND, columns=2)
    _status_table(page, answer, status_table(answer))
    _notes(page, base, answer)


def _title(answer: Answer) -> str:
    in_wuhan = [code.startswith("4201") for code in answer.counties if code]
    if in_wuhan and sum(in_wuhan) * 2 > len(in_wuhan):
        return translate("Reports", "Outfalls on Wuhan's Yangtze reach and where their water comes from")
    return translate("Reports", "River outfalls and where their water comes from")


def _titles(page: Page, shown: _Shown) -> None:
    n = len(shown.status)
    with_source = sum(status in ("candidates", "confirmed") for status in shown.status)
    page.text(_title(shown.answer), (MAP[0], 8, 290, 10), 20, bold=True)
    line = inflected(
        translate(
            "Reports",
            "{n} (outfall|outfalls), {traced} with a source found; {sources} possible (source|sources), "
            "{links} (link|links) between them",
        ),
        n=f"{n:,}",
        traced=f"{with_source:,}",
        sources=f"{sum(map(len, shown.sources.values())):,}",
        links=f"{shown.answer.links.n:,}",
    )
    page.text(line, (MAP[0], 18, 290, 6), 9.5, colour="#55636e")
    said = shown.answer.notes()[0]
    page.text(said, (INSET[0], 11, INSET[2], 5), 8, colour="#55636e", align="right")
    page.text(translate("Reports", "Detail: the centre of the city with its traced pipes"),
              (INSET[0], 26.5, INSET[2], 7), 9.5, bold=True)
    page.text(translate("Reports", "Legend"), (INSET[0], 164.5, INSET[2], 6), 9.5, bold=True)


def _map_furniture(page: Page, main: Any, inset: Any, whole: Box, metres: float) -> None:
    x, y, _, height = MAP
    page.box((x + 3, y + height - 15, 58, 12), "255,255,255,216")
    page.north(main, x + 6, y + height - 14.2, 7.5)
    page.scale_bar(main, round_down((whole[2] - whole[0]) * metres / 1000.0 / 20), translate("Reports", "km"),
                   x + 17, y + height - 13)
    x, y, _, height = INSET
    page.box((x + 2, y + height - 11, 33, 9), "255,255,255,216")
    page.scale_bar(inset, round_down(INSET_KM / 16), translate("Reports", "km"), x + 4, y + height - 10.6)


def _status_table(page: Page, answer: Answer, table: StatusTable) -> None:
    """Districts across; statuses and kinds of sources down."""
    language = answer.language
    found = {name: sums_by_county(answer, name) for name, _ in _KINDS}
    swatch, label_width = 1.2, 40.0
    columns = len(table.codes) + 1
    kinds = [(name, colour) for name, colour in _KINDS if any(found[name].values())]
    width = min((WIDTH - 20 - label_width - swatch - 2.4) / columns - 1.1, 34.0)
    head = {"bold": True, "fill": HEAD}
    none: tuple[str, dict[str, Any]] = ("", {})
    rows = [[("", head), (translate("Reports", "Outfalls by district"), {**head, "align": "left"}),
             *((name, {**head, "size": 6.2 if width < 24 else 6.5}) for name in table.names),
             (translate("Reports", "All"), head)]]
    rows.extend([
        ("", {"fill": STATUS_COLOURS.get(status, INK)}),
        (label_of("trace_status", status, language), {"align": "left"}),
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
        *((_number(found[name][code]), {}) for code in table.codes),
        (_number(sum(found[name].values())), {"bold": True}),
    ] for name, colour in kinds)
    page.table(rows, [swatch, label_width, *[width] * columns], 3.6, MAP[0], TABLE_TOP)


def _notes(page: Page, base: Base, answer: Answer) -> None:
    parts = answer.notes()
    if ticks(base):
        parts.append(translate("Reports", "Chainage in km along the river axis, downstream."))
    parts.append(base.crs_words())
    parts.append(translate(
        "Reports", "Candidates are proposals of the tracing; a person confirms or rejects them."))
    parts.append("Outfall Tracer")
    page.text("  ".join(parts), (MAP[0], HEIGHT - 12.5, WIDTH - 20, 8), 6.5, colour="#6d7780")


def _number(n: int) -> str:
    return f"{n:,}" if n else "–"


def _share(table: StatusTable, code: str | None) -> str:
    total = table.count(code)
    found = table.count(code, "confirmed") + table.count(code, "candidates")
    return f"{100.0 * found / total:.0f}%" if total else "–"
