"""What is wrong with a network, each with its place and numbers for a sentence.

Each check is a function of the built network that yields findings; ``CHECKS`` lists
those of every run, ``THOROUGH`` those that only ``validate`` adds. Thresholds stand
beside their check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..drainage.levels import true_levels, true_sizes
from ..drainage.pipe_network import PipeNetwork
from ..model import End, Ends, Finding, Floats, Hops, Ints, Points, Rule
from ..noding.node_ids import EndIds, normal_codes
from ..reach.reach import Reach
from .ends import loose_ends, near_misses
from .id_findings import id_findings

#: A pipe rises when its lower end lies this much higher (m) than its upper end.
RISE_M = 0.02
#: Of more pipes than this, more than half of them turned are told at once.
MANY_TURNED = 20
#: Lines that share less than this (m) do not overlap.
OVERLAP_M = 0.5
#: A line whose middle has more other middles than this within half its length lies in a crowd.
_CROWD = 50
#: So many nearest lines are compared with one in a crowd.
_NEAREST = 8
#: A pipe is smaller than the one before it when under this share of its diameter.
SMALLER_SHARE = 0.9


@dataclass
class Scene:
    """What the checks look at."""

    network: PipeNetwork
    outfalls: Points
    outfall_hops: Hops
    source_hops: Hops
    reach: Reach
    ends: Ends
    sources: Points | None = None

    def pipe_place(self, pipe: int) -> tuple[float, float]:
        """The middle of a pipe, NaN without geometry."""
        [(_, x, y)] = self.pipe_places(np.array([pipe]))
        return x, y

    def pipe_places(self, pipes: Ints) -> list[tuple[int, float, float]]:
        """The middles (pipe, x, y) of many pipes, NaN without geometry."""
        strands = self.network.noding.strands
        line = np.full(len(pipes), None, dtype=object)
        if len(strands.pipe):
            at = np.minimum(np.searchsorted(strands.pipe, pipes), len(strands.pipe) - 1)
            there = strands.pipe[at] == pipes
            line[there] = strands.line[at[there]]
        point = shapely.line_interpolate_point(line, 0.5, normalized=True)
        return list(zip(pipes.tolist(), shapely.get_x(point).tolist(), shapely.get_y(point).tolist()))

    def node_place(self, node: int) -> tuple[float, float]:
        """The place of a node."""
        x, y = self.network.noding.node_xy[node]
        return float(x), float(y)

    def edges(self) -> tuple[Ints, Ints, Ints]:
        """Passable edges of real pipes as (pipe, tail, head)."""
        graph = self.network.network
        pipe = self.network.piece_pipe[self.network.edge_piece]
        use = np.flatnonzero((pipe >= 0) & ~graph.shut)
        return pipe[use], graph.tail[use].astype(np.int64), graph.head[use].astype(np.int64)


def lowest_at(n: int, node: Ints, pipe: Ints) -> Ints:
    """Return (n,) the lowest of the pipes given at each node, -1 for none: whatever the order of edges."""
    found = np.full(n, -1, dtype=np.int64)
    order = np.argsort(-pipe, kind="stable")
    found[node[order]] = pipe[order]  # the last written stays
    return found


def find_all(scene: Scene, *, thorough: bool = False) -> list[Finding]:
    """Run the checks over a traced network."""
    checks = CHECKS + THOROUGH if thorough else CHECKS
    return [finding for check in checks for finding in check(scene)]


def cross_connections(scene: Scene) -> Iterator[Finding]:
    """Sewage that flows into a storm drain (an error), and storm water into a sewer."""
    system = scene.network.pipes.system
    if system is None:
        return
    if not ((system == "sewage").any() and (system == "storm").any()):
        return
    pipe, tail, head = scene.edges()
    kind = system[pipe]
    n = scene.network.noding.n_nodes
    first_out = {
        code: lowest_at(n, tail[kind == code], pipe[kind == code]) for code in ("storm", "sewage", "combined")
    }
    no_sewer_on = (first_out["sewage"] < 0) & (first_out["combined"] < 0)
    no_drain_on = first_out["storm"] < 0
    for foul, into, alone, severity in (
        ("sewage", "storm", no_sewer_on, "error"), ("storm", "sewage", no_drain_on, "warning"),
    ):
        hit = np.flatnonzero((kind == foul) & (first_out[into][head] >= 0) & alone[head])
        outfall, _ = scene.reach.nearest(head[hit])
        for row, at in zip(hit.tolist(), outfall.tolist()):
            x, y = scene.node_place(int(head[row]))
            yield Finding("cross_connection", severity, "pipes", int(pipe[row]), x, y,
                          int(first_out[into][head[row]]), {"from": foul, "into": into, "outfall": at},
                          int(head[row]))


def slopes(scene: Scene) -> Iterator[Finding]:
    """Pipes that rise in flow direction; a direction conflict where the water then has no way on."""
    network = scene.network
    pipes = network.pipes
    start, end, _ = true_levels(pipes.invert_from, pipes.invert_to, pipes.n)
    rise = (end - start) * network.direction.sign
    rising = np.isfinite(rise) & (rise > RISE_M) & ~network.direction.both & ~network.closed_pipe
    if pipes.form is not None:
        rising &= pipes.form != "pressure_main"
    if not rising.any():
        return
    pipe, _, head = scene.edges()
    _, outgoing = network.degree
    stuck = (outgoing == 0) & ~np.isin(np.arange(network.noding.n_nodes), scene.reach.starts)
    no_way_on = np.zeros(pipes.n, dtype=bool)
    no_way_on[pipe[stuck[head]]] = True
    for row, x, y in scene.pipe_places(np.flatnonzero(rising)):
        values: dict[str, float | int | str] = {
            "rise_m": float(rise[row]), "invert_from": float(start[row]), "invert_to": float(end[row]),
            "basis": int(network.direction.basis[row]),
        }
        if no_way_on[row]:
            yield Finding("bad_direction", "error", "pipes", row, x, y, -1, values)
        else:
            yield Finding("adverse_slope", "warning", "pipes", row, x, y, -1, values)


def turned(scene: Scene) -> Iterator[Finding]:
    """Pipes that the policy ``auto`` turned against what was stated, with the evidence on both sides."""
    found = scene.network.orientation
    if found is None or not len(found.turned):
        return
    if 2 * len(found.turned) > scene.network.pipes.n > MANY_TURNED:  # one fact, not one finding per pipe
        row = int(found.turned[0])
        x, y = scene.pipe_place(row)
        yield Finding("bad_direction", "warning", "pipes", row, x, y, -1, {"turned": len(found.turned)})
        return
    sign = found.sign[found.turned]
    sides = {kind: (vote[found.turned] * sign).tolist() for kind, vote in found.votes.items()}
    for at, (row, x, y) in enumerate(scene.pipe_places(found.turned)):
        side = {kind: agrees[at] for kind, agrees in sides.items()}
        yield Finding("bad_direction", "warning", "pipes", row, x, y, -1, {
            "certainty": float(found.certainty[row]),
            "stated": ",".join(kind for kind, agrees in side.items() if agrees < 0),
            "against": ",".join(kind for kind, agrees in side.items() if agrees > 0),
        })


def sizes(scene: Scene) -> Iterator[Finding]:
    """A large pipe that leads into smaller ones only."""
    pipes = scene.network.pipes
    if pipes.diameter_mm is None:
        return
    pipe, tail, head = scene.edges()
    size = np.nan_to_num(true_sizes(pipes.diameter_mm, pipes.n), nan=0.0)
    largest = np.zeros(scene.network.noding.n_nodes)
    unknown = np.zeros(scene.network.noding.n_nodes, dtype=bool)
    np.maximum.at(largest, tail, size[pipe])
    unknown[tail[size[pipe] <= 0]] = True
    narrow = (largest[head] > 0) & ~unknown[head] & (largest[head] < SMALLER_SHARE * size[pipe])
    onward = lowest_at(scene.network.noding.n_nodes, tail, pipe)
    for row in np.flatnonzero(narrow & (onward[head] != pipe)).tolist():
        x, y = scene.node_place(int(head[row]))
        yield Finding("large_into_small", "warning", "pipes", int(pipe[row]), x, y, int(onward[head[row]]),
                      {"upper_mm": float(size[pipe[row]]), "lower_mm": float(largest[head[row]])})


def lower_ends(scene: Scene) -> Iterator[Finding]:
    """Loose lower ends that are no outfall: near another pipe a near miss, else a dead end."""
    network = scene.network
    _, lower = loose_ends(network)
    lower = lower[~np.isin(lower, scene.reach.starts)]
    pipe, _, head = scene.edges()
    pipe_into = np.full(network.noding.n_nodes, -1, dtype=np.int64)
    pipe_into[head] = pipe
    lower = lower[pipe_into[lower] >= 0]
    strand, gap, _ = near_misses(network, lower, network.options.gap_search_m)
    pipe_of = network.noding.strands.pipe
    for row, node in enumerate(lower.tolist()):
        x, y = scene.node_place(node)
        if strand[row] >= 0:
            yield Finding("near_miss", "warning", "pipes", int(pipe_into[node]), x, y,
                          int(pipe_of[strand[row]]), {"gap_m": float(gap[row])})
        else:
            yield Finding("dead_end", "warning", "pipes", int(pipe_into[node]), x, y)


def duplicates(scene: Scene) -> Iterator[Finding]:
    """Pipes drawn twice: the same ends, the same length, the same line."""
    pipe = scene.network.noding.strands.pipe
    for copy, original in _duplicate_strands(scene):
        x, y = scene.pipe_place(int(pipe[copy]))
        yield Finding("duplicate", "warning", "pipes", int(pipe[copy]), x, y, int(pipe[original]))


def _duplicate_strands(scene: Scene) -> list[tuple[int, int]]:
    """Return (copy, original) strands of different pipes; of several copies each names the one before."""
    noding = scene.network.noding
    strands = noding.strands
    rows = np.flatnonzero(~shapely.is_missing(strands.line))
    ends = np.sort(noding.end_node[rows], axis=1)
    length = np.round(strands.length_m[rows], 2)
    order = np.lexsort((strands.pipe[rows], length, ends[:, 1], ends[:, 0]))
    same = (np.diff(ends[order], axis=0) == 0).all(axis=1) & (np.diff(length[order]) == 0)
    one, two = rows[order[:-1][same]], rows[order[1:][same]]
    far = shapely.hausdorff_distance(strands.line[one], strands.line[two])
    near = far <= max(noding.tolerance_m, 0.01)
    near &= strands.pipe[one] != strands.pipe[two]
    return list(zip(two[near].tolist(), one[near].tolist()))


def isolated(scene: Scene) -> Iterator[Finding]:
    """Parts of the network that no outfall belongs to."""
    network = scene.network
    pieces = network.pieces
    n = network.noding.n_nodes
    ones = np.ones(len(pieces.first), dtype=np.int8)
    graph = coo_matrix((ones, (pieces.first, pieces.last)), shape=(n, n))
    _, part = connected_components(graph, directed=False)
    with_outfall = np.zeros(int(part.max(initial=-1)) + 1, dtype=bool)
    with_outfall[part[scene.reach.starts]] = True
    own = np.flatnonzero(~with_outfall[part[pieces.first]] & ~pieces.bridge)
    group = part[pieces.first[own]]
    order = np.argsort(group, kind="stable")
    for rows in np.split(own[order], np.flatnonzero(np.diff(group[order])) + 1):
        if len(rows):
            pipe = np.unique(network.piece_pipe[rows])
            x, y = scene.pipe_place(int(pipe[0]))
            yield Finding("isolated", "warning", "pipes", int(pipe[0]), x, y, -1,
                          {"pipes": len(pipe), "length_m": float(pieces.length_m[rows].sum())})


def doubted_ids(scene: Scene) -> Iterator[Finding]:
    """Ids that the drawing denies."""
    sources = None if scene.sources is None else (scene.sources, scene.source_hops)
    yield from id_findings(scene.network, (scene.outfalls, scene.outfall_hops), sources)


def missing_nodes(scene: Scene) -> Iterator[Finding]:
    """Pipes with one of their two node ids, or with ids that no manhole carries."""
    network = scene.network
    pipes = network.pipes
    if pipes.from_node is None or pipes.to_node is None:
        return
    missing = _missing(network)
    places = scene.pipe_places(np.array([row for row, _, _ in missing], dtype=np.int64))
    for (row, code, half), (_, x, y) in zip(missing, places):
        severity = "warning" if half else "notice"
        yield Finding("missing_node", severity, "pipes", row, x, y, -1, {"code": code, "half": half})


def _missing(network: PipeNetwork) -> list[tuple[int, str, int]]:
    """Return (pipe, id, 1 where it is the only one) of pipes whose ids do not name two manholes."""
    noding = network.noding
    ids = EndIds(network.pipes, noding.ids.apart)
    one = np.flatnonzero(ids.given[:, 0] != ids.given[:, 1]).tolist()
    found = [(row, ids.code(row, int(ids.given[row, 1])), 1) for row in one]
    codes = None if network.nodes is None else network.nodes.code
    named = noding.ids.find(codes, 0 if codes is None else len(codes))
    is_manhole = np.zeros(len(noding.ids), dtype=bool)
    is_manhole[named[named >= 0]] = True
    halves = np.array([code for _, code, _ in found], dtype=object)
    alone = set(halves[noding.ids.find(halves, len(halves)) < 0].tolist())
    listed = int(is_manhole.sum())
    if alone and codes is not None:
        listed += len(alone.intersection(normal_codes(codes, noding.ids.apart)))
    # A survey whose manholes were not delivered is one fact, not one finding per pipe.
    if listed > 0.5 * (len(is_manhole) + len(alone)):
        strand = np.flatnonzero(noding.strands.declared)
        known = is_manhole[noding.end_id[strand]]
        lacking = np.flatnonzero(~known.all(axis=1))
        found += [(row, ids.code(row, side), 0) for row, side in zip(
            noding.strands.pipe[strand[lacking]].tolist(), known[lacking, 0].astype(int).tolist())]
        found.sort()
    return found


def placeholders(scene: Scene) -> Iterator[Finding]:
    """Levels that are placeholders."""
    pipes = scene.network.pipes
    for row, x, y in scene.pipe_places(true_levels(pipes.invert_from, pipes.invert_to, pipes.n)[2]):
        values: dict[str, float | int | str] = {
            name: float(column[row])
            for name, column in (("invert_from", pipes.invert_from), ("invert_to", pipes.invert_to))
            if column is not None
        }
        yield Finding("level_sentinel", "notice", "pipes", row, x, y, -1, values)


def geometry(scene: Scene) -> Iterator[Finding]:
    """Pipes without length, and those whose coordinates or ids give nothing to work with."""
    strands = scene.network.noding.strands
    total = np.bincount(strands.pipe, strands.length_m, scene.network.pipes.n)
    present = np.isin(np.arange(scene.network.pipes.n), strands.pipe)
    for row in np.flatnonzero(present & (total <= 1e-6)).tolist():
        x, y = scene.pipe_place(row)
        yield Finding("zero_length", "notice", "pipes", row, x, y)
    for row in np.flatnonzero(~present).tolist():
        yield Finding("bad_geometry", "error", "pipes", row, float("nan"), float("nan"))


def rings(scene: Scene) -> Iterator[Finding]:
    """Rings of one-way pipes."""
    for row in np.flatnonzero(scene.ends.reason == End.LOOP).tolist():
        x, y = scene.ends.xy[row].tolist()
        yield Finding("loop", "warning", "outfalls", int(scene.ends.outfall[row]), x, y)


def bridges(scene: Scene) -> Iterator[Finding]:
    """Gaps that were bridged."""
    pieces, real = scene.network.pieces, ~scene.network.pieces.bridge
    pipe_at = np.full(scene.network.noding.n_nodes, -1, dtype=np.int64)
    for node in (pieces.first, pieces.last):  # a loose end has one pipe
        pipe_at[node[real]] = scene.network.piece_pipe[real]
    first = pieces.first[pieces.bridge]
    for pipe, (x, y), gap in zip(pipe_at[first].tolist(), scene.network.noding.node_xy[first].tolist(),
                                 pieces.length_m[pieces.bridge].tolist()):
        yield Finding("bridged_gap", "notice", "pipes", pipe, x, y, -1, {"gap_m": gap})


def unlinked(scene: Scene) -> Iterator[Finding]:
    """Outfalls and sources that met nothing."""
    for kind, table, hops, xy in (
        ("unlinked_outfall", "outfalls", scene.outfall_hops, scene.outfalls.xy),
        ("unlinked_source", "sources", scene.source_hops, None),
    ):
        for row in np.flatnonzero(hops.rule == Rule.NONE).tolist():
            x, y = (float("nan"), float("nan")) if xy is None else xy[row].tolist()
            values: dict[str, float | int | str] = {}
            if np.isfinite(hops.nearest_m[row]):
                values["nearest_m"] = float(hops.nearest_m[row])
            yield Finding(kind, "warning", table, row, x, y, -1, values)


def overlaps(scene: Scene) -> Iterator[Finding]:
    """Pipes that run over each other for a stretch without being the same.

    A duplicate is one already and no overlap besides. In a crowd a pipe is compared with its nearest
    only: one finding there says as much as all pairs of it.
    """
    strands = scene.network.noding.strands
    copies = [copy for copy, _ in _duplicate_strands(scene)]
    rows = np.flatnonzero(~shapely.is_missing(strands.line) & (strands.length_m > OVERLAP_M))
    rows = np.setdiff1d(rows, copies)
    one, two = _overlap_candidates(strands.line[rows])
    one, two = rows[one], rows[two]
    keep = strands.pipe[one] != strands.pipe[two]
    one, two = one[keep], two[keep]
    shared: Floats = shapely.length(shapely.intersection(strands.line[one], strands.line[two]))
    for row in np.flatnonzero(shared > OVERLAP_M).tolist():
        x, y = scene.pipe_place(int(strands.pipe[one[row]]))
        yield Finding("overlap", "warning", "pipes", int(strands.pipe[one[row]]), x, y,
                      int(strands.pipe[two[row]]), {"length_m": float(shared[row])})


def _overlap_candidates(lines: NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return pairs of lines that overlap, each once; in crowds those among the nearest only."""
    half = 0.5 * shapely.length(lines)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    tree = cKDTree(middle) if len(lines) else None
    crowded = np.zeros(len(lines), dtype=bool)
    if tree is not None:
        crowded = tree.query_ball_point(middle, half, return_length=True) > _CROWD
    plain, dense = np.flatnonzero(~crowded), np.flatnonzero(crowded)
    one, two = shapely.STRtree(lines[plain]).query(lines[plain], predicate="overlaps")
    one, two = plain[one], plain[two]
    if tree is not None and len(dense):
        _, near = tree.query(middle[dense], k=min(_NEAREST + 1, len(lines)))
        left, right = np.repeat(dense, near.shape[1]), near.ravel()
        touch = shapely.overlaps(lines[left], lines[right])
        one, two = np.concatenate([one, left[touch]]), np.concatenate([two, right[touch]])
    pairs = np.unique(np.sort(np.stack([one, two], axis=1), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)


CHECKS: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    cross_connections, slopes, turned, sizes, lower_ends, duplicates, isolated, missing_nodes,
    doubted_ids, placeholders, geometry, rings, bridges, unlinked,
)
THOROUGH: tuple[Callable[[Scene], Iterator[Finding]], ...] = (overlaps,)
