"""Any attribute of pipes or sources, added up along the network of a project: per outfall and per manhole."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ...i18n import translate
from ...interruptible import interruptible
from ...layers.project.project_file import open_check
from ...layers.schema import SCHEMA
from ...layers.sources.expressions import numbers_of
from ...problems import Problem, UserError
from ...tracing.drainage.levels import true_sizes
from ...tracing.drainage.pipe_network import PipeNetwork
from ...tracing.model import Floats, Ints, Options, Progress, Texts
from ...tracing.packed_texts import as_texts
from .configurations import Configuration
from .finding_plan import names_of
from .id_warnings import id_problems
from .reading import ProjectData, read_file
from .run_options import checked_options

PLACES = ("outfalls", "manholes", "both")


@dataclass
class AccumulatedPlaces:
    """One row per place. xy: (k, 2) in the file's units; count, total, least, most: of everything above it,
    each value once; arrives: the share of the sum that comes here where splits divide it.

    put: the sum of all values that drain anywhere; lost: the part of it that arrives at no outfall;
    unplaced: rows with a value that meet no pipe, or whose pipe carries nothing.
    """

    table: Texts
    uid: Texts
    name: Texts
    xy: Floats
    count: Ints
    total: Floats
    least: Floats
    most: Floats
    arrives: Floats
    put: float = 0.0
    lost: float = 0.0
    unplaced: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Added:
    """What is added up: ``value``, a QGIS expression on ``table`` (pipes, or a table of sources).

    places: one of PLACES; split: "equal" or by "size", how water divides (by the square of the diameters).
    """

    table: str
    value: str
    places: str = "outfalls"
    split: str = "equal"


def accumulate_project(
    path: str, added: Added, used: Configuration | None = None, progress: Progress | None = None,
) -> AccumulatedPlaces:
    """Add up values along the network.

    Pipes that stop a trace carry nothing, also right at an outfall. Limits of the options do not count here.
    Raises :class:`UserError`, and :class:`Cancelled` out of ``progress``. Nothing is written.
    """
    known = ["pipes", *(each.name for each in SCHEMA.source_tables)]
    if added.table not in known:
        text = translate(
            "Accumulate", "Values come from one of these tables: {tables}; {table} is not one of them."
        )
        raise UserError(text.format(tables=", ".join(known), table=added.table))
    used = used or Configuration()
    options = replace(checked_options(used.options), limit_m=0.0, limit_sources=0, limit_manholes=0)
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "reading")
    open_check(path)
    data = read_file(path, barriers=used.barriers, progress=lambda share, step: tell(0.2 * share, step))
    fid, number = numbers_of(path, added.table, added.value, lambda: tell(0.2, "reading"))
    number = number[np.argsort(fid)]  # rows were read in the order of fid
    found = interruptible(progress, _accumulated, data, added, number, options)
    tell(1.0, "tracing")
    return found


def _accumulated(
    data: ProjectData, added: Added, number: Floats, options: Options, progress: Progress | None,
) -> AccumulatedPlaces:
    from ...tracing.answers.id_findings import id_findings
    from ...tracing.answers.trace import build_to_outfalls
    from ...tracing.drainage.linking import link_sources
    from ...tracing.reach.accumulate import accumulate, share_down
    from ...tracing.reach.network import Network

    tell = progress or (lambda _share, _step: None)
    network, hops, outfall = build_to_outfalls(
        data.drainage, options, lambda share, step: tell(0.3 + share, step))
    sources = None
    if added.table == "pipes":
        node = entry_nodes(network)
    else:
        met = link_sources(network, data.sources.points, data.outfalls, outfall, options.link_distance_m)
        sources = data.sources.points, met
        node = met.node[np.array(data.sources.table_names(), dtype=object) == added.table]
    graph = network.network
    opened = np.flatnonzero(~graph.shut)
    tell(0.7, "tracing")
    plain = Network.from_edges(
        graph.n_nodes, graph.tail[opened], graph.head[opened], graph.length_m[opened])
    rows, at = _places(data, network, outfall, added.places)
    above = accumulate(plain, np.maximum(at, 0), node, number, lambda: tell(0.75, "tracing"))
    weight = None if added.split == "equal" else _cross_sections(network)[opened]
    shared = share_down(plain, outfall, node, number, weight, check=lambda: tell(0.9, "tracing"))
    arrives = shared.node[np.maximum(at, 0)]
    if added.places != "manholes":  # what several outfalls at one node share
        arrives[rows.table == "outfalls"] = shared.outfall
    lacking = at < 0
    for column in (above.sum, above.min, above.max, arrives):
        column[lacking] = np.nan
    above.count[lacking] = 0
    there = np.isfinite(number)
    return replace(
        rows, count=above.count, total=above.sum, least=above.min, most=above.max, arrives=arrives,
        put=float(number[there & (node >= 0)].sum()), lost=shared.lost,
        unplaced=int((there & (node < 0)).sum()), problems=[*data.problems, *id_problems(
            id_findings(network, (data.outfalls, hops), sources), names_of(data))],
    )


def entry_nodes(network: PipeNetwork) -> Ints:
    """Return (pipes,) the node where the value of each pipe enters: the lower end of its topmost piece.

    It lies above every place that any piece of the pipe drains to. -1 for pipes that carry nothing: shut,
    of unknown direction, or left out.
    """
    graph, pieces = network.network, network.pieces
    piece = network.edge_piece
    pipe = network.piece_pipe[piece]
    along = graph.tail == pieces.first[piece]
    way = np.where(along, pieces.start_m[piece], -pieces.start_m[piece])
    order = np.lexsort((way, pieces.strand[piece], pipe))
    order = order[(pipe[order] >= 0) & ~graph.shut[order]]
    first = order[np.flatnonzero(np.diff(pipe[order], prepend=-1))]
    node = np.full(network.pipes.n, -1, dtype=np.int64)
    node[pipe[first]] = graph.head[first]
    return node


def _cross_sections(network: PipeNetwork) -> Floats:
    """Return how strongly each edge draws: its diameter squared, that of a median pipe where unknown."""
    size = true_sizes(network.pipes.diameter_mm, network.pipes.n)
    usual = float(np.nanmedian(size)) if np.isfinite(size).any() else 1.0
    size = np.append(np.where(np.isfinite(size), size, usual), usual)
    drawn: Floats = size[network.piece_pipe[network.edge_piece]] ** 2
    return drawn


def _places(
    data: ProjectData, network: PipeNetwork, outfall: Ints, places: str
) -> tuple[AccumulatedPlaces, Ints]:
    """Return rows without values, and the nodes of their places."""
    parts: list[tuple[str, Texts, Texts, Floats, Ints]] = []
    if places in ("outfalls", "both"):
        parts.append(("outfalls", data.outfall_uid, data.outfall_name, data.outfalls.xy, outfall))
    if places in ("manholes", "both"):
        node = network.node_of_manhole
        parts.append(("manholes", as_texts(data.node_uid), as_texts(data.nodes.code), data.nodes.xy, node))
    table, uid, name, xy, at = (list(column) for column in zip(*parts))
    n = [len(each) for each in uid]
    empty = np.empty(0)
    rows = AccumulatedPlaces(
        np.repeat(np.array(table, dtype=object), n), np.concatenate(uid), np.concatenate(name),
        np.concatenate(xy) / data.scale, np.empty(0, dtype=np.int64), empty, empty, empty, empty,
    )
    return rows, np.concatenate(at).astype(np.int64)
