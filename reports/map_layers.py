"""The layers of maps: copies in memory, and how each is drawn.

Colours and shapes are those of the project's own styles, so that the map and QGIS
speak one language. A legend entry exists only for what is drawn, and says how many
there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Any

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeature,
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


def outfall_layer(xy: Any, statuses: Sequence[str], crs_wkt: str, size_mm: float,
                  language: str) -> QgsVectorLayer:
    """Outfalls coloured by trace status; the rarer a status, the later it is drawn."""
    counts = Counter(statuses)
    order = sorted(range(len(statuses)), key=lambda i: -counts[statuses[i]])
    layer = memory_layer(
        translate("Reports", "Outfalls by tracing status"), "Point", crs_wkt,
        ((QgsGeometry.fromPointXY(QgsPointXY(*xy[i])), [statuses[i]]) for i in order))
    listed = [*(s for s in STATUSES if s in counts), *sorted(set(counts) - set(STATUSES))]
    categories = [
        QgsRendererCategory(
            status, outfall_symbol(status, size_mm),
            _counted(label_of("trace_status", status, language), counts[status]))
        for status in listed]
    layer.setRenderer(QgsCategorizedSymbolRenderer("code", categories))
    return layer


def source_layer(sources: dict[str, Any], crs_wkt: str, size_mm: float, language: str) -> QgsVectorLayer:
    """Possible sources, a mark for each kind."""
    layer = memory_layer(
        translate("Reports", "Possible sources"), "Point", crs_wkt,
        ((QgsGeometry.fromPointXY(QgsPointXY(*position)), [table]) for table, xy in sources.items()
         for position in xy))
    categories = []
    for table, xy in sources.items():
        categories.append(QgsRendererCategory(
            table, source_symbol(table, size_mm), _counted(SCHEMA.table(table).alias(language), len(xy))))
    layer.setRenderer(QgsCategorizedSymbolRenderer("code", categories))
    return layer


def pipe_layer(shapes: Any, codes: Sequence[str], crs_wkt: str, language: str, name: str) -> QgsVectorLayer:
    """Pipes that drain to an outfall, by system; the others in grey underneath."""
    order = sorted(range(len(codes)), key=lambda i: codes[i] != "untraced")
    layer = memory_layer(
        name, "LineString", crs_wkt,
        ((shape_geometry(shapes[i]), [codes[i]]) for i in order))
    present = set(codes)
    layer.setRenderer(QgsCategorizedSymbolRenderer(
        "code", pipe_categories((code for code in SYSTEM_COLOURS if code in present), language)))
    return layer


def river_layer(shapes: Sequence[Any], crs_wkt: str, name: str) -> QgsVectorLayer:
    """Water surfaces."""
    layer = memory_layer(name, "MultiPolygon", crs_wkt, ((shape_geometry(shape), [""]) for shape in shapes))
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({
        "color": WATER, "outline_color": WATER_EDGE, "outline_width": "0.12",
    })))
    return layer


def district_layer(rows: Sequence[tuple[Any, str, str]], crs_wkt: str, family: str, size_pt: float,
                   *, named: bool = True) -> QgsVectorLayer:
    """Districts in pale tints with their names. ``rows``: shape, county code, name."""
    layer = memory_layer(
        translate("Reports", "District"), "MultiPolygon", crs_wkt,
        ((shape_geometry(shape), [str(tint), name]) for (shape, _, name), tint in zip(rows, _tints(rows))),
        "tint:string(2);name:string(80)")
    categories = []
    for i, colour in enumerate(LAND):
        symbol = QgsFillSymbol.createSimple({
            "color": colour, "outline_color": "#9b8f7c", "outline_width": "0.22", "outline_style": "dash",
        })
        categories.append(QgsRendererCategory(str(i), symbol, ""))
    layer.setRenderer(QgsCategorizedSymbolRenderer("tint", categories))
    if named:
        label(layer, "name", text_format(family, size_pt, "#6f6350", bold=True), "#fbf8f0")
    return layer


def _tints(rows: Sequence[tuple[Any, str, str]]) -> list[int]:
    """Return a tint for each district that none of its neighbours has; the parts of one share it."""
    given: dict[str, int] = {}
    for shape, code, _ in rows:
        taken = {given[other] for near, other, _ in rows
                 if other in given and other != code and shape.distance(near) < 0.01 * shape.length}
        given.setdefault(code, next((i for i in range(len(LAND)) if i not in taken), 0))
    return [given[code] for _, code, _ in rows]


def tick_layer(rows: Sequence[tuple[float, float, float]], crs_wkt: str, family: str) -> QgsVectorLayer:
    """Kilometres along the axis. ``rows``: x, y, km."""
    layer = memory_layer(
        translate("Reports", "Chainage (km)"), "Point", crs_wkt,
        ((QgsGeometry.fromPointXY(QgsPointXY(x, y)), [f"{km:g}"]) for x, y, km in rows))
    layer.setRenderer(QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple({
        "name": "circle", "color": "#ffffff", "outline_color": "#2d6187", "outline_width": "0.2",
        "size": "1.1",
    })))
    label(layer, "code", text_format(family, 5.5, "#2d6187"), "#dbe9f3")
    return layer


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


def _counted(text: str, n: int) -> str:
    return literal(translate("Reports", "{what} ({n})").format(what=text, n=f"{n:,}"))


def class_layer(xy: Any, classes: Sequence[str], crs_wkt: str, size_mm: float,
                language: str) -> QgsVectorLayer:
    """Rings around outfalls in the colour of their class."""
    counts = Counter(classes)
    layer = memory_layer(
        translate("Reports", "Outfalls by class"), "Point", crs_wkt,
        ((QgsGeometry.fromPointXY(QgsPointXY(*xy[i])), [classes[i]]) for i in range(len(classes))))
    categories = []
    for code in [*(c for c in CLASS_COLOURS if c in counts), *sorted(set(counts) - set(CLASS_COLOURS))]:
        symbol = QgsMarkerSymbol.createSimple({
            "name": "circle", "color": "#00000000", "size": str(size_mm),
            "outline_color": CLASS_COLOURS.get(code, "#000000"), "outline_width": "0.45",
        })
        words = label_of("type_l1", code, language) if code else translate("Reports", "No class")
        categories.append(QgsRendererCategory(code, symbol, _counted(words, counts[code])))
    layer.setRenderer(QgsCategorizedSymbolRenderer("code", categories))
    return layer


def axis_layer(lines: Sequence[Any], crs_wkt: str) -> QgsVectorLayer:
    """Arrows along the river, downstream."""
    layer = memory_layer(translate("Reports", "Flow of the river"), "LineString", crs_wkt,
                         ((shape_geometry(line), [""]) for line in lines))
    arrows = QgsMarkerLineSymbolLayer(True, 45.0)
    arrows.setSubSymbol(QgsMarkerSymbol.createSimple({
        "name": "arrowhead", "color": "#2d6187", "outline_color": "#2d6187", "outline_width": "0.5",
        "size": "3.2",
    }))
    symbol = QgsLineSymbol()
    symbol.changeSymbolLayer(0, arrows)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def text_layer(rows: Sequence[tuple[float, float, str]], crs_wkt: str, family: str, size_pt: float,
               colour: str, halo: str) -> QgsVectorLayer:
    """Texts centred on their places, all of them drawn. ``rows``: x, y, text."""
    layer = memory_layer("", "Point", crs_wkt, (
        (QgsGeometry.fromPointXY(QgsPointXY(x, y)), [text]) for x, y, text in rows), "code:string(254)")
    layer.setRenderer(QgsNullSymbolRenderer())
    label(layer, "code", text_format(family, size_pt, colour), halo)
    settings = layer.labeling().settings()
    settings.placement = OVER_POINT
    settings.priority = 10
    show_all_labels(settings)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    return layer


def grid_layer(box: Sequence[float], step: float, crs_wkt: str) -> QgsVectorLayer:
    """Lines of the grid across ``box``, ``step`` apart."""
    x0, y0, x1, y1 = box
    across = [(x * step, y0, x * step, y1) for x in range(ceil(x0 / step), floor(x1 / step) + 1)]
    up = [(x0, y * step, x1, y * step) for y in range(ceil(y0 / step), floor(y1 / step) + 1)]
    return line_layer([*across, *up], crs_wkt, "#c9d1d8", 0.1)


def line_layer(rows: Sequence[tuple[float, float, float, float]], crs_wkt: str, colour: str,
               width_mm: float) -> QgsVectorLayer:
    """Plain lines that no legend lists. ``rows``: x, y of both ends."""
    layer = memory_layer("", "LineString", crs_wkt, (
        (QgsGeometry.fromPolylineXY([QgsPointXY(a, b), QgsPointXY(c, d)]), [""]) for a, b, c, d in rows))
    symbol = QgsLineSymbol.createSimple({"color": colour, "width": str(width_mm)})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def frame_layer(boxes: Sequence[tuple[Any, str]], crs_wkt: str, family: str, colour: str,
                name: str) -> QgsVectorLayer:
    """Outlines with a text in each. ``boxes``: shape and text."""
    layer = memory_layer(name, "MultiPolygon", crs_wkt, (
        (shape_geometry(shape), [text]) for shape, text in boxes))
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({
        "style": "no", "outline_color": colour, "outline_width": "0.45"})))
    label(layer, "code", text_format(family, 11, colour, bold=True), "#ffffff")
    return layer
