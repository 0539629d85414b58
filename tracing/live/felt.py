"""Which areas an edit can touch: those that are solved again.

Touched are the area of what was edited; where lines or ids changed, the areas of pipes that end near
its old or new line, or near whose lines it ends, and of pipes that carry its ids; and where points
may meet something else, their own areas and those of all pipes that they could meet. A point whose hop
is short next to its way to the edit stays where it is. What solving shows to have moved (a node without a
manhole lies in the middle of its ends; an outfall cuts a pipe elsewhere) is looked around again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely

from ..drainage.linking import END_BEATS_PASSING, END_BESIDE, END_BESIDE_M, PIPE_BEATS_NODE
from ..input_checks import placed
from ..model import Floats, Ints, Options, Rule
from .editable_rows import PointTable, Shapes, Tables
from .present import Present

#: Ends of pipes with ids that lie so near to each other (m) may be taken for one place.
SAME_PLACE_M = 1.0
#: An end that lies so many metres farther from an outfall than a passing pipe may still win over it.
_END_WINS_M = 5.0
#: Distances that differ by less (m) are the same.
_TIED_M = 1e-6


@dataclass
class Seeds:
    """Where an edit is felt first: rows, what they drew before and draw now, ids.

    joins: what meets what may differ; meets: points may meet something else; mouths: so may outfalls; trust:
    points just as near to something else may meet that. tells: outfalls that the pipe drains to are reached,
    even where their answer is the same.
    spots: places beside which sources may meet something else, such as where an outfall cuts a pipe.
    areas: touched whatever lies where.
    """

    pipes: set[int] = field(default_factory=set)
    outfalls: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    manholes: set[int] = field(default_factory=set)
    shapes: list[shapely.Geometry] = field(default_factory=list)
    outfall_places: list[shapely.Geometry] = field(default_factory=list)
    spots: list[shapely.Geometry] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)
    joins: bool = False
    meets: bool = False
    mouths: bool = False
    trust: bool = False
    tells: bool = False

    def add(self, other: Seeds) -> None:
        """Add what another edit made together with this one is felt by."""
        for name, mine in vars(self).items():
            theirs = getattr(other, name)
            setattr(self, name, mine | theirs if not isinstance(mine, list) else [*mine, *theirs])


@dataclass(frozen=True)
class Felt:
    """areas: to be solved again; outfalls, sources, manholes: rows besides theirs that may come to them."""

    areas: frozenset[int]
    outfalls: frozenset[int]
    sources: frozenset[int]
    manholes: frozenset[int]


class Feeler:
    """Finds what an edit can touch."""

    def __init__(self, tables: Tables, present: Present, options: Options) -> None:
        self._tables, self._present, self._options = tables, present, options
        self._touch_m = 2 * options.tolerance_m + SAME_PLACE_M + max(
            options.gap_distance_m, options.manhole_distance_m)

    @property
    def _gathers(self) -> bool:
        """Whether ends meet that lie apart."""
        options = self._options
        return options.gap_distance_m > 0 or (options.manhole_distance_m > 0 and self._tables.manholes.exist)

    def feel(self, seeds: Seeds) -> Felt:
        """Return what the edit can touch."""
        tables, present = self._tables, self._present
        shapes = _array(seeds.shapes)
        areas = set(seeds.areas)
        for name in ("pipes", "outfalls", "sources", "manholes"):
            areas |= present.areas(name, _rows(getattr(seeds, name)))
        if seeds.joins or (self._gathers and seeds.mouths):
            areas |= present.areas("pipes", self._joined(shapes))
        areas |= present.areas("pipes", tables.pipes.naming(seeds.codes))
        manholes = set(tables.manholes.called(seeds.codes).tolist()) | seeds.manholes
        if seeds.joins:
            manholes |= set(tables.manholes.places.near(shapes, self._touch_m).tolist())
        at_manholes = self._points_of_manholes(tables.manholes.called(seeds.codes))
        if seeds.joins:
            areas |= present.areas("pipes", tables.pipes.near(_array(at_manholes), self._touch_m))
        areas |= present.areas("manholes", _rows(manholes))
        codes = seeds.codes | {tables.manholes.code(row) for row in manholes}
        outfalls = set(seeds.outfalls)
        if seeds.mouths:
            outfalls |= self._moved("outfalls", shapes)
            outfalls |= set(tables.outfalls.called(codes).tolist())
        if seeds.trust:
            outfalls |= self._tied("outfalls", shapes)
        areas |= self._could_meet("outfalls", outfalls)
        sources = set(seeds.sources)
        if seeds.meets:
            sources |= self._moved("sources", _array([*seeds.shapes, *seeds.spots, *at_manholes]))
            sources |= set(tables.sources.called(codes).tolist())
        if seeds.trust:
            sources |= self._tied("sources", shapes)
        sources |= self._at_outfalls(seeds)
        areas |= self._could_meet("sources", sources)
        return Felt(frozenset(areas), frozenset(outfalls), frozenset(sources), frozenset(manholes))

    def _joined(self, shapes: Shapes) -> Ints:
        """Pipes that something drawn may join: those that end near it, or near whose lines it ends."""
        pipes = self._tables.pipes
        near = pipes.near(shapes, self._touch_m)
        if self._gathers or not len(near):
            return near
        met = pipes.lines.near(_ends(shapes)[0], self._touch_m)
        spots = pipes.spots.near(shapes, self._touch_m)
        asked = np.setdiff1d(near, np.union1d(met, spots)).tolist()
        ends, of = _ends(_array([pipes.line(row) for row in asked]))
        hit, _ = shapely.STRtree(shapes).query(ends, predicate="dwithin", distance=self._touch_m)
        return np.union1d(np.union1d(met, spots), np.array(asked, dtype=np.int64)[of[hit]])

    def _moved(self, name: str, shapes: Shapes) -> set[int]:
        """Points that may meet something else where something near them changed."""
        table = self._table(name)
        outfall = name == "outfalls"
        reach = self._options.outfall_distance_m if outfall else self._options.link_distance_m
        _, row, metres = table.places.pairs(shapes, reach + self._touch_m)
        rule, hop = self._present.rule(name, row), self._present.hop_m(name, row)
        far = _end_matters_m(hop) if outfall else hop / PIPE_BEATS_NODE
        anything = (rule != Rule.NEAREST_NODE) & (rule != Rule.NEAREST_PIPE)
        with np.errstate(invalid="ignore"):
            moved = (rule != Rule.DECLARED) & (anything | (metres <= far + self._touch_m))
        found = set(row[moved].tolist())
        if not outfall:
            around = table.outlines.meeting(shapes)
            rule = self._present.rule(name, around)
            free = (rule == Rule.SITE_OUTLINE) | (rule == Rule.AT_OUTFALL) | (rule == Rule.NONE)
            found |= set(around[free].tolist())
        return found

    def _tied(self, name: str, shapes: Shapes) -> set[int]:
        """Points that lie as near to something as to the pipe that they met: which is better known wins."""
        reach = self._options.outfall_distance_m if name == "outfalls" else self._options.link_distance_m
        _, row, metres = self._table(name).places.pairs(shapes, reach)
        tied = np.abs(metres - self._present.hop_m(name, row)) <= _TIED_M
        return set(row[tied & (self._present.rule(name, row) == Rule.NEAREST_PIPE)].tolist())

    def _at_outfalls(self, seeds: Seeds) -> set[int]:
        """Sources that drain at an outfall itself, where that was edited."""
        sources, present = self._tables.sources, self._present
        near = sources.places.near(_array(seeds.outfall_places), self._options.link_distance_m)
        rule = present.rule("sources", near)
        found = set(near[(rule == Rule.AT_OUTFALL) | (rule == Rule.NONE)].tolist())
        if seeds.outfalls and "declared_outfall" in sources.columns:
            declared = sources.columns["declared_outfall"]
            found |= set(np.flatnonzero(np.isin(declared, _rows(seeds.outfalls))).tolist())
        return found

    def _could_meet(self, name: str, rows: set[int]) -> set[int]:
        """Areas of points and of all that they could meet."""
        table, present, options = self._table(name), self._present, self._options
        own = _rows(rows)
        areas = present.areas(name, own)
        if not len(own):
            return areas
        declared = {table.code(row) for row in rows} - {""}
        areas |= present.areas("pipes", self._tables.pipes.naming(declared))
        called = self._tables.manholes.called(declared)
        areas |= present.areas("manholes", called)
        there = _array(self._points_of_manholes(called))
        areas |= present.areas("pipes", self._tables.pipes.near(there, self._touch_m))
        outfall = name == "outfalls"
        if not outfall and "declared_outfall" in table.columns:
            mouths = table.columns["declared_outfall"][own]
            areas |= present.areas("outfalls", mouths[mouths >= 0])
        xy = table.columns["xy"][own]
        xy = xy[placed(xy)]
        points = np.asarray(shapely.points(xy), dtype=object).reshape(-1)
        reach = options.outfall_distance_m if outfall else options.link_distance_m
        nearest = self._nearest_m(points, reach)
        far = _end_matters_m(nearest) if outfall else nearest / PIPE_BEATS_NODE
        by_pipe = outfall or "nearest_pipe" in options.link_rules
        far = np.minimum(far, reach) if by_pipe else np.full(len(points), reach)
        for where in (self._tables.pipes.lines, self._tables.pipes.spots):
            at, row, metres = where.pairs(points, reach + self._touch_m)
            areas |= present.areas("pipes", row[metres <= far[at] + self._touch_m])
        if not outfall:
            areas |= self._beyond(rows, points[~np.isfinite(nearest) | (not by_pipe)])
        return areas

    def _beyond(self, rows: set[int], points: Shapes) -> set[int]:
        """Areas of what sources could meet by the rules that come last: their sites, and outfalls."""
        tables, present = self._tables, self._present
        areas: set[int] = set()
        if "outline" in tables.sources.columns:
            sites = tables.sources.columns["outline"][_rows(rows)]
            sites = sites[~shapely.is_missing(sites)]
            areas |= present.areas("pipes", tables.pipes.lines.meeting(sites))
            areas |= present.areas("pipes", tables.pipes.spots.meeting(sites))
        mouths = tables.outfalls.places.near(points, self._options.link_distance_m)
        return areas | present.areas("outfalls", mouths)

    def _nearest_m(self, points: Shapes, reach: float) -> Floats:
        """Metres to the nearest pipe that takes something in, infinite beyond reach."""
        pipes = self._tables.pipes
        at, row, metres = pipes.lines.pairs(points, reach)
        if "status" in pipes.columns:
            open_ = pipes.columns["status"][row] != "abandoned"
            at, metres = at[open_], metres[open_]
        nearest = np.full(len(points), np.inf)
        np.minimum.at(nearest, at, metres)
        return nearest

    def _points_of_manholes(self, rows: Ints) -> list[shapely.Geometry]:
        points = [self._tables.manholes.point(row) for row in rows.tolist()]
        return [point for point in points if point is not None]

    def _table(self, name: str) -> PointTable:
        return self._tables.outfalls if name == "outfalls" else self._tables.sources


def _end_matters_m(metres: Floats) -> Floats:
    """How far from an outfall ends matter that meets, or passes, something so many metres off.

    An end may win over a passing pipe that is nearer, and a larger end beside it over that end.
    """
    far = np.maximum(END_BEATS_PASSING * metres, metres + _END_WINS_M)
    widened: Floats = np.maximum(END_BESIDE * far, far + END_BESIDE_M)
    return widened


def _rows(rows: set[int] | list[int]) -> Ints:
    return np.array(sorted(rows), dtype=np.int64)


def _array(shapes: list[shapely.Geometry]) -> Shapes:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def _ends(shapes: Shapes) -> tuple[Shapes, Ints]:
    """First and last places of the parts of shapes, and which shape each is of."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    line = shapely.get_type_id(parts) == 1
    first, last = (shapely.get_point(parts[line], at) for at in (0, -1))
    ends = np.concatenate([first, last, parts[~line]])
    return ends, np.concatenate([of[line], of[line], of[~line]]).astype(np.int64)
