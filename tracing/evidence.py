"""What speaks for a pipe's direction: one vote per kind of evidence and strand.

Votes are relative to the strand's start -> end: +1, -1, or 0 for none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from .direction import fall_sign
from .levels import true_levels, true_sizes
from .model import Basis, Floats, Ints
from .pipenetwork import PipeNetwork

Votes = NDArray[np.int8]
#: Inverts are filed under "upper" and "lower", whatever the drawing, where fewer falls than this oppose it.
_FILED_BY_FLOW = 0.03
#: Levels must differ by this much (m) to say something.
_CLEAR_M = 0.02


def strand_votes(network: PipeNetwork, outfall_nodes: Ints) -> dict[str, Votes]:
    """Return one vote per kind and strand."""
    stated, basis = network.direction.sign, network.direction.basis
    pipe = network.noding.strands.pipe
    none = np.zeros(network.pipes.n, dtype=np.int8)
    votes = {
        kind: np.where(basis == code, stated, none)[pipe]
        for kind, code in (
            ("flow", Basis.DECLARED_FLOW), ("declared", Basis.DECLARED_ORDER), ("digitised", Basis.DIGITISED),
        )
    }
    if network.pipes.form is not None:  # which way a pump pumps was no accident of drawing
        pumped = (network.pipes.form == "pressure_main") & (basis <= Basis.DECLARED_ORDER)
        votes["pump"] = np.where(pumped, stated, none)[pipe]
    own, around = _fall_votes(network)[pipe], _level_votes(network)
    # Both come from the same survey: together they are one vote. Where they contradict, the neighbours
    # have a kind of their own: that shows whether inverts sit at the wrong ends or single ones are wrong.
    votes["invert"] = np.where(own * around < 0, 0, own).astype(np.int8)
    votes["levels"] = np.where(own != 0, 0, around).astype(np.int8)
    votes["clash"] = np.where(own * around < 0, around, 0).astype(np.int8)
    votes["size"] = _size_votes(network)
    votes["way"] = _way_votes(network, outfall_nodes)
    return votes


def _fall_votes(network: PipeNetwork) -> Votes:
    """Down along the pipe's own inverts.

    Where nearly no pipe rises along its drawing, inverts are filed as upper and lower: then they
    follow the owner's idea of flow, not the line, and add nothing to the drawing order.
    """
    fall = fall_sign(network.pipes)
    falls, rises = int((fall > 0).sum()), int((fall < 0).sum())
    if rises < _FILED_BY_FLOW * (falls + rises):
        fall[:] = 0
    return fall


def _level_votes(network: PipeNetwork) -> Votes:
    """From the end with the higher neighbours to the end with the lower ones.

    A neighbour's level is the mean of its inverts, so it does not matter which of its ends they
    are filed under. An end without a neighbour counts as the strand's own level.
    """
    strands, ends, n = network.noding.strands, network.noding.end_node, network.noding.n_nodes
    start, end, _ = true_levels(network.pipes.invert_from, network.pipes.invert_to, network.pipes.n)
    both = np.stack([start, end])
    known = np.isfinite(both)
    with np.errstate(invalid="ignore", divide="ignore"):
        level = (np.where(known, both, 0.0).sum(axis=0) / known.sum(axis=0))[strands.pipe]
    if network.pipes.form is not None:  # a pump lifts: its levels say nothing of its neighbours
        level[network.pipes.form[strands.pipe] == "pressure_main"] = np.nan
    rows = np.flatnonzero(np.isfinite(level) & (ends[:, 0] != ends[:, 1]))
    low = _lowest_others(ends[rows], level[rows], n)
    own = np.full(len(ends), np.nan)
    own[rows] = level[rows]
    at = np.full((len(ends), 2), np.nan)
    at[rows] = low
    blank = np.setdiff1d(np.arange(len(ends)), rows)
    floor = np.full(n, np.inf)
    np.minimum.at(floor, ends[rows].ravel(), np.repeat(level[rows], 2))
    at[blank] = np.where(np.isfinite(floor[ends[blank]]), floor[ends[blank]], np.nan)
    at = np.where(np.isfinite(at), at, own[:, None])
    fall = at[:, 0] - at[:, 1]
    votes = np.where(np.abs(fall) > _CLEAR_M, np.sign(fall), 0.0)
    votes[~np.isfinite(fall)] = 0.0
    if network.pipes.form is not None:
        votes[network.pipes.form[strands.pipe] == "pressure_main"] = 0.0
    return votes.astype(np.int8)


def _lowest_others(ends: Ints, level: Floats, n: int) -> Floats:
    """(k, 2) lowest level among the other strands at either end, inf where there is none."""
    node = ends.ravel()
    value = np.repeat(level, 2)
    order = np.lexsort((value, node))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    new = np.flatnonzero(np.diff(node[order], prepend=-1))
    first = np.full(n, -1, dtype=np.int64)
    first[node[order][new]] = new
    count = np.bincount(node, minlength=n)
    at = first[node]
    lowest = rank == at
    other = np.where(lowest, at + 1, at)
    alone = lowest & (count[node] < 2)
    found = value[order][np.minimum(other, max(len(order) - 1, 0))] if len(order) else value
    return np.where(alone, np.inf, found).reshape(-1, 2)


def _size_votes(network: PipeNetwork) -> Votes:
    """Towards the end where the other pipes are larger."""
    strands, ends, n = network.noding.strands, network.noding.end_node, network.noding.n_nodes
    votes = np.zeros(len(ends), dtype=np.int8)
    size = true_sizes(network.pipes.diameter_mm, network.pipes.n)[strands.pipe]
    rows = np.flatnonzero(np.isfinite(size) & (ends[:, 0] != ends[:, 1]))
    start, end = ends[rows, 0], ends[rows, 1]
    total, count = np.zeros(n), np.zeros(n)
    for node in (start, end):
        total += np.bincount(node, size[rows], n)
        count += np.bincount(node, minlength=n)
    with np.errstate(invalid="ignore", divide="ignore"):
        at_start = (total[start] - size[rows]) / (count[start] - 1)
        at_end = (total[end] - size[rows]) / (count[end] - 1)
    larger = at_end - at_start
    clear = np.isfinite(larger) & (np.abs(larger) > 0.1 * size[rows])
    votes[rows[clear]] = np.sign(larger[clear]).astype(np.int8)
    return votes


def _way_votes(network: PipeNetwork, outfall_nodes: Ints) -> Votes:
    """Towards the end that is nearer to an outfall by pipe, whatever the pipes' directions."""
    ends = network.noding.end_node
    votes = np.zeros(len(ends), dtype=np.int8)
    pieces, n = network.pieces, network.noding.n_nodes
    goals = np.unique(outfall_nodes[outfall_nodes >= 0])
    if not len(goals):
        return votes
    open_piece = ~np.append(network.closed_pipe, False)[network.piece_pipe]
    first, last, length = pieces.first[open_piece], pieces.last[open_piece], pieces.length_m[open_piece]
    order = np.lexsort((length, np.maximum(first, last), np.minimum(first, last)))
    low, high = np.minimum(first, last)[order], np.maximum(first, last)[order]
    keep = np.flatnonzero((np.diff(low, prepend=-1) != 0) | (np.diff(high, prepend=-1) != 0))
    matrix = csr_matrix((length[order][keep] + 1e-6, (low[keep], high[keep])), shape=(n, n))
    metres = dijkstra(matrix, directed=False, indices=goals, min_only=True)
    with np.errstate(invalid="ignore"):
        nearer = metres[ends[:, 0]] - metres[ends[:, 1]]
    clear = np.isfinite(nearer) & (np.abs(nearer) > 1e-6)
    votes[clear] = np.sign(nearer[clear]).astype(np.int8)
    return votes
