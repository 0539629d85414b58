"""One user action on the edit buffers: its changes, and where they stand in the undo lists."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ...layers.sources.feature_reading import feature_of
from ...problems import UserError
from .history import Action
from .originals import plain

if TYPE_CHECKING:
    from qgis.core import QgsGeometry, QgsVectorLayer

    from .edited_layers import EditedLayers


class Step:
    """Changes of one action; made by :meth:`.session.EditSession.step`."""

    def __init__(self, layers: EditedLayers, title: str) -> None:
        self._layers = layers
        self.action = Action(title)
        self.tables: dict[str, QgsVectorLayer] = {}

    def add(self, table: str, values: Mapping[str, Any], geometry: QgsGeometry | None = None) -> str:
        """Add a row and return its uid; columns that are not given get their defaults."""
        from qgis.core import QgsVectorLayerUtils

        from ...layers.store.table_io import new_uids

        layer = self._editable(table)
        uid = str(values.get("uid") or new_uids(1)[0])
        fields = layer.fields()
        cells = {fields.lookupField(name): value for name, value in {**values, "uid": uid}.items()}
        feature = (
            QgsVectorLayerUtils.createFeature(layer, geometry, cells)
            if geometry is not None
            else (QgsVectorLayerUtils.createFeature(layer, attributes=cells))
        )
        if not layer.addFeature(feature):
            raise _refused(layer)
        return str(feature["uid"])  # QGIS gives another one where this one is taken

    def change(self, table: str, fid: int, values: Mapping[str, Any]) -> bool:
        """Change cells of one row; return False where all of them have these values already."""
        layer = self._layers.layer(table)
        feature = feature_of(layer, fid)
        if feature is None:
            raise UserError(translate("Edits", "The row is not there any more. Reload the project."))
        fields = layer.fields()
        new, old = {}, {}
        for name, value in values.items():
            at = fields.lookupField(name)
            if plain(feature.attribute(at)) != value:
                new[at], old[at] = value, feature.attribute(at)
        if not new:
            return False
        self._editable(table)
        if not layer.changeAttributeValues(fid, new, old, True):
            raise _refused(layer)
        return True

    def move(self, table: str, fid: int, geometry: QgsGeometry) -> None:
        """Give a row another geometry."""
        layer = self._editable(table)
        if not layer.changeGeometry(fid, geometry):
            raise _refused(layer)

    def delete(self, table: str, fid: int) -> None:
        """Delete a row."""
        layer = self._editable(table)
        if not layer.deleteFeature(fid):
            raise _refused(layer)

    def _editable(self, table: str) -> QgsVectorLayer:
        if table not in self.tables:
            layer = self.tables[table] = self._layers.start_editing(table)
            self.action.marks[table] = (layer.undoStack().index(), -1)
            layer.beginEditCommand(self.action.title)
        return self.tables[table]


def _refused(layer: QgsVectorLayer) -> UserError:
    detail = ""
    with suppress(AttributeError):
        detail = "; ".join(layer.dataProvider().errors())
    text = translate("Edits", "{layer} did not take the change. Nothing was changed.")
    return UserError(text.format(layer=layer.name()), detail)
