"""The scripted lives of the demonstration's outfalls, 2021 to 2026: plans, works, closings, and faults.

Closings follow the published pace (1,188 in 2021, 498 in 2022, 105 in 2023). A few outfalls are late, closed
without acceptance, accepted before the works, half filled in, contradicted by a later flight and reopened.
What each list must show on five days is told by the scripts themselves, never by the rules (``life_truth``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ..rules.duties import departments_of
from .geo import objects, stream, uuids
from .spoiled import CLASS
from .truth import Truth
from .writing import Table

#: Share of the outfalls that is struck off in each year.
CLOSED = {2021: 1188 / 1842, 2022: 498 / 1842, 2023: 105 / 1842, 2024: 35 / 1842}
#: The faults of those that are never struck off, in turn.
FAULTS = ("no_acceptance", "order", "no_deadline", "stage_only", "under_way", "no_plan")
TYPES = ("规范整治", "清理合并", "依法取缔", "无需整治")
_TYPE_SHARES = (0.76, 0.12, 0.02, 0.10)
NOTHING_TO_DO = TYPES[3]


@dataclass
class Script:
    """What happens to one outfall; days are None where it never happens.

    rounds: begun, finished, accepted by the district and by the lead department, closed, of each round.
    """

    uid: str
    row: int
    county: str
    kind: str
    judged: dt.date
    planned: dt.date | None
    deadline: dt.date | None
    rounds: list[list[dt.date | None]]
    fault: str = ""
    against: dt.date | None = None  # a flight that contradicts the closing
    reopened: dt.date | None = None
    visits: list[dt.date] = field(default_factory=list)
    uids: dict[str, str] = field(default_factory=dict)  # of its plan, rounds, contradicting inspection


def make_lives(seed: int, outfalls: Table, truth: Truth
               ) -> tuple[dict[str, Table], list[Script], dict[str, list[dict[str, Any]]]]:
    """Return the tables of the lives, the scripts, and the rows of links and reports that the truth needs.

    Changes the columns of ``outfalls`` that tell of judging; classes that were blanked are given back, in
    the truth too: without a class there is no plan.
    """
    rng = stream(seed, "lives")
    scripts = _scripts(rng, outfalls)
    uid_of = stream(seed, "life uids")
    _judged(outfalls, scripts)
    _classified(outfalls, truth)
    link_rows = _links(rng, uid_of, scripts, truth.links)
    reports = _reports(rng, uid_of, outfalls, scripts)
    tables = {
        "remediation": _plans(uid_of, outfalls, scripts), "closures": _closures(uid_of, outfalls, scripts),
        "signs": _signs(rng, uid_of, outfalls, scripts), "visits": _visits(uid_of, outfalls, scripts),
        "inspections": _inspections(uid_of, outfalls, scripts), "samples": _samples(rng, uid_of, scripts),
        "evidence": _evidence(rng, uid_of, scripts, link_rows),
        "trace_links": _table(link_rows, leave=("proved",)),
        "citizen_reports": _table(reports, np.array([one["place"] for one in reports]), leave=("place",)),
        **_areas(uid_of, outfalls),
    }
    return tables, scripts, {"links": link_rows, "reports": reports}


def _days(rng: np.random.Generator, first: str, last: str) -> dt.date:
    start = dt.date.fromisoformat(first)
    return start + dt.timedelta(days=int(rng.integers(0, (dt.date.fromisoformat(last) - start).days + 1)))


def _scripts(rng: np.random.Generator, outfalls: Table) -> list[Script]:
    columns, n = outfalls.columns, outfalls.count
    order = rng.permutation(n)
    year_of: dict[int, int] = {}
    at = 0
    for year, share in CLOSED.items():
        those = min(round(share * n), n - at - len(FAULTS))  # in a small town, too, each fault is there
        year_of.update((int(row), year) for row in order[at : at + those])
        at += those
    kinds = rng.choice(len(TYPES), n, p=_TYPE_SHARES)
    scripts = []
    for row in range(n):
        year = year_of.get(row)
        fault = "" if year else FAULTS[int(np.flatnonzero(order == row)[0]) % len(FAULTS)]
        kind = TYPES[0] if fault else TYPES[int(kinds[row])]
        scripts.append(_script(rng, columns, row, kind, year, fault))
    mended = [one for one in scripts
              if not one.fault and one.kind != NOTHING_TO_DO and year_of[one.row] < 2024]
    several = max(round(0.03 * len(mended)), 3)  # in a small town, too, each course is there
    for number, at in enumerate(rng.choice(len(mended), several, replace=False).tolist()):
        _contradict(rng, mended[at], number % 3)
    return scripts


def _script(rng: np.random.Generator, columns: dict[str, Any], row: int, kind: str, year: int | None,
            fault: str) -> Script:
    judged = _days(rng, "2021-07-05", "2021-09-20")
    planned = _days(rng, "2021-09-25", "2021-10-10")
    begun = planned + dt.timedelta(days=int(rng.integers(1, 10)))
    closed = _days(rng, f"{year}-12-01", f"{year}-12-20") if year == 2021 else _days(
        rng, f"{year or 2024}-03-01", f"{year or 2024}-09-20")
    finished = closed - dt.timedelta(days=int(rng.integers(8, 30)))
    district = finished + dt.timedelta(days=int(rng.integers(1, 4)))
    lead = finished + dt.timedelta(days=int(rng.integers(1, 7)))
    late = rng.random() < 0.08
    deadline = finished + dt.timedelta(days=-int(rng.integers(5, 25)) if late else int(rng.integers(0, 40)))
    works: list[dt.date | None] = [begun, finished, district, lead, closed]
    if kind == NOTHING_TO_DO:
        works[:2] = [None, None]
        deadline = None
    script = Script(
        columns["uid"][row], row, str(columns["county_code"][row]), kind, judged, planned, deadline, [works],
        fault)
    _spoil(script, works)
    if rng.random() > 0.03:
        script.visits = sorted([judged, *([closed] if rng.random() < 0.6 else []),
                                *([_days(rng, "2026-01-05", "2026-02-25")] if rng.random() < 0.4 else [])])
    return script


def _spoil(script: Script, works: list[dt.date | None]) -> None:
    """Make the life of one that is never struck off what its fault says."""
    begun, finished = works[0], works[1]
    if script.fault == "no_acceptance":
        works[2] = works[3] = None
    elif script.fault == "order" and begun:
        works[3], works[4] = begun + dt.timedelta(days=3), None
    elif script.fault in ("no_deadline", "under_way"):
        works[1:] = [None] * 4
        script.deadline = None if script.fault == "no_deadline" else finished
    elif script.fault in ("stage_only", "no_plan"):
        works[:] = [None] * 5
    if script.fault == "no_plan":
        script.planned = script.deadline = None


def _contradict(rng: np.random.Generator, script: Script, course: int) -> None:
    """A flight sees a plume after the closing; it stays so (0), is struck off again (1), or under way (2)."""
    closed = script.rounds[0][4]
    if closed is None:
        return
    script.against = closed + dt.timedelta(days=int(rng.integers(40, 300)))
    if not course:
        return
    script.reopened = script.against + dt.timedelta(days=int(rng.integers(2, 20)))
    again = [script.reopened + dt.timedelta(days=days) for days in (5, 45, 50, 52, 60)]
    script.rounds.append(list(again) if course == 1 else [again[0], None, None, None, None])


def _judged(outfalls: Table, scripts: list[Script]) -> None:
    columns, n = outfalls.columns, outfalls.count
    columns["is_outfall"] = objects(["yes"] * n)
    columns["work_state"] = objects(["complete"] * n)
    columns["completed_at"] = objects([f"{one.judged}T08:00:00Z" for one in scripts])
    columns["completed_by"] = objects(["演示"] * n)
    columns["found_on"] = objects(["2021-06-01"] * n)
    columns["party_main"] = objects([str(value) if value and len(str(value)) > 3 else "区人民政府"
                                     for value in columns["operator"].tolist()])


def _classified(outfalls: Table, truth: Truth) -> None:
    """Give the classes back that were blanked."""
    row_of = {uid: row for row, uid in enumerate(outfalls.columns["uid"].tolist())}
    for uid, own in truth.register.items():
        if "class_blank" in own["done"]:
            own["done"].remove("class_blank")
            for name in CLASS:
                outfalls.columns[name][row_of[uid]] = own.pop(name)


def _table(rows: list[dict[str, Any]], shape: Any = None, leave: tuple[str, ...] = ()) -> Table:
    names = [name for name in (rows[0] if rows else {"uid": None}) if name not in leave]
    columns: dict[str, Any] = {}
    for name in names:
        values = [row[name] for row in rows]
        number = any(isinstance(value, float) for value in values)
        columns[name] = (np.array([np.nan if value is None else value for value in values]) if number
                         else objects(values))
    return Table(columns, shape)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _plans(uid_of: np.random.Generator, outfalls: Table, scripts: list[Script]) -> Table:
    words = {"规范整治": ("达标排放", "设检查井、监测采样点，树标立牌"),
             "清理合并": ("污水全部纳管", "截污纳管"),
             "依法取缔": ("取缔排污口", "责令拆除"), NOTHING_TO_DO: (None, None)}
    rows = []
    for one, uid in zip(scripts, uuids(uid_of, len(scripts))):
        if one.fault == "no_plan":
            continue
        one.uids["remediation"] = uid
        goal, measures = words[one.kind]
        unit = outfalls.columns["party_main"][one.row]
        rows.append({
            "uid": uid, "outfall_uid": one.uid, "remediation_type": one.kind, "goal": goal,
            "measures": measures,
            "responsible_unit": unit if one.kind != NOTHING_TO_DO else None, "deadline": _iso(one.deadline),
            "at_once": float(one.rounds[0][4] is not None and one.rounds[0][4].year == 2021),
            "planned_on": _iso(one.planned), "planned_by": "演示",
            "stage": "整治中" if one.fault == "stage_only" else None,
            "plan_file": f"plans/{one.row + 1:04d}.pdf"})
    return _table(rows)


def _closures(uid_of: np.random.Generator, outfalls: Table, scripts: list[Script]) -> Table:
    names = ("begun_on", "finished_on", "district_accepted_on", "accepted_on", "closed_on")
    rows = []
    for one in scripts:
        lead = departments_of({
            name: outfalls.columns[name][one.row] for name in ("type_l1", "type_l2", "type_718")}).lead
        for number, works in enumerate(one.rounds):
            uid = uuids(uid_of, 1)[0]
            if not any(works):
                continue
            one.uids[f"round{number}"] = uid
            reopened = one.reopened if number == 0 else None
            rows.append({
                "uid": uid, "outfall_uid": one.uid, **dict(zip(names, map(_iso, works))),
                "without_works": float(one.kind == NOTHING_TO_DO),
                "criteria_met": "yes" if works[1] else None,
                "district_accepted_by": "区人民政府" if works[2] else None,
                "accepted_by": (lead.department if lead else "市生态环境局") if works[3] else None,
                "closed_by": "演示" if works[4] else None, "proof": "proof/close.pdf" if works[4] else None,
                "reopened_on": _iso(reopened), "reopened_because": "航拍见羽流" if reopened else None,
                "against_table": "inspections" if reopened else None,
                "against_uid": _against_uid(uid_of, one) if reopened else None})
    return _table(rows)


def _against_uid(uid_of: np.random.Generator, one: Script) -> str:
    return one.uids.setdefault("against", uuids(uid_of, 1)[0])


def _signs(rng: np.random.Generator, uid_of: np.random.Generator, outfalls: Table,
           scripts: list[Script]) -> Table:
    rows = []
    for one, uid in zip(scripts, uuids(uid_of, len(scripts))):
        draw = rng.random()
        state = "待安装" if draw < 0.04 else "已损坏" if draw < 0.05 else "已安装"
        if draw > 0.97:
            continue
        rows.append({"uid": uid, "outfall_uid": one.uid, "state": state,
                     "installed_on": None if state == "待安装" else _iso(one.judged + dt.timedelta(days=60)),
                     "plate_code": outfalls.columns["code_national"][one.row]})
    return _table(rows)


def _visits(uid_of: np.random.Generator, outfalls: Table, scripts: list[Script]) -> Table:
    rows: list[dict[str, Any]] = [
        {"uid": "", "outfall_uid": one.uid, "time": f"{day}T02:00:00Z", "discharging": "uncertain",
         "row": one.row} for one in scripts for day in one.visits]
    for row, uid in zip(rows, uuids(uid_of, len(rows))):
        row["uid"] = uid
    return _table(rows, _places(outfalls, [row["row"] for row in rows]), ("row",))


def _inspections(uid_of: np.random.Generator, outfalls: Table, scripts: list[Script]) -> Table:
    rows: list[dict[str, Any]] = [
        {"uid": _against_uid(uid_of, one), "outfall_uid": one.uid, "time": f"{one.against}T03:00:00Z",
         "seen": "seen", "discharge": "discharging", "plume": "yes", "row": one.row}
        for one in scripts if one.against]
    return _table(rows, _places(outfalls, [row["row"] for row in rows]), ("row",))


def _places(outfalls: Table, rows: list[int]) -> Any:
    return np.asarray(outfalls.shape)[rows].reshape(-1, 2)


def _samples(rng: np.random.Generator, uid_of: np.random.Generator, scripts: list[Script]) -> Table:
    rows = []
    for one in scripts:
        finished = one.rounds[0][1]
        if finished and not one.fault and rng.random() < 0.3:
            rows.append({"uid": uuids(uid_of, 1)[0], "outfall_uid": one.uid, "indicator": "COD",
                         "taken_at": f"{finished}T04:00:00Z", "value": float(np.round(rng.uniform(8, 48), 1)),
                         "unit": "mg/L", "limit_value": 50.0, "exceeded": "no"})
    return _table(rows)


def _links(rng: np.random.Generator, uid_of: np.random.Generator, scripts: list[Script],
           links: list[tuple[str, str, str, str]]) -> list[dict[str, Any]]:
    """Return confirmed links: every fourth true one, some without evidence."""
    judged = {one.uid: one.judged for one in scripts}
    chosen = [link for link in links if link[0] in judged][::4]
    return [{"uid": uid, "outfall_uid": outfall, "source_table": table, "source_uid": source,
             "rule": "manual", "status": "confirmed", "method": "资料溯源", "decided_by": "演示",
             "decided_at": f"{judged[outfall]}T06:00:00Z", "proved": bool(rng.random() < 0.95)}
            for (outfall, table, source, _), uid in zip(chosen, uuids(uid_of, len(chosen)))]


def _evidence(rng: np.random.Generator, uid_of: np.random.Generator, scripts: list[Script],
              links: list[dict[str, Any]]) -> Table:
    rows = [{"uid": "", "outfall_uid": link["outfall_uid"], "link_uid": link["uid"], "method": "资料溯源",
             "kind": "管网资料", "slot": None, "path": "evidence/network.pdf", "time": link["decided_at"]}
            for link in links if link["proved"]]
    rows += [{"uid": "", "outfall_uid": one.uid, "link_uid": None, "method": "人工排查",
              "kind": "现场照片", "slot": "整治后", "path": f"photos/{one.row + 1:04d}.jpg",
              "time": f"{works[1]}T05:00:00Z"}
             for one in scripts for works in one.rounds
             if works[1] and works[4] and one.fault != "no_acceptance"]
    for row, uid in zip(rows, uuids(uid_of, len(rows))):
        row["uid"] = uid
    return _table(rows)


def _reports(rng: np.random.Generator, uid_of: np.random.Generator, outfalls: Table, scripts: list[Script]
             ) -> list[dict[str, Any]]:
    """Return reports: some answered in time, some late or never, some of no outfall; names are invented."""
    xy, rows = np.asarray(outfalls.shape), []
    away, _ = cKDTree(xy).query(xy, k=2)
    alone = np.flatnonzero(away[:, 1] > 100.0)  # a place beside one of these says which is meant
    nowhere = xy.max(axis=0) + 5000.0
    for number in range(max(len(scripts) // 40, 6)):
        one = scripts[int(rng.choice(alone))]
        came = _days(rng, "2021-10-01", "2026-02-20")
        days = (5, 12, 30, None)[number % 4]
        answered = came + dt.timedelta(days=days) if days else None
        rows.append({
            "uid": uuids(uid_of, 1)[0], "received_at": f"{came}T01:00:00Z",
            "channel": ("hotline", "web")[number % 2],
            "text": "江边有污水，请联系 13000000000", "reporter": "某先生", "contact": "13000000000",
            "outfall_uid": one.uid if number % 3 else None, "matched_by": "place" if number % 3 else None,
            "answered_on": _iso(answered), "public_text": "反映江边有污水",
            "public_answer": "已现场核实" if answered else None,
            "place": xy[one.row] + 12.0 if number % 3 else nowhere})
    return rows


def _areas(uid_of: np.random.Generator, outfalls: Table) -> dict[str, Table]:
    """Return three protected areas and some areas with sewers, around places of the reach."""
    order = np.argsort(np.asarray(outfalls.columns["chainage_km"], dtype=float))
    some = np.asarray(outfalls.shape)[order[np.linspace(0, len(order) - 1, 9).astype(int)[1:-1]]]
    circles = [shapely.Point(*xy).buffer(600.0, 8) for xy in some.tolist()]
    protected, sewers = circles[:3], [shape.buffer(1400.0) for shape in circles[3:]]
    return {
        "protected_areas": Table({
            "uid": objects(uuids(uid_of, 3)),
            "name": objects(["上游水源地（演示）", "湿地（演示）", "下游水源地（演示）"]),
            "kind": objects(["饮用水水源一级保护区", "自然保护地", "饮用水水源二级保护区"]),
        }, objects(protected)),
        "sewer_areas": Table({
            "uid": objects(uuids(uid_of, len(sewers))),
            "name": objects([f"第{number + 1}片区（演示）" for number in range(len(sewers))]),
        }, objects(sewers)),
    }
