"""Assigning codes from the blocks of an office, and the codes that were ever given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from ...problems import Problem, UserError
from ...rules.code_blocks import Block, Clash, assign, block_problems, clashes, used_serials
from ...rules.dated_facts import CELLS
from ...rules.districts import district_name
from ...rules.proposals import Proposal
from ...rules.sentences import said
from ...rules.words import known
from ..project_rows import ProjectRows, as_rows
from .blocks import codes_ever, left_of, new_blocks, read_blocks
from .outcome import Outcome, Wanted, along_the_bank, outcome_of, read_outfalls

_FACTS = ("county_code", "type_l1", "is_outfall", "standing", "bank", "chainage_km")


def assign_codes(rows: ProjectRows, office: str, today: dt.date, column: str = "code_national",
                 outfalls: Collection[str] | None = None) -> Outcome:
    """Assign codes of ``column`` to outfalls (uids; all without) that have none, from blocks of ``office``.

    Raises UserError without an office, and where reserved blocks are wrong or overlap. The blocks that had to
    be made are among the plans.
    """
    if not office.strip():
        raise UserError(said("code.no_office").text(rows.language))
    present = read_outfalls(rows, _FACTS)
    table = sorted(as_rows(present), key=along_the_bank)
    standing = [row for row in table if (row["standing"] or "in_use") == "in_use"]
    chosen = [row for row in standing if outfalls is None or row["uid"] in outfalls]
    kept = {str(row["uid"]) for row in chosen}
    blocks = [block for block in read_blocks(rows) if block.column == column]
    _refuse_wrong(blocks, today, rows.language)
    ever = codes_ever(rows, column)
    holding = [row for row in table if row["uid"] not in kept and known(row[column])]
    found = assign([*holding, *chosen], column, blocks, ever, office, today)
    wanted = {}
    for row in chosen:
        uid = str(row["uid"])
        if uid in found.codes:
            own = found.codes[uid]
            reason = said("code.own_again") if own.own_again else said(
                "code.from_block", office=office, district=district_name(row["county_code"]))
            value = {column: own.code}
            wanted[uid] = Wanted(value, Proposal(value, 1.0, (reason,), (), own.marks))
        elif uid in found.refused:
            wanted[uid] = Wanted({}, Proposal({}, 0.0, (found.refused[uid],)))
    outcome = outcome_of(rows, present, wanted, (column,))
    given = {one.uid for one in outcome.outfalls if one.new}
    used = used_serials([*(code for _, code in ever), *(row[column] for row in table),
                         *(found.codes[uid].code for uid in given)])
    spent_from = {found.codes[uid].block_uid for uid in given}
    made = [block for block in found.new_blocks if block.uid in spent_from]
    if made:
        outcome.plans.append(new_blocks(made))
    outcome.notes += [left_of(block, used, "code.block_made") for block in made]
    outcome.notes += [left_of(block, used) for block in blocks if block.office.strip() == office.strip()]
    outcome.more["clashes"] = [one._asdict() for one in code_clashes(rows, column)]
    return outcome


def _refuse_wrong(blocks: Sequence[Block], today: dt.date, language: str) -> None:
    """Raise UserError with all that is wrong with the blocks that people reserved."""
    wrong = [one for at, block in enumerate(blocks) for one in block_problems(block, blocks[:at], today)]
    if wrong:
        raise UserError(said("block.wrong").text(language),
                        problems=[Problem(one.text(language)) for one in wrong])


def code_clashes(rows: ProjectRows, column: str = "code_national") -> list[Clash]:
    """Return the codes that several outfalls have, and which of them keeps it."""
    signs = rows.read("signs", ["outfall_uid", "state"], {"state": ["已安装"]})
    plated = set(signs["outfall_uid"].tolist())
    trail = rows.read("audit", ["row_uid", "new_value", "changed_at", "table_name", "column_name"],
                      {"table_name": ["outfalls"], "column_name": [column, CELLS]})
    given: dict[str, str] = {}
    for uid, when in zip(trail["row_uid"].tolist(), trail["changed_at"].tolist()):
        given.setdefault(uid, when or "")
    outfalls = rows.read("outfalls", ["uid", column])
    return clashes((uid, code, uid in plated, given.get(uid, "")) for uid, code in zip(
        outfalls["uid"].tolist(), outfalls[column].tolist()))
