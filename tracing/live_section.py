"""The way from a source, or any other place, of a live network down to an outfall, as a long section."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from .answers import Answers
from .linepieces import PiecePosition, is_turned, locate, runs
from .livegraph import Edges, LiveGraph
from .locality import State
from .model import Bools, Floats, Ints
from .node_ids import normal_code
from .places import Place, Start, find_start
from .section import LongSection


def live_section(
    state: State, answers: Answers, place: Place, outfall: int, ground_level: Floats | None = None
) -> LongSection | None:
    """Return the long section of the shortest way down, None where the place does not drain there.

    It begins where the place meets the network, so its length is ``network_m`` of the link.
    ground_level: (manholes,) m, or None. Raises InputError where there is no such row.
    """
    goal = find_start(state, Place("outfalls", outfall), up=True).node
    start, spots = _begin(state, place)
    if not len(goal) or not len(start.node):
        return None
    found = _way(state, start, int(goal[0]))
    if found is None:
        return None
    entry, edges = found
    node = np.append(start.node[entry], edges.head)
    graph = state.graph
    first: list[tuple[int, float, float, bool]] = []
    if start.metres[entry] > 0:  # down the rest of the pipe it lies on
        spot = next(one for one in spots if node[0] in _both(graph, one))
        first = [_rest(state, spot, int(node[0]))]
    passed = zip(edges.piece.tolist(), edges.against.tolist())
    parts = [*first, *((piece, 0.0, 1.0, against) for piece, against in passed)]
    piece = np.array([part[0] for part in parts], dtype=np.int64)
    share = np.array([[part[1], part[2]] for part in parts]).reshape(-1, 2)
    against = np.array([part[3] for part in parts], dtype=bool)
    length = graph.pieces["length_m"][piece]
    if first:
        length[0] = start.metres[entry]
        node = np.concatenate([[-1], node])
    xy = graph.xy(node)
    if first:
        xy[0] = _place_of(state, place, spot)
    top, bottom = _levels(state, piece, share, against)
    pipe = graph.pieces["pipe"][piece]
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(length > 0, (top - bottom) / length, np.nan)
    columns = state.pipes.columns
    size = np.full(len(pipe), np.nan)
    if "diameter_mm" in columns:
        size = np.where(pipe >= 0, columns["diameter_mm"][pipe], np.nan)
    return LongSection(
        pipe, node, xy, np.concatenate([[0.0], np.cumsum(length)]), top, bottom,
        _ground(state, node, pipe, ground_level), size, slope,
        np.append(answers.pipes["basis"], np.int8(5))[pipe],
    )


def _begin(state: State, place: Place) -> tuple[Start, list[PiecePosition]]:
    """Where the way begins; a source is carried to a node as its links are."""
    if place.table != "sources":
        start = find_start(state, place, up=False)
        return start, start.lies_on
    find_start(state, place, up=False)  # refuses rows that are none
    hops = state.source_hops
    node, offset = hops["node"][[place.row]], hops["offset_m"][[place.row]]
    pipe = int(hops["pipe"][place.row])
    start = Start(node[node >= 0], offset[node >= 0], node[node >= 0], np.empty(0, dtype=np.int64))
    x, y = hops["xy"][place.row].tolist()
    return start, locate(state, pipe, (x, y), lower=False) if offset[0] > 0 and pipe >= 0 else []


def _both(graph: LiveGraph, spot: PiecePosition) -> tuple[int, int]:
    return int(graph.pieces["first"][spot.piece]), int(graph.pieces["last"][spot.piece])


def _place_of(state: State, place: Place, spot: PiecePosition) -> Floats:
    """Where a way begins in the middle of a pipe, or at the upper end of a whole one."""
    if place.table == "sources":
        xy: Floats = state.source_hops["xy"][place.row]
        return xy
    line = state.pipes.line(place.row)
    if line is None or place.xy is None:
        first, last = _both(state.graph, spot)
        end: Floats = state.graph.xy(np.array([first if spot.to_first_m <= spot.to_last_m else last]))[0]
        return end
    nearest: Floats = shapely.get_coordinates(shapely.shortest_line(line, shapely.points(place.xy)))[0]
    return nearest


def _way(state: State, start: Start, goal: int) -> tuple[int, Edges] | None:
    """The entry of ``start`` taken, and the edges of the shortest way to a node."""
    graph = state.graph
    nodes = np.union1d(graph.closure(start.node, up=False), [goal])
    edges = graph.edges_at(nodes, up=False)
    keep = ~edges.closed | (edges.head == goal)
    number = np.full(graph.n_nodes, -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    keep &= number[edges.head] >= 0
    edges = Edges(*(column[keep] for column in vars(edges).values()))
    root, k = len(nodes), len(start.node)
    tail = np.append(number[edges.tail], np.full(k, root))
    head = np.append(number[edges.head], number[start.node])
    metres = np.append(graph.pieces["length_m"][edges.piece], start.metres)
    order = np.lexsort((np.arange(len(tail)), metres, head, tail))
    fresh = (np.diff(tail[order], prepend=-1) != 0) | (np.diff(head[order], prepend=-1) != 0)
    order = order[fresh]
    matrix = csr_matrix((metres[order], (tail[order], head[order])), shape=(root + 1, root + 1))
    far, before = dijkstra(matrix, indices=root, return_predecessors=True)
    here = int(number[goal])
    if not np.isfinite(far[here]):
        return None
    by_ends = {(int(tail[row]), int(head[row])): int(row) for row in order.tolist()}
    path = []
    while here != root:
        path.append(by_ends[int(before[here]), here])
        here = int(before[here])
    taken = np.array(path[-2::-1], dtype=np.int64)
    return path[-1] - len(edges.piece), Edges(*(column[taken] for column in vars(edges).values()))


def _rest(state: State, spot: PiecePosition, node: int) -> tuple[int, float, float, bool]:
    """The rest of a piece from a spot down to ``node``: piece, shares along the line, against the line."""
    against = int(state.graph.pieces["last"][spot.piece]) != node
    length = spot.to_first_m + spot.to_last_m
    share = spot.to_first_m / length if length > 0 else 0.0
    return spot.piece, 0.0 if against else share, share if against else 1.0, against


def _levels(state: State, piece: Ints, share: Floats, against: Bools) -> tuple[Floats, Floats]:
    """Inverts at the upper and lower end of stretches of pieces; within a pipe they run straight.

    share: (k, 2) where the stretch begins and ends along the piece.
    """
    graph = state.graph
    pipes = graph.pieces["pipe"][piece]
    rows = np.unique(pipes[pipes >= 0])
    known = state.levels.cleaned(state.pipes.take(rows))
    blank = np.full(len(rows), np.nan)
    start = dict(zip(rows.tolist(), (blank if known.invert_from is None else known.invert_from).tolist()))
    end = dict(zip(rows.tolist(), (blank if known.invert_to is None else known.invert_to).tolist()))
    low, high = np.full(len(piece), np.nan), np.full(len(piece), np.nan)
    for at, (one, pipe) in enumerate(zip(piece.tolist(), pipes.tolist())):
        if pipe < 0:
            continue
        pieces, bounds = next(run for run in runs(state, pipe) if one in run[0])
        own = int(np.flatnonzero(pieces == one)[0])
        total = float(bounds[-1])
        here, there = (bounds[own] + share[at] * (bounds[own + 1] - bounds[own])).tolist()
        turned = is_turned(state, pipe)
        first, last = (end[pipe], start[pipe]) if turned else (start[pipe], end[pipe])
        low[at] = first + (last - first) * (here / total if total > 0 else 0.0)
        high[at] = first + (last - first) * (there / total if total > 0 else 1.0)
    return np.where(against, high, low), np.where(against, low, high)


def _ground(state: State, node: Ints, pipe: Ints, ground_level: Floats | None) -> Floats:
    """Ground levels at nodes: of the manhole by its code, else of one at the place."""
    ground = np.full(len(node), np.nan)
    if ground_level is None or state.manholes is None:
        return ground
    levels, manholes = np.asarray(ground_level, dtype=np.float64), state.manholes
    rows = np.unique(pipe[pipe >= 0])
    columns = state.pipes.columns
    names = [name for name in ("from_node", "to_node") if name in columns]
    codes = {normal_code(code) for name in names for code in columns[name][rows].tolist()} - {""}
    of_node = {
        state.node_of_code[code]: manholes.rows_of[code][-1]
        for code in codes if code in state.node_of_code and code in manholes.rows_of
    }
    reach = max(state.options.tolerance_m, 1e-9)
    for at, one in enumerate(node.tolist()):
        if one < 0:
            continue
        row = of_node.get(one)
        if row is None:
            spot = np.array([shapely.points(state.graph.xy(np.array([one]))[0])], dtype=object)
            near = manholes.near(spot, reach).tolist()
            row = next((r for r in near[::-1] if manholes.codes[r] not in state.node_of_code), None)
        if row is not None:
            ground[at] = levels[row]
    return ground
