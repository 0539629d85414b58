"""The layers whose buffers hold a project's edits: the window's, and our own where it shows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qgis.PyQt import sip

from ...i18n import translate
from ...layers.store.gpkg import layer_uri
from ...problems import UserError
from .rows import known_tables
from .transactions import write_at_once

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


class EditedLayers:
    """The layers of one project by table; ``came`` is told of each that is edited here from now on."""

    def __init__(self, came: Callable[[str, QgsVectorLayer], None]) -> None:
        self._came = came
        self.path = ""
        self._shown: dict[str, QgsVectorLayer] = {}
        self._private: dict[str, QgsVectorLayer] = {}
        self.started: set[str] = set()  # brought into edit mode here, not by a person

    def attach(self, path: str, layers: Mapping[str, QgsVectorLayer]) -> None:
        """Take the layers of the project at ``path``."""
        self.path = path
        for table, layer in layers.items():
            if table in known_tables():
                self._shown[table] = layer
                self._came(table, layer)

    def detach(self) -> None:
        """Let go of all layers; edits stay in their buffers."""
        self.end_editing()
        self.path, self._shown, self._private = "", {}, {}
        self.started = set()

    def layer(self, table: str) -> QgsVectorLayer:
        """Return the layer of ``table``: the project's, or one of our own where the project shows none."""
        from qgis.core import QgsVectorLayer

        layer = self.known(table)
        if layer is not None:
            return layer
        if not self.path:
            raise UserError(translate("Edits", "Open an outfall project first."))
        made = QgsVectorLayer(layer_uri(self.path, table), table, "ogr")
        if not made.isValid():
            raise UserError(
                translate(
                    "Edits", "The table {table} of {path} cannot be opened. Reload the project."
                ).format(table=table, path=self.path)
            )
        self._private[table] = made
        self._came(table, made)
        return made

    def known(self, table: str) -> QgsVectorLayer | None:
        """Return the layer of ``table`` if there is one already."""
        layer = self._shown.get(table) or self._private.get(table)
        return None if layer is None or sip.isdeleted(layer) else layer

    def all(self) -> dict[str, QgsVectorLayer]:
        """Return all layers by table."""
        found = {table: self.known(table) for table in (*self._shown, *self._private)}
        return {table: layer for table, layer in found.items() if layer is not None}

    def start_editing(self, table: str) -> QgsVectorLayer:
        """Bring a layer into edit mode and return it; raises UserError where it cannot be edited."""
        layer = self.layer(table)
        if write_at_once():
            raise at_once()
        if layer.isEditable():
            return layer
        if not layer.readOnly() and layer.startEditing():
            self.started.add(table)
            return layer
        raise UserError(
            translate(
                "Edits",
                "{layer} is read-only, so nothing can be changed in it. Copy the project to a folder where "
                "you may write, or lift the layer's read-only setting.",
            ).format(layer=layer.name())
        )

    def end_editing(self) -> None:
        """End the edit mode of layers that were brought into it here and hold nothing unsaved."""
        for table in sorted(self.started):
            layer = self.known(table)
            if layer is not None and layer.isEditable() and layer.isModified():
                continue
            self.started.discard(table)
            if layer is not None and layer.isEditable():
                layer.rollBack()

    def empty(self, table: str) -> None:
        """Empty the buffer of a layer whose edits are in the file; nobody is told of undone rows.

        It stays in edit mode: ending that, and beginning it again, would open the file anew each time.
        """
        layer = self.layer(table)
        buffer = layer.editBuffer()
        buffer.blockSignals(True)
        try:
            layer.undoStack().setIndex(0)
            layer.undoStack().clear()
        finally:
            buffer.blockSignals(False)
        layer.layerModified.emit()


def at_once() -> UserError:
    """Return what is said where the open project writes edits into the file at once."""
    return UserError(
        translate(
            "Edits",
            "This QGIS project writes edits into the file at once (automatic transaction groups), where "
            "nothing can be judged, corrected or undone over several tables. Set the transaction mode in the "
            "project's properties to local edit buffers.",
        )
    )
