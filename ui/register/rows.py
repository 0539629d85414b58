"""Reads the register's rows from the outfalls layer: attributes only, one pass."""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import QgsFeature, QgsFeatureRequest, QgsVectorLayer

from ...layers.sources.feature_reading import read_features
from ...operations.editing.originals import plain
from .model import READ_COLUMNS, OutfallRow, make_row


def read_rows(
    outfalls: QgsVectorLayer, districts: QgsVectorLayer | None, fids: Collection[int] | None = None
) -> list[OutfallRow]:
    """Return one row per outfall, or of these, unsaved edits included. Missing columns read as empty."""
    names = district_names(districts) if districts is not None else {}
    fields = outfalls.fields()
    wanted = [(name, fields.lookupField(name)) for name in READ_COLUMNS]
    present = [(name, index) for name, index in wanted if index >= 0]
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([index for _name, index in present])
    if fids is not None:
        request.setFilterFids(list(fids))
    return read_features(
        outfalls,
        request,
        lambda feature: _row(feature, present, names),
    )


def _row(feature: QgsFeature, present: list[tuple[str, int]], districts: dict[str, str]) -> OutfallRow:
    cells = feature.attributes()
    return make_row(feature.id(), {name: plain(cells[index]) for name, index in present}, districts)


def district_names(districts: QgsVectorLayer) -> dict[str, str]:
    """Return the name of each district by county code."""
    fields = districts.fields()
    code, name = fields.lookupField("county_code"), fields.lookupField("name")
    if code < 0 or name < 0:
        return {}
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([code, name])
    pairs = read_features(districts, request, lambda feature: (plain(feature[code]), plain(feature[name])))
    return {str(key): str(text) for key, text in pairs if key is not None and text is not None}
