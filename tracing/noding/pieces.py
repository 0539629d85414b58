"""Strands: the unbroken runs of pipes, made of vertex columns, as shapely lines.

Made in blocks: a call keeps every other thread waiting, and a window wants to answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..input_checks import FARTHEST_M, placed
from ..model import Bools, Floats, Ints, Pipes

#: Geometries made by one call, which keeps every other thread waiting for some 10 ms.
_AT_ONCE = 10_000


@dataclass
class Strands:
    """Unbroken runs of pipes, with their shapely lines and lengths.

    pipe: (s,) input row; declared: (s,) both ends have ids; length_m: (s,); line: (s,) shapely
    lines or None without geometry; ends: (s, 2, 2) start and end xy, NaN without geometry.
    stretch: (s,) metres of pipe per metre of drawn line (1 unless a length was given).
    """

    pipe: Ints
    declared: Bools
    length_m: Floats
    line: NDArray[np.object_]
    ends: Floats
    stretch: Floats


def strands_of(pipes: Pipes, declared: Bools) -> tuple[Strands, Ints]:
    """Cut the vertex columns into strands; return also the pipes (k,) of which no part can be used.

    declared: (n,), pipes that ids join: one strand each.
    """
    xy, start, part_pipe, bad = _usable_parts(pipes)
    # A declared pipe is one strand; of any other pipe each part is one.
    begins = np.ones(len(part_pipe), dtype=bool)
    begins[1:] = (part_pipe[1:] != part_pipe[:-1]) | ~declared[part_pipe[1:]]
    new, pipe = start[:-1][begins], part_pipe[begins]
    last = np.append(new[1:], len(xy)) - 1 if len(new) else new
    strand_of_vertex = _group_of(new, len(xy))
    lines = _lines(xy, strand_of_vertex, new)
    step = np.zeros(len(xy))
    step[1:] = np.hypot(np.diff(xy[:, 0]), np.diff(xy[:, 1]))
    step[start[:-1]] = 0.0  # no way between parts
    drawn = np.bincount(strand_of_vertex, step, len(new)).astype(np.float64)
    ends = np.stack([xy[new], xy[last]], axis=1).reshape(-1, 2, 2)
    undrawn = declared.copy()
    undrawn[pipe] = False
    without = np.flatnonzero(undrawn)
    if len(without):
        order = np.argsort(np.concatenate([pipe, without]), kind="stable")
        pipe = np.concatenate([pipe, without])[order]
        lines = np.concatenate([lines, np.full(len(without), None, dtype=object)])[order]
        ends = np.concatenate([ends, np.full((len(without), 2, 2), np.nan)])[order]
        drawn = np.concatenate([drawn, np.zeros(len(without))])[order]
    length, stretch = _lengths(pipes, pipe, drawn, shapely.length(lines))
    strands = Strands(pipe, declared[pipe], length, lines, ends, stretch)
    return strands, np.setdiff1d(bad, pipe) if len(bad) else bad


def _usable_parts(pipes: Pipes) -> tuple[Floats, Ints, Ints, Ints]:
    """Return vertices, first vertices and pipes of the parts with two vertices or more, all of them places.

    As ``xy``, ``part_start`` and ``part_pipe`` of :class:`model.Pipes`; and the pipes of the other parts.
    """
    xy = np.asarray(pipes.xy, dtype=np.float64).reshape(-1, 2)
    start = np.asarray(pipes.part_start, dtype=np.int64)
    part_pipe = np.asarray(pipes.part_pipe, dtype=np.int64)
    unusable = np.diff(start) < 2
    if not (xy.min(initial=0.0) >= -FARTHEST_M and xy.max(initial=0.0) <= FARTHEST_M):  # or no numbers
        unusable[_group_of(start[:-1], len(xy))[~placed(xy)]] = True
    if not unusable.any():
        return xy, start, part_pipe, np.empty(0, dtype=np.int64)
    keep = ~unusable
    size = np.diff(start)[keep]
    return (xy[keep[_group_of(start[:-1], len(xy))]], np.concatenate([[0], np.cumsum(size)]), part_pipe[keep],
            np.unique(part_pipe[unusable]))


def _group_of(first: Ints, n: int) -> Ints:
    """Return the group of each of ``n`` vertices, groups beginning at ``first`` (ascending).

    The same as np.repeat, which keeps every other thread waiting for so long.
    """
    group: Ints = np.cumsum(np.bincount(first[1:], minlength=n)[:n])
    return group


def _lines(xy: Floats, strand: Ints, first: Ints) -> NDArray[np.object_]:
    """Return the line of each strand; in blocks, so that whoever waits for them gets a word in between.

    strand: (v,) of each vertex, ascending; first: (s,) first vertex of each.
    """
    end = np.append(first, len(xy))
    lines = np.empty(len(first), dtype=object)
    for at in range(0, len(first), _AT_ONCE):
        low, high = end[at], end[min(at + _AT_ONCE, len(first))]
        lines[at : at + _AT_ONCE] = shapely.linestrings(xy[low:high], indices=strand[low:high] - at)
    return lines


def points_at(xy: Floats) -> NDArray[np.object_]:
    """Return points (n,) at ``xy`` (n, 2); in blocks, as :func:`_lines`."""
    points = np.empty(len(xy), dtype=object)
    for at in range(0, len(xy), _AT_ONCE):
        points[at : at + _AT_ONCE] = shapely.points(xy[at : at + _AT_ONCE])
    return points


def windows_at(xy: Floats, reach: float) -> NDArray[np.object_]:
    """Return shapes (n,) whose boxes are all within ``reach`` (m) of ``xy`` (n, 2), for a search by boxes."""
    diagonals = np.empty(len(xy), dtype=object)
    for at in range(0, len(xy), _AT_ONCE):
        some = xy[at : at + _AT_ONCE]
        diagonals[at : at + _AT_ONCE] = shapely.linestrings(np.stack([some - reach, some + reach], axis=1))
    return diagonals


def _lengths(pipes: Pipes, pipe: Ints, drawn: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Length of each strand: the given one, shared by drawn length, else the drawn one.

    line: (s,) metres of the strand's line; more than drawn where it joins parts that lie apart.
    """
    length = drawn if pipes.length_m is None else _given_lengths(pipes, pipe, drawn)
    with np.errstate(divide="ignore", invalid="ignore"):
        return length, np.where(line > 0, length / line, 1.0)


def _given_lengths(pipes: Pipes, pipe: Ints, drawn: Floats) -> Floats:
    given = np.asarray(pipes.length_m, dtype=np.float64)[pipe]
    total = np.bincount(pipe, drawn, pipes.n)[pipe]
    pieces = np.bincount(pipe, minlength=pipes.n)[pipe]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, drawn / total, 1.0 / pieces)
    use = (given >= 0) & (given <= FARTHEST_M)
    return np.where(use, given * share, drawn)


def metres_along(line: NDArray[np.object_], point: NDArray[np.object_]) -> Floats:
    """Return where (m, (n,)) along each line its point lies; a vertex drawn twice raises no warning."""
    with np.errstate(invalid="ignore", divide="ignore"):
        metres: Floats = shapely.line_locate_point(line, point)
    return metres


def come_back(lines: NDArray[np.object_], reach: float) -> Bools:
    """Return (k, 2) which lines come within ``reach`` of their first and last place again further on.

    What lies within half the reach of the other ends lies nearest to the first or last stretch there.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    found = np.zeros((len(lines), 2), dtype=bool)
    count = np.bincount(line, minlength=len(lines))
    first = np.cumsum(count) - count
    begin = np.flatnonzero(line[1:] == line[:-1])  # stretches, by the vertex they begin at
    one, way, of = xy[begin], xy[begin + 1] - xy[begin], line[begin]
    square = np.maximum(np.einsum("ij,ij->i", way, way), 1e-300)
    for side, (end, own) in enumerate(((xy[first], first), (xy[first + count - 1], first + count - 2))):
        apart = end[of] - one
        share = np.clip(np.einsum("ij,ij->i", apart, way) / square, 0.0, 1.0)
        far = apart - share[:, None] * way
        near = (np.einsum("ij,ij->i", far, far) <= reach * reach) & (begin != own[of])
        found[of[near], side] = True
    return found
