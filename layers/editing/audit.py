"""The audit trail of a save: which cells of which rows changed, who did it, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..store.audit import LONGEST, NOT_AUDITED, SILENT, cell_text
from ..store.gpkg import GdalError, gdal_said
from ..store.table_reading import field_value


class Audit:
    """Gathers what changed and appends it to the audit table inside the transaction; :mod:`..store.audit`."""

    def __init__(self, dataset: Any, user: str) -> None:
        self._layer = dataset.GetLayerByName("audit")
        self._user = user
        self._rows: list[tuple[str, str, str, str | None, str | None]] = []
        self._place: str | None = None

    def changed(self, table: str, row: Any, cells: Mapping[str, Any], moved: bool) -> None:
        """Note what will change in ``row``, which still has its old values."""
        from osgeo import ogr

        shape = row.GetGeometryRef() if moved else None
        self._place = shape.ExportToWkt() if shape is not None else None
        if table in NOT_AUDITED:
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
        if table not in NOT_AUDITED and now != self._place:
            self._rows.append((table, row["uid"], "geom", self._place, now))

    def added(self, table: str, row: Any) -> None:
        """Note a new row."""
        if table not in NOT_AUDITED:
            self._rows.append((table, row["uid"], "uid", None, row["uid"]))

    def deleted(self, table: str, row: Any) -> None:
        """Note a row that goes, whole."""
        if table not in NOT_AUDITED:
            names = [definition.GetName() for definition in _definitions(row)]
            content = {name: _text(row, name) for name in names if _text(row, name) is not None}
            shape = row.GetGeometryRef()
            if shape is not None:
                content["geom"] = shape.ExportToWkt()
            self._rows.append((table, row["uid"], "uid", json.dumps(content, ensure_ascii=False), None))

    def write(self) -> None:
        """Append what was gathered."""
        from osgeo import ogr

        from ..store.table_io import new_uids, utc_now

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
                    "old_value": old and old[:LONGEST],
                    "new_value": new and new[:LONGEST],
                    "changed_by": self._user,
                    "changed_at": now,
                },
            )
            with gdal_said() as said:
                failed = self._layer.CreateFeature(row) != 0
            refuse(failed, said, "audit +")


def _definitions(row: Any) -> list[Any]:
    return [row.GetFieldDefnRef(at) for at in range(row.GetFieldCount())]


def _text(row: Any, name: str) -> str | None:
    return cell_text(field_value(row, row.GetFieldIndex(name)))


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
