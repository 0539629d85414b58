"""What is due for an outfall: by the action plan, by its own plan, and again and again after that.

Three sources: ``deadlines`` with a ``stage`` that must be reached by then; the deadline of the plan;
``life_duties``, which recur every so many months after the last record of their table. A report by a citizen
is due an answer after a set number of days. "today" is always an input.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import dates
from .decision import applies, asked, folded
from .life_records import Records, facts, is_adopted
from .life_states import Life
from .register_rows import Row, text
from .sentences import Said, of_row, said
from .tables import rows, setting

OVERDUE, AT_RISK, DUE = "overdue", "at_risk", "due"


class Due(NamedTuple):
    """One thing that is to be done by a day.

    kind: "deadline:ID", "plan", "duty:ID" or "report"; state: "due", "at_risk" (within the days of a setting)
    or "overdue" (since the day after ``day``). county and department: whose it is.
    """

    outfall_uid: str
    kind: str
    what: Said
    day: dt.date
    state: str
    county: str
    department: str
    table: str
    uid: str


def state_of(day: dt.date, today: dt.date) -> str:
    """Return whether something is due, at risk or overdue."""
    if day < today:
        return OVERDUE
    return AT_RISK if (day - today).days <= int(setting("risk_days")) else DUE


def due_of(records: Records, now: Life, today: dt.date) -> list[Due]:
    """Return what is not done yet for an outfall, the earliest first; nothing where it left the register."""
    if now.state in ("left", "no_outfall"):
        return []
    found = [*_deadlines(records, now, today), *_plan(records, now, today), *_duties(records, now, today)]
    return sorted(found, key=lambda one: (one.day, one.kind))


def _due(records: Records, kind: str, what: Said, day: dt.date, today: dt.date,
         row: tuple[str, str] | None = None) -> Due:
    table, uid = row or ("outfalls", records.uid)
    return Due(records.uid, kind, what, day, state_of(day, today), text(records.outfall, "county_code"),
               records.department, table, uid)


def _deadlines(records: Records, now: Life, today: dt.date) -> Iterator[Due]:
    known = folded(facts(records, now.state))
    for row in rows("deadlines"):
        stage, when = row.get("stage", ""), row.get("when", "")
        if row["scope"] == "wuhan" and stage and not now.has_reached(stage) and applies(when, known):
            yield _due(records, f"deadline:{row['id']}", Said(row["id"], row["what_en"], row["what_zh"]),
                       dt.date.fromisoformat(row["due"]), today)


def _plan(records: Records, now: Life, today: dt.date) -> Iterator[Due]:
    plan = records.plan
    day = dates.day((plan or {}).get("deadline"))
    if plan is not None and day and is_adopted(plan) and not now.has_reached("finished"):
        yield _due(records, "plan", said("due.plan"), day, today, ("remediation", str(plan["uid"])))


def _duties(records: Records, now: Life, today: dt.date) -> Iterator[Due]:
    table = rows("life_duties")
    known = folded(facts(records, now.state))
    names = asked(table)
    for row in table:
        start = dt.date.fromisoformat(row["from"])
        if not applies(row["when"], {name: known.get(name, "") for name in names | set(known)}):
            continue
        done = [day for one in records.rows(row["table"])
                if (day := dates.day(one.get(row["day"]))) and day <= today]
        since = max([*done, now.since or start])
        day = max(months_later(since, int(row["every_months"])), start)
        if today >= start:
            yield _due(records, f"duty:{row['id']}", of_row(row, row["id"]), day, today)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_reports(reports: Iterable[Row], today: dt.date) -> list[tuple[Row, dt.date, str]]:
    """Return the reports by citizens that await an answer on a day: the row, its last day, the state."""
    found = []
    for row in reports:
        came, answered = dates.day(row.get("received_at")), dates.day(row.get("answered_on"))
        if came is None or came > today or (answered is not None and answered <= today):
            continue
        last = came + dt.timedelta(days=int(setting("report_answer_days")))
        found.append((row, last, state_of(last, today)))
    return found
