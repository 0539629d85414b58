"""What speaks for a pipe's direction: one vote per kind of evidence and strand.

Votes are relative to the strand's start -> end: +1, -1, or 0 for none. They are told of the strands that are
asked, from these and those that they meet; of a network that is drawn well, few are asked.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from ..drainage.declared_directions import fall_sign
from ..drainage.levels import true_levels, true_sizes
from ..drainage.pipe_network import PipeNetwork
from ..model import Basis, Bools, Floats, Ints
from .belief_propagation import Places
from .invert_evidence import Votes, around, both_alike, filed_by_flow, fit_votes, rises_seldom

#: Kinds that state an order.
ORDERS = ("flow", "declared", "digitised")


class Evidence:
    """The votes on the strands of a network.

    orders: kind -> (strands,) votes of the stated orders; they may be turned as a whole.
    """

    def __init__(self, network: PipeNetwork, outfall_nodes: Ints) -> None:
        """Take outfall_nodes: (outfalls,) nodes, -1 for none."""
        self._network, pipes = network, network.pipes
        self._pipe = network.noding.strands.pipe
        self._joint = network.joint
        self._outfalls = outfall_nodes[outfall_nodes >= 0]
        #: (strands, 2) the nodes at both ends, those that are gathered taken for one.
        self.ends: Ints = self._joint[network.noding.end_node]
        start, end, _ = true_levels(pipes.invert_from, pipes.invert_to, pipes.n)
        self._inverts = np.stack([start, end], axis=1)
        self._pump = np.zeros(pipes.n, dtype=bool)
        if pipes.form is not None:  # a pump lifts: its levels say nothing of its neighbours
            self._pump = pipes.form == "pressure_main"
            self._inverts[self._pump] = np.nan
        self._size = true_sizes(pipes.diameter_mm, pipes.n)
        self._fall = fall_sign(pipes)
        self._seldom, self._by_flow = rises_seldom(self._fall[self._pipe]), False
        stated, basis = network.direction.sign, network.direction.basis
        self.orders = {
            kind: np.where(basis == code, stated, 0).astype(np.int8)[self._pipe]
            for kind, code in zip(ORDERS, (Basis.DECLARED_FLOW, Basis.DECLARED_ORDER, Basis.DIGITISED))
        }

    def learn_filing(self, places: Places) -> None:
        """Tell from some strands how inverts are filed."""
        self._by_flow = filed_by_flow(places, self.fits(places.use), rises_seldom=self._seldom)

    def votes(self, use: Ints, *, way: bool = True) -> dict[str, Votes]:
        """Return (k,) votes per kind on the strands ``use`` (ascending), with or without the ``way``."""
        near, at = self._beside(use)
        found = {kind: vote[use] for kind, vote in self.orders.items()}
        pipe = self._pipe[use]
        if self._pump.any():  # which way a pump pumps was no accident of drawing
            direction = self._network.direction
            pumped = self._pump[pipe] & (direction.basis[pipe] <= Basis.DECLARED_ORDER)
            found["pump"] = np.where(pumped, direction.sign[pipe], 0).astype(np.int8)
        found.update({kind: vote[at] for kind, vote in self._by_inverts(near).items()})
        found["size"] = self._by_sizes(near)[at]
        if way:
            found["way"] = self.way(use)
        return found

    def cuts(self, use: Ints) -> tuple[Ints, Ints]:
        """Return (c,) nodes where others meet strands in their middle, and rows of ``use`` (ascending)."""
        noding = self._network.noding
        at = np.searchsorted(use, noding.cut_strand)
        known = np.append(use, -1)[at] == noding.cut_strand
        return self._joint[noding.cut_node[known]], at[known]

    def falls(self, use: Ints) -> Votes:
        """Return (k,) the fall of the strands' own inverts, as votes."""
        found: Votes = self._fall[self._pipe[use]]
        return found

    def sizes(self, use: Ints) -> Floats:
        """Return (k,) sizes (mm), NaN for unknown."""
        found: Floats = self._size[self._pipe[use]]
        return found

    def fits(self, use: Ints) -> Votes:
        """Return (k,) which way round the strands' inverts fit their neighbours, however they are filed."""
        near, at = self._beside(use)
        return fit_votes(self.ends[near], self._inverts[self._pipe[near]])[at]

    def way(self, use: Ints) -> Votes:
        """Return (k,) votes towards the end nearer to an outfall by pipe, whatever the pipes' directions."""
        with np.errstate(invalid="ignore"):
            nearer = self._metres[self.ends[use, 0]] - self._metres[self.ends[use, 1]]
            clear = np.isfinite(nearer) & (np.abs(nearer) > 1e-6)
            return np.where(clear, np.sign(nearer), 0).astype(np.int8)

    def _beside(self, use: Ints) -> tuple[Ints, Ints]:
        """Return the strands that meet those of ``use``, these among them, and where these are."""
        if len(use) == len(self._pipe):
            return use, use
        there: Bools = np.zeros(self._network.noding.n_nodes, dtype=bool)
        there[self.ends[use]] = True
        near = np.flatnonzero(there[self.ends].any(axis=1))
        return near, np.searchsorted(near, use)

    def _by_inverts(self, near: Ints) -> dict[str, Votes]:
        """Return (k,) votes ``invert``, ``levels``, ``clash`` and ``fits``; the outermost lack neighbours."""
        pipe = self._pipe[near]
        own, inverts, fits = self._fall[pipe], self._inverts[pipe], np.zeros(len(near), dtype=np.int8)
        if self._by_flow:
            own, fits = fits, self.fits(near)
            inverts = np.where((fits < 0)[:, None], inverts[:, ::-1], inverts)
            inverts[fits == 0] = both_alike(inverts[fits == 0])
        elif self._seldom:  # by flow, and drawn so well that which lines are turned is not to be seen
            own, inverts = fits, both_alike(inverts)
        beside = around(self.ends[near], inverts, self._network.noding.n_nodes)
        beside[self._pump[pipe]] = 0
        clash = own * beside < 0
        return {
            "invert": np.where(clash, 0, own).astype(np.int8),
            "levels": np.where((own != 0) | (fits != 0), 0, beside).astype(np.int8),
            "clash": np.where(clash, beside, 0).astype(np.int8),
            "fits": fits,
        }

    def _by_sizes(self, near: Ints) -> Votes:
        """Return (k,) votes towards the end where the other pipes are larger."""
        n, votes = self._network.noding.n_nodes, np.zeros(len(near), dtype=np.int8)
        ends, size = self.ends[near], self.sizes(near)
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

    @cached_property
    def _metres(self) -> Floats:
        """(nodes,) metres of pipe to the nearest outfall, infinite where none is reached."""
        network, joint, n = self._network, self._joint, self._network.noding.n_nodes
        goals = np.unique(joint[self._outfalls])
        if not len(goals):
            return np.full(n, np.inf)
        pieces = network.pieces
        open_piece = ~np.append(network.closed_pipe, False)[network.piece_pipe]
        first, last = joint[pieces.first[open_piece]], joint[pieces.last[open_piece]]
        length = pieces.length_m[open_piece]
        low, high = np.minimum(first, last), np.maximum(first, last)
        order = np.lexsort((length, high, low))
        low, high = low[order], high[order]
        keep = np.flatnonzero((np.diff(low, prepend=-1) != 0) | (np.diff(high, prepend=-1) != 0))
        matrix = csr_matrix((length[order][keep] + 1e-6, (low[keep], high[keep])), shape=(n, n))
        found: Floats = dijkstra(matrix, directed=False, indices=goals, min_only=True)
        return found
