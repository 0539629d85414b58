"""Rows as they are compared: their columns, places and boxes, and 64-bit digests of what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import fold, known
from ...tracing.model import Floats
from .import_memory import Words, digest_column, digest_keys, mixed

_FOLDED = frozenset({"code_national", "code_local"})  # written with and without hyphens and blanks
_LONGEST_FILLER = 6  # letters of the longest word for nothing


@dataclass
class Rows:
    """One side of the comparison: ``columns`` of n rows, a digest of each place (0: none), and boxes.

    ``box``: (n, 4) least and greatest x and y of each place in metres, NaN where there is none.
    """

    n: int
    columns: Mapping[str, NDArray[Any]]
    place: Words = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    box: Floats = field(default_factory=lambda: np.empty((0, 4)))
    _words: dict[str, Words] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not len(self.place):
            self.place = np.zeros(self.n, dtype=np.uint64)
        if not len(self.box):
            self.box = np.full((self.n, 4), np.nan)

    def words(self, name: str) -> Words:
        """Return a digest of each value as it is compared, 0 where there is none; zeros for no column."""
        if name not in self._words:
            given = name in self.columns
            self._words[name] = (
                _folded(name, self.columns[name]) if given else np.zeros(self.n, dtype=np.uint64)
            )
        return self._words[name]


def values_of(side: Rows, names: Sequence[str]) -> Words:
    """Return a digest of all values of each row."""
    out = np.ones(side.n, dtype=np.uint64)
    for name in names:
        out = mixed(out ^ digest_column(side.columns[name]))
    return out | np.uint64(1)


def joined(keys: Words, more: Words, whole: bool = False) -> Words:
    """Return two digests as one; 0 where the first, or with ``whole`` either, is missing."""
    out = mixed(mixed(keys) ^ more) | np.uint64(1)
    out[(keys == 0) | ((more == 0) if whole else False)] = 0
    return out


def _folded(name: str, values: NDArray[Any]) -> Words:
    """Return a digest of each value as it is compared, 0 where there is none."""
    if values.dtype.kind == "f":
        cells = [repr(value) if value == value else "" for value in values.tolist()]
    else:  # a word for nothing, such as NaN, is no key
        cells = [
            "" if not cell else cell.strip() if len(cell) > _LONGEST_FILLER else known(cell)
            for cell in values.tolist()
        ]
        if name in _FOLDED:
            cells = [fold(cell).replace("-", "").replace("_", "") for cell in cells]
    return digest_keys(cells)
