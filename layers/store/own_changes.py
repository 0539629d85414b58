"""Tables that nobody but the software wrote since somebody looked at them.

The file names the time at which each table was written last. A copy of it lies in :data:`BOOK`; a write of
the software that finds the two alike renews the copy. Where they differ, somebody else wrote, or rows came
whose first cells neither the audit trail nor BOOK tells: then the table is to be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from .gpkg import Names, bound, sql

BOOK = "outfall_tracer_seen"
CHANGED = "changed "  # and the name of a table: the key of its time in BOOK
CAME = "came "  # and a table, and the uid of a row: the key of first cells in BOOK

_SAME = ("SELECT table_name FROM gpkg_contents JOIN :book ON key = :changed || table_name "
         "WHERE content = CAST(last_change AS BLOB)")
_RENEW = ("UPDATE :book SET content = (SELECT CAST(last_change AS BLOB) FROM gpkg_contents "
          "WHERE key = :changed || table_name) WHERE key IN (:keys)")
_KEEP = "INSERT OR REPLACE INTO :book VALUES (:key, CAST(:content AS BLOB))"
_KEPT = "SELECT CAST(content AS TEXT) FROM :book WHERE key = :key"


def last_changes(dataset: Any) -> dict[str, str]:
    """Return when each table was written last, as the file itself says."""
    return dict(sql(dataset, "SELECT table_name, CAST(last_change AS TEXT) FROM gpkg_contents"))


def own_tables(dataset: Any) -> frozenset[str]:
    """Return the tables that nobody else wrote."""
    if not sql(dataset, bound("SELECT name FROM sqlite_master WHERE name = :book", book=BOOK)):
        return frozenset()
    return frozenset(str(row[0]) for row in sql(dataset, bound(_SAME, book=Names((BOOK,)), changed=CHANGED)))


def renew_own(dataset: Any, own: Collection[str], written: Mapping[str, bool]) -> None:
    """Let what was written in the open transaction count as the software's own.

    own: :func:`own_tables` as the transaction began. written: by table, whether rows came that
    :func:`keep_came` was not told of.
    """
    tables = [table for table, rows_came in written.items() if table in own and not rows_came]
    for table in tables:
        dataset.GetLayerByName(table).SyncToDisk()  # what GDAL wrote row by row gets its time only then
    if tables:
        keys = tuple(CHANGED + table for table in tables)
        sql(dataset, bound(_RENEW, book=Names((BOOK,)), changed=CHANGED, keys=keys))


def keep_came(dataset: Any, table: str, cells: Mapping[str, Mapping[str, str]]) -> None:
    """Keep the first cells of rows that came into a table of BOOK, by uid, in the open transaction."""
    keep_text(dataset, f"{CAME}{table} {min(cells)}", json.dumps(cells, ensure_ascii=False))


def keep_text(dataset: Any, key: str, content: str) -> None:
    """Keep a text in BOOK, which the file must have."""
    sql(dataset, bound(_KEEP, book=Names((BOOK,)), key=key, content=content))


def kept_text(dataset: Any, key: str) -> str:
    """Return a text of BOOK, which the file must have; "" where it is not there."""
    rows = sql(dataset, bound(_KEPT, book=Names((BOOK,)), key=key))
    return str(rows[0][0]) if rows else ""
