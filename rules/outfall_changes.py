"""Split, merged, void, filled, found again: what happens to codes, links, evidence, signs and plans.

The table ``outfall_changes`` says it, row by row: for an action and a part (``kept``: the outfall that
stays, ``gone``: one that leaves, ``new``: one that comes) and the rows of a table that meet ``when``,
what to ``do``: ``refuse``, ``stay``, ``move`` to the other part, ``copy`` the columns to it, ``set`` a
column, or ``follow`` the link in force. Nothing is ever deleted. The outcome is a plan; whoever carries
it out changes exactly its cells and rows, or nothing where it has problems.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from . import dates
from .decision import applies, folded, yes_no
from .register_rows import Row, text
from .sentences import Said, of_row, said
from .tables import Row as Rule
from .tables import rows

HISTORY = "outfall_history"  # the table that keeps what became of which outfall


class Order(NamedTuple):
    """Who wants the change, on which day it took place, and why."""

    by: str
    on: str
    reason: str
    today: dt.date


class Cell(NamedTuple):
    """A cell to change."""

    table: str
    uid: str
    column: str
    value: str


@dataclass
class ChangePlan:
    """Cells to change, rows to add, and what that means; with problems nothing is changed."""

    cells: list[Cell] = field(default_factory=list)
    new_rows: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sentences: list[Said] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)


Records = Mapping[str, Sequence[Row]]  # rows with outfall_uid, by table


def split(outfall: Row, records: Records, new_uid: str, chosen: Collection[str], order: Order) -> ChangePlan:
    """Part a new outfall from one. chosen: uids of the links that go to it, with their evidence."""
    links = {str(row["uid"]) for row in _of(records, "trace_links", outfall)}
    plan = _begin(order, not links.issuperset(chosen) and said("change.unknown_links"))
    _carry_out(plan, _Change("split", {"kept": [outfall]}, records, new_uid, frozenset(chosen)))
    copied = [rule for rule in _rules("split", "new", "outfalls") if rule["do"] == "copy"]
    new = {name: text(outfall, name) for rule in copied for name in rule["column"].split(";")}
    plan.new_rows.append(("outfalls", {"uid": new_uid, "standing": "in_use", **new}))
    plan.sentences += [of_row(rule, "split", title=new_uid) for rule in copied]
    return _finish(plan, "split", str(outfall["uid"]), [new_uid], order)


def merge(kept: Row, gone: Sequence[Row], records: Records, order: Order) -> ChangePlan:
    """Merge outfalls into one that stays (:func:`keeper` proposes which).

    Of several links to one source one stays in force: that of the outfall that stays, else a confirmed one.
    """
    uids = [str(row["uid"]) for row in (kept, *gone)]
    plan = _begin(order, len(uids) < 2 and said("change.one_only"),
                  len(set(uids)) < len(uids) and said("change.twice"))
    in_force = {_source(row): str(row["uid"]) for row in _of(records, "trace_links", kept)}
    others = [row for outfall in gone for row in _of(records, "trace_links", outfall)]
    twins: dict[str, str] = {}  # from a link that stays behind to the one in force
    for row in sorted(others, key=lambda row: text(row, "status") != "confirmed"):
        uid = str(row["uid"])
        first = in_force.setdefault(_source(row), uid)
        if first != uid:
            twins[uid] = first
    proved = frozenset(twins[str(row["uid"])] for row in others
                       if text(row, "status") == "confirmed" and str(row["uid"]) in twins)
    _carry_out(plan, _Change("merge", {"kept": [kept], "gone": list(gone)}, records, uids[0], proved, twins))
    return _finish(plan, "merge", uids[0], uids[1:], order)


def leave(action: str, outfall: Row, records: Records, order: Order) -> ChangePlan:
    """Take an outfall out of the register: ``action`` is "void" or "fill"."""
    plan = _begin(order)
    _carry_out(plan, _Change(action, {"gone": [outfall]}, records))
    return _finish(plan, action, str(outfall["uid"]), [""], order)


def find_again(outfall: Row, records: Records, order: Order) -> ChangePlan:
    """Bring an outfall back that was voided or filled."""
    plan = _begin(order)
    _carry_out(plan, _Change("find_again", {"kept": [outfall]}, records))
    return _finish(plan, "find_again", str(outfall["uid"]), [""], order)


def keeper(outfalls: Sequence[Row], signs: Sequence[Row]) -> str:
    """Return which should stay (its uid): one with an installed plate, else with a code, else the first."""
    plated = {text(row, "outfall_uid") for row in signs if text(row, "state") == "已安装"}
    ranked = sorted(outfalls, key=lambda row: (
        str(row["uid"]) not in plated, not text(row, "code_national"), not text(row, "code_local")))
    return str(ranked[0]["uid"])


def _begin(order: Order, *problems: Said | bool) -> ChangePlan:
    plan = ChangePlan(problems=[one for one in problems if isinstance(one, Said)])
    if not order.reason.strip():
        plan.problems.append(said("change.reason"))
    if not order.on.strip() or dates.problem(order.on, order.today):
        plan.problems.append(said("change.day", day=order.on or "—"))
    return plan


def _finish(plan: ChangePlan, action: str, uid: str, others: Sequence[str], order: Order) -> ChangePlan:
    if plan.problems:
        return ChangePlan(problems=plan.problems)
    plan.new_rows += [(HISTORY, {"action": action, "outfall_uid": uid, "other_uid": other,
                                 "happened_on": order.on, "done_by": order.by,
                                 "reason": order.reason}) for other in others]
    return plan


class _Change(NamedTuple):
    """What is done to outfalls, by their part in it, and to their records, which ``other_uid`` takes over.

    chosen: links that are singled out; twins: from a link that stays behind to the one in force.
    """

    action: str
    parts: Mapping[str, Sequence[Row]]
    records: Records
    other_uid: str = ""
    chosen: Collection[str] = ()
    twins: Mapping[str, str] = MappingProxyType({})


def _carry_out(plan: ChangePlan, change: _Change) -> None:
    """Apply every row of the table."""
    for part, outfalls in change.parts.items():
        for outfall in outfalls:
            title = " · ".join(filter(None, (text(outfall, "code_national"), text(outfall, "name"))))
            for table in ("outfalls", *change.records):
                those = [outfall] if table == "outfalls" else _of(change.records, table, outfall)
                facts = [(row, _facts(table, row, change)) for row in those]
                for rule in _rules(change.action, part, table):
                    met = [row for row, compared in facts if applies(rule["when"], compared)]
                    _apply(plan, rule, met, change, title or str(outfall["uid"]))


def _facts(table: str, row: Row, change: _Change) -> dict[str, str]:
    link = text(row, "link_uid") if table == "evidence" else str(row["uid"])
    own = {"chosen": yes_no(link in change.chosen), "twin": yes_no(link in change.twins)}
    return folded({"standing": "", **row, **own})


def _apply(plan: ChangePlan, rule: Rule, met: Sequence[Row], change: _Change, title: str) -> None:
    if not met:
        return
    sentence = of_row(rule, rule["action"], title=title, n=len(met))
    (plan.problems if rule["do"] == "refuse" else plan.sentences).append(sentence)
    for row in met:
        values = {"move": change.other_uid, "set": rule["value"],
                  "follow": change.twins.get(text(row, "link_uid"), "")}
        if rule["do"] in values:
            plan.cells.append(Cell(rule["table"], str(row["uid"]), rule["column"], values[rule["do"]]))


def _of(records: Records, table: str, outfall: Row) -> list[Row]:
    return [row for row in records.get(table, ()) if text(row, "outfall_uid") == str(outfall["uid"])]


def _rules(action: str, part: str, table: str) -> list[Rule]:
    return [row for row in rows("outfall_changes")
            if (row["action"], row["part"], row["table"]) == (action, part, table)]


def _source(link: Row) -> tuple[str, str]:
    return text(link, "source_table"), text(link, "source_uid")
