"""What layouts have no item for, painted onto the page: tables that are measured first, pictures, drawings.

A label of the template says where and in which font: the drawing lies over it. The painter counts in
:data:`UNITS` to a millimetre, with the origin at the item's corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsLayoutItem, QgsLayoutItemRegistry
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPen

from .lettering import UNITS, Pen, pen_of

_PADDING_MM = 0.7
HEAD, RULE = "#e8edf0", "#c9c4ba"

#: Paints into a rectangle, in UNITS.
Paint = Callable[[QPainter, QRectF], None]


class Drawn(QgsLayoutItem):
    """An item that is painted by ``paint``; empty while that is None."""

    def __init__(self, layout: Any) -> None:
        super().__init__(layout)
        self.setBackgroundEnabled(False)
        self.paint_with: Paint | None = None

    def type(self) -> int:
        """Return a kind of item that no other has."""
        return int(QgsLayoutItemRegistry.ItemType.PluginItem) + 718

    def draw(self, context: Any) -> None:
        """Paint; called by the layout."""
        if self.paint_with is None:
            return
        painter = context.renderContext().painter()
        scale = context.renderContext().scaleFactor() / UNITS
        size = self.rect().size()
        painter.save()
        painter.scale(scale, scale)
        self.paint_with(painter, QRectF(0, 0, size.width() * UNITS, size.height() * UNITS))
        painter.restore()


@dataclass(frozen=True)
class Cell:
    """A text in a table, over ``span`` columns."""

    text: str
    span: int = 1
    bold: bool = False
    colour: str = ""
    fill: str = ""


Row = Sequence["Cell | str"]


@dataclass
class Table:
    """Rows of a table: shares of the width by column, headings (none: no head), where the columns align.

    ``most``: lines of one cell.
    """

    shares: Sequence[float]
    rows: Sequence[Row]
    head: Sequence[str] = ()
    right: frozenset[int] = frozenset()
    most: int = 6


class TableDrawing:
    """A table laid out to a width; see :meth:`fitted` for what has room."""

    def __init__(self, table: Table, width_mm: float, family: str, size_pt: float, colour: str) -> None:
        total = sum(table.shares)
        self._edges = [0.0]
        for share in table.shares:
            self._edges.append(self._edges[-1] + width_mm * UNITS * share / total)
        self._plain, self._bold = pen_of(family, size_pt), pen_of(family, size_pt, bold=True)
        self.table, self._colour = table, colour
        self._pad = _PADDING_MM * UNITS
        head = [Cell(text, bold=True, fill=HEAD) for text in table.head]
        self._head = [self._laid(head)] if head else []
        self._rows = [self._laid(row) for row in table.rows]

    @property
    def n(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def height(self, first: int, last: int) -> float:
        """Return the height of the head and some rows, in millimetres."""
        return sum(height for _, height in (*self._head, *self._rows[first:last])) / UNITS

    def fitted(self, height_mm: float, first: int = 0) -> int:
        """Return how many rows from ``first`` on have room under the head."""
        room = height_mm * UNITS - sum(height for _, height in self._head)
        n = 0
        for _, height in self._rows[first:]:
            room -= height
            if room < -0.5:
                break
            n += 1
        return n

    def paint(self, first: int, last: int) -> Paint:
        """Return what paints the head and some rows."""

        def painted(painter: QPainter, _box: QRectF) -> None:
            y = 0.0
            for cells, height in [*self._head, *self._rows[first:last]]:
                self._paint_row(painter, cells, y, height)
                y += height

        return painted

    def _laid(self, row: Row) -> tuple[list[tuple[Cell, float, float, list[str]]], float]:
        """Return a row's cells with their edges and lines, and its height."""
        cells, column, most = [], 0, 1
        for one in row:
            cell = one if isinstance(one, Cell) else Cell(one)
            left, right = self._edges[column], self._edges[min(column + cell.span, len(self._edges) - 1)]
            used = self._bold if cell.bold else self._plain
            lines = used.lines(cell.text, right - left - 2 * self._pad, self.table.most)
            cells.append((cell, left, right, lines))
            most = max(most, len(lines))
            column += cell.span
        return cells, most * self._plain.line + self._pad

    def _paint_row(self, painter: QPainter, cells: Any, y: float, height: float) -> None:
        for column, (cell, left, right, lines) in enumerate(cells):
            if cell.fill:
                painter.fillRect(QRectF(left, y, right - left, height), QColor(cell.fill))
            used = self._bold if cell.bold else self._plain
            painter.setFont(used.font)
            painter.setPen(QColor(cell.colour or self._colour))
            for number, line in enumerate(lines):
                x = left + self._pad
                if column in self.table.right and cell.span == 1:
                    x = right - self._pad - used.width(line)
                painter.drawText(QPointF(x, y + self._pad / 2 + number * used.line + used.ascent), line)
        painter.setPen(QPen(QColor(RULE), 1.5))
        painter.drawLine(QPointF(self._edges[0], y + height), QPointF(self._edges[-1], y + height))


def text_paint(pen: Pen, text: str, colour: str, *, centred: bool = False) -> Paint:
    """Return what paints a text, broken to the item's width; ``centred`` both ways."""

    def painted(painter: QPainter, box: QRectF) -> None:
        lines = pen.lines(text, box.width(), max(int(box.height() // pen.line), 1))
        painter.setFont(pen.font)
        painter.setPen(QColor(colour))
        y = (box.height() - len(lines) * pen.line) / 2 if centred else 0.0
        for number, line in enumerate(lines):
            x = (box.width() - pen.width(line)) / 2 if centred else 0.0
            painter.drawText(QPointF(x, y + number * pen.line + pen.ascent), line)

    return painted


def picture_paint(image: Any, caption: str, pen: Pen, colour: str, none: str) -> Paint:
    """Return what paints a picture, whole, over its caption; without one ``none`` stands in its place."""

    def painted(painter: QPainter, box: QRectF) -> None:
        lines = pen.lines(caption, box.width(), 2)
        room = QRectF(0, 0, box.width(), box.height() - max(len(lines), 1) * pen.line)
        if image is None:
            painter.setPen(QPen(QColor(RULE), 2, Qt.PenStyle.DashLine))
            painter.drawRect(room)
            text_paint(pen, none, "#8a949c", centred=True)(painter, room)
        else:
            share = min(room.width() / image.width(), room.height() / image.height())
            size = image.width() * share, image.height() * share
            place = QRectF((room.width() - size[0]) / 2, (room.height() - size[1]) / 2, *size)
            painter.drawImage(place, image)
        painter.setFont(pen.font)
        painter.setPen(QColor(colour))
        for number, line in enumerate(lines):
            x = (box.width() - pen.width(line)) / 2
            painter.drawText(QPointF(x, room.bottom() + number * pen.line + pen.ascent), line)

    return painted
