"""CAD drawings: every drawing layer by itself, blocks as points with their attributes.

Manholes are usually blocks: they stay points (GDAL would else draw their symbols), and what stands
in their attributes becomes columns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ...i18n import Later
from ...layers.store.geometry_io import wkb_type
from ..cleaning.distinct_cells import objects
from ..model import RawTable, SourceLayer, shape_name
from . import vector
from .arrays import unique_names
from .kinds import Wanted, refused

ALL = "entities"
_TAG = re.compile(r"^([^ ]+) (.*)$", re.DOTALL)

_INSERT_BYTES = 2000  # what an entity says of itself fits in
_MOST_COPIES = 100_000

Progress = Callable[[float], None]


def _opening(path: Path) -> vector.Opening:
    _refuse_endless(path)
    return vector.Opening(
        str(path), ("DXF",), (), (("DXF_INLINE_BLOCKS", "FALSE"), ("DXF_ATTRIBUTES", "TRUE"))
    )


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the drawing's layers, the whole drawing first."""
    raw = _entities(path)
    kinds = _kinds(raw)
    names = raw.columns.get("Layer", objects([""] * raw.n))
    found = [SourceLayer(ALL, _one(kinds), raw.n, tuple(raw.columns))]
    drawn: dict[str, list[int]] = {}
    for at, name in enumerate(names.tolist()):
        drawn.setdefault(name or "", []).append(at)
    if len(drawn) > 1:
        found.extend(
            SourceLayer(name, _one(kinds[rows]), len(rows), tuple(raw.columns))
            for name, rows in sorted(drawn.items())
            if name and name != ALL
        )
    return found


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return one drawing layer, or the whole drawing."""
    name = wanted.layer
    raw = _entities(path, wanted.progress)
    if name != ALL:
        keep = np.flatnonzero(np.array([v == name for v in raw.columns["Layer"]], dtype=bool))
    else:
        keep = np.arange(raw.n)
    keep = keep[: wanted.limit]
    raw.columns = {column: values[keep] for column, values in raw.columns.items()}
    raw.geometry = None if raw.geometry is None else raw.geometry[keep]
    raw.row_number = raw.row_number[keep]
    raw.columns = {
        column: values
        for column, values in raw.columns.items()
        if column == "Layer" or values.dtype.kind != "O" or any(v not in (None, "") for v in values)
    }
    _block_columns(raw)
    return raw


def _entities(path: Path, progress: Progress | None = None) -> RawTable:
    return vector.read(_opening(path), "entities", None, progress)


def _refuse_endless(path: Path) -> None:
    """Raise for a drawing in which one block stands in rows and columns without end."""
    data = path.read_bytes()
    for found in re.finditer(rb"\n\s*0\s*\n\s*INSERT\s*\n", data):
        entity = re.split(rb"\n\s*0\s*\n", data[found.end() : found.end() + _INSERT_BYTES], maxsplit=1)[0]
        pairs = [line.strip() for line in entity.split(b"\n")]
        coded = dict(zip(pairs[::2], pairs[1::2]))
        counts = [int(n) for n in (coded.get(b"70", b""), coded.get(b"71", b"")) if n.isdigit()]
        if math.prod(counts) > _MOST_COPIES:
            raise refused(path, Later(
                "ImportReaders", "{file} repeats one block {n} times in a grid; it is not opened. Ask for "
                "the drawing without it."), n=math.prod(counts))


def _kinds(raw: RawTable) -> Any:
    """Return the kind of geometry per row."""
    shapes: Any = raw.geometry if raw.geometry is not None else [None] * raw.n
    return objects([shape_name(wkb_type(shape)) if shape else "" for shape in shapes])


def _one(kinds: Any) -> str:
    told = {kind for kind in kinds if kind}
    return told.pop() if len(told) == 1 else "mixed" if told else ""


def _block_columns(raw: RawTable) -> None:
    """Give every attribute tag of the blocks a column."""
    cells = raw.columns.get("BlockAttributes")
    if cells is None:
        return
    tags: dict[str, dict[int, str]] = {}
    for at, cell in enumerate(cells):
        for part in _parts(cell):
            match = _TAG.match(part)
            if match:
                tags.setdefault(match[1], {})[at] = match[2]
    taken = list(raw.columns)
    names = unique_names([*taken, *tags])[len(taken) :]
    for name, values in zip(names, tags.values()):
        raw.columns[name] = objects([values.get(at) for at in range(raw.n)])


def _parts(cell: Any) -> list[str]:
    if not cell:
        return []
    if isinstance(cell, str) and cell.startswith("["):
        import json

        try:
            return [str(part) for part in json.loads(cell)]
        except (ValueError, RecursionError):
            return []
    return [str(cell)]
