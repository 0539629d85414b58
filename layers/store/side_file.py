"""The side file: a scratch database that carries columns to the project.

Python writes it with bound parameters and closes it; then the project's own connection attaches it
as ``side`` and copies from its tables (c0, c1, ...), so no value is ever pasted into SQL.
"""

from __future__ import annotations

import shutil
import sqlite3  # noqa: TID251 - for the side file, which GDAL opens only afterwards; never a project
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ..schema import Kind
from .columns import cells_of
from .table_connection import sql

CHUNK = 100_000  # rows handed over at once
_BOUND = 2_000  # rows bound at once: few enough to stay in the processor's cache


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
        n = len(arrays[0])
        side = f"t{self._tables}"
        self._tables += 1
        connection = sqlite3.connect(str(self.path), isolation_level=None)
        try:
            connection.execute("PRAGMA page_size = 32768")  # rows in one stream: large pages cost least
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            cells = ", ".join(f"c{i}" for i in range(len(arrays)))
            connection.execute(sql("CREATE TABLE {side} ({cells})", side=side, cells=cells))
            marks = ", ".join("?" * len(arrays))
            insert = sql("INSERT INTO {side} VALUES ({marks})", side=side, marks=marks)
            for at in range(0, n, _BOUND):
                self._alive()
                pieces = [cells_of(array[at:at + _BOUND], kind) for array, kind in zip(arrays, kinds)]
                connection.executemany(insert, zip(*pieces))
            if indexed:
                connection.execute(sql("CREATE INDEX {side}_key ON {side} (c0)", side=side))
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise UserError(
                translate("ProjectFile", "There is not enough room for temporary data in {folder}.")
                .format(folder=str(self._folder.parent)), detail=str(error)) from error
        finally:
            connection.close()
        return side


def is_repeated(array: Any) -> bool:
    """Tell whether all cells of a column of texts are one and the same."""
    if not isinstance(array, np.ndarray) or array.dtype != object or len(array) < 2:
        return False
    first = array[0]
    return array[-1] is first and array.tolist().count(first) == len(array)
