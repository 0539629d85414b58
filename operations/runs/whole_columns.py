"""What is done to whole columns of texts while a project is read.

A call on a million rows keeps the other threads waiting, so it is done some rows at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, overload

import numpy as np

from ...tracing.model import Texts
from ...tracing.packed_texts import PackedTexts, TextColumn
from .declared import LONGEST_PLACEHOLDER, declared_id

_AT_ONCE = 10_000  # rows


@overload
def declared_ids(values: Texts) -> Texts: ...


@overload
def declared_ids(values: PackedTexts) -> TextColumn: ...


@overload
def declared_ids(values: TextColumn) -> TextColumn: ...


def declared_ids(values: TextColumn) -> TextColumn:
    """Return :func:`declared_id` of a whole column."""
    if isinstance(values, PackedTexts):
        return _packed_ids(values)
    out = np.empty(len(values), dtype=object)
    for rows, cells in blocks(values):
        short = {cell for cell in cells if cell is not None and len(cell) <= LONGEST_PLACEHOLDER}
        together = "\0".join([cell for cell in cells if cell is not None])
        if together.split() == [together]:  # no blank anywhere: only what may be a placeholder is looked at
            changed = {cell: known for cell in short if (known := declared_id(cell)) != cell}
            out[rows] = [changed.get(cell, cell) for cell in cells] if changed else cells
        else:
            out[rows] = [declared_id(cell) for cell in cells]
    return out


def _packed_ids(values: PackedTexts) -> TextColumn:
    if not values.is_plain:
        return declared_ids(values.texts())
    # Without blanks nothing changes but what stands for none.
    short = set(values.data[values.data.astype(f"S{LONGEST_PLACEHOLDER}") == values.data].tolist())
    none = [cell for cell in short if declared_id(cell.decode()) is None]
    if not none:
        return values
    missing = np.zeros(len(values), dtype=bool)
    for cell in none:
        missing |= values.data == cell
    return PackedTexts(np.where(missing, b"", values.data), missing)


def blocks(values: TextColumn) -> Iterator[tuple[slice, list[Any]]]:
    """Yield a column some rows at a time: a call on a million keeps the other threads waiting."""
    for low in range(0, len(values), _AT_ONCE):
        rows = slice(low, low + _AT_ONCE)
        yield rows, values[rows].tolist()


def counted(values: Texts) -> Counter[Any]:
    """Return how often each cell occurs, in the order in which they first do."""
    found: Counter[Any] = Counter()
    for _, block in blocks(values):
        distinct = set(block)
        if len(distinct) == 1:  # as nearly always
            found[block[0]] += len(block)
        else:
            found.update(block)
    return found
