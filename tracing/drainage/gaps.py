"""Gaps that are bridged: ends of pipes that were drawn short of the place where they meet.

Ends belong together around a place, not in pairs. A *bundle* are loose ends within the gap distance of one
another, with the places of other pipes beside them; a manhole gathers the ends that lie nearest to it, within
``manhole_distance_m``. Places where all pipes come in, or all leave, are gathered as loose ends are. A bundle
is one node if water comes to it and leaves it: it is led to a member that pipes pass through, else to those
that begin there. Where pipes pass through, what begins more than WALL_M beside is a headwater of its own. A
loose lower end that has no such bundle, or lies clearly nearer to a pipe that passes, is led into that pipe.

Where directions are weighed against each other (the policy ``auto``), a bundle counts as one node while that
is done, and bridges are built once directions are known.
"""

from __future__ import annotations

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ..answers.ends import near_misses
from ..model import Bools, Floats, Ints
from ..noding.clusters import cluster_points, components
from ..noding.declared_places import distances
from ..noding.pieces import metres_along
from .gathered import Gathered
from .pipe_network import PipeNetwork

#: A pipe that passes at less than this share of the way to the nearest member wins over a bundle.
PASSING_BEATS = 0.75
#: A pipe that begins this near (m) to where others pass through begins at the wall of the same manhole.
WALL_M = 1.0
#: So many nodes beside an end are looked at.
_FEW = 3


def bridge_gaps(network: PipeNetwork) -> None:
    """Find what lies together without meeting, and bridge it.

    Must come before anything is put on the network, whose pipes it cuts.
    """
    options = network.options
    by_manhole = options.manhole_distance_m > 0 and network.nodes is not None and len(network.nodes.xy) > 0
    if options.gap_distance_m <= 0 and not by_manhole:
        return
    network.gathered = gather(network)
    network.bridge(*bridges(network, network.gathered))


def bridge_again(network: PipeNetwork) -> None:
    """Bridge gaps as directions have it that became known since."""
    if network.gathered is not None:
        network.bridge(*bridges(network, network.gathered))


def gather(network: PipeNetwork) -> Gathered:
    """Find bundles, and the places on pipes that pass, which are cut there."""
    noding, gap = network.noding, network.options.gap_distance_m
    pieces, n = network.pieces, noding.n_nodes
    touches = np.bincount(pieces.first, minlength=n) + np.bincount(pieces.last, minlength=n)
    placed = np.isfinite(noding.node_xy).all(axis=1)
    incoming, outgoing = network.degree
    ends = placed & (touches > 0) & ((touches == 1) | (incoming == 0) | (outgoing == 0))
    single, several = np.flatnonzero(ends), np.flatnonzero(placed & (touches > 1) & ~ends)
    one, two = _around_manholes(network, single, several)
    nearest = np.full(n, np.inf)
    if gap > 0 and len(single):
        chain = cluster_points(noding.node_xy[single], gap)
        first = np.zeros(int(chain.max()) + 1, dtype=np.int64)
        first[chain[::-1]] = single[::-1]
        own_end = _other_end(network, single)
        metres, core = _beside(noding.node_xy, single, several, own_end, gap)
        row, rank = np.nonzero(np.isfinite(metres))
        one = np.concatenate([one, single, single[row]])
        two = np.concatenate([two, first[chain], core[row, rank]])
        others, _ = _beside(noding.node_xy, single, single, own_end, gap)
        nearest[single] = np.minimum(metres.min(axis=1), others.min(axis=1))
    bundle = _bundles(network, one, two, ends, nearest)
    single = single[touches[single] == 1]
    end, place, metres = _passing(network, single, bundle, nearest) if gap > 0 else _none()
    bundle[end] = -1
    size = np.bincount(bundle[bundle >= 0])
    bundle[(bundle >= 0) & (np.append(size, 0)[bundle] < 2)] = -1
    loose = touches == 1
    more = network.noding.n_nodes - n
    return Gathered(np.append(bundle, np.full(more, -1)), np.append(loose, np.zeros(more, dtype=bool)),
                    end, place, metres)


def _none() -> tuple[Ints, Ints, Floats]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)


def _other_end(network: PipeNetwork, single: Ints) -> Ints:
    """Return for loose ends the node at the other end of their only piece."""
    pieces = network.pieces
    other = np.full(network.noding.n_nodes, -1, dtype=np.int64)
    other[pieces.first], other[pieces.last] = pieces.last, pieces.first
    return other[single]


def _beside(xy: Floats, asked: Ints, nodes: Ints, but: Ints, reach_m: float) -> tuple[Floats, Ints]:
    """Return (k, 3) how far, and which, the nearest of ``nodes`` are, the asked one and ``but`` left out."""
    away, at = np.full((len(asked), _FEW), np.inf), np.zeros((len(asked), _FEW), dtype=np.int64)
    k = min(_FEW, len(nodes))
    if not k:
        return away, at
    found = cKDTree(xy[nodes]).query(xy[asked], k=k, distance_upper_bound=reach_m * (1 + 1e-9))
    away[:, :k], at[:, :k] = (column.reshape(-1, k) for column in found)
    node = np.append(nodes, -1)[np.minimum(at, len(nodes))]
    away[(node == asked[:, None]) | (node == but[:, None])] = np.inf
    return away, node


def _around_manholes(network: PipeNetwork, single: Ints, several: Ints) -> tuple[Ints, Ints]:
    """Pairs of nodes that one manhole gathers; nodes whose ids pipes agree on are gathered by nothing."""
    nodes, reach = network.nodes, network.options.manhole_distance_m
    none = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if nodes is None or reach <= 0:
        return none
    xy = nodes.xy[np.isfinite(nodes.xy).all(axis=1)]
    by_place = several[several >= len(network.noding.ids)]
    asked = np.concatenate([single, by_place])
    if not len(xy) or not len(asked):
        return none
    metres, at = cKDTree(xy).query(network.noding.node_xy[asked], distance_upper_bound=reach * (1 + 1e-9))
    near = np.isfinite(metres)
    asked, at = asked[near], at[near]
    first = np.full(len(xy), -1, dtype=np.int64)
    first[at[::-1]] = asked[::-1]
    return asked, first[at]


def _bundles(network: PipeNetwork, one: Ints, two: Ints, loose: Bools, nearest: Floats) -> Ints:
    """Return (nodes,) the bundle that pairs of nodes make, -1 for none.

    Of a strand with both ends in one bundle, the loose end that lies farther from others leaves it. A longer
    strand that was cut inside its bundle ends there.
    """
    pieces, n = network.pieces, network.noding.n_nodes
    bundle = np.full(n, -1, dtype=np.int64)
    if not len(one):
        return bundle
    group = components(one, two, n)
    size = np.bincount(group)
    bundle = np.where(size[group] > 1, group, -1)
    whole = np.bincount(pieces.strand)[pieces.strand] == 1
    inside = (bundle[pieces.first] >= 0) & (bundle[pieces.first] == bundle[pieces.last])
    short = np.flatnonzero(inside & whole)
    first, last = pieces.first[short], pieces.last[short]
    leave_first = loose[first] & (~loose[last] | (nearest[first] > nearest[last]))
    leaving = np.where(leave_first, first, last)
    bundle[leaving[loose[leaving] & (first != last)]] = -1
    return bundle


def _passing(network: PipeNetwork, single: Ints, bundle: Ints, nearest: Floats) -> tuple[Ints, Ints, Floats]:
    """Find loose ends that a passing pipe is meant by; cuts these. Returns ends, nodes and metres.

    Without ``auto`` lower ends alone are led into passing pipes.
    """
    if network.options.direction_policy != "auto":
        single = single[network.degree[0][single] > 0]
    strand, gap, place = near_misses(network, single, network.options.gap_distance_m)
    _, outgoing = network.degree
    leads_on = np.zeros(int(bundle.max(initial=-1)) + 2, dtype=bool)  # the last: of those without a bundle
    leads_on[bundle[(bundle >= 0) & (outgoing[: len(bundle)] > 0)]] = True
    ends = bundle[network.noding.end_node[strand]]
    member = (ends == bundle[single][:, None]).any(axis=1)
    nearer = gap < PASSING_BEATS * nearest[single]
    hit = np.flatnonzero((strand >= 0) & (~leads_on[bundle[single]] | (nearer & ~member)))
    if not len(hit):
        return _none()
    line = network.noding.strands.line[strand[hit]]
    drawn_m = metres_along(line, shapely.points(place[hit]))
    node, end = network.place(place[hit], strand[hit], drawn_m), single[hit]
    # The end of another member is no pipe that passes.
    passes = (node >= len(bundle)) | (bundle[end] < 0)
    passes[~passes] = bundle[node[~passes]] != bundle[end[~passes]]
    return end[passes], node[passes], gap[hit][passes]


def bridges(network: PipeNetwork, gathered: Gathered) -> tuple[Ints, Ints, Floats]:
    """Return (b,) nodes that bridges lead from and to, and their metres, under the present directions."""
    network.bridge(*_none())
    xy, n = network.noding.node_xy, network.noding.n_nodes
    more = n - len(gathered.bundle)  # where points were put on the network since
    bundle = np.append(gathered.bundle, np.full(more, -1))
    single = np.append(gathered.loose, np.zeros(more, dtype=bool))
    pieces, (sign, both) = network.pieces, network.piece_sign
    # A short piece inside a bundle leads neither in nor out.
    outside = (bundle[pieces.first] < 0) | (bundle[pieces.first] != bundle[pieces.last])
    along, against = outside & ((sign > 0) | both), outside & ((sign < 0) | both)
    comes, leaves = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    comes[pieces.last[along]] = comes[pieces.first[against]] = True
    leaves[pieces.first[along]] = leaves[pieces.last[against]] = True
    ending, beginning = comes & (single | ~leaves), leaves & ~comes
    through = comes & leaves & ~single
    node = np.flatnonzero(bundle >= 0)
    node = node[np.lexsort((*xy[node].T[::-1], bundle[node]))]
    ends, begins, passes = (node[kind[node]] for kind in (ending, beginning, through))
    hub, passed, arrives = np.full(n, -1), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    hub[bundle[begins][::-1]] = begins[::-1]  # the westernmost
    passed[bundle[passes]] = arrives[bundle[ends]] = True
    to = hub[bundle[ends]]
    led = passed[bundle[ends]]
    to[led] = _nearest_of_bundle(xy, bundle, ends[led], passes)
    source, at_hub = hub[bundle[begins]], ~passed[bundle[begins]]
    source[~at_hub] = _nearest_of_bundle(xy, bundle, begins[~at_hub], passes)
    fed = np.where(at_hub, arrives[bundle[begins]] & (source != begins),
                   distances(xy[begins], xy[source]) <= WALL_M)
    begins, source = begins[fed], source[fed]
    ends, to = ends[(to >= 0) & (to != ends)], to[(to >= 0) & (to != ends)]
    lower = network.degree[0][gathered.end] > 0
    one = np.concatenate([ends, source, gathered.end[lower]])
    two = np.concatenate([to, begins, gathered.place[lower]])
    metres = distances(xy[one], xy[two])
    return one, two, metres


def _nearest_of_bundle(xy: Floats, bundle: Ints, asked: Ints, nodes: Ints) -> Ints:
    """Return for each asked node the nearest of ``nodes`` in its bundle; every one has some."""
    if not len(asked):
        return asked
    # Bundles are a third coordinate, farther from each other than anything in one of them.
    apart = 1e6
    tree = cKDTree(np.column_stack([xy[nodes], bundle[nodes] * apart]))
    found: Ints = nodes[tree.query(np.column_stack([xy[asked], bundle[asked] * apart]))[1]]
    return found
