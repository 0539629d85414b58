"""Where a trace of a live network begins: a place, and the nodes it goes on from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely

from ..problems import InputError
from .linepieces import PiecePosition, locate
from .locality import State
from .model import Floats, Ints
from .node_ids import codes_to_nodes


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
    """Nodes a trace goes on from and the metres to them; ``own``: those that are the place itself.

    part: metres of the pipe the place lies on that are passed before; lies_on: spots on pieces.
    """

    node: Ints
    metres: Floats
    own: Ints
    pipes: Ints
    part_m: float = 0.0
    lies_on: list[PiecePosition] = field(default_factory=list)


def find_start(state: State, place: Place, *, up: bool) -> Start:
    """Return where a trace from ``place`` begins; raises InputError where there is no such row."""
    tables = {
        "outfalls": state.outfalls.n, "sources": state.sources.n, "pipes": state.pipes.n,
        "manholes": 0 if state.manholes is None else len(state.manholes.codes),
    }
    if place.table not in tables:
        raise InputError(f"A trace cannot begin in '{place.table}'; use one of {', '.join(tables)}.")
    if not 0 <= place.row < tables[place.table]:
        raise InputError(
            f"There is no row {place.row} in {place.table}; rows are 0..{tables[place.table] - 1}."
        )
    if place.table == "pipes":
        return _on_pipe(state, place, up=up)
    if place.table == "sources":
        return _at_source(state, place.row, up=up)
    standing = place.table == "outfalls"
    node = np.array([state.outfall_hops["at"][place.row] if standing else _manhole(state, place.row)])
    return _at_nodes(node[node >= 0])


def _at_nodes(nodes: Ints) -> Start:
    return Start(nodes, np.zeros(len(nodes)), nodes, np.empty(0, dtype=np.int64))


def _manhole(state: State, row: int) -> int:
    """The node of a manhole: by its code, else the nearest at its place."""
    if state.manholes is None:
        raise InputError("there are no manholes")
    by_code = int(codes_to_nodes(state.manholes.nodes.code[row : row + 1], state.node_of_code, 1)[0])
    if by_code >= 0:
        return by_code
    xy = state.manholes.nodes.xy[row]
    reach = max(state.options.tolerance_m, 1e-9)
    graph = state.graph
    beside = graph.pieces_of(state.pipes.near(np.array([shapely.points(xy)], dtype=object), reach))
    nodes = np.unique(np.concatenate([graph.pieces["first"][beside], graph.pieces["last"][beside]]))
    far = np.hypot(*(graph.xy(nodes) - xy).T)
    near = np.flatnonzero(far <= reach * (1 + 1e-9))
    return int(nodes[near[np.argmin(far[near])]]) if len(near) else -1


def _at_source(state: State, row: int, *, up: bool) -> Start:
    hops = state.source_hops
    node, offset, pipe = int(hops["node"][row]), float(hops["offset_m"][row]), int(hops["pipe"][row])
    if node < 0:
        return _at_nodes(np.empty(0, dtype=np.int64))
    if offset <= 0 or pipe < 0:
        return _at_nodes(np.array([node]))
    x, y = hops["xy"][row].tolist()
    return _on_pipe(state, Place("pipes", pipe, (x, y)), up=up)


def _on_pipe(state: State, place: Place, *, up: bool) -> Start:
    graph, near = state.graph, max(state.options.tolerance_m, 1e-9)
    spots = locate(state, place.row, place.xy, lower=up)
    nodes: list[int] = []
    metres: list[float] = []
    for spot in spots:
        first, last = int(graph.pieces["first"][spot.piece]), int(graph.pieces["last"][spot.piece])
        if place.xy is not None and min(spot.to_first_m, spot.to_last_m) <= near:
            return _at_nodes(np.array([first if spot.to_first_m <= spot.to_last_m else last]))
        if graph.pieces["along" if up else "against"][spot.piece]:
            nodes.append(first)
            metres.append(spot.to_first_m)
        if graph.pieces["against" if up else "along"][spot.piece]:
            nodes.append(last)
            metres.append(spot.to_last_m)
    return Start(
        np.array(nodes, dtype=np.int64), np.array(metres), np.empty(0, dtype=np.int64),
        np.array([place.row]), float(sum(metres)), spots,
    )


def started(place: Place | int, table: str) -> Place:
    """Return a place; a bare number is a row of ``table``."""
    return place if isinstance(place, Place) else Place(table, int(place))
