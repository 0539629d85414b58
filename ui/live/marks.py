"""Rings on the map around the outfalls that are out of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsExpression, QgsFeatureRequest, QgsGeometry, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ...layers.sources.feature_reading import read_features
from ...problems import UserError

STALE = QColor("#c0392b")  # as the register colours it
MANY = 500  # more rings than this hide the map
_SIZE, _WIDTH = 22, 3


class StaleMarks:
    """One ring per outfall, in the CRS of the layer, so any map shows them in their place."""

    def __init__(self, canvas: QgsMapCanvas, watch: Any) -> None:
        self._canvas = canvas
        self._watch = watch
        self._band: QgsRubberBand | None = None
        self._shown: frozenset[str] = frozenset()
        canvas.destinationCrsChanged.connect(self._again)

    def close(self) -> None:
        """Take them off the map."""
        self._canvas.destinationCrsChanged.disconnect(self._again)
        self._clear()

    def show(self, stale: Mapping[str, Any]) -> None:
        """Mark these outfalls (by uid), and no others."""
        if frozenset(stale) == self._shown and (self._band is not None or not stale):
            return
        self._shown = frozenset(stale)
        self._draw()

    @property
    def shown(self) -> frozenset[str]:
        """The outfalls that are marked."""
        return self._shown if self._band is not None else frozenset()

    def _again(self) -> None:
        self._draw()

    def _clear(self) -> None:
        if self._band is not None:
            self._canvas.scene().removeItem(self._band)
            self._band = None

    def _draw(self) -> None:
        self._clear()
        layer = self._watch.layer("outfalls")
        if layer is None or not self._shown or len(self._shown) > MANY:
            return
        request = QgsFeatureRequest()
        request.setSubsetOfAttributes(["uid"], layer.fields())
        listed = ", ".join(QgsExpression.quotedString(uid) for uid in sorted(self._shown))
        request.setFilterExpression(f'"uid" IN ({listed})')
        try:
            found = read_features(layer, request, lambda feature: feature)
        except UserError:  # the list beside the map names the outfalls anyway
            return
        places = [feature.geometry().asPoint() for feature in found
                  if feature.hasGeometry() and feature["uid"] in self._shown]
        if not places:
            return
        band = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.PointGeometry)
        band.setStrokeColor(STALE)
        band.setFillColor(QColor(0, 0, 0, 0))
        band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
        band.setIconSize(_SIZE)
        band.setWidth(_WIDTH)
        band.setLineStyle(Qt.PenStyle.DashLine)
        band.setToGeometry(QgsGeometry.fromMultiPointXY(places), layer)
        self._band = band
