"""Findings of a run against findings in the file: what people accepted stays accepted.

A finding is known by its fingerprint (kind and objects, not its wording). Found again,
it keeps its row; its text, place and severity follow the run. A ``fixed`` one that is
found again is ``open`` again. Not found any more, an open one goes, or becomes ``fixed``
where a person has written a reason to it; accepted and fixed ones stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...i18n import speaking
from ...layers.schema import NETWORK_FINDINGS
from ...layers.store.geometry_io import point_blobs
from ...layers.store.table_io import new_uids
from ...layers.store.table_plan import Change, TablePlan, Updates, differs, match, repeated, texts
from ...sentences import Names, finding_sentences
from ...tracing.model import Finding, Floats, Texts
from ..project_rows import ProjectRows
from .fingerprint import finding_fingerprints
from .reading import ProjectData

TABLE = "findings"
#: Kinds that the engine finds; those of the register belong to the check of the register.
NETWORK_KINDS = frozenset(value.code for value in NETWORK_FINDINGS)
#: Kinds that only a validation looks for; a trace leaves them alone.
THOROUGH_KINDS = frozenset({"overlap"})
_COLUMNS = ("kind", "severity", "object_table", "object_uid", "text", "fix", "fingerprint")
_SAME_PLACE = 0.011


@dataclass
class FoundFindings:
    """Findings as columns of the table, with ``xy`` (n, 2) in file units."""

    columns: dict[str, Texts]
    xy: Floats

    @classmethod
    def of(cls, what: Sequence[tuple[str, str, str, str]], sentences: Sequence[tuple[str, str]],
           prints: Sequence[str], xy: Floats) -> FoundFindings:
        """Return findings: kind, severity, table and uid of each, what is said of it, its fingerprint."""
        rows = [(*each, *said, mark) for each, said, mark in zip(what, sentences, prints)]
        return cls({name: texts([row[at] for row in rows]) for at, name in enumerate(_COLUMNS)}, xy)


@dataclass
class FindingPlan:
    """Changes of ``findings``, and how many there are by kind."""

    changes: TablePlan
    counts: dict[str, int] = field(default_factory=dict)


def names_of(data: ProjectData) -> Names:
    """Return what the rows of a project are called."""
    return Names(data.pipe_code, data.pipe_uid, data.outfall_name, data.outfall_uid, data.sources.name,
                 data.sources.uid, data.language)


def found_findings(data: ProjectData, findings: Sequence[Finding], names: Names) -> FoundFindings:
    """Return ``findings`` as rows with sentences in the project's language."""
    tables = data.sources.table_names()
    objects = []
    for finding in findings:
        if finding.object_table == "sources":
            objects.append((tables[finding.object_row], data.sources.uid[finding.object_row],
                            data.sources.points.xy[finding.object_row]))
        else:
            uid = {"pipes": data.pipe_uid, "outfalls": data.outfall_uid,
                   "manholes": data.node_uid}[finding.object_table]
            objects.append((finding.object_table, uid[finding.object_row], (np.nan, np.nan)))
    xy = np.array([[f.x, f.y] for f in findings]).reshape(-1, 2)
    own = np.array([place for _, _, place in objects], dtype=np.float64).reshape(-1, 2)
    xy = np.where(np.isfinite(xy), xy, own)
    others = [data.pipe_uid[f.other] if f.other >= 0 else None for f in findings]
    prints = finding_fingerprints(
        [f.kind for f in findings], [table for table, _, _ in objects], [uid for _, uid, _ in objects],
        others, np.nan_to_num(xy[:, 0]).tolist(), np.nan_to_num(xy[:, 1]).tolist())
    with speaking(names.language):
        sentences = [finding_sentences(finding, names) for finding in findings]
    what = [(one.kind, one.severity, table, uid) for one, (table, uid, _) in zip(findings, objects)]
    return FoundFindings.of(what, sentences, prints, xy / data.scale)


def plan_findings(project: ProjectRows, found: FoundFindings, run_uid: str | None,
                  in_scope: Callable[[str, str, str], bool]) -> FindingPlan:
    """Compare with the file; ``in_scope(kind, table, uid)`` says which rows this run speaks about."""
    kept = [row for row, what in enumerate(zip(*(found.columns[name].tolist() for name in (
        "kind", "object_table", "object_uid")))) if in_scope(*what)]
    columns = {name: values[kept] for name, values in found.columns.items()}
    xy = found.xy[kept]
    old = project.read(TABLE, ["uid", *_COLUMNS, "status", "reason"], geometry=True)
    scope = [row for row, what in enumerate(zip(*(old[name].tolist() for name in (
        "kind", "object_table", "object_uid")))) if in_scope(*what)]
    rows = np.array(scope, dtype=np.int64)
    at, matched = match([old["fingerprint"][row] or old["uid"][row] for row in scope],
                        columns["fingerprint"].tolist())
    audit: list[Change] = []
    plan = FindingPlan(TablePlan(TABLE, audit=audit))
    both = np.flatnonzero(at >= 0)
    here = rows[at[both]]
    again = old["status"][here] == "fixed"
    changed = again | differs(old.xy[here], xy[both], _SAME_PLACE).any(axis=1)
    for name in _COLUMNS:
        changed |= differs(old[name][here], columns[name][both])
    take, source = here[changed], both[changed]
    if len(take):
        status = np.where(again[changed], "open", old["status"][take])
        plan.changes.updates.append(Updates(
            old["uid"][take], {**{name: columns[name][source] for name in _COLUMNS},
                               "status": texts(status.tolist()), "run_uid": repeated(run_uid, len(take))},
            point_blobs(xy[source], project.srs_id(TABLE))))
        audit += [(uid, "status", "fixed", "open") for uid in old["uid"][here[again]].tolist()]
    gone = rows[~matched]
    opened = np.array([state in (None, "", "open") for state in old["status"][gone].tolist()], dtype=bool)
    reasoned = np.array([bool(reason) for reason in old["reason"][gone].tolist()], dtype=bool)
    fixed = old["uid"][gone[opened & reasoned]]
    if len(fixed):
        plan.changes.updates.append(Updates(fixed, {
            "status": repeated("fixed", len(fixed)), "run_uid": repeated(run_uid, len(fixed))}))
        audit += [(uid, "status", "open", "fixed") for uid in fixed.tolist()]
    plan.changes.delete = old["uid"][gone[opened & ~reasoned]]
    fresh = np.flatnonzero(at < 0)
    if len(fresh):
        plan.changes.new = {
            "uid": new_uids(len(fresh)), **{name: values[fresh] for name, values in columns.items()},
            "status": repeated("open", len(fresh)), "run_uid": repeated(run_uid, len(fresh))}
        plan.changes.new_geometry = point_blobs(xy[fresh], project.srs_id(TABLE))
    for kind in columns["kind"].tolist():
        plan.counts[kind] = plan.counts.get(kind, 0) + 1
    return plan
