"""KML and KMZ around GDAL's reader: encodings that its parser does not know, names that it spoils.

LIBKML turns every byte of a data name that is not ASCII into ``_``, so that two Chinese names become
one column. A scratch copy with plain names is read instead, and the names are put back.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from ..model import RawTable, SourceLayer
from . import vector
from .arrays import unique_names
from .encodings import codec, decode, detect
from .kinds import BROKEN_ZIP, broken_zip

_MAX_BYTES = 512 << 20
_DECLARED = re.compile(rb'^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["\']([^"\']+)', re.IGNORECASE)
_NAMES = re.compile(r'(<(?:\w+:)?(?:Data|SimpleField|SimpleData)\b[^>]*?\bname\s*=\s*)(["\'])(.*?)\2')
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
    with _readable(path) as (how, names):
        return [
            SourceLayer(
                layer.name,
                layer.geometry,
                layer.n_rows,
                tuple(
                    unique_names(
                        names.get(column, column) for column in layer.columns if column not in _DRAWING
                    )
                ),
            )
            for layer in vector.layers_of(how)
        ]


def read(path: Path, name: str, limit: int | None = None, progress: Progress | None = None) -> RawTable:
    """Return the places of one folder."""
    with _readable(path) as (how, names):
        table = vector.read(how, name, limit, progress)
    kept = {column: values for column, values in table.columns.items() if column not in _DRAWING}
    table.columns = dict(zip(unique_names(names.get(column, column) for column in kept), kept.values()))
    return table


@contextmanager
def _readable(path: Path) -> Iterator[tuple[vector.Opening, dict[str, str]]]:
    """Yield how to open the file, and its own names for the columns that GDAL reports."""
    text = _text(path)
    if text is None:
        yield vector.Opening(str(path)), {}
        return
    plain: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        name = match[3]
        if not name.isascii():
            name = plain.setdefault(name, f"name_{len(plain) + 1}")
        return f"{match[1]}{match[2]}{name}{match[2]}"

    text = _NAMES.sub(renamed, _XML.sub(r"\1UTF-8", text, count=1))
    with tempfile.TemporaryDirectory(prefix="outfall_tracer_") as folder:
        copy = Path(folder, path.with_suffix(".kml").name)
        copy.write_text(text, encoding="utf-8")
        yield vector.Opening(str(copy)), {new: unescape(old) for old, new in plain.items()}


def _text(path: Path) -> str | None:
    """Return the document, or None where it is too large to be held."""
    data: bytes
    if path.suffix.lower() == ".kmz":
        try:
            with zipfile.ZipFile(path) as archive:
                inside = [part for part in archive.infolist() if part.filename.lower().endswith(".kml")]
                if not inside or inside[0].file_size > _MAX_BYTES:
                    return None
                with archive.open(inside[0]) as file:
                    data = file.read(_MAX_BYTES)
        except BROKEN_ZIP as error:
            raise broken_zip(path, error) from error
    elif path.stat().st_size > _MAX_BYTES:
        return None
    else:
        data = path.read_bytes()
    declared = _DECLARED.match(data)
    name = codec(declared[1].decode("ascii", "replace")) if declared else "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    return decode(data.lstrip(b"\xef\xbb\xbf"), name or detect([data]).name)
