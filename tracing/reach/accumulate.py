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


def accumulate(
    network: Network, places: ArrayLike, nodes: ArrayLike, values: ArrayLike,
    check: Callable[[], None] | None = None,
) -> Accumulated:
    """Accumulate ``values`` put at ``nodes`` over everything that drains to each of ``places``.

    places: (k,) nodes such as outfalls, or all manholes of a city; nodes: (v,) where each value enters, -1
    for nowhere; values: (v,), NaN counts as missing. A value at the place itself is included.
    Where all that lies above a place has a single way down, it is added up on the way, each node once.
    Below splits and rings only the places where several ways meet again are asked one by one; between
    them it is added up again. The network may hold no closed edges.

    check: called now and then; may raise to stop the work.
    """
    where = np.asarray(places, dtype=np.int64).reshape(-1)
    node = np.asarray(nodes, dtype=np.int64).reshape(-1)
    value = np.asarray(values, dtype=np.float64).reshape(-1)
    use = (node >= 0) & np.isfinite(value)
    check = check or (lambda: None)
    above, handed = _down_the_tree(network, node[use], value[use], check)
    rest = np.flatnonzero(~handed)
    if len(rest):
        _below_splits(network.tail[rest].astype(np.int64), network.head[rest].astype(np.int64), above, check)
    found = _rows(above, where)
    none = found.count == 0
    found.min[none] = found.max[none] = np.nan
    return found


def _down_the_tree(
    network: Network, node: Ints, value: Floats, check: Callable[[], None]
) -> tuple[Accumulated, NDArray[np.bool_]]:
    """Hand all values down as far as no split and no ring is met.

    Return what has come together at every node (least and greatest of nothing are infinite), and the edges
    that it was handed down. Where no other edge leads above a node, this is all that lies above it.
    """
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
    above = Accumulated(np.array(counts, dtype=np.int64), np.array(sums), np.array(lows), np.array(highs))
    return above, (done & (below >= 0))[network.tail]


def _below_splits(tail: Ints, head: Ints, above: Accumulated, check: Callable[[], None]) -> None:
    """Complete ``above`` where nothing was handed down these edges: from splits on, and in rings.

    All nodes of a ring have the same above them, so each ring is one group. A group with one other right
    above it has that one's and its own; only where several meet, which may have the same above them, the
    whole is asked for.
    """
    nodes, at = np.unique(np.concatenate([tail, head]), return_inverse=True)
    at = at.reshape(2, -1)
    matrix = csr_matrix((np.ones(len(tail), dtype=np.int8), (at[0], at[1])), shape=(len(nodes),) * 2)
    n, group = connected_components(matrix, directed=True, connection="strong")
    group = group.astype(np.int64)
    own = _by_group(_rows(above, nodes), group, n)
    low, up = np.divmod(np.unique(group[at[1]] * n + group[at[0]]), n)
    low, up = low[low != up], up[low != up]
    _hand_down(up, low, own.min, own.max, check)
    ways = np.bincount(low, minlength=n)
    graph = Network.from_edges(n, up, low, np.zeros(len(low)))
    meeting, every = np.flatnonzero(ways > 1), np.arange(n)
    count: Floats = own.count.astype(np.float64)
    total: Floats = own.sum.copy()
    asked = []
    for first in range(0, len(meeting), _BLOCK):
        check()
        reach = graph.upstream(meeting[first : first + _BLOCK], check=check)
        asked.append([reach.sum_per_start(every, column) for column in (count, total)])
    for column, answers in zip((count, total), zip(*asked)):
        column[meeting] = np.concatenate(answers)
    upper = np.full(n, -1, dtype=np.int64)
    single = ways[low] == 1
    upper[low[single]] = up[single]
    active = np.flatnonzero(upper >= 0)
    while len(active):  # every round doubles the stretch that is added up
        by = upper[active]
        for column in (count, total):
            column[active] += column[by]
        upper[active] = upper[by]
        active = active[upper[active] >= 0]
    found = Accumulated(np.rint(count).astype(np.int64), total, own.min, own.max)
    for whole, answer in zip(above, _rows(found, group)):
        whole[nodes] = answer


def _hand_down(up: Ints, low: Ints, least: Floats, most: Floats, check: Callable[[], None]) -> None:
    """Hand least and greatest down every edge of a graph without rings, where counting twice does no harm."""
    n = len(least)
    below = Csr(up.astype(np.int32), n)
    to, first, last = low[below.edge].tolist(), below.start.tolist(), (below.start + below.count).tolist()
    left = np.bincount(low, minlength=n)
    ready = np.flatnonzero(left == 0).tolist()
    left, lows, highs = left.tolist(), least.tolist(), most.tolist()
    steps = 0
    while ready:
        at = ready.pop()
        steps += 1
        if steps % _STEPS == 0:
            check()
        for next_ in to[first[at] : last[at]]:
            lows[next_] = min(lows[next_], lows[at])
            highs[next_] = max(highs[next_], highs[at])
            left[next_] -= 1
            if left[next_] == 0:
                ready.append(next_)
    least[:], most[:] = lows, highs


def _rows(of: Accumulated, rows: Ints) -> Accumulated:
    return Accumulated(of.count[rows], of.sum[rows], of.min[rows], of.max[rows])


def _by_group(found: Accumulated, group: Ints, n: int) -> Accumulated:
    """Put the rows of ``n`` groups together."""
    least, most = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(least, group, found.min)
    np.maximum.at(most, group, found.max)
    count = np.bincount(group, found.count, n)
    total: Floats = np.bincount(group, found.sum, n).astype(np.float64)
    return Accumulated(np.rint(count).astype(np.int64), total, least, most)


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
