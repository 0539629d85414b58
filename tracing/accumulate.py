"""Adding up along a trace: count, sum, min and max of anything upstream.

Two questions that are easily mixed up. *What lies above this place?* Each pipe or
source counts once per place, however many ways lead there; a source above two
outfalls counts for both (:func:`accumulate`). *How much arrives here?* Water that
meets a split divides over the ways down, in equal shares or by weight, so that
what arrives at all outfalls, plus what is lost at dead ends, is what was put in
(:func:`share_down`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, identity
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from .labels import Csr
from .network import Network
from .reach import Reach

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Places asked at once; bounds the memory whatever their number.
_BLOCK = 2048
#: Nodes walked between two looks at whether to stop.
_STEPS = 50_000


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


def accumulate_everywhere(
    network: Network, places: ArrayLike, nodes: ArrayLike, values: ArrayLike,
    check: Callable[[], None] | None = None,
) -> Accumulated:
    """Like :func:`accumulate`, for very many places such as all manholes of a city.

    Where all that lies above a place has a single way down, it is added up on the way, each node once;
    only places below a split or in a ring are asked one by one. The network may hold no closed edges.
    check: called now and then; may raise to stop the work.
    """
    where = np.asarray(places, dtype=np.int64).reshape(-1)
    node = np.asarray(nodes, dtype=np.int64).reshape(-1)
    value = np.asarray(values, dtype=np.float64).reshape(-1)
    use = (node >= 0) & np.isfinite(value)
    node, value = node[use], value[use]
    check = check or (lambda: None)
    count, total, least, most, plain = _down_the_tree(network, node, value, check)
    found = Accumulated(count[where], total[where], least[where], most[where])
    rest = np.flatnonzero(~plain[where])
    for at in range(0, len(rest), _BLOCK):
        check()
        rows = rest[at : at + _BLOCK]
        below = network.upstream(where[rows], check=check).accumulate(node, value)
        for column, answer in zip(found, below):
            column[rows] = answer
    none = found.count == 0
    found.min[none] = found.max[none] = np.nan
    return found


def _down_the_tree(
    network: Network, node: Ints, value: Floats, check: Callable[[], None]
) -> tuple[Ints, Floats, Floats, Floats, NDArray[np.bool_]]:
    """Count, sum, least and greatest above every node, and where these hold: above no split and no ring."""
    n = network.n_nodes
    least, most = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(least, node, value)
    np.maximum.at(most, node, value)
    below = np.full(n, -1, dtype=np.int64)
    below[network.tail] = network.head
    below[np.bincount(network.tail, minlength=n) > 1] = -1  # a split hands nothing on: what is below waits
    counts, sums = np.bincount(node, minlength=n).tolist(), np.bincount(node, value, n).tolist()
    lows, highs, way = least.tolist(), most.tolist(), below.tolist()
    waiting = np.bincount(network.head, minlength=n)
    ready = np.flatnonzero(waiting == 0).tolist()
    left = waiting.tolist()
    done = np.zeros(n, dtype=bool)
    steps = 0
    while ready:
        at = ready.pop()
        done[at] = True
        low = way[at]
        if low < 0:
            continue
        steps += 1
        if steps % _STEPS == 0:
            check()
        counts[low] += counts[at]
        sums[low] += sums[at]
        lows[low] = min(lows[low], lows[at])
        highs[low] = max(highs[low], highs[at])
        left[low] -= 1
        if left[low] == 0:
            ready.append(low)
    return np.array(counts, dtype=np.int64), np.array(sums), np.array(lows), np.array(highs), done


class Shared(NamedTuple):
    """What arrives at each node, at each outfall, and what ends at dead ends."""

    node: Floats
    outfall: Floats
    lost: float


def share_down(network: Network, outfall_nodes: ArrayLike, nodes: ArrayLike, values: ArrayLike,
               weight: ArrayLike | None = None, check: Callable[[], None] | None = None) -> Shared:
    """Let ``values`` run down the network, dividing at splits.

    weight: (m,) how strongly each edge draws (for example its cross section); None: equal shares.
    check: called now and then; may raise to stop the work.
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
    arrived = _run_down(put, tail[live], head[live], share[live], check or (lambda: None))
    at_outfall = arrived[outfalls] / np.maximum(np.bincount(outfalls, minlength=network.n_nodes)[outfalls], 1)
    return Shared(arrived, at_outfall, float(put.sum() - at_outfall.sum()))


def _run_down(
    put: Floats, tail: NDArray[np.int32], head: NDArray[np.int32], share: Floats, check: Callable[[], None]
) -> Floats:
    """Return what arrives at every node; rings are solved as a whole, all else is handed down once."""
    n = len(put)
    matrix = csr_matrix((share, (tail, head)), shape=(n, n))
    _, ring = connected_components(matrix, directed=True, connection="strong")
    check()
    inside = ring[tail] == ring[head]
    size = np.bincount(ring)
    size[ring[tail[inside]]] += 1  # a pipe back to where it came from is a ring too
    members = Csr(ring.astype(np.int32), len(size))
    by_tail = Csr(tail[~inside], n)
    out, outs = by_tail.start.tolist(), by_tail.count.tolist()
    to, part = head[~inside][by_tail.edge].tolist(), share[~inside][by_tail.edge].tolist()
    left = np.bincount(ring[head[~inside]], minlength=len(size)).tolist()
    ready = np.flatnonzero(np.array(left) == 0).tolist()
    single = (size == 1).tolist()
    only, of = members.edge[np.minimum(members.start, max(n - 1, 0))].tolist() if n else [], ring.tolist()
    arrived = put.tolist()
    steps = 0
    while ready:
        group = ready.pop()
        steps += 1
        if steps % _STEPS == 0:
            check()
        nodes = [only[group]]
        if not single[group]:
            check()
            nodes = _solve_ring(members.of(np.array([group]))[0], matrix, arrived)
        for at in nodes:
            amount = arrived[at]
            for edge in range(out[at], out[at] + outs[at]):
                arrived[to[edge]] += amount * part[edge]
                below = of[to[edge]]
                left[below] -= 1
                if left[below] == 0:
                    ready.append(below)
    return np.array(arrived, dtype=np.float64)


def _solve_ring(nodes: Ints, matrix: csr_matrix, arrived: list[float]) -> list[int]:
    """Write what arrives at the nodes of a ring, whose own water comes back to it, and return them."""
    own = matrix[nodes][:, nodes]
    put = np.array([arrived[at] for at in nodes.tolist()])
    found = np.atleast_1d(spsolve((identity(len(nodes), format="csc") - own.T.tocsc()).tocsc(), put))
    for at, amount in zip(nodes.tolist(), found.tolist()):
        arrived[at] = amount
    rows: list[int] = nodes.tolist()
    return rows
