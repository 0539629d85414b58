"""The layers of the overview map: copies in memory, and how each is drawn.

Colours and shapes are those of the project's own styles, so that the map and QGIS
speak one language. A legend entry exists only for what is drawn, and says how many
there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..i18n import translate
from ..layers.schema import SCHEMA
from ..layers.styles.outfalls import STATUS
from ..layers.styles.parts import SYSTEMS
from ..layers.styles.sources import KINDS
from .contents import STATUSES, label_of
from .page import text_format

INK = "#22313f"
WATER = "#a9cbe3"
WATER_EDGE = "#6c9dc2"
PAPER = "#fbfaf7"
LAND = ("#f7f1e1", "#eff3e4", "#f6ece6", "#e9f1f0", "#f3eef5", "#f9f5ea")

STATUS_COLOURS = {status: colour for status, (colour, _) in STATUS.items()}
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
    features = []
    for geometry, values in rows:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        feature.setAttributes(list(values))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def shape_geometry(shape: Any) -> QgsGeometry:
    """Return a shapely shape as QGIS's own."""
    import shapely

    geometry = QgsGeometry()
    geometry.fromWkb(shapely.to_wkb(shape))
    return geometry


def outfall_layer(xy: Any, statuses: Sequence[str], crs_wkt: str, size_mm: float,
                  language: str) -> QgsVectorLayer:
    """Outfalls coloured by trace status; the rarer a status, the later it is drawn."""
    counts = Counter(statuses)
    order = sorted(range(len(statuses)), key=lambda i: -counts[statuses[i]])
    layer = memory_layer(
        translate("Reports", "Outfalls by tracing status"), "Point", crs_wkt,
        ((QgsGeometry.fromPointXY(QgsPointXY(*xy[i])), [statuses[i]]) for i in order))
    categories = []
    for status in [*(s for s in STATUSES if s in counts), *sorted(set(counts) - set(STATUSES))]:
        symbol = QgsMarkerSymbol.createSimple({
            "name": "circle", "color": STATUS_COLOURS.get(status, "#000000"), "size": str(size_mm),
            "outline_color": INK if status == "untraced" else "#ffffff", "outline_width": "0.12",
        })
        categories.append(QgsRendererCategory(
            status, symbol, _counted(label_of("trace_status", status, language), counts[status])))
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
        shape, colour, usual_mm = KINDS[table]
        symbol = QgsMarkerSymbol.createSimple({
            "name": shape, "color": colour, "size": str(size_mm * usual_mm / _USUAL_SIZE),
            "outline_style": "no",
        })
        categories.append(QgsRendererCategory(
            table, symbol, _counted(SCHEMA.table(table).alias(language), len(xy))))
    layer.setRenderer(QgsCategorizedSymbolRenderer("code", categories))
    return layer


def pipe_layer(shapes: Any, codes: Sequence[str], crs_wkt: str, language: str) -> QgsVectorLayer:
    """Pipes that drain to an outfall, by system; the others in grey underneath."""
    order = sorted(range(len(codes)), key=lambda i: codes[i] != "untraced")
    layer = memory_layer(
        translate("Reports", "Pipes and channels (detail map)"), "LineString", crs_wkt,
        ((shape_geometry(shapes[i]), [codes[i]]) for i in order))
    categories = []
    for code in [code for code in SYSTEM_COLOURS if code in set(codes)]:
        symbol = QgsLineSymbol.createSimple({
            "color": SYSTEM_COLOURS[code], "width": "0.12" if code == "untraced" else "0.22",
            "capstyle": "round",
        })
        label = translate("Reports", "Drains to no outfall") if code == "untraced" else \
            translate("Reports", "Traced: {system}").format(system=label_of("system", code, language))
        categories.append(QgsRendererCategory(code, symbol, label))
    layer.setRenderer(QgsCategorizedSymbolRenderer("code", categories))
    return layer


def river_layer(shapes: Sequence[Any], crs_wkt: str, name: str) -> QgsVectorLayer:
    """Water surfaces."""
    layer = memory_layer(name, "MultiPolygon", crs_wkt, ((shape_geometry(shape), [""]) for shape in shapes))
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({
        "color": WATER, "outline_color": WATER_EDGE, "outline_width": "0.12",
    })))
    return layer


def district_layer(rows: Sequence[tuple[Any, str, str]], crs_wkt: str, family: str,
                   size_pt: float) -> QgsVectorLayer:
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
    label(layer, "name", family, size_pt, "#6f6350", bold=True, halo="#fbf8f0")
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
    label(layer, "code", family, 5.5, "#2d6187", halo="#dbe9f3")
    return layer


def label(layer: QgsVectorLayer, column: str, family: str, size_pt: float, colour: str, halo: str,
          bold: bool = False) -> None:
    """Label a layer with the text of ``column``."""
    text = text_format(family, size_pt, colour, bold)
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
    return translate("Reports", "{what} ({n})").format(what=text, n=f"{n:,}")
