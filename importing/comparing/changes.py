"""What an import would change, as plain data: the plan, its cells, and what a person chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...operations.live.row_states import NAMING, WATCHED
from ...problems import Problem
from ...tracing.model import Bools, Floats, Ints, Texts
from ..model import Mapping, Prepared, Question, Reject
from .import_memory import GEOMETRY, Memory


@dataclass(frozen=True)
class Choices:
    """What a person decided beyond the files: take deliveries over people's values, remove missing rows.

    ``accept_proposed``: take what is proposed where rows are in doubt, instead of stopping.
    """

    overwrite: bool = False
    remove_missing: bool = False
    accept_proposed: bool = False


@dataclass(frozen=True)
class Delivery:
    """Where the rows came from; ``file`` is a name without its folder."""

    file: str = ""
    layer: str = ""
    sha256: str = ""
    crs_wkt: str = ""
    encoding: str = ""
    n_read: int = 0
    n_left_out: int = 0  # rows that the mapping's filter leaves out
    unused: tuple[tuple[str, int], ...] = ()  # columns that the mapping does not read, and filled cells
    row_number: Ints | None = None  # of the RawTable: how people count its rows

    def is_named(self, file: str, layer: str) -> bool:
        """Tell whether an earlier delivery had this file and layer name."""
        return bool(self.file) and (self.file.casefold(), self.layer) == (file.casefold(), layer)

    def rows(self, positions: Ints) -> list[int]:
        """Return positions in the RawTable as people count them."""
        return (
            [at + 1 for at in positions.tolist()]
            if self.row_number is None
            else self.row_number[positions].tolist()
        )


class PreparedDelivery(NamedTuple):
    """What was delivered for one table: clean rows, how they were understood, whence, and what was chosen."""

    prepared: Prepared
    mapping: Mapping
    delivery: Delivery = Delivery()
    choices: Choices = Choices()


@dataclass
class CellChanges:
    """Cells of one column: ``rows`` in the Prepared, ``uids`` in the project, old and new values.

    The column :data:`.memory.GEOMETRY` stands for the place, as text.
    """

    column: str
    rows: Ints
    uids: Texts
    old: NDArray[Any]
    new: NDArray[Any]

    def where(self, which: Bools) -> CellChanges:
        """Return those of some rows."""
        return CellChanges(self.column, self.rows[which], self.uids[which], self.old[which], self.new[which])


@dataclass
class MissingRow:
    """A row that an earlier delivery held and this one does not."""

    uid: str
    label: str
    file: str  # of the earlier delivery


@dataclass
class ImportPlan:
    """All that an import would change. ``added`` and ``matched`` are positions in ``prepared``."""

    table: str
    prepared: Prepared
    mapping: Mapping
    delivery: Delivery
    choices: Choices
    added: Ints
    matched: Ints
    uids: Texts  # of every prepared row, new ones included
    updates: list[CellChanges] = field(default_factory=list)
    kept: list[CellChanges] = field(default_factory=list)
    missing: list[MissingRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)  # those the project does not hold yet
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)  # about rows in doubt, answered or not
    assumptions: list[str] = field(default_factory=list)  # sentences
    #: Metres from its place in the project to the delivered one, per prepared row; NaN for new rows.
    away_m: Floats = field(default_factory=lambda: np.empty(0))
    system: str = ""  # a sentence on the coordinate system
    memory: Memory = field(default_factory=Memory)
    remembers_more: bool = True  # the memory differs from the one in the project
    import_uid: str = ""
    traced_before: bool = False  # the project holds results of a trace
    outdated: int = 0  # traced outfalls that the import puts out of date; known once it is written

    @property
    def felt(self) -> Ints:
        """Positions in ``prepared`` of known rows that change in what a trace sees of them."""
        names = NAMING | {"code"} if self.table == "pipes" else NAMING
        seen = {*WATCHED.get(self.table, ()), GEOMETRY} - names
        return _rows_of(change for change in self.updates if change.column in seen)

    @property
    def outdates_traces(self) -> bool:
        """Tell whether results of a trace may no longer be what the network says."""
        return (
            self.traced_before
            and self.table in WATCHED
            and bool(len(self.added) or len(self.felt) or self.removed)
        )

    @property
    def updated(self) -> Ints:
        """Positions in ``prepared`` of rows that change."""
        return _rows_of(self.updates)

    @property
    def removed(self) -> list[MissingRow]:
        """Rows to delete: only what a person asked for."""
        return self.missing if self.choices.remove_missing else []

    @property
    def writes(self) -> bool:
        """Tell whether anything would be written; the same file a second time writes nothing."""
        return bool(len(self.added) or self.updates or self.removed or self.rejects or self.remembers_more)

    def counts(self) -> dict[str, int]:
        """Return the numbers of the plan."""
        updated = len(self.updated)
        return {
            "read": self.delivery.n_read or len(self.prepared.source) + len(self.prepared.rejects),
            "added": len(self.added),
            "updated": updated,
            "unchanged": len(self.matched) - updated,
            "rejected": len(self.prepared.rejects),
            "rejected_before": len(self.prepared.rejects) - len(self.rejects),
            "missing": len(self.missing),
            "removed": len(self.removed),
            "left_out": self.delivery.n_left_out,
            "kept": sum(len(change.rows) for change in self.kept),
        }


def _rows_of(changes: Iterable[CellChanges]) -> Ints:
    """Return the rows that any of the changes touches."""
    rows = [change.rows for change in changes]
    return np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)
