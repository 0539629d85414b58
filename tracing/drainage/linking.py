"""How outfalls and sources meet the network.

In order: the declared connection; the nearest inlet or manhole; the nearest pipe or
channel; the network inside the site's outline; the outfall itself. An open channel
that is nearer than the nearest manhole wins over it, as does a pipe less than half as
far: a manhole across the street says little when the ditch runs past the door.
Abandoned pipes take nothing in.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ..model import Bools, Floats, Hops, Ints, Points, Rule, Texts
from ..noding.declared_places import distances
from ..noding.node_ids import normal_codes
from ..noding.pieces import metres_along
from ..noding.spatial_index import tree_of
from .levels import true_sizes
from .pipe_network import PipeNetwork

#: A pipe nearer than this share of the way to the nearest manhole wins over it.
PIPE_BEATS_NODE = 0.5
#: A lower end of the network may lie this many times farther from an outfall than a passing pipe.
END_BEATS_PASSING = 3.0
#: A point may lie so many times as far from the node that it declares as ends of one id from each other.
POINTS_REACH = 20.0
#: Ends up to so many times, or so many metres, farther than the nearest are beside it: the largest is meant.
END_BESIDE, END_BESIDE_M = 2.0, 5.0
#: More pipes than this in a small window around a point, on average, are a heap and no network.
_CROWD = 100
#: So many places equally near are compared.
_TIED = 9
#: Windows of more than this (m) hold too much of a network to look through, and few points are not worth it.
_WIDE_M, _FEW = 1000.0, 1000


def _nothing(n: int) -> Hops:
    return Hops(
        np.full(n, Rule.NONE, dtype=np.int8), np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64),
        np.zeros(n), np.full(n, np.nan), np.full((n, 2), np.nan), np.full(n, np.inf),
        np.full(n, -1, dtype=np.int64), np.full(n, np.nan), np.full(n, -1, dtype=np.int64),
    )


class _Finder:
    """Nearest nodes and strands of a network that are open to a connection."""

    def __init__(self, pipes: PipeNetwork) -> None:
        self.pipes = pipes
        noding = pipes.noding
        self.dead_strand: Bools = np.zeros(len(noding.strands.pipe), dtype=bool)
        if pipes.pipes.status is not None:
            self.dead_strand = pipes.pipes.status[noding.strands.pipe] == "abandoned"
        usable = ~self.dead_strand & ~shapely.is_missing(noding.strands.line)
        self.rows = np.flatnonzero(usable)
        self.lines = noding.strands.line[self.rows]
        self.tree = noding.tree if len(self.rows) == len(usable) else tree_of(self.lines)

    def nearest_strand(self, xy: Floats, reach: float) -> tuple[Ints, Floats]:
        """Return for each point the nearest strand (-1) and its distance (inf beyond reach)."""
        strand = np.full(len(xy), -1, dtype=np.int64)
        distance = np.full(len(xy), np.inf)
        left = np.arange(len(xy) if len(self.rows) else 0)
        if len(left) > _FEW and self._crowded(xy, reach):
            return self._nearest_in_crowd(xy, reach)
        # Looking into small windows first costs a fraction of a search for the nearest of all.
        for radius in [reach / 16, reach / 4, reach] if len(left) > _FEW and reach < _WIDE_M else [reach]:
            points = shapely.points(xy[left])
            if radius < _WIDE_M and len(left) > _FEW:
                row, at = self.tree.query(shapely.box(*(xy[left] - radius).T, *(xy[left] + radius).T))
                with np.errstate(invalid="ignore"):  # a vertex drawn twice
                    metres = shapely.distance(points[row], self.lines[at])
                near = metres <= radius
                row, at, metres = row[near], at[near], metres[near]
            else:
                (row, at), metres = self.tree.query_nearest(
                    points, max_distance=max(radius, 1e-6), return_distance=True
                )
            best = self._nearest_of_each(row, at, metres)
            strand[left[row[best]]], distance[left[row[best]]] = self.rows[at[best]], metres[best]
            left = left[strand[left] < 0]
        return strand, distance

    def _nearest_of_each(self, row: Ints, at: Ints, metres: Floats) -> Ints:
        """Return for each ``row`` its nearest line; of several, which share an end or are alike, the best.

        That is the one best known, then the westernmost; never the one that the table has first.
        """
        order = np.lexsort((at, metres, row))
        first = np.flatnonzero(np.diff(row[order], prepend=-1))
        lead = first[first + 1 < len(order)]
        one, two = order[lead], order[lead + 1]
        if ((row[one] == row[two]) & (metres[one] == metres[two])).any():
            strands, network = self.pipes.noding.strands, self.pipes
            strand = self.rows[at]
            pipe = strands.pipe[strand]
            trust = network.data_trust[pipe] * network.direction_trust[pipe]
            ends = strands.ends[strand].reshape(-1, 4).T
            order = np.lexsort((at, strands.length_m[strand], *ends[::-1], -trust, metres, row))
        best: Ints = order[first]
        return best

    def _crowded(self, xy: Floats, reach: float) -> bool:
        """Tell whether windows around the points hold many more pipes than those of a network do."""
        sample = xy[:: max(1, len(xy) // 100)]
        radius = min(reach, _WIDE_M) / 16
        hits = self.tree.query(shapely.box(*(sample - radius).T, *(sample + radius).T)).shape[1]
        return bool(hits > _CROWD * len(sample))

    def _nearest_in_crowd(self, xy: Floats, reach: float) -> tuple[Ints, Floats]:
        """As :meth:`nearest_strand` without weighing ties, which would compare all pairs of a heap."""
        place, group = np.unique(xy + 0.0, axis=0, return_inverse=True)
        found = np.full(len(place), -1, dtype=np.int64)
        distance = np.full(len(place), np.inf)
        (row, at), metres = self.tree.query_nearest(
            shapely.points(place), max_distance=max(reach, 1e-6), return_distance=True, all_matches=False
        )
        found[row], distance[row] = self.rows[at], metres
        return found[group.reshape(-1)], distance[group.reshape(-1)]

    def live_nodes(self, candidates: Ints) -> Ints:
        """Keep the nodes that some open strand touches."""
        touched = np.zeros(self.pipes.noding.n_nodes, dtype=bool)
        touched[self.pipes.noding.end_node[~self.dead_strand].ravel()] = True
        open_cut = ~self.dead_strand[self.pipes.noding.cut_strand]
        touched[self.pipes.noding.cut_node[open_cut]] = True
        wanted = np.zeros(len(touched), dtype=bool)
        wanted[candidates[candidates >= 0]] = True
        live: Ints = np.flatnonzero(wanted & touched & np.isfinite(self.pipes.noding.node_xy).all(axis=1))
        return live


def _nearest_node(nodes: Ints, node_xy: Floats, xy: Floats, reach: float) -> tuple[Ints, Floats]:
    found = np.full(len(xy), -1, dtype=np.int64)
    distance = np.full(len(xy), np.inf)
    if len(nodes) and len(xy):
        metres, at = _nearest_of(node_xy[nodes], xy, reach * (1 + 1e-9) + 1e-9)
        hit = np.isfinite(metres)
        found[hit], distance[hit] = nodes[at[hit]], metres[hit]
    return found, distance


def _nearest_of(places: Floats, xy: Floats, reach: float) -> tuple[Floats, Ints]:
    """As a query of ``cKDTree(places)``; of places equally near, the first from west to east."""
    tree = cKDTree(places, balanced_tree=False, compact_nodes=False)  # made in half the time
    two, which = tree.query(xy, k=2, distance_upper_bound=reach)
    metres, at = two[:, 0].copy(), which[:, 0].copy()
    tied = np.flatnonzero(np.isfinite(metres) & (two[:, 1] == metres))
    if len(tied):
        several, which = tree.query(xy[tied], k=_TIED, distance_upper_bound=reach)
        x, y = (np.append(column, np.inf)[which] for column in places.T)
        x[several > several[:, :1]] = np.inf
        first = np.lexsort((which, y, x), axis=-1)[:, 0]
        at[tied] = which[np.arange(len(tied)), first]
    return metres, at


def link_outfalls(network: PipeNetwork, outfalls: Points, distance_m: float) -> Hops:
    """Put outfalls on the network, cutting pipes where one lies on a pipe's middle.

    What lies within the tolerance is met. Else a lower end of the network within reach is preferred to a pipe
    that merely passes nearer: that is where the water comes out; of several ends, that of the largest pipe.
    """
    n = len(outfalls.xy)
    hops = _nothing(n)
    _by_declared_node(network, outfalls, hops)
    rows = np.flatnonzero((hops.rule == Rule.NONE) & np.isfinite(outfalls.xy).all(axis=1))
    xy = outfalls.xy[rows]
    finder = _Finder(network)
    strand, to_strand = finder.nearest_strand(xy, distance_m)
    incoming, outgoing = network.degree
    lower = (incoming > 0) & (outgoing == 0)
    if network.options.direction_policy == "auto":  # not settled yet: any loose end may be lower
        lower |= incoming + outgoing == 1
    ends = finder.live_nodes(np.flatnonzero(lower))
    end, to_end, other, hops.beside[rows] = _chosen_end(network, ends, xy, distance_m)
    here = max(network.options.tolerance_m, 1e-6)
    use_end = (end >= 0) & (to_end <= np.maximum(END_BEATS_PASSING * to_strand, to_strand + 5.0))
    use_end &= (to_strand > here) | (to_end <= here)
    hit = rows[use_end]
    if hops.runner_up is not None:
        hops.runner_up[hit] = other[use_end]
    _meet_nodes(network, hops, hit, end[use_end], to_end[use_end])
    use_strand = ~use_end & (strand >= 0)
    lost = use_strand & (hops.beside[rows] >= 0)  # the nearest end might have won
    hops.beside[rows[lost]] = largest_at(network, end[lost])[0]
    near_by = Near(rows[use_strand], xy[use_strand], strand[use_strand], to_strand[use_strand])
    _meet_strands(network, hops, near_by, cut=True)
    _measure_misses(finder, hops, outfalls.xy)
    return hops


def _chosen_end(
    network: PipeNetwork, ends: Ints, xy: Floats, distance_m: float
) -> tuple[Ints, Floats, Ints, Ints]:
    """Return the lower end that each outfall is meant to be, its distance, and a pipe of the next best.

    That is the nearest, unless ends hardly farther have larger pipes; -1 and infinite where there is none.
    The last column is the pipe of the nearest where that is not meant, else -1.
    """
    n, node_xy = len(xy), network.noding.node_xy
    end, metres = _nearest_node(ends, node_xy, xy, distance_m)
    nearest, other, beside = end.copy(), np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    # An outfall drawn at an end is that end's.
    asked = np.flatnonzero((end >= 0) & (metres > max(network.options.tolerance_m, 1e-6)))
    if not len(asked) or len(ends) < 2:
        return end, metres, other, beside
    distance, which = cKDTree(node_xy[ends]).query(
        xy[asked], k=min(_TIED, len(ends)), distance_upper_bound=distance_m * (1 + 1e-9) + 1e-9)
    near = distance <= np.maximum(END_BESIDE * metres[asked], metres[asked] + END_BESIDE_M)[:, None]
    row, rank = np.nonzero(near & np.isfinite(distance))
    node = ends[which[row, rank]]
    pipe, size = largest_at(network, node)
    order = np.lexsort((*node_xy[node].T[::-1], distance[row, rank], -size, row))
    row, rank, node, pipe = row[order], rank[order], node[order], pipe[order]
    best = np.flatnonzero(np.diff(row, prepend=-1))
    end[asked[row[best]]], metres[asked[row[best]]] = node[best], distance[row[best], rank[best]]
    second = best[best + 1 < len(row)] + 1
    second = second[row[second] == row[second - 1]]
    other[asked[row[second]]] = pipe[second]
    passed = np.flatnonzero(end != nearest)
    beside[passed] = largest_at(network, nearest[passed])[0]
    return end, metres, other, beside


def largest_at(network: PipeNetwork, nodes: Ints) -> tuple[Ints, Floats]:
    """Return the largest pipe at each of ``nodes`` (k,), and its size (mm), 0 where unknown; (k,) both."""
    wanted = np.zeros(network.noding.n_nodes, dtype=bool)
    wanted[nodes] = True
    found, size = np.full(len(wanted), -1, dtype=np.int64), np.zeros(len(wanted))
    sizes = np.nan_to_num(true_sizes(network.pipes.diameter_mm, network.pipes.n))
    ends = (network.pieces.first, network.pieces.last)
    some = [np.flatnonzero(wanted[end] & ~network.pieces.bridge) for end in ends]
    node = np.concatenate([end[rows] for end, rows in zip(ends, some)])
    pipe = network.piece_pipe[np.concatenate(some)]
    order = np.lexsort((-pipe, sizes[pipe]))
    found[node[order]], size[node[order]] = pipe[order], sizes[pipe[order]]  # the last written stays
    return found[nodes], size[nodes]


def link_sources(
    network: PipeNetwork, sources: Points, outfalls: Points, outfall_node: Ints, distance_m: float, *,
    cut: bool = False,
) -> Hops:
    """Put sources on the network by the rules above that the network's options switch on.

    outfall_node: (outfalls,) nodes as :func:`outfall_nodes` gives them.
    cut: cut a pipe met mid-line there (needed to trace downstream); else the source is carried
    to the lower end of the piece it meets, with the way to it as ``offset_m``.
    """
    n = len(sources.xy)
    hops = _nothing(n)
    rules = network.options.link_rules
    if "declared" in rules:
        _by_declared_node(network, sources, hops)
    if sources.declared_outfall is not None and "declared" in rules:
        rows = np.flatnonzero((hops.rule == Rule.NONE) & (sources.declared_outfall >= 0))
        mouth = sources.declared_outfall[rows]
        _at_outfalls(hops, rows, Rule.DECLARED, mouth, sources.xy, (outfalls, outfall_node))
    rows = np.flatnonzero((hops.rule == Rule.NONE) & np.isfinite(sources.xy).all(axis=1))
    xy = sources.xy[rows]
    finder = _Finder(network)
    manholes = network.node_of_manhole
    if not len(manholes):
        manholes = np.arange(network.noding.n_nodes)
    node, to_node = _nearest_node(finder.live_nodes(manholes), network.noding.node_xy, xy, distance_m)
    strand, to_strand = finder.nearest_strand(xy, distance_m)
    if "nearest_node" not in rules:
        node[:], to_node[:] = -1, np.inf
    if "nearest_pipe" not in rules:
        strand[:], to_strand[:] = -1, np.inf
    channel = np.zeros(len(rows), dtype=bool)
    if network.pipes.form is not None:
        is_channel = network.pipes.form[network.noding.strands.pipe] == "open_channel"
        channel = np.append(is_channel, False)[strand]
    near = np.where(channel, 1.0, PIPE_BEATS_NODE)
    use_node = (node >= 0) & ~(to_strand < near * to_node)
    hops.beside[rows] = np.append(network.noding.strands.pipe, -1)[strand]
    _meet_nodes(network, hops, rows[use_node], node[use_node], to_node[use_node])
    use_strand = ~use_node & (strand >= 0)
    near_by = Near(rows[use_strand], xy[use_strand], strand[use_strand], to_strand[use_strand])
    _meet_strands(network, hops, near_by, cut=cut)
    if "site_outline" in rules:
        _inside_outlines(network, finder, sources, hops, cut=cut)
    rows = np.flatnonzero((hops.rule == Rule.NONE) & np.isfinite(sources.xy).all(axis=1))
    mouth, _ = _nearest_node(
        np.flatnonzero(np.isfinite(outfalls.xy).all(axis=1)), outfalls.xy, sources.xy[rows], distance_m
    )
    at = (mouth >= 0) & ("at_outfall" in rules)
    _at_outfalls(hops, rows[at], Rule.AT_OUTFALL, mouth[at], sources.xy, (outfalls, outfall_node))
    _measure_misses(finder, hops, sources.xy)
    return hops


def _by_declared_node(network: PipeNetwork, points: Points, hops: Hops) -> None:
    """Points meet the node that they declare, unless it lies too far away to be meant."""
    if points.declared_node is None:
        return
    stated = points.declared_node != None  # noqa: E711 - element by element
    codes = np.array(normal_codes(points.declared_node[stated], network.noding.ids.apart), dtype=object)
    rows, codes = np.flatnonzero(stated)[codes != ""], codes[codes != ""]
    reach = max(POINTS_REACH * network.options.id_distance_m, network.id_reach_m)
    node, metres = network.noding.named(codes, points.xy[rows], reach)
    if network.nodes is not None:
        _by_manhole(network, codes, points.xy[rows], node, metres)
    node[metres > reach] = -1
    if hops.denied_m is not None:
        hops.denied_m[rows[metres > reach]] = metres[metres > reach]
    rows, node = rows[node >= 0], node[node >= 0]
    xy = network.noding.node_xy[node]
    hop = np.linalg.norm(points.xy[rows] - xy, axis=1)
    _meet(hops, rows, Rule.DECLARED, node, xy, np.where(np.isfinite(hop), hop, 0.0))


def _by_manhole(network: PipeNetwork, codes: Texts, xy: Floats, node: Ints, metres: Floats) -> None:
    """Find the nodes of ``codes`` that no pipe names but a manhole carries, the nearest of those that do."""
    missed = np.flatnonzero((node < 0) & ~np.isfinite(metres))
    if not len(missed) or network.nodes is None:
        return
    asked = set(codes[missed].tolist())
    places: dict[str, list[int]] = {}
    for row, code in enumerate(normal_codes(network.nodes.code, network.noding.ids.apart)):
        if code in asked and network.node_of_manhole[row] >= 0:
            places.setdefault(code, []).append(row)
    for at in missed.tolist():
        rows = places.get(codes[at])
        if rows:
            apart = distances(xy[at], network.nodes.xy[rows])
            best = int(np.argmin(apart)) if np.isfinite(apart).all() else -1  # without a place: the last
            node[at], metres[at] = network.node_of_manhole[rows[best]], apart[best]


def _meet(hops: Hops, rows: Ints, rule: Rule, node: Ints, xy: Floats, hop: Floats) -> None:
    hops.rule[rows] = rule
    hops.node[rows] = node
    hops.xy[rows] = xy
    hops.hop_m[rows] = hops.nearest_m[rows] = hop


def _meet_nodes(network: PipeNetwork, hops: Hops, rows: Ints, node: Ints, distance: Floats) -> None:
    _meet(hops, rows, Rule.NEAREST_NODE, node, network.noding.node_xy[node], distance)


class Near(NamedTuple):
    """Points, by their rows and places (k, 2), the strand each lies near, and how far away (m)."""

    rows: Ints
    xy: Floats
    strand: Ints
    distance: Floats


def _meet_strands(network: PipeNetwork, hops: Hops, near: Near, *, cut: bool) -> None:
    """Points meet the nearest spot of a strand."""
    rows, xy, strand, distance = near
    if not len(rows):
        return
    line = network.noding.strands.line[strand]
    metres = metres_along(line, shapely.points(xy))
    spot = shapely.get_coordinates(shapely.line_interpolate_point(line, metres))
    if cut:
        node, offset = network.place(spot, strand, metres), np.zeros(len(rows))
    else:
        node, offset = lower_end(network, strand, metres)
        # Carried to the lower end, a source would slip past a barrier: there the pipe is cut after all.
        shut = network.closed_pipe[network.noding.strands.pipe[strand]]
        shut |= network.closed_node[node] & (offset > 0)
        if shut.any():
            node[shut], offset[shut] = network.place(spot[shut], strand[shut], metres[shut]), 0.0
    _meet(hops, rows, Rule.NEAREST_PIPE, node, spot, distance)
    hops.pipe[rows] = network.noding.strands.pipe[strand]
    hops.offset_m[rows] = offset


def lower_end(network: PipeNetwork, strand: Ints, metres: Floats) -> tuple[Ints, Floats]:
    """Return the lower node of the piece at ``metres`` of ``strand``, and the way (m) to it; (k,) all.

    Where the direction is unknown, the nearer end; a point at an end meets that end's node.
    """
    pieces = network.pieces
    group = network.pieces_of_strand
    # Pieces of a strand are adjacent and ordered, so one search over (strand, metres) finds them.
    scale = float(pieces.start_m.max(initial=0.0)) + float(metres.max(initial=0.0)) + 1.0
    keys = (pieces.strand * scale + pieces.start_m)[: len(group.edge)]
    piece = np.searchsorted(keys, strand * scale + metres, side="right") - 1
    stretch = network.noding.strands.stretch[strand]
    to_first = (metres - pieces.start_m[piece]) * stretch
    to_last = np.maximum(pieces.length_m[piece] - to_first, 0.0)
    sign, both = network.piece_sign
    along = np.where((sign[piece] == 0) | both[piece], to_last < to_first, sign[piece] > 0)
    near = max(network.options.tolerance_m, 1e-9)
    along = np.where(to_first <= near, False, np.where(to_last <= near, True, along))
    return (
        np.where(along, pieces.last[piece], pieces.first[piece]),
        np.where(along, to_last, to_first),
    )


def _inside_outlines(
    network: PipeNetwork, finder: _Finder, sources: Points, hops: Hops, *, cut: bool
) -> None:
    """A source whose site holds a node, or is crossed by a pipe, meets the nearest of them."""
    outlines = sources.outline
    if outlines is None:
        return
    rows = np.flatnonzero((hops.rule == Rule.NONE) & ~shapely.is_missing(outlines))
    if not len(rows) or not len(finder.rows):
        return
    nodes = finder.live_nodes(np.arange(network.noding.n_nodes))
    # Sites are small and few: an index of a million nodes would cost more than all questions to it.
    nodes = nodes[np.argsort(network.noding.node_xy[nodes, 0], kind="stable")]
    xy = network.noding.node_xy[nodes]
    for row in rows.tolist():
        site = outlines[row]
        placed = np.isfinite(sources.xy[row]).all()
        anchor = shapely.points(sources.xy[row]) if placed else shapely.point_on_surface(site)
        west, south, east, north = shapely.bounds(site)
        low, high = np.searchsorted(xy[:, 0], west), np.searchsorted(xy[:, 0], east, side="right")
        near = low + np.flatnonzero((xy[low:high, 1] >= south) & (xy[low:high, 1] <= north))
        inside = near[shapely.intersects_xy(site, xy[near])]
        if len(inside):
            distance = np.linalg.norm(xy[inside] - shapely.get_coordinates(anchor), axis=1)
            best = int(np.argmin(distance))
            node = nodes[inside[best]]
            _meet(hops, np.array([row]), Rule.SITE_OUTLINE, np.array([node]),
                  network.noding.node_xy[[node]], distance[[best]])
            continue
        crossing = finder.tree.query(site, predicate="intersects")
        if len(crossing):
            distance = shapely.distance(finder.lines[crossing], anchor)
            best = int(np.argmin(distance))
            strand, spot = finder.rows[crossing[[best]]], shapely.get_coordinates(anchor)
            _meet_strands(network, hops, Near(np.array([row]), spot, strand, distance[[best]]), cut=cut)
            hops.rule[row] = Rule.SITE_OUTLINE


def _at_outfalls(
    hops: Hops, rows: Ints, rule: Rule, outfall: Ints, xy: Floats, outfalls: tuple[Points, Ints]
) -> None:
    """Sources that drain at an outfall itself; its node carries them even where no pipe comes.

    outfalls: with the node of each.
    """
    place = outfalls[0].xy[outfall]
    hop = np.linalg.norm(xy[rows] - place, axis=1)
    _meet(hops, rows, rule, outfalls[1][outfall], place, np.where(np.isfinite(hop), hop, 0.0))


def _measure_misses(finder: _Finder, hops: Hops, xy: Floats) -> None:
    """Say how far the network is from points that met nothing."""
    rows = np.flatnonzero((hops.rule == Rule.NONE) & np.isfinite(xy).all(axis=1))
    if len(rows) and len(finder.rows):
        _, distance = finder.nearest_strand(xy[rows], 1e9)
        hops.nearest_m[rows] = distance


def outfall_nodes(network: PipeNetwork, outfalls: Points, hops: Hops) -> Ints:
    """Return a node per outfall; one that met nothing gets a node of its own, so sources can meet it."""
    node = hops.node.copy()
    alone = np.flatnonzero(node < 0)
    node[alone] = network.add_nodes(outfalls.xy[alone])
    return node
