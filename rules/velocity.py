"""How fast water runs in a conduit: Manning's formula where levels and diameter are known, else a table.

Full circular pipe: v = (1/n) (D/4)^(2/3) S^(1/2), metres and seconds; ``velocities`` holds n by material and
the velocities by kind and size. Both are assumptions, and are said where times are shown.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from .tables import Row, rows
from .words import fold

#: Formula results beyond these are taken as their limits: a level is wrong rather than water that fast.
SLOWEST, FASTEST = 0.1, 5.0


class Velocity(NamedTuple):
    """Metres per second, and whether they come of the levels."""

    m_s: float
    by_levels: bool


def velocity(form: str, diameter_mm: float, slope: float, material: str) -> Velocity:
    """Return the velocity in a conduit; NaN for a diameter or slope that is not known.

    form: of the list ``form``, or "hop" for what lies outside the network. slope: metres per metre, down.
    """
    if form in ("pipe", "culvert") and diameter_mm > 0 and slope > 0:
        speed = (diameter_mm / 4000.0) ** (2 / 3) * math.sqrt(slope) / _manning(material)
        return Velocity(min(max(speed, SLOWEST), FASTEST), True)
    return Velocity(_of_table(form, diameter_mm), False)


def _of_table(form: str, diameter_mm: float) -> float:
    for row in _rows("velocity"):
        small = not row["below_mm"] or diameter_mm < float(row["below_mm"])
        if row["form"] in ("", form) and small:
            return float(row["value"])
    return float(_rows("velocity")[-1]["value"])


def _manning(material: str) -> float:
    for row in _rows("manning"):
        words = [fold(word) for word in row["material"].split("|") if word]
        if not words or any(word in fold(material) for word in words):
            return float(row["value"])
    return 0.013


def _rows(what: str) -> list[Row]:
    return [row for row in rows("velocities") if row["what"] == what]
