"""Noding: which pipe ends are one place, and where pipes meet mid-line.

A *strand* is one unbroken run of a pipe: the whole pipe where both ends carry
declared node ids, else each part of its geometry. Ends meet

1. by declared id, where both ends of a pipe have one: two such ends are one node
   when the ids are the same, and never otherwise;
2. else by place, within the tolerance: ends that chain together within it are one node,
   and an end within it of a declared node joins that node.

A node within the tolerance of a strand's middle cuts the strand there (a T-join). Only
nodes cut: lines that merely cross are not connected. Two declared pipes are joined by
ids alone, so a declared node cuts strands without ids only. With ``join_loose_ids`` a node
cuts any strand where no pipe leads on by ids (none leaves it, or one end alone names it) and
no manhole carries its id: branches that were given an id of their own where they meet a main.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .labels import ranges
from .model import Bools, Floats, Ints, Nodes, Pipes
from .node_ids import EndIds, NodeIds
from .strands import Strands, come_back, metres_along, strands_of, windows_at
from .trees import Tree, tree_of

#: Above this many neighbours per end on average, ends are first gathered in cells.
_CROWD = 30.0
#: A tree that is made in half the time and finds the same pairs.
_QUICK = {"balanced_tree": False, "compact_nodes": False}
#: Ends of pipes with ids that lie so near (m) to each other are drawn at one place.
_SAME_PLACE_M = 1.0
#: Ends measured by one call: what fits into the processor's cache goes fastest.
_AT_ONCE = 10_000
#: Places whose surroundings are looked at together: their pairs with lines take some 20 MB.
_PLACES_AT_ONCE = 100_000


@dataclass
class Noding:
    """Strands, their end nodes, and the places where nodes cut them.

    end_node: (s, 2); node_xy: (n, 2) NaN where unknown; ids: the declared ones and their nodes;
    cut_strand, cut_m, cut_node: cuts ordered by strand and drawn metres; drawn_backwards: (s,) declared
    strands whose line runs from the end node to the start node; bad_geometry: rows of pipes whose
    coordinates could not be used.
    """

    strands: Strands
    end_node: Ints
    node_xy: Floats
    ids: NodeIds
    cut_strand: Ints
    cut_m: Floats
    cut_node: Ints
    drawn_backwards: Bools
    bad_geometry: Ints
    tree: Tree
    tolerance_m: float

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_xy)

    @property
    def node_of_code(self) -> dict[str, int]:
        """Normalised id -> node."""
        return self.ids.numbers

    def place(self, xy: Floats, strand: Ints, drawn_m: Floats) -> Ints:
        """Return the node at ``drawn_m`` of each strand, cutting it where there is none yet.

        xy: (k, 2) places on the strands; strand: (k,); drawn_m: (k,) metres along the line.
        """
        near = max(self.tolerance_m, 1e-9)
        total = shapely.length(self.strands.line[strand])
        first, last = self.drawn_ends(strand)
        node = np.where(drawn_m <= near, first, np.where(drawn_m >= total - near, last, -1))
        fresh: dict[int, list[tuple[float, int]]] = {}
        new_rows: list[int] = []
        for row in np.flatnonzero(node < 0).tolist():
            of, at = int(strand[row]), float(drawn_m[row])
            left, right = np.searchsorted(self.cut_strand, [of, of + 1])
            own = zip(self.cut_m[left:right].tolist(), self.cut_node[left:right].tolist())
            cuts = [*own, *fresh.get(of, ())]
            met = min(((abs(m - at), n) for m, n in cuts), default=(np.inf, -1))
            if met[0] <= near:
                node[row] = met[1]
                continue
            node[row] = self.n_nodes + len(new_rows)
            fresh.setdefault(of, []).append((at, int(node[row])))
            new_rows.append(row)
        self.node_xy = np.concatenate([self.node_xy, xy[new_rows].reshape(-1, 2)])
        self.cut(strand[new_rows], drawn_m[new_rows], node[new_rows])
        return node

    def drawn_ends(self, strand: Ints) -> tuple[Ints, Ints]:
        """Return the nodes at the first and last vertex of each strand's line."""
        ends, turned = self.end_node[strand], self.drawn_backwards[strand]
        return np.where(turned, ends[:, 1], ends[:, 0]), np.where(turned, ends[:, 0], ends[:, 1])

    def part(self, pipes: Ints, nodes: Ints, number: Ints) -> Noding:
        """Return what concerns some ``pipes`` (ascending), which become 0, 1, ..., and meet no others.

        nodes: those of the part; number: (nodes + 1,) what they become, -1 for others. Ids are left out.
        """
        strand = ranges(*_slices(self.strands.pipe, pipes))
        low, count = _slices(self.cut_strand, strand)
        cut = ranges(low, count)
        strands = Strands(*(column[strand] for column in vars(self.strands).values()))
        strands.pipe = np.searchsorted(pipes, strands.pipe)
        return Noding(
            strands, number[self.end_node[strand]], self.node_xy[nodes], NodeIds({}),
            np.repeat(np.arange(len(strand)), count), self.cut_m[cut], number[self.cut_node[cut]],
            self.drawn_backwards[strand], np.flatnonzero(np.isin(pipes, self.bad_geometry)),
            tree_of(np.empty(0, dtype=object)), self.tolerance_m,
        )

    def cut(self, strand: Ints, drawn_m: Floats, node: Ints) -> None:
        """Cut strands at nodes, at drawn metres of their lines."""
        strand = np.concatenate([self.cut_strand, strand])
        metres = np.concatenate([self.cut_m, drawn_m])
        nodes = np.concatenate([self.cut_node, node])
        order = np.lexsort((metres, strand))
        self.cut_strand, self.cut_m, self.cut_node = strand[order], metres[order], nodes[order]


def _slices(column: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Return where in an ascending column each value begins, and how often it stands there."""
    low = np.searchsorted(column, values)
    return low, np.searchsorted(column, values, side="right") - low


def node_pipes(
    pipes: Pipes, nodes: Nodes | None, tolerance_m: float, *, join_loose_ids: bool = False
) -> Noding:
    """Find the nodes and cuts of a network. Linear in the number of pipes."""
    end_ids = EndIds(pipes)
    strands, bad = strands_of(pipes, end_ids.both)
    end_node = np.full((len(strands.pipe), 2), -1, dtype=np.int64)
    end_node[strands.declared], ids = end_ids.number(strands.pipe[strands.declared])
    known = np.full((len(ids), 2), np.nan)
    if nodes is not None:
        number = ids.find(nodes.code, len(nodes.xy))
        known[number[number >= 0]] = nodes.xy[number >= 0]
    node_xy, backwards = _declared_places(strands, end_node, known)
    node_xy = _geometric_ends(strands, end_node, node_xy, tolerance_m)
    has_line = ~shapely.is_missing(strands.line)
    tree = tree_of(np.where(has_line, strands.line, shapely.from_wkt("POINT EMPTY")))
    empty = np.empty(0, dtype=np.int64)
    noding = Noding(
        strands, end_node, node_xy, ids, empty, np.empty(0), empty, backwards, bad, tree, tolerance_m
    )
    named = end_node[strands.declared]
    leaving = np.bincount(named[:, 0], minlength=len(ids))
    loose = (leaving == 0) | (leaving + np.bincount(named[:, 1], minlength=len(ids)) == 1)
    loose &= ~np.isfinite(known).all(axis=1) & join_loose_ids
    noding.cut(*_t_joins(noding, len(ids), loose))
    return noding


def _declared_places(strands: Strands, end_node: Ints, known: Floats) -> tuple[Floats, Bools]:
    """Place declared nodes: where the manhole lies, else the middle of the ends that name them.

    A line drawn against its declared order is recognised because turning it brings its
    ends clearly nearer to its nodes.
    """
    n = len(known)
    backwards = np.zeros(len(strands.pipe), dtype=bool)
    rows = np.flatnonzero(strands.declared & np.isfinite(strands.ends[:, 0, 0]))
    number = end_node[rows]
    place = np.where(np.isfinite(known), known, _middles(strands.ends[rows], number, n))
    guess = _shared_places(strands.ends[rows], number, known, place)
    for _ in range(3):
        ends = strands.ends[rows]
        if backwards.any():
            ends = np.where(backwards[rows, None, None], ends[:, ::-1], ends)
        straight = np.nansum(_from_nodes(ends, number, guess), axis=1)
        asked = np.flatnonzero(straight > 2e-6)  # nearer than that no line can be by turning it
        turned = np.nansum(_from_nodes(ends[asked, ::-1], number[asked], guess), axis=1)
        change = asked[turned < 0.5 * straight[asked] - 1e-6]
        if not len(change):
            break
        backwards[rows[change]] ^= True
        ends[change] = ends[change, ::-1]
        # Only nodes of turned pipes are judged anew, so that pipes far away never matter.
        again = np.zeros(n, dtype=bool)
        again[number[change]] = True
        middle = np.where(np.isfinite(known), known, _middles(ends, number, n))
        place = np.where(again[:, None], middle, place)
        guess = np.where(again[:, None], middle, guess)
    return place, backwards


def _apart(one: Floats, two: Floats) -> Floats:
    """Return the distances between places (..., 2)."""
    x, y = one[..., 0] - two[..., 0], one[..., 1] - two[..., 1]
    distance: Floats = np.sqrt(x * x + y * y)
    return distance


def _from_nodes(ends: Floats, number: Ints, place: Floats) -> Floats:
    """Return (k, 2) how far ends (k, 2, 2) lie from the places of their nodes; NaN where one has none."""
    found = np.empty((len(ends), 2))
    for low in range(0, len(ends), _AT_ONCE):
        some = slice(low, low + _AT_ONCE)
        found[some] = _apart(ends[some], place[number[some]])
    return found


def _middles(ends: Floats, number: Ints, n: int) -> Floats:
    """Middle of the ends that name each of ``n`` nodes, NaN where none does."""
    count = np.bincount(number.ravel(), minlength=n)
    with np.errstate(invalid="ignore"):
        return np.stack(
            [np.bincount(number.ravel(), ends[:, :, axis].ravel(), n) / count for axis in (0, 1)], axis=1
        )


def _shared_places(ends: Floats, number: Ints, known: Floats, middle: Floats) -> Floats:
    """Guess places of nodes whose ends disagree: where most of their pipes have an end, either one.

    NaN where a single pipe names the node, for then its drawing says nothing. Where all ends agree
    their middle stays.
    """
    place = middle.copy()
    apart = _from_nodes(ends, number, middle) > _SAME_PLACE_M
    unsure = np.zeros(len(middle), dtype=bool)
    unsure[number[apart]] = True
    unsure &= ~np.isfinite(known).all(axis=1)
    rows = np.flatnonzero(unsure[number].any(axis=1))
    alone = np.bincount(number.ravel(), minlength=len(middle)) == 1
    place[alone & ~np.isfinite(known).all(axis=1)] = np.nan
    if not len(rows):
        return place
    spot = cluster_points(ends[rows].reshape(-1, 2), _SAME_PLACE_M).reshape(-1, 2)
    # Every pipe votes for both its ends at both its nodes, a little more as it was drawn.
    node = number[rows][:, [0, 0, 1, 1]].ravel()
    where = spot[:, [0, 1, 0, 1]].ravel()
    weight = np.tile([1.5, 1.0, 1.0, 1.5], len(rows))
    xy = ends[rows][:, [0, 1, 0, 1]].reshape(-1, 2)
    _, first, vote = np.unique(node * (spot.max() + 1) + where, return_index=True, return_inverse=True)
    votes = np.bincount(vote.ravel(), weight)
    order = np.lexsort((votes, node[first]))
    last = np.append(np.diff(node[first][order]) != 0, True)
    best = first[order[last]]
    best = best[unsure[node[best]]]
    place[node[best]] = xy[best]
    return place


def _geometric_ends(strands: Strands, end_node: Ints, node_xy: Floats, tolerance_m: float) -> Floats:
    """Number the ends without ids; returns the node places with the new ones appended."""
    rows = np.flatnonzero(~strands.declared)
    if not len(rows):
        return node_xy
    xy = strands.ends[rows].reshape(-1, 2)
    cluster = cluster_points(xy, tolerance_m)
    n_clusters = int(cluster.max()) + 1
    node = np.full(n_clusters, -1, dtype=np.int64)
    anchored = np.flatnonzero(strands.declared & np.isfinite(strands.ends[:, 0, 0]))
    fixed_xy = np.concatenate([node_xy, strands.ends[anchored].reshape(-1, 2)])
    fixed_node = np.concatenate([np.arange(len(node_xy)), end_node[anchored].ravel()])
    # A line drawn backwards would offer its ends under the wrong node: only near its own node count.
    own = np.linalg.norm(fixed_xy - node_xy[fixed_node], axis=1)
    usable = np.isfinite(fixed_xy).all(axis=1) & ~(own > np.maximum(tolerance_m, 1.0))
    fixed_xy, fixed_node = fixed_xy[usable], fixed_node[usable]
    if len(fixed_xy):
        distance, at = cKDTree(fixed_xy).query(xy, distance_upper_bound=max(tolerance_m, 1e-9) * (1 + 1e-9))
        hit = np.flatnonzero(np.isfinite(distance))
        hit = hit[np.argsort(-distance[hit], kind="stable")]
        # The nearest is written last.
        node[cluster[hit]] = fixed_node[_first_at_place(fixed_xy, at[hit])]
    new = np.flatnonzero(node < 0)
    node[new] = len(node_xy) + np.arange(len(new))
    count = np.bincount(cluster, minlength=n_clusters)
    middle = np.stack([np.bincount(cluster, xy[:, axis], n_clusters) / count for axis in (0, 1)], axis=1)
    end_node[rows] = node[cluster].reshape(-1, 2)
    return np.concatenate([node_xy, middle[new]])


def _first_at_place(xy: Floats, rows: Ints) -> Ints:
    """Return for each of ``rows`` the first row at exactly its place, so that ties are settled."""
    pairs = np.ascontiguousarray(xy, dtype=np.float64).view(np.complex128).reshape(-1)
    places, which = np.unique(pairs[rows], return_inverse=True)
    if not len(places):
        return rows
    at = np.minimum(np.searchsorted(places, pairs), len(places) - 1)
    same = np.flatnonzero(places[at] == pairs)[::-1]
    first = np.zeros(len(places), dtype=np.int64)
    first[at[same]] = same  # the first is written last
    found: Ints = first[which.reshape(-1)]
    return found


def cluster_points(xy: Floats, tolerance_m: float) -> Ints:
    """Return (n,) cluster numbers: points that chain together within the tolerance share one.

    Where points crowd (many times more neighbours than a network has), those in one cell
    of half the tolerance are gathered first, so the work stays linear.
    """
    # As complex numbers, pairs of coordinates sort several times faster than as rows.
    pairs = np.ascontiguousarray(xy, dtype=np.float64).view(np.complex128).reshape(-1)
    unique, group = np.unique(pairs, return_inverse=True)
    spot = unique.view(np.float64).reshape(-1, 2)
    group = group.reshape(-1).astype(np.int64)
    if len(spot) < 2 or tolerance_m <= 0:
        return np.asarray(group, dtype=np.int64)
    tree = cKDTree(spot, **_QUICK)
    sample = spot[:: max(1, len(spot) // 2000)]
    crowd = tree.query_ball_point(sample, tolerance_m, return_length=True)
    if crowd.mean() > _CROWD:
        cell = np.floor(spot / (0.5 * tolerance_m))
        _, first, gathered = np.unique(cell, axis=0, return_index=True, return_inverse=True)
        spot, group = spot[first], gathered.reshape(-1)[group]
        tree = cKDTree(spot, **_QUICK)
    near = tree.query_pairs(tolerance_m, output_type="ndarray")
    ones = np.ones(len(near), dtype=np.int8)
    links = coo_matrix((ones, (near[:, 0], near[:, 1])), shape=(len(spot),) * 2)
    _, component = connected_components(links, directed=False)
    result: Ints = component[group].astype(np.int64)
    return result


def _t_joins(noding: Noding, n_declared: int, loose: Bools) -> tuple[Ints, Floats, Ints]:
    """Find nodes that touch the middle of a strand: strand, drawn metres, node.

    loose: (declared nodes,) those that may cut declared strands too.
    """
    strands = noding.strands
    placed = np.isfinite(noding.node_xy).all(axis=1)
    by_place = np.flatnonzero(placed & np.append(loose, np.ones(noding.n_nodes - n_declared, dtype=bool)))
    found = [_touched(noding, by_place, np.arange(len(strands.pipe)), noding.tree)]
    by_id, free = np.flatnonzero(placed[:n_declared] & ~loose), np.flatnonzero(~strands.declared)
    if len(by_id) and len(free):  # ids alone join declared pipes to each other
        found.append(_touched(noding, by_id, free, tree_of(strands.line[free])))
    strand, metres, node = (np.concatenate(column) for column in zip(*found))
    return strand, metres, node


def _touched(noding: Noding, nodes: Ints, rows: Ints, tree: Tree) -> tuple[Ints, Floats, Ints]:
    """Find which of ``nodes`` touch the middle of a strand; ``tree`` holds the strands ``rows``."""
    found = [(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int64))]
    for low in range(0, len(nodes), _PLACES_AT_ONCE):
        some = nodes[low : low + _PLACES_AT_ONCE]
        hit, at = tree.query(windows_at(noding.node_xy[some], _reach(noding)))
        found.append(_cuts(noding, some[hit], rows[at]))
    strand, metres, node = (np.concatenate(column) for column in zip(*found))
    return strand, metres, node


def _reach(noding: Noding) -> float:
    return max(noding.tolerance_m, 1e-6)


def _cuts(noding: Noding, node: Ints, strand: Ints) -> tuple[Ints, Floats, Ints]:
    """Return strand, metres and node of those pairs of a node and a strand that are a T-join."""
    strands, reach = noding.strands, _reach(noding)
    # Most pairs are a pipe and the node at its end. There nothing cuts a line that does not come back.
    place = noding.node_xy[node]
    nearest = np.minimum(_apart(strands.ends[strand, 0], place), _apart(strands.ends[strand, 1], place))
    at_end = np.flatnonzero(nearest <= reach * (1 - 1e-9))
    lines, which = np.unique(strand[at_end], return_inverse=True)
    may = np.ones(len(strand), dtype=bool)
    may[at_end] = come_back(strands.line[lines], 2.0 * reach).any(axis=1)[which.reshape(-1)]
    may = np.flatnonzero(may)
    node, strand = node[may], strand[may]
    line, points = strands.line[strand], shapely.points(place[may])
    with np.errstate(invalid="ignore", divide="ignore"):  # a vertex drawn twice, or nearly so
        near = shapely.dwithin(points, line, reach)
    node, strand, line, points = node[near], strand[near], line[near], points[near]
    # A strand's own end nodes do not cut it, unless the line comes back to one far from its end.
    metres = metres_along(line, points)
    total = shapely.length(line)
    own = (noding.end_node[strand] == node[:, None]).any(axis=1)
    margin = np.where(own, 3 * reach, reach)
    keep = (metres > margin) & (metres < total - margin)
    return strand[keep].astype(np.int64), metres[keep], node[keep]
