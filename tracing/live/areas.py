"""The areas of a live network: taken out of the whole as it was built, or solved again after an edit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import shapely

from ..drainage.levels import LevelPool
from ..drainage.pipe_network import Known
from ..model import Bools, Floats, Ints, Options
from ..noding.noding import Noding
from .area import Area, Rows
from .editable_rows import Tables
from .felt import Feeler, Felt, Seeds
from .present import Present

#: So many pipes, and so many areas, are ready for the next question.
_RECENT_PIPES, _RECENT_AREAS = 200_000, 500
#: So often an edit is looked around farther before all is built anew.
_ROUNDS = 6
#: What moves by less (m) stays where it is.
_STILL_M = 1e-9


class Areas:
    """Gives areas by their numbers, and solves again those that an edit touches.

    whole: everything as it was built, which areas that were not edited are taken out of.
    """

    def __init__(
        self, tables: Tables, present: Present, whole: Area, levels: LevelPool, options: Options,
    ) -> None:
        self._tables, self._present, self._whole = tables, present, whole
        self._levels, self._options = levels, options
        self._feeler = Feeler(tables, present, options)
        self._edited: dict[int, Area] = {}
        self._recent: OrderedDict[int, Area] = OrderedDict()

    def area(self, number: int) -> Area:
        """Return an area; -1 is one without rows."""
        area = self._recent.pop(number, None) or self._edited.get(number)
        if area is None:
            nodes = np.flatnonzero(self._present.node_area == number)
            rows = self._present.rows_in([number])
            area = self._whole.part(self._tables, rows, nodes if number >= 0 else nodes[:0], self._levels)
        self._use(number, area)
        return area

    def enter(self, area: Area, numbers: set[int], gone: set[int]) -> None:
        """Keep areas that were solved again under their numbers, in the place of others."""
        area.numbers = numbers
        area.forget_drawing()
        for number in gone:
            self._edited.pop(number, None)
            self._recent.pop(number, None)
        for number in numbers:
            self._edited[number] = area
            self._use(number, area)

    def refresh(self, seeds: Seeds) -> None:
        """Show values that no answer hangs on."""
        for number in self._present.areas("pipes", np.array(list(seeds.pipes), dtype=np.int64)):
            self._recent.pop(number, None)
            if number in self._edited:
                self._edited[number].refresh(self._tables, self._levels)

    def _use(self, number: int, area: Area) -> None:
        """Let areas that were not used for long go, or leave only what cannot be found again quickly."""
        self._recent[number] = area
        while len(self._recent) > 1:
            pipes = sum({id(one): one.network.pipes.n for one in self._recent.values()}.values())
            if pipes <= _RECENT_PIPES and len(self._recent) <= _RECENT_AREAS:
                break
            self._recent.popitem(last=False)[1].rest()

    # solving

    def solve_touched(self, seeds: Seeds, felt: Callable[[Rows], None] | None) -> tuple[Area, Rows] | None:
        """Solve again what an edit touches; None where it reaches farther and farther.

        Returns the areas and their own rows; other rows are in them only to be looked at.
        """
        touched = self._feeler.feel(seeds)
        for _ in range(_ROUNDS):
            own = self._rows_of(seeds, touched)
            if felt:
                felt(own)
            area = self._solve(self._with_context(own))
            if crowded(area.network.noding) or self._present.judges_otherwise(area, own):
                return None
            wider = self._feeler.feel(seeds) if self._look_around(seeds, area, own) else touched
            if wider == touched:
                return area, own
            touched = wider
        return None

    def _solve(self, rows: Rows) -> Area:
        known = Known(self._present.id_distance_m, self._whole.network.noding.ids.apart)
        if self._options.direction_policy == "auto":  # weighed once, against all others
            pipes = self._present.pipes
            known = known._replace(sign=pipes["sign"][rows.pipes], basis=pipes["basis"][rows.pipes])
        return Area.solve(self._tables, rows, self._options, self._levels, known)

    def _with_context(self, rows: Rows) -> Rows:
        """Add what points passed by, for it kept others from being met.

        The pipe nearest to a source that met a manhole: an open channel farther off must not win over that.
        And the end nearest to an outfall that met a larger one: ends so much farther off are beside it.
        Or that larger one, where a passing pipe won because of it.
        """
        columns, beside = self._tables.pipes.columns, [self._present.outfalls["beside"][rows.outfalls]]
        if "form" in columns and (columns["form"][rows.pipes] == "open_channel").any():
            beside.append(self._present.sources["beside"][rows.sources])
        besides = np.concatenate(beside)
        return replace(rows, pipes=np.union1d(rows.pipes, besides[besides >= 0]))

    def _rows_of(self, seeds: Seeds, touched: Felt) -> Rows:
        rows = self._present.rows_in(touched.areas)
        return Rows(
            _union(rows.pipes, seeds.pipes), _union(rows.outfalls, touched.outfalls),
            _union(rows.sources, touched.sources), _union(rows.manholes, touched.manholes),
        )

    def _look_around(self, seeds: Seeds, area: Area, own: Rows) -> bool:
        """Widen the seeds by what turned out; returns whether there is anything to look around again for.

        Pipes only looked at that are met; nodes by their ids, and cuts of outfalls, that lie elsewhere now.
        """
        met = self._present.areas("pipes", area.met_besides(own))
        seeds.areas |= met
        nodes = self._moved_nodes(seeds, area, own)
        if len(nodes):
            seeds.shapes.append(shapely.multipoints(nodes))
            seeds.joins = seeds.meets = seeds.mouths = True
        cuts = np.empty((0, 2))
        if not self._tables.manholes.exist:  # then a cut is a place to link to
            before, after = self._present.outfalls["xy"][area.rows.outfalls], area.outfall_hops.xy
            moved = _moved(before[:, None], after[:, None])
            cuts = _distinct(before[moved], after[moved])
        if len(cuts):
            seeds.spots.append(shapely.multipoints(cuts))
            seeds.meets = True
        return bool(met or len(nodes) or len(cuts))

    def _moved_nodes(self, seeds: Seeds, area: Area, own: Rows) -> Floats:
        """Places (k, 2), before and now, of ends with ids whose node moved or is another; not of edited rows.

        What declares these ids may be meant, or not any more.
        """
        strands, rows = area.network.noding.strands, area.rows.pipes
        named = np.zeros(len(rows), dtype=bool)
        named[strands.pipe[strands.declared]] = True
        named &= np.isin(rows, own.pipes) & ~np.isin(rows, list(seeds.pipes))
        named &= self._present.pipes["area"][rows] >= 0
        at = np.flatnonzero(named)
        places, by_id, _ = area.node_places
        before, after = self._present.pipes["places"][rows[at]], places[at]
        moved = _moved(before, after) | (self._present.pipes["by_id"][rows[at]] != by_id[at]).any(axis=1)
        for row in rows[at[moved]].tolist():
            seeds.codes |= self._tables.pipes.codes(row)
        return _distinct(before[moved], after[moved])


def _moved(before: Floats, after: Floats) -> Bools:
    """Tell in which rows of places (n, ends, 2) any is another."""
    with np.errstate(invalid="ignore"):
        still = (np.abs(before - after) <= _STILL_M) | (np.isnan(before) & np.isnan(after))
    moved: Bools = ~still.all(axis=(1, 2))
    return moved


def _distinct(*places: Floats) -> Floats:
    spots = np.concatenate(places).reshape(-1, 2)
    found: Floats = np.unique(spots[np.isfinite(spots).all(axis=1)], axis=0)
    return found


def crowded(noding: Noding) -> bool:
    """Tell whether ends crowd so much that noding gathers them in cells, which looks at all of them."""
    size = np.bincount(noding.end_node[~noding.strands.declared].ravel()).astype(np.float64)
    return bool((size * size).sum() > 15.0 * max(size.sum(), 1.0))


def _union(rows: Ints, more: Iterable[int]) -> Ints:
    found: Ints = np.union1d(rows, np.array(list(more), dtype=np.int64))
    return found
