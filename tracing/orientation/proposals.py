"""Directions proposed for pipes whose own is unknown or contradicted.

The evidence is weighed as the policy ``auto`` weighs it (:mod:`.orientation`): inverts and the levels
of neighbours, sizes, the way to the outfalls, the orders that were stated, and how water can
pass the places where pipes meet. Nothing is changed here: a proposal comes with its
certainty and with what speaks for and against it, and a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..drainage.declared_directions import fall_sign
from ..drainage.pipe_network import PipeNetwork
from ..model import Bools, Floats, Flow, Ints
from .orientation import orient


@dataclass
class Proposals:
    """One row per pipe, ascending.

    pipe: (k,) rows; sign: +1 start to end, -1 end to start; certainty: 0.5..1; unknown: the direction
    was stated as unknown (else something contradicts it); present: the direction a run takes now, 0 for
    none; basis: how it knows that; votes: (k,) per kind of evidence +1, -1 or 0, relative to the start.
    """

    pipe: Ints
    sign: NDArray[np.int8]
    certainty: Floats
    unknown: Bools
    present: NDArray[np.int8]
    basis: NDArray[np.int8]
    votes: dict[str, NDArray[np.int8]]

    def reasons(self, row: int) -> tuple[list[str], list[str]]:
        """Return the kinds of evidence for and against the proposal in ``row``."""
        side = {kind: int(vote[row]) * int(self.sign[row]) for kind, vote in self.votes.items()}
        return [kind for kind, agrees in side.items() if agrees > 0], [
            kind for kind, agrees in side.items() if agrees < 0]


def propose(
    network: PipeNetwork, outfall_nodes: Ints, check: Callable[[], None] | None = None
) -> Proposals:
    """Propose directions for pipes of unknown direction and for those that the evidence contradicts.

    network: built, its directions not settled by ``auto``; outfall_nodes: (outfalls,) nodes. Pipes that
    are passable both ways, or shut to every trace, get no proposal. check: called now and then.
    """
    pipes, direction = network.pipes, network.direction
    unknown = direction.sign == 0
    if pipes.flow is not None:
        unknown |= pipes.flow == Flow.UNKNOWN
    rising = (fall_sign(pipes) * direction.sign < 0) & ~unknown
    found = orient(network, outfall_nodes, check, unknown | rising)
    turned = np.zeros(pipes.n, dtype=bool)
    turned[found.turned] = True
    present = np.isin(np.arange(pipes.n), network.noding.strands.pipe)
    row = np.flatnonzero((unknown | rising | turned) & ~direction.both & ~network.closed_pipe & present)
    return Proposals(
        row, found.sign[row], found.certainty[row], unknown[row], direction.sign[row], direction.basis[row],
        {kind: vote[row] for kind, vote in found.votes.items()},
    )
