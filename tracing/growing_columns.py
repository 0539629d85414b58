"""Columns that rows can be added to without moving all the others each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .model import Ints

_ROOM = 1024


class Columns:
    """Named arrays of one length; ``columns["x"]`` is a view that may be written to until rows are added."""

    def __init__(self, **columns: NDArray[Any]) -> None:
        self._data = {name: np.array(values) for name, values in columns.items()}
        self.n = len(next(iter(self._data.values())))

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._data[name][: self.n]

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def names(self) -> list[str]:
        """Return the names of all columns."""
        return list(self._data)

    def add_column(self, name: str, values: NDArray[Any]) -> None:
        """Add a column with one value per row: (n, ...)."""
        room = len(next(iter(self._data.values())))
        column = np.empty((room, *values.shape[1:]), dtype=values.dtype)
        column[: self.n] = values
        self._data[name] = column

    def append(self, **values: NDArray[Any]) -> Ints:
        """Add rows; returns their numbers."""
        first, need = self.n, self.n + len(next(iter(values.values())))
        for name, column in list(self._data.items()):
            if need > len(column):
                self._data[name] = np.empty((need + need // 8 + _ROOM, *column.shape[1:]), dtype=column.dtype)
                self._data[name][:first] = column[:first]
            self._data[name][first:need] = values[name]
        self.n = need
        return np.arange(first, need)
