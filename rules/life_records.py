"""What is on record of one outfall, and the dated events of its life that follow from it.

A plan (``remediation``) is one row; each row of ``closures`` is one round: works, their acceptance by two,
striking off, and what reopened it. A stage that was delivered without dates counts as an event without a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from . import dates
from .classes import VERSION_HJ, problem, version
from .decision import yes_no
from .register_rows import Row, text
from .words import fold

#: The tables of records of an outfall; each row names it in ``outfall_uid``.
TABLES = ("remediation", "closures", "signs", "samples", "visits", "inspections", "evidence",
          "outfall_history", "citizen_reports")
#: What a round dates, in the order of works: action, column of the day, column of who.
ROUND = (
    ("revise", "revised_on", ""), ("begin", "begun_on", ""), ("finish", "finished_on", ""),
    ("accept_district", "district_accepted_on", "district_accepted_by"),
    ("accept_lead", "accepted_on", "accepted_by"), ("reject", "rejected_on", ""),
    ("close", "closed_on", "closed_by"), ("reopen", "reopened_on", ""),
)
_ENDS = ("rejected_on", "reopened_on")
_LEAVING = ("void", "fill", "merge", "split")
_TRUE = frozenset(("1", "1.0", "true", "yes", "是"))


class Event(NamedTuple):
    """Something that happened: ``day`` is None where it is not known; the row and the column that say so."""

    action: str
    day: dt.date | None
    by: str
    table: str
    uid: str
    column: str
    without_works: bool = False  # of the round


@dataclass
class Records:
    """The row of an outfall and its records, by table; department: which leads."""

    outfall: Row
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    department: str = ""

    @property
    def uid(self) -> str:
        """Return the outfall."""
        return str(self.outfall["uid"])

    @property
    def title(self) -> str:
        """Return its code and name."""
        code = text(self.outfall, "code_national") or text(self.outfall, "code_local")
        return " · ".join(filter(None, (code, text(self.outfall, "name").strip()))) or self.uid

    def rows(self, table: str) -> Sequence[Row]:
        """Return the records of a table."""
        return self.tables.get(table, ())

    @property
    def plan(self) -> Row | None:
        """Return the plan: an adopted one before a proposal; None where there is none."""
        plans = sorted(self.rows("remediation"), key=lambda row: not is_adopted(row))
        return plans[0] if plans else None

    @property
    def plan_type(self) -> str:
        """Return the type of the plan, "" where there is none."""
        return text(self.plan or {}, "remediation_type")

    @property
    def rounds(self) -> list[Row]:
        """Return the rounds, the earliest first; one without a day comes last."""
        return sorted(self.rows("closures"), key=lambda row: min(
            filter(None, (dates.day(row.get(column)) for _, column, _ in ROUND)), default=dt.date.max))

    @property
    def open_round(self) -> Row | None:
        """Return the round that is under way: the last one that neither was rejected nor reopened."""
        going = [row for row in self.rounds if not any(text(row, column) for column in _ENDS)]
        return going[-1] if going else None

    @property
    def sign(self) -> Row | None:
        """Return the sign that counts: one that stands before one that does not."""
        rank = ("已安装", "已损坏", "待拆除", "待安装", "待制作")
        signs = sorted(self.rows("signs"), key=lambda row: (
            rank.index(text(row, "state")) if text(row, "state") in rank else len(rank)))
        return signs[0] if signs else None


def is_adopted(plan: Row) -> bool:
    """Tell whether a plan is decided: it has the day, or came with a delivery and is no proposal."""
    return bool(text(plan, "planned_on")) or not text(plan, "proposed_because")


def is_true(value: object) -> bool:
    """Tell whether a cell of a yes-or-no column says yes."""
    return fold(str(value)) in _TRUE


def has_class(outfall: Row) -> bool:
    """Tell whether the outfall has a class of the rule in force."""
    return not problem(VERSION_HJ, version(VERSION_HJ).levels(outfall))


def standing_on(records: Records, day: dt.date) -> tuple[str, dt.date | None]:
    """Return the standing of the outfall at the end of a day, and since when it is so."""
    now = text(records.outfall, "standing") or "in_use"
    dated = sorted(
        (when, position, text(row, "action")) for position, row in enumerate(records.rows("outfall_history"))
        if (when := dates.day(row.get("happened_on"))) and text(row, "action") in (*_LEAVING, "find_again"))
    past = [one for one in dated if one[0] <= day]
    if len(past) == len(dated):
        return now, past[-1][0] if past else None
    if not past or past[-1][2] == "find_again":
        return "in_use", None
    return {"void": "void", "fill": "filled", "merge": "merged", "split": "split"}[past[-1][2]], past[-1][0]


def gone_by_plan(records: Records, standing: str) -> bool:
    """Tell whether the outfall is gone because its plan says so: a ban filled it, a merger merged it."""
    return (standing, records.plan_type) in (("filled", "依法取缔"), ("merged", "清理合并"))


def events(records: Records, today: dt.date) -> list[Event]:
    """Return what happened up to ``today``, in order; what has no day stands where works would put it."""
    outfall, found = records.outfall, []
    if text(outfall, "work_state") == "complete" and text(outfall, "is_outfall") == "yes":
        by = text(outfall, "completed_by")
        found.append(Event("judge", dates.day(outfall.get("completed_at")), by, "outfalls", records.uid,
                           "work_state"))
    if has_class(outfall):
        found.append(Event("classify", None, "", "outfalls", records.uid, "type_l1"))
    plan = records.plan
    if plan is not None and is_adopted(plan):
        own = ("remediation", str(plan["uid"]))
        found.append(Event("plan", dates.day(plan.get("planned_on")), text(plan, "planned_by"), *own,
                           "planned_on"))
        if text(plan, "revised_on"):
            found.append(Event("revise", dates.day(plan.get("revised_on")), "", *own, "revised_on"))
        found += _as_delivered(records, plan)
    for row in records.rounds:
        found += [Event(action, dates.day(row.get(column)), text(row, who) if who else "", "closures",
                        str(row["uid"]), column, is_true(row.get("without_works")))
                  for action, column, who in ROUND if text(row, column)]
    return _in_order([one for one in found if one.day is None or one.day <= today])


def _as_delivered(records: Records, plan: Row) -> list[Event]:
    """Return events without day that a delivered stage tells of, where no round does."""
    actions = {"整治中": ("begin",), "完成整治": ("begin", "finish")}.get(text(plan, "stage"), ())
    if any(text(row, column) for row in records.rows("closures") for _, column, _ in ROUND):
        return []
    return [Event(action, None, "", "remediation", str(plan["uid"]), "stage") for action in actions]


def _in_order(found: list[Event]) -> list[Event]:
    """Sort by day; one without a day follows the one before it in the order of works."""
    last, keyed = dt.date.min, []
    for position, event in enumerate(found):
        last = event.day or last
        keyed.append((last, position, event))
    return [event for _, _, event in sorted(keyed, key=lambda one: one[:2])]


def facts(records: Records, state: str) -> dict[str, str]:
    """Return what tables of the life may ask of an outfall."""
    sign, outfall = records.sign or {}, records.outfall
    shown = {fold(text(sign, "plate_code"))} - {""}
    codes = {fold(text(outfall, name)) for name in ("code_national", "code_local")} - {""}
    name_differs = text(sign, "plate_name") and fold(text(sign, "plate_name")) != fold(text(outfall, "name"))
    return {
        "life": state, "plan_type": records.plan_type, "sign": text(sign, "state"),
        "at_once": yes_no(is_true((records.plan or {}).get("at_once"))),
        "code": yes_no(bool(codes)) if codes else "",
        "plate": "other" if (shown and codes and not shown & codes) or name_differs else "",
        **{name: text(outfall, name) for name in (
            "type_718", "type_l1", "type_l2", "type_l3", "standing", "is_outfall", "mouth_form")},
    }
