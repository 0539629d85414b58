"""What any detector found, as places to look at: points or boxes of GeoJSON, GeoPackage, Shapefile, CSV
with places.

A score is taken from a column that is called so; a box or an outline counts by its middle.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from ..i18n import translate
from ..layers.store.gpkg import GdalError, gdal_said
from ..operations.inspection import Proposal
from ..problems import UserError
from .ground import Ground, moved

_SCORES = ("score", "confidence", "conf", "probability", "prob", "置信度", "得分")


def read_proposals(path: Path, ground: Ground, least_score: float = 0.0) -> list[Proposal]:
    """Return what a detector's file proposes, in the project's system. Raises UserError for no such file."""
    from osgeo import gdal

    found: list[Proposal] = []
    try:
        with gdal_said() as said:
            dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
            if dataset is None:
                raise GdalError("; ".join(said) or "not a vector file")
            for at in range(dataset.GetLayerCount()):
                found += _of_layer(dataset.GetLayer(at), ground, least_score)
            del dataset
    except GdalError as error:
        raise UserError(
            translate(
                "Imagery", "{file} cannot be read as points or boxes. Give a GeoJSON or a GeoPackage."
            ).format(file=path),
            detail=str(error),
        ) from error
    if not found:
        raise UserError(
            translate(
                "Imagery", "{file} holds no points or boxes that lie on the map; nothing was taken in."
            ).format(file=path)
        )
    return found


def _of_layer(layer: object, ground: Ground, least_score: float) -> list[Proposal]:
    definition = layer.GetLayerDefn()  # type: ignore[attr-defined]
    names = [definition.GetFieldDefn(at).GetName() for at in range(definition.GetFieldCount())]
    column = next((name for word in _SCORES for name in names if name.lower() == word), "")
    srs = layer.GetSpatialRef()  # type: ignore[attr-defined]
    system = ground.system(srs.ExportToWkt()) if srs is not None else None
    places, scores = [], []
    for feature in layer:  # type: ignore[attr-defined]
        shape = feature.GetGeometryRef()
        if shape is None or shape.IsEmpty():
            continue
        left, right, low, high = shape.GetEnvelope()
        score = (
            feature.GetFieldAsDouble(column) if column and feature.IsFieldSetAndNotNull(column) else math.nan
        )
        if not score < least_score:
            places.append(((left + right) / 2, (low + high) / 2))
            scores.append(score)
    if not places:
        return []
    xy = np.array(places, dtype=np.float64)
    if system is not None:
        xy = moved(system.forward, xy)
    return [
        Proposal(float(x), float(y), score)
        for (x, y), score in zip(xy, scores)
        if math.isfinite(x) and math.isfinite(y)
    ]
