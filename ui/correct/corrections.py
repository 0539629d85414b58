"""The corrections themselves: each one named step of the edit session, over all tables it touches."""

from __future__ import annotations

from typing import Any, cast

from qgis.core import QgsCurve, QgsFeature, QgsGeometry, QgsLineString, QgsMultiLineString, QgsPointXY

from ...i18n import inflected, translate
from ...operations import corrections as edits
from ...operations.editing.feature_rows import texts_starting
from ...operations.editing.session import EditSession
from ...problems import UserError
from .under_pointer import Ground, Hit, Node, cell, cells, name_of, with_end

#: What the codes of drawn pipes begin with, in the language of the project.
DRAWN = {"zh": "补绘-", "en": "drawn-"}


class Corrections:
    """Corrects the network through ``session``; raises UserError with a sentence where it cannot."""

    def __init__(self, session: EditSession, ground: Ground) -> None:
        self._session = session
        self._ground = ground

    def flip(self, pipe: QgsFeature, policy: str) -> str:
        """Turn the flow of a pipe; returns what was done."""
        made = edits.flip(cells(pipe), policy)
        name = name_of(pipe)
        if made is None:
            raise UserError(translate(
                "Correct", "The direction of pipe {pipe} follows its invert levels in this configuration. "
                "Correct the levels, or choose another direction policy.").format(pipe=name))
        title = translate("Correct", "Flip pipe {pipe}").format(pipe=name)
        with self._session.step(title) as step:
            step.change("pipes", pipe.id(), made.cells)
            if made.reverse and pipe.hasGeometry():
                step.move("pipes", pipe.id(), reversed_line(pipe.geometry()))
        return title

    def set_status(self, pipe: QgsFeature, status: str) -> str:
        """Mark a pipe as blocked or abandoned, or put it back in service where it is so already."""
        new = edits.toggled(cell(pipe, "status"), status, "in_service")
        title = {
            "blocked": translate("Correct", "Block pipe {pipe}"),
            "abandoned": translate("Correct", "Abandon pipe {pipe}"),
            "in_service": translate("Correct", "Put pipe {pipe} back in service"),
        }[new].format(pipe=name_of(pipe))
        with self._session.step(title) as step:
            step.change("pipes", pipe.id(), {"status": new})
        return title

    def set_gate(self, manhole: QgsFeature) -> str:
        """Close the gate at a manhole, or open it where it is closed."""
        new = edits.toggled(cell(manhole, "gate"), "closed", "open")
        title = (translate("Correct", "Close the gate at {manhole}") if new == "closed"
                 else translate("Correct", "Open the gate at {manhole}")).format(manhole=name_of(manhole))
        with self._session.step(title) as step:
            step.change("manholes", manhole.id(), {"gate": new})
        return title

    def delete(self, pipe: QgsFeature) -> str:
        """Delete a pipe."""
        title = translate("Correct", "Delete pipe {pipe}").format(pipe=name_of(pipe))
        with self._session.step(title) as step:
            step.delete("pipes", pipe.id())
        return title

    def split(self, hit: Hit, manhole: QgsFeature | None) -> str:
        """Cut a pipe where it was hit, at ``manhole`` where one lies there."""
        pipe = hit.feature
        points = single_line(pipe)
        share = edits.share_along([(p.x(), p.y()) for p in points], hit.segment, (hit.xy.x(), hit.xy.y()))
        if not 0 < share < 1:
            raise UserError(translate("Correct", "A pipe is split between its ends, not at one of them."))
        node = cell(manhole, "code") if manhole is not None else None
        made = edits.divide(cells(pipe), share, node, self._ground.ids_near(hit.xy))
        line = cast(QgsCurve, pipe.geometry().constGet().simplifiedTypeRef())
        whole = line.length()
        at = share * whole
        halves = [QgsGeometry(line.curveSubstring(low, high)) for low, high in ((0, at), (at, whole))]
        if manhole is not None:  # the manhole may stand beside the line
            xy = manhole.geometry().asPoint()
            halves = [with_end(halves[0], True, xy), with_end(halves[1], False, xy)]
        title = translate("Correct", "Split pipe {pipe}").format(pipe=name_of(pipe))
        with self._session.step(title) as step:
            step.change("pipes", pipe.id(), made.first)
            step.move("pipes", pipe.id(), halves[0])
            step.add("pipes", made.second, halves[1])
        return title

    def connect(self, pipe: QgsFeature, at_end: bool, xy: QgsPointXY, node: Node | None) -> str:
        """Bring an end of a pipe to a place, and to the node there."""
        changed = edits.connect(cells(pipe), at_end, node.code if node is not None else None)
        title = translate("Correct", "Connect pipe {pipe}").format(pipe=name_of(pipe))
        with self._session.step(title) as step:
            if changed:
                step.change("pipes", pipe.id(), changed)
            step.move("pipes", pipe.id(), with_end(pipe.geometry(), at_end, xy))
        return title

    def move(self, node: Node, xy: QgsPointXY) -> str:
        """Move a node with its manhole and every pipe that ends there."""
        named = name_of(node.manhole) if node.manhole is not None else node.code
        title = (translate("Correct", "Move node {node}").format(node=named) if named
                 else inflected(
                     translate("Correct", "Move a node with {n} (pipe|pipes)"),
                     n=len(node.ends),
                 ))
        shapes: dict[int, QgsGeometry] = {}
        for pipe, at_end in node.ends:
            shapes[pipe.id()] = with_end(shapes.get(pipe.id(), pipe.geometry()), at_end, xy)
        with self._session.step(title) as step:
            if node.manhole is not None:
                step.move("manholes", node.manhole.id(), QgsGeometry.fromPointXY(xy))
            for fid, shape in shapes.items():
                step.move("pipes", fid, shape)
        return title

    def _drawn_code(self) -> str:
        """Return a code for a pipe that nobody has surveyed yet: the next one of those that were drawn."""
        stem = DRAWN[self._session.language]
        return edits.unused(stem, texts_starting(self._session, "pipes", "code", stem))

    def draw(self, points: list[QgsPointXY], start: edits.Place, end: edits.Place) -> tuple[str, str]:
        """Draw a pipe along its flow; returns what was done and the new row's uid."""
        code = self._drawn_code()
        title = translate("Correct", "Draw pipe {pipe}").format(pipe=code)
        with self._session.step(title) as step:
            values = {**edits.drawn_pipe(start, end), "code": code}
            uid = step.add("pipes", values, QgsGeometry.fromPolylineXY(points))
        return title, uid


def single_line(pipe: QgsFeature) -> list[QgsPointXY]:
    """Return the vertices of a pipe of one part; raises UserError for one of several."""
    geometry = pipe.geometry()
    if geometry.constGet().partCount() != 1 or geometry.constGet().nCoordinates() < 2:
        raise UserError(translate(
            "Correct", "Pipe {pipe} is drawn in several parts. Separate them first, with QGIS's tool "
            "for multi-part features.").format(pipe=name_of(pipe)))
    return [QgsPointXY(vertex.x(), vertex.y()) for vertex in geometry.vertices()]


def reversed_line(geometry: QgsGeometry) -> QgsGeometry:
    """Return a line drawn the other way round; the parts of several change places too."""
    shape: Any = geometry.constGet()
    if not geometry.isMultipart():
        return QgsGeometry(shape.reversed())
    turned = QgsMultiLineString()
    for at in reversed(range(shape.numGeometries())):
        part: QgsLineString = shape.geometryN(at).reversed()
        turned.addGeometry(part)
    return QgsGeometry(turned)
