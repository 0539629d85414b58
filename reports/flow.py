"""Text, tables and pictures that flow over the pages of a layout, after the page rules of GB/T 9704-2012.

A4; margins 37, 35, 28 and 26 mm; 22 lines of 28 characters; first lines indented by two. The typefaces that
the rule names (仿宋, 楷体, 小标宋) are not free: a free one stands for each, embedded in the PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from qgis.core import QgsLayoutItemPage, QgsLayoutSize
from qgis.PyQt.QtGui import QFont, QFontInfo

from .drawn import Cell, Drawn, Table, TableDrawing
from .lettering import UNITS, Pen, font_family
from .page import INK, MM, Page

WIDTH, HEIGHT = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
INNER = WIDTH - LEFT - RIGHT
LINE = (HEIGHT - TOP - BOTTOM) / 22
_BODY_PT = 15.7  # 28 characters on a line
_WHOLE = 14  # a table of so many rows is not cut
#: Free typefaces with the strokes of those that the rule names, best first.
SERIFS = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "Songti SC",
    "SimSun",
)


def serif_family() -> str:
    """Return an installed typeface with strokes, else the one of all pages."""
    return next((one for one in SERIFS if QFontInfo(QFont(one)).family() == one), font_family())


class Paragraph(NamedTuple):
    """How a paragraph looks; ``pitch``: the height of a line in those of the rule."""

    size_pt: float = _BODY_PT
    bold: bool = False
    indent: int = 2
    sans: bool = False
    centred: bool = False
    pitch: float = 1.0


BODY = Paragraph()


class Flow:
    """Puts one thing under the other and begins new pages."""

    def __init__(self, page: Page) -> None:
        self.page, self.y = page, TOP
        self.serif, self.sans = serif_family(), page.family
        self.pages = 1

    def room(self, height: float) -> float:
        """Return where something of a height begins: on this page, or at the top of the next."""
        if self.y + height > HEIGHT - BOTTOM and self.y > TOP:
            self.new_page()
        return self.y

    def new_page(self) -> None:
        """Begin a page."""
        sheet = QgsLayoutItemPage(self.page.layout)
        sheet.setPageSize(QgsLayoutSize(WIDTH, HEIGHT, MM))
        self.page.layout.pageCollection().addPage(sheet)
        self.page.number = self.pages
        self.pages += 1
        self.y = TOP

    def text(self, text: str, look: Paragraph = BODY) -> None:
        """Write a paragraph."""
        self.page.family = self.sans if look.sans else self.serif
        height = LINE * look.pitch
        pen = Pen(self.page.family, look.size_pt, bold=look.bold)
        for line in pen.lines("\u3000" * look.indent + text, INNER * UNITS):
            y = self.room(height)
            spare = 0.0 if look.centred else 10.0  # a label would wrap what is a hair too wide once more
            self.page.text(
                line,
                (LEFT, y, INNER + spare, height),
                look.size_pt,
                bold=look.bold,
                align="centre" if look.centred else "left",
            )
            self.y += height
        self.page.family = self.sans

    def heading(self, text: str, following: float = 3 * LINE) -> None:
        """Write a heading that stays with what follows it."""
        self.room(LINE + following)
        self.text(text, Paragraph(bold=True, sans=True))

    def table(
        self, heading: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], *, last_bold: bool
    ) -> None:
        """Draw a table; its headings are drawn again on every page."""
        size_pt = 9.0 if len(heads) <= 7 else 7.6
        words = [[_shown(value) for value in row] for row in rows]
        columns = list(zip(*words)) or [()] * len(heads)
        table = Table(
            _shares(heads, columns, Pen(self.sans, size_pt)),
            [
                [Cell(word, bold=last_bold and at == len(words) - 1) for word in row]
                for at, row in enumerate(words)
            ],
            heads,
            frozenset(at for at, column in enumerate(columns) if at and all(map(_is_number, column))),
        )
        drawing = TableDrawing(table, INNER, self.sans, size_pt, INK)
        self.room(LINE * 0.8 + drawing.height(0, drawing.n if drawing.n <= _WHOLE else 3))
        self.text(heading, Paragraph(11.0, bold=True, indent=0, sans=True, centred=True, pitch=0.8))
        first = 0
        while first < drawing.n:
            last = first + drawing.fitted(HEIGHT - BOTTOM - self.y, first)
            if last == first:
                if self.y == TOP:
                    last += 1  # a row higher than a page
                else:
                    self.new_page()
                    continue
            self._place(drawing, first, last)
            first = last
        self.y += LINE * 0.35

    def _place(self, drawing: TableDrawing, first: int, last: int) -> None:
        item = Drawn(self.page.layout)
        item.paint_with = drawing.paint(first, last)
        height = drawing.height(first, last)
        self.page.place(item, (LEFT, self.y, INNER, height))
        self.y += height

    def small(self, text: str) -> None:
        """Write a note."""
        self.text(text, Paragraph(9.0, indent=0, sans=True, pitch=0.5))

    def finish(self) -> None:
        """Number the pages: outside, with a dash on either side."""
        self.page.family = self.serif
        for number in range(self.pages):
            self.page.number = number
            right = number % 2 == 0
            self.page.text(
                f"— {number + 1} —",
                (LEFT + 5, HEIGHT - BOTTOM + 6, INNER - 10, 6),
                14,
                align="right" if right else "left",
                colour=INK,
            )
        self.page.family = self.sans


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _is_number(word: str) -> bool:
    return word in ("", "—") or word.removesuffix("%").replace(".", "", 1).isdigit()


def _shares(heads: Sequence[str], columns: Sequence[Sequence[str]], pen: Pen) -> list[float]:
    """Return how wide columns want to be: as their longest cell, within limits."""
    wanted = []
    for head, column in zip(heads, columns):
        longest = max([pen.width(word) for word in column] or [0.0])
        word = max([pen.width(part) for part in head.split()] or [0.0])
        wanted.append(min(max(longest, min(word, 16.0 * UNITS)) + 3.0 * UNITS, 0.42 * INNER * UNITS))
    return wanted
