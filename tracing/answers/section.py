"""The representative path from a source to an outfall, and its long section.

The path is the shortest way down, the one ``network_m`` of a link measures. The long
section lists its pipes in flow direction with chainages, levels, sizes and slopes, the
picture an engineer draws to see whether the water can really take that way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..drainage.levels import true_levels
from ..drainage.pipe_network import PipeNetwork
from ..model import Floats, Ints
from ..reach.reach import Reach


@dataclass
class LongSection:
    """Pieces of pipe from a source down to an outfall, in flow direction.

    pipe: (k,) input rows, -1 for a bridged gap; node: (k + 1,) nodes passed; xy: (k + 1, 2) their
    places; chainage_m: (k + 1,) metres from the top; invert_top, invert_bottom: (k,) m, NaN unknown;
    ground: (k + 1,) m at the nodes, NaN unknown; diameter_mm: (k,); slope: (k,) fall per metre, NaN
    where a level is missing; basis: (k,) how each direction is known. manhole: (k + 1,) the manholes that
    stand at the nodes, -1 for none; node_id: (k + 1) the ids that pipes name them by, "" for none.
    """

    pipe: Ints
    node: Ints
    xy: Floats
    chainage_m: Floats
    invert_top: Floats
    invert_bottom: Floats
    ground: Floats
    diameter_mm: Floats
    slope: Floats
    basis: NDArray[np.int8]
    manhole: Ints
    node_id: list[str]

    @property
    def length_m(self) -> float:
        """Metres from top to bottom."""
        return float(self.chainage_m[-1])


def shortest_path(reach: Reach, node: int, outfall: int) -> Ints:
    """Return the edges of the shortest way from ``node`` down to outfall ``outfall``, in flow order.

    Empty where the node does not drain there (or is the outfall's own node).
    """
    network = reach.network
    metres = reach.distances(outfall)
    if not np.isfinite(metres[node]):
        return np.empty(0, dtype=np.int64)
    goal = int(reach.starts[outfall])
    if node == goal:
        return np.empty(0, dtype=np.int64)
    # Only edges on a shortest way are followed. Rings without length could lead such a walk
    # astray, so it backtracks: ``came_by`` remembers the edge each node was first reached by.
    came_by: dict[int, int] = {int(node): -1}
    stack = [int(node)]
    while stack and goal not in came_by:
        here = stack.pop()
        edges = reach.edges_by_tail.of(np.array([here]))[0]
        head = network.head[edges].astype(np.int64)
        slack = network.length_m[edges] + metres[head] - metres[here]
        tight = slack <= 1e-9 * max(1.0, float(metres[here]))
        if network.closed is not None:
            tight &= ~network.closed[edges] | (head == goal)
        order = np.argsort(-slack[tight], kind="stable")
        for edge, below in zip(edges[tight][order].tolist(), head[tight][order].tolist()):
            if below not in came_by:
                came_by[below] = edge
                stack.append(below)
    path: list[int] = []
    here = goal
    while came_by.get(here, -1) >= 0:
        path.append(came_by[here])
        here = int(network.tail[path[-1]])
    return np.array(path[::-1], dtype=np.int64)


def long_section(network: PipeNetwork, edges: Ints, ground_level: Floats | None = None) -> LongSection:
    """Return the long section along ``edges`` (as :func:`shortest_path` gives them).

    ground_level: (manholes,) m of the network's manholes, or None.
    """
    graph, pieces = network.network, network.pieces
    piece = network.edge_piece[edges]
    pipe = network.piece_pipe[piece]
    node = np.append(graph.tail[edges], graph.head[edges][-1:]).astype(np.int64)
    chainage = np.concatenate([[0.0], np.cumsum(graph.length_m[edges])])
    top, bottom = levels_of_pieces(network, piece, pipe, graph.tail[edges] == pieces.first[piece])
    at = network.node_of_manhole
    standing = np.full(network.noding.n_nodes, -1, dtype=np.int64)
    standing[at[at >= 0]] = np.flatnonzero(at >= 0)
    manhole = standing[node]
    ground = np.full(len(node), np.nan)
    if ground_level is not None:
        ground[manhole >= 0] = np.asarray(ground_level, dtype=np.float64)[manhole[manhole >= 0]]
    size = np.full(network.pipes.n + 1, np.nan)
    if network.pipes.diameter_mm is not None:
        size[:-1] = network.pipes.diameter_mm
    length = graph.length_m[edges]
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(length > 0, (top - bottom) / length, np.nan)
    basis = np.append(network.direction.basis, np.int8(5))[pipe]
    return LongSection(
        pipe, node, network.noding.node_xy[node], chainage, top, bottom, ground, size[pipe], slope, basis,
        manhole, network.noding.ids.texts(node),
    )


def levels_of_pieces(
    network: PipeNetwork, piece: Ints, pipe: Ints, along_drawn: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the inverts (m, (k,)) at the upper and at the lower end of pieces; a pipe falls evenly.

    piece, pipe: (k,), -1 for a bridge; along_drawn: (k,), whether water runs there as the line is drawn.
    """
    start, end, _ = true_levels(network.pipes.invert_from, network.pipes.invert_to, network.pipes.n)
    start, end = np.append(start, np.nan)[pipe], np.append(end, np.nan)[pipe]
    strand = network.pieces.strand[piece]
    turned = network.noding.drawn_backwards[strand]
    at_first, at_last = np.where(turned, end, start), np.where(turned, start, end)
    total = network.noding.strands.length_m[strand]
    begin = network.pieces.start_m[piece] * network.noding.strands.stretch[strand]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, begin / total, 0.0)
        share_end = np.where(total > 0, (begin + network.pieces.length_m[piece]) / total, 1.0)
    first = at_first + (at_last - at_first) * share
    last = at_first + (at_last - at_first) * np.minimum(share_end, 1.0)
    return np.where(along_drawn, first, last), np.where(along_drawn, last, first)
