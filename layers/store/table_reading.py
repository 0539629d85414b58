"""Whole columns out of the project GeoPackage.

GDAL's Arrow columns where there are any (3.6 and later), else row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...i18n import user_language
from ..schema import SCHEMA, Geometry, Kind
from .columns import Columns, gather, kept
from .exact_cells import make_exact
from .gpkg import no_exceptions, quiet, quoted, quoted_text, thread_option
from .table_connection import Connection

#: What the stored styles of a project are called, by language.
STYLE_NAMES = {"zh": "中文", "en": "English"}
_BATCH = 16384  # rows read at once; a text column takes rows x its longest text


class TableReader(Connection):
    """An open project file whose tables can be read."""

    def columns_of(self, table: str) -> list[str]:
        """Return the schema's columns that the file holds; an older project lacks some."""
        definition = self._layer(table).GetLayerDefn()
        return [name for name in SCHEMA.table(table).column_names if definition.GetFieldIndex(name) >= 0]

    def count(self, table: str) -> int:
        """Return the number of rows."""
        return int(self._layer(table).GetFeatureCount())

    def last_changes(self) -> dict[str, str]:
        """Return when each table was written last, as the file itself says."""
        return {str(table): str(when) for table, when in self._rows(
            "SELECT table_name, CAST(last_change AS TEXT) FROM gpkg_contents")}

    def metres_per_unit(self, table: str) -> float:
        """Return the length of one unit of the coordinates; NaN for degrees or an unknown system."""
        reference = self._layer(table).GetSpatialRef()
        if reference is None or not reference.IsProjected():
            return float("nan")
        return float(reference.GetLinearUnits())

    def crs_wkt(self, table: str) -> str:
        """Return the table's coordinate system as WKT, "" where it has none."""
        reference = self._layer(table).GetSpatialRef()
        return "" if reference is None else str(reference.ExportToWkt())

    def srs_id(self, table: str) -> int:
        """Return the GeoPackage's number of the table's coordinate system, for geometry blobs."""
        rows = self._rows("SELECT srs_id, table_name FROM gpkg_geometry_columns WHERE table_name = {table}",
                          table=quoted_text(SCHEMA.table(table).name))
        return int(rows[0][0]) if rows else 0

    def language(self) -> str:
        """Return "zh" or "en": what the project's layers, styles and stored texts speak.

        It is the language of the styles that its layers wear in other projects; the user's where the
        file holds none.
        """
        default: list[tuple[str, ...]] = []
        if self._has_table("layer_styles"):
            default = self._rows(
                "SELECT styleName, count(*) FROM layer_styles WHERE useAsDefault GROUP BY 1 ORDER BY 2 DESC")
        of_name = {name: language for language, name in STYLE_NAMES.items()}
        return next((of_name[name] for name, _n in default if name in of_name), user_language())

    def read(self, table: str, columns: Sequence[str], where: Mapping[str, Collection[Any]] | None = None,
             geometry: bool = False, packed: Collection[str] = (), exact: bool = False) -> Columns:
        """Return ``columns`` of ``table``, and its geometry where asked.

        ``where`` keeps the rows whose column holds one of the given values. Columns that ``packed`` names
        come as :class:`tracing.packed.PackedTexts`, unless some of their texts are too long for that.
        ``exact``: cells that another program wrote and GDAL reads as something else come as they are, see
        :mod:`.exact_cells`; for columns in which a person's value must be known as one.
        """
        declared = SCHEMA.table(table)
        layer = self._layer(table)
        wanted = list(dict.fromkeys([*columns, *(where or ())]))
        self._check_columns(layer, table, wanted)
        kinds = {name: declared.column(name).kind for name in wanted}
        arrow = hasattr(layer, "GetArrowStreamAsNumPy")
        # GDAL 3.6 reads only the first boolean of a batch right.
        slow = [name for name in wanted if kinds[name] is Kind.BOOLEAN or not arrow]
        fast = [name for name in wanted if name not in slow]
        shape = declared.geometry if geometry else Geometry.NONE
        with quiet():  # GDAL names on stderr what no column of its kind can hold; it comes as missing
            found = _whole_stream(layer, fast, shape, kinds, packed) if arrow else None
            if found is None:
                with no_exceptions():  # GDAL is to return a row whose geometry it cannot read
                    found = gather(_row_batches(layer, fast, geometry), shape, kinds)
            more = gather(_row_batches(layer, slow, False), Geometry.NONE, kinds) if slow else found
        if not geometry and (np.diff(found.fid) < 0).any():
            # SQLite answers a few columns out of an index, in the index's order.
            order = np.argsort(found.fid, kind="stable")
            found.fid = found.fid[order]
            found.values = {name: values[order] for name, values in found.values.items()}
        if slow:
            order = np.argsort(more.fid)[np.searchsorted(np.sort(more.fid), found.fid)]
            found.values.update({name: more[name][order] for name in slow})
        layer.SetIgnoredFields([])
        found.values = {name: found.values[name] for name in wanted}
        if exact:
            make_exact(found, kinds, lambda cells, odd: self._rows(
                "SELECT {cells} FROM {table} WHERE {odd}", table=quoted(table), cells=cells, odd=odd))
        return kept(found, where) if where else found


def _whole_stream(layer: Any, names: list[str], geometry: Geometry,
                  kinds: Mapping[str, Kind], packed: Collection[str]) -> Columns | None:
    """Read a table as Arrow columns; None where GDAL stops short, as newer ones do at a broken geometry."""
    try:
        found = gather(_arrow_batches(layer, names, geometry is not Geometry.NONE), geometry, kinds, packed)
        whole = found.n == layer.GetFeatureCount()  # which GDAL notes in the file, and a full disk refuses
    except RuntimeError:
        return None
    return found if whole else None


def _arrow_batches(layer: Any, names: list[str], geometry: bool) -> Iterator[dict[str, Any]]:
    definition = layer.GetLayerDefn()
    every = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    layer.SetIgnoredFields([name for name in every if name not in names]
                           + ([] if geometry else ["OGR_GEOMETRY"]))
    key, column = layer.GetFIDColumn() or "fid", layer.GetGeometryColumn()
    # GDAL 3.10 reads ahead in threads of its own, and its process has died of that.
    with thread_option("OGR_GPKG_NUM_THREADS", "1"):
        for batch in layer.GetArrowStreamAsNumPy([f"MAX_FEATURES_IN_BATCH={_BATCH}"]):
            rows = {name: batch[name] for name in names}
            rows["fid"] = batch[key] if key in batch else batch["OGC_FID"]
            if geometry:
                rows["geometry"] = batch[column if column in batch else "wkb_geometry"]
            yield rows


def _row_batches(layer: Any, names: list[str], geometry: bool) -> Iterator[dict[str, Any]]:
    layer.SetIgnoredFields([])
    layer.ResetReading()
    definition = layer.GetLayerDefn()
    at = [(name, definition.GetFieldIndex(name)) for name in names]
    rows: dict[str, list[Any]] = {name: [] for name in ("fid", "geometry", *names)}
    for feature in layer:
        rows["fid"].append(feature.GetFID())
        for name, index in at:
            rows[name].append(field_value(feature, index))
        if geometry:
            shape = feature.GetGeometryRef()
            rows["geometry"].append(None if shape is None else bytes(shape.ExportToIsoWkb()))
        if len(rows["fid"]) == _BATCH:
            yield rows
            rows = {name: [] for name in rows}
    yield rows


def field_value(feature: Any, index: int) -> Any:
    """Return one value of a feature as :class:`Columns` holds it."""
    from osgeo import ogr

    if not feature.IsFieldSetAndNotNull(index):
        return None
    kind = feature.GetFieldDefnRef(index).GetType()
    if kind in (ogr.OFTInteger, ogr.OFTInteger64):
        return feature.GetFieldAsInteger64(index)
    if kind == ogr.OFTReal:
        return feature.GetFieldAsDouble(index)
    if kind in (ogr.OFTDate, ogr.OFTDateTime):
        year, month, day, hour, minute, second, _zone = feature.GetFieldAsDateTime(index)
        date = f"{year:04d}-{month:02d}-{day:02d}"
        return date if kind == ogr.OFTDate else f"{date}T{hour:02d}:{minute:02d}:{int(second):02d}Z"
    text = feature.GetFieldAsString(index)
    # bytes that are no UTF-8 arrive as lone surrogates, which nothing can write again
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def project_language(path: str) -> str:
    """Return what the project at ``path`` speaks, see :meth:`TableReader.language`. Raises UserError."""
    with TableReader(path) as project:
        return project.language()
