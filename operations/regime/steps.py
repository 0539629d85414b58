"""Taking steps of the life: a plan adopted, works begun, accepted, struck off, reopened; for many at once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA, Kind
from ...layers.store.table_io import new_uids
from ...layers.store.table_plan import TablePlan, Updates, texts
from ...rules.life import Taken, life, move, take, target_of
from ...rules.life_actions import action_title
from ...rules.life_conditions import LifeOrder, contradictions
from ...rules.life_records import Records
from ...rules.life_states import Life
from ..project_rows import ProjectRows
from .lives import read_records
from .outcome import Outcome, OutfallOutcome


def take_step(rows: ProjectRows, action: str, order: LifeOrder, outfalls: Collection[str] | None = None
              ) -> Outcome:
    """Take a step for outfalls (uids; all without); each one that cannot is refused with all that is missing.

    Of all outfalls those are left out that took the step already, and those without anything to reopen or
    to put right. A reopening that names no record takes the earliest that contradicts the closing.
    """
    records = read_records(rows, outfalls)
    outcome, cells, new = Outcome(), {}, []
    for one in records.values():
        own = _with_contradiction(one, order) if action == "reopen" else order
        taken = take(one, action, own)
        now = life(one, order.today)
        before = now.state if now else ""
        if outfalls is None and taken.problems and (now is None or _is_idle(one, now, action, own)):
            continue
        outcome.outfalls.append(_told(one, before, taken, own))
        if not taken.problems:
            cells.update({(taken.table, row): changed for row, changed in taken.cells.items()})
            if taken.new_row is not None:
                new.append((taken.table, taken.new_row))
    outcome.plans = plans_of(cells, new, _basis(action, order, rows.language))
    outcome.more["missing"] = _missing(outcome, rows.language)
    return outcome


def _missing(outcome: Outcome, language: str) -> dict[str, int]:
    """Return how many outfalls lack what, the most frequent first."""
    lacks = (one.text(language).replace(told.title, "").lstrip(":： ")
             for told in outcome.outfalls if told.refused for one in told.reasons)
    return dict(Counter(lacks).most_common())


def _is_idle(records: Records, now: Life, action: str, order: LifeOrder) -> bool:
    """Tell whether a step is no matter of an outfall, so that over all outfalls nothing is said of it."""
    if now.state in ("left", "no_outfall"):
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
    return dataclasses.replace(order, against_table=first.table, against_uid=first.uid, reason=reason)


def _told(records: Records, before: str, taken: Taken, order: LifeOrder) -> OutfallOutcome:
    told = OutfallOutcome(records.uid, records.title, reasons=tuple(taken.problems),
                          refused=bool(taken.problems), present={"life": before})
    if not taken.problems:
        told.old, told.new = {"life": before}, {"life": taken.state}
        if order.against_uid:
            told.evidence = (f"{order.against_table}:{order.against_uid}",)
    return told


def _basis(action: str, order: LifeOrder, language: str) -> str:
    title = action_title(action).text(language) if action != "put_right" else action
    return " · ".join(filter(None, (title, order.day, order.office, order.reason)))


def plans_of(cells: Mapping[tuple[str, str], Mapping[str, Any]], new: Iterable[tuple[str, Mapping[str, Any]]],
             basis: str) -> list[TablePlan]:
    """Return changed cells by (table, uid) and new rows (table, cells) as plans."""
    plans: dict[str, TablePlan] = {}
    bases: dict[str, dict[str, str]] = {}
    columns: dict[tuple[str, str], dict[str, Any]] = {}
    for (table, uid), changed in cells.items():
        bases.setdefault(table, {})[uid] = basis
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
        uids = [str(uid) for uid in new_uids(len(those))]
        names = dict.fromkeys(name for row in those for name in row)
        plan.new = {"uid": texts(uids), **{
            name: column_of(table, name, [row.get(name) for row in those]) for name in names}}
        bases[table].update(dict.fromkeys(uids, basis))
    return list(plans.values())


def column_of(table: str, name: str, values: list[Any]) -> Any:
    """Return values as a plan has them: numbers as floats, all else as texts."""
    kind = SCHEMA.table(table).column(name).kind
    if kind in (Kind.REAL, Kind.INTEGER, Kind.BOOLEAN):
        return np.array([np.nan if value in (None, "") else float(value) for value in values])
    return texts(values)
