"""Which of several points of one number a line means: the ones that lie together, where only one pair does.

Two survey areas may both number their points Y1, Y2 …. A line that names Y1 and Y57 belongs to the area
that has both; a line between two numbers that both areas have cannot be told, and is never guessed.
"""

from __future__ import annotations

import numpy as np

from ...tracing.model import Bools, Ints, Texts
from ..context import Manholes

_TOGETHER_M = 50.0  # points of one number this near are one place
_CLEARLY = 3.0  # the next pair must be so many times as far apart


def choose(
    points: Manholes, from_node: Texts, to_node: Texts, start: Ints, end: Ints
) -> tuple[Ints, Ints, Bools]:
    """Return the rows of both points of each line, and which lines cannot be told (-1 at both ends).

    ``start`` and ``end`` are rows of the first points of their numbers, -1 where there is none.
    """
    start, end, lost = start.copy(), end.copy(), np.zeros(len(start), dtype=bool)
    if not points.double:
        return start, end, lost
    rows_of: dict[str, list[int]] = {}
    for row, code in enumerate(points.code.tolist()):
        number = points.number(code) if code else ""
        if number in points.double and np.isfinite(points.xy[row]).all():
            rows_of.setdefault(number, []).append(row)
    settled: dict[tuple[int, int], tuple[int, int] | None] = {}
    sides = (from_node.tolist(), to_node.tolist())
    for line, (a, b) in enumerate(zip(*([points.number(code or "") for code in side] for side in sides))):
        if a not in rows_of and b not in rows_of:
            continue
        pair = (int(start[line]), int(end[line]))
        if pair not in settled:
            settled[pair] = _together(points, rows_of.get(a, [pair[0]]), rows_of.get(b, [pair[1]]))
        found = settled[pair]
        start[line], end[line] = found if found is not None else (-1, -1)
        lost[line] = found is None
    return start, end, lost


def _together(points: Manholes, first: list[int], second: list[int]) -> tuple[int, int] | None:
    """Return the two points that lie together, None where several pairs do."""
    if -1 in first or -1 in second:  # the other end is not known: nothing to choose by
        several = first if -1 in second else second
        return (first[0], second[0]) if np.ptp(points.xy[several], axis=0).max() <= _TOGETHER_M else None
    away = np.hypot(*np.moveaxis(points.xy[first][:, None] - points.xy[second][None], -1, 0))
    away[~np.isfinite(away)] = np.inf
    best = np.unravel_index(int(np.argmin(away)), away.shape)
    i, j = np.nonzero(away <= _CLEARLY * max(float(away[best]), _TOGETHER_M))
    places = np.column_stack([points.xy[first][i], points.xy[second][j]])
    if len(places) > 1 and np.ptp(places, axis=0).max() > _TOGETHER_M:
        return None
    return first[int(best[0])], second[int(best[1])]
