"""Blocks of serials that are reserved for offices: what is left of each, and reserving another."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from ...layers.store.table_io import new_uids
from ...layers.store.table_plan import TablePlan, texts
from ...problems import Problem, UserError
from ...rules.code_blocks import Block, Serials, block_problems, free_run, used_serials
from ...rules.dated_facts import CELLS, ROW
from ...rules.districts import district_name
from ...rules.sentences import Said, said
from ...rules.words import known
from ..project_rows import ProjectRows

TABLE = "code_blocks"
CODE_COLUMNS = ("code_national", "code_local")
_BLOCK = ("uid", "code_column", "county_code", "first", "last", "office", "reserved_by", "reserved_on")


class Wish(NamedTuple):
    """So many serials of a district and a column for an office; who reserves them."""

    column: str
    county_code: str
    length: int
    office: str
    reserved_by: str


class BlockLeft(NamedTuple):
    """A block, and how many of its serials are left, of how many."""

    block: Block
    left: int
    size: int


def blocks_left(rows: ProjectRows) -> list[BlockLeft]:
    """Return all blocks with what is left of them, by column and district."""
    blocks = sorted(read_blocks(rows), key=lambda block: (block.column, block.county_code, block.first))
    spent = {column: spent_serials(rows, column) for column in {block.column for block in blocks}
             if column in CODE_COLUMNS}
    return [BlockLeft(block, *block.left(spent.get(block.column, {}))) for block in blocks]


def reserve(rows: ProjectRows, wish: Wish, today: dt.date) -> tuple[Block, TablePlan]:
    """Return the first free run of serials as a block for an office, and the plan that reserves it.

    Raises UserError with all that is wrong with the wish, and where no run is free.
    """
    blocks = read_blocks(rows)
    probe = Block("", wish.column, wish.county_code, 1, wish.length, wish.office.strip(), wish.reserved_by,
                  today.isoformat())
    wrong = block_problems(probe, (), today)
    run = None if wrong else free_run(
        wish.column, wish.county_code, wish.length, blocks, spent_serials(rows, wish.column))
    if run is None:
        wrong = wrong or [said("block.no_run", length=wish.length, district=district_name(wish.county_code))]
        raise UserError(said("block.not_reserved").text(rows.language),
                        problems=[Problem(one.text(rows.language)) for one in wrong])
    block = probe._replace(uid=str(new_uids(1)[0]), first=run[0], last=run[1])
    return block, new_blocks([block])


def left_of(block: Block, used: Serials, key: str = "code.block_left") -> Said:
    """Return how many serials of a block are left, as a sentence."""
    left, size = block.left(used)
    return said(key, first=block.first, last=block.last, office=block.office,
                district=district_name(block.county_code), left=left, size=size)


def read_blocks(rows: ProjectRows) -> list[Block]:
    """Return the blocks of a project; rows that lack a serial are left out."""
    found = rows.read(TABLE, _BLOCK)
    blocks = []
    for uid, column, county, first, last, *who in zip(*(found[name].tolist() for name in _BLOCK)):
        if first == first and last == last:
            blocks.append(Block(uid, column or "", county or "", int(first), int(last),
                                *(one or "" for one in who)))
    return blocks


def spent_serials(rows: ProjectRows, column: str) -> dict[str, set[int]]:
    """Return the serials of every code of ``column`` that was ever given, by county."""
    present = rows.read("outfalls", [column])[column].tolist()
    return used_serials([*(code for _, code in codes_ever(rows, column)), *present])


def codes_ever(rows: ProjectRows, column: str) -> list[tuple[str, str]]:
    """Return (outfall, code) of every code that the audit trail knows of, oldest first."""
    trail = rows.read("audit", ["row_uid", "column_name", "old_value", "new_value", "table_name"],
                      {"table_name": ["outfalls"], "column_name": [column, CELLS, ROW]})
    found = []
    for uid, name, *values in zip(*(trail[each].tolist() for each in (
            "row_uid", "column_name", "old_value", "new_value"))):
        for value in values:
            code = value
            if name in (CELLS, ROW):
                code = None
                with suppress(ValueError, AttributeError):
                    code = json.loads(value or "{}").get(column)
            if known(code):
                found.append((uid, str(code)))
    return found


def new_blocks(blocks: Sequence[Block]) -> TablePlan:
    """Return the plan that adds blocks."""
    cells = list(zip(*blocks))
    columns: dict[str, Any] = {name: texts(list(values)) for name, values in zip(_BLOCK, cells)}
    for name in ("first", "last"):
        columns[name] = np.array(columns[name].tolist(), dtype=np.float64)
    return TablePlan(TABLE, new=columns)
