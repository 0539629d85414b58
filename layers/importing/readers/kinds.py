"""What kind of file lies there. The first bytes decide; the name only where they leave it open."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from enum import Enum
from pathlib import Path

from ....i18n import translate
from ....problems import UserError

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

    VECTOR = "vector"  # GDAL as it is
    SHAPEFILE = "shapefile"  # also a .dbf alone
    DXF = "dxf"
    KML = "kml"
    TEXT = "text"
    SHEET = "sheet"
    SWMM = "swmm"
    JSON = "json"  # rows as JSON objects, no GeoJSON
    FOLDER = "folder"
    ARCHIVE = "archive"


_BY_NAME = {
    ".shp": Kind.SHAPEFILE,
    ".dbf": Kind.SHAPEFILE,
    ".gpkg": Kind.VECTOR,
    ".geojson": Kind.VECTOR,
    ".kml": Kind.KML,
    ".kmz": Kind.KML,
    ".dxf": Kind.DXF,
    ".gdb": Kind.VECTOR,
    ".tab": Kind.VECTOR,
    ".mif": Kind.VECTOR,
    ".csv": Kind.TEXT,
    ".tsv": Kind.TEXT,
    ".txt": Kind.TEXT,
    ".xlsx": Kind.SHEET,
    ".xlsm": Kind.SHEET,
    ".xls": Kind.SHEET,
    ".et": Kind.SHEET,
    ".inp": Kind.SWMM,
    ".json": Kind.JSON,
    ".gml": Kind.VECTOR,
    ".sqlite": Kind.VECTOR,
    ".gpx": Kind.VECTOR,
    ".fgb": Kind.VECTOR,
    ".zip": Kind.ARCHIVE,
}
#: Files beside a main file: who picks one of them means the main file.
_BESIDE = {
    ".shx": ".shp",
    ".prj": ".shp",
    ".cpg": ".shp",
    ".sbn": ".shp",
    ".sbx": ".shp",
    ".qpj": ".shp",
    ".dat": ".tab",
    ".map": ".tab",
    ".id": ".tab",
    ".ind": ".tab",
    ".mid": ".mif",
}


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
                translate("ImportReaders", "{file} is no file that can be read.").format(file=path)
            )
        with path.open("rb") as file:
            first = file.read(1)
    except (OSError, ValueError) as error:
        raise UserError(
            translate(
                "ImportReaders",
                "{file} cannot be opened: another program has locked it, or you have "
                "no right to read it. Close it there, or copy it, and try again.",
            ).format(file=path.name),
            detail=str(error),
        ) from error
    if not first:
        raise UserError(translate("ImportReaders", "{file} is empty.").format(file=path.name))
    return path


def kind_of(path: Path) -> Kind:
    """Return who reads the file; raises for what nobody here can read."""
    suffix = path.suffix.lower()
    if path.is_dir():
        return Kind.VECTOR if suffix == ".gdb" else Kind.FOLDER
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Kind.SHEET
    if head.startswith(b"SQLite format 3"):
        return Kind.VECTOR
    if head.startswith(b"\x00\x00\x27\x0a"):
        return Kind.SHAPEFILE
    if head[:2] == b"AC" and head[2:6].isdigit():
        raise UserError(
            translate(
                "ImportReaders",
                "{file} is a DWG drawing, which cannot be read. Open it in the CAD program and "
                "save it as DXF.",
            ).format(file=path.name)
        )
    if head.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise UserError(
            translate(
                "ImportReaders",
                "{file} is an archive of a kind that cannot be opened. Unpack it and choose the "
                "files inside, or pack them as ZIP.",
            ).format(file=path.name)
        )
    if head.startswith(b"%PDF"):
        raise UserError(
            translate(
                "ImportReaders", "{file} is a PDF. Ask for the table or the drawing it was made from."
            ).format(file=path.name)
        )
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in (b"{", b"[") and suffix in (".json", ".geojson", ""):
        return _of_json(path, head)
    if suffix in (".xls", ".xlsx", ".et") and (text[:1] == b"<" or b"\0" not in head):
        return _table_with_wrong_name(path, text)
    known = _BY_NAME.get(suffix)
    if known is Kind.ARCHIVE or known is Kind.SHEET or (known is Kind.SHAPEFILE and suffix == ".shp"):
        raise UserError(
            translate(
                "ImportReaders",
                "{file} is not what its ending says: it is damaged or another kind of file. "
                "Ask for it again.",
            ).format(file=path.name)
        )
    if known is not None:
        return known
    raise UserError(
        translate(
            "ImportReaders",
            "{file}: files of this kind cannot be read. Readable are shapefile, GeoPackage, "
            "GeoJSON, KML, DXF, FileGDB, MapInfo, CSV, Excel, SWMM and ZIP archives of these.",
        ).format(file=path.name)
    )


def _table_with_wrong_name(path: Path, text: bytes) -> Kind:
    """Many web systems deliver HTML or plain text under the name .xls."""
    if text[:1] == b"<":
        raise UserError(
            translate(
                "ImportReaders",
                "{file} is a web page under the name of an Excel file. Open it in Excel and "
                "save it as .xlsx.",
            ).format(file=path.name)
        )
    return Kind.TEXT


def _of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except BROKEN_ZIP as error:
        raise broken_zip(path, error) from error
    if any(name.endswith("workbook.xml") for name in names) or "xl/workbook.bin" in names:
        return Kind.SHEET
    if path.suffix.lower() == ".kmz":
        return Kind.KML
    return Kind.ARCHIVE


def _of_json(path: Path, head: bytes) -> Kind:
    if any(
        mark in head
        for mark in (
            b'"FeatureCollection"',
            b'"Feature"',
            b'"esriGeometry',
            b'"geometryType"',
            b'"Topology"',
            b'"coordinates"',
        )
    ):
        return Kind.VECTOR
    return Kind.VECTOR if path.suffix.lower() == ".geojson" else Kind.JSON


def broken_zip(path: Path, error: Exception) -> UserError:
    """Return the sentence for a damaged archive."""
    return UserError(
        translate("ImportReaders", "{file} is damaged or cut off. Ask for it again.").format(file=path.name),
        detail=str(error),
    )


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


def too_many(path: Path, n: int) -> UserError:
    """Return the sentence for a folder or archive with too many files."""
    return UserError(
        translate(
            "ImportReaders", "{file} holds more than {n} files. Choose the ones that are meant."
        ).format(file=path.name, n=n)
    )
