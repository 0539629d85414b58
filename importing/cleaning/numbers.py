"""Whole columns of numbers: with a decimal comma or point, in a unit, with what could not be read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import known
from ...tracing.model import Bools, Floats
from . import numbers_and_units
from .distinct_cells import Cells


def column_numbers(values: NDArray[Any]) -> tuple[Floats, Bools]:
    """Return (n,) numbers and where a cell holds something that is no number."""
    if values.dtype.kind in "fiu":
        return np.asarray(values, dtype=np.float64), np.zeros(len(values), dtype=bool)
    cells = Cells.of(values)
    comma = numbers_and_units.has_decimal_comma(cells.distinct)
    read: list[float] = []
    bad: list[bool] = []
    for text in cells.distinct:
        value = numbers_and_units.number(text, comma) if text is not None and known(text) else None
        read.append(np.nan if value is None else value)
        bad.append(value is None and text is not None and known(text) != "")
    if not read:
        return np.empty(0), np.empty(0, dtype=bool)
    return np.array(read)[cells.code], np.array(bad)[cells.code]
