"""A snapshot of what the inspector sees: the picture, a scale bar, north, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from .item import CompareItem
from .views import View

_BAR_PX = 160  # of a scale bar at most
_ROUND = (1, 2, 5)


def snapshot_image(item: CompareItem, view: View, lines: Sequence[str]) -> QImage:
    """Return the map as the item paints it, with a strip below that says in ``lines`` what it is."""
    ratio = view.ratio
    line = QFontMetricsF(QGuiApplication.font()).height() * 1.15
    foot = max(3, len(lines)) * line + 14
    image = QImage(round(view.width * ratio), round((view.height + foot) * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.save()
    painter.setClipRect(QRectF(0, 0, view.width, view.height))
    item.paint_view(painter, view, ratio)
    _north(painter, view)
    painter.restore()
    painter.setPen(QColor("#202830"))
    for at, text in enumerate(lines):
        painter.drawText(
            QRectF(8, view.height + 6 + at * line, view.width - 2 * _BAR_PX, line),
            Qt.AlignmentFlag.AlignVCenter,
            text,
        )
    _bar(painter, view, view.height + 14)
    painter.end()
    return image


def bar_length(units_per_px: float) -> float:
    """Return the round length whose bar is at most _BAR_PX wide, in the map's units."""
    most, power = units_per_px * _BAR_PX, 1e-3
    found = power
    while power <= most:
        for number in _ROUND:
            if number * power <= most:
                found = number * power
        power *= 10
    return found


def _bar(painter: QPainter, view: View, top: float) -> None:
    length = bar_length(view.units_per_px)
    wide = length / view.units_per_px
    left = view.width - wide - 16
    painter.fillRect(QRectF(left, top + 4, wide / 2, 5), QColor("#202830"))
    painter.setPen(QPen(QColor("#202830"), 1))
    painter.drawRect(QRectF(left, top + 4, wide, 5))
    painter.drawText(QRectF(left, top + 12, wide, 20), Qt.AlignmentFlag.AlignRight, f"{length:g} m")
    painter.drawText(QRectF(left, top + 12, wide, 20), Qt.AlignmentFlag.AlignLeft, "0")


def _north(painter: QPainter, view: View) -> None:
    """An arrow to the north in the lower right corner; a rotated map turns it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(view.width - 28, view.height - 34))
    painter.rotate(view.rotation)
    for colour, width in ((QColor(0, 0, 0, 170), 4), (QColor("white"), 1)):
        painter.setPen(QPen(colour, width))
        painter.setBrush(QColor("white"))
        painter.drawPolygon(QPolygonF([QPointF(0, -18), QPointF(7, 12), QPointF(0, 6), QPointF(-7, 12)]))
    painter.restore()
