"""Taking the result of one outfall's trace into the project, through the edit buffers.

A run over the project writes the file itself; a trace in the window shows what it found. Here the
latter becomes links of the outfall by the rules of a run (:mod:`..runs.link_plan`): new sources become
candidates, measured values follow, decisions stay, a confirmed link that was not reached is lost, an
untouched candidate that was not reached goes. One undo step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ..editing.feature_rows import now, row_of
from ..runs.write_back import is_ours, memory_of, remembered
from .judging import Candidate, candidates, title_of
from .outfall_update import update_outfall

if TYPE_CHECKING:
    from ..editing.session import EditSession, Step

_TINY = 0.001
_CLOSE = {"network_m": 0.0011, "hop_m": 0.0011, "confidence": 0.00011}


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
    known = {(link.table, link.source_uid): link for link in reversed(candidates(session, [outfall_uid]))}
    taken = Taken()
    title = translate("Judge", "Take the trace of {outfall}").format(outfall=title_of(session, outfall_uid))
    with session.step(title) as step:
        for source in found:
            link = known.pop((source.table, source.uid), None)
            if link is None:
                step.add("trace_links", _new(outfall_uid, source), _line(source))
                taken.new += 1
            elif link.rule != "manual":
                taken.refreshed += _refresh(session, step, link, source)
        for link in known.values():
            _gone(session, step, link, taken)
        _stamp(session, step, outfall_uid, network_length_m)
        update_outfall(session, step, outfall_uid)
    return taken


def _new(outfall_uid: str, source: Found) -> dict[str, Any]:
    return {
        "outfall_uid": outfall_uid,
        "source_table": source.table,
        "source_uid": source.uid,
        "status": "candidate",
        **_measured(source),
    }


def _measured(source: Found) -> dict[str, Any]:
    return {
        "source_name": source.name or None,
        "rule": source.rule,
        "network_m": round(source.network_m, 3),
        "hop_m": round(source.hop_m, 3),
        "n_outfalls": source.n_outfalls,
        "confidence": round(source.confidence, 4),
        "confidence_parts": json.dumps({name: round(value, 4) for name, value in source.parts}),
    }


def _refresh(session: EditSession, step: Step, link: Candidate, source: Found) -> bool:
    row = row_of(session, "trace_links", link.uid, ["confidence_parts", *_measured(source)])
    values = _measured(source)
    if row is not None and _same_parts(row["confidence_parts"], values["confidence_parts"]):
        values.pop("confidence_parts")
    values = {
        name: value for name, value in values.items() if row is None or not _same(name, row[name], value)
    }
    if link.status == "lost":
        values["status"] = _before(row["confidence_parts"] if row else None, link)
        values["confidence_parts"] = _measured(source)["confidence_parts"]
    if not values:
        return False
    step.change("trace_links", link.fid, values)
    if {"network_m", "hop_m", "rule"} & set(values):
        step.move("trace_links", link.fid, _line(source))
    return True


def _gone(session: EditSession, step: Step, link: Candidate, taken: Taken) -> None:
    """Judge a link that the trace did not reach, as a run does."""
    if link.rule == "manual" or link.status in ("rejected", "lost"):
        return
    touched = link.n_evidence or link.method or link.decided_by or link.decided_at or link.remark
    if link.status == "candidate" and not touched:
        step.delete("trace_links", link.fid)
        taken.removed += 1
        return
    row = row_of(session, "trace_links", link.uid, ["confidence_parts"])
    parts = _parts(row["confidence_parts"] if row else None)
    step.change(
        "trace_links",
        link.fid,
        {"status": "lost", "confidence_parts": json.dumps({**parts, "was": link.status})},
    )
    taken.lost += 1


def _stamp(session: EditSession, step: Step, outfall_uid: str, length_m: float | None) -> None:
    """Write when it was traced and how long the network is, unless a person wrote that; it is fresh now."""
    row = row_of(
        session,
        "outfalls",
        outfall_uid,
        ["written", "network_length_m", "traced_at", "stale_since", "stale_because"],
    )
    if row is None:
        return
    memory = memory_of(row["written"])
    values: dict[str, Any] = {}
    if length_m is not None and is_ours("network_length_m", row["network_length_m"], memory):
        values["network_length_m"] = round(length_m, 1)
    noted: dict[str, Any] = dict(values)
    present = row["traced_at"]
    if is_ours("traced_at", present.toString("yyyy-MM-ddTHH:mm:ss") if present else None, memory):
        values["traced_at"] = now()
        noted["traced_at"] = values["traced_at"].toString("yyyy-MM-ddTHH:mm:ssZ").rstrip("Z") + "Z"
    if noted:
        values["written"] = remembered(memory, noted)
    values.update(stale_since=None, stale_because=None)
    step.change("outfalls", row.fid, values)


def _line(source: Found) -> Any:
    from qgis.core import QgsGeometry, QgsPointXY

    start = QgsPointXY(*source.place)
    end = QgsPointXY(*(source.meets or source.place))
    if start.distance(end) < _TINY:
        end = QgsPointXY(end.x() + _TINY, end.y())
    return QgsGeometry.fromPolylineXY([start, end])


def _same(name: str, one: Any, two: Any) -> bool:
    if name in _CLOSE and one is not None and two is not None:
        return abs(float(one) - float(two)) <= _CLOSE[name]
    return bool(one == two)


def _same_parts(one: Any, two: str) -> bool:
    return {name: value for name, value in _parts(one).items() if name != "was"} == json.loads(two)


def _parts(text: Any) -> Mapping[str, Any]:
    try:
        content = json.loads(text or "{}")
    except (TypeError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _before(parts: Any, link: Candidate) -> str:
    was = _parts(parts).get("was")
    if was in ("candidate", "confirmed"):
        return str(was)
    return "confirmed" if link.decided_by or link.decided_at or link.method else "candidate"
