"""Why a trace ends: every terminal of everything that drains to the outfalls.

A terminal is a node that is reached and has nothing above it (a headwater, or a gap
when the loose end of a pipe the trace did not reach lies near), a barrier, a pipe whose
direction is unknown, or a ring that closes on itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .limits import most_metres, which_limit
from .model import Bools, End, Ends, Floats, Ints, Limit
from .pipenetwork import PipeNetwork
from .reach import Reach
from .strands import metres_along

#: So many loose ends around a terminal are compared.
_FEW = 4


def near_misses(network: PipeNetwork, nodes: Ints, reach_m: float) -> tuple[Ints, Floats, Floats]:
    """Find for loose ends the nearest strand they are not connected with.

    nodes: (k,) nodes. Returns (k,) strand or -1, its distance (inf), and (k, 2) the place on it. Strands
    that share a node with the loose end's own pipe are connected already and do not count.
    """
    noding = network.noding
    strand_found = np.full(len(nodes), -1, dtype=np.int64)
    gap = np.full(len(nodes), np.inf)
    place = np.full((len(nodes), 2), np.nan)
    points = shapely.points(noding.node_xy[nodes])
    row, strand = noding.tree.query(points, predicate="dwithin", distance=reach_m)
    pieces = network.pieces
    # Only what touches the loose ends, or the strands near them, is looked at.
    asked = np.zeros(noding.n_nodes, dtype=bool)
    asked[nodes] = True
    near_one = np.zeros(len(noding.strands.pipe), dtype=bool)
    near_one[strand] = True
    real = ~pieces.bridge
    real &= near_one[pieces.strand] | asked[pieces.first] | asked[pieces.last]
    ends = np.concatenate([pieces.first[real], pieces.last[real]])
    others = np.concatenate([pieces.last[real], pieces.first[real]])
    neighbour = np.zeros(noding.n_nodes, dtype=np.int64)
    neighbour[ends] = others  # a loose end has one pipe, so the last written is the one
    touching = np.unique(np.tile(pieces.strand[real], 2) * np.int64(noding.n_nodes) + ends)
    own = np.isin(strand * np.int64(noding.n_nodes) + nodes[row], touching)
    beside = np.isin(strand * np.int64(noding.n_nodes) + neighbour[nodes[row]], touching)
    row, strand = row[~own & ~beside], strand[~own & ~beside]
    if not len(row):
        return strand_found, gap, place
    distance = shapely.distance(points[row], noding.strands.line[strand])
    order = np.lexsort((strand, distance, row))  # of those equally near the first, whatever the tree's order
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    strand_found[row[first]], gap[row[first]] = strand[first], distance[first]
    line = noding.strands.line[strand[first]]
    spot = shapely.line_interpolate_point(line, metres_along(line, points[row[first]]))
    place[row[first]] = shapely.get_coordinates(spot)
    return strand_found, gap, place


def loose_ends(network: PipeNetwork) -> tuple[Ints, Ints]:
    """Return nodes where a single piece ends: those it runs from, and those it runs to."""
    pieces = network.pieces
    touches = np.bincount(pieces.first, minlength=network.noding.n_nodes)
    touches += np.bincount(pieces.last, minlength=network.noding.n_nodes)
    incoming, outgoing = network.degree
    single = (touches == 1) & np.isfinite(network.noding.node_xy).all(axis=1)
    return np.flatnonzero(single & (outgoing > 0)), np.flatnonzero(single & (incoming > 0))


def find_ends(network: PipeNetwork, reach: Reach, limit_m: float = 0.0) -> Ends:
    """Return every terminal of a reach with its reason.

    A terminal is where no trace goes on; a limit ends a trace at the lower end of the first pipe beyond
    it. limit_m: look so many metres up the reach and no farther, 0 for all of it.
    """
    graph, noding = network.network, network.noding
    every = np.arange(noding.n_nodes)
    metres = reach.nearest(every)[1]
    reached = metres <= (limit_m if limit_m > 0 else np.finfo(float).max)
    incoming, _ = network.degree
    loose = network.untraversed
    beside_unknown = np.zeros(noding.n_nodes, dtype=bool)
    beside_unknown[network.pieces.first[loose]] = True
    beside_unknown[network.pieces.last[loose]] = True
    touched = np.zeros(noding.n_nodes, dtype=bool)
    touched[network.pieces.first] = touched[network.pieces.last] = True

    top = np.flatnonzero(reached & (incoming == 0) & ~beside_unknown & touched)
    near, gap = _gaps_above(network, top, reached)
    reason = np.where(near >= 0, End.GAP, End.HEADWATER)

    opened = np.isin(graph.head, reach.starts)
    shut = np.flatnonzero(graph.shut & reached[graph.head] & ~opened)
    shut_pipe = network.piece_pipe[network.edge_piece[shut]]

    pieces = network.pieces
    first, last = pieces.first[loose], pieces.last[loose]
    one = reached[first] != reached[last]
    unknown_node = np.where(reached[first], first, last)[one]
    unknown_pipe = network.piece_pipe[loose[one]]

    ring = _rings(network, reached)
    # The pipe in which the limit lies: its lower end is within, its upper end beyond.
    cut = np.flatnonzero(~graph.shut & reached[graph.head] & ~reached[graph.tail])
    outfall, below = reach.nearest(graph.head[cut])
    most = np.full(len(cut), limit_m) if limit_m > 0 else most_metres(reach, outfall)
    which = which_limit(network.options, most, below + graph.length_m[cut])
    pipe = network.piece_pipe[network.edge_piece[cut]]
    cut, which = one_per_manhole(cut, graph.head[cut], pipe, which)
    cut_pipe = network.piece_pipe[network.edge_piece[cut]]
    side = np.flatnonzero(network.left_out)
    sign, _ = network.piece_sign
    side_node = np.where(sign[side] > 0, pieces.last[side], pieces.first[side])
    side, side_node = side[reached[side_node]], side_node[reached[side_node]]
    node = np.concatenate(
        [top, graph.head[shut], unknown_node, ring, graph.head[cut], side_node]
    ).astype(np.int64)
    outfall, _ = reach.nearest(node)
    kinds = (
        reason, np.full(len(shut), End.BARRIER), np.full(len(unknown_node), End.UNKNOWN_DIRECTION),
        np.full(len(ring), End.LOOP), np.full(len(cut) + len(side), End.LIMIT),
    )
    nothing = np.full(len(ring), -1, dtype=np.int64)
    limit = np.full(len(node), Limit.NONE, dtype=np.int8)
    limit[len(node) - len(cut) - len(side) :] = np.append(which, np.full(len(side), Limit.MAIN_WAY))
    return Ends(
        noding.node_xy[node], outfall, reach.count(node), np.concatenate(kinds).astype(np.int8),
        np.concatenate([near, shut_pipe, unknown_pipe, nothing, cut_pipe, network.piece_pipe[side]]),
        np.concatenate([gap, np.full(len(node) - len(top), np.nan)]), limit,
    )


def one_per_manhole(
    cut: Ints, node: NDArray[np.integer[Any]], pipe: Ints, which: NDArray[np.int8]
) -> tuple[Ints, NDArray[np.int8]]:
    """Keep one of the pipes above a manhole that ends traces, that with the lowest row.

    A distance ends in each pipe by itself.
    """
    row = np.flatnonzero(which == Limit.MANHOLES)
    row = row[np.lexsort((pipe[row], node[row]))]
    first = row[np.flatnonzero(np.diff(node[row], prepend=-1))]
    keep = np.sort(np.append(np.flatnonzero(which != Limit.MANHOLES), first))
    return cut[keep], which[keep]


def _gaps_above(network: PipeNetwork, top: Ints, reached: Bools) -> tuple[Ints, Floats]:
    """Find for the tops of a trace the loose end of a pipe it did not reach; pipe or -1, metres or NaN.

    A loose end that is reached, such as a neighbour's own headwater, brings no water here. Of loose ends
    equally near the one with the lowest row counts.
    """
    near = np.full(len(top), -1, dtype=np.int64)
    gap = np.full(len(top), np.nan)
    upper, lower = loose_ends(network)
    loose = np.union1d(upper, lower)
    beyond = loose[~reached[loose]]
    candidate = np.flatnonzero(np.isin(top, loose))
    reach_m = network.options.gap_search_m
    if not len(candidate) or not len(beyond) or reach_m <= 0:
        return near, gap
    xy = network.noding.node_xy
    tree = cKDTree(xy[beyond])
    metres, at = tree.query(xy[top[candidate]], k=_FEW, distance_upper_bound=reach_m * (1 + 1e-9))
    row, column = np.nonzero(np.isfinite(metres))
    pieces = network.pieces
    piece_at = np.full(network.noding.n_nodes, -1, dtype=np.int64)
    piece_at[pieces.first] = piece_at[pieces.last] = np.arange(len(pieces.first))
    pipe = network.piece_pipe[piece_at[beyond[at[row, column]]]]
    metres = metres[row, column]
    order = np.lexsort((pipe, np.round(metres, 9), row))
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    near[candidate[row[first]]], gap[candidate[row[first]]] = pipe[first], metres[first]
    return near, gap


def _rings(network: PipeNetwork, reached: np.ndarray) -> Ints:  # type: ignore[type-arg]
    """The westernmost node of every ring of one-way pipes that is reached."""
    graph = network.network
    sign, both = network.piece_sign
    piece = network.edge_piece
    one_way = (sign[piece] != 0) & ~both[piece] & reached[graph.head] & (graph.tail != graph.head)
    if graph.closed is not None:
        one_way &= ~graph.closed
    tail, head = graph.tail[one_way], graph.head[one_way]
    matrix = csr_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(graph.n_nodes,) * 2)
    _, component = connected_components(matrix, directed=True, connection="strong")
    inside = tail[component[tail] == component[head]].astype(np.int64)
    return first_of_each(component[inside], inside, network.noding.node_xy[inside])


def first_of_each(ring: Ints, member: Ints, xy: Floats) -> Ints:
    """Return of each ring the member that lies farthest west, of several there the one farthest south."""
    order = np.lexsort((member, xy[:, 1], xy[:, 0], ring))
    found: Ints = member[order[np.flatnonzero(np.diff(ring[order], prepend=-1))]].astype(np.int64)
    return found
