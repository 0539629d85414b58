"""Features of any QGIS source as columns: geometry as well-known binary, chosen fields as texts or numbers.

Ids are texts: 12, 12.0 and " 12 " are "12", blanks are missing. Curves are made
straight for those who measure them, and kept as they are for those who write them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from qgis.core import (
    NULL,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsGeometry,
    QgsProcessingFeatureSource,
    QgsWkbTypes,
)

from ...i18n import translate
from ...problems import UserError
from ...tracing.model import Floats, Progress, Texts
from ..qgis_names import UNCHECKED
from .feature_reading import whole

_PROGRESS_EVERY = 2000


def text_of(value: object) -> str | None:
    """Return an id as normal text: whole floats without decimals, no blanks around, None for nothing.

    >>> text_of(12.0), text_of(" a1 "), text_of("-12.0"), text_of("  ")
    ('12', 'a1', '-12', None)
    """
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    if value is None or value == NULL:
        return None
    text = str(value).strip()
    whole, point, decimals = text.rpartition(".")
    if point and whole.lstrip("-").isdecimal() and decimals and not decimals.strip("0"):
        text = whole
    return text or None


def number_of(value: object) -> float:
    """Return a number, also from text and with a decimal comma; NaN for anything else."""
    if isinstance(value, (int, float)):
        return float(value)
    text = text_of(value)
    if text is None:
        return float("nan")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


@dataclass
class FeatureColumns:
    """n features. ``wkb`` is the geometry as it was, ``straight`` the same without curves (bytes or None).

    values: per asked field the raw attributes, empty where no field was asked.
    """

    ids: list[int]
    wkb: Texts
    straight: Texts
    values: list[list[Any]]

    def texts(self, column: int) -> Texts:
        """Return a field as normal texts, all None where it was not asked."""
        return _objects([text_of(value) for value in self.values[column]] or [None] * len(self.ids))

    def numbers(self, column: int) -> Floats:
        """Return a field as numbers, NaN where there is none."""
        return np.array([number_of(value) for value in self.values[column]], dtype=np.float64)

    def names(self, column: int) -> Texts:
        """Return the ids people know: the field's text, else the feature id."""
        return _objects([
            str(number) if text is None else text for text, number in zip(self.texts(column), self.ids)
        ])


def read_columns(
    source: QgsFeatureSource, names: tuple[str, ...], progress: Progress | None = None
) -> FeatureColumns:
    """Read geometry and the named fields ("" for none) in one pass.

    Raises UserError where the layer lacks a field.
    """
    available = source.fields()
    index = [available.lookupField(name) if name else -1 for name in names]
    missing = [name for name, at in zip(names, index) if name and at < 0]
    if missing:
        raise UserError(
            translate(
                "NetworkLayers", "The layer “{layer}” has no field {missing}. Its fields are: {fields}."
            ).format(
                layer=source.sourceName(),
                missing=", ".join(missing),
                fields=", ".join(each.name() for each in available.toList()),
            )
        )
    values: list[list[Any]] = [[] for _ in names]
    used = [(at, column) for at, column in zip(index, values) if at >= 0]
    ids: list[int] = []
    wkb: list[bytes | None] = []
    straight: list[bytes | None] = []
    total = max(source.featureCount(), 1)
    with whole(source.sourceName()):
        for feature in _features(source, sorted({at for at, _ in used})):
            if progress is not None and len(ids) % _PROGRESS_EVERY == 0:
                progress(min(len(ids) / total, 1.0), "reading")
            ids.append(feature.id())
            for at, column in used:
                column.append(feature.attribute(at))
            geometry = feature.geometry()
            blob = None if geometry.isEmpty() else geometry.asWkb().data()
            wkb.append(blob)
            if blob is not None and QgsWkbTypes.isCurvedType(geometry.wkbType()):
                blob = QgsGeometry(geometry.constGet().segmentize()).asWkb().data()
            straight.append(blob)
    return FeatureColumns(ids, _objects(wkb), _objects(straight), values)


def _features(source: QgsFeatureSource, attributes: list[int]) -> Iterator[QgsFeature]:
    request = QgsFeatureRequest().setSubsetOfAttributes(attributes)
    if isinstance(source, QgsProcessingFeatureSource):
        # A zero-length pipe is "invalid" to QGIS; here it is a finding, not a reason to stop.
        return source.getFeatures(request, UNCHECKED)
    return source.getFeatures(request)


def _objects(values: list[Any]) -> Texts:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
