"""What an import did, in words and numbers: as JSON with stable keys, and as a page for people.

:mod:`.report_page` makes the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..i18n import inflected, translate, user_language
from ..layers.schema import SCHEMA
from ..tracing.model import Ints
from .comparing.import_memory import GEOMETRY
from .comparing.match_questions import open_questions
from .comparing.plan import CellChanges, ImportPlan
from .model import Change

FORMAT, VERSION = "outfall-tracer-import-report", 1
_SHOWN = 12  # columns that one sentence names
_LISTED = 1000  # rows that a report lists of one kind


@dataclass
class ImportReport:
    """One import, planned or done; :meth:`to_json` cuts long lists and says how long they are."""

    table: str
    file: str = ""
    layer: str = ""
    encoding: str = ""
    crs: str = ""
    crs_wkt: str = ""
    system: str = ""  # a sentence: in which coordinate system the places were read
    started: str = ""
    finished: str = ""
    import_uid: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    moves: dict[str, Any] = field(default_factory=dict)  # how far known rows move: n, median_m, most_m, rows
    questions: list[dict[str, Any]] = field(default_factory=list)  # about rows in doubt, not answered
    missing: list[dict[str, str]] = field(default_factory=list)
    removed: bool = False
    rejects: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    cleaning: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    unused: list[dict[str, Any]] = field(default_factory=list)  # columns of the file that fill nothing
    trace_again: bool = False  # what the last trace read has changed
    outdated: int = 0  # outfalls that were marked out of date

    def to_json(self, rows_per_kind: int = 1000) -> dict[str, Any]:
        """Return the report as plain JSON values; see docs/import-report.md for the keys."""
        kept = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in ("updates", "kept", "rejects", "cleaning"):
            kept[name] = [{**kind, "rows": kind["rows"][:rows_per_kind]} for kind in kept[name]]
        if self.moves:
            kept["moves"] = {**self.moves, "rows": self.moves["rows"][:rows_per_kind]}
        kept["missing"] = {
            "n": len(self.missing), "removed": kept.pop("removed"), "rows": self.missing[:rows_per_kind],
        }
        return {"format": FORMAT, "version": VERSION, **kept}

    def sentences(self) -> list[str]:
        """Return what happened in a few sentences."""
        return _sentences(self)


def report_of(plan: ImportPlan, started: str = "", finished: str = "") -> ImportReport:
    """Return the report of a plan; the same before and after it is written."""
    prepared, delivery = plan.prepared, plan.delivery
    return ImportReport(
        plan.table,
        delivery.file,
        delivery.layer,
        delivery.encoding,
        _crs_name(delivery.crs_wkt),
        delivery.crs_wkt,
        plan.system,
        started,
        finished,
        counts=plan.counts(),
        columns=_fill(plan),
        updates=[_cells(plan, change) for change in plan.updates],
        kept=[_cells(plan, change) for change in plan.kept],
        moves=_moves(plan),
        questions=[
            {"code": each.code, "text": each.text, "options": dict(each.options), "proposed": each.proposed}
            for each in open_questions(plan)
        ],
        missing=[{"uid": row.uid, "label": row.label, "file": row.file} for row in plan.missing],
        removed=plan.choices.remove_missing,
        rejects=_rejects(plan),
        problems=[
            {
                "severity": each.severity.value,
                "text": each.text,
                "column": each.column,
                "row": each.row,
                "fix": each.fix,
            }
            for each in plan.problems
        ],
        assumptions=list(
            dict.fromkeys([*plan.mapping.assumptions, *prepared.assumptions, *plan.assumptions])
        ),
        cleaning=[
            {
                "column": change.column,
                "rule": change.rule,
                "n": len(change.rows),
                "rows": _old_and_new(plan, change.rows, change),
            }
            for change in prepared.changes
        ],
        answers=dict(plan.mapping.answers),
        unused=[{"column": name, "filled": n} for name, n in delivery.unused],
        trace_again=plan.outdates_traces,
        outdated=plan.outdated,
    )


def filled_cells(values: NDArray[Any]) -> int:
    """Return how many cells of a column hold anything."""
    if values.dtype.kind == "f":
        return len(values) - int(np.isnan(values).sum())
    cells = values.tolist()
    return len(cells) - cells.count(None) - cells.count("")


def _fill(plan: ImportPlan) -> list[dict[str, Any]]:
    """How full each column is, and where it comes from."""
    n = len(plan.prepared.source)
    rules = {rule.target: rule for rule in plan.mapping.fields}
    out = []
    for name, values in plan.prepared.columns.items():
        filled = filled_cells(values)
        rule = rules.get(name)
        out.append(
            {
                "column": name,
                "source": rule.source if rule else "",
                "constant": rule.constant if rule else "",
                "expression": rule.expression if rule else "",
                "filled": filled,
                "share": round(filled / n, 4) if n else 0.0,
            }
        )
    return out


def _cells(plan: ImportPlan, change: CellChanges) -> dict[str, Any]:
    rows = _old_and_new(plan, plan.prepared.source[change.rows], change)
    for row, uid in zip(rows, change.uids.tolist()):
        row["uid"] = uid
    return {"column": change.column, "n": len(change.rows), "rows": rows}


def _old_and_new(plan: ImportPlan, positions: Ints, change: Change | CellChanges) -> list[dict[str, Any]]:
    """Return the first cells that change; ``positions`` are their rows in the file."""
    first = slice(_LISTED)
    return [
        {"row": row, "old": _plain(old), "new": _plain(new)}
        for row, old, new in zip(
            plan.delivery.rows(positions[first]), change.old[first].tolist(), change.new[first].tolist()
        )
    ]


def _moves(plan: ImportPlan) -> dict[str, Any]:
    """How far the places of known rows would move, the farthest first; {} where none does."""
    changed = [change.rows for change in plan.updates if change.column == GEOMETRY]
    if not changed:
        return {}
    rows = changed[0]
    away = plan.away_m[rows]
    far = np.argsort(-np.where(np.isfinite(away), away, -1.0), kind="stable")[:_LISTED]
    there = away[np.isfinite(away)]
    return {
        "n": len(rows),
        "median_m": round(float(np.median(there)), 3) if len(there) else None,
        "most_m": round(float(there.max()), 3) if len(there) else None,
        "rows": [
            {"row": row, "uid": uid, "metres": _plain(np.round(metres, 3))}
            for row, uid, metres in zip(
                plan.delivery.rows(plan.prepared.source[rows[far]]), plan.uids[rows[far]].tolist(), away[far]
            )
        ],
    }


def _rejects(plan: ImportPlan) -> list[dict[str, Any]]:
    by_reason: dict[str, list[int]] = {}
    for reject in plan.prepared.rejects:
        by_reason.setdefault(reject.reason, []).append(int(reject.row_number))
    return [
        {"reason": reason, "n": len(rows), "rows": rows}
        for reason, rows in sorted(by_reason.items(), key=lambda item: -len(item[1]))
    ]


def _crs_name(wkt: str) -> str:
    """Return the name in a WKT, such as ``CGCS2000 / 3-degree Gauss-Kruger CM 114E``."""
    return wkt.split('"', 2)[1] if wkt.count('"') >= 2 else wkt[:80]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if value != value else value


# words


def metres(value: float) -> str:
    """Return metres as people say them: centimetres count only where they are all there is."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _sentences(report: ImportReport) -> list[str]:
    c = report.counts
    said = [
        translate(
            "Import",
            "{file} into {table}: {read} rows read, {added} added, {updated} updated, {unchanged} "
            "unchanged, {rejected} rejected.",
        ).format(
            file=_place(report),
            table=SCHEMA.table(report.table).alias(user_language()),
            read=c.get("read", 0),
            added=c.get("added", 0),
            updated=c.get("updated", 0),
            unchanged=c.get("unchanged", 0),
            rejected=c.get("rejected", 0),
        )
    ]
    if report.system:
        said.append(report.system)
    if report.moves.get("most_m") is not None:
        said.append(
            inflected(
                translate(
                    "Import",
                    "{n} known (row moves|rows move), by {middle} m in the middle and {most} m at most.",
                ),
                n=report.moves["n"],
                middle=metres(report.moves["median_m"]),
                most=metres(report.moves["most_m"]),
            )
        )
    said += [question["text"] for question in report.questions]
    if c.get("kept"):
        said.append(
            inflected(
                translate(
                    "Import",
                    "{n} (value that people entered differs|values that people entered differ) from the "
                    "delivery and (was|were) kept.",
                ),
                n=c["kept"],
            )
        )
    if report.missing and report.removed:
        said.append(
            inflected(
                translate(
                    "Import",
                    "{n} (row that is|rows that are) no longer delivered (was|were) removed, as asked.",
                ),
                n=len(report.missing),
            )
        )
    elif report.missing:
        said.append(
            inflected(
                translate(
                    "Import",
                    "{n} (row|rows) of the earlier delivery (is|are) not in this one and stayed.",
                ),
                n=len(report.missing),
            )
        )
    if c.get("rejected_before"):
        said.append(
            translate(
                "Import", "{n} of the rejected rows were rejected before and are not listed twice."
            ).format(n=c["rejected_before"])
        )
    if report.unused:
        said.append(
            translate("Import", "Columns of the file that are not used (cells filled): {columns}.").format(
                columns=", ".join(f"{each['column']} ({each['filled']})" for each in report.unused[:_SHOWN])
                + (", …" if len(report.unused) > _SHOWN else "")
            )
        )
    if report.outdated:
        said.append(
            inflected(
                translate(
                    "Import",
                    "{n} traced (outfall is|outfalls are) out of date because of it and (was|were) "
                    "marked so; trace again.",
                ),
                n=report.outdated,
            )
        )
    elif report.trace_again:
        said.append(translate("Import", "The project was traced before; trace it again to take this in."))
    return said


def _place(report: ImportReport) -> str:
    return (
        f"{report.file} ({report.layer})" if report.layer and report.layer not in report.file else report.file
    )
