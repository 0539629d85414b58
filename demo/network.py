"""The true drainage network while it is being laid: nodes and pipes that grow in chunks.

Every pipe runs in its true direction of flow, ``up`` to ``down``. What the survey
recorded of it (codes, drawing direction, gaps) is another matter: :mod:`.survey`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from .geo import Floats, Ints

_Number = TypeVar("_Number", int, float)

STORM, SEWAGE, COMBINED, UNKNOWN = range(4)
SYSTEMS = ("storm", "sewage", "combined", "unknown")
PIPE, CULVERT, CHANNEL, PRESSURE = range(4)
FORMS = ("pipe", "culvert", "open_channel", "pressure_main")
MANHOLE, INLET, HOUSE, OVERFLOW, GATE, PUMP, OUTLET, OTHER, DITCH = range(9)
KINDS = ("manhole", "inlet", "house_connection", "overflow", "gate", "pump", "outlet", "other", "")
SIZES = np.array([200, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1800, 2000, 2400, 3000])

#: What a pipe is in the layout
TREE, LATERAL, SPLIT, SHORT, GULLY, LINK, CROSS, RING, SPARE = range(9)


@dataclass(frozen=True)
class Pipes:
    """What is laid, one value for all or one for each: ``size`` in mm, ``load`` metres of network above."""

    system: int | Ints
    form: int | Ints
    size: int | Ints
    role: int
    load: float | Floats
    kind: int | Ints = MANHOLE  # of the nodes between

    def at(self, row: Ints) -> Pipes:
        """Return the pipes of these rows, as often as they are named."""
        return Pipes(_at(self.system, row), _at(self.form, row), _at(self.size, row), self.role,
                     _at(self.load, row), _at(self.kind, row))


@dataclass
class Network:
    """Columns of nodes and pipes. Call :meth:`freeze` before reading them as arrays."""

    _nodes: dict[str, list[np.ndarray]] = field(default_factory=dict)
    _pipes: dict[str, list[np.ndarray]] = field(default_factory=dict)
    n_nodes: int = 0
    n_pipes: int = 0

    def add_nodes(self, xy: Floats, kind: int | Ints, system: int | Ints, level: Floats | float) -> Ints:
        """Add nodes at (n, 2) with invert levels in metres; return their numbers."""
        n = len(xy)
        _extend(self._nodes, n, xy=np.asarray(xy, float), node_kind=kind, node_system=system, level=level)
        self.n_nodes += n
        return np.arange(self.n_nodes - n, self.n_nodes)

    def add_pipes(self, up: Ints, down: Ints, pipes: Pipes) -> Ints:
        """Add pipes from node to node; return their numbers."""
        n = len(up)
        _extend(
            self._pipes,
            n,
            up=np.asarray(up),
            down=np.asarray(down),
            system=pipes.system,
            form=pipes.form,
            size=pipes.size,
            role=pipes.role,
            load=pipes.load,
        )
        self.n_pipes += n
        return np.arange(self.n_pipes - n, self.n_pipes)

    def column(self, name: str) -> np.ndarray:
        """Return one column of the nodes or pipes laid so far."""
        store = self._nodes if name in self._nodes else self._pipes
        if len(store[name]) > 1:
            store[name] = [np.concatenate(store[name])]
        return store[name][0]

    def chain(self, up: Ints, down: Ints, pieces: Ints, sag: Floats, pipes: Pipes) -> None:
        """Lay pipes from ``up`` to ``down`` in ``pieces``, bowing by ``sag`` metres."""
        n = len(up)
        pieces = np.maximum(np.asarray(pieces, int), 1)
        xy, level = self.column("xy"), self.column("level")
        inner = pieces - 1
        row = np.repeat(np.arange(n), inner)
        first = np.cumsum(inner) - inner
        t = (np.arange(inner.sum()) - first[row] + 1) / pieces[row]
        a, b = xy[up], xy[down]
        way = b - a
        length = np.maximum(np.hypot(*way.T), 1e-6)
        across = np.column_stack([-way[:, 1], way[:, 0]]) / length[:, None]
        at = a[row] + way[row] * t[:, None] + across[row] * (4 * t * (1 - t) * np.asarray(sag)[row])[:, None]
        between = pipes.at(row)
        new = self.add_nodes(
            at, between.kind, between.system, level[up][row] * (1 - t) + level[down][row] * t
        )
        pipe = np.repeat(np.arange(n), pieces)
        start = np.cumsum(pieces) - pieces
        k = np.arange(pieces.sum()) - start[pipe]
        below = np.where(k == pieces[pipe] - 1, down[pipe], _take(new, first[pipe] + k))
        above = np.where(k == 0, up[pipe], _take(new, first[pipe] + k - 1))
        self.add_pipes(above, below, pipes.at(pipe))


def _take(values: Ints, index: Ints) -> Ints:
    return values[np.clip(index, 0, len(values) - 1)] if len(values) else np.zeros(len(index), int)


def _at(value: _Number | np.ndarray, row: Ints) -> _Number | np.ndarray:
    return value if np.ndim(value) == 0 else np.asarray(value)[row]


def _extend(store: dict[str, list[np.ndarray]], n: int, **columns: object) -> None:
    for name, value in columns.items():
        array = np.asarray(value)
        store.setdefault(name, []).append(np.full(n, array) if array.ndim == 0 else array)


def standard_size(metres: Floats) -> Ints:
    """Return a usual diameter in mm for a pipe with so many metres of network above it."""
    wanted = 300 * (1 + np.asarray(metres) / 220) ** 0.42
    return SIZES[np.clip(np.searchsorted(SIZES, wanted * 0.93), 1, len(SIZES) - 1)]
