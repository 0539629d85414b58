"""KML and KMZ around GDAL's readers: encodings that their parsers do not know, attributes that they lose.

A scratch copy in UTF-8 is read instead, in which the description of every object carries its
attributes (:mod:`.kml_data`).
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..model import RawTable, SourceLayer
from . import kml_data, vector
from .contents import refuse_entities
from .encodings import codec, decode, detect
from .kinds import BROKEN_ZIP, Wanted, broken_zip, too_large

_MAX_BYTES = 512 << 20
_MAX_RATIO, _SMALL = 100, 64 << 20  # of a packed document, beyond a size
_DRIVERS = ("LIBKML", "KML")
_DECLARED = re.compile(rb'^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["\']([^"\']+)', re.IGNORECASE)
_XML = re.compile(r'(<\?xml[^>]*?encoding\s*=\s*["\'])[^"\']+')
#: Columns that GDAL makes of how an object is drawn; and its values for "not said".
_DRAWING = (
    "timestamp",
    "begin",
    "end",
    "altitudeMode",
    "tessellate",
    "extrude",
    "visibility",
    "drawOrder",
    "icon",
    "snippet",
)

Progress = Callable[[float], None]


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the folders of the file that hold places."""
    with _readable(path) as (how, packed):
        layers = vector.layers_of(how)
        if packed:  # GDAL knows no attributes before they are unpacked
            return [
                replace(layer, columns=tuple(_read(how, Wanted(layer.name), packed).columns))
                for layer in layers
            ]
        return [replace(layer, columns=tuple(_kept(layer.columns))) for layer in layers]


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return the places of one folder."""
    with _readable(path) as (how, packed):
        return _read(how, wanted, packed)


def _read(how: vector.Opening, wanted: Wanted, packed: bool) -> RawTable:
    table = vector.read(how, wanted.layer, wanted.limit, wanted.progress)
    table.columns = {column: table.columns[column] for column in _kept(table.columns)}
    if packed:
        kml_data.unpack(table)
    return table


def _kept(columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column not in _DRAWING]


@contextmanager
def _readable(path: Path) -> Iterator[tuple[vector.Opening, bool]]:
    """Yield how to open the file, and whether attributes are packed into descriptions there."""
    text = _text(path)
    refuse_entities(path, text or "")
    if text is None:
        yield vector.Opening(str(path), _DRIVERS), False
        return
    with tempfile.TemporaryDirectory(prefix="outfall_tracer_") as folder:
        copy = Path(folder, path.with_suffix(".kml").name)
        copy.write_text(kml_data.packed(_XML.sub(r"\1UTF-8", text, count=1)), encoding="utf-8")
        yield vector.Opening(str(copy), _DRIVERS), True


def _text(path: Path) -> str | None:
    """Return the document, or None where it is too large to be held."""
    data: bytes
    if zipfile.is_zipfile(path):
        data = _packed_document(path)
    elif path.stat().st_size > _MAX_BYTES:
        return None
    else:
        data = path.read_bytes()
    declared = _DECLARED.match(data)
    name = codec(declared[1].decode("ascii", "replace")) if declared else "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    return decode(data.lstrip(b"\xef\xbb\xbf"), name or detect([data]).name)


def _packed_document(path: Path) -> bytes:
    """Return the one document of a KMZ."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = next(one for one in archive.infolist() if one.filename.lower().endswith(".kml"))
            if part.file_size > min(_MAX_BYTES, max(_SMALL, _MAX_RATIO * path.stat().st_size)):
                raise too_large(path, part.file_size)
            with archive.open(part) as file:
                return file.read(_MAX_BYTES)
    except BROKEN_ZIP as error:
        raise broken_zip(path, error) from error
