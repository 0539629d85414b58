"""Cell by cell: is what stands in the project an import's to change, or a person's? See :mod:`.plan`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...layers.schema import SCHEMA, Column, Kind
from ...layers.store.table_plan import differs
from ...tracing.model import Bools, Ints
from .changes import CellChanges, ImportPlan
from .geometry import moved
from .import_memory import (
    EMPTY,
    GEOMETRY,
    UNKNOWN,
    Digests,
    Memory,
    digest_column,
    digest_rows,
    place_digests,
)
from .origins import trace_origin
from .present import Present, comparable

_TOLERANCE = 1e-9


def decide(
    plan: ImportPlan, memory: Memory, present: Present, old_rows: Ints, tell: Callable[[float], None]
) -> None:
    """Decide cell by cell, and put what was delivered into the memory."""
    row_words = digest_rows(plan.uids)
    at = memory.positions(row_words[plan.matched])
    cells: dict[str, Digests] = {}
    for number, name in enumerate(present.columns):
        tell(0.8 * number / len(present.columns))
        values = plan.prepared.columns[name]
        digests = digest_column(comparable(plan.table, name, values))
        cells[name] = digests
        if len(plan.matched):
            _decide_column(plan, name, digests[plan.matched], memory.delivered(name, at), present, old_rows)
        digests[digests == EMPTY] = UNKNOWN  # an empty cell is no statement
        digests[plan.added] = np.where(digests[plan.added] == UNKNOWN, EMPTY, digests[plan.added])
    tell(0.8)
    if present.spatial:
        words = present.new_places.digests()
        cells[GEOMETRY] = place_digests(words)
        if len(plan.matched):
            _decide_places(plan, cells[GEOMETRY], memory.delivered(GEOMETRY, at), present, old_rows)
        cells[GEOMETRY][words == 0] = UNKNOWN
    trace_origin(plan, memory, present, row_words, cells)


def _decide_column(
    plan: ImportPlan, name: str, delivered: Digests, before: Digests, present: Present, old_rows: Ints
) -> None:
    column = SCHEMA.table(plan.table).column(name)
    old, new = present.found[name][old_rows], plan.prepared.columns[name][plan.matched]
    differ = (delivered != EMPTY) & _differ(old, comparable(plan.table, name, new))
    rows = np.flatnonzero(differ)
    if not len(rows):
        return
    old, new = old[rows], new[rows]
    odd = np.isin(old_rows[rows], list(present.found.odd.get(name, ())))  # a text among numbers is no blank
    untouched = _unfilled(column, old) & ~odd
    write, keep = _judge(digest_column(old), untouched, delivered[rows], before[rows])
    _note(plan, _changes(plan, name, rows, old, new), write, keep)


def _decide_places(
    plan: ImportPlan, digests: Digests, before: Digests, present: Present, old_rows: Ints
) -> None:
    there = digests[plan.matched] != EMPTY
    rows = np.flatnonzero(there)
    rows = rows[moved(present.places, old_rows[rows], present.new_places, plan.matched[rows])]
    if not len(rows):
        return
    standing = place_digests(present.places.digests()[old_rows[rows]])
    write, keep = _judge(standing, standing == EMPTY, digests[plan.matched[rows]], before[rows])
    old = present.places.wkt(old_rows[rows], present.kind)
    new = present.new_places.wkt(plan.matched[rows], present.kind)
    _note(plan, _changes(plan, GEOMETRY, rows, old, new), write, keep)


def _judge(standing: Digests, unfilled: Bools, delivered: Digests, before: Digests) -> tuple[Bools, Bools]:
    """Return which cells to write and which to keep and name, of cells that differ; see the module."""
    nobodys = unfilled & ((before == UNKNOWN) | (before == EMPTY))
    ours = nobodys | ((before == standing) & (before > EMPTY))  # the default of a form can be an import's too
    return ours, ~ours & (delivered != before)


def _changes(plan: ImportPlan, name: str, rows: Ints, old: NDArray[Any], new: NDArray[Any]) -> CellChanges:
    positions = plan.matched[rows]
    return CellChanges(name, positions, plan.uids[positions], old, new)


def _note(plan: ImportPlan, changes: CellChanges, write: Bools, keep: Bools) -> None:
    if plan.choices.overwrite:
        write, keep = np.ones_like(write), np.zeros_like(keep)
    for which, into in ((write, plan.updates), (keep, plan.kept)):
        if which.any():
            into.append(changes.where(which))


def _differ(old: NDArray[Any], new: NDArray[Any]) -> Bools:
    if old.dtype.kind == "f" and new.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            scale = np.maximum(np.maximum(np.abs(old), np.abs(new)), 1.0)
            near = np.abs(old - new) <= _TOLERANCE * scale
        return ~near & ~(np.isnan(old) & np.isnan(new))
    return differs(old.astype(object), new)


def _unfilled(column: Column, values: NDArray[Any]) -> Bools:
    """Tell which values nobody filled: empty, or the default of the form."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    default = constant_default(column)
    return np.fromiter(
        (not value or value == default for value in values.tolist()), dtype=bool, count=len(values)
    )


def constant_default(column: Column) -> str | None:
    """Return the default of a text column where it is a plain text; None where it has none."""
    text = column.default
    if column.kind is Kind.TEXT and len(text) > 2 and text[0] == text[-1] == "'":
        return text[1:-1]
    return None
