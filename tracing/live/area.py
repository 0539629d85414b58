"""Some areas of a network, solved by the functions of a whole run: the rows, the network, its answer.

What hangs together is solved together, so a part that meets nothing else has the answer it has in the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..answers.ends import LooseEnds, Terminals, reached_nodes, terminals, unreached_ends
from ..answers.trace import (
    build_to_outfalls,
    length_upstream,
    links_of_ways,
    reach_of_outfalls,
    trace_of_pipes,
    ways_of_sources,
)
from ..drainage.levels import LevelPool
from ..drainage.linking import link_sources
from ..drainage.pipe_network import Known, PipeNetwork
from ..model import (
    Bools,
    Drainage,
    Floats,
    Hops,
    Ints,
    Links,
    Nodes,
    Options,
    Pipes,
    PipeTrace,
    Points,
    Progress,
)
from ..noding.spatial_index import tree_of
from ..reach.reach import Reach
from .editable_rows import Tables


@dataclass
class Rows:
    """Row numbers in the four tables, each ascending."""

    pipes: Ints
    outfalls: Ints
    sources: Ints
    manholes: Ints


class Area:
    """Areas of a network as a whole run builds and links them; rows of its parts are local positions.

    outfall_node: (outfalls,) nodes; numbers: of the areas, once this is known to be their present answer.
    """

    def __init__(
        self, rows: Rows, network: PipeNetwork, outfalls: Points, sources: Points,
        hops: tuple[Hops, Hops], outfall_node: Ints,
    ) -> None:
        """Take hops: of outfalls and of sources."""
        self.rows, self.network, self.outfalls, self.sources = rows, network, outfalls, sources
        (self.outfall_hops, self.source_hops), self.outfall_node = hops, outfall_node
        self.numbers: set[int] = set()

    @classmethod
    def solve(
        cls, tables: Tables, rows: Rows, options: Options, levels: LevelPool, known: Known
    ) -> Area:
        """Node, direct and link some rows of a whole of which something is known."""
        sources = tables.sources.take(rows.sources)
        if sources.declared_outfall is not None:
            sources.declared_outfall = position(rows.outfalls, sources.declared_outfall)
        given = Drainage(
            levels.cleaned(tables.pipes.take(rows.pipes)), tables.manholes.take(rows.manholes),
            tables.outfalls.take(rows.outfalls), sources)
        return cls.build(rows, given, options, known=known)

    @classmethod
    def build(
        cls, rows: Rows, given: Drainage, options: Options,
        progress: Progress | None = None, known: Known | None = None,
    ) -> Area:
        """Node, direct and link everything that is given: pipes, manholes, outfalls and sources."""
        outfalls, sources = given.outfalls, given.sources
        network, outfall_hops, outfall_node = build_to_outfalls(given, options, progress, known=known)
        if progress:
            progress(0.7, "linking")
        hops = link_sources(network, sources, outfalls, outfall_node, options.link_distance_m)
        return cls(rows, network, outfalls, sources, (outfall_hops, hops), outfall_node)

    def part(self, tables: Tables, rows: Rows, nodes: Ints, levels: LevelPool) -> Area:
        """Return areas that have not been edited, taken out of this one; rows are those of this one, too.

        nodes: (k,) ascending, all that they meet.
        """
        pipes = levels.cleaned(tables.pipes.take(rows.pipes))
        manholes = tables.manholes.take(rows.manholes)
        standing = self.network.node_of_manhole[rows.manholes]
        if manholes is not None:
            standing = np.append(standing, -1)
        network = self.network.part(rows.pipes, nodes, pipes, manholes, standing)
        number = np.full(self.network.noding.n_nodes + 1, -1, dtype=np.int64)
        number[nodes] = np.arange(len(nodes))
        of_outfalls, of_sources = (
            _renumbered(_picked(hops, own), number, rows.pipes)
            for hops, own in ((self.outfall_hops, rows.outfalls), (self.source_hops, rows.sources))
        )
        return Area(
            rows, network, tables.outfalls.take(rows.outfalls), tables.sources.take(rows.sources),
            (of_outfalls, of_sources), number[self.outfall_node[rows.outfalls]],
        )

    @cached_property
    def reach(self) -> Reach:
        """What drains to the outfalls."""
        return reach_of_outfalls(self.network, self.outfall_node, self.source_hops, self.sources.kind)

    def forget_answer(self) -> None:
        """Let go of what was found to be entered as the present answer."""
        for name in ("reach", "labels", "node_places"):
            self.__dict__.pop(name, None)

    def forget_drawing(self) -> None:
        """Let go of what only noding needs."""
        self.network.pipes = _undrawn(self.network.pipes)
        self.network.noding.tree = tree_of(np.empty(0, dtype=object))

    def rest(self) -> None:
        """Let go of all that is found again in a fraction of the time that noding takes."""
        self.forget_answer()
        self.network.renew()

    def refresh(self, tables: Tables, levels: LevelPool) -> None:
        """Take over values that no answer hangs on."""
        self.network.pipes = _undrawn(levels.cleaned(tables.pipes.take(self.rows.pipes)))

    def links(self) -> Links:
        """Return the links, by the rows of the tables."""
        ways = ways_of_sources(self.network, self.reach, self.source_hops)
        links = links_of_ways(self.network, ways, self.outfall_hops, self.source_hops)
        return replace(
            links, source=self.rows.sources[links.source], outfall=self.rows.outfalls[links.outfall])

    def trace_of_pipes(self) -> PipeTrace:
        """Return the traces of pipes, by local positions; outfalls by the rows of the tables."""
        trace = trace_of_pipes(self.network, self.reach)
        return replace(trace, outfall=self.rows.outfalls[trace.outfall])

    def lengths(self) -> Floats:
        """Return (outfalls,) metres of pipe that drain to each."""
        return length_upstream(self.network, self.reach)

    def terminals(self) -> tuple[Terminals, LooseEnds]:
        """Return the terminals, gaps not told from headwaters, and the loose ends that no trace comes to.

        Pipes by the rows of the tables.
        """
        reached = reached_nodes(self.network, self.reach)
        found, beyond = terminals(self.network, self.reach, reached), unreached_ends(self.network, reached)
        rows = np.append(self.rows.pipes, -1)
        return found._replace(pipe=rows[found.pipe]), beyond._replace(pipe=rows[beyond.pipe])

    @cached_property
    def labels(self) -> Ints:
        """(nodes,) which area each node belongs to: what can matter to each other has one number.

        Pieces join their ends, pipes of several parts their parts, a bundle its members, bridged or not, an
        id all ends that carry it, believed or not, an end on the node of another id that node, and a manhole
        that stands by its place the nodes that it could stand at.
        """
        noding, pieces, n = self.network.noding, self.network.pieces, self.network.noding.n_nodes
        same = np.flatnonzero(np.diff(noding.strands.pipe) == 0)
        joint = self.network.joint
        one = [pieces.first, noding.end_node[same, 0], np.arange(len(joint))]
        other = [pieces.last, noding.end_node[same + 1, 0], joint]
        named, moved = noding.end_id >= 0, noding.doubts.moved
        one.append(noding.end_node[named])
        other.append(noding.end_id[named])  # the node of that number, whether or not the end meets it
        by_end = np.flatnonzero(moved.other >= 0)
        one.append(noding.end_node[moved.strand[by_end], moved.side[by_end]])
        other.append(noding.end_node[moved.other[by_end], moved.other_side[by_end]])
        nodes = self.network.nodes
        if nodes is not None:
            for pair, some in zip(self._nodes_of_manholes(nodes), (one, other)):
                some.append(pair)
        first, last = np.concatenate(one), np.concatenate(other)
        matrix = coo_matrix((np.ones(len(first), dtype=np.int8), (first, last)), shape=(n, n))
        found: Ints = connected_components(matrix, directed=False)[1].astype(np.int64)
        return found

    def _nodes_of_manholes(self, nodes: Nodes) -> tuple[Ints, Ints]:
        """Pairs of nodes that a manhole could stand at: by its id and by its place, or by its place alone."""
        noding, at = self.network.noding, self.network.node_of_manhole
        by_id = noding.ids.find(nodes.code, len(nodes.xy))
        free = np.flatnonzero((at >= 0) & (at != by_id))
        placed = np.flatnonzero(np.isfinite(noding.node_xy).all(axis=1))
        both = free[by_id[free] >= 0]
        if not len(free) or not len(placed):
            return at[both], by_id[both]
        reach = max(self.network.options.tolerance_m, 1e-9) * (1 + 1e-9)
        tree = cKDTree(noding.node_xy[placed])
        metres, which = tree.query(nodes.xy[free], k=2, distance_upper_bound=reach)
        two = which[np.isfinite(metres[:, 1])]
        return np.append(at[both], placed[two[:, 0]]), np.append(by_id[both], placed[two[:, 1]])

    def met_besides(self, own: Rows) -> Ints:
        """Return the pipes that are not among ``own`` rows, and that those hang together with here."""
        others = ~np.isin(self.rows.pipes, own.pipes)
        if not others.any():
            return self.rows.pipes[:0]
        label = np.append(self.labels, -1)
        of_pipe = label[self.node_of_pipes()]
        mine = np.zeros(len(label) + 1, dtype=bool)
        mine[of_pipe[~others]] = mine[label[self.outfall_node]] = mine[label[self.source_hops.node]] = True
        mine[-1] = False
        found: Ints = self.rows.pipes[others & mine[of_pipe]]
        return found

    def node_of_pipes(self) -> Ints:
        """Return (pipes,) a node of each, -1 for those that meet nothing."""
        found = np.full(self.network.pipes.n, -1, dtype=np.int64)
        found[self.network.noding.strands.pipe] = self.network.noding.end_node[:, 0]
        return found

    def area_of_node(self, of_pipe: Ints, of_outfall: Ints) -> Ints:
        """Return (nodes,) the number of each node's area, -1 unknown, given those of the tables' rows."""
        found = np.full(self.network.noding.n_nodes, -1, dtype=np.int64)
        pieces = self.network.pieces
        pipe = np.append(of_pipe[self.rows.pipes], -1)[self.network.piece_pipe]
        real = ~pieces.bridge
        found[pieces.first[real]] = found[pieces.last[real]] = pipe[real]
        found[self.outfall_node] = of_outfall[self.rows.outfalls]
        return found

    def node_of_manholes(self) -> Ints:
        """Return (manholes,) the node of each, -1 for none."""
        found = np.full(len(self.rows.manholes), -1, dtype=np.int64)
        at = self.network.node_of_manhole[: len(found)]
        found[: len(at)] = at
        return found

    def node_beside_manholes(self) -> Ints:
        """Return (manholes,) the node of each, else one for which it matters, -1 for none.

        That is the node of its id, though it lies far away, one that it gathers, or an end that lies at it by
        another id.
        """
        found, noding, nodes = self.node_of_manholes(), self.network.noding, self.network.nodes
        if nodes is None:
            return found
        by_id = noding.ids.find(nodes.code, len(nodes.xy))[: len(found)]
        found = np.where(found < 0, by_id, found)
        found = np.where(found < 0, self._gathered_by(nodes)[: len(found)], found)
        moved = noding.doubts.moved
        at = np.flatnonzero(moved.manhole >= 0)
        at = at[found[moved.manhole[at]] < 0]
        found[moved.manhole[at]] = noding.end_node[moved.strand[at], moved.side[at]]
        return found

    def _gathered_by(self, nodes: Nodes) -> Ints:
        """Return (manholes,) the nearest node that each gathers, -1 for none."""
        found, reach = np.full(len(nodes.xy), -1, dtype=np.int64), self.network.options.manhole_distance_m
        xy = self.network.noding.node_xy
        placed = np.flatnonzero(np.isfinite(xy).all(axis=1))
        there = np.flatnonzero(np.isfinite(nodes.xy).all(axis=1))
        if reach > 0 and len(placed) and len(there):
            metres, at = cKDTree(xy[placed]).query(nodes.xy[there], distance_upper_bound=reach * (1 + 1e-9))
            near = np.isfinite(metres)
            found[there[near]] = placed[at[near]]
        return found

    def id_evidence(self, number: Ints, n: int) -> Ints:
        """Return (n, 3) what the ids of each area say of whether the drawing is a scheme.

        number: (nodes,) the area of each node, -1 for those that do not count.
        """
        noding = self.network.noding
        strand, side = np.nonzero(noding.end_id >= 0)
        of_id = np.full(len(noding.id_evidence), -1, dtype=np.int64)
        of_id[noding.end_id[strand, side]] = number[noding.end_node[strand, side]]
        found = np.zeros((n, 3), dtype=np.int64)
        np.add.at(found, of_id[of_id >= 0], noding.id_evidence[of_id >= 0])
        return found

    def drawn(self) -> NDArray[np.int8]:
        """Return (pipes,) +1 where water runs along the drawn line, -1 against it, 0 unknown or both ways."""
        direction, strands = self.network.direction, self.network.noding.strands
        sign = np.where(direction.both, 0, direction.sign).astype(np.int8)
        sign[strands.pipe[self.network.noding.drawn_backwards]] *= -1
        return sign

    @cached_property
    def node_places(self) -> tuple[Floats, Bools, Bools]:
        """(pipes, 2, 2) places of the nodes at both ends of each pipe's first run, NaN for none.

        And (pipes, 2) which of them are nodes of their ids, and which lie away from the line.
        """
        noding = self.network.noding
        strands, n = noding.strands, self.network.pipes.n
        first = np.flatnonzero(np.diff(strands.pipe, prepend=-1))
        pipe = strands.pipe[first]
        places, by_id = np.full((n, 2, 2), np.nan), np.zeros((n, 2), dtype=bool)
        away = by_id.copy()
        places[pipe] = noding.node_xy[noding.end_node[first]]
        ends, turned = strands.ends[first], noding.drawn_backwards[first, None, None]
        ends = np.where(turned, ends[:, ::-1], ends)
        with np.errstate(invalid="ignore"):
            near = np.linalg.norm(places[pipe] - ends, axis=2) <= max(self.network.options.tolerance_m, 1e-3)
        by_id[pipe] = noding.end_node[first] == noding.end_id[first]
        away[pipe] = ~near & strands.declared[first, None] & np.isfinite(places[pipe]).all(axis=2)
        return places, by_id, away


def position(rows: Ints, wanted: Ints) -> Ints:
    """Return where (k,) each of ``wanted`` (k,) stands in ``rows`` (n,), ascending; -1 where it does not."""
    if not len(rows):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
    found: Ints = np.where(rows[at] == wanted, at, -1)
    return found


def _undrawn(pipes: Pipes) -> Pipes:
    """Return pipes without their vertices."""
    none = np.empty(0, dtype=np.int64)
    return replace(pipes, xy=np.empty((0, 2)), part_start=np.zeros(1, dtype=np.int64), part_pipe=none)


def _picked(hops: Hops, rows: Ints) -> Hops:
    return replace(hops, **{name: column[rows] for name, column in vars(hops).items() if column is not None})


def _renumbered(hops: Hops, number: Ints, pipes: Ints) -> Hops:
    """Return hops with nodes and pipes by their numbers in a part."""
    return replace(hops, node=number[hops.node], pipe=position(pipes, hops.pipe))

