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

from ...i18n import translate
from ...problems import Problem, Severity
from ...tracing.model import Ints, Texts
from ..store.table_io import ProjectFile, new_uids
from .changes import CellChanges, Choices, Delivery, ImportPlan, MissingRow
from .decisions import constant_default, decide
from .identity import Matches, match_rows
from .memory import BOOK, Memory
from .model import Mapping, Prepared, Reject
from .present import Present

__all__ = ["CellChanges", "Choices", "Delivery", "ImportPlan", "MissingRow", "constant_default", "make"]


def make(
    project: ProjectFile,
    prepared: Prepared,
    mapping: Mapping,
    delivery: Delivery | None = None,
    choices: Choices | None = None,
    progress: Callable[[float], None] | None = None,
) -> ImportPlan:
    """Compare what was delivered with the project and return what an import would do.

    ``project`` is open; inside a transaction what is read stays true until the end of it.
    ``progress`` gets shares 0..1 and may raise Cancelled.
    """
    tell = progress or (lambda _share: None)
    delivery, choices = delivery or Delivery(), choices or Choices()
    import_uid = str(new_uids(1)[0])
    memory = Memory.from_bytes(project.kept_blob(BOOK, prepared.table))
    present = Present(project, prepared, mapping)
    tell(0.4)
    matches = match_rows(prepared.table, present.rows, present.delivered_rows(prepared), mapping.key)
    tell(0.6)
    matched = np.flatnonzero(matches.row >= 0)
    added = np.flatnonzero(matches.row < 0)
    plan = ImportPlan(
        prepared.table,
        prepared,
        mapping,
        delivery,
        choices,
        added,
        matched,
        _uids(prepared, matches.row, present, added),
        import_uid=import_uid,
    )
    plan.problems = [*prepared.problems, *_matching_problems(plan, matches)]
    plan.rejects = _new_rejects(project, plan)
    plan.traced_before = project.count("trace_runs") > 0
    decide(plan, memory, present, matches.row[matched], lambda share: tell(0.6 + 0.4 * share))
    return plan


def _uids(prepared: Prepared, row: Ints, present: Present, added: Ints) -> Texts:
    out: Texts = np.empty(len(row), dtype=object)
    if len(added) < len(row):
        out[row >= 0] = present.found["uid"][row[row >= 0]]
    out[added] = prepared.columns["uid"][added] if "uid" in prepared.columns else new_uids(len(added))
    return out


def _matching_problems(plan: ImportPlan, matches: Matches) -> list[Problem]:
    if not len(matches.ambiguous):
        return []
    numbers = ", ".join(map(str, plan.delivery.rows(plan.prepared.source[matches.ambiguous[:10]])))
    return [
        Problem(
            translate(
                "Import",
                "{n} rows carry a key that stands several times, in the file or in the project, and "
                "were taken as new rows: {rows}.",
            ).format(n=len(matches.ambiguous), rows=numbers),
            Severity.WARNING,
            plan.table,
            fix=translate("Import", "Give each row a key of its own, then import the file again."),
        )
    ]


def _new_rejects(project: ProjectFile, plan: ImportPlan) -> list[Reject]:
    """Return the rejects that the project does not hold yet, whatever became of those it holds."""
    from .rejects import raw_text

    if not plan.prepared.rejects:
        return []
    rows = project.read("import_rejects", ["target_table", "raw"])
    known: dict[str, int] = {}
    for table, raw in zip(rows["target_table"].tolist(), rows["raw"].tolist()):
        if table == plan.table and raw:
            known[raw] = known.get(raw, 0) + 1
    new = []
    for reject in plan.prepared.rejects:
        text = raw_text(reject.raw)
        if known.get(text, 0):
            known[text] -= 1
        else:
            new.append(reject)
    return new
