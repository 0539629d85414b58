"""An import into the project: one transaction, all or nothing, with its books.

``apply`` writes a plan that somebody has looked at; ``import_tables`` makes and writes plans in a single
step. Both make the plan again after the file is locked, so what was decided elsewhere meanwhile
counts. Cancelled, killed, or out of room: the project is as it was. Nothing to write means nothing
is written, not even a row in the books.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..i18n import translate
from ..layers.project.project_file import open_check
from ..layers.schema import RECORDED, SCHEMA, Geometry, Kind
from ..layers.store.table_io import ProjectFile, new_uids, utc_now
from ..layers.store.table_plan import repeated
from ..layers.store.tables import software_version
from ..operations.regime.unaudited_changes import note_unaudited
from ..problems import UserError
from ..rules.dated_facts import ROW
from ..tracing.model import Texts
from .cleaning.distinct_cells import objects
from .comparing import outdated
from .comparing.geometry import blobs
from .comparing.import_memory import BOOK, GEOMETRY
from .comparing.match_questions import open_questions
from .comparing.plan import CellChanges, ImportPlan, PreparedDelivery, constant_default, make
from .questions import refuse_open
from .report import ImportReport, report_of

_PLANNED = 0.3  # share of the whole when the plans are made
Tell = Callable[[float], None]


@dataclass
class ImportOutcome:
    """What an import did; ``written`` is False where there was nothing to write."""

    plan: ImportPlan
    report: ImportReport
    written: bool
    import_uid: str = ""


def apply(
    path: str | Path, plan: ImportPlan, progress: Tell | None = None, user: str | None = None
) -> ImportOutcome:
    """Write a plan that was shown. Raises UserError where the project changed so that it would do otherwise.

    ``progress`` gets shares 0..1 and may raise Cancelled; then nothing was written.
    """
    part = PreparedDelivery(plan.prepared, plan.mapping, plan.delivery, plan.choices)
    return _import(path, [part], progress, user, "", [plan])[0]


def import_tables(
    path: str | Path,
    parts: Sequence[PreparedDelivery],
    progress: Tell | None = None,
    user: str | None = None,
    started: str = "",
) -> list[ImportOutcome]:
    """Plan and write tables in one step and one transaction; see :func:`apply`."""
    return _import(path, parts, progress, user, started, None)


def preview(
    path: str | Path, part: PreparedDelivery, progress: Tell | None = None
) -> ImportPlan:
    """Return what an import would do; the project is only read."""
    with ProjectFile(str(path)) as project:
        return make(project, part, progress)


def _import(
    path: str | Path,
    parts: Sequence[PreparedDelivery],
    progress: Tell | None,
    user: str | None,
    started: str,
    shown: Sequence[ImportPlan] | None,
) -> list[ImportOutcome]:
    tell = progress or (lambda _share: None)
    started = started or utc_now()
    open_check(path, writing=True, thorough=False)
    note_unaudited(str(path))
    tell(0.0)
    with (
        ProjectFile(str(path), update=True) as project,
        project.transaction(lambda share: tell(_PLANNED + 0.1 + (0.9 - _PLANNED) * share)),
    ):
        plans = []
        for number, part in enumerate(parts):
            plan = make(project, part, _stretch(tell, number, len(parts)))
            if shown and plan.counts() != shown[number].counts():
                raise UserError(
                    translate(
                        "Import",
                        "{path} was changed since the preview was made, so the import would do something "
                        "else now. Nothing was written; look at the new preview.",
                    ).format(path=path)
                )
            refuse_open(open_questions(plan), {}, plan.delivery.file)
            plans.append(plan)
        return write_plans(project, plans, user, started, lambda share: tell(_PLANNED + 0.1 * share))


def _stretch(tell: Tell, number: int, parts: int) -> Tell:
    """Return the progress of planning one of several parts."""
    return lambda share: tell(_PLANNED * (number + share) / parts)


def write_plans(
    project: ProjectFile,
    plans: Sequence[ImportPlan],
    user: str | None = None,
    started: str = "",
    progress: Tell | None = None,
) -> list[ImportOutcome]:
    """Hand plans to the open transaction of ``project``, and mark the outfalls whose results they outdate."""
    now = utc_now()
    outdated.mark(project, plans, now, progress or (lambda _share: None))
    return [_write_plan(project, plan, user, started, now) for plan in plans]


def _write_plan(
    project: ProjectFile, plan: ImportPlan, user: str | None, started: str, now: str
) -> ImportOutcome:
    """Hand a plan to the transaction, if it would change anything."""
    outcome = ImportOutcome(plan, report_of(plan, started or now, now), plan.writes)
    if not plan.writes:
        return outcome
    outcome.import_uid = outcome.report.import_uid = plan.import_uid
    _add(project, plan)
    for change in plan.updates:
        _change(project, plan, change)
    project.delete(plan.table, [row.uid for row in plan.removed])
    _audit(project, plan, user, now)
    _reject(project, plan, now)
    project.append("imports", _import_row(outcome, user))
    project.keep_blob(BOOK, plan.table, plan.memory.to_bytes())
    return outcome


def _add(project: ProjectFile, plan: ImportPlan) -> None:
    rows = plan.added
    if not len(rows):
        return
    table = SCHEMA.table(plan.table)
    whole = len(rows) == len(plan.prepared.source)
    columns: dict[str, Any] = {"uid": plan.uids if whole else plan.uids[rows]}
    for name, values in plan.prepared.columns.items():
        if name != "uid":
            columns[name] = values if whole else values[rows]
    for column in table.columns:
        default = constant_default(column)
        if default is not None:
            columns[column.name] = _defaulted(columns.get(column.name), default, len(rows))
    geometry = None
    if plan.prepared.geometry is not None and table.geometry is not Geometry.NONE:
        wkb = plan.prepared.geometry if whole else plan.prepared.geometry[rows]
        geometry = blobs(wkb, table.geometry, project.srs_id(plan.table))
    project.append(plan.table, columns, geometry)


def _defaulted(values: Texts | None, default: str, n: int) -> Texts:
    """Return a column with the form's default where nothing was delivered."""
    if values is None:
        return repeated(default, n)
    cells = values.tolist()
    if all(cells):
        return values
    return objects([cell or default for cell in cells])


def _change(project: ProjectFile, plan: ImportPlan, change: CellChanges) -> None:
    if change.column != GEOMETRY:
        project.update(plan.table, change.uids, {change.column: change.new})
    elif plan.prepared.geometry is not None:
        kind = SCHEMA.table(plan.table).geometry
        project.update(
            plan.table,
            change.uids,
            {},
            blobs(plan.prepared.geometry[change.rows], kind, project.srs_id(plan.table)),
        )


def _audit(project: ProjectFile, plan: ImportPlan, user: str | None, now: str) -> None:
    """One row per changed cell, one per removed row, one per new row of a table whose past can be asked."""
    rows: list[tuple[str, str, Any, Any]] = []
    for change in plan.updates:
        kind = None if change.column == GEOMETRY else SCHEMA.table(plan.table).column(change.column).kind
        rows += [
            (uid, change.column, _shown(old, kind), _shown(new, kind))
            for uid, old, new in zip(change.uids.tolist(), change.old.tolist(), change.new.tolist())
        ]
    if plan.removed:
        table = SCHEMA.table(plan.table)
        names = [name for name in table.column_names if name != "uid"]
        gone = project.read(plan.table, ["uid", *names], {"uid": [row.uid for row in plan.removed]})
        for at, uid in enumerate(gone["uid"].tolist()):
            cells = [(name, _shown(gone[name][at], table.column(name).kind)) for name in names]
            rows.append((uid, ROW, json.dumps({"uid": uid, **{name: text for name, text in cells if text}},
                                              ensure_ascii=False), None))
    if plan.table in RECORDED:
        rows += [(uid, ROW, None, uid) for uid in map(str, plan.uids[plan.added].tolist())]
    if not rows:
        return
    uid, column, old, new = map(list, zip(*rows))
    n = len(rows)
    project.append(
        "audit",
        {
            "uid": new_uids(n),
            "table_name": repeated(plan.table, n),
            "row_uid": objects(uid),
            "column_name": objects(column),
            "old_value": objects(old),
            "new_value": objects(new),
            "changed_by": repeated(user, n),
            "changed_at": repeated(now, n),
            "run_uid": repeated(plan.import_uid, n),
        },
    )


def _shown(value: Any, kind: Kind | None) -> str | None:
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, float):
        return f"{value:.12g}" if kind is Kind.REAL else str(int(value))
    return str(value)


def _reject(project: ProjectFile, plan: ImportPlan, now: str) -> None:
    n = len(plan.rejects)
    if not n:
        return
    project.append(
        "import_rejects",
        {
            "uid": new_uids(n),
            "source_file": repeated(plan.delivery.file or None, n),
            "source_row": np.array([reject.row_number for reject in plan.rejects], dtype=np.float64),
            "target_table": repeated(plan.table, n),
            "reason": objects([each.reason for each in plan.rejects]),
            "raw": objects([each.raw_text() for each in plan.rejects]),
            "time": repeated(now, n),
            "import_uid": repeated(plan.import_uid, n),
            "status": repeated("open", n),
        },
    )


def _import_row(outcome: ImportOutcome, user: str | None) -> dict[str, NDArray[Any]]:
    plan, report = outcome.plan, outcome.report
    counts = plan.counts()
    row: dict[str, Any] = {
        "uid": plan.import_uid,
        "target_table": plan.table,
        "source_file": plan.delivery.file or None,
        "source_layer": plan.delivery.layer or None,
        "sha256": plan.delivery.sha256 or None,
        "started": report.started,
        "finished": report.finished,
        "user": user,
        "software_version": software_version(),
        "mapping": json.dumps(plan.mapping.to_json(), ensure_ascii=False),
        "report": json.dumps(report.to_json(rows_per_kind=100), ensure_ascii=False),
    }
    columns: dict[str, NDArray[Any]] = {name: repeated(value, 1) for name, value in row.items()}
    for name in ("read", "added", "updated", "unchanged", "rejected", "missing"):
        columns[f"n_{name}"] = np.array([float(counts[name])])
    return columns
