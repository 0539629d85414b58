"""A drainage network as arrays: the plain-Python entry to the engine.

>>> network = Network.from_edges(3, [0, 1], [1, 2], [10.0, 5.0])
>>> reach = network.upstream([2])
>>> reach.nodes(0).tolist(), reach.edges(0).tolist()
([0, 1], [0, 1])
>>> [column.tolist() for column in reach.links([0])]
[[0], [0], [15.0]]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...problems import InputError
from .reach import Reach


@dataclass(frozen=True)
class Network:
    """Directed edges with lengths; flow runs ``tail`` -> ``head``.

    tail, head: (m,) int32 node numbers; length_m: (m,) metres. closed: (m,) edges that
    stop a trace (barriers), or None. sums: (q, m) further quantities that are added up
    along the way of a link, or None.
    """

    n_nodes: int
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float64]
    closed: NDArray[np.bool_] | None = None
    sums: NDArray[np.float64] | None = None

    @property
    def shut(self) -> NDArray[np.bool_]:
        """(m,) ``closed``, all open where none was given."""
        return np.zeros(len(self.tail), dtype=np.bool_) if self.closed is None else self.closed

    @classmethod
    def from_edges(
        cls,
        n_nodes: int,
        from_node: ArrayLike,
        to_node: ArrayLike,
        length_m: ArrayLike,
        *,
        closed: ArrayLike | None = None,
        sums: ArrayLike | None = None,
    ) -> Network:
        """Make a network; raises :class:`problems.InputError` where the arrays do not fit."""
        tail, head = _node_numbers(from_node, "from_node"), _node_numbers(to_node, "to_node")
        length = np.ascontiguousarray(length_m, dtype=np.float64)
        if not len(tail) == len(head) == len(length):
            raise InputError(
                f"from_node, to_node and length_m need one value per edge; "
                f"they have {len(tail)}, {len(head)} and {len(length)}."
            )
        if len(tail) and (min(tail.min(), head.min()) < 0 or max(tail.max(), head.max()) >= n_nodes):
            raise InputError(f"An edge names a node outside 0..{n_nodes - 1}.")
        if len(length) and not float(length.min()) >= 0.0:  # also catches NaN
            raise InputError("A length is negative or not a number; lengths are metres, 0 or more.")
        shut = None if closed is None else np.ascontiguousarray(closed, dtype=np.bool_)
        extra = None
        if sums is not None:
            extra = np.ascontiguousarray(np.atleast_2d(np.asarray(sums, dtype=np.float64)))
        if shut is not None and len(shut) != len(tail):
            raise InputError("closed needs one value per edge.")
        if extra is not None and extra.shape[1] != len(tail):
            raise InputError("sums needs one column per edge.")
        return cls(n_nodes, tail, head, length, shut, extra)

    def upstream(self, outfall_nodes: ArrayLike, *, check: Callable[[], None] | None = None) -> Reach:
        """Trace everything upstream of every outfall at once.

        outfall_nodes: (k,) node numbers; the same node may occur twice. A closed edge right at
        an outfall is passed (a barrier at the start is ignored) for that outfall alone.
        check: called now and then; may raise to stop the work.
        """
        return Reach(self, _node_numbers(outfall_nodes, "outfall_nodes"), check)

    def downstream(self, source_nodes: ArrayLike, *, check: Callable[[], None] | None = None) -> Reach:
        """Trace everything downstream of every source; the result has the same shape."""
        return self.reversed().upstream(source_nodes, check=check)

    def reversed(self) -> Network:
        """Return the network with every edge turned round."""
        return Network(self.n_nodes, self.head, self.tail, self.length_m, self.closed, self.sums)


def _node_numbers(values: ArrayLike, name: str) -> NDArray[np.int32]:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise InputError(f"{name} needs whole numbers.")
    return np.ascontiguousarray(array, dtype=np.int32).reshape(-1)
