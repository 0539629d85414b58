"""Spreadsheets as tables: the sheets of a workbook, row by row.

Cells merged downwards repeat their value, as a person reads them. Rows are the sheet's own. What a
person who looks at the sheet sees otherwise (hidden rows, formulas without a value) is said.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ...i18n import Later, inflected, translate
from ...problems import Problem, Severity
from ..model import RawTable, SourceLayer
from .arrays import unique_names
from .checks import named
from .grid import LOOK, MAX_COLUMNS, find_header, table_of
from .kinds import Wanted, refused
from .workbooks import Marks, opened

_MAX_CELLS = 60_000_000  # a full sheet of 57 columns; about 4 GB
_PROGRESS_ROWS = 2048
_EMPTY_RUN = 20000  # so many empty rows end a sheet whose formatting reaches the last row

Progress = Callable[[float], None]


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the sheets that hold anything."""
    found = []
    with opened(path) as book:
        for name in book.names:
            size = book.size(name)
            rows = [row for row, _ in zip(book.rows(name), range(LOOK))]
            if any(any(cell is not None for cell in row) for _, row in rows):
                header = find_header([row for _, row in rows])
                found.append(
                    SourceLayer(
                        name,
                        "",
                        None if size is None else max(0, size - header.first_row),
                        tuple(unique_names(header.names)),
                        tuple(header.titles),
                    )
                )
    if not found:
        raise refused(path, Later("ImportReaders", "{file} is empty."))
    return found


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return one sheet as a table."""
    name, _, limit, progress = wanted
    rows: list[list[Any]] = []
    numbers: list[int] = []
    with opened(path) as book:
        if name not in book.names:
            raise refused(path, Later("ImportReaders", "{file} has no layer {layer}."), layer=name)
        total = book.size(name) or 0
        most = None if limit is None else limit + LOOK
        empty = cells = 0
        for number, row in book.rows(name):
            if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
                raise refused(path, Later(
                    "ImportReaders", "{file} has more than {n} columns in line {line}: this is not a table "
                    "of objects."), n=MAX_COLUMNS, line=number)
            empty = 0 if any(cell is not None for cell in row) else empty + 1
            if empty > _EMPTY_RUN:
                break
            cells += len(row)
            if cells > _MAX_CELLS:
                raise refused(path, Later(
                    "ImportReaders", "{file} has more than {n} cells. Save the needed rows as CSV."
                ), n=_MAX_CELLS)
            rows.append(row[:MAX_COLUMNS])
            numbers.append(number)
            if progress and number % _PROGRESS_ROWS == 0:
                progress(min(1.0, number / max(total, number)))
            if most is not None and len(rows) >= most:
                break
        marks = book.marks(name)
        _fill_merged(rows, numbers, marks.merged)
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell is not None), default=0)
    rows = [row[:width] for row in rows]
    header = find_header(rows[:LOOK])
    if limit is not None:
        end = header.first_row + limit
        rows, numbers = rows[:end], numbers[:end]
    table = table_of(rows, numbers, header, str(path), name)
    table.problems.extend(_error_cells(table))
    table.problems.extend(_unseen(table, marks))
    return table


def _unseen(table: RawTable, marks: Marks) -> list[Problem]:
    """Say what a person who looks at the sheet sees otherwise: hidden rows, formulas without a value."""
    there = set(table.row_number.tolist())
    hidden = sorted(there & marks.hidden)
    bare = sorted(row for row in marks.uncomputed if row in there)
    found = []
    if hidden:
        found.append((
            inflected(
                translate("ImportReaders", "{n} (row is|rows are) hidden in the sheet and (was|were) read "
                                           "like the others."), n=len(hidden)),
            hidden, translate("ImportReaders", "Delete them in the file if they are not meant.")))
    if bare:
        found.append((
            inflected(
                translate("ImportReaders", "{n} (formula has|formulas have) no stored value; (its cell is|"
                                           "their cells are) empty."), n=len(bare)),
            bare, translate("ImportReaders", "Open the file in Excel and save it: that stores the values.")))
    return [
        Problem(text, Severity.WARNING, table.layer,
                named(np.array(rows)), fix=fix)
        for text, rows, fix in found
    ]


def _error_cells(table: RawTable) -> list[Problem]:
    """Say which columns hold results of failed formulas; they are no values."""
    found = []
    for name, values in table.columns.items():
        if values.dtype.kind != "O":
            continue
        bad = [i for i, v in enumerate(values) if isinstance(v, str) and v.startswith("#") and v in _ERRORS]
        if bad:
            found.append(
                Problem(
                    inflected(
                        translate(
                            "ImportReaders",
                            "{n} (formula|formulas) of the column (has|have) failed, first {value}.",
                        ),
                        n=len(bad), value=values[bad[0]],
                    ),
                    Severity.WARNING,
                    table.layer,
                    str(int(table.row_number[bad[0]])),
                    name,
                )
            )
            values[bad] = None
    return found


_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}


def _fill_merged(rows: list[list[Any]], numbers: list[int], merged: list[tuple[int, int, int, int]]) -> None:
    """Repeat the value of cells merged downwards, in place; merged to the right is a title or group."""
    position = {number: at for at, number in enumerate(numbers)}
    room = len(rows) * MAX_COLUMNS  # merged cells do not overlap, unless somebody wants to keep us busy
    for top, left, bottom, right in merged:
        if top not in position or bottom == top or right - left > 0 or bottom - top > len(rows):
            continue
        room -= bottom - top
        if room < 0 or left > MAX_COLUMNS:
            break
        first = rows[position[top]]
        value = first[left - 1] if left <= len(first) else None
        if value is None:
            continue
        for number in range(top + 1, bottom + 1):
            at = position.get(number)
            if at is not None:
                row = rows[at]
                row.extend([None] * (left - len(row)))
                row[left - 1] = value
