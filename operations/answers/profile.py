"""A long section as plain values along the way: what window, verb and reports show (:mod:`.long_section`)."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...i18n import translate
from ...layers.files.formulas import harmless

NAN = math.nan
#: A pipe that rises by more than this (m) in flow direction is adverse, as in the check of the network.
RISE_M = 0.005


@dataclass(frozen=True)
class Stretch:
    """One piece of pipe of the way; metres along the way, levels in metres, NaN where not known.

    path: (x, y, chainage) of its vertices in flow direction, in the file's CRS; empty where it has no place.
    """

    start_m: float
    end_m: float
    invert_top: float
    invert_bottom: float
    diameter_mm: float
    pipe: str  # code, "" for a gap that was bridged
    fid: int  # -1 for a gap
    basis: str  # code of flow_basis
    uid: str = ""  # of the pipe
    path: tuple[tuple[float, float, float], ...] = ()

    @property
    def length_m(self) -> float:
        """Metres."""
        return self.end_m - self.start_m

    @property
    def slope(self) -> float:
        """Fall per metre, NaN where a level is missing."""
        if self.length_m <= 0:
            return NAN
        return (self.invert_top - self.invert_bottom) / self.length_m

    @property
    def is_adverse(self) -> bool:
        """Say whether the pipe rises in flow direction."""
        return self.invert_bottom - self.invert_top > RISE_M

    def cover_under(self, ground: float) -> float:
        """Return the metres from the ground down to the crown at the upper end."""
        size = 0.0 if math.isnan(self.diameter_mm) else self.diameter_mm / 1000
        return ground - self.invert_top - size

    def invert_at(self, chainage: float) -> float:
        """Return the invert level at a chainage of the stretch, NaN where it is not known."""
        if self.length_m <= 0:
            return self.invert_top
        share = (chainage - self.start_m) / self.length_m
        return self.invert_top + (self.invert_bottom - self.invert_top) * share


@dataclass(frozen=True)
class Stop:
    """A node of the way: where it lies, and the manhole that stands there."""

    chainage: float
    x: float
    y: float
    ground: float  # NaN where not known
    manhole: str  # its code, else the id that pipes name the place by, "" where there is none


@dataclass
class Profile:
    """A way from somewhere down to an outfall; ``outfall`` is what that is called."""

    title: str
    stretches: list[Stretch]
    stops: list[Stop]
    outfall: str = ""

    @cached_property
    def path(self) -> list[tuple[float, float, float]]:
        """(x, y, chainage) of all vertices, in the file's CRS."""
        return [vertex for stretch in self.stretches for vertex in stretch.path]

    @property
    def length_m(self) -> float:
        """Metres from top to bottom."""
        return self.stops[-1].chainage if self.stops else 0.0

    @property
    def has_levels(self) -> bool:
        """Say whether any level is known."""
        return any(math.isfinite(s.invert_top) or math.isfinite(s.invert_bottom) for s in self.stretches)

    def levels(self) -> tuple[float, float]:
        """Return the lowest and the highest level that is drawn; (0, 1) where none is known."""
        values = [stop.ground for stop in self.stops]
        for stretch in self.stretches:
            size = 0.0 if math.isnan(stretch.diameter_mm) else stretch.diameter_mm / 1000
            values += [stretch.invert_top, stretch.invert_bottom]
            values += [stretch.invert_top + size, stretch.invert_bottom + size]
        known = [value for value in values if math.isfinite(value)]
        return (min(known), max(known)) if known else (0.0, 1.0)

    def stretch_at(self, chainage: float) -> Stretch | None:
        """Return the stretch at a chainage."""
        for stretch in self.stretches:
            if stretch.start_m <= chainage <= stretch.end_m:
                return stretch
        return None

    def place_at(self, chainage: float) -> tuple[float, float] | None:
        """Return the place on the map at a chainage."""
        for (x, y, m), (x2, y2, m2) in zip(self.path, self.path[1:]):
            if m <= chainage <= m2:
                share = (chainage - m) / (m2 - m) if m2 > m else 0.0
                return x + (x2 - x) * share, y + (y2 - y) * share
        return None

    def chainage_near(self, x: float, y: float, within: float) -> float | None:
        """Return the chainage of the way nearest to a place, None where it is farther than ``within``."""
        best, found = within, None
        for (x1, y1, m1), (x2, y2, m2) in zip(self.path, self.path[1:]):
            dx, dy = x2 - x1, y2 - y1
            square = dx * dx + dy * dy
            share = 0.0 if square == 0 else min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / square))
            away = math.hypot(x - x1 - share * dx, y - y1 - share * dy)
            if away <= best:
                best, found = away, m1 + (m2 - m1) * share
        return found

    def rows(self) -> list[list[Any]]:
        """Return the section as a table: a heading, then one row per stretch."""
        heads = (
            translate("Section", "Pipe"),
            translate("Section", "From manhole"),
            translate("Section", "To manhole"),
            translate("Section", "From (m)"),
            translate("Section", "To (m)"),
            translate("Section", "Length (m)"),
            translate("Section", "Diameter (mm)"),
            translate("Section", "Upper invert (m)"),
            translate("Section", "Lower invert (m)"),
            translate("Section", "Slope (‰)"),
            translate("Section", "Upper ground (m)"),
            translate("Section", "Lower ground (m)"),
            translate("Section", "Direction known by"),
        )
        table: list[list[Any]] = [list(heads)]
        for stretch, top, bottom in zip(self.stretches, self.stops, self.stops[1:]):
            table.append(
                [
                    stretch.pipe,
                    top.manhole,
                    bottom.manhole,
                    _number(stretch.start_m, 2),
                    _number(stretch.end_m, 2),
                    _number(stretch.length_m, 2),
                    _number(stretch.diameter_mm, 0),
                    _number(stretch.invert_top, 3),
                    _number(stretch.invert_bottom, 3),
                    _number(stretch.slope * 1000, 2),
                    _number(top.ground, 3),
                    _number(bottom.ground, 3),
                    stretch.basis,
                ]
            )
        return table


    def csv(self) -> str:
        """Return the table as CSV; cells that a spreadsheet would run as a formula are escaped."""
        text = io.StringIO()
        writer = csv.writer(text)
        for row in self.rows():
            writer.writerow([harmless(str(cell)) for cell in row])
        return text.getvalue()


def _number(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}f}"
