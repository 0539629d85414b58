"""Why the traces of a live network end, area by area, when it is asked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..answers.ends import LooseEnds, Terminals, across_gaps
from ..model import Bools, Ends, Floats, Ints, Options
from .area import Area
from .areas import Areas
from .editable_rows import bools_of
from .present import Present


class _Ends(NamedTuple):
    """Terminals of areas, gaps not told from headwaters, and loose ends that no trace comes to."""

    xy: Floats
    outfall: Ints
    n_outfalls: Ints
    found: Terminals
    beyond: LooseEnds

    def of(self, ends: Bools, loose: Bools) -> _Ends:
        """Return some of them."""
        one, two = self.found, self.beyond
        return _Ends(
            self.xy[ends], self.outfall[ends], self.n_outfalls[ends],
            Terminals(one.node[ends], one.reason[ends], one.pipe[ends], one.limit[ends], one.loose[ends]),
            LooseEnds(two.xy[loose], two.pipe[loose]),
        )


class LiveEnds:
    """The ends of all areas. Gaps are told from headwaters by all of them: one may lead to another area."""

    def __init__(self, present: Present, areas: Areas, whole: Area, options: Options) -> None:
        """Whole: everything as it was built, with its answer."""
        self._present, self._areas, self._options = present, areas, options
        self._first = _ends_of(whole)
        self._loose_area = present.pipes["area"][self._first.beyond.pipe].copy()
        self._later: dict[int, _Ends] = {}
        self._listed: list[_Ends] | None = None

    def edited(self) -> None:
        """Something was edited."""
        self._listed = None

    def loose_ends(self) -> LooseEnds:
        """Return the loose ends of pipes that no trace comes to."""
        parts = [part.beyond for part in self._present_ends()]
        if len(parts) > 1:
            xy, pipe = [part.xy for part in parts], [part.pipe for part in parts]
            return LooseEnds(np.concatenate(xy), np.concatenate(pipe))
        return parts[0]

    def ends(self) -> Ends:
        """Return the terminals of the present traces."""
        parts = self._present_ends()
        xy, outfall, n_outfalls = (np.concatenate(column) for column in list(zip(*parts))[:3])
        found = Terminals(*(np.concatenate(column) for column in zip(*(part.found for part in parts))))
        reason, pipe, gap = across_gaps(xy, found, self.loose_ends(), self._options.gap_search_m)
        return Ends(xy, outfall, n_outfalls, reason, pipe, gap, found.limit)

    def _present_ends(self) -> list[_Ends]:
        """The ends of all areas as they are now; those as they were built come first, all together."""
        if self._listed is None:
            present, standing = self._present, self._standing()
            first = self._first.of(
                standing[present.node_area[self._first.found.node]], standing[self._loose_area])
            self._later = {one: ends for one, ends in self._later.items() if standing[one]}
            for one in (present.n_first + np.flatnonzero(standing[present.n_first : -1])).tolist():
                if one not in self._later:
                    self._enter(self._areas.area(one))
            self._listed = [first, *self._later.values()]
        return self._listed

    def _standing(self) -> Bools:
        """(areas + 1,) which areas have rows."""
        present = self._present
        standing = bools_of(present.pipes["area"], present.n_areas)
        standing[:-1] |= bools_of(present.outfalls["area"], present.n_areas)[:-1]
        return standing

    def _enter(self, area: Area) -> None:
        """Keep the ends of an area, and of those that were solved together with it, each by itself."""
        ends, present = _ends_of(area), self._present
        of_node = area.area_of_node(present.pipes["area"], present.outfalls["area"])
        of_end, of_loose = of_node[ends.found.node], present.pipes["area"][ends.beyond.pipe]
        for one in area.numbers:
            self._later[one] = ends.of(of_end == one, of_loose == one)


def _ends_of(area: Area) -> _Ends:
    found, beyond = area.terminals()
    outfall = np.append(area.rows.outfalls, -1)[area.reach.nearest(found.node)[0]]
    xy = area.network.noding.node_xy[found.node]
    return _Ends(xy, outfall, area.reach.count(found.node), found, beyond)
