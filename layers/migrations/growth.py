"""A project is brought up to the declaration by adding what it lacks: tables, columns, the view.

So that new rooms can declare tables and columns side by side, without numbered steps that would meet. A
project remembers with which tables and columns it was made or last brought up (``schema_info.declared``):
what it lacks and never had is added; what it had and lacks was deleted or renamed by hand, and is told.
What it remembers and this software does not declare was added by a newer one.
"""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from ..schema import SCHEMA
from ..store.gpkg import GdalError, bound, sql
from ..store.tables import declared_names
from ..store.traced_pipes import TRACED_PIPES, view_statement
from .steps import add_column, add_table

_VERSION_2 = Path(__file__).resolve().parents[2] / "resources" / "schema" / "version_2.txt"
#: What version 2 had and version 1 had not.
_NEW_IN_2 = {
    "outfalls": ("work_state", "work_note", "completed_by", "completed_at", "stale_since", "stale_because"),
    "trace_runs": ("configuration",), "import_rejects": ("import_uid", "status"),
}
_TABLES_NEW_IN_2 = ("trace_configurations", "imports")


def remembered(dataset: Any, version: int) -> AbstractSet[str]:
    """Return every "table.column" that the project was made or last brought up with."""
    if version > 2:
        try:
            [(text,)] = sql(dataset, "SELECT declared FROM schema_info ORDER BY version DESC LIMIT 1")
            return {str(name) for name in json.loads(text)}
        except (GdalError, ValueError, TypeError):  # somebody's hand was in it
            return set(declared_names())
    names = set()
    for line in _VERSION_2.read_text(encoding="ascii").splitlines():
        table, columns = line.split(": ")
        names |= {f"{table}.{column}" for column in columns.split()}
    if version < 2:
        names -= {f"{table}.{column}" for table, columns in _NEW_IN_2.items() for column in columns}
        names = {name for name in names if name.partition(".")[0] not in _TABLES_NEW_IN_2}
    return names if version > 0 else set()


def lacking(dataset: Any) -> list[str]:
    """Return every "table.column" of the declaration that the project has not."""
    missing = []
    for table in SCHEMA.tables:
        layer = dataset.GetLayerByName(table.name)
        definition = layer.GetLayerDefn() if layer is not None else None
        missing += [f"{table.name}.{name}" for name in table.column_names
                    if definition is None or definition.GetFieldIndex(name) < 0]
    return missing


def grow(dataset: Any) -> None:
    """Add what the project lacks, inside the transaction of the caller, and let it remember that."""
    for table in SCHEMA.tables:
        add_table(dataset, table)
        for column in table.columns:
            add_column(dataset, table.name, column)
    view = view_statement()
    found = sql(dataset, bound("SELECT sql FROM sqlite_master WHERE name = :name", name=TRACED_PIPES.name))
    if found and found[0][0] != view:
        sql(dataset, 'DROP VIEW "traced_pipes"')
        sql(dataset, view)
    sql(dataset, bound("UPDATE schema_info SET declared = :names", names=json.dumps(declared_names())))
