"""What is told of how pipes and points were joined, one finding each.

Ids that the drawing denies (:mod:`.id_places`), and outfalls beside several ends of pipes (:mod:`.linking`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .id_doubts import IdDoubts
from .linking import largest_at
from .model import Finding, Floats, Hops, Points
from .pipenetwork import PipeNetwork

#: Kinds of these findings.
KINDS = ("id_apart", "id_moved", "split_pipe", "id_far", "id_scheme", "outfall_choice")


def id_findings(
    network: PipeNetwork, outfalls: tuple[Points, Hops] | None = None,
    sources: tuple[Points, Hops] | None = None,
) -> list[Finding]:
    """Return what the drawing denies: ids of pipe ends, manholes, and nodes that points declare.

    And outfalls that were joined to one of several ends beside them.
    """
    doubts = network.noding.doubts
    return [
        *_scheme(network, doubts), *_apart(network, doubts), *_moved(network, doubts),
        *_split(network, doubts), *_far_manholes(network),
        *_far_points("outfalls", outfalls), *_far_points("sources", sources), *_choices(network, outfalls),
    ]


def _scheme(network: PipeNetwork, doubts: IdDoubts) -> Iterator[Finding]:
    if doubts.scheme is not None:
        ids, ends = doubts.scheme
        strand = int(np.flatnonzero(network.noding.strands.declared)[0])
        x, y = _place(network, strand, 0)
        pipe = int(network.noding.strands.pipe[strand])
        yield Finding("id_scheme", "notice", "pipes", pipe, x, y, -1, {"ids": ids, "ends": ends})


def _apart(network: PipeNetwork, doubts: IdDoubts) -> Iterator[Finding]:
    apart, pipe = doubts.apart, network.noding.strands.pipe
    for row, ((one, two), (side, _)) in enumerate(zip(apart.strand.tolist(), apart.side.tolist())):
        x, y = _place(network, one, side)
        yield Finding("id_apart", "warning", "pipes", int(pipe[one]), x, y, int(pipe[two]), {
            "code": _code(network, one, side), "places": int(apart.places[row]),
            "ends": int(apart.ends[row]), "apart_m": float(apart.metres[row]),
        })


def _moved(network: PipeNetwork, doubts: IdDoubts) -> Iterator[Finding]:
    moved, pipe = doubts.moved, network.noding.strands.pipe
    for row, (strand, side) in enumerate(zip(moved.strand.tolist(), moved.side.tolist())):
        x, y = _place(network, strand, side)
        other, manhole = int(moved.other[row]), int(moved.manhole[row])
        if manhole >= 0 and network.nodes is not None:
            here = str(network.nodes.code[manhole]).strip()
        else:
            here = _code(network, other, int(moved.other_side[row]))
        beside = int(pipe[other]) if other >= 0 else -1
        yield Finding("id_moved", "warning", "pipes", int(pipe[strand]), x, y, beside, {
            "code": _code(network, strand, side), "here": here, "end": side,
            "away_m": float(moved.metres[row]), "taken": int(moved.certain[row]),
        })


def _split(network: PipeNetwork, doubts: IdDoubts) -> Iterator[Finding]:
    pipe = network.noding.strands.pipe
    for before, after in doubts.split.tolist():
        x, y = network.noding.strands.ends[after, 0].tolist()
        yield Finding("split_pipe", "warning", "pipes", int(pipe[after]), x, y, int(pipe[before]),
                      {"from": _code(network, after, 0), "to": _code(network, after, 1)})


def _far_manholes(network: PipeNetwork) -> Iterator[Finding]:
    if network.nodes is None:
        return
    metres = network.named_manholes[1]
    for row in np.flatnonzero(metres > network.id_reach_m).tolist():
        x, y = network.nodes.xy[row].tolist()
        yield Finding("id_far", "warning", "manholes", row, x, y, -1,
                      {"code": str(network.nodes.code[row]).strip(), "away_m": float(metres[row])})


def _far_points(table: str, given: tuple[Points, Hops] | None) -> Iterator[Finding]:
    if given is None:
        return
    points, denied_m, codes = given[0], given[1].denied_m, given[0].declared_node
    if codes is None or denied_m is None:
        return
    for row in np.flatnonzero(np.isfinite(denied_m)).tolist():
        x, y = points.xy[row].tolist()
        yield Finding("id_far", "warning", table, row, x, y, -1,
                      {"code": str(codes[row]).strip(), "away_m": float(denied_m[row])})


def _choices(network: PipeNetwork, given: tuple[Points, Hops] | None) -> Iterator[Finding]:
    if given is None or given[1].runner_up is None:
        return
    hops = given[1]
    rows = np.flatnonzero(given[1].runner_up >= 0)
    for row, pipe in zip(rows.tolist(), largest_at(network, hops.node[rows])[0].tolist()):
        x, y = given[0].xy[row].tolist()
        yield Finding("outfall_choice", "notice", "outfalls", row, x, y, int(given[1].runner_up[row]),
                      {"pipe": pipe, "away_m": float(hops.hop_m[row])})


def _place(network: PipeNetwork, strand: int, side: int) -> tuple[float, float]:
    noding = network.noding
    xy: Floats = noding.strands.ends[strand, side ^ int(noding.drawn_backwards[strand])]
    return float(xy[0]), float(xy[1])


def _code(network: PipeNetwork, strand: int, side: int) -> str:
    """Return the id at a strand's start (0) or end (1), as it was delivered."""
    column = (network.pipes.from_node, network.pipes.to_node)[side]
    return "" if column is None else str(column[int(network.noding.strands.pipe[strand])]).strip()
