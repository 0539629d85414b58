"""The side file: a scratch database that carries columns to the project.

Python writes it with bound parameters and closes it; then the project's own connection attaches it as
``side`` and copies from its tables (c0, c1, ...), so no value is ever pasted into SQL.
"""

from __future__ import annotations

import shutil
import sqlite3  # noqa: TID251 - for the side file, which GDAL opens only afterwards; never a project
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import gt
from pathlib import Path
from typing import Any

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ...tracing.packed_texts import PackedTexts
from ..schema import Kind
from .columns import cells_of
from .table_connection import sql

CHUNK = 100_000  # rows handed over at once
_BOUND = 2_000  # rows bound at once: few enough to stay in the processor's cache
_PAGE = 32768  # bytes


class SideFile:
    """A side file in a folder of its own, until it is dropped."""

    def __init__(self, alive: Callable[[], None] = lambda: None) -> None:
        """``alive`` is called between chunks and may raise Cancelled."""
        self._alive = alive
        self._folder = Path(tempfile.mkdtemp(prefix="outfall_tracer_"))
        self.path = self._folder / "side.sqlite"
        self.path.touch()
        self._tables = 0

    def drop(self) -> None:
        """Remove the file."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def put(self, arrays: Sequence[Any], kinds: Sequence[Kind | None], indexed: bool = False) -> str:
        """Put arrays into a new side table (c0, c1, ...) and return its name."""
        side = f"t{self._tables}"
        self._tables += 1
        try:
            self._insert(side, arrays, kinds, indexed)
        except (sqlite3.OperationalError, OSError) as error:
            raise UserError(
                translate("ProjectFile", "There is not enough room for temporary data in {folder}.")
                .format(folder=str(self._folder.parent)), detail=str(error)) from error
        return side

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(str(self.path), isolation_level=None)
        try:
            connection.execute(sql("PRAGMA page_size = {page}", page=str(_PAGE)))
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
        finally:
            connection.close()

    def _insert(self, side: str, arrays: Sequence[Any], kinds: Sequence[Kind | None], indexed: bool) -> None:
        cells = ", ".join(f"c{i}" for i in range(len(arrays)))
        marks = ", ".join("?" * len(arrays))
        insert = sql("INSERT INTO {side} VALUES ({marks})", side=side, marks=marks)
        with self._connected() as connection:
            connection.execute("BEGIN")
            connection.execute(sql("CREATE TABLE {side} ({cells})", side=side, cells=cells))
            for at in range(0, len(arrays[0]), _BOUND):
                self._alive()
                pieces = [cells_of(array[at:at + _BOUND], kind) for array, kind in zip(arrays, kinds)]
                connection.executemany(insert, zip(*pieces))
            if indexed:
                connection.execute(sql("CREATE INDEX {side}_key ON {side} (c0)", side=side))
            connection.execute("COMMIT")


def is_repeated(array: Any) -> bool:
    """Tell whether all cells of a column of texts are one and the same."""
    if not isinstance(array, np.ndarray) or array.dtype != object or len(array) < 2:
        return False
    first = array[0]
    return array[-1] is first and array.tolist().count(first) == len(array)


def is_ascending(array: Any) -> bool:
    """Tell whether the cells of a column of texts come in the order of an index on them."""
    if isinstance(array, PackedTexts):
        return array.missing is None and bool((array.data[1:] >= array.data[:-1]).all())  # type: ignore[operator]
    try:
        cells = array.tolist()
        return not any(map(gt, cells, islice(cells, 1, None)))
    except TypeError:  # None among them
        return False
