"""Parameters that the verbs of the life share: on which day, by which office, why, with what proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..i18n import translate
from .call import Call
from .choices import choice
from .parameters import Declared, text
from .regime_algorithm import today_of, today_parameter

if TYPE_CHECKING:
    from ..rules.life_conditions import LifeOrder


def order_parameters(
    *, office: bool = True, proof: bool = False, against: bool = False, criteria: bool = False
) -> Iterator[Declared]:
    """Yield DAY and REASON, and where they matter OFFICE, PROOF, AGAINST, TODAY and CRITERIA."""
    yield text("DAY", translate("Algorithms", "Day of the step (YYYY-MM-DD; empty: TODAY)"), optional=True)
    if office:
        yield text("OFFICE", translate("Algorithms", "Office that accepts"), optional=True)
    yield text("REASON", translate("Algorithms", "Reason"), optional=True)
    if proof:
        yield text("PROOF", translate("Algorithms", "Proof of the closing (file, relative)"), optional=True)
    if against:
        yield text("AGAINST", translate(
            "Algorithms", "Record that contradicts, as table:uid (empty: the earliest)"), optional=True)
    yield today_parameter()
    if criteria:
        yield choice("CRITERIA", translate("Algorithms", "The criteria of finished works are met"), {
            "yes": translate("Algorithms", "Yes"), "no": translate("Algorithms", "No")}, optional=True,
            unset=translate("Algorithms", "not said"))


def order_of(call: Call, *declared: str) -> LifeOrder:
    """Return the order of a run; ``declared``: those of OFFICE, PROOF, AGAINST, CRITERIA that it has."""
    from ..rules.life_conditions import LifeOrder

    today: dt.date = today_of(call)
    given = {name: call.text(name).strip() if name in declared else ""
             for name in ("OFFICE", "PROOF", "AGAINST")}
    table, _, uid = given["AGAINST"].partition(":")
    return LifeOrder(call.text("DAY").strip() or today.isoformat(), call.user, today, given["OFFICE"],
                     call.text("REASON").strip(), given["PROOF"],
                     call.choice("CRITERIA") if "CRITERIA" in declared else "", table.strip(), uid.strip())
