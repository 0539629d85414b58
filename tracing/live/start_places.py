"""Where a trace of a live network begins: a place, and the nodes it goes on from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from ..drainage.linking import lower_end
from ..drainage.pipe_network import PipeNetwork
from ..model import Floats, Hops, Ints
from ..noding.pieces import metres_along
from .area import Area


@dataclass(frozen=True)
class Place:
    """Where a trace begins: a ``row`` of outfalls, sources, manholes or pipes.

    xy: of pipes, a spot on or beside the pipe; None for the whole pipe.
    """

    table: str
    row: int
    xy: tuple[float, float] | None = None


@dataclass
class Start:
    """Nodes that a trace begins at, in a network that is cut there, and how sources meet that network.

    pipe: the pipe (local position) that the place lies on, -1 for none.
    """

    network: PipeNetwork
    node: Ints
    source_hops: Hops
    pipe: int = -1


def started(place: Place | int, table: str) -> Place:
    """Return a place; a bare number is a row of ``table``."""
    return place if isinstance(place, Place) else Place(table, int(place))


def find_start(area: Area, place: Place, at: int, *, up: bool) -> Start:
    """Return where a trace begins; at: local position of the place's row, -1 where it meets nothing."""
    nothing = Start(area.network, np.empty(0, dtype=np.int64), area.source_hops)
    if at < 0:
        return nothing
    if place.table == "pipes":
        return _on_pipe(area, at, place.xy, up=up)
    if place.table == "sources":
        hops = area.source_hops
        if hops.offset_m[at] > 0 and hops.pipe[at] >= 0:
            return _on_pipe(area, int(hops.pipe[at]), tuple(hops.xy[at].tolist()), up=up)
        node = int(hops.node[at])
    elif place.table == "outfalls":
        node = int(area.outfall_node[at])
    else:
        node = int(area.network.node_of_manhole[at])
    return replace(nothing, node=np.array([node])) if node >= 0 else nothing


def _on_pipe(area: Area, pipe: int, xy: tuple[float, float] | None, *, up: bool) -> Start:
    """A start at a spot on a pipe; without one, below (``up``) or above all of it."""
    network = area.network.copy()
    strands = network.noding.strands
    own = np.flatnonzero(strands.pipe == pipe)
    drawn = own[~shapely.is_missing(strands.line[own])]
    if xy is None or not len(drawn):
        return Start(network, _beyond(network, own, up=up), _met_again(area, network, pipe), pipe)
    strand, metres = _nearest(network, drawn, np.array([xy]))
    spot = shapely.get_coordinates(shapely.line_interpolate_point(strands.line[strand], metres))
    n = network.noding.n_nodes
    node = network.place(spot, strand, metres)
    # At an end of the pipe, or where something else cuts it, it is that place.
    return Start(network, node, _met_again(area, network, pipe), pipe if node[0] >= n else -1)


def _nearest(network: PipeNetwork, strands: Ints, xy: Floats) -> tuple[Ints, Floats]:
    """Return the nearest of some strands to each place, and where on it."""
    points = np.asarray(shapely.points(xy), dtype=object)
    lines = network.noding.strands.line[strands]
    strand = strands[np.argmin(shapely.distance(lines[None, :], points[:, None]), axis=1)]
    return strand, metres_along(network.noding.strands.line[strand], points)


def _beyond(network: PipeNetwork, strands: Ints, *, up: bool) -> Ints:
    """Cut strands right at their lower (``up``) or upper ends; returns the nodes there."""
    noding, direction = network.noding, network.direction
    sign = direction.sign[noding.strands.pipe[strands]] * np.where(noding.drawn_backwards[strands], -1, 1)
    sign[direction.both[noding.strands.pipe[strands]]] = 1
    at_last = (sign > 0) == up
    first, last = noding.drawn_ends(strands)
    total = np.nan_to_num(shapely.length(noding.strands.line[strands]))
    node = network.add_nodes(noding.node_xy[np.where(at_last, last, first)])
    network.noding.cut(strands, np.where(at_last, total, 0.0), node)
    network.renew()
    return node


def _met_again(area: Area, network: PipeNetwork, pipe: int) -> Hops:
    """Carry the sources on a pipe that was cut to the lower ends of its new pieces."""
    hops = area.source_hops
    rows = np.flatnonzero((hops.pipe == pipe) & (hops.offset_m > 0))
    if not len(rows):
        return hops
    strands = network.noding.strands
    own = np.flatnonzero(strands.pipe == pipe)
    node, offset = hops.node.copy(), hops.offset_m.copy()
    node[rows], offset[rows] = lower_end(network, *_nearest(network, own, hops.xy[rows]))
    return replace(hops, node=node, offset_m=offset)
