"""Why the traces of a live network end and what is wrong with it, area by area, when it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from ..ends import LooseEnds, Terminals, across_gaps, find_ends, loose_ends
from ..findings import find_all, missing_codes
from ..levels import LevelPool
from ..model import Bools, Ends, Finding, Floats, Ints, Options, Rule
from ..node_ids import normal_codes
from .area import Area, Rows, position
from .areas import Areas
from .editable_rows import Tables, bools_of
from .edits import TABLES
from .felt import Seeds
from .present import Present

#: Findings that are told from the tables, because they hang on more than an area.
_OF_TABLES = ("missing_node", "level_sentinel", "unlinked_outfall", "unlinked_source", "bad_geometry")


@dataclass
class _AreaEnds:
    """Terminals of areas, gaps not told from headwaters, and loose ends no trace comes to."""

    xy: Floats
    outfall: Ints
    count: Ints
    found: Terminals
    beyond: LooseEnds

    def of(self, ends: Bools, loose: Bools) -> _AreaEnds:
        """Return some of them."""
        one, two = self.found, self.beyond
        found = Terminals(one.node[ends], one.reason[ends], one.pipe[ends], one.limit[ends], one.loose[ends])
        beyond = LooseEnds(two.xy[loose], two.pipe[loose])
        return _AreaEnds(self.xy[ends], self.outfall[ends], self.count[ends], found, beyond)


def _ends_of(area: Area) -> _AreaEnds:
    found, beyond = area.terminals()
    outfall = np.append(area.rows.outfalls, -1)[area.reach.nearest(found.node)[0]]
    return _AreaEnds(
        area.network.noding.node_xy[found.node], outfall, area.reach.count(found.node), found, beyond)


class Reasons:
    """Ends and findings; what was not asked costs nothing."""

    def __init__(
        self, tables: Tables, present: Present, whole: Area, areas: Areas, options: Options, levels: LevelPool
    ) -> None:
        """Whole: everything as it was built, with its answer."""
        self._tables, self._present, self._areas = tables, present, areas
        areas.forgotten = self.remember
        self._options, self._levels = options, levels
        self._first = _ends_of(whole)
        self._whole = whole
        self._node_area = present.node_area
        self._loose_area = present.pipes["area"][self._first.beyond.pipe].copy()
        self._later: dict[int, _AreaEnds] = {}
        self._first_findings: list[Finding] | None = None
        self._findings: dict[int, list[Finding]] = {}
        self._near: set[int] = set()  # first areas beside which something was edited
        self._is_first = True
        self._anew: list[Finding] | None = None
        self._listed: list[_AreaEnds] | None = None
        self._loose: LooseEnds | None = None

    def edited(self, seeds: Seeds) -> None:
        """Something was edited."""
        self._is_first, self._anew, self._listed, self._loose = False, None, None, None
        shapes = np.array([None, *seeds.shapes], dtype=object)[1:]
        reach = self._options.gap_search_m + 2 * self._options.tolerance_m
        near = self._present.areas("pipes", self._tables.pipes.near(shapes, reach))
        near |= self._present.areas("pipes", np.array(list(seeds.pipes), dtype=np.int64))
        self._near |= near
        for one in near:
            self._findings.pop(one, None)

    def remember(self, area: Area) -> None:
        """Keep the ends of an area whose network is about to be forgotten."""
        standing = self._standing()
        if any(standing[one] and one not in self._later for one in area.numbers):
            self._enter(area)

    # ends

    def _present_ends(self) -> list[_AreaEnds]:
        """The ends of all areas as they are now."""
        if self._listed is None:
            self._listed = self._list_ends()
        return self._listed

    def _list_ends(self) -> list[_AreaEnds]:
        present = self._present
        standing = self._standing()
        first = self._first.of(standing[self._node_area[self._first.found.node]], standing[self._loose_area])
        for gone in [one for one in self._later if not standing[one]]:
            del self._later[gone]
            self._findings.pop(gone, None)
        later = present.n_first + np.flatnonzero(standing[present.n_first : -1])
        for one in later.tolist():
            if one not in self._later:
                self._enter(self._areas.area(one))
        return [first, *self._later.values()]

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

    def loose_ends(self) -> LooseEnds:
        """Return the loose ends of pipes that no trace comes to."""
        if self._loose is None:
            parts = [part.beyond for part in self._present_ends()]
            xy, pipe = [part.xy for part in parts], [part.pipe for part in parts]
            self._loose = LooseEnds(np.concatenate(xy), np.concatenate(pipe))
        return self._loose

    def ends(self) -> Ends:
        """Return why the present traces end."""
        parts = self._present_ends()
        xy = np.concatenate([part.xy for part in parts])
        found = Terminals(*(np.concatenate(column) for column in zip(*(part.found for part in parts))))
        reason, pipe, gap = across_gaps(xy, found, self.loose_ends(), self._options.gap_search_m)
        return Ends(
            xy, np.concatenate([part.outfall for part in parts]),
            np.concatenate([part.count for part in parts]), reason, pipe, gap, found.limit,
        )

    # findings

    def findings(self) -> list[Finding]:
        """Return what is wrong with the network now."""
        present = self._present
        if self._first_findings is None:
            self._first_findings = _check(self._whole, self._whole.rows)
        if self._is_first:
            return [*self._first_findings, *self._of_tables()]
        if self._options.direction_policy == "auto":  # what was turned is told by all pipes together
            if self._anew is None:
                pipes, nodes, outfalls, sources = self._tables.inputs()
                every = Rows(*(np.arange(getattr(self._tables, name).n) for name in TABLES))
                whole = Area.build(every, pipes, nodes, outfalls, sources, self._options)
                self._anew = _check(whole, every)
            return [*self._anew, *self._of_tables()]
        self._present_ends()
        standing = self._standing()
        every = np.flatnonzero(standing).tolist()
        again = [one for one in every if one >= present.n_first or one in self._near]
        old = standing.copy()
        old[again] = False
        found = [one for one in self._first_findings if old[self._area_of_finding(one)]]
        for one in again:
            if one not in self._findings:
                self._findings[one] = self._check_again(one)
            found += self._findings[one]
        return [*found, *self._of_tables()]

    def _area_of_finding(self, finding: Finding) -> int:
        columns = self._present.column(finding.object_table)
        return int(columns["area"][finding.object_row]) if finding.object_row >= 0 else -1

    def _check_again(self, number: int) -> list[Finding]:
        """Check one area, with the pipes beside its loose ends in sight."""
        own = self._present.rows_in([number])
        area = self._areas.area(number)
        _, lower = loose_ends(area.network)
        spots = np.asarray(shapely.points(area.network.noding.node_xy[lower]), dtype=object).reshape(-1)
        beside = self._tables.pipes.near(spots, self._options.gap_search_m)
        return _check(self._areas.solved(number, beside), own)

    def _of_tables(self) -> list[Finding]:
        """What is told of rows by themselves, or by all of them together."""
        tables, present = self._tables, self._present
        columns, found = tables.pipes.columns, []
        if "from_node" in columns and "to_node" in columns:
            start, end = (normal_codes(columns[name]) for name in ("from_node", "to_node"))
            for row, code, half in missing_codes(start, end, tables.manholes.codes()):
                found.append(Finding("missing_node", "warning" if half else "notice", "pipes", row,
                                     *self._place(row), -1, {"code": code, "half": half}))
        for row in self._levels.placeholders(columns, tables.pipes.n).tolist():
            values: dict[str, float | int | str] = {
                name: float(columns[name][row]) for name in ("invert_from", "invert_to") if name in columns
            }
            found.append(Finding("level_sentinel", "notice", "pipes", row, *self._place(row), -1, values))
        nowhere = np.flatnonzero((present.pipes["area"] < 0) & tables.pipes.alive["row"]).tolist()
        found += [Finding("bad_geometry", "error", "pipes", row, np.nan, np.nan) for row in nowhere]
        for kind, name in (("unlinked_outfall", "outfalls"), ("unlinked_source", "sources")):
            points = tables.outfalls if name == "outfalls" else tables.sources
            rows = np.flatnonzero((present.column(name)["rule"] == Rule.NONE) & points.alive["row"])
            xy = points.columns["xy"][rows]
            near = tables.pipes.nearest_m(xy)
            xy = xy if name == "outfalls" else np.full_like(xy, np.nan)
            for row, (x, y), metres in zip(rows.tolist(), xy.tolist(), near.tolist()):
                found.append(Finding(kind, "warning", name, row, x, y, -1,
                                     {"nearest_m": metres} if np.isfinite(metres) else {}))
        return found

    def _place(self, pipe: int) -> tuple[float, float]:
        """The middle of the first run of a pipe."""
        line = self._tables.pipes.line(pipe)
        if line is None:
            return float("nan"), float("nan")
        point = shapely.line_interpolate_point(shapely.get_geometry(line, 0), 0.5, normalized=True)
        return float(point.x), float(point.y)


def _check(area: Area, own: Rows) -> list[Finding]:
    """Run the checks over areas; what they say of ``own`` rows, by the rows of the tables."""
    ends = find_ends(area.network, area.reach)
    rows = {"pipes": np.append(area.rows.pipes, -1), "outfalls": np.append(area.rows.outfalls, -1)}
    mine = {"pipes": own.pipes, "outfalls": own.outfalls}
    found = []
    for one in find_all(area.network, area.outfalls, area.outfall_hops, area.source_hops, area.reach, ends):
        if one.kind in _OF_TABLES:
            continue
        row = int(rows[one.object_table][one.object_row])
        if position(mine[one.object_table], np.array([row]))[0] < 0:
            continue
        values = dict(one.values)
        if "outfall" in values:
            values["outfall"] = int(rows["outfalls"][int(values["outfall"])])
        other = int(rows["pipes"][one.other])
        found.append(replace(one, object_row=row, other=other, values=values))
    return found

