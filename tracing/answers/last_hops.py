"""The last hop of a link as a line: from the source to where it meets the network."""

from __future__ import annotations

import numpy as np

from ..model import Floats

_TINY = 0.001  # length (m) of a link whose source lies on the network


def last_hops(start: Floats, end: Floats, scale: float = 1.0) -> tuple[Floats, Floats]:
    """Return the two ends of each link (n, 2) in file units: the source, and where it meets the network.

    Where only one of both is known it stands for both; a line is never without length.
    """
    start, end = np.where(np.isfinite(start), start, end), np.where(np.isfinite(end), end, start)
    short = np.hypot(*(end - start).T) < _TINY
    end = end + np.column_stack([np.where(short, _TINY, 0.0), np.zeros(len(end))])
    return start / scale, end / scale
