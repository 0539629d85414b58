"""Texts of a column as GDAL's Arrow columns deliver them, and the form in which they go on.

A batch is fixed-width bytes, with a mask where cells are NULL. A column whose cells repeat themselves
becomes str objects that equal cells share; any other one as many str objects as it has cells, or, where
that is asked for, :class:`tracing.packed.PackedTexts`.
"""

from __future__ import annotations

from typing import Any, Union

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Bools, Texts
from ...tracing.packed_texts import PackedTexts

_SAMPLE = 500  # cells that show whether a column repeats itself
_WIDEST = 64  # bytes; wider batches become str at once, for one long cell widens all of a batch
_FEW = 40  # distinct cells that are looked for one after another

Piece = Union[Texts, PackedTexts]


def piece_of(data: NDArray[Any], mask: Bools | None) -> Piece:
    """Return one batch of texts, packed while it is narrow and UTF-8."""
    if data.dtype.kind == "S" and 0 < data.dtype.itemsize <= _WIDEST and _is_utf8(data):
        if mask is not None and mask.any():
            data = np.where(mask, b"", data)
        return PackedTexts(data, mask)
    return _unpacked(data, mask)


def _unpacked(data: NDArray[Any], mask: Bools | None) -> Texts:
    cells = data.tolist()
    if cells and isinstance(cells[0], bytes):
        cells = _decoded(cells)
    out = np.empty(len(cells), dtype=object)
    out[:] = cells
    if mask is not None:
        out[mask] = None
    return out


def joined_pieces(pieces: list[Piece], *, packed: bool = False) -> Piece:
    """Return the batches of a column as one; ``packed``: as PackedTexts where all of them are."""
    whole = _together(pieces)
    if whole is not None and packed:
        return whole
    few = None if whole is None else _shared(whole)
    return few if few is not None else np.concatenate([
        piece if isinstance(piece, np.ndarray) else _unpacked(piece.data, piece.missing) for piece in pieces])


def _together(pieces: list[Piece]) -> PackedTexts | None:
    packed = [piece for piece in pieces if isinstance(piece, PackedTexts)]
    if len(packed) < len(pieces) or not packed:
        return None
    missing = np.concatenate([np.zeros(len(piece), dtype=bool) if piece.missing is None else piece.missing
                              for piece in packed])
    return PackedTexts(np.concatenate([piece.data for piece in packed]), missing)


def _shared(column: PackedTexts) -> Texts | None:
    """Return a column of few distinct cells, where equal ones share one object; None for any other."""
    sample = column.data[:: max(len(column) // _SAMPLE, 1)].tolist()
    if len(set(sample)) > min(_FEW, max(len(sample) // 4, 1)):
        return None
    words = column.words(column.n_words)
    out = np.full(len(column), None, dtype=object)
    rest = np.ones(len(column), dtype=bool) if column.missing is None else ~column.missing
    for _ in range(2 * _FEW):
        if not rest.any():
            return out
        first = int(np.argmax(rest))
        mine = words[:, 0] == words[first, 0]
        for at in range(1, words.shape[1]):
            mine &= words[:, at] == words[first, at]
        out[mine & rest] = column[first]
        rest &= ~mine
    return None


def _is_utf8(data: NDArray[np.bytes_]) -> bool:
    content = np.ascontiguousarray(data).view(np.uint8)
    if not len(content) or int(content.max()) < 0x80:
        return True
    try:
        b"\0".join(data.tolist()).decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(cells: list[bytes]) -> list[str]:
    """Return texts; where few are distinct, equal ones share one object."""
    try:
        if 4 * len(set(cells[:_SAMPLE])) > len(cells[:_SAMPLE]):
            together = b"\0".join(cells).decode().split("\0")  # one call, not one per cell
            return together if len(together) == len(cells) else list(map(bytes.decode, cells))
        text = {cell: cell.decode() for cell in set(cells)}
    except UnicodeDecodeError:
        text = {cell: cell.decode("utf-8", "replace") for cell in set(cells)}
    return [text[cell] for cell in cells]
