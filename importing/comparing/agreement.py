"""Do two rows of one key agree in what they can be checked by: place, name, district?

Numbers are given out anew by every survey and every list, so a key alone proves little. Two rows of one
key are taken for one where they lie together; a little farther apart where their names agree, or where most
rows of the delivery stayed where they were. Without a place on both sides the names and the districts must
agree; names that were corrected do, as long as most of the delivery's names stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import fold, known
from ...tracing.model import Bools, Floats, Ints

if TYPE_CHECKING:
    from .compared_rows import Rows
    from .import_memory import Words

FARTHEST_M = 2000.0  # beyond, no wrong datum and no survey's slip explains that a row moved
_SURVEYED = frozenset({"pipes", "manholes"})
#: Metres: rows lie together, and may still be one where something else speaks for it.
_NEAR_M, _WIDE_M = 50.0, 500.0
_NEAR_SURVEYED_M, _WIDE_SURVEYED_M = 20.0, 100.0  # a manhole is surveyed, and the next one is 30 m away
_OF_LENGTH = 0.25  # a line or an area may move by so much of its own size
_SAME_SHIFT_M, _SHIFTED = 20.0, 3  # rows moved by a wrong datum all move alike; of so many at least
_SAME_M = 0.05  # coordinates that were rounded, or brought over another way
_MOST = 0.5


@dataclass
class Before:
    """What imports delivered before, asked only for rows that are still in question.

    ``delivered``: old rows, new rows -> a digest of each as it was and is delivered, 0 for none.
    ``same_file``: old rows -> whether they came with a file and layer of this name.
    """

    delivered: Callable[[Ints, Ints], tuple[Words, Words]]
    same_file: Callable[[Ints], Bools]


class Agreement:
    """Judges pairs of rows that one key, or one place, brings together."""

    def __init__(self, table: str, old: Rows, new: Rows, before: Before | None) -> None:
        surveyed = table in _SURVEYED
        self.has_names = not surveyed
        self._near, self._wide = (
            (_NEAR_SURVEYED_M, _WIDE_SURVEYED_M) if surveyed else (_NEAR_M, _WIDE_M)
        )
        self._old, self._new, self._before = old, new, before

    def same_file(self, one: Ints) -> Bools:
        """Tell which old rows came with a file and layer of the same name."""
        return self._before.same_file(one) if self._before else np.zeros(len(one), dtype=bool)

    def of(self, one: Ints, two: Ints, lone: Bools, once: bool, settled: int) -> tuple[Bools, Bools]:
        """Return which pairs (old row, new row) agree, and which of the others are likely one all the same.

        ``lone``: their key stands once on both sides; else they must lie together. ``once``: their key is
        given out only once. ``settled``: rows of the delivery that lie where they lay.
        """
        shift = centres(self._new.box[two]) - centres(self._old.box[one])
        size = np.fmax(_size(self._old.box[one]), _size(self._new.box[two]))
        away = np.maximum(np.hypot(*shift.T) - _OF_LENGTH * size, 0.0)
        placed = np.isfinite(away)
        with np.errstate(invalid="ignore"):
            near, wide = away <= self._near, away <= self._wide
        same, other = self.names(one, two)
        other_district = self._compared("county_code", one, two, lambda a, b: a != b)
        ours = self.same_file(one)
        stay = settled + near.sum() >= _MOST * (settled + placed.sum())
        named = settled + same.sum() >= _MOST * (settled + (same | other).sum())
        fits = near | (lone & wide & ~other & ~other_district & (same | stay)) | (
            lone & (away <= FARTHEST_M) & same & ~other_district & ours & stay)
        fits &= same | ~self._on_another(one, two)
        fits |= ~placed & ~other_district & (~other | named | ours)
        lost = shift[placed & ~fits]
        alike = np.zeros(len(one), dtype=bool)
        if len(lost) >= _SHIFTED:
            alike = np.hypot(*(shift - np.median(lost, axis=0)).T) <= _SAME_SHIFT_M
        likely = once | ours | (
            np.where(placed, (away <= FARTHEST_M) & (same | (alike & ~other)), ~other_district))
        return fits, likely

    def names(self, one: Ints, two: Ints) -> tuple[Bools, Bools]:
        """Return where both rows have a name and it is the same, and where it is another.

        A name within a longer one is no other name.
        """
        return (self._compared("name", one, two, lambda a, b: a == b),
                self._compared("name", one, two, lambda a, b: a not in b and b not in a))

    def _compared(self, name: str, one: Ints, two: Ints, test: Callable[[str, str], bool]) -> Bools:
        """Return where both rows hold something in a column, and it passes ``test`` as it is compared."""
        if name not in self._old.columns or name not in self._new.columns:
            return np.zeros(len(one), dtype=bool)
        sides = zip(self._old.columns[name][one].tolist(), self._new.columns[name][two].tolist())
        folded = ((fold(known(a)), fold(known(b))) for a, b in sides)
        return np.fromiter((bool(a and b) and test(a, b) for a, b in folded), dtype=bool, count=len(one))

    def _on_another(self, one: Ints, two: Ints) -> Bools:
        """Tell which new rows lie where another old row lies than that of their key."""
        found, _, lies = _within(self._old.box, self._new.box[two])
        own = np.abs(self._new.box[two] - self._old.box[one]).max(axis=1, initial=0.0) <= _SAME_M
        on: Bools = lies & (found != one) & ~own
        return on


def one_place(old: Floats, new: Floats) -> tuple[Ints, Ints]:
    """Return the rows of boxes (n, 4) that lie at one place, where only one row of either side does."""
    found, only, lies = _within(old, new)
    back, only_back, _ = _within(new, old)
    two = np.flatnonzero(lies & only)
    two = two[(back[found[two]] == two) & only_back[found[two]]]
    return found[two], two


def _within(old: Floats, new: Floats) -> tuple[Ints, Bools, Bools]:
    """Return the nearest old box of each new one, whether it is the only one there, whether it is there."""
    from scipy.spatial import cKDTree

    there_old, there_new = (np.flatnonzero(np.isfinite(box).all(axis=1)) for box in (old, new))
    found = np.full(len(new), -1, dtype=np.int64)
    only, lies = np.zeros(len(new), dtype=bool), np.zeros(len(new), dtype=bool)
    if len(there_old) and len(there_new):
        away, at = cKDTree(old[there_old]).query(new[there_new], k=2, distance_upper_bound=_SAME_M)
        lies[there_new] = np.isfinite(away[:, 0])
        only[there_new] = ~np.isfinite(away[:, 1])
        found[there_new] = np.append(there_old, -1)[at[:, 0]]
    return found, only, lies


def centres(box: Floats) -> Floats:
    """Return the middle (n, 2) of boxes (n, 4)."""
    middle: Floats = (box[:, :2] + box[:, 2:]) / 2.0
    return middle


def moves(old: Floats, new: Floats) -> Floats:
    """Return how far the farther corner of each box moved, in metres; NaN where one has none."""
    farther: Floats = np.maximum(
        np.hypot(*(new[:, :2] - old[:, :2]).T), np.hypot(*(new[:, 2:] - old[:, 2:]).T)
    )
    return farther


def nearest(keys_old: Words, xy_old: Floats, keys_new: Words, xy_new: Floats) -> tuple[Ints, Ints]:
    """Return pairs (old, new) of one key that are each other's nearest, and clearly so.

    Rows without a place, and rows :data:`FARTHEST_M` away, are nobody's.
    """
    from scipy.spatial import cKDTree

    there_old, there_new = (np.flatnonzero(np.isfinite(xy).all(axis=1)) for xy in (xy_old, xy_new))
    if not len(there_old) or not len(there_new):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    number = np.unique(np.concatenate([keys_old[there_old], keys_new[there_new]]), return_inverse=True)[1]
    height = number.ravel() * (4.0 * FARTHEST_M)  # rows of other keys are out of reach
    sides = [
        np.column_stack([xy_old[there_old], height[: len(there_old)]]),
        np.column_stack([xy_new[there_new], height[len(there_old) :]]),
    ]
    trees = [cKDTree(side) for side in sides]
    to_old, at_old = trees[0].query(sides[1], k=2, distance_upper_bound=FARTHEST_M)
    to_new, at_new = trees[1].query(sides[0], k=2, distance_upper_bound=FARTHEST_M)
    clear = np.isfinite(to_old[:, 0]) & (to_old[:, 1] > 2.0 * to_old[:, 0])
    two = np.flatnonzero(clear)
    one = at_old[two, 0]
    mutual = (at_new[one, 0] == two) & (to_new[one, 1] > 2.0 * to_new[one, 0])
    return there_old[one[mutual]], there_new[two[mutual]]


def _size(box: Floats) -> NDArray[Any]:
    return np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
