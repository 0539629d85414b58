"""Which ends of pipes an id can be right about: ids held against the drawing.

* **apart**: ends that share an id and lie farther than a distance apart cannot be one place. The id is a
  word for none, or two surveys number alike: of such ends only those that lie together meet. Words that
  often stand for no id (``0``, ``END``) are held so even where their ends lie near.
* **moved**: an end that lies on the node of another id, away from its own, meets that one, if it is certain
  (:mod:`.moved_ends`).
* **split**: parts of a pipe that was split meet where one ends and the other begins (:mod:`.split_parts`).

Where most ids disagree with the drawing, it is a scheme: ids alone decide, as they do for pipes without
geometry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ..model import Bools, Floats, Ints, Nodes
from .clusters import beside, cluster_points, components, wider
from .declared_places import SAME_PLACE_M, along, distances, middle_places, middles, orientation
from .id_doubts import Apart, IdDoubts, Moved, no_rows
from .moved_ends import Claims, HomeEnds, homes, on_others
from .node_ids import DOUBTFUL_WORDS, NodeIds
from .pieces import Strands
from .split_parts import Marks, split_parts

#: Ends of an id that is not believed are still one place within this (m): pipes drawn to a manhole's wall.
TOGETHER_M = 5.0
#: Fewer ids than this that disagree with the drawing do not make a scheme of it.
SCHEME_IDS = 3
#: Where nothing but so few ids tells how well a network is drawn, ends may lie this many times as far apart.
FEW_IDS_REACH = 20.0


@dataclass
class PlacedIds:
    """Nodes of ends with ids. Node i is that of id i.

    end_node: (s, 2) -1 where the place decides; together: (s, 2) such ends of one number meet, -1 for none;
    node_xy: (n, 2) NaN where unknown; marked: (n,) a manhole marks the node; backwards: (s,) lines drawn from
    their end node to their start node; divided: (n,) ids of several places, none of which is the main one.
    distance_m: how far apart ends of one id may lie; 0: anywhere. evidence: (n, 3) what each id says of
    that, see :func:`judged`.
    """

    end_node: Ints
    node_xy: Floats
    marked: Bools
    backwards: Bools
    divided: Bools
    distance_m: float
    evidence: Ints
    together: Ints | None = None
    doubts: IdDoubts = field(default_factory=IdDoubts)


class IdReach(NamedTuple):
    """How far (m) ends of one id may lie apart (0: anywhere), and how near to each other ends meet.

    known_m: what :func:`judged` gave for the whole that this is a part of.
    """

    distance_m: float
    tolerance_m: float
    known_m: float | None = None


def place_ids(
    strands: Strands, end_id: Ints, ids: NodeIds, nodes: Nodes | None, reach: IdReach
) -> PlacedIds:
    """Find the nodes of ends with ids, and hold ids against the drawing where a distance is given.

    end_id: (s, 2) number of the id at either end, -1 for none.
    """
    manhole_id = no_rows() if nodes is None else ids.find(nodes.code, len(nodes.xy))
    known = np.full((len(ids), 2), np.nan)
    if nodes is not None:
        known[manhole_id[manhole_id >= 0]] = nodes.xy[manhole_id >= 0]
    rows = np.flatnonzero(strands.declared & np.isfinite(strands.ends[:, 0, 0]))
    drawn, number = strands.ends[rows], end_id[rows]
    place, apart = middle_places(drawn, number, known)
    doubts, far = IdDoubts(), reach.distance_m
    evidence = _undoubted(number, known)
    if far > 0 and apart.any():
        check = _Check(ids, _Drawn(drawn, number, known, apart), nodes, manhole_id, reach)
        evidence = check.evidence()
        far = judged(evidence.sum(axis=0), far) if reach.known_m is None else reach.known_m
        if far > 0:
            check.distance_m = far
            return check.placed(strands, end_id, rows, evidence)
        doubts.scheme = int(evidence[:, 2].sum()), int(evidence[:, 1].sum())
    backwards = np.zeros(len(strands.pipe), dtype=bool)
    place, backwards[rows] = orientation(drawn, number, known, place, apart)
    none = np.zeros(len(ids), dtype=bool)
    return PlacedIds(
        end_id.copy(), place, np.isfinite(known).all(axis=1), backwards, none,
        far if reach.known_m is None else reach.known_m, evidence, doubts=doubts)


def judged(evidence: Ints, distance_m: float) -> float:
    """Return how far apart (m) ends of one id may lie; 0, anywhere, where the drawing is a scheme.

    evidence: ends that disagree with the drawing (of one id two at most, or a single word for none would
    weigh as much as a survey), ends that agree, ids that disagree. Where the ids are too few to tell, their
    ends may lie farther apart than elsewhere.
    """
    disagree, agree, ids = evidence.tolist()
    if disagree <= agree:
        return distance_m
    return 0.0 if ids >= SCHEME_IDS else distance_m * FEW_IDS_REACH


def _undoubted(number: Ints, known: Floats) -> Ints:
    """Evidence of ids whose ends all lie together."""
    named = np.bincount(number.ravel(), minlength=len(known))
    agree = np.where((named > 1) | np.isfinite(known).all(axis=1), named, 0)
    return np.stack([np.zeros_like(agree), agree, np.zeros_like(agree)], axis=1)


class _Drawn(NamedTuple):
    """Strands with ids as they are drawn.

    ends: (k, 2, 2) places (m); number: (k, 2) ids; known: (ids, 2) places of manholes, NaN for none; apart:
    (k,) those of which an end lies far from the middle of its id.
    """

    ends: Floats
    number: Ints
    known: Floats
    apart: Bools


class _Check:
    """Ids of which some ends lie elsewhere, held against the drawing.

    *Claims* are ends of them whose ids are unsure, each with its
    strand's ``row``, its ``side``, its ``id`` and where it lies, ``xy``; *marks* are manholes with such ids.
    """

    def __init__(
        self, ids: NodeIds, strands: _Drawn, nodes: Nodes | None, manhole_id: Ints, reach: IdReach
    ) -> None:
        """Take strands, and manhole_id: (manholes,) the ids of ``nodes``, -1 for none."""
        drawn, number, known, apart = strands
        words = ids.find(DOUBTFUL_WORDS, len(DOUBTFUL_WORDS))
        self.word = np.zeros(len(known), dtype=bool)
        self.word[words[words >= 0]] = True
        self.number, self.n, self.known, self.distance_m = number, len(known), known, reach.distance_m
        self.nodes, self.manhole_id = nodes, manhole_id
        self.unsure = np.zeros(self.n, dtype=bool)
        self.unsure[number[apart]] = True
        self.mark_xy, self.mark_id = np.empty((0, 2)), no_rows()
        if nodes is not None:
            mark = np.flatnonzero((manhole_id >= 0) & np.isfinite(nodes.xy).all(axis=1))
            mark = mark[self.unsure[manhole_id[mark]]]
            self.mark_xy, self.mark_id = nodes.xy[mark], manhole_id[mark]
        some = np.flatnonzero(self.unsure[number].any(axis=1))
        whole, inner, self.split = split_parts(
            drawn, number, some, self.n, Marks(self.mark_xy, self.mark_id), reach.tolerance_m)
        self.backwards = self._turned(whole)
        self.ends = along(drawn, self.backwards)
        self.inner = np.where(self.backwards[:, None], inner[:, ::-1], inner)
        self.row, self.side = np.nonzero(self.unsure[number] & ~self.inner)
        self.id, self.xy = number[self.row, self.side], self.ends[self.row, self.side]
        self.group = cluster_points(
            np.concatenate([self.xy, self.mark_xy]), TOGETHER_M, np.concatenate([self.id, self.mark_id]))

    def _turned(self, whole: Floats) -> Bools:
        """Return the lines drawn against their ids."""
        number, known = self._nearby(whole)
        parts = np.unique(self.split)
        before, after = np.searchsorted(parts, self.split).T
        _, lead, of = np.unique(
            components(before, after, len(parts)), return_index=True, return_inverse=True)
        asked = np.ones(len(whole), dtype=bool)  # of the parts of a pipe one speaks for all
        asked[np.delete(parts, lead)] = False
        whole, number = whole[asked], number[asked]
        place, apart = middle_places(whole, number, known)
        turned = np.zeros(len(asked), dtype=bool)
        turned[asked] = orientation(whole, number, known, place, apart)[1]
        turned[parts] = turned[parts[lead]][of.reshape(-1)]
        return turned

    def _nearby(self, whole: Floats) -> tuple[Ints, Floats]:
        """Return ids and manholes as if ends that lie too far apart had different ids.

        Either end of a pipe may be the one that an id means, for its line may run backwards.
        """
        row, side = np.nonzero(self.unsure[self.number])
        key = self.number[row, side]
        keys = np.concatenate([key, key, self.mark_id])
        xy = np.concatenate([whole[row, side], whole[row, 1 - side], self.mark_xy])
        far = wider(xy, keys, self.n, self.distance_m) | self.word
        if not far[key].any():
            return self.number, self.known
        pick, marks = np.flatnonzero(far[key]), far[self.mark_id]
        xy, keys = xy[far[keys]], keys[far[keys]]
        own, other, mark = np.split(
            cluster_points(xy, self.distance_m, keys), [len(pick), 2 * len(pick)])
        part = components(own, other, int(max(own.max(), other.max(), mark.max(initial=0))) + 1)
        own, mark = part[own], part[mark]
        # Where half of the ends or fewer lie together the id is a word, and says nothing of any line's way.
        spot = cluster_points(xy, TOGETHER_M, np.concatenate([own, own, mark]))[: 2 * len(pick)]
        most = np.zeros(int(part.max()) + 1, dtype=np.int64)
        np.maximum.at(most, np.tile(own, 2), np.bincount(spot)[spot])
        word = (2 * most <= np.bincount(own, minlength=len(most)))[own] | self.word[key[pick]]
        number = self.number.copy()
        number[row[pick], side[pick]] = self.n + np.where(word, len(most) + np.arange(len(pick)), own)
        known = np.concatenate([self.known, np.full((len(most) + len(pick), 2), np.nan)])
        known[self.n + mark] = self.mark_xy[marks]
        return number, known

    def evidence(self) -> Ints:
        """Return (n, 3) what each id says of whether the drawing is a scheme, see :func:`judged`.

        Words that often stand for no id say nothing.
        """
        lone = np.bincount(self.group)[self.group[: len(self.id)]] == 1
        named = np.bincount(self.number.ravel(), minlength=self.n)
        shared = named + np.bincount(self.mark_id, minlength=self.n) > 1
        disagree = np.bincount(self.id[lone & shared[self.id]], minlength=self.n)
        agree = _undoubted(self.number, self.known)[:, 1]
        agree[self.unsure] = 0
        agree += np.bincount(self.id[~lone], minlength=self.n)
        said: Ints = np.stack([np.minimum(disagree, 2), agree, disagree > 0], axis=1).astype(np.int64)
        said[self.word] = 0
        return said

    def placed(self, strands: Strands, end_id: Ints, rows: Ints, evidence: Ints) -> PlacedIds:
        """Return the nodes of all ends, as far as ids are believed; rows: (k,) the strands looked at."""
        far = self._far()
        believed, together = self._believed(far)
        divided = far.copy()
        divided[self.id[believed]] = False
        node = self.number.copy()
        node[self.inner] = -1
        node[self.row[~believed], self.side[~believed]] = -1
        known, on_other, moved, target = self._moved(divided, believed, far, node, rows)
        row, side = self.row[on_other[moved.certain]], self.side[on_other[moved.certain]]
        node[row, side] = -1
        place = np.where(np.isfinite(known), known, self._middles(node))
        node[row, side] = target[moved.certain]
        apart_ends = np.stack([rows[self.row[~believed]], self.side[~believed]], axis=1)
        believed[on_other] = True  # what is said of these is said

        undrawn = np.flatnonzero(strands.declared & ~np.isfinite(strands.ends[:, 0, 0]))
        end_node = end_id.copy()
        end_node[undrawn] = np.where(divided[end_id[undrawn]], -1, end_id[undrawn])
        end_node[rows] = node
        meet = np.full(end_id.shape, -1, dtype=np.int64)
        meet[rows[self.row], self.side] = together
        backwards = np.zeros(len(strands.pipe), dtype=bool)
        backwards[rows] = self.backwards
        return PlacedIds(
            end_node, place, np.isfinite(known).all(axis=1), backwards, divided, self.distance_m, evidence,
            meet, IdDoubts(self._apart(far, believed, rows), apart_ends, moved, rows[self.split]))

    def _far(self) -> Bools:
        """Return (n,) ids whose ends lie too far apart; words that often stand for none may not lie apart."""
        far: Bools = wider(self.xy, self.id, self.n, self.distance_m)
        if self.word.any():
            far |= self.word & wider(self.xy, self.id, self.n, TOGETHER_M)
        return far

    def _believed(self, far: Bools) -> tuple[Bools, Ints]:
        """Tell which claims are where their id is, and number the others that lie together, -1 for none.

        Of an id whose ends lie too far apart that is the place where more than half of them lie.
        """
        own = self.group[: len(self.id)]
        size = np.bincount(own)
        place = (size > 1) & ~wider(self.xy, own, len(size), 2 * TOGETHER_M)  # and no row of ends
        main = place[own] & (2 * size[own] > np.bincount(self.id, minlength=self.n)[self.id])
        believed = ~far[self.id] | main
        return believed, np.where(~believed & place[own], own, -1)

    def _middles(self, node: Ints) -> Floats:
        """Return (n, 2) the middles of the ends at each node; node: (k, 2) -1 where the place decides."""
        return middles(self.ends, np.where(node < 0, self.n, node), self.n + 1)[: self.n]

    def _marked(self, node: Ints) -> tuple[Floats, Floats]:
        """Return (n, 2) the manhole of each node, of an unsure id the nearest; and that from anywhere."""
        known = self.known.copy()
        known[self.unsure] = np.nan
        metres = distances(self.mark_xy, self._middles(node)[self.mark_id])
        order = np.lexsort((*self.mark_xy.T, metres))[::-1]  # the nearest is written last
        anywhere = known.copy()
        anywhere[self.mark_id[order]] = self.mark_xy[order]
        order = order[metres[order] <= self.distance_m]
        known[self.mark_id[order]] = self.mark_xy[order]
        return known, anywhere

    def _moved(
        self, divided: Bools, believed: Bools, far: Bools, node: Ints, rows: Ints
    ) -> tuple[Floats, Ints, Moved, Ints]:
        """Find ends on the node of another id.

        Returns the manholes of nodes, the claims that are such ends, these, and the node, -1 for a place.
        """
        known, anywhere = self._marked(node)
        claims = np.flatnonzero(~divided[self.id])
        alone = np.bincount(self.id, minlength=self.n) == 1  # nothing but its manhole tells where it is
        mark = np.where(alone[:, None], anywhere, known)
        metres, at_home = homes(self.xy[claims], self.id[claims], mark)
        away = np.flatnonzero(~at_home & (metres > 0))
        if not len(away):
            return known, no_rows(), Moved(), no_rows()
        asked = claims[away]
        settled = ~self.inner
        settled[self.row, self.side] = False
        settled[self.row[claims[at_home]], self.side[claims[at_home]]] = True
        settled &= beside(self.ends.reshape(-1, 2), self.xy[asked], SAME_PLACE_M).reshape(-1, 2)
        row, side = np.nonzero(settled)
        found = on_others(
            Claims(self.xy[asked], self.id[asked], metres[away]),
            HomeEnds(self.ends[row, side], self.number[row, side], side), mark, self.nodes, self.manhole_id)
        claim = asked[found.claim]
        certain = found.certain | ~believed[claim]  # of those too far away their place decides anyhow
        meets = believed[claim] & (found.id >= 0) & ~np.append(far, True)[found.id]
        target = np.where(meets, found.id, -1)
        moved = Moved(
            rows[self.row[claim]], self.side[claim], found.metres, np.append(rows[row], -1)[found.end],
            np.append(side, -1)[found.end], found.manhole, certain)
        return known, claim, moved, target

    def _apart(self, far: Bools, believed: Bools, rows: Ints) -> Apart:
        """Describe the ids of which some ends are not believed, each by the westernmost of these."""
        claims = np.flatnonzero(far[self.id])
        if not len(claims):
            return Apart()
        claims = claims[np.lexsort((*self.xy[claims].T[::-1], believed[claims], self.id[claims]))]
        _, first, at = np.unique(self.id[claims], return_index=True, return_inverse=True)
        at = at.reshape(-1)
        one = claims[first]
        metres = distances(self.xy[claims], self.xy[one[at]])
        order = np.lexsort((metres, at))
        last = claims[order[np.append(np.diff(at[order]) != 0, True)]]
        keep = ~believed[one]
        pair = np.stack([one, last], axis=1)[keep]
        places = np.bincount(np.unique(np.stack([at, self.group[claims]]), axis=1)[0])
        return Apart(
            places[keep], np.bincount(at)[keep], rows[self.row[pair]], self.side[pair],
            distances(self.xy[one], self.xy[last])[keep])
