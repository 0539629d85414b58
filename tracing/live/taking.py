"""An edit goes into the tables: what it draws before and after, and where it is felt first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...problems import InputError
from ..drainage.levels import LevelPool
from ..model import Floats, Options
from ..noding.node_ids import normal_code
from .editable_rows import ManholeTable, PipeTable, PointTable, Tables
from .edits import TABLES, Edit
from .felt import Seeds
from .present import Present

#: Columns of pipes that change no answer where every way is followed, hardly any, and that are no evidence.
_SILENT, _QUIET, _NO_EVIDENCE = {"system"}, {"system", "diameter_mm"}, {"system", "data_source"}
_DRAWN = {"lines", "from_node", "to_node"}
#: Columns that tell which end of a pipe is a lower one, or the larger of two.
_DIRECTING = {"flow", "invert_from", "invert_to", "form", "diameter_mm"}


@dataclass
class Taken:
    """An edit that was made: its row, where it is felt, the edits that take it back.

    silent: no answer is another, everywhere: all may be; never both.
    """

    row: int
    seeds: Seeds
    back: list[Edit]
    silent: bool = False
    everywhere: bool = False


def table_of(tables: Tables, edit: Edit) -> PipeTable | ManholeTable | PointTable:
    """Return the table of an edit; raises :class:`problems.InputError` where there is none."""
    if edit.table not in TABLES:
        raise InputError(f"There is no table '{edit.table}' to edit; use one of {', '.join(TABLES)}.")
    table: PipeTable | ManholeTable | PointTable = getattr(tables, edit.table)
    return table


def take(tables: Tables, present: Present, options: Options, levels: LevelPool, edit: Edit) -> Taken:
    """Write an edit into the tables. Raises :class:`problems.InputError` where it names no row or column."""
    table = table_of(tables, edit)
    table.check(edit.values)
    if edit.row >= 0 or edit.remove:
        table.check_row(edit.row)
    back = _way_back(tables, edit)
    had_manholes = tables.manholes.exist
    taken = Taken(edit.row, Seeds(), back)
    names = {*table.values(edit.row), *edit.values} if edit.row >= 0 else set()
    former = table.values(edit.row, names) if edit.row >= 0 else {}
    lived = edit.row >= 0 and bool(table.alive["row"][edit.row])
    if edit.row >= 0:
        _see(tables, present, edit.table, edit.row, taken.seeds)
    if edit.remove:
        table.clear(edit.row)
    else:
        taken.row = table.edit(edit.row, edit.values)
    present.grow(tables)
    if edit.row < 0:
        taken.back = [Edit(edit.table, taken.row, remove=True)]
    _see(tables, present, edit.table, taken.row, taken.seeds)
    latter = table.values(taken.row)
    changed = {name for name in latter if name not in former or not _same(former[name], latter[name])}
    if lived != bool(table.alive["row"][taken.row]):
        changed |= set(latter)
    if edit.table == "pipes":
        _weigh_pipe(taken, changed, former, latter, options)
        was = levels.zero_is_level
        levels.exchange(_levels(former), _levels(latter))
        taken.everywhere |= levels.zero_is_level != was
    else:
        taken.silent = not changed
        if edit.table != "sources":
            taken.everywhere = options.direction_policy == "auto" and changed != {"closed"} and bool(changed)
    if edit.table == "manholes":
        taken.everywhere |= tables.manholes.exist != had_manholes
        taken.everywhere |= "code" in changed and _spelled_otherwise(tables, former, latter)
        taken.seeds.joins = taken.seeds.meets = taken.seeds.mouths = bool(changed - {"closed"})
    taken.silent &= not taken.everywhere
    if edit.table == "outfalls":
        taken.seeds.meets = not tables.manholes.exist  # where an outfall cuts a pipe is a place to link to
        if edit.remove:
            _forget(tables, taken)
    return taken


def _way_back(tables: Tables, edit: Edit) -> list[Edit]:
    """Return the edits that take one back that is not made yet."""
    if edit.row < 0:
        return []
    table = table_of(tables, edit)
    back = [Edit(edit.table, edit.row, table.values(edit.row, None if edit.remove else edit.values))]
    if not table.alive["row"][edit.row]:
        back.append(Edit(edit.table, edit.row, remove=True))
    return back


def _forget(tables: Tables, taken: Taken) -> None:
    """What declared an outfall that is gone declares none."""
    if "declared_outfall" not in tables.sources.columns:
        return
    declared = tables.sources.columns["declared_outfall"]
    orphans = np.flatnonzero(declared == taken.row)
    declared[orphans] = -1
    taken.seeds.sources |= set(orphans.tolist())
    taken.back += [Edit("sources", row, {"declared_outfall": taken.row}) for row in orphans.tolist()]


def _spelled_otherwise(tables: Tables, former: dict[str, Any], latter: dict[str, Any]) -> bool:
    """Tell whether manholes spell an id that one has, or had, in several ways: the case may count now."""
    texts = [str(values["code"]).strip() for values in (former, latter) if values.get("code") is not None]
    for text in texts:
        rows = tables.manholes.called({normal_code(text)} - {""}).tolist()
        spelled = {str(tables.manholes.values(row)["code"]).strip() for row in rows}
        if len(spelled | {one for one in texts if normal_code(one) == normal_code(text)}) > 1:
            return True
    return False


def _weigh_pipe(
    taken: Taken, changed: set[str], former: dict[str, Any], latter: dict[str, Any], options: Options
) -> None:
    """Tell how far an edit of a pipe may be felt."""
    seeds, auto = taken.seeds, options.direction_policy == "auto"
    dead = {former.get("status"), latter.get("status")}
    seeds.joins = bool(changed & _DRAWN)
    seeds.meets = seeds.joins or "form" in changed or ("status" in changed and "abandoned" in dead)
    seeds.mouths = seeds.meets or bool(changed & _DIRECTING)
    seeds.tells = not changed <= _QUIET
    seeds.trust = bool(changed & {"flow", "invert_from", "invert_to", "data_source"})
    if not seeds.joins:
        seeds.codes = set()
    taken.silent = not changed or (changed <= _SILENT and options.overflows != "main_way")
    taken.everywhere = auto and not changed <= _NO_EVIDENCE


def _see(tables: Tables, present: Present, name: str, row: int, seeds: Seeds) -> None:
    """Remember what a row draws and which ids it carries."""
    getattr(seeds, name).add(row)
    if name == "pipes":
        line = tables.pipes.line(row)
        if line is not None:
            seeds.shapes.append(line)
        seeds.codes |= tables.pipes.codes(row)
        if row < present.pipes.n and tables.pipes.codes(row):
            spots = present.pipes["places"][row]
            seeds.shapes += _points(spots)
        return
    table: ManholeTable | PointTable = getattr(tables, name)
    point = table.point(row)
    seeds.codes |= {table.code(row)} - {""} if name == "manholes" else set()
    if point is not None and name == "manholes":
        seeds.shapes.append(point)
    if name == "outfalls":
        if point is not None:
            seeds.outfall_places.append(point)
        if row < present.outfalls.n:
            seeds.spots += _points(present.outfalls["xy"][[row]])


def _points(xy: Floats) -> list[Any]:
    import shapely

    return [shapely.points(one) for one in xy if np.isfinite(one).all()]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other))
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=True))
    if isinstance(one, (float, np.floating)) and isinstance(other, (float, np.floating)):
        return bool(one == other or (np.isnan(one) and np.isnan(other)))
    return bool(one is other or one == other)


def _levels(values: dict[str, Any]) -> Floats:
    return np.array([values[name] for name in ("invert_from", "invert_to") if name in values], dtype=float)
