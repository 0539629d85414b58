"""Is the tracing of an outfall complete? All that is lacking at once, and the states of its work.

Complete needs: a responsible party, a decision on every candidate, evidence for every confirmed
link, at least one confirmed source, and a result that is not out of date. An outfall that cannot be
traced is complete with a reason and a responsible party (the district government, rule R3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...i18n import Later, inflected, translate
from ...layers.written_values import memory_of
from ...problems import Problem, UserError
from ..editing.feature_rows import now, row_of
from ..project_rows import outfall_title
from .candidates import Candidate, candidates
from .outfall_update import update_outfall

if TYPE_CHECKING:
    from ..editing.session import EditSession

_COLUMNS = (
    "uid",
    "name",
    "code_national",
    "code_local",
    "trace_status",
    "untraceable_reason",
    "party_main",
    "work_state",
    "work_note",
    "work_version",
    "stale_since",
    "stale_because",
)
_NAMED = 3  # links that lack the same are named one by one, up to so many
#: What a link lacks, of one and of several.
_OF_LINKS = {
    "undecided": (
        Later("Complete", "{source} is still a candidate: confirm or reject it."),
        Later("Complete", "{n} sources are still candidates: confirm or reject them.")),
    "lost": (
        Later("Complete", "{source} is no longer reached by the trace: decide it again."),
        Later("Complete", "{n} sources are no longer reached by the trace: decide them again.")),
    "evidence": (
        Later("Complete", "{source} is confirmed without evidence: attach some."),
        Later("Complete", "{n} sources are confirmed without evidence: attach some.")),
}


@dataclass(frozen=True)
class Lack:
    """One thing that completeness lacks. ``link_uids``: the links to mend, none where it is the outfall's.

    kind: undecided, lost, evidence, source, reason, party, stale.
    """

    kind: str
    text: str
    link_uids: tuple[str, ...] = ()

    @property
    def link_uid(self) -> str:
        """Return the first link to mend, or ""."""
        return self.link_uids[0] if self.link_uids else ""


@dataclass(frozen=True)
class Work:
    """The state of an outfall's work."""

    fid: int
    uid: str
    title: str
    state: str  # code of work_state
    note: str
    version: int  # every return makes the next one
    status: str  # code of trace_status
    reason: str  # why it is untraceable
    party: str
    stale_because: str
    is_stale: bool


def work_of(session: EditSession, outfall_uid: str) -> Work | None:
    """Return the state of the work on an outfall, or None where there is no such outfall."""
    row = row_of(session, "outfalls", outfall_uid, _COLUMNS)
    if row is None:
        return None
    return Work(
        row.fid,
        outfall_uid,
        outfall_title(row.values),
        row.text("work_state") or "open",
        row.text("work_note"),
        int(row["work_version"] or 1),
        row.text("trace_status") or "untraced",
        row.text("untraceable_reason"),
        row.text("party_main"),
        row.text("stale_because"),
        row["stale_since"] is not None,
    )


def lacks_of(session: EditSession, outfall_uid: str) -> list[Lack]:
    """Return everything that completeness lacks, in the order in which one would mend it."""
    work = work_of(session, outfall_uid)
    if work is None:
        return []
    lacks = []
    if work.is_stale:
        lacks.append(
            Lack(
                "stale",
                translate(
                    "Complete", "The result is out of date: {because}. Trace the outfall again."
                ).format(because=work.stale_because or translate("Complete", "the network was edited")),
            )
        )
    links = candidates(session, [outfall_uid])
    lacks += _links(links, work.status == "untraceable")
    if work.status == "untraceable" and not work.reason.strip():
        lacks.append(Lack("reason", translate("Complete", "There is no reason why it is untraceable.")))
    if not work.party.strip():
        lacks.append(Lack("party", translate("Complete", "There is no responsible party.")))
    return lacks


def summary(lacks: Sequence[Lack]) -> list[Lack]:
    """Return ``lacks`` as a person reads them: many links that lack the same are one line."""
    shown: list[Lack] = []
    for kind in dict.fromkeys(lack.kind for lack in lacks):
        same = [lack for lack in lacks if lack.kind == kind]
        if kind in _OF_LINKS and len(same) > _NAMED:
            uids = tuple(uid for lack in same for uid in lack.link_uids)
            same = [Lack(kind, str(_OF_LINKS[kind][1]).format(n=len(same)), uids)]
        shown += same
    return shown


def complete(session: EditSession, outfall_uid: str) -> None:
    """Mark the tracing as complete; raises UserError with everything that is lacking."""
    lacks = lacks_of(session, outfall_uid)
    work = _work(session, outfall_uid)
    if lacks:
        raise UserError(
            inflected(
                translate("Complete", "{outfall} is not complete yet: {n} (item is|items are) missing."),
                outfall=work.title, n=len(lacks),
            ),
            problems=[Problem(lack.text) for lack in lacks],
        )
    _set(
        session,
        work,
        translate("Complete", "Complete {outfall}"),
        {"work_state": "complete", "work_note": None, "completed_by": session.user, "completed_at": now()},
    )


def reopen(session: EditSession, outfall_uid: str) -> None:
    """Reopen the outfall."""
    work = _work(session, outfall_uid)
    _set(
        session,
        work,
        translate("Complete", "Reopen {outfall}"),
        {"work_state": "open", "completed_by": None, "completed_at": None},
    )


def send_back(session: EditSession, outfall_uid: str, note: str) -> None:
    """Send the outfall back as its next version, saying why; raises UserError without a note."""
    work = _work(session, outfall_uid)
    if not note.strip():
        raise UserError(translate("Complete", "Say why {outfall} is sent back.").format(outfall=work.title))
    _set(
        session,
        work,
        translate("Complete", "Send {outfall} back"),
        {
            "work_state": "sent_back", "work_note": note.strip(), "completed_by": None, "completed_at": None,
            "work_version": work.version + 1, "reviewed_by": session.user, "reviewed_at": now(),
        },
    )


def refuse_where_traced(session: EditSession, outfall_uid: str) -> None:
    """Raise UserError where sources are confirmed: such an outfall is traced."""
    work = _work(session, outfall_uid)
    confirmed = [link for link in candidates(session, [outfall_uid]) if link.status == "confirmed"]
    if confirmed:
        raise UserError(
            inflected(
                translate(
                    "Complete",
                    "{outfall} has {n} confirmed (source|sources), so it is traced. Reject what is "
                    "confirmed first, or set it back to candidate.",
                ),
                outfall=work.title, n=len(confirmed),
            )
        )


def untraceable(session: EditSession, outfall_uid: str, reason: str) -> None:
    """Say that the outfall cannot be traced, and why; the responsible party follows (R3).

    Raises UserError without a reason, and where sources are confirmed.
    """
    work = _work(session, outfall_uid)
    if not reason.strip():
        raise UserError(
            translate("Complete", "Say why {outfall} cannot be traced.").format(outfall=work.title)
        )
    refuse_where_traced(session, outfall_uid)
    title = translate("Complete", "{outfall} is untraceable").format(outfall=work.title)
    with session.step(title) as step:
        step.change(
            "outfalls", work.fid, {"trace_status": "untraceable", "untraceable_reason": reason.strip()}
        )
        update_outfall(session, step, outfall_uid)


def traceable(session: EditSession, outfall_uid: str) -> None:
    """Take back that the outfall cannot be traced; its status follows its links again."""
    work = _work(session, outfall_uid)
    title = translate("Complete", "{outfall} can be traced after all").format(outfall=work.title)
    with session.step(title) as step:
        row = row_of(session, "outfalls", outfall_uid, ["written"])
        before = memory_of(row["written"] if row is not None else None)
        step.change(
            "outfalls",
            work.fid,
            {"trace_status": before.get("trace_status") or "untraced", "untraceable_reason": None},
        )
        update_outfall(session, step, outfall_uid)


def _links(links: list[Candidate], untraceable: bool) -> list[Lack]:
    lacks = []
    for link in links:
        kind = _lacking(link, untraceable)
        if kind:
            text = str(_OF_LINKS[kind][0]).format(source=link.name or link.source_uid)
            lacks.append(Lack(kind, text, (link.uid,)))
    if not untraceable and not any(link.status in ("candidate", "confirmed", "lost") for link in links):
        lacks.append(
            Lack(
                "source",
                translate(
                    "Complete", "No source is confirmed: assign one, or say why the outfall cannot be traced."
                ),
            )
        )
    return lacks


def _lacking(link: Candidate, untraceable: bool) -> str:
    """Return what a link lacks, "" for nothing."""
    if link.status == "candidate":
        return "" if untraceable else "undecided"
    if link.status == "confirmed":
        return "" if link.n_evidence else "evidence"
    return "lost" if link.status == "lost" else ""


def _work(session: EditSession, outfall_uid: str) -> Work:
    work = work_of(session, outfall_uid)
    if work is None:
        raise UserError(translate("Complete", "The outfall is not in the project any more."))
    return work


def _set(session: EditSession, work: Work, title: str, values: dict[str, Any]) -> None:
    with session.step(title.format(outfall=work.title)) as step:
        step.change("outfalls", work.fid, values)
