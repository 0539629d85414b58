"""The findings of a live network, checked again only around the edits.

Most checks look at a pipe, its ends and what lies beside them. Those are made by the very functions of
:mod:`.findings` over the neighbourhood of what was edited, found again as :mod:`.locality` finds
it, and replace what was said of its pipes before. What hangs on the whole network (parts without
an outfall, rings, whether manholes were delivered at all) is read from it when findings are asked for.
Rows that were removed are nothing to find fault with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from . import findings as checks
from .answers import Answers
from .inputs import placed
from .linepieces import strand_lines
from .locality import Hood, Seeds, State, Surveyor, find_locally
from .model import End, Ends, Finding, Floats, Hops, Ints, Points, Rule
from .node_ids import normal_codes
from .pipenetwork import PipeNetwork
from .splice import piece_columns

#: Checks that look at a pipe and what touches it.
LOCAL = (
    checks.cross_connections, checks.slopes, checks.turned, checks.sizes, checks.lower_ends,
    checks.duplicates, checks.geometry, checks.bridges,
)
_NONE: Ints = np.empty(0, dtype=np.int64)
_NO_ENDS = Ends(np.empty((0, 2)), _NONE, _NONE, _NONE.astype(np.int8), _NONE, np.empty(0))
_NO_HOPS = Hops(_NONE.astype(np.int8), _NONE, _NONE, *(np.empty(0) for _ in range(4)))


@dataclass
class _LiveReach:
    """What the checks ask of a reach, by the nodes of the network they look at."""

    starts: Ints
    outfall: Ints

    def nearest(self, nodes: Ints) -> tuple[Ints, Floats]:
        """Return the nearest outfalls; nobody asks for the metres."""
        return self.outfall[nodes], np.full(len(nodes), np.nan)


class LiveFindings:
    """What is wrong with a live network; asked for the first time it checks everything."""

    def __init__(
        self, state: State, answers: Answers, network: PipeNetwork, removed: dict[str, set[int]]
    ) -> None:
        """Check everything; ``removed``: rows that nothing is said of, kept by the caller."""
        self._state, self._answers, self._removed = state, answers, removed
        self._by_pipe: dict[int, list[Finding]] = {}
        self._dirty: set[int] = set()
        rows = np.arange(state.pipes.n)
        self._enter(network, np.arange(network.noding.n_nodes), rows, rows)

    def touch(self, pipes: Iterable[int], seeds: Seeds) -> None:
        """Have pipes looked at again, and those near enough to an edit to end beside it."""
        state = self._state
        self._dirty.update(pipes)
        shapes = np.array([*seeds.shapes, *seeds.outfall_places], dtype=object)
        reach = state.options.gap_search_m + 2 * state.options.tolerance_m
        self._dirty.update(state.pipes.near(shapes, reach).tolist())

    def all(self, ends: Ends) -> list[Finding]:
        """Return all findings; ``ends`` are the present terminals."""
        if self._dirty:
            self._look_again()
        outfall = self._answers.nodes["outfall"]
        found = [
            finding if finding.node < 0 else
            replace(finding, values={**finding.values, "outfall": int(outfall[finding.node])})
            for own in self._by_pipe.values() for finding in own
        ]
        return [*found, *_isolated(self._state), *self._codes(), *_rings(ends), *self._unlinked()]

    def _look_again(self) -> None:
        state, dirty = self._state, np.array(sorted(self._dirty), dtype=np.int64)
        dirty = dirty[dirty < state.pipes.n]
        hood = Surveyor(state, Seeds(pipes=set(dirty.tolist()))).survey()
        graph = state.graph
        pieces = graph.pieces_of(hood.inner)
        first, last = graph.pieces["first"][pieces], graph.pieces["last"][pieces]
        ends = graph.xy(np.union1d(first, last))
        spots = np.asarray(shapely.points(ends[placed(ends)]), dtype=object)
        beside = state.pipes.near(spots, state.options.gap_search_m)
        hood = Hood(**{**vars(hood), "pipes": np.union1d(hood.pipes, beside)})
        local = find_locally(state, hood)
        columns = piece_columns(local.network, hood.pipes)
        mine = np.isin(columns["pipe"], hood.inner)
        node = np.full(local.network.noding.n_nodes, -1, dtype=np.int64)
        node[columns["first"][mine]], node[columns["last"][mine]] = first, last
        self._enter(local.network, node, hood.pipes, dirty)
        self._dirty.clear()

    def _enter(self, network: PipeNetwork, node: Ints, pipes: Ints, dirty: Ints) -> None:
        """Check a network and keep what concerns the ``dirty`` pipes.

        node: of its nodes in the live network, -1 unknown; pipes: the rows of its pipes.
        """
        known = node >= 0
        standing = np.append(self._state.graph.nodes["outfalls"], 0)[node] > 0
        reach = _LiveReach(
            np.flatnonzero(standing & known), np.append(self._answers.nodes["outfall"], -1)[node]
        )
        nobody = Points(np.empty((0, 2)))
        scene = checks.Scene(
            network, nobody, _NO_HOPS, _NO_HOPS, reach, _NO_ENDS  # type: ignore[arg-type]
        )
        for row in dirty.tolist():
            self._by_pipe.pop(row, None)
        wanted = np.zeros(self._state.pipes.n, dtype=bool)
        wanted[dirty] = True
        rows, nodes = pipes.tolist(), node.tolist()
        removed = self._removed["pipes"]
        for check in LOCAL:
            for finding in check(scene):
                row = rows[finding.object_row]
                if wanted[row] and row not in removed:
                    self._by_pipe.setdefault(row, []).append(replace(
                        finding, object_row=row, other=rows[finding.other] if finding.other >= 0 else -1,
                        node=nodes[finding.node] if finding.node >= 0 else -1,
                    ))

    def _codes(self) -> list[Finding]:
        """Missing node ids, and levels that are placeholders."""
        state = self._state
        columns, manholes = state.pipes.columns, state.manholes
        found: list[Finding] = []
        if "from_node" in columns and "to_node" in columns:
            start, end = (normal_codes(columns[name]) for name in ("from_node", "to_node"))
            known = set() if manholes is None else set(manholes.rows_of)
            for row, code, half in checks.missing_codes(start, end, known):
                x, y = self._place(row)
                found.append(Finding("missing_node", "warning" if half else "notice", "pipes", row, x, y, -1,
                                     {"code": code, "half": half}))
        for row in state.levels.placeholders(columns, state.pipes.n).tolist():
            x, y = self._place(row)
            values: dict[str, float | int | str] = {
                name: float(columns[name][row]) for name in ("invert_from", "invert_to") if name in columns
            }
            found.append(Finding("level_sentinel", "notice", "pipes", row, x, y, -1, values))
        return found

    def _place(self, pipe: int) -> tuple[float, float]:
        """The middle of the first run of a pipe."""
        lines = strand_lines(self._state, pipe)
        if not lines:
            return float("nan"), float("nan")
        point = shapely.line_interpolate_point(lines[0], 0.5, normalized=True)
        return float(point.x), float(point.y)

    def _unlinked(self) -> list[Finding]:
        state, found = self._state, []
        for kind, table, hops, points in (
            ("unlinked_outfall", "outfalls", state.outfall_hops, state.outfalls),
            ("unlinked_source", "sources", state.source_hops, state.sources),
        ):
            rows = np.setdiff1d(np.flatnonzero(hops["rule"] == Rule.NONE), list(self._removed[table]))
            xy = points.columns["xy"][rows]
            near, there = np.full(len(rows), np.inf), placed(xy)
            near[there] = state.pipes.nearest_m(xy[there])
            xy = xy if table == "outfalls" else np.full_like(xy, np.nan)
            for row, (x, y), metres in zip(rows.tolist(), xy.tolist(), near.tolist()):
                values: dict[str, float | int | str] = {"nearest_m": metres} if np.isfinite(metres) else {}
                found.append(Finding(kind, "warning", table, row, x, y, -1, values))
        return found


def _rings(ends: Ends) -> list[Finding]:
    rows = np.flatnonzero(ends.reason == End.LOOP).tolist()
    return [
        Finding("loop", "warning", "outfalls", int(ends.outfall[row]), *ends.xy[row].tolist()) for row in rows
    ]


def _isolated(state: State) -> list[Finding]:
    """Parts of the network that no outfall belongs to."""
    graph = state.graph
    rows = np.flatnonzero(graph.pieces["alive"])
    first, last = graph.pieces["first"][rows], graph.pieces["last"][rows]
    n = graph.n_nodes
    matrix = coo_matrix((np.ones(len(rows), dtype=np.int8), (first, last)), shape=(n, n))
    _, part = connected_components(matrix, directed=False)
    with_outfall = np.zeros(int(part.max(initial=-1)) + 1, dtype=bool)
    with_outfall[part[graph.nodes["outfalls"] > 0]] = True
    own = np.flatnonzero(~with_outfall[part[first]] & (graph.pieces["pipe"][rows] >= 0))
    group, rows = part[first[own]], rows[own]
    pipe, length = graph.pieces["pipe"][rows], graph.pieces["length_m"][rows]
    order = np.lexsort((pipe, group))
    found = []
    for some in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(some):
            lowest = int(pipe[some[0]])
            line = strand_lines(state, lowest)
            point = shapely.line_interpolate_point(line[0], 0.5, normalized=True) if line else shapely.Point()
            xy = (float("nan"), float("nan")) if point.is_empty else (float(point.x), float(point.y))
            found.append(Finding("isolated", "warning", "pipes", lowest, *xy, -1, {
                "pipes": len(np.unique(pipe[some])), "length_m": float(length[some].sum())}))
    return found
