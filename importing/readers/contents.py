"""What a file holds, told by its bytes; its name only chooses between kinds of plain text.

An allow-list: whatever is not recognised here is not opened. No kind on it follows references to
other files or addresses, so a description of data elsewhere (VRT, WFS, a seamless MapInfo table)
is refused whatever it is called.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ...i18n import Later, translate
from ...problems import UserError
from .kinds import BROKEN_ZIP, Kind, broken_zip, kind_by_name, refused

_HEAD = 65536
_OLD_BOOKS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")  # BIFF 2 to 5
_DBASE = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb")
_PACKED = (
    b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MSCF",
)  # fmt: skip
_DXF = re.compile(rb"\s*(?:999\s*\r?\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\s*\r?\n")
_MIF = re.compile(rb"\s*version\s+\d+\s", re.IGNORECASE)
_SECTION = re.compile(rb"^\[(?:TITLE|OPTIONS|JUNCTIONS|EVAPORATION|RAINGAGES|SUBCATCHMENTS)\]", re.M)
_JSON = re.compile(rb"\{\s*\"|\[\s*\{\s*\"")
_SHAPES = (b'"FeatureCollection"', b'"Feature"', b'"esriGeometry', b'"geometryType"', b'"Topology"',
           b'"coordinates"')  # fmt: skip
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[^>]*")
_BEFORE_ROOT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)", re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_BINARY = {Kind.SHAPEFILE, Kind.ARCHIVE, Kind.SQLITE, Kind.FLATGEOBUF}
#: Roots of XML that say where data lie instead of holding them.
_POINTERS = ("vrt", "wms", "wmts", "wfs", "wcs", "ogrdatasource", "ogrwfs", "ogrvrt")


def kind_of(path: Path) -> Kind:
    """Return who reads the file; raises :class:`...problems.UserError` for what nobody here can read."""
    if path.is_dir():
        return Kind.FILEGDB if path.suffix.lower() == ".gdb" else Kind.FOLDER
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return _of_bytes(path, head) or _of_text(path, head)


def _of_bytes(path: Path, head: bytes) -> Kind | None:
    """Return the kind of a binary file; None where it may be text."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(path)
    if head.startswith((b"\xd0\xcf\x11\xe0", *_OLD_BOOKS)):
        return Kind.SHEET
    if head.startswith(b"SQLite format 3\0"):
        return Kind.SQLITE
    if head.startswith(b"\x00\x00\x27\x0a"):
        return Kind.SHAPEFILE
    if head.startswith(b"fgb\x03"):
        return Kind.FLATGEOBUF
    _refuse_known(path, head)
    return Kind.SHAPEFILE if _is_dbase(path, head) else None


def _refuse_known(path: Path, head: bytes) -> None:
    """Raise for kinds that are well known and cannot be read, with what to ask for instead."""
    known = (
        (head[:2] == b"AC" and head[2:6].isdigit(), Later(
            "ImportReaders", "{file} is a DWG drawing, which cannot be read. Open it in the CAD program and "
            "save it as DXF.")),
        (head.startswith(b"AutoCAD Binary DXF"), Later(
            "ImportReaders", "{file} is a binary DXF drawing, which cannot be read. Open it in the CAD "
            "program and save it as DXF in ASCII.")),
        (head.startswith(_PACKED) or head[257:262] == b"ustar", Later(
            "ImportReaders", "{file} is an archive of a kind that cannot be opened. Unpack it and choose the "
            "files inside, or pack them as ZIP.")),
        (head.startswith(b"%PDF"), Later(
            "ImportReaders", "{file} is a PDF. Ask for the table or the drawing it was made from.")),
        (head[4:19] in (b"Standard Jet DB", b"Standard ACE DB"), Later(
            "ImportReaders", "{file} is an Access database (a personal geodatabase too), which cannot be "
            "read. Open it in Access and export each table as Excel workbook (.xlsx), or in ArcGIS and "
            "export it as file geodatabase or shapefile.")),
    )
    _refuse_first(path, known)


def _refuse_first(path: Path, known: Iterable[tuple[bool, Later]]) -> None:
    """Raise with the sentence of the first thing that is so."""
    for is_so, said in known:
        if is_so:
            raise refused(path, said)


def _is_dbase(path: Path, head: bytes) -> bool:
    """Tell whether a file is a dBASE table, by the lengths that its header states."""
    if len(head) < 65 or head[0] not in _DBASE:
        return False
    n_rows, header, record = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    known = kind_by_name(path) is Kind.SHAPEFILE
    whole = header + n_rows * record <= path.stat().st_size + 2
    return 65 <= header <= path.stat().st_size and record > 1 and (known or whole)


def _of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
    except BROKEN_ZIP as error:
        raise broken_zip(path, error) from error
    if any(name.endswith("workbook.xml") for name in names):
        return Kind.SHEET
    _refuse_first(path, (
        ("xl/workbook.bin" in names, Later(
            "ImportReaders", "{file} is a binary workbook (.xlsb), which cannot be read. Open it in Excel "
            "and save it as .xlsx.")),
        ("word/document.xml" in names or "ppt/presentation.xml" in names, Later(
            "ImportReaders", "{file} is a Word or PowerPoint document. Ask for its table as .xlsx.")),
        ("content.xml" in names and "mimetype" in names, Later(
            "ImportReaders", "{file} is an OpenDocument file, which cannot be read. Open it and save its "
            "table as .xlsx.")),
    ))
    documents = [name for name in names if name.endswith(".kml")]
    if len(documents) == 1 and ("doc.kml" in names or path.suffix.lower() == ".kmz"):
        return Kind.KML
    return Kind.ARCHIVE


def _of_text(path: Path, head: bytes) -> Kind:
    """Return the kind of a text file; raises where it is none, or of a kind that is not read."""
    named = kind_by_name(path)
    text = _ascii(head)
    start = text.lstrip()
    if start.startswith(b"<") and (kind := _of_xml(path, start, named)):
        return kind
    if _SECTION.search(text) or named is Kind.SWMM:
        return Kind.SWMM
    if _JSON.match(start) or (named in (Kind.JSON, Kind.GEOJSON) and start[:1] in (b"{", b"[")):
        shapes = any(mark in text for mark in _SHAPES)
        return Kind.GEOJSON if shapes or named is Kind.GEOJSON else Kind.JSON
    if _DXF.match(text) or (named is Kind.DXF and b"SECTION" in text):
        return Kind.DXF
    if start[:6].lower() == b"!table":
        return _of_tab(path)
    if _MIF.match(text) and path.suffix.lower() == ".mif":
        return Kind.MAPINFO
    if named is Kind.TEXT or _is_table(text, named):
        return Kind.TEXT
    if named is not None:
        raise refused(path, Later(
            "ImportReaders", "{file} is not what its ending says: it is damaged or another kind of file. "
            "Ask for it again."))
    raise refused(path, Later(
        "ImportReaders", "{file}: files of this kind cannot be read. Readable are shapefile, GeoPackage, "
        "GeoJSON, KML, DXF, FileGDB, MapInfo, CSV, Excel, SWMM and ZIP archives of these."))


def _is_table(text: bytes, named: Kind | None) -> bool:
    """Tell whether text under another name can be a table: no control characters, and cells divided."""
    divided = named not in (None, *_BINARY) or re.search(rb"[,;\t|]", text.split(b"\n")[0]) is not None
    return divided and _CONTROL.search(text) is None


def _ascii(head: bytes) -> bytes:
    """Return the beginning of a text without its mark, in an encoding that keeps ASCII as it is."""
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2])
    if wide is None and len(head) > 3 and head[1:200:2].count(0) > 0.4 * len(head[1:200:2]):
        wide = "utf-16-le"
    if wide is not None:
        return head.decode(wide, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _of_xml(path: Path, start: bytes, named: Kind | None) -> Kind | None:
    """Return the kind of an XML document by its root; None for a table of text that begins with ``<``."""
    text = start.decode("utf-8", "replace")
    refuse_entities(path, text)
    while before := _BEFORE_ROOT.match(text):
        text = text[before.end() :]
    found = _ROOT.match(text.lstrip())
    root = found[1].lower() if found else ""
    if root.startswith(_POINTERS) or root.startswith("gdal_"):
        raise refused(path, Later(
            "ImportReaders", "{file} holds no data: it says in which other file or at which address they "
            "lie, and such references are not followed. Choose the file with the data itself."))
    kind = {"kml": Kind.KML, "gpx": Kind.GPX}.get(root)
    if kind is None and found and "http://www.opengis.net/gml" in found[0]:
        kind = Kind.GML
    if kind is not None:
        return kind
    if root in ("html", "table", "meta", "head", "body", "div"):
        said = translate("ImportReaders", "{file} is a web page. Open it in Excel and save it as .xlsx.")
    elif "schemas-microsoft-com:office:spreadsheet" in text:
        said = translate(
            "ImportReaders", "{file} is an Excel table kept as XML. Open it in Excel and save it as .xlsx."
        )
    elif named is Kind.TEXT:
        return None
    else:
        said = translate(
            "ImportReaders", "{file} is XML of a kind that cannot be read. Readable are KML, GPX and GML."
        )
    raise UserError(said.format(file=path.name))


def refuse_entities(path: Path, text: str) -> None:
    """Raise for XML whose head declares texts of its own: they can be other files, or unfold without end."""
    head = text[:_HEAD]
    if "<!entity" in head.lower() or re.search(r"<!DOCTYPE[^>]*\[", head):
        raise refused(path, Later(
            "ImportReaders", "{file} is XML that declares texts to be put in from elsewhere; it is not "
            "opened. Ask for the file without them."))


def _of_tab(path: Path) -> Kind:
    """Return MapInfo for a table of its own files; views, seamless and linked tables point elsewhere."""
    said = path.read_bytes()[:_HEAD].lower()
    kind = re.search(rb"^\s*type\s+\"?(\w+)", said, re.MULTILINE)
    seamless = re.search(rb"isseamless\"?\s*=\s*\"?true", said)
    if kind is None or kind[1] not in (b"native", b"dbf") or seamless or b"create view" in said:
        raise refused(path, Later(
            "ImportReaders", "{file} is a MapInfo table that points at other files (a view, a linked or "
            "seamless table, a picture). Choose the table with the data itself."))
    return Kind.MAPINFO
