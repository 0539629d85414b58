"""Adding up along a trace: count, sum, min and max of anything upstream.

Two questions that are easily mixed up. *What lies above this place?* Each pipe or
source counts once per place, however many ways lead there; a source above two
outfalls counts for both (:func:`accumulate`). *How much arrives here?* Water that
meets a split divides over the ways down, in equal shares or by weight, so that
what arrives at all outfalls, plus what is lost at dead ends, is what was put in
(:func:`share_down`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_matrix, identity
from scipy.sparse.linalg import spsolve

from .network import Network
from .reach import Reach

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Places asked at once; bounds the memory whatever their number.
_BLOCK = 2048


class Accumulated(NamedTuple):
    """Per place: how many values lie above it, their sum, least and greatest (NaN for none)."""

    count: Ints  # type: ignore[assignment]  # the word of the field, although tuples have a method of it
    sum: Floats
    min: Floats
    max: Floats


def accumulate(network: Network, places: ArrayLike, nodes: ArrayLike, values: ArrayLike) -> Accumulated:
    """Accumulate ``values`` put at ``nodes`` over everything that drains to each of ``places``.

    places: (k,) nodes such as outfalls or manholes; nodes: (v,) where each value enters, -1 for
    nowhere; values: (v,), NaN counts as missing. A value at the place itself is included.
    """
    where = np.asarray(places, dtype=np.int64).reshape(-1)
    node = np.asarray(nodes, dtype=np.int64).reshape(-1)
    value = np.asarray(values, dtype=np.float64).reshape(-1)
    use = (node >= 0) & np.isfinite(value)
    node, value = node[use], value[use]
    parts = [
        network.upstream(where[at : at + _BLOCK]).accumulate(node, value)
        for at in range(0, max(len(where), 1), _BLOCK)
    ]
    return Accumulated(*(np.concatenate(column) for column in zip(*parts)))


class Shared(NamedTuple):
    """What arrives at each node, at each outfall, and what ends at dead ends."""

    node: Floats
    outfall: Floats
    lost: float


def share_down(network: Network, outfall_nodes: ArrayLike, nodes: ArrayLike, values: ArrayLike,
               weight: ArrayLike | None = None) -> Shared:
    """Let ``values`` run down the network, dividing at splits.

    weight: (m,) how strongly each edge draws (for example its cross section); None: equal shares.
    Water that reaches an outfall leaves there. Sum of ``outfall`` and ``lost`` equals the sum put in.
    """
    outfalls = np.asarray(outfall_nodes, dtype=np.int64).reshape(-1)
    node = np.asarray(nodes, dtype=np.int64).reshape(-1)
    value = np.asarray(values, dtype=np.float64).reshape(-1)
    use = (node >= 0) & np.isfinite(value)
    put = np.bincount(node[use], value[use], network.n_nodes).astype(np.float64)
    draw: Floats = np.ones(len(network.tail))
    if weight is not None:
        draw = np.maximum(np.asarray(weight, dtype=np.float64), 0.0)
    stop = np.zeros(network.n_nodes, dtype=bool)
    stop[outfalls] = True
    open_edge = ~stop[network.tail] & (network.tail != network.head)
    if network.closed is not None:
        open_edge &= ~network.closed | stop[network.head]
    tail, head, draw = network.tail[open_edge], network.head[open_edge], draw[open_edge]
    total = np.bincount(tail, draw, network.n_nodes)
    ways = np.bincount(tail, minlength=network.n_nodes)
    # Where no way down draws at all, the ways share equally.
    drawn = total[tail] > 0
    share = np.where(drawn, draw / np.where(drawn, total[tail], 1.0), 1.0 / np.maximum(ways[tail], 1))
    tail, head, share = tail[share > 0], head[share > 0], share[share > 0]
    # Water caught in a ring that nothing leaves never arrives: cut such rings at their edges.
    leaves = Reach(Network(network.n_nodes, tail, head, np.zeros(len(tail))),
                   np.flatnonzero(stop | (ways == 0)).astype(np.int32)).drains(np.arange(network.n_nodes))
    live = leaves[tail]
    matrix = identity(network.n_nodes, format="csc") - csc_matrix(
        (share[live], (head[live], tail[live])), shape=(network.n_nodes,) * 2
    )
    arrived: Floats = np.asarray(spsolve(matrix, put)) if network.n_nodes else put
    at_outfall = arrived[outfalls] / np.maximum(np.bincount(outfalls, minlength=network.n_nodes)[outfalls], 1)
    return Shared(arrived, at_outfall, float(put.sum() - at_outfall.sum()))
