"""What an import would do: rows to add and to change, what people entered and keep, what is missing.

Three values meet in every cell of a row that the project has already: what stands there (P), what
is delivered now (D), and what an import delivered before (M, see :mod:`.memory`).

* D is empty, or equals P: nothing to do. An empty cell never erases anything.
* P is what an import wrote (its digest is M's), or nobody filled it: D is written.
* P is a person's. D equals M: nothing new was delivered, P stays without a word.
  D differs from M: P stays and the cell is listed as *kept*; ``Choices.overwrite`` takes D in
  every cell that differs.

Making a plan changes nothing; :mod:`.write` makes it again under the project's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...problems import Problem, Severity
from ...tracing.model import Bools, Ints, Texts
from ..columns import Columns
from ..schema import SCHEMA, Column, Geometry, Kind
from ..table_io import ProjectFile, new_uids
from ..table_plan import differs
from .identity import Matches, Rows, key_columns, match_rows
from .memory import (
    BOOK,
    EMPTY,
    GEOMETRY,
    UNKNOWN,
    Digests,
    Memory,
    Origin,
    Words,
    digest_column,
    digest_rows,
    place_digests,
)
from .model import Mapping, Prepared, Reject
from .places import moved, nowhere, places_of_table, places_of_wkb

_LABELS = ("code", "code_national", "code_local", "name")
_TOLERANCE = 1e-9
_SAME_DELIVERY = 0.5  # of an earlier delivery's rows found again: this is its newer version


@dataclass(frozen=True)
class Choices:
    """What a person decided beyond the files: take deliveries over people's values, remove missing rows."""

    overwrite: bool = False
    remove_missing: bool = False


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
    row_number: Ints | None = None  # of the RawTable: how people count its rows

    def rows(self, positions: Ints) -> list[int]:
        """Return positions in the RawTable as people count them."""
        return (
            [at + 1 for at in positions.tolist()]
            if self.row_number is None
            else self.row_number[positions].tolist()
        )


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
    memory: Memory = field(default_factory=Memory)
    remembers_more: bool = True  # the memory differs from the one in the project
    import_uid: str = ""

    @property
    def updated(self) -> Ints:
        """Positions in ``prepared`` of rows that change."""
        rows = [change.rows for change in self.updates]
        return np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)

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


def make(
    project: ProjectFile,
    prepared: Prepared,
    mapping: Mapping,
    delivery: Delivery | None = None,
    choices: Choices | None = None,
) -> ImportPlan:
    """Compare what was delivered with the project and return what an import would do.

    ``project`` is open; inside a transaction what is read stays true until the end of it.
    """
    delivery, choices = delivery or Delivery(), choices or Choices()
    import_uid = str(new_uids(1)[0])
    memory = Memory.from_bytes(project.kept_blob(BOOK, prepared.table))
    present = _Present(project, prepared, mapping)
    matches = match_rows(prepared.table, present.rows, present.delivered_rows(prepared), mapping.key)
    matched = np.flatnonzero(matches.row >= 0)
    added = np.flatnonzero(matches.row < 0)
    plan = ImportPlan(
        prepared.table,
        prepared,
        mapping,
        delivery,
        choices,
        added,
        matched,
        _uids(prepared, matches.row, present, added),
        import_uid=import_uid,
    )
    plan.problems = [*prepared.problems, *_matching_problems(plan, matches)]
    plan.rejects = _new_rejects(project, plan)
    _remember(plan, memory, present, matches.row[matched])
    return plan


class _Present:
    """The rows of the target table, as far as a comparison needs them."""

    def __init__(self, project: ProjectFile, prepared: Prepared, mapping: Mapping) -> None:
        table = SCHEMA.table(prepared.table)
        self.kind = table.geometry
        self.columns = [name for name in prepared.columns if name != "uid"]
        names = [
            "uid",
            *self.columns,
            *key_columns(prepared.table, mapping.key, prepared.columns),
            *(name for name in _LABELS if name in table.column_names),
        ]
        self.spatial = prepared.geometry is not None and self.kind is not Geometry.NONE
        self.new_places = places_of_wkb(
            prepared.geometry if self.spatial else None, self.kind, len(prepared.source)
        )
        if project.count(prepared.table):
            self.found = project.read(prepared.table, list(dict.fromkeys(names)), geometry=self.spatial)
            self.places = places_of_table(self.found, self.kind) if self.spatial else nowhere(self.found.n)
        else:
            self.found, self.places = Columns(0, np.empty(0, dtype=np.int64)), nowhere(0)
        self.rows = Rows(self.found.n, self.found, self.places.digests())

    def delivered_rows(self, prepared: Prepared) -> Rows:
        """Return the other side of the comparison."""
        return Rows(len(prepared.source), prepared.columns, self.new_places.digests())

    def label(self, row: int) -> str:
        """Return how people call a row."""
        return next(
            (str(self.found[name][row]) for name in _LABELS if name in self.found and self.found[name][row]),
            "",
        )


def _uids(prepared: Prepared, row: Ints, present: _Present, added: Ints) -> Texts:
    out: Texts = np.empty(len(row), dtype=object)
    if len(added) < len(row):
        out[row >= 0] = present.found["uid"][row[row >= 0]]
    out[added] = prepared.columns["uid"][added] if "uid" in prepared.columns else new_uids(len(added))
    return out


# cells


def _remember(plan: ImportPlan, memory: Memory, present: _Present, old_rows: Ints) -> None:
    """Decide cell by cell, and put what was delivered into the memory."""
    row_words = digest_rows(plan.uids)
    at = memory.positions(row_words[plan.matched])
    cells: dict[str, Digests] = {}
    for name in present.columns:
        values = plan.prepared.columns[name]
        digests = digest_column(values)
        cells[name] = digests
        if len(plan.matched):
            _decide_column(
                plan, name, values, digests[plan.matched], memory.delivered(name, at), present, old_rows
            )
        digests[digests == EMPTY] = UNKNOWN  # an empty cell is no statement
        digests[plan.added] = np.where(digests[plan.added] == UNKNOWN, EMPTY, digests[plan.added])
    if present.spatial:
        words = present.new_places.digests()
        cells[GEOMETRY] = place_digests(words)
        if len(plan.matched):
            _decide_places(plan, cells[GEOMETRY], memory.delivered(GEOMETRY, at), present, old_rows)
        cells[GEOMETRY][words == 0] = UNKNOWN
    _trace_origin(plan, memory, present, row_words, cells)


def _decide_column(
    plan: ImportPlan,
    name: str,
    values: NDArray[Any],
    delivered: Digests,
    before: Digests,
    present: _Present,
    old_rows: Ints,
) -> None:
    column = SCHEMA.table(plan.table).column(name)
    old, new = present.found[name][old_rows], values[plan.matched]
    differ = (delivered != EMPTY) & _differ(column, old, new)
    rows = np.flatnonzero(differ)
    if not len(rows):
        return
    old, new = old[rows], new[rows]
    untouched = _unfilled(column, old)
    write, keep = _judge(digest_column(old), untouched, delivered[rows], before[rows])
    _note(plan, name, rows, old, new, write, keep)


def _decide_places(
    plan: ImportPlan, digests: Digests, before: Digests, present: _Present, old_rows: Ints
) -> None:
    there = digests[plan.matched] != EMPTY
    rows = np.flatnonzero(there)
    rows = rows[moved(present.places, old_rows[rows], present.new_places, plan.matched[rows])]
    if not len(rows):
        return
    standing = place_digests(present.places.digests()[old_rows[rows]])
    write, keep = _judge(standing, standing == EMPTY, digests[plan.matched[rows]], before[rows])
    old = present.places.wkt(old_rows[rows], present.kind)
    new = present.new_places.wkt(plan.matched[rows], present.kind)
    _note(plan, GEOMETRY, rows, old, new, write, keep)


def _judge(standing: Digests, unfilled: Bools, delivered: Digests, before: Digests) -> tuple[Bools, Bools]:
    """Return which cells to write and which to keep and name, of cells that differ; see the module."""
    ours = np.where(
        unfilled, (before == UNKNOWN) | (before == EMPTY), (before == standing) & (before > EMPTY)
    )
    return ours, ~ours & (delivered != before)


def _note(
    plan: ImportPlan, name: str, rows: Ints, old: NDArray[Any], new: NDArray[Any], write: Bools, keep: Bools
) -> None:
    if plan.choices.overwrite:
        write, keep = np.ones(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    for which, into in ((write, plan.updates), (keep, plan.kept)):
        if which.any():
            positions = plan.matched[rows[which]]
            into.append(CellChanges(name, positions, plan.uids[positions], old[which], new[which]))


def _differ(column: Column, old: NDArray[Any], new: NDArray[Any]) -> Bools:
    if old.dtype.kind == "f" and new.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            scale = np.maximum(np.maximum(np.abs(old), np.abs(new)), 1.0)
            near = np.abs(old - new) <= _TOLERANCE * scale
        return ~near & ~(np.isnan(old) & np.isnan(new))
    return differs(old.astype(object), new)


def _unfilled(column: Column, values: NDArray[Any]) -> Bools:
    """Tell which values nobody filled: empty, or the default of the form."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    default = constant_default(column)
    return np.fromiter(
        (not value or value == default for value in values.tolist()), dtype=bool, count=len(values)
    )


def constant_default(column: Column) -> str | None:
    """Return the default of a text column where it is a plain text; None where it has none."""
    text = column.default
    if column.kind is Kind.TEXT and len(text) > 2 and text[0] == text[-1] == "'":
        return text[1:-1]
    return None


# the delivery among earlier ones


def _trace_origin(
    plan: ImportPlan, memory: Memory, present: _Present, rows: Words, cells: dict[str, Digests]
) -> None:
    """Find the deliveries of which this is a newer version, and the rows that are no longer delivered."""
    existing = digest_rows(present.found["uid"]) if present.found.n else np.empty(0, dtype=np.uint64)
    memory = memory.only(np.isin(memory.row, existing)) if memory.n else memory
    found = np.isin(memory.row, rows)
    earlier = [
        number
        for number, origin in enumerate(memory.origins)
        if _is_version_of(plan.delivery, origin, found[memory.origin == number])
    ]
    this = Origin(plan.delivery.file, plan.delivery.layer, plan.import_uid)
    origins = list(memory.origins)
    if earlier:
        number = earlier[0]
        if (origins[number].file, origins[number].layer) != (this.file, this.layer):
            origins[number] = this
        memory = Memory(
            memory.row,
            np.where(np.isin(memory.origin, earlier), number, memory.origin).astype(np.int32),
            memory.cells,
            memory.origins,
        )
        _find_missing(plan, memory, present, existing, (memory.origin == number) & ~found)
    else:
        number = len(origins)
        origins.append(this)
    kept = (
        memory.only(~np.isin(memory.row, digest_rows(_texts([row.uid for row in plan.removed]))))
        if plan.removed
        else memory
    )
    plan.memory = kept.with_rows(rows, cells, number, origins)
    plan.remembers_more = bool(len(rows)) and not plan.memory.same_cells(memory)


def _is_version_of(delivery: Delivery, origin: Origin, found: Bools) -> bool:
    if not len(found):
        return False
    same_file = bool(delivery.file) and (delivery.file.casefold(), delivery.layer) == (
        origin.file.casefold(),
        origin.layer,
    )
    return (same_file and bool(found.any())) or found.mean() >= _SAME_DELIVERY


def _find_missing(plan: ImportPlan, memory: Memory, present: _Present, existing: Words, gone: Bools) -> None:
    order = np.argsort(existing, kind="stable")
    where = order[np.searchsorted(existing, memory.row[gone], sorter=order)]
    for row, origin in sorted(zip(where.tolist(), memory.origin[gone].tolist())):
        plan.missing.append(
            MissingRow(str(present.found["uid"][row]), present.label(row), memory.origins[origin].file)
        )


# what else


def _matching_problems(plan: ImportPlan, matches: Matches) -> list[Problem]:
    if not len(matches.ambiguous):
        return []
    numbers = ", ".join(map(str, plan.delivery.rows(plan.prepared.source[matches.ambiguous[:10]])))
    return [
        Problem(
            translate(
                "Import",
                "{n} rows carry a key that stands several times, in the file or in the project, and "
                "were taken as new rows: {rows}.",
            ).format(n=len(matches.ambiguous), rows=numbers),
            Severity.WARNING,
            plan.table,
            fix=translate("Import", "Give each row a key of its own, then import the file again."),
        )
    ]


def _new_rejects(project: ProjectFile, plan: ImportPlan) -> list[Reject]:
    """Return the rejects that the project does not hold yet, whatever became of those it holds."""
    from .rejects import raw_text

    if not plan.prepared.rejects:
        return []
    rows = project.read("import_rejects", ["target_table", "raw"])
    known: dict[str, int] = {}
    for table, raw in zip(rows["target_table"].tolist(), rows["raw"].tolist()):
        if table == plan.table and raw:
            known[raw] = known.get(raw, 0) + 1
    new = []
    for reject in plan.prepared.rejects:
        text = raw_text(reject.raw)
        if known.get(text, 0):
            known[text] -= 1
        else:
            new.append(reject)
    return new


def _texts(values: Sequence[str]) -> Texts:
    out: Texts = np.empty(len(values), dtype=object)
    out[:] = values
    return out
