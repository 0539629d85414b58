"""Tables that nobody but the software wrote since somebody looked at them.

The file names the time at which each table was written last. A copy of it lies in :data:`BOOK`; a write of
the software that finds the two alike renews the copy. Where they differ, somebody else wrote, or rows came
whose first cells the audit trail does not tell: then the table is to be looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .gpkg import bound, sql

BOOK = "outfall_tracer_seen"
CHANGED = "changed "  # and the name of a table: the key of its time in BOOK

_SAME = (f"SELECT table_name FROM gpkg_contents JOIN {BOOK} ON key = '{CHANGED}' || table_name "
         "WHERE content = CAST(last_change AS BLOB)")
_RENEW = (f"UPDATE {BOOK} SET content = (SELECT CAST(last_change AS BLOB) FROM gpkg_contents "
          f"WHERE key = '{CHANGED}' || table_name) WHERE key IN (:keys)")


def own_tables(dataset: Any) -> frozenset[str]:
    """Return the tables that nobody else wrote."""
    if not sql(dataset, bound("SELECT name FROM sqlite_master WHERE name = :book", book=BOOK)):
        return frozenset()
    return frozenset(str(row[0]) for row in sql(dataset, _SAME))


def renew_own(dataset: Any, own: Collection[str], written: Mapping[str, bool]) -> None:
    """Let what was written in the open transaction count as the software's own.

    own: :func:`own_tables` as the transaction began. written: by table, whether rows came.
    """
    tables = [table for table, rows_came in written.items() if table in own and not rows_came]
    for table in tables:
        dataset.GetLayerByName(table).SyncToDisk()  # what GDAL wrote row by row gets its time only then
    if tables:
        sql(dataset, bound(_RENEW, keys=tuple(CHANGED + table for table in tables)))
