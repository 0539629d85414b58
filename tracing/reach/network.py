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

from numpy.typing import ArrayLike

from .edges import Edges, node_numbers
from .reach import Reach


@dataclass(frozen=True)
class Network(Edges):
    """Edges that can be asked what drains where; see :class:`Edges` for its columns."""

    def upstream(self, outfall_nodes: ArrayLike, *, check: Callable[[], None] | None = None) -> Reach:
        """Trace everything upstream of every outfall at once.

        outfall_nodes: (k,) node numbers; the same node may occur twice. A closed edge right at
        an outfall is passed (a barrier at the start is ignored) for that outfall alone.
        check: called now and then; may raise to stop the work.
        """
        return Reach(self, node_numbers(outfall_nodes, "outfall_nodes"), check)

    def downstream(self, source_nodes: ArrayLike, *, check: Callable[[], None] | None = None) -> Reach:
        """Trace everything downstream of every source; the result has the same shape."""
        return self.reversed().upstream(source_nodes, check=check)
