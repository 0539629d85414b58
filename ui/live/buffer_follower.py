"""Follows the edit buffers of the network layers, whoever edits: our tools, QGIS's, the attribute table.

Every signal of a layer only says *this row is to be looked at*. The rows are looked at
when the event loop is back, a few at a time so that the window stays alive, and handed on
as snapshots; so an edit, its undo and its redo need no cases of their own, and ten signals
of one edit are one snapshot.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice
from typing import Any

from qgis.core import NULL, QgsFeature, QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...i18n import translate
from ...layers.project import find
from ...layers.sources.feature_reading import feature_of, read_features
from ...operations.editing import originals
from ...operations.live.row_states import WATCHED, RowState
from ...operations.live.stale import STAMP_COLUMNS
from ...problems import UserError
from ..project_watch import ProjectWatch
from ..timers import single_shot

SLICE_S = 0.02  # main thread at a stretch
BATCH = 25  # rows that are read together
SETTLE_MS = 40  # a save empties the buffers before it says what the new rows are called in the file
RETRY_MS = 2000  # the file cannot be read: its rows are looked at when it is back
_FIRST_IS_NEW = object()


class Follower(QObject):
    """Emits ``edited([RowState, ...])`` for what happens in the edit buffers."""

    edited = pyqtSignal(list)
    stamped = pyqtSignal(str, object, object)  # outfall uid, its stamp in the file, its stamp now
    began = pyqtSignal()  # a network layer is being edited
    saved = pyqtSignal()  # edits of a network layer reached the file
    caught_up = pyqtSignal()  # everything so far was handed on

    def __init__(self, watch: ProjectWatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self._layers: dict[str, tuple[QgsVectorLayer, str]] = {}  # by layer id
        self._connections: list[tuple[QgsVectorLayer, Any, Any]] = []
        #: Rows to look at, by layer and fid; value: None, _FIRST_IS_NEW, or the number before saving.
        self._dirty: dict[tuple[str, int], object] = {}
        self._taken: list[RowState] = []  # snapshots that wait for the rest
        self._met: set[tuple[str, int]] = set()  # rows handed on before, by table and fid
        self._actions: dict[str, tuple[int, str]] = {}  # layer: index of its undo stack, last action
        self._stamps: set[int] = set()
        self._timer = single_shot(self, 0, self._collect)
        self._held: dict[tuple[str, int], object] = {}  # new rows that were saved or discarded
        self._released: set[tuple[str, int]] = set()  # rows that were held, and are what they seem
        self._settling = single_shot(self, SETTLE_MS, self._release_held)
        watch.layers_changed.connect(self.rewire)
        self.rewire()

    def close(self) -> None:
        """Let go of everything."""
        self._watch.layers_changed.disconnect(self.rewire)
        self._release()

    @property
    def is_behind(self) -> bool:
        """Say whether there are edits that were not handed on yet."""
        return bool(self._dirty or self._taken or self._stamps or self._held)

    def rewire(self) -> None:
        """Follow the layers that the project has now."""
        self._release()
        self._met = set()
        for layer in self._watch.layers_of_file():
            source = find.layer_table(layer)
            if source is not None and source[1] in WATCHED:
                self._follow(layer, source[1])

    def forget(self) -> None:
        """The network is read anew: every row in an edit buffer is new to it."""
        self._met = set()
        self._dirty, self._taken = {}, []
        for layer, _table in self._layers.values():
            for fid in edited_rows(layer):
                self._dirty[layer.id(), fid] = None
        self._timer.start(0)

    def renumbered(self, new_fids: dict[str, dict[int, int]]) -> None:
        """Rows that were new have these numbers in the file now: by table, old number to new."""
        for table, numbers in new_fids.items():
            for layer_id, (_layer, of) in self._layers.items():
                if of == table:
                    for old, new in numbers.items():
                        for fid in (old, new):
                            self._held.pop((layer_id, fid), None)
                            self._dirty.pop((layer_id, fid), None)
                        self._look(layer_id, new, old)
                    break

    def flush(self) -> None:
        """Hand on everything now, as far as the file can be read."""
        while self._dirty or self._stamps:
            self._timer.stop()
            if not self._collect():
                return

    def layers(self, table: str) -> list[QgsVectorLayer]:
        """Return the layers on ``table``."""
        return [layer for layer, of in self._layers.values() if of == table and not sip.isdeleted(layer)]

    # inside

    def _follow(self, layer: QgsVectorLayer, table: str) -> None:
        layer_id = layer.id()
        self._layers[layer_id] = layer, table
        watched = {layer.fields().lookupField(name) for name in WATCHED[table]}
        stamp_columns = STAMP_COLUMNS if table == "outfalls" else ()
        stamps = {layer.fields().lookupField(name) for name in stamp_columns}

        def look(fid: int, *_rest: Any) -> None:
            self._look(layer_id, fid)

        def come(fid: int) -> None:
            # A row that saving adds has no state of its own in the file before.
            self._look(layer_id, fid, _FIRST_IS_NEW)

        def changed(fid: int, column: int, *_value: Any) -> None:
            if column in watched:
                self._look(layer_id, fid)
            if column in stamps:
                self._stamps.add(fid)
                self._timer.start(0)

        def rolled_back() -> None:
            for known, fid in list(self._met):
                if known == table:
                    self._look(layer_id, fid)
            if self._dirty:
                self._timer.start(0)

        for signal, slot in (
            (layer.featureAdded, come), (layer.featureDeleted, look), (layer.geometryChanged, look),
            (layer.attributeValueChanged, changed), (layer.afterRollBack, rolled_back),
            (layer.editingStarted, self.began.emit), (layer.afterCommitChanges, self.saved.emit),
            (layer.undoStack().indexChanged, lambda index: self._acted(layer_id, index)),
        ):
            signal.connect(slot)
            self._connections.append((layer, signal, slot))
        self._actions[layer_id] = layer.undoStack().index(), ""

    def _release(self) -> None:
        self._timer.stop()
        for layer, signal, slot in self._connections:
            if not sip.isdeleted(layer):
                signal.disconnect(slot)
        self._connections, self._layers, self._dirty, self._actions = [], {}, {}, {}
        self._taken = []
        self._stamps, self._held, self._released = set(), {}, set()
        self._settling.stop()
        self.caught_up.emit()

    def _look(self, layer_id: str, fid: int, first: object = None) -> None:
        # A row that was deleted and came back is no new one.
        self._dirty.setdefault((layer_id, fid), first)
        if not self._timer.isActive():
            self._timer.start(0)

    def _acted(self, layer_id: str, index: int) -> None:
        """Keep the name of what the user did last in a layer."""
        layer = self._layers[layer_id][0]
        before = self._actions[layer_id][0]
        stack = layer.undoStack()
        text = stack.undoText()
        if index < before and stack.redoText():
            text = translate("Live", "Undo: {action}").format(action=stack.redoText())
        self._actions[layer_id] = index, text

    def _collect(self) -> bool:
        """Take snapshots for a moment; go on later where there are more, and hand them on together.

        False: the file cannot be read now, and is tried again after a while.
        """
        end = time.monotonic() + SLICE_S
        try:
            while self._dirty and time.monotonic() < end:
                rows: dict[str, dict[int, object]] = {}
                for (layer_id, fid), first in islice(self._dirty.items(), BATCH):
                    rows.setdefault(layer_id, {})[fid] = first
                for layer_id, firsts in rows.items():
                    if layer_id in self._layers and not sip.isdeleted(self._layers[layer_id][0]):
                        self._take(layer_id, firsts)
                    for fid in firsts:
                        del self._dirty[layer_id, fid]
            if self._dirty:
                self._timer.start(0)
                return True
            states, self._taken, self._released = self._taken, [], set()
            if states:
                self.edited.emit(states)
            self._tell_stamps()
        except UserError:
            return self._wait()
        if not self.is_behind:
            self.caught_up.emit()
        return True

    def _wait(self) -> bool:
        self._timer.start(RETRY_MS)
        return False

    def _is_saved(self, layer_id: str, fid: int) -> bool:
        """Tell whether a new row that is gone was saved or discarded, not undone: nothing can be undone."""
        if (layer_id, fid) in self._released:
            return False
        self._settling.start()
        return self._layers[layer_id][0].undoStack().count() == 0

    def _release_held(self) -> None:
        """No more word of rows that were saved: those still gone are gone."""
        self._released |= self._held.keys()
        self._dirty.update(self._held)
        self._held = {}
        self._timer.start(0)

    def _take(self, layer_id: str, firsts: dict[int, object]) -> None:
        """Take the snapshots of some rows of a layer."""
        layer, table = self._layers[layer_id]
        new = [
            fid for fid, first in firsts.items()
            if fid >= 0 and first is None and (table, fid) not in self._met
        ]
        before = snapshots(layer, table, new, in_file=True)
        now = snapshots(layer, table, list(firsts))
        self._met.update((table, fid) for fid in firsts)
        what = self._actions[layer_id][1] if layer.isEditable() else ""
        for fid, first in firsts.items():
            state = now.get(fid)
            if state is not None:
                was = first if isinstance(first, int) else None
                self._taken.append(replace(state, what=what, before=before.get(fid), was=was))
            elif fid < 0 and self._is_saved(layer_id, fid):
                self._held[layer_id, fid] = first
            else:
                self._taken.append(RowState(table, fid, None, None, what, before.get(fid)))

    def _tell_stamps(self) -> None:
        for layer in self.layers("outfalls")[:1]:
            for fid in list(self._stamps):
                now, before = self._stamp(layer, fid), self._stamp(layer, fid, in_file=True)
                self._stamps.discard(fid)
                if now is not None:
                    self.stamped.emit(now[0], (before or now)[1], now[1])
        self._stamps.clear()

    @staticmethod
    def _stamp(
        layer: QgsVectorLayer, fid: int, in_file: bool = False
    ) -> tuple[str, tuple[str, ...]] | None:
        feature = feature_of(layer, fid, in_file=in_file)
        if feature is None:
            return None
        cells = [feature[name] for name in STAMP_COLUMNS if layer.fields().lookupField(name) >= 0]
        return str(feature["uid"]), tuple("" if cell in (None, NULL) else str(cell) for cell in cells)


def snapshots(
    layer: QgsVectorLayer, table: str, fids: list[int], in_file: bool = False
) -> dict[int, RowState]:
    """Return rows with their unsaved edits, or as they lie in the file; no entry for no row.

    Raises UserError where the file cannot be read.
    """
    if not fids:
        return {}
    columns = [layer.fields().lookupField(name) for name in WATCHED[table]]
    request = QgsFeatureRequest().setFilterFids(fids)
    request.setSubsetOfAttributes([at for at in columns if at >= 0])
    buffer = None if in_file else layer.editBuffer()
    expected = sum(fid >= 0 and not (buffer is not None and buffer.isFeatureDeleted(fid)) for fid in fids)

    def state(feature: QgsFeature) -> RowState:
        attributes = feature.attributes()
        cells = tuple(plain(attributes[at]) if at >= 0 else None for at in columns)
        wkb = bytes(feature.geometry().asWkb()) if feature.hasGeometry() else None
        return RowState(table, feature.id(), cells, wkb)

    return {row.fid: row for row in read_features(layer, request, state, expected, in_file)}


def plain(value: Any) -> Any:
    """Return a cell as a snapshot holds it: dates as texts."""
    known = originals.plain(value)
    return known if known is None or isinstance(known, (str, int, float)) else str(known)


def edited_rows(layer: QgsVectorLayer) -> list[int]:
    """Return the rows that differ from the file in the layer's edit buffer."""
    buffer = layer.editBuffer()
    if buffer is None:
        return []
    return list(dict.fromkeys((
        *buffer.deletedFeatureIds(), *buffer.changedGeometries().keys(),
        *buffer.changedAttributeValues().keys(), *buffer.addedFeatures().keys())))
