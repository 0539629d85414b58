"""Lines from pairs of point numbers, and depths turned into levels: the point and line tables of surveys.

A line table names the numbers of its two points; where they lie and how high the ground is there the
point table says. A depth is measured from the ground to the invert of the pipe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...problems import UserError
from ...tracing.drainage.levels import sentinels
from ...tracing.model import Bools, Floats, Ints, Texts
from ..cleaning.change_record import Ledger
from ..context import ImportContext, Manholes
from . import which_points
from .placing import segments_wkb


@dataclass
class Ends:
    """Rows of the point table at both ends of each line, -1 where it has no such point.

    ``untold``: lines whose numbers stand at several places, so that nobody can say which are meant.
    """

    start: Ints
    end: Ints
    untold: Bools


def ends_of(columns: dict[str, NDArray[Any]], context: ImportContext, n: int) -> Ends:
    """Look both numbers of each line up in the point table."""
    nowhere = np.full(n, -1, dtype=np.int64)
    points = context.manholes
    start, end = (nowhere if points is None or name not in columns else points.rows(columns[name])
                  for name in ("from_node", "to_node"))
    if points is not None and {"from_node", "to_node"} <= columns.keys():
        return Ends(*which_points.choose(points, columns["from_node"], columns["to_node"], start, end))
    return Ends(start, end, np.zeros(n, dtype=bool))


def lines(ends: Ends, from_node: Texts, to_node: Texts, context: ImportContext, ledger: Ledger) -> Texts:
    """Return two-point lines as WKB in the project's system; rows without their points are turned away.

    Raises UserError where there is no point table at all.
    """
    points = context.manholes
    if points is None or not len(points.code):
        raise UserError(translate(
            "Import", "The lines of {file} name their points by number, but the project holds no manholes "
                      "and inlets. Import "
            "the table of points first.").format(file=ledger.raw.file))
    ledger.reject(ends.untold, translate(
        "Import", "Its numbers stand at several places, far apart, and which of them the line means cannot "
                  "be told. Deliver it with coordinates, or give the points of each area their own numbers."))
    for side, codes in ((ends.start, from_node), (ends.end, to_node)):
        for row in np.flatnonzero(side < 0).tolist():
            code = codes[row]
            ledger.reject([row], translate("Import", "The point “{code}” is not among the manholes and "
                                                     "inlets.").format(code=code)
                          if code else translate("Import", "The line names no point at one of its ends."))
    start, end = _places(points, ends.start), _places(points, ends.end)
    _say_double(points, from_node, to_node, ledger)
    lost = ((ends.start >= 0) & (ends.end >= 0)) & ~(np.isfinite(start) & np.isfinite(end)).all(axis=1)
    ledger.reject(lost, translate("Import", "A point of this line has no place."))
    return segments_wkb(start, end)


def _places(points: Manholes, rows: Ints) -> Floats:
    out = np.full((len(rows), 2), np.nan)
    out[rows >= 0] = points.xy[rows[rows >= 0]]
    return out


def _say_double(points: Manholes, from_node: Texts, to_node: Texts, ledger: Ledger) -> None:
    if not points.double:
        return
    used = np.array([any(code and points.number(code) in points.double for code in ends)
                     for ends in zip(from_node.tolist(), to_node.tolist())], dtype=bool)
    ledger.problem(translate("Import", "Lines that name a number which several points at different places "
                                       "carry: {n}. The points that lie together were "
                                       "taken.").format(n=int(used.sum())), used, "from_node",
                   translate("Import", "Give each point a number of its own."))


def inverts(depth: Floats, side: Ints, context: ImportContext, ledger: Ledger, column: str,
            own_ground: Floats | None = None) -> Floats:
    """Return levels of ``depth`` below the ground: ``own_ground`` of the line, else that of the points.

    NaN where the ground is not known. A depth of zero or less is no depth.
    """
    ground = np.full(len(depth), np.nan)
    if context.manholes is not None:
        known = _true_levels(context.manholes.ground)
        ground[side >= 0] = known[side[side >= 0]]
    if own_ground is not None:
        own = _true_levels(own_ground)
        ground = np.where(np.isfinite(own), own, ground)
    given = np.isfinite(depth)
    bad = given & ((depth <= 0) | (depth > 90))
    out: Floats = np.round(np.where(bad, np.nan, ground - depth), 4)
    lost: Bools = given & ~bad & ~np.isfinite(ground)
    ledger.problem(translate("Import", "Depths that cannot become levels, because the ground level is not "
                                       "known: {n}.").format(n=int(lost.sum())), lost, column,
                   translate("Import", "Import the points with their ground levels first."))
    ledger.problem(translate("Import", "Depths of zero, negative or beyond 90 m, left out: {n}.").format(
        n=int(bad.sum())), bad, column)
    if (given & np.isfinite(out)).any():
        ledger.assumptions.append(translate(
            "Import", "Depths were turned into invert levels by the ground level of the points ({n} "
                      "rows).").format(
                n=int(np.isfinite(out).sum())))
    return out


def _true_levels(levels: Floats) -> Floats:
    out = np.array(levels, dtype=np.float64)
    out[sentinels(out, out)] = np.nan
    return out
