"""Which way the water of a pipe runs, and how that is known.

Declared flow beats declared from/to order, which beats the drawing order; inverts
decide only where those are missing or marked unknown. Policies change the order:

========== ===========================================================
declared   flow, from/to order, drawing order; inverts for the unknown
digitised  drawing order alone
invert     inverts where both ends have one, then as declared
auto       all evidence weighed together (:mod:`.orientation`)
========== ===========================================================

Pressure mains run against gravity, so inverts never say anything about them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...problems import InputError
from ..model import Basis, Bools, Floats, Flow, Ints, Pipes
from .levels import true_levels

POLICIES = ("declared", "digitised", "invert", "auto")
#: Levels this near to each other (m) say nothing about direction.
LEVEL_TOLERANCE_M = 0.005


@dataclass
class Direction:
    """Per pipe: sign +1 start to end, -1 end to start, 0 unknown; both: passable both ways."""

    sign: NDArray[np.int8]
    both: Bools
    basis: NDArray[np.int8]


@dataclass
class Orientation:
    """Per pipe: sign (+1 start to end) and certainty 0.5..1; turned: rows now against their stated order.

    reliability: estimated share of right votes per kind of evidence; votes: (n,) per kind, +1, -1 or 0. In a
    network drawn well votes and certainty are told only of turned pipes and of those that were asked.
    """

    sign: NDArray[np.int8]
    certainty: Floats
    turned: Ints
    reliability: dict[str, float] = field(default_factory=dict)
    votes: dict[str, NDArray[np.int8]] = field(default_factory=dict)


def fall_sign(pipes: Pipes) -> NDArray[np.int8]:
    """Return the direction inverts give: +1, -1, or 0 where they say nothing."""
    start, end, _ = true_levels(pipes.invert_from, pipes.invert_to, pipes.n)
    fall: Floats = start - end
    sign = np.where(np.abs(fall) > LEVEL_TOLERANCE_M, np.sign(fall), 0.0)
    sign[~np.isfinite(fall)] = 0.0
    if pipes.form is not None:
        sign[pipes.form == "pressure_main"] = 0.0
    return sign.astype(np.int8)


def declared_signs(
    pipes: Pipes, declared_ids: Bools, drawn_backwards: Bools, policy: str
) -> Direction:
    """Return directions under a policy other than auto.

    declared_ids, drawn_backwards: (n,) pipes joined by ids, and those drawn against them. Signs are
    relative to start -> end: the declared order where there are ids, else the drawing order.
    """
    if policy not in POLICIES:
        raise InputError(f"The direction policy '{policy}' is not known; use one of {', '.join(POLICIES)}.")
    sign = np.ones(pipes.n, dtype=np.int8)
    both = np.zeros(pipes.n, dtype=bool)
    basis = np.where(declared_ids, Basis.DECLARED_ORDER, Basis.DIGITISED).astype(np.int8)
    if policy == "digitised":
        sign[declared_ids & drawn_backwards] = -1
        basis[:] = Basis.DIGITISED
        return Direction(sign, both, basis)
    fall = fall_sign(pipes)
    if pipes.flow is not None:
        stated = (pipes.flow == Flow.FORWARD) | (pipes.flow == Flow.BACKWARD)
        sign[stated] = pipes.flow[stated]
        both = pipes.flow == Flow.BOTH
        basis[stated | both] = Basis.DECLARED_FLOW
        unknown = pipes.flow == Flow.UNKNOWN
        sign[unknown] = fall[unknown]
        basis[unknown] = np.where(fall[unknown] != 0, Basis.INVERT, Basis.UNKNOWN)
    if policy == "invert":
        known = (fall != 0) & ~both
        sign[known] = fall[known]
        basis[known] = Basis.INVERT
    return Direction(sign, both, basis)
