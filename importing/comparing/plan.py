"""What an import would do: rows to add and to change, what people entered and keep, what is missing.

Three values meet in every cell of a row that the project has already: what stands there (P), what
is delivered now (D), and what an import delivered before (M, see :mod:`.memory`).

* D is empty, or equals P: nothing to do. An empty cell never erases anything.
* P is what an import wrote (its digest is M's), or nobody filled it: D is written.
* P is a person's. D equals M: nothing new was delivered, P stays without a word.
  D differs from M: P stays and the cell is listed as *kept*; ``Choices.overwrite`` takes D in
  every cell that differs.

Making a plan changes nothing; :mod:`.write` makes it again under the project's lock.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...layers.store.table_io import ProjectFile, new_uids
from ...tracing.model import Ints, Texts
from ..model import CoordinateRule, Prepared, Reject
from ..places.node_places import far_apart
from ..places.placing import described
from .agreement import moves
from .cell_decisions import constant_default, decide
from .changes import CellChanges, Choices, Delivery, ImportPlan, MissingRow, PreparedDelivery
from .delivered_before import before_of
from .identity import match_rows
from .import_memory import BOOK, Memory
from .match_questions import settle
from .present import Present

__all__ = [
    "CellChanges", "Choices", "Delivery", "ImportPlan", "MissingRow", "PreparedDelivery", "constant_default",
    "make",
]


def make(
    project: ProjectFile, part: PreparedDelivery, progress: Callable[[float], None] | None = None
) -> ImportPlan:
    """Compare what was delivered with the project and return what an import would do.

    ``project`` is open; inside a transaction what is read stays true until the end of it.
    ``progress`` gets shares 0..1 and may raise Cancelled.
    """
    tell = progress or (lambda _share: None)
    prepared, mapping, delivery, choices = part
    import_uid = str(new_uids(1)[0])
    memory = Memory.from_bytes(project.kept_blob(BOOK, prepared.table))
    present = Present(project, prepared, mapping)
    new = present.delivered_rows(prepared)
    tell(0.4)
    before = before_of(prepared.table, memory, present, new, delivery)
    matches = match_rows(prepared.table, present.rows, new, mapping.key, before)
    tell(0.6)
    nobody = np.empty(0, dtype=np.int64)
    plan = ImportPlan(
        prepared.table, prepared, mapping, delivery, choices, nobody, nobody, np.empty(0, dtype=object),
        import_uid=import_uid,
    )
    settled = settle(plan, matches, present, new)
    plan.questions, plan.assumptions = settled.questions, settled.assumptions
    plan.matched, plan.added = np.flatnonzero(matches.row >= 0), np.flatnonzero(matches.row < 0)
    plan.uids = _uids(prepared, matches.row, present, plan.added)
    plan.away_m = np.full(new.n, np.nan)
    plan.away_m[plan.matched] = moves(present.rows.box[matches.row[plan.matched]], new.box[plan.matched])
    plan.problems = [*prepared.problems, *settled.problems]
    plan.system = described(_place_of(plan), delivery.crs_wkt, project.crs_wkt("pipes"))
    plan.rejects = _new_rejects(project, plan)
    plan.traced_before = project.count("trace_runs") > 0
    decide(plan, memory, present, matches.row[plan.matched], lambda share: tell(0.6 + 0.4 * share))
    plan.problems += far_apart(project, plan, present, matches.row)
    return plan


def _place_of(plan: ImportPlan) -> CoordinateRule:
    """Return where the places came from; rows without any have no rule for them."""
    return plan.mapping.place if plan.prepared.geometry is not None else CoordinateRule("none")


def _uids(prepared: Prepared, row: Ints, present: Present, added: Ints) -> Texts:
    out: Texts = np.empty(len(row), dtype=object)
    if len(added) < len(row):
        out[row >= 0] = present.found["uid"][row[row >= 0]]
    out[added] = prepared.columns["uid"][added] if "uid" in prepared.columns else new_uids(len(added))
    return out


def _new_rejects(project: ProjectFile, plan: ImportPlan) -> list[Reject]:
    """Return the rejects that the project does not hold yet, whatever became of those it holds."""
    if not plan.prepared.rejects:
        return []
    rows = project.read("import_rejects", ["target_table", "raw"])
    known: dict[str, int] = {}
    for table, raw in zip(rows["target_table"].tolist(), rows["raw"].tolist()):
        if table == plan.table and raw:
            known[raw] = known.get(raw, 0) + 1
    new = []
    for reject in plan.prepared.rejects:
        text = reject.raw_text()
        if known.get(text, 0):
            known[text] -= 1
        else:
            new.append(reject)
    return new
