"""Directions proposed for the pipes of a project, and entered where a person asks for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from ...i18n import translate, user_language
from ...interruptible import interruptible
from ...layers.project.project_file import open_check
from ...layers.schema import SCHEMA
from ...layers.sources.pipe_shapes import pipe_wkb
from ...layers.store.table_io import ProjectFile
from ...layers.store.table_plan import Change, TablePlan, cell_updates
from ...problems import Cancelled, Problem
from ...sentences import evidence_names
from ...tracing.model import Basis, Finding, Progress
from ...tracing.orientation.proposals import Proposals
from .configurations import Configuration
from .finding_plan import names_of
from .id_warnings import id_problems
from .reading import ProjectData, read_file
from .run_options import checked_options

#: A flow that a person stated; proposals never touch it.
UNSTATED = ("", "?")  # what says nothing; anything else is a statement, of whatever kind


@dataclass
class ProposedFlow:
    """One proposal as people read it. ``flow`` and ``present`` are codes: "+", "-" or "?"."""

    uid: str
    code: str | None
    unknown: bool
    stated: str | None
    present: str
    basis: str
    flow: str
    certainty: float
    reasons: str
    applied: bool = False
    wkb: bytes | None = None


@dataclass
class ProposalSummary:
    """What was proposed, most certain first, and how many of it were entered."""

    rows: list[ProposedFlow] = field(default_factory=list)
    applied: int = 0
    problems: list[Problem] = field(default_factory=list)


def propose_directions(
    path: str, used: Configuration | None = None, *, apply: bool = False, min_certainty: float = 0.9,
    progress: Progress | None = None, user: str | None = None,
) -> ProposalSummary:
    """Propose directions for pipes of unknown or contradicted direction.

    apply: enter those of at least ``min_certainty`` into ``pipes.flow``, with audit rows. A flow that is
    stated is never changed, nor is a pipe whose direction stays what it is.
    Raises :class:`UserError`, and :class:`Cancelled` out of ``progress``; nothing was written then.
    """
    from ...tracing.answers.id_findings import id_findings
    from ...tracing.answers.trace import build_to_outfalls
    from ...tracing.orientation.proposals import propose

    used = used or Configuration()
    options = checked_options(used.options)
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "reading")
    open_check(path, writing=apply)
    data = read_file(path, barriers=used.barriers, progress=lambda share, step: tell(0.3 * share, step))
    with ProjectFile(path) as project:
        raw = project.read("pipes", ["uid", "flow"], exact=True)["flow"]

    def weigh(told: Progress | None) -> tuple[Proposals, list[Finding]]:
        said = told or (lambda _share, _step: None)
        network, hops, nodes = build_to_outfalls(
            data.drainage, options, lambda share, step: said(0.3 + share, step), settled=False)
        doubts = id_findings(network, (data.outfalls, hops))
        return propose(network, nodes, lambda: said(0.7, "direction")), doubts

    found, doubts = interruptible(progress, weigh)
    tell(0.9, "direction")
    summary = ProposalSummary(
        _rows(found, data, raw), problems=[*data.problems, *id_problems(doubts, names_of(data))])
    if apply:
        summary.applied = _enter(path, summary.rows, min_certainty, user, tell)
    with suppress(Cancelled):  # too late: it is written
        tell(1.0, "writing" if apply else "direction")
    return summary


def _rows(found: Proposals, data: ProjectData, raw: np.ndarray) -> list[ProposedFlow]:
    language = user_language()
    labels = SCHEMA.values("flow_basis")
    shapes = pipe_wkb(data.pipes, found.pipe, data.scale)
    rows = []
    for at in np.lexsort((found.pipe, -found.certainty)).tolist():
        pipe = int(found.pipe[at])
        for_it, against = found.reasons(at)
        stated = (raw[pipe] or "").strip() or None
        rows.append(ProposedFlow(
            str(data.pipe_uid[pipe]), data.pipe_code[pipe], bool(found.unknown[at]), stated,
            _code(found.present[at]), labels.label(Basis(int(found.basis[at])).name.lower(), language),
            _code(found.sign[at]), round(float(found.certainty[at]), 4), _sentence(for_it, against),
            wkb=shapes[at],
        ))
    return rows


def _code(sign: int) -> str:
    return "+" if sign > 0 else "-" if sign < 0 else "?"


def _sentence(for_it: list[str], against: list[str]) -> str:
    """Return what speaks for and against a proposal, in the user's language."""
    if not against:
        return translate("Proposals", "For it: {reasons}.").format(reasons=evidence_names(for_it))
    return translate("Proposals", "For it: {reasons}. Against it: {others}.").format(
        reasons=evidence_names(for_it), others=evidence_names(against))


def _enter(path: str, rows: list[ProposedFlow], least: float, user: str | None, tell: Progress) -> int:
    """Write the flows of proposals that are certain enough; returns how many."""
    wanted = {row.uid: row for row in rows if row.certainty >= least and (row.stated or "") in UNSTATED
              and (row.unknown or row.flow != row.present)}
    if not wanted:
        return 0
    tell(0.92, "writing")
    with ProjectFile(path, update=True) as project, project.transaction():
        there = project.read("pipes", ["uid", "flow"], exact=True)
        # Read again under the lock: what a person stated meanwhile stays.
        stated = [(flow or "").strip() for flow in there["flow"].tolist()]
        take = [(uid, flow) for uid, flow in zip(there["uid"].tolist(), stated)
                if uid in wanted and flow in UNSTATED]
        uids = [uid for uid, _ in take]
        audit: list[Change] = [(uid, "flow", old, wanted[uid].flow) for uid, old in take]
        flows = cell_updates({uid: {"flow": wanted[uid].flow} for uid in uids})
        TablePlan("pipes", updates=flows, audit=audit).apply(project, user)
        tell(0.97, "writing")
    for uid in uids:
        wanted[uid].applied = True
    return len(uids)
