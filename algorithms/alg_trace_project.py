"""``outfalltracer:traceproject``: every outfall of a project to its sources, written back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..i18n import inflected, translate
from .base import counted
from .call import Call
from .parameters import Declared, flag, optional_file, outfalls_parameter
from .project_algorithm import ProjectAlgorithm
from .run_parameters import (
    LIMITS,
    barriers_parameter,
    configuration_parameter,
    run_configuration,
    run_parameter,
)

if TYPE_CHECKING:
    from ..operations.runs.trace_project import TraceSummary


class TraceProjectAlgorithm(ProjectAlgorithm):
    """All upstream links of a project at once."""

    NAME = "traceproject"
    ICON = "trace_all.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield outfalls_parameter()
        yield run_parameter("TOLERANCE")
        yield run_parameter("LINK_DISTANCE")
        yield barriers_parameter()
        yield flag("WRITE_BACK", translate("Algorithms", "Write results back to the outfalls"), default=True)
        yield optional_file("SUMMARY", translate("Algorithms", "Summary of the run"), "JSON (*.json)")
        yield configuration_parameter()
        for name in ("OUTFALL_DISTANCE", "GAP_DISTANCE", "DIRECTION_POLICY", *LIMITS):
            yield run_parameter(name)

    def work(self, call: Call) -> dict[str, Any]:
        """Trace the project and write the summary."""
        from ..operations.regime.unaudited_changes import note_unaudited
        from ..operations.runs.trace_project import trace_project

        path = str(self.project_path())
        used = run_configuration(call, path)
        summary = trace_project(
            path,
            used,
            outfalls_filter=call.expression("OUTFALLS") or None,
            write_back=call.flag("WRITE_BACK"),
            progress=call.progress,
            user=call.user,
        )
        note_unaudited(path)
        call.warn(*summary.problems)
        call.say(*outcome(summary))
        return call.write_file("SUMMARY", summary.to_json() + "\n")


def outcome(summary: TraceSummary) -> list[str]:
    """Return what a run found, in sentences."""
    said = [
        inflected(
            translate(
                "Algorithms",
                "{outfalls} (outfall|outfalls), {pipes} (pipe|pipes), {sources} possible "
                "(source|sources).",
            ),
            outfalls=summary.outfalls, pipes=summary.pipes, sources=summary.sources,
        )
    ]
    if summary.statuses:
        text = translate("Algorithms", "Outfalls by tracing status: {statuses}")
        said.append(text.format(statuses=counted(summary.statuses, "trace_status")))
    text = translate("Algorithms", "Links: {rules}")
    said.append(text.format(rules=counted(summary.links_by_rule, "link_rule")))
    text = translate("Algorithms", "Why traces end: {reasons}")
    said.append(text.format(reasons=counted(summary.ends, "end_reason")))
    if summary.differences:
        text = translate(
            "Algorithms",
            "{n} (value that people entered differs|values that people entered differ) from the run and "
            "(was|were) kept.",
        )
        said.append(inflected(text, n=len(summary.differences)))
    if summary.unchanged:
        said.append(translate("Algorithms", "Nothing changed since the last run; nothing was written."))
    return said
