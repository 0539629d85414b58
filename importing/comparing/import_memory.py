"""What imports wrote: a small fingerprint per cell, so that a value a person entered is known as one.

A value in the project that differs from what the last import delivered for it is a person's
(or another program's), and no import overwrites it. To tell, the project keeps one blob per
table in the book ``import_memory``: for every imported row the digest of its ``uid``, where it
came from, and 32 bits of digest per delivered column, columns compressed one by one. A
million pipes take about 40 MB; nothing else of the delivery is kept. The book is no layer: it is
not listed in ``gpkg_contents``, so neither QGIS's layer tree nor its attribute tables see it.

Digest 0 means "no import delivered this", :data:`EMPTY` means "delivered empty". That a changed value
has the digest of the delivered one happens once in four thousand million changes.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...layers.store.geometry_io import Parts
from ...tracing.model import Bools, Floats, Ints

BOOK = "import_memory"
GEOMETRY = "geom"  # stands beside the column names
UNKNOWN, EMPTY = 0, 1

_MAGIC = b"OTIM\x01"
_SHORT = 64  # bytes; longer texts go through CRC-32 one by one
_SAMPLE = 65536
_SEED, _STEP, _FINAL = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)  # splitmix64, S. Vigna 2015
Words = NDArray[np.uint64]
Digests = NDArray[np.uint32]


@dataclass(frozen=True)
class Origin:
    """A delivery and its later versions: the file and layer that came last, and its import."""

    file: str
    layer: str
    import_uid: str


@dataclass
class Memory:
    """What imports delivered for the rows of one table.

    ``row``: ascending digests of ``uid``; ``origin``: an index into ``origins`` per row;
    ``cells``: per column one digest per row.
    """

    row: Words = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    origin: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    cells: dict[str, Digests] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Number of rows remembered."""
        return len(self.row)

    def positions(self, rows: Words) -> Ints:
        """Return where each uid digest stands here; -1 where it does not."""
        if not self.n:
            return np.full(len(rows), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.row, rows), self.n - 1)
        return np.where(self.row[at] == rows, at, -1).astype(np.int64)

    def delivered(self, column: str, positions: Ints) -> Digests:
        """Return the digests of one column at ``positions``; UNKNOWN where there are none."""
        if column not in self.cells:
            return np.zeros(len(positions), dtype=np.uint32)
        found = (
            self.cells[column][np.maximum(positions, 0)]
            if self.n
            else np.zeros(len(positions), dtype=np.uint32)
        )
        found[positions < 0] = UNKNOWN
        return found

    def with_rows(
        self, rows: Words, cells: dict[str, Digests], origin: int, origins: Sequence[Origin]
    ) -> Memory:
        """Return this memory with what a delivery said of ``rows``; UNKNOWN cells keep what stood here."""
        if not self.n:  # the first delivery: nothing to merge
            order = np.argsort(rows, kind="stable")
            return Memory(
                rows[order],
                np.full(len(rows), origin, dtype=np.int32),
                {name: values[order] for name, values in cells.items()},
                list(origins),
            )
        every = np.union1d(self.row, rows)
        old, new = np.searchsorted(every, self.row), np.searchsorted(every, rows)
        out = Memory(every, np.zeros(len(every), dtype=np.int32), {}, list(origins))
        out.origin[old] = self.origin
        out.origin[new] = origin
        for name in dict.fromkeys([*self.cells, *cells]):
            column = np.zeros(len(every), dtype=np.uint32)
            if name in self.cells:
                column[old] = self.cells[name]
            if name in cells:
                said = cells[name] != UNKNOWN
                column[new[said]] = cells[name][said]
            out.cells[name] = column
        return out

    def only(self, keep: Bools) -> Memory:
        """Return the rows to keep, for example those that still exist."""
        if keep.all():
            return self
        return Memory(
            self.row[keep],
            self.origin[keep],
            {name: values[keep] for name, values in self.cells.items()},
            self.origins,
        )

    def same_cells(self, other: Memory) -> bool:
        """Tell whether the two say the same of the same rows, whatever the files were called."""
        return (
            np.array_equal(self.row, other.row)
            and np.array_equal(self.origin, other.origin)
            and set(self.cells) == set(other.cells)
            and all(np.array_equal(values, other.cells[name]) for name, values in self.cells.items())
        )

    def to_bytes(self) -> bytes:
        """Return the memory as it is kept: a JSON head with the lengths, then the columns."""
        arrays: list[NDArray[Any]] = [self.row, self.origin, *self.cells.values()]
        pieces = [_packed(array) for array in arrays]
        head = json.dumps(
            {
                "n": self.n,
                "columns": list(self.cells),
                "origins": [asdict(origin) for origin in self.origins],
                "sizes": [len(piece) for piece in pieces],
            },
            ensure_ascii=False,
        ).encode()
        return b"".join([_MAGIC, struct.pack("<I", len(head)), head, *pieces])

    @classmethod
    def from_bytes(cls, content: bytes | None) -> Memory:
        """Return what was kept; an empty memory where there is none or it is damaged.

        Without memory every filled value counts as a person's, so damage loses no one's work.
        """
        if not content or not content.startswith(_MAGIC):
            return cls()
        try:
            start = len(_MAGIC) + 4
            (size,) = struct.unpack("<I", content[len(_MAGIC) : start])
            head = json.loads(content[start : start + size])
            at, n = start + size, int(head["n"])
            arrays = []
            for place, length in enumerate(head["sizes"]):
                kind = np.uint64 if place == 0 else np.int32 if place == 1 else np.uint32
                arrays.append(_unpacked(content[at : at + length], np.dtype(kind), n))
                at += length
            return cls(
                arrays[0],
                arrays[1],
                dict(zip(head["columns"], arrays[2:])),
                [Origin(**origin) for origin in head["origins"]],
            )
        except (ValueError, KeyError, TypeError, IndexError, zlib.error, struct.error):
            return cls()


def digest_keys(keys: Sequence[str | None]) -> Words:
    """Return 64 bits per key, never 0 but for none."""
    words = digest_rows(keys) | np.uint64(1)
    words[np.fromiter((not key for key in keys), dtype=bool, count=len(keys))] = 0
    return words


def digest_column(values: NDArray[Any]) -> Digests:
    """Return 32 bits per value of a column: float64 with NaN, or texts or None."""
    if values.dtype.kind == "f":
        words = mixed((np.round(values, 9) + 0.0).view(np.uint64))  # + 0.0: no minus zero
        return _shortened(words, np.isnan(values))
    empty = np.fromiter((not value for value in values.tolist()), dtype=bool, count=len(values))
    return _shortened(digest_rows(values), empty)


def digest_places(xy: Floats, row: Ints, n: int) -> Words:
    """Return 64 bits per geometry from its vertices ``xy`` (p, 2), rounded to a millimetre.

    ``row``: which of the ``n`` geometries each vertex belongs to, ascending. 0 where there is no vertex.
    """
    out = np.zeros(n, dtype=np.uint64)
    if not len(row):
        return out
    with np.errstate(invalid="ignore"):
        grid = np.rint(np.where(np.isfinite(xy), xy, 0.0) * 1000).astype(np.int64).view(np.uint64)
    start = np.flatnonzero(np.diff(row, prepend=-1))
    place = np.arange(len(row)) - np.repeat(start, np.diff(np.append(start, len(row))))
    vertex = mixed(grid[:, 0] ^ mixed(grid[:, 1] + _SEED) + place.astype(np.uint64) * _STEP)
    out[row[start]] = mixed(np.add.reduceat(vertex, start)) | np.uint64(1)
    return out


def place_digests(words: Words) -> Digests:
    """Return the place digests as cells of a memory."""
    return _shortened(words, words == 0)


def line_vertices(parts: Parts) -> tuple[Floats, Ints]:
    """Return the vertices of lines and the row of each."""
    return parts.xy, np.repeat(parts.part_row, np.diff(parts.part_start))


def digest_rows(values: Iterable[Any]) -> Words:
    """Return 64 bits per text; depends on the text alone, not on its neighbours."""
    cells = [value or "" for value in (values.tolist() if isinstance(values, np.ndarray) else values)]
    n = len(cells)
    joined = "".join(cells)
    if joined.isascii() and "\0" not in joined and n and max(map(len, cells)) <= _SHORT:
        return _short_words(np.array(cells, dtype="S"))
    coded = [cell.encode("utf-8", "surrogatepass") for cell in cells]
    out = np.zeros(n, dtype=np.uint64)
    short = np.fromiter((len(cell) <= _SHORT and 0 not in cell for cell in coded), dtype=bool, count=n)
    at = np.flatnonzero(short)
    if len(at):
        out[at] = _short_words(np.array([coded[i] for i in at.tolist()], dtype="S"))
    for i in np.flatnonzero(~short).tolist():
        cell = coded[i]
        out[i] = zlib.crc32(cell) << 32 | zlib.crc32(cell, len(cell))
    return out


def _short_words(array: NDArray[np.bytes_]) -> Words:
    width = -(-max(array.dtype.itemsize, 1) // 8) * 8
    words = array.astype(f"S{width}").view(np.uint64).reshape(len(array), width // 8)
    out = np.full(len(array), _SEED, dtype=np.uint64)
    for column in range(words.shape[1]):
        word = words[:, column]
        # Padding leaves the digest as it is, so it does not depend on the longest text of the batch.
        out = np.where(word != 0, mixed(out ^ word), out)
    return out


def mixed(words: Words) -> Words:
    """Return 64 bits in which every bit depends on every bit of ``words``."""
    with np.errstate(over="ignore"):
        words = (words ^ (words >> np.uint64(30))) * _STEP
        words = (words ^ (words >> np.uint64(27))) * _FINAL
        return words ^ (words >> np.uint64(31))


def _shortened(words: Words, empty: Bools) -> Digests:
    out = (words >> np.uint64(32)).astype(np.uint32)
    out[out <= EMPTY] = EMPTY + 1
    out[empty] = EMPTY
    return out


def _packed(array: NDArray[Any]) -> bytes:
    """Return an array as bytes, compressed where that saves something."""
    planes = np.ascontiguousarray(array.view(np.uint8).reshape(len(array), array.itemsize).T)
    raw = planes.tobytes()
    sample = raw[:_SAMPLE]
    if len(zlib.compress(sample, 1)) > 0.9 * len(sample):
        return b"\0" + raw
    return b"\1" + zlib.compress(raw, 1)


def _unpacked(piece: bytes, dtype: np.dtype[Any], n: int) -> NDArray[Any]:
    raw = zlib.decompress(piece[1:]) if piece[:1] == b"\1" else piece[1:]
    planes = np.frombuffer(raw, dtype=np.uint8).reshape(dtype.itemsize, n)
    return np.ascontiguousarray(planes.T).reshape(-1).view(dtype)
