"""Checking the register of a project; what is wrong becomes rows of ``findings`` of the check's own kinds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA
from ...layers.store.table_plan import TablePlan
from ...rules.life_records import TABLES as LIFE_TABLES
from ...rules.outfall_code import parse
from ...rules.register_checks import RegisterFinding, check_register, kinds
from ...rules.register_facts import Register
from ..polygons import polygon_values
from ..project_rows import ProjectRows
from ..runs.finding_plan import NETWORK_KINDS, FoundFindings, plan_findings
from ..runs.fingerprint import finding_fingerprints
from .blocks import CODE_COLUMNS, codes_ever
from .outcome import Outcome, OutfallOutcome

RECORDS = ("trace_links", *LIFE_TABLES)
_OWN_KINDS = frozenset(SCHEMA.values("finding_kind").codes) - NETWORK_KINDS


@dataclass
class Checked:
    """What a check found: findings, what is said of each and how to mend it, their plan, how many by kind."""

    findings: list[RegisterFinding]
    texts: list[tuple[str, str]]
    changes: TablePlan
    counts: dict[str, int] = field(default_factory=dict)


def check(rows: ProjectRows, today: dt.date, outfalls: Collection[str] | None = None) -> Outcome:
    """Check the register, or what concerns some outfalls (uids); the plans hold the rows of ``findings``."""
    checked = checked_register(rows, today, outfalls)
    outcome = Outcome(plans=[checked.changes] if checked.changes else [])
    outcome.more = {
        "findings": len(checked.findings),
        "by_kind": dict(Counter(one.kind for one in checked.findings).most_common()),
        "by_severity": dict(Counter(one.severity for one in checked.findings).most_common()),
        "rows": [{"kind": one.kind, "severity": one.severity, "table": one.table, "uid": one.uid,
                  "column": one.column, "text": text, "fix": fix}
                 for one, (text, fix) in zip(checked.findings, checked.texts)],
    }
    by_outfall: dict[str, list[RegisterFinding]] = {}
    for one in checked.findings:
        if one.table == "outfalls":
            by_outfall.setdefault(one.uid, []).append(one)
    outcome.outfalls = [
        OutfallOutcome(uid, str(found[0].sentence.values.get("title", uid)),
                       reasons=tuple(one.sentence for one in found), refused=True)
        for uid, found in by_outfall.items()]
    return outcome


def checked_register(rows: ProjectRows, today: dt.date, outfalls: Collection[str] | None = None) -> Checked:
    """Return what is wrong in the register of ``rows``."""
    tables, places, outfall_of = _read(rows)
    spent = {column: _first_holders(codes_ever(rows, column)) for column in CODE_COLUMNS}
    sources = [table.name for table in SCHEMA.source_tables]
    every = check_register(Register(tables, today, sources, spent))

    def about(table: str, uid: str) -> bool:
        return outfalls is None or (uid if table == "outfalls" else outfall_of.get((table, uid))) in outfalls

    found = [one for one in every if about(one.table, one.uid)]
    language = rows.language
    words = [(one.text(language), one.fix.text(language)) for one in found]
    nowhere = (np.nan, np.nan)
    xy = np.array([places.get((one.table, one.uid)) or places.get(
        ("outfalls", outfall_of.get((one.table, one.uid), "")), nowhere) for one in found],
        dtype=np.float64).reshape(-1, 2)
    prints = finding_fingerprints(
        [one.kind for one in found], [one.table for one in found], [one.uid for one in found],
        [None] * len(found), [0.0] * len(found), [0.0] * len(found))
    what = [(one.kind, one.severity, one.table, one.uid) for one in found]
    columns = FoundFindings.of(what, words, prints, xy)
    own = _OWN_KINDS | set(kinds())
    plan = plan_findings(rows, columns, None, lambda kind, table, uid: kind in own and about(table, uid))
    return Checked(found, words, plan.changes, plan.counts)


def _first_holders(codes: Collection[tuple[str, str]]) -> dict[str, str]:
    """Return the outfall that each code was given to first, of (outfall, code), oldest first."""
    found: dict[str, str] = {}
    for uid, code in codes:
        found.setdefault(parse(code).text, uid)
    return found


def _read(rows: ProjectRows) -> tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, str], Any],
                                      dict[tuple[str, str], str]]:
    """Return all rows that are checked, the places of points, and the outfall that records belong to."""
    tables: dict[str, list[dict[str, Any]]] = {}
    places: dict[tuple[str, str], Any] = {}
    outfall_of: dict[tuple[str, str], str] = {}
    for name in ("outfalls", *RECORDS, *(table.name for table in SCHEMA.source_tables)):
        declared = SCHEMA.table(name)
        point = declared.geometry.value == "Point"
        columns = rows.read(name, declared.column_names, geometry=point)
        found = columns.dicts()
        if name == "outfalls":
            for row, county in zip(found, polygon_values(rows, "districts", "county_code", columns.xy)):
                row["county_at"] = county
        if point:
            for row, (x, y) in zip(found, columns.xy.tolist()):
                if x == x:
                    places[(name, row["uid"])] = (x, y)
        for row in found:
            if row.get("outfall_uid"):
                outfall_of[(name, row["uid"])] = row["outfall_uid"]
        tables[name] = found
    return tables, places, outfall_of
