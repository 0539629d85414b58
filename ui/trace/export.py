"""A result as layers of the QGIS project: pipes, sources and ends, in memory until they are saved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsLineSymbol,
    QgsPointXY,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ...algorithms.fields import result_fields
from ...i18n import translate
from ...operations.answers.trace_view import KINDS, Lines
from ..words import label, table_name
from .lists import reason_label
from .marks import COMPARED
from .results import Comparison, Result

Row = tuple[QgsGeometry, list[Any]]


def export_result(shown: Result | Comparison, crs: QgsCoordinateReferenceSystem) -> int:
    """Add layers with what is shown to the open project; returns how many."""
    tables = _of_comparison(shown) if isinstance(shown, Comparison) else _of_result(shown)
    group = QgsProject.instance().layerTreeRoot().insertGroup(0, shown.name)
    made = 0
    for title, kind, fields, rows, colour in tables:
        if not rows:
            continue
        layer = _layer(f"{title} · {shown.name}", kind, fields, rows, crs)
        _paint(layer, colour)
        QgsProject.instance().addMapLayer(layer, False)
        group.addLayer(layer)
        made += 1
    return made


Table = tuple[str, str, dict[str, str], list[Row], str]  # title, geometry, columns, rows, colour
Columns = dict[str, tuple[str, Callable[[Any], Any]]]  # by name: its type, and the cell of a row
_TEXT, _NUMBER, _WHOLE = "string", "double", "integer"
_SOURCES: Columns = {
    "name": (_TEXT, lambda row: row.name),
    "kind": (_TEXT, lambda row: table_name(row.table)),
    "uid": (_TEXT, lambda row: row.uid),
    "outfall": (_TEXT, lambda row: row.outfall),
    "network_m": (_NUMBER, lambda row: round(row.network_m, 2)),
    "hop_m": (_NUMBER, lambda row: round(row.hop_m, 2)),
    "confidence": (_NUMBER, lambda row: _or_none(row.confidence)),
    "rule": (_TEXT, lambda row: label("link_rule", row.rule)),
}
_ENDS: Columns = {
    "reason": (_TEXT, lambda end: reason_label(end.reason)),
    "pipe": (_TEXT, lambda end: end.pipe),
    "gap_m": (_NUMBER, lambda end: _or_none(end.gap_m)),
}
_OUTFALLS: Columns = {
    "outfall": (_TEXT, lambda row: row.title),
    "network_m": (_NUMBER, lambda row: round(row.network_m, 2)),
}


def _of_result(result: Result) -> list[Table]:
    view = result.view
    metres_of = dict(zip(view.pipe_fids, view.pipe_metres))
    pipes = [
        (line, [fid, round(metres_of.get(fid, math.nan), 2), KINDS[kind]])
        for line, fid, kind in _lines(view.lines)
    ]
    fields = {"pipe_fid": _WHOLE, "network_m": _NUMBER, "direction": _TEXT}
    return [
        (translate("Export", "Pipes"), "LineString", fields, pipes, result.colour),
        _points(translate("Export", "Sources"), _SOURCES, view.sources, result.colour),
        _points(translate("Export", "Ends"), _ENDS, view.ends, "#d7191c"),
        _points(translate("Export", "Outfalls"), _OUTFALLS, view.outfalls, "#0b5fa5"),
    ]


def _of_comparison(made: Comparison) -> list[Table]:
    found: list[Table] = []
    views = (made.one.view, made.one.view, made.other.view)
    for title, view, fids, sources, colour in zip(made.titles(), views, made.pipes, made.sources, COMPARED):
        wanted = set(fids)
        pipes = [(line, [fid, KINDS[kind]]) for line, fid, kind in _lines(view.lines) if fid in wanted]
        fields = {"pipe_fid": _WHOLE, "direction": _TEXT}
        found.append((f"{translate('Export', 'Pipes')} · {title}", "LineString", fields, pipes, colour))
        found.append(_points(f"{translate('Export', 'Sources')} · {title}", _SOURCES, sources, colour))
    return found


def _points(title: str, columns: Columns, rows: Sequence[Any], colour: str) -> Table:
    made = [(_point(row.x, row.y), [cell(row) for _type, cell in columns.values()]) for row in rows]
    return title, "Point", {name: kind for name, (kind, _cell) in columns.items()}, made, colour


def _lines(lines: Lines | None) -> list[tuple[QgsGeometry, int, int]]:
    if lines is None:
        return []
    start = lines.start.tolist()
    return [
        (
            QgsGeometry.fromPolylineXY([QgsPointXY(x, y) for x, y in lines.xy[low:high].tolist()]),
            fid,
            kind,
        )
        for low, high, fid, kind in zip(start, start[1:], lines.fid.tolist(), lines.kind.tolist())
    ]


def _point(x: float, y: float) -> QgsGeometry:
    return QgsGeometry.fromPointXY(QgsPointXY(x, y)) if math.isfinite(x) else QgsGeometry()


def _or_none(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None


def _layer(
    title: str, kind: str, fields: dict[str, str], rows: list[Row], crs: QgsCoordinateReferenceSystem
) -> QgsVectorLayer:
    layer = QgsVectorLayer(kind, title, "memory")
    layer.setCrs(crs)
    layer.dataProvider().addAttributes(result_fields(**fields).toList())
    layer.updateFields()
    features = []
    for geometry, values in rows:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        feature.setAttributes(values)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def _paint(layer: QgsVectorLayer, colour: str) -> None:
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    symbol.setColor(QColor(colour))
    if isinstance(symbol, QgsLineSymbol):
        symbol.setWidth(0.8)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
