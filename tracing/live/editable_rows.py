"""The rows a live network stands on: current values, and what lies near a place.

Columns grow, geometry of edited rows is kept beside the original vertices, and indexes are made
once: rows edited since have a small index of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ...problems import InputError
from ..growing_columns import Columns
from ..input_checks import placed
from ..model import Bools, Drainage, Floats, Flow, Ints, Nodes, Pipes, Points
from ..noding.node_ids import NodeIds, normal_code, normal_codes
from ..noding.pieces import Strands, points_at
from ..noding.spatial_index import Tree, tree_of
from ..packed_texts import as_texts
from ..reach.labels import ranges
from .edits import TABLES, Edit

_TEXTS = ("from_node", "to_node", "system", "form", "data_source", "status")
_NUMBERS = ("invert_from", "invert_to", "diameter_mm", "length_m")
_BLANK: dict[str, Any] = {
    **dict.fromkeys(_TEXTS), **dict.fromkeys(_NUMBERS, np.nan), "flow": int(Flow.UNSTATED), "barrier": False,
    "declared_node": None, "declared_outfall": -1, "outline": None, "kind": None, "code": None,
    "closed": False, "xy": np.nan,
}
_DTYPE: dict[str, Any] = {
    **dict.fromkeys((*_TEXTS, "declared_node", "outline", "kind", "code"), object),
    **dict.fromkeys(_NUMBERS, float), "flow": np.int8, "barrier": bool, "declared_outfall": np.int64,
    "closed": bool,
}
_OF_PIPES = (*_TEXTS, *_NUMBERS, "flow", "barrier")
_OF_POINTS = ("declared_node", "declared_outfall", "outline", "kind")
_OF_MANHOLES = ("code", "kind", "closed")
Shapes = NDArray[np.object_]


class Whereabouts:
    """Where rows lie: an index made once, and a small one of the rows that moved since."""

    def __init__(self, rows: Ints, shapes: Shapes, tree: Tree | None = None) -> None:
        """rows: (k,) whose shapes (k,) are; a row may have several, or None; tree: an index of the shapes."""
        self._rows, self._shapes = rows, shapes
        self._tree = tree_of(shapes) if tree is None else tree
        self._later: dict[int, shapely.Geometry | None] = {}
        self._fresh: tuple[Ints, Shapes, Tree] | None = None

    def put(self, row: int, shape: shapely.Geometry | None) -> None:
        """Let a row lie here from now on."""
        if shape is not None or row in self._later or (self._rows == row).any():
            self._later[row], self._fresh = shape, None

    def holds(self, rows: Ints) -> Ints:
        """Return those of ``rows`` (k,) that lie somewhere."""
        later = [row for row, shape in self._later.items() if shape is not None]
        first = np.setdiff1d(self._rows, list(self._later)) if self._later else self._rows
        found: Ints = rows[np.isin(rows, first) | np.isin(rows, later)]
        return found

    def pairs(
        self, places: Shapes, distance: float, predicate: str = "dwithin"
    ) -> tuple[Ints, Ints, Floats]:
        """Return which of the places (position) lies within ``distance`` of which row, and the metres."""
        at, hit = self._query(self._tree, places, distance, predicate)
        rows, shapes = self._rows[hit], self._shapes[hit]
        if self._later:
            kept = ~np.isin(rows, list(self._later))
            at, rows, shapes = at[kept], rows[kept], shapes[kept]
            if self._fresh is None:
                there = [(row, shape) for row, shape in self._later.items() if shape is not None]
                lie = np.array([None, *(shape for _, shape in there)], dtype=object)[1:]
                self._fresh = np.array([row for row, _ in there], dtype=np.int64), lie, tree_of(lie)
            own, lie, tree = self._fresh
            more, hit = self._query(tree, places, distance, predicate)
            at, rows = np.append(at, more), np.append(rows, own[hit])
            shapes = np.append(shapes, lie[hit])
        with np.errstate(invalid="ignore"):  # a vertex drawn twice
            return at, rows, shapely.distance(np.asarray(places, dtype=object)[at], shapes)

    @staticmethod
    def _query(tree: Tree, places: Shapes, distance: float, predicate: str) -> tuple[Ints, Ints]:
        if not len(places):
            none = np.empty(0, dtype=np.int64)
            return none, none
        reach = distance if predicate == "dwithin" else None
        at, hit = tree.query(places, predicate=predicate, distance=reach)
        return at.astype(np.int64), hit.astype(np.int64)

    def near(self, places: Shapes, distance: float) -> Ints:
        """Return the rows within ``distance`` of any of the places, ascending."""
        return np.unique(self.pairs(places, distance)[1])

    def meeting(self, places: Shapes) -> Ints:
        """Return the rows that meet any of the places, ascending."""
        return np.unique(self.pairs(places, 0.0, "intersects")[1])


def _given(rows: Pipes | Points | Nodes, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    columns = {name: getattr(rows, name) for name in names}
    return {name: as_texts(column) for name, column in columns.items() if column is not None}


class _Table:
    """Columns of rows that keep their numbers: added rows come last, removed ones stay empty."""

    known: tuple[str, ...] = ()

    def __init__(self, **columns: NDArray[Any]) -> None:
        self.columns = Columns(**columns)
        self.alive = Columns(row=np.ones(self.n, dtype=bool))

    @property
    def n(self) -> int:
        """Number of rows, removed ones included."""
        return self.columns.n

    def names(self) -> list[str]:
        """Return the columns that an edit may set and that are there."""
        return [name for name in self.columns.names() if name in ("xy", *self.known)]

    def values(self, row: int, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return values of a row as :meth:`edit` takes them; ``names``: all of them.

        Columns that are not there are blank. Raises :class:`problems.InputError` where there is no such row.
        """
        self.check_row(row)
        found: dict[str, Any] = {}
        for name in self.names() if names is None else names:
            if name in self.columns:
                value = self.columns[name][row]
                found[name] = value.copy() if name == "xy" else value
            elif name in self.known:
                found[name] = _BLANK[name]
        return found

    def check_row(self, row: int) -> None:
        """Raise :class:`problems.InputError` where there is no such row."""
        if not 0 <= row < self.n:
            raise InputError(f"There is no row {row} to edit; rows are 0..{self.n - 1}.")

    def check(self, values: Mapping[str, Any]) -> None:
        """Raise :class:`problems.InputError` for a column that cannot be edited."""
        known = self._editable()
        for name in values:
            if name not in known:
                raise InputError(f"There is no column '{name}' to edit; use one of {', '.join(known)}.")

    def _editable(self) -> tuple[str, ...]:
        return "xy", *self.known

    def edit(self, row: int, values: Mapping[str, Any]) -> int:
        """Change a row, or add one (row -1); returns its number."""
        self.check(values)
        if row < 0:
            blank = {name: self.columns[name][:0] for name in self.columns.names()}
            row = self.n
            self.columns.append(**{name: np.full((1, *column.shape[1:]), _BLANK[name], dtype=column.dtype)
                                   for name, column in blank.items()})
            self.alive.append(row=np.ones(1, dtype=bool))
        self.check_row(row)
        self.alive["row"][row] = True
        for name, value in values.items():
            if name == "lines":
                continue
            if name not in self.columns:
                self.columns.add_column(name, np.full(self.n, _BLANK[name], dtype=_DTYPE[name]))
            self.columns[name][row] = value
        return row

    def clear(self, row: int) -> None:
        """Leave a row without place and values."""
        self.check_row(row)
        self.edit(row, {name: _BLANK[name] for name in self.names()})
        self.alive["row"][row] = False


class PipeTable(_Table):
    """Pipes: columns, vertices and where they lie."""

    known = _OF_PIPES

    def __init__(self, pipes: Pipes) -> None:
        given = _given(pipes, _OF_PIPES)
        none = {} if given else {"flow": np.full(pipes.n, int(Flow.UNSTATED), dtype=np.int8)}
        super().__init__(**given, **none)
        self._n_first = pipes.n
        self._xy = np.asarray(pipes.xy, dtype=np.float64).reshape(-1, 2)
        self._start = np.asarray(pipes.part_start, dtype=np.int64)
        self._part_pipe = np.asarray(pipes.part_pipe, dtype=np.int64)
        self._edited: dict[int, list[Floats]] = {}
        self._named: dict[int, set[str]] = {}  # ids of rows whose ids were edited
        self._lines: Whereabouts | None = None
        self._spots: Whereabouts | None = None
        self._ids: tuple[NodeIds, Ints, Ints] | None = None

    def _editable(self) -> tuple[str, ...]:
        return "lines", *_OF_PIPES

    def index(self, strands: Strands, tree: Tree, ids: NodeIds, end_id: Ints) -> None:
        """Use the lines, the tree and the ids of the noding of all present rows to look around.

        end_id: (strands, 2) number of the id at either end, -1 for none.
        """
        self._lines = Whereabouts(strands.pipe, strands.line, tree)
        none = np.empty(0, dtype=np.int64)
        self._spots = Whereabouts(none, np.empty(0, dtype=object))
        self._ids = ids, strands.pipe, end_id

    def place_nodes(self, rows: Ints, xy: Floats, *, first: bool = False) -> None:
        """Let nodes of pipes lie away from their lines: rows (k,) and places (k, 2), several per row.

        first: of all rows at once, before any edit.
        """
        if first:
            self._spots = Whereabouts(rows, points_at(xy))
            return
        for row in np.unique(rows).tolist():
            self.spots.put(row, shapely.multipoints(xy[rows == row]))

    @property
    def lines(self) -> Whereabouts:
        """Where pipes are drawn."""
        if self._lines is None:
            raise InputError("These pipes have no index.")
        return self._lines

    @property
    def spots(self) -> Whereabouts:
        """Where nodes of pipes lie that their lines do not come to."""
        if self._spots is None:
            raise InputError("These pipes have no index.")
        return self._spots

    def near(self, places: Shapes, distance: float) -> Ints:
        """Return the pipes of which the line or a node is within ``distance`` of any of the places."""
        return np.union1d(self.lines.near(places, distance), self.spots.near(places, distance))

    def naming(self, codes: set[str]) -> Ints:
        """Return the pipes with ids at both ends, one of which is among ``codes`` (normal ones)."""
        found = [row for row, own in self._named.items() if own & codes]
        if codes and self._ids is not None:
            ids, pipe, end_id = self._ids
            wanted = np.array([None, *sorted(codes)], dtype=object)[1:]
            number = ids.find(wanted, len(wanted))
            hit = np.zeros(len(end_id), dtype=bool)
            for one in number[number >= 0].tolist():
                hit |= (end_id == one).any(axis=1)
            found += [row for row in pipe[hit].tolist() if row not in self._named]
        return np.unique(np.array(found, dtype=np.int64))

    def codes(self, row: int) -> set[str]:
        """Return the ids at both ends of a pipe; none where one is missing, for then they join nothing."""
        names = [name for name in ("from_node", "to_node") if name in self.columns]
        codes = [normal_code(self.columns[name][row]) for name in names]
        return set(codes) if len(codes) == 2 and all(codes) else set()

    def parts(self, row: int) -> list[Floats]:
        """Return the (k, 2) parts of a pipe."""
        if row in self._edited:
            return self._edited[row]
        low, high = np.searchsorted(self._part_pipe, [row, row + 1])
        return [self._xy[self._start[at] : self._start[at + 1]] for at in range(low, high)]

    def line(self, row: int) -> shapely.Geometry | None:
        """Return everything a pipe draws, None where that is nothing."""
        parts = [part for part in self.parts(row) if len(part) > 1 and placed(part).all()]
        if parts and self.codes(row):
            parts = [np.concatenate(parts)]  # with ids at both ends it is one run
        return shapely.multilinestrings([shapely.linestrings(part) for part in parts]) if parts else None

    def values(self, row: int, names: Iterable[str] | None = None) -> dict[str, Any]:
        """As :meth:`_Table.values`, ``lines`` included."""
        names = ["lines", *self.names()] if names is None else list(names)
        known = super().values(row, [name for name in names if name != "lines"])
        return {**known, "lines": self.parts(row)} if "lines" in names else known

    def edit(self, row: int, values: Mapping[str, Any]) -> int:
        """Change a row, or add one (row -1); returns its number."""
        row = super().edit(row, values)
        if "lines" in values:
            self._edited[row] = list(values["lines"])
        elif row >= self._n_first:
            self._edited.setdefault(row, [])
        if {"lines", "from_node", "to_node"} & set(values):
            self._named[row] = self.codes(row)
            if self._lines is not None:
                self._lines.put(row, self.line(row))
        return row

    def clear(self, row: int) -> None:
        """Leave a row without geometry and values."""
        self.check_row(row)
        self.edit(row, {"lines": [], **{name: _BLANK[name] for name in self.names()}})
        self.alive["row"][row] = False

    def vertices(self, rows: Ints) -> tuple[Floats, Ints, Ints]:
        """Return vertices (m, 2), first vertices (p + 1,) and positions (p,) of the parts of pipes.

        rows: (k,), ascending; positions are in them. The columns are ``xy``, ``part_start`` and ``part_pipe``
        of :class:`model.Pipes`.
        """
        low = np.searchsorted(self._part_pipe, rows)
        count = np.searchsorted(self._part_pipe, rows, side="right") - low
        moved = np.flatnonzero(np.isin(rows, list(self._edited))) if self._edited else rows[:0]
        count[moved] = 0
        parts, at = ranges(low, count), np.repeat(np.arange(len(rows)), count)
        size = self._start[parts + 1] - self._start[parts]
        xy = self._xy[ranges(self._start[parts], size)]
        more = [(place, part) for place in moved.tolist() for part in self._edited[int(rows[place])]]
        if more:
            xy = np.concatenate([xy, *(part for _, part in more)])
            at = np.append(at, [place for place, _ in more])
            size = np.append(size, [len(part) for _, part in more])
            order = np.argsort(at, kind="stable")
            at, begin, size = at[order], (np.cumsum(size) - size)[order], size[order]
            xy = xy[ranges(begin, size)]
        return xy, np.concatenate([[0], np.cumsum(size)]).astype(np.int64), at

    def take(self, rows: Ints) -> Pipes:
        """Return the given rows (k,), ascending, as pipes of their own."""
        xy, start, part_pipe = self.vertices(rows)
        return Pipes(
            len(rows), xy, start, part_pipe, **{name: self.columns[name][rows] for name in self.names()}
        )

    def nearest_m(self, xy: Floats) -> Floats:
        """Return (k,) metres from (k, 2) places to the nearest pipe not abandoned, infinite for none."""
        far = np.full(len(xy), np.inf)
        left, reach = np.flatnonzero(placed(xy)), 100.0
        dead = np.zeros(self.n, dtype=bool)
        if "status" in self.columns:
            dead = self.columns["status"] == "abandoned"
        while len(left) and reach < _FARTHEST_M:  # wider and wider windows
            at, row, metres = self.lines.pairs(points_at(xy[left]), reach)
            np.minimum.at(far, left[at[~dead[row]]], metres[~dead[row]])
            left, reach = left[~np.isfinite(far[left])], 4.0 * reach
        return far


#: Beyond this (m) no pipe is looked for.
_FARTHEST_M = 1e9


class PlacedTable(_Table):
    """Rows at places that carry, or declare, an id in the column ``id_column``."""

    id_column = ""

    def __init__(self, xy: Floats, **columns: NDArray[Any]) -> None:
        super().__init__(xy=np.where(placed(xy)[:, None], xy, np.nan), **columns)
        self.places = Whereabouts(np.arange(self.n), points_at(self.columns["xy"]))
        self._rows_of: dict[str, set[int]] = {}
        if self.id_column in self.columns:
            for row, code in enumerate(normal_codes(self.columns[self.id_column])):
                if code:
                    self._rows_of.setdefault(code, set()).add(row)

    def edit(self, row: int, values: Mapping[str, Any]) -> int:
        """Change a row, or add one (row -1); returns its number."""
        former = self.code(row) if 0 <= row < self.n else ""
        row = super().edit(row, values)
        self._rows_of.get(former, set()).discard(row)
        self._rows_of.setdefault(self.code(row), set()).add(row)
        xy = self.columns["xy"]
        xy[row] = np.where(placed(xy[row : row + 1]), xy[row], np.nan)
        self.places.put(row, self.point(row))
        return row

    def point(self, row: int) -> shapely.Geometry | None:
        """Return where a row lies, None where that is not known."""
        xy = self.columns["xy"][row]
        return shapely.points(xy) if np.isfinite(xy).all() else None

    def code(self, row: int) -> str:
        """Return the id of a row as it is compared, "" for none."""
        return normal_code(self.columns[self.id_column][row]) if self.id_column in self.columns else ""

    def called(self, codes: Iterable[str]) -> Ints:
        """Return the rows with one of some ids, ascending."""
        rows: set[int] = set().union(*(self._rows_of.get(code, ()) for code in codes if code))
        return np.array(sorted(rows), dtype=np.int64)


class PointTable(PlacedTable):
    """Outfalls or sources."""

    known, id_column = _OF_POINTS, "declared_node"

    def __init__(self, points: Points) -> None:
        super().__init__(np.asarray(points.xy, dtype=np.float64).reshape(-1, 2), **_given(points, _OF_POINTS))
        drawn = self.columns["outline"] if "outline" in self.columns else np.full(self.n, None, dtype=object)
        self.outlines = Whereabouts(np.arange(self.n), drawn.copy())

    def edit(self, row: int, values: Mapping[str, Any]) -> int:
        """Change a row, or add one (row -1); returns its number."""
        row = super().edit(row, values)
        if "outline" in values:
            self.outlines.put(row, self.columns["outline"][row])
        return row

    def take(self, rows: Ints) -> Points:
        """Return the given rows (k,) as points of their own; declared outfalls keep their rows."""
        return Points(**{name: self.columns[name][rows] for name in self.columns.names()})


class ManholeTable(PlacedTable):
    """Manholes; those without an own column of kinds or gates have blank ones."""

    known, id_column = _OF_MANHOLES, "code"

    def __init__(self, nodes: Nodes | None) -> None:
        given = Nodes(np.empty((0, 2)), np.empty(0, dtype=object)) if nodes is None else nodes
        n = len(given.xy)
        columns = {"kind": np.full(n, None, dtype=object), "closed": np.zeros(n, dtype=bool)}
        xy = np.asarray(given.xy, dtype=np.float64).reshape(-1, 2)
        super().__init__(xy, **{**columns, **_given(given, _OF_MANHOLES)})

    @property
    def exist(self) -> bool:
        """Whether there is any: without manholes the places where pipes meet count as such."""
        return bool(self.alive["row"].any())

    def take(self, rows: Ints) -> Nodes | None:
        """Return manholes (rows (k,)), and one that is nowhere: a project with manholes stays one."""
        if not self.exist:
            return None
        columns = {name: self.columns[name][rows] for name in self.columns.names()}
        nowhere = np.array([None], dtype=object)
        return Nodes(
            np.concatenate([columns["xy"], np.full((1, 2), np.nan)]), np.append(columns["code"], nowhere),
            np.append(columns["kind"], nowhere), np.append(columns["closed"], False),
        )

    def every(self) -> Nodes:
        """Return every row, those that were removed too."""
        return Nodes(**{name: np.array(self.columns[name]) for name in self.columns.names()})


class Tables:
    """The rows of a network in their four tables."""

    def __init__(self, pipes: Pipes, nodes: Nodes | None, outfalls: Points, sources: Points) -> None:
        self.pipes, self.manholes = PipeTable(pipes), ManholeTable(nodes)
        self.outfalls, self.sources = PointTable(outfalls), PointTable(sources)

    def inputs(self) -> Drainage:
        """Return the present rows as a whole trace takes them."""
        nodes = self.manholes.every() if self.manholes.exist else None
        outfalls, sources = (table.take(np.arange(table.n)) for table in (self.outfalls, self.sources))
        return Drainage(self.pipes.take(np.arange(self.pipes.n)), nodes, outfalls, sources)

    def renewed(self, edits: Iterable[Edit] = ()) -> Tables:
        """Return the same rows with indexes made anew, and with edits made that nothing has answered yet."""
        pipes, _, outfalls, sources = self.inputs()
        tables = Tables(pipes, self.manholes.every(), outfalls, sources)
        for name in TABLES:
            getattr(tables, name).alive = getattr(self, name).alive
        for edit in edits:
            table = getattr(tables, edit.table)
            if edit.remove:
                table.clear(edit.row)
            else:
                table.edit(edit.row, edit.values)
        return tables


def bools_of(rows: Ints, n: int) -> Bools:
    """Return (n + 1,) which rows are among ``rows``; row -1 reads the last, which is none."""
    marked = np.zeros(n + 1, dtype=bool)
    marked[rows] = True
    marked[-1] = False
    return marked
