"""Rows of cells, as texts and spreadsheets deliver them, into a table: where the header stands,
what is a title, a unit, a numbering, a remark under the table.

The rules, in words: the header is the first row that is about as wide as the rows below it and
holds names (short, no numbers, no repetition); rows above it are titles. A second header row fills
the gaps of the first or stands under its groups; the two are joined. A row of units, or of running
numbers, directly under the header belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...i18n import translate
from ...problems import Problem, Severity
from ..cleaning.distinct_cells import EXACT
from ..model import RawTable, Reject
from .arrays import column_of, text_of, unique_names
from .checks import cut_short

LOOK = 60  # rows in which a header may stand
MAX_COLUMNS = 4096

Row = Sequence[Any]  # cells: None, number, text, date
_NUMBER = re.compile(r"^[-+]?[\d.,\s]*\d[\d.,\s]*(e[-+]?\d+)?%?$", re.IGNORECASE)
_UNIT = re.compile(
    r"^[\[(（【]?\s*(?:mm|cm|dm|m|km|㎜|㎝|㎞|m2|m²|㎡|m3|m³|ha|hm2|hm²|km2|km²|亩|公顷|米|毫米|厘米|公里|千米|"
    r"平方米|立方米|%|％|‰|°|度|分|秒|′|″|t|kg|g|mg|吨|千克|万吨|万元|元|个|座|台|户|人|万人|只|头|羽|年|月|日|天|"
    r"mg/l|kw|kwh|℃|°c|ft|in|(?:万)?(?:t|m3|m³|吨|立方米|l|升|kg|g|mg|ha)/(?:d|a|h|s|日|天|年|时|秒|l|m3|m³))"
    r"\s*[\])）】]?$",
    re.IGNORECASE,
)
_NONE = {"", "-", "—", "–", "/", "\\", "无", "－"}
_REMARK = re.compile(
    r"^\s*(注|备注|说明|填表|填报|制表|审核|复核|单位负责人|统计负责人|联系人|联系电话|资料来源|数据来源|"
    r"note|remark|source|filled|prepared)\w*\s*\d*\s*[:：.、]",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^\s*([合总小累共]\s*计|(?:grand |sub-?)?total|sum)\s*[:：]?\s*$", re.IGNORECASE)


@dataclass
class Header:
    """Where the table begins and what its columns are called."""

    names: list[str]
    first_row: int  # position of the first row of data
    titles: list[str] = field(default_factory=list)


def filled(cell: Any) -> bool:
    """Tell whether a cell holds anything."""
    return cell is not None and cell == cell and (not isinstance(cell, str) or bool(cell.strip()))


def find_header(rows: Sequence[Row]) -> Header:
    """Find the header in the first rows of a table; names are not yet unique.

    Where no row looks like one, the columns are named by their number and every row is data.
    """
    width = max(map(len, rows), default=0)
    counts = [sum(map(filled, row)) for row in rows]
    usual = _usual(counts)
    for at, row in enumerate(rows):
        if counts[at] < max(1, min(2, usual), (usual + 1) // 2) or not _named(row):
            continue
        below = next((i for i in range(at + 1, len(rows)) if counts[i]), None)
        if counts[at] == 1 and usual > 1:
            continue
        names = [_words(row[i]) if i < len(row) else "" for i in range(width)]
        first = at + 1
        if below is not None and _second(row, rows[below], width, rows[below + 1 :], usual):
            names = _joined(names, rows[below], width)
            first = below + 1
        elif (
            counts[at] < usual
            and not _fits(names, rows[at + 1 : at + 6])
            and any(counts[i] > counts[at] and _named(rows[i]) for i in range(at + 1, min(at + 4, len(rows))))
        ):
            continue  # a title of several cells: a better row follows
        first, names = _belonging(rows, first, names)
        titles = [text for other in rows[:at] for text in map(_words, other) if text]
        return Header(names, first, titles)
    return Header([""] * width, 0)


def table_of(rows: Sequence[Row], numbers: Sequence[int], header: Header, file: str, layer: str) -> RawTable:
    """Return the rows under the header as a table; ``numbers``: what row each is to the person."""
    body = [
        (number, row)
        for number, row in zip(numbers[header.first_row :], rows[header.first_row :])
        if any(map(filled, row))
    ]
    width = max([len(header.names), *(len(row) for _, row in body)], default=0)
    names = header.names + [""] * (width - len(header.names))
    rejects = []
    while body and _is_remark(body[-1][1], width):
        number, row = body.pop()
        rejects.append(
            Reject(
                number,
                translate("ImportReaders", "A remark under the table, not a row of it."),
                {f"column {i + 1}": text_of(c) for i, c in enumerate(row) if filled(c)},
            )
        )
    columns: dict[str, Any] = {}
    kept = [i for i in range(width) if any(i < len(row) and filled(row[i]) for _, row in body) or names[i]]
    unique = unique_names([names[i] for i in range(width)])
    row_number = np.array([number for number, _ in body], dtype=np.int64)
    table = RawTable(file, layer, row_number, columns, rejects=rejects[::-1], titles=header.titles)
    for i in kept:
        cells = [(row[i] if filled(row[i]) else None) if i < len(row) else None for _, row in body]
        columns[unique[i]] = column_of(cells)
        if columns[unique[i]].dtype.kind == "O":  # a column of numbers alone is looked at later
            long = np.array([type(cell) is float and abs(cell) > EXACT for cell in cells], dtype=bool)
            if long.any():
                table.problems.append(cut_short(table, unique[i], long))
    totals = [
        number
        for number, row in body
        if any(isinstance(cell, str) and _TOTAL.match(cell) for cell in row[:4])
    ]
    table.problems.extend(
        Problem(
            translate("ImportReaders", "Row {row} is a total, not an object.").format(row=number),
            Severity.WARNING,
            layer,
            str(number),
            fix=translate("ImportReaders", "Leave it out, or remove it from the file."),
        )
        for number in totals
    )
    return table


def _usual(counts: list[int]) -> int:
    """Return how many cells a row of the table holds: the median of the fuller rows."""
    held = sorted(n for n in counts if n)
    return held[(3 * len(held)) // 4] if held else 0


def _named(row: Row) -> bool:
    """Tell whether the cells could be names: texts, hardly a number, few repeated."""
    cells = [cell for cell in row if filled(cell)]
    names = [
        cell
        for cell in cells
        if isinstance(cell, str) and not _NUMBER.match(cell.strip()) and len(cell.strip()) <= 80
    ]
    return bool(cells) and len(names) >= 0.8 * len(cells) and len(set(names)) >= 0.5 * len(names)


def _words(cell: Any) -> str:
    return " ".join(text_of(cell).split()) if filled(cell) else ""


def _second(row: Row, under: Row, width: int, rest: Sequence[Row], usual: int) -> bool:
    """Tell whether ``under`` is a second header line: it fills gaps of the first, and names only."""

    def holds(cells: Row, i: int) -> bool:
        return i < len(cells) and filled(cells[i])

    if not _named(under) or all(_UNIT.match(_words(c)) for c in under if filled(c)):
        return False
    gaps = [i for i in range(width) if not holds(row, i) and any(holds(row, j) for j in range(i))]
    fills = [i for i in gaps if holds(under, i)]
    # Cells merged over both lines come as a gap in the second, or repeated in it; others get a unit there.
    both = [
        i
        for i in range(width)
        if holds(row, i) and holds(under, i) and row[i] != under[i] and not _UNIT.match(_words(under[i]))
    ]
    alone = [i for i in range(width) if holds(row, i) and i not in both]
    if not fills:
        return False
    # A record with gaps is no header: under a group only its first column holds both.
    starts = [i for i in both if i + 1 in fills]
    data = [r for r in rest[:5] if any(map(filled, r))]
    numbers = any(not isinstance(c, str) or _NUMBER.match(c.strip()) for r in data for c in r if filled(c))
    return len(both) <= len(fills) and (len(starts) == len(both)) and (bool(alone) or numbers)


def _joined(names: list[str], under: Row, width: int) -> list[str]:
    out, group = [], ""
    for i in range(width):
        sub = _words(under[i]) if i < len(under) else ""
        if names[i]:
            group = names[i]
        if names[i] and sub and _UNIT.match(sub):
            out.append(_with_unit(names[i], sub))
        else:
            out.append(f"{group} {sub}".strip() if sub and sub != names[i] else names[i])
    return out


def _with_unit(name: str, unit: str) -> str:
    return f"{name} ({unit.strip('()（）[]【】')})"


def _fits(names: list[str], below: Sequence[Row]) -> bool:
    """Tell whether no row below holds cells where the header has none."""
    return not any(
        filled(cell) and not (i < len(names) and names[i]) for row in below for i, cell in enumerate(row)
    )


def _belonging(rows: Sequence[Row], first: int, names: list[str]) -> tuple[int, list[str]]:
    """Take a row of units and one of running numbers under the header into it."""
    for _ in range(2):
        while first < len(rows) and not any(map(filled, rows[first])):
            first += 1
        if first >= len(rows):
            break
        row = rows[first]
        cells = [_words(cell) for cell in row]
        # A heading that is merged down to here repeats itself.
        cells = ["" if cell in names[i : i + 1] else cell for i, cell in enumerate(cells)]
        told = [cell for cell in cells if cell.lower() not in _NONE]
        if told and all(_UNIT.match(cell) for cell in told) and len(names) > 1:
            names = [
                _with_unit(name, cells[i]) if i < len(cells) and cells[i].lower() not in _NONE else name
                for i, name in enumerate(names)
            ]
            first += 1
        elif len(told) > 3 and _runs(told):
            first += 1
        else:
            break
    return first, names


def _runs(cells: list[str]) -> bool:
    """Tell whether cells are 1 2 3 ... or 甲 乙 1 2 ...: the column numbers of a statistical form."""
    rest = [cell.strip("()（）") for cell in cells]
    while rest and rest[0] in tuple("甲乙丙丁戊己"):
        rest.pop(0)
    counted = ([str(i + first) for i in range(len(rest))] for first in (0, 1))
    return len(rest) > (2 if len(rest) == len(cells) else 0) and rest in counted


def _is_remark(row: Row, width: int) -> bool:
    cells = [_words(cell) for cell in row if filled(cell)]
    return (
        width >= 3
        and bool(cells)
        and bool(_REMARK.match(cells[0]))
        and (len(cells) == 1 or all(re.search(r"[:：]", cell) for cell in cells))
    )
