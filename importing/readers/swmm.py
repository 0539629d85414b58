"""SWMM models (.inp): nodes, links and subcatchments with their coordinates, vertices and sections.

A model's sections are joined to what a person means: a link has its ends, its shape between them,
its cross section and its inverts; a node its place and kind. Every kind of object is a layer too.
Lengths are feet where the flow unit is American (EPA SWMM 5 manual, appendix C and D): then the
names of the columns say so.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

from ...i18n import Later, inflected, translate
from ...problems import Problem, Severity
from ..cleaning.distinct_cells import objects
from ..model import RawTable, SourceLayer
from .arrays import column_of
from .encodings import detect
from .kinds import Wanted, refused

_MAX_BYTES = 512 << 20
_AMERICAN = {"CFS", "GPM", "MGD"}
#: Sections of nodes and what stands in their columns after the name.
_NODES = {
    "JUNCTIONS": ("Invert", "MaxDepth", "InitDepth", "SurchargeDepth", "PondedArea"),
    "OUTFALLS": ("Invert", "OutfallType"),
    "STORAGE": ("Invert", "MaxDepth", "InitDepth", "StorageShape"),
    "DIVIDERS": ("Invert", "DivertedLink", "DividerType"),
}
_LINKS = {
    "CONDUITS": ("FromNode", "ToNode", "Length", "Roughness", "InOffset", "OutOffset", "InitFlow", "MaxFlow"),
    "PUMPS": ("FromNode", "ToNode", "PumpCurve", "Status"),
    "ORIFICES": ("FromNode", "ToNode", "OrificeType", "InOffset", "DischargeCoefficient", "FlapGate"),
    "WEIRS": ("FromNode", "ToNode", "WeirType", "InOffset", "DischargeCoefficient", "FlapGate"),
    "OUTLETS": ("FromNode", "ToNode", "InOffset", "OutletType"),
}
_SUBCATCHMENTS = ("RainGage", "Outlet", "Area", "PercentImpervious", "Width", "PercentSlope", "CurbLength")
_LENGTHS = {
    "Invert",
    "MaxDepth",
    "InitDepth",
    "SurchargeDepth",
    "Length",
    "InOffset",
    "OutOffset",
    "Geom1",
    "Geom2",
    "InvertFrom",
    "InvertTo",
    "Width",
    "CurbLength",
}
_TEXTS = {"Name", "Kind", "FromNode", "ToNode", "Outlet", "Tag", "DivertedLink", "RainGage", "PumpCurve"}
_GROUPS = {"nodes": tuple(_NODES), "links": tuple(_LINKS)}


class Model:
    """The sections of one file, and which line each row stood on."""

    def __init__(self, path: Path, encoding: str = "auto") -> None:
        if path.stat().st_size > _MAX_BYTES:
            raise refused(path, Later("ImportReaders", "{file} is too large for a SWMM model."))
        data = path.read_bytes()
        foreign = [line for line in data.split(b"\n") if not line.isascii()]
        found = detect(foreign) if encoding == "auto" else None
        self.encoding, self.sure = (found.name, found.sure) if found else (encoding, True)
        self.sections: dict[str, list[tuple[int, list[str]]]] = {}
        section: list[tuple[int, list[str]]] = []
        for number, line in enumerate(data.decode(self.encoding, "replace").splitlines(), 1):
            text = line.split(";")[0].strip()
            if text.startswith("["):
                section = self.sections.setdefault(text.strip("[] \t").upper(), [])
            elif text:
                section.append((number, _cells(text)))
        options = {row[0].upper(): row[1] for _, row in self.rows("OPTIONS") if len(row) > 1}
        self.american = options.get("FLOW_UNITS", "CFS").upper() in _AMERICAN
        self.by_elevation = options.get("LINK_OFFSETS", "DEPTH").upper().startswith("ELEV")
        self.tags = {
            (row[0].upper(), row[1]): " ".join(row[2:]) for _, row in self.rows("TAGS") if len(row) > 2
        }
        self.places = {row[0]: place for _, row in self.rows("COORDINATES") if (place := _place(row))}
        self.inverts = {
            row[0]: level
            for part in _NODES
            for _, row in self.rows(part)
            if len(row) > 1 and (level := _number(row[1])) is not None
        }

    def rows(self, section: str) -> list[tuple[int, list[str]]]:
        """Return line number and cells of every row of a section; SWMM knows names by their beginning."""
        return self.sections.get(section, [])

    def chains(self, section: str) -> dict[str, list[tuple[float, float]]]:
        """Return the points that a section lists per object."""
        found: dict[str, list[tuple[float, float]]] = {}
        for _, row in self.rows(section):
            place = _place(row)
            if place:
                found.setdefault(row[0], []).append(place)
        return found


def layers_of(path: Path) -> list[SourceLayer]:
    """Return what the model holds: nodes, links and subcatchments, then each kind by itself."""
    model = Model(path)
    found = []
    for name in ("nodes", "links", "subcatchments"):
        n = sum(len(model.rows(part)) for part in _GROUPS.get(name, (name.upper(),)))
        if n:
            found.append(SourceLayer(name, _shape(name), n, tuple(_named(model, name)[0])))
    for part in (*_NODES, *_LINKS):
        if model.rows(part):
            name = part.lower()
            found.append(
                SourceLayer(name, _shape(name), len(model.rows(part)), tuple(_named(model, name)[0]))
            )
    if not found:
        raise refused(path, Later(
            "ImportReaders", "{file} is not a SWMM model: it has no nodes, links or subcatchments."))
    return found


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return one layer of the model."""
    name, encoding, limit, _ = wanted
    model = Model(path, encoding)
    columns, numbers, shapes, problems = _named(model, name)
    table = RawTable(
        str(path),
        name,
        np.array(numbers, dtype=np.int64)[:limit],
        {key: values[:limit] for key, values in columns.items()},
        objects(shapes)[:limit] if any(shapes) else None,
        problems=problems,
    )
    table.encoding, table.encoding_sure = model.encoding, model.sure
    return table


def _shape(name: str) -> str:
    if name == "subcatchments":
        return "Polygon"
    return "LineString" if name == "links" or name.upper() in _LINKS else "Point"


def _named(model: Model, name: str) -> tuple[dict[str, Any], list[int], list[bytes | None], list[Problem]]:
    """Return columns, line numbers, geometry and problems of one layer."""
    parts = _GROUPS.get(name, (name.upper(),))
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    for part in parts:
        fields = {**_NODES, **_LINKS}.get(part, _SUBCATCHMENTS)
        for number, cells in model.rows(part):
            row: dict[str, Any] = {
                "Name": cells[0],
                "Kind": part.lower().rstrip("s") if part != "STORAGE" else "storage",
            }
            row.update(zip(fields, cells[1:]))
            rows.append(row)
            numbers.append(number)
    kind = _shape(name)
    tag = {"Point": "NODE", "LineString": "LINK", "Polygon": "SUBCATCH"}[kind]
    for row in rows:
        row["Tag"] = model.tags.get((tag, row["Name"])) or None
    if kind == "LineString":
        _sections(model, rows)
        _inverts(model, rows)
    shapes = {"Point": _points, "LineString": _lines, "Polygon": _polygons}[kind](model, rows)
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = {}
    for key in keys:
        values = [row.get(key) for row in rows]
        if all(value in (None, "") for value in values):
            continue
        label = f"{key} ({'ft' if model.american else 'm'})" if key in _LENGTHS else key
        columns[label] = column_of(values if key in _TEXTS else _numbers(values))
    problems = []
    lost = sum(shape is None for shape in shapes)
    if lost:
        problems.append(
            Problem(
                inflected(
                    translate(
                        "ImportReaders",
                        "{n} (object|objects) of the model (has|have) no place: no coordinates are given.",
                    ),
                    n=lost,
                ),
                Severity.WARNING,
                name,
            )
        )
    return columns, numbers, shapes, problems


def _sections(model: Model, rows: list[dict[str, Any]]) -> None:
    """Add shape and size of every link's cross section."""
    sections = {cells[0]: cells for _, cells in model.rows("XSECTIONS")}
    for row in rows:
        cells = sections.get(row["Name"], [])
        if len(cells) > 2:
            row["Shape"] = cells[1]
            # For these the third cell is the name of a curve or a river profile.
            row["Geom1"] = None if cells[1].upper() in ("IRREGULAR", "STREET") else cells[2]
            if len(cells) > 3 and cells[3] != "0":
                row["Geom2"] = None if cells[1].upper() == "CUSTOM" else cells[3]
            if len(cells) > 6:
                row["Barrels"] = cells[6]


def _inverts(model: Model, rows: list[dict[str, Any]]) -> None:
    """Add the level of both ends: the node's invert plus the offset, or the offset itself as a level.

    An end below its node is raised to it, as SWMM does (warning 03, "negative offset ignored").
    """
    for row in rows:
        for end, node, offset in (
            ("InvertFrom", "FromNode", "InOffset"),
            ("InvertTo", "ToNode", "OutOffset"),
        ):
            bottom, above = model.inverts.get(row.get(node, "")), _number(row.get(offset))
            if row["Kind"] == "pump" or (row["Kind"] != "conduit" and end == "InvertTo"):
                continue
            if model.by_elevation:
                row[end] = max((level for level in (bottom, above) if level is not None), default=None)
            elif bottom is not None:
                row[end] = round(bottom + max(above or 0.0, 0.0), 6)


def _points(model: Model, rows: list[dict[str, Any]]) -> list[bytes | None]:
    return [
        struct.pack("<BIdd", 1, 1, *place) if (place := model.places.get(row["Name"])) else None
        for row in rows
    ]


def _lines(model: Model, rows: list[dict[str, Any]]) -> list[bytes | None]:
    between = model.chains("VERTICES")
    out: list[bytes | None] = []
    for row in rows:
        ends = model.places.get(row.get("FromNode", "")), model.places.get(row.get("ToNode", ""))
        if ends[0] is None or ends[1] is None:
            out.append(None)
            continue
        chain = [ends[0], *between.get(row["Name"], ()), ends[1]]
        out.append(struct.pack("<BII", 1, 2, len(chain)) + _packed(chain))
    return out


def _polygons(model: Model, rows: list[dict[str, Any]]) -> list[bytes | None]:
    rings = model.chains("POLYGONS")
    out: list[bytes | None] = []
    for row in rows:
        ring = rings.get(row["Name"], [])
        if len(ring) < 3:
            out.append(struct.pack("<BIdd", 1, 1, *ring[0]) if ring else None)
            continue
        closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
        out.append(struct.pack("<BIII", 1, 3, 1, len(closed)) + _packed(closed))
    return out


def _packed(chain: list[tuple[float, float]]) -> bytes:
    return np.array(chain, dtype="<f8").tobytes()


def _place(row: list[str]) -> tuple[float, float] | None:
    if len(row) < 3:
        return None
    x, y = _number(row[1]), _number(row[2])
    return None if x is None or y is None else (x, y)


def _number(cell: Any) -> float | None:
    if cell is None or isinstance(cell, float):
        return cell
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if value - value == 0 else None


def _numbers(values: list[Any]) -> list[Any]:
    """Return numbers where every cell is one ("*" is SWMM's nothing)."""
    cells = [None if value in ("", "*") else value for value in values]
    numbers = [_number(cell) for cell in cells]
    return numbers if all((a is None) == (b is None) for a, b in zip(cells, numbers)) else cells


def _cells(text: str) -> list[str]:
    if '"' not in text:
        return text.split()
    import shlex

    try:
        return shlex.split(text, posix=True)
    except ValueError:
        return text.replace('"', " ").split()
