"""The bytes of a dBASE file beside GDAL: its texts as they stand, to find their encoding.

GDAL reads the table; this only looks at the header, a sample of the text fields and the
``.cpg`` beside it, none of which GDAL shows without having decided already.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

from .encodings import Encoding, codec, detect, fits, of_language_driver

_SAMPLE_BYTES = 4_000_000
_INT64_DIGITS = 18  # that every whole number of so many digits fits into 64 bits


@dataclass
class DbfSample:
    """What a ``.dbf`` says of itself."""

    n_rows: int = 0
    complete_rows: int = 0  # rows that the file is long enough for
    language_driver: int = 0
    long_integers: bool = False  # a column of whole numbers with 19 digits and more
    names: list[bytes] = field(default_factory=list)
    cells: list[bytes] = field(default_factory=list)  # distinct texts that are not ASCII


def look(path: Path) -> DbfSample:
    """Return header and sample; raises ValueError for a file that is no dBASE table."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise ValueError("too short")
        n_rows, header, record = struct.unpack("<IHH", head[4:12])
        if header < 33 or record < 1 or header > size:
            raise ValueError("no dBASE header")
        found = DbfSample(n_rows, max(0, (size - header) // record), head[29])
        spans, at = [], 1
        for _ in range((header - 33) // 32):
            entry = file.read(32)
            if len(entry) < 32 or entry[0] == 0x0D:
                break
            found.names.append(entry[:11].split(b"\0")[0])
            width = entry[16] + (entry[17] << 8 if entry[11:12] == b"C" else 0)
            found.long_integers |= entry[11:12] in b"NF" and entry[17] == 0 and entry[16] > _INT64_DIGITS
            if entry[11:12] == b"C":
                spans.append(slice(at, at + width))
            at += width
        seen: dict[bytes, None] = {name: None for name in found.names if not name.isascii()}
        if spans:
            rows = min(n_rows, found.complete_rows)
            wanted = max(1, _SAMPLE_BYTES // record)
            # Rows from the whole file: its first part may hold no Chinese at all.
            step = max(1, rows // min(rows, wanted, 2000)) if rows else 1
            for row in range(0, rows, step):
                file.seek(header + row * record)
                data = file.read(record)
                for span in spans:
                    cell = data[span].rstrip(b" \0")
                    if not cell.isascii():
                        seen[cell] = None
        found.cells = list(seen)
    return found


def has_long_integers(path: Path) -> bool:
    """Tell whether a column holds whole numbers that GDAL takes for numbers with a fraction."""
    try:
        return look(path).long_integers
    except (OSError, ValueError):
        return False


def beside(path: Path, suffix: str) -> Path | None:
    """Return the file of the same name with another ending, whatever its case."""
    for ending in (suffix, suffix.upper(), suffix.title()):
        candidate = path.with_suffix(ending)
        if candidate.is_file():
            return candidate
    return None


def encoding_of(path: Path) -> tuple[Encoding, str]:
    """Return the encoding of a ``.dbf`` and, where its own declaration is wrong, what that was.

    Order: ``.cpg`` beside it, the language driver in the header, the bytes. A declaration that the
    bytes contradict does not count.
    """
    try:
        sample = look(path)
    except (OSError, ValueError):
        return Encoding("utf-8", sure=False), ""
    declared = ""
    page = beside(path, ".cpg") or beside(path, ".cst")
    if page is not None:
        with page.open("rb") as file:
            declared = codec(file.read(64).decode("latin-1").split("\n")[0])
    from_header = not declared
    declared = declared or of_language_driver(sample.language_driver)
    guessed = detect(sample.cells)
    if declared.startswith("utf-16"):  # nobody writes a dBASE file so; those who say so mean Unicode
        declared = ""
    if not declared:
        return guessed, ""
    if not sample.cells:
        return Encoding(declared), ""
    if guessed.name == "utf-8" and guessed.sure and declared != "utf-8":
        return Encoding("utf-8", sure=False), declared
    western = declared in ("cp1252", "cp437", "cp850", "iso8859-1", "latin-1")
    # Many programs write "ANSI" whatever the machine's code page was.
    if western and from_header and guessed.name != declared and guessed.name != "cp1252":
        return Encoding(guessed.name, sure=False), declared
    if fits(sample.cells, declared):
        return Encoding(declared), ""
    return Encoding(guessed.name, sure=False), declared
