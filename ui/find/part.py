"""The part of the desk that finds: locator filter and expression functions, made and unmade."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from qgis.core import QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt import sip

from ...layers.sources.feature_reading import read_features
from ...operations.editing.originals import plain
from ..interfaces import Desk
from ..parts import Part
from ..timers import single_shot
from .locator import ObjectLocator

SCALE = 1000.0  # a point alone has no extent to zoom to


class FindPart(Part):
    """Registers what finds things, and goes to what was found."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        from ...layers import expression_functions

        self._locator = ObjectLocator(desk.watch, self.go_to, desk.trace_object)
        desk.iface.registerLocatorFilter(self._locator)
        self._functions = expression_functions.make_functions()
        expression_functions.register(self._functions)
        self._links: QgsVectorLayer | None = None
        self._connections: list[Any] = []
        self._later = single_shot(self, 0, lambda: desk.messages.attempt(self._lay_over))  # of many edits
        self.hear(desk.watch.layers_changed, self._on_layers)
        self._on_layers()

    def close(self) -> None:
        """Take filter and functions away."""
        from ...layers import expression_functions, link_index

        self._later.stop()
        self._unfollow()
        expression_functions.unregister(self._functions)
        expression_functions.use_project("")
        link_index.forget()
        self._functions = []
        self.desk.iface.deregisterLocatorFilter(self._locator)  # QGIS deletes it
        self._locator = None

    def go_to(self, table: str, fid: int) -> None:
        """Select a row and show it on the map."""
        layer = self.desk.watch.layer(table)
        if layer is None:
            return
        canvas = self.desk.iface.mapCanvas()
        layer.selectByIds([fid])
        canvas.zoomToFeatureIds(layer, [fid])
        if canvas.scale() < SCALE:
            canvas.zoomScale(SCALE)
        canvas.flashFeatureIds(layer, [fid])

    # what the expression functions know

    def _on_layers(self) -> None:
        from ...layers import expression_functions

        self._unfollow()
        expression_functions.use_project(self.desk.watch.path)
        layer = self.desk.watch.layer("trace_links")
        if layer is None:
            return
        self._links = layer
        for signal in (layer.attributeValueChanged, layer.featureAdded, layer.featuresDeleted,
                       layer.afterRollBack, layer.afterCommitChanges):
            signal.connect(self._start)
            self._connections.append(signal)

    def _unfollow(self) -> None:
        if self._links is not None and not sip.isdeleted(self._links):
            for signal in self._connections:
                signal.disconnect(self._start)
        self._connections = []
        self._links = None

    def _start(self, *_arguments: Any) -> None:
        self._later.start()

    def _lay_over(self) -> None:
        """Hand the unsaved decisions to the expression functions."""
        from ...layers import link_index

        layer = self._links
        path = self.desk.watch.path
        if layer is None or not path:
            return
        buffer = layer.editBuffer()
        if buffer is None:
            link_index.lay_over(path, {}, frozenset())
            return
        names = [field.name() for field in layer.fields().toList()]
        uid = names.index("uid")
        changed: dict[str, dict[str, Any]] = {}
        edited = {fid: cells for fid, cells in buffer.changedAttributeValues().items() if fid >= 0}
        uids = _uids(layer, edited, uid)
        for fid, cells in edited.items():
            if fid in uids:
                changed[uids[fid]] = {names[index]: plain(value) for index, value in cells.items()}
        for feature in buffer.addedFeatures().values():
            changed[str(feature[uid])] = {name: plain(feature[name]) for name in names}
        deleted = frozenset(_uids(layer, buffer.deletedFeatureIds(), uid).values())
        link_index.lay_over(path, changed, deleted)


def _uids(layer: QgsVectorLayer, fids: Collection[int], column: int) -> dict[int, str]:
    """Return the identifiers of rows that lie in the file."""
    if not fids:
        return {}
    request = QgsFeatureRequest().setFilterFids(list(fids))
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([column])
    rows = read_features(
        layer, request, lambda row: (row.id(), str(row[column])), expected=len(fids), in_file=True
    )
    return dict(rows)
