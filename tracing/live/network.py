"""A traced network that takes edits: the new answer, and what changed and why, in a moment.

Built once from everything :func:`run.trace_all` takes. After an edit the areas it can touch
(:mod:`.felt`) are solved again by the functions of a whole run (:mod:`.areas`) and replace their
answer; all else keeps its own (:mod:`.present`). Where an edit is felt everywhere, all is built anew: an edit
of evidence under the policy ``auto``, one that changes whether 0 is a level, the first or last manhole.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np
import shapely

from ...problems import InputError
from ..answers.section import LongSection
from ..answers.trace import trace_all
from ..drainage.levels import LevelPool
from ..input_checks import sound_drainage
from ..model import (
    Bools,
    Drainage,
    Ends,
    Finding,
    Floats,
    Ints,
    Links,
    Options,
    PipeTrace,
    Progress,
)
from .area import Area, Rows, position
from .areas import Areas, crowded
from .editable_rows import Tables
from .edits import TABLES, Change, Edit, Ledger
from .ends import LiveEnds
from .felt import Seeds
from .place_trace import LiveTrace, section_of, trace_place
from .present import SAME_M, Present, difference
from .start_places import Place, started
from .taking import Taken, take


class LiveNetwork:
    """Pipes, points and their traces, kept up to date while they are edited.

    Rows keep their numbers: added rows come last, removed rows stay empty. What ``links`` and
    ``pipe_trace`` give is what :func:`run.trace_all` gives for ``inputs()``, in another order.
    tables: the present rows; present: the present answer, row by row; both to read only.
    """

    def __init__(
        self, given: Drainage, options: Options | None = None, progress: Progress | None = None
    ) -> None:
        self.options = options or Options()
        self._build(Tables(*sound_drainage(given)), progress)

    @classmethod
    def of(cls, tables: Tables, options: Options, progress: Progress | None = None) -> LiveNetwork:
        """Return a network over rows that another one had (:meth:`editable_rows.Tables.renewed`)."""
        network = cls.__new__(cls)
        network.options = options
        network._build(tables, progress)
        return network

    def _build(self, tables: Tables, progress: Progress | None = None) -> None:
        every = Rows(*(np.arange(getattr(tables, name).n) for name in TABLES))
        given = tables.inputs()
        whole = Area.build(every, given, self.options, progress)
        if progress:
            progress(0.8, "tracing")
        noding = whole.network.noding
        tables.pipes.index(noding.strands, noding.tree, noding.ids, noding.end_id)
        present = Present(tables, whole)
        if progress:
            progress(0.95, "tracing")
        places, _, away = whole.node_places
        row, end = np.nonzero(away)
        tables.pipes.place_nodes(row, places[row, end], first=True)
        levels = LevelPool(given[0])
        areas = Areas(tables, present, whole, levels, self.options)
        ends = LiveEnds(present, areas, whole, self.options)
        whole.rest()
        # All at once and last: whoever stops the work before keeps the former answer.
        self.tables, self.present, self._levels = tables, present, levels
        self._areas, self._ends, self._is_crowded = areas, ends, crowded(noding)
        self._findings: list[Finding] | None = None

    # the whole answer

    def links(self) -> Links:
        """Return the present links, by source, nearest first."""
        return self.present.links()

    def links_of(self, sources: Ints) -> Links:
        """Return the present links of sources (rows (k,)), by source, nearest first."""
        return self.present.links_of(np.unique(sources))

    def pipe_trace(self) -> PipeTrace:
        """Return the present traces of pipes, ascending."""
        return self.present.pipe_trace()

    def ends(self) -> Ends:
        """Return why the present traces end: the terminals a run lists, in another order."""
        return self._ends.ends()

    def findings(self) -> list[Finding]:
        """Return what is wrong with the network now: what a run finds.

        The whole is checked when this is asked after an edit. Of rows that were removed nothing is said.
        """
        if self._findings is None:
            found = trace_all(self.inputs(), self.options).findings
            self._findings = [one for one in found if self._is_alive(one)]
        return self._findings

    def _is_alive(self, finding: Finding) -> bool:
        return bool(getattr(self.tables, finding.object_table).alive["row"][finding.object_row])

    def inputs(self) -> Drainage:
        """Return the present rows as a whole trace takes them."""
        return self.tables.inputs()

    # one place

    def upstream(self, place: Place | int, limit_m: float | None = None) -> LiveTrace:
        """Return everything that drains to a place; a number is the row of an outfall.

        limit_m: stop so many metres above it; None: as the options say, 0: never.
        Raises :class:`problems.InputError` where there is no such row.
        """
        return self._trace(started(place, "outfalls"), limit_m, up=True)

    def downstream(self, place: Place | int, limit_m: float | None = None) -> LiveTrace:
        """Return everywhere the water of a place runs to; a number is the row of a source.

        A gate that is closed shuts the pipes below it: water let in there stands. limit_m: stop so many
        metres below it. Raises :class:`problems.InputError` where there is no such row.
        """
        return self._trace(started(place, "sources"), limit_m, up=False)

    def _trace(self, place: Place, limit_m: float | None, *, up: bool) -> LiveTrace:
        area, at = self._area_at(place)
        return trace_place(area, place, at, self._ends.loose_ends(), up=up, limit_m=limit_m)

    def section(
        self, place: Place | int, outfall: int, ground_level: Floats | None = None
    ) -> LongSection | None:
        """Return the shortest way from a place down to an outfall; None where there is none.

        place: a number is the row of a source; the length is then ``network_m`` of the link, without its way
        along the pipe that it meets where that is within the tolerance.
        ground_level: (manholes,) m. Raises :class:`problems.InputError` where there is no such row.
        """
        place = started(place, "sources")
        area, at = self._area_at(place)
        self._area_at(Place("outfalls", outfall))
        mouth = int(position(area.rows.outfalls, np.array([outfall]))[0])
        if at < 0 or mouth < 0:
            return None
        return section_of(area, place, at, mouth, ground_level)

    def pipe_at(self, xy: tuple[float, float], within_m: float) -> Place | None:
        """Return the place on the nearest pipe within a distance, for a click on the map."""
        spot = np.array([shapely.points(xy)], dtype=object)
        _, row, metres = self.tables.pipes.lines.pairs(spot, within_m)
        if not len(row):
            return None
        return Place("pipes", int(row[np.lexsort((row, metres))[0]]), (float(xy[0]), float(xy[1])))

    def _area_at(self, place: Place) -> tuple[Area, int]:
        """The area of a place, and the local position of its row in it; -1 where it meets nothing."""
        if place.table not in TABLES:
            raise InputError(f"A trace cannot begin in '{place.table}'; use one of {', '.join(TABLES)}.")
        n = getattr(self.tables, place.table).n
        if not 0 <= place.row < n:
            raise InputError(f"There is no row {place.row} in {place.table}; rows are 0..{n - 1}.")
        area = self._areas.area(int(self.present.column(place.table)["area"][place.row]))
        return area, int(position(getattr(area.rows, place.table), np.array([place.row]))[0])

    # edits

    def apply(
        self, edits: Edit | Iterable[Edit], progress: Progress | None = None,
        felt: Callable[[Rows], None] | None = None, *, together: bool = False,
    ) -> Change:
        """Make edits, one after the other, and return what they changed together.

        ``apply(change.undo)`` takes them back: every answer is the former one again (an added row stays,
        empty). progress: told while everything is built anew, where an edit asks for that; it may raise to
        stop, then the edit at work leaves nothing behind. felt: told the rows that are about to be solved
        again. together: make them as one edit, answered once, to the first of which all is laid.
        Raises :class:`problems.InputError` for an edit that names no row or column. Of a batch that stops
        so, the edits before stay, but for those made together.
        """
        ledger = Ledger()
        batch = [edits] if isinstance(edits, Edit) else list(edits)
        for at, group in enumerate([batch] if together and batch else [[edit] for edit in batch]):
            since = time.perf_counter()
            made: list[Taken] = []
            try:
                for edit in group:  # one by one: of those made before a wrong one none stays
                    made += [take(self.tables, self.present, self.options, self._levels, edit)]
                self._answer(at, made, ledger, progress, felt)
            except BaseException:
                for back in [back for taken in reversed(made) for back in taken.back]:
                    take(self.tables, self.present, self.options, self._levels, back)
                raise
            self._ends.edited()
            self._findings = None
            for taken in made:
                ledger.rows.append(taken.row)
                ledger.undo[:0] = taken.back
            ledger.seconds.append(time.perf_counter() - since)
        return ledger.change()

    def _answer(
        self, at: int, made: list[Taken], ledger: Ledger, progress: Progress | None,
        felt: Callable[[Rows], None] | None,
    ) -> None:
        """Answer edits that are in the tables."""
        if all(taken.silent for taken in made):
            for taken in made:
                self._areas.refresh(taken.seeds)
            return
        solved, seeds = None, Seeds()
        if not (self._is_crowded or any(taken.everywhere for taken in made)):
            for taken in made:
                seeds.add(taken.seeds)
            solved = self._areas.solve_touched(seeds, felt)
        if solved is None:
            if felt:
                felt(Rows(*(np.arange(getattr(self.tables, name).n) for name in TABLES)))
            self._rebuild(at, ledger, progress)
        else:
            self._enter(at, seeds, ledger, *solved)

    def _enter(self, at: int, seeds: Seeds, ledger: Ledger, area: Area, own: Rows) -> None:
        """Put the answer of areas that were solved again in the place of the former one."""
        present = self.present
        before, nearest = present.links_of(own.sources), present.pipes["outfall"][own.pipes].copy()
        length = present.outfalls["length_m"][own.outfalls].copy()
        gone = present.areas_of(own)
        other = present.enter(area, own)
        self._note(at, ledger, before, present.links_of(own.sources))
        ledger.pipes |= set(own.pipes[other].tolist())
        here = position(area.rows.pipes, own.pipes)
        # Outfalls that what was edited, or has another trace now, drains to or did.
        if seeds.tells:
            other |= np.isin(own.pipes, list(seeds.pipes))
        node = area.node_of_pipes()[here[other]]
        longer = np.abs(present.outfalls["length_m"][own.outfalls] - length) > SAME_M
        ledger.outfalls |= {
            *nearest[other][nearest[other] >= 0].tolist(), *own.outfalls[longer].tolist(),
            *area.rows.outfalls[area.reach.starts_of(node[node >= 0])].tolist(), *seeds.outfalls,
        }
        places, _, away = area.node_places
        self._place_nodes(own.pipes, places[here], away[here])
        self._areas.enter(area, present.areas_of(own), gone)

    def _note(self, at: int, ledger: Ledger, before: Links, after: Links) -> None:
        gained, lost, altered = difference(before, after)
        ledger.enter(at, gained, lost, altered)
        ledger.outfalls |= set(np.concatenate([gained[:, 1], lost[:, 1], altered[:, 1]]).tolist())

    def _place_nodes(self, rows: Ints, places: Floats, away: Bools) -> None:
        """Remember nodes that lie away from their pipes' lines."""
        spots = self.tables.pipes.spots
        for one in spots.holds(rows[~away.any(axis=1)]).tolist():
            spots.put(one, None)
        row, end = np.nonzero(away)
        self.tables.pipes.place_nodes(rows[row], places[row, end])

    def _rebuild(self, at: int, ledger: Ledger, progress: Progress | None) -> None:
        before, traces = self.links(), self.pipe_trace()
        length = self.present.outfalls["length_m"].copy()
        self._build(self.tables.renewed(), progress)
        self._note(at, ledger, before, self.links())
        ledger.pipes |= _other_traces(traces, self.pipe_trace(), self.tables.pipes.n)
        longer = np.abs(self.present.outfalls["length_m"][: len(length)] - length) > SAME_M
        ledger.outfalls |= set(np.flatnonzero(longer).tolist())
        ledger.rebuilt = True


def _other_traces(before: PipeTrace, after: PipeTrace, n: int) -> set[int]:
    """Return the rows of ``n`` pipes whose trace differs."""
    columns = []
    for trace in (before, after):
        column = np.full((4, n), -1.0)
        column[:, trace.pipe] = trace.outfall, trace.n_outfalls, trace.network_m, trace.basis
        columns.append(column)
    return set(np.flatnonzero((np.abs(columns[0] - columns[1]) > SAME_M).any(axis=0)).tolist())
