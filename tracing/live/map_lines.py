"""What the answer of a live network looks like on a map: lines along the flow, hops of points.

Arrays for tens of thousands of rows at once, where :mod:`.editable_rows` gives one row at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model import Basis, Floats, Ints, Rule
from .network import LiveNetwork


@dataclass
class DrawnLines:
    """Lines of pipes: xy: (n, 2) vertices; start: (k + 1,) first vertex of each line; pipe: (k,) its row.

    Lines run with the flow where it is known. flow: (k,) how it is known, a code of :class:`Basis`;
    UNKNOWN also where water may pass both ways.
    """

    xy: Floats
    start: Ints
    pipe: Ints
    flow: NDArray[np.int8]


def drawn_lines(network: LiveNetwork, pipes: Ints) -> DrawnLines:
    """Return the lines of ``pipes`` (rows, in any order); parts with fewer than two places are left out."""
    rows = np.unique(pipes)
    xy, start, at = network.tables.pipes.vertices(rows)
    count = np.diff(start)
    whole = np.isfinite(xy).all(axis=1)
    line = np.repeat(np.arange(len(count)), count)
    usable = (count > 1) & (np.bincount(line, ~whole, len(count)) == 0)
    xy, count, owner = xy[usable[line]], count[usable], rows[at[usable]]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    drawn = network.present.pipes["drawn"][owner]
    flow = network.present.pipes["basis"][owner].copy()
    flow[drawn == 0] = Basis.UNKNOWN
    line = np.repeat(np.arange(len(count)), count)
    offset = np.arange(len(xy)) - start[:-1][line]
    source = np.where(drawn[line] < 0, start[1:][line] - 1 - offset, start[:-1][line] + offset)
    return DrawnLines(xy[source], start, owner, flow)


def point_places(network: LiveNetwork, table: str, rows: Ints) -> tuple[Floats, Floats]:
    """Return (k, 2) places of points (rows of ``table``), and (k, 2) where they meet the network.

    A manhole meets it where it stands.
    """
    xy = getattr(network.tables, table).columns["xy"][rows]
    return xy, xy if table == "manholes" else network.present.column(table)["xy"][rows]


def point_hops(network: LiveNetwork, table: str, rows: Ints) -> tuple[NDArray[np.int8], Floats, Floats]:
    """Return rule, hop_m and nearest_m (to a pipe, of those that meet nothing) of points, (k,) each."""
    present, points = network.present, getattr(network.tables, table)
    rule, hop = present.rule(table, rows), present.hop_m(table, rows)
    nearest, nowhere = hop.copy(), rule == Rule.NONE
    nearest[nowhere] = network.tables.pipes.nearest_m(points.columns["xy"][rows[nowhere]])
    return rule, hop, nearest
