"""The rows a live network stands on: current values, and what lies near a place.

Columns grow, geometry of edited rows is kept beside the original vertices, and spatial
indexes are made once: rows edited since are left out of them and looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..problems import InputError
from .columns import Columns
from .inputs import placed
from .labels import ranges
from .model import Bools, Floats, Flow, Ints, Nodes, Pipes, Points
from .node_ids import normal_code, normal_codes
from .strands import Strands, points_at
from .trees import Tree, tree_of

_TEXTS = ("from_node", "to_node", "system", "form", "data_source", "status")
_NUMBERS = ("invert_from", "invert_to", "diameter_mm", "length_m")
_BLANK: dict[str, Any] = {
    **dict.fromkeys(_TEXTS), **dict.fromkeys(_NUMBERS, np.nan), "flow": int(Flow.UNSTATED), "barrier": False,
    "declared_node": None, "declared_outfall": -1, "outline": None, "kind": None,
}
_DTYPE: dict[str, Any] = {
    **dict.fromkeys((*_TEXTS, "declared_node", "outline", "kind"), object), **dict.fromkeys(_NUMBERS, float),
    "flow": np.int8, "barrier": bool, "declared_outfall": np.int64,
}
_OF_PIPES = (*_TEXTS, *_NUMBERS, "flow", "barrier")
_OF_POINTS = ("declared_node", "declared_outfall", "outline", "kind")


def _check(values: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in values:
        if name not in known:
            raise InputError(f"There is no column '{name}' to edit; use one of {', '.join(known)}.")


def _set(columns: Columns, row: int, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in columns:
            column = np.full(columns.n, _BLANK[name], dtype=_DTYPE[name])
            columns.add_column(name, column)
        columns[name][row] = value


def _row(columns: Columns, row: int) -> int:
    if not 0 <= row < columns.n:
        raise InputError(f"There is no row {row} to edit; rows are 0..{columns.n - 1}.")
    return row


def dwithin(geometry: NDArray[np.object_], other: shapely.Geometry, distance: float) -> Bools:
    """Tell which geometries lie within ``distance``; a vertex that is drawn twice raises no warning."""
    with np.errstate(invalid="ignore"):
        near: Bools = shapely.dwithin(geometry, other, distance)
    return near


def _values(columns: Columns, row: int, names: Iterable[str]) -> dict[str, Any]:
    """Values of a row as an edit would give them; columns that are not there are blank."""
    _row(columns, row)
    return {name: columns[name][row].copy() if name == "xy" else columns[name][row] if name in columns
            else _BLANK[name] for name in names}


class PipeTable:
    """Pipes: columns, vertices and where they lie."""

    def __init__(self, pipes: Pipes) -> None:
        given = {name: getattr(pipes, name) for name in _OF_PIPES if getattr(pipes, name) is not None}
        self.columns = Columns(row=np.arange(pipes.n), **given)
        self._xy = np.asarray(pipes.xy, dtype=np.float64).reshape(-1, 2)
        self._start = np.asarray(pipes.part_start, dtype=np.int64)
        self._part_pipe = np.asarray(pipes.part_pipe, dtype=np.int64)
        self._edited: dict[int, list[Floats]] = {}
        self._strands: Strands | None = None
        self._tree: Tree | None = None

    @property
    def n(self) -> int:
        """Number of rows, removed ones included."""
        return self.columns.n

    def index(self, strands: Strands, tree: Tree) -> None:
        """Use the lines and the tree of the noding of all present rows to look around."""
        self._strands, self._tree = strands, tree

    def parts(self, row: int) -> list[Floats]:
        """Return the (k, 2) parts of a pipe."""
        if row in self._edited:
            return self._edited[row]
        low, high = np.searchsorted(self._part_pipe, [row, row + 1])
        return [self._xy[self._start[at] : self._start[at + 1]] for at in range(low, high)]

    def line(self, row: int) -> shapely.Geometry | None:
        """Return everything a pipe draws, None where that is nothing."""
        parts = [part for part in self.parts(row) if len(part) > 1 and placed(part).all()]
        return shapely.multilinestrings([shapely.linestrings(part) for part in parts]) if parts else None

    def values(self, row: int, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return values of a row as :meth:`edit` takes them; ``names``: all of them."""
        names = ["lines", *self.columns.names()] if names is None else names
        known = _values(self.columns, row, [name for name in names if name in _BLANK])
        return {**known, "lines": self.parts(row)} if "lines" in names else known

    def edit(self, row: int, values: Mapping[str, Any]) -> int:
        """Change a row, or add one (row -1); returns its number."""
        _check(values, ("lines", *_OF_PIPES))
        rest = {name: value for name, value in values.items() if name != "lines"}
        if row < 0:
            blank = {name: np.full(1, _BLANK.get(name, self.n), dtype=self.columns[name].dtype)
                     for name in self.columns.names()}
            row = int(self.columns.append(**blank)[0])
            self._edited[row] = []
        _set(self.columns, _row(self.columns, row), rest)
        if "lines" in values:
            self._edited[row] = list(values["lines"])
        return row

    def clear(self, row: int) -> None:
        """Leave a row without geometry and values."""
        blank = {name: _BLANK[name] for name in self.columns.names() if name != "row"}
        _set(self.columns, _row(self.columns, row), blank)
        self._edited[row] = []

    def near(self, places: NDArray[np.object_], distance: float) -> Ints:
        """Return the pipes within ``distance`` of any of the geometries, ascending."""
        if not len(places):
            return np.empty(0, dtype=np.int64)
        strands, tree = self._strands, self._tree
        found: list[int] = []
        if strands is not None and tree is not None and len(strands.pipe):
            hit = np.unique(strands.pipe[tree.query(places, predicate="dwithin", distance=distance)[1]])
            found = [row for row in hit.tolist() if row not in self._edited]
        drawn = {row: self.line(row) for row in self._edited}
        moved = [row for row, line in drawn.items() if line is not None]
        if moved:
            lines = [drawn[row] for row in moved]
            whole = shapely.geometrycollections(places)
            close = dwithin(np.array(lines, dtype=object), whole, distance)
            found += [row for row, there in zip(moved, close.tolist()) if there]
        return np.array(sorted(found), dtype=np.int64)

    def nearest_m(self, xy: Floats) -> Floats:
        """Return (k,) metres from (k, 2) places to the nearest pipe not abandoned, infinite for none."""
        points, far = shapely.points(xy), np.full(len(xy), np.inf)
        dead = np.zeros(self.n, dtype=bool)
        if "status" in self.columns:
            dead = self.columns["status"] == "abandoned"
        lines = [self.line(row) for row in self._edited if not dead[row]]
        drawn = np.array([line for line in lines if line is not None], dtype=object)
        if len(drawn) and len(xy):
            (at, _), metres = shapely.STRtree(drawn).query_nearest(
                points, return_distance=True, all_matches=False
            )
            far[at] = metres
        strands, tree = self._strands, self._tree
        if strands is None or tree is None or not len(xy):
            return far
        sound = ~dead[strands.pipe] & ~shapely.is_missing(strands.line)
        sound &= ~np.isin(strands.pipe, list(self._edited))
        (left, strand), metres = tree.query_nearest(points, return_distance=True, all_matches=False)
        hit = sound[strand]
        far[left[hit]] = np.minimum(far[left[hit]], metres[hit])
        # Where the nearest is gone or abandoned, wider and wider windows find the nearest that is not.
        left = left[~hit] if sound.any() else left[:0]
        reach = max(float(metres[~hit].max(initial=0.0)), 1.0)
        while len(left):
            reach *= 2.0
            at, strand = tree.query(points[left], predicate="dwithin", distance=reach)
            at, strand = at[sound[strand]], strand[sound[strand]]
            np.minimum.at(far, left[at], shapely.distance(points[left[at]], strands.line[strand]))
            left = left[far[left] > reach]
        return far

    def take(self, rows: Ints) -> Pipes:
        """Return the given rows (ascending) as pipes of their own."""
        parts = [(at, part) for at, row in enumerate(rows.tolist()) for part in self.parts(row)]
        return self._pipes(
            len(rows), [part for _, part in parts], np.array([at for at, _ in parts], dtype=np.int64), rows
        )

    def all(self) -> Pipes:
        """Return every row."""
        size = np.diff(self._start)
        own = np.isin(self._part_pipe, list(self._edited), invert=True)
        kept = [self._xy[np.repeat(own, size)]]
        edited = [(row, part) for row, parts in sorted(self._edited.items()) for part in parts]
        rows = np.array([row for row, _ in edited], dtype=np.int64)
        part_pipe = np.concatenate([self._part_pipe[own], rows])
        xy = np.concatenate([*kept, *(part for _, part in edited)])
        sizes = np.concatenate([size[own], np.array([len(part) for _, part in edited], dtype=np.int64)])
        order = np.argsort(part_pipe, kind="stable")
        start = np.cumsum(sizes) - sizes
        columns = {name: np.array(self.columns[name]) for name in self.columns.names() if name != "row"}
        return Pipes(
            self.n, xy[ranges(start[order], sizes[order])], np.concatenate([[0], np.cumsum(sizes[order])]),
            part_pipe[order], **columns,
        )

    def _pipes(self, n: int, parts: list[Floats], part_pipe: Ints, rows: Ints) -> Pipes:
        xy = np.concatenate(parts) if parts else np.empty((0, 2))
        start = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        columns = {name: self.columns[name][rows] for name in self.columns.names() if name != "row"}
        return Pipes(n, xy, start, part_pipe, **columns)


class PointTable:
    """Outfalls or sources: columns and where they lie."""

    def __init__(self, points: Points) -> None:
        given = {name: getattr(points, name) for name in _OF_POINTS if getattr(points, name) is not None}
        self.columns = Columns(xy=np.asarray(points.xy, dtype=np.float64).reshape(-1, 2), **given)
        self._base = self.n
        self._points = tree_of(points_at(self.columns["xy"]))
        self._outlines = shapely.STRtree(self.columns["outline"]) if "outline" in self.columns else None
        self._edited: set[int] = set()
        self._declaring: dict[str, set[int]] = {}
        if "declared_node" in self.columns:
            for row, code in enumerate(normal_codes(self.columns["declared_node"])):
                if code:
                    self._declaring.setdefault(code, set()).add(row)

    @property
    def n(self) -> int:
        """Number of rows, removed ones included."""
        return self.columns.n

    def values(self, row: int, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return values of a row as :meth:`edit` takes them; ``names``: all of them."""
        names = self.columns.names() if names is None else names
        return _values(self.columns, row, [name for name in names if name == "xy" or name in _OF_POINTS])

    def edit(self, row: int, values: Mapping[str, Any]) -> int:
        """Change a row, or add one (row -1); returns its number."""
        _check(values, ("xy", *_OF_POINTS))
        if row < 0:
            blank = {name: np.full(1, _BLANK[name], dtype=_DTYPE[name])
                     for name in self.columns.names() if name != "xy"}
            row = int(self.columns.append(xy=np.full((1, 2), np.nan), **blank)[0])
        former = self._code(_row(self.columns, row))
        _set(self.columns, row, values)
        self._declaring.get(former, set()).discard(row)
        self._declaring.setdefault(self._code(row), set()).add(row)
        xy = self.columns["xy"]
        xy[row] = np.where(placed(xy[row : row + 1]), xy[row], np.nan)
        self._edited.add(row)
        return row

    def clear(self, row: int) -> None:
        """Leave a row without place and values."""
        self.edit(_row(self.columns, row), {name: _BLANK.get(name, np.nan) for name in self.columns.names()})

    def _code(self, row: int) -> str:
        return normal_code(self.columns["declared_node"][row]) if "declared_node" in self.columns else ""

    def declaring(self, codes: set[str]) -> Ints:
        """Return the points that declare one of some ids (as :func:`noding.normal_code` gives them)."""
        rows = set().union(*(self._declaring.get(code, ()) for code in codes if code))
        return np.array(sorted(rows), dtype=np.int64)

    def near(self, places: NDArray[np.object_], distance: float) -> Ints:
        """Return the points within ``distance`` of any of the geometries, ascending."""
        if not len(places):
            return np.empty(0, dtype=np.int64)
        hit = np.unique(self._points.query(places, predicate="dwithin", distance=distance)[1])
        return self._with_edited(hit, lambda rows: dwithin(
            shapely.points(self.columns["xy"][rows]), shapely.geometrycollections(places), distance))

    def around(self, places: NDArray[np.object_]) -> Ints:
        """Return the points whose outline meets any of the geometries, ascending."""
        if "outline" not in self.columns or not len(places):
            return np.empty(0, dtype=np.int64)
        hit = np.empty(0, dtype=np.int64)
        if self._outlines is not None:
            hit = np.unique(self._outlines.query(places, predicate="intersects")[1])
        whole = shapely.geometrycollections(places)
        return self._with_edited(hit, lambda rows: shapely.intersects(self.columns["outline"][rows], whole))

    def _with_edited(self, hit: Ints, test: Any) -> Ints:
        found = [row for row in hit.tolist() if row not in self._edited]
        edited = np.array(sorted(self._edited), dtype=np.int64)
        if len(edited):
            found += edited[test(edited)].tolist()
        return np.array(sorted(found), dtype=np.int64)

    def take(self, rows: Ints) -> Points:
        """Return the given rows as points of their own; declared outfalls keep their rows."""
        columns = {name: self.columns[name][rows] for name in self.columns.names()}
        return Points(**columns)

    def all(self) -> Points:
        """Return every row."""
        return self.take(np.arange(self.n))


class ManholeTable:
    """Manholes: where they lie and what they are called; only gates change."""

    def __init__(self, nodes: Nodes, codes: list[str]) -> None:
        closed = np.zeros(len(nodes.xy), dtype=bool) if nodes.closed is None else np.array(nodes.closed)
        self.nodes = Nodes(nodes.xy, nodes.code, nodes.kind, closed)
        self.codes = codes
        self.rows_of: dict[str, tuple[int, ...]] = {}
        for row, code in enumerate(codes):
            if code:
                self.rows_of[code] = (*self.rows_of.get(code, ()), row)
        self._tree = tree_of(points_at(nodes.xy)) if len(codes) else None

    def set_gate(self, row: int, closed: bool) -> None:
        """Close or open the gate of a manhole."""
        if self.nodes.closed is None or not 0 <= row < len(self.codes):
            raise InputError(f"There is no manhole {row}.")
        self.nodes.closed[row] = closed

    def near(self, places: NDArray[np.object_], distance: float) -> Ints:
        """Return the manholes within ``distance`` of any of the geometries."""
        if self._tree is None or not len(places):
            return np.empty(0, dtype=np.int64)
        found: Ints = np.unique(self._tree.query(places, predicate="dwithin", distance=distance)[1])
        return found

    def take(self, rows: Ints) -> Nodes:
        """Return some manholes, and one that is nowhere: a project with manholes stays one."""
        nodes = self.nodes
        closed = np.zeros(len(rows), dtype=bool) if nodes.closed is None else nodes.closed[rows]
        nowhere = np.array([None], dtype=object)
        return Nodes(
            np.concatenate([nodes.xy[rows], np.full((1, 2), np.nan)]),
            np.concatenate([nodes.code[rows], nowhere]),
            None if nodes.kind is None else np.concatenate([nodes.kind[rows], nowhere]),
            np.append(closed, False),
        )
