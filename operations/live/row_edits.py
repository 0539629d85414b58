"""From snapshots of rows to edits of the engine.

:class:`Translator` keeps what a trace saw of every row that was ever touched, so that only
what differs becomes an edit, and follows what one row says about others: an outfall's code
that sources declare, a site's outline that belongs to a source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA
from ...layers.store.geometry_io import parts_of, points_of, shapes_of
from ...layers.store.table_io import ProjectFile
from ...layers.store.table_plan import texts
from ...rules.outfall_code import fold_code, rows_by_code
from ...tracing.live.edits import Edit
from ...tracing.model import Floats
from ...tracing.packed_texts import as_texts
from ..runs.declared import declared_id
from ..runs.reading import ProjectData, flow_of
from .row_states import Mark, Roster, RowState

SOURCES = tuple(table.name for table in SCHEMA.source_tables)
_PIPE_TEXTS = ("system", "form", "data_source", "status")
_PIPE_NUMBERS = ("invert_from", "invert_to", "diameter_mm")


class OutOfStepError(Exception):
    """A row is edited that was not there when the network was read: read it anew."""


class Translator:
    """Who is who, what was seen last, and the edits that follow from a new snapshot."""

    def __init__(self, project: ProjectFile, data: ProjectData) -> None:
        self.scale = data.scale
        self._path = project.path
        hole = project.read("manholes", ["code"])
        outfall = project.read("outfalls", ["code_national", "code_local"])
        source = [(name, project.read(name, ["declared_outfall"])) for name in SOURCES]
        sites = project.read("source_sites", ["source_table", "source_uid"])
        self.pipes = Roster([("pipes", project.read("pipes", ["uid"]).fid)], as_texts(data.pipe_uid),
                            as_texts(data.pipe_code))
        self.manholes = Roster([("manholes", hole.fid)], as_texts(data.node_uid), hole["code"])
        self.outfalls = Roster([("outfalls", outfall.fid)], data.outfall_uid, data.outfall_name)
        self.sources = Roster([(name, rows.fid) for name, rows in source], data.sources.uid,
                              data.sources.name)
        self._codes = dict(enumerate(zip(outfall["code_national"].tolist(), outfall["code_local"].tolist())))
        declares = np.concatenate([rows["declared_outfall"] for _, rows in source]).tolist()
        self._declares = {row: code for row, code in enumerate(declares) if code}
        self._declared = {row: to for row, to in enumerate(data.sources.points.declared_outfall.tolist())
                          if to >= 0} if data.sources.points.declared_outfall is not None else {}
        self._site_of = {int(fid): (table, uid) for fid, table, uid in zip(
            sites.fid.tolist(), sites["source_table"].tolist(), sites["source_uid"].tolist())}
        self._site_shape: dict[int, Any] | None = None
        self._marks: dict[tuple[str, int], Mark | None] = {}
        self._first: dict[tuple[str, int], Mark | None] = {}
        self._uids: dict[tuple[str, int], str] = {}
        self._labels: dict[tuple[str, int], str] = {}

    def roster(self, table: str) -> Roster | None:
        """Return who is who in the engine table that holds the project table ``table``."""
        if table in SOURCES:
            return self.sources
        return {"pipes": self.pipes, "manholes": self.manholes, "outfalls": self.outfalls}.get(table)

    def codes(self, outfall: int) -> tuple[Any, Any]:
        """Return the national and the local code of an outfall's row."""
        return self._codes.get(outfall, (None, None))

    def first(self, state: RowState) -> Mark | None:
        """Return what a trace saw of a row when it was met for the first time."""
        return self._first.get((state.table, state.fid))

    def uid(self, state: RowState) -> str:
        """Return the identifier of a row, also of one that is gone."""
        return state.uid or self._uids.get((state.table, state.fid), "")

    def label(self, state: RowState) -> str:
        """Return what people call a row, also one that is gone."""
        return state.label or self._labels.get((state.table, state.fid), "")

    def renumbered(self, states: Sequence[RowState]) -> list[RowState]:
        """Follow rows that saving gave another number; returns the states without their old numbers.

        Who saved may have said so (``was``); else one that is gone and one that came are the same row
        when their identifiers are.
        """
        gone = {(state.table, self._uids.get((state.table, state.fid), "")): state
                for state in states if state.cells is None and state.fid < 0}
        followed = set()
        for state in states:
            if state.cells is None:
                continue
            old = state.was
            if old is None and state.before is None and state.uid:
                twin = gone.get((state.table, state.uid))
                old = twin.fid if twin is not None else None
            if old is None or old == state.fid:
                continue
            followed.add((state.table, old))
            roster = self.roster(state.table)
            if roster is not None:
                roster.renumber(state.table, old, state.fid)
            stores: tuple[dict[tuple[str, int], Any], ...] = (
                self._marks, self._first, self._uids, self._labels)
            for known in stores:
                if (state.table, old) in known:
                    known[state.table, state.fid] = known.pop((state.table, old))
        return [state for state in states
                if state.cells is not None or (state.table, state.fid) not in followed]

    def edits(self, state: RowState) -> list[Edit]:
        """Return the edits that bring a row up to date; none where a trace sees no difference.

        A new row is entered at once: the engine has to give it the next number.
        """
        key = state.table, state.fid
        if key not in self._marks:
            self._marks[key] = self._first[key] = state.before.mark if state.before else None
        for known in (state.before, state):
            if known is not None and known.cells is not None:
                self._uids[key], self._labels[key] = known.uid, known.label
        was, self._marks[key] = self._marks[key], state.mark
        roster = self.roster(state.table)
        row = roster.row(state.table, state.fid) if roster is not None else -1
        if roster is not None and row >= 0 and state.cells is not None:
            roster.rename(row, state.label, state.uid)
        if was == state.mark:
            return []
        if state.table == "source_sites":
            return self._site(state)
        if row < 0 and was is not None:
            raise OutOfStepError(f"{state.table} {state.fid}")
        if state.table == "pipes":
            edits = [self._pipe(state, row, was)]
        elif state.table == "manholes":
            edits = [self._manhole(state, row, was)]
        else:
            edits = self._point(state, row)
        if row < 0 and roster is not None:
            roster.add(len(roster), state.table, state.fid, state.uid, state.label)
        return edits

    def _pipe(self, state: RowState, row: int, was: Mark | None) -> Edit:
        if state.cells is None:
            return Edit("pipes", row, remove=True)
        cells = state.values
        values: dict[str, Any] = {
            "from_node": declared_id(cells["from_node"]), "to_node": declared_id(cells["to_node"]),
            "flow": int(flow_of(cells["flow"])), **{name: cells[name] for name in _PIPE_TEXTS},
            **{name: _number(cells[name]) for name in _PIPE_NUMBERS},
        }
        if was is not None and state.mark is not None:  # only what differs
            seen = [*(name for name in cells if name not in ("uid", "code")), "lines"]
            changed = {name for name, old, new in zip(seen, was, state.mark) if old != new}
            values = {name: value for name, value in values.items() if name in changed}
        if was is None or was[-1] != state.wkb:
            values["lines"] = self._lines(state.wkb)
        return Edit("pipes", row, values)

    def _manhole(self, state: RowState, row: int, was: Mark | None) -> Edit:
        if state.cells is None:
            return Edit("manholes", row, remove=True)
        cells, now = state.values, state.mark or ()
        values: dict[str, Any] = {"closed": cells["gate"] == "closed"}
        if was is None or (*was[:2], was[3]) != (*now[:2], now[3]):  # more than the gate
            values.update(xy=self._xy(state.wkb), code=declared_id(cells["code"]), kind=cells["kind"])
        return Edit("manholes", row, values)

    def _point(self, state: RowState, row: int) -> list[Edit]:
        outfall = state.table == "outfalls"
        table = "outfalls" if outfall else "sources"
        if state.cells is None:
            edits = [Edit(table, row, remove=True)]
            (self._codes if outfall else self._declares).pop(row, None)
            return edits + (self._declare_anew() if outfall else [])
        cells = state.values
        node = declared_id(cells["declared_node"])
        values: dict[str, Any] = {"xy": self._xy(state.wkb), "declared_node": node}
        if outfall:
            edits = [Edit(table, row, values)]
            at = row if row >= 0 else len(self.outfalls)
            codes = cells["code_national"], cells["code_local"]
            if self._codes.get(at) == codes:
                return edits
            self._codes[at] = codes
            return edits + self._declare_anew()
        at = row if row >= 0 else len(self.sources)
        self._declares.pop(at, None)
        if cells["declared_outfall"]:
            self._declares[at] = cells["declared_outfall"]
        to = rows_by_code(self._codes).get(fold_code(cells["declared_outfall"]), -1)
        self._declared[at] = to
        return [Edit(table, row, {**values, "declared_outfall": to, "kind": state.table})]

    def _declare_anew(self) -> list[Edit]:
        """Return edits of the sources whose declared outfall is another one now."""
        of = rows_by_code(self._codes)
        edits = []
        for row, code in self._declares.items():
            to = of.get(fold_code(code), -1)
            if to != self._declared.get(row, -1):
                self._declared[row] = to
                edits.append(Edit("sources", row, {"declared_outfall": to}))
        return edits

    def _site(self, state: RowState) -> list[Edit]:
        """A site outline: the outline of its source is the union of all its sites."""
        import shapely

        if self._site_shape is None:
            with ProjectFile(self._path) as project:
                rows = project.read("source_sites", ["uid"], geometry=True)
            self._site_shape = {int(fid): shape for fid, shape in zip(rows.fid.tolist(), rows.shapes)}
        owners = {self._site_of.pop(state.fid, None)}
        self._site_shape.pop(state.fid, None)
        if state.cells is not None:
            cells = state.values
            owner = self._site_of[state.fid] = cells["source_table"], cells["source_uid"]
            self._site_shape[state.fid] = shapes_of(texts([state.wkb]))[0][0]
            owners.add(owner)
        edits = []
        for each in owners - {None}:
            row = self.sources.row_of_uid(*each) if each else -1
            if row < 0:
                continue
            shapes = [self._site_shape[fid] for fid, whose in self._site_of.items() if whose == each]
            shapes = [shape for shape in shapes if shape is not None and not shape.is_empty]
            whole = None if not shapes else shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            if whole is not None and self.scale != 1:
                whole = shapely.transform(whole, lambda xy: xy * self.scale)
            edits.append(Edit("sources", row, {"outline": whole}))
        return edits

    # cells

    def _lines(self, wkb: bytes | None) -> list[Floats]:
        parts, _ = parts_of(texts([wkb]))
        return [parts.xy[low:high] * self.scale for low, high in zip(parts.part_start, parts.part_start[1:])]

    def _xy(self, wkb: bytes | None) -> Floats:
        return points_of(texts([wkb]))[0][0] * self.scale


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
