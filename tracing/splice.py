"""Putting a neighbourhood that was found again back into the live network.

Nodes keep their numbers where the ends of unchanged pipes say which is which; pipes
that came out as they were are left alone. Whatever an edit cannot have touched must come
out as it was: where it does not, :class:`TooFar` says that only a new build will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from .columns import Columns
from .live_gaps import Spans
from .locality import SAME_PLACE_M, Hood, Local, Seeds, State
from .model import Basis, Bools, Hops, Ints
from .pipenetwork import DATA_TRUST, DIRECTION_TRUST, PipeNetwork
from .tables import dwithin

_COMPARED = (
    "part", "first", "last", "length_m", "along", "against", "closed", "direction_m", "data_m", "side",
)
_HOP_COLUMNS = ("rule", "node", "pipe", "offset_m", "hop_m", "xy", "nearest_m")


class TooFar(Exception):  # noqa: N818
    """An edit reaches farther than its neighbourhood."""


@dataclass
class Reached:
    """What to trace again: nodes whose way down changed, points, pipes; outfalls the edit could reach.

    touched: nodes whose pipes or gate changed; let_in: nodes where sources that moved or were edited met
    the network before, or do now.
    """

    above: Ints
    sources: Ints
    pipes: Ints
    outfalls: Ints
    touched: Ints
    let_in: Ints


def piece_columns(network: PipeNetwork, rows: Ints) -> dict[str, NDArray[Any]]:
    """Return the pieces of a network as columns of :class:`livegraph.LiveGraph`, ascending by pipe.

    rows: (pipes of the network,) their row numbers.
    """
    pieces, pipe, (sign, both) = network.pieces, network.piece_pipe, network.piece_sign
    two_way = both | ((sign == 0) & network.options.traverse_unknown)
    open_way = ~network.left_out
    trust = np.array([DIRECTION_TRUST[Basis(code)] for code in range(len(DIRECTION_TRUST))])
    direction = np.append(trust[network.direction.basis], DIRECTION_TRUST[Basis.UNKNOWN])[pipe]
    data = np.append(network.data_trust, DATA_TRUST["inferred"])[pipe]
    first_strand = np.searchsorted(network.noding.strands.pipe, pipe)
    columns = {
        "pipe": np.append(rows, -1)[pipe], "part": np.where(pieces.bridge, 0, pieces.strand - first_strand),
        "first": pieces.first, "last": pieces.last, "length_m": pieces.length_m,
        "along": open_way & ((sign > 0) | two_way), "against": open_way & ((sign < 0) | two_way),
        "closed": np.append(network.closed_pipe, False)[pipe], "direction_m": pieces.length_m * direction,
        "data_m": pieces.length_m * data, "gap": pieces.bridge.astype(np.float64),
        "side": np.where(network.left_out, sign, 0).astype(np.int8),
    }
    order = np.argsort(columns["pipe"], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def hop_columns(hops: Hops, **more: NDArray[Any]) -> Columns:
    """Return hops as columns."""
    return Columns(**{name: getattr(hops, name) for name in _HOP_COLUMNS}, **more)


class Splice:
    """One neighbourhood, from comparing it with what is there to writing it in."""

    def __init__(self, state: State, seeds: Seeds, local: Local) -> None:
        self.state, self.seeds, self.local = state, seeds, local
        self.hood: Hood = local.hood
        new = piece_columns(local.network, self.hood.pipes)
        bridge = new["pipe"] < 0
        self.new = {name: column[~bridge] for name, column in new.items()}
        inner = np.isin(self.new["pipe"], self.hood.inner)
        self.spans = Spans(
            state.graph, {name: column[bridge] for name, column in new.items()}, self.hood.pipes,
            self.hood.inner, np.concatenate([self.new["first"][inner], self.new["last"][inner]]),
        )
        self.old_rows = state.graph.pieces_of(self.hood.pipes)
        self.old = {name: state.graph.pieces[name][self.old_rows] for name in ("pipe", *_COMPARED)}
        self.is_own = (
            np.isin(self.hood.outfalls, self.hood.own_outfalls),
            np.isin(self.hood.sources, self.hood.own_sources),
        )
        self.node = self._match()

    def _match(self) -> Ints:
        """Return for each node found its number in the live network, -1 for a new one."""
        state, local, hood = self.state, self.local, self.hood
        redrawn = np.array(sorted(self.seeds.redrawn), dtype=np.int64)
        one, other = (_strand_ends(columns, redrawn) for columns in (self.old, self.new))
        if len(one) != len(other):
            raise TooFar
        number = np.full(local.network.noding.n_nodes, -1, dtype=np.int64)
        codes = local.network.noding.node_of_code
        before = state.node_of_code
        named = [(before[code], node) for code, node in codes.items() if code in before]
        declared = np.array(named, dtype=np.int64).reshape(-1, 2)
        number[declared[:, 1]] = declared[:, 0]  # an id is one node, whichever way its pipes are drawn
        rest = (other >= len(codes)) & ~np.isin(one, declared[:, 0])
        old, new = _one_to_one(one[rest], other[rest])
        number[new] = old
        taken = {*one.tolist(), *declared[:, 0].tolist()}
        at = (state.outfall_hops["at"][hood.outfalls], local.outfall_node)
        met = (state.source_hops["node"][hood.sources], local.source_hops.node)
        # Cuts are known by who made them: first those who were not edited, then bridges, outfalls, sources.
        own, led, mine = self.is_own, self.spans.targets(number), self.spans.own_found
        makers = (
            (led, ~mine), (at, ~own[0]), (met, ~own[1]), (led, mine), (at, own[0]), (met, own[1]),
        )
        for (was, now), whose in makers:
            free = whose & (was >= 0) & (now >= len(codes)) & ~np.isin(now, other)
            free &= ~np.isin(was, list(taken)) & (np.append(number, -1)[now] < 0)
            old, new = _one_to_one(was[free], now[free])
            number[new] = old
            taken |= set(old.tolist())
        return number

    def write(self) -> Reached:
        """Write everything in; returns what has to be traced again."""
        state, graph, hood, local = self.state, self.state.graph, self.hood, self.local
        inner_new = np.isin(self.new["pipe"], hood.inner)
        own_outfall, own_source = self.is_own
        used = np.concatenate([
            self.new["first"][inner_new], self.new["last"][inner_new], local.outfall_node[own_outfall],
            local.source_hops.node[own_source], self.spans.found["last"][self.spans.own_found],
        ])
        used = np.unique(used[used >= 0])
        going, coming = self.spans.changed(self.node)
        self._check(used, going)
        changed = self._changed_pipes()
        marks = self._node_marks()
        kept = used[self.node[used] >= 0]
        turned = kept[self._differs(marks, kept)]
        moved_outfalls = self._changed_hops(
            state.outfall_hops, local.outfall_hops, hood.outfalls, own_outfall
        )
        moved_sources = self._changed_hops(state.source_hops, local.source_hops, hood.sources, own_source)
        # An outfall that stands alone has a node but meets none.
        at_before = state.outfall_hops["at"][hood.outfalls[own_outfall]]
        other_node = self.node[local.outfall_node[own_outfall]] != at_before
        moved_outfalls = np.union1d(moved_outfalls, hood.outfalls[own_outfall][other_node])
        before = self._reach(changed, going, self.node[turned], moved_outfalls)
        sources = np.union1d(moved_sources, np.array(sorted(self.seeds.sources), dtype=np.int64))
        let_in = [state.source_hops["node"][sources]]
        touched = [self.node[turned], *self._ends_of(changed, going)]

        fresh = used[self.node[used] < 0]
        xy = local.network.noding.node_xy
        self.node[fresh] = graph.add_nodes(xy[fresh])
        graph.nodes["x"][self.node[used]], graph.nodes["y"][self.node[used]] = xy[used, 0], xy[used, 1]
        for name, mark in marks.items():
            graph.nodes[name][self.node[used]] = mark[used]
        self._write_pieces(changed)
        coming = self.spans.write(self.node, going, coming)
        self._write_hops(state.outfall_hops, local.outfall_hops, hood.outfalls, own_outfall)
        self._write_hops(state.source_hops, local.source_hops, hood.sources, own_source)
        self._write_outfall_nodes(own_outfall)
        self._write_codes()

        after = self._reach(changed, coming, self.node[turned], moved_outfalls, before[0])
        touched += self._ends_of(changed, coming)
        into = graph.pieces["pipe"][graph.edges_at(self.node[turned], up=True).piece]
        seeds = np.array(sorted(self.seeds.pipes), dtype=np.int64)
        edited = np.unique(np.concatenate([changed, into, seeds]))
        met = np.flatnonzero(np.isin(state.source_hops["pipe"], edited))
        let_in.append(state.source_hops["node"][np.union1d(sources, met)])
        return Reached(
            np.union1d(before[0], after[0]), np.union1d(moved_sources, met), edited,
            np.unique(np.concatenate([before[1], after[1], moved_outfalls])).astype(np.int64),
            np.unique(np.concatenate(touched)).astype(np.int64), np.unique(np.concatenate(let_in)),
        )

    def _node_marks(self) -> dict[str, Bools]:
        """What stands at the nodes found, by the columns of the live network."""
        marks = {"gate": self.local.network.closed_node}
        if self.state.graph.manhole is not None:
            marks["manhole"] = self.local.network.manhole_node
        return marks

    def _differs(self, marks: dict[str, Bools], nodes: Ints) -> Bools:
        """Tell at which of the nodes found, all known ones, something else stands than before."""
        there = self.state.graph.nodes
        other = np.zeros(len(nodes), dtype=bool)
        for name, mark in marks.items():
            other |= there[name][self.node[nodes]] != mark[nodes]
        return other

    def _ends_of(self, pipes: Ints, spans: Ints) -> tuple[Ints, Ints]:
        pieces = np.concatenate([self.state.graph.pieces_of(pipes), spans])
        return self.state.graph.pieces["first"][pieces], self.state.graph.pieces["last"][pieces]

    def _check(self, used: Ints, going: Ints) -> None:
        """Nodes that go must be touched by inner pipes alone; what was not edited must be where it was.

        going: bridges that are taken out.
        """
        graph, hood = self.state.graph, self.hood
        inner = np.isin(self.old["pipe"], hood.inner)
        old_nodes = np.unique(np.concatenate([self.old["first"][inner], self.old["last"][inner]]))
        gone = np.setdiff1d(old_nodes, self.node)
        if len(np.setdiff1d(graph.touching(gone), hood.inner)):
            raise TooFar
        if len(np.setdiff1d(graph.bridges_at(gone), going)) or self.spans.strange(self.node, old_nodes):
            raise TooFar
        for nodes, own in ((self.state.outfall_hops["at"], hood.own_outfalls),
                           (self.state.source_hops["node"], hood.own_sources)):
            if len(np.setdiff1d(np.flatnonzero(np.isin(nodes, gone)), own)):
                raise TooFar
        new_nodes = np.flatnonzero(self.node < 0)
        outside = ~np.isin(self.new["pipe"], hood.inner)
        beyond = np.concatenate([self.new["first"][outside], self.new["last"][outside]])
        if np.isin(np.intersect1d(new_nodes, used), beyond).any():
            raise TooFar
        others = [
            (self.state.outfall_hops, self.local.outfall_hops, hood.outfalls, ~self.is_own[0]),
            (self.state.source_hops, self.local.source_hops, hood.sources, ~self.is_own[1]),
        ]
        for columns, hops, rows, rest in others:
            cutting = rest & np.isin(columns["pipe"][rows], hood.inner)
            if len(self._changed_hops(columns, hops, rows, cutting)):
                raise TooFar

    def moved_out_of_sight(self) -> list[shapely.Geometry]:
        """Places that nodes moved to from afar, where nobody looked for points yet."""
        kept = np.flatnonzero(self.node >= 0)
        place = self.local.network.noding.node_xy[kept]
        apart = np.hypot(*(place - self.state.graph.xy(self.node[kept])).T)
        inner = np.isin(self.new["pipe"], self.hood.inner)
        mine = np.isin(kept, np.concatenate([self.new["first"][inner], self.new["last"][inner]]))
        places = shapely.points(place[mine & ~(apart <= SAME_PLACE_M) & np.isfinite(place).all(axis=1)])
        known = shapely.geometrycollections(np.array(self.seeds.shapes, dtype=object))
        return list(places[~dwithin(places, known, SAME_PLACE_M)])

    def _changed_pipes(self) -> Ints:
        """Inner pipes whose pieces differ from those that are there."""
        number = {**self.new, "first": self.node[self.new["first"]], "last": self.node[self.new["last"]]}
        changed = []
        for pipe in self.hood.inner.tolist():
            old, new = (
                slice(*np.searchsorted(columns["pipe"], [pipe, pipe + 1])) for columns in (self.old, self.new)
            )
            same = all(np.array_equal(self.old[name][old], number[name][new]) for name in _COMPARED)
            if not same:
                changed.append(pipe)
        return np.array(changed, dtype=np.int64)

    def _changed_hops(self, columns: Columns, hops: Hops, rows: Ints, own: Bools) -> Ints:
        rows, mask = rows[own], np.zeros(int(own.sum()), dtype=bool)
        for name in ("rule", "node", "pipe", "offset_m", "hop_m"):
            new = getattr(hops, name)[own]
            if name == "node":
                new = np.where(new >= 0, np.append(self.node, -1)[new], -1)
                mask |= new < 0
                mask &= ~((new < 0) & (hops.node[own] < 0) & (columns["node"][rows] < 0))
            if name == "pipe":
                new = np.append(self.hood.pipes, -1)[new]
            old = columns[name][rows]
            differs = old != new
            if old.dtype.kind == "f":
                differs &= ~(np.isnan(old) & np.isnan(new))
            mask |= differs
        changed: Ints = rows[mask]
        return changed

    def _reach(
        self, pipes: Ints, spans: Ints, gates: Ints, outfalls: Ints, known: Ints | None = None
    ) -> tuple[Ints, Ints]:
        """Nodes whose way down passes the changed pipes, bridges, gates, outfalls; outfalls below them.

        known: such nodes before the change. What lies above them has not changed, but past what changed
        itself, so they and what lies beyond them are left out.
        """
        graph, state = self.state.graph, self.state
        edges = graph.all_edges(np.concatenate([graph.pieces_of(pipes), spans]))
        at_gate = graph.edges_at(gates, up=True)
        at = state.outfall_hops["at"][outfalls]
        at = at[at >= 0]
        shut = graph.edges_at(at, up=True)
        seeds = np.concatenate([edges.tail, at_gate.tail, at, shut.tail[shut.closed]])
        above = graph.closure(seeds, up=True, known=known)
        heads = np.concatenate([edges.head, at_gate.head])
        closed = np.concatenate([edges.closed, at_gate.closed])
        marked = graph.drained_by(heads[~closed])
        marked[heads[closed]] = True
        return above, np.flatnonzero(marked[state.outfall_hops["at"]])

    def _write_pieces(self, changed: Ints) -> None:
        for pipe in changed.tolist():
            low, high = np.searchsorted(self.new["pipe"], [pipe, pipe + 1])
            columns = {name: column[low:high] for name, column in self.new.items() if name != "pipe"}
            columns["first"], columns["last"] = self.node[columns["first"]], self.node[columns["last"]]
            self.state.graph.replace(pipe, **columns)

    def _write_hops(self, columns: Columns, hops: Hops, rows: Ints, own: Bools) -> None:
        for name in _HOP_COLUMNS:
            values = getattr(hops, name)[own]
            if name == "node":
                values = np.append(self.node, -1)[values]
            elif name == "pipe":
                values = np.append(self.hood.pipes, -1)[values]
            columns[name][rows[own]] = values

    def _write_outfall_nodes(self, own: Bools) -> None:
        state, rows = self.state, self.hood.outfalls[own]
        standing, at = state.graph.nodes["outfalls"], state.outfall_hops["at"]
        before = at[rows]
        np.subtract.at(standing, before[before >= 0], 1)
        at[rows] = self.node[self.local.outfall_node[own]]
        np.add.at(standing, at[rows], 1)

    def _write_codes(self) -> None:
        found = self.local.network.noding.node_of_code
        for code in self.seeds.codes:
            if code not in found:
                self.state.node_of_code.pop(code, None)
        for code, node in found.items():
            if self.node[node] >= 0:
                self.state.node_of_code[code] = int(self.node[node])


def _strand_ends(columns: dict[str, NDArray[Any]], without: Ints) -> Ints:
    """First and last nodes of every run of pipe, in order; ``without`` some pipes."""
    keep = ~np.isin(columns["pipe"], without)
    pipe, part = columns["pipe"][keep], columns["part"][keep]
    new = np.append(True, (np.diff(pipe) != 0) | (np.diff(part) != 0)) if len(pipe) else np.empty(0, bool)
    last = np.append(new[1:], True) if len(pipe) else new
    ends = np.stack([columns["first"][keep][new], columns["last"][keep][last]], axis=1)
    found: Ints = ends.reshape(-1).astype(np.int64)
    return found


def _one_to_one(old: Ints, new: Ints) -> tuple[Ints, Ints]:
    """Pairs whose members occur in no other pair."""
    pairs = np.unique(np.stack([old, new], axis=1), axis=0)
    alone = [np.unique(column, return_inverse=True, return_counts=True) for column in pairs.T]
    single = np.ones(len(pairs), dtype=bool)
    for _, inverse, count in alone:
        single &= count[inverse.reshape(-1)] == 1
    return pairs[single, 0], pairs[single, 1]
