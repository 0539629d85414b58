"""Rows laid out as pages of an SQLite file, many at a time.

To bind a cell costs Python a fifth of a microsecond, and a million rows have millions of cells. Columns of
numbers and of packed texts are therefore written as what SQLite would make of them: records, in the leaves of
a table's B-tree ("Database File Format", https://sqlite.org/fileformat2.html, sections 1.6 and 2.1). Only the
side file is written so, which nobody but this software ever reads.

A cell of a leaf is the length of its record, the row's id, then the record: its header (own length, a type
for each column), then the values. Lengths, ids and types are whole numbers of 1 to 4 bytes (varint), big
end first, all but the last with the highest bit set.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.packed import PackedTexts
from ..schema import Kind

PAGE = 32768
_AT_ONCE = 20_000  # rows; a call on them takes some 5 ms
_LEAF, _INNER = 13, 5  # kinds of pages
_LOCK = 1 << 30  # SQLite keeps the page at this byte free
_WIDEST = 57  # bytes of a text whose type is one byte: 13 + 2 * length < 128
_INTS = ((1, 1), (2, 2), (4, 4), (6, 8))  # types of whole numbers and how many bytes they have

Bytes = NDArray[np.uint8]


def fits(arrays: Sequence[Any], kinds: Sequence[Kind | None]) -> bool:
    """Tell whether columns can be laid out: numbers and short packed texts only."""
    return len(arrays) < 100 and Kind.DATETIME not in kinds and all(
        array.data.dtype.itemsize <= _WIDEST if isinstance(array, PackedTexts)
        else isinstance(array, np.ndarray) and array.dtype.kind == "f" for array in arrays)


def append_rows(path: Path, root: int, arrays: Sequence[Any], kinds: Sequence[Kind | None],
                alive: Callable[[], None]) -> bool:
    """Fill an empty table of the closed file ``path`` with columns; its root is the page ``root``.

    Returns False where the file would grow too long for that; nothing was written then.
    """
    n = len(arrays[0])
    width = sum(array.data.dtype.itemsize if isinstance(array, PackedTexts) else 8 for array in arrays)
    if path.stat().st_size + n * (width + len(arrays) + 12) * 1.02 + PAGE > _LOCK:
        return False
    with path.open("r+b") as file:
        file.seek(0, 2)
        page = file.tell() // PAGE + 1
        children: list[tuple[int, int]] = []  # page, id of its last row
        for low in range(0, n, _AT_ONCE):
            alive()
            cells, size = _cells(low, [array[low:low + _AT_ONCE] for array in arrays], kinds)
            for leaf, last in _leaves(cells, size):
                file.write(leaf)
                children.append((page, low + last))
                page += 1
        while len(children) > 1:
            groups = [children[at:at + _MOST] for at in range(0, len(children), _MOST)]
            if len(groups) == 1:
                file.seek((root - 1) * PAGE)
                file.write(_inner(children))
                break
            for group in groups:
                file.write(_inner(group))
            children = [(page + at, group[-1][1]) for at, group in enumerate(groups)]
            page += len(groups)
        if len(children) == 1:
            _move(file, children[0][0], root)
        file.seek(28)
        file.write(struct.pack(">I", page - 1))
    return True


#: Children of an inner page: 4 bytes for the child's page, at most 4 for the id, 2 for where the cell is.
_MOST = (PAGE - 12) // 10


def _move(file: Any, page: int, to: int) -> None:
    file.seek((page - 1) * PAGE)
    content = file.read(PAGE)
    file.seek((to - 1) * PAGE)
    file.write(content)


def _cells(low: int, arrays: Sequence[Any], kinds: Sequence[Kind | None]) -> tuple[bytes, NDArray[np.int64]]:
    """Return the cells of rows ``low + 1`` and on, one after another, and (n,) their sizes."""
    n = len(arrays[0])
    columns = [_values(array, kind) for array, kind in zip(arrays, kinds)]
    types = np.stack([kind_of_cell for kind_of_cell, _, _ in columns], axis=1)
    length = 1 + len(columns) + np.sum([size for _, _, size in columns], axis=0, dtype=np.int64)
    numbers = (length, low + 1 + np.arange(n))
    parts = [(_varint(number), 4 - _varint_sizes(number)) for number in numbers]
    widths = [4, 4, 1, len(columns), *(value.shape[1] for _, value, _ in columns)]
    to = np.cumsum(widths)
    rows = np.empty((n, to[-1]), dtype=np.uint8)
    used = np.ones(rows.shape, dtype=bool)
    for at, (content, unused) in enumerate(parts):
        rows[:, 4 * at:4 * at + 4] = content
        used[:, 4 * at:4 * at + 4] = np.arange(4, dtype=np.uint8) >= unused[:, None]
    rows[:, 8] = 1 + len(columns)
    rows[:, 9:to[3]] = types
    for end, (_, value, size) in zip(to[4:], columns):
        width = value.shape[1]
        rows[:, end - width:end] = value
        if (size < width).any():
            used[:, end - width:end] = np.arange(width, dtype=np.uint8) < size[:, None]
    size = length + 8 - sum(unused for _, unused in parts)
    return rows[used].tobytes(), size


def _values(array: Any, kind: Kind | None) -> tuple[Bytes, Bytes, Bytes]:
    """Return (n,) types of one column's cells, (n, width) their bytes, and (n,) how many count."""
    if isinstance(array, PackedTexts):
        size = array.sizes().astype(np.uint8)
        types = (13 + 2 * size).astype(np.uint8)
        if array.missing is not None:
            types[array.missing] = 0
        return types, array.bytes_(), size
    missing = np.isnan(array)
    if kind in (Kind.INTEGER, Kind.BOOLEAN):
        whole = np.where(missing, 0.0, array).astype(np.int64)
        most = int(np.abs(whole).max(initial=0))
        code, width = next(one for one in _INTS if most < 1 << 8 * one[1] - 1)
        content = np.ascontiguousarray(whole.astype(f">i{width}"))
    else:
        code, width, content = 7, 8, np.ascontiguousarray(array.astype(">f8"))
    there = (~missing).astype(np.uint8)
    return code * there, content.view(np.uint8).reshape(len(array), width), width * there


def _varint(numbers: NDArray[np.int64]) -> Bytes:
    """Return (n, 4) bytes, of which the last :func:`_varint_sizes` count."""
    out = np.empty((len(numbers), 4), dtype=np.uint8)
    for at in range(4):
        out[:, at] = numbers >> 7 * (3 - at) & 0x7F
    out[:, :3] |= 0x80
    return out


def _varint_sizes(numbers: NDArray[np.int64]) -> Bytes:
    sizes: Bytes = np.sum([numbers >= 1 << 7 * at for at in range(4)], axis=0, dtype=np.uint8)
    sizes[numbers == 0] = 1
    return sizes


def _leaves(cells: bytes, size: NDArray[np.int64]) -> list[tuple[bytes, int]]:
    """Put cells into as few pages as hold them; return pages and the number of the last cell of each."""
    room = np.cumsum(size + 2)
    end = np.cumsum(size)
    pages = []
    first = 0
    while first < len(size):
        taken, before = (int(room[first - 1]), int(end[first - 1])) if first else (0, 0)
        last = int(np.searchsorted(room, taken + PAGE - 8, side="right"))
        content = cells[before:int(end[last - 1])]
        start = PAGE - len(content)
        where = (end[first:last] - size[first:last] - before + start).astype(">u2").tobytes()
        head = struct.pack(">BHHHB", _LEAF, 0, last - first, start, 0)
        pages.append((head + where + bytes(start - len(head) - len(where)) + content, last))
        first = last
    return pages


def _inner(children: Sequence[tuple[int, int]]) -> bytes:
    """Return the page above others: each but the last with the highest id in it, the last in the head."""
    ids = np.array([last for _, last in children[:-1]], dtype=np.int64)
    varints, sizes = _varint(ids), _varint_sizes(ids)
    cells = [struct.pack(">I", page) + varints[at, 4 - int(sizes[at]):].tobytes()
             for at, (page, _) in enumerate(children[:-1])]
    content = b"".join(cells)
    start = PAGE - len(content)
    where = (start + np.cumsum([0, *map(len, cells)])[:-1]).astype(">u2").tobytes()
    head = struct.pack(">BHHHBI", _INNER, 0, len(cells), start, 0, children[-1][0])
    return head + where + bytes(start - len(head) - len(where)) + content
