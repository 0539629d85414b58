"""The part "correct": the tools of correction, their button, and the way from a finding to its tool.

``desk.part("correct").fix(kind, table, uid)`` opens the tool that mends a finding, zoomed to
the object, which is marked; Enter or a click does it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsFeature, QgsPointXY
from qgis.PyQt.QtWidgets import QAction, QMenu

from ...i18n import translate
from ...operations.corrections import Place
from .. import settings
from ..icons import icon
from ..interfaces import Desk
from ..parts import Command, Part
from ..plain_text import tip
from .corrections import Corrections
from .tool import CorrectTool
from .tools import TOOLS
from .under_pointer import Ground, Hit, ends_of

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

NEAR_SCALE = 1500

#: kind of finding: the tool that mends it; "form": its attributes are wrong.
MENDED_BY = {
    "bad_direction": "flip", "adverse_slope": "flip", "loop": "flip",
    "near_miss": "connect", "dead_end": "connect", "isolated": "connect",
    "bridged_gap": "draw", "unlinked_outfall": "draw", "unlinked_source": "draw",
    "duplicate": "delete", "overlap": "delete", "zero_length": "delete", "bad_geometry": "delete",
    "cross_connection": "form", "large_into_small": "form", "level_sentinel": "form", "missing_node": "form",
    "id_apart": "form", "id_moved": "form", "split_pipe": "form", "id_far": "form", "id_scheme": "form",
    "outfall_choice": "form",
}


class CorrectPart(Part):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.canvas = desk.iface.mapCanvas()
        self.ground = Ground(self.canvas, desk.watch)
        self.tools: dict[str, CorrectTool] = {kind.name: kind(self) for kind in TOOLS}
        self._last = "flip"
        self._menu: QMenu | None = None
        self._button: QAction | None = None
        self._actions: dict[str, QAction] = {}
        self.hear(self.canvas.mapToolSet, self._on_tool)

    def commands(self) -> list[Command]:
        """Return the drop-down of the tools."""
        return [Command(
            "correct", "correct", translate("Correct", "Correct the network"),
            translate("Correct", "Draw, connect, flip, split, close, abandon or move parts of the network"),
            self.toggle, "correct", checkable=True, enabled=lambda: self.desk.has_project, dress=self._dress)]

    def close(self) -> None:
        """Hand the map back and unmake the tools."""
        for tool in self.tools.values():
            tool.leave()
            tool.deleteLater()
        self.tools = {}
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None
        self._button, self._actions = None, {}

    # what others use

    def start(self, name: str) -> CorrectTool:
        """Take a tool in hand: draw, connect, flip, split, move, barrier, abandon or delete."""
        tool = self.tools[name]
        tool.start()
        return tool

    def toggle(self, action: QAction) -> None:
        """Take the tool that was used last in hand, or put it away."""
        tool = self.tools[self._last]
        if any(one.is_active for one in self.tools.values()):
            for one in self.tools.values():
                one.leave()
        else:
            tool.start()
        action.setChecked(any(one.is_active for one in self.tools.values()))

    def fix(self, kind: str, table: str, uid: str) -> bool:
        """Open the tool that mends a finding of this kind at this object; False where there is none."""
        how = MENDED_BY.get(kind, "form")  # what is wrong in the register is mended in the row's form
        layer = self.desk.watch.layer(table)
        feature = self.desk.watch.feature(table, uid)
        if layer is None or feature is None:
            return False
        if layer.isSpatial():
            self.canvas.zoomToFeatureIds(layer, [feature.id()])
        if layer.isSpatial() and self.canvas.scale() < NEAR_SCALE:
            self.canvas.zoomScale(NEAR_SCALE)
        if how == "form" or (table != "pipes" and how != "draw"):
            layer.selectByIds([feature.id()])
            if self._writable(layer) and (layer.isEditable() or layer.startEditing()):
                self.desk.iface.openFeatureForm(layer, feature, False, False)
            return True
        tool = self.start(how)
        if table == "pipes":
            hit = self._hit(feature, how)
            if hit is not None:
                tool.mark(hit)
        return True

    @property
    def policy(self) -> str:
        """The direction policy that the network is traced by."""
        return self.desk.part("live").policy

    def obstacle(self, tables: tuple[str, ...]) -> str:
        """Return why these tables cannot be edited, "" where they can."""
        for table in tables:
            layer = self.desk.watch.layer(table)
            if layer is None:
                return translate("Correct", "Open an outfall project with its pipes and manholes first.")
            if not self._writable(layer):
                return translate(
                    "Correct", "{layer} is read-only, so the network cannot be corrected here.").format(
                        layer=layer.name())
        return ""

    def do(self, correction: Callable[[Corrections], Any]) -> Any:
        """Do a correction; returns what it returns, False where it could not be done."""
        corrections = Corrections(self.desk.part("edits").session, self.ground)
        return self.desk.messages.attempt(lambda: correction(corrections))

    def draw(self, points: list[QgsPointXY], start: Place, end: Place) -> None:
        """Draw a pipe, and show its form where that is wanted."""
        done = self.do(lambda corrections: corrections.draw(points, start, end))
        loose = [place for place in (start, end) if place.is_empty]
        if done and loose:
            text = (
                translate("Correct", "{what}: neither end meets a pipe or manhole.")
                if len(loose) == 2
                else translate("Correct", "{what}: its upstream end meets no pipe or manhole.")
                if start.is_empty
                else translate("Correct", "{what}: its downstream end meets no pipe or manhole.")
            )
            undo = (translate("Edits", "Undo"), self.desk.part("edits").undo)
            self.desk.messages.warning(text.format(what=done[0]), buttons=[undo])
        if done and settings.FORM_AFTER_DRAWING.get():
            layer = self.desk.watch.layer("pipes")
            feature = self.desk.watch.feature("pipes", done[1])
            if feature is not None:
                self.desk.iface.openFeatureForm(layer, feature, False, False)

    # inside

    def _dress(self, action: QAction) -> None:
        """Give the button its menu."""
        texts = {
            "draw": translate("Correct", "Draw a missing pipe"),
            "connect": translate("Correct", "Connect an end"),
            "flip": translate("Correct", "Flip a pipe"),
            "split": translate("Correct", "Split a pipe"),
            "move": translate("Correct", "Move a node with its pipes"),
            "barrier": translate("Correct", "Set or lift a barrier"),
            "abandon": translate("Correct", "Mark as abandoned"),
            "delete": translate("Correct", "Delete a pipe"),
        }
        self._button, self._menu = action, QMenu(self.desk.iface.mainWindow())
        self._menu.setToolTipsVisible(True)
        for name, tool in self.tools.items():
            entry = QAction(icon(f"correct_{name}"), texts[name], self._menu)
            entry.setObjectName(f"OutfallTracer_correct_{name}")
            entry.setCheckable(True)
            entry.setToolTip(tip(texts[name]))
            entry.triggered.connect(lambda _checked=False, name=name: self.start(name))
            tool.setAction(entry)
            self._actions[name] = entry
            self._menu.addAction(entry)
        self._menu.addSeparator()
        form = QAction(translate("Correct", "Show the form of drawn pipes"), self._menu)
        form.setCheckable(True)
        form.setChecked(settings.FORM_AFTER_DRAWING.get())
        form.toggled.connect(settings.FORM_AFTER_DRAWING.set)
        self._menu.addAction(form)
        action.setMenu(self._menu)

    def _on_tool(self, tool: Any, *_before: Any) -> None:
        """Keep the button in step with the tool that has the map."""
        mine = next((name for name, one in self.tools.items() if one is tool), "")
        if mine:
            self._last = mine
        if self._button is not None:
            self._button.setChecked(bool(mine))
            if mine:
                self._button.setIcon(icon(f"correct_{mine}"))

    def _hit(self, pipe: QgsFeature, how: str) -> Hit | None:
        ends = ends_of(pipe)
        if ends is None:
            return None
        if how != "connect":
            middle = pipe.geometry().interpolate(pipe.geometry().length() / 2)
            return Hit("pipe", pipe, middle.asPoint())
        loose = [at for at in (True, False) if len(self.ground.node_at(ends[at]).ends) < 2]
        at_end = loose[0] if loose else True
        return Hit("end", pipe, ends[at_end], at_end)

    @staticmethod
    def _writable(layer: QgsVectorLayer) -> bool:
        from qgis.core import QgsVectorDataProvider

        wanted = QgsVectorDataProvider.Capability.ChangeAttributeValues
        return not layer.readOnly() and bool(layer.dataProvider().capabilities() & wanted)
