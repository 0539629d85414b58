"""The drawing of a long section: pipe bodies, manholes, ground, levels, slopes.

Painted by QPainter alone, so that the window, a picture, a page and an SVG file are the same drawing.
Colours follow the palette of the window: it is readable on light and dark themes; files are always light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QPolygonF

from ..i18n import translate
from ..operations.answers.profile import Profile, Stretch

LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 14.0, 62.0
LEAST_M = 1.0  # the smallest stretch of the way that fills the picture


@dataclass(frozen=True)
class Inks:
    """Colours of the drawing."""

    paper: QColor
    text: QColor
    faint: QColor
    grid: QColor
    pipe: QColor
    body: QColor
    adverse: QColor
    ground: QColor
    cursor: QColor


def inks_of(palette: QPalette | None) -> Inks:
    """Return colours that are readable on the palette's background; None: on white paper."""
    paper = QColor("#ffffff") if palette is None else palette.color(QPalette.ColorRole.Base)
    dark = paper.lightness() < 128
    text = QColor("#202020") if palette is None else palette.color(QPalette.ColorRole.Text)
    mixed = QColor(
        (text.red() + paper.red()) // 2,
        (text.green() + paper.green()) // 2,
        (text.blue() + paper.blue()) // 2,
    )
    grid = QColor(text)
    grid.setAlpha(45)
    pipe = QColor("#6cb8ee" if dark else "#0b5fa5")
    body = QColor(pipe)
    body.setAlpha(70)
    return Inks(
        paper,
        text,
        mixed,
        grid,
        pipe,
        body,
        QColor("#ff8f5a" if dark else "#c7380a"),
        QColor("#c8a26a" if dark else "#8a5a1c"),
        QColor("#ffd34d" if dark else "#d5006d"),
    )


class View:
    """What part of a section is drawn where: chainage and level to pixels and back."""

    def __init__(self, profile: Profile, size: QSize, low_m: float, high_m: float) -> None:
        self.size = size
        self.box = QRectF(
            LEFT, TOP, max(20.0, size.width() - LEFT - RIGHT), max(20.0, size.height() - TOP - BOTTOM)
        )
        self.low_m, self.high_m = low_m, max(high_m, low_m + LEAST_M)
        low, high = profile.levels()
        room = max((high - low) * 0.12, 0.3)
        self.low, self.high = low - room, high + room * 1.6

    def x(self, chainage: float) -> float:
        """Return the pixel of a chainage."""
        return self.box.left() + (chainage - self.low_m) / (self.high_m - self.low_m) * self.box.width()

    def y(self, level: float) -> float:
        """Return the pixel of a level."""
        return self.box.bottom() - (level - self.low) / (self.high - self.low) * self.box.height()

    def chainage(self, x: float) -> float:
        """Return the chainage at a pixel."""
        return self.low_m + (x - self.box.left()) / self.box.width() * (self.high_m - self.low_m)


def draw_section(painter: QPainter, profile: Profile, view: View, inks: Inks, font: QFont) -> None:
    """Paint the part of a section that a view shows."""
    painter.fillRect(QRectF(0, 0, view.size.width(), view.size.height()), inks.paper)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    _draw_axes(painter, view, inks)
    painter.save()
    painter.setClipRect(view.box.adjusted(-1, -1, 1, 1))
    _draw_ground(painter, profile, view, inks)
    _draw_manholes(painter, profile, view, inks)
    for stretch in profile.stretches:
        if stretch.end_m >= view.low_m and stretch.start_m <= view.high_m:
            _draw_pipe(painter, stretch, view, inks)
    painter.restore()
    _draw_labels(painter, profile, view, inks)


def _draw_axes(painter: QPainter, view: View, inks: Inks) -> None:
    metrics = QFontMetricsF(painter.font())
    box = view.box
    step = nice_step(view.high - view.low, max(2, int(box.height() / 28)))
    digits = 0 if step >= 1 else 1 if step >= 0.1 else 2
    for level in ticks(view.low, view.high, step):
        y = view.y(level)
        painter.setPen(QPen(inks.grid, 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(inks.text)
        text = f"{level:.{digits}f}"
        painter.drawText(
            QPointF(box.left() - metrics.horizontalAdvance(text) - 6, y + metrics.ascent() / 2 - 1), text
        )
    step = nice_step(view.high_m - view.low_m, max(2, int(box.width() / 90)))
    for chainage in ticks(view.low_m, view.high_m, step):
        x = view.x(chainage)
        painter.setPen(QPen(inks.grid, 1))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.setPen(inks.text)
        text = f"{chainage:,.0f}" if step >= 1 else f"{chainage:,.1f}"
        painter.drawText(
            QPointF(x - metrics.horizontalAdvance(text) / 2, box.bottom() + metrics.height()), text
        )
    painter.setPen(QPen(inks.faint, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    painter.setPen(inks.faint)
    text = translate("Section", "Chainage from the top (m)")
    painter.drawText(
        QPointF(
            box.center().x() - metrics.horizontalAdvance(text) / 2, box.bottom() + 3.4 * metrics.height()
        ),
        text,
    )
    painter.save()
    painter.translate(QPointF(metrics.ascent() + 1, box.center().y()))
    painter.rotate(-90)
    text = translate("Section", "Level (m)")
    painter.drawText(QPointF(-metrics.horizontalAdvance(text) / 2, 0), text)
    painter.restore()


def _draw_ground(painter: QPainter, profile: Profile, view: View, inks: Inks) -> None:
    known = [stop for stop in profile.stops if math.isfinite(stop.ground)]
    if not known:
        return
    line = QPolygonF([QPointF(view.x(stop.chainage), view.y(stop.ground)) for stop in known])
    painter.setPen(QPen(inks.ground, 1.6, Qt.PenStyle.DashLine))
    painter.drawPolyline(line)


def _draw_manholes(painter: QPainter, profile: Profile, view: View, inks: Inks) -> None:
    inverts: dict[float, list[float]] = {}
    for stretch in profile.stretches:
        for chainage, level in (
            (stretch.start_m, stretch.invert_top),
            (stretch.end_m, stretch.invert_bottom),
        ):
            if math.isfinite(level):
                inverts.setdefault(chainage, []).append(level)
    shaft = QColor(inks.faint)
    shaft.setAlpha(60)
    for stop in profile.stops:
        levels = inverts.get(stop.chainage, [])
        if not levels or not (view.low_m <= stop.chainage <= view.high_m):
            continue
        top = stop.ground if math.isfinite(stop.ground) else max(levels) + 1.0
        x, half = view.x(stop.chainage), 4.0
        area = QRectF(QPointF(x - half, view.y(top)), QPointF(x + half, view.y(min(levels))))
        painter.setPen(QPen(inks.faint, 1))
        painter.setBrush(shaft)
        if stop.manhole or math.isfinite(stop.ground):
            painter.drawRect(area)
        else:
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def _draw_pipe(painter: QPainter, stretch: Stretch, view: View, inks: Inks) -> None:
    colour = inks.adverse if stretch.is_adverse else inks.pipe
    if not (math.isfinite(stretch.invert_top) and math.isfinite(stretch.invert_bottom)):
        # Without levels the pipe is only a mark along the bottom of the picture.
        y = view.box.bottom() - 5
        painter.setPen(QPen(inks.faint, 3, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(view.x(stretch.start_m), y), QPointF(view.x(stretch.end_m), y))
        return
    size = 0.0 if math.isnan(stretch.diameter_mm) else stretch.diameter_mm / 1000
    left, right = view.x(stretch.start_m), view.x(stretch.end_m)
    bottom = (QPointF(left, view.y(stretch.invert_top)), QPointF(right, view.y(stretch.invert_bottom)))
    top = (
        QPointF(right, view.y(stretch.invert_bottom + size)),
        QPointF(left, view.y(stretch.invert_top + size)),
    )
    body = QColor(colour)
    body.setAlpha(inks.body.alpha())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(body)
    painter.drawPolygon(QPolygonF([*bottom, *top]))
    style = Qt.PenStyle.DashLine if stretch.pipe == "" else Qt.PenStyle.SolidLine
    painter.setPen(QPen(colour, 2.2, style))
    painter.drawLine(*bottom)
    painter.setPen(QPen(colour, 1.2, style))
    painter.drawLine(*top)


def _draw_labels(painter: QPainter, profile: Profile, view: View, inks: Inks) -> None:
    """Write what fits: size and slope over the pipes, codes below the manholes."""
    metrics = QFontMetricsF(painter.font())
    free_from = -1e9
    for stretch in profile.stretches:
        middle = view.x((max(stretch.start_m, view.low_m) + min(stretch.end_m, view.high_m)) / 2)
        width = view.x(stretch.end_m) - view.x(stretch.start_m)
        text = pipe_label(stretch)
        needed = metrics.horizontalAdvance(text)
        if not text or stretch.end_m < view.low_m or stretch.start_m > view.high_m:
            continue
        if stretch.is_adverse:
            text, needed = f"▲ {text}", needed + metrics.horizontalAdvance("▲ ")
        elif needed > width:
            continue
        if middle - needed / 2 < max(free_from, view.box.left()) or middle + needed / 2 > view.box.right():
            continue
        level = (stretch.invert_top + stretch.invert_bottom) / 2
        if math.isnan(level):
            y = view.box.bottom() - 12
        else:
            size = 0.0 if math.isnan(stretch.diameter_mm) else stretch.diameter_mm / 1000
            y = view.y(level + size) - 6
        painter.setPen(inks.adverse if stretch.is_adverse else inks.text)
        painter.drawText(QPointF(middle - needed / 2, max(y, view.box.top() + metrics.ascent())), text)
        free_from = middle + needed / 2 + 6
    free_from = -1e9
    painter.setPen(inks.faint)
    for stop in profile.stops:
        if not stop.manhole or not view.low_m <= stop.chainage <= view.high_m:
            continue
        x, needed = view.x(stop.chainage), metrics.horizontalAdvance(stop.manhole)
        if x - needed / 2 > free_from:
            painter.drawText(
                QPointF(x - needed / 2, view.box.bottom() + 2.2 * metrics.height()), stop.manhole
            )
            free_from = x + needed / 2 + 8


def pipe_label(stretch: Stretch) -> str:
    """Return size and slope of a pipe, with units; what is not known is left out."""
    parts = []
    if math.isfinite(stretch.diameter_mm):
        parts.append(translate("Section", "DN {size}").format(size=f"{stretch.diameter_mm:.0f}"))
    if math.isfinite(stretch.slope):
        parts.append(f"{stretch.slope * 1000:.1f} ‰")
    return "  ".join(parts)


def nice_step(span: float, most: int) -> float:
    """Return a round step (1, 2 or 5 times a power of ten) that divides ``span`` at most ``most`` times."""
    if span <= 0 or most < 1:
        return 1.0
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1 - 1e-9))


def ticks(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of ``step`` within ``low``..``high``."""
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]
