"""Where on the pieces of a live network a spot on a pipe lies, and how high a piece is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .inputs import placed
from .locality import State
from .model import Floats, Ints
from .node_ids import normal_code
from .strands import metres_along


@dataclass(frozen=True)
class PiecePosition:
    """A spot on a piece: metres of network to its first and its last node."""

    piece: int
    to_first_m: float
    to_last_m: float


def strand_lines(state: State, pipe: int) -> list[shapely.Geometry]:
    """Return the lines of the runs of a pipe, in the order of the parts of its pieces."""
    parts = [part for part in state.pipes.parts(pipe) if len(part) > 1 and placed(part).all()]
    if is_declared(state, pipe):
        parts = [np.concatenate(parts)] if parts else []
    return [shapely.linestrings(part) for part in parts]


def is_declared(state: State, pipe: int) -> bool:
    """Tell whether a pipe has ids at both ends, and so is one run."""
    columns = state.pipes.columns
    return all(name in columns and normal_code(columns[name][pipe]) for name in ("from_node", "to_node"))


def is_turned(state: State, pipe: int) -> bool:
    """Tell whether the line of a pipe with ids runs from its end to its start."""
    if not is_declared(state, pipe):
        return False
    pieces = state.graph.pieces_of(np.array([pipe]))
    codes = [normal_code(state.pipes.columns[name][pipe]) for name in ("from_node", "to_node")]
    start, end = (state.node_of_code.get(code, -1) for code in codes)
    return bool(len(pieces)) and start != end and int(state.graph.pieces["first"][pieces[0]]) == end


def runs(state: State, pipe: int) -> list[tuple[Ints, Floats]]:
    """Return for each run of a pipe its pieces, in drawing order, and the metres at their bounds."""
    graph = state.graph
    pieces = graph.pieces_of(np.array([pipe]))
    part = graph.pieces["part"][pieces]
    found = []
    for at in np.unique(part).tolist():
        own = pieces[part == at]
        found.append((own, np.concatenate([[0.0], np.cumsum(graph.pieces["length_m"][own])])))
    return found


def locate(state: State, pipe: int, xy: tuple[float, float] | None, *, lower: bool) -> list[PiecePosition]:
    """Return the spot of a pipe that lies nearest to ``xy``, in a list of one.

    Without ``xy``: of every run its lower (or upper) end.
    """
    graph, every = state.graph, runs(state, pipe)
    if xy is None:
        found = []
        for pieces, _ in every:
            # Downstream along the line the lowest piece is the last, against it the first.
            along = bool(graph.pieces["along"][pieces[-1]])
            at_last = along == lower
            piece = int(pieces[-1 if at_last else 0])
            length = float(graph.pieces["length_m"][piece])
            found.append(PiecePosition(piece, length if at_last else 0.0, 0.0 if at_last else length))
        return found
    lines = np.array(strand_lines(state, pipe), dtype=object)
    spot = shapely.points(xy)
    if not len(lines):
        return []
    run = int(np.argmin(shapely.distance(lines, spot)))
    drawn = float(shapely.length(lines[run]))
    share = float(metres_along(lines[[run]], np.array([spot]))[0]) / drawn if drawn > 0 else 0.0
    pieces, bounds = every[run]
    at = share * bounds[-1]
    index = min(int(np.searchsorted(bounds, at, side="right")) - 1, len(pieces) - 1)
    return [PiecePosition(int(pieces[index]), at - float(bounds[index]), float(bounds[index + 1]) - at)]
