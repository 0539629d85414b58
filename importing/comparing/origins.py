"""A delivery among earlier ones: of which it is a newer version, and what is no longer delivered."""

from __future__ import annotations

import numpy as np

from ...tracing.model import Bools
from ..cleaning.distinct_cells import objects
from .changes import Delivery, ImportPlan, MissingRow
from .import_memory import Digests, Memory, Origin, Words, digest_rows
from .present import Present

_SAME_DELIVERY = 0.5  # of an earlier delivery's rows found again: this is its newer version


def trace_origin(
    plan: ImportPlan, memory: Memory, present: Present, rows: Words, cells: dict[str, Digests]
) -> None:
    """Find the deliveries of which this is a newer version, and the rows that are no longer delivered."""
    existing = digest_rows(present.found["uid"]) if present.found.n else np.empty(0, dtype=np.uint64)
    memory = memory.only(np.isin(memory.row, existing)) if memory.n else memory
    found = np.isin(memory.row, rows)
    earlier = [
        number
        for number, origin in enumerate(memory.origins)
        if _is_version_of(plan.delivery, origin, found[memory.origin == number])
    ]
    this = Origin(plan.delivery.file, plan.delivery.layer, plan.import_uid)
    origins = list(memory.origins)
    if earlier:
        number = earlier[0]
        if (origins[number].file, origins[number].layer) != (this.file, this.layer):
            origins[number] = this
        memory = Memory(
            memory.row,
            np.where(np.isin(memory.origin, earlier), number, memory.origin).astype(np.int32),
            memory.cells,
            memory.origins,
        )
        _find_missing(plan, memory, present, existing, (memory.origin == number) & ~found)
    else:
        number = len(origins)
        origins.append(this)
    kept = (
        memory.only(~np.isin(memory.row, digest_rows(objects([row.uid for row in plan.removed]))))
        if plan.removed
        else memory
    )
    plan.memory = kept.with_rows(rows, cells, number, origins)
    plan.remembers_more = bool(len(rows)) and not plan.memory.same_cells(memory)


def _is_version_of(delivery: Delivery, origin: Origin, found: Bools) -> bool:
    if not len(found):
        return False
    same_file = delivery.is_named(origin.file, origin.layer)
    return (same_file and bool(found.any())) or found.mean() >= _SAME_DELIVERY


def _find_missing(plan: ImportPlan, memory: Memory, present: Present, existing: Words, gone: Bools) -> None:
    order = np.argsort(existing, kind="stable")
    where = order[np.searchsorted(existing, memory.row[gone], sorter=order)]
    for row, origin in sorted(zip(where.tolist(), memory.origin[gone].tolist())):
        plan.missing.append(
            MissingRow(str(present.found["uid"][row]), present.label(row), memory.origins[origin].file)
        )
