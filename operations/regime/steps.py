"""Taking steps of the life: a plan adopted, works begun, accepted, struck off, reopened; for many at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA, Kind
from ...layers.store.table_io import new_uids
from ...layers.store.table_plan import TablePlan, Updates, texts
from ...rules import dates
from ...rules.life import Taken, after_step, life, move, take, target_of
from ...rules.life_actions import action_title
from ...rules.life_conditions import LifeOrder, contradictions
from ...rules.life_records import Records
from ..project_rows import ProjectRows
from .lives import ByOutfall, read_records
from .outcome import Outcome, OutfallOutcome


@dataclass(frozen=True)
class Wish:
    """A step that is wanted for an outfall; row: of the table that asks for it, 0 for none."""

    uid: str
    action: str
    order: LifeOrder
    row: int = 0


def take_step(rows: ProjectRows, action: str, order: LifeOrder, outfalls: Collection[str] | None = None
              ) -> Outcome:
    """Take a step for outfalls (uids; all without); each one that cannot is refused with all that is missing.

    Of all outfalls those are left out that took the step already, and those without anything to reopen or
    to put right. A reopening that names no record takes the earliest that contradicts the closing.
    """
    records = read_records(rows, outfalls)
    wishes = [Wish(uid, action, order) for uid, one in records.items()
              if outfalls is not None or not _is_idle(one, action, order)]
    return take_steps(rows, wishes, records)


def take_steps(rows: ProjectRows, wishes: Sequence[Wish], records: ByOutfall | None = None) -> Outcome:
    """Take steps by day, each on what those before it left; one that cannot be taken is refused by itself.

    Days that cannot be read come last. The outcome has one entry for each step.
    """
    known = dict(read_records(rows, {one.uid for one in wishes}) if records is None else records)
    outcome, language = Outcome(), rows.language
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    basis: dict[tuple[str, str], str] = {}
    new: dict[str, tuple[str, dict[str, Any]]] = {}
    for wish in sorted(wishes, key=lambda one: dates.day(one.order.day) or dt.date.max):
        one = known[wish.uid]
        order = _with_contradiction(one, wish.order) if wish.action == "reopen" else wish.order
        taken, now = take(one, wish.action, order), life(one, order.today)
        outcome.outfalls.append(_told(one, now.state if now else "", taken, replace(wish, order=order)))
        if taken.problems:
            continue
        if taken.new_row is not None:
            taken.new_row["uid"] = str(new_uids(1)[0])
            new[taken.new_row["uid"]] = (taken.table, taken.new_row)
        for row, changed in taken.cells.items():
            held = new[row][1] if row in new else cells.setdefault((taken.table, row), {})
            held.update(changed)
        for row in (*taken.cells, *filter(None, [(taken.new_row or {}).get("uid")])):
            basis[taken.table, row] = _basis(wish.action, order, language)
        known[wish.uid] = after_step(one, taken)
    outcome.plans = plans_of(cells, new.values(), basis)
    outcome.more["missing"] = _missing(outcome, language)
    return outcome


def _missing(outcome: Outcome, language: str) -> dict[str, int]:
    """Return how many outfalls lack what, the most frequent first."""
    lacks = (one.text(language).replace(told.title, "").lstrip(":： ")
             for told in outcome.outfalls if told.refused for one in told.reasons)
    return dict(Counter(lacks).most_common())


def _is_idle(records: Records, action: str, order: LifeOrder) -> bool:
    """Tell whether a step is no matter of an outfall, so that over all outfalls nothing is said of it."""
    now = life(records, order.today)
    if now is None or now.state in ("left", "no_outfall"):
        return True
    if action == "put_right":
        return not now.breaks
    if action == "reopen":
        return not contradictions(records, now, order.today)
    return move(now.state, action) is None and now.has_reached(target_of(action))


def _with_contradiction(records: Records, order: LifeOrder) -> LifeOrder:
    now = life(records, order.today)
    if now is None or order.against_uid:
        return order
    found = contradictions(records, now, order.today)
    if not found:
        return order
    first = found[0]
    reason = order.reason or first.sentence.zh
    return replace(order, against_table=first.table, against_uid=first.uid, reason=reason)


def _told(records: Records, before: str, taken: Taken, wish: Wish) -> OutfallOutcome:
    told = OutfallOutcome(records.uid, records.title, reasons=tuple(taken.problems),
                          refused=bool(taken.problems), present={"life": before})
    if wish.row:
        told.more = {"row": wish.row, "step": wish.action, "day": wish.order.day}
    if not taken.problems:
        told.old, told.new = {"life": before}, {"life": taken.state}
        if wish.order.against_uid:
            told.evidence = (f"{wish.order.against_table}:{wish.order.against_uid}",)
    return told


def _basis(action: str, order: LifeOrder, language: str) -> str:
    title = action_title(action).text(language) if action != "put_right" else action
    return " · ".join(filter(None, (title, order.day, order.office, order.reason)))


def plans_of(cells: Mapping[tuple[str, str], Mapping[str, Any]], new: Iterable[tuple[str, Mapping[str, Any]]],
             basis: str | Mapping[tuple[str, str], str]) -> list[TablePlan]:
    """Return changed cells by (table, uid) and new rows (table, cells) as plans; basis: of all, or by row."""
    plans: dict[str, TablePlan] = {}
    bases: dict[str, dict[str, str]] = {}
    columns: dict[tuple[str, str], dict[str, Any]] = {}
    for (table, uid), changed in cells.items():
        bases.setdefault(table, {})[uid] = basis if isinstance(basis, str) else basis[table, uid]
        plans.setdefault(table, TablePlan(table, bases=bases[table]))
        for column, value in changed.items():
            columns.setdefault((table, column), {})[uid] = value
    for (table, column), values in columns.items():
        plans[table].updates.append(
            Updates(list(values), {column: column_of(table, column, list(values.values()))}))
    added: dict[str, list[Mapping[str, Any]]] = {}
    for table, row in new:
        added.setdefault(table, []).append(row)
    for table, those in added.items():
        plan = plans.setdefault(table, TablePlan(table, bases=bases.setdefault(table, {})))
        uids = [str(row.get("uid") or uid) for row, uid in zip(those, new_uids(len(those)))]
        names = dict.fromkeys(name for row in those for name in row if name != "uid")
        plan.new = {"uid": texts(uids), **{
            name: column_of(table, name, [row.get(name) for row in those]) for name in names}}
        bases[table].update((uid, basis if isinstance(basis, str) else basis[table, uid]) for uid in uids)
    return list(plans.values())


def column_of(table: str, name: str, values: list[Any]) -> Any:
    """Return values as a plan has them: numbers as floats, all else as texts."""
    kind = SCHEMA.table(table).column(name).kind
    if kind in (Kind.REAL, Kind.INTEGER, Kind.BOOLEAN):
        return np.array([np.nan if value in (None, "") else float(value) for value in values])
    return texts(values)
