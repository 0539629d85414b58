"""Gaps that are bridged: ends of pipes that were drawn short of the place where they meet.

Ends belong together around a place, not in pairs. A *bundle* are loose ends within the gap distance of one
another, with the place of other pipes that lies nearest within it; a manhole gathers the places of ends within
``manhole_distance_m``, each its nearest. A bundle is one node if water comes to it and leaves it: it is led to
a member that pipes pass through, else to those that begin there. Where pipes pass through, what begins beside
is a headwater of its own. A loose lower end that has no bundle, or lies twice as near to a pipe that passes,
is led into that pipe.

Where directions are weighed against each other (the policy ``auto``), a bundle counts as one node while that
is done, and bridges are built once directions are known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ..answers.ends import near_misses
from ..model import Bools, Floats, Ints
from ..noding.clusters import cluster_points, components
from ..noding.declared_places import distances
from ..noding.pieces import metres_along
from .pipe_network import PipeNetwork

#: A pipe that passes at less than this share of the way to the nearest member wins over a bundle.
PASSING_BEATS = 0.5


@dataclass
class Gathered:
    """What lies together without meeting.

    bundle: (nodes,) number of each node's bundle, -1 for none; loose: (nodes,) a single piece ends here;
    end, place, gap_m: (k,) loose ends, the nodes on pipes that pass, how far these are.
    """

    bundle: Ints
    loose: Bools
    end: Ints
    place: Ints
    gap_m: Floats

    def representative(self, n_nodes: int) -> Ints:
        """Return (n_nodes,) the first node of each node's bundle, the place on a pipe, else the node itself."""
        found = np.arange(n_nodes)
        found[self.end] = self.place
        members = np.flatnonzero(self.bundle >= 0)
        _, first, which = np.unique(self.bundle[members], return_index=True, return_inverse=True)
        found[members] = members[first[which.reshape(-1)]]
        return found


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


def gather(network: PipeNetwork) -> Gathered:
    """Find bundles, and the places on pipes that pass, which are cut there."""
    noding, gap = network.noding, network.options.gap_distance_m
    pieces, n = network.pieces, noding.n_nodes
    touches = np.bincount(pieces.first, minlength=n) + np.bincount(pieces.last, minlength=n)
    placed = np.isfinite(noding.node_xy).all(axis=1)
    single, several = np.flatnonzero((touches == 1) & placed), np.flatnonzero((touches > 1) & placed)
    one, two = _around_manholes(network, single, several)
    nearest = np.full(n, np.inf)
    if gap > 0 and len(single):
        chain = cluster_points(noding.node_xy[single], gap)
        first = np.zeros(int(chain.max()) + 1, dtype=np.int64)
        first[chain[::-1]] = single[::-1]
        own_end = _other_end(network, single)
        metres, core = _nearest(noding.node_xy, single, several, own_end, gap)
        hit = np.isfinite(metres)
        one, two = np.concatenate([one, single, single[hit]]), np.concatenate([two, first[chain], core[hit]])
        nearest[single] = np.minimum(metres, _nearest(noding.node_xy, single, single, own_end, gap)[0])
    bundle = _bundles(network, one, two, touches == 1, nearest)
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


def _nearest(xy: Floats, asked: Ints, nodes: Ints, but: Ints, reach_m: float) -> tuple[Floats, Ints]:
    """Return how far, and which, the nearest of ``nodes`` is to each asked one, itself and ``but`` left out."""
    metres, found = np.full(len(asked), np.inf), np.full(len(asked), -1, dtype=np.int64)
    if not len(nodes):
        return metres, found
    k = min(3, len(nodes))
    away, at = cKDTree(xy[nodes]).query(xy[asked], k=k, distance_upper_bound=reach_m * (1 + 1e-9))
    away, at = away.reshape(-1, k), at.reshape(-1, k)
    node = np.append(nodes, -1)[at]
    away[(node == asked[:, None]) | (node == but[:, None])] = np.inf
    best = np.argmin(away, axis=1)
    row = np.arange(len(asked))
    metres[:] = away[row, best]
    found[:] = np.where(np.isfinite(metres), node[row, best], -1)
    return metres, found


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

    Of a piece with both ends in one bundle, the loose end that lies farther from others leaves it.
    """
    pieces, n = network.pieces, network.noding.n_nodes
    bundle = np.full(n, -1, dtype=np.int64)
    if not len(one):
        return bundle
    group = components(one, two, n)
    size = np.bincount(group)
    bundle = np.where(size[group] > 1, group, -1)
    short = np.flatnonzero((bundle[pieces.first] >= 0) & (bundle[pieces.first] == bundle[pieces.last]))
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
    own = (bundle[single] >= 0) & (gap >= PASSING_BEATS * nearest[single])
    hit = np.flatnonzero((strand >= 0) & ~own)
    if not len(hit):
        return _none()
    line = network.noding.strands.line[strand[hit]]
    drawn_m = metres_along(line, shapely.points(place[hit]))
    return single[hit], network.place(place[hit], strand[hit], drawn_m), gap[hit]


def bridges(network: PipeNetwork, gathered: Gathered) -> tuple[Ints, Ints, Floats]:
    """Return the bridges, from a node to a node, and their metres, under the present directions."""
    network.bridge(*_none())
    incoming, outgoing = network.degree
    xy, bundle = network.noding.node_xy, gathered.bundle
    node = np.flatnonzero(bundle >= 0)
    node = node[np.lexsort((*xy[node].T[::-1], bundle[node]))]
    loose = gathered.loose[node]
    comes, leaves = incoming[node] > 0, outgoing[node] > 0
    ending, beginning = comes & (loose | ~leaves), leaves & ~comes
    through = comes & leaves & ~loose
    n = int(bundle.max(initial=-1)) + 1
    hub = np.full(n, -1, dtype=np.int64)
    for kind in (beginning, through):  # the last written stays: what pipes pass through, the westernmost
        hub[bundle[node[kind]][::-1]] = node[kind][::-1]
    passed = np.zeros(n, dtype=bool)
    passed[bundle[node[through]]] = True
    arrives = np.zeros(n, dtype=bool)
    arrives[bundle[node[ending]]] = True
    to = hub[bundle[node]]
    low = ending & (to >= 0) & (to != node)
    out = beginning & (to >= 0) & (to != node) & arrives[bundle[node]] & ~passed[bundle[node]]
    lower = incoming[gathered.end] > 0
    one = np.concatenate([node[low], to[out], gathered.end[lower]])
    two = np.concatenate([to[low], node[out], gathered.place[lower]])
    metres = np.concatenate([
        distances(xy[node[low]], xy[to[low]]), distances(xy[node[out]], xy[to[out]]), gathered.gap_m[lower]])
    return one, two, metres
