"""Spreadsheet pages: columns of values in, a readable sheet out.

Sheets are streamed (openpyxl's write-only mode), so a register of a million links
needs little memory. A text that a spreadsheet would run as a formula gets an
apostrophe in front; characters that XLSX cannot hold are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from ..bundled_packages import python_package
from ..i18n import translate
from ..layers.files import formulas

MAX_ROWS = 1_048_576  # of a sheet, headings included
MAX_TEXT = 32_767
INTEGER, ONE_PLACE, THREE_PLACES, SIX_PLACES = "#,##0", "#,##0.0", "0.000", "0.000000"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")
_WIDTH_SAMPLE = 300
_TICK_ROWS = 1000
_A3 = 8  # paper size code of the format
_HEAD_ROWS = 2  # of a list: its title, then the headings
_FOOT_ROWS = 2
_CHART_ROWS = 19  # of a sheet beside which a chart lies


@dataclass
class SheetColumn:
    """One column: its heading and values (str, int, float or None), and how it looks.

    ``fills`` colours the cells of some values: value -> RGB like "DDEEDD". ``choices``: the words that a
    person may pick from.
    """

    heading: str
    values: Sequence[Any]
    number_format: str = ""
    max_width: int = 48
    fills: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()

    def taken(self, rows: Sequence[int]) -> SheetColumn:
        """Return the column with some of its rows."""
        return replace(self, values=[self.values[row] for row in rows])

    def headed(self, heading: str) -> SheetColumn:
        """Return the column under another heading."""
        return replace(self, heading=heading)


def safe_text(text: str) -> str:
    """Return ``text`` as a cell may hold it: never a formula, no control characters, not too long."""
    clean = _CONTROL.sub("", text)
    if clean.startswith(formulas.STARTS):
        clean = "'" + clean
    return clean if len(clean) <= MAX_TEXT else clean[: MAX_TEXT - 1] + "…"


def safe_value(value: Any) -> Any:
    """Return a value for a cell; NaN and "" become an empty cell."""
    if value is None or value == "" or value != value:
        return None
    return safe_text(value) if isinstance(value, str) else value


def columns_of(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[SheetColumn]:
    """Return a table's columns from its rows; those of whole numbers are formatted so."""
    values = [[row[at] for row in rows] for at in range(len(headings))]
    return [
        SheetColumn(heading, cells, INTEGER if cells and isinstance(cells[0], int) else "")
        for heading, cells in zip(headings, values)
    ]


@dataclass(frozen=True)
class Block:
    """A small table: its heading, its columns, the last row their totals. charted: as stacked bars, too.

    ``total``: whether the last column sums up the others, and stays out of the chart. ``summed``: whether the
    last row sums up the others.
    """

    heading: str
    columns: Sequence[SheetColumn]
    charted: bool = False
    total: bool = True
    summed: bool = True


class Workbook:
    """A workbook that is written sheet by sheet."""

    LISTS = "_lists"  #: the hidden sheet of words to pick from

    def __init__(self, title: str) -> None:
        openpyxl = python_package("openpyxl", translate("Reports", "A workbook"))
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = "Outfall Tracer"
        self._names: set[str] = {self.LISTS}
        self._choices: dict[tuple[str, ...], int] = {}  # column of the hidden sheet
        self._head_font = Font(bold=True, color="FFFFFF")
        self._head_fill = PatternFill("solid", fgColor="2D5F73")
        self._head_alignment = Alignment(vertical="center", wrap_text=True)
        self._total_font = Font(bold=True)
        self._total_border = Border(top=Side(style="thin"))
        self._title_font = Font(bold=True, size=14)

    def save(self, path: str) -> None:
        """Write the file."""
        self._write_choices()
        self._book.save(path)

    def discard(self) -> None:
        """Give the workbook up; its scratch files go when the program ends."""
        for sheet in self._book.worksheets:
            if not sheet.closed:
                sheet.close()

    def list_sheet(self, name: str, title: str, columns: Sequence[SheetColumn], foot: str,
                   tick: Callable[[float], None] = lambda share: None) -> None:
        """Add a list: title over it, frozen headings, filter, landscape, ``foot`` under it.

        A list that is too long goes on in further sheets. ``tick(share 0..1)`` is called now and then and may
        raise to stop.
        """
        n = len(columns[0].values)
        room = MAX_ROWS - _HEAD_ROWS - _FOOT_ROWS
        for number, first in enumerate(range(0, max(n, 1), room), start=1):
            last = min(first + room, n)
            sheet = self._sheet(name if number == 1 else f"{name} {number}")
            wide, end = _letter(len(columns)), _HEAD_ROWS + last - first
            for i, column in enumerate(columns, start=1):
                sheet.column_dimensions[_letter(i)].width = _width(column)
                self._offer(sheet, column.choices, f"{_letter(i)}{_HEAD_ROWS + 1}:{_letter(i)}{max(end, 3)}")
            sheet.row_dimensions[1].height = 28
            sheet.freeze_panes = f"C{_HEAD_ROWS + 1}"
            sheet.auto_filter.ref = f"A{_HEAD_ROWS}:{wide}{end}"
            sheet.print_title_rows = f"1:{_HEAD_ROWS}"
            self._over_all(sheet, 1, len(columns))
            self._over_all(sheet, end + _FOOT_ROWS, len(columns))
            sheet.append([self._cell(sheet, title, self._title_font)])
            sheet.append(self._heading(sheet, [column.heading for column in columns]))
            self._rows(sheet, columns, first, last, lambda row: tick(row / n))
            sheet.append([])
            sheet.append([safe_text(foot)])

    def block_sheet(self, name: str, title: str, notes: Sequence[str], blocks: Sequence[Block]) -> None:
        """Add a page of small tables under each other; the last row of each is its total."""
        sheet = self._sheet(name)
        widest = max(len(block.columns) for block in blocks)
        for i in range(1, widest + 1):
            sheet.column_dimensions[_letter(i)].width = 24 if i == 1 else 16
        self._over_all(sheet, 1, widest)
        sheet.append([self._cell(sheet, title, self._title_font)])
        for note in notes:
            sheet.append([safe_text(note)])
        row, chart_row = 1 + len(notes), 1
        for block in blocks:
            n = len(block.columns[0].values)
            sheet.append([])
            sheet.append([self._cell(sheet, block.heading, self._total_font)])
            sheet.append(self._heading(sheet, [column.heading for column in block.columns]))
            self._rows(sheet, block.columns, 0, n - block.summed)
            if block.summed:
                sheet.append([self._total(sheet, column) for column in block.columns])
            if block.charted and n > 1 and len(block.columns) > 1:
                place = f"{_letter(widest + 2)}{chart_row}"
                sheet.add_chart(_chart(sheet, block, row + 3), place)
                chart_row += _CHART_ROWS
            row += n + 3

    def _over_all(self, sheet: Any, row: int, columns: int) -> None:
        """Let the first cell of a row reach over all columns."""
        if columns > 1:
            sheet.merged_cells.add(f"A{row}:{_letter(columns)}{row}")

    def _offer(self, sheet: Any, choices: tuple[str, ...], cells: str) -> None:
        """Let cells be filled from a list; the words lie in a hidden sheet, as they may be long."""
        from openpyxl.worksheet.datavalidation import DataValidation

        if not choices:
            return
        if choices not in self._choices:
            self._choices[choices] = len(self._choices) + 1
        letter = _letter(self._choices[choices])
        validation = DataValidation(
            "list", formula1=f"'{self.LISTS}'!${letter}$1:${letter}${len(choices)}", allow_blank=True)
        validation.errorStyle = "warning"
        validation.add(cells)
        sheet.data_validations.append(validation)

    def _write_choices(self) -> None:
        if self._choices:
            sheet = self._book.create_sheet(self.LISTS)
            sheet.sheet_state = "hidden"
            for row in zip_longest(*self._choices):
                sheet.append([safe_value(word) for word in row])

    def _sheet(self, name: str) -> Any:
        title = _SHEET_NAME.sub(" ", name).strip("' ")[:31] or "-"
        base, count = title, 2
        while title.casefold() in self._names:
            title = f"{base[:27]} {count}"
            count += 1
        self._names.add(title.casefold())
        sheet = self._book.create_sheet(title)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A3
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = _fit_to_page()
        sheet.oddFooter.center.text = "&A  &P / &N"
        return sheet

    def _heading(self, sheet: Any, texts: Iterable[str]) -> list[Any]:
        cells = []
        for text in texts:
            cell = self._cell(sheet, text, self._head_font)
            cell.fill = self._head_fill
            cell.alignment = self._head_alignment
            cells.append(cell)
        return cells

    def _total(self, sheet: Any, column: SheetColumn) -> Any:
        cell = self._cell(sheet, column.values[-1], self._total_font)
        cell.border = self._total_border
        if column.number_format:
            cell.number_format = column.number_format
        return cell

    def _cell(self, sheet: Any, value: Any, font: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet, value=safe_value(value))
        cell.font = font
        return cell

    def _rows(self, sheet: Any, columns: Sequence[SheetColumn], first: int, last: int,
              tick: Callable[[int], None] = lambda row: None) -> None:
        """Append rows; styled cells are made once per column and filled again and again, which is fast."""
        makers = [_maker(sheet, column) for column in columns]
        values = [column.values for column in columns]
        for row in range(first, last):
            if row % _TICK_ROWS == 0:
                tick(row)
            sheet.append([make(column[row]) for make, column in zip(makers, values)])


def _chart(sheet: Any, block: Block, head: int) -> Any:
    """Return stacked bars of a table whose headings are in row ``head``; the cells stay their source."""
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = block.heading
    chart.height, chart.width = 8.5, 18
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.number_format = INTEGER
    last = head + len(block.columns[0].values) - 1
    series = len(block.columns) - (1 if block.total and len(block.columns) > 2 else 0)
    numbers = Reference(sheet, min_col=2, max_col=series, min_row=head, max_row=last)
    chart.add_data(numbers, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    return chart


def _maker(sheet: Any, column: SheetColumn) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    if not column.number_format and not column.fills:
        return safe_value

    def blank(fill: str = "") -> Any:
        cell = WriteOnlyCell(sheet)
        if column.number_format:
            cell.number_format = column.number_format
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell

    plain = blank()
    filled = {value: blank(fill) for value, fill in column.fills.items()}

    def make(value: Any) -> Any:
        cell = filled.get(value, plain) if filled else plain
        cell.value = safe_value(value)
        return cell

    return make


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _fit_to_page() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def _width(column: SheetColumn) -> float:
    """Return a width that shows the heading and most values; a Chinese character is two wide."""
    sample = [_shown(value) for value in column.values[:_WIDTH_SAMPLE]]
    return min(max([_shown(column.heading) + 3, *sample], default=8) + 2, column.max_width)


def _shown(value: Any) -> int:
    if value is None or value != value:
        return 0
    if isinstance(value, float):
        return 9
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in str(value)[:60])
