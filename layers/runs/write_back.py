"""The outcome of a run on the outfalls themselves: what is written, and what is a person's.

Every column that a run fills (``written_back`` in the schema) follows one rule. The
outfall's ``written`` JSON remembers what the last run wrote. A value that still equals
the memory is the run's and follows it. A value that differs from the memory, or stands
where no run has written, is a person's: it is left alone for good, and what the run
would have written is reported as a difference. An emptied value differs too. The
default 'untraced' of ``trace_status`` counts as empty.

``trace_status`` after a run: ``confirmed`` where a person confirmed a link, else
``candidates`` where there is one, else ``no_source``: traced, and nothing was found.
``untraced`` is left to outfalls no run has seen; ``untraceable`` is a person's word.
Links that were rejected or lost do not count. The main source is the first of:
confirmed before candidate, higher confidence, shorter way.

``traced_at`` and ``trace_run`` change only when something else of the outfall did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...rules.party import PartySource, decide_party
from ...tracing.model import Floats
from ..schema import SCHEMA, Kind
from ..store.columns import Columns
from ..store.table_io import ProjectFile
from ..store.table_plan import TablePlan, Updates, texts
from .link_plan import ActiveLink, LinkPlan
from .reading import ProjectData

TABLE = "outfalls"
COLUMNS = tuple(column.name for column in SCHEMA.table(TABLE).columns if column.written_back)
_STAMPS = ("traced_at", "trace_run")
_STALE = ("stale_since", "stale_because")
_COUNTED = {
    "enterprises": "n_enterprises", "construction_sites": "n_construction_sites",
    "farmland_outlets": "n_farmland_outlets",
}
_NAMES_SHOWN = 10
_EMPTY_STATUS = "untraced"


@dataclass(frozen=True)
class Difference:
    """A person's value that a run left alone, beside what it would have written."""

    outfall_uid: str
    outfall: str
    column: str
    present: Any
    would_be: Any


@dataclass
class WriteBackPlan:
    """Changes of ``outfalls``, their audit trail, and what was left alone."""

    changes: TablePlan
    audit: list[tuple[str, str, str, str]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)


def plan_write_back(project: ProjectFile, data: ProjectData, links: LinkPlan, network_length_m: Floats,
                    run_uid: str, now: str, check: Callable[[], None] | None = None) -> WriteBackPlan:
    """Decide what each chosen outfall gets; call it inside the transaction.

    check: called now and then; may raise to stop the work.
    """
    rows = project.read(TABLE, ["uid", "name", "code_national", "code_local", "operator", "owner",
                                "county_code", "managing_unit", "written", *_STALE, *COLUMNS], exact=True)
    row_of = {uid: row for row, uid in enumerate(rows["uid"].tolist())}
    parties = _Parties(project, data)
    plan = WriteBackPlan(TablePlan(TABLE))
    cells: dict[str, dict[str, Any]] = {name: {} for name in (*COLUMNS, "written", *_STALE)}
    for number, at in enumerate(np.flatnonzero(data.chosen).tolist()):
        if check and number % 100 == 0:
            check()
        uid = data.outfall_uid[at]
        if uid not in row_of:  # deleted by somebody else meanwhile
            continue
        row = row_of[uid]
        active = links.active.get(uid, [])
        wanted = {**summary_of(active, data.language), **parties.of(rows, row, active),
                  "network_length_m": round(float(network_length_m[at]), 1)}
        memory = memory_of(rows["written"][row])
        present = {name: rows.odd.get(name, {}).get(row, plain(rows[name][row], name)) for name in COLUMNS}
        name = rows["name"][row] or rows["code_national"][row] or rows["code_local"][row] or uid
        changed = decide_columns(plan, uid, str(name), wanted, present, memory)
        if changed or uid in links.changed_outfalls or is_empty("traced_at", present["traced_at"]):
            for stamp, value in zip(_STAMPS, (now, run_uid)):
                if is_ours(stamp, present[stamp], memory):
                    changed[stamp] = value
        status = changed.get("trace_status", present["trace_status"]) or _EMPTY_STATUS
        plan.statuses[status] = plan.statuses.get(status, 0) + 1
        for column in _STALE:  # what is traced now is up to date
            if rows[column][row]:
                cells[column][uid] = None
        if not changed:
            continue
        for column, value in changed.items():
            cells[column][uid] = value
        cells["written"][uid] = remembered(memory, changed)
    # Column by column, so that no value is written that the run did not mean to change.
    plan.changes.updates = [Updates(list(values), {column: texts(list(values.values()))})
                            for column, values in cells.items() if values]
    return plan


def summary_of(active: list[ActiveLink], language: str) -> dict[str, Any]:
    """Return what the links of one outfall come to: columns of ``outfalls``, surest link first."""
    counts = dict.fromkeys((*_COUNTED.values(), "n_other_sources"), 0)
    for link in active:
        counts[_COUNTED.get(link.table, "n_other_sources")] += 1
    main = active[0] if active else None
    status = "no_source" if main is None else "confirmed" if main.confirmed else "candidates"
    return {
        "trace_status": status, **counts,
        "source_names": _listed([link.name for link in active if link.name], language),
        "main_source_table": main.table if main else None, "main_source_uid": main.uid if main else None,
        "main_source_name": (main.name or None) if main else None,
        "trace_confidence": main.confidence if main else None,
    }


def _listed(names: list[str], language: str) -> str | None:
    distinct = list(dict.fromkeys(names))
    text = "、".join(distinct[:_NAMES_SHOWN])
    if len(distinct) > _NAMES_SHOWN:
        text += (f"等共 {len(distinct)} 个" if language == "zh" else f" ... ({len(distinct)} in all)")
    return text or None


class _Parties:
    """Who is responsible, outfall by outfall."""

    def __init__(self, project: ProjectFile, data: ProjectData) -> None:
        self._language = data.language
        self._sources = data.sources
        self._row_of = {key: row for row, key in enumerate(
            zip(data.sources.table_names(), data.sources.uid.tolist()))}
        districts = project.read("districts", ["county_code", "name"])
        self._districts = dict(zip(districts["county_code"].tolist(), districts["name"].tolist()))

    def of(self, outfalls: Columns, row: int, active: list[ActiveLink]) -> dict[str, Any]:
        """Return the party columns of one outfall."""
        code = outfalls["county_code"][row]
        party = decide_party(
            outfalls["operator"][row], outfalls["owner"][row], [self._source(link) for link in active],
            self._districts.get(code) if code else None, outfalls["managing_unit"][row])
        return {
            "party_main": party.main or None,
            "party_others": party.others_text(language=self._language) or None,
            "party_rule": party.rule, "party_basis": party.basis(self._language),
        }

    def _source(self, link: ActiveLink) -> PartySource:
        row = self._row_of.get((link.table, link.uid))
        if row is None:
            return PartySource(link.name, confirmed=link.confirmed, confidence=link.confidence)
        return PartySource(link.name, self._sources.operator[row] or "", self._sources.owner[row] or "",
                           link.confirmed, link.confidence)


def decide_columns(plan: WriteBackPlan, uid: str, name: str, wanted: Mapping[str, Any],
                   present: Mapping[str, Any], memory: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns to change; note audit rows and differences on the way."""
    changed: dict[str, Any] = {}
    for column, value in wanted.items():
        if same(column, present[column], value):
            continue
        if not is_ours(column, present[column], memory):
            plan.differences.append(Difference(uid, name, column, present[column], value))
            continue
        changed[column] = value
        if not is_empty(column, present[column]):
            plan.audit.append((uid, column, str(present[column]), "" if value is None else str(value)))
    return changed


def is_ours(column: str, present: Any, memory: Mapping[str, Any]) -> bool:
    """Tell whether a value is a run's to change: as the last run wrote it, or never filled."""
    if column in memory:
        return same(column, present, memory[column])
    return is_empty(column, present)


def is_empty(column: str, value: Any) -> bool:
    """Tell whether nobody has filled a value yet."""
    return value is None or value == "" or (column == "trace_status" and value == _EMPTY_STATUS)


def same(column: str, one: Any, two: Any) -> bool:
    """Tell whether two values of a column say the same."""
    if one in (None, "") or two in (None, ""):
        return one in (None, "") and two in (None, "")
    kind = SCHEMA.table(TABLE).column(column).kind
    if kind in (Kind.REAL, Kind.INTEGER):
        try:
            return one == two or abs(float(one) - float(two)) <= (1e-6 if kind is Kind.REAL else 0.0)
        except (TypeError, ValueError):
            return False
    if kind is Kind.DATETIME:
        return _seconds(one) == _seconds(two)
    return bool(one == two)


def _seconds(time: Any) -> str:
    """Return a time without what only says that it is one of UTC, to the second."""
    return str(time).replace(" ", "T").removesuffix("Z").removesuffix(".000")


def plain(value: Any, column: str) -> Any:
    """Return a value as Python and JSON write it; NaN is None, whole numbers are int."""
    if isinstance(value, float):
        if value != value:
            return None
        whole = value.is_integer() and SCHEMA.table(TABLE).column(column).kind is Kind.INTEGER
        return int(value) if whole else float(value)
    return value


def memory_of(written: str | None) -> dict[str, Any]:
    """Return what the last run wrote; nothing where the text is damaged, so that all is a person's."""
    try:
        memory = json.loads(written or "{}")
    except ValueError:
        return {}
    return memory if isinstance(memory, dict) else {}


def remembered(memory: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    """Return the memory of what was written, brought up to date, as it is stored."""
    merged = {**memory, **changed}
    return json.dumps({name: merged[name] for name in COLUMNS if name in merged}, ensure_ascii=False)
