"""What travels between the steps of an import: plain data, no files, no QGIS.

Rows are counted as the person sees them: ``row_number`` is the line of a text file, the
row of a sheet, the 1-based record of a vector layer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as AbstractMapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..layers.store.geometry_io import wkb_type
from ..problems import Problem
from ..tracing.model import Ints, Texts

#: Questions about the rows of one delivery; their answers are no part of a profile.
MOVED, RENUMBERED = "moved", "renumbered"


def shape_name(flat_type: int) -> str:
    """Return what OGC's flat type of geometry is called here: Point, LineString, Polygon, or "mixed"."""
    types = {"Point": (1, 4), "LineString": (2, 5, 8, 9, 11, 13), "Polygon": (3, 6, 10, 12, 14, 15, 16)}
    return next((name for name, listed in types.items() if flat_type in listed), "mixed")


@dataclass(frozen=True)
class SourceLayer:
    """One layer, sheet or section that a file offers."""

    name: str
    geometry: str = ""  # "", Point, LineString, Polygon, or "mixed"
    n_rows: int | None = None  # None: not known before reading
    columns: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # what stands above the headings of a sheet


@dataclass
class RawTable:
    """A table as it was delivered: texts untouched, only the encoding undone.

    ``columns`` are in the order of the file, each of n values: object arrays of str or None,
    or float64 with NaN where the file itself holds numbers. ``geometry`` is WKB or None per row.
    """

    file: str
    layer: str
    row_number: Ints
    columns: dict[str, NDArray[Any]]
    geometry: Texts | None = None
    crs_wkt: str = ""  # "": the file does not say
    encoding: str = ""
    encoding_sure: bool = True
    problems: list[Problem] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)  # rows that could not even be read
    titles: list[str] = field(default_factory=list)  # what stands above the headings of a sheet

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.row_number)

    def row(self, i: int) -> dict[str, Any]:
        """Return row ``i`` as delivered, for a reject or a sample."""
        return {name: _plain(values[i]) for name, values in self.columns.items()}

    def geometry_kind(self) -> str:
        """Return Point, LineString or Polygon by the geometries, "" for none or a mixture."""
        if self.geometry is None:
            return ""
        sample = self.geometry[:: max(1, self.n // 500)].tolist()
        kinds = {shape_name(wkb_type(blob)) for blob in sample if blob is not None}
        return kinds.pop() if len(kinds) == 1 and "mixed" not in kinds else ""


@dataclass
class FieldRule:
    """How one column of the project is filled: from a column, an expression or a constant."""

    target: str
    source: str = ""
    expression: str = ""  # QGIS expression over the source columns
    constant: str = ""
    values: dict[str, str | None] = field(default_factory=dict)  # as delivered -> code; None: nothing
    unit: str = ""  # of the source: mm, m, cm, ...
    derive: str = ""  # what the source really is: depth, top, bottom, period, class; see cleaning
    ground: str = ""  # for a depth: the column with the ground level there; "": that of the point
    certainty: float = 1.0  # 0..1
    why: str = ""  # a sentence


@dataclass
class CoordinateRule:
    """Where a row's place comes from, and in which system it is given.

    ``kind``: ``geometry`` (the file's own), ``columns`` (one or two or six columns), ``ends``
    (a line between two places: x and y hold start and end), ``nodes`` (a line between two points
    of the manhole table, by number), ``none``.
    """

    kind: str = "geometry"
    x: tuple[str, ...] = ()  # one column, or degrees, minutes, seconds
    y: tuple[str, ...] = ()
    notation: str = "number"  # number, dms, pair (x and y in one cell)
    swapped: bool = False
    crs: str = ""  # "EPSG:4547", WKT or "": the file's
    datum: str = "auto"  # auto, wgs84, cgcs2000, gcj02, bd09, xian80, beijing54, local
    control_points: tuple[tuple[float, float, float, float], ...] = ()  # x, y given; x, y in the project


@dataclass(frozen=True)
class Question:
    """What only a person can say. ``code`` is stable; ``options`` are (answer, text) pairs."""

    code: str
    text: str
    about: str = ""  # the column or field it is about
    options: tuple[tuple[str, str], ...] = ()
    proposed: str = ""
    optional: bool = False  # unanswered, the cells in question are left empty and reported


@dataclass
class Mapping:
    """How one source layer becomes rows of one table; kept as a JSON profile."""

    table: str
    fields: list[FieldRule] = field(default_factory=list)
    place: CoordinateRule = field(default_factory=CoordinateRule)
    key: tuple[str, ...] = ()  # target columns by which a row is known again
    layer: str = ""
    encoding: str = "auto"
    filter: str = ""  # QGIS expression over the source columns: only these rows are meant
    answers: dict[str, str] = field(default_factory=dict)  # question code -> answer
    questions: list[Question] = field(default_factory=list)  # still open; not kept in the profile
    assumptions: list[str] = field(default_factory=list)  # sentences; not kept in the profile

    def to_json(self) -> dict[str, Any]:
        """Return the profile."""
        kept = asdict(self)
        del kept["questions"], kept["assumptions"]
        for code in (MOVED, RENUMBERED):
            kept["answers"].pop(code, None)
        return {"format": "outfall-tracer-mapping", "version": 1, **kept}

    @classmethod
    def from_json(cls, profile: AbstractMapping[str, Any]) -> Mapping:
        """Return the mapping of a profile; raises KeyError, TypeError or ValueError where it is none."""
        if profile.get("format") != "outfall-tracer-mapping":
            raise ValueError("format")
        place = dict(profile.get("place", {}))
        for name in ("x", "y"):
            place[name] = tuple(place.get(name, ()))
        place["control_points"] = tuple(tuple(map(float, point)) for point in place.get("control_points", ()))
        return cls(
            table=str(profile["table"]),
            fields=[FieldRule(**rule) for rule in profile.get("fields", ())],
            place=CoordinateRule(**place),
            key=tuple(profile.get("key", ())),
            layer=str(profile.get("layer", "")),
            encoding=str(profile.get("encoding", "auto")),
            filter=str(profile.get("filter", "")),
            answers=dict(profile.get("answers", {})),
        )


@dataclass(frozen=True)
class Change:
    """One kind of cleaning in one column, with the rows it touched and what became of them."""

    column: str  # of the project
    rule: str  # stable code of the cleaning rule
    rows: Ints  # positions in the RawTable
    old: Texts
    new: Texts


@dataclass(frozen=True)
class Reject:
    """A row that is not taken in: why, and all it held."""

    row_number: int
    reason: str
    raw: dict[str, Any]

    def raw_text(self) -> str:
        """Return the raw row as it is stored."""
        return json.dumps(self.raw, ensure_ascii=False, default=str)


@dataclass
class Prepared:
    """Rows ready to be compared with the project and written.

    ``columns`` are columns of the target table as :class:`..columns.Columns` holds them
    (float64 with NaN, or object arrays of str or None), without ``uid``; ``geometry`` is WKB
    in the project's CRS or None; ``source`` says which row of the RawTable each came from.
    """

    table: str
    source: Ints
    columns: dict[str, NDArray[Any]]
    geometry: Texts | None = None
    changes: list[Change] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value
