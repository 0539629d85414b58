"""The drawing of a sign plate: ground, frame, heading, lines, QR code, and the line along which it is cut.

The page is the plate: its edge, with the round corners, is the cut line, in the colour that workshops know as
one. Qt paints it once for PDF, SVG and the picture in the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QPainter, QPainterPath

from ..bundled_packages import python_package
from ..i18n import translate
from ..rules.plates import PlateSize
from ..rules.tables import setting
from .lettering import UNITS as PEN_UNITS
from .page import Box
from .plates import Plate
from .vector_sheet import UNITS, Letters, VectorSheet, fitted, pen_of

CUT = "#ff00ff"
QUIET = 4  # modules around a QR code that stay white
_LABEL = 0.62  # size of a label, in that of its value
_SPACING = 1.22


def draw_plate(painter: QPainter, plate: Plate, size: PlateSize, family: str, *, outlines: bool) -> list[str]:
    """Paint a plate; return the labels of what could not be printed whole."""
    sheet = VectorSheet(painter, family, outlines=outlines)
    margin = min(size.width_mm, size.height_mm) * 0.055
    sheet.box((0, 0, size.width_mm, size.height_mm), size.ground)
    inset = margin * 0.45
    sheet.box(
        (inset, inset, size.width_mm - 2 * inset, size.height_mm - 2 * inset),
        edge=size.ink,
        edge_mm=margin * 0.09,
        corner_mm=max(0.0, size.corner_mm - inset),
    )
    cut = []
    inner = size.width_mm - 2 * margin
    heading, heading_mm, whole = fitted(
        plate.heading, (inner, size.title_mm * 1.5), (size.title_mm, size.text_mm), family, bold=True
    )
    if not whole:
        cut.append(plate.heading)
    y = sheet.lines(heading, (margin, margin, inner), Letters(heading_mm, size.ink, bold=True, centred=True))
    y += margin * 0.25
    sheet.box((margin, y, inner, margin * 0.07), size.ink)
    y += margin * 0.55
    x = size.width_mm - margin - size.qr_mm
    _draw_codes(sheet, plate, size, x, y, size.height_mm - margin - y)
    return cut + _draw_lines(
        sheet, plate, size, (margin, y, x - 1.7 * margin, size.height_mm - margin - y)
    )


def _draw_lines(sheet: VectorSheet, plate: Plate, size: PlateSize, box: Box) -> list[str]:
    """Write label over value; the values get the room that their lengths ask for. Return what was cut."""
    x, y, width, height = box
    least = float(setting("plate_text_least_mm"))
    text = size.text_mm
    while True:  # the largest size at which everything fits
        pen = pen_of(sheet.family, text, bold=True)
        made = [pen.lines(value, width * PEN_UNITS) for _, value in plate.lines]
        share = text * (_LABEL * _SPACING + 0.35)
        tall = sum(share + len(lines) * text * _SPACING for lines in made)
        if tall <= height or text <= least:
            break
        text = max(least, text * 0.96)
    gap = min(max(0.0, (height - tall) / max(1, len(plate.lines))), text * 0.6)
    end, cut = y + height, []
    for at, ((label, value), lines) in enumerate(zip(plate.lines, made)):
        below = (len(plate.lines) - at - 1) * (share + text * _SPACING)  # what the others need at least
        room = max(1, int((end - y - below - share) / (text * _SPACING)))
        if len(lines) > room:
            cut.append(label)
        small = text * _LABEL
        labels, small, _ = fitted(label, (width, small * 1.3), (small, small * 0.5), sheet.family)
        y = sheet.lines(labels, (x, y, width), Letters(small, size.ink, spacing=_SPACING))
        shown = pen.lines(value, width * PEN_UNITS, room)
        y = sheet.lines(shown, (x, y, width), Letters(text, size.ink, bold=True, spacing=_SPACING))
        y += text * 0.35 + gap
    return cut


def _draw_codes(sheet: VectorSheet, plate: Plate, size: PlateSize, x: float, y: float, height: float) -> None:
    """Draw the QR code with its caption, and under it a smaller one, read where the first is damaged."""
    caption = size.text_mm * 0.62
    side = min(size.qr_mm, height - caption * 3.2)
    _draw_code(sheet, plate.url, x + size.qr_mm - side, y, side)
    top = y + side + caption * 0.35
    for text, largest in ((plate.caption, caption), (plate.id, caption * 0.8)):
        lines, small, _ = fitted(
            text, (size.qr_mm, largest), (largest, largest * 0.4), sheet.family, spacing=1.0
        )
        top = sheet.lines(lines[:1], (x, top, size.qr_mm), Letters(small, size.ink, centred=True))
    second = min(size.second_qr_mm, y + height - top - caption * 0.3)
    if second >= size.second_qr_mm * 0.8 > 0:
        _draw_code(sheet, plate.url, x + (size.qr_mm - second) / 2, y + height - second, second)


def _draw_code(sheet: VectorSheet, url: str, x: float, y: float, side: float) -> None:
    """Draw a QR code on white with its quiet zone."""
    modules = qr_modules(url)
    sheet.box((x, y, side, side), "#ffffff", corner_mm=side * 0.015)
    step = side * UNITS / (len(modules) + 2 * QUIET)
    path = QPainterPath()
    for row, line in enumerate(modules):
        for column, run in _runs(line):
            path.addRect(
                QRectF(
                    x * UNITS + (column + QUIET) * step, y * UNITS + (row + QUIET) * step, run * step, step
                )
            )
    sheet.path(path, "#000000")


def _runs(line: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield where black modules begin, and how many there are."""
    at = 0
    for black, run in groupby(line):
        n = len(list(run))
        if black:
            yield at, n
        at += n


def draw_cut_line(painter: QPainter, size: PlateSize) -> None:
    """Paint the edge of the plate as the line along which it is cut."""
    VectorSheet(painter, "").box(
        (0, 0, size.width_mm, size.height_mm), edge=CUT, edge_mm=0.2, corner_mm=size.corner_mm
    )


@lru_cache(maxsize=64)
def qr_modules(text: str) -> tuple[tuple[int, ...], ...]:
    """Return the modules of a QR code of level Q, 1 for black; raises UserError without segno."""
    segno: Any = python_package("segno", translate("Reports", "The QR code of a plate"))
    return tuple(tuple(row) for row in segno.make(text, error="q", micro=False, boost_error=False).matrix)
