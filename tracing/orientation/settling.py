"""Directions settled once the outfalls are known: the policy ``auto``, and the gaps it bridges."""

from __future__ import annotations

from collections.abc import Callable

from ..drainage.declared_directions import Direction
from ..drainage.gaps import bridge_again
from ..drainage.pipe_network import PipeNetwork
from ..model import Basis, Ints
from .orientation import orient


def settle_directions(
    network: PipeNetwork, outfall_nodes: Ints, check: Callable[[], None] | None = None
) -> None:
    """Under the policy ``auto``, weigh the evidence now that the outfalls are known.

    outfall_nodes: (k,) nodes, -1 for none. check: called now and then; may raise to stop the work.
    """
    if network.options.direction_policy != "auto":
        return
    found = orient(network, outfall_nodes, check)
    basis = network.direction.basis.copy()
    basis[found.sign != network.direction.sign] = Basis.AUTO
    network.direction = Direction(found.sign, network.direction.both, basis)
    network.orientation = found
    network.renew(cut=False)
    bridge_again(network)
