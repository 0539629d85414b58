"""Where nodes with ids lie, and which lines are drawn against the order of their ids."""

from __future__ import annotations

import numpy as np

from ..model import Bools, Floats, Ints
from .clusters import cluster_points

#: Ends of pipes with ids that lie so near (m) to each other are drawn at one place.
SAME_PLACE_M = 1.0
#: A line is drawn against its ids only if turning it leaves its ends near their nodes: within this share
#: of its length, between the least and the most (m). Else an end that was moved away would turn it.
_TURNED_SHARE, _TURNED_M = 0.25, (5.0, 30.0)
#: Ends measured by one call: what fits into the processor's cache goes fastest.
_AT_ONCE = 10_000


def middle_places(ends: Floats, number: Ints, known: Floats) -> tuple[Floats, Bools]:
    """Return where nodes lie: the manhole, else the middle of the ends that name them; and which ends do not.

    ends: (k, 2, 2); number: (k, 2) their nodes; known: (n, 2) NaN without a manhole. Returns (n, 2) places
    and (k, 2) ends that lie elsewhere.
    """
    place = np.where(np.isfinite(known), known, middles(ends, number, len(known)))
    return place, _from_nodes(ends, number, place) > SAME_PLACE_M


def orientation(
    ends: Floats, number: Ints, known: Floats, place: Floats, apart: Bools
) -> tuple[Floats, Bools]:
    """Find lines drawn against their declared order: turning them brings their ends clearly nearer.

    place, apart: as :func:`middle_places` gives them. Returns the places once those lines are turned, and
    (k,) which they are.
    """
    backwards = np.zeros(len(ends), dtype=bool)
    most = np.clip(_TURNED_SHARE * distances(ends[:, 0], ends[:, 1]), *_TURNED_M)
    guess = _shared_places(ends, number, known, place, apart)
    for _ in range(3):
        drawn = along(ends, backwards)
        straight = np.nansum(_from_nodes(drawn, number, guess), axis=1)
        asked = np.flatnonzero(straight > 2e-6)  # nearer than that no line can be by turning it
        turned = np.nansum(_from_nodes(drawn[asked, ::-1], number[asked], guess), axis=1)
        change = asked[turned < np.minimum(0.5 * straight[asked] - 1e-6, most[asked])]
        if not len(change):
            break
        backwards[change] ^= True
        # Only nodes of turned pipes are judged anew, so that pipes far away never matter.
        again = np.zeros(len(known), dtype=bool)
        again[number[change]] = True
        middle = np.where(np.isfinite(known), known, middles(along(ends, backwards), number, len(known)))
        place = np.where(again[:, None], middle, place)
        guess = np.where(again[:, None], middle, guess)
    return place, backwards


def along(ends: Floats, backwards: Bools) -> Floats:
    """Return the ends (n, 2, 2) of lines in the order of their ids; backwards: (n,), drawn the other way."""
    return np.where(backwards[:, None, None], ends[:, ::-1], ends) if backwards.any() else ends


def distances(one: Floats, two: Floats) -> Floats:
    """Return the distances (m, (...)) between places (..., 2)."""
    x, y = one[..., 0] - two[..., 0], one[..., 1] - two[..., 1]
    distance: Floats = np.sqrt(x * x + y * y)
    return distance


def _from_nodes(ends: Floats, number: Ints, place: Floats) -> Floats:
    """Return (k, 2) how far ends (k, 2, 2) lie from the places of their nodes; NaN where one has none."""
    found = np.empty((len(ends), 2))
    for low in range(0, len(ends), _AT_ONCE):
        some = slice(low, low + _AT_ONCE)
        found[some] = distances(ends[some], place[number[some]])
    return found


def middles(ends: Floats, number: Ints, n: int) -> Floats:
    """Return (n, 2) the middle of the ends that name each node, NaN where none does."""
    count = np.bincount(number.ravel(), minlength=n)
    with np.errstate(invalid="ignore"):
        return np.stack(
            [np.bincount(number.ravel(), ends[:, :, axis].ravel(), n) / count for axis in (0, 1)], axis=1
        )


def _shared_places(ends: Floats, number: Ints, known: Floats, middle: Floats, apart: Bools) -> Floats:
    """Guess places of nodes whose ends disagree: where most of their pipes have an end, either one.

    NaN where a single pipe names the node, for then its drawing says nothing. Where all ends agree
    their middle stays.
    """
    place = middle.copy()
    unsure = np.zeros(len(middle), dtype=bool)
    unsure[number[apart]] = True
    unsure &= ~np.isfinite(known).all(axis=1)
    rows = np.flatnonzero(unsure[number].any(axis=1))
    alone = np.bincount(number.ravel(), minlength=len(middle)) == 1
    place[alone & ~np.isfinite(known).all(axis=1)] = np.nan
    if not len(rows):
        return place
    spot = cluster_points(ends[rows].reshape(-1, 2), SAME_PLACE_M).reshape(-1, 2)
    # Every pipe votes for both its ends at both its nodes, a little more as it was drawn.
    node = number[rows][:, [0, 0, 1, 1]].ravel()
    where = spot[:, [0, 1, 0, 1]].ravel()
    weight = np.tile([1.5, 1.0, 1.0, 1.5], len(rows))
    xy = ends[rows][:, [0, 1, 0, 1]].reshape(-1, 2)
    _, first, vote = np.unique(node * (spot.max() + 1) + where, return_index=True, return_inverse=True)
    votes = np.bincount(vote.ravel(), weight)
    order = np.lexsort((votes, node[first]))
    last = np.append(np.diff(node[first][order]) != 0, True)
    best = first[order[last]]
    best = best[unsure[node[best]]]
    place[node[best]] = xy[best]
    return place
