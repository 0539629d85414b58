"""Lines of pipes as they lie in the file, for layers that verbs make."""

from __future__ import annotations

import numpy as np
import shapely

from ...tracing.model import Ints, Pipes


def pipe_wkb(pipes: Pipes, rows: Ints, scale: float) -> list[bytes | None]:
    """Return well-known binary of pipes (lines, or multi-lines of several parts); None without geometry.

    scale: metres per unit of the file, as in :class:`reading.ProjectData`.
    """
    first = np.searchsorted(pipes.part_pipe, rows, side="left")
    last = np.searchsorted(pipes.part_pipe, rows, side="right")
    found: list[bytes | None] = []
    for low, high in zip(first.tolist(), last.tolist()):
        parts = [pipes.xy[pipes.part_start[at]:pipes.part_start[at + 1]] / scale for at in range(low, high)]
        lines = [shapely.linestrings(part) for part in parts if len(part) > 1 and np.isfinite(part).all()]
        shape = shapely.multilinestrings(lines) if len(lines) > 1 else lines[0] if lines else None
        found.append(None if shape is None else shapely.to_wkb(shape))
    return found
