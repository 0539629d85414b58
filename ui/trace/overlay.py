"""Draws traces over the map: one canvas item for all results, painted once per view of the map.

Nothing is added to the project. The picture is kept until the view or the results change, so
that a moving pointer costs nothing. Positions are those of the project file; they are brought
to the CRS of the map once, and to its pixels (rotated and high-resolution maps too) per view.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QTextOption

from ...layers.qgis_names import CsException
from ...operations.answers.trace_view import KINDS, Lines, TraceView, metres
from ..places import show_place, to_map
from .marks import HALO, HOPS, MARK_PX, Look, draw_outfall, mark_picture, source_picture
from .paths import Segments, arrows, path_of

HALO_UP_TO = 15_000  # segments that also get a white edge
LABELS_UP_TO = 40
MARKS_APART_PX = 6.0  # the smallest mark is so wide; nearer ones would hide each other
SMALLEST_M = 150.0  # a result smaller than this is not zoomed in further


@dataclass
class Drawn:
    """One result as it is drawn. lines: with the colour of each; points are in the file's CRS.

    The metres of sources and outfalls are written beside them; NaN where they are not.
    """

    lines: list[tuple[Lines, str]] = field(default_factory=list)
    hops: Lines | None = None
    marks: dict[str, Any] = field(default_factory=dict)  # places (n, 2) by reason
    sources: list[tuple[float, float, Look, float]] = field(default_factory=list)  # x, y, look, metres
    rings: list[tuple[float, float]] = field(default_factory=list)
    outfalls: list[tuple[float, float, float]] = field(default_factory=list)  # reached: x, y, metres

    @classmethod
    def of(cls, view: TraceView, colour: str, headwaters: bool, distances: bool) -> Drawn:
        """Return a view as it is drawn in ``colour``."""
        marks = {reason: xy for reason, xy in view.marks.items() if headwaters or reason != "headwater"}
        return cls(
            [(view.lines, colour)] if view.lines is not None else [],
            view.hops,
            marks,
            [
                (row.x, row.y, (colour, row.table, row.status), row.network_m if distances else math.nan)
                for row in view.sources
                if math.isfinite(row.x)
            ],
            list(view.places),
            [(row.x, row.y, row.network_m if distances else math.nan) for row in view.outfalls],
        )


@dataclass
class _Placed:
    """A result in the CRS of the map, ready to be painted."""

    lines: list[tuple[Segments, str]]
    hops: Segments | None
    marks: dict[str, Any]  # (n, 2) by reason
    sources: list[tuple[float, float, Look, float]]
    rings: list[tuple[float, float]]
    outfalls: list[tuple[float, float, float]]


class TraceOverlay(QgsMapCanvasItem):
    """Paints results, the last on top, and the preview of what a click would trace."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._crs = QgsCoordinateReferenceSystem()
        self._drawn: list[Drawn] = []
        self._placed: list[_Placed] | None = None
        self._made: dict[int, tuple[Lines, Segments]] = {}  # by id of the lines
        self._preview: Segments | None = None
        self._picture: QImage | None = None
        self._lines_picture: tuple[Any, QImage] | None = None  # what it shows of which view, without points
        self._extent: QgsRectangle | None = None
        self.setZValue(50)
        self.hide()

    # what is shown

    @property
    def is_empty(self) -> bool:
        """Say whether no result is drawn."""
        return not self._drawn

    def show_results(self, drawn: list[Drawn], crs: QgsCoordinateReferenceSystem) -> None:
        """Draw these results; their positions are in ``crs``."""
        if crs != self._crs:
            self._made = {}
        self._crs, self._drawn, self._placed = crs, drawn, None
        self._extent = None
        if not drawn:
            self._lines_picture = None
        self._redraw()

    def show_preview(self, lines: Lines | None, crs: QgsCoordinateReferenceSystem | None = None) -> None:
        """Draw what a click would trace, or nothing."""
        if lines is None and self._preview is None:
            return
        if crs is not None:
            self._crs = crs
        self._preview = None if lines is None else self._segments(lines)
        self._redraw()

    def clear(self) -> None:
        """Draw nothing."""
        self._preview = None
        self.show_results([], self._crs)

    def set_canvas_crs(self) -> None:
        """Place the results anew: the map has another CRS."""
        self._placed, self._extent, self._preview, self._made = None, None, None, {}
        self._redraw()

    def _redraw(self) -> None:
        self._picture = None
        self.setVisible(bool(self._drawn) or self._preview is not None)
        self.update()

    # places

    def zoom(self) -> None:
        """Zoom to all results."""
        extent = self.extent()
        if extent is None or (
            extent.isEmpty() and not extent.width() and not extent.height() and not self._drawn
        ):
            return
        extent = QgsRectangle(extent)
        extent.scale(1.15)
        small = extent.width() < SMALLEST_M and extent.height() < SMALLEST_M
        if small and not self._canvas.mapSettings().destinationCrs().isGeographic():
            extent.grow(SMALLEST_M / 2)
        self._canvas.setExtent(extent)
        self._canvas.refresh()

    def extent(self) -> QgsRectangle | None:
        """Return the extent of all results in the CRS of the map, None where there is nothing."""
        placed = self._place()
        if self._extent is None and self._drawn:
            self._extent = _extent_of(placed)
        return self._extent

    def zoom_to_point(self, x: float, y: float) -> None:
        """Centre on a place of a result, come close, and flash it."""
        show_place(self._canvas, self._crs, QgsPointXY(x, y), 3000.0, 2000.0)

    # QGIS's side

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The whole map: the item never moves."""
        return QRectF(QPointF(0, 0), QSizeF(self._canvas.size()))

    def updatePosition(self) -> None:  # noqa: N802 - QGIS's name
        """The view of the map changed."""
        self.prepareGeometryChange()
        self.setPos(0, 0)
        self._picture = None
        self.update()

    def paint(self, painter: QPainter, _option: Any = None, _widget: Any = None) -> None:
        """Put the picture on the map, painting it first where the view is new."""
        ratio = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        size = self._canvas.size()
        if (
            self._picture is None
            or self._picture.size() != size * ratio
            or self._picture.devicePixelRatio() != ratio
        ):
            self._picture = self._paint(ratio)
        painter.drawImage(QPointF(0, 0), self._picture)

    # to the CRS of the map

    def _segments(self, lines: Lines) -> Segments:
        import numpy as np

        moved = self._moved(np.asarray(lines.xy), to_map(self._canvas, self._crs))
        return Segments(moved, lines.start, lines.kind)

    @staticmethod
    def _moved(xy: Any, transform: QgsCoordinateTransform) -> Any:
        """Return (n, 2) positions in the CRS of the map; all at once, as one line."""
        import struct

        import numpy as np

        if transform.isShortCircuited() or not transform.isValid() or len(xy) == 0:
            return xy
        whole = np.ascontiguousarray(np.concatenate([xy, xy[-1:]]), dtype="<f8")  # a line has two points
        geometry = QgsGeometry()
        geometry.fromWkb(struct.pack("<BII", 1, 2, len(whole)) + whole.tobytes())
        try:
            geometry.transform(transform)
        except CsException:
            return np.full(xy.shape, np.nan)
        return np.frombuffer(bytes(geometry.asWkb()), dtype="<f8", offset=9).reshape(-1, 2)[:-1]

    def _place(self) -> list[_Placed]:
        import numpy as np

        if self._placed is not None:
            return self._placed
        self._placed = []
        before, self._made = self._made, {}
        transform = to_map(self._canvas, self._crs)
        for drawn in self._drawn:
            lines = []
            for one, colour in drawn.lines:
                made = before.get(id(one)) or (one, self._segments(one))
                self._made[id(one)] = made
                lines.append((made[1], colour))
            marks = {reason: self._moved(places, transform) for reason, places in drawn.marks.items()}
            moved: list[list[Any]] = []
            for rows in (drawn.sources, drawn.rings, drawn.outfalls):
                xy = self._moved(np.array([row[:2] for row in rows], dtype=float).reshape(-1, 2), transform)
                moved.append([(*at, *row[2:]) for row, at in zip(rows, xy.tolist())])
            hops = self._segments(drawn.hops) if drawn.hops is not None and drawn.hops.n else None
            self._placed.append(_Placed(lines, hops, marks, moved[0], moved[1], moved[2]))
        return self._placed

    # to pixels

    def _affine(self) -> Any:
        """Return (2, 3): map units -> pixels of the map, rotation included."""
        import numpy as np

        to_pixel = self._canvas.getCoordinateTransform()
        centre = self._canvas.center()
        step = self._canvas.mapUnitsPerPixel() * 1000
        at = [
            to_pixel.transform(centre.x() + dx, centre.y() + dy) for dx, dy in ((0, 0), (step, 0), (0, step))
        ]
        origin = np.array([at[0].x(), at[0].y()])
        matrix = np.array([[at[1].x(), at[2].x()], [at[1].y(), at[2].y()]]) - origin[:, None]
        matrix /= step
        return np.column_stack([matrix, origin - matrix @ np.array([centre.x(), centre.y()])])

    def _paint(self, ratio: float) -> QImage:
        affine, size = self._affine(), self._canvas.size()
        view = (affine, float(size.width()), float(size.height()))
        placed = self._place()
        picture = QImage(self._picture_of_lines(placed, ratio, view))
        painter = QPainter(picture)
        painter.setPen(QPen(HOPS, 2, Qt.PenStyle.DashLine))
        for result in placed:
            if result.hops is not None:
                painter.drawPath(path_of(result.hops.seen(0, *view)))
        if self._preview is not None:
            self._paint_preview(painter, view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for result in placed:
            self._paint_points(painter, result, view)
        painter.end()
        return picture

    def _picture_of_lines(
        self, placed: list[_Placed], ratio: float, view: tuple[Any, float, float]
    ) -> QImage:
        """Return the lines alone; a large answer is shown so first, and its points are put on top later."""
        lines = [line for result in placed for line in result.lines]
        of = (lines, ratio, view[0].tobytes(), *view[1:])
        if self._lines_picture is not None and self._lines_picture[0] == of:
            return self._lines_picture[1]
        picture = QImage(self._canvas.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        picture.setDevicePixelRatio(ratio)
        picture.fill(0)
        painter = QPainter(picture)
        for segments, colour in lines:
            self._paint_lines(painter, segments, QColor(colour), view)
        painter.end()
        self._lines_picture = of, picture
        return picture

    @staticmethod
    def _paint_lines(
        painter: QPainter, segments: Segments, colour: QColor, view: tuple[Any, float, float]
    ) -> None:
        for kind in range(len(KINDS)):
            seen = segments.seen(kind, *view)
            if not len(seen):
                continue
            path = path_of(seen)
            few = len(seen) <= HALO_UP_TO
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(seen) <= 3000)
            if few:
                painter.setPen(QPen(HALO, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawPath(path)
            pen = QPen(colour, 3.5 if few else 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            if KINDS[kind] == "auto":
                pen.setDashPattern([4, 1])
            elif KINDS[kind] == "unknown":
                pen.setDashPattern([1, 1.2])
            elif KINDS[kind] == "bridge":
                pen.setColor(QColor("#e6007e"))
                pen.setDashPattern([1, 1])
            painter.setPen(pen)
            painter.drawPath(path)
            if few and KINDS[kind] in ("known", "auto"):
                painter.setPen(QPen(colour.darker(160), 2))
                painter.drawPath(path_of(arrows(seen)))

    def _paint_preview(self, painter: QPainter, view: tuple[Any, float, float]) -> None:
        painter.setPen(QPen(QColor(30, 136, 201, 110), 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for kind in range(len(KINDS)):
            painter.drawPath(path_of(self._preview.seen(kind, *view)))

    def _paint_points(self, painter: QPainter, result: _Placed, view: tuple[Any, float, float]) -> None:
        ratio = painter.device().devicePixelRatioF()
        half = MARK_PX / 2
        for reason in sorted(result.marks, key=lambda reason: reason != "headwater"):
            places = _apart(result.marks[reason], view, MARKS_APART_PX)[1]
            picture = mark_picture(reason, ratio)
            for x, y in places:
                painter.drawPixmap(QPointF(x - half, y - half), picture)
        labels: list[tuple[QPointF, float]] = []
        rows, at = _apart([row[:2] for row in result.outfalls], view, 2.0)
        for row, (x, y) in zip(rows, at):
            draw_outfall(painter, QPointF(x, y), 8.0)
            labels.append((QPointF(x, y), result.outfalls[row][2]))
        rows, at = _apart([row[:2] for row in result.sources], view, 2.0)
        for row, (x, y) in zip(rows, at):
            painter.drawPixmap(QPointF(x - half, y - half), source_picture(result.sources[row][2], ratio))
            labels.append((QPointF(x, y), result.sources[row][3]))
        for x, y in _apart(result.rings, view, 0.0)[1]:
            draw_outfall(painter, QPointF(x, y))
        if len(labels) <= LABELS_UP_TO:
            named = [(at, metres(away)) for at, away in labels if away == away]
            _paint_labels(painter, named, self._canvas.font())


def _extent_of(placed: Sequence[_Placed]) -> QgsRectangle:
    """Return the extent of all lines and starts."""
    import numpy as np

    extent = QgsRectangle()
    extent.setMinimal()
    for result in placed:
        for segments in [one for one, _ in result.lines] + ([result.hops] if result.hops else []):
            if len(segments.ends):
                low = segments.ends.reshape(-1, 2).min(axis=0) + segments.origin
                high = segments.ends.reshape(-1, 2).max(axis=0) + segments.origin
                if np.isfinite([*low, *high]).all():
                    extent.combineExtentWith(QgsRectangle(*low.tolist(), *high.tolist()))
        for x, y in result.rings:
            if math.isfinite(x):
                extent.combineExtentWith(x, y)
    return extent


def _apart(
    places: Sequence[tuple[float, ...]] | Any, view: tuple[Any, float, float], cell: float
) -> tuple[list[int], list[list[float]]]:
    """Return rows and pixels of what can be seen of ``places``, one of all that lie in one cell (pixels)."""
    import numpy as np

    if not len(places):
        return [], []
    affine, width, height = view
    pixel = np.array(places, dtype=float) @ affine[:, :2].T + affine[:, 2]
    with np.errstate(invalid="ignore"):
        inside = ((pixel > -MARK_PX) & (pixel < np.array([width, height]) + MARK_PX)).all(axis=1)
    rows = np.flatnonzero(inside)
    if cell > 0 and len(rows):
        key = np.floor(pixel[rows] / cell).astype(np.int64)
        rows = rows[np.sort(np.unique(key[:, 0] * (1 << 32) + key[:, 1], return_index=True)[1])]
    return rows.tolist(), pixel[rows].tolist()


def _paint_labels(painter: QPainter, labels: list[tuple[QPointF, str]], font: Any) -> None:
    """Write labels beside their points, leaving out those that would cover another."""
    painter.setFont(font)
    sizes = QFontMetricsF(font)
    written: list[QRectF] = []
    for at, text in labels:
        box = QRectF(0, 0, sizes.horizontalAdvance(text) + 6, sizes.height() + 2)
        box.moveTopLeft(QPointF(at.x() + 11, at.y() - box.height() / 2))
        if any(box.intersects(other) for other in written):
            continue
        written.append(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 215))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor("#202020"))
        painter.drawText(box, text, QTextOption(Qt.AlignmentFlag.AlignCenter))
