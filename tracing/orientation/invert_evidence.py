"""What inverts say of a pipe's direction: its own fall, that of its neighbours, how its numbers fit in.

Inverts are filed in one of two ways, and which one it is the data tell.

*By line*: the first number belongs to the start of the line. A pipe falls along its own numbers
(``invert``), and from the lowest end that others have at its start to the lowest one at its end (``levels``,
where it has no numbers of its own). Both come from one survey and say about the same: they are one vote.
Where they contradict each other that is a kind of its own, the neighbours' word (``clash``), for the data
tell which of the two is then right: pipes whose numbers are poor, or nodes where water drops.

*By flow*: the first number is the upper one, however the line is drawn. Then a pipe's numbers say nothing
of its line, but those of its neighbours do. Pipes meet at about one level: a line whose numbers fit its
ends as they stand is drawn with the flow, one whose numbers fit the other way round against it (``fits``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import Floats, Ints
from .belief_propagation import Places

Votes = NDArray[np.int8]
#: Levels must differ by this much (m) to say something.
_CLEAR_M = 0.02
#: Inverts are filed by flow where fewer falls than this oppose the drawing.
_FILED_BY_FLOW = 0.03
#: So many lines at most fit only the other way round by mistake.
_MISFITS = 0.1


def rises_seldom(own: Votes) -> bool:
    """Tell whether so few of (s,) falls oppose the drawing that inverts must be filed by flow."""
    return bool((own < 0).sum() < _FILED_BY_FLOW * np.count_nonzero(own))


def filed_by_flow(places: Places, fits: Votes, *, rises_seldom: bool) -> bool:
    """Return whether inverts are filed by flow, and enough lines are turned to see which.

    Then about as many lines fit only the other way round as are drawn backwards, and turning them takes
    most contradictions out of the drawing. Filed by line, few fit the other way round however many are
    drawn backwards, and turning those takes nothing out. fits: (k,) votes on the strands of ``places``.
    """
    told = np.count_nonzero(fits)
    misfits = int((fits < 0).sum()) / max(told, 1)
    drawn, turned = places.consistent_share(np.abs(fits)), places.consistent_share(fits)
    wrong = 0.5 * (1.0 - drawn)
    return (1.0 - turned < wrong < misfits) or (rises_seldom and misfits > _MISFITS)


def both_alike(inverts: Floats) -> Floats:
    """Return inverts as (k, 2) levels of pipes of which nobody knows at which end they belong."""
    known = np.where(np.isfinite(inverts), inverts, inverts[:, ::-1])
    return np.repeat(known.mean(axis=1)[:, None], 2, axis=1)


def _sign(metres: Floats) -> Votes:
    """Return +1, -1, or 0 where ``metres`` is unknown or too little to say something."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(metres) > _CLEAR_M, np.sign(metres), 0.0).astype(np.int8)


def fit_votes(ends: Ints, inverts: Floats) -> Votes:
    """Return (s,) which way round inverts fit the neighbours: the signs of :func:`fit`, where clear."""
    return _sign(fit(ends, inverts))


def fit(ends: Ints, inverts: Floats) -> Floats:
    """Return (s,) how much better (m) the inverts fit the neighbours as they stand than turned round.

    ends: (s, 2) nodes; inverts: (s, 2), NaN for unknown. A number fits a node as well as it comes near to
    any number of any other strand there, for theirs may be turned round too. Where a strand has no
    neighbour at one end, the other end decides. NaN where nothing can be said.
    """
    margin = np.full(len(ends), np.nan)
    rows = np.flatnonzero(np.isfinite(inverts).all(axis=1) & (ends[:, 0] != ends[:, 1]))
    k = len(rows)
    # Every strand comes with both of its numbers to both of its nodes.
    node = ends[rows].T[[0, 0, 1, 1]].ravel()
    value = inverts[rows].T[[0, 1, 0, 1]].ravel()
    away = _nearest_other(node, value, np.arange(4 * k) % max(k, 1)).reshape(4, k)
    away[np.isinf(away)] = 0.0
    margin[rows] = (away[1] + away[2]) - (away[0] + away[3])
    return margin


def _nearest_other(node: Ints, value: Floats, owner: Ints) -> Floats:
    """Return how far each value is from the nearest one of another owner at its node, inf for none.

    Owners have two values at a node, so the nearest of the others is among the two before and the
    two behind.
    """
    order = np.lexsort((value, node))
    node, value, owner = node[order], value[order], owner[order]
    nearest = np.full(len(order), np.inf)
    for step in (1, 2):
        gap = value[step:] - value[:-step]
        gap[(node[step:] != node[:-step]) | (owner[step:] == owner[:-step])] = np.inf
        np.minimum(nearest[step:], gap, out=nearest[step:])
        np.minimum(nearest[:-step], gap, out=nearest[:-step])
    found = np.empty(len(order))
    found[order] = nearest
    return found


def around(ends: Ints, inverts: Floats, n_nodes: int) -> Votes:
    """Return (s,) the fall from the lowest other end at the start to the lowest one at the end, as votes.

    Where a node has no other end of known level, the strand's own stands in.
    """
    rows = np.flatnonzero(ends[:, 0] != ends[:, 1])
    node, value = ends[rows].ravel(), inverts[rows].ravel()
    known = np.flatnonzero(np.isfinite(value))
    low = value.copy()
    low[known] = _lowest_others(node[known], value[known], n_nodes, alone=value[known])
    blank = np.flatnonzero(np.isnan(value))
    if len(blank):
        floor = np.full(n_nodes, np.inf)
        np.minimum.at(floor, node[known], value[known])
        low[blank] = np.where(np.isfinite(floor[node[blank]]), floor[node[blank]], np.nan)
    votes = np.zeros(len(ends), dtype=np.int8)
    votes[rows] = _sign(low[::2] - low[1::2])
    return votes


def _lowest_others(node: Ints, value: Floats, n_nodes: int, alone: Floats) -> Floats:
    """(k,) the lowest of the other values at the node of each, ``alone`` where there is none."""
    if not len(value):
        return value
    order = np.lexsort((value, node))
    new = np.flatnonzero(np.diff(node[order], prepend=-1))
    first = np.empty(n_nodes, dtype=np.int64)
    first[node[order[new]]] = order[new]
    found: Floats = value[first[node]]
    # The lowest itself meets the second.
    lowest, second = order[new], new + 1
    has = np.append(np.diff(new), len(order) - new[-1]) > 1
    found[lowest[has]] = value[order[second[has]]]
    found[lowest[~has]] = alone[lowest[~has]]
    return found
