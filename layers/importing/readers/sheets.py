"""Spreadsheets: XLSX through openpyxl, row by row in bounded memory; old XLS through xlrd.

Cells have the value that was kept with their formula. Cells merged downwards repeat their value, as
a person reads them; a number shown with leading zeros keeps them. Rows are the sheet's own.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ....i18n import inflected, translate
from ....problems import Problem, Severity, UserError
from ..model import RawTable, SourceLayer
from .arrays import unique_names
from .grid import LOOK, MAX_COLUMNS, find_header, table_of
from .kinds import BROKEN_ZIP

MAX_PART = 2 << 30  # bytes of one part of a workbook when unpacked: a million rows take about 1 GB
_INSTALL = "python3 -m pip install --user {0} (Debian, Ubuntu: apt-get install python3-{0})"
MAX_RATIO = 400  # the fullest honest sheets shrink to a hundredth
_MAX_STRINGS = 256 << 20
_MAX_CELLS = 60_000_000  # a full sheet of 57 columns; about 4 GB
_PROGRESS_ROWS = 2048
_EMPTY_RUN = 20000  # so many empty rows end a sheet whose formatting reaches the last row
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')

Progress = Callable[[float], None]


def layers_of(path: Path) -> list[SourceLayer]:
    """Return the sheets that hold anything."""
    found = []
    with _book(path) as book:
        for name in book.names:
            size = book.size(name)
            rows = [row for row, _ in zip(book.rows(name), range(LOOK))]
            if any(any(cell is not None for cell in row) for _, row in rows):
                header = find_header([row for _, row in rows])
                found.append(
                    SourceLayer(
                        name,
                        "",
                        None if size is None else max(0, size - header.first_row),
                        tuple(unique_names(header.names)),
                    )
                )
    if not found:
        raise UserError(translate("ImportReaders", "{file} is empty.").format(file=path.name))
    return found


def read(path: Path, name: str, limit: int | None = None, progress: Progress | None = None) -> RawTable:
    """Return one sheet as a table."""
    rows: list[list[Any]] = []
    numbers: list[int] = []
    with _book(path) as book:
        if name not in book.names:
            raise UserError(
                translate("ImportReaders", "{file} has no layer {layer}.").format(file=path.name, layer=name)
            )
        total = book.size(name) or 0
        wanted = None if limit is None else limit + LOOK
        empty = cells = 0
        for number, row in book.rows(name):
            if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
                raise UserError(
                    translate(
                        "ImportReaders",
                        "{file} has more than {n} columns in line {line}: this is no table of objects.",
                    ).format(file=path.name, n=MAX_COLUMNS, line=number)
                )
            empty = 0 if any(cell is not None for cell in row) else empty + 1
            if empty > _EMPTY_RUN:
                break
            cells += len(row)
            if cells > _MAX_CELLS:
                raise UserError(
                    translate(
                        "ImportReaders", "{file} has more than {n} cells. Save the needed rows as CSV."
                    ).format(file=path.name, n=_MAX_CELLS)
                )
            rows.append(row[:MAX_COLUMNS])
            numbers.append(number)
            if progress and number % _PROGRESS_ROWS == 0:
                progress(min(1.0, number / max(total, number)))
            if wanted is not None and len(rows) >= wanted:
                break
        _fill_merged(rows, numbers, book.merged(name))
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell is not None), default=0)
    rows = [row[:width] for row in rows]
    header = find_header(rows[:LOOK])
    if limit is not None:
        end = header.first_row + limit
        rows, numbers = rows[:end], numbers[:end]
    table = table_of(rows, numbers, header, str(path), name)
    table.problems.extend(_error_cells(table))
    return table


def _error_cells(table: RawTable) -> list[Problem]:
    """Say which columns hold results of failed formulas; they are no values."""
    found = []
    for name, values in table.columns.items():
        if values.dtype.kind != "O":
            continue
        bad = [i for i, v in enumerate(values) if isinstance(v, str) and v.startswith("#") and v in _ERRORS]
        if bad:
            found.append(
                Problem(
                    inflected(
                        translate(
                            "ImportReaders",
                            "{n} (formula|formulas) of the column (has|have) failed, first {value}.",
                        ),
                        n=len(bad), value=values[bad[0]],
                    ),
                    Severity.WARNING,
                    table.layer,
                    str(int(table.row_number[bad[0]])),
                    name,
                )
            )
            values[bad] = None
    return found


_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}


def _fill_merged(rows: list[list[Any]], numbers: list[int], merged: list[tuple[int, int, int, int]]) -> None:
    """Repeat the value of cells merged downwards, in place; merged to the right is a title or group."""
    position = {number: at for at, number in enumerate(numbers)}
    for top, left, bottom, right in merged:
        if top not in position or bottom == top or right - left > 0 or bottom - top > len(rows):
            continue
        first = rows[position[top]]
        value = first[left - 1] if left <= len(first) else None
        if value is None:
            continue
        for number in range(top + 1, bottom + 1):
            at = position.get(number)
            if at is not None:
                row = rows[at]
                row.extend([None] * (left - len(row)))
                row[left - 1] = value


class _Xlsx:
    """A workbook read in passing; see :func:`_book`."""

    def __init__(self, path: Path) -> None:
        import openpyxl

        self.path = path
        self._book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        self._sheets = {sheet.title: sheet for sheet in self._book.worksheets}
        self.names = list(self._sheets)

    def size(self, name: str) -> int | None:
        return self._sheets[name].max_row

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        sheet = self._sheets[name]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, [_value(cell) for cell in cells]

    def merged(self, name: str) -> list[tuple[int, int, int, int]]:
        part = str(getattr(self._sheets[name], "_worksheet_path", ""))
        found: list[tuple[int, int, int, int]] = []
        with zipfile.ZipFile(self.path) as archive:
            try:
                with archive.open(part.lstrip("/")) as file:
                    rest = b""
                    while True:
                        piece = file.read(1 << 20)
                        if not piece:
                            break
                        rest += piece
                        found.extend(
                            (int(match[2]), _column(match[1]), int(match[4]), _column(match[3]))
                            for match in _MERGE.finditer(rest)
                        )
                        rest = rest[max(rest.rfind(b"<"), len(rest) - 200, 0) :]
            except KeyError:
                pass
        return found

    def close(self) -> None:
        self._book.close()


class _Xls:
    """A workbook of Excel 97 to 2003."""

    def __init__(self, path: Path) -> None:
        try:
            import xlrd
        except ImportError as error:
            raise UserError(
                translate(
                    "ImportReaders",
                    "Old Excel files need the Python package xlrd. Install it with "
                    "'{command}', or save {file} as .xlsx.",
                ).format(command=_INSTALL.format("xlrd"), file=path.name)
            ) from error
        self._book = xlrd.open_workbook(str(path), logfile=io.StringIO(), formatting_info=True)
        self.names = self._book.sheet_names()

    def size(self, name: str) -> int | None:
        return int(self._book.sheet_by_name(name).nrows)

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        sheet = self._book.sheet_by_name(name)
        for number in range(sheet.nrows):
            yield number + 1, [self._value(cell) for cell in sheet.row(number)]

    def _value(self, cell: Any) -> Any:
        import xlrd

        if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return None
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#N/A")
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(cell.value, self._book.datemode)
            except (ValueError, OverflowError):
                return cell.value
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            form = self._book.format_map.get(self._book.xf_list[cell.xf_index].format_key)
            return _shown(cell.value, form.format_str if form else "")
        return cell.value or None

    def merged(self, name: str) -> list[tuple[int, int, int, int]]:
        return [
            (top + 1, left + 1, bottom, right)
            for top, bottom, left, right in self._book.sheet_by_name(name).merged_cells
        ]

    def close(self) -> None:
        self._book.release_resources()


@contextmanager
def _book(path: Path) -> Iterator[Any]:
    """Open a workbook; everything that goes wrong with it becomes a sentence."""
    with path.open("rb") as file:
        magic = file.read(8)
    old = magic.startswith(b"\xd0\xcf\x11\xe0")
    if old and _is_encrypted(path):
        raise UserError(
            translate(
                "ImportReaders",
                "{file} is protected by a password. Open it in Excel, remove the password and save it anew.",
            ).format(file=path.name)
        )
    if not old:
        check_size(path)
    try:
        book = (_Xls if old else _Xlsx)(path)
    except UserError:
        raise
    except ImportError as error:
        raise UserError(
            translate(
                "ImportReaders", "Excel files need the Python package openpyxl. Install it with '{command}'."
            ).format(command=_INSTALL.format("openpyxl")),
            detail=str(error),
        ) from error
    except Exception as error:  # noqa: BLE001 - a damaged workbook fails in any way
        raise _damaged(path, error) from error
    try:
        yield book
    except (UserError, GeneratorExit):
        raise
    except Exception as error:  # also what reading it brings
        if type(error).__module__.startswith("outfall_tracer") or not _from_reader(error):
            raise
        raise _damaged(path, error) from error
    finally:
        book.close()


def _from_reader(error: BaseException) -> bool:
    """Tell whether an error comes out of the reading package and not out of this one."""
    at = error.__traceback__
    names = []
    while at is not None:
        names.append(at.tb_frame.f_globals.get("__name__", "").split(".")[0])
        at = at.tb_next
    return bool(names) and names[-1] != __name__.split(".")[0]


def _damaged(path: Path, error: BaseException) -> UserError:
    if "encrypt" in str(error).lower() or "password" in str(error).lower():
        return UserError(
            translate(
                "ImportReaders",
                "{file} is protected by a password. Open it in Excel, remove the password and save it anew.",
            ).format(file=path.name)
        )
    return UserError(
        translate(
            "ImportReaders",
            "{file} is damaged or no Excel workbook. Open it in Excel and save it anew as .xlsx.",
        ).format(file=path.name),
        detail=f"{type(error).__name__}: {error}",
    )


def _is_encrypted(path: Path) -> bool:
    """Tell whether an OLE file is an encrypted XLSX (it holds a stream of that name)."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(4 << 20)


def check_size(path: Path) -> None:
    """Refuse a workbook that would fill the memory when unpacked, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN_ZIP as error:
        raise _damaged(path, error) from error
    for part in parts:
        strings = part.filename.endswith("sharedStrings.xml")
        if part.file_size > (_MAX_STRINGS if strings else MAX_PART) or (
            part.file_size > 64 << 20 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        ):
            raise UserError(
                translate(
                    "ImportReaders",
                    "{file} would need {size} MB when unpacked; it is not opened. Save the "
                    "needed rows as CSV.",
                ).format(file=path.name, size=part.file_size >> 20)
            )


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, dt.timedelta):
        return str(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _shown(value, cell.number_format)
    return value


def _shown(value: float, form: str) -> Any:
    """Return a number, or its text where the sheet shows it with leading zeros."""
    plain = form.strip('"@')
    if len(plain) > 1 and not plain.strip("0") and value == int(value) and value >= 0:
        return str(int(value)).zfill(len(plain))
    return int(value) if isinstance(value, float) and value == int(value) and abs(value) < 1e15 else value


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
