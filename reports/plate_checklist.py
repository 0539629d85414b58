"""The check list for putting up plates: what is looked at, and slots for pictures, two outfalls on a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..i18n import translate
from ..layers.schema import SCHEMA
from ..rules.plates import plate_checks
from .page import INK
from .plates import Plate, Plates
from .query import Answer
from .vector_sheet import Letters, VectorSheet, fitted, pdf_pages

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 15.0
_ON_A_PAGE = 2
_GREY = "#8a949c"


def write_checklist(
    path: Path, answer: Answer, found: Plates, family: str, tick: Callable[[float], None]
) -> None:
    """Write the check list of all plates; ``tick(share 0..1)`` may raise to stop."""
    title = translate("Reports", "Check list: putting up sign plates")
    pages = -(-len(found.plates) // _ON_A_PAGE)
    with pdf_pages(path, _WIDTH, _HEIGHT, title) as (painter, writer):
        sheet = VectorSheet(painter, family)
        for page in range(pages):
            tick(page / pages)
            if page:
                writer.newPage()
            _head(sheet, title, f"{page + 1} / {pages}", answer, found)
            for at, plate in enumerate(found.plates[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]):
                _card(sheet, answer, found, plate, 33.0 + at * 126.0)


def _head(sheet: VectorSheet, title: str, page: str, answer: Answer, found: Plates) -> None:
    sheet.text(title, _MARGIN, 18, 6, INK, bold=True)
    sheet.text(page, _WIDTH - _MARGIN - 16, 18, 3.4, _GREY)
    notes = "  ".join([*answer.notes(), *found.notes])
    lines, size, _ = fitted(notes, (_WIDTH - 2 * _MARGIN, 9), (2.8, 2.0), sheet.family)
    sheet.lines(lines, (_MARGIN, 20.5, _WIDTH), Letters(size, _GREY))


def _card(sheet: VectorSheet, answer: Answer, found: Plates, plate: Plate, y: float) -> None:
    """Draw what is looked at for one plate from ``y`` down."""
    inner, language = _WIDTH - 2 * _MARGIN, answer.language
    sheet.box((_MARGIN, y, inner, 122), edge=INK)
    lines, size, _ = fitted(plate.title, (inner - 8, 10.5), (4.2, 2.6), sheet.family, bold=True)
    sheet.lines(lines, (_MARGIN + 4, y + 2.5, inner), Letters(size, INK, bold=True))
    mount = SCHEMA.values("sign_mount").label(plate.mount, language) or plate.mount
    place = plate.place or "____________________"
    facts = translate("Reports", "{id}   {size}   {mount}   Place: {place}").format(
        id=plate.id, size=f"{found.size.width_mm:g} × {found.size.height_mm:g} mm", mount=mount, place=place
    )
    sheet.lines(
        fitted(facts, (inner - 8, 9), (3.2, 3.2), sheet.family)[0],
        (_MARGIN + 4, y + 14, inner),
        Letters(3.2, INK),
    )
    top = y + 24
    for text in plate_checks(language):
        sheet.box((_MARGIN + 4, top + 0.3, 3.4, 3.4), edge=INK)
        lines, size, _ = fitted(text, (inner - 16, 4.4), (3.3, 2.2), sheet.family)
        sheet.lines(lines, (_MARGIN + 10, top, inner), Letters(size, INK))
        top += 5.6
    slots = (
        translate("Reports", "Near"),
        translate("Reports", "Far, with the outfall"),
        translate("Reports", "QR code as a phone shows it"),
    )
    width = (inner - 16) / len(slots)
    height = y + 122 - 14 - top
    for at, slot in enumerate(slots):
        left = _MARGIN + 4 + at * (width + 4)
        sheet.box((left, top + 1, width, height), edge=_GREY)
        lines, size, _ = fitted(slot, (width - 4, 4), (3, 2), sheet.family)
        sheet.lines(lines, (left + 2, top + 2.5, width), Letters(size, _GREY))
    signed = translate("Reports", "Put up on: ____________   By: ____________   Checked by: ____________")
    sheet.text(signed, _MARGIN + 4, y + 118, 3.2, INK)
