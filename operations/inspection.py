"""The inspector's rows: stops along the bank, verdicts on images, suspected outfalls, two inspectors'
agreement.

A *stop* is an outfall or a suspect. A *record* is what one inspector saw at a stop on one flight: there is
one per stop, flight and inspector, and a second look changes it; another inspector's stands beside it. What
a detector proposed is a suspect to be looked at, never a fact: a verdict confirms or dismisses it.
Everything returns plans (:class:`..layers.store.table_plan.TablePlan`), for the file or for one undo step
of the window.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..layers.store.columns import Columns
from ..layers.store.geometry_io import point_blobs
from ..layers.store.table_io import new_uids
from ..layers.store.table_plan import TablePlan, cell_updates, texts
from .bank_places import Bank, BankPlace
from .project_rows import TITLE_COLUMNS, ProjectRows, outfall_title

OUTFALL, SUSPECT = "outfalls", "inspections"
BY_BANK, BY_CHAINAGE = "bank", "chainage"
#: What a verdict on a suspect makes of it.
_SUSPECT_AFTER = {"seen": "confirmed", "not_seen": "dismissed"}
_SAME_PLACE_M = 3.0  # a suspect so near to one that is there already is the same
_COLUMNS = (
    "uid",
    "outfall_uid",
    "flight",
    "inspector",
    "suspect",
    "score",
    "chainage_km",
    "bank",
    "county_code",
)


@dataclass(frozen=True)
class Record:
    """What was seen; empty where nothing was said."""

    seen: str = ""
    discharge: str = ""
    colour: str = ""
    plume: str = ""
    foam: str = ""
    temperature_diff_k: float | None = None
    signs: str = ""
    remark: str = ""

    def cells(self) -> dict[str, Any]:
        """Return the record as cells of ``inspections``."""
        return {
            one.name: getattr(self, one.name) if getattr(self, one.name) != "" else None
            for one in fields(self)
        }


RECORD_COLUMNS = tuple(one.name for one in fields(Record))


@dataclass(frozen=True)
class Kept:
    """A record as the project keeps it."""

    uid: str
    record: Record


@dataclass
class Stop:
    """A place to look at. ``records``: what was kept, by (flight, inspector)."""

    table: str
    uid: str
    title: str
    x: float
    y: float
    chainage_km: float = math.nan
    bank: str = ""
    county_code: str = ""
    score: float = math.nan
    records: dict[tuple[str, str], Kept] = field(default_factory=dict)

    def seen_by(self, inspector: str, flight: str) -> str:
        """Return an inspector's verdict on a flight, "" for none."""
        kept = self.records.get((flight, inspector))
        return kept.record.seen if kept is not None else ""

    def record(self, inspector: str, flight: str) -> Record:
        """Return an inspector's record on a flight, an empty one for none."""
        kept = self.records.get((flight, inspector))
        return kept.record if kept is not None else Record()


def stops(rows: ProjectRows, suspects: bool = True) -> list[Stop]:
    """Return the outfalls, and the suspects that are not dismissed, that have a place; unordered."""
    columns = ["uid", "chainage_km", "bank", "county_code", *TITLE_COLUMNS]
    found = rows.read("outfalls", columns, geometry=True)
    made = [
        Stop(OUTFALL, row["uid"], outfall_title(row), x, y, **_along(row))
        for row, (x, y) in zip(_rows_of(found), found.xy.tolist()) if math.isfinite(x)
    ]
    by_uid = {stop.uid: stop for stop in made}
    names = [*_COLUMNS, *RECORD_COLUMNS]
    seen = rows.read("inspections", names, geometry=True)
    for row, (x, y) in zip(_rows_of(seen), seen.xy.tolist()):
        stop = by_uid.get(row["outfall_uid"] or "")
        if stop is None and not row["outfall_uid"] and math.isfinite(x):
            if not suspects or row["suspect"] == "dismissed":
                continue
            stop = Stop(SUSPECT, row["uid"], "", x, y, **_along(row), score=float(row["score"]))
            made.append(stop)
        if stop is not None and row["seen"]:
            stop.records[row["flight"] or "", row["inspector"] or ""] = Kept(row["uid"], _record(row))
    return made


def _rows_of(found: Columns) -> Iterator[dict[str, Any]]:
    """Yield rows with numbers as floats, NaN for none."""
    for cells in zip(*(found[name].tolist() for name in found)):
        yield dict(zip(found, cells))


def _along(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return where along the river a row says it lies."""
    return {"chainage_km": float(row["chainage_km"]), "bank": row["bank"] or "",
            "county_code": row["county_code"] or ""}


def _record(row: Mapping[str, Any]) -> Record:
    kelvin = row["temperature_diff_k"]
    words = {name: row[name] or "" for name in RECORD_COLUMNS if name != "temperature_diff_k"}
    return Record(**words, temperature_diff_k=None if kelvin != kelvin else float(kelvin))


def ordered(found: Iterable[Stop], order: str = BY_BANK) -> list[Stop]:
    """Return stops in the order one walks them: down the left bank, then the right; or by chainage alone.

    Stops without a chainage come last.
    """

    def key(stop: Stop) -> tuple[Any, ...]:
        lost = math.isnan(stop.chainage_km)
        along = 0.0 if lost else stop.chainage_km
        return (
            (lost, stop.bank or "~", along, stop.uid)
            if order == BY_BANK
            else (lost, along, stop.bank, stop.uid)
        )

    return sorted(found, key=key)


class Look(NamedTuple):
    """Who looked at which flight, on which image, and when: ``2025-04-20T06:30:00Z``."""

    flight: str
    inspector: str
    when: str
    orthophoto_uid: str = ""

    def cells(self) -> dict[str, str | None]:
        """Return the cells of a row."""
        return {"flight": self.flight or None, "inspector": self.inspector or None, "time": self.when,
                "orthophoto_uid": self.orthophoto_uid or None}


def judge(rows: ProjectRows, stop: Stop, record: Record, look: Look) -> TablePlan:
    """Return the plan that keeps a record; ``stop`` knows its records as they are, and hears of this one."""
    flight, inspector, *_ = look
    cells = {**record.cells(), **look.cells()}
    if stop.table == SUSPECT:
        cells["suspect"] = _SUSPECT_AFTER.get(record.seen, "open")
    kept = stop.records.get((flight, inspector))
    uid = kept.uid if kept is not None else "" if stop.table == OUTFALL or stop.records else stop.uid
    if uid:  # the inspector's own, or a suspect that nobody has judged yet
        plan = TablePlan("inspections", updates=cell_updates({uid: cells}))
    else:
        own = {"outfall_uid": stop.uid} if stop.table == OUTFALL else {}
        place = BankPlace(_plain(stop.chainage_km), stop.bank, stop.county_code)
        plan = _new([{**cells, **own, **place.cells()}], [(stop.x, stop.y)], rows)
    stop.records[flight, inspector] = Kept(uid or str(plan.new["uid"][0]), record)
    return plan


def suspect(
    rows: ProjectRows,
    x: float,
    y: float,
    look: Look,
    record: Record | None = None,
) -> TablePlan:
    """Return the plan of a suspected outfall at a place, with chainage, bank and district filled in."""
    place = Bank(rows).place(x, y)
    cells = {
        **(record or Record()).cells(),
        **look.cells(),
        "seen": "seen",
        "suspect": "confirmed",
        **place.cells(),
    }
    return _new([cells], [(x, y)], rows)


@dataclass(frozen=True)
class Proposal:
    """A detector's results, in the project's system; ``score`` NaN where it gave none."""

    x: float
    y: float
    score: float = math.nan


def take_in(rows: ProjectRows, proposals: Sequence[Proposal], detector: str) -> TablePlan:
    """Return the plan that makes suspects of what a detector found, the surest first.

    What lies within _SAME_PLACE_M of a suspect that is there, or of a surer proposal, is the same place.
    """
    from scipy.spatial import cKDTree

    present = rows.read("inspections", ["suspect"], geometry=True)
    there = [
        xy for xy, state in zip(present.xy, present["suspect"].tolist()) if state and np.isfinite(xy).all()
    ]
    ranked = sorted(proposals, key=lambda one: -one.score if one.score == one.score else math.inf)
    spots = np.array([(one.x, one.y) for one in ranked], dtype=np.float64).reshape(-1, 2)
    taken = np.zeros(len(ranked), dtype=bool)
    if there and len(spots):
        taken |= cKDTree(np.array(there)).query(spots)[0] < _SAME_PLACE_M
    near = cKDTree(spots).query_ball_point(spots, _SAME_PLACE_M) if len(spots) else []
    kept: list[int] = []
    for at in range(len(ranked)):
        if not taken[at]:
            taken[near[at]] = True
            kept.append(at)
    if not kept:
        return TablePlan("inspections")
    cells = [
        {"suspect": "open", "score": _plain(ranked[at].score), "detector": detector or None, **place.cells()}
        for at, place in zip(kept, Bank(rows).places(spots[kept]))
    ]
    return _new(cells, spots[kept], rows)


@dataclass(frozen=True)
class Agreement:
    """Two inspectors over the stops and flights that both judged; ``kappa`` NaN where chance decides all."""

    one: str
    other: str
    both: int
    same: int
    kappa: float


def agreement(found: Sequence[Stop]) -> list[Agreement]:
    """Return how far every two inspectors agree (Cohen 1960), those with most stops in common first."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for stop in found:
        judged = sorted((at, kept.record.seen) for at, kept in stop.records.items())
        for (flight, one), verdict in judged:
            for (other_flight, other), second in judged:
                if flight == other_flight and one < other:
                    pairs.setdefault((one, other), []).append((verdict, second))
    made = [_agreement(names, verdicts) for names, verdicts in pairs.items()]
    return sorted(made, key=lambda one: -one.both)


def _agreement(names: tuple[str, str], verdicts: list[tuple[str, str]]) -> Agreement:
    n, same = len(verdicts), sum(one == other for one, other in verdicts)
    words = {word for pair in verdicts for word in pair}
    chance = (
        sum(
            sum(pair[0] == word for pair in verdicts) * sum(pair[1] == word for pair in verdicts)
            for word in words
        )
        / n**2
    )
    return Agreement(*names, n, same, math.nan if chance == 1 else (same / n - chance) / (1 - chance))


def changed_cells(rows: ProjectRows, plan: TablePlan) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return what takes a plan of one record back: the former cells by uid, and the uids it adds."""
    columns = sorted({name for update in plan.updates for name in update.columns})
    uids = sorted({uid for update in plan.updates for uid in update.uids})
    if not uids:
        return {}, [str(uid) for uid in plan.new.get("uid", ())]
    found = rows.read("inspections", ["uid", *columns], {"uid": uids})
    former = {found["uid"][at]: {name: _plain(found[name][at]) for name in columns} for at in range(found.n)}
    return former, [str(uid) for uid in plan.new.get("uid", ())]


def take_back(former: Mapping[str, Mapping[str, Any]], added: Sequence[str]) -> TablePlan:
    """Return the plan that takes back what :func:`changed_cells` was asked about."""
    return TablePlan("inspections", delete=list(added), updates=cell_updates(former))


@dataclass(frozen=True)
class Sign:
    """One entry of the library of interpretation signs."""

    code: str
    name: str
    band: str = ""
    description: str = ""
    picture: str = ""


_STARTER = Path(__file__).resolve().parent.parent / "resources" / "inspection" / "signs.json"


def sign_library(rows: ProjectRows) -> list[Sign]:
    """Return the project's signs; the starting list in the project's language where it has none yet."""
    names = ("code", "name", "band", "description", "picture")
    found = rows.read("interpretation_signs", list(names))
    own = [Sign(*(found[name][at] or "" for name in names)) for at in range(found.n)]
    return (
        sorted(own, key=lambda sign: (sign.band != "visible", sign.code))
        if own
        else starting_signs(rows.language)
    )


def starting_signs(language: str) -> list[Sign]:
    """Return the list of signs that a project may begin with."""
    listed = json.loads(_STARTER.read_text(encoding="utf-8"))
    return [
        Sign(one["code"], one[f"name_{language}"], one["band"], one[f"description_{language}"])
        for one in listed
    ]


def fill_library(rows: ProjectRows) -> TablePlan:
    """Return the plan that makes the starting list the project's own; empty where it has one."""
    if rows.read("interpretation_signs", ["uid"]).n:
        return TablePlan("interpretation_signs")
    made = [
        {"code": sign.code, "name": sign.name, "band": sign.band, "description": sign.description}
        for sign in starting_signs(rows.language)
    ]
    return TablePlan("interpretation_signs", new=_columns(made))


def with_verdict(record: Record, seen: str, details: Mapping[str, str] | None = None) -> Record:
    """Return a record with its verdict, and with ``details`` by column instead of what it said there."""
    return replace(record, **{**(details or {}), "seen": seen})  # type: ignore[arg-type]


def _new(cells: Sequence[Mapping[str, Any]], places: Any, rows: ProjectRows) -> TablePlan:
    blobs = point_blobs(np.asarray(places, dtype=np.float64), rows.srs_id("inspections"))
    return TablePlan("inspections", new=_columns(cells), new_geometry=blobs)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"uid": new_uids(len(rows)), **{name: texts([row[name] for row in rows]) for name in rows[0]}}


def _plain(value: Any) -> Any:
    return None if value != value else value


def keep_offset(uids: Sequence[str], offset: str | None, user: str, when: str) -> TablePlan:
    """Return the plan that moves images for display (JSON of an offset), or puts them back (None)."""
    cells = {"offset": offset, "offset_by": user if offset else None, "offset_at": when if offset else None}
    return TablePlan("orthophotos", updates=cell_updates(dict.fromkeys(uids, cells)))
