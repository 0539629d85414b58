"""The way from one place of a project down to an outfall, as the rows of a long section."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from ...i18n import translate, user_language
from ...interruptible import interruptible
from ...layers.project.project_file import open_check
from ...layers.schema import SCHEMA
from ...layers.store.table_io import ProjectFile
from ...problems import Problem, UserError
from ...rules.words import fold
from ...tracing.drainage.pipe_network import PipeNetwork
from ...tracing.model import Basis, Floats, Ints, Options, Points, Progress
from ..runs.finding_plan import names_of
from ..runs.id_warnings import id_problems
from ..runs.reading import ProjectData, read_file
from ..runs.run_options import checked_options

#: Columns a row may be named by, beside its uid.
_NAMES = {
    "outfalls": ("code_national", "code_local", "name"), "pipes": ("code",), "manholes": ("code",),
}
_SOURCE_NAMES = ("name", "permit_no", "outlet_code")
_SHOWN = 5


@dataclass
class SectionRow:
    """One stretch in flow direction; metres, levels in m, size in mm, slope in per mille; NaN unknown."""

    pipe_uid: str | None
    pipe_code: str | None
    upper: str | None
    lower: str | None
    from_m: float
    to_m: float
    invert_top: float
    invert_bottom: float
    ground_top: float
    ground_bottom: float
    diameter_mm: float
    slope: float
    basis: str
    wkb: bytes

    @property
    def cover_top(self) -> float:
        """Metres from the ground down to the crown at the upper end."""
        size = self.diameter_mm if self.diameter_mm == self.diameter_mm else 0.0
        return self.ground_top - self.invert_top - size / 1000.0


@dataclass
class Section:
    """Stretches from the place down to the outfall, and what both are called."""

    start: str
    outfall: str
    rows: list[SectionRow]
    problems: list[Problem] = field(default_factory=list)

    @property
    def length_m(self) -> float:
        """Metres along the network."""
        return self.rows[-1].to_m if self.rows else 0.0


def section_project(
    path: str, table: str, start: str, outfall: str = "", options: Options | None = None,
    barriers: str | None = None, progress: Progress | None = None,
) -> Section:
    """Return the shortest way from a row of ``table`` (pipes, manholes or sources) down to an outfall.

    start, outfall: uid, code or name; without an outfall the nearest is taken. Raises :class:`UserError` for
    a name that no row or several rows have, and where the place does not drain there.
    """
    from ...tracing.answers.id_findings import id_findings
    from ...tracing.answers.section import long_section, shortest_path
    from ...tracing.answers.trace import build_to_outfalls

    options = checked_options(options)
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "reading")
    open_check(path)
    data = read_file(path, barriers=barriers, progress=lambda share, step: tell(0.3 * share, step))
    with ProjectFile(path) as project:
        row = _row_of(project, table, start)
        mouth = _row_of(project, "outfalls", outfall) if outfall.strip() else None
        ground = project.read("manholes", ["ground_level"])["ground_level"]

    def built(told: Progress | None) -> tuple[PipeNetwork, Ints, int]:
        said = told or (lambda _share, _step: None)
        network, _, nodes = build_to_outfalls(
            data.pipes, data.nodes, data.outfalls, options, lambda share, step: said(0.3 + share, step))
        return network, nodes, _node_of(data, network, nodes, table, row)

    network, nodes, node = interruptible(progress, built)
    if node < 0:
        raise UserError(translate("Section", "“{start}” meets no pipe, so there is no way from it.").format(
            start=start))
    tell(0.7, "tracing")
    reach = network.network.upstream(nodes, check=lambda: tell(0.75, "tracing"))
    if mouth is None:
        mouth = int(reach.nearest(np.array([node]))[0][0])
    if mouth < 0:
        raise UserError(translate("Section", "“{start}” drains to no outfall.").format(start=start))
    edges = shortest_path(reach, node, mouth)
    name = str(data.outfall_name[mouth] or data.outfall_uid[mouth])
    if not len(edges) and node != nodes[mouth]:
        raise UserError(translate("Section", "“{start}” does not drain to outfall “{outfall}”.").format(
            start=start, outfall=name))
    tell(0.95, "tracing")
    rows = _rows(data, network, edges, long_section(network, edges, ground)) if len(edges) else []
    tell(1.0, "tracing")
    return Section(start, name, rows, [*data.problems, *id_problems(id_findings(network), names_of(data))])


def _row_of(project: ProjectFile, table: str, wanted: str) -> int:
    """Return the row that is called ``wanted``: by its uid, else by its codes, else by its name."""
    columns = _NAMES.get(table, _SOURCE_NAMES)
    rows = project.read(table, ["uid", *columns])
    key = fold(wanted.strip())
    for name in ("uid", *columns):
        found = [at for at, value in enumerate(rows[name].tolist()) if value and fold(value.strip()) == key]
        if len(found) == 1:
            return found[0]
        if found:
            text = translate("Section",
                             "{n} rows of {table} are called “{name}”; give the uid of one: {uids}.")
            raise UserError(text.format(
                n=len(found), table=SCHEMA.table(table).alias(user_language()), name=wanted,
                uids=", ".join(rows["uid"][at] for at in found[:_SHOWN])))
    text = translate("Section", "No row of {table} has the uid, code or name “{name}”.")
    raise UserError(text.format(table=SCHEMA.table(table).alias(user_language()), name=wanted))


def _node_of(data: ProjectData, network: PipeNetwork, outfall_node: Ints, table: str, row: int) -> int:
    """Return the node where the way begins: a pipe's upper end, or where a source meets the network."""
    from ...tracing.drainage.linking import link_sources

    if table == "manholes":
        return int(network.node_of_manhole[row])
    if table == "pipes":
        piece = network.edge_piece
        edge = np.flatnonzero(network.piece_pipe[piece] == row)
        if not len(edge):
            return -1
        graph, pieces = network.network, network.pieces
        along = graph.tail[edge] == pieces.first[piece[edge]]
        way = np.where(along, pieces.start_m[piece[edge]], -pieces.start_m[piece[edge]])
        top = edge[np.lexsort((way, pieces.strand[piece[edge]]))[0]]
        return int(graph.tail[top])
    every, kind = data.sources.points, np.array(data.sources.table_names(), dtype=object)
    at = np.flatnonzero(kind == table)[[row]]
    point = Points(
        every.xy[at], *(None if column is None else column[at] for column in (
            every.declared_node, every.declared_outfall, every.outline)))
    reach_m = network.options.link_distance_m
    hops = link_sources(network, point, data.outfalls, outfall_node, reach_m, cut=True)
    return int(hops.node[0])


def _rows(data: ProjectData, network: PipeNetwork, edges: Ints, section: Any) -> list[SectionRow]:
    names = _node_names(network)
    labels, language = SCHEMA.values("flow_basis"), user_language()
    shapes = _stretches(network, edges, data.scale)
    rows = []
    for at, pipe in enumerate(section.pipe.tolist()):
        real = pipe >= 0
        rows.append(SectionRow(
            data.pipe_uid[pipe] if real else None, data.pipe_code[pipe] if real else None,
            names.get(int(section.node[at])), names.get(int(section.node[at + 1])),
            float(section.chainage_m[at]), float(section.chainage_m[at + 1]), float(section.invert_top[at]),
            float(section.invert_bottom[at]), float(section.ground[at]), float(section.ground[at + 1]),
            float(section.diameter_mm[at]), float(section.slope[at]) * 1000.0,
            labels.label(Basis(int(section.basis[at])).name.lower(), language) if real
            else translate("Section", "bridged gap"),
            shapes[at],
        ))
    return rows


def _node_names(network: PipeNetwork) -> dict[int, str]:
    """Return what people call the nodes: the codes of their manholes, else the codes that pipes name."""
    names = {node: code.upper() for code, node in network.noding.node_of_code.items()}
    if network.nodes is not None:
        for node, code in zip(network.node_of_manhole.tolist(), network.nodes.code.tolist()):
            if node >= 0 and code:
                names[node] = str(code)
    return names


def _stretches(network: PipeNetwork, edges: Ints, scale: float) -> list[bytes]:
    """Return the lines of edges in flow direction, in the file's units, as well-known binary."""
    from shapely.ops import substring

    graph, pieces, noding = network.network, network.pieces, network.noding
    found = []
    for edge in edges.tolist():
        piece = int(network.edge_piece[edge])
        ends = noding.node_xy[[graph.tail[edge], graph.head[edge]]]
        strand = int(pieces.strand[piece])
        line = shapely.linestrings(ends)
        if strand >= 0 and noding.strands.line[strand] is not None:
            begin = float(pieces.start_m[piece])
            end = begin + float(pieces.length_m[piece]) / (float(noding.strands.stretch[strand]) or 1.0)
            drawn = substring(noding.strands.line[strand], begin, end)
            if drawn.geom_type == "LineString":
                line = drawn if graph.tail[edge] == pieces.first[piece] else drawn.reverse()
        xy: Floats = shapely.get_coordinates(line) / scale
        found.append(shapely.to_wkb(shapely.linestrings(xy)))
    return found
