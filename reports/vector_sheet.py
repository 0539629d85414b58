"""A sheet in millimetres, painted once, that becomes a PDF, an SVG or a picture.

For drawings of an exact size (plates) and for long runs of like pages, for which layouts are too slow. Text
is text that can be searched, or outlines where asked for.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from qgis.PyQt.QtCore import QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from qgis.PyQt.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
)
from qgis.PyQt.QtSvg import QSvgGenerator

from .page import print_font
from .pdf_text import mend_text

UNITS = 100  #: of the painter, in a millimetre
_DPI = round(25.4 * UNITS)
_BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")
_WORD = re.compile(
    r"[A-Za-z0-9_.,:;%#@/+-]+[ ]?|.", re.DOTALL
)  # Latin words stay whole, Chinese breaks anywhere


class VectorSheet:
    """Draws on a painter; every place is x, y, width, height in millimetres."""

    def __init__(self, painter: QPainter, family: str, *, outlines: bool = False) -> None:
        self.painter, self.family, self.outlines = painter, family, outlines
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str = "",
        edge: str = "",
        edge_mm: float = 0.2,
        corner_mm: float = 0.0,
    ) -> None:
        """Draw a rectangle, its corners round where asked for."""
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

    def lines(
        self,
        lines: list[str],
        x: float,
        y: float,
        width: float,
        size_mm: float,
        colour: str,
        *,
        bold: bool = False,
        centred: bool = False,
        spacing: float = 1.25,
    ) -> float:
        """Write lines from the top y down; return where they end."""
        measure = width_of(self.family, bold)
        for line in lines:
            shift = max(0.0, (width - measure(line) * size_mm) / 2) if centred else 0.0
            self.text(line, x + shift, y + size_mm * 0.95, size_mm, colour, bold=bold)
            y += size_mm * spacing
        return y


@lru_cache(maxsize=8)
def width_of(family: str, bold: bool) -> Callable[[str], float]:
    """Return a function that gives the width of a text in sizes of its font."""
    font = print_font(family, bold)
    font.setPixelSize(1000)
    metrics = QFontMetricsF(font)
    return lambda text: float(metrics.horizontalAdvance(text)) / 1000.0


def wrapped(
    text: str, width: float, measure: Callable[[str], float], indent: float = 0.0
) -> list[str]:
    """Return ``text`` as lines no wider than ``width``, the first less by ``indent``, in sizes of the font.

    A word that is too long is broken.
    """
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(" ".join(text.split())):
        pieces = [word] if measure(word) <= width - indent else list(word)
        for piece in pieces:
            if line and measure((line + piece).rstrip()) > width - (0.0 if lines else indent):
                lines.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def fitted(
    text: str,
    width_mm: float,
    height_mm: float,
    size_mm: float,
    least_mm: float,
    measure: Callable[[str], float],
    spacing: float = 1.25,
) -> tuple[list[str], float, bool]:
    """Return the lines of a text in a box, the size that they have, and whether all of it is there.

    The size is the largest up to ``size_mm`` and from ``least_mm`` at which the text fits.
    """
    size = size_mm
    while True:
        lines = wrapped(text, width_mm / size, measure)
        if len(lines) * spacing * size <= height_mm + 1e-6 * size or size <= least_mm:
            break
        size = max(least_mm, size * 0.94)
    room = max(1, int(height_mm / (spacing * size)))
    if len(lines) <= room:
        return lines, size, True
    return [*lines[: room - 1], lines[room - 1][:-1] + "…"], size, False


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
    """Give the pages of a PDF of Qt their very size, in place: drawing begins at the upper left corner."""
    width, height = width_mm * 72 / 25.4, height_mm * 72 / 25.4

    def exact(found: re.Match[bytes]) -> bytes:
        top = float(found[2])
        box = f"/MediaBox [0 {top - height:.2f} {width:.2f} {top:.0f}".encode()
        return box.ljust(len(found[0]) - 1) + b"]"

    path.write_bytes(_BOX.sub(exact, path.read_bytes()))


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
