"""Rows on their way from an edit buffer to the engine: plain snapshots, and who is who.

A :class:`RowState` is one row of one network table as it is *now*, whatever was done to
it: a snapshot says the same after an edit, its undo and its redo, so following an edit
buffer needs no knowledge of how edits are made. :class:`Roster` knows which row of the
engine a row of the project is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...layers.schema import SCHEMA
from ...rules.words import known

if TYPE_CHECKING:  # the window imports this when QGIS starts
    from ...tracing.model import Ints, Texts

_SOURCE = ("uid", "name", "operator", "owner", "declared_node", "declared_outfall")
#: Columns of a snapshot by table, ``uid`` first.
WATCHED: dict[str, tuple[str, ...]] = {
    "pipes": ("uid", "code", "from_node", "to_node", "flow", "system", "form", "data_source", "status",
              "invert_from", "invert_to", "diameter_mm"),
    "manholes": ("uid", "code", "kind", "gate"),
    "outfalls": ("uid", "code_national", "code_local", "name", "declared_node"),
    **{table.name: _SOURCE for table in SCHEMA.source_tables},
    "source_sites": ("uid", "source_table", "source_uid"),
}
#: Columns that only name a row: no trace depends on them.
NAMING = {"uid", "name", "operator", "owner"}
_LABELS = {"pipes": ("code",), "manholes": ("code",), "outfalls": ("code_national", "code_local", "name")}

Mark = tuple[Any, ...]


@dataclass(frozen=True)
class RowState:
    """One row of ``table`` as the edit buffer shows it; ``cells`` is None for a row that is gone.

    cells: values of ``WATCHED[table]``; wkb: the geometry or None; what: the user's action, in words;
    before: the row as the file has it, given when it is met for the first time (None: it is new);
    was: the number that a new row had until it was saved.
    """

    table: str
    fid: int
    cells: tuple[Any, ...] | None
    wkb: bytes | None = None
    what: str = ""
    before: RowState | None = None
    was: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The cells by column."""
        return dict(zip(WATCHED[self.table], self.cells or ()))

    @property
    def uid(self) -> str:
        """The row's identifier, "" for one that is gone."""
        return str(self.cells[0] or "") if self.cells else ""

    @property
    def mark(self) -> Mark | None:
        """What a trace can see of the row; None for a row that is gone."""
        if self.cells is None:
            return None
        seen = tuple(value for name, value in self.values.items()
                     if name not in NAMING and not (self.table == "pipes" and name == "code"))
        return (*seen, self.wkb)

    @property
    def label(self) -> str:
        """What people call the row."""
        values = self.values
        named = [known(values.get(name)) for name in _LABELS.get(self.table, ("name",))]
        return " · ".join(dict.fromkeys(name for name in named if name))


class Roster:
    """Which row of one engine table is which row of the project, both ways.

    Base rows come in blocks, one per project table, each by ascending ``fid``; rows added
    later follow. ``uid``, ``name`` and ``table`` are indexed by engine row.
    """

    def __init__(self, blocks: Sequence[tuple[str, Ints]], uid: Texts, name: Texts) -> None:
        import numpy as np

        self._blocks: dict[str, tuple[int, Ints]] = {}
        self._tables: list[str] = []
        self._block_of: list[int] = []
        first = 0
        for table, fid in blocks:
            self._blocks[table] = (first, np.asarray(fid, dtype=np.int64))
            self._tables.append(table)
            first += len(fid)
            self._block_of.append(first)
        self._base = first
        self._uid: list[Any] | Texts = uid
        self._name: list[Any] | Texts = name
        self._more: list[tuple[str, str, str]] = []  # table, uid, name of added rows
        self._own: dict[tuple[str, int], int] = {}  # fids added or renumbered
        self._renamed: dict[int, str] = {}
        self._row_of_uid: dict[tuple[str, str], int] | None = None

    def __len__(self) -> int:
        return self._base + len(self._more)

    def row(self, table: str, fid: int) -> int:
        """Return the engine row of a feature, -1 where it is not known."""
        import numpy as np

        own = self._own.get((table, fid))
        if own is not None:
            return own
        first, fids = self._blocks.get(table, (0, np.empty(0, dtype=np.int64)))
        at = int(np.searchsorted(fids, fid))
        return first + at if at < len(fids) and fids[at] == fid else -1

    def add(self, row: int, table: str, fid: int, uid: str, name: str) -> None:
        """Enter a row that the engine has added."""
        if row != len(self):
            raise ValueError(f"row {row} is not the next one, {len(self)}")
        self._more.append((table, uid, name))
        self._own[table, fid] = row
        if self._row_of_uid is not None:
            self._row_of_uid[table, uid] = row

    def renumber(self, table: str, old: int, new: int) -> None:
        """Follow a feature that got another ``fid``, as saving gives it."""
        row = self.row(table, old)
        if row >= 0:
            self._own[table, new] = row

    def rename(self, row: int, name: str, uid: str = "") -> None:
        """Follow a row that is called differently now, or got its identifier."""
        self._renamed[row] = name
        if uid and row >= self._base and self._more[row - self._base][1] != uid:
            table = self._more[row - self._base][0]
            self._more[row - self._base] = table, uid, name
            if self._row_of_uid is not None:
                self._row_of_uid[table, uid] = row

    def table(self, row: int) -> str:
        """Return the project table of a row."""
        import numpy as np

        if row >= self._base:
            return self._more[row - self._base][0]
        return self._tables[int(np.searchsorted(self._block_of, row, side="right"))]

    def tables(self, rows: Ints) -> list[str]:
        """Return the project tables of many rows."""
        import numpy as np

        block = np.searchsorted(self._block_of, rows, side="right").tolist()
        return [self._tables[at] if at < len(self._tables) else self.table(row)
                for at, row in zip(block, rows.tolist())]

    @property
    def columns(self) -> tuple[Texts, Texts]:
        """The names and the identifiers of the rows that the file had when it was read."""
        import numpy as np

        return np.asarray(self._name, dtype=object), np.asarray(self._uid, dtype=object)

    def uid(self, row: int) -> str:
        """Return the identifier of a row."""
        return self._more[row - self._base][1] if row >= self._base else str(self._uid[row] or "")

    def name(self, row: int) -> str:
        """Return what people call a row, its identifier where it has no name."""
        if row in self._renamed:
            name = self._renamed[row]
        else:
            name = self._more[row - self._base][2] if row >= self._base else str(self._name[row] or "")
        return name or self.uid(row)

    def fids(self, rows: Ints) -> Ints:
        """Return the features of rows, under the ``fid`` they have now; rows of several tables mix."""
        import numpy as np

        more = np.zeros(len(self._more), dtype=np.int64)
        fid = np.concatenate([*(fids for _, fids in self._blocks.values()), more])
        for (_, own), row in self._own.items():
            fid[row] = own
        found: Ints = fid[rows]
        return found

    def row_of_uid(self, table: str, uid: str) -> int:
        """Return the row of an identifier, -1 where there is none."""
        if self._row_of_uid is None:
            self._row_of_uid = {(self.table(row), self.uid(row)): row for row in range(len(self))}
        return self._row_of_uid.get((table, uid), -1)
