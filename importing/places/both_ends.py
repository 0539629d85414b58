"""The sheet in which every pipe stands twice, once at each of its ends (管线点成果表).

One row is one connection of a point: its number (left blank where further connections follow), the
number it leads to, and the level of the pipe at this end. Such a sheet holds two tables. For the points
each number is kept once; for the pipes the two rows of a connection become one, whose columns are called
as a table of lines calls them (起点点号, 终点管底高程 …), so that everything else goes its usual way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...problems import Problem, Severity
from ...tracing.model import Ints, Texts
from .. import lexicon
from ..cleaning.distinct_cells import Cells, objects
from ..cleaning.numbers_and_units import column_numbers
from ..cleaning.texts import identifier
from ..model import RawTable
from ..proposal.matching import SURE, named

_REVERSED = 0.5  # of the connections stand at both ends: else it is a table of another kind
_OF_A_PIPE = {"diameter_mm", "material", "system", "form", "data_source", "status", "owner", "flow", "code",
              "remark"}  # fmt: skip
_START, _END = "起点", "终点"
_LAST_LINE = re.compile(r"(\S+(?:\s*[(（\[【][^()（）\[\]【】]*[)）\]】])?)$")
_PLACES = ("x", "y", "lon", "lat")
_INVERT = re.compile("底")
_DEPTH = re.compile("埋深|深度")


@dataclass
class _Sheet:
    """The connections of such a sheet: the numbers at this end and at the other, None for none."""

    raw: RawTable
    number: str
    here: list[str | None]
    there: list[str | None]

    def rows_of(self) -> dict[tuple[str, str], list[int]]:
        """Return the rows of each connection, by the numbers of its ends in this order."""
        found: dict[tuple[str, str], list[int]] = {}
        for row, (a, b) in enumerate(zip(self.here, self.there)):
            if a and b and a != b:
                found.setdefault((a, b), []).append(row)
        return found

    def first_rows(self) -> dict[str, int]:
        """Return the first row of each point."""
        found: dict[str, int] = {}
        for row, a in enumerate(self.here):
            if a:
                found.setdefault(a, row)
        return found


def reshaped(raw: RawTable, table: str) -> RawTable:
    """Return the points or the pipes of such a sheet; any other table as it is."""
    sheet = _sheet(raw) if table in ("manholes", "pipes") and raw.geometry is None else None
    if sheet is None:
        return raw
    points, pairs = sheet.first_rows(), _pairs(sheet)
    made = _points(sheet, points) if table == "manholes" else _pipes(sheet, points, pairs)
    text = translate("Import", "The sheet names every pipe at both of its ends: its {n} rows are {points} "
                               "points and {pipes} pipes.")
    made.problems.append(Problem(text.format(n=raw.n, points=len(points), pipes=len(pairs)), Severity.NOTICE,
                                 raw.layer))  # fmt: skip
    return made


def _sheet(raw: RawTable) -> _Sheet | None:
    """Return the connections of a sheet, None where most do not stand at both ends."""
    ends = _columns(raw, "pipes", "to_node")
    for number in _columns(raw, "manholes", "code"):
        for end in ends:
            if end == number:
                continue
            sheet = _Sheet(raw, number, _filled_down(raw, number, end), _numbers(raw.columns[end]))
            found = sheet.rows_of()
            if len(found) > 1 and sum(ab[::-1] in found for ab in found) >= _REVERSED * len(found):
                return sheet
    return None


def _columns(raw: RawTable, table: str, target: str) -> list[str]:
    """Return the filled columns whose heading surely names a target."""
    return [
        name for name, values in raw.columns.items()
        if any(alias.target == target and alias.certainty * factor >= SURE
               for alias, how, factor in named(table, name) if how == "name")
        and any(_numbers(values))
    ]  # fmt: skip


def _numbers(values: NDArray[Any]) -> list[str | None]:
    cells = Cells.of(values).map(identifier)
    return list(cells.texts().tolist())


def _filled_down(raw: RawTable, number: str, end: str) -> list[str | None]:
    """Return the number of each row; a further connection has that of the row above."""
    found: list[str | None] = []
    for own, other in zip(_numbers(raw.columns[number]), _numbers(raw.columns[end])):
        found.append(own or (found[-1] if found and other else None))
    return found


def _pairs(sheet: _Sheet) -> list[tuple[int, int]]:
    """Return for each pipe its two rows, the first named first; -1 where the other end does not name it."""
    rows = sheet.rows_of()
    out: list[tuple[int, int]] = []
    for (a, b), ours in rows.items():
        theirs = rows.get((b, a), [])
        if theirs and theirs[0] < ours[0]:
            out += [(row, -1) for row in ours[len(theirs) :]]  # the others stand with that end
        else:
            out += [(row, theirs[k] if k < len(theirs) else -1) for k, row in enumerate(ours)]
    return sorted(out)


def _points(sheet: _Sheet, points: dict[str, int]) -> RawTable:
    """Return one row for each number, and the rows that have none."""
    keep = np.array(sorted({*points.values(), *(i for i, a in enumerate(sheet.here) if a is None)}),
                    dtype=np.int64)  # fmt: skip
    columns = {name: values[keep] for name, values in sheet.raw.columns.items()}
    return _table(sheet.raw, keep, columns)


def _pipes(sheet: _Sheet, points: dict[str, int], pairs: list[tuple[int, int]]) -> RawTable:
    raw = sheet.raw
    start = np.array([one for one, _ in pairs], dtype=np.int64)
    end = np.array([two for _, two in pairs], dtype=np.int64)
    numbers = objects([sheet.here[row] for row in start]), objects([sheet.there[row] for row in start])
    at = [np.array([points.get(number, -1) for number in side], dtype=np.int64) for side in numbers]
    split: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
    columns: dict[str, NDArray[Any]] = {}
    problems: list[Problem] = []
    for name, values in raw.columns.items():
        cells = Cells.of(values).texts()
        role = _role(name)
        if name == sheet.number or not any(cells) or role == "end":
            continue
        if role == "pipe" or (role == "" and _alike(cells, start, end)):
            columns[name] = _of_both(raw, name, cells, start, end, problems)
        elif role == "place" and (at[1] < 0).any():
            continue  # points of another sheet: by their numbers
        elif role in ("place", "ground"):
            split[name] = _taken(cells, at[0]), _taken(cells, at[1])
        else:
            split[name] = _taken(cells, start), _taken(cells, end)
    turn, level = _downhill(split)
    sides = {f"{_START}点号": numbers[0], f"{_END}点号": numbers[1]}
    for name, (one, two) in split.items():
        last = _LAST_LINE.search(name)
        label = last[1] if last else name
        sides[_free(f"{_START}{label}", sides)], sides[_free(f"{_END}{label}", sides)] = one, two
    names = list(sides)
    for one_name, two_name in zip(names[::2], names[1::2]):
        one, two = sides[one_name], sides[two_name]
        columns[one_name], columns[two_name] = np.where(turn, two, one), np.where(turn, one, two)
    if not level.all() and not any(_target(name) == "flow" for name in columns):
        columns["流向"] = objects([None if known else "?" for known in level.tolist()])
    made = _table(raw, start, columns)
    made.problems += problems
    return made


def _target(name: str) -> str:
    """Return the column of pipes that a heading surely names, "" for none."""
    return next((alias.target for alias, how, _ in named("pipes", name) if how == "name"), "")


def _role(name: str) -> str:
    """Return what a column speaks of: the pipe, the end that is named, the place or ground of the point."""
    target = _target(name)
    if target == "to_node":
        return "end"
    if target in _OF_A_PIPE:
        return "pipe"
    known = lexicon.places()
    if any(known.get(one, ("",))[0] in _PLACES for one in (*lexicon.names_of(name), lexicon.last_of(name),
                                                           lexicon.ending_of(lexicon.plain(name), known))):
        return "place"
    ground = any(alias.target == "ground_level" for alias, how, _ in named("manholes", name) if how == "name")
    if _INVERT.search(name) or _DEPTH.search(name):
        return "level"
    return "ground" if ground else ""


def _alike(cells: Texts, start: Ints, end: Ints) -> bool:
    both = end >= 0
    return bool(np.array_equal(cells[start[both]], cells[end[both]]))


def _taken(cells: Texts, rows: Ints) -> Texts:
    out: Texts = cells[np.maximum(rows, 0)].copy()
    out[rows < 0] = None
    return out


def _of_both(
    raw: RawTable, name: str, cells: Texts, start: Ints, end: Ints, problems: list[Problem]
) -> Texts:
    """Return what stands at the first end, else at the other; say where both stand and differ."""
    one, two = _taken(cells, start), _taken(cells, end)
    differ = np.array([bool(a and b and a != b) for a, b in zip(one.tolist(), two.tolist())], dtype=bool)
    if differ.any():
        rows = raw.row_number[start[differ]][:5].tolist()
        problems.append(Problem(
            translate("Import", "Pipes that are described otherwise at their other end: {n}. What the first "
                                "end says was taken.").format(n=int(differ.sum())),
            Severity.WARNING, raw.layer, ", ".join(map(str, rows)), name,
            translate("Import", "Look at both rows.")))  # fmt: skip
    return objects([a or b for a, b in zip(one.tolist(), two.tolist())])


def _downhill(split: dict[str, tuple[NDArray[Any], NDArray[Any]]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return which pipes run from their second point to their first, and of which that is known.

    The order in which such a sheet names two points says nothing of the water: levels do.
    """
    n = len(next(iter(split.values()))[0]) if split else 0
    drop = np.full(n, np.nan)
    for pattern, sign in ((_INVERT, 1.0), (_DEPTH, -1.0)):
        name = next((name for name in split if pattern.search(name)), None)
        if name is None:
            continue
        one, two = (column_numbers(side) for side in split[name])
        if sign < 0:
            ground = next((name for name in split if _role(name) == "ground"), None)
            if ground is None:
                continue
            one, two = (column_numbers(side) - depth for side, depth in zip(split[ground], (one, two)))
        drop = np.where(np.isfinite(drop), drop, one - two)
    with np.errstate(invalid="ignore"):
        return drop < 0, np.isfinite(drop) & (drop != 0)


def _free(name: str, taken: dict[str, Any]) -> str:
    """Return a heading that no other column has."""
    at = 1
    new = name
    while new in taken:
        at += 1
        new = f"{name}_{at}"
    return new


def _table(raw: RawTable, rows: Ints, columns: dict[str, NDArray[Any]]) -> RawTable:
    return RawTable(raw.file, raw.layer, raw.row_number[rows], columns, None, raw.crs_wkt, raw.encoding,
                    raw.encoding_sure, list(raw.problems), list(raw.rejects), raw.titles)  # fmt: skip
