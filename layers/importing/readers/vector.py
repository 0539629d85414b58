"""Vector files through GDAL, in columns: shapefile, GeoPackage, GeoJSON, KML, DXF, FileGDB, MapInfo.

Where GDAL has Arrow columns (3.6 and later) whole batches come as arrays, else features one by one.
The texts of a dBASE file are asked for as Latin-1, which keeps every byte, and decoded here: so one
reading serves whatever the encoding turns out to be, field names included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....i18n import translate
from ....problems import UserError
from ....tracing.model import Texts
from ...gpkg import GdalError, gdal_said
from ..model import RawTable, SourceLayer
from .arrays import arrow_column, column_of, decoded, joined, unique_names, wkb_column

_BATCH = 16384
_SMALL_BATCH = 512  # where nothing bounds a text: a batch takes its rows x the longest text
_BATCH_BYTES = 256 << 20
_PROGRESS_ROWS = 4096
_SHORT_TEXTS = {"ESRI Shapefile", "MapInfo File"}  # at most 254 bytes
_KEYS = {"GPKG", "SQLite", "OpenFileGDB", "FileGDB"}  # the key column is one that others may refer to
_GEOMETRY = {1: "Point", 4: "Point", 2: "LineString", 5: "LineString", 9: "LineString", 11: "LineString",
             13: "LineString", 3: "Polygon", 6: "Polygon", 10: "Polygon", 12: "Polygon", 14: "Polygon",
             15: "Polygon", 16: "Polygon", 100: ""}

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Opening:
    """How GDAL opens a file: its drivers, options, and the codec of texts that it takes for Latin-1."""

    path: str
    drivers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    config: tuple[tuple[str, str], ...] = ()
    codec: str = ""


@contextmanager
def opened(how: Opening) -> Iterator[Any]:
    """Open the file for reading; raises :class:`...problems.UserError` where GDAL cannot."""
    from osgeo import gdal

    before = [(name, gdal.GetThreadLocalConfigOption(name)) for name, _ in how.config]
    for name, value in how.config:
        gdal.SetThreadLocalConfigOption(name, value)
    try:
        with _plainly(how.path) as said:
            dataset = gdal.OpenEx(how.path, gdal.OF_VECTOR | gdal.OF_READONLY, list(how.drivers),
                                  list(how.options))
            if dataset is None:
                raise damaged(how.path, "; ".join(said))
        yield dataset
    finally:
        for name, old in before:
            gdal.SetThreadLocalConfigOption(name, old)


def damaged(path: str, detail: str = "") -> UserError:
    """Return the sentence for a file that is not what its name says, or cut off."""
    return UserError(
        translate("ImportReaders", "{file} cannot be read: it is damaged, incomplete or of another kind than "
                  "its name says. Ask for the file again, or open it in the program that made it and save "
                  "it anew.").format(file=Path(path).name), detail=detail)


def layers_of(how: Opening) -> list[SourceLayer]:
    """Return the layers that the file offers."""
    found = []
    with opened(how) as dataset, _plainly(how.path):
        for at in range(dataset.GetLayerCount()):
            layer = dataset.GetLayer(at)
            if layer is None:
                continue
            names = _column_names(layer, how.codec)
            found.append(SourceLayer(_name(layer, how.codec), _geometry(layer), int(layer.GetFeatureCount()),
                                     tuple(names)))
    return found


def read(how: Opening, name: str, limit: int | None = None, progress: Progress | None = None) -> RawTable:
    """Return one layer, whole or its first ``limit`` rows."""
    with opened(how) as dataset, _plainly(how.path) as said:
        layer = next((layer for at in range(dataset.GetLayerCount())
                      if (layer := dataset.GetLayer(at)) is not None and _name(layer, how.codec) == name), None)
        if layer is None:
            raise UserError(translate("ImportReaders", "{file} has no layer {layer}.").format(
                file=Path(how.path).name, layer=name))
        driver = dataset.GetDriver().ShortName
        total = int(layer.GetFeatureCount())
        wanted = total if limit is None else min(limit, total)
        table = _Gathering(layer, driver, how.codec)
        if not table.by_arrow(_batch_rows(dataset, layer, driver, limit), wanted, limit, progress):
            table = _Gathering(layer, driver, how.codec)
            table.by_row(wanted, limit, progress)
        reference = layer.GetSpatialRef()
        raw = table.finished(how.path, name, limit)
        raw.crs_wkt = reference.ExportToWkt() if reference is not None else ""
        if said and not raw.n and total:
            raise damaged(how.path, "; ".join(said))
    return raw


class _Gathering:
    """Collects the rows of one layer."""

    def __init__(self, layer: Any, driver: str, codec: str) -> None:
        self.layer, self.codec = layer, codec
        definition = layer.GetLayerDefn()
        self.fields = [definition.GetFieldDefn(i) for i in range(definition.GetFieldCount())]
        self.names = [field.GetName() for field in self.fields]
        self.has_geometry = definition.GetGeomFieldCount() > 0
        self.key = layer.GetFIDColumn() if driver in _KEYS else ""
        if self.key in self.names:
            self.key = ""
        self.counted = driver == "ESRI Shapefile"  # its numbers are the records, deleted ones counted
        self.pieces: list[list[NDArray[Any]]] = [[] for _ in self.names]
        self.fids: list[NDArray[Any]] = []
        self.shapes: list[Texts] = []

    def by_arrow(self, batch: int, wanted: int, limit: int | None, progress: Progress | None) -> bool:
        """Read whole batches; False where GDAL cannot or stops short."""
        from osgeo import ogr

        layer = self.layer
        key, column = layer.GetFIDColumn() or "OGC_FID", layer.GetGeometryColumn() or "wkb_geometry"
        reserved = {key, column, "OGC_FID", "wkb_geometry"}
        # GDAL 3.6 reads only the first boolean of a batch right.
        boolean = any(field.GetSubType() == ogr.OFSTBoolean for field in self.fields)
        twice = len(set(self.names)) < len(self.names) or reserved & set(self.names)
        if not hasattr(layer, "GetArrowStreamAsNumPy") or boolean or twice:
            return False
        done = 0
        try:
            for rows in layer.GetArrowStreamAsNumPy([f"MAX_FEATURES_IN_BATCH={batch}"]):
                fids = rows[key] if key in rows else rows["OGC_FID"]
                self.fids.append(np.asarray(fids, dtype=np.int64))
                for pieces, name in zip(self.pieces, self.names):
                    pieces.append(arrow_column(rows[name], self.codec))
                if self.has_geometry:
                    self.shapes.append(wkb_column(rows[column if column in rows else "wkb_geometry"]))
                done += len(self.fids[-1])
                if progress:
                    progress(min(1.0, done / max(wanted, 1)))
                if limit is not None and done >= limit:
                    break
        except (RuntimeError, KeyError, ValueError, MemoryError):
            return False
        return done >= wanted

    def by_row(self, wanted: int, limit: int | None, progress: Progress | None) -> None:
        """Read feature by feature: slower, stops at nothing."""
        layer = self.layer
        cells: list[list[Any]] = [[] for _ in self.names]
        fids: list[int] = []
        shapes: list[Any] = []
        layer.ResetReading()
        read = [_reader(i, field) for i, field in enumerate(self.fields)]
        while limit is None or len(fids) < limit:
            try:
                feature = layer.GetNextFeature()
            except RuntimeError:  # one row that cannot be read, where somebody made GDAL raise
                if len(fids) >= wanted:
                    break
                wanted -= 1
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
        for pieces, values in zip(self.pieces, cells):
            pieces.append(column_of([self._text(v) if isinstance(v, (str, bytes)) else v for v in values]))
        if self.has_geometry:
            out = np.empty(len(shapes), dtype=object)
            out[:] = shapes
            self.shapes.append(out)

    def _text(self, value: Any) -> str:
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
        return decoded([raw], self.codec)[0]

    def finished(self, path: str, name: str, limit: int | None) -> RawTable:
        fid = np.concatenate([np.empty(0, dtype=np.int64), *self.fids])[:limit]
        columns = [joined(pieces)[:limit] for pieces in self.pieces]
        names = [_decoded_name(n, self.codec) for n in self.names]
        if self.key:
            names.insert(0, self.key)
            columns.insert(0, fid.astype(np.float64))
        geometry = np.concatenate(self.shapes)[:limit] if self.shapes else None
        if geometry is not None and not any(shape is not None for shape in geometry):
            geometry = None
        number = fid + 1 if self.counted else np.arange(1, len(fid) + 1, dtype=np.int64)
        return RawTable(path, name, number, dict(zip(unique_names(names), columns)), geometry,
                        encoding=self.codec or "utf-8")


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


def _batch_rows(dataset: Any, layer: Any, driver: str, limit: int | None) -> int:
    """Return how many rows to read at once, so that the widest text does not eat the memory."""
    if driver in _SHORT_TEXTS:
        rows = _BATCH
    elif driver == "GPKG":
        rows = max(1, min(_BATCH, _BATCH_BYTES // max(_longest(dataset, layer), 1)))
    else:
        rows = _SMALL_BATCH
    return rows if limit is None else max(1, min(rows, limit))


def _longest(dataset: Any, layer: Any) -> int:
    """Return the length of the longest text of a GeoPackage's table, in bytes."""
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    texts = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())
             if definition.GetFieldDefn(i).GetType() in (ogr.OFTString, ogr.OFTBinary)]
    if not texts:
        return 1
    lengths = ", ".join(f"max(length(CAST({_quoted(name)} AS BLOB)))" for name in texts)
    result = dataset.ExecuteSQL(f"SELECT {lengths} FROM {_quoted(layer.GetName())}")
    if result is None:
        return _BATCH_BYTES
    row = result.GetNextFeature()
    longest = max((row.GetFieldAsInteger64(i) for i in range(len(texts))), default=1) if row else 1
    dataset.ReleaseResultSet(result)
    return int(longest)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(layer: Any, codec: str) -> str:
    return _decoded_name(layer.GetName(), "") if not codec else str(layer.GetName())


def _column_names(layer: Any, codec: str) -> Sequence[str]:
    definition = layer.GetLayerDefn()
    return unique_names(_decoded_name(definition.GetFieldDefn(i).GetName(), codec)
                        for i in range(definition.GetFieldCount()))


def _decoded_name(name: Any, codec: str) -> str:
    raw = name if isinstance(name, bytes) else str(name).encode("utf-8", "surrogateescape")
    return decoded([raw], codec)[0]


def _geometry(layer: Any) -> str:
    """Return the kind of geometry: "" for none, "mixed" where the file does not bind itself."""
    if layer.GetLayerDefn().GetGeomFieldCount() == 0:
        return ""
    from osgeo import ogr

    return _GEOMETRY.get(ogr.GT_Flatten(layer.GetGeomType()), "mixed")


@contextmanager
def _plainly(path: str) -> Iterator[list[str]]:
    """Keep GDAL quiet and turn what it raises into the user's sentence."""
    try:
        with gdal_said() as said:
            yield said
    except GdalError as error:
        raise damaged(path, str(error)) from error
