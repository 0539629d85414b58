"""Geometry columns to arrays and back, many rows at a time.

Reading: well-known binary, as GDAL's Arrow columns deliver it, becomes point
coordinates, flat parts of lines, or shapely polygons. Curves, which GEOS does not
read, are made straight by GDAL first. Writing: coordinates become GeoPackage
geometry blobs (OGC 12-128r18, clause 2.1.3: header, envelope, well-known binary).
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Floats, Ints, Texts
from .gpkg import quiet

_POINT = b"\x01\x01\x00\x00\x00"  # well-known binary, little endian, two dimensions
_LINE = b"\x01\x02\x00\x00\x00"
_LINE_HEAD = 9  # bytes before the vertices: byte order, type, their number
_LINESTRING, _MISSING = 1, -1  # shapely's type ids
_ENVELOPE_NONE = 0x01  # little endian
_ENVELOPE_XY = 0x03
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)  # by the kind that the flags name


@dataclass
class Parts:
    """Lines of many rows laid flat, as :class:`tracing.model.Pipes` wants them.

    xy: (p, 2); part_start: (k + 1,); part_row: (k,) ascending.
    """

    xy: Floats
    part_start: Ints
    part_row: Ints


def read_wkb(wkb: Any) -> Any:
    """Read WKB; what cannot be read is None, and coordinates that are no numbers raise no remark."""
    import shapely

    with np.errstate(invalid="ignore"):
        return shapely.from_wkb(wkb, on_invalid="ignore")


def shapes_of(wkb: Texts) -> tuple[Texts, Ints]:
    """Return shapely geometries for ``wkb`` (bytes or None) and the rows that cannot be read."""
    import shapely

    try:
        shapes = read_wkb(wkb)
    except NotImplementedError:  # newer shapely stops at the first curve, older ones skip it
        wkb = wkb.copy()
        for row, blob in enumerate(wkb.tolist()):
            if blob is not None and 8 <= wkb_type(blob) <= 12:
                wkb[row] = _straightened(blob) or b""
        shapes = read_wkb(wkb)
    given = np.array([blob is not None for blob in wkb], dtype=bool)
    lost = np.flatnonzero(shapely.is_missing(shapes) & given)
    unreadable = []
    for row in lost.tolist():
        straight = _straightened(wkb[row])
        shapes[row] = read_wkb(straight) if straight else None
        if shapes[row] is None:
            unreadable.append(row)
    return shapes, np.array(unreadable, dtype=np.int64)


def wkb_type(blob: bytes) -> int:
    """Return OGC's number of the flat type of well-known binary, 0 where it is cut off."""
    code = int.from_bytes(blob[1:5], "little" if blob[:1] == b"\x01" else "big")
    return (code & 0x0FFFFFFF) % 1000 if len(blob) >= 5 else 0


def _straightened(blob: bytes) -> bytes | None:
    """Return a curve as straight segments, or None where GDAL cannot read it either."""
    from osgeo import ogr

    with quiet(), suppress(RuntimeError):
        shape = ogr.CreateGeometryFromWkb(blob)
        return bytes(shape.GetLinearGeometry().ExportToIsoWkb()) if shape is not None else None
    return None


def points_of(wkb: Texts) -> tuple[Floats, Ints]:
    """Return (n, 2) positions, NaN where there is none, and the rows that cannot be read.

    Anything but a point counts by its centroid.
    """
    import shapely

    xy = np.full((len(wkb), 2), np.nan)
    plain = np.array([blob is not None and len(blob) == 21 and blob.startswith(_POINT) for blob in wkb],
                     dtype=bool)
    if plain.any():
        joined = np.frombuffer(b"".join(wkb[plain]), dtype=np.uint8).reshape(-1, 21)
        xy[plain] = np.ascontiguousarray(joined[:, 5:]).view("<f8")
    others = np.flatnonzero(~plain)
    shapes, unreadable = shapes_of(wkb[others])
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    with np.errstate(over="ignore", invalid="ignore"):  # coordinates without end have no centroid
        middle, row = shapely.get_coordinates(shapely.centroid(shapes[there]), return_index=True)
    xy[others[there][row]] = middle
    return xy, others[unreadable]


def parts_of(wkb: Texts) -> tuple[Parts, Ints]:
    """Return the lines of all rows laid flat, and the rows that cannot be read."""
    import shapely

    plain = _plain_parts(wkb)
    if plain is not None:
        return plain, np.empty(0, dtype=np.int64)
    shapes, unreadable = shapes_of(wkb)
    kind = shapely.get_type_id(shapes)
    if ((kind == _LINESTRING) | (kind == _MISSING)).all():
        row = np.flatnonzero(kind == _LINESTRING)
        parts = shapes[row]
    else:
        parts, row = shapely.get_parts(shapes, return_index=True)
    keep = ~shapely.is_empty(parts)
    parts, row = parts[keep], row[keep]
    xy = shapely.get_coordinates(parts)
    start = np.zeros(len(parts) + 1, dtype=np.int64)
    np.cumsum(shapely.get_num_coordinates(parts), out=start[1:])
    return Parts(xy, start, row.astype(np.int64)), unreadable


def _plain_parts(wkb: Texts) -> Parts | None:
    """Return the lines where all are plain two-dimensional ones, as nearly always; else None."""
    cells = wkb.tolist()
    row = np.flatnonzero(np.fromiter((cell is not None for cell in cells), dtype=bool, count=len(cells)))
    given = cells if len(row) == len(cells) else wkb[row].tolist()
    size = np.fromiter(map(len, given), dtype=np.int64, count=len(given))
    if not len(size) or size.min() < _LINE_HEAD + 32:
        return None
    data = np.frombuffer(b"".join(given), dtype=np.uint8)
    head = (np.cumsum(size) - size)[:, None] + np.arange(_LINE_HEAD)
    count = np.ascontiguousarray(data[head[:, 5:]]).view("<u4").ravel().astype(np.int64)
    if (data[head[:, :5]] != np.frombuffer(_LINE, dtype=np.uint8)).any() or (
            size != _LINE_HEAD + 16 * count).any():
        return None
    vertex = np.ones(len(data), dtype=bool)
    vertex[head.ravel()] = False
    start = np.zeros(len(count) + 1, dtype=np.int64)
    np.cumsum(count, out=start[1:])
    return Parts(data[vertex].view("<f8").astype(np.float64).reshape(-1, 2), start, row.astype(np.int64))


def plain_points(wkb: NDArray[np.uint8]) -> Floats | None:
    """Return (n, 2) positions of well-known binary (n, width), None where some is no plain point."""
    if wkb.shape[1] != 21 or (wkb[:, :5] != np.frombuffer(_POINT, dtype=np.uint8)).any():
        return None
    return np.ascontiguousarray(wkb[:, 5:]).view("<f8").astype(np.float64, copy=False)


def plain_lines(wkb: NDArray[np.uint8]) -> Parts | None:
    """Return the lines of well-known binary (n, width), None where some is no plain line."""
    n, width = wkb.shape
    count = (width - _LINE_HEAD) // 16
    head = np.frombuffer(_LINE + struct.pack("<I", max(count, 0)), dtype=np.uint8)
    if count < 2 or width != _LINE_HEAD + 16 * count or (wkb[:, :_LINE_HEAD] != head).any():
        return None
    xy = np.ascontiguousarray(wkb[:, _LINE_HEAD:]).view("<f8").astype(np.float64, copy=False)
    return Parts(xy.reshape(-1, 2), np.arange(n + 1) * count, np.arange(n))


def joined_parts(pieces: list[Parts], rows: list[int]) -> Parts:
    """Return the parts of consecutive batches as one; ``rows`` are the batch sizes."""
    vertices, first_row = 0, 0
    starts, part_rows = [np.zeros(1, dtype=np.int64)], []
    for piece, n in zip(pieces, rows):
        starts.append(piece.part_start[1:] + vertices)
        part_rows.append(piece.part_row + first_row)
        vertices += len(piece.xy)
        first_row += n
    return Parts(
        np.concatenate([np.empty((0, 2)), *(piece.xy for piece in pieces)]),
        np.concatenate(starts),
        np.concatenate([np.empty(0, dtype=np.int64), *part_rows]),
    )


def _header(flags: int, srs_id: int) -> bytes:
    return b"GP" + struct.pack("<BBi", 0, flags, srs_id)


def point_blobs(xy: Floats, srs_id: int) -> Texts:
    """Return GeoPackage blobs of (n, 2) points; None where a coordinate is not finite."""
    n = len(xy)
    head = _header(_ENVELOPE_NONE, srs_id) + struct.pack("<BI", 1, 1)
    rows = np.empty((n, len(head) + 16), dtype=np.uint8)
    rows[:, : len(head)] = np.frombuffer(head, dtype=np.uint8)
    rows[:, len(head):] = np.ascontiguousarray(xy, dtype="<f8").view(np.uint8).reshape(n, 16)
    return _blobs(rows, np.isfinite(xy).all(axis=1))


def segment_blobs(start: Floats, end: Floats, srs_id: int) -> Texts:
    """Return GeoPackage blobs of two-point lines; None where a coordinate is not finite."""
    n = len(start)
    head = _header(_ENVELOPE_XY, srs_id)
    box = np.column_stack([
        np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0]),
        np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1]),
    ]).astype("<f8")
    body = struct.pack("<BII", 1, 2, 2)
    line = np.hstack([start, end]).astype("<f8")
    rows = np.empty((n, len(head) + 32 + len(body) + 32), dtype=np.uint8)
    at = len(head)
    rows[:, :at] = np.frombuffer(head, dtype=np.uint8)
    rows[:, at:at + 32] = np.ascontiguousarray(box).view(np.uint8).reshape(n, 32)
    rows[:, at + 32:at + 32 + len(body)] = np.frombuffer(body, dtype=np.uint8)
    rows[:, -32:] = np.ascontiguousarray(line).view(np.uint8).reshape(n, 32)
    return _blobs(rows, np.isfinite(line).all(axis=1))


def shape_blobs(wkb: Texts, srs_id: int) -> Texts:
    """Return GeoPackage blobs of any well-known binary (bytes or None), with envelopes."""
    import shapely

    shapes, _ = shapes_of(wkb)
    boxes = shapely.bounds(shapes)
    plain, empty = _header(_ENVELOPE_XY, srs_id), _header(_ENVELOPE_NONE | 0x10, srs_id)
    out = np.empty(len(wkb), dtype=object)
    for row, (blob, box) in enumerate(zip(wkb, boxes.tolist())):
        if blob is None:
            continue
        x0, y0, x1, y1 = box
        out[row] = plain + struct.pack("<4d", x0, x1, y0, y1) + blob if x0 == x0 else empty + blob
    return out


def _blobs(rows: NDArray[np.uint8], there: NDArray[np.bool_]) -> Texts:
    """Return each row of bytes as one ``bytes``, None where not there."""
    out: Any = np.empty(len(rows), dtype=object)
    width = rows.shape[1]
    joined = rows.tobytes()
    out[:] = [joined[at:at + width] if ok else None
              for at, ok in zip(range(0, len(joined) or 1, width), there.tolist())]
    return out


def wkb_of(blob: bytes) -> bytes:
    """Return the well-known binary in a GeoPackage blob."""
    return blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 0x07]:]
