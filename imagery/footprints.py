"""The outline of the valid pixels of an image: the mask read small, made a polygon, its stairs smoothed.

A mask of 128 x 128 keeps the area to within one per cent. The project's table holds one polygon a row: parts
that lie apart (water that no photo could place often cuts a tile in two) are joined by strips of
a hundredth of a mask pixel.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

MASK_PX = 128
_SPECK = 0.002  # share of the valid area below which a part or a hole is noise
_SMOOTH_PX = 0.75  # of the mask: what the stairs of a slanted edge stand off from it
_AREA_KEPT = 0.004  # share by which smoothing may change the area
_STRIP_PX = 0.01
_EDGE_STEPS = 8  # points per edge of a whole image: straight in one system is not in another

Ring = NDArray[np.float64]


def outline(mask: NDArray[np.bool_]) -> list[Ring] | None:
    """Return the rings of one polygon around the true cells, the outer one first; None where none is true.

    mask: (rows, columns). Rings are closed, (n, 2), in shares 0..1 of the image's width and height.
    """
    if not mask.any():
        return None
    if mask.all():
        return [whole()]
    rows, columns = mask.shape
    shape = _joined(_parts(mask))
    size = np.array([columns, rows], dtype=np.float64)
    return [_points(shape.GetGeometryRef(at)) / size for at in range(shape.GetGeometryCount())]


@cache
def whole() -> Ring:
    """Return the outline of an image that is valid throughout; not to be written to."""
    along = np.arange(_EDGE_STEPS) / _EDGE_STEPS
    zero = np.zeros(_EDGE_STEPS)
    edges: list[tuple[Any, Any]] = [
        (along, zero),
        (zero + 1, along),
        (1 - along, zero + 1),
        (zero, 1 - along),
        ([0.0], [0.0]),
    ]
    ring = np.concatenate([np.column_stack(edge) for edge in edges])
    ring.flags.writeable = False
    return ring


def wkb_of_rings(rings: list[Ring]) -> bytes:
    """Return a polygon as well-known binary, little-endian."""
    head = np.array([1], dtype=np.uint8).tobytes() + np.array([3, len(rings)], dtype="<u4").tobytes()
    return head + b"".join(
        np.array([len(ring)], dtype="<u4").tobytes() + ring.astype("<f8").tobytes() for ring in rings
    )


def _parts(mask: NDArray[np.bool_]) -> list[Any]:
    """Return the parts of a mask as OGR polygons in its pixels, the largest first, without specks."""
    from osgeo import gdal, ogr

    rows, columns = mask.shape
    raster = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Byte)
    band = raster.GetRasterBand(1)
    band.WriteArray(mask.astype(np.uint8))
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("parts", None, ogr.wkbPolygon)
    gdal.Polygonize(band, band, layer, -1)
    found = sorted((feature.GetGeometryRef().Clone() for feature in layer), key=lambda part: -part.GetArea())
    least = _SPECK * sum(part.GetArea() for part in found)
    return [_smooth(_without_holes(part, least)) for part in found if part.GetArea() >= least]


def _without_holes(part: Any, least: float) -> Any:
    from osgeo import ogr

    kept = ogr.Geometry(ogr.wkbPolygon)
    for at in range(part.GetGeometryCount()):
        ring = part.GetGeometryRef(at)
        if at == 0 or ring.Area() >= least:
            kept.AddGeometry(ring)
    return kept


def _smooth(part: Any) -> Any:
    before = part.GetArea()
    # The first takes half the time and is right for nearly all; the second keeps narrow parts from crossing.
    for way in (part.Simplify, part.SimplifyPreserveTopology):
        smooth = way(_SMOOTH_PX)
        usable = smooth is not None and smooth.GetGeometryName() == "POLYGON" and smooth.IsValid()
        if usable and abs(smooth.GetArea() - before) <= _AREA_KEPT * before:
            return smooth
    return part


def _joined(parts: list[Any]) -> Any:
    """Return one polygon of the parts, each joined to those before it where they are nearest."""
    shape = parts[0]
    for part in parts[1:]:
        shape = shape.Union(_strip(shape, part)).Union(part)
    if shape.GetGeometryName() != "POLYGON":  # a strip met nothing: the largest stands for all
        shape = max(
            (shape.GetGeometryRef(at).Clone() for at in range(shape.GetGeometryCount())),
            key=lambda one: one.GetArea(),
        )
    return shape


def _strip(one: Any, other: Any) -> Any:
    """Return a thin rectangle between the nearest corners of two polygons, reaching into both."""
    from osgeo import ogr

    here, there = _points(one.GetGeometryRef(0)), _points(other.GetGeometryRef(0))
    apart = np.hypot(here[:, None, 0] - there[None, :, 0], here[:, None, 1] - there[None, :, 1])
    i, j = np.unravel_index(int(apart.argmin()), apart.shape)
    line = ogr.Geometry(ogr.wkbLineString)
    way = there[j] - here[i]
    length = math.hypot(*way) or 1.0
    for x, y in (here[i] - way / length * _STRIP_PX, there[j] + way / length * _STRIP_PX):
        line.AddPoint_2D(float(x), float(y))
    return line.Buffer(_STRIP_PX, 1)


def _points(ring: Any) -> Ring:
    return np.array(ring.GetPoints(), dtype=np.float64)[:, :2]
