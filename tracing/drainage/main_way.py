"""The main way at a split: where a run follows main ways only, overflows and diversions are left out.

A split is a place with several one-way pipes leading on. Ways that are shut (abandoned, blocked, a
barrier, a closed gate) are none. These rules are asked in order, each leaves out what it can tell, and
what none of them tells apart is followed together:

1. *Declared overflow chamber* (manhole of kind ``overflow``): ways that stay in sewage or combined
   pipes are the main way, those into storm drains and channels are the overflow.
2. *Pump*: beside a pressure main the gravity ways are its bypass.
3. *Weir*: a way whose invert at the split lies more than WEIR_M above the lowest one.
4. *Size*: a way whose diameter is under MAIN_SHARE of the largest.

A missing system, invert or size never leaves a way out.
"""

from __future__ import annotations

import numpy as np

from ..answers.section import levels_of_pieces
from ..model import Bools, Floats, Ints
from .levels import true_sizes
from .pipe_network import PipeNetwork

#: A way so much higher (m) than the lowest one carries water only when the split is full.
WEIR_M = 0.05
#: A way is a side way when under this share of the largest diameter.
MAIN_SHARE = 0.9
_FOUL = ("sewage", "combined")


def side_ways(network: PipeNetwork) -> Bools:
    """Return (pieces,) which pieces are left out where main ways only are followed."""
    pieces, pipe = network.pieces, network.piece_pipe
    sign, both = network.piece_sign
    out = np.zeros(len(pipe), dtype=bool)
    last = np.where(sign > 0, pieces.last, pieces.first)
    way = np.flatnonzero(
        (sign != 0) & ~both & (pipe >= 0) & (pieces.first != pieces.last)
        & ~np.append(network.closed_pipe, False)[pipe] & ~network.closed_node[last]
    )
    split = np.where(sign > 0, pieces.first, pieces.last)[way]
    several = np.bincount(split, minlength=network.noding.n_nodes)[split] > 1
    way, split = way[several], split[several]
    if not len(way):
        return out
    keep = np.ones(len(way), dtype=bool)
    n = network.noding.n_nodes
    _keep_marked(keep, split, n, *_declared(network, way, split))
    _keep_marked(keep, split, n, *_pumped(network, way))
    level = _inverts(network, way)
    keep &= ~(level > _extreme(level, split, n, keep, np.fmin) + WEIR_M)
    size = _sizes(network, way)
    keep &= ~(size < MAIN_SHARE * _extreme(size, split, n, keep, np.fmax))
    out[way[~keep]] = True
    return out


def _keep_marked(keep: Bools, split: Ints, n: int, main: Bools, side: Bools) -> None:
    """Leave out ways that are ``side`` where a way that is still kept is ``main``."""
    has_main = np.zeros(n, dtype=bool)
    has_main[split[keep & main]] = True
    keep &= ~(side & has_main[split])


def _declared(network: PipeNetwork, way: Ints, split: Ints) -> tuple[Bools, Bools]:
    """Ways of overflow chambers that stay in foul pipes, and those that leave them."""
    none = np.zeros(len(way), dtype=bool)
    nodes, pipes = network.nodes, network.pipes
    if nodes is None or nodes.kind is None or pipes.system is None:
        return none, none
    at = network.node_of_manhole[nodes.kind == "overflow"]
    chamber = np.zeros(network.noding.n_nodes, dtype=bool)
    chamber[at[at >= 0]] = True
    system = pipes.system[network.piece_pipe[way]]
    foul, relief = np.isin(system.astype(str), _FOUL), system == "storm"
    if pipes.form is not None:
        relief |= (pipes.form[network.piece_pipe[way]] == "open_channel") & ~foul
    return chamber[split] & foul, chamber[split] & relief


def _pumped(network: PipeNetwork, way: Ints) -> tuple[Bools, Bools]:
    form = network.pipes.form
    if form is None:
        none = np.zeros(len(way), dtype=bool)
        return none, none
    pumped = form[network.piece_pipe[way]] == "pressure_main"
    return pumped, ~pumped


def _inverts(network: PipeNetwork, way: Ints) -> Floats:
    """Inverts of ways at their upper ends; NaN where unknown, and for pressure mains."""
    sign, _ = network.piece_sign
    level, _ = levels_of_pieces(network, way, network.piece_pipe[way], sign[way] > 0)
    if network.pipes.form is not None:
        level = np.where(network.pipes.form[network.piece_pipe[way]] == "pressure_main", np.nan, level)
    return level


def _sizes(network: PipeNetwork, way: Ints) -> Floats:
    size: Floats = true_sizes(network.pipes.diameter_mm, network.pipes.n)[network.piece_pipe[way]]
    return size


def _extreme(values: Floats, split: Ints, n: int, keep: Bools, of: np.ufunc) -> Floats:
    """Return for each way the extreme of the values of the ways that are kept at its split; NaN for none."""
    found = np.full(n, np.nan)
    of.at(found, split[keep], values[keep])
    result: Floats = found[split]
    return result
