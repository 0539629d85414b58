"""What lies together on a network without meeting; found by :mod:`.gaps`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Bools, Floats, Ints


@dataclass
class Gathered:
    """What lies together without meeting.

    bundle: (nodes,) number of each node's bundle, -1 for none; loose: (nodes,) a single piece ends here;
    end, place, gap_m: (k,) loose ends, the nodes on pipes that pass, how far these are.
    """

    bundle: Ints
    loose: Bools
    end: Ints
    place: Ints
    gap_m: Floats

    def representative(self, n_nodes: int) -> Ints:
        """Return (n_nodes,) the first node of each node's bundle, its place on a pipe, else itself."""
        found = np.arange(n_nodes)
        found[self.end] = self.place
        members = np.flatnonzero(self.bundle >= 0)
        _, first, which = np.unique(self.bundle[members], return_index=True, return_inverse=True)
        found[members] = members[first[which.reshape(-1)]]
        return found
