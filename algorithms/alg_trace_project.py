"""``outfalltracer:traceproject``: every outfall of a project to its sources, written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..i18n import translate
from .base import ProcessingProgress, counted, write_text
from .project_algorithm import ProjectAlgorithm, project_parameter

if TYPE_CHECKING:
    from ..layers.trace_project import TraceSummary


class TraceProjectAlgorithm(ProjectAlgorithm):
    """All upstream links of a project at once."""

    NAME = "traceproject"
    ICON = "trace_all.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Trace the outfalls of a project")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate(
            "Algorithms", "outfall,trace,upstream,source,enterprise,pollution,link,project,write back"
        ).split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Traces the outfalls upstream through pipes and channels to enterprises, construction sites, "
            "farmland return outlets and all other sources, and stores links with their confidence, traced "
            "pipes, the reasons why traces end, and findings. With WRITE_BACK the outfalls get their "
            "tracing status, source counts and responsible party.\n\n"
            "What a person entered, confirmed or rejected is never overwritten; a confirmed link that is no "
            "longer reached is kept and marked as lost. A second run on unchanged data changes nothing.\n\n"
            "OUTFALLS limits the run to outfalls for which the expression is true; BARRIERS closes the pipes "
            "for which its expression is true, in addition to abandoned and blocked ones. SUMMARY is a JSON "
            "file with the numbers of the run.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(project_parameter())
        self.addParameter(
            QgsProcessingParameterExpression(
                "OUTFALLS", translate("Algorithms", "Only outfalls for which this is true"), optional=True
            )
        )
        self.addParameter(
            _metres("TOLERANCE", translate("Algorithms", "Pipe ends this near are joined (m)"), 0.1)
        )
        self.addParameter(
            _metres("LINK_DISTANCE", translate("Algorithms", "Sources this near meet the network (m)"), 60.0)
        )
        self.addParameter(
            QgsProcessingParameterExpression(
                "BARRIERS", translate("Algorithms", "Pipes for which this is true are closed"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                "WRITE_BACK", translate("Algorithms", "Write results back to the outfalls"), defaultValue=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "SUMMARY",
                translate("Algorithms", "Summary of the run"),
                "JSON (*.json)",
                optional=True,
                createByDefault=False,
            )
        )

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Trace the project and write the summary."""
        from ..layers.trace_project import trace_project
        from ..tracing.model import Options

        path = self.project_path()
        summary_path = self.output_file(parameters, "SUMMARY", context, ".json")
        summary = trace_project(
            str(path),
            self.expression(parameters, "OUTFALLS", context),
            Options(
                tolerance_m=self.parameterAsDouble(parameters, "TOLERANCE", context),
                link_distance_m=self.parameterAsDouble(parameters, "LINK_DISTANCE", context),
            ),
            self.expression(parameters, "BARRIERS", context),
            write_back=self.parameterAsBoolean(parameters, "WRITE_BACK", context),
            progress=progress,
            user=QgsApplication.userLoginName(),
        )
        for problem in summary.problems:
            feedback.pushWarning(str(problem))
        for sentence in outcome(summary):
            feedback.pushInfo(sentence)
        outputs: dict[str, Any] = {}
        if summary_path is not None:
            write_text(summary_path, summary.to_json())
            outputs["SUMMARY"] = str(summary_path)
        return outputs

    def expression(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> str | None:
        """Return an expression as it was given; QGIS itself would put the default in place of a wrong one."""
        return str(self.parameterAsString(parameters, name, context) or "").strip() or None


def outcome(summary: TraceSummary) -> list[str]:
    """Return what a run found, in sentences."""
    said = [
        translate("Algorithms", "{outfalls} outfalls, {pipes} pipes, {sources} possible sources.").format(
            outfalls=summary.outfalls, pipes=summary.pipes, sources=summary.sources
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
        text = translate("Algorithms", "{n} values that people entered differ from the run and were kept.")
        said.append(text.format(n=len(summary.differences)))
    if summary.unchanged:
        said.append(translate("Algorithms", "Nothing changed since the last run; nothing was written."))
    return said


def _metres(name: str, label: str, default: float) -> QgsProcessingParameterNumber:
    kind = QgsProcessingParameterNumber.Type.Double
    return QgsProcessingParameterNumber(name, label, type=kind, defaultValue=default, minValue=0.0)
