"""A sheet in millimetres, painted once, that becomes a PDF, an SVG or a picture.

For drawings of an exact size (plates) and for long runs of like pages, for which layouts are too slow. Text
is text that can be searched, or outlines where asked for.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from qgis.PyQt.QtGui import (
    QColor,
    QImage,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
)
from qgis.PyQt.QtSvg import QSvgGenerator

from ..i18n import translate
from ..problems import UserError
from .lettering import UNITS as PEN_UNITS
from .lettering import Pen, print_font
from .page import Box
from .pdf_objects import directory, start_of, update
from .pdf_text import mend_text

UNITS = 100  #: of the painter, in a millimetre
_DPI = round(25.4 * UNITS)
_BOX = re.compile(rb"/MediaBox\s*\[\s*0 0 [\d.]+ ([\d.]+)\s*\]")


class Letters(NamedTuple):
    """How lines are written: the size and colour of the font, and their distance in sizes."""

    size_mm: float
    colour: str
    bold: bool = False
    centred: bool = False
    spacing: float = 1.25


class VectorSheet:
    """Draws on a painter; every place is in millimetres."""

    def __init__(self, painter: QPainter, family: str, *, outlines: bool = False) -> None:
        self.painter, self.family, self.outlines = painter, family, outlines
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def box(
        self, box: Box, fill: str = "", edge: str = "", edge_mm: float = 0.2, corner_mm: float = 0.0
    ) -> None:
        """Draw a rectangle, its corners round where asked for."""
        x, y, width, height = box
        path = QPainterPath()
        radius = corner_mm * UNITS
        path.addRoundedRect(QRectF(x * UNITS, y * UNITS, width * UNITS, height * UNITS), radius, radius)
        self.path(path, fill, edge, edge_mm)

    def path(self, path: QPainterPath, fill: str = "", edge: str = "", edge_mm: float = 0.2) -> None:
        """Draw a path that is in units of the painter."""
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QColor(edge), edge_mm * UNITS) if edge else Qt.PenStyle.NoPen)
        self.painter.drawPath(path)

    def text(self, text: str, x: float, y: float, size_mm: float, colour: str, *, bold: bool = False) -> None:
        """Write one line whose base line begins at x, y; ``size_mm`` is the size of the font."""
        font = print_font(self.family, bold)
        font.setPixelSize(max(1, round(size_mm * UNITS)))
        place = QPointF(x * UNITS, y * UNITS)
        if self.outlines:
            path = QPainterPath()
            path.addText(place, font, text)
            self.path(path, colour)
            return
        self.painter.setPen(QColor(colour))
        self.painter.setFont(font)
        self.painter.drawText(place, text)

    def lines(self, lines: list[str], room: tuple[float, float, float], letters: Letters) -> float:
        """Write lines into a room: from x and the top y down, so wide; return where they end."""
        x, y, width = room
        size = letters.size_mm
        pen = pen_of(self.family, size, bold=letters.bold)
        for line in lines:
            shift = max(0.0, (width - pen.width(line) / PEN_UNITS) / 2) if letters.centred else 0.0
            self.text(line, x + shift, y + size * 0.95, size, letters.colour, bold=letters.bold)
            y += size * letters.spacing
        return y


def pen_of(family: str, size_mm: float, *, bold: bool = False) -> Pen:
    """Return the pen by which a text of ``size_mm`` is measured and broken."""
    return Pen(family, size_mm * 72.0 / 25.4, bold=bold)


def fitted(
    text: str,
    box_mm: tuple[float, float],
    sizes_mm: tuple[float, float],
    family: str,
    *,
    bold: bool = False,
    spacing: float = 1.25,
) -> tuple[list[str], float, bool]:
    """Return the lines of a text in a box, the size that they have, and whether all of it is there.

    box_mm: width and height; sizes_mm: the largest and the least size. The largest at which it fits is taken.
    """
    (width, height), (size, least) = box_mm, sizes_mm
    while True:
        pen = pen_of(family, size, bold=bold)
        lines = pen.lines(text, width * PEN_UNITS)
        if len(lines) * spacing * size <= height * 1.0001 or size <= least:
            break
        size = max(least, size * 0.94)
    room = max(1, int(height * 1.0001 / (spacing * size)))
    return pen.lines(text, width * PEN_UNITS, room), size, len(lines) <= room


@contextmanager
def pdf_pages(
    path: Path, width_mm: float, height_mm: float, title: str
) -> Iterator[tuple[QPainter, QPdfWriter]]:
    """Yield a painter in units of a hundredth of a millimetre, and the writer that begins new pages.

    Afterwards the pages are of the very size (Qt knows whole points only) and their text can be searched.
    """
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Outfall Tracer")
    writer.setResolution(_DPI)
    size = QSizeF(width_mm, height_mm)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"{path.name} cannot be painted")
    try:
        yield painter, writer
    finally:
        painter.end()
    _set_size(path, width_mm, height_mm)
    mend_text(path)


def _set_size(path: Path, width_mm: float, height_mm: float) -> None:
    """Give the pages of a PDF of Qt their very size: what is drawn begins at the upper left corner."""
    content = path.read_bytes()
    if not content.rstrip().endswith(b"%%EOF"):
        return  # cut off, which whoever puts the file in its place tells
    try:
        places, trailer, start = directory(content)
        changed = dict(_sized(content, places, width_mm * 72 / 25.4, height_mm * 72 / 25.4))
    except (ValueError, KeyError, IndexError) as error:
        said = translate("Reports", "The size of {path} cannot be set: the file is built in an unknown way.")
        raise UserError(said.format(path=path.name), detail=repr(error)) from error
    with path.open("ab") as file:
        file.write(update(changed, len(content), trailer, start))


def _sized(
    content: bytes, places: dict[int, int], width: float, height: float
) -> Iterator[tuple[int, bytes]]:
    """Yield the pages of a PDF, by the numbers of their objects, with a new size in points."""
    for number in places:
        begin = start_of(content, number, places)
        body = content[begin : content.index(b"endobj", begin)].rstrip()
        found = _BOX.search(body)
        if found:
            top = float(found[1])
            box = f"/MediaBox [0 {top - height:.4f} {width:.4f} {top:.4f}]".encode()
            yield number, body.replace(found[0], box)


@contextmanager
def svg_sheet(path: Path, width_mm: float, height_mm: float, title: str) -> Iterator[QPainter]:
    """Yield a painter in units of a hundredth of a millimetre."""
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setResolution(_DPI)
    generator.setSize(QSize(round(width_mm * UNITS), round(height_mm * UNITS)))
    generator.setViewBox(QRectF(0, 0, width_mm * UNITS, height_mm * UNITS))
    generator.setTitle(html.escape(title, quote=False))
    painter = QPainter(generator)
    try:
        yield painter
    finally:
        painter.end()


def picture(width_mm: float, height_mm: float, dpi: float, draw: Callable[[QPainter], None]) -> QImage:
    """Return a sheet as a picture of ``dpi``."""
    image = QImage(round(width_mm / 25.4 * dpi), round(height_mm / 25.4 * dpi), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.scale(image.width() / (width_mm * UNITS), image.height() / (height_mm * UNITS))
    draw(painter)
    painter.end()
    return image
