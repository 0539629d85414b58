"""Assigning codes: from blocks of serials that are reserved for an office, never ``max + 1``.

A block is a run of serials of one district and one column (national and local codes are two systems
that never stand for one another). Offices that assign from blocks of their own can work apart and
come together: nothing is assigned twice and nothing is renumbered. A code that was ever given keeps
its serial for good: no other outfall gets it, and an outfall that lost its code gets its own back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from . import dates, outfall_code
from .classes import hj1312_letters
from .districts import district, district_name
from .sentences import Said, said
from .tables import setting, setting_is_verified
from .words import fold, known

FIRST, LAST = 1, 9999  # a serial has four digits


Serials = Mapping[str, "set[int]"]  # spent ones, by county code


class Block(NamedTuple):
    """Serials ``first`` to ``last`` of a district, reserved for an office: by whom, when."""

    uid: str
    column: str
    county_code: str
    first: int
    last: int
    office: str
    reserved_by: str = ""
    reserved_on: str = ""

    def serials(self) -> range:
        """All its serials."""
        return range(self.first, self.last + 1)

    def left(self, used: Serials) -> tuple[int, int]:
        """Return how many serials are left, of how many."""
        taken = used.get(self.county_code, set())
        return sum(serial not in taken for serial in self.serials()), len(self.serials())


class Assigned(NamedTuple):
    """A code for an outfall. marks: parts of it that could not be verified, to be shown in the preview."""

    code: str
    block_uid: str
    marks: tuple[Said, ...] = ()
    own_again: bool = False


@dataclass
class Assignment:
    """What a pass assigns, what it refuses and why, and the blocks it had to make (to be stored and said)."""

    codes: dict[str, Assigned] = field(default_factory=dict)
    refused: dict[str, Said] = field(default_factory=dict)
    new_blocks: list[Block] = field(default_factory=list)


def used_serials(codes: Iterable[object]) -> dict[str, set[int]]:
    """Return the serials that are spent, by county: of every code ever given in one column, in any form."""
    found: dict[str, set[int]] = {}
    for raw in codes:
        code = outfall_code.parse(known(raw))
        if code.serial:
            found.setdefault(code.county, set()).add(int(code.serial))
    return found


def block_problems(block: Block, others: Sequence[Block], today: dt.date) -> list[Said]:
    """Return all that is wrong with a block that somebody wants to reserve."""
    place = {"first": block.first, "last": block.last, "district": district_name(block.county_code)}
    found = []
    if district(block.county_code) is None:
        found.append(said("block.district", **place))
    if not FIRST <= block.first <= block.last <= LAST:
        found.append(said("block.range", **place, lowest=FIRST, highest=LAST))
    if not known(block.office):
        found.append(said("block.office", **place))
    if dates.problem(block.reserved_on, today):
        found.append(said("block.date", **place, date=block.reserved_on))
    found += [
        said("block.overlap", **place, office=other.office, other_first=other.first, other_last=other.last)
        for other in others
        if other.uid != block.uid and _same_district(other, block.column, block.county_code)
        and other.first <= block.last and block.first <= other.last
    ]
    return found


def free_run(
    column: str, county_code: str, length: int, blocks: Sequence[Block], used: Serials,
) -> tuple[int, int] | None:
    """Return the first run of ``length`` serials that are neither spent nor in a block, None for none."""
    taken = {*used.get(county_code, ())}
    for block in blocks:
        if _same_district(block, column, county_code):
            taken.update(block.serials())
    start = FIRST
    for serial in range(FIRST, LAST + 1):
        if serial in taken:
            start = serial + 1
        elif serial - start + 1 == length:
            return start, serial
    return None


def assign(
    outfalls: Sequence[Mapping[str, object]],
    column: str,
    blocks: Sequence[Block],
    ever: Iterable[tuple[str, object]],
    office: str,
    today: dt.date,
) -> Assignment:
    """Assign a code of ``column`` to each outfall that has none, in the order given.

    outfalls: rows with uid, county_code, type_l1, is_outfall and the column. ever: (outfall uid, code)
    of every code that was ever given in this column, oldest first, those of outfalls that left the
    register included. office: takes from its own blocks; a district that has no block at all gets one
    of all its free serials for it.
    """
    present = [(str(row["uid"]), known(row[column])) for row in outfalls if known(row[column])]
    before = [(uid, known(code)) for uid, code in ever if known(code)]
    used = used_serials(code for _, code in (*before, *present))
    own = dict(before)
    held = {outfall_code.parse(code).text for _, code in present}
    result = Assignment()
    at: dict[str, int] = {}  # where to look on in each block
    for row in outfalls:
        uid = str(row["uid"])
        if known(row[column]):
            continue
        if uid in own and outfall_code.parse(own[uid]).text not in held:
            result.codes[uid] = Assigned(own[uid], "", own_again=True)
            continue
        refused = _refusal(row)
        county = known(row["county_code"])[:6]
        there = [one for one in (*blocks, *result.new_blocks) if _same_district(one, column, county)]
        if not refused and not there:
            there = [_all_free(column, county, used, office, today)]
            result.new_blocks += there
        mine = [one for one in there if fold(one.office) == fold(office)]
        serial = None if refused else _next(mine, used.setdefault(county, set()), at)
        if serial is None:
            result.refused[uid] = refused or said(
                "code.full" if mine else "code.no_block", office=office, district=district_name(county))
            continue
        used[county].add(serial[1])
        result.codes[uid] = _assigned(row, column, county, *serial)
    return result


class Clash(NamedTuple):
    """Outfalls that came together with one code: which keeps it, which need another one."""

    code: str
    keeps: str
    others: tuple[str, ...]


def clashes(rows: Iterable[tuple[str, object, bool, str]]) -> list[Clash]:
    """Return the codes that two outfalls have, after registers came together.

    rows: uid, code of one column, whether its plate is installed, when the code was given. The one whose
    plate is installed keeps the code, else the one that had it first.
    """
    holders: dict[str, list[tuple[bool, str, str]]] = {}
    for uid, raw, plate, given in rows:
        code = outfall_code.parse(known(raw)).text
        if code:
            holders.setdefault(code, []).append((not plate, given or "9999", uid))
    found = []
    for code, those in holders.items():
        if len(those) > 1:
            keeper, *others = sorted(those)
            found.append(Clash(code, keeper[2], tuple(uid for _, _, uid in others)))
    return found


def _same_district(block: Block, column: str, county_code: str) -> bool:
    return block.column == column and block.county_code == county_code


def _refusal(row: Mapping[str, object]) -> Said | None:
    county, type_l1 = known(row["county_code"]), known(row["type_l1"])
    if district(county) is None:
        return said("code.district", county=county or "—")
    if known(row.get("is_outfall")) == "no":
        return said("code.not_an_outfall")
    if not hj1312_letters(type_l1, include_unverified=True):
        return said("code.class", type_l1=type_l1 or "—")
    return None


def _all_free(column: str, county: str, used: Serials, office: str, today: dt.date) -> Block:
    """Return a block of all serials of a district; spent ones in it are passed over."""
    taken = used.get(county, set())
    first = next(serial for serial in count(FIRST) if serial not in taken)
    return Block(f"{column}-{county}-{first}", column, county, min(first, LAST), LAST, office, office,
                 today.isoformat())


def _next(blocks: Sequence[Block], used: set[int], at: dict[str, int]) -> tuple[str, int] | None:
    for block in blocks:
        for serial in range(max(block.first, at.get(block.uid, block.first)), block.last + 1):
            if serial not in used:
                at[block.uid] = serial + 1
                return block.uid, serial
        at[block.uid] = block.last + 1
    return None


def _assigned(row: Mapping[str, object], column: str, county: str, block_uid: str, serial: int) -> Assigned:
    letters = hj1312_letters(known(row["type_l1"]), include_unverified=True)
    code = outfall_code.make(setting("code_basin"), county, serial, letters, int(setting("code_extension")))
    marks = []
    if not hj1312_letters(known(row["type_l1"])):
        marks.append(said("mark.letters_not_verified", letters=letters))
    if not setting_is_verified("code_basin"):
        marks.append(said("mark.basin_not_verified", basin=setting("code_basin")))
    compact = setting(f"{column}_form") == "compact"
    return Assigned(code.replace("-", "") if compact else code, block_uid, tuple(marks))
