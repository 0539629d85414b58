"""Noding: which pipe ends are one place, and where pipes meet mid-line.

A *strand* is one unbroken run of a pipe: the whole pipe where both ends carry
declared node ids, else each part of its geometry. Ends meet

1. by declared id, where both ends of a pipe have one: two such ends are one node
   when the ids are the same and can be right (:mod:`.id_places`), and never otherwise;
2. else by place, within the tolerance: ends that chain together within it are one node,
   and an end within it of a declared node joins that node.

A node within the tolerance of a strand's middle cuts the strand there (a T-join). Only
nodes cut: lines that merely cross are not connected. Two declared pipes are joined by
ids alone, so a declared node cuts strands without ids only. With ``join_loose_ids`` a node
cuts any strand where no pipe leads on by ids (none leaves it, or one end alone names it) and
no manhole carries its id: branches that were given an id of their own where they meet a main.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ..model import Bools, Floats, Ints, Nodes, Pipes
from ..packed_texts import TextColumn
from ..reach.labels import ranges
from .clusters import beside, cluster_points, components
from .declared_places import distances
from .id_doubts import IdDoubts, no_pairs
from .id_places import IdReach, PlacedIds, place_ids
from .node_ids import EndIds, NodeIds, spelled_apart
from .pieces import Strands, come_back, metres_along, strands_of, windows_at
from .spatial_index import Tree, tree_of

#: Places whose surroundings are looked at together: their pairs with lines take some 20 MB.
_PLACES_AT_ONCE = 100_000


@dataclass
class Noding:
    """Strands, their end nodes, and the places where nodes cut them.

    end_node: (s, 2); node_xy: (n, 2) NaN where unknown; ids: the declared ones and their nodes;
    cut_strand, cut_m, cut_node: cuts ordered by strand and drawn metres; drawn_backwards: (s,) declared
    strands whose line runs from the end node to the start node; bad_geometry: rows of pipes whose
    coordinates could not be used. end_id: (s, 2) the declared ids, -1 for none, and ``doubts`` what speaks
    against some of them; divided: (ids,) those that name several places, none of them the main one.
    id_distance_m: how far apart ends of one id may lie; 0: anywhere. id_evidence: (ids, 3) what each says of
    that, see :func:`id_places.judged`.
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
    end_id: Ints = field(default_factory=no_pairs)
    divided: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    doubts: IdDoubts = field(default_factory=IdDoubts)
    id_distance_m: float = 0.0
    id_evidence: Ints = field(default_factory=lambda: np.empty((0, 3), dtype=np.int64))

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_xy)

    @property
    def node_of_code(self) -> dict[str, int]:
        """Normalised id -> node."""
        return self.ids.numbers

    def named(self, codes: TextColumn, xy: Floats, reach_m: float) -> tuple[Ints, Floats]:
        """Return the nodes that points at ``xy`` (k, 2) name, -1 for none, and how far these lie.

        Of several places that an id names the nearest is meant; one farther than ``reach_m`` is not, unless
        the point has no place.
        """
        number = self.ids.find(codes, len(codes))
        node = np.where(np.append(self.divided, False)[number], -1, number)
        metres = distances(xy, np.concatenate([self.node_xy, [[np.nan, np.nan]]])[node])
        other, apart = self._nearest_other(number, xy, reach_m)
        nearer = (other >= 0) & ~(metres <= apart)
        node[nearer], metres[nearer] = other[nearer], apart[nearer]
        node[metres > reach_m] = -1
        return node, metres

    def _nearest_other(self, number: Ints, xy: Floats, reach_m: float) -> tuple[Ints, Floats]:
        """Return the nearest node where an end of each id lies beside the main one, -1 for none in reach."""
        strand, side = self.doubts.apart_ends.T
        pairs = np.unique(np.stack([self.end_id[strand, side], self.end_node[strand, side]], axis=1), axis=0)
        found, apart = np.full(len(number), -1, dtype=np.int64), np.full(len(number), np.inf)
        rows = np.flatnonzero(np.isin(number, pairs[:, 0]) & np.isfinite(xy).all(axis=1))
        if len(rows):
            # Ids are a third coordinate, farther from each other than anything is looked for.
            places = np.column_stack([self.node_xy[pairs[:, 1]], pairs[:, 0] * (4.0 * reach_m)])
            asked = np.column_stack([xy[rows], number[rows] * (4.0 * reach_m)])
            apart[rows], at = cKDTree(places).query(asked, distance_upper_bound=reach_m * (1 + 1e-9))
            hit = np.isfinite(apart[rows])
            found[rows[hit]] = pairs[at[hit], 1]
        return found, apart

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
        """Return the nodes at the first and last vertex of the lines of strands (k,)."""
        ends, turned = self.end_node[strand], self.drawn_backwards[strand]
        return np.where(turned, ends[:, 1], ends[:, 0]), np.where(turned, ends[:, 0], ends[:, 1])

    def on_strand(self, node: Ints, strand: Ints) -> Bools:
        """Return (k,) whether each node lies on the strand beside it, at an end or a cut."""
        found: Bools = (self.end_node[strand] == node[:, None]).any(axis=1)
        cut = np.zeros(len(self.end_node), dtype=bool)
        cut[self.cut_strand] = True
        rows = np.flatnonzero(~found & cut[strand])
        cuts = self.cut_strand * np.int64(self.n_nodes) + self.cut_node
        found[rows] = np.isin(strand[rows] * np.int64(self.n_nodes) + node[rows], cuts)
        return found

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
        """Cut strands (k,) at nodes (k,), at drawn metres (k,) of their lines."""
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
    pipes: Pipes, nodes: Nodes | None, tolerance_m: float, *, join_loose_ids: bool = False,
    id_distance_m: float = 0.0, known: tuple[float, frozenset[str]] | None = None,
) -> Noding:
    """Find the nodes and cuts of a network. Linear in the number of pipes.

    id_distance_m: ends that share an id and lie farther apart are not joined by it; 0: ids are believed
    wherever their ends lie. See :mod:`.id_places`. known: of a whole that these pipes are part of, for a part
    cannot tell: its :attr:`Noding.id_distance_m`, and its ids of which the case counts
    (:func:`node_ids.spelled_apart`).
    """
    known_m, apart = known or (None, spelled_apart(None if nodes is None else nodes.code))
    strands, bad, end_id, ids = _numbered(pipes, apart)
    placed = place_ids(strands, end_id, ids, nodes, IdReach(id_distance_m, tolerance_m, known_m))
    named = placed.end_node[strands.declared].T
    leaving, coming = (np.bincount(side[side >= 0], minlength=len(ids)) for side in named)
    loose = ((leaving == 0) | (leaving + coming == 1)) & ~placed.marked & join_loose_ids
    end_node, node_xy = _geometric_ends(strands, placed, tolerance_m)
    has_line = ~shapely.is_missing(strands.line)
    tree = tree_of(np.where(has_line, strands.line, shapely.from_wkt("POINT EMPTY")))
    empty = np.empty(0, dtype=np.int64)
    noding = Noding(
        strands, end_node, node_xy, ids, empty, np.empty(0), empty, placed.backwards, bad, tree, tolerance_m,
        end_id, placed.divided, placed.doubts, placed.distance_m, placed.evidence,
    )
    noding.cut(*_t_joins(noding, len(ids), loose))
    return noding


def judged_distance(pipes: Pipes, nodes: Nodes | None, tolerance_m: float, id_distance_m: float) -> float:
    """Return the distance that is ``known`` of parts of a network, without finding its nodes."""
    strands, _, end_id, ids = _numbered(pipes, spelled_apart(None if nodes is None else nodes.code))
    return place_ids(strands, end_id, ids, nodes, IdReach(id_distance_m, tolerance_m)).distance_m


def _numbered(pipes: Pipes, apart: frozenset[str]) -> tuple[Strands, Ints, Ints, NodeIds]:
    """Return the strands of pipes, what is no line, and the numbers (s, 2) of the ids of their ends."""
    end_ids = EndIds(pipes, apart)
    strands, bad = strands_of(pipes, end_ids.both)
    end_id = np.full((len(strands.pipe), 2), -1, dtype=np.int64)
    end_id[strands.declared], ids = end_ids.number(strands.pipe[strands.declared])
    return strands, bad, end_id, ids


def _geometric_ends(strands: Strands, placed: PlacedIds, tolerance_m: float) -> tuple[Ints, Floats]:
    """Number the ends that their places decide; returns all ends, and places of nodes, the new ones last."""
    end_node, node_xy = placed.end_node, placed.node_xy
    strand, side = np.nonzero(end_node < 0)
    if not len(strand):
        return end_node, node_xy
    xy = strands.ends[strand, side ^ placed.backwards[strand]]
    drawn = np.isfinite(xy[:, 0])
    if not drawn.all():  # ends without a place meet nothing
        blank = strand[~drawn], side[~drawn]
        end_node[blank] = len(node_xy) + np.arange(len(blank[0]))
        node_xy = np.concatenate([node_xy, np.full((len(blank[0]), 2), np.nan)])
        strand, side, xy = strand[drawn], side[drawn], xy[drawn]
    if not len(xy):
        return end_node, node_xy
    cluster = cluster_points(xy, tolerance_m)
    if placed.together is not None:
        cluster = _joined(cluster, placed.together[strand, side])
    n_clusters = int(cluster.max()) + 1
    node = np.full(n_clusters, -1, dtype=np.int64)
    fixed_strand, fixed_side = np.nonzero((placed.end_node >= 0) & np.isfinite(strands.ends[:, 0, :1]))
    fixed_xy = np.concatenate([node_xy, strands.ends[fixed_strand, fixed_side]])
    fixed_node = np.concatenate([np.arange(len(node_xy)), end_node[fixed_strand, fixed_side]])
    # A line drawn backwards would offer its ends under the wrong node: only near its own node count.
    reach = max(tolerance_m, 1e-9) * (1 + 1e-9)
    usable = np.isfinite(fixed_xy).all(axis=1)
    usable[usable] = beside(fixed_xy[usable], xy, reach)
    fixed_xy, fixed_node = fixed_xy[usable], fixed_node[usable]
    usable = ~(distances(fixed_xy, node_xy[fixed_node]) > max(tolerance_m, 1.0))
    fixed_xy, fixed_node = fixed_xy[usable], fixed_node[usable]
    if len(fixed_xy):
        distance, at = cKDTree(fixed_xy).query(xy, distance_upper_bound=reach)
        hit = np.flatnonzero(np.isfinite(distance))
        hit = hit[np.argsort(-distance[hit], kind="stable")]
        # The nearest is written last.
        node[cluster[hit]] = fixed_node[_first_at_place(fixed_xy, at[hit])]
    new = np.flatnonzero(node < 0)
    node[new] = len(node_xy) + np.arange(len(new))
    count = np.bincount(cluster, minlength=n_clusters)
    middle = np.stack([np.bincount(cluster, xy[:, axis], n_clusters) / count for axis in (0, 1)], axis=1)
    end_node[strand, side] = node[cluster]
    return end_node, np.concatenate([node_xy, middle[new]])


def _joined(cluster: Ints, together: Ints) -> Ints:
    """Return clusters of ends, as one where ends of one number (-1: none) are in several."""
    rows = np.flatnonzero(together >= 0)
    distinct, number = np.unique(together[rows], return_inverse=True)
    n = int(cluster.max()) + 1
    return components(cluster[rows], n + number.reshape(-1), n + len(distinct))[cluster]


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
    nearest = np.minimum(distances(strands.ends[strand, 0], place), distances(strands.ends[strand, 1], place))
    at_end = np.flatnonzero(nearest <= reach * (1 - 1e-9))
    lines, which = np.unique(strand[at_end], return_inverse=True)
    may = np.ones(len(strand), dtype=bool)
    may[at_end] = come_back(strands.line[lines], 2.0 * reach).any(axis=1)[which.reshape(-1)]
    may = np.flatnonzero(may)
    node, strand, nearest = node[may], strand[may], nearest[may]
    line, points = strands.line[strand], shapely.points(place[may])
    with np.errstate(invalid="ignore", divide="ignore"):  # a vertex drawn twice, or nearly so
        near = shapely.dwithin(points, line, reach)
    node, strand, nearest, line, points = (each[near] for each in (node, strand, nearest, line, points))
    # A strand's own end nodes do not cut it, unless the line comes back to one far from its end.
    metres = metres_along(line, points)
    total = shapely.length(line)
    own = (noding.end_node[strand] == node[:, None]).any(axis=1)
    margin = np.where(own, np.maximum(3 * reach, nearest + reach), reach)
    keep = (metres > margin) & (metres < total - margin)
    return strand[keep].astype(np.int64), metres[keep], node[keep]
