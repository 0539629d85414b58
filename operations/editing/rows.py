"""The edit buffer of a layer as plain rows: what a save writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...problems import UserError
from .originals import plain

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


_UNSET = "QgsUnsetAttributeValue"  # from QGIS 3.28 on: left to the table's own default


@dataclass
class LayerEdits:
    """The edit buffer of one layer as plain rows; ``attributes`` by column name."""

    table: str
    layer: QgsVectorLayer
    added: dict[int, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    moved: dict[int, bytes] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)

    def touched(self) -> set[int]:
        """Return the rows of the file that are changed or deleted."""
        return {*self.changed, *self.moved, *self.deleted}


def edits_of(table: str, layer: QgsVectorLayer) -> LayerEdits:
    """Read the edit buffer of ``layer``; raises UserError where columns were added or removed in it."""
    buffer = layer.editBuffer()
    if buffer.addedAttributes() or buffer.deletedAttributeIds():
        raise UserError(
            translate(
                "Edits",
                "Columns of {layer} were added or removed. The tables of a project keep their columns: undo "
                "that, then save. Nothing was saved, and your edits are kept.",
            ).format(layer=layer.name())
        )
    names = columns_of(layer)
    edits = LayerEdits(table, layer)
    for fid, feature in buffer.addedFeatures().items():
        cells = {name: plain(feature.attribute(at)) for at, name in names.items()}
        values = {name: value for name, value in cells.items() if type(value).__name__ != _UNSET}
        edits.added[fid] = (values, _wkb(_fitting(feature.geometry(), layer)))
    for fid, cells in buffer.changedAttributeValues().items():
        values = {names[at]: plain(value) for at, value in cells.items() if at in names}
        if values:
            edits.changed[fid] = values
    for fid, geometry in buffer.changedGeometries().items():
        edits.moved[fid] = _wkb(_fitting(geometry, layer))
    edits.deleted = sorted(buffer.deletedFeatureIds())
    return edits


def known_tables() -> frozenset[str]:
    """Return the tables whose edits are saved here."""
    return frozenset(table.name for table in SCHEMA.tables)


def columns_of(layer: QgsVectorLayer) -> dict[int, str]:
    """Return the columns of the table itself by field index; ``fid``, joined and virtual ones left out."""
    from ...layers.qgis_names import OWN_COLUMN

    fields = layer.fields()
    keys = set(layer.primaryKeyAttributes())
    return {
        at: fields.at(at).name()
        for at in range(fields.count())
        if fields.fieldOrigin(at) == OWN_COLUMN and at not in keys
    }


def _fitting(geometry: Any, layer: QgsVectorLayer) -> Any:
    """Return ``geometry`` as the layer's type: Z dropped, the only part of a multi-part taken out."""
    if geometry.isNull() or geometry.wkbType() == layer.wkbType():
        return geometry
    parts = geometry.coerceToType(layer.wkbType())
    if len(parts) != 1:
        raise UserError(
            translate(
                "Edits",
                "A geometry of {layer} has several parts, and the table holds one part per row. Split it "
                "into rows, then save. Nothing was saved, and your edits are kept.",
            ).format(layer=layer.name())
        )
    return parts[0]


def _wkb(geometry: Any) -> bytes:
    return b"" if geometry.isNull() or geometry.isEmpty() else bytes(geometry.asWkb())
