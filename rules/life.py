"""The life of an outfall: one function over dated facts, and the table ``life`` of what may follow what.

A row of the table says: in ``state`` the ``action`` leads to ``next``; whoever takes it must meet what it
``requires`` (named functions, :mod:`life_conditions`), and it ``writes`` these cells of the plan or of the
round of works (``column=word?``: only where the order has that word). Which stage an outfall has reached
is stored nowhere: the events on record are walked through the table. An event that the table does not know
where it stands counts for nothing and is named as a break: a state that cannot be, with the steps that put
it right.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import dates
from .decision import applies, yes_no
from .life_actions import action_title
from .life_conditions import LifeOrder, lacking
from .life_records import Records, events, gone_by_plan, standing_on
from .life_states import Life, Step, rank, state_title, states
from .register_rows import Row, text
from .sentences import Said, of_row, said
from .tables import Row as Rule
from .tables import derived, rows

ANY, BEFORE = "*", "="
BEFORE_PLAN = ("judge", "classify")


class Next(NamedTuple):
    """What can follow: the action, the state it leads to, and what is missing for it."""

    action: str
    state: str
    title: Said
    missing: tuple[Said, ...]


@dataclass
class Taken:
    """What taking a step comes to: problems, or cells to change and a row to add."""

    problems: list[Said] = field(default_factory=list)
    state: str = ""
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)  # by uid
    table: str = ""
    new_row: dict[str, Any] | None = None


@derived
def _moves() -> dict[tuple[str, str], Rule]:
    return {(row["state"], row["action"]): row for row in rows("life")}


def move(state: str, action: str) -> Rule | None:
    """Return the row of the table for an action in a state, None where it cannot be."""
    return _moves().get((state, action)) or _moves().get((ANY, action))


def life(records: Records, today: dt.date) -> Life | None:
    """Return where an outfall stands at the end of a day; None before it was found."""
    found_on = dates.day(records.outfall.get("found_on"))
    if found_on is not None and found_on > today:
        return None
    walked = Life("found", found_on, found_on=found_on)
    for event in events(records, today):
        rule = move(walked.state, event.action)
        if rule is None or not applies(rule["when"], {"without_works": yes_no(event.without_works)}):
            # Judged and classified lead to a plan; once it is adopted they do not move it.
            if event.action not in BEFORE_PLAN:
                walked.breaks.append(Step(event, walked.state))
            continue
        walked.state, walked.since = rule["next"], event.day
        walked.steps.append(Step(event, rule["next"]))
    return _overlaid(records, walked, today)


def _overlaid(records: Records, walked: Life, today: dt.date) -> Life:
    """Let an outfall that left, or is none, stand there; one that left by its plan goes on to its closing."""
    standing, since = standing_on(records, today)
    by_plan = gone_by_plan(records, standing) and rank(walked.state) >= rank("planned")
    gone = standing != "in_use" and not by_plan
    over = "no_outfall" if text(records.outfall, "is_outfall") == "no" else "left" if gone else ""
    if over:
        walked.under, walked.state = walked.state, over
        walked.since = since if over == "left" else None
    return walked


def next_steps(records: Records, now: Life, order: LifeOrder) -> list[Next]:
    """Return what a person can do next, and what is missing for each; in the order of the table."""
    return [Next(row["action"], row["next"], of_row(row, f"life.{row['action']}"),
                 tuple(lacking(row["requires"], records, now, order)))
            for row in rows("life") if row["state"] == now.state]


def take(records: Records, action: str, order: LifeOrder) -> Taken:
    """Work out a step: all that is in the way, or what it writes.

    The result is walked again before it counts: nothing is written that leaves more breaks than there were.
    """
    now = life(records, order.today)
    if now is None:
        return Taken([said("life.not_found", title=records.title)])
    if action == "put_right":
        return _put_right(records, now, order)
    rule = move(now.state, action)
    if rule is None or not rule["writes"]:
        done = now.day_of(target_of(action))
        return Taken([said("life.done_already", title=records.title, action=action_title(action), day=done)
                      if done and now.has_reached(target_of(action)) else
                      said("life.no_such_step", title=records.title, action=action_title(action),
                           state=state_title(now.state))])
    problems = _day_problems(records, now, order) + lacking(rule["requires"], records, now, order)
    if problems:
        return Taken(problems)
    taken = _written(records, rule, order)
    after = life(after_step(records, taken), order.today)
    if after is None or (after.state != rule["next"] and len(after.breaks) >= len(now.breaks)) or (
            len(after.breaks) > len(now.breaks)):
        return Taken([said("life.put_right_first", title=records.title)] if now.breaks else
                     [said("life.order", title=records.title, day=order.day)])
    taken.state = after.state
    return taken


def _day_problems(records: Records, now: Life, order: LifeOrder) -> list[Said]:
    day = dates.day(order.day)
    if day is None or day > order.today:
        return [said("change.day", day=order.day or "—")]
    wrong = [one.event.day for one in now.breaks if one.event.day]
    if wrong and day > wrong[0]:  # what lies between can be entered, what comes after cannot
        return [said("life.put_right_first", title=records.title)]
    # When the software was told of tracing and class says nothing of when works were: people catch up.
    known = [one.event.day for one in now.steps if one.event.day and one.event.action not in BEFORE_PLAN]
    if known and day < known[-1]:
        return [said("life.day_before", title=records.title, day=order.day,
                     state=state_title(now.steps[-1].state), since=known[-1])]
    return []


def target_of(action: str) -> str:
    """Return the state that an action leads to, of its first row."""
    return next((row["next"] for row in rows("life") if row["action"] == action), "")


def _written(records: Records, rule: Rule, order: LifeOrder) -> Taken:
    """Return the cells that a row of the table writes: in the plan, in the open round, or in a new one."""
    cells: dict[str, Any] = {}
    for part in rule["writes"].split(";"):
        column, _, word = part.partition("=")
        given = order.word(word.rstrip("?"))
        if given or not word.endswith("?"):
            cells[column] = given or None
    if rule["row"] == "plan":
        return Taken(cells={str((records.plan or {})["uid"]): cells}, table="remediation")
    going = records.open_round
    if rule["action"] == "reopen":
        going = next((row for row in reversed(records.rounds) if text(row, "closed_on")), None)
    first = rule["writes"].partition("=")[0]
    if going is None or text(going, first):
        return Taken(table="closures", new_row={"outfall_uid": records.uid, **cells})
    return Taken(cells={str(going["uid"]): cells}, table="closures")


def _put_right(records: Records, now: Life, order: LifeOrder) -> Taken:
    """Take back the days that cannot be, with a reason; the audit trail keeps them."""
    if not now.breaks:
        return Taken([said("life.nothing_wrong", title=records.title)])
    if not order.reason.strip():
        return Taken([said("change.reason")])
    event = now.breaks[0].event
    cells: dict[str, dict[str, Any]] = {}
    for one in now.breaks:
        if one.event.table == event.table:
            cells.setdefault(one.event.uid, {})[one.event.column] = None
    taken = Taken(cells=cells, table=event.table)
    after = life(after_step(records, taken), order.today)
    taken.state = after.state if after else ""
    return taken


def after_step(records: Records, taken: Taken) -> Records:
    """Return the records as they are after a step."""
    changed: list[Row] = [
        {**row, **taken.cells.get(str(row["uid"]), {})} for row in records.rows(taken.table)]
    if taken.new_row is not None:
        changed.append({"uid": "new", **taken.new_row})
    tables: Mapping[str, Any] = {**records.tables, taken.table: changed}
    return Records(records.outfall, tables, records.department)


def way_to(state: str, action: str) -> list[str]:
    """Return the shortest row of actions after which ``action`` can follow ``state``."""
    queue: deque[tuple[str, list[str]]] = deque([(state, [])])
    seen = {state}
    while queue:
        at, way = queue.popleft()
        if way and move(at, action):
            return way
        for row in rows("life"):
            if row["state"] == at and row["next"] not in seen and _goes_on(row):
                seen.add(row["next"])
                queue.append((row["next"], [*way, row["action"]]))
    return []


def _goes_on(row: Rule) -> bool:
    return row["next"] in states() and rank(row["next"]) == rank(row["state"]) + 1 and not row["when"]


def break_sentences(one: Step) -> tuple[Said, Said]:
    """Return what is wrong with a break, and the step that puts it right."""
    way = way_to(one.state, one.event.action)
    wrong = said("life.broken", action=action_title(one.event.action),
                 day=one.event.day or "—", state=state_title(one.state))
    if not way:
        return wrong, said("life.take_back", action=action_title(one.event.action))
    return wrong, said("life.way", steps=[action_title(action) for action in way],
                       action=action_title(one.event.action))
