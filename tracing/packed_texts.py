"""Columns of short texts as they lie in a file: UTF-8 bytes, padded with zeros to one width.

A million ids take a tenth of the room that as many Python strings take, and numpy compares, numbers and
copies them. Such a column may stand wherever a column of ids is only looked up row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Union, overload

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Ints, Texts

Words = NDArray[np.uint64]
_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, its bits spread evenly (2**64 / golden ratio)
_HALF = np.uint64(32)


class PackedTexts:
    """A column of texts or None: ``column[row]`` is a text, ``column[rows]`` another such column."""

    def __init__(self, data: NDArray[np.bytes_], missing: Bools | None = None) -> None:
        """data: (n,) bytes that are UTF-8; missing: (n,) rows that hold None, where data is empty."""
        self.data = data if data.dtype.itemsize else data.astype("S1")
        self.missing = missing if missing is not None and missing.any() else None

    @classmethod
    def of(cls, values: Sequence[str]) -> PackedTexts:
        """Pack texts."""
        return cls(np.array([value.encode("utf-8", "surrogatepass") for value in values], dtype=np.bytes_))

    def __len__(self) -> int:
        return len(self.data)

    @overload
    def __getitem__(self, at: int) -> str | None: ...

    @overload
    def __getitem__(self, at: NDArray[np.integer[Any]] | Bools | slice) -> PackedTexts: ...

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, (int, np.integer)):
            missing = self.missing is not None and self.missing[at]
            return None if missing else self.data[at].decode("utf-8", "surrogatepass")
        return PackedTexts(self.data[at], None if self.missing is None else self.missing[at])

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.tolist())

    def __array__(self, dtype: Any = None, copy: Any = None) -> Texts:
        return self.texts()

    def tolist(self) -> list[str | None]:
        """Return the texts."""
        cells: list[str | None] = []
        cells += decoded(self.data.tolist())
        for row in [] if self.missing is None else np.flatnonzero(self.missing).tolist():
            cells[row] = None
        return cells

    def texts(self) -> Texts:
        """Return the column as an array of str or None."""
        out = np.empty(len(self), dtype=object)
        out[:] = self.tolist()
        return out

    def bytes_(self) -> NDArray[np.uint8]:
        """Return (n, width) bytes, zeros where a text has ended."""
        content = np.ascontiguousarray(self.data).view(np.uint8)
        return content.reshape(len(self.data), self.data.dtype.itemsize)

    @property
    def is_plain(self) -> bool:
        """Whether all is ASCII without any blank, so that case is all in which two spellings may differ."""
        content = self.bytes_()
        return not len(content) or (int(content.max()) < 0x80 and not ((content - 1) < 0x20).any())

    def sizes(self) -> Ints:
        """Return (n,) how many bytes each text has."""
        content = self.bytes_()
        if content[:, -1].all():
            return np.full(len(content), content.shape[1])
        words = self.words(self.n_words).view("<u8")
        sizes = np.zeros(len(words), dtype=np.int64)
        for at in range(words.shape[1]):
            bytes_of = sum((words[:, at] >= np.uint64(1 << 8 * byte)).astype(np.int64) for byte in range(8))
            sizes = np.where(bytes_of > 0, 8 * at + bytes_of, sizes)
        return sizes

    def joined(self, separator: bytes, none: bytes) -> bytes:
        """Return all texts as one, ``none`` (one byte) for None."""
        content, n = self.bytes_(), len(self.data)
        if not n:
            return b""
        rows = np.empty((n, content.shape[1] + 1), dtype=np.uint8)
        rows[:, :-1] = content
        size = self.sizes()
        if self.missing is not None:
            rows[self.missing, 0], size[self.missing] = ord(none), 1
        rows[np.arange(n), size] = ord(separator)
        if (size < content.shape[1]).any():
            rows = rows[np.arange(content.shape[1] + 1) <= size[:, None]]
        return rows.tobytes()[:-1]

    def words(self, count: int, *, folded: bool = False) -> Words:
        """Return (n, count) whole numbers that are equal where the texts are; folded: whatever the case.

        count: 8 bytes go into each; see :attr:`n_words`.
        """
        content = self.bytes_()
        out = np.zeros((len(self.data), 8 * count), dtype=np.uint8)
        out[:, : content.shape[1]] = content
        if folded:
            capital = (out - np.uint8(65)) < 26
            if capital.any():
                out[capital] += 32
        return out.view(np.uint64)

    @property
    def n_words(self) -> int:
        """How many words :meth:`words` needs at least."""
        return -(-int(self.data.dtype.itemsize) // 8)


#: A column of texts in either form.
TextColumn = Union[NDArray[np.object_], PackedTexts]


def as_texts(column: TextColumn) -> Texts:
    """Return a column of either form as an array of str or None."""
    return column.texts() if isinstance(column, PackedTexts) else column


def decoded(cells: list[bytes]) -> list[str]:
    """Return UTF-8 as texts."""
    try:
        together = b"\0".join(cells).decode().split("\0")  # one call, not one per cell
    except UnicodeDecodeError:
        return [cell.decode("utf-8", "surrogatepass") for cell in cells]
    return together if len(together) == len(cells) else [cell.decode() for cell in cells]


def distinct_rows(words: Words) -> tuple[Ints, Ints]:
    """Number equal rows alike, in the order in which they first occur.

    words: (n, k). Returns (n,) numbers and (d,) the first row of each.
    """
    mixed = mixed_rows(words)
    order = np.argsort(mixed, kind="stable")
    starts = _changes([mixed], order)
    columns = list(words.T)
    if len(columns) > 1 and (_changes(columns, order) & ~starts).any():
        order = np.lexsort(columns)  # two texts were mixed into one number, which hardly ever happens
        starts = _changes(columns, order)
    group = np.cumsum(starts) - 1
    first = order[starts]  # sorting kept the order of equals
    begins = np.zeros(len(words), dtype=bool)
    begins[first] = True
    number = np.empty(len(words), dtype=np.int64)
    number[order] = (np.cumsum(begins) - 1)[first][group]
    return number, np.flatnonzero(begins)


def _changes(columns: Sequence[Words], order: Ints) -> Bools:
    """Tell where rows, taken in ``order``, differ from the one before; the first does."""
    found = np.zeros(len(order), dtype=bool)
    found[:1] = True
    for column in columns:
        ordered = column[order]
        found[1:] |= ordered[1:] != ordered[:-1]
    return found


def mixed_rows(words: Words) -> Words:
    """Return one number for each row of (n, k) words; different rows hardly ever get the same."""
    mixed: Words = words[:, 0].copy()
    for column in range(1, words.shape[1]):
        mixed ^= mixed >> _HALF
        mixed *= _MIX
        mixed += words[:, column]
    return mixed
