"""The one declaration of the data model (DESIGN section 3).

``SCHEMA`` holds every table, value list and relation. Change a column here and the
tables, aliases, forms, import mapping and the documentation page follow, and so do projects that
exist already: what they lack is added when they are opened (``layers/migrations/growth.py``). Only where
rows must change, raise ``SCHEMA_VERSION`` and add a step to ``layers/migrations``.
"""

from __future__ import annotations

from .model import Column, Geometry, Kind, Relation, Role, Schema, Table, Value, ValueList
from .tables import TABLES
from .values import VALUE_LISTS

SCHEMA_VERSION = 4

_OF_OUTFALL = (
    ("trace_links", "Links", "溯源关联"), ("evidence", "Evidence", "证据"), ("inspections", "Inspections", "巡查记录"),
    ("remediation", "Remediation", "一口一策"), ("closures", "Works and closure", "整治与销号"), ("signs", "Signs", "标志牌"),
    ("outfall_history", "Changes", "变更"), ("visits", "Visits on site", "现场记录"), ("samples", "Samples", "监测结果"),
    ("citizen_reports", "Reports", "举报"),
)

SCHEMA = Schema(
    version=SCHEMA_VERSION,
    tables=TABLES,
    value_lists=VALUE_LISTS,
    relations=(
        *(Relation(f"outfall_{child}", "outfalls", child, "outfall_uid", en, zh) for child, en, zh in _OF_OUTFALL),
        Relation("link_evidence", "trace_links", "evidence", "link_uid", "Evidence of the link", "关联证据"),
        Relation("run_links", "trace_runs", "trace_links", "run_uid", "Links of the run", "批次关联"),
        Relation("visit_evidence", "visits", "evidence", "visit_uid", "Pictures of the visit", "现场照片"),
        Relation("visit_samples", "visits", "samples", "visit_uid", "Samples of the visit", "现场监测"),
        Relation("orthophoto_inspections", "orthophotos", "inspections", "orthophoto_uid", "Seen on", "影像巡查"),
    ),
    groups=(
        Value("work", "Outfalls", "排污口"), Value("tracing", "Tracing", "溯源"), Value("sources", "Sources", "污染源"),
        Value("drainage", "Drainage", "排水管网"), Value("records", "Records", "档案"),
        Value("base", "Base map", "底图"), Value("books", "System records", "系统记录"),
    ),
    form_groups=(
        Value("main", "General", "基本信息"), Value("class", "Classification", "分类"),
        Value("connection", "Connection", "接入"), Value("trace", "Tracing", "溯源"),
        Value("party", "Responsible party", "责任主体"), Value("books", "System", "系统"),
    ),
)

__all__ = [
    "SCHEMA", "SCHEMA_VERSION", "Column", "Geometry", "Kind", "Relation", "Role", "Schema", "Table", "Value",
    "ValueList",
]
