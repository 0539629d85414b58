"""What lies under the pointer: the outfall, source, manhole or pipe that a click would trace.

Points win over lines, outfalls over sources over manholes. Only what is shown is picked: a layer
that is switched off, or not shown at this scale, is passed over. Layers are known by what they read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    NULL,
    Qgis,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas

from ...layers.qgis_names import CsException
from ...layers.schema import SCHEMA
from ...layers.sources.feature_reading import read_features
from ...operations.answers.trace_view import Start
from ...problems import UserError
from ..places import to_map
from ..project_watch import ProjectWatch
from ..words import table_name

POINT_PX, LINE_PX = 12.0, 8.0
LOOKED_AT = 400  # features of one layer; where more lie under the pointer nobody can mean one of them
NAMES = ("code_national", "code_local", "code", "name")
TABLES = ("outfalls", *(table.name for table in SCHEMA.source_tables), "manholes", "pipes")


@dataclass(frozen=True)
class Target:
    """A feature under the pointer. geometry is in the CRS of ``layer``; start is what a trace begins from."""

    start: Start
    layer: QgsVectorLayer
    geometry: QgsGeometry
    kind: str  # what it is, in the user's language
    name: str

    @property
    def fid(self) -> int:
        """The feature."""
        return self.start.fids[0]

    def is_same(self, other: Target | None) -> bool:
        """Say whether both are the same object."""
        return other is not None and (self.start.table, self.start.fids) == (
            other.start.table,
            other.start.fids,
        )


class Picker:
    """Finds what lies at a place of the map; ``tables`` limits what is looked for."""

    def __init__(self, canvas: QgsMapCanvas, watch: ProjectWatch, tables: Sequence[str] = TABLES) -> None:
        self._canvas = canvas
        self._watch = watch
        self._tables = tuple(tables)

    def at(self, point: QgsPointXY) -> Target | None:
        """Return what lies at ``point`` (CRS of the map), or None."""
        for tables in (
            ("outfalls",),
            tuple(t for t in self._tables if t not in ("outfalls", "manholes", "pipes")),
            ("manholes",),
            ("pipes",),
        ):
            found = [hit for table in tables if table in self._tables for hit in self._nearest(table, point)]
            if found:
                return self._target(*min(found, key=lambda hit: hit[0])[1:], point)
        return None

    def _nearest(self, table: str, point: QgsPointXY) -> list[tuple[float, str, QgsVectorLayer, Any]]:
        """Return (pixels, table, layer, feature) of the nearest feature within reach, or nothing."""
        layer = self._watch.layer(table)
        if layer is None or not self._is_shown(layer):
            return []
        per_pixel = self._canvas.mapUnitsPerPixel()
        reach = (LINE_PX if table == "pipes" else POINT_PX) * per_pixel
        transform = to_map(self._canvas, layer.crs())
        area = QgsRectangle(point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach)
        try:
            area = transform.transformBoundingBox(area, Qgis.TransformDirection.Reverse)
        except CsException:
            return []
        request = QgsFeatureRequest(area)
        request.setLimit(LOOKED_AT)
        fields = layer.fields()
        request.setSubsetOfAttributes([at for at in map(fields.lookupField, NAMES) if at >= 0])
        best: tuple[float, str, QgsVectorLayer, Any] | None = None
        spot = QgsGeometry.fromPointXY(point)
        try:
            near = read_features(layer, request, lambda feature: feature, hasty=True)
        except UserError:  # the pointer moves on; whoever works with the row will be told
            return []
        for feature in near:
            shape = QgsGeometry(feature.geometry())
            try:
                shape.transform(transform)
            except CsException:
                continue
            pixels = shape.distance(spot) / per_pixel
            if 0 <= pixels <= reach / per_pixel and (best is None or pixels < best[0]):
                best = (pixels, table, layer, feature)
        return [best] if best is not None else []

    def _target(self, table: str, layer: QgsVectorLayer, feature: Any, point: QgsPointXY) -> Target:
        xy = None
        if table == "pipes":
            back = to_map(self._canvas, layer.crs()).transform(point, Qgis.TransformDirection.Reverse)
            on_it = feature.geometry().nearestPoint(QgsGeometry.fromPointXY(back)).asPoint()
            xy = (on_it.x(), on_it.y())
        names = [feature[name] for name in NAMES if feature.fields().lookupField(name) >= 0]
        shown = [str(name).strip() for name in names if name not in (None, NULL) and str(name).strip()]
        return Target(
            Start(table, (feature.id(),), xy),
            layer,
            QgsGeometry(feature.geometry()),
            table_name(table),
            " · ".join(dict.fromkeys(shown)),
        )

    def _is_shown(self, layer: QgsVectorLayer) -> bool:
        if layer.hasScaleBasedVisibility() and not layer.isInScaleRange(self._canvas.scale()):
            return False
        node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
        return node is None or node.isVisible()
