"""Vector files through GDAL: shapefile, GeoPackage, GeoJSON, KML, DXF, FileGDB, MapInfo.

Only the drivers that the file's content asks for may open it, nothing is fetched from the network,
and a database whose tables are read from other files is refused.

The texts of a dBASE file are asked for as Latin-1, which keeps every byte, and decoded here: so one
reading serves whatever the encoding turns out to be, field names included. The reading itself is
:mod:`.gathering`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...i18n import Later, translate
from ...layers.store.gpkg import Names, bound, check_saved, quiet, quoted, thread_option
from ...problems import Problem, Severity, UserError
from ..model import RawTable, SourceLayer, shape_name
from .arrays import unique_names
from .encodings import decode, detect
from .gathering import Gathering, names_of, raw_bytes
from .kinds import refused

_BATCH = 16384
_SMALL_BATCH = 512  # where nothing bounds a text: a batch takes its rows x the longest text
_BATCH_BYTES = 256 << 20
_SHORT_TEXTS = {"ESRI Shapefile", "MapInfo File"}  # at most 254 bytes

Progress = Callable[[float], None]
#: For every opening. A port that nobody listens at is the proxy of whatever GDAL would fetch.
_ALWAYS = (
    ("GDAL_HTTP_PROXY", "127.0.0.1:9"),
    ("GDAL_HTTPS_PROXY", "127.0.0.1:9"),
    ("GML_SKIP_RESOLVE_ELEMS", "ALL"),
    ("OGR_SQLITE_STATIC_VIRTUAL_OGR", "NO"),
)
#: Virtual tables of SQLite that only look into their own file.
_OWN_TABLES = re.compile(
    r"rtree(_i32)?|fts[345]|virtual(spatialindex|elementary|knn2?|bbox|fdo|routing|network)"
)
#: What only a common table expression can do: rows made of rows before them, without end.
_REPEATS = re.compile(r"\bwith\b", re.IGNORECASE)
_MADE = re.compile(
    r"\s*create\s+(?:table\b|virtual\s+table\s+(?:if\s+not\s+exists\s+)?"
    r"(?:\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|`[^`]*`|\[[^\]]*\]|[\w$]+)\s+using\s+[\"'`\[]?(\w+))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Opening:
    """How GDAL opens a file: its drivers, options, and the codec of texts that it takes for Latin-1."""

    path: str
    drivers: tuple[str, ...]
    options: tuple[str, ...] = ()
    config: tuple[tuple[str, str], ...] = ()
    codec: str = ""  # "": GDAL hands over UTF-8, or bytes as they are
    stated: str = ""  # the encoding that a person chose for bytes as they are


@contextmanager
def opened(how: Opening) -> Iterator[Any]:
    """Open the file for reading; raises :class:`...problems.UserError` where GDAL cannot."""
    from osgeo import gdal

    check_saved(Path(how.path))
    with ExitStack() as options:
        for name, value in (*_ALWAYS, *how.config):
            options.enter_context(thread_option(name, value))
        with plainly(how.path):
            dataset = gdal.OpenEx(
                how.path, gdal.OF_VECTOR | gdal.OF_READONLY, list(how.drivers), list(how.options)
            )
            if dataset is None:
                raise damaged(how.path, last_words())
            if dataset.GetDriver().ShortName in ("GPKG", "SQLite"):
                _check_tables(dataset, how.path)
        yield dataset


def damaged(path: str, detail: str = "") -> UserError:
    """Return the sentence for a file that is not what its name says, or cut off."""
    return refused(Path(path), Later(
        "ImportReaders", "{file} cannot be read: it is damaged, incomplete or of another kind than its "
        "name says. Ask for the file again, or open it in the program that made it and save it anew."
    ), detail=detail)


@contextmanager
def plainly(path: str) -> Iterator[None]:
    """Keep GDAL quiet and turn what it raises into the user's sentence.

    No handler in Python: GDAL's messages quote damaged files, bytes that such a handler never gets to see.
    """
    from osgeo import gdal

    with quiet():
        gdal.ErrorReset()
        try:
            yield
        except (RuntimeError, UnicodeDecodeError) as error:  # the latter where what GDAL says is no UTF-8
            raise damaged(path, str(error)) from error


def last_words() -> str:
    """Return GDAL's latest complaint, for the log."""
    from osgeo import gdal

    try:
        return str(gdal.GetLastErrorMsg())
    except (UnicodeDecodeError, SystemError):
        return ""


def layers_of(how: Opening) -> list[SourceLayer]:
    """Return the layers that the file offers."""
    with plainly(how.path):  # also while GDAL closes the file
        return _layers_of(how)


def _layers_of(how: Opening) -> list[SourceLayer]:
    with opened(how) as dataset:
        return [
            SourceLayer(
                _name(layer),
                _geometry(layer),
                max(0, int(layer.GetFeatureCount())),
                tuple(unique_names(names_of(layer, how.codec))),
            )
            for layer in _layers(dataset)
        ]


def read(
    how: Opening, name: str = "", limit: int | None = None, progress: Progress | None = None
) -> RawTable:
    """Return one layer (without a name the first), whole or its first ``limit`` rows."""
    with plainly(how.path):
        return _read(how, name, limit, progress)


def _read(how: Opening, name: str, limit: int | None, progress: Progress | None) -> RawTable:
    with opened(how) as dataset:
        layer = next((one for one in _layers(dataset) if not name or _name(one) == name), None)
        if layer is None:
            raise refused(Path(how.path), Later("ImportReaders", "{file} has no layer {layer}."), layer=name)
        driver = dataset.GetDriver().ShortName
        if driver in ("GPKG", "SQLite"):
            _check_pages(dataset, how.path)
        total = max(0, int(layer.GetFeatureCount()))
        wanted = total if limit is None else min(limit, total)
        rows = Gathering(layer, driver, how.codec, how.stated)
        if not rows.by_arrow(_batch_rows(dataset, layer, driver, limit), wanted, limit, progress):
            rows = Gathering(layer, driver, how.codec, how.stated)
            rows.by_row(wanted, limit, progress)
        raw = rows.finished(how.path, _name(layer), limit)
        if total and not raw.n and limit != 0:
            raise damaged(how.path, last_words())
        if limit is None and raw.n < total and driver != "ESRI Shapefile":
            raw.problems.append(
                Problem(
                    translate("ImportReaders", "The file says it has {said} rows; {n} could be read.").format(
                        said=total, n=raw.n
                    ),
                    Severity.ERROR,
                    raw.layer,
                    fix=translate("ImportReaders", "Ask for the file again."),
                )
            )
        reference = layer.GetSpatialRef()
        wkt = reference.ExportToWkt() if reference is not None else ""
        raw.crs_wkt = wkt if isinstance(wkt, str) else wkt.decode("utf-8", "replace")  # a damaged .prj
        if raw.crs_wkt and driver == "GeoJSON" and _beyond_degrees(layer, reference):
            raw.crs_wkt = ""
            raw.problems.append(
                Problem(
                    translate(
                        "ImportReaders",
                        "The coordinates are not degrees, although the file names no coordinate system.",
                    ),
                    Severity.WARNING,
                    raw.layer,
                    fix=translate("ImportReaders", "Say which coordinate system they are in."),
                )
            )
    return raw


def _layers(dataset: Any) -> Iterator[Any]:
    for at in range(dataset.GetLayerCount()):
        layer = dataset.GetLayer(at)
        if layer is not None:
            yield layer


def _beyond_degrees(layer: Any, reference: Any) -> bool:
    if not reference.IsGeographic():
        return False
    extent = layer.GetExtent(can_return_null=True)
    return extent is not None and max(map(abs, extent)) > 361


def _batch_rows(dataset: Any, layer: Any, driver: str, limit: int | None) -> int:
    """Return how many rows to read at once, so that the widest text does not eat the memory."""
    if driver in _SHORT_TEXTS:
        rows = _BATCH
    elif driver == "GPKG":
        rows = max(1, min(_BATCH, _BATCH_BYTES // max(_longest(dataset, layer), 1)))
    else:
        rows = _SMALL_BATCH
    return rows if limit is None else max(1, min(rows, limit))


def _check_tables(dataset: Any, path: str) -> None:
    """Raise for a database with tables that are read from elsewhere, or views that may have no end.

    Before any table is looked at: its rows are counted then.
    """
    result = dataset.ExecuteSQL(
        "SELECT name, sql, type FROM sqlite_master WHERE type IN ('table', 'view') AND sql IS NOT NULL"
    )
    foreign, endless = [], []
    while result is not None and (row := result.GetNextFeature()) is not None:
        name, text, kind = (row.GetFieldAsString(at) for at in range(3))
        made = _MADE.match(text)
        if kind == "view":
            endless += [name] if _REPEATS.search(text) else []
        elif made is None or (made[1] and not _OWN_TABLES.fullmatch(made[1].lower())):
            foreign.append(name)
    if result is not None:
        dataset.ReleaseResultSet(result)
    if endless:
        raise refused(Path(path), Later(
            "ImportReaders", "{file} has views that make their rows themselves and may never end "
            "({names}); it is not opened. Ask for a file whose rows stand in tables."
        ), names=", ".join(endless[:5]))
    if foreign:
        raise refused(Path(path), Later(
            "ImportReaders", "{file} has tables whose rows are read from other files ({names}); it is not "
            "opened. Ask for a file that holds its rows itself."), names=", ".join(foreign[:5]))


def _check_pages(dataset: Any, path: str) -> None:
    """Raise for a database with damaged pages: GDAL 3.6 can read in such a one for ever."""
    result = dataset.ExecuteSQL("PRAGMA quick_check(1)")
    row = result.GetNextFeature() if result is not None else None
    said = row.GetFieldAsString(0) if row is not None else last_words()
    del row
    if result is not None:
        dataset.ReleaseResultSet(result)
    if said != "ok":
        raise damaged(path, said)


def _longest(dataset: Any, layer: Any) -> int:
    """Return the length of the longest text of a GeoPackage's table, in bytes."""
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    fields = [definition.GetFieldDefn(i) for i in range(definition.GetFieldCount())]
    texts = [field.GetName() for field in fields if field.GetType() in (ogr.OFTString, ogr.OFTBinary)]
    if not texts:
        return 1
    lengths = Names(tuple(f"max(length(CAST({quoted(name)} AS BLOB)))" for name in texts))
    table = Names((quoted(layer.GetName()),))
    result = dataset.ExecuteSQL(bound("SELECT :lengths FROM :layer", lengths=lengths, layer=table))
    if result is None:
        return _BATCH_BYTES
    row = result.GetNextFeature()
    longest = max((row.GetFieldAsInteger64(i) for i in range(len(texts))), default=1) if row else 1
    dataset.ReleaseResultSet(result)
    return int(longest)


def _name(layer: Any) -> str:
    raw = raw_bytes(layer.GetName())
    return decode(raw, detect([raw]).name)


def _geometry(layer: Any) -> str:
    """Return the kind of geometry: "" for none, "mixed" where the file does not bind itself."""
    if layer.GetLayerDefn().GetGeomFieldCount() == 0:
        return ""
    from osgeo import ogr

    flat = ogr.GT_Flatten(layer.GetGeomType())
    return "" if flat == ogr.wkbNone else shape_name(flat)
