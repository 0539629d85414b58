"""Shrink a drainage network to its splits.

Nearly every node of a drainage network has a single way down. Such a node drains
exactly where its next split (or the end of its line) drains, only some metres
further. Following all those single ways at once by pointer jumping (each round
doubles the stride, so a chain of n nodes takes log2 n rounds) leaves a graph of the
splits alone, a few per cent of the network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order

Index = NDArray[np.int32]


@dataclass
class Contracted:
    """The splits and sinks of a network, and how every node gets to them.

    anchor: (n_nodes,) index of the split or sink a node drains to, -1 where it drains to none.
    along: (q, n_nodes) metres (row 0) and further sums on the way there.
    tail, head: (e,) edges between anchors; step: (q, e) what lies on them.
    n_sinks: anchors 0..n_sinks-1 are the sinks, in order.
    """

    anchor: Index
    along: NDArray[np.float64]
    n_anchors: int
    n_sinks: int
    tail: Index
    head: Index
    step: NDArray[np.float64]


def contract(n_nodes: int, tail: Index, head: Index, sums: NDArray[np.float64], n_sinks: int) -> Contracted:
    """Contract a network whose last ``n_sinks`` nodes are sinks (nothing leaves them).

    tail, head: (m,) flow runs tail -> head. sums: (q, m) what to add up; row 0 is metres.
    """
    out_degree = np.bincount(tail, minlength=n_nodes)
    single = out_degree == 1
    out_edge = np.zeros(n_nodes, dtype=np.int32)
    out_edge[tail] = np.arange(len(tail), dtype=np.int32)
    chain = np.flatnonzero(single).astype(np.int32)
    jump = np.arange(n_nodes, dtype=np.int32)
    jump[chain] = head[out_edge[chain]]
    along = np.zeros((len(sums), n_nodes))
    along[:, chain] = sums[:, out_edge[chain]]
    _follow(single, chain, jump, along)

    is_anchor = out_degree > 1
    is_anchor[n_nodes - n_sinks :] = True
    is_anchor, number = _live_anchors(n_nodes, n_sinks, is_anchor, tail, head, jump)
    anchor = number[jump]
    split_edge = np.flatnonzero(is_anchor[tail]).astype(np.int32)
    target = anchor[head[split_edge]]
    split_edge, target = split_edge[target >= 0], target[target >= 0]
    step = sums[:, split_edge] + along[:, head[split_edge]]
    return Contracted(
        anchor, along, int(number.max(initial=-1)) + 1, n_sinks, number[tail[split_edge]], target, step
    )


def _follow(single: NDArray[np.bool_], chain: Index, jump: Index, along: NDArray[np.float64]) -> None:
    """Move ``jump`` to the end of every chain, adding up ``along``; closed rings end nowhere."""
    active = chain
    for _ in range(max(1, len(single)).bit_length() + 1):
        target = jump[active]
        unfinished = single[target]
        active, target = active[unfinished], target[unfinished]
        if not len(active):
            return
        if 2 * len(active) > len(jump):  # nothing is added for those that are there: at the end stands 0
            for row in along:
                np.add(row, row[jump], out=row)
            jump[:] = jump[jump]
            continue
        for row in along:
            row[active] += row[target]
        jump[active] = jump[target]
    # What still moves after log2 n doublings runs in a ring that nothing leaves.
    along[:, active] = 0.0


def _live_anchors(
    n_nodes: int, n_sinks: int, is_anchor: NDArray[np.bool_], tail: Index, head: Index, jump: Index
) -> tuple[NDArray[np.bool_], Index]:
    """Keep the anchors that lead to a sink; number them, sinks first."""
    candidates = np.flatnonzero(is_anchor)
    number = np.full(n_nodes, -1, dtype=np.int32)
    number[candidates] = np.arange(len(candidates), dtype=np.int32)
    edge = np.flatnonzero(is_anchor[tail])
    low = number[jump[head[edge]]]
    up = number[tail[edge]][low >= 0]
    low = low[low >= 0]
    start = len(candidates)  # a root above all sinks, to search from once
    sinks = np.arange(start - n_sinks, start)
    rows, columns = np.concatenate([low, np.full(n_sinks, start)]), np.concatenate([up, sinks])
    graph = csr_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(start + 1, start + 1))
    reached = breadth_first_order(graph, start, return_predecessors=False)
    live = np.zeros(start + 1, dtype=bool)
    live[reached] = True
    splits = candidates[: start - n_sinks][live[: start - n_sinks]]
    number[:] = -1
    number[n_nodes - n_sinks :] = np.arange(n_sinks, dtype=np.int32)
    number[splits] = n_sinks + np.arange(len(splits), dtype=np.int32)
    return number >= 0, number
