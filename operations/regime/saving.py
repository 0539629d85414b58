"""A save of the window leaves no outfall in a state that cannot be, whoever went on with it meanwhile.

Two people may begin, accept or strike off one outfall, each in a window of their own, or one in a window
while a verb writes the file. Steps are checked when they are taken; what came into the file since is seen
only here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...i18n import inflected, translate, user_language
from ...problems import Problem
from ...rules.life import break_sentences, life
from ...rules.life_records import Records
from ...rules.register_rows import text
from ...rules.sentences import Said, said
from ..editing.conflicts import Conflict, ConflictError
from ..editing.originals import plain, rows_in_file
from ..editing.rows import LayerEdits
from ..project_rows import EditedRows, file_rows
from .lives import read_records

if TYPE_CHECKING:
    from ..editing.session import EditSession

_WRITTEN = ("remediation", "closures", "signs")  # what steps write
_TO_MAKE = "待制作"


def refuse_impossible(session: EditSession, edits: list[LayerEdits]) -> None:
    """Raise ConflictError where what is to be saved would leave outfalls in a state that cannot be.

    Its conflicts are all that was edited of these outfalls: it can give way to what the file holds.
    """
    touched = {uid: conflicts for uid, conflicts in _touched(edits).items() if any(map(_is_step, conflicts))}
    if not touched:
        return
    shown = read_records(EditedRows(session), touched)
    with file_rows(session.path, writing=False) as rows:
        stored = read_records(rows, touched)
    problems, conflicts = [], []
    for uid, records in shown.items():
        wrong = list(_wrong(records, stored.get(uid)))
        problems += [Problem(one.text(user_language()), table=records.title) for one in wrong]
        conflicts += touched[uid] if wrong else []
    if problems:
        raise ConflictError(inflected(translate(
            "Edits", "What you did to {n} (outfall|outfalls) cannot follow what the file says by now. "
            "Nothing was saved, and your edits are kept: take the other program's values, or undo your "
            "steps."), n=len({one.table for one in problems})), problems, conflicts, mine_possible=False)


def _is_step(edit: Conflict) -> bool:
    """Tell whether an edit goes on with a life: a new row, or a day."""
    return edit.present is None or (
        edit.table != "signs" and any(column.endswith("_on") for column in edit.columns))


def _touched(edits: list[LayerEdits]) -> dict[str, list[Conflict]]:
    """Return the edits by outfall, each as a conflict that can give way."""
    found: dict[str, list[Conflict]] = {}
    for one in (each for each in edits if each.table in _WRITTEN):
        present = rows_in_file(one.layer, one.changed)
        at = one.layer.fields().lookupField("outfall_uid")
        for fid, (cells, _wkb) in one.added.items():
            found.setdefault(str(cells.get("outfall_uid")), []).append(
                Conflict(one.table, fid, False, (), None))
        for fid, row in present.items():
            found.setdefault(str(plain(row.attributes[at])), []).append(
                Conflict(one.table, fid, False, tuple(one.changed[fid]), row))
    return found


def _wrong(shown: Records, stored: Records | None) -> Iterator[Said]:
    """Yield what would be wrong with an outfall after the save and is not in the file."""
    before = 0
    if stored is not None:
        now = life(stored, dt.date.max)
        before = len(now.breaks) if now else 0
    after = life(shown, dt.date.max)
    if after is not None and len(after.breaks) > before:
        yield from (break_sentences(one)[0] for one in after.breaks)
    there = {str(row["uid"]) for row in (stored or shown).rows("remediation")}
    if len(shown.rows("remediation")) > max(len(there), 1):
        yield said("plan.stands")
    if sum(text(row, "state") == _TO_MAKE for row in shown.rows("signs")) > 1:
        yield said("sign.twice")
