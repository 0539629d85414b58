"""The map follows the register: to the outfall that is chosen, to the district that is chosen."""

from __future__ import annotations

from qgis.core import (
    QgsExpression,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas

from ..layers.qgis_names import CsException
from ..layers.sources.feature_reading import read_features
from ..problems import UserError
from .places import to_map
from .project_watch import ProjectWatch

NEAR = 10_000.0  # scale from which on the surroundings of an outfall can be told apart
MARGIN = 0.1  # share of the map at each edge; what lies there is moved to the middle


def show_outfall(canvas: QgsMapCanvas, watch: ProjectWatch, fid: int) -> None:
    """Bring an outfall into the map: nearer where the scale is too small, else only where it is outside."""
    layer = watch.layer("outfalls")
    box = _box(canvas, layer, QgsFeatureRequest(fid)) if layer is not None else None
    if box is None:
        return
    inner = QgsRectangle(canvas.extent())
    inner.scale(1 - 2 * MARGIN)
    far = canvas.scale() > NEAR
    if far or not inner.contains(box.center()):
        canvas.setCenter(box.center())
    if far:
        canvas.zoomScale(NEAR)
    canvas.refresh()


def show_district(canvas: QgsMapCanvas, watch: ProjectWatch, code: str) -> None:
    """Show a whole district by its outline, where none is drawn by its outfalls; "" shows all outfalls."""
    for table in ("districts", "outfalls"):
        layer = watch.layer(table)
        if layer is None or (table == "districts" and not code):
            continue
        request = QgsFeatureRequest()
        if code:
            equal = QgsExpression.createFieldEqualityExpression("county_code", code)
            request.setFilterExpression(equal)
        box = _box(canvas, layer, request)
        if box is not None:
            box.grow(max(0.05 * max(box.width(), box.height()), canvas.mapUnitsPerPixel()))
            canvas.setExtent(box)
            canvas.refresh()
            return


def _box(canvas: QgsMapCanvas, layer: QgsVectorLayer, request: QgsFeatureRequest) -> QgsRectangle | None:
    """Return around what, in the map's coordinates, the features lie; None where nothing has a place."""
    try:
        boxes = read_features(
            layer,
            request,
            lambda feature: feature.geometry().boundingBox() if feature.hasGeometry() else None,
        )
        whole = QgsRectangle()
        for box in boxes:
            if box is not None:
                whole.combineExtentWith(box)
        if whole.isNull():
            return None
        return to_map(canvas, layer.crs()).transformBoundingBox(whole)
    except (UserError, CsException):
        return None
