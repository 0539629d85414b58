"""The steps themselves, oldest first. A step that was released is never changed."""

from __future__ import annotations

from typing import Any

from ..schema import SCHEMA
from ..store.gpkg import bound, sql
from .steps import add_column, add_table


def from_1(dataset: Any) -> None:
    """Version 2: named configurations, imports, the state of an outfall's work, stale marks."""
    for name in ("trace_configurations", "imports"):
        add_table(dataset, SCHEMA.table(name))
    for table, columns in {
        "outfalls": ("work_state", "work_note", "completed_by", "completed_at", "stale_since",
                     "stale_because"),
        "trace_runs": ("configuration",),
        "import_rejects": ("import_uid", "status"),
    }.items():
        for column in columns:
            add_column(dataset, table, SCHEMA.table(table).column(column))


def from_3(dataset: Any) -> None:
    """Version 4: what an inspection saw has a list of its own: yes is seen, no is not seen."""
    for old, new in (("yes", "seen"), ("no", "not_seen")):
        sql(dataset, bound("UPDATE inspections SET seen = :new WHERE seen = :old", new=new, old=old))
