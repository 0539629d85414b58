"""Colours of text in lists and notes, readable in QGIS's dark themes too."""

from __future__ import annotations

from functools import lru_cache

from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

#: Contrast that text needs to be read with ease (WCAG 2.1, success criterion 1.4.3).
ENOUGH = 4.5
WARNING, DOUBTFUL = "#d7191c", "#b35c00"
_DARK = 128  # lightness 0..255 below which a background is dark


def ink(colour: str) -> QColor:
    """Return ``colour`` as it is on light lists, and so much lighter on dark ones that it can be read."""
    paper = QApplication.palette().color(QPalette.ColorRole.Base)
    return QColor(_readable(colour, paper.name()) if paper.lightness() < _DARK else colour)


def warning_ink() -> str:
    """Return the name of the colour of warnings, for rich texts."""
    return str(ink(WARNING).name())


@lru_cache(maxsize=256)
def _readable(colour: str, paper: str) -> str:
    text, background = QColor(colour), QColor(paper)
    for white in range(0, 101, 5):
        mixed = QColor(*((part * (100 - white) + 255 * white) // 100 for part in text.getRgb()[:3]))
        if contrast(mixed, background) >= ENOUGH:
            return mixed.name()
    return "#ffffff"


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.1)."""
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), (part / 255 for part in colour.getRgb()[:3]))
    )
