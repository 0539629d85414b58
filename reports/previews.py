"""What a product would be, before it is made: what would be printed, what is missing, how it looks.

Reading and counting may run in a thread; pictures are painted on the main one, those that are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import QgsLayoutExporter
from qgis.PyQt.QtGui import QImage

from ..i18n import inflected, speaking, translate
from .bulletin import compose, figures_of
from .bulletin_text import bulletin_text
from .disclosure import Wanted, notes_of
from .disclosure_rows import public_columns, public_rows
from .flow import HEIGHT, WIDTH
from .lettering import font_family
from .map_data import read_base
from .page import open_page
from .plate_drawing import draw_cut_line, draw_plate
from .plates import plate_size, plates_of
from .query import Answer, Asked
from .vector_sheet import picture

_PLATE_DPI, _PAGE_DPI = 36.0, 75.0


@dataclass
class Preview:
    """rows: what would be printed (uid, title, what is missing); pictures: how many, made by ``paint(i)``."""

    summary: str
    rows: list[tuple[str, str, str]]
    notes: list[str] = field(default_factory=list)
    pictures: int = 0
    paint: Callable[[int], QImage] | None = None
    picture_of_row: bool = False  # a picture belongs to each row


def preview_signs(path: str | Path, asked: Asked, size_key: str, language: str) -> Preview:
    """Return the plates of a question, each with its gaps; a picture for each."""
    with speaking(language):
        size = plate_size(size_key)
        found = plates_of(Answer(path, asked, language), size)
        rows = [(plate.uid, plate.title, "; ".join(plate.gaps)) for plate in found.plates]
        summary = inflected(
            translate("Reports", "{n} (plate|plates), {gaps} of them with gaps"),
            n=len(rows),
            gaps=sum(bool(gap) for _, _, gap in rows),
        )

    def paint(at: int) -> QImage:
        def draw(painter: Any) -> None:
            draw_plate(painter, found.plates[at], size, font_family(), outlines=False)
            draw_cut_line(painter, size)

        return picture(size.width_mm, size.height_mm, _PLATE_DPI, draw)

    return Preview(summary, rows, [*found.notes, *found.left_out], len(rows), paint, picture_of_row=True)


def preview_bulletin(path: str | Path, period: str, districts: str, language: str) -> Preview:
    """Return what the data of a bulletin lack; a picture for each of its pages."""
    with speaking(language):
        figures, asked = figures_of(path, period, districts, language)
        said, base = bulletin_text(figures, asked), read_base(path)
        summary = inflected(
            translate("Reports", "{period}: {n} (outfall|outfalls), {gaps} (thing is|things are) missing"),
            period=asked.text,
            n=len(figures.lives),
            gaps=len(said.gaps),
        )
    pages: list[QImage] = []

    def paint(at: int) -> QImage:
        if not pages:
            with open_page(WIDTH, HEIGHT, base.crs) as page, speaking(language):
                n = compose(page, said, figures, base)
                exporter = QgsLayoutExporter(page.layout)
                pages.extend(exporter.renderPageToImage(i, dpi=_PAGE_DPI) for i in range(n))
        return pages[at % len(pages)]

    return Preview(summary, said.gaps, said.notes, 1, paint)


def preview_disclosure(path: str | Path, language: str) -> Preview:
    """Return what would be public, and what the outfalls lack."""
    with speaking(language):
        columns = public_columns({})
        rows, gaps = public_rows(Answer(path, Asked(), language), columns, 0.0)
        titles = ", ".join(column.titles[language] for column in columns)
        summary = inflected(
            translate(
                "Reports", "{n} (outfall|outfalls) would be public, {gaps} (thing is|things are) missing"
            ),
            n=len(rows),
            gaps=len(gaps),
        )
        told = translate("Reports", "Public columns: {columns}").format(columns=titles)
        return Preview(summary, gaps, [told, *notes_of(Wanted())])
