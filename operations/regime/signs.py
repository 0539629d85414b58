"""Signs follow the state of their outfalls: what is to be made, removed, void; what a plate has to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from ...problems import UserError
from ...rules import dates
from ...rules.decision import decided, folded
from ...rules.life import life
from ...rules.life_records import Records, facts, standing_on
from ...rules.register_rows import text
from ...rules.sentences import Said, of_row, said
from ..project_rows import ProjectRows
from .lives import read_records
from .outcome import Outcome, OutfallOutcome
from .steps import plans_of

_STANDS = ("待制作", "待安装", "已安装")  # states of a sign that an outfall outside the register cannot get


def sign_should(records: Records, state: str) -> tuple[str, Said] | None:
    """Return the state that the sign of an outfall should have and why; None where it is as it should be."""
    row = decided("life_signs", folded(facts(records, state)))
    return (row["state"], of_row(row, "sign")) if row["state"] else None


def sign_content(records: Records) -> dict[str, str]:
    """Return what the plate of an outfall has to say, from the register: offices, never persons."""
    outfall = records.outfall
    return {
        "name": text(outfall, "name"),
        "code": text(outfall, "code_national") or text(outfall, "code_local"),
        "type": text(outfall, "type_l3") or text(outfall, "type_l2") or text(outfall, "type_l1"),
        "receiving_water": text(outfall, "receiving_water"), "responsible": text(outfall, "party_main"),
        "supervisor": text(records.plan or {}, "supervisor") or records.department,
    }


def update_signs(rows: ProjectRows, today: dt.date, outfalls: Collection[str] | None = None) -> Outcome:
    """Let the signs follow: rows for signs to be made, new states; who installs or removes one says so."""
    outcome, new = Outcome(), []
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for uid, one in read_records(rows, outfalls).items():
        now = life(one, today)
        should = sign_should(one, now.state) if now else None
        if should is None:
            continue
        state, why = should
        sign = one.sign
        outcome.outfalls.append(OutfallOutcome(
            uid, one.title, {"sign": text(sign or {}, "state") or None}, {"sign": state}, reasons=(why,),
            present={"sign": text(sign or {}, "state")}))
        if sign is None:
            new.append(("signs", {"outfall_uid": uid, "state": state}))
        else:
            cells[("signs", str(sign["uid"]))] = {"state": state}
    outcome.plans = plans_of(cells, new, "")
    return outcome


def set_sign(rows: ProjectRows, state: str, day: str, today: dt.date,
             outfalls: Collection[str] | None = None) -> Outcome:
    """Note that signs were installed, found damaged or removed; without a sign it can only be installed."""
    if dates.problem(day, today) or not day:
        raise UserError(said("change.day", day=day or "—").text(rows.language))
    outcome = Outcome()
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    new: list[tuple[str, dict[str, Any]]] = []
    for uid, one in read_records(rows, outfalls).items():
        sign = one.sign
        gone = state in _STANDS and standing_on(one, today)[0] != "in_use"
        reasons = (said("life.in_register", title=one.title),) if gone else (
            said("sign.none"),) if sign is None and state != _STANDS[-1] else ()
        told = OutfallOutcome(uid, one.title, refused=bool(reasons), reasons=reasons)
        outcome.outfalls.append(told)
        if reasons:
            continue
        told.old, told.new = {"sign": text(sign or {}, "state")}, {"sign": state}
        changed: dict[str, Any] = {"state": state}
        if state == "已安装":
            content = sign_content(one)
            changed.update(installed_on=day, plate_name=content["name"] or None,
                           plate_code=content["code"] or None)
        if sign is None:
            new.append(("signs", {"outfall_uid": uid, **changed}))
        else:
            cells[("signs", str(sign["uid"]))] = changed
    outcome.plans = plans_of(cells, new, "")
    return outcome
