"""What the lists must show on a day, told from the scripts of the lives, without the rules of the life."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from .lives import NOTHING_TO_DO, Script

DAYS = ("2021-12-31", "2022-12-31", "2023-11-30", "2024-09-23", "2026-03-01")
_ANSWER_DAYS = 15
_OF_ROUND = ("begun", "finished", "accepted_district", "accepted_lead", "closed")


def life_truth(scripts: list[Script], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return, for each of five days, counts by county and stage, and the rows of each list."""
    return {day: _on(scripts, rows, dt.date.fromisoformat(day)) for day in DAYS}


def state_on(one: Script, day: dt.date) -> str:
    """Return the stage of an outfall at the end of a day."""
    state = "found"
    if day >= one.judged:
        state = "classified"
    if one.planned is None or day < one.planned:
        return state
    state = "begun" if one.fault == "stage_only" else "planned"
    for number, works in enumerate(one.rounds):
        if number and (one.reopened is None or day < one.reopened):
            break
        if number:
            state = "reopened"
        state = _in_round(one, works, day, state)
        if number == 0 and one.reopened and day >= one.reopened:
            state = "reopened"
    return state


def _in_round(one: Script, works: list[dt.date | None], day: dt.date, state: str) -> str:
    done = {name: when for name, when in zip(_OF_ROUND, works) if when and when <= day}
    if "begun" in done:
        state = "begun"
    if "finished" in done:
        state = "finished"
    if one.fault == "order":  # the lead department's acceptance lies before the works and counts for nothing
        return "accepted_district" if "accepted_district" in done else state
    if one.fault == "no_acceptance":
        return state
    if "accepted_district" in done and "accepted_lead" in done:
        state = "accepted"
    elif "accepted_district" in done or "accepted_lead" in done:
        state = "accepted_district" if "accepted_district" in done else "accepted_lead"
    return "closed" if "closed" in done else state


def _on(scripts: list[Script], rows: dict[str, list[dict[str, Any]]], day: dt.date) -> dict[str, Any]:
    stages: dict[str, Counter[str]] = {}
    lists: dict[str, list[str]] = {name: [] for name in (
        "never_visited", "no_plan", "plans_without_deadline", "plans_overdue", "closed_without_acceptance",
        "open_past_closure", "reopened", "impossible", "links_without_evidence", "reports_unmatched",
        "reports_overdue")}
    for one in scripts:
        state = state_on(one, day)
        stages.setdefault(one.county, Counter())[state] += 1
        for name, uid in _of_outfall(one, state, day):
            lists[name].append(uid)
    for link in rows["links"]:
        if link["decided_at"][:10] <= day.isoformat() and not link["proved"]:
            lists["links_without_evidence"].append(link["uid"])
    for report in rows["reports"]:
        came = dt.date.fromisoformat(report["received_at"][:10])
        if came > day:
            continue
        if report["outfall_uid"] is None:
            lists["reports_unmatched"].append(report["uid"])
        answered = report["answered_on"]
        if (answered is None or answered > day.isoformat()) and (day - came).days > _ANSWER_DAYS:
            lists["reports_overdue"].append(report["uid"])
    return {"stages": {county: dict(count) for county, count in sorted(stages.items())},
            "lists": {name: sorted(uids) for name, uids in lists.items()}}


def _of_outfall(one: Script, state: str, day: dt.date) -> list[tuple[str, str]]:
    found = []
    seen = [*one.visits, *([one.against] if one.against else [])]
    if not any(when <= day for when in seen):
        found.append(("never_visited", one.uid))
    if state in ("found", "judged", "classified"):
        found.append(("no_plan", one.uid))
    adopted = one.planned is not None and one.planned <= day
    if adopted and one.deadline is None and one.kind != NOTHING_TO_DO:
        found.append(("plans_without_deadline", one.uids["remediation"]))
    if adopted and one.deadline and one.deadline < day and state in ("planned", "begun", "reopened"):
        found.append(("plans_overdue", one.uids["remediation"]))
    works = one.rounds[0]
    if one.fault == "no_acceptance" and works[4] and works[4] <= day:
        found += [("closed_without_acceptance", one.uids["round0"]), ("impossible", one.uids["round0"])]
    if one.fault == "order" and works[3] and works[3] <= day:
        found.append(("impossible", one.uids["round0"]))
    reopened = one.reopened is not None and one.reopened <= day
    if one.against and one.against <= day and not reopened:
        found.append(("open_past_closure", one.uids["against"]))
    if reopened and state != "closed":
        found.append(("reopened", one.uid))
    return found
