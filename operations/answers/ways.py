"""What judging asks the network in memory: ways, measures, and what a trace would make of an outfall.

Runs in the background on a :class:`operations.live.project.LiveProject`; plain data out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...interruptible import Progress
from ...tracing.live.map_lines import drawn_lines, point_hops, point_places
from ...tracing.live.start_places import Place
from ...tracing.model import Rule
from ..judging.candidates import Measures
from ..judging.take_trace import Found
from ..live.project import LiveProject

Line = list[tuple[float, float]]


@dataclass
class Way:
    """The way of a source's water, in the project's coordinates; ``lines`` are empty where there is none."""

    lines: list[Line]
    hop: Line
    length_m: float | None
    pipes: int


@dataclass
class Outcome:
    """What a trace finds for one outfall."""

    outfall_uid: str
    sources: list[Found]
    length_m: float


def way(live: LiveProject, table: str, source_uid: str, outfall_uid: str, _report: Progress) -> Way:
    """Return the shortest way from a source down to an outfall."""
    source, outfall = _rows(live, table, source_uid, outfall_uid)
    if source < 0 or outfall < 0:
        return Way([], [], None, 0)
    section = live.network.section(source, outfall)
    place, meets = point_places(live.network, "sources", np.array([source]))
    hop = [_pair(place[0] / live.scale), _pair(meets[0] / live.scale)]
    hop = hop if all(math.isfinite(value) for pair in hop for value in pair) else []
    if section is None:
        return Way([], [], None, 0)
    pipes = np.unique(section.pipe[section.pipe >= 0])
    drawn = drawn_lines(live.network, pipes)
    xy = drawn.xy / live.scale
    lines = [[_pair(point) for point in xy[a:b]] for a, b in zip(drawn.start[:-1], drawn.start[1:])]
    lines += [
        [_pair(point / live.scale) for point in section.xy[at : at + 2]]
        for at in np.flatnonzero(section.pipe < 0).tolist()
    ]
    return Way(lines, hop, section.length_m, len(pipes))


def measure(
    live: LiveProject, table: str, source_uid: str, outfall_uid: str, _report: Progress
) -> Measures | None:
    """Return how a source reaches an outfall; None where the network does not lead there.

    That the source belongs here is the person's word, so ``link`` counts in full; the other parts are those
    of the way. A way beyond the outfalls that are kept per source has no confidence.
    """
    source, outfall = _rows(live, table, source_uid, outfall_uid)
    if source < 0 or outfall < 0:
        return None
    section = live.network.section(source, outfall)
    if section is None:
        return None
    links = live.network.links_of(np.array([source]))
    _, hop, _ = point_hops(live.network, "sources", np.array([source]))
    at = np.flatnonzero(links.outfall == outfall)
    n_outfalls = int(links.n_outfalls[0]) if len(links.source) else 1
    if not len(at):
        return Measures(section.length_m, float(np.nan_to_num(hop[0])), n_outfalls, None, ())
    parts = {name: float(values[at[0]]) for name, values in links.parts.items()}
    parts["link"] = 1.0
    return Measures(
        float(links.network_m[at[0]]),
        float(np.nan_to_num(hop[0])),
        n_outfalls,
        float(np.prod(list(parts.values()))),
        tuple(parts.items()),
    )


def outcomes(live: LiveProject, outfall_uids: Sequence[str], report: Progress) -> list[Outcome]:
    """Return what a trace finds for outfalls, as a run would write it."""
    found = []
    for at, uid in enumerate(outfall_uids):
        report(at / max(len(outfall_uids), 1), "tracing")
        row = live.rows.outfalls.row_of_uid("outfalls", uid)
        if row >= 0:
            found.append(_outcome(live, uid, row))
    return found


def _outcome(live: LiveProject, uid: str, outfall: int) -> Outcome:
    answer = live.network.upstream(Place("outfalls", outfall))
    links = live.network.links_of(answer.source)
    mine = np.flatnonzero(links.outfall == outfall)
    source = links.source[mine]
    place, meets = point_places(live.network, "sources", source)
    place, meets = place / live.scale, meets / live.scale
    sources = []
    for at, (link, row) in enumerate(zip(mine.tolist(), source.tolist())):
        end = _pair(meets[at])
        sources.append(
            Found(
                table=live.rows.sources.table(row),
                uid=live.rows.sources.uid(row),
                name=live.rows.sources.name(row),
                rule=Rule(int(links.rule[link])).name.lower(),
                network_m=float(links.network_m[link]),
                hop_m=float(np.nan_to_num(links.hop_m[link])),
                n_outfalls=int(links.n_outfalls[link]),
                confidence=float(links.confidence[link]),
                parts=tuple((name, float(values[link])) for name, values in links.parts.items()),
                place=_pair(place[at]),
                meets=end if all(map(math.isfinite, end)) else None,
            )
        )
    return Outcome(uid, sources, answer.length_m)


def _rows(live: LiveProject, table: str, source_uid: str, outfall_uid: str) -> tuple[int, int]:
    return (
        live.rows.sources.row_of_uid(table, source_uid),
        live.rows.outfalls.row_of_uid("outfalls", outfall_uid),
    )


def _pair(point: Any) -> tuple[float, float]:
    return float(point[0]), float(point[1])
