"""Links of a run against links in the file: people's decisions outlive every run.

A link is known by (outfall, source table, source). The rules (DESIGN section 3):

* reached, not in the file: a new candidate.
* reached, in the file: measured values follow the run, the status stays; a *lost* link
  that is reached again becomes what it was before.
* not reached any more: a confirmed link becomes ``lost`` and keeps its decision; a rejected
  or lost one stays as it is; a candidate vanishes, unless a person left a remark, a method,
  a name or evidence on it, then it becomes ``lost`` too.
* assigned by a person (rule ``manual``): never removed, never lost; only its empty measured
  values are filled in.
* a run over some outfalls touches the links of those outfalls alone.

What a lost link was before is kept in its ``confidence_parts`` under ``was``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Floats, Rule, Texts, TraceResult
from ...tracing.packed import distinct_rows
from ..store.columns import Columns
from ..store.geometry_io import segment_blobs
from ..store.table_io import ProjectFile, new_uids, utc_now
from ..store.table_plan import TablePlan, Updates, differs, match, repeated, texts
from .reading import ProjectData

TABLE = "trace_links"
MEASURED = ("source_name", "rule", "network_m", "hop_m", "n_outfalls", "confidence", "confidence_parts")
_JUDGED = ("status", "method", "decided_by", "decided_at", "remark")
_TOLERANCE = {"network_m": 0.0011, "hop_m": 0.0011, "confidence": 0.00011}
_RANK = {"confirmed": 0, "rejected": 1, "lost": 2}
_SAME_PLACE = 0.0011  # metres
_TINY = 0.001  # length of a link whose source lies on the network


@dataclass
class FoundLinks:
    """The links of a run as columns of ``trace_links``; ``start``, ``end`` (n, 2) in file units."""

    columns: dict[str, NDArray[Any]]
    keys: list[tuple[str, str, str]]
    start: Floats
    end: Floats


@dataclass
class ActiveLink:
    """A link that counts for its outfall: a candidate or a confirmed one."""

    table: str
    uid: str
    name: str
    confidence: float
    network_m: float
    confirmed: bool


@dataclass
class LinkPlan:
    """Changes of ``trace_links``, and what the outfalls are linked with afterwards."""

    changes: TablePlan
    active: dict[str, list[ActiveLink]] = field(default_factory=dict)
    changed_outfalls: set[str] = field(default_factory=set)
    audit: list[tuple[str, str, str, str]] = field(default_factory=list)  # uid, column, old, new
    counts: dict[str, int] = field(default_factory=dict)


def found_links(data: ProjectData, result: TraceResult) -> FoundLinks:
    """Return the links of ``result`` for the chosen outfalls."""
    links = result.links
    keep = np.flatnonzero(data.chosen[links.outfall])
    source, outfall = links.source[keep], links.outfall[keep]
    rules = {rule.value: rule.name.lower() for rule in Rule}
    tables = np.array(data.sources.table_names(), dtype=object)[source] if len(keep) else texts([])
    parts = {name: np.round(values[keep], 4) for name, values in links.parts.items()}
    columns: dict[str, NDArray[Any]] = {
        "outfall_uid": data.outfall_uid[outfall], "source_table": tables,
        "source_uid": data.sources.uid[source], "source_name": data.sources.name[source],
        "rule": texts([rules[int(code)] for code in links.rule[keep].tolist()]),
        "network_m": np.round(links.network_m[keep], 3), "hop_m": np.round(links.hop_m[keep], 3),
        "n_outfalls": links.n_outfalls[keep].astype(np.float64),
        "confidence": np.round(links.confidence[keep], 4),
        "confidence_parts": _as_json(parts) if parts else texts([None] * len(keep)),
    }
    start = data.sources.points.xy[source]
    end = result.source_hops.xy[source]
    start, end = np.where(np.isfinite(start), start, end), np.where(np.isfinite(end), end, start)
    short = np.hypot(*(end - start).T) < _TINY
    end = end + np.column_stack([np.where(short, _TINY, 0.0), np.zeros(len(end))])
    keys = list(zip(columns["outfall_uid"].tolist(), tables.tolist(), columns["source_uid"].tolist()))
    return FoundLinks(columns, keys, start / data.scale, end / data.scale)


def _as_json(parts: Mapping[str, Floats]) -> Texts:
    """Return one JSON object per row; many rows share their numbers, so each distinct row is written once."""
    numbers = np.ascontiguousarray(np.stack(list(parts.values()), axis=1), dtype=np.float64)
    row, first = distinct_rows(numbers.view(np.uint64))
    written = texts([json.dumps(dict(zip(parts, cells))) for cells in numbers[first].tolist()])
    return written[row]


def plan_links(project: ProjectFile, data: ProjectData, found: FoundLinks, run_uid: str,
               check: Callable[[], None] | None = None) -> LinkPlan:
    """Compare the links found with those in the file; call it inside the transaction.

    check: called now and then; may raise to stop the work.
    """
    check = check or (lambda: None)
    every = project.read(TABLE, ["uid", "outfall_uid", "source_table", "source_uid", *MEASURED, *_JUDGED],
                         geometry=True, exact=True)
    existing = _of_outfalls(every, None if data.chosen.all() else set(data.outfall_uid[data.chosen].tolist()))
    order = sorted(existing, key=lambda row: (every["rule"][row] != "manual",
                                              _RANK.get(str(every["status"][row] or ""), 3)))
    check()
    old_keys = [_key(every, row) for row in order]
    check()
    at, matched = match(old_keys, found.keys)
    check()
    rows = np.array(order, dtype=np.int64)
    plan = LinkPlan(TablePlan(TABLE))
    status = every["status"].copy()
    both = np.flatnonzero(at >= 0)
    _refresh(plan, every, rows[at[both]], found, both, status, run_uid, project)
    check()
    gone = rows[~matched].tolist()
    reached = set(found.keys)
    doubles = {row for row in gone if _key(every, row) in reached}
    kept_gone = _gone(plan, every, gone, doubles, status, run_uid, _with_evidence(project) if gone else set())
    fresh = np.flatnonzero(at < 0)
    if len(fresh):
        plan.changes.new = {
            "uid": new_uids(len(fresh)), **{name: values[fresh] for name, values in found.columns.items()},
            "status": repeated("candidate", len(fresh)), "run_uid": repeated(run_uid, len(fresh)),
        }
        plan.changes.new_geometry = segment_blobs(found.start[fresh], found.end[fresh], project.srs_id(TABLE))
        plan.changed_outfalls.update(found.columns["outfall_uid"][fresh].tolist())
    check()
    _activate(plan, every, kept_gone, found, at, rows, status)
    plan.counts.update(
        new=len(fresh), removed=len(plan.changes.delete), found=len(found.keys),
        refreshed=sum(len(update.uids) for update in plan.changes.updates if "confidence" in update.columns))
    return plan


def _key(links: Columns, row: int) -> tuple[str, str, str]:
    return links["outfall_uid"][row], links["source_table"][row], links["source_uid"][row]


def _of_outfalls(links: Columns, chosen: set[str] | None) -> list[int]:
    if chosen is None:
        return list(range(links.n))
    return [row for row, uid in enumerate(links["outfall_uid"].tolist()) if uid in chosen]


def _refresh(plan: LinkPlan, old: Columns, rows: NDArray[np.int64], found: FoundLinks,
             new_rows: NDArray[np.int64], status: Texts, run_uid: str, project: ProjectFile) -> None:
    """Bring the measured values of links found again up to date; lost ones come back."""
    if not len(rows):
        return
    manual = old["rule"][rows] == "manual"
    came_back = (old["status"][rows] == "lost") & ~manual
    for row in rows[came_back].tolist():
        status[row] = _before_lost(old, row)
        plan.audit.append((old["uid"][row], "status", "lost", status[row]))
    changed = came_back | _moved(old, rows, found, new_rows)
    for name in MEASURED:
        changed |= differs(old[name][rows], found.columns[name][new_rows], _TOLERANCE.get(name, 0.0))
    changed &= ~manual
    take, source = rows[changed], new_rows[changed]
    if len(take):
        plan.changes.updates.append(Updates(
            old["uid"][take],
            {**{name: found.columns[name][source] for name in MEASURED}, "status": status[take],
             "run_uid": repeated(run_uid, len(take))},
            segment_blobs(found.start[source], found.end[source], project.srs_id(TABLE))))
        plan.changed_outfalls.update(old["outfall_uid"][take].tolist())
    _fill_manual(plan, old, rows[manual], found, new_rows[manual])


def _fill_manual(plan: LinkPlan, old: Columns, rows: NDArray[np.int64], found: FoundLinks,
                 new_rows: NDArray[np.int64]) -> None:
    """Fill the empty measured values of links that a person assigned."""
    for name in ("network_m", "hop_m", "n_outfalls"):
        empty = np.isnan(old[name][rows]) & ~np.isnan(found.columns[name][new_rows])
        empty &= ~np.isin(rows, list(old.odd.get(name, ())))
        if empty.any():
            plan.changes.updates.append(Updates(
                old["uid"][rows[empty]], {name: found.columns[name][new_rows[empty]]}))


def _moved(old: Columns, rows: NDArray[np.int64], found: FoundLinks,
           new_rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which links have another first or last point than in the file."""
    ends = np.full((old.n, 4), np.nan)
    parts = old.parts
    ends[parts.part_row, :2] = parts.xy[parts.part_start[:-1]]
    ends[parts.part_row, 2:] = parts.xy[parts.part_start[1:] - 1]
    new = np.hstack([found.start[new_rows], found.end[new_rows]])
    with np.errstate(invalid="ignore"):
        same = np.abs(ends[rows] - new) <= _SAME_PLACE
    return ~(same | (np.isnan(ends[rows]) & np.isnan(new))).all(axis=1)


def _gone(plan: LinkPlan, old: Columns, rows: list[int], doubles: set[int], status: Texts, run_uid: str,
          evidence: set[str]) -> list[int]:
    """Judge links that the run did not find; return those that stay and still count.

    ``doubles`` are second rows of links that it did find: an untouched one goes, others stay.
    """
    staying, delete, lost = [], [], []
    for row in rows:
        if old["rule"][row] == "manual":
            staying.append(row)
            continue
        state = old["status"][row] or "candidate"
        touched = old["uid"][row] in evidence or any(old[name][row] for name in _JUDGED[1:])
        if row in doubles and (touched or state != "candidate"):
            continue
        if state == "confirmed" or (state == "candidate" and touched):
            lost.append(row)
        elif state == "candidate":
            delete.append(row)
    for row in lost:
        plan.audit.append((old["uid"][row], "status", old["status"][row] or "candidate", "lost"))
        status[row] = "lost"
    if lost:
        plan.changes.updates.append(Updates(old["uid"][lost], {
            "status": repeated("lost", len(lost)), "run_uid": repeated(run_uid, len(lost)),
            "confidence_parts": texts([
                json.dumps({**_parts(old, row), "was": old["status"][row] or "candidate"}) for row in lost]),
        }))
    plan.changes.delete = old["uid"][delete]
    plan.changed_outfalls.update(old["outfall_uid"][[*lost, *delete]].tolist())
    plan.counts["lost"] = len(lost)
    return staying


def _activate(plan: LinkPlan, old: Columns, staying: list[int], found: FoundLinks,
              at: NDArray[np.int64], rows: NDArray[np.int64], status: Texts) -> None:
    """List per outfall the links that count after the run."""
    new = found.columns
    for i, (key, old_at) in enumerate(zip(found.keys, at.tolist())):
        state = "candidate" if old_at < 0 else status[rows[old_at]] or "candidate"
        if state in ("candidate", "confirmed"):
            plan.active.setdefault(key[0], []).append(ActiveLink(
                key[1], key[2], new["source_name"][i] or "", float(new["confidence"][i]),
                float(new["network_m"][i]), state == "confirmed"))
    for row in staying:
        state = old["status"][row] or "candidate"
        if state in ("candidate", "confirmed") and old["outfall_uid"][row]:
            plan.active.setdefault(old["outfall_uid"][row], []).append(ActiveLink(
                old["source_table"][row] or "", old["source_uid"][row] or "", old["source_name"][row] or "",
                _number(old, "confidence", row), _number(old, "network_m", row), state == "confirmed"))
    for links in plan.active.values():
        links.sort(key=lambda link: (not link.confirmed, -link.confidence, link.network_m, link.table,
                                     link.uid))


def _number(old: Columns, name: str, row: int) -> float:
    value = float(old[name][row])
    return value if value == value else 0.0


def _before_lost(old: Columns, row: int) -> str:
    was = _parts(old, row).get("was")
    if was in ("candidate", "confirmed"):
        return str(was)
    decided = old["decided_by"][row] or old["decided_at"][row] or old["method"][row]
    return "confirmed" if decided else "candidate"


def _parts(old: Columns, row: int) -> Mapping[str, Any]:
    try:
        parts = json.loads(old["confidence_parts"][row] or "{}")
    except ValueError:
        return {}
    return parts if isinstance(parts, dict) else {}


def _with_evidence(project: ProjectFile) -> set[str]:
    """Return the links that evidence refers to."""
    return {uid for uid in project.read("evidence", ["link_uid"])["link_uid"].tolist() if uid}


def audit_rows(table: str, changes: list[tuple[str, str, str, str]], user: str | None,
               run_uid: str | None) -> dict[str, Any]:
    """Return rows of ``audit`` for changes (row uid, column, old, new)."""
    n = len(changes)
    uid, column, old, new = (texts(list(values)) for values in zip(*changes)) if n else ([], [], [], [])
    return {
        "uid": new_uids(n), "table_name": repeated(table, n), "row_uid": uid, "column_name": column,
        "old_value": old, "new_value": new, "changed_by": repeated(user, n),
        "changed_at": repeated(utc_now(), n), "run_uid": repeated(run_uid, n),
    }
