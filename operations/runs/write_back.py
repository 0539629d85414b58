"""What its links come to, written on the outfall: after a run, a trace of one outfall, or a decision.

What they come to says :mod:`rules.outfall_summary`, and what of it may be written
:mod:`layers.written_values`: the software's values follow, a person's value is left alone and the difference
is told. ``traced_at`` and ``trace_run`` change only when something else of the outfall did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...layers.schema import SCHEMA
from ...layers.store.columns import Columns
from ...layers.store.table_plan import Change, TablePlan, cell_updates
from ...layers.written_values import COLUMNS, Difference, WrittenValues, is_empty
from ...rules.outfall_summary import UNTRACEABLE, UNTRACED, CountedLink, OutfallFacts, outfall_summary
from ..project_rows import TITLE_COLUMNS, ProjectRows, protected

TABLE = "outfalls"
#: Who uses and who owns a source, by its table and uid.
Units = Mapping[tuple[str, str], tuple[str, str]]
_REGISTER = ("operator", "owner", "county_code", "managing_unit")
_STALE = ("stale_since", "stale_because")


@dataclass
class Traced:
    """A trace that was made: the metres upstream by outfall, its stamps, and the outfalls that it changed.

    stamps: ``traced_at`` and where there is one ``trace_run``, put on outfalls of which anything changed.
    """

    length_m: Mapping[str, float]
    stamps: Mapping[str, Any]
    changed: Collection[str] = ()


@dataclass
class WriteBackPlan:
    """Changes of ``outfalls``, what was left alone, and how many outfalls have which ``trace_status``."""

    changes: TablePlan
    differences: list[Difference] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)


def plan_write_back(rows: ProjectRows, outfalls: Collection[str], links: Mapping[str, Sequence[CountedLink]],
                    traced: Traced | None = None, units: Units | None = None,
                    check: Callable[[], None] = lambda: None) -> WriteBackPlan:
    """Decide what each of ``outfalls`` gets from ``links`` (by outfall).

    traced: the trace that found the links; None after a decision. units: of all sources, read where not
    given. check: called now and then; may raise to stop the work.
    """
    columns = ["uid", *TITLE_COLUMNS, *_REGISTER, *_STALE, *COLUMNS, "written"]
    present = rows.read(TABLE, columns, {"uid": outfalls})
    if units is None:
        units = _units(rows, links.values())
    wanted = _wanted(rows, present, links, traced, units, check)
    found = protected(present, wanted)
    audit: list[Change] = []
    plan = WriteBackPlan(TablePlan(TABLE, audit=audit), found.differences)
    cells: dict[str, dict[str, Any]] = {}
    for number, (uid, own) in enumerate(found.values.items()):
        if number % 100 == 0:
            check()
        if traced is not None:
            _stamp(own, traced, uid)
        entry = own.entry()
        if entry is not None:
            audit.append((uid, *entry))
        cells[uid] = own.cells()
        if traced is not None:  # what is traced now is up to date
            cells[uid].update((column, None) for column in _STALE if own.present[column])
        status = own.changed.get("trace_status", own.present["trace_status"]) or UNTRACED
        plan.statuses[status] = plan.statuses.get(status, 0) + 1
    plan.changes.updates = cell_updates(cells)
    return plan


def _wanted(rows: ProjectRows, present: Columns, links: Mapping[str, Sequence[CountedLink]],
            traced: Traced | None, units: Units, check: Callable[[], None]) -> dict[str, dict[str, Any]]:
    """Return what the links come to: uid -> column -> value."""
    districts = rows.read("districts", ["county_code", "name"])
    name_of = dict(zip(districts["county_code"].tolist(), districts["name"].tolist()))
    language = rows.language
    cells = (present[name].tolist() for name in ("uid", "trace_status", *_REGISTER))
    wanted: dict[str, dict[str, Any]] = {}
    for number, (uid, status, operator, owner, code, managing_unit) in enumerate(zip(*cells)):
        if number % 100 == 0:
            check()
        counted = [link.of_unit(*units.get((link.table, link.uid), ("", ""))) for link in links.get(uid, ())]
        facts = OutfallFacts(operator, owner, name_of.get(code) if code else None, managing_unit,
                             status == UNTRACEABLE)
        wanted[uid] = outfall_summary(counted, facts, language)._asdict()
        if traced is not None and uid in traced.length_m:
            wanted[uid]["network_length_m"] = round(float(traced.length_m[uid]), 1)
    return wanted


def _stamp(own: WrittenValues, traced: Traced, uid: str) -> None:
    if own.changed or uid in traced.changed or is_empty("traced_at", own.present["traced_at"]):
        for column, value in traced.stamps.items():
            if own.is_ours(column):
                own.changed[column] = value


def _units(rows: ProjectRows, links: Collection[Sequence[CountedLink]]) -> Units:
    """Read who uses and who owns the sources of ``links``."""
    known = {table.name for table in SCHEMA.source_tables}
    by_table: dict[str, set[str]] = {}
    for link in (link for several in links for link in several):
        if link.table in known:
            by_table.setdefault(link.table, set()).add(link.uid)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for table, uids in by_table.items():
        units = rows.read(table, ["uid", "operator", "owner"], {"uid": uids})
        found.update(((table, uid), (operator or "", owner or "")) for uid, operator, owner in zip(
            *(units[name].tolist() for name in ("uid", "operator", "owner"))))
    return found
