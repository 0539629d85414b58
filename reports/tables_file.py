"""Lists as tables of a GeoPackage: typed columns, places where rows have them."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..layers.store.gpkg import no_exceptions, quiet
from .listings import Listing
from .sheets import INTEGER, SheetColumn

_AT_ONCE = 5000


def write_layers(
    path: Path,
    tables: Sequence[tuple[Listing, Sequence[str], Sequence[SheetColumn]]],
    crs_wkt: str,
    notes: Sequence[str],
    tick: Callable[[float], None],
) -> None:
    """Write lists as layers; ``tables``: each list, its columns' names and the columns.

    Headings become the columns' alternative names, ``notes`` the description of each layer. Raises OSError
    where the file cannot be written.
    """
    from osgeo import ogr, osr

    system = osr.SpatialReference()
    system.ImportFromWkt(crs_wkt)
    with quiet(), no_exceptions():
        dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
        if dataset is None:
            raise OSError(errno.EIO, "")
        for at, (each, names, columns) in enumerate(tables):
            tick(at / len(tables))
            placed = each.xy is not None
            layer = dataset.CreateLayer(
                each.name,
                system if placed else None,
                ogr.wkbPoint if placed else ogr.wkbNone,
                [f"IDENTIFIER={each.title}", f"DESCRIPTION={' '.join(notes)}", "FID=row"],
            )
            if layer is None:
                raise OSError(errno.ENOSPC, "")
            for name, column in zip(names, columns):
                definition = ogr.FieldDefn(name, _type(column))
                if hasattr(definition, "SetAlternativeName"):
                    definition.SetAlternativeName(column.heading)
                layer.CreateField(definition)
            _fill(dataset, layer, each, columns)
        layer = dataset = None
        _check_whole(path, {each.name: each.n for each, _, _ in tables})


def _check_whole(path: Path, rows: Mapping[str, int]) -> None:
    """Raise OSError where a file does not hold all rows: GDAL does not say whether closing it went well."""
    from osgeo import gdal

    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    layers = [dataset.GetLayer(i) for i in range(dataset.GetLayerCount())] if dataset is not None else []
    if {layer.GetName(): layer.GetFeatureCount() for layer in layers} != rows:
        raise OSError(errno.ENOSPC, "")


def _type(column: SheetColumn) -> int:
    from osgeo import ogr

    if column.number_format:
        return int(ogr.OFTInteger64 if column.number_format == INTEGER else ogr.OFTReal)
    return int(ogr.OFTString)


def _fill(dataset: Any, layer: Any, each: Listing, columns: Sequence[SheetColumn]) -> None:
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    for row in range(each.n):
        if row % _AT_ONCE == 0:
            if row:
                _commit(dataset)
            dataset.StartTransaction()
        feature = ogr.Feature(definition)
        for i, column in enumerate(columns):
            value = column.values[row]
            if value is not None and value == value and value != "":
                feature.SetField(i, value if column.number_format else str(value))
        if each.xy is not None and each.xy[row][0] == each.xy[row][0]:
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*each.xy[row].tolist())
            feature.SetGeometry(point)
        if layer.CreateFeature(feature) != 0:
            raise OSError(errno.ENOSPC, "")
    if each.n:
        _commit(dataset)


def _commit(dataset: Any) -> None:
    if dataset.CommitTransaction() != 0:
        raise OSError(errno.ENOSPC, "")
