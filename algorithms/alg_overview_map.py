"""``outfalltracer:overviewmap``: the whole reach on one page."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from ..i18n import translate
from ..problems import UserError
from .base import ProcessingProgress
from .project_algorithm import ProjectAlgorithm, project_parameter

LANGUAGES = (None, "zh", "en")


def language_parameter() -> QgsProcessingParameterEnum:
    """Return the LANGUAGE parameter of exports; its values are LANGUAGES."""
    return QgsProcessingParameterEnum(
        "LANGUAGE",
        translate("Algorithms", "Language"),
        [translate("Algorithms", "That of QGIS"), "简体中文", "English"],
        defaultValue=0,
    )


class OverviewMapAlgorithm(ProjectAlgorithm):
    """The overview map as PNG and PDF."""

    NAME = "overviewmap"
    GROUP = "report"
    WRITES = False
    MAIN_THREAD = True  # layouts are drawn there

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Overview map")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "map,layout,pdf,png,overview,print").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Draws the whole reach on one A3 page: districts, outfalls by tracing status, possible sources "
            "by kind, the centre of the city in detail with its traced pipes, and a table of statuses by "
            "district. The PDF holds its text as text.\n\n"
            "Give PNG, PDF or both. The project is only read.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(project_parameter())
        self.addParameter(language_parameter())
        for name, label, pattern in (
            ("PNG", translate("Algorithms", "Picture"), "PNG (*.png)"),
            ("PDF", translate("Algorithms", "Document"), "PDF (*.pdf)"),
        ):
            self.addParameter(QgsProcessingParameterFileDestination(
                name, label, pattern, optional=True, createByDefault=name == "PDF"))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Draw the map."""
        from ..reports.overview_map import export_overview_map

        png = self.output_file(parameters, "PNG", context, ".png")
        pdf = self.output_file(parameters, "PDF", context, ".pdf")
        if png is None and pdf is None:
            raise UserError(translate("Algorithms", "Nothing to write: give PNG, PDF or both."))
        language = LANGUAGES[self.parameterAsEnum(parameters, "LANGUAGE", context)]
        export_overview_map(self.project_path(), png, pdf, language, progress)
        return {name: str(path) for name, path in (("PNG", png), ("PDF", pdf)) if path}
