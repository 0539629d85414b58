"""Columns of cells, worked on by their distinct values: a million rows repeat a few thousand texts.

:class:`Cells` numbers the distinct texts of a column once; every rule is then a function of one
text, called once for each of them, and its result is spread over the rows by indexing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Bools, Floats, Ints, Texts

EXACT = 2**53  # whole numbers beyond it change as float64: codes such as 18-digit identity numbers
_LONGEST = 1e40
_TEXTS = {str, type(None)}


def objects(values: Sequence[Any]) -> Texts:
    """Return values as an object array of one dimension, whatever they are."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def number_text(value: float) -> str:
    """Return a number as people write it: a whole one with all its digits, others with 15, as sheets do."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) <= EXACT:
        return str(int(value))
    if value == int(value) and abs(value) < _LONGEST:
        return format(Decimal(repr(value)), "f")  # no digits that nobody wrote
    return f"{value:.15g}"


class Cells:
    """A column as ``code`` (n,) into ``distinct``; None is a value like others."""

    def __init__(self, code: Ints, distinct: list[str | None]) -> None:
        self.code = code
        self.distinct = distinct

    @classmethod
    def of(cls, values: NDArray[Any]) -> Cells:
        """Return the cells of a column: texts, or numbers (which become texts)."""
        if values.dtype.kind in "fiub":
            numbers = np.asarray(values, dtype=np.float64)
            bits, code = np.unique(numbers, return_inverse=True)  # NaN comes once, at the end
            return cls(code.astype(np.int64), [
                None if v != v else number_text(v) if np.isfinite(v) else str(v) for v in bits.tolist()])
        cells = values.tolist()
        distinct = list(dict.fromkeys(cells))
        if len(distinct) == len(cells):
            code = np.arange(len(cells), dtype=np.int64)
        else:
            place = {value: at for at, value in enumerate(distinct)}
            code = np.fromiter(map(place.__getitem__, cells), dtype=np.int64, count=len(cells))
        return cls(code, distinct if set(map(type, distinct)) <= _TEXTS else [_text(v) for v in distinct])

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.code)

    def counts(self) -> Ints:
        """Return how many rows hold each distinct value."""
        return np.bincount(self.code, minlength=len(self.distinct))

    def texts(self) -> Texts:
        """Return the column as texts or None."""
        return objects(self.distinct)[self.code] if self.distinct else objects([])

    def map(self, function: Callable[[str], str | None]) -> Cells:
        """Return the cells with ``function`` applied to each distinct text; None stays."""
        return Cells(self.code, [None if text is None else function(text) for text in self.distinct])

    def numbers(self, function: Callable[[str], float | None]) -> Floats:
        """Return (n,) numbers that ``function`` reads from the texts, NaN where it reads none."""
        read = [None if text is None else function(text) for text in self.distinct]
        return np.array([np.nan if v is None else v for v in read], dtype=np.float64)[self.code]

    def where(self, test: Callable[[str | None], bool]) -> Bools:
        """Return the rows whose value passes ``test``."""
        return np.array([test(text) for text in self.distinct], dtype=bool)[self.code]

    def compact(self) -> Cells:
        """Return the same column with equal distinct values joined."""
        known: dict[str | None, int] = {}
        new = np.array([known.setdefault(text, len(known)) for text in self.distinct], dtype=np.int64)
        return Cells(new[self.code] if len(new) else self.code, list(known))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (int, np.integer)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return None if value != value else number_text(float(value)) if np.isfinite(value) else str(value)
    return str(value)
