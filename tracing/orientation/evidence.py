"""What speaks for a pipe's direction: one vote per kind of evidence and strand.

Votes are relative to the strand's start -> end: +1, -1, or 0 for none.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from ..drainage.levels import true_sizes
from ..drainage.pipe_network import PipeNetwork
from ..model import Basis, Ints
from .belief_propagation import Places
from .invert_evidence import Votes, invert_votes


def strand_votes(
    network: PipeNetwork, outfall_nodes: Ints, places: Places, check: Callable[[], None]
) -> tuple[dict[str, Votes], Votes]:
    """Return (strands,) votes per kind, and how inverts fit (:func:`invert_votes`).

    check: called now and then.
    """
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
    by_inverts, fits = invert_votes(network, places, check)
    votes.update(by_inverts)
    votes["size"] = _size_votes(network)
    check()
    votes["way"] = _way_votes(network, outfall_nodes)
    return votes, fits


def _size_votes(network: PipeNetwork) -> Votes:
    """Towards the end where the other pipes are larger."""
    strands, ends, n = network.noding.strands, network.joint[network.noding.end_node], network.noding.n_nodes
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
    joint = network.joint
    ends = joint[network.noding.end_node]
    votes = np.zeros(len(ends), dtype=np.int8)
    pieces, n = network.pieces, network.noding.n_nodes
    goals = np.unique(joint[outfall_nodes[outfall_nodes >= 0]])
    if not len(goals):
        return votes
    open_piece = ~np.append(network.closed_pipe, False)[network.piece_pipe]
    first, last = joint[pieces.first[open_piece]], joint[pieces.last[open_piece]]
    length = pieces.length_m[open_piece]
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
