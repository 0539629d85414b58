"""The edges of a drainage network as arrays: what is traced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...problems import InputError

Own = TypeVar("Own", bound="Edges")


@dataclass(frozen=True)
class Edges:
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
        cls: type[Own],
        n_nodes: int,
        from_node: ArrayLike,
        to_node: ArrayLike,
        length_m: ArrayLike,
        *,
        closed: ArrayLike | None = None,
        sums: ArrayLike | None = None,
    ) -> Own:
        """Make a network; raises :class:`problems.InputError` where the arrays do not fit."""
        tail, head = node_numbers(from_node, "from_node"), node_numbers(to_node, "to_node")
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

    def reversed(self: Own) -> Own:
        """Return the network with every edge turned round."""
        return type(self)(self.n_nodes, self.head, self.tail, self.length_m, self.closed, self.sums)


def node_numbers(values: ArrayLike, name: str) -> NDArray[np.int32]:
    """Return (k,) numbers of nodes; raises :class:`problems.InputError` where they are no whole numbers."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise InputError(f"{name} needs whole numbers.")
    return np.ascontiguousarray(array, dtype=np.int32).reshape(-1)
