"""The kinds of files there are, which drivers may open them, and which files of a folder are meant.

What a file really is :mod:`.contents` says.
"""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from ...i18n import Later, translate
from ...problems import UserError
from ...rules.tables import delivered_rows
from ..lexicon import FOLDER

MAX_MEMBERS = 500
#: What Python's zipfile raises for archives that are damaged, cut off or packed in a way it cannot read.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
)


class Kind(Enum):
    """Who reads a file."""

    SQLITE = "sqlite"  # a GeoPackage is one
    FILEGDB = "filegdb"
    FLATGEOBUF = "flatgeobuf"
    GEOJSON = "geojson"
    GML = "gml"
    GPX = "gpx"
    MAPINFO = "mapinfo"
    SHAPEFILE = "shapefile"  # also a .dbf alone
    DXF = "dxf"
    KML = "kml"
    TEXT = "text"
    SHEET = "sheet"
    SWMM = "swmm"
    JSON = "json"  # rows as JSON objects, no GeoJSON
    FOLDER = "folder"
    ARCHIVE = "archive"


class Wanted(NamedTuple):
    """What is read of a file: a layer as its reader calls it, in an encoding (or "auto"), the first rows."""

    layer: str = ""
    encoding: str = "auto"
    limit: int | None = None
    progress: Callable[[float], None] | None = None


#: The drivers of GDAL that may open what only GDAL reads: none that follows references.
DRIVERS = {
    Kind.SQLITE: ("GPKG", "SQLite"),
    Kind.FILEGDB: ("OpenFileGDB",),
    Kind.FLATGEOBUF: ("FlatGeobuf",),
    Kind.GEOJSON: ("GeoJSON", "ESRIJSON", "TopoJSON", "GeoJSONSeq"),
    Kind.GML: ("GML",),
    Kind.GPX: ("GPX",),
    Kind.MAPINFO: ("MapInfo File",),
}
#: By ending; some kinds are only there to be refused with advice.
_FORMATS = delivered_rows("formats", FOLDER)
_BY_NAME = {row["ending"]: Kind(row["kind"]) for row in _FORMATS}
#: Files beside a main file: who picks one of them means the main file.
_BESIDE = {side: row["ending"] for row in _FORMATS for side in row["beside"].split()}


def file_of(path: Path) -> Path:
    """Return the file that is meant; raises where it is missing, empty or not to be opened."""
    main = _BESIDE.get(path.suffix.lower())
    if main:
        for beside in (path.with_suffix(main), path.with_suffix(main.upper())):
            if beside.is_file():
                path = beside
                break
    if path.suffix.lower() == ".gdbtable" or (path.parent.suffix.lower() == ".gdb" and path.is_file()):
        path = path.parent
    try:
        if path.is_dir():
            next(path.iterdir(), None)
            return path
        if not path.exists():
            raise UserError(translate("ImportReaders", "There is no file {file}.").format(file=path))
        if not path.is_file():
            raise UserError(
                translate("ImportReaders", "{file} is not a file that can be read.").format(file=path)
            )
        with path.open("rb") as file:
            first = file.read(1)
    except (OSError, ValueError) as error:
        raise refused(path, Later(
            "ImportReaders", "{file} cannot be opened: another program has locked it, or you have no right "
            "to read it. Close it there, or copy it, and try again."), detail=str(error)) from error
    if not first:
        raise refused(path, Later("ImportReaders", "{file} is empty."))
    return path


def kind_by_name(path: Path) -> Kind | None:
    """Return the kind that a file's ending promises, None for one that is not known."""
    return _BY_NAME.get(path.suffix.lower())


def refused(path: Path, text: Later, detail: str = "", **values: object) -> UserError:
    """Return the error of a file that is not read; ``text`` names it as {file}, ``detail`` is for the log."""
    return UserError(str(text).format(file=path.name, **values), detail)


def broken_zip(path: Path, error: Exception) -> UserError:
    """Return the sentence for a damaged archive."""
    return refused(path, Later(
        "ImportReaders", "{file} is damaged or cut off. Ask for it again."), detail=str(error))


def members_of(folder: Path, deep: bool = False) -> list[Path]:
    """Return the readable files of a folder, each data set once; ``deep``: with folders inside."""
    found: list[Path] = []
    for here, folders, files in os.walk(folder):
        folders.sort()
        databases = [name for name in folders if name.lower().endswith(".gdb")]
        found.extend(Path(here, name) for name in databases)
        folders[:] = [
            name for name in folders if deep and name not in databases and not name.startswith((".", "__"))
        ]
        names = {name.lower() for name in files}
        for name in sorted(files):
            path = Path(here, name)
            suffix = path.suffix.lower()
            stem = name[: -len(suffix)].lower() if suffix else name.lower()
            if suffix not in _BY_NAME or name.startswith((".", "~$")):
                continue
            if (suffix == ".dbf" and f"{stem}.shp" in names) or (suffix == ".zip" and not deep):
                continue
            found.append(path)
        if len(found) > MAX_MEMBERS:
            raise too_many(folder, MAX_MEMBERS)
    return found


def too_large(path: Path, size: int) -> UserError:
    """Return the sentence for an archive that unfolds to more bytes than honest data do."""
    return refused(path, Later(
        "ImportReaders", "{file} would take {size} MB and more when unpacked; it is not opened. Unpack it "
        "yourself and choose the files that are meant."), size=(size >> 20) + 1)


def too_many(path: Path, n: int) -> UserError:
    """Return the sentence for a folder or archive with too many files."""
    return refused(path, Later(
        "ImportReaders", "{file} holds more than {n} files. Choose the ones that are meant."), n=n)
