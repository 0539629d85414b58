"""The declaration of the data model, read from the tables in ``resources/schema`` (see the README there)."""

from __future__ import annotations

from pathlib import Path

from ...rules.tables import Row, delivered_rows
from .model import Column, Geometry, Kind, Relation, Role, Table, Value, ValueList

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "schema"
#: What ``table`` of a column's row may be instead of one table: all of them, or all tables of sources.
_EVERY, _SOURCES = "*", "sources"


def _column(row: Row) -> Column:
    texts = {name: text for name, text in row.items() if name not in ("table", "column", "kind", "flags")}
    flags = dict.fromkeys(row["flags"].split(), True)
    return Column(row["column"], Kind(row["kind"]), **texts, **flags)  # type: ignore[arg-type]


def _table(row: Row) -> Table:
    name, is_source = row["table"], row["source"] == "yes"
    scopes = (_EVERY, _SOURCES, name) if is_source else (_EVERY, name)
    columns = tuple(_column(each) for each in delivered_rows("columns", FOLDER) if each["table"] in scopes)
    return Table(
        name, Geometry(row["geometry"]), row["en"], row["zh"], columns, Role(row["role"]), row["group"],
        row["display"], is_source,
    )


_LISTS: dict[str, tuple[Value, ...]] = {}
for _row in delivered_rows("values", FOLDER):
    _LISTS[_row["list"]] = (*_LISTS.get(_row["list"], ()), Value(_row["code"], _row["en"], _row["zh"]))

GROUPS = _LISTS.pop("layer_groups")  # of the layer tree, top to bottom
FORM_GROUPS = _LISTS.pop("form_groups")  # tabs
#: What the engine finds in a network; what is found in the register are the rows of ``register_checks``.
NETWORK_FINDINGS = _LISTS["finding_kind"]
_LISTS["finding_kind"] += tuple(
    Value(row["kind"], row["title_en"], row["title_zh"]) for row in delivered_rows("register_checks"))

TABLES = tuple(_table(row) for row in delivered_rows("tables", FOLDER))
VALUE_LISTS = tuple(ValueList(name, values) for name, values in _LISTS.items())
RELATIONS = tuple(Relation(**row) for row in delivered_rows("relations", FOLDER))
#: Tables whose past states can be asked for: their new rows, too, enter the audit trail.
RECORDED = (
    "outfalls", "trace_links", "evidence", "inspections", "visits", "samples", "remediation", "closures",
    "signs", "citizen_reports", "code_blocks", "outfall_history",
)
