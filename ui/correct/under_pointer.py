"""What lies where: pipes, their ends and manholes around a place of the map, unsaved edits included."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas

from ...layers.qgis_names import CsException
from ...layers.sources.feature_reading import feature_of, read_features
from ...operations.corrections import End, Place
from ...operations.runs.declared import declared_id
from ..places import to_map

if TYPE_CHECKING:
    from ..project_watch import ProjectWatch

REACH_PX = 14  # how near the pointer has to be
SAME_M = 0.1  # ends nearer than this are one node, as the engine has it
LOOSE_M = 5.0  # ends that name a node's id belong to it up to this far


@dataclass
class Hit:
    """Something under the pointer. kind: manhole, end or pipe; xy in the CRS of the layers.

    ``at_end`` says which end of the pipe, ``segment`` which segment of its line was hit.
    """

    kind: str
    feature: QgsFeature
    xy: QgsPointXY
    at_end: bool = False
    segment: int = 0

    @property
    def fid(self) -> int:
        """The feature's id."""
        return int(self.feature.id())


@dataclass
class Node:
    """A place where pipes meet: the manhole there, if any, and the ends of pipes."""

    xy: QgsPointXY
    manhole: QgsFeature | None = None
    ends: list[tuple[QgsFeature, bool]] = field(default_factory=list)  # pipe, at its end

    @property
    def code(self) -> str | None:
        """The id that pipes ending here have to name."""
        return self.place().node

    def place(self) -> Place:
        """Return what a drawn line meets here."""
        manhole = cell(self.manhole, "code") if self.manhole is not None else None
        return Place([End(cells(pipe), at_end) for pipe, at_end in self.ends], None, manhole)


def cell(feature: QgsFeature, name: str) -> Any:
    """Return a cell as Python holds it, None where the layer lacks the column."""
    if feature.fieldNameIndex(name) < 0:
        return None
    value = feature[name]
    return None if value is None or value == NULL else value


def cells(feature: QgsFeature) -> dict[str, Any]:
    """Return every cell but the row number."""
    names = [field.name() for field in feature.fields().toList()]
    return {name: cell(feature, name) for name in names if name != "fid"}


def name_of(feature: QgsFeature) -> str:
    """Return what people call a pipe or a manhole."""
    return str(cell(feature, "code") or cell(feature, "uid") or feature.id())


def ends_of(feature: QgsFeature) -> tuple[QgsPointXY, QgsPointXY] | None:
    """Return the first and the last vertex of a line."""
    if not feature.hasGeometry():
        return None
    geometry = feature.geometry()
    count = geometry.constGet().nCoordinates()
    if count < 2:
        return None
    first, last = geometry.vertexAt(0), geometry.vertexAt(count - 1)
    return QgsPointXY(first.x(), first.y()), QgsPointXY(last.x(), last.y())


class Ground:
    """Looks around on the layers ``pipes`` and ``manholes`` of the open project."""

    def __init__(self, canvas: QgsMapCanvas, watch: ProjectWatch) -> None:
        self._canvas = canvas
        self._watch = watch

    def layer(self, table: str) -> QgsVectorLayer | None:
        """Return the layer of a table, or None."""
        layer: QgsVectorLayer | None = self._watch.layer(table)
        return layer

    def to_map(self) -> QgsCoordinateTransform:
        """Return the way from the layers to the map."""
        layer = self.layer("pipes")
        crs = layer.crs() if layer is not None else self._canvas.mapSettings().destinationCrs()
        return to_map(self._canvas, crs)

    def place(self, point: QgsPointXY) -> QgsPointXY:
        """Return a place of the map in the CRS of the layers."""
        return self.to_map().transform(point, Qgis.TransformDirection.Reverse)

    def hit(self, point: QgsPointXY, kinds: tuple[str, ...]) -> Hit | None:
        """Return what lies at a place of the map: a manhole before an end before a pipe's middle."""
        try:
            place = self.place(point)
            reach = REACH_PX * self._canvas.mapUnitsPerPixel()
            around = QgsRectangle(point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach)
            area = self.to_map().transformBoundingBox(around, Qgis.TransformDirection.Reverse)
        except CsException:
            return None
        found: list[tuple[int, float, Hit]] = []
        if "manhole" in kinds:
            for manhole in self._features("manholes", area):
                xy = manhole.geometry().asPoint()
                found.append((0, xy.distance(place), Hit("manhole", manhole, xy)))
        if "end" in kinds or "pipe" in kinds:
            for pipe in self._features("pipes", area):
                found += self._hits_of_pipe(pipe, place, kinds)
        limit = max(area.width(), area.height()) / 2
        found = [one for one in found if one[1] <= limit]
        return min(found, key=lambda one: one[:2])[2] if found else None

    def node_at(self, xy: QgsPointXY, code: str | None = None) -> Node:
        """Return the node at a place: pipes that end there, or that name ``code`` and end nearby."""
        node = Node(xy)
        for manhole in self._features("manholes", _around(xy, SAME_M)):
            if manhole.geometry().asPoint().distance(xy) <= SAME_M:
                node.manhole = manhole
        code = code or (declared_id(cell(node.manhole, "code")) if node.manhole is not None else None)
        for pipe in self._features("pipes", _around(xy, LOOSE_M)):
            ends = ends_of(pipe)
            if ends is None:
                continue
            for at_end, end in ((False, ends[0]), (True, ends[1])):
                named = End(cells(pipe), at_end).node
                same = bool(code and named) and str(code).casefold() == str(named).casefold()
                if end.distance(xy) <= SAME_M or (same and end.distance(xy) <= LOOSE_M):
                    node.ends.append((pipe, at_end))
        return node

    def node_of(self, hit: Hit) -> Node:
        """Return the node that a manhole or an end is."""
        code = cell(hit.feature, "code") if hit.kind == "manhole" else None
        return self.node_at(hit.xy, declared_id(code))

    def pipe(self, fid: int) -> QgsFeature | None:
        """Return a pipe by its number."""
        layer = self.layer("pipes")
        return feature_of(layer, fid) if layer is not None else None

    def ids_near(self, xy: QgsPointXY, far: float = 2000.0) -> list[str]:
        """Return codes and node ids in use around a place."""
        found: list[str] = []
        for table, columns in (("pipes", ("code", "from_node", "to_node")), ("manholes", ("code",))):
            for feature in self._features(table, _around(xy, far)):
                found += [str(value) for name in columns if (value := cell(feature, name))]
        return found

    def _features(self, table: str, area: QgsRectangle) -> list[QgsFeature]:
        layer = self.layer(table)
        if layer is None:
            return []
        found = read_features(layer, QgsFeatureRequest(area), lambda feature: feature, hasty=True)
        return [one for one in found if one.hasGeometry()]

    @staticmethod
    def _hits_of_pipe(
        pipe: QgsFeature, place: QgsPointXY, kinds: tuple[str, ...]
    ) -> list[tuple[int, float, Hit]]:
        found = []
        ends = ends_of(pipe)
        if "end" in kinds and ends is not None:
            found += [(1, end.distance(place), Hit("end", pipe, end, at_end))
                      for at_end, end in ((False, ends[0]), (True, ends[1]))]
        if "pipe" in kinds:
            squared, xy, after, _side = pipe.geometry().closestSegmentWithContext(place)
            if squared >= 0:
                found.append((2, math.sqrt(squared), Hit("pipe", pipe, xy, segment=max(after - 1, 0))))
        return found


def _around(xy: QgsPointXY, far: float) -> QgsRectangle:
    return QgsRectangle(xy.x() - far, xy.y() - far, xy.x() + far, xy.y() + far)


def with_end(geometry: QgsGeometry, at_end: bool, xy: QgsPointXY) -> QgsGeometry:
    """Return a line whose first or last vertex lies somewhere else."""
    moved = QgsGeometry(geometry)
    moved.moveVertex(xy.x(), xy.y(), moved.constGet().nCoordinates() - 1 if at_end else 0)
    return moved
