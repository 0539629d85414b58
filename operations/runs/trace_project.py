"""Tracing a project from end to end: read, run the engine, write what changed.

Everything a run writes is planned against the rows in the file inside one transaction, which
locks the file first, so a decision made elsewhere while the engine ran is seen. Where
network, options and results equal those of the latest run nothing is written at all,
not even a run. See :mod:`.link_plan`, :mod:`.write_back` and :mod:`.finding_plan` for
what happens to people's decisions.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ...i18n import speaking
from ...interruptible import interruptible
from ...layers.project.project_file import open_check
from ...layers.schema import SCHEMA
from ...layers.store.columns import Columns
from ...layers.store.geometry_io import point_blobs
from ...layers.store.table_io import ProjectFile, new_uids, utc_now
from ...layers.store.table_plan import KeyedRows, TablePlan, numbered, plan_rows, repeated, texts
from ...layers.store.tables import software_version
from ...layers.written_values import Difference
from ...problems import Cancelled, Problem
from ...sentences import end_sentence
from ...tracing.input_checks import blanked
from ...tracing.model import Basis, End, Limit, Progress, Rule, TraceResult
from ...tracing.packed_texts import PackedTexts
from ..project_rows import FileRows, ProjectRows
from ..regime.unaudited_changes import note_unaudited
from .configurations import Configuration
from .finding_plan import (
    NETWORK_KINDS,
    THOROUGH_KINDS,
    FindingPlan,
    found_findings,
    names_of,
    plan_findings,
)
from .id_warnings import id_problems
from .link_plan import LinkPlan, found_links, plan_links
from .reading import ProjectData, read_file
from .run_options import checked_options
from .write_back import Traced, Units, WriteBackPlan, plan_write_back

_READ, _TRACED = 0.25, 0.75  # shares of the whole when reading and tracing are done
_PIPE_TRACE = ("pipe_uid", "outfall_uid", "n_outfalls", "network_m", "flow_basis")
_ENDS = ("outfall_uid", "n_outfalls", "reason", "detail", "gap_m")
_TOLERANCE = {"network_m": 0.0011, "gap_m": 0.0011}


@dataclass
class TraceSummary:
    """What a run did. ``unchanged``: nothing was written, ``run_uid`` is that of the latest run."""

    path: str
    run_uid: str
    unchanged: bool = False
    outfalls: int = 0
    pipes: int = 0
    sources: int = 0
    statuses: dict[str, int] = field(default_factory=dict)  # outfalls by trace_status
    links: dict[str, int] = field(default_factory=dict)  # found, new, refreshed, lost, removed
    links_by_table: dict[str, int] = field(default_factory=dict)
    links_by_rule: dict[str, int] = field(default_factory=dict)
    traced_pipes: int = 0
    ends: dict[str, int] = field(default_factory=dict)  # by reason
    findings: dict[str, int] = field(default_factory=dict)  # by kind
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the summary as JSON text."""
        content = asdict(self)
        content["problems"] = [str(problem) for problem in self.problems]
        content["seconds"] = {step: round(value, 2) for step, value in self.seconds.items()}
        return json.dumps(content, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Run:
    """One run as ``trace_runs`` keeps it: its settings, who started it and when."""

    uid: str
    started: str
    user: str | None
    configuration: str
    asked: dict[str, Any]  # as it is read again from JSON

    @property
    def write_back(self) -> bool:
        return bool(self.asked["write_back"])

    def row(self, data: ProjectData, summary: TraceSummary) -> dict[str, Any]:
        row = {
            "uid": self.uid, "started": self.started, "finished": utc_now(),
            "configuration": self.configuration or None,
            "options": json.dumps(self.asked, ensure_ascii=False),
            "network_fingerprint": data.fingerprint, "software_version": software_version(),
            "user": self.user, "n_outfalls": summary.outfalls, "n_pipes": summary.pipes,
            "n_sources": summary.sources, "n_links": summary.links["found"],
            "n_ends": sum(summary.ends.values()), "n_findings": sum(summary.findings.values()),
        }
        return {name: repeated(value, 1) for name, value in row.items()}


@dataclass
class _Plans:
    """All that a run changes."""

    links: LinkPlan
    pipe_trace: TablePlan
    ends: TablePlan
    findings: FindingPlan
    outfalls: WriteBackPlan | None

    def tables(self) -> list[TablePlan]:
        plans = [self.links.changes, self.pipe_trace, self.ends, self.findings.changes]
        return plans + ([self.outfalls.changes] if self.outfalls else [])


def trace_project(path: str, used: Configuration | None = None, *, outfalls_filter: str | None = None,
                  write_back: bool = True, progress: Progress | None = None,
                  user: str | None = None) -> TraceSummary:
    """Trace a project and write the outcome into it.

    ``used``: the configuration, None as delivered; its name is kept with the run. ``outfalls_filter`` is a
    QGIS expression on outfalls. All outfalls are traced, since the nearest one must be known; only what
    concerns the chosen ones is written.
    Raises :class:`UserError`, and :class:`Cancelled` out of ``progress``; nothing was written then.
    """
    from ...tracing.answers.trace import trace_all

    tell = progress or (lambda _share, _step: None)
    used = used or Configuration()
    options = checked_options(used.options)
    asked = {**asdict(options), "outfalls": (outfalls_filter or "").strip(),
             "barriers": used.barriers.strip(), "write_back": write_back}
    run = _Run(str(new_uids(1)[0]), utc_now(), user, used.name, json.loads(json.dumps(asked)))
    clock = _Clock()
    tell(0.0, "reading")
    interruptible(_part(tell, 0.0, 0.05), _silent, open_check, (path, True))
    note_unaudited(path)
    data = read_file(path, outfalls_filter, used.barriers, _part(tell, 0.05, _READ))
    clock.lap("reading")
    result = trace_all(data.drainage, options, _part(tell, _READ, _TRACED))
    clock.lap("tracing")

    def writing(share: float) -> None:
        tell(0.85 + 0.14 * share, "writing")

    with ProjectFile(path, update=True) as project, project.transaction(writing):
        tell(_TRACED, "writing")
        rows = FileRows(project, user)
        plans = _plan(project, rows, data, result, run, lambda share: tell(_TRACED + 0.1 * share, "writing"))
        summary = _summary(path, run.uid, data, result, plans)
        latest = _latest_run(project)
        clock.lap("comparing")
        same = latest is not None and latest[1:] == (run.configuration, run.asked, data.fingerprint)
        if latest and same and not any(plans.tables()):
            summary.unchanged, summary.run_uid = True, latest[0]
        else:
            rows.apply(*plans.tables(), run_uid=run.uid)
            project.append("trace_runs", run.row(data, summary))
        tell(0.85, "writing")
    clock.lap("writing")
    summary.seconds = {**clock.seconds, **{f"engine {step}": s for step, s in result.seconds.items()}}
    with suppress(Cancelled):  # too late: it is written
        tell(1.0, "writing")
    return summary


def _plan(project: ProjectFile, rows: ProjectRows, data: ProjectData, result: TraceResult, run: _Run,
          tell: Callable[[float], None]) -> _Plans:
    names = names_of(data)
    whole = bool(data.chosen.all())
    chosen = set(data.outfall_uid[data.chosen].tolist())

    def in_scope(kind: str, table: str, uid: str) -> bool:
        ours = kind in NETWORK_KINDS and kind not in THOROUGH_KINDS
        return ours and (whole or (table == "outfalls" and uid in chosen))

    def aside(share: float, work: Callable[..., Any], *given: Any) -> Any:
        """Do work on plain data, during which the run can be stopped; the file stays with this thread."""
        tell(share)
        return interruptible(lambda _share, _step: tell(share), _silent, work, given)

    found = aside(0.0, found_links, data, result)
    tell(0.1)
    links = plan_links(rows, found, None if whole else chosen, run.uid, lambda: tell(0.2))
    tell(0.3)
    outfalls = None
    if run.write_back:
        length_m = dict(zip(data.outfall_uid.tolist(), result.network_length_m.tolist()))
        traced = Traced(length_m, {"traced_at": utc_now(), "trace_run": run.uid}, links.changed_outfalls)
        outfalls = plan_write_back(rows, chosen, links.counted, traced, _units(data), lambda: tell(0.35))
        tell(0.4)
    old = dict(project.read("pipe_trace", ["uid", *_PIPE_TRACE], packed=["uid", *_PIPE_TRACE]))
    pipe_trace = aside(0.5, _plan_pipe_trace, old, data, result, run.uid, None if whole else chosen)
    tell(0.6)
    there = project.read("trace_ends", ["uid", *_ENDS], geometry=True)
    srs_id = project.srs_id("trace_ends")
    ends = aside(0.7, _plan_ends, there, srs_id, data, result, run.uid, None if whole else chosen)
    findings = aside(0.8, found_findings, data, result.findings, names)
    tell(0.9)
    return _Plans(links, pipe_trace, ends, plan_findings(rows, findings, run.uid, in_scope), outfalls)


def _units(data: ProjectData) -> Units:
    """Return who uses and who owns the sources that were read."""
    sources = data.sources
    return {(table, uid): (operator or "", owner or "") for table, uid, operator, owner in zip(
        sources.table_names(), sources.uid.tolist(), sources.operator.tolist(), sources.owner.tolist())}


def _silent(work: Callable[..., Any], given: tuple[Any, ...], progress: Progress | None) -> Any:
    """Do work that tells nothing, after one sign of life."""
    if progress:
        progress(0.0, "writing")
    return work(*given)


def _plan_pipe_trace(old: dict[str, Any], data: ProjectData, result: TraceResult, run_uid: str,
                     chosen: set[str] | None) -> TablePlan:
    """One row per pipe; a run over some outfalls speaks of pipes nearest to them, before or now."""
    trace = result.pipe_trace
    basis = PackedTexts.of([code.name.lower() for code in sorted(Basis)])
    new: dict[str, Any] = {
        "pipe_uid": data.pipe_uid[trace.pipe],
        "outfall_uid": PackedTexts.of(data.outfall_uid.tolist())[trace.outfall],
        "n_outfalls": trace.n_outfalls.astype(np.float64), "network_m": np.round(trace.network_m, 3),
        "flow_basis": basis[trace.basis],
    }
    if chosen is not None:
        pipes = {pipe for rows in (old, new) for pipe, outfall in
                 zip(rows["pipe_uid"].tolist(), rows["outfall_uid"].tolist()) if outfall in chosen}
        old, new = (_where(rows, [pipe in pipes for pipe in rows["pipe_uid"].tolist()])
                    for rows in (old, new))
    return plan_rows("pipe_trace", KeyedRows(old, old["pipe_uid"]), KeyedRows(new, new["pipe_uid"]),
                     _TOLERANCE, run_uid)


def _plan_ends(rows: Columns, srs_id: int, data: ProjectData, result: TraceResult, run_uid: str,
               chosen: set[str] | None) -> TablePlan:
    """One row per terminal, known by its place and reason."""
    ends, names = result.ends, names_of(data)
    reasons = {code.value: code.name.lower() for code in End}
    limits = [Limit.NONE] * len(ends.reason) if ends.limit is None else ends.limit.tolist()
    with speaking(names.language):
        details = [end_sentence(reason, gap_m, pipe, names, limit) for reason, gap_m, pipe, limit in
                   zip(ends.reason.tolist(), ends.gap_m.tolist(), ends.pipe.tolist(), limits)]
    new: dict[str, Any] = {
        "outfall_uid": texts([data.outfall_uid[row] if row >= 0 else None for row in ends.outfall.tolist()]),
        "n_outfalls": ends.n_outfalls.astype(np.float64),
        "reason": texts([reasons[code] for code in ends.reason.tolist()]),
        "detail": texts(details),
        "gap_m": np.round(ends.gap_m, 3),
    }
    xy = ends.xy / data.scale
    old: dict[str, Any] = dict(rows)
    old_places, new_places = _places(rows.xy, old["reason"]), _places(xy, new["reason"])
    if chosen is not None:
        about = {place for places, columns in ((old_places, old), (new_places, new)) for place, outfall in
                 zip(places, columns["outfall_uid"].tolist()) if outfall in chosen}
        kept_old, kept_new = ([place in about for place in places] for places in (old_places, new_places))
        old, new, xy = _where(old, kept_old), _where(new, kept_new), xy[kept_new]
        old_places = [place for place in old_places if place in about]
        new_places = [place for place in new_places if place in about]
    return plan_rows("trace_ends", KeyedRows(old, numbered(old_places)),
                     KeyedRows(new, numbered(new_places), point_blobs(xy, srs_id)), _TOLERANCE, run_uid)


def _places(xy: Any, reason: Any) -> list[tuple[Any, ...]]:
    rounded = np.round(np.nan_to_num(blanked(xy), nan=-1.0), 3)
    return list(zip(rounded[:, 0].tolist(), rounded[:, 1].tolist(), reason.tolist()))


def _where(columns: dict[str, Any], keep: list[bool]) -> dict[str, Any]:
    mask = np.array(keep, dtype=bool)
    return {name: values[mask] for name, values in columns.items()}


def _latest_run(project: ProjectFile) -> tuple[str, str, dict[str, Any], str] | None:
    """Return uid, configuration, options and fingerprint of the run that wrote last."""
    rows = project.read("trace_runs", ["uid", "configuration", "options", "network_fingerprint"])
    if rows.n == 0:
        return None
    last = int(np.argmax(rows.fid))
    try:
        options = json.loads(rows["options"][last] or "{}")
    except ValueError:
        options = {}
    return (rows["uid"][last], rows["configuration"][last] or "", options,
            rows["network_fingerprint"][last] or "")


def _summary(path: str, run_uid: str, data: ProjectData, result: TraceResult, plans: _Plans) -> TraceSummary:
    new = _found_counts(data, result)
    return TraceSummary(
        path, run_uid, outfalls=int(data.chosen.sum()), pipes=data.pipes.n, sources=len(data.sources.uid),
        statuses=plans.outfalls.statuses if plans.outfalls else {}, links=plans.links.counts,
        links_by_table=new["table"], links_by_rule=new["rule"], traced_pipes=len(result.pipe_trace.pipe),
        ends=new["end"], findings=plans.findings.counts,
        differences=plans.outfalls.differences if plans.outfalls else [],
        problems=[*data.problems, *id_problems(result.findings, names_of(data))],
    )


def _found_counts(data: ProjectData, result: TraceResult) -> dict[str, dict[str, int]]:
    """Count the links of the chosen outfalls by source table and rule, and all ends by reason."""
    keep = data.chosen[result.links.outfall]
    return {
        "table": _count(data.sources.table[result.links.source[keep]],
                        lambda code: SCHEMA.source_tables[code].name),
        "rule": _count(result.links.rule[keep], lambda code: Rule(code).name.lower()),
        "end": _count(result.ends.reason, lambda code: End(code).name.lower()),
    }


def _count(codes: Any, name: Callable[[int], str]) -> dict[str, int]:
    values, numbers = np.unique(codes, return_counts=True)
    return {name(int(code)): int(n) for code, n in zip(values, numbers)}


def _part(tell: Progress, start: float, end: float) -> Progress:
    """Return a progress whose 0..1 is a part of the whole."""
    return lambda share, step: tell(start + (end - start) * min(max(share, 0.0), 1.0), step)


class _Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = now - self._last
        self._last = now
