"""The lives of the outfalls of a project: where each stands on a day, counts by stage, what is due.

For whoever prints, counts or shows:

    records = read_records(rows)                        # once
    stage_counts(records, day)                          # {county: {state: how many}}
    dues(rows, records, day)                            # what is due, at risk, overdue
    life_lines(records[uid], day, language)             # the line of stages of one outfall, and its plan
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...layers.schema import SCHEMA, Kind
from ...rules import due
from ...rules.due import Due
from ...rules.duties import departments_of
from ...rules.life import life
from ...rules.life_records import TABLES, Records
from ...rules.life_states import Life, line, rank, state_title
from ...rules.register_rows import text
from ...rules.sentences import said
from ..project_rows import ProjectRows

ByOutfall = Mapping[str, Records]


def read_records(rows: ProjectRows, outfalls: Collection[str] | None = None) -> dict[str, Records]:
    """Return the outfalls (uids; all without) with their records, by uid."""
    found = table_rows(rows, "outfalls", None if outfalls is None else {"uid": outfalls})
    grouped: dict[str, dict[str, list[dict[str, Any]]]] = {str(row["uid"]): {} for row in found}
    for table in TABLES:
        for row in table_rows(rows, table, None if outfalls is None else {"outfall_uid": outfalls}):
            if row["outfall_uid"] in grouped:
                grouped[row["outfall_uid"]].setdefault(table, []).append(row)
    made = {}
    for row in found:
        lead = departments_of(row).lead
        made[str(row["uid"])] = Records(row, grouped[str(row["uid"])], lead.department if lead else "")
    return made


def table_rows(rows: ProjectRows, table: str, where: Mapping[str, Collection[str]] | None = None
               ) -> list[dict[str, Any]]:
    """Return rows of a table as dictionaries; a cell without a value is None."""
    return rows.read(table, SCHEMA.table(table).column_names, where).dicts()


def lives(records: ByOutfall, day: dt.date) -> dict[str, Life]:
    """Return where each outfall stands at the end of a day; one that was found later is not among them."""
    found = {uid: life(one, day) for uid, one in records.items()}
    return {uid: one for uid, one in found.items() if one is not None}


def stage_counts(records: ByOutfall, day: dt.date, now: Mapping[str, Life] | None = None
                 ) -> dict[str, Counter[str]]:
    """Return how many outfalls stand at which state at the end of a day, by county code ("" for none)."""
    counts: dict[str, Counter[str]] = {}
    for uid, one in (lives(records, day) if now is None else now).items():
        counts.setdefault(text(records[uid].outfall, "county_code"), Counter())[one.state] += 1
    return counts


def reached_in(found: Mapping[str, Life], state: str, first: dt.date, last: dt.date) -> list[str]:
    """Return which lives, as they stand at the end of ``last``, reached a state from ``first`` on."""
    return [uid for uid, one in found.items()
            if any(step.state == state and step.event.day and first <= step.event.day <= last
                   for step in one.steps)]


def dues(rows: ProjectRows, records: ByOutfall, day: dt.date, now: Mapping[str, Life] | None = None
         ) -> list[Due]:
    """Return what is not done at the end of a day: of outfalls, and answers to reports; overdue first."""
    now = lives(records, day) if now is None else now
    found = [one for uid, each in now.items() for one in due.due_of(records[uid], each, day)]
    for row, last, state in due.due_reports(table_rows(rows, "citizen_reports"), day):
        uid = text(row, "outfall_uid")
        of = records.get(uid)
        if of is not None or not uid:
            found.append(Due(uid, "report", said("due.report"), last, state,
                             text(of.outfall, "county_code") if of else "", of.department if of else "",
                             "citizen_reports", str(row["uid"])))
    order = (due.OVERDUE, due.AT_RISK, due.DUE)
    return sorted(found, key=lambda one: (order.index(one.state), one.day, one.outfall_uid, one.kind))


class DueCount(NamedTuple):
    """How much is overdue, at risk and due of one county and department."""

    county: str
    department: str
    overdue: int
    at_risk: int
    due: int


def due_counts(found: Sequence[Due]) -> list[DueCount]:
    """Return the counts per county and department."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        counts.setdefault((one.county, one.department), Counter())[one.state] += 1
    return [DueCount(*key, *(count[state] for state in (due.OVERDUE, due.AT_RISK, due.DUE)))
            for key, count in sorted(counts.items())]


@dataclass(frozen=True)
class Stage:
    """One stage of the line: its name; reached: "yes", "now" or "no"; since when, by whom."""

    state: str
    title: str
    reached: str
    day: str
    by: str


@dataclass(frozen=True)
class LifeLines:
    """The line of stages of an outfall and its plan, as they are printed; ``by`` is empty there."""

    state: str
    stages: tuple[Stage, ...]
    plan: tuple[tuple[str, str], ...]  # heading, value


_PLAN_SHOWN = ("remediation_type", "goal", "measures", "responsible_unit", "supervisor", "deadline",
               "at_once", "kept", "monitoring_asked", "planned_on", "progress", "effect")


def life_lines(records: Records, day: dt.date, language: str, *, people: bool = False) -> LifeLines:
    """Return the line of stages and the plan of one outfall; ``people``: who did it, not for what leaves."""
    now = life(records, day)
    stages = tuple(_stages(now, language, people)) if now else ()
    declared = SCHEMA.table("remediation")
    plan: list[tuple[str, str]] = []
    for name in _PLAN_SHOWN if records.plan else ():
        column = declared.column(name)
        value = (records.plan or {}).get(name)
        plan.append((column.alias(language), shown("remediation", name, value, language)))
    return LifeLines(state_title(now.state).text(language) if now else "", stages,
                     tuple(one for one in plan if one[1]))


def shown(table: str, name: str, value: Any, language: str) -> str:
    """Return a cell as people read it."""
    column = SCHEMA.table(table).column(name)
    if value in (None, ""):
        return ""
    if column.kind is Kind.BOOLEAN:
        return SCHEMA.values("yes_no_uncertain").label("yes" if float(value) else "no", language)
    if column.values:
        return SCHEMA.values(column.values).label(str(value), language)
    return str(value)[:10] if column.kind in (Kind.DATE, Kind.DATETIME) else str(value)


def _stages(now: Life, language: str, people: bool) -> list[Stage]:
    at = now.under or now.state
    # A state beside the line, such as accepted by one of two, stands in the place of the stage it leads to.
    place = at if at in line() else next((name for name in line() if rank(name) >= rank(at)), "")
    found = []
    for name in line():
        here = name == place
        step = next((one for one in reversed(now.steps) if one.state == (at if here else name)), None)
        behind = rank(name) < rank(at) or (here and name == at)
        when = step.event.day if step else now.found_on if name == "found" else None
        day = when.isoformat() if when and (behind or here) else ""
        title = state_title(at if here and name != at and at != "no_outfall" else name).text(language)
        found.append(Stage(name, title, "now" if here else "yes" if behind else "no", day,
                           step.event.by if step and people and (behind or here) else ""))
    return found
