"""The locator bar finds outfalls, sources, manholes and pipes of the open project by code or name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult

from ...i18n import translate
from ...layers.qgis_names import user_data
from ..icons import icon, icon_path
from ..project_watch import ProjectWatch
from ..words import table_name
from .search import LEAST, SEARCHED, Place, search

ICONS = {"outfalls": "outfall_tracer", "manholes": "manhole", "pipes": "pipe"}
TRACE = 1


class ObjectLocator(QgsLocatorFilter):
    """Objects of the open project; ``go_to(table, fid)`` and ``trace(table, fid)`` act on a chosen one."""

    def __init__(
        self, watch: ProjectWatch, go_to: Callable[[str, int], None], trace: Callable[[str, int], None]
    ) -> None:
        super().__init__()
        self._watch = watch
        self._go_to = go_to
        self._trace = trace
        self._places: list[Place] = []
        self.setFetchResultsDelay(150)

    def clone(self) -> ObjectLocator:
        """Return the copy that QGIS asks for every search."""
        return ObjectLocator(self._watch, self._go_to, self._trace)

    def name(self) -> str:
        """Return the identifier."""
        return "outfall_tracer_objects"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name in the list of filters."""
        return translate("Locator", "Outfalls, sources and manholes")

    def description(self) -> str:
        """Say what is searched."""
        return translate("Locator", "Codes, names and credit codes in the open outfall project")

    def prefix(self) -> str:
        """Return what restricts a search to this filter."""
        return "out"

    def priority(self) -> QgsLocatorFilter.Priority:
        """Return where results stand."""
        return QgsLocatorFilter.Priority.High

    def prepare(self, text: str, _context: QgsLocatorContext) -> list[str]:
        """Take hold of the layers, on the main thread."""
        self._places = []
        if len(text.strip()) >= LEAST:
            for table in SEARCHED:
                layer = self._watch.layer(table)
                place = Place.of_layer(table, layer) if layer is not None else None
                if place is not None:
                    self._places.append(place)
        return []

    def fetchResults(self, text: str, _context: QgsLocatorContext, feedback: Any) -> None:  # noqa: N802
        """Search, in a thread of QGIS's."""
        for hit in search(self._places, text, feedback):
            result = QgsLocatorResult(self, hit.title, {"table": hit.table, "fid": hit.fid})
            result.description = hit.detail if hit.detail not in hit.title else ""
            result.group = table_name(hit.table)
            result.icon = icon(ICONS.get(hit.table, f"source_{hit.table}"))
            result.score = hit.score
            result.actions = [
                QgsLocatorResult.ResultAction(TRACE, translate("Locator", "Trace"), icon_path("trace"))]
            self.resultFetched.emit(result)

    def triggerResult(self, result: QgsLocatorResult) -> None:  # noqa: N802 - QGIS's name
        """Go to the chosen object."""
        chosen = _of(result)
        self._go_to(chosen["table"], int(chosen["fid"]))

    def triggerResultFromAction(self, result: QgsLocatorResult, action: int) -> None:  # noqa: N802
        """Go to the chosen object and, where asked, trace it."""
        self.triggerResult(result)
        if action == TRACE:
            chosen = _of(result)
            self._trace(chosen["table"], int(chosen["fid"]))


def _of(result: QgsLocatorResult) -> dict[str, Any]:
    return dict(user_data(result))
