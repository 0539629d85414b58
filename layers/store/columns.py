"""Rows of a table as columns: the shape in which they travel, and its conversions.

GDAL delivers batches (fixed-width bytes, masked numbers, well-known binary); here
they become float64 with NaN and texts or None. See :mod:`.table_io`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Floats, Ints, Texts
from ...tracing.packed_texts import PackedTexts
from ..schema import Geometry, Kind
from .geometry_io import Parts, joined_parts, parts_of, plain_lines, plain_points, points_of, shapes_of
from .text_columns import joined_pieces, piece_of


@dataclass
class Columns(Mapping[str, NDArray[Any]]):
    """Rows of one table as columns, in the order of ``fid``.

    Real, integer and boolean columns are float64 with NaN for NULL; texts, dates and
    times are object arrays of str or None (times as ``2024-05-06T07:08:09Z``).
    Geometry, where asked for: ``xy`` (n, 2) of points, ``parts`` of lines, ``shapes``
    (shapely or None) of polygons. ``unreadable`` names rows whose geometry is damaged.
    ``odd``, where asked for: by column and row what no column of its kind can hold, as text; such a
    cell is missing among ``values``, though somebody wrote it.
    """

    n: int
    fid: Ints
    values: dict[str, NDArray[Any]] = field(default_factory=dict)  # type: ignore[assignment]  # no method
    xy: Floats = field(default_factory=lambda: np.empty((0, 2)))
    parts: Parts = field(default_factory=lambda: joined_parts([], []))
    shapes: Texts = field(default_factory=lambda: np.empty(0, dtype=object))
    unreadable: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    odd: dict[str, dict[int, str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.values[name]

    def cell(self, name: str, row: int) -> Any:
        """Return one cell as Python knows it, None where there is none; what its kind cannot hold as text."""
        value = self.values[name][row]
        return self.odd.get(name, {}).get(row, None if value != value else value)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries; a cell without a value is None."""
        columns = (values.tolist() for values in self.values.values())
        cells = ([None if value != value else value for value in values] for values in columns)
        return [dict(zip(self.values, row)) for row in zip(*cells)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


def cells_of(array: Any, kind: Kind | None) -> list[Any]:
    """Return a piece of a column as values to bind."""
    if isinstance(array, np.ndarray) and array.dtype.kind == "f":
        cells = array.tolist()
        if kind in (Kind.INTEGER, Kind.BOOLEAN):
            return [int(v) if v == v else None for v in cells]
        return [v if v == v else None for v in cells] if np.isnan(array).any() else cells
    cells = list(array) if isinstance(array, list) else array.tolist()
    if kind is Kind.DATETIME:  # a GeoPackage wants milliseconds
        return [f"{v[:19]}.000Z" if isinstance(v, str) and len(v) == 20 and v.endswith("Z") else v
                for v in cells]
    return cells


def gather(batches: Iterable[dict[str, Any]], geometry: Geometry, kinds: Mapping[str, Kind],
           packed: Collection[str] = ()) -> Columns:
    """Join batches into one :class:`Columns`; ``packed`` names texts that stay bytes where they can."""
    pieces: dict[str, list[Any]] = {}
    fids: list[Any] = []
    shapes: list[Any] = []
    lost: list[Any] = []
    for batch in batches:
        first = sum(map(len, fids))
        fids.append(np.asarray(batch["fid"], dtype=np.int64))
        for name, values in batch.items():
            if name in kinds:
                pieces.setdefault(name, []).append(_column(values, kinds[name]))
        if geometry is not Geometry.NONE:
            shape, unreadable = _shapes(batch["geometry"], geometry)
            shapes.append(shape)
            lost.append(unreadable + first)
    fid = np.concatenate([np.empty(0, dtype=np.int64), *fids])
    found = Columns(len(fid), fid, {
        name: _joined(pieces.pop(name), name in packed) if name in pieces else _column([], kind)
        for name, kind in kinds.items() if name in pieces or not fids})
    if geometry is not Geometry.NONE and lost:
        found.unreadable = np.concatenate(lost)
    if geometry is Geometry.POINT:
        found.xy = np.concatenate([np.empty((0, 2)), *shapes])
    elif geometry is Geometry.LINE:
        found.parts = joined_parts(shapes, [len(piece) for piece in fids])
    elif geometry is Geometry.POLYGON:
        found.shapes = np.concatenate([np.empty(0, dtype=object), *shapes])
    return found


def _shapes(values: Any, geometry: Geometry) -> tuple[Any, Ints]:
    """Return one batch of geometry as :class:`Columns` holds it, and the rows that cannot be read."""
    if type(values) is np.ndarray and values.dtype.kind in "VS":  # all there, and of one length
        alike = np.frombuffer(values.tobytes(), dtype=np.uint8).reshape(-1, values.dtype.itemsize)
        plain = {Geometry.POINT: plain_points, Geometry.LINE: plain_lines}.get(geometry)
        shape = plain(alike) if plain else None
        if shape is not None:
            return shape, np.empty(0, dtype=np.int64)
    read = {Geometry.POINT: points_of, Geometry.LINE: parts_of, Geometry.POLYGON: shapes_of}[geometry]
    return read(_wkb(values))


def _joined(pieces: list[Any], packed: bool) -> Any:
    if any(isinstance(piece, PackedTexts) for piece in pieces):
        return joined_pieces(pieces, packed=packed)
    return np.concatenate(pieces)


def _column(values: Any, kind: Kind) -> Any:
    """Return one batch of a column as float64, as texts, or as texts that are packed."""
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    data = values.data if mask is not None else values
    if kind in (Kind.REAL, Kind.INTEGER, Kind.BOOLEAN):
        if isinstance(data, list):
            return np.array([np.nan if v is None else v for v in data], dtype=np.float64)
        numbers = np.asarray(data).astype(np.float64)
        if mask is not None:
            numbers[mask] = np.nan
        return numbers
    if isinstance(data, np.ndarray) and data.dtype.kind == "M":
        if data.dtype == np.dtype("datetime64[D]"):
            cells = np.datetime_as_string(data).tolist()
        else:
            cells = [text + "Z" for text in np.datetime_as_string(data, unit="s").tolist()]
    else:
        return piece_of(data if isinstance(data, np.ndarray) else _objects(data), mask)
    out = np.empty(len(cells), dtype=object)
    out[:] = cells
    if mask is not None:
        out[mask] = None
    return out


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def _wkb(values: Any) -> Texts:
    """Return a geometry column as bytes or None."""
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    data = values.data if mask is not None else values
    out = np.empty(len(data), dtype=object)
    if isinstance(data, np.ndarray) and data.dtype.kind in "VS":  # all of one length
        width, joined = data.dtype.itemsize, data.tobytes()
        out[:] = [joined[at:at + width] for at in range(0, len(joined), width)]
    else:
        cells = data.tolist() if isinstance(data, np.ndarray) else data
        out[:] = [bytes(cell) if cell is not None else None for cell in cells]
    if mask is not None:
        out[mask] = None
    return out


def kept(found: Columns, where: Mapping[str, Collection[Any]]) -> Columns:
    """Return the rows whose columns hold one of the given values."""
    keep = np.ones(found.n, dtype=bool)
    for name, wanted in where.items():
        accepted = set(wanted)
        keep &= np.array([value in accepted for value in found[name].tolist()], dtype=bool)
    out = Columns(int(keep.sum()), found.fid[keep],
                  {name: values[keep] for name, values in found.values.items()})
    out.xy = found.xy[keep] if len(found.xy) else found.xy
    out.shapes = found.shapes[keep] if len(found.shapes) else found.shapes
    number = np.cumsum(keep) - 1
    out.odd = {name: {int(number[row]): text for row, text in cells.items() if keep[row]}
               for name, cells in found.odd.items()}
    if len(found.parts.part_row):
        out.parts = _kept_parts(found.parts, keep, number)
    out.unreadable = number[found.unreadable[keep[found.unreadable]]]
    return out


def _kept_parts(parts: Parts, keep: NDArray[np.bool_], number: Ints) -> Parts:
    chosen = keep[parts.part_row]
    length = np.diff(parts.part_start)
    start = np.zeros(int(chosen.sum()) + 1, dtype=np.int64)
    np.cumsum(length[chosen], out=start[1:])
    return Parts(parts.xy[np.repeat(chosen, length)], start, number[parts.part_row[chosen]])
