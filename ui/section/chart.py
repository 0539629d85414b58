"""The long section in the window: zoom, pan, a linked cursor over the drawing of ``reports``."""

from __future__ import annotations

import math

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextOption,
    QWheelEvent,
)
from qgis.PyQt.QtWidgets import QWidget

from ...i18n import translate
from ...operations.answers.profile import Profile
from ...reports.section_drawing import LEAST_M, Inks, View, draw_section, inks_of


class SectionChart(QWidget):
    """Shows a section. The wheel zooms, dragging pans, a double-click shows all."""

    pointed = pyqtSignal(float)  # chainage under the pointer
    left = pyqtSignal()
    chosen = pyqtSignal(float)  # chainage clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(150)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.profile: Profile | None = None
        self._low, self._high = 0.0, 1.0
        self._cursor: float | None = None
        self._view: View | None = None
        self._grabbed: tuple[float, float] | None = None  # pixel and low end where dragging began
        self._moved = False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide and low."""
        return QSize(900, 260)

    @property
    def shown(self) -> tuple[float, float]:
        """The chainages at both ends of the picture."""
        return self._low, self._high

    def show_profile(self, profile: Profile | None) -> None:
        """Draw a section, all of it."""
        self.profile, self._cursor = profile, None
        self.show_all()

    def show_all(self) -> None:
        """Draw the whole section."""
        self._low, self._high = 0.0, max(self.profile.length_m, LEAST_M) if self.profile else 1.0
        self.update()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show ``factor`` times as much of the way; the chainage ``around`` stays where it is."""
        if self.profile is None:
            return
        centre = (self._low + self._high) / 2 if around is None else around
        span = min(max((self._high - self._low) * factor, LEAST_M), max(self.profile.length_m, LEAST_M))
        share = (centre - self._low) / (self._high - self._low)
        self._move_to(centre - share * span, span)

    def set_cursor(self, chainage: float | None) -> None:
        """Mark a chainage, or none."""
        if chainage != self._cursor:
            self._cursor = chainage
            self.update()

    def _move_to(self, low: float, span: float) -> None:
        low = min(max(low, 0.0), max(self.profile.length_m - span, 0.0))
        self._low, self._high = low, low + span
        self.update()

    # Qt's side

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the section, or how to get one."""
        painter = QPainter(self)
        inks = inks_of(self.palette())
        if self.profile is None or not self.profile.stretches:
            painter.fillRect(self.rect(), inks.paper)
            painter.setPen(inks.faint)
            around = QTextOption(Qt.AlignmentFlag.AlignCenter)
            around.setWrapMode(QTextOption.WrapMode.WordWrap)
            painter.drawText(
                QRectF(self.rect().adjusted(20, 10, -20, -10)),
                translate(
                    "Section", "Trace an outfall, choose a source in the result and press “Long section”."
                ),
                around,
            )
        else:
            self._view = View(self.profile, self.size(), self._low, self._high)
            draw_section(painter, self.profile, self._view, inks, self.font())
            if self._cursor is not None:
                self._draw_cursor(painter, self._view, inks, self._cursor)
        painter.end()

    def _draw_cursor(self, painter: QPainter, view: View, inks: Inks, chainage: float) -> None:
        if not view.low_m <= chainage <= view.high_m:
            return
        x = view.x(chainage)
        painter.setPen(QPen(inks.cursor, 1.4))
        painter.drawLine(QPointF(x, view.box.top()), QPointF(x, view.box.bottom()))
        stretch = self.profile.stretch_at(chainage)
        level = stretch.invert_at(chainage) if stretch is not None else math.nan
        if math.isfinite(level):
            painter.setBrush(inks.cursor)
            painter.drawEllipse(QPointF(x, view.y(level)), 3.5, 3.5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Point, or pan while dragging."""
        if self._view is None or self.profile is None:
            return
        x = float(event.pos().x())
        if self._grabbed is not None:
            began, low = self._grabbed
            self._moved = self._moved or abs(x - began) > 3
            span = self._high - self._low
            self._move_to(low - (x - began) / self._view.box.width() * span, span)
            return
        chainage = self._view.chainage(x)
        if 0 <= chainage <= self.profile.length_m:
            self.set_cursor(chainage)
            self.pointed.emit(chainage)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to pan."""
        if event.button() == Qt.MouseButton.LeftButton and self.profile is not None:
            self._grabbed, self._moved = (float(event.pos().x()), self._low), False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End panning; a click without moving chooses a place."""
        grabbed, self._grabbed = self._grabbed, None
        if grabbed is not None and not self._moved and self._view is not None and self.profile is not None:
            chainage = self._view.chainage(float(event.pos().x()))
            if 0 <= chainage <= self.profile.length_m:
                self.chosen.emit(chainage)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show all."""
        self.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer."""
        if self._view is not None and self.profile is not None:
            around = self._view.chainage(float(event.position().x()))
            self.zoom(0.8 if event.angleDelta().y() > 0 else 1.25, min(max(around, self._low), self._high))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Plus and minus zoom, arrows pan, Home shows all."""
        span = self._high - self._low
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(0.8, self._cursor)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1.25, self._cursor)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.profile is not None:
            self._move_to(self._low + span * (0.1 if key == Qt.Key.Key_Right else -0.1), span)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The pointer is elsewhere."""
        self.set_cursor(None)
        self.left.emit()
        super().leaveEvent(event)
