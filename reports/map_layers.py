"""The layers of maps: copies in memory, and how each is drawn.

Colours and shapes are those of the project's own styles, so that the map and QGIS
speak one language. A legend entry exists only for what is drawn, and says how many
there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor
from typing import Any, Union

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsGeometry,
    QgsLineSymbol,
    QgsMarkerLineSymbolLayer,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..i18n import translate
from ..layers.qgis_names import OVER_POINT, show_all_labels
from ..layers.schema import SCHEMA
from ..layers.styles.outfalls import STATUS
from ..layers.styles.parts import SYSTEMS
from ..layers.styles.sources import KINDS
from .labels import STATUSES, label_of
from .lettering import text_format
from .map_data import Base, Lines
from .page import INK, literal

WATER = "#a9cbe3"
WATER_EDGE = "#6c9dc2"
PAPER = "#fbfaf7"
LAND = ("#f7f1e1", "#eff3e4", "#f6ece6", "#e9f1f0", "#f3eef5", "#f9f5ea")

STATUS_COLOURS = {status: colour for status, (colour, _) in STATUS.items()}
CLASS_COLOURS = {
    "工业排污口": "#7b2d8b", "城镇污水处理厂排污口": "#8d5524", "农业排口": "#3a7d2c", "其他排口": "#22313f",
    "": "#8a949c",
}
SYSTEM_COLOURS = {**SYSTEMS, "untraced": "#bcc1c5"}
_USUAL_SIZE = 3.4  # of the marks of KINDS, by which they are scaled


def memory_layer(name: str, kind: str, crs_wkt: str, rows: Iterable[tuple[QgsGeometry, Sequence[Any]]],
                 fields: str = "code:string(40)") -> QgsVectorLayer:
    """Return a layer in memory.

    ``kind``: Point, LineString, MultiPolygon; ``fields``: name:type, with ``;`` between.
    """
    listed = "".join(f"&field={field}" for field in fields.split(";"))
    layer = QgsVectorLayer(f"{kind}?index=yes{listed}", name, "memory")
    layer.setCrs(QgsCoordinateReferenceSystem.fromWkt(crs_wkt))
    refill(layer, rows)
    return layer


def refill(layer: QgsVectorLayer, rows: Iterable[tuple[QgsGeometry, Sequence[Any]]]) -> None:
    """Put features into a layer in memory, in the place of what was there."""
    features = []
    for geometry, values in rows:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        feature.setAttributes(list(values))
        features.append(feature)
    provider = layer.dataProvider()
    provider.truncate()
    provider.addFeatures(features)
    layer.updateExtents()


def shape_geometry(shape: Any) -> QgsGeometry:
    """Return a shapely shape as QGIS's own."""
    import shapely

    geometry = QgsGeometry()
    geometry.fromWkb(shapely.to_wkb(shape))
    return geometry


def outfall_symbol(status: str, size_mm: float) -> QgsMarkerSymbol:
    """Return the mark of an outfall."""
    return QgsMarkerSymbol.createSimple({
        "name": "circle", "color": STATUS_COLOURS.get(status, "#000000"), "size": str(size_mm),
        "outline_color": INK if status == "untraced" else "#ffffff", "outline_width": "0.12",
    })


def source_symbol(table: str, size_mm: float) -> QgsMarkerSymbol:
    """Return the mark of a kind of source; ``size_mm`` of the usual kind."""
    shape, colour, usual_mm = KINDS[table]
    return QgsMarkerSymbol.createSimple({
        "name": shape, "color": colour, "size": str(size_mm * usual_mm / _USUAL_SIZE),
        "outline_style": "no",
    })


def pipe_categories(codes: Iterable[str], language: str) -> list[QgsRendererCategory]:
    """Return how pipes are drawn: by system those that drain to an outfall, the others in grey."""
    categories = []
    for code in codes:
        symbol = QgsLineSymbol.createSimple({
            "color": SYSTEM_COLOURS[code], "width": "0.12" if code == "untraced" else "0.22",
            "capstyle": "round",
        })
        label = translate("Reports", "Drains to no outfall") if code == "untraced" else \
            translate("Reports", "Traced: {system}").format(system=label_of("system", code, language))
        categories.append(QgsRendererCategory(code, symbol, label))
    return categories


def point(x: float, y: float) -> QgsGeometry:
    """Return a place as QGIS's own."""
    return QgsGeometry.fromPointXY(QgsPointXY(x, y))


#: How a layer is drawn: one symbol for all, or one for each code.
Look = Union[QgsSymbol, "list[QgsRendererCategory]"]


def renderer(look: Look) -> QgsFeatureRenderer:
    """Return what draws a layer of :class:`MapLayers`."""
    if isinstance(look, list):
        return QgsCategorizedSymbolRenderer("code", look)
    return QgsSingleSymbolRenderer(look)


class MapLayers:
    """Makes the layers of maps: in the system of ``base``, in the letters and the language of a page.

    What lies under a map comes as a list, which is empty where the project does not have it.
    """

    def __init__(self, base: Base, family: str, language: str) -> None:
        self.base, self._family, self._language = base, family, language

    def points(self, name: str, rows: Iterable[tuple[float, float, str]], look: Look,
               fields: str = "code:string(40)") -> QgsVectorLayer:
        """Return points. ``rows``: x, y, code."""
        return self._layer(name, "Point", ((point(x, y), [code]) for x, y, code in rows), look, fields)

    def shapes(self, name: str, kind: str, rows: Iterable[tuple[Any, str]], look: Look) -> QgsVectorLayer:
        """Return lines or areas. ``rows``: shapely shape, code."""
        return self._layer(name, kind, ((shape_geometry(shape), [code]) for shape, code in rows), look)

    def _layer(self, name: str, kind: str, rows: Iterable[tuple[QgsGeometry, Sequence[Any]]], look: Look,
               fields: str = "code:string(40)") -> QgsVectorLayer:
        layer = memory_layer(name, kind, self.base.crs_wkt, rows, fields)
        layer.setRenderer(renderer(look))
        return layer

    # -- what a map is about --------------------------------------------------------------

    def outfalls(self, xy: Any, statuses: Sequence[str], size_mm: float) -> QgsVectorLayer:
        """Outfalls coloured by trace status; the rarer a status, the later it is drawn."""
        counts = Counter(statuses)
        rows = sorted(_rows(xy, statuses), key=lambda row: -counts[row[2]])
        return self.points(
            translate("Reports", "Outfalls by tracing status"), rows,
            self._counted(counts, STATUSES, lambda status: outfall_symbol(status, size_mm), "trace_status"))

    def classes(self, xy: Any, classes: Sequence[str], size_mm: float) -> QgsVectorLayer:
        """Rings around outfalls in the colour of their class."""
        def ring(code: str) -> QgsMarkerSymbol:
            return QgsMarkerSymbol.createSimple({
                "name": "circle", "color": "#00000000", "size": str(size_mm),
                "outline_color": CLASS_COLOURS.get(code, "#000000"), "outline_width": "0.45",
            })

        return self.points(
            translate("Reports", "Outfalls by class"), _rows(xy, classes),
            self._counted(Counter(classes), tuple(CLASS_COLOURS), ring, "type_l1"))

    def sources(self, sources: dict[str, Any], size_mm: float) -> QgsVectorLayer:
        """Possible sources by table, a mark for each kind."""
        categories = [
            QgsRendererCategory(table, source_symbol(table, size_mm), _with_number(
                SCHEMA.table(table).alias(self._language), len(xy))) for table, xy in sources.items()]
        rows = [(*place, table) for table, xy in sources.items() for place in xy.tolist()]
        return self.points(translate("Reports", "Possible sources"), rows, categories)

    def _counted(self, counts: Counter[str], order: Sequence[str], symbol: Callable[[str], QgsMarkerSymbol],
                 values: str) -> list[QgsRendererCategory]:
        """Return a category for each code that occurs, with its words and how many there are."""
        listed = [*(code for code in order if code in counts), *sorted(set(counts) - set(order))]
        return [QgsRendererCategory(code, symbol(code), _with_number(
            label_of(values, code, self._language) if code else translate("Reports", "No class"),
            counts[code])) for code in listed]

    def pipes(self, lines: Lines, name: str) -> QgsVectorLayer:
        """Pipes that drain to an outfall, by system; the others in grey underneath."""
        order = sorted(range(len(lines.codes)), key=lambda i: lines.codes[i] != "untraced")
        present = [code for code in SYSTEM_COLOURS if code in set(lines.codes)]
        return self.shapes(name, "LineString", ((lines.shapes[i], lines.codes[i]) for i in order),
                           pipe_categories(present, self._language))

    # -- what lies under it ---------------------------------------------------------------

    def river(self, name: str = "", within: Any = None) -> list[QgsVectorLayer]:
        """Water surfaces, those that meet ``within`` where it is given."""
        shapes = [(one, "") for one in self.base.river if within is None or one.intersects(within)]
        look = QgsFillSymbol.createSimple({
            "color": WATER, "outline_color": WATER_EDGE, "outline_width": "0.12"})
        return [self.shapes(name, "MultiPolygon", shapes, look)] if shapes else []

    def districts(self, size_pt: float = 0.0, name_of: Callable[[str], str] | None = None
                  ) -> list[QgsVectorLayer]:
        """Districts in pale tints with their names, in letters of ``size_pt``; 0: without names."""
        rows = self.base.districts
        named = [name_of(code) if code and name_of else name for _, code, name in rows]
        looks = [QgsRendererCategory(str(i), QgsFillSymbol.createSimple({
            "color": colour, "outline_color": "#9b8f7c", "outline_width": "0.22", "outline_style": "dash",
        }), "") for i, colour in enumerate(LAND)]
        layer = self._layer("", "MultiPolygon", (
            (shape_geometry(shape), [str(tint), name])
            for (shape, *_), tint, name in zip(rows, _tints(rows), named)
        ), looks, "code:string(2);name:string(80)")
        if size_pt:
            label(layer, "name", text_format(self._family, size_pt, "#6f6350", bold=True), "#fbf8f0")
        return [layer] if rows else []

    def chainage(self, rows: Sequence[tuple[float, float, float]]) -> list[QgsVectorLayer]:
        """Kilometres along the axis. ``rows``: x, y, km."""
        layer = self.points(
            translate("Reports", "Chainage (km)"), ((x, y, f"{km:g}") for x, y, km in rows),
            QgsMarkerSymbol.createSimple({
                "name": "circle", "color": "#ffffff", "outline_color": "#2d6187", "outline_width": "0.2",
                "size": "1.1"}))
        label(layer, "code", text_format(self._family, 5.5, "#2d6187"), "#dbe9f3")
        return [layer] if rows else []

    def axis(self, within: Any = None) -> list[QgsVectorLayer]:
        """Arrows along the river, downstream; of its lines those that meet ``within``."""
        lines = [(line, "") for line, _ in self.base.axis if within is None or line.intersects(within)]
        arrows = QgsMarkerLineSymbolLayer(True, 45.0)
        arrows.setSubSymbol(QgsMarkerSymbol.createSimple({
            "name": "arrowhead", "color": "#2d6187", "outline_color": "#2d6187", "outline_width": "0.5",
            "size": "3.2",
        }))
        symbol = QgsLineSymbol()
        symbol.changeSymbolLayer(0, arrows)
        name = translate("Reports", "Flow of the river")
        return [self.shapes(name, "LineString", lines, symbol)] if lines else []

    # -- marks ----------------------------------------------------------------------------

    def texts(self, rows: Sequence[tuple[float, float, str]], size_pt: float, colour: str) -> QgsVectorLayer:
        """Texts centred on their places, all of them drawn. ``rows``: x, y, text."""
        layer = self.points("", rows, [], "code:string(254)")
        layer.setRenderer(QgsNullSymbolRenderer())
        label(layer, "code", text_format(self._family, size_pt, colour), "#ffffff")
        settings = layer.labeling().settings()
        settings.placement = OVER_POINT
        settings.priority = 10
        show_all_labels(settings)
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
        return layer

    def grid(self, box: Sequence[float], step: float) -> QgsVectorLayer:
        """Lines of the grid across ``box``, ``step`` apart."""
        x0, y0, x1, y1 = box
        across = [(x * step, y0, x * step, y1) for x in range(ceil(x0 / step), floor(x1 / step) + 1)]
        up = [(x0, y * step, x1, y * step) for y in range(ceil(y0 / step), floor(y1 / step) + 1)]
        return self.lines([*across, *up], "#c9d1d8", 0.1)

    def lines(self, rows: Sequence[tuple[float, float, float, float]], colour: str, width_mm: float
              ) -> QgsVectorLayer:
        """Plain lines that no legend lists. ``rows``: x, y of both ends."""
        return self._layer("", "LineString", (
            (QgsGeometry.fromPolylineXY([QgsPointXY(a, b), QgsPointXY(c, d)]), [""]) for a, b, c, d in rows
        ), QgsLineSymbol.createSimple({"color": colour, "width": str(width_mm)}))

    def frames(self, boxes: Sequence[tuple[Any, str]], colour: str, name: str) -> list[QgsVectorLayer]:
        """Outlines with a text in each. ``boxes``: shape and text."""
        layer = self.shapes(name, "MultiPolygon", boxes, QgsFillSymbol.createSimple({
            "style": "no", "outline_color": colour, "outline_width": "0.45"}))
        label(layer, "code", text_format(self._family, 11, colour, bold=True), "#ffffff")
        return [layer] if boxes else []


def _rows(xy: Any, codes: Sequence[str]) -> list[tuple[float, float, str]]:
    return [(x, y, code) for (x, y), code in zip(xy.tolist(), codes)]


def _with_number(text: str, n: int) -> str:
    return literal(translate("Reports", "{what} ({n})").format(what=text, n=f"{n:,}"))


def _tints(rows: Sequence[tuple[Any, str, str]]) -> list[int]:
    """Return a tint for each district that none of its neighbours has; the parts of one share it."""
    given: dict[str, int] = {}
    for shape, code, _ in rows:
        taken = {given[other] for near, other, _ in rows
                 if other in given and other != code and shape.distance(near) < 0.01 * shape.length}
        given.setdefault(code, next((i for i in range(len(LAND)) if i not in taken), 0))
    return [given[code] for _, code, _ in rows]


def label(layer: QgsVectorLayer, column: str, text: QgsTextFormat, halo: str) -> None:
    """Label a layer with the text of ``column``."""
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setSize(0.5)
    buffer.setColor(QColor(halo))
    text.setBuffer(buffer)
    settings = QgsPalLayerSettings()
    settings.fieldName = column
    settings.setFormat(text)
    obstacle = settings.obstacleSettings()
    obstacle.setIsObstacle(False)
    settings.setObstacleSettings(obstacle)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
