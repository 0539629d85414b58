"""What the project knows already and an import may lean on: its system, places and manholes.

Everything is plain data, so that an import can run outside the main thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..layers.schema import SCHEMA
from ..tracing.model import Floats, Ints, Texts
from .cleaning.distinct_cells import Cells
from .cleaning.texts import identifier

if TYPE_CHECKING:
    from ..layers.store.columns import Columns
    from ..layers.store.table_io import ProjectFile

#: ``report(share 0..1, step)``; may raise :class:`....problems.Cancelled`.
Report = Callable[[float, str], None]

_KNOWN_BY: dict[str, tuple[str, ...]] = {
    "outfalls": ("code_national", "code_local", "name"),
    "manholes": ("code",),
    **{table.name: ("name",) for table in SCHEMA.source_tables},
}


def silent(_share: float, _step: str) -> None:
    """Report to nobody."""


@dataclass
class Manholes:
    """Points by number: code (n,), xy (n, 2) in the project's system, ground level and depth in metres."""

    code: Texts
    xy: Floats
    ground: Floats
    depth: Floats
    _row: dict[str, int] = field(default_factory=dict, repr=False)
    double: frozenset[str] = frozenset()  # numbers that several points at different places carry
    _in_both_cases: frozenset[str] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        spelled: dict[str, set[str | None]] = {}
        for code in self.code.tolist():
            if code:
                spelled.setdefault(folded_number(code), set()).add(identifier(code))
        self._in_both_cases = frozenset(number for number, codes in spelled.items() if len(codes) > 1)
        double = set()
        names = [self.number(code) if code else None for code in self.code.tolist()]
        for row in range(len(names) - 1, -1, -1):
            self._row[names[row] or ""] = row  # the first of equal ones stays
        if len(self._row) < len(names):
            for row, name in enumerate(names):
                first = self._row[name or ""]
                if name and first != row and not bool((np.abs(self.xy[first] - self.xy[row]) <= 0.05).all()):
                    double.add(name)
        self._row.pop("", None)
        self.double = frozenset(double)

    def number(self, code: str) -> str:
        """Return a number as it is compared: in capitals, unless points differ by nothing else (y1, Y1)."""
        folded = folded_number(code)
        return (identifier(code) or "") if folded in self._in_both_cases else folded

    def rows(self, codes: Texts) -> Ints:
        """Return the row of each number, -1 where no point has it."""
        cells = Cells.of(codes)
        found = np.array(
            [-1 if text is None else self._row.get(self.number(text), -1) for text in cells.distinct],
            dtype=np.int64,
        )
        return found[cells.code] if len(found) else np.empty(0, dtype=np.int64)

    def joined(self, more: Manholes) -> Manholes:
        """Return these and ``more``; where both have a number, ``more`` counts."""
        return Manholes(np.concatenate([more.code, self.code]), np.concatenate([more.xy, self.xy]),
                        np.concatenate([more.ground, self.ground]), np.concatenate([more.depth, self.depth]))


def folded_number(code: str) -> str:
    """Return the number of a point in half width and capitals."""
    if code.isalnum() and code.isascii():
        return code.upper()
    return (identifier(code) or "").upper()


@dataclass
class ImportContext:
    """The project as an import sees it; places are in its coordinate system ``crs`` (id or WKT).

    ``river`` and ``districts`` are shapely polygons, ``axis`` lines; ``district_codes`` go with
    the districts; ``known`` holds, per table, places of rows by their code or name;
    ``network`` (m, 2) are vertices of the pipes there.
    """

    crs: str = "EPSG:4547"
    manholes: Manholes | None = None
    river: list[Any] = field(default_factory=list)
    axis: list[Any] = field(default_factory=list)
    districts: list[Any] = field(default_factory=list)
    district_codes: list[str] = field(default_factory=list)
    known: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    network: Floats = field(default_factory=lambda: np.empty((0, 2)))
    report: Report = silent

    @property
    def has_places(self) -> bool:
        """Whether there is anything to compare places with."""
        return bool(
            self.river or self.axis or self.districts or len(self.network) or any(self.known.values())
        )


def of_project(project: ProjectFile, report: Report = silent) -> ImportContext:
    """Read what an import into ``project`` may lean on."""
    points = project.read("manholes", ["code", "ground_level", "depth"], geometry=True)
    river = project.read("river", [], geometry=True)
    axis = project.read("river_axis", [], geometry=True)
    areas = project.read("districts", ["county_code", "name"], geometry=True)
    pipes = project.read("pipes", [], geometry=True)
    known = {table: _known(project.read(table, list(columns), geometry=True), columns)
             for table, columns in _KNOWN_BY.items() if project.has(table)}
    known["districts"] = _known_areas(areas)
    there = [shape is not None for shape in areas.shapes.tolist()]
    return ImportContext(
        crs=project.crs_wkt("pipes"),
        manholes=Manholes(points["code"], points.xy, points["ground_level"], points["depth"]),
        river=[shape for shape in river.shapes.tolist() if shape is not None],
        axis=_lines(axis.parts),
        districts=[shape for shape in areas.shapes.tolist() if shape is not None],
        district_codes=[code or "" for code, ok in zip(areas["county_code"].tolist(), there) if ok],
        known=known, network=pipes.parts.xy[:: max(1, len(pipes.parts.xy) // 200_000)], report=report)


def _known(rows: Columns, columns: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Return the place of each code or name."""
    places: dict[str, tuple[float, float]] = {}
    for column in columns:
        for text, xy in zip(rows[column].tolist(), rows.xy.tolist()):
            if text and xy[0] == xy[0]:
                places.setdefault(text, (xy[0], xy[1]))
    return places


def _known_areas(rows: Columns) -> dict[str, tuple[float, float]]:
    """Return the middle of each district by its code, and by its name where there is none."""
    import shapely

    there = np.array([shape is not None for shape in rows.shapes.tolist()], dtype=bool)
    middles = shapely.get_coordinates(shapely.centroid(rows.shapes[there])).tolist()
    names = zip(rows["county_code"][there].tolist(), rows["name"][there].tolist(), middles)
    return {code or name: (x, y) for code, name, (x, y) in names if code or name}


def _lines(parts: Any) -> list[Any]:
    import shapely

    return [shapely.linestrings(parts.xy[a:b]) for a, b in zip(parts.part_start[:-1], parts.part_start[1:])
            if b - a >= 2]
