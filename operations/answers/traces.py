"""The work of a trace, done in a thread: read and build the network, ask it, make a view of the answer.

The network in memory is a :class:`operations.live.project.LiveProject`: all outfalls and all sources
are on it, exactly as in a run of the whole project, so a click and a run give the same
answer. Every question costs what its answer costs, not what the network costs. Touches files
through ``layers`` only, never a QGIS layer or widget.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np

from ...i18n import inflected, translate
from ...interruptible import Progress
from ...layers.link_index import links_of
from ...layers.schema import SCHEMA
from ...problems import Cancelled, UserError
from ...rules.words import known
from ...tracing.live.map_lines import drawn_lines, point_hops, point_places
from ...tracing.live.place_trace import LiveTrace
from ...tracing.live.start_places import Place
from ...tracing.model import Basis, End, Floats, Ints, Rule
from ..live.project import LiveProject
from .trace_view import BRIDGE, CROSSING, EndRow, Lines, OutfallRow, SourceRow, Start, TraceView, metres

DRAWN_HOP_M = 0.05  # shorter hops are not drawn
LARGE = 1000  # so many lines are sketched before the lists are made
SOURCES = frozenset(table.name for table in SCHEMA.source_tables)
_KIND = {Basis.AUTO: 1, Basis.UNKNOWN: 2}  # codes of view.KINDS
_RULES = {int(rule): rule.name.lower() for rule in Rule}
_REASONS = {int(end): end.name.lower() for end in End}


def place_of(live: LiveProject, table: str, fid: int, xy: tuple[float, float] | None = None) -> Place | None:
    """Return where a trace from a feature begins, None where the network does not know the feature."""
    roster = live.rows.roster(table)
    row = -1 if roster is None else roster.row(table, fid)
    if row < 0:
        return None
    engine = "sources" if table in SOURCES else table
    spot = None if xy is None else (xy[0] * live.scale, xy[1] * live.scale)
    return Place(engine, row, spot if table == "pipes" else None)


def ask(live: LiveProject, place: Place, upstream: bool) -> LiveTrace:
    """Ask the network; the part of a trace that a preview needs, with :func:`lines_of`."""
    return live.network.upstream(place) if upstream else live.network.downstream(place)


def lines_of(live: LiveProject, pipes: Ints) -> Lines:
    """Return pipes as they are drawn, in the CRS of the file."""
    drawn = drawn_lines(live.network, pipes)
    kind = np.zeros(len(drawn.flow), dtype=np.int8)
    for basis, code in _KIND.items():
        kind[drawn.flow == basis] = code
    return Lines(drawn.xy / live.scale, drawn.start, kind, live.rows.pipes.fids(drawn.pipe))


def trace(
    live: LiveProject,
    start: Start,
    upstream: bool,
    report: Progress,
    sketch: Callable[[Lines], None] | None = None,
) -> TraceView:
    """Trace from the features of ``start``; several are answered together, each pipe by its nearest.

    ``sketch`` is given the lines of a large answer as soon as they are there.
    """
    begun = time.perf_counter()
    places = [(fid, place_of(live, start.table, fid, start.xy)) for fid in start.fids]
    met = [(fid, place) for fid, place in places if place is not None]
    if not met:
        raise UserError(
            translate(
                "Trace", "This is not in the project file any more, or not saved yet. Reload the project."
            )
        )
    answers: list[tuple[Place, LiveTrace]] = []
    for at, (_fid, place) in enumerate(met):
        report(0.9 + 0.05 * at / len(met), "tracing")
        answers.append((place, ask(live, place, upstream)))
    report(0.95, "tracing")
    pipes, pipe_m, basis = _nearest(answers, "pipe", "network_m", "basis")
    lines = lines_of(live, pipes)
    if sketch is not None and lines.n >= LARGE:
        sketch(lines)
    report(0.96, "tracing")
    view = TraceView(
        title=_title(live, [place for _, place in met]),
        outfall_fids=[fid for fid, _ in met] if start.table == "outfalls" else [],
        start=Start(start.table, tuple(fid for fid, _ in met), start.xy),
        upstream=upstream,
        pipe_fids=live.rows.pipes.fids(pipes).tolist(),
        pipe_metres=pipe_m.tolist(),
        lines=lines,
        length_m=_length(answers),
    )
    view.n_auto = int((basis == Basis.AUTO).sum())
    view.n_unknown = int((basis == Basis.UNKNOWN).sum())
    if upstream:
        view.sources = _sources(live, answers)
    report(0.97, "tracing")
    view.outfalls = _outfalls(live, answers)
    view.ends = _ends(live, answers)
    _ = view.marks  # grouped here, not when the window shows it
    report(0.98, "tracing")
    view.places = _start_places(live, start, met)
    view.hops = _hops(live, answers, [place for _, place in met], upstream)
    manholes = np.unique(np.concatenate([answer.manhole for _, answer in answers]))
    view.manhole_fids = live.rows.manholes.fids(manholes).tolist()
    view.notes = _notes(live, [place for _, place in met])
    if start.table == "outfalls":
        _add_stored_status(live, [place.row for _, place in met], view)
    view.seconds = time.perf_counter() - begun
    return view


def preview(live: LiveProject, start: Start, upstream: bool, limit_s: float) -> tuple[Lines, float] | None:
    """Return what a trace would draw, and metres of pipe; None where that takes longer than ``limit_s``."""
    begun = time.perf_counter()

    def check() -> None:
        if time.perf_counter() - begun > limit_s:
            raise Cancelled()

    place = place_of(live, start.table, start.fids[0], start.xy)
    if place is None:
        return None
    answer = ask(live, place, upstream)
    try:
        check()
        lines = lines_of(live, answer.pipe)
        check()
    except Cancelled:
        return None
    return lines, answer.length_m


def _title(live: LiveProject, places: Sequence[Place]) -> str:
    table = places[0].table
    if len(places) > 1:
        if table == "outfalls":
            return translate("Trace", "{n} outfalls together").format(n=len(places))
        return translate("Trace", "{n} places together").format(n=len(places))
    row = places[0].row
    if table == "outfalls":
        return outfall_title(live, row)
    name = getattr(live.rows, table).name(row)
    if table == "pipes":
        return translate("Trace", "Pipe {name}").format(name=name)
    if table == "manholes":
        return translate("Trace", "Manhole {name}").format(name=name)
    return str(name)


def outfall_title(live: LiveProject, row: int) -> str:
    """Return what an outfall is called: code and name."""
    codes = live.rows.codes(row)
    name = live.rows.outfalls.name(row)
    code = next((code for code in map(known, codes) if code), "")
    return " · ".join(dict.fromkeys(part for part in (code, name) if part))


Answers = Sequence["tuple[Place, LiveTrace]"]


def _nearest(answers: Answers, row: str, metres_of: str, *more: str) -> list[Any]:
    """Return the rows of all answers, each once and with its least metres, nearest first."""
    names = (row, metres_of, *more)
    columns = [np.concatenate([getattr(answer, name) for _, answer in answers]) for name in names]
    order = np.lexsort((columns[1], columns[0]))
    order = order[np.flatnonzero(np.diff(columns[0][order], prepend=-1))]
    order = order[np.argsort(columns[1][order], kind="stable")]
    return [column[order] for column in columns]


def _length(answers: Answers) -> float:
    """Metres of pipe; of a pipe in several answers the one counts that holds most of it."""
    pipe = np.concatenate([answer.pipe for _, answer in answers])
    metres = np.concatenate([answer.pipe_m for _, answer in answers])
    order = np.lexsort((-metres, pipe))
    return float(metres[order[np.flatnonzero(np.diff(pipe[order], prepend=-1))]].sum())


def _sources(live: LiveProject, answers: Answers) -> list[SourceRow]:
    """Sources that drain to the places; of several places the nearest counts."""
    which = np.concatenate([np.full(len(answer.source), at) for at, (_, answer) in enumerate(answers)])
    source = np.concatenate([answer.source for _, answer in answers]).astype(np.int64)
    away = np.concatenate([answer.source_m for _, answer in answers])
    order = np.lexsort((away, source))
    order = order[np.flatnonzero(np.diff(source[order], prepend=-1))]
    order = order[np.argsort(away[order], kind="stable")]
    which, source, away = which[order], source[order], away[order]
    outfalls = [place.row if place.table == "outfalls" else -1 for place, _ in answers]
    titles = [outfall_title(live, row) if row >= 0 else "" for row in outfalls]
    links = live.network.links_of(source)
    pair = links.source.astype(np.int64) << 32 | links.outfall
    link = _positions(pair, source << 32 | np.array(outfalls, dtype=np.int64)[which])
    any_link = _positions(links.source, source)
    known = link >= 0
    confidence = np.full(len(source), math.nan)
    confidence[known] = links.confidence[link[known]]
    n_outfalls = np.zeros(len(source), dtype=np.int64)
    n_outfalls[any_link >= 0] = links.n_outfalls[any_link[any_link >= 0]]
    parts = {name: values[link].tolist() if len(values) else [] for name, values in links.parts.items()}
    rule, hop, _ = point_hops(live.network, "sources", source)
    xy = point_places(live.network, "sources", source)[0] / live.scale
    roster = live.rows.sources
    columns = zip(
        source.tolist(),
        roster.tables(source),
        roster.fids(source).tolist(),
        which.tolist(),
        n_outfalls.tolist(),
        away.tolist(),
        np.nan_to_num(hop).tolist(),
        rule.tolist(),
        confidence.tolist(),
        known.tolist(),
        *xy.T.tolist(),
    )
    return [
        SourceRow(
            table=table,
            uid=roster.uid(row),
            fid=fid,
            name=roster.name(row),
            outfall=titles[place],
            n_outfalls=n,
            network_m=network_m,
            hop_m=hop_m,
            rule=_RULES[code],
            confidence=sure,
            parts=tuple((name, values[at]) for name, values in parts.items()) if linked else (),
            x=x,
            y=y,
        )
        for at, (row, table, fid, place, n, network_m, hop_m, code, sure, linked, x, y) in enumerate(columns)
    ]


def _positions(keys: Ints, wanted: Ints) -> Ints:
    """Return where each of ``wanted`` stands in ``keys``, -1 where it does not."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    found: Ints = np.where(keys[at] == wanted, at, -1)
    return found


def _outfalls(live: LiveProject, answers: Answers) -> list[OutfallRow]:
    """Outfalls that the places drain to; of several sources the nearest says how sure that is."""
    rows, away = _nearest(answers, "outfall", "outfall_m")
    xy = point_places(live.network, "outfalls", rows)[0] / live.scale
    fids = live.rows.outfalls.fids(rows).tolist()
    links = live.network.links_of(
        np.array([place.row for place, _ in answers if place.table == "sources"], dtype=np.int64)
    )
    nearest = np.argsort(links.network_m, kind="stable")
    link = _positions(links.outfall[nearest], rows)
    known = link >= 0
    link[known] = nearest[link[known]]
    return [
        OutfallRow(
            live.rows.outfalls.uid(row),
            fid,
            outfall_title(live, row),
            m,
            x,
            y,
            float(links.confidence[at]) if at >= 0 else math.nan,
            tuple((name, float(values[at])) for name, values in links.parts.items()) if at >= 0 else (),
        )
        for row, fid, m, (x, y), at in zip(rows.tolist(), fids, away.tolist(), xy.tolist(), link.tolist())
    ]


def _ends(live: LiveProject, answers: Answers) -> list[EndRow]:
    """Ends and marks, each kind once at a place."""
    found: dict[tuple[str, float, float], EndRow] = {}
    name = live.rows.pipes.name

    def add(reasons: Iterable[str], xy: Floats, gap_m: Iterable[float], pipe: Iterable[int]) -> None:
        for reason, (x, y), gap, row in zip(reasons, (xy / live.scale).tolist(), gap_m, pipe):
            if (reason, x, y) not in found:
                found[reason, x, y] = EndRow(x, y, reason, gap, name(row) if row >= 0 else "")

    for _place, answer in answers:
        ends = answer.ends
        reasons = [_REASONS[code] for code in ends.reason.tolist()]
        add(reasons, ends.xy, ends.gap_m.tolist(), ends.pipe.tolist())
        add(repeat(BRIDGE), answer.gap_xy.mean(axis=1).reshape(-1, 2), answer.gap_m.tolist(), repeat(-1))
    for _place, answer in answers:
        add(repeat(CROSSING), answer.crossing_xy, repeat(math.nan), answer.crossing.tolist())
    return list(found.values())


def _start_places(
    live: LiveProject, start: Start, met: Sequence[tuple[int, Place]]
) -> list[tuple[float, float]]:
    if start.xy is not None:
        return [start.xy]
    rows = np.array([place.row for _, place in met], dtype=np.int64)
    table = met[0][1].table
    if table == "pipes":
        return []
    xy = point_places(live.network, table, rows)[0]
    return [(x / live.scale, y / live.scale) for x, y in xy.tolist() if math.isfinite(x)]


def _hops(live: LiveProject, answers: Answers, places: Sequence[Place], upstream: bool) -> Lines:
    """Return the last hops: from sources and outfalls to where they meet the network."""
    sources = np.concatenate([answer.source for _, answer in answers] + [_rows(places, "sources")])
    outfalls = np.concatenate([answer.outfall for _, answer in answers] + [_rows(places, "outfalls")])
    if upstream:  # other outfalls that the water passes are not what was asked for
        outfalls = _rows(places, "outfalls")
    pairs = []
    for table, rows in (("sources", sources), ("outfalls", outfalls)):
        at, meets = point_places(live.network, table, np.unique(rows))
        pairs.append(np.stack([at, meets], axis=1) / live.scale)
    both: Floats = np.concatenate(pairs)
    with np.errstate(invalid="ignore"):
        far = np.linalg.norm(both[:, 0] - both[:, 1], axis=1) > DRAWN_HOP_M
    both = both[far]
    return Lines(both.reshape(-1, 2), np.arange(0, 2 * len(both) + 1, 2), np.zeros(len(both), dtype=np.int8))


def _rows(places: Sequence[Place], table: str) -> Ints:
    return np.array([place.row for place in places if place.table == table], dtype=np.int64)


def _notes(live: LiveProject, places: Sequence[Place]) -> list[str]:
    notes = []
    rows = _rows(places, "outfalls")
    rule, _, nearest = point_hops(live.network, "outfalls", rows)
    for row, how, away in zip(rows.tolist(), rule.tolist(), nearest.tolist()):
        if how != Rule.NONE:
            continue
        if math.isfinite(away):
            text = translate(
                "Trace",
                "{outfall} meets no pipe within {limit}; the nearest is {distance} away. Draw the missing "
                "pipe or declare its manhole.",
            ).format(
                outfall=outfall_title(live, row),
                limit=metres(live.options.outfall_distance_m),
                distance=metres(away),
            )
        else:
            text = translate("Trace", "{outfall} meets no pipe, and there is none nearby.").format(
                outfall=outfall_title(live, row)
            )
        notes.append(text)
    rows = _rows(places, "sources")
    rule = point_hops(live.network, "sources", rows)[0]
    for row, how in zip(rows.tolist(), rule.tolist()):
        if how == Rule.NONE:
            notes.append(
                translate("Trace", "{source} meets no pipe within {limit}.").format(
                    source=live.rows.sources.name(row), limit=metres(live.options.link_distance_m)
                )
            )
    return notes


def _add_stored_status(live: LiveProject, rows: Sequence[int], view: TraceView) -> None:
    """Show what a person or a run stored about the links, and say what this trace no longer reaches."""
    index = links_of(live.path).by_outfall
    stored = {
        (link.source_table, link.source_uid): link.status
        for row in rows
        for link in index.get(live.rows.outfalls.uid(row), ())
    }
    view.sources = [
        replace(source, status=stored[source.table, source.uid])
        if stored.get((source.table, source.uid))
        else source
        for source in view.sources
    ]
    reached = {(source.table, source.uid) for source in view.sources}
    lost = sum(status == "confirmed" and key not in reached for key, status in stored.items())
    if lost:
        view.notes.append(
            inflected(
                translate(
                    "Trace",
                    "{n} confirmed (link is|links are) not reached by this trace and (stays|stay) "
                    "confirmed.",
                ),
                n=lost,
            )
        )
