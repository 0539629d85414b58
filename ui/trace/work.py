"""The work of a trace, done in a thread: read, build, trace, and make a view of the answer.

Everything is put on the network once, all outfalls and all sources, exactly as the
trace of the whole project does it: a click and a run give the same answer. Then each
question is an upstream reach of the outfalls asked for. Touches files through
``layers`` only, never a QGIS layer or widget.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...i18n import translate
from ...layers.reading import ProjectData, read_project
from ...layers.schema import SCHEMA
from ...layers.table_io import ProjectFile
from ...problems import UserError
from ...rules.words import known
from ...tracing import run
from ...tracing.confidence import confidence_parts
from ...tracing.ends import find_ends
from ...tracing.linking import link_outfalls, link_sources, outfall_nodes
from ...tracing.model import End, Ends, Floats, Hops, Ints, Options, Rule
from ...tracing.pipenetwork import PipeNetwork
from ...tracing.reach import Reach
from ..background import Report
from .view import EndRow, SourceRow, TraceView, metres

DRAWN_HOP_M = 0.05  # shorter hops are not drawn


@dataclass
class BuiltProject:
    """A project read and built: what every trace of it shares. Row numbers as in ``data``."""

    path: str
    data: ProjectData
    options: Options
    network: PipeNetwork
    outfall_hops: Hops
    outfall_node: Ints
    source_hops: Hops
    n_reached: Ints  # (sources,) how many outfalls of the project each source reaches
    pipe_fid: Ints
    outfall_fid: Ints
    source_fid: Ints
    outfall_title: list[str]


def build(path: str, report: Report, options: Options | None = None) -> BuiltProject:
    """Read the project file and put its outfalls and sources on its network."""
    options = options or Options()
    report(0.0, "reading")
    with ProjectFile(path) as project:
        data = read_project(project)
        report(0.3, "reading")
        pipe_fid = project.read("pipes", ["uid"]).fid
        source_fid = np.concatenate([project.read(table.name, ["uid"]).fid for table in SCHEMA.source_tables])
        named = project.read("outfalls", ["code_national", "code_local", "name"])
    network = run.build_network(
        data.pipes,
        data.nodes,
        options,
        lambda share, step: report(0.35 + 0.45 * min(share / 0.35, 1.0), step),
    )
    report(0.8, "linking")
    outfall_hops = link_outfalls(network, data.outfalls, options.outfall_distance_m)
    outfall_node = outfall_nodes(network, data.outfalls, outfall_hops)
    source_hops = link_sources(
        network, data.sources.points, data.outfalls, outfall_node, options.link_distance_m
    )
    report(0.9, "tracing")
    reach = network.network.upstream(outfall_node, check=lambda: report(0.9, "tracing"))
    n_reached = np.zeros(len(source_hops.node), dtype=np.int64)
    met = np.flatnonzero(source_hops.node >= 0)
    n_reached[met] = reach.count(source_hops.node[met])
    titles = [
        " · ".join(part for part in (known(national) or known(local), known(name)) if part) or uid
        for national, local, name, uid in zip(
            named["code_national"].tolist(),
            named["code_local"].tolist(),
            named["name"].tolist(),
            data.outfall_uid.tolist(),
        )
    ]
    report(0.95, "tracing")
    return BuiltProject(
        path,
        data,
        options,
        network,
        outfall_hops,
        outfall_node,
        source_hops,
        n_reached,
        pipe_fid,
        named.fid,
        source_fid,
        titles,
    )


def trace(built: BuiltProject, outfall_fids: list[int], unsaved: list[str], report: Report) -> TraceView:
    """Trace upstream from the outfalls with these feature ids."""
    begun = time.perf_counter()
    chosen = np.flatnonzero(np.isin(built.outfall_fid, outfall_fids))
    if not len(chosen):
        raise UserError(
            translate("Trace", "The outfall is not in the project file any more. Reload the project.")
        )
    report(0.95, "tracing")
    reach = built.network.network.upstream(built.outfall_node[chosen])
    pipes = _pipes(built, reach)
    ends = find_ends(built.network, reach)
    report(0.98, "confidence")
    view = TraceView(
        title=_title(built, chosen),
        outfall_fids=built.outfall_fid[chosen].tolist(),
        sources=_sources(built, chosen, reach),
        ends=_ends(built, ends),
        pipe_fids=built.pipe_fid[pipes].tolist(),
        pipes_wkb=_pipes_wkb(built, pipes),
        length_m=float(_length(built, reach)),
    )
    view.hops_wkb = _hops_wkb(built, chosen, reach)
    view.notes = _notes(built, chosen, unsaved)
    _add_stored_status(built, chosen, view)
    view.seconds = time.perf_counter() - begun
    return view


def _title(built: BuiltProject, chosen: Ints) -> str:
    if len(chosen) == 1:
        return built.outfall_title[int(chosen[0])]
    return translate("Trace", "{n} outfalls together").format(n=len(chosen))


def _pieces(built: BuiltProject, reach: Reach) -> Ints:
    """Pieces of pipes that drain to the starts of ``reach``, each once."""
    edges = [reach.edges(i) for i in range(reach.n_starts)]
    return np.unique(built.network.edge_piece[np.concatenate(edges)])


def _pipes(built: BuiltProject, reach: Reach) -> Ints:
    pipe = built.network.piece_pipe[_pieces(built, reach)]
    return np.unique(pipe[pipe >= 0])


def _length(built: BuiltProject, reach: Reach) -> float:
    piece = _pieces(built, reach)
    pieces = built.network.pieces
    return float(pieces.length_m[piece][~pieces.bridge[piece]].sum())


def _reached(built: BuiltProject, reach: Reach) -> tuple[Ints, Ints, Floats]:
    """Sources that drain to the starts: row, nearest start, and the sums on the way."""
    source, start, sums = reach.links_with_sums(built.source_hops.node, 1)
    return source, start, sums + run.offset_sums(built.network, built.source_hops, source)


def _sources(built: BuiltProject, chosen: Ints, reach: Reach) -> list[SourceRow]:
    source, start, sums = _reached(built, reach)
    parts = confidence_parts(
        built.source_hops,
        _some(built.outfall_hops, chosen),
        source,
        start,
        sums,
        built.options.link_distance_m,
        built.options.outfall_distance_m,
    )
    rows = built.data.sources
    tables = rows.table_names()
    scale = built.data.scale
    hops = built.source_hops
    found = []
    for at, row in enumerate(source.tolist()):
        factors = tuple((name, float(values[at])) for name, values in parts.items())
        found.append(
            SourceRow(
                table=tables[row],
                uid=str(rows.uid[row]),
                fid=int(built.source_fid[row]),
                name=known(rows.name[row]),
                outfall=built.outfall_title[int(chosen[start[at]])],
                n_outfalls=int(built.n_reached[row]),
                network_m=float(sums[0, at]),
                hop_m=float(np.nan_to_num(hops.hop_m[row])),
                rule=Rule(int(hops.rule[row])).name.lower(),
                confidence=float(np.prod([value for _, value in factors])),
                parts=factors,
                x=float(rows.points.xy[row, 0] / scale),
                y=float(rows.points.xy[row, 1] / scale),
            )
        )
    return found


def _some(hops: Hops, rows: Ints) -> Hops:
    return Hops(*(getattr(hops, name)[rows] for name in Hops.__dataclass_fields__))


def _ends(built: BuiltProject, ends: Ends) -> list[EndRow]:
    codes = built.data.pipe_code
    return [
        EndRow(
            x=x / built.data.scale,
            y=y / built.data.scale,
            reason=End(reason).name.lower(),
            gap_m=gap,
            pipe=str(codes[pipe] or "") if pipe >= 0 else "",
        )
        for (x, y), reason, gap, pipe in zip(
            ends.xy.tolist(), ends.reason.tolist(), ends.gap_m.tolist(), ends.pipe.tolist()
        )
    ]


def _multi_line(lines: list[Any]) -> bytes:
    """Return (n, 2) arrays as one MultiLineString in WKB; b"" for none."""
    if not lines:
        return b""
    pieces = [struct.pack("<BII", 1, 5, len(lines))]
    for xy in lines:
        pieces.append(struct.pack("<BII", 1, 2, len(xy)))
        pieces.append(np.ascontiguousarray(xy, dtype="<f8").tobytes())
    return b"".join(pieces)


def _pipes_wkb(built: BuiltProject, pipes: Ints) -> bytes:
    data = built.data.pipes
    wanted = np.zeros(data.n, dtype=bool)
    wanted[pipes] = True
    parts = np.flatnonzero(wanted[data.part_pipe])
    first, last = data.part_start[parts], data.part_start[parts + 1]
    xy = data.xy / built.data.scale
    return _multi_line([xy[a:b] for a, b in zip(first.tolist(), last.tolist()) if b - a > 1])


def _hops_wkb(built: BuiltProject, chosen: Ints, reach: Reach) -> bytes:
    source, _, _ = _reached(built, reach)
    lines = []
    for points, hops, rows in (
        (built.data.sources.points.xy, built.source_hops, source),
        (built.data.outfalls.xy, built.outfall_hops, chosen),
    ):
        pairs = np.stack([points[rows], hops.xy[rows]], axis=1) / built.data.scale
        far = np.linalg.norm(pairs[:, 0] - pairs[:, 1], axis=1) > DRAWN_HOP_M
        lines.extend(pairs[far])
    return _multi_line(lines)


def _notes(built: BuiltProject, chosen: Ints, unsaved: list[str]) -> list[str]:
    notes = []
    hops = built.outfall_hops
    for row in chosen.tolist():
        if hops.rule[row] != Rule.NONE:
            continue
        if np.isfinite(hops.nearest_m[row]):
            text = translate(
                "Trace",
                "{outfall} meets no pipe within {limit}; the nearest is {distance} away. Draw the missing "
                "pipe or declare its manhole.",
            ).format(
                outfall=built.outfall_title[row],
                limit=metres(built.options.outfall_distance_m),
                distance=metres(float(hops.nearest_m[row])),
            )
        else:
            text = translate("Trace", "{outfall} meets no pipe, and there is none nearby.").format(
                outfall=built.outfall_title[row]
            )
        notes.append(text)
    if unsaved:
        notes.append(
            translate(
                "Trace", "Unsaved edits are not in this trace: {layers}. Save them and trace again."
            ).format(layers=", ".join(unsaved))
        )
    return notes


def _add_stored_status(built: BuiltProject, chosen: Ints, view: TraceView) -> None:
    """Show what a person or a run stored about the links, and say what this trace no longer reaches."""
    with ProjectFile(built.path) as project:
        uids = [str(uid) for uid in built.data.outfall_uid[chosen]]
        links = project.read("trace_links", ["source_table", "source_uid", "status"], {"outfall_uid": uids})
    stored = dict(
        zip(zip(links["source_table"].tolist(), links["source_uid"].tolist()), links["status"].tolist())
    )
    view.sources = [
        SourceRow(**{**source.__dict__, "status": stored.get((source.table, source.uid)) or ""})
        for source in view.sources
    ]
    reached = {(source.table, source.uid) for source in view.sources}
    lost = sum(status == "confirmed" and key not in reached for key, status in stored.items())
    if lost:
        view.notes.append(
            translate(
                "Trace", "{n} confirmed links are not reached by this trace; they stay confirmed."
            ).format(n=lost)
        )
