"""What the wizard has done in the background: the steps of :mod:`...importing.run`, one by one.

The verb ``importlayer`` goes through all of them at once; here a person looks in between. Plain data
in and out; nothing touches a window or a layer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...importing.comparing.plan import Choices
from ...importing.model import Mapping, RawTable, SourceLayer
from ...problems import UserError

if TYPE_CHECKING:
    from ...importing.context import ImportContext
    from ...importing.write import ImportOutcome

Report = Callable[[float, str], None]

SAMPLE_ROWS = 200


@dataclass
class Glance:
    """The first look at a layer: some rows, and the tables it may be meant for, the likeliest first."""

    raw: RawTable
    tables: list[tuple[str, float, str]]


@dataclass
class Understood:
    """A delivery read whole, what the project knows, and how the delivery is understood."""

    raw: RawTable
    sha256: str
    context: ImportContext
    mapping: Mapping


@dataclass
class Session:
    """All that a person has chosen so far."""

    project: str
    source: str = ""
    layer: str = ""
    encoding: str = "auto"
    table: str = ""
    layers: list[SourceLayer] = field(default_factory=list)
    colleague: bool = False  # the source is a project of this plugin
    sample: RawTable | None = None
    understood: Understood | None = None
    profile: Mapping | None = None
    answers: dict[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    outcomes: list[ImportOutcome] = field(default_factory=list)  # of the trial, then of the import

    @property
    def mapping(self) -> Mapping:
        """Return the mapping; only asked for once the delivery is understood."""
        if self.understood is None:
            raise RuntimeError("nothing is read yet")
        return self.understood.mapping


def look(source: str) -> tuple[list[SourceLayer], bool, str]:
    """Return the layers of a file, whether it is a project of this plugin, and the layer to begin with.

    The last is empty where any will do.
    """
    from ...importing import readers
    from ...importing.comparing.colleague import is_project, tables_with_rows
    from ...importing.proposal.layer_choice import best_layer

    if is_project(source):
        return [SourceLayer(table) for table in tables_with_rows(source)], True, ""
    return readers.layers_of(source), False, best_layer(source)[0]


def glance(source: str, layer: str, encoding: str) -> Glance:
    """Read the first rows of a layer."""
    from ...importing import readers
    from ...importing.proposal.columns import guess_table

    raw = readers.sample(source, layer, encoding, SAMPLE_ROWS)
    return Glance(raw, guess_table(raw))


def understand(session: Session, report: Report) -> Understood:
    """Read the delivery whole and propose its mapping, or put the profile to it."""
    from ...importing import readers
    from ...importing.places.both_ends import reshaped
    from ...importing.run import context_of, sha256_of

    raw = readers.read(
        session.source, session.layer, session.encoding, progress=lambda share: report(0.7 * share, "reading")
    )
    report(0.7, "reading")
    raw = reshaped(raw, session.table)
    sha256 = sha256_of(Path(session.source))
    report(0.8, "comparing")
    context = context_of(session.project)
    return Understood(raw, sha256, context, propose(session, raw, context))


def propose(session: Session, raw: RawTable, context: ImportContext) -> Mapping:
    """Return the mapping that answers so far, or a profile, lead to."""
    from ...importing.run import Request, understood

    return understood(
        raw,
        Request(
            session.source,
            session.table,
            session.layer,
            session.profile,
            session.encoding,
            answers=dict(session.answers),
        ),
        context,
    )


def trial(session: Session, report: Report) -> list[ImportOutcome]:
    """Return what an import would do; the project is only read."""
    from ...importing import write
    from ...importing.comparing.plan import PreparedDelivery
    from ...importing.prepare import prepare
    from ...importing.questions import refuse_open
    from ...importing.rejects import with_geometry
    from ...importing.report import report_of
    from ...importing.run import Request, delivery_of, import_layer
    from ...importing.write import ImportOutcome
    from ...layers.store.table_io import utc_now

    if session.colleague:
        return import_layer(
            session.project,
            Request(session.source, layer=session.layer, choices=session.choices, dry_run=True),
            report,
        )
    started = utc_now()
    known = session.understood
    if known is None:
        raise RuntimeError("nothing is read yet")
    mapping = replace(known.mapping, encoding=session.encoding, layer=session.layer)
    refuse_open(mapping.questions, mapping.answers, session.source)
    context = replace(known.context, report=lambda share, step: report(0.7 * share, step))
    prepared = with_geometry(prepare(known.raw, mapping, context), known.raw)
    report(0.7, "comparing")
    delivery = delivery_of(known.raw, mapping, prepared, known.sha256)
    plan = write.preview(session.project, PreparedDelivery(prepared, mapping, delivery, session.choices))
    report(1.0, "comparing")
    return [ImportOutcome(plan, report_of(plan, started, utc_now()), False)]


def write(session: Session, user: str, report: Report) -> list[ImportOutcome]:
    """Write what the trial showed; raises UserError where the project has changed meanwhile."""
    from ...importing import write as writing
    from ...importing.run import Request, import_layer

    if session.colleague:
        return import_layer(
            session.project,
            Request(session.source, layer=session.layer, choices=session.choices),
            report,
            user,
        )
    plan = session.outcomes[0].plan

    def apply() -> list[ImportOutcome]:
        return [writing.apply(session.project, plan, lambda share: report(share, "writing"), user)]

    try:
        return apply()
    except UserError as error:
        if "locked" not in error.detail:
            raise
        report(0.0, "writing")  # seen under load: QGIS itself held the file, and had let it go by now
        return apply()
