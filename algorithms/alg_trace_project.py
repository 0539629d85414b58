"""``outfalltracer:traceproject``: every outfall of a project to its sources, written back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..i18n import Later, inflected, translate
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
    TITLE = Later("Algorithms", "Trace the outfalls of a project")
    TAGS = Later("Algorithms", "outfall,trace,upstream,source,enterprise,pollution,link,project,write back")
    HELP = Later(
        "Algorithms",
        "Traces the outfalls upstream through pipes and channels to enterprises, construction sites, "
        "farmland return outlets and all other sources, and stores links with their confidence, traced "
        "pipes, the reasons why traces end, and findings. With WRITE_BACK the outfalls get their "
        "tracing status, source counts and responsible party.\n\n"
        "What a person entered, confirmed or rejected is never overwritten; a confirmed link that is no "
        "longer reached is kept and marked as lost. A second run on unchanged data changes nothing.\n\n"
        "OUTFALLS limits the run to outfalls for which the expression is true; BARRIERS closes the pipes "
        "for which its expression is true, in addition to abandoned and blocked ones. SUMMARY is a JSON "
        "file with the numbers of the run.\n\n"
        "CONFIGURATION is the name of a saved configuration; without one, the project's default is used. "
        "A parameter that is given wins over it. What neither sets is: 0.1 m tolerance, 60 m from "
        "sources and 50 m from outfalls to the network, no gaps bridged, declared directions, no "
        "limits, every way at a split.\n\n"
        "Limits hold for every outfall by itself: LIMIT_DISTANCE stops so many metres of network above "
        "it, LIMIT_SOURCES above the so-many-th nearest source (of LIMIT_SOURCE_KIND, else of any kind), "
        "LIMIT_MANHOLES at the so-many-th manhole; 0 sets no limit. OVERFLOWS=main_way leaves out "
        "overflows and diversions; how the main way is known is in the documentation of the verbs. "
        "Where a limit ends a trace is among the ends, with its reason.",
    )

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
