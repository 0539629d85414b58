"""Naming outfalls: those without a name get one, and what is wrong with a name is said.

A name that stands is a person's, or was given once and may be on a plate by now: neither is written over;
how it would be mended is shown beside it. Townships and landmarks are tables of the base map.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from ...rules.names import Landmark, NameFacts, propose_names
from ...rules.tables import setting
from ...tracing.model import Floats
from ..polygons import polygon_values
from ..project_rows import ProjectRows, as_rows
from .outcome import Outcome, Wanted, along_the_bank, in_register, outcome_of, read_outfalls

NAME_COLUMNS = ("name",)
_FACTS = ("county_code", "managing_unit", "type_l1", "type_l2", "type_l3", "party_main", "standing",
          "is_outfall", "bank", "chainage_km")
_APART = 50.0  # map units between vertices of the river's axis at most, where places along it are looked for
_NO_LANDMARK: Mapping[str, Landmark] = {}


def propose(rows: ProjectRows, outfalls: Collection[str] | None = None) -> Outcome:
    """Name outfalls (uids; all without); numbers tell apart what would be called the same in the register."""
    present = read_outfalls(rows, _FACTS, geometry=True)
    table = [row for row in as_rows(present) if in_register(row)]
    table.sort(key=along_the_bank)
    uids = present["uid"].tolist()
    township = dict(zip(uids, polygon_values(rows, "townships", "name", present.xy)))
    landmark = _landmarks(rows, present) if rows.read("landmarks", ["uid"]).n else _NO_LANDMARK
    facts = [(str(row["uid"]), NameFacts(row, township.get(row["uid"]) or "", row["party_main"] or "",
                                         landmark.get(row["uid"]))) for row in table]
    proposals = propose_names(facts)
    named = {str(row["uid"]) for row in table if row["name"]}
    wanted = {}
    for uid, _ in facts:
        if outfalls is None or uid in outfalls:
            values = dict(proposals[uid].values)
            wanted[uid] = Wanted(values, proposals[uid])
    outcome = outcome_of(rows, present, wanted, NAME_COLUMNS)
    for one in outcome.outfalls:
        one.refused = not one.new and not one.kept and one.uid not in named
    return outcome


def _landmarks(rows: ProjectRows, present: Any) -> dict[str, Landmark]:
    """Return the nearest landmark of each outfall within the farthest distance of the settings."""
    from scipy.spatial import cKDTree

    scale = rows.metres_per_unit("outfalls")
    scale = 1.0 if scale != scale else scale
    marks = rows.read("landmarks", ["name", "kind"], geometry=True)
    crossing = np.array([kind == "crossing" for kind in marks["kind"].tolist()], dtype=bool)
    there = np.isfinite(marks.xy).all(axis=1) & np.array([bool(name) for name in marks["name"].tolist()])
    farthest = float(setting("name_landmark_farthest_m"))
    xy = present.xy * scale
    found: dict[str, tuple[float, Landmark]] = {}
    uids, names = present["uid"].tolist(), marks["name"].tolist()
    plain_ones = np.flatnonzero(there & ~crossing)
    placed = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(plain_ones) and len(placed):
        away, which = cKDTree(marks.xy[plain_ones] * scale).query(
            xy[placed], distance_upper_bound=farthest * 1.001)
        for row, distance, at in zip(placed.tolist(), away.tolist(), which.tolist()):
            if at < len(plain_ones):
                mark = int(plain_ones[at])
                east, north = (xy[row] - marks.xy[mark] * scale).tolist()
                found[uids[row]] = (distance, Landmark(names[mark], east, north))
    for uid, distance, landmark in _crossings(rows, present, marks, np.flatnonzero(there & crossing), scale):
        if uid not in found or distance < found[uid][0]:
            found[uid] = (distance, landmark)
    return {uid: landmark for uid, (_, landmark) in found.items()}


def _crossings(rows: ProjectRows, present: Any, marks: Any, which: Any, scale: float) -> Any:
    """Yield (outfall, metres along the river, landmark) of the nearest crossing; needs the river's axis."""
    axis = rows.read("river_axis", ["uid"], geometry=True)
    if not len(which) or not axis.n or not len(axis.parts.part_row):
        return
    first = axis.parts.xy[axis.parts.part_start[0]:axis.parts.part_start[1]]
    at = _along(first, marks.xy[which]) * scale
    placed = np.flatnonzero(np.isfinite(present.xy).all(axis=1))
    along = _along(first, present.xy[placed])[:, None] * scale - at[None, :]
    nearest = np.argmin(np.abs(along), axis=1)
    uids, names = present["uid"].tolist(), marks["name"].tolist()
    for row, number, metres in zip(placed.tolist(), nearest.tolist(),
                                   along[np.arange(len(placed)), nearest].tolist()):
        yield uids[row], abs(metres), Landmark(names[int(which[number])], along_m=metres)


def _along(line: Floats, points: Floats) -> Floats:
    """Return how far along a line (n, 2) the place nearest to each point is.

    It is looked for around the nearest vertex, with vertices put in where they stand far apart.
    """
    import shapely
    from scipy.spatial import cKDTree

    line = shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), _APART))
    start = np.r_[0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    near = cKDTree(line).query(points)[1]
    best, found = np.full(len(points), np.inf), np.zeros(len(points))
    for first in (np.clip(near - 1, 0, len(line) - 2), np.clip(near, 0, len(line) - 2)):
        step, offset = line[first + 1] - line[first], points - line[first]
        length = np.hypot(*step.T)
        share = np.clip((step * offset).sum(axis=1) / np.maximum(length, 1e-9) ** 2, 0.0, 1.0)
        away = np.hypot(*(offset - step * share[:, None]).T)
        closer = away < best
        best[closer], found[closer] = away[closer], (start[first] + share * length)[closer]
    return found
