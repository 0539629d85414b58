"""What lies over the map while the bank is inspected: one image, or two compared, and the marks of outfalls.

Painting takes ready pictures only; a picture of another view stands in, moved and scaled, until the right one
is there. The seam of two sides lies on a whole pixel of the device.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from .pictures import NOTHING, Pictures, Side
from .views import View

ONE, SWIPE, LENS, FLICKER, BESIDE = "one", "swipe", "lens", "flicker", "beside"
MODES = (ONE, SWIPE, LENS, FLICKER, BESIDE)
LENS_PX = 110
RING_PX = 17.0
_HANDLE_PX = 7
_PAPER = QColor(32, 40, 48, 215)
_COLOURS = {
    "here": QColor("#ffd500"),
    "other": QColor("#ffffff"),
    "suspect": QColor("#ff5ad0"),
    "pair": QColor("#00e5ff"),
}


@dataclass(frozen=True)
class Mark:
    """A ring on the map; the one that is looked at is larger. Coordinates in the map's system."""

    x: float
    y: float
    kind: str = "other"  # here, other, suspect, pair


class CompareItem(QgsMapCanvasItem):
    """See the module."""

    def __init__(self, canvas: QgsMapCanvas, pictures: Pictures) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._pictures = pictures
        self.left, self.right = NOTHING, NOTHING
        self.mode = ONE
        self.split = 0.5  # share of the width
        self.pointer = QPointF(-1000, -1000)
        self.flicked = False  # the right side is shown
        self.marks: Sequence[Mark] = ()
        self.shows_marks = True
        self.setZValue(20)
        self.hide()

    def show_sides(self, left: Side, right: Side) -> None:
        """Show these sides; NOTHING shows the map itself."""
        self.left, self.right = left, right
        self.setVisible(bool(left.key or right.key))
        self.update()

    def is_sharp(self, view: View | None = None) -> bool:
        """Tell whether everything that is seen is a picture of this very view."""
        view = view or View.of(self._canvas)
        return all(self._pictures.find(side.key, view) is not None for side in self.sides_seen() if side.key)

    def sides_seen(self) -> tuple[Side, ...]:
        """Return the sides that the present mode shows."""
        return (self.left,) if self.mode == ONE else (self.left, self.right)

    def move_edge(self, share: float) -> None:
        """Move the edge of the swipe; what lies between the old and the new is painted, nothing else."""
        ends = sorted(at * self._canvas.width() for at in (self.split, share))
        self.split = share
        strip = QRectF(ends[0], 0, ends[1] - ends[0], self._canvas.height())
        self.update(strip.adjusted(-_HANDLE_PX - 2, 0, _HANDLE_PX + 2, 0))

    def move_lens(self, place: QPointF) -> None:
        """Move the lens; the old circle and the new are painted, nothing else."""
        before, self.pointer = self.pointer, place
        if self.mode == LENS:
            for middle in (before, place):
                reach = QPointF(LENS_PX + 2, LENS_PX + 2)
                self.update(QRectF(middle - reach, middle + reach))

    # QGIS's side

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The whole map: the item never moves."""
        return QRectF(QPointF(0, 0), QSizeF(self._canvas.size()))

    def updatePosition(self) -> None:  # noqa: N802 - QGIS's name
        """The view of the map changed."""
        self.prepareGeometryChange()
        self.setPos(0, 0)
        self.update()

    def paint(self, painter: QPainter, _option: Any = None, _widget: Any = None) -> None:
        """Paint the sides and the marks."""
        view = View.of(self._canvas)
        ratio = painter.device().devicePixelRatioF() if painter.device() is not None else view.ratio
        self.paint_view(painter, view, ratio)

    def paint_view(self, painter: QPainter, view: View, ratio: float) -> None:
        """Paint as the canvas would show ``view`` on a device of ``ratio`` pixels each."""
        whole = QRectF(0, 0, view.width, view.height)
        if self.mode == SWIPE:
            seam = math.floor(self.split * view.width * ratio + 0.5) / ratio
            self._draw(painter, self.left, view, QRectF(0, 0, seam, view.height))
            self._draw(painter, self.right, view, QRectF(seam, 0, view.width - seam, view.height))
            self._seam(painter, seam, view.height)
        elif self.mode == BESIDE:
            half = math.floor(view.width * ratio / 2) / ratio
            for side, left in ((self.left, 0.0), (self.right, half)):
                painter.save()
                painter.setClipRect(QRectF(left, 0, half if left == 0 else view.width - half, view.height))
                painter.translate(QPointF(left - half / 2, 0))
                self._draw(painter, side, view, whole)
                self._draw_marks(painter, view)
                painter.restore()
            self._seam(painter, half, view.height)
        else:
            shown = self.right if self.mode == FLICKER and self.flicked else self.left
            self._draw(painter, shown, view, whole)
            if self.mode == LENS:
                self._lens(painter, view)
        if self.mode != BESIDE:
            self._draw_marks(painter, view)
        self._titles(painter, view)

    # inside

    def _draw(self, painter: QPainter, side: Side, view: View, clip: QRectF) -> None:
        if not side.key or clip.isEmpty():
            return
        exact = self._pictures.find(side.key, view)
        picture = exact or self._pictures.nearest(side.key, view)
        if picture is None:
            return
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        if exact is None:
            centre = view.pixel(picture.view.x, picture.view.y)
            share = picture.view.units_per_px / view.units_per_px
            painter.translate(centre)
            painter.scale(share, share)
            painter.translate(QPointF(-picture.view.width / 2, -picture.view.height / 2))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QPointF(0, 0), picture.image)
        painter.restore()

    def _lens(self, painter: QPainter, view: View) -> None:
        circle = QPainterPath()
        circle.addEllipse(self.pointer, LENS_PX, LENS_PX)
        painter.save()
        painter.setClipPath(circle)
        self._draw(painter, self.right, view, circle.boundingRect())
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("white"), 2))
        painter.drawPath(circle)

    @staticmethod
    def _seam(painter: QPainter, at: float, height: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 220), 1))
        for start, end in ((0.0, 0.08), (0.92, 1.0)):  # the middle stays free: it is what one compares
            painter.drawLine(QPointF(at, start * height), QPointF(at, end * height))
        painter.setBrush(QColor(255, 255, 255, 200))
        painter.drawEllipse(QPointF(at, 0.94 * height), _HANDLE_PX, _HANDLE_PX)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_marks(self, painter: QPainter, view: View) -> None:
        if not self.shows_marks:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark in self.marks:
            place = view.pixel(mark.x, mark.y)
            radius = RING_PX if mark.kind == "here" else 4.0 if mark.kind == "pair" else RING_PX / 2
            for colour, width in ((QColor(0, 0, 0, 150), 4.0), (_COLOURS[mark.kind], 2.0)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(place, radius, radius)
        painter.restore()

    def _titles(self, painter: QPainter, view: View) -> None:
        """Say which side is which, in the upper corners."""
        if self.mode in (SWIPE, BESIDE) or self.mode == LENS:
            shown = [(self.left.title, False), (self.right.title, True)]
        else:
            shown = [((self.right if self.mode == FLICKER and self.flicked else self.left).title, False)]
        metrics = QFontMetricsF(painter.font())
        for text, at_right in shown:
            if not text:
                continue
            wide = metrics.horizontalAdvance(text) + 14
            box = QRectF(view.width - wide - 8 if at_right else 8, 8, wide, metrics.height() + 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_PAPER)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor("white"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
