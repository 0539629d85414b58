"""Rings on the map around the outfalls that are out of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import QgsExpression, QgsFeatureRequest, QgsGeometry, QgsPointXY
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ...layers.qgis_names import POINT
from ...layers.sources.feature_reading import read_features
from ...problems import UserError

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

    from ..project_watch import ProjectWatch

STALE = QColor("#c0392b")  # as the register colours it
MANY = 500  # more rings than this hide the map
_SIZE, _WIDTH = 22, 3


class StaleMarks:
    """One ring per outfall, in the CRS of the layer, so any map shows them in their place."""

    def __init__(self, canvas: QgsMapCanvas, watch: ProjectWatch) -> None:
        self._canvas = canvas
        self._watch = watch
        self._band: QgsRubberBand | None = None
        self._shown: frozenset[str] = frozenset()
        self._places: dict[str, QgsPointXY] = {}  # of outfalls that were marked before
        canvas.destinationCrsChanged.connect(self._again)
        watch.layers_changed.connect(self._forget)
        watch.outfalls_changed.connect(self._forget)

    def close(self) -> None:
        """Take them off the map."""
        self._canvas.destinationCrsChanged.disconnect(self._again)
        self._watch.layers_changed.disconnect(self._forget)
        self._watch.outfalls_changed.disconnect(self._forget)
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

    def _forget(self) -> None:
        self._places = {}

    def _clear(self) -> None:
        if self._band is not None:
            self._canvas.scene().removeItem(self._band)
            self._band = None

    def _draw(self) -> None:
        self._clear()
        layer = self._watch.layer("outfalls")
        if layer is None or not self._shown or len(self._shown) > MANY:
            return
        try:
            self._read(layer, sorted(self._shown - self._places.keys()))
        except UserError:  # the list beside the map names the outfalls anyway
            return
        places = [self._places[uid] for uid in sorted(self._shown) if uid in self._places]
        if not places:
            return
        band = QgsRubberBand(self._canvas, POINT)
        band.setStrokeColor(STALE)
        band.setFillColor(QColor(0, 0, 0, 0))
        band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
        band.setIconSize(_SIZE)
        band.setWidth(_WIDTH)
        band.setLineStyle(Qt.PenStyle.DashLine)
        band.setToGeometry(QgsGeometry.fromMultiPointXY(places), layer)
        self._band = band

    def _read(self, layer: QgsVectorLayer, uids: list[str]) -> None:
        """Look up where outfalls lie."""
        if not uids:
            return
        request = QgsFeatureRequest()
        request.setSubsetOfAttributes(["uid"], layer.fields())
        listed = ", ".join(map(QgsExpression.quotedString, uids))
        request.setFilterExpression(f'"uid" IN ({listed})')
        self._places.update(
            (str(feature["uid"]), feature.geometry().asPoint())
            for feature in read_features(layer, request, lambda feature: feature)
            if feature.hasGeometry()
        )
