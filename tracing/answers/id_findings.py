"""What is told of how pipes and points were joined, one finding each.

Ids that the drawing denies (:mod:`.id_places`), and outfalls beside several ends of pipes (:mod:`.linking`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..drainage.linking import largest_at
from ..drainage.pipe_network import PipeNetwork
from ..model import Finding, Floats, Hops, Nodes, Pipes, Points
from ..noding.noding import Noding

#: Kinds of these findings.
KINDS = ("id_apart", "id_moved", "split_pipe", "id_far", "id_scheme", "outfall_choice")


def id_findings(
    network: PipeNetwork, outfalls: tuple[Points, Hops] | None = None,
    sources: tuple[Points, Hops] | None = None,
) -> list[Finding]:
    """Return what the drawing denies: ids of pipe ends, manholes, and nodes that points declare.

    And outfalls that were joined to one of several ends beside them.
    """
    return [
        *end_findings(network.noding, network.pipes, network.nodes), *_far_manholes(network),
        *_far_points("outfalls", outfalls), *_far_points("sources", sources), *_choices(network, outfalls),
    ]


def end_findings(noding: Noding, pipes: Pipes, nodes: Nodes | None) -> list[Finding]:
    """Return what the drawing denies of the ids of pipe ends; noding: that of the pipes and manholes."""
    ends = _Ends(noding, pipes, nodes)
    return [*ends.scheme(), *ends.apart(), *ends.moved(), *ends.split()]


class _Ends:
    """Noded ends of pipes, and what their ids are called."""

    def __init__(self, noding: Noding, pipes: Pipes, nodes: Nodes | None) -> None:
        self.noding, self.pipes, self.nodes = noding, pipes, nodes
        self.doubts, self.pipe = noding.doubts, noding.strands.pipe

    def scheme(self) -> Iterator[Finding]:
        if self.doubts.scheme is not None:
            ids, ends = self.doubts.scheme
            strand = int(np.flatnonzero(self.noding.strands.declared)[0])
            x, y = self._place(strand, 0)
            yield Finding("id_scheme", "notice", "pipes", int(self.pipe[strand]), x, y, -1,
                          {"ids": ids, "ends": ends})

    def apart(self) -> Iterator[Finding]:
        apart = self.doubts.apart
        for row, ((one, two), (side, _)) in enumerate(zip(apart.strand.tolist(), apart.side.tolist())):
            x, y = self._place(one, side)
            yield Finding("id_apart", "warning", "pipes", int(self.pipe[one]), x, y, int(self.pipe[two]), {
                "code": self._code(one, side), "places": int(apart.places[row]),
                "ends": int(apart.ends[row]), "apart_m": float(apart.metres[row]),
            })

    def moved(self) -> Iterator[Finding]:
        moved = self.doubts.moved
        for row, (strand, side) in enumerate(zip(moved.strand.tolist(), moved.side.tolist())):
            x, y = self._place(strand, side)
            other, manhole = int(moved.other[row]), int(moved.manhole[row])
            if manhole >= 0 and self.nodes is not None:
                here = str(self.nodes.code[manhole]).strip()
            else:
                here = self._code(other, int(moved.other_side[row]))
            beside = int(self.pipe[other]) if other >= 0 else -1
            yield Finding("id_moved", "warning", "pipes", int(self.pipe[strand]), x, y, beside, {
                "code": self._code(strand, side), "here": here, "end": side,
                "away_m": float(moved.metres[row]), "taken": int(moved.certain[row]),
            })

    def split(self) -> Iterator[Finding]:
        for before, after in self.doubts.split.tolist():
            x, y = self.noding.strands.ends[after, 0].tolist()
            codes: dict[str, float | int | str] = {"start": self._code(after, 0), "end": self._code(after, 1)}
            yield Finding("split_pipe", "warning", "pipes", int(self.pipe[after]), x, y,
                          int(self.pipe[before]), codes)

    def _place(self, strand: int, side: int) -> tuple[float, float]:
        turned = int(self.noding.drawn_backwards[strand])
        xy: Floats = self.noding.strands.ends[strand, side ^ turned]
        return float(xy[0]), float(xy[1])

    def _code(self, strand: int, side: int) -> str:
        """Return the id at a strand's start (0) or end (1), as it was delivered."""
        column = (self.pipes.from_node, self.pipes.to_node)[side]
        return "" if column is None else str(column[int(self.pipe[strand])]).strip()


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
