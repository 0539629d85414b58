"""A traced network that takes edits: the new answer, and what changed and why, in a moment.

Built once from everything :func:`run.trace_all` takes. An edit is answered locally: the
neighbourhood of the edit is found again by the functions of a whole trace
(:mod:`.locality`), put back in (:mod:`.splice`), and only what drains past it is traced
again (:mod:`.answers`). The answer is the one a whole trace would give. Where an edit is
felt everywhere (policy ``auto``, bridged gaps, the meaning of level 0), all is built anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
import shapely

from ..problems import InputError
from .answers import _PARTS as PARTS
from .answers import Answers, difference
from .edits import TABLES, Change, Edit, Ledger
from .inputs import placed, sound_points
from .levels import LevelPool
from .linking import link_outfalls, link_sources, outfall_nodes
from .livegraph import LiveGraph
from .locality import Seeds, State, Surveyor, crowded, find_locally
from .model import Floats, Ints, Links, Nodes, Options, Pipes, PipeTrace, Points, Progress
from .noding import normal_code, normal_codes
from .run import build_network
from .splice import Reached, Splice, TooFar, hop_columns, piece_columns
from .tables import ManholeTable, PipeTable, PointTable

#: Columns of pipes that change no answer.
_SILENT = {"system", "diameter_mm"}
_REDRAWING = {"lines", "from_node", "to_node", "length_m"}


class LiveNetwork:
    """Pipes, points and their traces, kept up to date while they are edited.

    Rows keep their numbers: added rows come last, removed rows stay empty. What ``links`` and
    ``pipe_trace`` give is what :func:`run.trace_all` gives for ``inputs()``, in another order.
    """

    def __init__(
        self, pipes: Pipes, nodes: Nodes | None, outfalls: Points, sources: Points,
        options: Options | None = None, progress: Progress | None = None,
    ) -> None:
        self.options = options or Options()
        self._build(pipes, nodes, outfalls, sources, progress)

    def _build(
        self, pipes: Pipes, nodes: Nodes | None, outfalls: Points, sources: Points,
        progress: Progress | None = None,
    ) -> None:
        outfalls, sources = sound_points(outfalls), sound_points(sources, len(outfalls.xy))
        options = self.options
        network = build_network(pipes, nodes, options, progress)
        nodes = network.nodes
        outfall_hops = link_outfalls(network, outfalls, options.outfall_distance_m)
        outfall_node = outfall_nodes(network, outfalls, outfall_hops)
        network.settle_directions(outfall_node)
        source_hops = link_sources(network, sources, outfalls, outfall_node, options.link_distance_m)
        noding = network.noding
        self._global = options.direction_policy == "auto" or options.gap_distance_m > 0 or crowded(
            noding.end_node, noding.strands.declared)
        graph = LiveGraph(noding.node_xy, network.closed_node, **piece_columns(network, np.arange(pipes.n)))
        np.add.at(graph.nodes["outfalls"], outfall_node, 1)
        table = PipeTable(pipes)
        table.index(noding.strands, noding.tree)
        manholes = None
        if nodes is not None and len(nodes.xy):
            manholes = ManholeTable(nodes, normal_codes(nodes.code))
        self._state = State(
            options, table, manholes, PointTable(outfalls), PointTable(sources), graph,
            hop_columns(outfall_hops, at=outfall_node), hop_columns(source_hops), noding.node_of_code,
            LevelPool(pipes),
        )
        self._answers = Answers(self._state, network.direction.basis, network.data_trust)
        self._answers.trace_all()

    def links(self) -> Links:
        """Return the present links, by source, nearest first."""
        return self._answers.all_links()

    def links_of(self, sources: Ints) -> Links:
        """Return the present links of some sources, by source, nearest first."""
        rows, hops = self._answers.links.of(np.unique(sources)), self._state.source_hops
        metres, count, confidence, *parts = rows.values
        return Links(
            rows.source, rows.outfall, metres, hops["hop_m"][rows.source], hops["rule"][rows.source],
            count.astype(np.int64), confidence, dict(zip(PARTS, parts)),
        )

    def pipe_trace(self) -> PipeTrace:
        """Return the present traces of pipes, ascending."""
        return self._answers.all_pipes()

    def inputs(self) -> tuple[Pipes, Nodes | None, Points, Points]:
        """Return the present rows as a whole trace takes them."""
        state = self._state
        nodes = None if state.manholes is None else state.manholes.nodes
        return state.pipes.all(), nodes, state.outfalls.all(), state.sources.all()

    def apply(self, edits: Edit | Iterable[Edit]) -> Change:
        """Make edits, one after the other, and return what they changed together.

        Raises :class:`problems.InputError` for an edit that names no row or column; edits before it stay.
        """
        ledger = Ledger()
        batch = [edits] if isinstance(edits, Edit) else list(edits)
        for position, edit in enumerate(batch):
            since = time.perf_counter()
            self._apply(position, edit, ledger)
            ledger.seconds.append(time.perf_counter() - since)
        return ledger.change()

    def _apply(self, position: int, edit: Edit, ledger: Ledger) -> None:
        seeds, row = self._take(edit)
        ledger.rows.append(row)
        reached = None
        if not self._global:
            if edit.table == "pipes" and not edit.remove and edit.row >= 0 and set(edit.values) <= _SILENT:
                return
            reached = self._splice(seeds)
        if reached is None:
            self._rebuild(position, ledger)
            return
        before, after = self._answers.trace_again(reached.above, reached.sources, reached.pipes)
        gained, lost, altered = difference(before, after)
        ledger.enter(position, gained, lost, altered)
        ledger.outfalls |= {*reached.outfalls.tolist(), *gained[:, 1].tolist(), *lost[:, 1].tolist()}

    def _splice(self, seeds: Seeds) -> Reached | None:
        """Follow an edit locally; None where that cannot be done."""
        if self._levels_turned:
            return None
        for _ in range(3):
            local = find_locally(self._state, Surveyor(self._state, seeds).survey())
            if crowded(local.network.noding.end_node, local.network.noding.strands.declared):
                return None
            try:
                splice = Splice(self._state, seeds, local)
                unseen = splice.moved_out_of_sight()
                if unseen:
                    seeds.shapes += unseen
                    continue
                reached = splice.write()
            except TooFar:
                return None
            mine = local.hood.inner
            at = np.searchsorted(local.hood.pipes, mine)
            self._answers.pipes["basis"][mine] = local.network.direction.basis[at]
            self._answers.pipes["data"][mine] = local.network.data_trust[at]
            return reached
        return None

    def _rebuild(self, position: int, ledger: Ledger) -> None:
        before = self._answers.links.all(len(self._state.source_hops["node"]))
        self._build(*self.inputs())
        after = self._answers.links.all(self._state.sources.n)
        gained, lost, altered = difference(before, after)
        ledger.enter(position, gained, lost, altered)
        ledger.outfalls |= set(np.concatenate([part[:, 1] for part in (gained, lost, altered)]).tolist())
        ledger.rebuilt = True

    def _take(self, edit: Edit) -> tuple[Seeds, int]:
        """Write an edit into the tables; returns where it is felt first, and its row."""
        self._levels_turned = False
        if edit.table not in TABLES:
            raise InputError(f"There is no table '{edit.table}' to edit; use one of {', '.join(TABLES)}.")
        if edit.table == "pipes":
            return self._take_pipe(edit)
        if edit.table == "manholes":
            return self._take_gate(edit)
        return self._take_point(edit)

    def _take_pipe(self, edit: Edit) -> tuple[Seeds, int]:
        pipes, levels, seeds = self._state.pipes, self._state.levels, Seeds()
        gone = np.empty(0)
        if edit.row >= 0:
            self._see_pipe(seeds, edit.row)
            gone = self._pipe_levels(edit.row)
        row = edit.row
        if edit.remove:
            pipes.clear(row)
        else:
            row = pipes.edit(row, edit.values)
        if row >= self._answers.pipes.n:
            one = np.ones(1)
            self._answers.pipes.append(basis=one, data=one, outfall=-one, count=0 * one, metres=np.nan * one)
        self._see_pipe(seeds, row)
        was = levels.zero_is_level
        levels.exchange(gone, self._pipe_levels(row))
        self._levels_turned = levels.zero_is_level != was
        if edit.remove or edit.row < 0 or _REDRAWING & set(edit.values):
            seeds.redrawn.add(row)
        return seeds, row

    def _see_pipe(self, seeds: Seeds, row: int) -> None:
        pipes = self._state.pipes
        if not 0 <= row < pipes.n:
            raise InputError(f"There is no pipe {row} to edit; rows are 0..{pipes.n - 1}.")
        seeds.pipes.add(row)
        line = pipes.line(row)
        if line is not None:
            seeds.shapes.append(line)
        for name in ("from_node", "to_node"):
            if name in pipes.columns:
                seeds.codes |= {normal_code(pipes.columns[name][row])} - {""}

    def _pipe_levels(self, row: int) -> Floats:
        columns = self._state.pipes.columns
        names = [name for name in ("invert_from", "invert_to") if name in columns]
        return np.array([columns[name][row] for name in names], dtype=float)

    def _take_gate(self, edit: Edit) -> tuple[Seeds, int]:
        manholes = self._state.manholes
        if manholes is None or edit.remove or edit.row < 0 or set(edit.values) != {"closed"}:
            raise InputError("Of a manhole only 'closed' can be edited.")
        manholes.set_gate(edit.row, bool(edit.values["closed"]))
        seeds = Seeds(codes={manholes.codes[edit.row]} - {""})
        xy = manholes.nodes.xy[edit.row]
        if np.isfinite(xy).all():
            seeds.shapes.append(shapely.points(xy))
        return seeds, edit.row

    def _take_point(self, edit: Edit) -> tuple[Seeds, int]:
        state, seeds, row = self._state, Seeds(), edit.row
        outfall = edit.table == "outfalls"
        table = state.outfalls if outfall else state.sources
        hops = state.outfall_hops if outfall else state.source_hops
        if row >= 0:
            self._see_point(seeds, edit.table, row)
        if edit.remove:
            table.clear(row)
        else:
            row = table.edit(row, edit.values)
        if row >= hops.n:
            none = {name: np.full((1, *hops[name].shape[1:]), -1 if hops[name].dtype.kind == "i" else np.nan)
                    for name in hops.names()}
            hops.append(**{**none, "rule": np.array([9])})
        self._see_point(seeds, edit.table, row)
        if outfall and edit.remove and "declared_outfall" in state.sources.columns:
            declared = state.sources.columns["declared_outfall"]
            orphans = np.flatnonzero(declared == row)
            declared[orphans] = -1
            for orphan in orphans.tolist():
                self._see_point(seeds, "sources", orphan)
        return seeds, row

    def _see_point(self, seeds: Seeds, table: str, row: int) -> None:
        state = self._state
        outfall = table == "outfalls"
        points = state.outfalls if outfall else state.sources
        hops = state.outfall_hops if outfall else state.source_hops
        if not 0 <= row < points.n:
            raise InputError(f"There is no row {row} in {table} to edit; rows are 0..{points.n - 1}.")
        (seeds.outfalls if outfall else seeds.sources).add(row)
        xy = points.columns["xy"][[row]]
        if outfall and placed(xy)[0]:
            seeds.outfall_places.append(shapely.points(xy[0]))
        if "declared_node" in points.columns:
            seeds.codes |= {normal_code(points.columns["declared_node"][row])} - {""}
        node = int(hops["at" if outfall else "node"][row])
        if node >= 0 and (outfall or hops["offset_m"][row] == 0.0):
            seeds.nodes.append(node)
