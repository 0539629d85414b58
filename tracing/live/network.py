"""A traced network that takes edits: the new answer, and what changed and why, in a moment.

Built once from everything :func:`run.trace_all` takes. After an edit the areas it can touch
(:mod:`.felt`) are solved again by the functions of a whole run (:mod:`.area`) and replace their
answer; all else keeps its own (:mod:`.present`). Where an edit is felt everywhere, all is built anew: an edit
of evidence under the policy ``auto``, one that changes whether 0 is a level, the first or last manhole.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from ...problems import InputError
from ..inputs import sound_points
from ..levels import LevelPool
from ..model import (
    Bools,
    Ends,
    Finding,
    Floats,
    Ints,
    Links,
    Nodes,
    Options,
    Pipes,
    PipeTrace,
    Points,
    Progress,
)
from ..noding import Noding
from ..section import LongSection
from .area import Area, Rows, position
from .editable_rows import Tables
from .edits import TABLES, Change, Edit, Ledger
from .felt import Feeler, Felt, Seeds
from .place_trace import LiveTrace, section_of, trace_place
from .present import SAME_M, Present, difference
from .reasons import Reasons
from .start_places import Place, started
from .taking import Taken, take

#: Pipes of areas whose networks are kept for the next question.
_KEPT = 200_000
_KEPT_AREAS = 200
#: Nodes that move by less (m) stay where they are.
_STILL_M = 1e-9
#: So often an edit is looked around farther before all is built anew.
_ROUNDS = 6


class LiveNetwork:
    """Pipes, points and their traces, kept up to date while they are edited.

    Rows keep their numbers: added rows come last, removed rows stay empty. What ``links`` and
    ``pipe_trace`` give is what :func:`run.trace_all` gives for ``inputs()``, in another order.
    tables: the present rows; present: the present answer, row by row; both to read only.
    """

    def __init__(
        self, pipes: Pipes, nodes: Nodes | None, outfalls: Points, sources: Points,
        options: Options | None = None, progress: Progress | None = None,
    ) -> None:
        self.options = options or Options()
        outfalls, sources = sound_points(outfalls), sound_points(sources, len(outfalls.xy))
        self._build(Tables(pipes, nodes, outfalls, sources), progress)

    @classmethod
    def of(cls, tables: Tables, options: Options, progress: Progress | None = None) -> LiveNetwork:
        """Return a network over rows that another one had (:meth:`editable_rows.Tables.renewed`)."""
        network = cls.__new__(cls)
        network.options = options
        network._build(tables, progress)
        return network

    def _build(self, tables: Tables, progress: Progress | None = None) -> None:
        pipes, nodes, outfalls, sources = tables.inputs()
        every = Rows(*(np.arange(getattr(tables, name).n) for name in TABLES))
        whole = Area.build(every, pipes, nodes, outfalls, sources, self.options, progress)
        if progress:
            progress(0.8, "tracing")
        noding = whole.network.noding
        tables.pipes.index(noding.strands, noding.tree, noding.ids, np.where(
            noding.strands.declared[:, None], noding.end_node, -1))
        present = Present(tables, whole)
        if progress:
            progress(0.95, "tracing")
        places, away = whole.node_places
        row, end = np.nonzero(away)
        tables.pipes.place_nodes(row, places[row, end], first=True)
        levels = LevelPool(pipes)
        reasons = Reasons(tables, present, whole, self._area, self._solved, self.options, levels)
        whole.forget()
        # All at once and last: whoever stops the work before keeps the former answer.
        self.tables, self.present, self._whole, self._levels = tables, present, whole, levels
        self._is_crowded = crowded(noding)
        self._feeler, self._reasons = Feeler(tables, present, self.options), reasons
        self._kept: OrderedDict[int, Area] = OrderedDict()

    # the whole answer

    def links(self) -> Links:
        """Return the present links, by source, nearest first."""
        return self.present.links()

    def links_of(self, sources: Ints) -> Links:
        """Return the present links of some sources, by source, nearest first."""
        return self.present.links_of(np.unique(sources))

    def pipe_trace(self) -> PipeTrace:
        """Return the present traces of pipes, ascending."""
        return self.present.pipe_trace()

    def ends(self) -> Ends:
        """Return why the present traces end: the terminals a run lists, in another order."""
        return self._reasons.ends()

    def findings(self) -> list[Finding]:
        """Return what is wrong with the network now: what a run finds, in another order.

        Only areas that were edited, or lie beside an edit, are checked again. Of rows that were removed
        nothing is said.
        """
        return self._reasons.findings()

    def inputs(self) -> tuple[Pipes, Nodes | None, Points, Points]:
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
        return trace_place(area, place, at, self._reasons.loose_ends(), up=up, limit_m=limit_m)

    def section(
        self, place: Place | int, outfall: int, ground_level: Floats | None = None
    ) -> LongSection | None:
        """Return the shortest way from a place down to an outfall; None where there is none.

        place: a number is the row of a source; the length is then ``network_m`` of the link.
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

    # areas

    def _area_at(self, place: Place) -> tuple[Area, int]:
        """The area of a place, and the local position of its row in it; -1 where it meets nothing."""
        if place.table not in TABLES:
            raise InputError(f"A trace cannot begin in '{place.table}'; use one of {', '.join(TABLES)}.")
        n = getattr(self.tables, place.table).n
        if not 0 <= place.row < n:
            raise InputError(f"There is no row {place.row} in {place.table}; rows are 0..{n - 1}.")
        number = int(self.present.column(place.table)["area"][place.row])
        area = self._area(number)
        rows = getattr(area.rows, place.table)
        return area, int(position(rows, np.array([place.row]))[0])

    def _area(self, number: int) -> Area:
        """An area by its number, -1 for one without rows: kept, taken out of the whole, or solved again."""
        kept = self._kept.pop(number, None)
        if kept is None:
            if 0 <= number < self.present.n_first:
                nodes = np.flatnonzero(self.present.node_area == number)
                kept = self._whole.part(self.tables, self.present.rows_in([number]), nodes, self._levels)
            else:
                kept = self._solved(number)
                kept.numbers = {number}
        self._keep([number], kept)
        return kept

    def _solved(self, number: int, beside: Ints | None = None) -> Area:
        """An area solved again; beside: pipes to have in sight with it."""
        rows = self.present.rows_in([number])
        while True:
            seen = self._with_context(rows)
            if beside is not None:
                seen = replace(seen, pipes=np.union1d(seen.pipes, beside))
            area = Area.solve(self.tables, seen, self.options, self._levels, self._known(seen))
            met = self.present.areas("pipes", area.met_besides(rows))
            if not met:
                return area
            # By themselves pipes may lie elsewhere than among their own.
            rows = self.present.rows_in(met | self.present.areas("pipes", rows.pipes) | {number})

    def _keep(self, numbers: Iterable[int], area: Area) -> None:
        for number in numbers:
            self._kept[number] = area
        while len(self._kept) > 1:
            distinct = {id(one): one.network.pipes.n for one in self._kept.values()}
            if sum(distinct.values()) <= _KEPT and len(self._kept) <= _KEPT_AREAS:
                break
            _, gone = self._kept.popitem(last=False)
            self._reasons.remember(gone)

    def _with_context(self, rows: Rows) -> Rows:
        """The rows, and pipes that sources met at a manhole lie nearer to: an open channel might win over it."""
        form = self.tables.pipes.columns["form"] if "form" in self.tables.pipes.columns else None
        if form is None or not (form[rows.pipes] == "open_channel").any():
            return rows
        beside = self.present.sources["beside"][rows.sources]
        return replace(rows, pipes=np.union1d(rows.pipes, beside[beside >= 0]))

    def _known(self, rows: Rows) -> tuple[Any, Any] | None:
        """Directions and their basis where they were weighed against each other, else None."""
        if self.options.direction_policy != "auto":
            return None
        return self.present.pipes["sign"][rows.pipes], self.present.pipes["basis"][rows.pipes]

    # edits

    def apply(
        self, edits: Edit | Iterable[Edit], progress: Progress | None = None,
        felt: Callable[[Rows], None] | None = None,
    ) -> Change:
        """Make edits, one after the other, and return what they changed together.

        ``apply(change.undo)`` takes them back: every answer is the former one again (an added row stays,
        empty). progress: told while everything is built anew, where an edit asks for that; it may raise to
        stop, then the edit at work leaves nothing behind. felt: told the rows that are
        about to be solved again, before that begins. Raises :class:`problems.InputError` for an edit that names no row or
        column. Of a batch that stops so, the edits before stay.
        """
        ledger = Ledger()
        batch = [edits] if isinstance(edits, Edit) else list(edits)
        for position_, edit in enumerate(batch):
            since = time.perf_counter()
            self._apply(position_, edit, ledger, progress, felt)
            ledger.seconds.append(time.perf_counter() - since)
        return ledger.change()

    def _apply(
        self, at: int, edit: Edit, ledger: Ledger, progress: Progress | None,
        felt: Callable[[Rows], None] | None,
    ) -> None:
        taken = take(self.tables, self.present, self.options, self._levels, edit)
        try:
            if taken.silent and not taken.everywhere:
                self._forget(taken.seeds)
            else:
                self._answer(at, taken, ledger, progress, felt)
        except BaseException:
            for back in taken.back:
                take(self.tables, self.present, self.options, self._levels, back)
            raise
        self._reasons.edited(np.array([None, *taken.seeds.shapes], dtype=object)[1:])
        ledger.rows.append(taken.row)
        ledger.undo[:0] = taken.back

    def _forget(self, seeds: Seeds) -> None:
        """Have an area that is kept made again: a value that no answer hangs on is another."""
        for name in TABLES:
            rows = np.array(list(getattr(seeds, name)), dtype=np.int64)
            for number in self.present.areas(name, rows):
                self._kept.pop(number, None)

    def _answer(
        self, at: int, taken: Taken, ledger: Ledger, progress: Progress | None,
        felt: Callable[[Rows], None] | None,
    ) -> None:
        solved = None
        if not (taken.everywhere or self._is_crowded):
            solved = self._solve(taken.seeds, felt)
        if solved is None:
            self._rebuild(at, ledger, progress)
        else:
            self._enter(at, taken.seeds, ledger, *solved)

    def _solve(self, seeds: Seeds, felt: Callable[[Rows], None] | None) -> tuple[Area, Rows] | None:
        """Solve again what an edit touches; None where it reaches farther and farther."""
        touched = self._feeler.feel(seeds)
        for _ in range(_ROUNDS):
            own = self._rows_of(seeds, touched)
            if felt:
                felt(own)
            seen = self._with_context(own)
            area = Area.solve(self.tables, seen, self.options, self._levels, self._known(seen))
            if crowded(area.network.noding):
                return None
            wider = self._feeler.feel(seeds) if self._look_around(seeds, area, own) else touched
            if wider == touched:
                return area, own
            touched = wider
        return None

    def _rows_of(self, seeds: Seeds, touched: Felt) -> Rows:
        rows = self.present.rows_in(touched.areas)
        return Rows(
            _union(rows.pipes, seeds.pipes), _union(rows.outfalls, touched.outfalls),
            _union(rows.sources, touched.sources), _union(rows.manholes, touched.manholes),
        )

    def _look_around(self, seeds: Seeds, area: Area, own: Rows) -> bool:
        """Widen the seeds by what turned out: pipes only looked at that are met, nodes and cuts that moved.

        Returns whether there is any.
        """
        met = self.present.areas("pipes", area.met_besides(own))
        seeds.areas |= met
        places, rows = area.node_places[0], area.rows.pipes
        strands = area.network.noding.strands
        declared = np.zeros(len(rows), dtype=bool)
        declared[strands.pipe[strands.declared]] = True
        before = self.present.pipes["places"][rows]
        known = np.isfinite(before[:, 0, 0]) & np.isin(rows, own.pipes) & declared
        with np.errstate(invalid="ignore"):
            moved = known & ~(np.abs(before - places) <= _STILL_M).all(axis=(1, 2))
        moved &= ~np.isin(rows, list(seeds.pipes))
        if moved.any():
            spots = np.concatenate([before[moved], places[moved]]).reshape(-1, 2)
            seeds.shapes.append(shapely.multipoints(np.unique(spots[np.isfinite(spots).all(axis=1)], axis=0)))
            seeds.joins = seeds.meets = seeds.mouths = True
        if not self.tables.manholes.exist:
            before, after = self.present.outfalls["xy"][area.rows.outfalls], area.outfall_hops.xy
            with np.errstate(invalid="ignore"):
                other = ~(np.abs(before - after) <= _STILL_M).all(axis=1)
            spots = np.concatenate([before[other], after[other]])
            spots = spots[np.isfinite(spots).all(axis=1)]
            if len(spots):
                seeds.spots.append(shapely.multipoints(spots))
                seeds.meets = True
                return True
        return bool(met) or bool(moved.any())

    def _enter(self, at: int, seeds: Seeds, ledger: Ledger, area: Area, own: Rows) -> None:
        """Put the answer of areas that were solved again in the place of the former one."""
        present = self.present
        before, nearest = present.links_of(own.sources), present.pipes["outfall"][own.pipes].copy()
        length = present.outfalls["length_m"][own.outfalls].copy()
        other = present.enter(area, own)
        gained, lost, altered = difference(before, present.links_of(own.sources))
        ledger.enter(at, gained, lost, altered)
        ledger.pipes |= set(own.pipes[other].tolist())
        other |= np.isin(own.pipes, list(seeds.pipes))
        node = area.node_of_pipes()[position(area.rows.pipes, own.pipes[other])]
        longer = np.abs(present.outfalls["length_m"][own.outfalls] - length) > SAME_M
        ledger.outfalls |= {
            *gained[:, 1].tolist(), *lost[:, 1].tolist(), *altered[:, 1].tolist(),
            *nearest[other][nearest[other] >= 0].tolist(), *own.outfalls[longer].tolist(),
            *area.rows.outfalls[area.reach.starts_of(node[node >= 0])].tolist(), *seeds.outfalls,
        }
        places, away = area.node_places
        here = position(area.rows.pipes, own.pipes)
        self._place_nodes(own.pipes, places[here], away[here])
        numbers = np.concatenate([present.column(name)["area"][getattr(own, name)] for name in TABLES])
        area.numbers = set(numbers[numbers >= 0].tolist())
        self._keep(area.numbers, area)

    def _place_nodes(self, rows: Ints, places: Floats, away: Bools) -> None:
        """Remember nodes that lie away from their pipes' lines."""
        row, end = np.nonzero(away)
        gone = self.tables.pipes.spots.holds(rows[~away.any(axis=1)])
        for one in gone.tolist():
            self.tables.pipes.spots.put(one, None)
        self.tables.pipes.place_nodes(rows[row], places[row, end])

    def _rebuild(self, at: int, ledger: Ledger, progress: Progress | None) -> None:
        before, traces = self.links(), self.pipe_trace()
        length = self.present.outfalls["length_m"].copy()
        self._build(self.tables.renewed(), progress)
        gained, lost, altered = difference(before, self.links())
        ledger.enter(at, gained, lost, altered)
        ledger.pipes |= other_traces(traces, self.pipe_trace(), self.tables.pipes.n)
        longer = np.abs(self.present.outfalls["length_m"][: len(length)] - length) > SAME_M
        ledger.outfalls |= set(np.concatenate([part[:, 1] for part in (gained, lost, altered)]).tolist())
        ledger.outfalls |= set(np.flatnonzero(longer).tolist())
        ledger.rebuilt = True


def crowded(noding: Noding) -> bool:
    """Tell whether ends crowd so much that noding gathers them in cells, which looks at all of them."""
    size = np.bincount(noding.end_node[~noding.strands.declared].ravel()).astype(np.float64)
    return bool((size * size).sum() > 15.0 * max(size.sum(), 1.0))


def other_traces(before: PipeTrace, after: PipeTrace, n: int) -> set[int]:
    """Return the rows of ``n`` pipes whose trace differs."""
    columns = []
    for trace in (before, after):
        column = np.full((4, n), -1.0)
        column[:, trace.pipe] = trace.outfall, trace.n_outfalls, trace.network_m, trace.basis
        columns.append(column)
    return set(np.flatnonzero((np.abs(columns[0] - columns[1]) > SAME_M).any(axis=0)).tolist())


def _union(rows: Ints, more: Iterable[int]) -> Ints:
    found: Ints = np.union1d(rows, np.array(list(more), dtype=np.int64))
    return found
