"""What a step of the life requires: named functions, each answering None or what is missing, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Optional

from ..problems import UserError
from . import dates
from .decision import applies, asked, folded, yes_no
from .life_records import Records, facts, gone_by_plan, has_class, is_true, standing_on
from .life_states import Life
from .register_rows import Row, number, text
from .sentences import Said, of_row, said
from .tables import rows


@dataclass(frozen=True)
class LifeOrder:
    """Who takes a step, on which day, for which office, why, with what proof; what contradicts a closing.

    criteria: "yes" or "no", whether the criteria of the plan are met, where that is said with the step.
    """

    day: str
    by: str
    today: dt.date
    office: str = ""
    reason: str = ""
    proof: str = ""
    criteria: str = ""
    against_table: str = ""
    against_uid: str = ""

    def word(self, name: str) -> str:
        """Return a value that the table ``life`` names, a word that is none of these as it stands."""
        day = dates.day(self.day) if name == "day" else None
        return day.isoformat() if day else str(getattr(self, name, name))


Condition = Callable[[Records, "Life", LifeOrder], Optional[Said]]
CONDITIONS: dict[str, Condition] = {}

_PLAN_FIELDS = ("remediation_type", "goal", "measures", "responsible_unit", "deadline")
NOTHING_TO_DO = "无需整治"
#: Types of plan after which the outfall is not there any more, and its sign neither.
GONE_AFTER = ("依法取缔", "清理合并")


def condition(function: Condition) -> Condition:
    """Make a function known to the table ``life`` by its name."""
    CONDITIONS[function.__name__] = function
    return function


def lacking(requires: str, records: Records, life: Life, order: LifeOrder) -> list[Said]:
    """Return all that is missing; UserError where the table names a condition that there is not."""
    found = []
    for name in filter(None, (part.strip() for part in requires.split(";"))):
        if name not in CONDITIONS:
            raise UserError(f"The rule table life asks for the condition “{name}”. There are: "
                            f"{', '.join(sorted(CONDITIONS))}.")
        found.append(CONDITIONS[name](records, life, order))
    return [one for one in found if one is not None]


@condition
def in_register(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """The outfall is in the register, or left it as its plan asks."""
    standing, _ = standing_on(records, order.today)
    there = standing == "in_use" or gone_by_plan(records, standing)
    return None if there else said("life.in_register", title=records.title)


@condition
def is_outfall(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """It was judged to be an outfall."""
    return None if text(records.outfall, "is_outfall") == "yes" else said("life.is_outfall")


@condition
def traced(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """Its tracing is complete."""
    return None if text(records.outfall, "work_state") == "complete" else said("life.traced")


@condition
def classified(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """It has a class of the rule in force."""
    return None if has_class(records.outfall) else said("life.has_class")


@condition
def plan_complete(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """The plan says all that a plan must."""
    plan = records.plan
    if plan is None:
        return said("life.no_plan")
    asked_for = ("remediation_type",) if records.plan_type == NOTHING_TO_DO else _PLAN_FIELDS
    missing = [said(f"life.field_{name}") for name in asked_for if not text(plan, name)]
    if not missing and text(plan, "deadline") and dates.day(plan.get("deadline")) is None:
        missing = [said("life.field_deadline")]
    return said("life.plan_lacks", what=missing) if missing else None


@condition
def works_needed(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """The plan asks for works."""
    return said("life.works_needed") if records.plan_type == NOTHING_TO_DO else None


@condition
def nothing_to_do(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """The plan asks for nothing, so that it can be accepted without works."""
    return None if records.plan_type == NOTHING_TO_DO else said("life.not_finished")


@condition
def at_once(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """It is mended at once, so that beginning and finishing are one step."""
    return None if is_true((records.plan or {}).get("at_once")) else said("life.not_at_once")


@condition
def office(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """It is said which office accepts."""
    return None if order.office.strip() else said("life.office")


@condition
def reason(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """There is a reason."""
    return None if order.reason.strip() else said("change.reason")


@condition
def plan_fulfilled(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """The criteria for finished works are met."""
    met = text(records.open_round or {}, "criteria_met") == "yes"
    return None if met or records.plan_type == NOTHING_TO_DO else said("life.plan_fulfilled")


@condition
def photos_after(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """There is a picture after the works; one without a day counts."""
    if records.plan_type == NOTHING_TO_DO:
        return None
    done = dates.day((records.open_round or {}).get("finished_on")) or dt.date.min
    there = any(text(row, "slot") == "整治后" and text(row, "path")
                and (dates.day(row.get("time")) or dt.date.max) >= done for row in records.rows("evidence"))
    return None if there else said("life.photos_after")


@condition
def samples_where_asked(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """Where the plan asks for samples, there is one after the works, and none of those exceeds its limit."""
    if text(records.plan or {}, "monitoring_asked") != "yes":
        return None
    done = dates.day((records.open_round or {}).get("finished_on")) or dt.date.min
    after = [row for row in records.rows("samples")
             if (day := dates.day(row.get("taken_at"))) and done <= day <= order.today]
    if not after:
        return said("life.samples_missing")
    bad = [row for row in after if exceeds(row) == "yes"]
    return said("life.samples_exceed", indicator=text(bad[0], "indicator")) if bad else None


@condition
def sign_right(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """The sign stands, or stands no longer where the outfall is gone after its plan."""
    standing = text(records.sign or {}, "state") in ("已安装",)
    if records.plan_type in GONE_AFTER:
        return None
    return None if standing else said("life.sign_up")


@condition
def proof(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """There is proof for striking it off."""
    there = order.proof.strip() or text(records.open_round or {}, "proof")
    return None if there else said("life.proof")


@condition
def contradicted(records: Records, life: Life, order: LifeOrder) -> Said | None:
    """A later record contradicts the closing, and it is named."""
    those = {(one.table, one.uid) for one in contradictions(records, life, order.today)}
    named = (order.against_table, order.against_uid)
    if named != ("", ""):
        return None if named in those else said("life.against_other")
    return said("life.against")


@dataclass(frozen=True)
class Contradiction:
    """A record that contradicts a closing."""

    table: str
    uid: str
    day: dt.date
    sentence: Said


def contradictions(records: Records, life: Life, today: dt.date) -> list[Contradiction]:
    """Return the records after the last closing that contradict it, the earliest first."""
    if life.state != "closed" or life.since is None:
        return []
    known = facts(records, life.state)
    found = list(_contradicting(records, known, life.since, today))
    return sorted(found, key=lambda one: (one.day, one.uid))


def _contradicting(records: Records, known: dict[str, str], closed: dt.date,
                   today: dt.date) -> Iterator[Contradiction]:
    table = rows("life_contradictions")
    for rule in table:
        names = asked([rule])
        for row in records.rows(rule["table"]):
            day = dates.day(row.get(rule["day"]))
            if day is None or not closed < day <= today:
                continue
            every = folded({**{name: row.get(name) for name in names}, **known, "exceeds": exceeds(row)})
            if applies(rule["when"], every):
                yield Contradiction(rule["table"], str(row["uid"]), day, of_row(rule, "life.contradicts"))


def exceeds(sample: Row) -> str:
    """Tell whether a sample exceeds its limit: yes, no, "" where it cannot be told; numbers before words."""
    value, limit = number(sample.get("value")), number(sample.get("limit_value"))
    if value is None or limit is None:
        said_so = text(sample, "exceeded")
        return said_so if said_so in ("yes", "no") else ""
    return yes_no(value > limit)
