"""Spatial indexes of whole tables, packed at once.

A GeoPackage keeps boxes in an R*Tree, three plain tables behind a virtual one
(SQLite documentation, "The SQLite R*Tree Module", shadow tables). Filling it row by row takes
several times longer than writing the rows. Here the boxes are sorted into tiles
(sort-tile-recursive packing, Leutenegger et al. 1997) and become nodes directly; GDAL from
3.7 on does likewise when it makes an index.

A node is big-endian: depth of the tree (2 bytes, in the root only), number of cells (2),
then cells of an id (8: a row, or a node one level down) and min x, max x, min y, max y
(4 each), padded with zeros. Node 1 is the root.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Floats, Ints, Texts

_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])
_FILLED = 0.8  # share of a node's cells in use, so that later rows find room
_HEADER = 8  # bytes of a GeoPackage geometry before its envelope: "GP", version, flags, srs_id
_POINT = bytes([1, 1, 0, 0, 0])


@dataclass
class PackedTree:
    """The three tables of an R*Tree as columns: nodes, child -> parent, row -> leaf."""

    node: Ints
    data: Texts  # bytes
    child: Ints
    parent: Ints
    row: Ints
    leaf: Ints


def boxes_of(blobs: Texts) -> Floats | None:
    """Return (n, 4) min x, max x, min y, max y of GeoPackage geometries, NaN for none.

    None where some geometry has neither an envelope nor is a two-dimensional point.
    """
    boxes = np.full((len(blobs), 4), np.nan)
    cells = blobs.tolist()
    flags = np.array([-1 if cell is None else cell[3] for cell in cells], dtype=np.int64)
    enveloped = np.flatnonzero((flags & 0x1F) == 0x03)  # little endian, x and y, not empty
    boxes[enveloped] = _numbers([cells[row][_HEADER:_HEADER + 32] for row in enveloped.tolist()], 4)
    bare = np.flatnonzero((flags & 0x1F) == 0x01)
    if not all(len(cells[row]) == 29 and cells[row].startswith(_POINT, _HEADER) for row in bare.tolist()):
        return None
    xy = _numbers([cells[row][_HEADER + 5:] for row in bare.tolist()], 2)
    boxes[bare] = xy[:, [0, 0, 1, 1]]
    empty = (flags >= 0) & ((flags & 0x10) != 0)
    known = np.isfinite(boxes).all(axis=1) | (flags < 0) | empty
    return boxes if known.all() else None


def _numbers(pieces: list[bytes], width: int) -> Floats:
    return np.frombuffer(b"".join(pieces), dtype="<f8").reshape(-1, width)


def packed_tree(row: Ints, boxes: Floats, node_bytes: int) -> PackedTree:
    """Pack ``boxes`` (n, 4) of the rows with ids ``row`` into nodes of ``node_bytes`` bytes."""
    capacity = max(int((node_bytes - 4) // _CELL.itemsize * _FILLED), 2)
    ids, box = np.asarray(row, dtype=np.int64), _rounded_outwards(boxes)
    numbers: list[Ints] = []
    blobs: list[bytes] = []
    child: list[Ints] = []
    parent: list[Ints] = []
    leaf = np.empty(0, dtype=np.int64)
    rows, depth, following = ids, 0, 2
    while True:
        order = _tiled(box, capacity)
        ids, box = ids[order], box[order]
        group = np.arange(len(ids)) // capacity
        count = max(int(group[-1]) + 1 if len(group) else 0, 1)
        number = np.arange(following, following + count) if count > 1 else np.ones(1, dtype=np.int64)
        following += count
        numbers.append(number)
        blobs += _nodes(ids, box, group, count, node_bytes, depth if count == 1 else 0)
        if depth == 0:
            rows, leaf = ids, number[group]
        else:
            child.append(ids)
            parent.append(number[group])
        if count == 1:
            break
        first = np.arange(0, len(ids), capacity)
        low, high = np.minimum.reduceat(box, first), np.maximum.reduceat(box, first)
        ids, box = number, np.stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3]], axis=1)
        depth += 1
    data = np.empty(len(blobs), dtype=object)
    data[:] = blobs
    none = np.empty(0, dtype=np.int64)
    order = np.argsort(rows, kind="stable")  # tables fill fastest in the order of their key
    rows, leaf = rows[order], leaf[order]
    return PackedTree(np.concatenate(numbers), data, np.concatenate([none, *child]),
                      np.concatenate([none, *parent]), rows, leaf)


def _rounded_outwards(boxes: Floats) -> NDArray[np.float32]:
    """Return boxes in single precision that hold the given ones."""
    box = boxes.astype(np.float32)
    for axis, sign in ((0, -1), (1, 1), (2, -1), (3, 1)):
        inside = sign * (boxes[:, axis] - box[:, axis]) > 0
        box[inside, axis] = np.nextafter(box[inside, axis], np.float32(sign * np.inf))
    return box


def _tiled(box: NDArray[np.float32], capacity: int) -> Ints:
    """Return the order in which every ``capacity`` boxes lie together: strips in x, then by y."""
    n = len(box)
    strip_rows = capacity * max(int(np.ceil(np.sqrt(np.ceil(n / capacity)))), 1)
    by_x = np.argsort(box[:, 0].astype(np.float64) + box[:, 1], kind="stable")
    strip = np.empty(n, dtype=np.int64)
    strip[by_x] = np.arange(n) // strip_rows
    order: Ints = np.lexsort((box[:, 2].astype(np.float64) + box[:, 3], strip))
    return order


def _nodes(ids: Ints, box: NDArray[np.float32], group: Ints, count: int, node_bytes: int,
           depth: int) -> list[bytes]:
    used = np.bincount(group, minlength=count)
    cells = np.zeros((count, (node_bytes - 4) // _CELL.itemsize), dtype=_CELL)
    place = np.arange(len(ids)) - (np.cumsum(used) - used)[group]
    cells["id"][group, place] = ids
    cells["box"][group, place] = box
    nodes = np.zeros((count, node_bytes), dtype=np.uint8)
    head = np.stack([np.full(count, depth), used], axis=1).astype(">u2")
    nodes[:, :4] = np.ascontiguousarray(head).view(np.uint8).reshape(count, 4)
    width = cells.shape[1] * _CELL.itemsize
    nodes[:, 4:4 + width] = np.frombuffer(cells.tobytes(), dtype=np.uint8).reshape(count, width)
    whole = nodes.tobytes()
    return [whole[at:at + node_bytes] for at in range(0, len(whole), node_bytes)]
