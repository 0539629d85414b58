"""Places of the project and of the map: the two may have different systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsCoordinateTransform, QgsPointXY, QgsRectangle

from ...layers.qgis_names import CsException
from ..places import to_map

if TYPE_CHECKING:
    from qgis.gui import QgsMapCanvas

    from ...operations.editing.session import EditSession

Box = tuple[float, float, float, float]  # x and y from, x and y to


class Places:
    """Brings places to and fro between the outfalls' system and that of the map."""

    def __init__(self, session: EditSession, canvas: QgsMapCanvas) -> None:
        self._session, self._canvas = session, canvas

    def to_map(self, x: float, y: float) -> QgsPointXY:
        """Bring a place of the project to the map's system."""
        return self._transform().transform(QgsPointXY(x, y))

    def from_map(self, point: QgsPointXY) -> QgsPointXY:
        """Bring a place of the map to the project's system."""
        return self._transform().transform(point, Qgis.TransformDirection.Reverse)

    def from_map_box(self, box: Box) -> Box:
        """Bring a box of the map to the project's system; as it is where it has no place there."""
        transform = self._transform()
        if transform.isShortCircuited():
            return box
        try:
            found = transform.transformBoundingBox(QgsRectangle(*box), Qgis.TransformDirection.Reverse)
        except CsException:
            return box
        return found.xMinimum(), found.yMinimum(), found.xMaximum(), found.yMaximum()

    def _transform(self) -> QgsCoordinateTransform:
        return to_map(self._canvas, self._session.layer("outfalls").crs())
