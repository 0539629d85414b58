"""Proposing the plan of an outfall (一口一策): ban, merge, regulate or nothing, and why.

The table ``plan_proposals`` decides; its first row that applies counts. Where the areas that a row asks for
are not in the project, whether the outfall lies in one is not known, never "no", and that is said.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .decision import decided, folded, how_many, yes_no
from .duties import deadlines
from .life_conditions import GONE_AFTER, NOTHING_TO_DO, exceeds
from .life_records import Records, facts
from .register_rows import text
from .sentences import Said, of_row, said
from .tables import is_verified, setting


@dataclass(frozen=True)
class Surroundings:
    """What the base tables say of the place: the name of the area, "" for none, None where not known."""

    protected: str | None
    sewers: str | None
    n_sources: int = 0
    findings: int = 0  # open findings of the network upstream or of the register that speak of damage


@dataclass(frozen=True)
class PlanProposal:
    """A proposed plan: its cells in the language of the project are made by :meth:`cells`."""

    type: str
    reason: Said
    marks: tuple[Said, ...]
    goal: Said
    measures: Said
    unit: str
    deadline: dt.date | None
    at_once: bool

    def cells(self, language: str) -> dict[str, object]:
        """Return the cells of ``remediation``."""
        because = ("；" if language == "zh" else "; ").join(
            one.text(language) for one in (self.reason, *self.marks))
        return {"remediation_type": self.type or None, "proposed_because": because,
                "goal": self.goal.text(language) or None, "measures": self.measures.text(language) or None,
                "responsible_unit": self.unit or None,
                "deadline": self.deadline.isoformat() if self.deadline else None,
                "at_once": int(self.at_once),
                "kept": "no" if self.type in GONE_AFTER else "yes" if self.type else None}


def propose_plan(records: Records, around: Surroundings, state: str, today: dt.date) -> PlanProposal:
    """Propose the plan of an outfall; one without a type says why there is none."""
    outfall = records.outfall
    known = plan_facts(records, around, state)
    row = decided("plan_proposals", folded(known))
    names = {"protected_name": around.protected or "", "sewer_name": around.sewers or ""}
    marks = [said("plan.protected_unknown")] if around.protected is None else []
    if around.sewers is None and known["type_l2"] == "城镇生活污水散排口":
        marks.append(said("plan.sewers_unknown"))
    if not is_verified(row):
        marks.append(said("mark.rows_not_verified"))
    kind, at_once = row["remediation_type"], row["at_once"] == "yes"
    works = bool(kind) and kind != NOTHING_TO_DO
    return PlanProposal(
        kind, of_row(row, "plan", **names), tuple(marks),
        Said("plan.goal", row["goal_en"], row["goal_zh"]),
        Said("plan.measures", row["measures_en"], row["measures_zh"]),
        text(outfall, "party_main") if works else "", _deadline(at_once, today) if works else None, at_once)


def plan_facts(records: Records, around: Surroundings, state: str) -> dict[str, object]:
    """Return what the table ``plan_proposals`` may ask for."""
    outfall, samples = records.outfall, [exceeds(row) for row in records.rows("samples")]
    damaged = around.findings > 0 or any(text(row, "other_signs") for row in records.rows("visits"))
    several = how_many([part for part in text(outfall, "party_others").split("；") if part])
    return {
        **facts(records, state),
        "protected": "" if around.protected is None else yes_no(bool(around.protected)),
        "protected_name": around.protected or "",
        "sewers": "" if around.sewers is None else yes_no(bool(around.sewers)),
        "sewer_name": around.sewers or "",
        "sources": {0: "no", 1: "one"}.get(around.n_sources, "several"),
        "party": "no" if not text(outfall, "party_main") else "one" if several == "no" else "several",
        "condition": "damaged" if damaged else "",
        "sign": yes_no(text(records.sign or {}, "state") == "已安装"),
        "clean": yes_no(bool(samples) and set(samples) == {"no"} and not damaged),
    }


def _deadline(at_once: bool, today: dt.date) -> dt.date:
    if at_once:
        return today + dt.timedelta(days=int(setting("at_once_days")))
    day = today + dt.timedelta(days=int(setting("plan_days")))
    last = max(one.due for one in deadlines())
    return min(day, last) if last > today else day

