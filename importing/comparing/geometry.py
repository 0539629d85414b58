"""Geometry of an import: fitted to its table, compared, and made into blobs many rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...layers.schema import Geometry
from ...layers.store.columns import Columns
from ...layers.store.geometry_io import parts_of, point_blobs, points_of, shape_blobs, shapes_of
from ...tracing.model import Bools, Floats, Ints, Texts
from .import_memory import Words, digest_places, line_vertices

_SAME_M = 0.001  # two places this near are one: a transformation is no more exact
_HEAD = np.dtype([("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4"), ("box", "<f8", (4,))])


@dataclass
class Places:
    """The geometry of n rows as vertices: ``xy`` (p, 2) in metres, ``row`` (p,) ascending."""

    n: int
    xy: Floats
    row: Ints

    def digests(self) -> Words:
        """Return 64 bits per row, 0 where there is no vertex."""
        return digest_places(self.xy, self.row, self.n)

    def boxes(self) -> Floats:
        """Return least and greatest x and y of each row (n, 4), NaN where there is no vertex."""
        out = np.full((self.n, 4), np.nan)
        if len(self.row):
            start = np.flatnonzero(np.diff(self.row, prepend=-1))
            rows = self.row[start]
            out[rows, :2] = np.minimum.reduceat(self.xy, start)
            out[rows, 2:] = np.maximum.reduceat(self.xy, start)
        return out

    def ends(self) -> Floats:
        """Return the first and the last vertex of each row (n, 2, 2), NaN where there is none."""
        out = np.full((self.n, 2, 2), np.nan)
        if len(self.row):
            start = np.flatnonzero(np.diff(self.row, prepend=-1))
            last = np.append(start[1:], len(self.row)) - 1
            out[self.row[start], 0], out[self.row[start], 1] = self.xy[start], self.xy[last]
        return out

    def wkt(self, rows: Ints, kind: Geometry) -> Texts:
        """Return the geometry of a few rows as text, to the millimetre, for the books."""
        start = np.searchsorted(self.row, rows)
        end = np.searchsorted(self.row, rows, side="right")
        out = np.empty(len(rows), dtype=object)
        name = {Geometry.POINT: "POINT", Geometry.LINE: "LINESTRING"}.get(kind, "MULTIPOINT")
        out[:] = [
            f"{name} ({', '.join(f'{x:.3f} {y:.3f}' for x, y in self.xy[a:b].tolist())})" if b > a else None
            for a, b in zip(start.tolist(), end.tolist())
        ]
        return out


def nowhere(n: int) -> Places:
    """Return the places of n rows without geometry."""
    return Places(n, np.empty((0, 2)), np.empty(0, dtype=np.int64))


def places_of_table(columns: Columns, kind: Geometry) -> Places:
    """Return the places of rows read from the project."""
    if kind is Geometry.POINT:
        return _points(columns.xy)
    if kind is Geometry.LINE:
        return Places(columns.n, *line_vertices(columns.parts))
    return _polygons(columns.shapes) if kind is Geometry.POLYGON else nowhere(columns.n)


def places_of_wkb(wkb: Texts | None, kind: Geometry, n: int) -> Places:
    """Return the places of delivered geometries."""
    if wkb is None or kind is Geometry.NONE:
        return nowhere(n)
    if kind is Geometry.POINT:
        return _points(points_of(wkb)[0])
    if kind is Geometry.LINE:
        return Places(n, *line_vertices(parts_of(wkb)[0]))
    return _polygons(shapes_of(wkb)[0])


def moved(old: Places, old_rows: Ints, new: Places, new_rows: Ints) -> Bools:
    """Tell for pairs of rows whether the geometry differs by more than a millimetre."""
    out = old.digests()[old_rows] != new.digests()[new_rows]
    for at in np.flatnonzero(out).tolist():
        one, two = (
            side.xy[slice(*np.searchsorted(side.row, [rows[at], rows[at] + 1]))]
            for side, rows in ((old, old_rows), (new, new_rows))
        )
        out[at] = one.shape != two.shape or not bool((np.abs(one - two) <= _SAME_M).all())
    return out


def blobs(wkb: Texts, kind: Geometry, srs_id: int) -> Texts:
    """Return GeoPackage blobs: plain points and lines many at a time, all else one by one."""
    if kind is Geometry.POINT:
        return point_blobs(points_of(wkb)[0], srs_id)
    if kind is Geometry.LINE and len(wkb):
        found = _line_blobs(wkb, srs_id)
        if found is not None:
            return found
    return shape_blobs(_flat(wkb), srs_id)


def _line_blobs(wkb: Texts, srs_id: int) -> Texts | None:
    """Return blobs where all geometries are plain lines with finite coordinates; else None."""
    cells = wkb.tolist()
    if not all(cell is not None and cell.startswith(b"\x01\x02\x00\x00\x00") for cell in cells):
        return None
    parts, unreadable = parts_of(wkb)
    if len(unreadable) or len(parts.part_row) != len(cells) or not np.isfinite(parts.xy).all():
        return None
    first = parts.part_start[:-1]
    heads = np.zeros(len(cells), dtype=_HEAD)
    heads["magic"], heads["flags"], heads["srs"] = b"GP", 0x03, srs_id
    heads["box"][:, 0::2] = np.minimum.reduceat(parts.xy, first)
    heads["box"][:, 1::2] = np.maximum.reduceat(parts.xy, first)
    joined, width = heads.tobytes(), _HEAD.itemsize
    out = np.empty(len(cells), dtype=object)
    out[:] = [joined[at : at + width] + cell for at, cell in zip(range(0, len(joined), width), cells)]
    return out


def _flat(wkb: Texts) -> Texts:
    """Return two-dimensional, straight geometries; a collection of one part becomes that part."""
    import shapely

    shapes, _ = shapes_of(wkb)
    shapes = shapely.force_2d(shapes)
    several = np.isin(shapely.get_type_id(shapes), (4, 5, 6)) & (shapely.get_num_geometries(shapes) == 1)
    shapes[several] = shapely.get_geometry(shapes[several], 0)
    out: Any = shapely.to_wkb(shapes, byte_order=1)
    return np.asarray(out, dtype=object)


def _points(xy: Floats) -> Places:
    row = np.flatnonzero(np.isfinite(xy).all(axis=1))
    return Places(len(xy), xy[row], row)


def _polygons(shapes: Texts) -> Places:
    import shapely

    xy, row = shapely.get_coordinates(shapes, return_index=True)
    return Places(len(shapes), xy, row.astype(np.int64))
