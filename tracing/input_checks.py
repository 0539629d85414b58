"""What is handed to the engine must fit together: options that can be meant, columns of one length.

Rows that are merely bad (no geometry, NaN, coordinates that are no place) are not refused: they stay
where they are and meet nothing. Only what leaves no meaning is an :class:`problems.InputError`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ..problems import InputError
from .model import LINK_RULES, OVERFLOWS, Bools, Drainage, Floats, Nodes, Options, Pipes, Points, Texts

#: Coordinates beyond this (m) are no place in any projected system; arithmetic over them overflows.
FARTHEST_M = 1e9
#: Options that are metres, those that count, and those that name one of a few words.
_DISTANCES = (
    "tolerance_m", "link_distance_m", "outfall_distance_m", "gap_distance_m", "manhole_distance_m",
    "gap_search_m", "limit_m", "id_distance_m",
)
_COUNTS = ("limit_sources", "limit_manholes")
CHOICES = {"direction_policy": ("declared", "digitised", "invert", "auto"), "overflows": OVERFLOWS}


def placed(xy: Floats) -> Bools:
    """Tell which of (n, 2) positions are places: both coordinates there and within FARTHEST_M."""
    with np.errstate(invalid="ignore"):
        there: Bools = (np.abs(xy) <= FARTHEST_M).all(axis=1)
    return there


def wrong_options(options: Options) -> list[str]:
    """Return the names of options that cannot be meant.

    Distances below 0 or without end, counts below 0, ``nearest`` below 1, words that are no choice.
    """
    wrong = []
    for name in _DISTANCES:
        value = getattr(options, name)
        if not (isinstance(value, (int, float)) and math.isfinite(value) and 0 <= value <= FARTHEST_M):
            wrong.append(name)
    if options.nearest is not None and options.nearest < 1:
        wrong.append("nearest")
    wrong += [name for name in _COUNTS if not _counts(getattr(options, name))]
    wrong += [name for name, words in CHOICES.items() if getattr(options, name) not in words]
    if not set(options.link_rules) <= set(LINK_RULES):
        wrong.append("link_rules")
    return wrong


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def check_options(options: Options) -> None:
    """Raise InputError that names every option that cannot be meant."""
    wrong = wrong_options(options)
    if wrong:
        values = ", ".join(f"{name} = {getattr(options, name)!r}" for name in wrong)
        raise InputError(
            f"These options cannot be used: {values}. Distances are metres from 0 to {FARTHEST_M:g}, "
            "nearest is 1 or more, or None for all; other limits are 0 or more; "
            + "; ".join(f"{name} is one of {', '.join(words)}" for name, words in CHOICES.items())
            + f"; link_rules are some of {', '.join(LINK_RULES)}."
        )


def check_pipes(pipes: Pipes, nodes: Nodes | None = None) -> None:
    """Raise InputError that names every column that does not fit the others."""
    wrong = [
        f"{name} has {len(column)} rows, not {pipes.n}"
        for name, column in vars(pipes).items()
        if name not in ("n", "xy", "part_start", "part_pipe")
        and column is not None and len(column) != pipes.n
    ]
    start, row = np.asarray(pipes.part_start), np.asarray(pipes.part_pipe)
    if (
        len(start) != len(row) + 1 or start[0] != 0 or start[-1] != len(pipes.xy)
        or (np.diff(start) < 0).any()
    ):
        wrong.append("part_start does not cut xy into the parts of part_pipe")
    if len(row) and (row[0] < 0 or row[-1] >= pipes.n or (np.diff(row) < 0).any()):
        wrong.append("part_pipe does not name rows in ascending order")
    if nodes is not None:
        wrong += [
            f"nodes.{name} has {len(column)} rows, not {len(nodes.xy)}"
            for name, column in vars(nodes).items() if column is not None and len(column) != len(nodes.xy)
        ]
    _refuse(wrong)


def sound_points(points: Points, n_outfalls: int | None = None) -> Points:
    """Return the points with positions that are no place as NaN, and without outlines that are none.

    Raises InputError where columns differ in length, or a declared outfall is none of ``n_outfalls``.
    """
    wrong = [
        f"{name} has {len(column)} rows, not {len(points.xy)}"
        for name, column in vars(points).items() if column is not None and len(column) != len(points.xy)
    ]
    declared = points.declared_outfall
    if n_outfalls is not None and declared is not None and len(declared) and declared.max() >= n_outfalls:
        wrong.append(f"declared_outfall names row {declared.max()} of {n_outfalls} outfalls")
    _refuse(wrong)
    outline = points.outline
    if outline is not None:
        outline = outline.copy()
        outline[~_drawn(outline)] = None
    return replace(points, xy=blanked(points.xy), outline=outline)


def _drawn(shapes: Texts) -> Bools:
    """Tell which shapes are there, not empty, and lie at places throughout."""
    import shapely

    xy, row = shapely.get_coordinates(shapes, return_index=True)
    there = np.zeros(len(shapes), dtype=bool)
    there[row] = True
    there[row[~placed(xy)]] = False
    return there


def blanked(xy: Floats) -> Floats:
    """Return (n, 2) positions with NaN for those that are no place."""
    return np.where(placed(xy)[:, None], xy, np.nan)


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise InputError(f"The columns do not fit together: {'; '.join(wrong)}.")


def sound_drainage(given: Drainage) -> Drainage:
    """Return what is given with its points in order; see :func:`sound_points`."""
    outfalls = sound_points(given.outfalls)
    return given._replace(outfalls=outfalls, sources=sound_points(given.sources, len(outfalls.xy)))
