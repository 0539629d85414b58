"""Fonts as they are printed: which, how wide a text is, where it is broken.

Chinese texts are broken between any two characters, so that every version of QGIS breaks them alike.
"""

from __future__ import annotations

from functools import lru_cache

from qgis.core import QgsTextFormat
from qgis.PyQt.QtGui import QColor, QFont, QFontInfo, QFontMetricsF

from ..layers.qgis_names import POINTS

UNITS = 20.0  #: of a painter, to a millimetre
_PT = 25.4 / 72.0  # millimetres
_CLOSING = "，。；：、！？）》〉”’」』】〕％%"
_LEADING = 1.28  # height of a line to the size of its letters

#: Families that hold both Chinese and Latin, best first.
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)


def font_family() -> str:
    """Return an installed family with Chinese characters, else the default family."""
    for family in FAMILIES:
        if QFontInfo(QFont(family)).family() == family:
            return family
    return QFont().family()


def print_font(family: str, bold: bool = False) -> QFont:
    """Return a font whose characters stay findable in a PDF.

    Shaping puts other glyphs in the place of digits with Noto, and Qt then does not say what they stand for.
    """
    font = QFont(family)
    font.setBold(bold)
    font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
    return font


def text_format(family: str, size_pt: float, colour: str, bold: bool = False) -> QgsTextFormat:
    """Return a text format of ``size_pt`` points."""
    text = QgsTextFormat()
    text.setFont(print_font(family, bold))
    text.setSize(size_pt)
    text.setSizeUnit(POINTS)
    text.setColor(QColor(colour))
    return text


@lru_cache(maxsize=64)
def pen_of(family: str, size_pt: float, *, bold: bool = False) -> Pen:
    """Return the pen of a font; it remembers how wide its characters are."""
    return Pen(family, size_pt, bold=bold)


class Pen:
    """A font of the page as texts are measured and painted with it."""

    def __init__(self, family: str, size_pt: float, *, bold: bool = False) -> None:
        self.font = print_font(family, bold)
        self.font.setPixelSize(max(round(size_pt * _PT * UNITS), 1))
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        metrics = QFontMetricsF(self.font)
        self._widths = _Widths(metrics)
        self.line = size_pt * _PT * UNITS * _LEADING  #: from one line to the next
        self.ascent = (self.line + metrics.ascent() - metrics.descent()) / 2  #: in a line

    def width(self, text: str) -> float:
        """Return the width of a text."""
        return sum(map(self._widths.__getitem__, text))

    def lines(self, text: str, room: float, most: int = 0) -> list[str]:
        """Return ``text`` broken to ``room``; with ``most``, no more lines than that, the last cut with …."""
        found = [line for part in text.split("\n") for line in self._broken(part, room)]
        if most and len(found) > most:
            found = [*found[: most - 1], self._cut(found[most - 1], room)]
        return found

    def shortened(self, text: str, room: float) -> str:
        """Return a text on one line, cut with … where it is longer than ``room``."""
        return text if self.width(text) <= room else self._cut(text, room)

    def _cut(self, line: str, room: float) -> str:
        while line and self.width(line + "…") > room:
            line = line[:-1]
        return line + "…"

    def _broken(self, text: str, room: float) -> list[str]:
        if self.width(text) <= room:
            return [text]
        found, line, wide = [], "", 0.0
        for character in text:
            step = self.width(character)
            if line and wide + step > room:
                at = _break(line) if _joined(line[-1], character) else len(line)
                if character in _CLOSING and at == len(line) > 1:
                    at -= 1  # no line begins with it
                rest = line[at:].lstrip(" ")
                found.append(line[:at].rstrip(" "))
                line, wide = rest, self.width(rest)
                if character == " " and not line:
                    continue
            line += character
            wide += step
        return [*found, line]


class _Widths(dict[str, float]):
    """How wide each character is, measured once."""

    def __init__(self, metrics: QFontMetricsF) -> None:
        super().__init__()
        self._metrics = metrics

    def __missing__(self, character: str) -> float:
        width = self[character] = float(self._metrics.horizontalAdvance(character))
        return width


def _joined(left: str, right: str) -> bool:
    """Tell whether two characters belong to one word, which is not broken while there is another place."""
    return all(one.isascii() and not one.isspace() for one in (left, right))


def _break(line: str) -> int:
    """Return where to break a line whose last word does not end: before that word, at its end for want."""
    at = len(line)
    while at and line[at - 1].isascii() and not line[at - 1].isspace():
        at -= 1
    return at or len(line)
