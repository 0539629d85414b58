"""The tools, one class each: what they take, what they say, which correction they do."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY
from qgis.gui import QgsMapMouseEvent
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent

from ...i18n import inflected, translate
from ...layers.qgis_names import LINE
from ...operations.corrections import End, Place, flip
from .tool import DRAFT, Bench, CorrectTool
from .under_pointer import Hit, Node, cell, cells, name_of, with_end


class FlipTool(CorrectTool):
    """Turns the flow of a pipe."""

    name = "flip"
    kinds = ("pipe",)

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if hit is None:
            return False, translate("Correct", "Click the pipe to flip.")
        name = name_of(hit.feature)
        made = flip(cells(hit.feature), self.part.policy)
        if made is None:
            return False, translate(
                "Correct", "The levels of pipe {pipe} decide its direction; correct them.").format(pipe=name)
        if made.reverse:
            return True, translate(
                "Correct", "Click: pipe {pipe} is flipped; its line is reversed, levels stay with "
                           "their ends."
            ).format(pipe=name)
        return True, translate("Correct", "Click: the flow of pipe {pipe} is flipped.").format(pipe=name)

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if hit is not None:
            self.part.do(lambda corrections: corrections.flip(hit.feature, self.part.policy))


class StatusTool(CorrectTool):
    """Marks pipes as out of use, or puts them back."""

    kinds: tuple[str, ...] = ("pipe",)
    status = "abandoned"
    name = "abandon"

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if hit is None:
            return False, translate("Correct", "Click the pipe that is abandoned, or no longer is.")
        text = (translate("Correct", "Click: pipe {pipe} is back in service.")
                if cell(hit.feature, "status") == self.status
                else translate("Correct", "Click: pipe {pipe} is abandoned; nothing flows through it."))
        return True, text.format(pipe=name_of(hit.feature))

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if hit is not None:
            self.part.do(lambda corrections: corrections.set_status(hit.feature, self.status))


class BarrierTool(StatusTool):
    """Blocks a pipe or closes a gate, or lifts the barrier that is there."""

    name = "barrier"
    kinds = ("manhole", "pipe")
    tables = ("pipes", "manholes")
    status = "blocked"

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if hit is None:
            return False, translate(
                "Correct", "Click a manhole to close or open its gate, a pipe to block it.")
        name = name_of(hit.feature)
        if hit.kind == "manhole":
            text = (translate("Correct", "Click: the gate at {name} is opened.")
                    if cell(hit.feature, "gate") == "closed"
                    else translate("Correct", "Click: the gate at {name} is closed."))
        else:
            text = (translate("Correct", "Click: pipe {name} is free again.")
                    if cell(hit.feature, "status") == "blocked"
                    else translate("Correct", "Click: pipe {name} is blocked."))
        return True, text.format(name=name)

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if hit is not None and hit.kind == "manhole":
            self.part.do(lambda corrections: corrections.set_gate(hit.feature))
        else:
            super().take(hit, xy)


class DeleteTool(CorrectTool):
    """Deletes a pipe, such as one that was drawn twice."""

    name = "delete"
    kinds = ("pipe",)

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if hit is None:
            return False, translate("Correct", "Click the pipe that does not exist.")
        return True, translate("Correct", "Click: pipe {pipe} is deleted.").format(pipe=name_of(hit.feature))

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if hit is not None:
            self.part.do(lambda corrections: corrections.delete(hit.feature))
            self.show(None)


class SplitTool(CorrectTool):
    """Cuts a pipe at a manhole or at a point."""

    name = "split"
    kinds = ("pipe", "place")

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if hit is None:
            return False, translate(
                "Correct", "Click the pipe where it is to be cut; manholes catch the click.")
        name, manhole = name_of(hit.feature), self._manhole(hit)
        if hit.feature.geometry().constGet().partCount() != 1:
            return False, translate("Correct", "Pipe {pipe} is drawn in several parts.").format(pipe=name)
        if manhole is not None:
            return True, translate("Correct", "Click: pipe {pipe} is cut at manhole {manhole}.").format(
                pipe=name, manhole=name_of(manhole.feature))
        return True, translate("Correct", "Click: pipe {pipe} is cut here.").format(pipe=name)

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if hit is None:
            return
        manhole = self._manhole(hit)
        if manhole is not None:
            _squared, on_line, after, _side = hit.feature.geometry().closestSegmentWithContext(manhole.xy)
            hit = Hit("pipe", hit.feature, on_line, segment=max(after - 1, 0))
        at = hit
        feature = manhole.feature if manhole is not None else None
        self.part.do(lambda corrections: corrections.split(at, feature))

    def _manhole(self, hit: Hit) -> Hit | None:
        place = self.ground.to_map().transform(hit.xy)
        return self.ground.hit(place, ("manhole",))


class ConnectTool(CorrectTool):
    """Brings an end of a pipe to a manhole, to another end or onto the middle of a pipe."""

    name = "connect"
    kinds = ("end", "pipe", "manhole", "place")

    def __init__(self, part: Bench) -> None:
        super().__init__(part)
        self._end: Hit | None = None

    @property
    def is_begun(self) -> bool:
        """See the base class."""
        return self._end is not None

    def forget(self) -> None:
        """See the base class."""
        self._end = None
        self.clear("draft")

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if self._end is None:
            if hit is not None and hit.kind == "end":
                return True, translate("Correct", "Click: this end of pipe {pipe} is taken.").format(
                    pipe=name_of(hit.feature))
            return False, translate("Correct", "Click the end of the pipe that is to be connected.")
        if hit is None:
            return False, translate("Correct", "Click where it belongs: a manhole, an end or a pipe.")
        if hit.feature.id() == self._end.fid and hit.kind != "manhole":
            return False, translate("Correct", "This is the same pipe; click where it belongs.")
        return True, translate("Correct", "Click: pipe {pipe} is connected to {target}.").format(
            pipe=name_of(self._end.feature), target=name_of(hit.feature))

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if hit is None:
            return
        if self._end is None:
            self._end = hit
            self.hint(self.say(None)[1])
            return
        end, node = self._end, self.ground.node_of(hit) if hit.kind != "pipe" else None
        self.forget()
        self.part.do(lambda corrections: corrections.connect(end.feature, end.at_end, hit.xy, node))
        self.show(None)

    def follow(self, xy: QgsPointXY) -> None:
        """See the base class."""
        if self._end is not None:
            line = QgsGeometry.fromPolylineXY([self._end.xy, xy])
            self.band("draft", LINE, line, DRAFT, dashed=True)


class MoveTool(CorrectTool):
    """Moves a node with its manhole and its pipes."""

    name = "move"
    kinds = ("manhole", "end", "place")
    tables = ("pipes", "manholes")

    def __init__(self, part: Bench) -> None:
        super().__init__(part)
        self._node: Node | None = None

    @property
    def is_begun(self) -> bool:
        """See the base class."""
        return self._node is not None

    def forget(self) -> None:
        """See the base class."""
        self._node = None
        self.clear("draft")

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        if self._node is not None:
            return True, inflected(
                translate("Correct", "Click the new place; {n} (pipe comes|pipes come) along."),
                n=len(self._node.ends),
            )
        if hit is None:
            return False, translate("Correct", "Click the manhole or the end of pipes that is to be moved.")
        return True, translate("Correct", "Click: this node is taken with its pipes.")

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        if self._node is None:
            if hit is not None:
                self._node = self.ground.node_of(hit)
                self.hint(self.say(None)[1])
            return
        node = self._node
        self.forget()
        place = hit.xy if hit is not None and hit.xy.distance(node.xy) > 0 else xy
        self.part.do(lambda corrections: corrections.move(node, place))
        self.show(None)

    def follow(self, xy: QgsPointXY) -> None:
        """See the base class."""
        if self._node is None:
            return
        shapes: dict[int, QgsGeometry] = {}
        for pipe, at_end in self._node.ends:
            shapes[pipe.id()] = with_end(shapes.get(pipe.id(), pipe.geometry()), at_end, xy)
        if shapes:
            self.band("draft", LINE, QgsGeometry.collectGeometry(list(shapes.values())), DRAFT, dashed=True)


class DrawTool(CorrectTool):
    """Draws a missing pipe along its flow."""

    name = "draw"
    kinds = ("manhole", "end", "pipe", "place")

    def __init__(self, part: Bench) -> None:
        super().__init__(part)
        self._points: list[QgsPointXY] = []
        self._hits: list[Hit | None] = []

    @property
    def is_begun(self) -> bool:
        """See the base class."""
        return bool(self._points)

    def forget(self) -> None:
        """See the base class."""
        self._points, self._hits = [], []
        self.clear("draft")

    def say(self, hit: Hit | None) -> tuple[bool, str]:
        """See the base class."""
        target = self._named(hit)
        if not self._points:
            text = (translate("Correct", "Click: the pipe begins at {target}.").format(target=target)
                    if target else translate("Correct", "Click where the pipe begins; draw along the flow."))
            return True, text
        if target:
            return True, translate(
                "Correct", "Click: the pipe goes to {target}. A right click ends it.").format(target=target)
        return True, translate(
            "Correct", "Click the next point; a right click ends the pipe, Backspace takes a point back.")

    def take(self, hit: Hit | None, xy: QgsPointXY) -> None:
        """See the base class."""
        place = hit.xy if hit is not None else xy
        if self._points and place.distance(self._points[-1]) == 0:
            return
        self._points.append(place)
        self._hits.append(hit)
        self.follow(place)

    def finish(self) -> bool:
        """See the base class."""
        if len(self._points) < 2:
            return False
        points, first, last = list(self._points), self._place(0), self._place(-1)
        self.forget()
        self.show(None)
        self.part.draw(points, first, last)
        return True

    def follow(self, xy: QgsPointXY) -> None:
        """See the base class."""
        if self._points:
            line = QgsGeometry.fromPolylineXY([*self._points, xy])
            self.band("draft", LINE, line, DRAFT)

    def canvasDoubleClickEvent(self, _event: QgsMapMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End the pipe at the point that the first of the two clicks set."""
        self.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Backspace takes the last point back."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._points:
            event.accept()
            self._points.pop()
            self._hits.pop()
            if self._points:
                self.follow(self._points[-1])
            else:
                self.forget()
            return
        super().keyPressEvent(event)

    def _place(self, at: int) -> Place:
        hit = self._hits[at]
        if hit is None:
            return Place()
        if hit.kind == "pipe":
            return Place(middle=cells(hit.feature))
        place = self.ground.node_of(hit).place()
        if hit.kind == "end" and not place.ends:
            place.ends.append(End(cells(hit.feature), hit.at_end))
        return place

    @staticmethod
    def _named(hit: Hit | None) -> str:
        if hit is None:
            return ""
        if hit.kind == "manhole":
            return translate("Correct", "manhole {name}").format(name=name_of(hit.feature))
        if hit.kind == "end":
            return translate("Correct", "the end of pipe {name}").format(name=name_of(hit.feature))
        return translate("Correct", "the middle of pipe {name}").format(name=name_of(hit.feature))


TOOLS: tuple[type[CorrectTool], ...] = (
    DrawTool, ConnectTool, FlipTool, SplitTool, MoveTool, BarrierTool, StatusTool, DeleteTool,
)
