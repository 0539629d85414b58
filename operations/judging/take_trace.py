"""Taking the result of one outfall's trace into the project, through the edit buffers.

A run over the project writes the file itself; a trace in the window shows what it found. Here the latter
becomes links of the outfall by the rules of a run (:mod:`..runs.link_plan`, :mod:`..runs.write_back`), in one
undo step. Who asks for it gets it: the outfall is traced as of now, even where nothing else changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...i18n import translate
from ...layers.store.table_io import utc_now
from ...layers.store.table_plan import repeated, texts
from ...tracing.answers.last_hops import last_hops
from ..project_rows import EditedRows
from ..runs.link_plan import FoundLinks, plan_links
from ..runs.write_back import Traced, plan_write_back
from .candidates import title_of

if TYPE_CHECKING:
    from ..editing.session import EditSession


@dataclass(frozen=True)
class Found:
    """One source that the trace found; places in the project's coordinates."""

    table: str
    uid: str
    name: str
    rule: str
    network_m: float
    hop_m: float
    n_outfalls: int
    confidence: float
    parts: tuple[tuple[str, float], ...]
    place: tuple[float, float]
    meets: tuple[float, float] | None = None  # where the last hop meets the network


@dataclass
class Taken:
    """What changed: links that are new, brought up to date, lost and removed."""

    new: int = 0
    refreshed: int = 0
    lost: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.refreshed or self.lost or self.removed)


def take_trace(
    session: EditSession, outfall_uid: str, found: Sequence[Found], network_length_m: float | None = None
) -> Taken:
    """Make ``found`` the links of the outfall; return what changed."""
    title = translate("Judge", "Take the trace of {outfall}").format(outfall=title_of(session, outfall_uid))
    length_m = {} if network_length_m is None else {outfall_uid: network_length_m}
    with session.step(title) as step:
        rows = EditedRows(session, step)
        links = plan_links(rows, _as_columns(outfall_uid, found), [outfall_uid])
        traced = Traced(length_m, {"traced_at": utc_now()}, [outfall_uid])
        outfall = plan_write_back(rows, [outfall_uid], links.counted, traced)
        rows.apply(links.changes, outfall.changes)
    return Taken(**{name: links.counts[name] for name in ("new", "refreshed", "lost", "removed")})


def _as_columns(outfall_uid: str, found: Sequence[Found]) -> FoundLinks:
    n = len(found)
    start = np.array([one.place for one in found], dtype=np.float64).reshape(n, 2)
    end = np.array([one.meets or one.place for one in found], dtype=np.float64).reshape(n, 2)
    return FoundLinks({
        "outfall_uid": repeated(outfall_uid, n),
        "source_table": texts([one.table for one in found]),
        "source_uid": texts([one.uid for one in found]),
        "source_name": texts([one.name or None for one in found]),
        "rule": texts([one.rule for one in found]),
        "network_m": np.round([one.network_m for one in found], 3),
        "hop_m": np.round([one.hop_m for one in found], 3),
        "n_outfalls": np.array([one.n_outfalls for one in found], dtype=np.float64),
        "confidence": np.round([one.confidence for one in found], 4),
        "confidence_parts": texts([
            json.dumps({name: round(value, 4) for name, value in one.parts}) for one in found]),
    }, *last_hops(start, end))
