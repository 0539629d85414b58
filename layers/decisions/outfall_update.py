"""An outfall follows its links: what is written on it after a decision, and what a person wrote.

The rules are those of a run (:mod:`..runs.write_back`): columns that the software wrote follow, a
person's value is left alone and the difference is offered. A difference that a person declined
stays quiet until the software would write something else; it is kept in ``written`` under "left".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...rules.party import PartySource, decide_party
from ...rules.words import known
from ..editing.feature_rows import Row, read_rows, row_of
from ..runs.link_plan import ActiveLink
from ..runs.write_back import (
    COLUMNS,
    Difference,
    WriteBackPlan,
    decide_columns,
    memory_of,
    plain,
    remembered,
    same,
    summary_of,
)
from ..schema import SCHEMA
from ..store.table_plan import TablePlan

if TYPE_CHECKING:
    from ..editing.session import EditSession, Step

_READ = (
    "uid",
    "name",
    "code_national",
    "code_local",
    "operator",
    "owner",
    "county_code",
    "managing_unit",
    "written",
    *COLUMNS,
)
_LEFT = "left"


def outfall_title(row: Row) -> str:
    """Return the code and name of an outfall, its uid where it has neither."""
    code = known(row["code_national"]) or known(row["code_local"])
    return " · ".join(part for part in (code, known(row["name"])) if part) or row.text("uid")


def update_outfall(session: EditSession, step: Step, outfall_uid: str) -> list[Difference]:
    """Write on the outfall what its links come to now; return what a person wrote instead."""
    row = row_of(session, "outfalls", outfall_uid, _READ)
    if row is None:
        return []
    changed, differences = _decided(session, row)
    if changed:
        memory = memory_of(row["written"])
        step.change("outfalls", row.fid, {**changed, "written": _stored(memory, changed, memory.get(_LEFT))})
    return differences


def differences_of(session: EditSession, outfall_uid: str) -> list[Difference]:
    """Return a person's values beside what the software would write; declined ones left out."""
    row = row_of(session, "outfalls", outfall_uid, _READ)
    if row is None:
        return []
    left = memory_of(row["written"]).get(_LEFT) or {}
    _, differences = _decided(session, row)
    return [
        one
        for one in differences
        if one.column not in left or not same(one.column, left[one.column], one.would_be)
    ]


def settle_difference(session: EditSession, step: Step, difference: Difference, take: bool) -> None:
    """Take the software's value for one column, or leave the person's and ask no more."""
    row = row_of(session, "outfalls", difference.outfall_uid, _READ)
    if row is None:
        return
    memory = memory_of(row["written"])
    left = dict(memory.get(_LEFT) or {})
    if take:
        left.pop(difference.column, None)
        taken = {difference.column: difference.would_be}
        step.change("outfalls", row.fid, {**taken, "written": _stored(memory, taken, left)})
    else:
        left[difference.column] = difference.would_be
        step.change("outfalls", row.fid, {"written": _stored(memory, {}, left)})


def active_links(session: EditSession, outfall_uid: str) -> list[ActiveLink]:
    """Return the links that count, surest first, as a run lists them."""
    columns = ("source_table", "source_uid", "source_name", "confidence", "network_m", "status")
    links = [
        ActiveLink(
            row.text("source_table"),
            row.text("source_uid"),
            row.text("source_name"),
            row["confidence"] or 0.0,
            row["network_m"] or 0.0,
            row["status"] == "confirmed",
        )
        for row in read_rows(session, "trace_links", columns, "outfall_uid", [outfall_uid])
        if (row["status"] or "candidate") in ("candidate", "confirmed")
    ]
    links.sort(key=lambda link: (not link.confirmed, -link.confidence, link.network_m, link.table, link.uid))
    return links


def _decided(session: EditSession, row: Row) -> tuple[dict[str, Any], list[Difference]]:
    active = active_links(session, row.text("uid"))
    wanted = {**summary_of(active, session.language), **_party(session, row, active)}
    present = {name: plain(row[name], name) for name in COLUMNS}
    plan = WriteBackPlan(TablePlan("outfalls"))
    changed = decide_columns(
        plan, row.text("uid"), outfall_title(row), wanted, present, memory_of(row["written"])
    )
    return changed, plan.differences


def _party(session: EditSession, row: Row, active: list[ActiveLink]) -> dict[str, Any]:
    """Return the party columns; an outfall that a person calls untraceable has no sources to answer."""
    untraceable = row["trace_status"] == "untraceable"
    district = read_rows(session, "districts", ["name"], "county_code", [row.text("county_code")])
    party = decide_party(
        row["operator"],
        row["owner"],
        [] if untraceable else _sources(session, active),
        district[0]["name"] if district and row["county_code"] else None,
        row["managing_unit"],
    )
    language = session.language
    return {
        "party_main": party.main or None,
        "party_others": party.others_text(language=language) or None,
        "party_rule": party.rule,
        "party_basis": party.basis(language),
    }


def _sources(session: EditSession, active: list[ActiveLink]) -> list[PartySource]:
    known_tables = {table.name for table in SCHEMA.source_tables}
    by_table: dict[str, set[str]] = {}
    for link in active:
        if link.table in known_tables:
            by_table.setdefault(link.table, set()).add(link.uid)
    rows = {
        (table, row.text("uid")): row
        for table, uids in by_table.items()
        for row in read_rows(session, table, ["uid", "operator", "owner"], "uid", uids)
    }
    found = []
    for link in active:
        row = rows.get((link.table, link.uid))
        found.append(
            PartySource(
                link.name,
                row.text("operator") if row else "",
                row.text("owner") if row else "",
                link.confirmed,
                link.confidence,
            )
        )
    return found


def _stored(memory: dict[str, Any], changed: dict[str, Any], left: Any) -> str:
    content = json.loads(remembered(memory, changed))
    return json.dumps({**content, _LEFT: left} if left else content, ensure_ascii=False)
