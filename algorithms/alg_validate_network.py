"""``outfalltracer:validatenetwork``: what is wrong with the network of a project."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
)

from ..i18n import translate
from .base import ProcessingProgress, counted
from .project_algorithm import ProjectAlgorithm, project_parameter
from .run_parameters import configuration_parameter, run_configuration


class ValidateNetworkAlgorithm(ProjectAlgorithm):
    """Fills ``findings``; decisions people made on earlier findings stay."""

    NAME = "validatenetwork"
    ICON = "validate.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Validate the network of a project")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate(
            "Algorithms", "check,validate,quality,topology,slope,cross connection,finding,network"
        ).split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Looks for what is wrong or doubtful in the drainage network and writes it to the table of "
            "findings, each with its place, its object and a sentence: storm and sewage pipes wrongly "
            "connected, pipes that rise in flow direction, dead ends, gaps, duplicates, isolated parts, "
            "contradicting directions, large pipes into small ones, levels that are placeholders, outfalls "
            "and sources that meet no pipe. What a person accepted or marked as fixed stays so.\n\n"
            "CONFIGURATION is the name of a saved configuration whose distances, direction policy and "
            "barriers are used; without one, the project's default.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(project_parameter())
        self.addParameter(configuration_parameter())
        self.addOutput(QgsProcessingOutputNumber("FINDINGS", translate("Algorithms", "Number of findings")))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Validate the project."""
        from ..layers.validate_project import validate_project

        path = str(self.project_path())
        used = run_configuration(self, parameters, context, path, feedback)
        found = validate_project(
            path, used.options, progress, used.barriers or None, user=QgsApplication.userLoginName()
        )
        total = sum(found.values())
        text = translate("Algorithms", "{n} findings. {kinds}")
        feedback.pushInfo(text.format(n=total, kinds=counted(found, "finding_kind")))
        return {"FINDINGS": total}
