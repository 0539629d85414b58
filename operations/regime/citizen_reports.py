"""Reports by citizens: matched to outfalls by code and by place; never by guess where two are as near."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from ...rules.register_rows import text
from ...rules.sentences import said
from ...rules.tables import setting
from ..project_rows import ProjectRows
from .chosen import meant_by, written_key
from .lives import table_rows
from .outcome import Outcome, OutfallOutcome
from .steps import plans_of

_AS_NEAR = 1.5  # a second outfall within so many times the distance of the first: nobody can tell


def match_reports(rows: ProjectRows, outfalls: Collection[str] | None = None,
                  reports: Collection[str] | None = None) -> Outcome:
    """Match the reports that belong to no outfall yet; a match that a person made stays.

    outfalls, reports: uids among which is matched; all without. The outcome has one entry per report.
    """
    table = rows.read("outfalls", ["uid", "name", "code_national", "code_local"],
                      None if outfalls is None else {"uid": outfalls}, geometry=True)
    uids, names = table["uid"].tolist(), table["name"].tolist()
    by_code = meant_by(uids, table["code_local"].tolist(), table["code_national"].tolist())
    title = dict(zip(uids, names))
    places = rows.read("citizen_reports", ["uid"], geometry=True)
    xy = dict(zip(places["uid"].tolist(), places.xy.tolist()))
    limit = float(setting("report_match_m")) / max(rows.metres_per_unit("outfalls"), 1e-9)
    outcome = Outcome()
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for report in table_rows(rows, "citizen_reports"):
        if text(report, "outfall_uid") or not (reports is None or report["uid"] in reports):
            continue
        uid, basis = _match(report, by_code, uids, table.xy, xy.get(report["uid"]), limit)
        told = OutfallOutcome(str(report["uid"]), str(report["received_at"] or ""), refused=not uid,
                              reasons=(said(f"report.{basis}"),), present={"outfall_uid": None})
        outcome.outfalls.append(told)
        if uid:
            told.old, told.new = {"outfall_uid": None}, {"outfall_uid": title.get(uid) or uid}
            cells[("citizen_reports", str(report["uid"]))] = {"outfall_uid": uid, "matched_by": basis}
    outcome.plans = plans_of(cells, (), "")
    return outcome


def _match(report: dict[str, Any], by_code: dict[str, str], uids: list[str], outfalls: Any, place: Any,
           limit: float) -> tuple[str, str]:
    code = written_key(text(report, "outfall_code"))
    if code in by_code:
        return by_code[code], "code"
    if place is None or not np.isfinite(place).all() or not len(uids):
        return "", "no_place"
    away = np.hypot(outfalls[:, 0] - place[0], outfalls[:, 1] - place[1])
    away = np.where(np.isfinite(away), away, np.inf)
    order = np.argsort(away)[:2]
    if not away[order[0]] <= limit:
        return "", "far"
    if len(order) > 1 and away[order[1]] <= max(away[order[0]] * _AS_NEAR, 1.0):
        return "", "several"
    return uids[int(order[0])], "place"
