"""The marks of a trace, painted alike on the map and in the lists: ends by reason, sources, starts.

Every reason has a shape and a colour of its own, so that neither has to be told by colour alone.
The colours of results are those of Okabe and Ito, which people with a colour vision
deficiency can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from ...layers.styles.tracing import END_MARKS
from ...operations.answers.trace_view import BRIDGE, CROSSING
from ..icons import icon

#: Colours of results, in the order they are given out.
PALETTE = ("#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#d55e00", "#0072b2")
#: Comparison: in both, only in the first, only in the second.
COMPARED = ("#7f7f7f", "#e69f00", "#0072b2")
HALO = QColor(255, 255, 255, 200)
OUTFALL = QColor("#0b5fa5")
HOPS = QColor("#7b3294")

MARK_PX = 24
#: How a source of a result looks: colour of the result, kind of source, what was decided.
Look = tuple[str, str, str]
#: Colour and sign of a decision.
DECIDED = {"confirmed": ("#1f9d55", "tick"), "rejected": ("#7f8c8d", "cross"), "lost": ("#d7191c", "cross")}

Shape = Callable[[QPainter, QPointF, float], None]


def _circle(painter: QPainter, at: QPointF, r: float) -> None:
    painter.drawEllipse(at, r, r)


def _box(painter: QPainter, at: QPointF, r: float) -> None:
    painter.drawRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r))


def _diamond(painter: QPainter, at: QPointF, r: float) -> None:
    x, y = at.x(), at.y()
    painter.drawPolygon(
        QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)])
    )


def _triangle(painter: QPainter, at: QPointF, r: float) -> None:
    x, y = at.x(), at.y()
    painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y + r), QPointF(x - r, y + r)]))


def _cross(painter: QPainter, at: QPointF, r: float) -> None:
    x, y = at.x(), at.y()
    painter.drawLine(QPointF(x - r, y - r), QPointF(x + r, y + r))
    painter.drawLine(QPointF(x - r, y + r), QPointF(x + r, y - r))


def _bridge(painter: QPainter, at: QPointF, r: float) -> None:
    x, y = at.x(), at.y()
    painter.drawLine(QPointF(x - r, y), QPointF(x + r, y))
    for side in (-1, 1):
        painter.drawLine(QPointF(x + side * r, y - r * 0.8), QPointF(x + side * r, y + r * 0.8))


_SHAPES = {"circle": _circle, "square": _box, "diamond": _diamond, "cross2": _cross}
#: reason: shape, colour, filled, radius on the map (pixels)
MARKS: dict[str, tuple[Shape, str, bool, float]] = {
    **{reason: (_SHAPES[shape], colour, filled, 2.2 * size)
       for reason, (shape, colour, filled, size) in END_MARKS.items()},
    CROSSING: (_triangle, "#d7191c", True, 6.0),
    BRIDGE: (_bridge, "#e6007e", False, 6.0),
}


def draw_mark(painter: QPainter, reason: str, at: QPointF, scale: float = 1.0) -> None:
    """Paint the mark of an end."""
    shape, colour, filled, radius = MARKS.get(reason, MARKS["limit"])
    for ink, width in ((HALO, 4.0), (QColor(colour), 2.0)):
        painter.setPen(QPen(ink, width * scale))
        painter.setBrush(QBrush(QColor(colour)) if filled else QBrush(Qt.BrushStyle.NoBrush))
        shape(painter, at, radius * scale)


@lru_cache(maxsize=64)
def mark_picture(reason: str, ratio: float) -> QPixmap:
    """Return the mark of an end as a picture of :data:`MARK_PX` points, for maps with thousands of them."""
    return _picture(
        MARK_PX, ratio, lambda painter: draw_mark(painter, reason, QPointF(MARK_PX / 2, MARK_PX / 2))
    )


@lru_cache(maxsize=256)
def source_picture(look: Look, ratio: float) -> QPixmap:
    """Return a source of a result as a picture of :data:`MARK_PX` points."""
    return _picture(MARK_PX, ratio, lambda painter: draw_source(painter, look))


def forget_pictures() -> None:
    """Drop the pictures that are kept."""
    mark_picture.cache_clear()
    source_picture.cache_clear()


def draw_source(painter: QPainter, look: Look) -> None:
    """Paint a source: its kind on a tile in the colour of the result, and a badge for what was decided.

    Round marks are outfalls.
    """
    colour, table, status = look
    tile = QRectF(2.5, 2.5, MARK_PX - 6, MARK_PX - 6)
    painter.setPen(QPen(QColor("#ffffff"), 4.0))
    painter.setBrush(QColor("#ffffff"))
    painter.drawRoundedRect(tile, 3, 3)
    painter.setPen(QPen(QColor(colour), 2.4))
    painter.drawRoundedRect(tile, 3, 3)
    painter.setOpacity(0.35 if status == "rejected" else 1.0)
    icon(f"source_{table}").paint(painter, tile.adjusted(2, 2, -2, -2).toAlignedRect())
    painter.setOpacity(1.0)
    if status in DECIDED:
        badge, sign = DECIDED[status]
        at, r = QPointF(MARK_PX - 6.0, MARK_PX - 6.0), 5.0
        painter.setPen(QPen(QColor("#ffffff"), 1.2))
        painter.setBrush(QColor(badge))
        painter.drawEllipse(at, r, r)
        painter.setPen(QPen(QColor("#ffffff"), 1.6))
        if sign == "tick":
            painter.drawPolyline(
                QPolygonF([at + QPointF(-2.4, 0.2), at + QPointF(-0.6, 2.0), at + QPointF(2.4, -1.8)])
            )
        else:
            _cross(painter, at, 1.9)


def draw_outfall(painter: QPainter, at: QPointF, radius: float = 10.0) -> None:
    """Paint a ring around where a trace starts, or around an outfall it reaches."""
    for ink, width in ((HALO, 6.5), (OUTFALL, 3.5)):
        painter.setPen(QPen(ink, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)


def end_icon(reason: str, size: int = 16) -> QIcon:
    """Return the mark of an end as the map paints it."""
    return _icon(size, lambda painter: draw_mark(painter, reason, QPointF(size / 2, size / 2), size / 16))


def colour_icon(colour: str, size: int = 14) -> QIcon:
    """Return a patch of a result's colour."""

    def paint(painter: QPainter) -> None:
        painter.setPen(QPen(QColor("#606060"), 1))
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(1.5, 3.5, size - 3, size - 7), 2, 2)

    return _icon(size, paint)


def _icon(size: int, paint: Callable[[QPainter], None]) -> QIcon:
    """Return an icon painted at normal and at double resolution."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        icon.addPixmap(_picture(size, ratio, paint))
    return icon


def _picture(size: int, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return pixmap
