"""A traced network that takes edits: the new answer, and what changed and why, in a moment.

Built once from everything :func:`run.trace_all` takes. An edit is answered locally: the
neighbourhood of the edit is found again by the functions of a whole trace
(:mod:`.locality`), put back in (:mod:`.splice`), and only what drains past it is traced
again (:mod:`.answers`). The answer is the one a whole trace would give. Where an edit is
felt everywhere (policy ``auto``, the meaning of level 0), all is built anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
import shapely

from ..problems import InputError
from .answers import Answers, other_traces
from .asking import LiveTrace, trace_live
from .edits import TABLES, Change, Edit, Ledger
from .inputs import placed, sound_points
from .levels import LevelPool
from .linking import link_sources
from .linkstore import PARTS, difference
from .live_ends import LooseEnds, ends_at
from .live_findings import LiveFindings
from .live_gaps import nodes_of
from .live_section import live_section
from .livegraph import LiveGraph
from .locality import Seeds, State, Surveyor, crowded, find_locally
from .model import Ends, Finding, Floats, Ints, Links, Nodes, Options, Pipes, PipeTrace, Points, Progress
from .node_ids import normal_code, normal_codes
from .places import Place, started
from .run import build_to_outfalls
from .section import LongSection
from .splice import Reached, Splice, TooFar, hop_columns, piece_columns
from .tables import ManholeTable, PipeTable, PointTable

#: Columns of pipes that change no answer where every way is followed.
_SILENT = {"system", "diameter_mm"}
_REDRAWING = {"lines", "from_node", "to_node", "length_m"}


class LiveNetwork:
    """Pipes, points and their traces, kept up to date while they are edited.

    Rows keep their numbers: added rows come last, removed rows stay empty. What ``links`` and
    ``pipe_trace`` give is what :func:`run.trace_all` gives for ``inputs()``, in another order.
    """

    def __init__(
        self, pipes: Pipes, nodes: Nodes | None, outfalls: Points, sources: Points,
        options: Options | None = None, progress: Progress | None = None, *, findings: bool = False,
    ) -> None:
        """Build; ``findings``: check the network too, and keep :meth:`findings` up to date."""
        self._with_findings = findings
        self._gone: dict[str, set[int]] = {table: set() for table in TABLES}  # rows that were removed
        self.options = options or Options()
        self._build(pipes, nodes, outfalls, sources, progress)

    def _build(
        self, pipes: Pipes, nodes: Nodes | None, outfalls: Points, sources: Points,
        progress: Progress | None = None,
    ) -> None:
        check = None if progress is None else lambda: progress(0.9, "tracing")
        outfalls, sources = sound_points(outfalls), sound_points(sources, len(outfalls.xy))
        options = self.options
        network, outfall_hops, outfall_node = build_to_outfalls(pipes, nodes, outfalls, options, progress)
        nodes = network.nodes
        if progress:
            progress(0.7, "linking")
        source_hops = link_sources(network, sources, outfalls, outfall_node, options.link_distance_m)
        noding = network.noding
        if progress:
            progress(0.8, "linking")
        far_reaching = options.direction_policy == "auto" or crowded(
            noding.end_node, noding.strands.declared)
        manholes_at = network.manhole_node if options.limit_manholes > 0 else None
        graph = LiveGraph(
            noding.node_xy, network.closed_node, manholes_at, **piece_columns(network, np.arange(pipes.n))
        )
        np.add.at(graph.nodes["outfalls"], outfall_node, 1)
        table = PipeTable(pipes)
        table.index(noding.strands, noding.tree)
        manholes = None
        if nodes is not None and len(nodes.xy):
            manholes = ManholeTable(nodes, normal_codes(nodes.code))
        state = State(
            options, table, manholes, PointTable(outfalls), PointTable(sources), graph,
            hop_columns(outfall_hops, at=outfall_node), hop_columns(source_hops), noding.node_of_code,
            LevelPool(pipes),
        )
        answers = Answers(state, network.direction.basis, network.data_trust)
        answers.trace_all(check)
        # All at once and last: whoever stops the work before keeps the former answer.
        self._global, self._state, self._answers = far_reaching, state, answers
        self._loose = LooseEnds(graph, answers, options.gap_search_m)
        # Whoever wants findings later wants them soon: the network they are checked on is at hand only now.
        self._findings = LiveFindings(state, answers, network, self._gone) if self._with_findings else None

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

    def upstream(self, place: Place | int, limit_m: float | None = None) -> LiveTrace:
        """Return everything that drains to a place; a number is the row of an outfall.

        limit_m: stop so many metres above it; None: as the options say, 0: never.
        Raises :class:`problems.InputError` where there is no such row.
        """
        place = started(place, "outfalls")
        return trace_live(self._state, self._answers, self._loose, place, up=True, limit_m=limit_m)

    def downstream(self, place: Place | int, limit_m: float | None = None) -> LiveTrace:
        """Return everywhere the water of a place runs to; a number is the row of a source.

        A gate that is closed shuts the pipes below it: water let in there stands. limit_m: stop so many
        metres below it. Raises :class:`problems.InputError` where there is no such row.
        """
        place = started(place, "sources")
        return trace_live(self._state, self._answers, self._loose, place, up=False, limit_m=limit_m)

    def section(
        self, place: Place | int, outfall: int, ground_level: Floats | None = None
    ) -> LongSection | None:
        """Return the shortest way from a place down to an outfall; None where there is none.

        place: a number is the row of a source; the length is then ``network_m`` of the link.
        ground_level: (manholes,) m. Raises :class:`problems.InputError` where there is no such row.
        """
        return live_section(self._state, self._answers, started(place, "sources"), outfall, ground_level)

    def ends(self) -> Ends:
        """Return why the present traces end: the terminals a run lists, in another order."""
        graph, answers = self._state.graph, self._answers
        reached = np.flatnonzero(answers.reached(np.arange(graph.n_nodes)))
        return ends_at(
            graph, answers, self._loose, reached, graph.nodes["outfalls"] > 0, self.options,
            answers.nodes["metres"][reached], answers.nodes["most"][reached],
        )

    def findings(self) -> list[Finding]:
        """Return what is wrong with the network now: what a run finds, in another order.

        Only around the edits made since it was last asked anything is checked again. Of rows that were
        removed nothing is said. Raises :class:`problems.InputError` where it was built without findings.
        """
        if self._findings is None:
            raise InputError("This network was built without findings.")
        return self._findings.all(self.ends())

    def pipe_at(self, xy: tuple[float, float], within_m: float) -> Place | None:
        """Return the place on the nearest pipe within a distance, for a click on the map."""
        spot = shapely.points(xy)
        rows = self._state.pipes.near(np.array([spot], dtype=object), within_m)
        if not len(rows):
            return None
        metres = [shapely.distance(self._state.pipes.line(row), spot) for row in rows.tolist()]
        return Place("pipes", int(rows[int(np.argmin(metres))]), (float(xy[0]), float(xy[1])))

    def inputs(self) -> tuple[Pipes, Nodes | None, Points, Points]:
        """Return the present rows as a whole trace takes them."""
        state = self._state
        nodes = None if state.manholes is None else state.manholes.nodes
        return state.pipes.all(), nodes, state.outfalls.all(), state.sources.all()

    def apply(self, edits: Edit | Iterable[Edit], progress: Progress | None = None) -> Change:
        """Make edits, one after the other, and return what they changed together.

        ``apply(change.undo)`` takes them back: every answer is the former one again (an added row stays,
        empty). progress: told while everything is built anew, where an edit asks for that; it may raise to
        stop, then the edit at work leaves nothing behind. Raises :class:`problems.InputError` for an edit
        that names no row or column. Of a batch that stops so, the edits before stay.
        """
        ledger = Ledger()
        batch = [edits] if isinstance(edits, Edit) else list(edits)
        for position, edit in enumerate(batch):
            since = time.perf_counter()
            self._apply(position, edit, ledger, progress)
            ledger.seconds.append(time.perf_counter() - since)
        return ledger.change()

    def _apply(self, position: int, edit: Edit, ledger: Ledger, progress: Progress | None) -> None:
        back = self._way_back(edit)
        seeds, row = self._take(edit)
        self._note(edit, row)
        if edit.row < 0:
            back = [Edit(edit.table, row, remove=True)]
        ledger.rows.append(row)
        ledger.undo[:0] = back
        reached = None
        if not self._global:
            if edit.table == "pipes" and not edit.remove and edit.row >= 0 and self._is_silent(edit):
                if self._findings is not None:
                    self._findings.touch(self._beside(np.array([row])), seeds)
                return
            reached = self._splice(seeds, ledger)
        if reached is None:
            try:
                self._rebuild(position, ledger, progress)
            except BaseException:
                for former in back:
                    self._note(former, self._take(former)[1])
                raise
            return
        again = self._answers.trace_again(reached)
        self._loose.refresh(np.union1d(again.nodes, reached.touched))
        gained, lost, altered = difference(again.before, again.after)
        ledger.enter(position, gained, lost, altered)
        ledger.pipes |= set(again.pipes.tolist())
        ledger.outfalls |= {*again.outfalls.tolist(), *gained[:, 1].tolist(), *lost[:, 1].tolist()}

    def _is_silent(self, edit: Edit) -> bool:
        """Tell whether an edit of a pipe changes no answer, but findings at most."""
        return set(edit.values) <= _SILENT and self.options.overflows != "main_way"

    def _note(self, edit: Edit, row: int) -> None:
        """Remember which rows were removed."""
        (self._gone[edit.table].add if edit.remove else self._gone[edit.table].discard)(row)

    def _beside(self, pipes: Ints) -> list[int]:
        """Pipes and those that touch them."""
        graph = self._state.graph
        beside: list[int] = np.union1d(pipes, graph.touching(nodes_of(graph, pipes))).tolist()
        return beside

    def _way_back(self, edit: Edit) -> list[Edit]:
        """Return the edits that take one back that is not made yet; none where it cannot be made."""
        state = self._state
        names = None if edit.remove else edit.values
        if edit.row < 0 or edit.table not in TABLES:
            return []
        if edit.table == "manholes":
            closed = None if state.manholes is None else state.manholes.nodes.closed
            if closed is None or edit.row >= len(closed):
                return []
            return [Edit("manholes", edit.row, {"closed": bool(closed[edit.row])})]
        points = state.outfalls if edit.table == "outfalls" else state.sources
        table: PipeTable | PointTable = state.pipes if edit.table == "pipes" else points
        if edit.row >= table.n:
            return []
        back = [Edit(edit.table, edit.row, table.values(edit.row, names))]
        if edit.table == "outfalls" and edit.remove and "declared_outfall" in state.sources.columns:
            orphans = np.flatnonzero(state.sources.columns["declared_outfall"] == edit.row).tolist()
            back += [Edit("sources", orphan, {"declared_outfall": edit.row}) for orphan in orphans]
        return back

    def _splice(self, seeds: Seeds, ledger: Ledger) -> Reached | None:
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
            basis = local.network.direction.basis[at]
            ledger.pipes |= set(mine[self._answers.pipes["basis"][mine] != basis].tolist())
            self._answers.pipes["basis"][mine] = basis
            if self._findings is not None:
                self._findings.touch(self._beside(mine), seeds)  # pipes that come to a place, too
            self._answers.pipes["data"][mine] = local.network.data_trust[at]
            return reached
        return None

    def _rebuild(self, position: int, ledger: Ledger, progress: Progress | None) -> None:
        before, traces = self._answers.links.all(len(self._state.source_hops["node"])), self._answers.pipes
        self._build(*self.inputs(), progress)
        after = self._answers.links.all(self._state.sources.n)
        gained, lost, altered = difference(before, after)
        ledger.enter(position, gained, lost, altered)
        ledger.pipes |= set(other_traces(traces, self._answers.pipes).tolist())
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
