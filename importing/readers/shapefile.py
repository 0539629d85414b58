"""Shapefiles and dBASE tables: their encoding, and what to do where one of the files is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...i18n import translate
from ...problems import Problem, Severity
from ..model import RawTable, SourceLayer
from . import vector
from .dbf import beside, encoding_of, has_long_integers, look
from .encodings import Encoding
from .kinds import Wanted
from .scratch import alone

Progress = Callable[[float], None]


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the one layer."""
    with _opening(path, encoding_of_file(path)[0].name) as how:
        return vector.layers_of(how)


def encoding_of_file(path: Path) -> tuple[Encoding, str]:
    """Return the encoding of the attributes and a contradicted declaration, see :func:`.dbf.encoding_of`."""
    table = _table(path)
    return (Encoding("utf-8"), "") if table is None else encoding_of(table)


def _is_shape(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x00\x00\x27\x0a"


def _table(path: Path) -> Path | None:
    """Return the dBASE table: the file itself, or the one beside it."""
    return beside(path, ".dbf") if _is_shape(path) else path


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return the table; ``encoding``: stated, or ``auto``."""
    stated = wanted.encoding
    found, denied = encoding_of_file(path) if stated == "auto" else (Encoding(stated), "")
    with _opening(path, found.name) as how:
        table = vector.read(how, "", wanted.limit, wanted.progress)
    table.encoding, table.encoding_sure = found.name, found.sure
    table.problems.extend(_problems(path, denied, found.name, table))
    return table


@contextmanager
def _opening(path: Path, codec: str) -> Iterator[vector.Opening]:
    """Say how GDAL opens it. Without its index (.shx), or its ending, a copy is opened."""
    options = ["ENCODING=ISO-8859-1"]
    table = _table(path)
    if table is not None and has_long_integers(table):
        options.append("ADJUST_TYPE=YES")  # else GDAL takes them for numbers with a fraction
    drivers, end = ("ESRI Shapefile",), ".shp" if _is_shape(path) else ".dbf"
    if path.suffix.lower() == end and (end == ".dbf" or beside(path, ".shx") is not None):
        yield vector.Opening(str(path), drivers, tuple(options), codec=codec)
        return
    parts = [part for ending in (".dbf", ".prj", ".shx") if (part := beside(path, ending)) is not None]
    config = (("SHAPE_RESTORE_SHX", "YES"),)  # GDAL makes one for the copy
    with alone(path, *(parts if end == ".shp" else ()), name=path.stem + end) as copy:
        yield vector.Opening(str(copy), drivers, tuple(options), config, codec)


def _problems(path: Path, denied: str, codec: str, table: RawTable) -> list[Problem]:
    found = []

    def note(text: str, fix: str = "") -> None:
        found.append(Problem(text, Severity.WARNING, table.layer, fix=fix))

    if denied:
        note(
            translate(
                "ImportReaders",
                "The file says its texts are in {declared}; its bytes are in {encoding}, which was used.",
            ).format(declared=denied, encoding=codec),
            translate("ImportReaders", "Look at the texts; choose another encoding where they are wrong."),
        )
    again = translate("ImportReaders", "Ask for all files of the shapefile: .shp, .shx, .dbf, .prj, .cpg.")
    if _is_shape(path):
        if beside(path, ".dbf") is None:
            note(
                translate("ImportReaders", "The .dbf file is missing: the objects have no attributes."), again
            )
        if beside(path, ".shx") is None:
            note(
                translate(
                    "ImportReaders", "The .shx file is missing; the order of the objects was found anew."
                ),
                again,
            )
    dbf = _table(path)
    if dbf is not None:
        try:
            sample = look(dbf)
        except (OSError, ValueError):
            note(translate("ImportReaders", "The .dbf file is damaged."), again)
            return found
        if sample.complete_rows < sample.n_rows:
            note(
                translate(
                    "ImportReaders", "The .dbf file is cut off: it says {said} rows and holds {n}."
                ).format(said=sample.n_rows, n=sample.complete_rows),
                again,
            )
    return found
