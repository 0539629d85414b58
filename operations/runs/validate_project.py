"""Checking a project's network: fills ``findings``, touches nothing else."""

from __future__ import annotations

from contextlib import suppress

from ...interruptible import interruptible
from ...layers.project.project_file import open_check
from ...layers.store.table_io import ProjectFile
from ...problems import Cancelled, Problem
from ...tracing.model import Progress
from ..project_rows import FileRows
from .configurations import Configuration
from .finding_plan import NETWORK_KINDS, found_findings, names_of, plan_findings
from .id_warnings import id_problems
from .reading import read_file
from .run_options import checked_options


def validate_project(path: str, used: Configuration | None = None, progress: Progress | None = None,
                     user: str | None = None, problems: list[Problem] | None = None) -> dict[str, int]:
    """Check the network of a project; return the number of findings by kind.

    Findings found again keep their row and what people made of them. problems: takes what is to be told
    beside the findings. Raises :class:`UserError`, and :class:`Cancelled` out of ``progress``; nothing was
    written then.
    """
    from ...tracing.answers.validation import validate

    used = used or Configuration()
    options = checked_options(used.options)
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "reading")
    interruptible(lambda _share, _step: tell(0.02, "reading"), _checked, path)
    data = read_file(path, barriers=used.barriers, progress=lambda share, step: tell(0.3 * share, step))
    findings = validate(data.drainage, options, lambda share, step: tell(0.3 + 0.5 * share, step))
    found = found_findings(data, findings, names_of(data))
    if problems is not None:
        problems += [*data.problems, *id_problems(findings, names_of(data))]
    tell(0.85, "writing")
    with ProjectFile(path, update=True) as project, project.transaction():
        rows = FileRows(project, user)
        plan = plan_findings(rows, found, None, lambda kind, _table, _uid: kind in NETWORK_KINDS)
        if plan.changes:
            plan.changes.apply(project, user)
        tell(0.99, "writing")
    with suppress(Cancelled):  # too late: it is written
        tell(1.0, "writing")
    return plan.counts


def _checked(path: str, progress: Progress | None) -> None:
    if progress:
        progress(0.0, "reading")
    open_check(path, writing=True)
