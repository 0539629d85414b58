"""What ids of pipe ends say that the drawing denies, as columns; found by :mod:`.id_places`."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..model import Bools, Floats, Ints


def no_rows() -> Ints:
    """Return an empty column of row numbers."""
    return np.empty(0, dtype=np.int64)


def no_pairs() -> Ints:
    """Return an empty column of pairs."""
    return np.empty((0, 2), dtype=np.int64)


def _no_metres() -> Floats:
    return np.empty(0)


def _no_flags() -> Bools:
    return np.empty(0, dtype=bool)


@dataclass
class Apart:
    """Ids whose ends lie too far apart, one row per id.

    places, ends: how many; strand, side: (k, 2) an end that its place alone decides, and the end of the same
    id that lies farthest from it; metres: how far.
    """

    places: Ints = field(default_factory=no_rows)
    ends: Ints = field(default_factory=no_rows)
    strand: Ints = field(default_factory=no_pairs)
    side: Ints = field(default_factory=no_pairs)
    metres: Floats = field(default_factory=_no_metres)


@dataclass
class Moved:
    """Ends on the node of another id, one row each: strand and side, and how far (m) their own node is.

    other, other_side: a strand's end that names the node where they lie; -1 where the row ``manhole`` does.
    certain: whether they meet it. They do where a manhole marks one of the two nodes, or where pipes come
    to the other node by its id and lead on from it; else nobody knows which of the two ids is out of date.
    """

    strand: Ints = field(default_factory=no_rows)
    side: Ints = field(default_factory=no_rows)
    metres: Floats = field(default_factory=_no_metres)
    other: Ints = field(default_factory=no_rows)
    other_side: Ints = field(default_factory=no_rows)
    manhole: Ints = field(default_factory=no_rows)
    certain: Bools = field(default_factory=_no_flags)


@dataclass
class IdDoubts:
    """All that is doubted.

    apart_ends: (j, 2) strand and side of the ends of ids in ``apart`` that their places decide;
    split: (k, 2) strands that are neighbouring parts of one pipe; scheme: (ids that disagree with the
    drawing, ends that agree with it) where the drawing is a scheme, for which nothing else is doubted.
    """

    apart: Apart = field(default_factory=Apart)
    apart_ends: Ints = field(default_factory=no_pairs)
    moved: Moved = field(default_factory=Moved)
    split: Ints = field(default_factory=no_pairs)
    scheme: tuple[int, int] | None = None
