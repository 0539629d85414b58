"""A printed page: a thin hand on ``QgsPrintLayout`` with places in millimetres.

QGIS 3.22 sets fonts on labels and legends, later versions text formats; the
difference stays in here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import floor, log10
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutFrame,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemMapOverview,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsLineSymbol,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsTableCell,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontInfo, QFontMetricsF

from ..i18n import translate
from ..layers.qgis_names import KILOMETRES, MILLIMETRES, PAGE_MILLIMETRES
from ..problems import UserError
from .lettering import UNITS, font_family, pen_of, text_format
from .pdf_text import mend_text

NORTH = Path(__file__).resolve().parent.parent / "resources" / "layouts" / "north.svg"

MM = MILLIMETRES
INK = "#22313f"
RED = "#b3261e"  #: of frames that show where another map lies
Box = tuple[float, float, float, float]  # x, y, width, height in millimetres


def round_down(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above ``value``."""
    power = 10.0 ** floor(log10(value))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= value)


@contextmanager
def open_page(width: float, height: float, crs: QgsCoordinateReferenceSystem) -> Iterator[Page]:
    """Yield a page in a project of its own, which the project that is open in QGIS knows nothing of."""
    project = QgsProject()
    project.setCrs(crs)
    page = Page(project, width, height)
    try:
        yield page
    finally:
        page.close()  # before its project, to which the layout points
        project.clear()


class Page:
    """One page of a layout."""

    def __init__(self, project: QgsProject, width: float, height: float, ink: str = INK) -> None:
        self.layout: Any = QgsPrintLayout(project)
        self.layout.initializeDefaults()
        self.layout.pageCollection().page(0).setPageSize(QgsLayoutSize(width, height, MM))
        self.family = font_family()
        self.ink = ink
        self.number = 0  #: the page that is drawn on

    def close(self) -> None:
        """Free the layout; the page is of no use afterwards."""
        self.layout = None

    def place(self, item: Any, box: Box) -> Any:
        """Put an item on the page."""
        x, y, width, height = box
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x, y, MM), True, False, self.number)
        item.attemptResize(QgsLayoutSize(width, height, MM))
        return item

    def make_findable(self, item: QgsLayoutItemLabel) -> None:
        """Give a label of a template a font that is there and whose characters are found in a PDF."""
        style = item.textFormat() if hasattr(item, "textFormat") else None
        font = style.font() if style is not None else item.font()
        if QFontInfo(font).family() != font.family():
            font.setFamily(self.family)
        font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        if style is None:
            item.setFont(font)
        else:
            style.setFont(font)
            item.setTextFormat(style)

    def letters_of(self, item: QgsLayoutItemLabel) -> tuple[float, str]:
        """Return the size of a label's letters in points, and their colour."""
        if not hasattr(item, "textFormat"):
            return float(item.font().pointSizeF()), str(item.fontColor().name())
        style = item.textFormat()
        share = 72.0 / 25.4 if style.sizeUnit() == PAGE_MILLIMETRES else 1.0
        return float(style.size()) * share, str(style.color().name())

    def broken(self, item: QgsLayoutItemLabel, text: str) -> str:
        """Return a label's text broken to its width and cut to its height.

        Later versions of QGIS break at spaces only.
        """
        font = item.textFormat().font() if hasattr(item, "textFormat") else item.font()
        pen = pen_of(font.family(), self.letters_of(item)[0], bold=font.bold())
        room = (item.rect().width() - 2 * item.marginX()) * UNITS
        spacing = QFontMetricsF(pen.font).lineSpacing()
        most = max(int((item.rect().height() + 0.5) * UNITS // spacing), 1)
        return "\n".join(pen.lines(text, room, most)) if pen.width(text) > room else text

    def text(self, text: str, box: Box, size_pt: float, bold: bool = False, colour: str = "",
             *, align: str = "left") -> QgsLayoutItemLabel:
        """Write a text, vertically centred."""
        item = QgsLayoutItemLabel(self.layout)
        item.setText(literal(text))
        style = text_format(self.family, size_pt, colour or self.ink, bold)
        if hasattr(item, "setTextFormat"):
            item.setTextFormat(style)
        else:
            font = style.font()
            font.setPointSizeF(size_pt)
            item.setFont(font)
            item.setFontColor(style.color())
        item.setHAlign({"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight,
                        "centre": Qt.AlignmentFlag.AlignHCenter}[align])
        item.setVAlign(Qt.AlignmentFlag.AlignVCenter)
        item.setMarginX(0)
        item.setMarginY(0)
        return self.place(item, box)

    def box(self, box: Box, fill: str, edge: str = "", edge_mm: float = 0.2) -> QgsLayoutItemShape:
        """Draw a rectangle."""
        item = QgsLayoutItemShape(self.layout)
        item.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        item.setSymbol(QgsFillSymbol.createSimple({
            "color": fill, "outline_color": edge or fill, "outline_width": str(edge_mm),
            "outline_style": "solid" if edge else "no",
        }))
        return self.place(item, box)

    def map(self, layers: Sequence[QgsVectorLayer], extent: Sequence[float],
            crs: QgsCoordinateReferenceSystem, box: Box, background: str) -> QgsLayoutItemMap:
        """Draw a map of ``layers``, topmost first, framed."""
        item = QgsLayoutItemMap(self.layout)
        self.place(item, box)
        self.show(item, layers, extent, crs, background)
        item.setFrameEnabled(True)
        item.setFrameStrokeColor(QColor(self.ink))
        item.setFrameStrokeWidth(QgsLayoutMeasurement(0.3, MM))
        return item

    def show(self, item: QgsLayoutItemMap, layers: Sequence[QgsVectorLayer], box: Sequence[float],
             crs: QgsCoordinateReferenceSystem, background: str) -> None:
        """Let a map show ``layers``, topmost first, and all of ``box``."""
        size = item.sizeWithUnits()
        item.setCrs(crs)
        item.setLayers(list(layers))
        item.setKeepLayerSet(True)
        item.setExtent(QgsRectangle(*box))  # resizes the item; zooming alone needs an extent to start from
        item.attemptResize(size)
        item.zoomToExtent(QgsRectangle(*box))
        item.setBackgroundColor(QColor(background))

    def graticule(self, item: QgsLayoutItemMap, step_deg: float, colour: str) -> None:
        """Draw meridians and parallels with their degrees around a map."""
        grid = self.grid(item, QgsCoordinateReferenceSystem("EPSG:4490"), step_deg, colour)
        grid.setAnnotationFormat(QgsLayoutItemMapGrid.AnnotationFormat.DegreeMinuteNoSuffix)
        grid.setAnnotationPrecision(0)

    def grid(self, item: QgsLayoutItemMap, crs: QgsCoordinateReferenceSystem, step: float,
             colour: str, *, lines: bool = True) -> QgsLayoutItemMapGrid:
        """Draw a grid with its coordinates right and below; ``step`` in units of ``crs``.

        It lies over everything; without ``lines`` there are the coordinates only.
        """
        grid = QgsLayoutItemMapGrid("grid", item)
        grid.setCrs(crs)
        grid.setIntervalX(step)
        grid.setIntervalY(step)
        if not lines:
            grid.setStyle(QgsLayoutItemMapGrid.GridStyle.FrameAnnotationsOnly)
        grid.setLineSymbol(QgsLineSymbol.createSimple({"color": colour, "width": "0.1"}))
        grid.setAnnotationEnabled(True)
        grid.setAnnotationPrecision(0 if step >= 1 or not crs.isGeographic() else 3)
        sides = QgsLayoutItemMapGrid.BorderSide
        for side in (sides.Left, sides.Right, sides.Top, sides.Bottom):
            grid.setAnnotationPosition(QgsLayoutItemMapGrid.AnnotationPosition.InsideMapFrame, side)
        shown = QgsLayoutItemMapGrid.DisplayMode
        for side, what in ((sides.Left, shown.HideAll), (sides.Top, shown.HideAll),
                           (sides.Right, shown.LatitudeOnly), (sides.Bottom, shown.LongitudeOnly)):
            grid.setAnnotationDisplay(what, side)
        grid.setAnnotationDirection(QgsLayoutItemMapGrid.AnnotationDirection.Vertical, sides.Right)
        style = text_format(self.family, 5.5, "#6d7780")
        if hasattr(grid, "setAnnotationTextFormat"):
            grid.setAnnotationTextFormat(style)
        else:
            font = style.font()
            font.setPointSizeF(5.5)
            grid.setAnnotationFont(font)
            grid.setAnnotationFontColor(style.color())
        item.grids().addGrid(grid)
        return grid

    def overview(self, item: QgsLayoutItemMap, of: QgsLayoutItemMap) -> None:
        """Frame on a map what another map shows."""
        frame = QgsLayoutItemMapOverview("frame", item)
        frame.setLinkedMap(of)
        frame.setFrameSymbol(QgsFillSymbol.createSimple(
            {"color": "#00000000", "style": "no", "outline_color": RED, "outline_width": "0.4"}))
        item.overviews().addOverview(frame)

    def scale_bar(self, item: QgsLayoutItemMap, segment_km: float, unit: str, x: float, y: float) -> None:
        """Draw a scale bar of four segments for a map."""
        bar = QgsLayoutItemScaleBar(self.layout)
        bar.setStyle("Single Box")
        self.fill_scale_bar(bar, item, segment_km, unit)
        self.layout.addLayoutItem(bar)
        bar.attemptMove(QgsLayoutPoint(x, y, MM))

    def fill_scale_bar(self, bar: QgsLayoutItemScaleBar, item: QgsLayoutItemMap, segment_km: float,
                       unit: str) -> None:
        """Let a scale bar measure a map in four segments."""
        bar.setLinkedMap(item)
        bar.setUnits(KILOMETRES)
        bar.setMapUnitsPerScaleBarUnit(1)
        bar.setUnitLabel(unit)
        bar.setNumberOfSegments(4)
        bar.setNumberOfSegmentsLeft(0)
        bar.setUnitsPerSegment(segment_km)
        bar.setHeight(1.4)
        bar.setTextFormat(text_format(self.family, 6.5, self.ink))
        bar.setBackgroundEnabled(False)

    def north(self, item: QgsLayoutItemMap, x: float, y: float, size: float) -> None:
        """Draw an arrow that points to the map's north."""
        picture = QgsLayoutItemPicture(self.layout)
        picture.setPicturePath(str(NORTH))
        picture.setLinkedMap(item)
        picture.setNorthMode(QgsLayoutItemPicture.NorthMode.GridNorth)
        self.place(picture, (x, y, size, size * 1.3))

    def legend(self, layers: Sequence[QgsVectorLayer], box: Box, columns: int) -> QgsLayoutItemLegend:
        """List the symbols of ``layers``."""
        item = QgsLayoutItemLegend(self.layout)
        self.fill_legend(item, layers, columns)
        return self.place(item, box)

    def fill_legend(self, item: QgsLayoutItemLegend, layers: Sequence[QgsVectorLayer], columns: int) -> None:
        """Let a legend list the symbols of ``layers``."""
        item.setAutoUpdateModel(False)
        root = item.model().rootGroup()
        root.removeAllChildren()
        for layer in layers:
            root.addLayer(layer)
        item.setColumnCount(columns)
        item.setSplitLayer(True)
        item.setEqualColumnWidth(True)
        item.setColumnSpace(4)
        item.setSymbolWidth(5)
        item.setSymbolHeight(3)
        styles = QgsLegendStyle.Style
        for style, size, bold in ((styles.Subgroup, 8, True), (styles.SymbolLabel, 7.5, False)):
            self._legend_font(item, style, size, bold)
        item.rstyle(styles.Subgroup).setMargin(QgsLegendStyle.Side.Top, 2.2)
        item.rstyle(styles.Symbol).setMargin(QgsLegendStyle.Side.Top, 0.9)
        item.rstyle(styles.SymbolLabel).setMargin(QgsLegendStyle.Side.Left, 1.5)
        item.setResizeToContents(False)
        item.setBackgroundEnabled(False)

    def _legend_font(self, item: QgsLayoutItemLegend, which: Any, size: float, bold: bool) -> None:
        text = text_format(self.family, size, self.ink, bold)
        style = item.rstyle(which)
        if hasattr(style, "setTextFormat"):
            style.setTextFormat(text)
        else:
            font = text.font()
            font.setPointSizeF(size)
            item.setStyleFont(which, font)
            item.setFontColor(QColor(self.ink))

    def table(self, rows: Sequence[Sequence[tuple[str, dict[str, Any]]]], widths: Sequence[float],
              row_height: float, x: float, y: float) -> None:
        """Draw a table. A cell is its text and a style: bold, fill, colour, align, size."""
        table = QgsLayoutItemManualTable.create(self.layout)
        table.setIncludeTableHeader(False)
        table.setShowGrid(True)
        table.setGridColor(QColor("#c9c4ba"))
        table.setGridStrokeWidth(0.1)
        table.setVerticalGrid(False)
        table.setCellMargin(0.55)
        table.setTableContents([[self._cell(*cell) for cell in row] for row in rows])
        table.setColumnWidths(list(widths))
        table.setRowHeights([row_height] * len(rows))
        self.layout.addMultiFrame(table)
        frame = QgsLayoutFrame(self.layout, table)
        width = sum(widths) + len(widths) * 1.1 + 0.5
        frame.attemptMove(QgsLayoutPoint(x, y, MM), True, False, self.number)
        frame.attemptResize(QgsLayoutSize(width, row_height * len(rows) + len(rows) * 1.6 + 2, MM))
        table.addFrame(frame)

    def _cell(self, text: str, style: dict[str, Any]) -> QgsTableCell:
        cell = QgsTableCell(text)
        cell.setTextFormat(text_format(self.family, style.get("size", 6.5), style.get("colour", self.ink),
                                       style.get("bold", False)))
        if "fill" in style:
            cell.setBackgroundColor(QColor(style["fill"]))
        cell.setHorizontalAlignment({"right": Qt.AlignmentFlag.AlignRight, "left": Qt.AlignmentFlag.AlignLeft,
                                     "centre": Qt.AlignmentFlag.AlignHCenter}[style.get("align", "right")])
        cell.setVerticalAlignment(Qt.AlignmentFlag.AlignVCenter)
        return cell

    def save_png(self, path: Path, dpi: int) -> None:
        """Write the page as a picture."""
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = dpi
        from osgeo import gdal

        # GDAL's PNG driver complains when QGIS adds the place to the finished picture; harmless, so unheard.
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            self._check(QgsLayoutExporter(self.layout).exportToImage(str(path), settings), path.name)
        finally:
            gdal.PopErrorHandler()

    def save_pdf(self, path: Path, title: str, *, placed: bool = True) -> None:
        """Write the page as a PDF whose text can be searched and copied.

        ``placed``: its largest map lies in QGIS where it belongs; GDAL then opens the file once more.
        """
        settings = QgsLayoutExporter.PdfExportSettings()
        settings.dpi = 300
        settings.rasterizeWholeImage = False
        settings.textRenderFormat = QgsRenderContext.TextRenderFormat.AlwaysText
        settings.appendGeoreference = placed
        settings.exportMetadata = False  # it would name the account; the title is written with the text
        self._check(QgsLayoutExporter(self.layout).exportToPdf(str(path), settings), path.name)
        mend_text(path, title)

    @staticmethod
    def _check(outcome: Any, name: str) -> None:
        results = QgsLayoutExporter.ExportResult
        if outcome == results.Success:
            return
        if outcome == results.MemoryError:
            raise UserError(
                translate("Reports", "There is not enough memory to write {path}.").format(path=name))
        raise UserError(
            translate("Reports", "{path} cannot be written. Close it in other programs and check that the "
                      "folder may be written to.").format(path=name), detail=f"export result {outcome}")


def literal(text: str) -> str:
    """Return a label's text that is printed as ``text``: a layout evaluates what stands in ``[% %]``."""
    if "[%" not in text:
        return text
    quoted = QgsExpression.quotedString(text).replace("%]", "%' || ']")
    return f"[% {quoted} %]"
