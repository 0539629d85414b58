"""The rows of one GDAL layer, in batches of columns where GDAL can, else feature by feature.

Texts that are not UTF-8 (MapInfo and GeoJSON files of old programs) reach Python with their bytes
intact: as bytes in the columns, as surrogates in single features. Arrow is not asked then: GDAL 3.6
ends the process where a field name is no UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Texts
from ..cleaning.distinct_cells import objects
from ..model import RawTable
from .arrays import NotUtf8, arrow_column, column_of, decoded, joined, unique_names, wkb_column
from .encodings import Encoding, decode, detect

_PROGRESS_ROWS = 4096
_KEYS = {"GPKG", "SQLite", "OpenFileGDB", "FileGDB"}  # the key column is one that others may refer to

Progress = Callable[[float], None]


def raw_bytes(text: Any) -> bytes:
    """Return what stood in the file for a text that GDAL handed over."""
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogateescape")


def names_of(layer: Any, codec: str) -> list[str]:
    """Return the layer's field names; ``codec``: see :class:`.vector.Opening`."""
    definition = layer.GetLayerDefn()
    raw = [raw_bytes(definition.GetFieldDefn(i).GetName()) for i in range(definition.GetFieldCount())]
    return _texts(raw, codec, detect(raw).name)


def _texts(raw: list[bytes], codec: str, plain: str) -> list[str]:
    return decoded(raw, codec) if codec else [decode(cell, plain) for cell in raw]


class Gathering:
    """Collects the rows of one layer."""

    def __init__(self, layer: Any, driver: str, codec: str, stated: str = "") -> None:
        self.layer, self.codec, self.stated = layer, codec, stated
        definition = layer.GetLayerDefn()
        self.fields = [definition.GetFieldDefn(i) for i in range(definition.GetFieldCount())]
        self.names = [raw_bytes(field.GetName()) for field in self.fields]
        self.has_geometry = definition.GetGeomFieldCount() > 0
        key = layer.GetFIDColumn() if driver in _KEYS else ""
        self.key = "" if key.encode() in self.names else key
        self.counted = driver == "ESRI Shapefile"  # its numbers are the records, deleted ones counted
        self.used = Encoding(codec or "utf-8")
        self.pieces: list[list[NDArray[Any]]] = [[] for _ in self.names]
        self.fids: list[NDArray[Any]] = []
        self.shapes: list[Texts] = []

    def by_arrow(self, batch: int, wanted: int, limit: int | None, progress: Progress | None) -> bool:
        """Read whole batches; False where GDAL cannot or stops short."""
        layer = self.layer
        key, column = layer.GetFIDColumn() or "OGC_FID", layer.GetGeometryColumn() or "wkb_geometry"
        if not hasattr(layer, "GetArrowStreamAsNumPy") or not self._fits_arrow({key, column}):
            return False
        names = [name.decode() for name in self.names]
        done = 0
        try:
            for rows in layer.GetArrowStreamAsNumPy([f"MAX_FEATURES_IN_BATCH={batch}"]):
                fids = rows[key] if key in rows else rows["OGC_FID"]
                self.fids.append(np.asarray(fids, dtype=np.int64))
                for pieces, name in zip(self.pieces, names):
                    pieces.append(arrow_column(rows[name], self.codec))
                if self.has_geometry:
                    self.shapes.append(wkb_column(rows[column if column in rows else "wkb_geometry"]))
                done += len(self.fids[-1])
                if progress:
                    progress(min(1.0, done / max(wanted, 1)))
                if limit is not None and done >= limit:
                    break
        except (RuntimeError, KeyError, NotUtf8, MemoryError):
            return False
        # GDAL counts the deleted records of a shapefile, too: there the last number tells.
        return done >= wanted or (self.counted and done > 0 and int(self.fids[-1][-1]) + 1 >= wanted)

    def _fits_arrow(self, taken: set[str]) -> bool:
        """Tell whether names and types come through as columns."""
        from osgeo import ogr

        try:
            names = [name.decode() for name in self.names]
        except UnicodeDecodeError:
            return False
        # GDAL 3.6 reads only the first boolean of a batch right.
        boolean = any(field.GetSubType() == ogr.OFSTBoolean for field in self.fields)
        return (
            not boolean
            and len(set(names)) == len(names)
            and not ({*taken, "OGC_FID", "wkb_geometry"} & set(names))
        )

    def by_row(self, wanted: int, limit: int | None, progress: Progress | None) -> None:
        """Read feature by feature: slower, stops at nothing."""
        layer, lost = self.layer, 0
        cells: list[list[Any]] = [[] for _ in self.names]
        fids: list[int] = []
        shapes: list[Any] = []
        layer.ResetReading()
        read = [_reader(i, field) for i, field in enumerate(self.fields)]
        while limit is None or len(fids) < limit:
            try:
                feature = layer.GetNextFeature()
            except RuntimeError:  # one row that cannot be read, where somebody made GDAL raise
                lost += 1
                if len(fids) + lost > wanted:
                    break
                continue
            if feature is None:
                break
            fids.append(feature.GetFID())
            for values, one in zip(cells, read):
                values.append(one(feature))
            shape = feature.GetGeometryRef() if self.has_geometry else None
            shapes.append(None if shape is None else bytes(shape.ExportToIsoWkb()))
            if progress and len(fids) % _PROGRESS_ROWS == 0:
                progress(min(1.0, len(fids) / max(wanted, 1)))
        self.fids.append(np.array(fids, dtype=np.int64))
        self._decode(cells)
        for pieces, values in zip(self.pieces, cells):
            pieces.append(column_of(values))
        if self.has_geometry:
            self.shapes.append(objects(shapes))

    def _decode(self, cells: list[list[Any]]) -> None:
        """Turn the texts of all columns into what they say, in place."""
        if not self.codec:
            foreign = list(
                dict.fromkeys(
                    raw for raw in (*self.names, *map(raw_bytes, _strings(cells))) if not raw.isascii()
                )
            )
            if any(_surrogates(raw) for raw in foreign):
                self.used = Encoding(self.stated) if self.stated else detect(foreign)
        for values in cells:
            at = [i for i, value in enumerate(values) if isinstance(value, (str, bytes))]
            texts = _texts([raw_bytes(values[i]) for i in at], self.codec, self.used.name)
            for i, text in zip(at, texts):
                values[i] = text

    def finished(self, path: str, name: str, limit: int | None) -> RawTable:
        """Return the rows as a table."""
        fid = np.concatenate([np.empty(0, dtype=np.int64), *self.fids])[:limit]
        columns = [joined(pieces)[:limit] for pieces in self.pieces]
        names = _texts(self.names, self.codec, self.used.name)
        if self.key:
            names.insert(0, self.key)
            columns.insert(0, fid.astype(np.float64))
        geometry = np.concatenate(self.shapes)[:limit] if self.shapes else None
        if geometry is not None and not any(shape is not None for shape in geometry):
            geometry = None
        number = fid + 1 if self.counted else np.arange(1, len(fid) + 1, dtype=np.int64)
        return RawTable(
            path,
            name,
            number,
            dict(zip(unique_names(names), columns)),
            geometry,
            encoding=self.used.name,
            encoding_sure=self.used.sure,
        )


def _strings(cells: list[list[Any]]) -> Iterable[Any]:
    return (value for values in cells for value in values if isinstance(value, (str, bytes)))


def _surrogates(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def _reader(i: int, field: Any) -> Callable[[Any], Any]:
    """Return what gets the value of a field out of a feature."""
    from osgeo import ogr

    kind = field.GetType()

    def value(feature: Any) -> Any:
        if not feature.IsFieldSetAndNotNull(i):
            return None
        if kind in (ogr.OFTInteger, ogr.OFTInteger64):
            return feature.GetFieldAsInteger64(i)
        if kind == ogr.OFTReal:
            return feature.GetFieldAsDouble(i)
        if kind == ogr.OFTDate:
            return "{:04d}-{:02d}-{:02d}".format(*feature.GetFieldAsDateTime(i)[:3])
        if kind == ogr.OFTDateTime:
            year, month, day, hour, minute, second, _ = feature.GetFieldAsDateTime(i)
            text = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{int(second):02d}"
            return text.replace("T00:00:00", "")
        if kind in (ogr.OFTStringList, ogr.OFTIntegerList, ogr.OFTInteger64List, ogr.OFTRealList):
            return list(feature.GetField(i) or ())
        if kind == ogr.OFTBinary:
            return bytes(feature.GetFieldAsBinary(i)).hex()
        return feature.GetFieldAsString(i)

    return value
