"""What the answer of a live network looks like on a map: lines along the flow, manholes, cross connections.

Arrays for tens of thousands of rows at once, where :mod:`.tables` gives one row at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .labels import ranges
from .live import LiveNetwork
from .locality import State
from .model import Basis, Bools, Floats, Ints


@dataclass
class DrawnLines:
    """Lines of pipes: xy: (n, 2) vertices; start: (k + 1,) first vertex of each line; pipe: (k,) its row.

    Lines run with the flow where it is known. flow: (k,) how it is known, a code of :class:`Basis`;
    UNKNOWN also where water may pass both ways.
    """

    xy: Floats
    start: Ints
    pipe: Ints
    flow: NDArray[np.int8]


def drawn_lines(network: LiveNetwork, pipes: Ints) -> DrawnLines:
    """Return the lines of ``pipes`` (rows, in any order); parts with fewer than two places are left out."""
    state = network._state
    table = state.pipes
    rows = np.unique(pipes)
    moved = np.array([row for row in rows.tolist() if row in table._edited], dtype=np.int64)
    kept = np.setdiff1d(rows, moved, assume_unique=True)
    low = np.searchsorted(table._part_pipe, kept)
    parts = ranges(low, np.searchsorted(table._part_pipe, kept, side="right") - low)
    first = table._start[parts]
    count = table._start[parts + 1] - first
    xy = table._xy[ranges(first, count)]
    owner = table._part_pipe[parts]
    edited = [(row, part) for row in moved.tolist() for part in table.parts(row)]
    if edited:
        xy = np.concatenate([xy, *(part for _, part in edited)])
        owner = np.append(owner, [row for row, _ in edited])
        count = np.append(count, [len(part) for _, part in edited])
    return _with_the_flow(state, network._answers.pipes["basis"], xy, count, owner)


def _with_the_flow(
    state: State, basis: NDArray[np.int8], xy: Floats, count: Ints, owner: Ints
) -> DrawnLines:
    """Turn lines whose water runs against them; drop those without two places."""
    whole = np.isfinite(xy).all(axis=1)
    line = np.repeat(np.arange(len(count)), count)
    usable = (count > 1) & (np.bincount(line, ~whole, len(count)) == 0)
    xy, count, owner = xy[usable[line]], count[usable], owner[usable]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    graph = state.graph
    rows = np.unique(owner)
    pieces = graph.pieces_of(rows)
    n = state.pipes.n
    along, against = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    along[graph.pieces["pipe"][pieces]] = graph.pieces["along"][pieces]
    against[graph.pieces["pipe"][pieces]] = graph.pieces["against"][pieces]
    flow = basis[owner].astype(np.int8)
    flow[along[owner] == against[owner]] = Basis.UNKNOWN
    turned = against[owner] & ~along[owner]
    line = np.repeat(np.arange(len(count)), count)
    offset = np.arange(len(xy)) - start[:-1][line]
    source = np.where(turned[line], start[1:][line] - 1 - offset, start[:-1][line] + offset)
    return DrawnLines(xy[source], start, owner, flow)


class ManholeNodes:
    """The node of every manhole, found once; manholes added later are looked for one by one."""

    def __init__(self, network: LiveNetwork) -> None:
        state = network._state
        self.node: Ints = np.empty(0, dtype=np.int64)
        if state.manholes is None:
            return
        nodes = state.manholes.nodes
        of = state.node_of_code
        self.node = np.fromiter((of.get(code, -1) for code in state.manholes.codes), np.int64, len(nodes.xy))
        xy = np.stack([state.graph.nodes["x"], state.graph.nodes["y"]], axis=1)
        there = np.flatnonzero(np.isfinite(xy).all(axis=1))
        rest = np.flatnonzero((self.node < 0) & np.isfinite(nodes.xy).all(axis=1))
        if len(there) and len(rest):
            reach = max(state.options.tolerance_m, 1e-9) * (1 + 1e-9)
            metres, at = cKDTree(xy[there]).query(nodes.xy[rest], distance_upper_bound=reach)
            near = np.isfinite(metres)
            self.node[rest[near]] = there[at[near]]

    def at(self, nodes: Ints) -> Ints:
        """Return the manholes that stand at ``nodes``, ascending."""
        if not len(self.node) or not len(nodes):
            return np.empty(0, dtype=np.int64)
        wanted = np.zeros(max(int(self.node.max()), int(nodes.max())) + 2, dtype=bool)
        wanted[nodes] = True
        found: Ints = np.flatnonzero(wanted[self.node])  # -1 reads the last, which is nobody's
        return found

    def of(self, nodes: Ints) -> Ints:
        """Return the manhole at each node, -1 where none stands there."""
        rows = self.at(nodes[nodes >= 0])
        by_node = dict(zip(self.node[rows].tolist(), rows.tolist()))
        return np.array([by_node.get(node, -1) for node in nodes.tolist()], dtype=np.int64)


def cross_connections(network: LiveNetwork, pipes: Ints) -> tuple[Ints, Floats]:
    """Return the pipes among ``pipes`` whose sewage enters a storm drain, or the reverse; and where, (k, 2).

    As the check of the same name: where nothing of the pipe's own kind leads on from there.
    """
    state = network._state
    none = np.empty(0, dtype=np.int64), np.empty((0, 2))
    if "system" not in state.pipes.columns or not len(pipes):
        return none
    graph, system = state.graph, state.pipes.columns["system"]
    edges = graph.all_edges(graph.pieces_of(np.unique(pipes)))
    pipe = graph.pieces["pipe"][edges.piece]
    own = system[pipe]
    use = np.flatnonzero((own == "storm") | (own == "sewage"))
    if not len(use):
        return none
    heads = np.unique(edges.head[use])
    out = graph.edges_at(heads, up=False)
    out_pipe = graph.pieces["pipe"][out.piece]
    kind = system[out_pipe].copy()
    kind[out_pipe < 0] = None

    def leaves(code: str) -> Bools:
        marked = np.zeros(graph.n_nodes, dtype=bool)
        marked[out.tail[kind == code]] = True
        return marked

    storm, sewage, combined = leaves("storm"), leaves("sewage"), leaves("combined")
    head = edges.head
    hit = (own == "sewage") & storm[head] & ~sewage[head] & ~combined[head]
    hit |= (own == "storm") & sewage[head] & ~storm[head]
    found, first = np.unique(pipe[hit], return_index=True)
    return found, graph.xy(head[hit][first])


def point_places(network: LiveNetwork, table: str, rows: Ints) -> tuple[Floats, Floats]:
    """Return (k, 2) places of ``outfalls`` or ``sources``, and (k, 2) where they meet the network."""
    state = network._state
    points = state.outfalls if table == "outfalls" else state.sources
    hops = state.outfall_hops if table == "outfalls" else state.source_hops
    return points.columns["xy"][rows], hops["xy"][rows]


def point_hops(network: LiveNetwork, table: str, rows: Ints) -> tuple[NDArray[np.int8], Floats, Floats]:
    """Return rule, hop_m and nearest_m of ``outfalls`` or ``sources``."""
    hops = network._state.outfall_hops if table == "outfalls" else network._state.source_hops
    return hops["rule"][rows], hops["hop_m"][rows], hops["nearest_m"][rows]

