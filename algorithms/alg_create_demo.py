"""``outfalltracer:createdemo``: the Wuhan demonstration project."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..i18n import translate
from .base import OutfallAlgorithm, ProcessingProgress


class CreateDemoAlgorithm(OutfallAlgorithm):
    """The demonstration reach: made up by a seeded generator, schematic, the same for the same seed."""

    NAME = "createdemo"
    ICON = "demo_project.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Create the Wuhan demonstration project")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "demo,example,sample,wuhan,yangtze,project,outfall,tracing").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Makes a project with a made-up drainage network along Wuhan's Yangtze reach: outfalls on both "
            "banks, pipes and channels, enterprises, construction sites, farmland return outlets and the "
            "faults that real data have. River, districts and outfall numbers follow published figures; the "
            "rest is schematic. The same seed gives the same data.\n\n"
            "Beside the project the truth is written, which source really drains to which outfall: to "
            "score a trace with, never read by one.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(_count("SEED", translate("Algorithms", "Seed"), 2021, 0))
        self.addParameter(_count("OUTFALLS", translate("Algorithms", "Outfalls"), 1842, 1))
        self.addParameter(_count("PIPES", translate("Algorithms", "Pipes, about"), 60_000, 1))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", translate("Algorithms", "New project"), "GeoPackage (*.gpkg)"
            )
        )
        self.addOutput(QgsProcessingOutputFile("TRUTH", translate("Algorithms", "True links, for scoring")))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Generate the project."""
        from ..demo.generate import generate

        path = self.output_file(parameters, "OUTPUT", context, ".gpkg")
        made = generate(
            path,
            seed=self.parameterAsInt(parameters, "SEED", context),
            outfalls=self.parameterAsInt(parameters, "OUTFALLS", context),
            pipes=self.parameterAsInt(parameters, "PIPES", context),
            progress=progress,
        )
        feedback.pushInfo(made.text())
        return {"OUTPUT": str(made.project), "TRUTH": str(made.truth)}


def _count(name: str, label: str, default: int, least: int) -> QgsProcessingParameterNumber:
    kind = QgsProcessingParameterNumber.Type.Integer
    return QgsProcessingParameterNumber(name, label, type=kind, defaultValue=default, minValue=least)
