"""Judging the links of an outfall: candidates ranked, decided, assigned by hand.

Everything goes through the edit session: one undo step per outfall, with the decision's
provenance (who, when, by which method) and the outfall brought up to date in the same step.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...layers.sources.feature_reading import feature_of, read_features
from ...problems import UserError
from ...rules.link_status import parts_of
from ..editing.feature_rows import now, read_rows, row_of
from ..project_rows import TITLE_COLUMNS, outfall_title
from .outfall_update import update_outfall

if TYPE_CHECKING:
    from qgis.core import QgsGeometry

    from ..editing.session import EditSession

COLUMNS = (
    "uid",
    "outfall_uid",
    "source_table",
    "source_uid",
    "source_name",
    "rule",
    "network_m",
    "hop_m",
    "n_outfalls",
    "confidence",
    "confidence_parts",
    "status",
    "method",
    "decided_by",
    "decided_at",
    "remark",
)
_TITLE = ("uid", *TITLE_COLUMNS)
_TINY = 0.001  # metres: length of a link whose ends are one place


@dataclass(frozen=True)
class Candidate:
    """One link as it is judged; distances in metres, None where nothing was measured."""

    fid: int
    uid: str
    outfall_uid: str
    table: str
    source_uid: str
    name: str
    rule: str
    network_m: float | None
    hop_m: float | None
    n_outfalls: int | None
    confidence: float | None
    parts: tuple[tuple[str, float], ...]  # weakest first
    status: str
    method: str
    decided_by: str
    decided_at: Any
    remark: str
    n_evidence: int


@dataclass(frozen=True)
class Measures:
    """How a source that a person assigned is reached, where the network reaches it."""

    network_m: float
    hop_m: float
    n_outfalls: int
    confidence: float | None
    parts: tuple[tuple[str, float], ...]


def candidates(session: EditSession, outfall_uids: Collection[str]) -> list[Candidate]:
    """Return the links of these outfalls, by kind of source in the order of registers, surest first."""
    rows = read_rows(session, "trace_links", COLUMNS, "outfall_uid", outfall_uids)
    counts: dict[str, int] = {}
    for row in read_rows(session, "evidence", ["link_uid"], "outfall_uid", outfall_uids):
        counts[row.text("link_uid")] = counts.get(row.text("link_uid"), 0) + 1
    order = {table.name: at for at, table in enumerate(SCHEMA.source_tables)}
    found = [
        Candidate(
            row.fid,
            row.text("uid"),
            row.text("outfall_uid"),
            row.text("source_table"),
            row.text("source_uid"),
            row.text("source_name"),
            row.text("rule"),
            row["network_m"],
            row["hop_m"],
            row["n_outfalls"],
            row["confidence"],
            _parts(row["confidence_parts"]),
            row.text("status") or "candidate",
            row.text("method"),
            row.text("decided_by"),
            row["decided_at"],
            row.text("remark"),
            counts.get(row.text("uid"), 0),
        )
        for row in rows
    ]
    found.sort(
        key=lambda one: (
            order.get(one.table, len(order)),
            -(one.confidence if one.confidence is not None else 2.0),
            one.network_m if one.network_m is not None else float("inf"),
            one.name,
            one.uid,
        )
    )
    return found


def title_of(session: EditSession, outfall_uid: str) -> str:
    """Return what the outfall is called."""
    row = row_of(session, "outfalls", outfall_uid, _TITLE)
    return outfall_title(row.values) if row else outfall_uid


def decide(
    session: EditSession, links: Sequence[Candidate], status: str, method: str = "", remark: str | None = None
) -> int:
    """Confirm, reject or set back links; one undo step per outfall. Return how many links changed.

    ``status``: confirmed, rejected or candidate. ``method`` says how it was found out; ``remark``
    replaces the link's where given. Who and when come from here.
    """
    if status not in ("confirmed", "rejected", "candidate"):
        raise ValueError(status)
    changed = 0
    changing = [
        link for link in links
        if link.status != status or (method and link.method != method) or remark is not None
    ]
    for outfall_uid, own in _by_outfall(changing):
        with session.step(_step_title(status, len(own), title_of(session, outfall_uid))) as step:
            for link in own:
                step.change(
                    "trace_links", link.fid, _decision(session, status, method or link.method, remark)
                )
            update_outfall(session, step, outfall_uid)
        changed += len(own)
    return changed


def annotate(session: EditSession, links: Sequence[Candidate], remark: str) -> None:
    """Write a note on links; the decision stays as it is."""
    for outfall_uid, own in _by_outfall(links):
        text = translate("Judge", "Note on links of {outfall}")
        title = text.format(outfall=title_of(session, outfall_uid))
        with session.step(title) as step:
            for link in own:
                step.change("trace_links", link.fid, {"remark": remark.strip() or None})


def assign(
    session: EditSession,
    outfall_uid: str,
    source_table: str,
    source_uid: str,
    method: str,
    measures: Measures | None = None,
) -> str:
    """Link a source that the trace did not find, confirmed by the person; return the link's uid.

    Where there is a link to this source already, that one is confirmed. Raises UserError where the
    outfall or the source is not there any more.
    """
    from qgis.core import QgsGeometry, QgsPointXY

    outfall = row_of(session, "outfalls", outfall_uid, _TITLE, geometry=True)
    source = row_of(session, source_table, source_uid, ["uid", "name"], geometry=True)
    if outfall is None or source is None:
        raise UserError(translate("Judge", "The outfall or the source is not in the project any more."))
    here = next(
        (
            link
            for link in candidates(session, [outfall_uid])
            if (link.table, link.source_uid) == (source_table, source_uid)
        ),
        None,
    )
    if here is not None:
        decide(session, [here], "confirmed", method)
        return here.uid
    geometry = None
    if source.geometry is not None and outfall.geometry is not None:
        start, end = source.geometry.asPoint(), outfall.geometry.asPoint()
        if start.distance(end) < _TINY:
            end = QgsPointXY(end.x() + _TINY, end.y())
        geometry = QgsGeometry.fromPolylineXY([start, end])
    values = {
        "outfall_uid": outfall_uid,
        "source_table": source_table,
        "source_uid": source_uid,
        "source_name": source["name"],
        "rule": "manual",
        **_decision(session, "confirmed", method, None),
    }
    if measures is not None:
        values.update(
            network_m=round(measures.network_m, 3),
            hop_m=round(measures.hop_m, 3),
            n_outfalls=measures.n_outfalls,
            confidence=None if measures.confidence is None else round(measures.confidence, 4),
            confidence_parts=json.dumps({name: round(value, 4) for name, value in measures.parts}),
        )
    title = translate("Judge", "Assign {source} to {outfall}").format(
        source=source.text("name") or source_uid, outfall=outfall_title(outfall.values)
    )
    with session.step(title) as step:
        uid = step.add("trace_links", values, geometry)
        update_outfall(session, step, outfall_uid)
    return uid


def unassign(session: EditSession, links: Sequence[Candidate]) -> int:
    """Remove links that a person assigned; return how many."""
    mine = [link for link in links if link.rule == "manual"]
    for outfall_uid, own in _by_outfall(mine):
        title = translate("Judge", "Remove assigned sources of {outfall}").format(
            outfall=title_of(session, outfall_uid)
        )
        with session.step(title) as step:
            for link in own:
                step.delete("trace_links", link.fid)
            update_outfall(session, step, outfall_uid)
    return len(mine)


def _by_outfall(links: Sequence[Candidate]) -> Iterable[tuple[str, list[Candidate]]]:
    """Return links with their outfall, by which undo steps are made."""
    found: dict[str, list[Candidate]] = {}
    for link in links:
        found.setdefault(link.outfall_uid, []).append(link)
    return found.items()


def search_sources(session: EditSession, text: str, limit: int = 200) -> list[tuple[str, str, str, str]]:
    """Return (table, uid, name, detail) of sources whose name, operator, permit or credit code has ``text``.

    Every word must be found; at most ``limit`` rows, in the order of registers.
    """
    from qgis.core import QgsExpression, QgsFeatureRequest

    words = text.split()
    columns = ("name", "operator", "credit_code", "permit_no", "outlet_code")
    joined = "concat(" + ", '\n', ".join(f'"{name}"' for name in columns) + ")"
    found: list[tuple[str, str, str, str]] = []
    for table in SCHEMA.source_tables:
        layer = session.layer(table.name)
        request = QgsFeatureRequest()
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(["uid", *columns], layer.fields())
        if words:
            request.setFilterExpression(
                " AND ".join(
                    f"strpos(lower({joined}), {QgsExpression.quotedString(word.lower())}) > 0"
                    for word in words
                )
            )
        request.setLimit(limit - len(found))
        for feature in read_features(layer, request, lambda feature: feature):
            detail = " · ".join(str(feature[name]) for name in columns[1:4] if _said(feature[name]))
            found.append(
                (
                    table.name,
                    str(feature["uid"]),
                    str(feature["name"]) if _said(feature["name"]) else "",
                    detail,
                )
            )
        if len(found) >= limit:
            break
    return found


def last_hop(session: EditSession, link: Candidate) -> QgsGeometry | None:
    """Return the line from the source to where it meets the network, as stored."""
    feature = feature_of(session.layer("trace_links"), link.fid)
    return feature.geometry() if feature is not None and feature.hasGeometry() else None


def _decision(session: EditSession, status: str, method: str, remark: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {"status": status}
    if status == "candidate":
        values.update(method=None, decided_by=None, decided_at=None)
    else:
        values.update(method=method or None, decided_by=session.user, decided_at=now())
    if remark is not None:
        values["remark"] = remark.strip() or None
    return values


def _step_title(status: str, n: int, outfall: str) -> str:
    text = {
        "confirmed": translate("Judge", "Confirm {n} sources of {outfall}"),
        "rejected": translate("Judge", "Reject {n} sources of {outfall}"),
        "candidate": translate("Judge", "Set {n} sources of {outfall} back to candidates"),
    }[status]
    return text.format(n=n, outfall=outfall)


def _parts(text: Any) -> tuple[tuple[str, float], ...]:
    parts = [
        (str(name), float(value))
        for name, value in parts_of(text).items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    ]
    return tuple(sorted(parts, key=lambda part: part[1]))


def _said(value: Any) -> bool:
    from qgis.core import NULL

    return value is not None and value != NULL and bool(str(value).strip())
