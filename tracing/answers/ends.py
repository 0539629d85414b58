"""Why a trace ends: every terminal of everything that drains to the outfalls.

A terminal is a node that is reached and has nothing above it (a headwater, or a gap
when the loose end of a pipe the trace did not reach lies near), a barrier, a pipe whose
direction is unknown, or a ring that closes on itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..drainage.pipe_network import PipeNetwork
from ..model import Bools, End, Ends, Floats, Ints, Limit, Options
from ..noding.pieces import metres_along
from ..reach.edges import Edges
from ..reach.reach import Reach
from .limits import most_metres, which_limit

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
    pieces, neighbour = network.pieces, np.zeros(noding.n_nodes, dtype=np.int64)
    for node, other in ((pieces.first, pieces.last), (pieces.last, pieces.first)):
        neighbour[node[~pieces.bridge]] = other[~pieces.bridge]  # a loose end has one pipe
    own = noding.on_strand(nodes[row], strand)
    beside = noding.on_strand(neighbour[nodes[row]], strand)
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


class Terminals(NamedTuple):
    """Where traces end, but for gaps: the node, the reason, the pipe in question (-1), the limit met.

    loose: the terminal is the end of a single pipe, so that the end of another may lie across a gap.
    """

    node: Ints
    reason: NDArray[np.int8]
    pipe: Ints
    limit: NDArray[np.int8]
    loose: Bools


class LooseEnds(NamedTuple):
    """Loose ends of pipes that no trace reaches: places (k, 2) and the pipes."""

    xy: Floats
    pipe: Ints


def find_ends(network: PipeNetwork, reach: Reach, limit_m: float = 0.0) -> Ends:
    """Return every terminal of a reach with its reason.

    A terminal is where no trace goes on; a limit ends a trace at the lower end of the first pipe beyond
    it. limit_m: look so many metres up the reach and no farther, 0 for all of it.
    """
    reached = reached_nodes(network, reach, limit_m)
    found = terminals(network, reach, reached, limit_m)
    xy = network.noding.node_xy[found.node]
    beyond = unreached_ends(network, reached)
    reason, pipe, gap = across_gaps(xy, found, beyond, network.options.gap_search_m)
    return Ends(
        xy, reach.nearest(found.node)[0], reach.count(found.node), reason,
        pipe, gap, found.limit,
    )


def lower_ends(
    network: PipeNetwork, graph: Edges, reach: Reach, mouths: Ints, options: Options
) -> Ends:
    """Return where water that runs down stops: nothing leads on, a barrier, an unknown direction, a limit.

    graph: turned round, as ``reach`` goes through it; HEADWATER is an end that nothing leads on from. mouths:
    (outfalls,) nodes, where water is at its end in any case.
    """
    reached = reached_nodes(network, reach)
    shut = np.flatnonzero(graph.shut & reached[graph.head] & ~np.isin(graph.head, reach.starts))
    unknown, pieces = network.untraversed, network.pieces
    first, last = pieces.first[unknown], pieces.last[unknown]
    one = reached[first] != reached[last]
    leads_on = np.zeros(network.noding.n_nodes, dtype=bool)
    leads_on[graph.head] = leads_on[first] = leads_on[last] = leads_on[mouths] = True
    touched = np.zeros(network.noding.n_nodes, dtype=bool)
    touched[pieces.first] = touched[pieces.last] = True
    stop = np.flatnonzero(reached & ~leads_on & touched)
    loose = np.where(reached[first], first, last)[one]
    cut = np.flatnonzero(~graph.shut & reached[graph.head] & ~reached[graph.tail])
    start, below = reach.nearest(graph.head[cut])
    which = which_limit(options, most_metres(reach, start), below + graph.length_m[cut])
    edge_pipe = network.piece_pipe[network.edge_piece]
    node = np.concatenate([stop, graph.head[shut], loose, graph.head[cut]]).astype(np.int64)
    reasons = (
        (len(stop), End.HEADWATER), (len(shut), End.BARRIER), (len(loose), End.UNKNOWN_DIRECTION),
        (len(cut), End.LIMIT),
    )
    limit = np.full(len(node), Limit.NONE, dtype=np.int8)
    limit[len(node) - len(cut) :] = which
    return Ends(
        network.noding.node_xy[node], reach.nearest(node)[0], reach.count(node),
        np.concatenate([np.full(k, reason) for k, reason in reasons]).astype(np.int8),
        np.concatenate([np.full(len(stop), -1), edge_pipe[shut], network.piece_pipe[unknown[one]],
                        edge_pipe[cut]]).astype(np.int64),
        np.full(len(node), np.nan), limit,
    )


def reached_nodes(network: PipeNetwork, reach: Reach, limit_m: float = 0.0) -> Bools:
    """Return (nodes,) which nodes some trace comes to; limit_m: within so many metres, 0 for any."""
    metres = reach.nearest(np.arange(network.noding.n_nodes))[1]
    reached: Bools = metres <= (limit_m if limit_m > 0 else np.finfo(float).max)
    return reached


def terminals(network: PipeNetwork, reach: Reach, reached: Bools, limit_m: float = 0.0) -> Terminals:
    """Return every terminal of a reach, gaps not told from headwaters; see :func:`find_ends`.

    reached: (nodes,) as :func:`reached_nodes` gives them.
    """
    graph, pieces, n = network.network, network.pieces, network.noding.n_nodes
    incoming, _ = network.degree
    unknown = network.untraversed
    beside_unknown, touched = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    beside_unknown[pieces.first[unknown]] = beside_unknown[pieces.last[unknown]] = True
    touched[pieces.first] = touched[pieces.last] = True
    top = np.flatnonzero(reached & (incoming == 0) & ~beside_unknown & touched)

    shut = np.flatnonzero(graph.shut & reached[graph.head] & ~np.isin(graph.head, reach.starts))
    one = reached[pieces.first[unknown]] != reached[pieces.last[unknown]]
    unknown = unknown[one]
    unknown_node = np.where(reached[pieces.first[unknown]], pieces.first[unknown], pieces.last[unknown])
    ring = _rings(network, reached)
    # The pipe in which the limit lies: its lower end is within, its upper end beyond.
    cut = np.flatnonzero(~graph.shut & reached[graph.head] & ~reached[graph.tail])
    outfall, below = reach.nearest(graph.head[cut])
    most = np.full(len(cut), limit_m) if limit_m > 0 else most_metres(reach, outfall)
    which = which_limit(network.options, most, below + graph.length_m[cut])
    edge_pipe = network.piece_pipe[network.edge_piece]
    cut, which = _one_per_manhole(cut, graph.head[cut], edge_pipe[cut], which)
    side = np.flatnonzero(network.left_out)
    sign, _ = network.piece_sign
    side_node = np.where(sign[side] > 0, pieces.last[side], pieces.first[side])
    side, side_node = side[reached[side_node]], side_node[reached[side_node]]
    node = np.concatenate([top, graph.head[shut], unknown_node, ring, graph.head[cut], side_node])
    reasons = (
        (len(top), End.HEADWATER), (len(shut), End.BARRIER), (len(unknown), End.UNKNOWN_DIRECTION),
        (len(ring), End.LOOP), (len(cut) + len(side), End.LIMIT),
    )
    none = [np.full(k, -1, dtype=np.int64) for k in (len(top), len(ring))]
    limit = np.full(len(node), Limit.NONE, dtype=np.int8)
    limit[len(node) - len(cut) - len(side) :] = np.append(which, np.full(len(side), Limit.MAIN_WAY))
    loose = np.zeros(len(node), dtype=bool)
    loose[: len(top)] = np.isin(top, np.concatenate(loose_ends(network)))
    return Terminals(
        node.astype(np.int64), np.concatenate([np.full(k, code) for k, code in reasons]).astype(np.int8),
        np.concatenate([none[0], edge_pipe[shut], network.piece_pipe[unknown], none[1], edge_pipe[cut],
                        network.piece_pipe[side]]),
        limit, loose,
    )


def unreached_ends(network: PipeNetwork, reached: Bools) -> LooseEnds:
    """Return the loose ends of pipes that no trace comes to; reached: (nodes,)."""
    loose = np.union1d(*loose_ends(network))
    loose = loose[~reached[loose]]
    pieces = network.pieces
    piece_at = np.full(network.noding.n_nodes, -1, dtype=np.int64)
    piece_at[pieces.first] = piece_at[pieces.last] = np.arange(len(pieces.first))
    return LooseEnds(network.noding.node_xy[loose], network.piece_pipe[piece_at[loose]])


def across_gaps(
    xy: Floats, found: Terminals, beyond: LooseEnds, reach_m: float
) -> tuple[NDArray[np.int8], Ints, Floats]:
    """Tell gaps from headwaters: reasons, pipes and metres (NaN unless a gap) of terminals at places (k, 2).

    A gap is a loose terminal within ``reach_m`` of the loose end of a pipe that no trace reaches. A loose end
    that is reached, such as a neighbour's own headwater, brings no water here. Of loose ends equally near the
    one with the lowest row counts.
    """
    reason, pipe, gap = found.reason.copy(), found.pipe.copy(), np.full(len(xy), np.nan)
    top = np.flatnonzero(found.loose)
    if not len(top) or not len(beyond.pipe) or reach_m <= 0:
        return reason, pipe, gap
    tree = cKDTree(beyond.xy)
    metres, at = tree.query(xy[top], k=_FEW, distance_upper_bound=reach_m * (1 + 1e-9))
    row, column = np.nonzero(np.isfinite(metres))
    other, metres = beyond.pipe[at[row, column]], metres[row, column]
    order = np.lexsort((other, np.round(metres, 9), row))
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    hit = top[row[first]]
    reason[hit], pipe[hit], gap[hit] = End.GAP, other[first], metres[first]
    return reason, pipe, gap


def _one_per_manhole(
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


def _rings(network: PipeNetwork, reached: Bools) -> Ints:
    """The westernmost node of every ring of one-way pipes that is reached, of several the southernmost."""
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
    ring, xy = component[inside], network.noding.node_xy[inside]
    order = np.lexsort((inside, xy[:, 1], xy[:, 0], ring))
    found: Ints = inside[order[np.flatnonzero(np.diff(ring[order], prepend=-1))]]
    return found
