"""An outfall follows its links after a decision, by the rules of a run (:mod:`..runs.write_back`).

What the software wrote follows, a person's value is left alone and the difference is offered, to be taken
or left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...layers.written_values import Difference
from ..project_rows import TITLE_COLUMNS, EditedRows, protected
from ..runs.link_plan import counted_links
from ..runs.write_back import plan_write_back

if TYPE_CHECKING:
    from ...layers.editing.session import EditSession, Step


def update_outfall(session: EditSession, step: Step, outfall_uid: str) -> None:
    """Write on the outfall what its links come to now."""
    rows = EditedRows(session, step)
    rows.apply(plan_write_back(rows, [outfall_uid], counted_links(rows, [outfall_uid])).changes)


def differences_of(session: EditSession, outfall_uids: Sequence[str]) -> list[Difference]:
    """Return people's values beside what the software would write; declined ones left out."""
    rows = EditedRows(session)
    return plan_write_back(rows, outfall_uids, counted_links(rows, outfall_uids)).differences


def settle_differences(session: EditSession, step: Step,
                       decisions: Sequence[tuple[Difference, bool]]) -> None:
    """Take the software's value (True), or leave the person's and ask no more (False)."""
    rows = EditedRows(session, step)
    outfalls = {difference.outfall_uid for difference, _ in decisions}
    columns = {difference.column for difference, _ in decisions}
    present = rows.read("outfalls", ["uid", *TITLE_COLUMNS, *sorted(columns), "written"], {"uid": outfalls})
    found = protected(present, {uid: {} for uid in outfalls})
    for difference, take in decisions:
        own = found.values.get(difference.outfall_uid)
        if own is not None:
            (own.take if take else own.leave)(difference.column, difference.would_be)
    rows.apply(found.plan())
