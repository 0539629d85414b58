"""Cells of a foreign file as the columns of a :class:`..model.RawTable`.

A column is float64 with NaN where every value is a number that float64 holds exactly, else texts or
None. Dates and times become ISO texts.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tracing.model import Texts
from ..cleaning.distinct_cells import EXACT, number_text, objects
from .encodings import decode


class NotUtf8(Exception):
    """Texts that GDAL handed over as UTF-8 are in another encoding; whoever reads finds out which."""


def unique_names(names: Iterable[str], blank: str = "column") -> list[str]:
    """Return names without line breaks or blanks around, none empty, none twice (``name_2``)."""
    taken: set[str] = set()
    out = []
    for at, name in enumerate(names, 1):
        base = " ".join(name.replace("\x00", "").replace("\ufeff", "").split()) or f"{blank} {at}"
        new, again = base, 1
        while new.lower() in taken:
            again += 1
            new = f"{base}_{again}"
        taken.add(new.lower())
        out.append(new)
    return out


def column_of(cells: Sequence[Any]) -> NDArray[Any]:
    """Return plain Python cells (None, numbers, texts, dates, lists) as one column."""
    kinds = set(map(type, cells))
    kinds.discard(type(None))
    if (
        kinds
        and kinds <= {int, float, bool}
        and not any(type(v) is int and not -EXACT <= v <= EXACT for v in cells)
    ):
        return np.array([np.nan if v is None else v for v in cells], dtype=np.float64)
    if kinds <= {str}:
        return objects(cells)
    return objects([None if v is None or v != v else text_of(v) for v in cells])


def text_of(value: Any) -> str:
    """Return one cell as text: numbers without a needless fraction, dates as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time(0) and value.tzinfo is None:
            return value.date().isoformat()
        return value.isoformat(timespec="seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def arrow_column(values: Any, codec: str) -> NDArray[Any]:
    """Return one batch of GDAL's Arrow columns; ``codec``: see :func:`decoded`."""
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    data = np.asarray(values.data if mask is not None else values)
    kind = data.dtype.kind
    if kind in "iu" and len(data) and mask is None and (data.max() > EXACT or data.min() < -EXACT):
        return objects(list(map(str, data.tolist())))
    if kind in "iufb":
        numbers = data.astype(np.float64)
        if mask is not None:
            if kind in "iu" and (np.abs(numbers[~mask]) > EXACT).any():
                kept = objects(list(map(str, data.tolist())))
                kept[mask] = None
                return kept
            numbers[mask] = np.nan
        return numbers
    if kind == "M":
        if data.dtype == np.dtype("datetime64[D]"):
            cells: list[Any] = np.datetime_as_string(data).tolist()
        else:
            cells = [text.replace("T00:00:00", "") for text in np.datetime_as_string(data, unit="s").tolist()]
        cells = [None if text == "NaT" else text for text in cells]
    elif kind in "SV":
        cells = decoded(data.tolist() if kind == "S" else [bytes(cell) for cell in data], codec)
    elif set(map(type, found := data.tolist())) <= {bytes, type(None)}:
        cells = list(decoded([cell or b"" for cell in found], codec))
        cells = [None if raw is None else text for raw, text in zip(found, cells)]
    else:
        cells = [cell if cell is None else _of_object(cell, codec) for cell in found]
    out = objects(cells)
    if mask is not None:
        out[mask] = None
    return out


def _of_object(cell: Any, codec: str) -> str:
    if isinstance(cell, bytes):
        return decoded([cell], codec)[0]
    if isinstance(cell, np.ndarray):
        cell = [decoded([v], codec)[0] if isinstance(v, bytes) else v for v in cell.tolist()]
    return text_of(cell)


def decoded(cells: list[bytes], codec: str) -> list[str]:
    """Return texts that GDAL handed over.

    ``codec`` is empty where they are UTF-8; otherwise GDAL took bytes of that encoding for Latin-1,
    which is undone first. Raises :class:`NotUtf8`.
    """
    joined = b"\0".join(cells)
    if joined.isascii():
        together = joined.decode("ascii").split("\0")
        return together if len(together) == len(cells) else [cell.decode("ascii") for cell in cells]
    try:  # one call for all, where no cell is damaged
        together = (joined.decode() if not codec else _latin(joined).decode(codec)).split("\0")
        if len(together) == len(cells):
            return together
    except UnicodeDecodeError as error:
        if not codec:
            raise NotUtf8 from error
    text = {cell: decode(_latin(cell), codec) if codec else cell.decode() for cell in set(cells)}
    return [text[cell] for cell in cells]


def _latin(cell: bytes) -> bytes:
    return cell.decode("utf-8", "replace").encode("latin-1", "replace")


def wkb_column(values: Any) -> Texts:
    """Return one batch of geometry as WKB or None."""
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    data = values.data if mask is not None else values
    if isinstance(data, np.ndarray) and data.dtype.kind in "VS":  # all of one length
        width, joined = data.dtype.itemsize, data.tobytes()
        out = objects([joined[at : at + width] for at in range(0, len(joined), width)] if width else [])
        if not width:
            out = np.full(len(data), None, dtype=object)
    else:
        cells = data.tolist() if isinstance(data, np.ndarray) else list(data)
        out = objects([bytes(cell) if cell is not None else None for cell in cells])
    if mask is not None:
        out[mask] = None
    return out


def joined(pieces: list[NDArray[Any]]) -> NDArray[Any]:
    """Return the pieces of one column as one; numbers turn to text where a piece is text."""
    if not pieces:
        return objects([])
    if len({piece.dtype.kind for piece in pieces}) == 1:
        return np.concatenate(pieces)
    return np.concatenate(
        [
            piece
            if piece.dtype.kind == "O"
            else objects([None if v != v else number_text(v) for v in piece.tolist()])
            for piece in pieces
        ]
    )
