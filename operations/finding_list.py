"""All findings of a project as columns, with the district and the outfall each belongs to.

Read from the file in a thread, whole columns at once: a hundred thousand findings take less than a
second. Decisions in the edit buffer are laid over them on the main thread (:func:`edited_cells`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..i18n import inflected, translate
from ..layers.store.table_io import ProjectFile
from ..problems import UserError
from ..rules.words import known
from ..tracing.model import Floats, Ints, Texts
from .editing.originals import plain
from .polygons import values_inside

if TYPE_CHECKING:
    from .editing.session import EditSession

COLUMNS = ("uid", "kind", "severity", "object_table", "object_uid", "text", "fix", "status", "reason")
MOST = 5000  # findings decided in one step


@dataclass
class FindingList:
    """Findings, one row each; ``xy`` (n, 2) in the project's coordinates, NaN where there is no place.

    ``district``: county code, "" outside all districts; ``outfall``: uid of the outfall it concerns,
    for a pipe the nearest one it drains to, "" for none.
    """

    fid: Ints
    columns: dict[str, Texts]
    xy: Floats
    district: Texts
    outfall: Texts
    district_names: dict[str, str]
    text_rank: Ints = field(init=False)  # alphabetical order of ``text``
    search: list[str] = field(init=False)  # what a search looks through, folded

    def __post_init__(self) -> None:
        text = self.columns["text"].tolist()
        order = np.array(sorted(range(len(text)), key=text.__getitem__), dtype=np.int64)
        self.text_rank = np.empty(len(text), dtype=np.int64)
        self.text_rank[order] = np.arange(len(text))
        self.search = [f"{one} {fix}".casefold() for one, fix in zip(text, self.columns["fix"].tolist())]

    @property
    def n(self) -> int:
        """Number of findings."""
        return len(self.fid)


def read_findings(path: str, check: Callable[[], None] = lambda: None) -> FindingList:
    """Read the findings of the project file ``path``; ``check`` may raise to stop."""
    with ProjectFile(path) as project:
        rows = project.read("findings", COLUMNS, geometry=True)
        check()
        districts = project.read("districts", ["county_code", "name"], geometry=True)
        check()
        pipes = project.read("pipe_trace", ["pipe_uid", "outfall_uid"])
        links = project.read("trace_links", ["source_uid", "outfall_uid", "network_m"])
    columns = {name: _filled(rows[name].tolist()) for name in COLUMNS}
    check()
    nearest = dict(zip(pipes["pipe_uid"].tolist(), pipes["outfall_uid"].tolist()))
    for at in np.argsort(-np.nan_to_num(links["network_m"], nan=np.inf), kind="stable").tolist():
        nearest[links["source_uid"][at]] = links["outfall_uid"][at]
    outfall = [
        uid if table == "outfalls" else nearest.get(uid) or ""
        for table, uid in zip(columns["object_table"].tolist(), columns["object_uid"].tolist())
    ]
    district = _filled(values_inside(districts, "county_code", rows.xy))
    names = {
        code: known(name) or code
        for code, name in zip(districts["county_code"].tolist(), districts["name"].tolist())
        if code
    }
    return FindingList(rows.fid, columns, rows.xy, district, _texts(outfall), names)


def edited_cells(session: EditSession) -> dict[int, dict[str, Any]]:
    """Return what the edit buffer says of findings: fid -> column -> value."""
    layer = session.layer("findings")
    buffer = layer.editBuffer()
    if buffer is None:
        return {}
    fields = layer.fields()
    return {
        fid: {fields.at(at).name(): plain(value) or "" for at, value in cells.items()}
        for fid, cells in buffer.changedAttributeValues().items()
    }


def accept(session: EditSession, fids: Sequence[int], reason: str) -> None:
    """Accept findings for a reason, one undo step; they stay accepted through later runs."""
    if not reason.strip():
        raise UserError(translate("Findings", "Say why these findings are accepted."))
    _set(session, fids, translate("Findings", "Accept {n} (finding|findings)"), "accepted", reason.strip())


def reopen(session: EditSession, fids: Sequence[int]) -> None:
    """Open findings again, one undo step; the reason goes."""
    _set(session, fids, translate("Findings", "Reopen {n} (finding|findings)"), "open", None)


def _set(session: EditSession, fids: Sequence[int], title: str, status: str, reason: str | None) -> None:
    if len(fids) > MOST:
        raise UserError(
            translate("Findings", "{n} findings are selected; at most {most} are decided at once.").format(
                n=len(fids), most=MOST
            )
        )
    with session.step(inflected(title, n=len(fids))) as step:
        for fid in fids:
            step.change("findings", fid, {"status": status, "reason": reason})


def _filled(values: list[Any]) -> Texts:
    return _texts([value or "" for value in values])


def _texts(values: list[Any]) -> Texts:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
