"""What earlier imports delivered for rows that a comparison has not found yet, out of the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from ...tracing.model import Bools, Ints
from .agreement import Before
from .changes import Delivery
from .compared_rows import Rows
from .identity import naming_columns
from .import_memory import (
    EMPTY,
    GEOMETRY,
    Digests,
    Memory,
    Words,
    digest_column,
    digest_rows,
    mixed,
    place_digests,
)
from .present import Present


def before_of(table: str, memory: Memory, present: Present, new: Rows, delivery: Delivery) -> Before | None:
    """Return what ``memory`` tells of the rows of the project; None where no import brought any."""
    if not memory.n or not present.found.n:
        return None
    naming = naming_columns(table)
    names = list(dict.fromkeys([*naming, *present.columns]))

    def at(rows: Ints) -> Ints:
        return memory.positions(digest_rows(present.found["uid"][rows]))

    def delivered(rows_old: Ints, rows_new: Ints) -> tuple[Words, Words]:
        where = at(rows_old)
        old = _digest(lambda name: memory.delivered(name, where), naming, present.columns)
        old[where < 0] = 0
        cells = {name: digest_column(new.columns[name][rows_new]) for name in names if name in new.columns}
        cells[GEOMETRY] = place_digests(new.place[rows_new])
        nothing = np.zeros(len(rows_new), dtype=np.uint32)
        return old, _digest(lambda name: cells.get(name, nothing), naming, present.columns)

    def same_file(rows: Ints) -> Bools:
        where = at(rows)
        ours = np.array([delivery.is_named(one.file, one.layer) for one in memory.origins], dtype=bool)
        found: Bools = (where >= 0) & ours[memory.origin[np.maximum(where, 0)]]
        return found

    return Before(delivered, same_file)


def _digest(cells: Callable[[str], Digests], naming: Iterable[str], columns: Iterable[str]) -> Words:
    """Return 64 bits per row of its name and place, where it has no name of its values and place.

    0 where nothing at all was delivered.
    """
    name, named = _chained(cells, naming)
    values, valued = _chained(cells, columns)
    place = _or_nothing(cells(GEOMETRY))
    out: Words = mixed(np.where(named, name, values) ^ mixed(place + np.uint64(1))) | np.uint64(1)
    out[~named & ~valued & (place == 0)] = 0
    return out


def _chained(cells: Callable[[str], Digests], names: Iterable[str]) -> tuple[Words, Bools]:
    """Return a digest over columns, and the rows that hold anything in them."""
    out = _or_nothing(cells(GEOMETRY)) * np.uint64(0)
    filled = np.zeros(len(out), dtype=bool)
    for name in names:
        words = _or_nothing(cells(name))
        filled |= words != 0
        out = mixed(out ^ words)
    return out, filled


def _or_nothing(digests: Digests) -> Words:
    """Return digests with nothing delivered and an empty cell delivered as one: 0."""
    return np.where(digests <= EMPTY, 0, digests).astype(np.uint64)
