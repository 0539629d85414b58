"""Text, tables and pictures that flow over the pages of a layout, after the page rules of GB/T 9704-2012.

A4; margins 37, 35, 28 and 26 mm; 22 lines of 28 characters; first lines indented by two. The typefaces that
the rule names (仿宋, 楷体, 小标宋) are not free: a free one stands for each, embedded in the PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsLayoutItemPage, QgsLayoutSize
from qgis.PyQt.QtGui import QFont, QFontInfo

from .map_layers import INK
from .page import MM, Page, font_family
from .vector_sheet import width_of, wrapped

WIDTH, HEIGHT = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
INNER = WIDTH - LEFT - RIGHT
LINE = (HEIGHT - TOP - BOTTOM) / 22
_BODY_PT = 15.7  # 28 characters on a line
_MM_PT = 25.4 / 72.0
_CELL, _SPACING = 1.2, 1.3  # space beside the text of a cell, in millimetres; lines, in sizes of their font
_RULE = "#8a949c"
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

    def text(
        self,
        text: str,
        size_pt: float = _BODY_PT,
        *,
        bold: bool = False,
        indent: int = 2,
        sans: bool = False,
        centred: bool = False,
        pitch: float = 1.0,
    ) -> None:
        """Write a paragraph; ``pitch`` is the height of a line in those of the rule."""
        self.page.family = self.sans if sans else self.serif
        measure, size = width_of(self.page.family, bold), size_pt * _MM_PT
        lines = wrapped(text, INNER / size, measure, 0 if centred else indent)
        for at, line in enumerate(lines):
            y = self.room(LINE * pitch)
            x = LEFT + (indent * size if indent and not centred and at == 0 else 0.0)
            spare = 0.0 if centred else 10.0  # a label would wrap what is a hair too wide once more
            self.page.text(
                line,
                x,
                y,
                INNER - (x - LEFT) + spare,
                LINE * pitch,
                size_pt,
                bold=bold,
                align="centre" if centred else "left",
            )
            self.y += LINE * pitch
        self.page.family = self.sans

    def heading(self, text: str, following: float = 3 * LINE) -> None:
        """Write a heading that stays with what follows it."""
        self.room(LINE + following)
        self.text(text, bold=True, sans=True)

    def table(
        self, heading: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], *, last_bold: bool
    ) -> None:
        """Draw a table; its headings are drawn again on every page."""
        size_pt = 9.0 if len(heads) <= 7 else 7.6
        size, plain, thick = size_pt * _MM_PT, width_of(self.sans, False), width_of(self.sans, True)
        widths = _widths(heads, rows, size, plain)
        columns = [(width, _align(at, [row[at] for row in rows])) for at, width in enumerate(widths)]

        def wrap(texts: Sequence[str], measure: Any) -> list[list[str]]:
            return [
                wrapped(text, (width - 2 * _CELL) / size, measure) or [""]
                for text, width in zip(texts, widths)
            ]

        head, cells = wrap(heads, thick), [wrap([_shown(value) for value in row], plain) for row in rows]
        heights = [max(map(len, row)) * size * _SPACING + 1.5 for row in (head, *cells)]
        self.room(LINE * 0.8 + sum(heights[:3]))
        self.text(heading, 11.0, bold=True, indent=0, sans=True, centred=True, pitch=0.8)
        self._row(head, columns, heights[0], size_pt, bold=True, fill="#e8edf0")
        for at, (row, height) in enumerate(zip(cells, heights[1:])):
            if self.y + height > HEIGHT - BOTTOM:
                self.new_page()
                self._row(head, columns, heights[0], size_pt, bold=True, fill="#e8edf0")
            self._row(row, columns, height, size_pt, bold=last_bold and at == len(cells) - 1)
        self.y += LINE * 0.35

    def _row(
        self,
        cells: Sequence[list[str]],
        columns: Sequence[tuple[float, str]],
        height: float,
        size_pt: float,
        *,
        bold: bool,
        fill: str = "",
    ) -> None:
        """Draw a row of wrapped cells; ``columns``: width and alignment of each."""
        x, whole = LEFT, sum(width for width, _ in columns)
        if fill:
            self.page.box(LEFT, self.y, whole, height, fill)
        step = size_pt * _MM_PT * _SPACING
        for lines, (width, align) in zip(cells, columns):
            top = self.y + (height - step * len(lines)) / 2
            for line in filter(None, lines):
                left = 0.0 if align == "right" else _CELL
                self.page.text(line, x + left, top, width - _CELL, step, size_pt, bold=bold, align=align)
                top += step
            x += width
        self.page.box(LEFT, self.y + height - 0.05, whole, 0.1, _RULE)
        self.y += height

    def small(self, text: str) -> None:
        """Write a note."""
        self.text(text, 9.0, indent=0, sans=True, pitch=0.5)

    def finish(self) -> None:
        """Number the pages: outside, with a dash on either side."""
        self.page.family = self.serif
        for number in range(self.pages):
            self.page.number = number
            right = number % 2 == 0
            self.page.text(
                f"— {number + 1} —",
                LEFT + 5,
                HEIGHT - BOTTOM + 6,
                INNER - 10,
                6,
                14,
                align="right" if right else "left",
                colour=INK,
            )
        self.page.family = self.sans


def _align(at: int, values: Sequence[Any]) -> str:
    """Return how a column stands: numbers and shares to the right, all else to the left."""
    number = all(not isinstance(value, str) or value.endswith("%") or value == "—" for value in values)
    return "right" if number and at else "left"


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Any]], size: float, measure: Any) -> list[float]:
    """Return widths that fill the page: as wide as the longest cell asks for, within limits."""
    wanted = []
    for at, head in enumerate(heads):
        longest = max([measure(_shown(row[at])) * size for row in rows] or [0.0])
        word = max([measure(part) * size for part in head.split()] or [0.0])
        wanted.append(min(max(longest, min(word, 16.0)) + 2 * _CELL + 0.6, 0.42 * INNER))
    scale = INNER / sum(wanted)
    return [one * scale for one in wanted]
