"""Carrying out what splits, merges, voids, fills and finds outfalls again: the plan of the rules as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...i18n import translate
from ...layers.store.geometry_io import point_blobs
from ...layers.store.table_io import new_uids
from ...layers.store.table_plan import TablePlan, cell_updates, texts
from ...problems import Problem, UserError
from ...rules import outfall_changes
from ...rules.outfall_changes import ChangePlan, Order
from ..project_rows import ProjectRows

_RECORDS = {
    "trace_links": ("uid", "outfall_uid", "source_table", "source_uid", "source_name", "status"),
    "evidence": ("uid", "outfall_uid", "link_uid"),
    "signs": ("uid", "outfall_uid", "state"),
    "remediation": ("uid", "outfall_uid", "stage"),
}
_OUTFALL = ("uid", "name", "code_national", "code_local", "standing", "county_code", "managing_unit",
            "receiving_water", "bank", "mouth_form")
_SIDE_BY_SIDE_M = 1.0  # where a new outfall is put, from the one it was split from


@dataclass
class Change:
    """What an action does: sentences to show first, the plans, the outfalls concerned."""

    said: list[str]
    plans: list[TablePlan]
    outfalls: tuple[str, ...]


def split(rows: ProjectRows, outfall_uid: str, links: Collection[str], order: Order) -> Change:
    """Part a new outfall from one; ``links`` (uids) go to it. UserError names all that is in the way."""
    (outfall,), records, places = _read(rows, [outfall_uid])
    new_uid = str(new_uids(1)[0])
    plan = outfall_changes.split(outfall, records, new_uid, links, order)
    return _carried_out(rows, plan, (outfall_uid, new_uid), order.reason, places.get(outfall_uid))


def merge(rows: ProjectRows, outfall_uids: Sequence[str], order: Order, keep: str = "") -> Change:
    """Merge outfalls; ``keep`` stays, else the one with an installed plate, else the one with a code."""
    found, records, _ = _read(rows, outfall_uids)
    keep = keep or outfall_changes.keeper(found, records["signs"])
    kept = next(row for row in found if row["uid"] == keep)
    plan = outfall_changes.merge(kept, [row for row in found if row is not kept], records, order)
    return _carried_out(rows, plan, tuple(outfall_uids), order.reason)


def leave(rows: ProjectRows, action: str, outfall_uid: str, order: Order) -> Change:
    """Take an outfall out of the register: ``action`` is "void" or "fill"."""
    (outfall,), records, _ = _read(rows, [outfall_uid])
    plan = outfall_changes.leave(action, outfall, records, order)
    return _carried_out(rows, plan, (outfall_uid,), order.reason)


def find_again(rows: ProjectRows, outfall_uid: str, order: Order) -> Change:
    """Bring an outfall back that was voided or filled."""
    (outfall,), records, _ = _read(rows, [outfall_uid])
    plan = outfall_changes.find_again(outfall, records, order)
    return _carried_out(rows, plan, (outfall_uid,), order.reason)


def _read(rows: ProjectRows, uids: Sequence[str]) -> tuple[
        list[dict[str, Any]], dict[str, list[dict[str, Any]]], dict[str, Any]]:
    found = rows.read("outfalls", _OUTFALL, {"uid": uids}, geometry=True)
    table = {row["uid"]: row for row in found.dicts()}
    if set(table) != set(uids):
        raise UserError(translate("Regime", "The outfall is not in the project any more."))
    records = {name: rows.read(name, columns, {"outfall_uid": uids}).dicts()
               for name, columns in _RECORDS.items()}
    places = dict(zip(found["uid"].tolist(), found.xy.tolist()))
    return [table[uid] for uid in uids], records, places


def _carried_out(rows: ProjectRows, plan: ChangePlan, outfalls: tuple[str, ...], reason: str,
                 place: Any = None) -> Change:
    language = rows.language
    if plan.problems:
        raise UserError(translate("Regime", "This cannot be done; nothing was changed."),
                        problems=[Problem(one.text(language)) for one in plan.problems])
    cells: dict[str, dict[str, dict[str, Any]]] = {}
    for cell in plan.cells:
        cells.setdefault(cell.table, {}).setdefault(cell.uid, {})[cell.column] = cell.value or None
    plans = [TablePlan(table, updates=cell_updates(changed), bases=dict.fromkeys(changed, reason))
             for table, changed in cells.items()]
    for table, row in plan.new_rows:
        values = {"uid": str(new_uids(1)[0]), **row}
        cells_of_row = {name: texts([value or None]) for name, value in values.items()}
        new = TablePlan(table, new=cells_of_row, bases={values["uid"]: reason})
        if table == "outfalls" and place is not None:
            scale = rows.metres_per_unit("outfalls")
            aside = _SIDE_BY_SIDE_M / scale if scale > 0 else _SIDE_BY_SIDE_M
            new.new_geometry = point_blobs(np.array([[place[0] + aside, place[1]]]), rows.srs_id(table))
        plans.append(new)
    return Change([one.text(language) for one in plan.sentences], plans, outfalls)
