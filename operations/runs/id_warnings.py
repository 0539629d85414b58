"""What a verb says of how pipes and points were joined: a sentence for each kind, with the first few names.

Ids that the drawing denies, and outfalls beside several ends of pipes.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...i18n import inflected, translate
from ...problems import Problem, Severity
from ...sentences import Names, finding_sentences, metres_text
from ...tracing.answers.id_findings import KINDS
from ...tracing.model import Finding

_SHOWN = 5  # named in one sentence


def id_problems(findings: Sequence[Finding], names: Names) -> list[Problem]:
    """Return a warning for each such kind among ``findings``; a single finding speaks for itself."""
    problems = []
    for kind in KINDS:
        found = [finding for finding in findings if finding.kind == kind]
        if not found:
            continue
        text, fix = finding_sentences(found[0], names)
        if len(found) > 1:
            named = list(dict.fromkeys(_named(finding, names) for finding in found[: 20 * _SHOWN]))
            listed = ", ".join(named[:_SHOWN]) + (" ..." if len(found) > _SHOWN else "")
            text = inflected(_sentence(kind), n=len(found), names=listed)
            if kind == "id_moved":  # the fix of a single one names its nodes
                fix = translate(
                    "IdWarnings", "Enter the nodes at which these ends are drawn, or draw them back.")
        severity = Severity.NOTICE if found[0].severity == "notice" else Severity.WARNING
        problems.append(Problem(text, severity, fix=fix))
    return problems


def _sentence(kind: str) -> str:
    return {
        "id_apart": translate(
            "IdWarnings", "{n} node (code stands|codes stand) at several places far apart, and joined only "
            "ends that lie together: {names}."),
        "id_moved": translate(
            "IdWarnings", "{n} pipe (end is|ends are) drawn at another node than the one named: {names}."),
        "split_pipe": translate(
            "IdWarnings", "{n} (pipe was|pipes were) split, and the parts kept the node codes of the whole; "
            "they were joined where they meet: {names}."),
        "id_far": translate(
            "IdWarnings", "{n} (row names a node|rows name nodes) too far away to be meant; the place was "
            "believed: {names}."),
        "outfall_choice": translate(
            "IdWarnings", "{n} (outfall has|outfalls have) several pipe ends beside them; the end of the "
            "largest pipe, else the nearest, was taken: {names}."),
    }[kind]


def _named(finding: Finding, names: Names) -> str:
    """Return what one finding is about, in a few words."""
    values = finding.values
    code = str(values.get("code", ""))
    if finding.kind == "id_apart":
        return translate("IdWarnings", "{code} ({places} places, up to {distance} m)").format(
            code=code, places=values["places"], distance=metres_text(values["apart_m"]))
    if finding.kind == "id_moved":
        return translate("IdWarnings", "{pipe} ({code}, drawn at {here})").format(
            pipe=names.pipe(finding.object_row), code=code, here=values["here"])
    if finding.kind == "split_pipe":
        return f"{names.pipe(finding.other)} + {names.pipe(finding.object_row)}"
    if finding.kind == "outfall_choice":
        return translate("IdWarnings", "{name} ({pipe}, not {other})").format(
            name=names.outfall(finding.object_row), pipe=names.pipe(int(values["pipe"])),
            other=names.pipe(finding.other))
    if finding.kind == "id_far":
        name = {"outfalls": names.outfall, "sources": names.source}.get(finding.object_table)
        distance = translate("IdWarnings", "{code}, {distance} m").format(
            code=code, distance=metres_text(values["away_m"]))
        return f"{name(finding.object_row)} ({distance})" if name else distance
    return names.pipe(finding.object_row)
