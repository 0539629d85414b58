"""Foreign files as they were delivered: any vector file, table or model into a :class:`..model.RawTable`.

``layers_of(path)`` looks what a file offers, ``read(path, layer)`` reads one layer, ``sample`` its
first rows. Real readers do the reading (GDAL, openpyxl, xlrd, the csv module); this room finds the
encoding, the header and the archive's contents around them, and says in sentences what is wrong.
Nothing here knows the project or its schema.
"""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model import RawTable, SourceLayer

Progress = Callable[[float], None]  # share 0..1; may raise Cancelled

SAMPLE_ROWS = 200


def layers_of(path: str | PathLike[str]) -> list[SourceLayer]:
    """Return what can be read from a file, a folder or an archive.

    Raises :class:`..problems.UserError` where nothing can.
    """
    from .dispatch import layers_of as found

    return found(path)


def read(
    path: str | PathLike[str],
    layer: str = "",
    encoding: str = "auto",
    limit: int | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """Return one layer with all its rows, or the first ``limit``.

    ``layer``: a name from :func:`layers_of`; empty: the only one, or the largest. ``encoding``: as
    people write it (``GBK``, ``936``, ``utf-8``), or ``auto``. ``progress`` is called with shares
    0..1 and may raise :class:`...problems.Cancelled`. Raises :class:`...problems.UserError` for
    what cannot be read.
    """
    from .dispatch import read as found

    return found(path, layer, encoding, limit, progress)


def sample(
    path: str | PathLike[str], layer: str = "", encoding: str = "auto", rows: int = SAMPLE_ROWS
) -> RawTable:
    """Return the first rows of a layer."""
    return read(path, layer, encoding, limit=rows)
