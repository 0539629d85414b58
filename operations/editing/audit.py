"""The audit trail of a save: which cells of which rows changed, who did it, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ...layers.store.gpkg import GdalError, gdal_said

#: Books of the software: what changes there is not a person's decision.
_NOT_AUDITED = frozenset({"audit", "schema_info", "imports", "import_rejects", "trace_runs", "pipe_trace"})
#: What is no fact of the record: the memory of what was written, marks of what is out of date.
SILENT = frozenset({"written", "confidence_parts", "stale_since", "stale_because", "run_uid", "fingerprint"})


class Audit:
    """Gathers what changed and appends it to the audit table inside the transaction.

    One row per changed cell; a new row is one with the column ``uid`` and no old value, a deleted row
    one with the column ``uid`` and the whole row as JSON for its old value.
    """

    def __init__(self, dataset: Any, user: str | None, run_uid: str | None = None,
                 bases: Mapping[tuple[str, str], str] = MappingProxyType({})) -> None:
        """``bases``: on what basis a row is changed, by table and uid."""
        self._layer = dataset.GetLayerByName("audit")
        self._bases = bases
        self._user, self._run_uid = user, run_uid
        self._rows: list[tuple[str, str, str, str | None, str | None]] = []
        self._place: str | None = None

    def changed(self, table: str, row: Any, cells: Mapping[str, Any], moved: bool) -> None:
        """Note what will change in ``row``, which still has its old values."""
        from osgeo import ogr

        shape = row.GetGeometryRef() if moved else None
        self._place = shape.ExportToWkt() if shape is not None else None
        if table in _NOT_AUDITED:
            return
        wanted = ogr.Feature(row.GetDefnRef())
        fill(wanted, cells)
        for name in cells:
            old, new = _text(row, name), _text(wanted, name)
            if name not in SILENT and old != new:
                self._rows.append((table, row["uid"], name, old, new))

    def moved(self, table: str, row: Any) -> None:
        """Note the new place of ``row``."""
        shape = row.GetGeometryRef()
        now = shape.ExportToWkt() if shape is not None else None
        if table not in _NOT_AUDITED and now != self._place:
            self._rows.append((table, row["uid"], "geom", self._place, now))

    def added(self, table: str, uid: str) -> None:
        """Note a new row."""
        if table not in _NOT_AUDITED:
            self._rows.append((table, uid, "uid", None, uid))

    def deleted(self, table: str, row: Any) -> None:
        """Note a row that goes, whole."""
        if table not in _NOT_AUDITED:
            names = [definition.GetName() for definition in _definitions(row)]
            content = {name: _text(row, name) for name in names if _text(row, name) is not None}
            shape = row.GetGeometryRef()
            if shape is not None:
                content["geom"] = shape.ExportToWkt()
            self._rows.append((table, row["uid"], "uid", json.dumps(content, ensure_ascii=False), None))

    def write(self) -> None:
        """Append what was gathered."""
        from osgeo import ogr

        from ...layers.store.table_io import new_uids, utc_now

        now = utc_now()
        for uid, (table, row_uid, column, old, new) in zip(new_uids(len(self._rows)), self._rows):
            row = ogr.Feature(self._layer.GetLayerDefn())
            fill(
                row,
                {
                    "uid": str(uid),
                    "table_name": table,
                    "row_uid": row_uid,
                    "column_name": column,
                    "old_value": old,
                    "new_value": new,
                    "changed_by": self._user,
                    "changed_at": now,
                    "run_uid": self._run_uid,
                    "basis": self._bases.get((table, row_uid)),
                },
            )
            with gdal_said() as said:
                failed = self._layer.CreateFeature(row) != 0
            refuse(failed, said, "audit +")


def _definitions(row: Any) -> list[Any]:
    return [row.GetFieldDefnRef(at) for at in range(row.GetFieldCount())]


def _text(row: Any, name: str) -> str | None:
    return row.GetFieldAsString(name) if row.IsFieldSetAndNotNull(name) else None


def refuse(failed: bool, said: list[str], what: str) -> None:
    """Raise GdalError where a row was not written."""
    if failed or said:
        raise GdalError(f"{what}: {'; '.join(said) or 'not written'}")


def fill(row: Any, values: Mapping[str, Any]) -> None:
    """Put values of QGIS and Python into an ogr.Feature; times keep their digits, as QGIS writes them."""
    from qgis.PyQt.QtCore import QDate, QDateTime

    for name, value in values.items():
        if value is None:
            row.SetFieldNull(name)
        elif isinstance(value, QDateTime):
            row.SetField(name, value.toString("yyyy-MM-ddTHH:mm:ss.zzz"))
        elif isinstance(value, QDate):
            row.SetField(name, value.toString("yyyy-MM-dd"))
        elif isinstance(value, bool):
            row.SetField(name, int(value))
        elif isinstance(value, (int, float, str)):
            row.SetField(name, value)
        else:
            row.SetField(name, str(value))
