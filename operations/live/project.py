"""A project's network in memory that follows its edit buffers: snapshots in, changes of links out.

One :class:`tracing.live.network.LiveNetwork` over everything a run of the whole project reads, so
that a click, an edit and a run give the same answer. Rows arrive as :class:`RowState`
and become engine edits (:mod:`.edits`). Plain data: this runs in a thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import numpy as np

from ...layers.store.table_io import ProjectFile
from ...tracing.live.area import Rows
from ...tracing.live.edits import Edit
from ...tracing.live.network import LiveNetwork
from ...tracing.model import Floats, Ints, Links
from ..runs.configurations import Configuration
from ..runs.reading import read_project
from .changes import SAME_CONFIDENCE, SAME_M, LinkChange, LiveChange, Step, same_link
from .gradual_release import release_gradually
from .row_edits import Translator
from .row_states import RowState

Report = Callable[[float, str], None]
Pair = tuple[int, int]  # rows of a source and of an outfall
Value = tuple[float, float]  # what a link shows: metres, confidence

#: What is told before long work begins: outfalls, the action, the name of the row.
Felt = Callable[[Sequence[str], str, str], None]

LARGE = 10_000  # pipes that are solved again in more than a tenth of a second
MANY = 200  # edits at once from which building anew is quicker than following them
#: After so many rows, so long a rest (s): small numpy calls give up Python's lock and have it back before
#: a thread that waits for it has woken up.
BREATH, BREATH_S = 100, 0.001


class LiveProject:
    """The network of the project file at ``path``, kept up to date; see the module.

    ``network`` answers questions, ``rows`` says who its rows are: ``rows.pipes.row("pipes", fid)``,
    ``rows.sources.uid(row)``. Coordinates of the engine are those of the file times ``scale``
    (metres per unit).
    """

    def __init__(self, path: str, report: Report, used: Configuration | None = None) -> None:
        used = used or Configuration()
        self.path = path
        self.options = used.options
        report(0.0, "reading")
        with ProjectFile(path) as project:
            data = read_project(project, barriers=used.barriers)
            report(0.3, "reading")
            self.rows = Translator(project, data)
            stale = project.read("outfalls", ["uid", "stale_since", "stale_because"])
        self.problems = data.problems
        #: (outfall, since, because) of what the file says is out of date.
        self.stale = [row for row in zip(stale["uid"].tolist(), stale["stale_since"].tolist(),
                                         (why or "" for why in stale["stale_because"].tolist())) if row[1]]
        self.scale = data.scale
        self.network = LiveNetwork(
            data.drainage, self.options,
            lambda share, step: report(0.35 + 0.6 * share, step))
        report(0.97, "tracing")
        self._remember(self.network)

    # edits

    def apply(self, states: Sequence[RowState], report: Report | None = None,
              felt: Felt | None = None) -> LiveChange:
        """Bring rows up to date; returns what that changed.

        ``report`` may raise :class:`Cancelled` between two actions, which leaves the rest undone: apply
        the states again. ``felt``: told what a row may reach before long work on it begins.
        """
        change = LiveChange()
        states = self.rows.renumbered(states)
        if len(states) > MANY:
            self._apply_many(states, change)
            return change
        done = 0
        for _what, action in groupby(states, lambda state: state.what):  # the rows of an action as one edit
            if report:
                report(done / len(states), "tracing")
            rows = list(action)
            done += len(rows)
            self._apply_action(rows, change, felt)
        return change

    def _apply_action(self, states: list[RowState], change: LiveChange, felt: Felt | None) -> None:
        edited = [(state, self.rows.edits(state)) for state in states]
        edits = [edit for _state, own in edited for edit in own]
        if not edits:
            return
        done = self.network.apply(edits, felt=self._teller(states[0], felt), together=True)
        change.rebuilt |= done.rebuilt
        pairs = np.concatenate([done.gained, done.lost, done.altered]).reshape(-1, 2)
        if len(pairs):
            self._note(pairs, self._values_of(np.unique(pairs[:, 0])), change)
        reached = self._uids_of(done.outfalls.tolist())
        for state, own in edited:
            if own:
                self._step(change, state, reached)

    def _teller(self, state: RowState, felt: Felt | None) -> Callable[[Rows], None] | None:
        """Return what tells at once which outfalls an edit may reach, where its answer takes a while."""
        if felt is None:
            return None

        def tell(rows: Rows) -> None:
            if len(rows.pipes) > LARGE:
                felt(self._uids_of(rows.outfalls.tolist()), state.what, self.rows.label(state))

        return tell

    def _apply_many(self, states: Sequence[RowState], change: LiveChange) -> None:
        felt: list[RowState] = []
        edits: list[Edit] = []
        for at, state in enumerate(states):
            several = self.rows.edits(state)
            if several:
                felt.append(state)
                edits += several
            if at % BREATH == 0:
                time.sleep(BREATH_S)
        if not felt:
            return
        reached = self._uids_of(self._rebuild(edits, change))
        for state in felt:
            self._step(change, state, reached)

    def _rebuild(self, edits: list[Edit], change: LiveChange) -> set[int]:
        """Build the network anew with ``edits``; returns the outfalls whose links changed."""
        tables = self.network.tables.renewed(edits)
        old = [self.network]  # two networks of a city at once would be too much
        del self.network
        release_gradually(old)
        self.network = LiveNetwork.of(tables, self.options)
        pairs, now = self._differences(*_keyed(self.network.links()))
        self._note(pairs, now, change)
        change.rebuilt = True
        return set(pairs[:, 1].tolist())

    def _uids_of(self, outfalls: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.rows.outfalls.uid(row) for row in sorted(outfalls))

    def _step(self, change: LiveChange, state: RowState, outfalls: tuple[str, ...]) -> None:
        rows = self.rows
        uid = rows.uid(state)
        change.steps.append(Step(state.table, state.fid, uid, rows.label(state) or uid, state.what,
                                 rows.first(state), state.mark, outfalls))

    # links

    def _remember(self, network: LiveNetwork) -> None:
        """Keep the present links, by key, to compare with."""
        self._base_key, self._base_value = _keyed(network.links())
        self._now: dict[Pair, Value | None] = {}

    def _differences(self, key: Ints, value: Floats) -> tuple[Ints, dict[Pair, Value]]:
        """Compare all links, as :func:`_keyed` returns them, with what they were.

        Returns the pairs (n, 2) that differ, and what those of them that are links now show.
        """
        own = np.array([source << 32 | outfall for source, outfall in self._now], dtype=np.int64)
        shown = [value or (np.nan, np.nan) for value in self._now.values()]
        every = np.unique(np.concatenate([self._base_key, own, key]))
        before, after = _looked_up(self._base_key, self._base_value, every), _looked_up(key, value, every)
        before[:, np.searchsorted(every, own)] = np.array(shown).reshape(-1, 2).T
        none = np.isnan(before[0]) & np.isnan(after[0])
        with np.errstate(invalid="ignore"):
            same = (np.abs(before - after) <= [[SAME_M], [SAME_CONFIDENCE]]).all(axis=0)
        differ = np.flatnonzero(~same & ~none)
        pairs = np.stack([every[differ] >> 32, every[differ] & 0xFFFFFFFF], axis=1)
        there = differ[~np.isnan(after[0, differ])]
        now = zip(zip((every[there] >> 32).tolist(), (every[there] & 0xFFFFFFFF).tolist()),
                  zip(*after[:, there].tolist()))
        return pairs, dict(now)

    def _before(self, pair: Pair) -> Value | None:
        if pair in self._now:
            return self._now[pair]
        key = pair[0] << 32 | pair[1]
        at = int(np.searchsorted(self._base_key, key))
        if at < len(self._base_key) and self._base_key[at] == key:
            metres, confidence = self._base_value[:, at].tolist()
            return metres, confidence
        return None

    def _values_of(self, sources: Ints) -> dict[Pair, Value]:
        links = self.network.links_of(sources)
        return dict(zip(zip(links.source.tolist(), links.outfall.tolist()),
                        zip(links.network_m.tolist(), links.confidence.tolist())))

    def _note(self, pairs: Ints, now: dict[Pair, Value], change: LiveChange) -> None:
        for source, outfall in pairs.tolist():
            before, after = self._before((source, outfall)), now.get((source, outfall))
            self._now[source, outfall] = after
            if same_link(before, after):
                continue
            sources, outfalls = self.rows.sources, self.rows.outfalls
            change.links.append(LinkChange(
                sources.table(source), sources.uid(source), sources.name(source), outfalls.uid(outfall),
                outfalls.name(outfall), before, after, len(change.steps)))


def _keyed(links: Links) -> tuple[Ints, Floats]:
    """Return links by one number for each pair, ascending, and (2, n) metres and confidence."""
    key = links.source.astype(np.int64) << 32 | links.outfall.astype(np.int64)
    order = np.argsort(key, kind="stable")
    return key[order], np.stack([links.network_m, links.confidence])[:, order]


def _looked_up(key: Ints, value: Floats, wanted: Ints) -> Floats:
    """Return (2, n) what the links ``wanted`` show, NaN for those that are not in ``key``."""
    found = np.full((2, len(wanted)), np.nan)
    if len(key):
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        there = key[at] == wanted
        found[:, there] = value[:, at[there]]
    return found
