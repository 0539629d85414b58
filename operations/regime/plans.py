"""Proposing the plan of each outfall: from its class, its records and the areas it lies in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

import numpy as np

from ...rules.life import life
from ...rules.life_records import standing_on
from ...rules.plan_proposal import Surroundings, propose_plan
from ...rules.sentences import said
from ...tracing.model import Floats
from ..polygons import polygon_values
from ..project_rows import ProjectRows
from .lives import read_records
from .outcome import Outcome, OutfallOutcome
from .steps import plans_of

_DAMAGE = ("dead_end", "adverse_slope", "large_into_small")  # findings at the outfall that speak of its works


def propose_plans(rows: ProjectRows, today: dt.date, outfalls: Collection[str] | None = None) -> Outcome:
    """Propose a plan where there is none; a plan that stands, proposal or not, is never changed."""
    records = read_records(rows, outfalls)
    around = _surroundings(rows, list(records))
    language = rows.language
    outcome, new = Outcome(), []
    for uid, one in records.items():
        told = OutfallOutcome(uid, one.title, present={"plan": one.plan_type})
        outcome.outfalls.append(told)
        now = life(one, today)
        if now is None or standing_on(one, today)[0] != "in_use":
            told.refused, told.reasons = True, (said("plan.no_outfall"),)
        elif one.plan is not None:
            told.reasons = (said("plan.stands"),)
        else:
            proposal = propose_plan(one, around[uid], now.state, today)
            told.reasons, told.marks = (proposal.reason,), proposal.marks
            told.refused = not proposal.type
            if proposal.type:
                cells = proposal.cells(language)
                told.old, told.new = {"plan": None}, {"plan": proposal.type, **{
                    name: cells[name] for name in ("goal", "measures", "responsible_unit", "deadline")}}
                new.append(("remediation", {"outfall_uid": uid, **cells}))
    outcome.more["by_type"] = dict(Counter(str(one.new["plan"]) for one in outcome.outfalls if one.new))
    outcome.plans = plans_of({}, new, said("plan.basis").text(language))
    return outcome


def _surroundings(rows: ProjectRows, uids: list[str]) -> dict[str, Surroundings]:
    there = rows.read("outfalls", ["uid"], {"uid": uids}, geometry=True)
    xy = dict(zip(there["uid"].tolist(), there.xy.tolist()))
    links = rows.read("trace_links", ["outfall_uid", "status"], {"outfall_uid": uids})
    sources = Counter(uid for uid, status in zip(links["outfall_uid"].tolist(), links["status"].tolist())
                      if status in ("candidate", "confirmed"))
    findings = rows.read("findings", ["object_uid", "kind", "status"], {"object_uid": uids})
    damage = Counter(uid for uid, kind, status in zip(
        *(findings[name].tolist() for name in ("object_uid", "kind", "status")))
        if kind in _DAMAGE and status == "open")
    places = np.array([xy.get(uid, (np.nan, np.nan)) for uid in uids], dtype=np.float64).reshape(-1, 2)
    protected, sewers = (_names(rows, table, places) for table in ("protected_areas", "sewer_areas"))
    return {uid: Surroundings(protected[at], sewers[at], sources[uid], damage[uid])
            for at, uid in enumerate(uids)}


def _names(rows: ProjectRows, table: str, places: Floats) -> list[str | None]:
    """Return the name of the area each place lies in, "" outside all, None where that is not known."""
    areas = rows.read(table, ["uid", "name"], geometry=True)
    if not any(shape is not None for shape in areas.shapes.tolist()):
        return [None] * len(places)
    name_of = dict(zip(areas["uid"].tolist(), areas["name"].tolist()))
    inside = polygon_values(rows, table, "uid", places)
    return [None if not np.isfinite(place).all() else "" if uid is None else name_of[uid] or str(uid)
            for place, uid in zip(places, inside)]
