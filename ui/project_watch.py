"""Watches the open QGIS project: which layers of an Outfall Tracer project are in it.

Layers are known by the file and table they read. Signals are gathered: opening a
project adds thirty layers and says ``layers_changed`` once.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from qgis.core import QgsFeature, QgsFeatureRequest, QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..layers.project import find
from ..layers.sources.feature_reading import feature_with_uid, read_features, reload
from ..layers.store.traced_pipes import TRACED_PIPES
from .timers import single_shot


class ProjectWatch(QObject):
    """Knows the layers of the open project and tells when they or their rows change."""

    layers_changed = pyqtSignal()  # layers came or went
    layers_shown = pyqtSignal(object)  # layers that a person has added (a list), once they are in the tree
    layers_lost = pyqtSignal(list)  # tables of the open file whose layers somebody removed
    outfalls_changed = pyqtSignal()  # rows of the outfalls layer were edited or reloaded
    reloaded = pyqtSignal()  # the layers were read again after a run of ours
    selection_changed = pyqtSignal()  # another set of outfalls is selected on the map

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers: dict[str, QgsVectorLayer] = {}
        self._tables: tuple[str, frozenset[str]] = ("", frozenset())  # the file, and what was shown of it
        self._outfalls: QgsVectorLayer | None = None  # whose rows and selection are watched
        self._connections: list[tuple[Any, Any]] = []
        self._shown_now: list[Any] = []  # added a moment ago
        self._edited: set[int] | None = set()  # outfalls whose columns changed; None: more than columns did
        #: While ``outfalls_changed`` is told: ids of those whose columns alone changed, None where more did.
        self.edited: frozenset[int] | None = None
        self._read_later = single_shot(self, 0, self._read_layers)
        self._shown_later = single_shot(self, 0, self._tell_shown)
        self._tell_later = single_shot(self, 0, self._tell_outfalls)
        project = QgsProject.instance()
        self._project_connections: list[tuple[Any, Any]] = [
            (project.layersAdded, self._read_later.start),
            (project.legendLayersAdded, self._on_shown),
            (project.layersWillBeRemoved, self._on_removed),
            (project.cleared, self._on_cleared),
            (project.readProject, self._read_later.start),
        ]
        for signal, slot in self._project_connections:
            signal.connect(slot)

    def close(self) -> None:
        """Undo every connection."""
        for timer in (self._read_later, self._shown_later, self._tell_later):
            timer.stop()
        self._forget_layers()
        for signal, slot in self._project_connections:
            signal.disconnect(slot)
        self._project_connections = []

    def layer(self, table: str) -> QgsVectorLayer | None:
        """Return the layer that reads ``table``, or None."""
        layer = self._layers.get(table)
        return None if layer is None or sip.isdeleted(layer) else layer

    def feature(self, table: str, uid: str) -> QgsFeature | None:
        """Return the row of ``table`` with this uid, edits included; None where it or its layer is not there.

        Raises UserError where the file cannot be read.
        """
        layer = self.layer(table)
        return None if layer is None else feature_with_uid(layer, uid)

    def selected_outfalls(self, most: int | None = None) -> list[str]:
        """Return the uids of the outfalls that are selected, at the most ``most``; raises as above."""
        layer = self.layer("outfalls")
        fids = layer.selectedFeatureIds()[:most] if layer is not None else []
        if layer is None or not fids:
            return []
        request = QgsFeatureRequest().setFilterFids(fids)
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(["uid"], layer.fields())
        expected = sum(fid >= 0 for fid in fids)
        return read_features(layer, request, lambda feature: str(feature["uid"]), expected)

    @property
    def path(self) -> str:
        """Return the GeoPackage of the open project, or "" where none is open."""
        source = find.layer_table(self.layer("outfalls"))
        return str(source[0]) if source else ""

    @property
    def file(self) -> str:
        """Return the GeoPackage whose tables are open, even where the layer of outfalls was removed."""
        return self._tables[0]

    def refresh(self) -> None:
        """Look at the project's layers now."""
        self._read_later.stop()
        self._read_layers()

    def layers_of_file(self) -> list[QgsVectorLayer]:
        """Return every layer of the QGIS project that reads the open GeoPackage."""
        return [layer for layer, _table in self.tables_of_file()]

    def tables_of_file(self) -> list[tuple[QgsVectorLayer, str]]:
        """Return every layer of the QGIS project that reads the open GeoPackage, with its table."""
        path = self.path
        return _layers_of(path) if path else []

    def reload(self) -> None:
        """Read the file's layers again after a run of ours wrote to it; what is selected stays."""
        self._read_anew(self.layers_of_file())
        self.reloaded.emit()

    def read_anew(self, tables: Collection[str]) -> None:
        """Read these tables again after another program wrote to them; what is selected stays."""
        self._read_anew(
            [layer for layer, table in self.tables_of_file() if table in tables or table == TRACED_PIPES.name]
        )

    def _read_anew(self, layers: list[QgsVectorLayer]) -> None:
        for layer in layers:
            if not layer.isModified():
                reload(layer)
                layer.updateExtents()
            layer.triggerRepaint()
        self.outfalls_changed.emit()

    def _on_shown(self, layers: list[Any]) -> None:
        """Tell of them when QGIS has put them into its layer tree."""
        self._shown_now += layers
        self._shown_later.start()

    def _tell_shown(self) -> None:
        layers, self._shown_now = self._shown_now, []
        self.layers_shown.emit(layers)

    def _read_layers(self) -> None:
        path = find.project_path(QgsProject.instance())
        found: dict[str, QgsVectorLayer] = {}
        for layer, table in _layers_of(str(path)) if path else ():
            # A layer that shows all rows is preferred to a filtered copy.
            if table not in found or (found[table].subsetString() and not layer.subsetString()):
                found[table] = layer
        (file, shown), self._tables = self._tables, (str(path or ""), frozenset(found))
        lost = sorted(shown - frozenset(found)) if file and file == self._tables[0] else []
        if lost:
            self.layers_lost.emit(lost)
        same = {name: layer.id() for name, layer in found.items()} == self._ids()
        if same and file == self._tables[0]:
            return
        self._forget_layers()
        self._layers = dict(found)
        if "outfalls" in found:
            self._watch_rows(found["outfalls"])
        self.layers_changed.emit()

    def _ids(self) -> dict[str, str]:
        return {name: layer.id() for name, layer in self._layers.items() if not sip.isdeleted(layer)}

    def _watch_rows(self, outfalls: QgsVectorLayer) -> None:
        self._connections = [
            (outfalls.selectionChanged, self._on_selection),
            (outfalls.featureAdded, self._on_rows),
            (outfalls.featuresDeleted, self._on_rows),
            (outfalls.geometryChanged, self._on_rows),
            (outfalls.afterRollBack, self._on_rows),
            (outfalls.afterCommitChanges, self._on_rows),
            (outfalls.subsetStringChanged, self._on_rows),
            (outfalls.attributeValueChanged, self._on_cell),
        ]
        self._outfalls = outfalls
        for signal, slot in self._connections:
            signal.connect(slot)

    def _on_cell(self, fid: int, *_value: Any) -> None:
        if self._edited is not None:
            self._edited.add(fid)
        self._tell_later.start()

    def _on_rows(self, *_what: Any) -> None:
        self._edited = None
        self._tell_later.start()

    def _tell_outfalls(self) -> None:
        edited, self._edited = self._edited, set()
        self.edited = None if edited is None else frozenset(edited)
        try:
            self.outfalls_changed.emit()
        finally:
            self.edited = None

    def _on_selection(self, *_what: Any) -> None:
        self.selection_changed.emit()

    def _on_cleared(self) -> None:
        """Another project comes: what it does not show nobody has removed."""
        self._tables = ("", frozenset())
        self._on_removed()

    def _on_removed(self, *_arguments: Any) -> None:
        # Drop them all before anybody asks one that is gone; those that stay are found again.
        self._forget_layers()
        self.layers_changed.emit()
        self._read_later.start()

    def _forget_layers(self) -> None:
        # Where the layer is gone its connections went with it; to touch them would crash.
        if self._outfalls is not None and not sip.isdeleted(self._outfalls):
            for signal, slot in self._connections:
                signal.disconnect(slot)
        self._connections, self._outfalls, self._layers = [], None, {}


def _layers_of(path: str) -> list[tuple[QgsVectorLayer, str]]:
    """Return the layers of the QGIS project that read the file ``path``, with their tables."""
    sources = ((layer, find.layer_table(layer)) for layer in QgsProject.instance().mapLayers().values())
    return [(layer, source[1]) for layer, source in sources if source and find.same_file(source[0], path)]
