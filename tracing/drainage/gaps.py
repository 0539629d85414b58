"""Bridged gaps: loose lower ends led on into the nearest pipe within the options' gap distance."""

from __future__ import annotations

import numpy as np
import shapely

from ..answers.ends import loose_ends, near_misses
from ..noding.pieces import metres_along
from .pipe_network import PipeNetwork


def bridge_gaps(network: PipeNetwork) -> None:
    """Lead loose lower ends on into the nearest pipe within the gap distance.

    Must come before anything is put on the network, whose pipes it cuts.
    """
    if network.options.gap_distance_m <= 0:
        return
    _, lower = loose_ends(network)
    strand, gap, place = near_misses(network, lower, network.options.gap_distance_m)
    hit = np.flatnonzero(strand >= 0)
    if len(hit):
        line = network.noding.strands.line[strand[hit]]
        drawn_m = metres_along(line, shapely.points(place[hit]))
        target = network.place(place[hit], strand[hit], drawn_m)
        network.bridge(lower[hit], target, gap[hit])
