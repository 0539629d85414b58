"""Text tables: CSV, TSV, semicolons, in any encoding. The csv module reads, this finds how.

Numbers stay the texts they are: whether ``1.234`` is a thousand is the mapping's question. Rows
are counted by line, as an editor shows them.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ...i18n import Later, inflected, translate
from ...problems import Problem, Severity
from ..model import RawTable, SourceLayer
from .encodings import Encoding, codec, detect
from .grid import LOOK, MAX_COLUMNS, Header, find_header, table_of
from .kinds import Wanted, refused

_SAMPLE_BYTES = 1 << 20
_MAX_CELL = 1 << 20
_PROGRESS_ROWS = 16384
_MARKS = ",;\t|"

Progress = Callable[[float], None]


def layers_of(path: Path) -> list[SourceLayer]:
    """Return what the table offers without reading all of it."""
    encoding = encoding_of(path)
    rows, _ = _rows(path, encoding.name, LOOK)
    header = find_header(rows)
    from .arrays import unique_names

    n_rows = None if len(rows) > header.first_row else 0
    return [SourceLayer(path.stem, "", n_rows, tuple(unique_names(header.names)))]


def encoding_of(path: Path) -> Encoding:
    """Return the encoding of a text file: its mark, else found from its bytes."""
    head = _head(path)
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return Encoding(name)
    if len(head) > 3 and head[1:200:2].count(0) > 0.4 * len(head[1:200:2]):
        return Encoding("utf-16-le", sure=False)
    pieces = [head]
    size = path.stat().st_size
    with path.open("rb") as file:  # the first part of a table may be all ASCII
        for part in range(1, 9):
            at = part * size // 9
            if size > len(head) and at > len(head):
                file.seek(at)
                pieces.append(file.read(65536))
    lines = [
        line
        for i, piece in enumerate(pieces)
        for line in piece.split(b"\n")[1 if i else 0 : -1 if len(piece) < size else None]
    ]
    return detect([cell.strip(b'"\r ') for line in lines for cell in _split(line)])


def _split(line: bytes) -> list[bytes]:
    # Separators are no second byte of a character in any encoding that is looked for, but | is.
    for mark in (b"\t", b";", b","):
        line = line.replace(mark, b"\n")
    return line.split(b"\n")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SAMPLE_BYTES)


def read(path: Path, wanted: Wanted) -> RawTable:
    """Return the table."""
    encoding, limit = wanted.encoding, wanted.limit
    chosen = encoding_of(path) if encoding == "auto" else Encoding(codec(encoding) or encoding)
    most = None if limit is None else limit + LOOK
    rows, numbers = _rows(path, chosen.name, most, wanted.progress)
    if not rows:
        raise refused(path, Later("ImportReaders", "{file} is empty."))
    header = find_header(rows[:LOOK])
    if limit is not None:
        end = header.first_row + limit
        rows, numbers = rows[:end], numbers[:end]
    table = table_of(rows, numbers, header, str(path), path.stem)
    table.encoding, table.encoding_sure = chosen.name, chosen.sure
    _note_widths(table, rows, header)
    return table


def _note_widths(table: RawTable, rows: list[list[str | None]], header: Header) -> None:
    """Say which rows hold more cells than the header has names: a separator inside a value."""
    width = len(header.names)
    over = sum(len(row) > width and any(row[width:]) for row in rows[header.first_row :])
    if over and any(header.names):
        table.problems.append(
            Problem(
                inflected(
                    translate(
                        "ImportReaders",
                        "{n} (row has|rows have) more cells than the header has names.",
                    ),
                    n=over,
                ),
                Severity.WARNING,
                table.layer,
                fix=translate("ImportReaders", "A separator inside a value needs quotation marks around it."),
            )
        )


def _rows(
    path: Path, encoding: str, wanted: int | None, progress: Progress | None = None
) -> tuple[list[list[str | None]], list[int]]:
    """Return cells by row and the line on which each row begins."""
    size = max(path.stat().st_size, 1)
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    old = csv.field_size_limit(_MAX_CELL)
    try:
        with path.open("rb") as raw:
            text = io.TextIOWrapper(raw, encoding, "replace", newline="")
            form = _form(path, encoding)
            reader = csv.reader(_lines(text), **form)
            line = 1
            while wanted is None or len(rows) < wanted:
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                if len(cells) > MAX_COLUMNS:
                    raise refused(path, Later(
                        "ImportReaders", "{file} has more than {n} columns in line {line}: this is not a "
                        "table of objects."), n=MAX_COLUMNS, line=line)
                rows.append([cell or None for cell in cells])
                numbers.append(line)
                line = reader.line_num + 1
                if progress and len(rows) % _PROGRESS_ROWS == 0:
                    progress(min(1.0, raw.tell() / size))
    except csv.Error as error:
        raise refused(path, Later(
            "ImportReaders", "{file}, line {line}: this is not a table of text: a cell is longer than a "
            "million characters, perhaps because a quotation mark is not closed."
        ), line=len(rows) + 1, detail=str(error)) from error
    except UnicodeError as error:
        raise refused(path, Later(
            "ImportReaders", "{file} is not in the encoding {encoding}."
        ), encoding=encoding, detail=str(error)) from error
    finally:
        csv.field_size_limit(old)
    return rows, numbers


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines of bounded length, without the NULs that stop older csv modules."""
    while True:
        line = text.readline(16 * _MAX_CELL)
        if not line:
            return
        if len(line) >= 16 * _MAX_CELL:
            raise csv.Error("endless line")
        yield line.replace("\0", "")


def _form(path: Path, encoding: str) -> dict[str, Any]:
    """Return separator and quoting: what divides most lines into the same number of cells."""
    head = _head(path).decode(encoding, "replace")
    lines = [line for line in head.splitlines()[:200] if line.strip()]
    best, separator = (0.0, 0), "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    for mark in _MARKS:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if row)
        counts.pop(1, None)
        if not counts:
            continue
        width, often = counts.most_common(1)[0]
        value = (often / len(lines), width)
        # A comma inside numbers divides too, but less evenly, or into fewer cells.
        if (round(value[0], 1), value[1]) > (round(best[0], 1), best[1]):
            best, separator = value, mark
    return {"delimiter": separator, "skipinitialspace": True}
