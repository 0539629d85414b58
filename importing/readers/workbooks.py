"""Workbooks opened for reading: XLSX through openpyxl, row by row in bounded memory; old XLS through xlrd.

Cells have the value that was kept with their formula; a number shown with leading zeros keeps them.
A workbook that unfolds without end is refused before it is unpacked.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...bundled_packages import python_package
from ...i18n import Later, translate
from ...problems import UserError
from .kinds import BROKEN_ZIP, MAX_MEMBERS, refused

MAX_BYTES = 2 << 30  # of a workbook when unpacked: a million rows take about 1 GB
_SMALL = 16 << 20  # bytes that need no excuse
_MAX_RATIO = 100  # honest sheets shrink to a tenth, those of one long text to a fiftieth
_MAX_STRINGS = 256 << 20
_FREE_CELLS = 1_000_000  # beyond, a cell takes at least one byte of the file; honest ones take two
_CELLS = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_LISTED = {
    "xl/workbook.xml": re.compile(rb"<(?:\w+:)?sheet\s[^>]*?:id=\"([^\"]*)\""),
    "xl/_rels/workbook.xml.rels": re.compile(rb"\bTarget=\"([^\"]*sheets/[^\"]*)\""),
}
_LONGEST_CELL = 8192  # bytes
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*?\bhidden=\"(?:1|true)\"[^>]*>")
_ROW = re.compile(rb"\br=\"(\d+)\"")
_CELL = re.compile(rb"\br=\"([A-Z]+)(\d+)\"")
#: A cell with a formula and no value.
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v></(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


@dataclass
class Marks:
    """What a sheet says beside its cells: merged (top, left, bottom, right), and rows, all from 1."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)  # rows
    uncomputed: list[int] = field(default_factory=list)  # rows of formulas without a value, one each


class _Xlsx:
    """A workbook read in passing; see :func:`opened`."""

    def __init__(self, path: Path) -> None:
        openpyxl = python_package("openpyxl", translate("ImportReaders", "Reading Excel files"))
        self.path = path
        self._file = path.open("rb")  # by its name openpyxl would refuse what is called .xls
        try:
            self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
        except BaseException:
            self._file.close()
            raise
        self._sheets = {sheet.title: sheet for sheet in self._book.worksheets}
        self.names = list(self._sheets)

    def size(self, name: str) -> int | None:
        return self._sheets[name].max_row

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        sheet = self._sheets[name]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, [_value(cell) for cell in cells]

    def marks(self, name: str) -> Marks:
        part = str(getattr(self._sheets[name], "_worksheet_path", ""))
        merged: dict[tuple[int, int, int, int], None] = {}
        hidden: set[int] = set()
        bare: dict[tuple[bytes, int], None] = {}
        with zipfile.ZipFile(self.path) as archive:
            try:
                with archive.open(part.lstrip("/")) as file:
                    rest = b""
                    while piece := file.read(1 << 20):
                        rest += piece
                        for one in _MERGE.finditer(rest):
                            merged[int(one[2]), _column(one[1]), int(one[4]), _column(one[3])] = None
                        tags = _HIDDEN.findall(rest) if b"hidden=" in rest else ()
                        hidden.update(int(row[1]) for tag in tags if (row := _ROW.search(tag)))
                        for one in _FORMULA.finditer(rest):
                            if b't="str"' not in one[1] and (cell := _CELL.search(one[1])):
                                bare[cell[1], int(cell[2])] = None
                        rest = rest[-_LONGEST_CELL:]  # what is found again there is known
            except KeyError:
                pass
        return Marks(list(merged), hidden, [row for _, row in bare])

    def close(self) -> None:
        self._book.close()
        self._file.close()


class _Xls:
    """A workbook of Excel 97 to 2003."""

    def __init__(self, path: Path) -> None:
        xlrd = python_package("xlrd", translate("ImportReaders", "Reading old Excel files (.xls)"))
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

    def marks(self, name: str) -> Marks:
        sheet = self._book.sheet_by_name(name)
        merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        return Marks(merged, {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden})

    def close(self) -> None:
        self._book.release_resources()


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a workbook; everything that goes wrong with it becomes a sentence."""
    with path.open("rb") as file:
        old = not file.read(4).startswith(b"PK")
    if old and _is_encrypted(path):
        raise refused(path, Later(
            "ImportReaders", "{file} is protected by a password. Open it in Excel, remove the password and "
            "save it anew."))
    if not old:
        check_size(path)
    try:
        book = (_Xls if old else _Xlsx)(path)
    except UserError:
        raise
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
        return refused(path, Later(
            "ImportReaders", "{file} is protected by a password. Open it in Excel, remove the password and "
            "save it anew."))
    return refused(path, Later(
        "ImportReaders", "{file} is damaged or not an Excel workbook. Open it in Excel and save it anew as "
        ".xlsx."), detail=f"{type(error).__name__}: {error}")


def _is_encrypted(path: Path) -> bool:
    """Tell whether an OLE file is an encrypted XLSX (it holds a stream of that name)."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(4 << 20)


def check_size(path: Path) -> None:
    """Refuse a workbook that unfolds without end, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            whole = sum(part.file_size for part in parts)
            largest = max((part.file_size for part in parts if part.file_size > _bound(part)), default=0)
            if whole > min(MAX_BYTES, max(_SMALL, _MAX_RATIO * path.stat().st_size)) or largest:
                raise _endless(path, largest or whole)
            sheets = [part for part in parts if "sheets/" in part.filename]
            if _count(archive, sheets) > _FREE_CELLS + path.stat().st_size:
                raise _endless(path, whole)
            names = {part.filename for part in parts}
            for name, pattern in _LISTED.items():  # sheets that are listed again and again
                found = pattern.findall(archive.read(name)) if name in names else []
                if len(found) > min(MAX_MEMBERS, len(set(found))):
                    raise _endless(path, whole * len(found))
    except BROKEN_ZIP as error:
        raise _damaged(path, error) from error


def _count(archive: zipfile.ZipFile, sheets: list[zipfile.ZipInfo]) -> int:
    """Return how many cells and rows the sheets list, where they are large enough to matter."""
    found = 0
    for part in sheets if sum(part.file_size for part in sheets) > _SMALL // 4 else ():
        with archive.open(part) as file:
            while piece := file.read(1 << 20):
                found += sum(1 for _ in _CELLS.finditer(piece))
    return found


def _bound(part: zipfile.ZipInfo) -> int:
    """Return how large a part may be that is read as a whole; sheets are read row by row."""
    if part.filename.endswith("sharedStrings.xml"):
        return max(_SMALL, min(_MAX_STRINGS, _MAX_RATIO * part.compress_size))
    picture = part.file_size <= 3 * part.compress_size
    return MAX_BYTES if picture or "sheets/" in part.filename else _SMALL


def _endless(path: Path, size: int) -> UserError:
    return refused(path, Later(
        "ImportReaders", "{file} would need {size} MB when unpacked; it is not opened. Save the needed "
        "rows as CSV."), size=size >> 20)


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
