"""A long section as a file: PNG, SVG or CSV; the drawing is the one of the window, on white paper."""

from __future__ import annotations

import html
from pathlib import Path

from qgis.PyQt.QtCore import QRectF, QSize
from qgis.PyQt.QtGui import QFont, QImage, QPainter
from qgis.PyQt.QtSvg import QSvgGenerator

from ..i18n import translate
from ..layers.files.replacing import replaced
from ..operations.answers.profile import Profile
from .section_drawing import View, draw_section, inks_of

SIZE = QSize(1400, 520)
SHARPNESS = 2  # pixels of a PNG per point of the drawing


def save(profile: Profile, path: str, shown: tuple[float, float], font: QFont) -> None:
    """Write what is ``shown`` of a section (the table: all of it) to ``path``, whole or not at all.

    The ending of ``path`` says which kind. Raises UserError where the file cannot be written.
    """
    kind = Path(path).suffix.lower().lstrip(".")
    with replaced(path) as made:
        if kind == "csv":
            made.write_bytes(profile.csv().encode("utf-8-sig"))
        elif kind == "svg":
            _svg(profile, str(made), shown, font)
        elif not _image(profile, shown, font).save(str(made), "PNG"):
            raise OSError(translate("Section", "the picture cannot be stored"))


def _image(profile: Profile, shown: tuple[float, float], font: QFont) -> QImage:
    image = QImage(SIZE * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    painter = QPainter(image)
    draw_section(painter, profile, View(profile, SIZE, *shown), inks_of(None), font)
    painter.end()
    return image


def _svg(profile: Profile, path: str, shown: tuple[float, float], font: QFont) -> None:
    generator = QSvgGenerator()
    generator.setFileName(path)
    generator.setSize(SIZE)
    generator.setViewBox(QRectF(0, 0, SIZE.width(), SIZE.height()))
    # Qt 5 writes a title as it is, and “A & B” is no XML.
    generator.setTitle(html.escape(profile.title, quote=False))
    painter = QPainter(generator)
    draw_section(painter, profile, View(profile, SIZE, *shown), inks_of(None), font)
    painter.end()
