"""Links of a trace against links that are there already; for a run of the project and for one outfall.

A link is known by (outfall, source table, source). What becomes of it says :mod:`rules.link_status`; here the
rules meet the rows. A trace over some outfalls touches the links of those outfalls alone. Links that are
reached and new become candidates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...layers.store.columns import Columns
from ...layers.store.geometry_io import segment_blobs
from ...layers.store.table_io import new_uids
from ...layers.store.table_plan import Change, TablePlan, Updates, differs, match, repeated, texts
from ...rules.dated_facts import ROW
from ...rules.link_status import (
    CANDIDATE,
    CONFIRMED,
    COUNTED,
    LOST,
    LinkState,
    after_trace,
    link_state,
    lost_parts,
    parts_of,
    rank,
)
from ...rules.outfall_summary import CountedLink
from ...tracing.answers.last_hops import last_hops
from ...tracing.model import Bools, Floats, Ints, Rule, Texts, TraceResult
from ...tracing.packed_texts import distinct_rows
from ..project_rows import ProjectRows
from .reading import ProjectData

TABLE = "trace_links"
KEY = ("outfall_uid", "source_table", "source_uid")
MEASURED = ("source_name", "rule", "network_m", "hop_m", "n_outfalls", "confidence", "confidence_parts")
_FILLED = ("network_m", "hop_m", "n_outfalls")  # on a link that a person assigned, where they are empty
_JUDGED = ("status", "method", "decided_by", "decided_at", "remark")
_TOLERANCE = {"network_m": 0.0011, "hop_m": 0.0011, "confidence": 0.00011}
_SAME_PLACE = 0.0011  # metres


@dataclass
class FoundLinks:
    """What a trace found as columns of ``trace_links``; ``start``, ``end`` (n, 2) in file units."""

    columns: dict[str, NDArray[Any]]
    start: Floats
    end: Floats

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """Outfall, source table and source of each link."""
        return list(zip(*(self.columns[name].tolist() for name in KEY)))


@dataclass
class LinkPlan:
    """Changes of ``trace_links``, and the links that count for each outfall afterwards."""

    changes: TablePlan
    counted: dict[str, list[CountedLink]] = field(default_factory=dict)
    changed_outfalls: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)  # found, new, refreshed, lost, removed


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
    return FoundLinks(columns, *last_hops(data.sources.points.xy[source], result.source_hops.xy[source],
                                          data.scale))


def _as_json(parts: Mapping[str, Floats]) -> Texts:
    """Return one JSON object per row; many rows share their numbers, so each distinct row is written once."""
    numbers = np.ascontiguousarray(np.stack(list(parts.values()), axis=1), dtype=np.float64)
    row, first = distinct_rows(numbers.view(np.uint64))
    written = texts([json.dumps(dict(zip(parts, cells))) for cells in numbers[first].tolist()])
    return written[row]


def plan_links(rows: ProjectRows, found: FoundLinks, outfalls: Collection[str] | None = None,
               run_uid: str | None = None, check: Callable[[], None] = lambda: None) -> LinkPlan:
    """Compare the links found with those that are there.

    outfalls: uids of the outfalls that were traced, None for all. check: called now and then; may raise.
    """
    old = rows.read(TABLE, ["uid", *KEY, *MEASURED, *_JUDGED],
                    None if outfalls is None else {"outfall_uid": outfalls}, geometry=True)
    check()
    evidence = rows.read("evidence", ["link_uid"], {"link_uid": set(old["uid"].tolist())})
    states = _states(old, set(evidence["link_uid"].tolist()))
    check()
    order = np.array(sorted(range(old.n), key=lambda row: rank(states[row])), dtype=np.int64)
    keys, old_keys = found.keys, list(zip(*(old[name].tolist() for name in KEY)))
    at, matched = match([old_keys[row] for row in order.tolist()], keys)
    check()
    reached = np.zeros(old.n, dtype=bool)
    reached[order[matched]] = True
    known = set(keys)
    fate = [after_trace(state, reached=hit, second=not hit and key in known)
            for state, hit, key in zip(states, reached.tolist(), old_keys)]
    check()
    audit: list[Change] = []
    plan = LinkPlan(TablePlan(TABLE, audit=audit))
    both, fresh = np.flatnonzero(at >= 0), np.flatnonzero(at < 0)
    stored = _Stored(rows, plan, old, states, fate, run_uid)
    stored.refresh(found, both, order[at[both]])
    stored.lose_and_remove()
    audit += [(old["uid"][row], "status", state.status, status)
              for row, (state, status) in enumerate(zip(states, fate))
              if status is not None and status != state.status]
    audit += [(uid, ROW, json.dumps(cells, ensure_ascii=False), None) for uid, cells in _gone(old, fate)]
    _add(plan, rows, found, fresh, run_uid)
    audit += [(uid, ROW, None, uid) for uid in plan.changes.new.get("uid", ())]
    check()
    _count(plan.counted, stored.values, texts([status or LOST for status in fate]))
    _count(plan.counted, {name: values[fresh] for name, values in found.columns.items()},
           repeated(CANDIDATE, len(fresh)))
    plan.counts.update(found=len(keys), new=len(fresh), removed=len(plan.changes.delete))
    return plan


def _gone(old: Columns, fate: list[str | None]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield uid and cells, as texts, of the links that go."""
    names = [*KEY, *MEASURED, *_JUDGED]
    for row in (at for at, status in enumerate(fate) if status is None):
        cells = {name: old[name][row] for name in names}
        yield old["uid"][row], {"uid": old["uid"][row], **{
            name: str(value) for name, value in cells.items() if value is not None and value == value}}


def _states(links: Columns, with_evidence: set[str]) -> list[LinkState]:
    cells = (links[name].tolist() for name in (
        "uid", "status", "rule", "method", "decided_by", "decided_at", "remark", "confidence_parts"))
    return [link_state(status, rule, (method, who, when), remark, parts, has_evidence=uid in with_evidence)
            for uid, status, rule, method, who, when, remark, parts in zip(*cells)]


@dataclass
class _Stored:
    """The links that are there already, and what becomes of them; ``values`` as they are afterwards."""

    rows: ProjectRows
    plan: LinkPlan
    old: Columns
    states: list[LinkState]
    fate: list[str | None]
    run_uid: str | None

    def __post_init__(self) -> None:
        self.values = {name: self.old[name].copy() for name in (*KEY, *MEASURED)}

    def refresh(self, found: FoundLinks, source: Ints, row: Ints) -> None:
        """Bring the measured values of links ``row`` up to date with the found ones ``source``."""
        manual = np.array([self.states[at].manual for at in row.tolist()], dtype=bool)
        changed = np.array([self.fate[at] != self.states[at].status for at in row.tolist()], dtype=bool)
        changed |= _moved(self.old, row, found, source)
        for name in MEASURED:
            before, now = self.old[name][row], found.columns[name][source]
            other = differs(before, now, _TOLERANCE.get(name, 0.0))
            if name == "confidence_parts":  # the order of the parts says nothing
                other[other] = [parts_of(a) != parts_of(b) for a, b in zip(before[other], now[other])]
            changed |= other
        changed &= ~manual
        take = row[changed]
        self.plan.counts["refreshed"] = len(take)
        if len(take):
            new = {name: found.columns[name][source[changed]] for name in MEASURED}
            status = texts([self.fate[at] for at in take.tolist()])
            self._update(take, {**new, "status": status}, segment_blobs(
                found.start[source[changed]], found.end[source[changed]], self.rows.srs_id(TABLE)))
        self._fill_manual(found, source[manual], row[manual])

    def _fill_manual(self, found: FoundLinks, source: Ints, row: Ints) -> None:
        """Fill the empty measured values of links that a person assigned."""
        for name in _FILLED:
            empty = np.isnan(self.old[name][row]) & ~np.isnan(found.columns[name][source])
            empty &= ~np.isin(row, list(self.old.odd.get(name, ())))
            if empty.any():
                filled = {name: found.columns[name][source[empty]]}
                self.plan.changes.updates.append(Updates(self.old["uid"][row[empty]], filled))
                self._keep(row[empty], filled)

    def lose_and_remove(self) -> None:
        """Mark the links that are lost now, and take away those that go."""
        lost = [at for at, (state, fate) in enumerate(zip(self.states, self.fate))
                if fate == LOST != state.status]
        parts = [lost_parts(self.old["confidence_parts"][at], self.states[at].status) for at in lost]
        if lost:
            columns = {"status": repeated(LOST, len(lost)), "confidence_parts": texts(parts)}
            self._update(np.array(lost), columns)
        gone = [at for at, fate in enumerate(self.fate) if fate is None]
        self.plan.changes.delete = self.old["uid"][gone]
        self.plan.changed_outfalls.update(self.old["outfall_uid"][gone].tolist())
        self.plan.counts["lost"] = len(lost)

    def _update(self, row: Ints, columns: dict[str, Any], geometry: Texts | None = None) -> None:
        run = {"run_uid": repeated(self.run_uid, len(row))} if self.run_uid else {}
        self.plan.changes.updates.append(Updates(self.old["uid"][row], {**columns, **run}, geometry))
        self.plan.changed_outfalls.update(self.old["outfall_uid"][row].tolist())
        self._keep(row, columns)

    def _keep(self, row: Ints, columns: Mapping[str, Any]) -> None:
        for name in set(columns) & set(self.values):
            self.values[name][row] = columns[name]


def _add(plan: LinkPlan, rows: ProjectRows, found: FoundLinks, fresh: Ints, run_uid: str | None) -> None:
    if not len(fresh):
        return
    plan.changes.new = {
        "uid": new_uids(len(fresh)), **{name: values[fresh] for name, values in found.columns.items()},
        "status": repeated(CANDIDATE, len(fresh)), "run_uid": repeated(run_uid, len(fresh)),
    }
    plan.changes.new_geometry = segment_blobs(found.start[fresh], found.end[fresh], rows.srs_id(TABLE))
    plan.changed_outfalls.update(found.columns["outfall_uid"][fresh].tolist())


def _moved(old: Columns, rows: Ints, found: FoundLinks, new_rows: Ints) -> Bools:
    """Tell which links have another first or last point than the stored ones."""
    ends = np.full((old.n, 4), np.nan)
    parts = old.parts
    ends[parts.part_row, :2] = parts.xy[parts.part_start[:-1]]
    ends[parts.part_row, 2:] = parts.xy[parts.part_start[1:] - 1]
    new = np.hstack([found.start[new_rows], found.end[new_rows]])
    return differs(ends[rows], new, _SAME_PLACE).any(axis=1)


def counted_links(rows: ProjectRows, outfalls: Collection[str]) -> dict[str, list[CountedLink]]:
    """Return the links that count for these outfalls, as they stand."""
    columns = [*KEY, "source_name", "confidence", "network_m", "status"]
    links = rows.read(TABLE, columns, {"outfall_uid": outfalls})
    found: dict[str, list[CountedLink]] = {}
    _count(found, links, links["status"])
    return found


def _count(counted: dict[str, list[CountedLink]], links: Mapping[str, Any], status: Texts) -> None:
    """Add the links of a state that counts to their outfalls."""
    names = (*KEY, "source_name")
    cells = zip(status.tolist(), *(links[name].tolist() for name in names),
                np.nan_to_num(links["confidence"]).tolist(), np.nan_to_num(links["network_m"]).tolist())
    for state, outfall, table, uid, name, confidence, network_m in cells:
        if (state or CANDIDATE) in COUNTED and outfall:
            counted.setdefault(outfall, []).append(CountedLink(
                table or "", uid or "", name or "", confidence, network_m, state == CONFIRMED))
