"""``outfalltracer:register``: the register of outfalls as a workbook."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterFileDestination

from ..i18n import translate
from .alg_overview_map import LANGUAGES, language_parameter
from .base import ProcessingProgress
from .project_algorithm import ProjectAlgorithm, project_parameter


class RegisterAlgorithm(ProjectAlgorithm):
    """The register as XLSX."""

    NAME = "register"
    ICON = "register.svg"
    GROUP = "report"
    WRITES = False

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Register of outfalls")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "register,spreadsheet,excel,xlsx,district,ledger").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Writes a workbook: a summary by district, the list of all outfalls and one of each district "
            "with status, sources, confidence and responsible party, the links between outfalls and "
            "sources, and the findings counted by kind.\n\n"
            "Personal columns are left out. Needs the Python package openpyxl. The project is only read.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(project_parameter())
        self.addParameter(language_parameter())
        self.addParameter(QgsProcessingParameterFileDestination(
            "OUTPUT", translate("Algorithms", "Register"), "Excel (*.xlsx)"))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Write the register."""
        from ..reports.register import export_register

        target = self.output_file(parameters, "OUTPUT", context, ".xlsx")
        language = LANGUAGES[self.parameterAsEnum(parameters, "LANGUAGE", context)]
        made = export_register(self.project_path(), target, language, progress)
        said = translate("Algorithms", "{outfalls} outfalls and {links} links on {sheets} sheets.")
        feedback.pushInfo(said.format(outfalls=made.outfalls, links=made.links, sheets=made.sheets))
        return {"OUTPUT": str(made.path)}
