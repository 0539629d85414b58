"""Shapefiles and dBASE tables: their encoding, and what to do where one of the files is missing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ....i18n import translate
from ....problems import Problem, Severity
from ..model import RawTable, SourceLayer
from . import vector
from .dbf import beside, encoding_of, look
from .encodings import Encoding

Progress = Callable[[float], None]


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the one layer."""
    with _opening(path, encoding_of_file(path)[0].name) as how:
        return vector.layers_of(how)


def encoding_of_file(path: Path) -> tuple[Encoding, str]:
    """Return the encoding of the attributes and a contradicted declaration, see :func:`.dbf.encoding_of`."""
    table = path if path.suffix.lower() == ".dbf" else beside(path, ".dbf")
    return (Encoding("utf-8"), "") if table is None else encoding_of(table)


def read(
    path: Path, encoding: str = "auto", limit: int | None = None, progress: Progress | None = None
) -> RawTable:
    """Return the table; ``encoding``: stated, or ``auto``."""
    found, denied = encoding_of_file(path) if encoding == "auto" else (Encoding(encoding), "")
    with _opening(path, found.name) as how:
        table = vector.read(how, "", limit, progress)
    table.encoding, table.encoding_sure = found.name, found.sure
    table.problems.extend(_problems(path, denied, found.name, table, limit))
    return table


@contextmanager
def _opening(path: Path, codec: str) -> Iterator[vector.Opening]:
    """Say how GDAL opens it. Without its index (.shx) a copy is opened, for which GDAL makes one."""
    options = ("ENCODING=ISO-8859-1",)
    drivers = ("ESRI Shapefile",)
    if path.suffix.lower() != ".shp" or beside(path, ".shx") is not None:
        yield vector.Opening(str(path), drivers, options, codec=codec)
        return
    with tempfile.TemporaryDirectory(prefix="outfall_tracer_") as folder:
        for end in (".shp", ".dbf", ".prj"):
            part = beside(path, end)
            if part is not None:
                shutil.copyfile(part, Path(folder, path.stem + end))
        yield vector.Opening(
            str(Path(folder, path.stem + ".shp")), drivers, options, (("SHAPE_RESTORE_SHX", "YES"),), codec
        )


def _problems(path: Path, denied: str, codec: str, table: RawTable, limit: int | None) -> list[Problem]:
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
    if path.suffix.lower() == ".shp":
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
    dbf = path if path.suffix.lower() == ".dbf" else beside(path, ".dbf")
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
