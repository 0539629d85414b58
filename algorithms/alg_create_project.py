"""``outfalltracer:createproject``: an empty project GeoPackage."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFileDestination,
)

from ..i18n import translate, user_language
from .base import OutfallAlgorithm, ProcessingProgress


class CreateProjectAlgorithm(OutfallAlgorithm):
    """An empty project, ready for imports and edits."""

    NAME = "createproject"
    ICON = "new_project.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Create an empty project")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "new,project,geopackage,outfall,tracing").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Makes a project: one GeoPackage with all tables for outfalls, pipes, sources and tracing "
            "results, with its styles, forms and relations and a QGIS project inside. It opens in any QGIS, "
            "also without this plugin.\n\n"
            "CRS must be projected, in metres; EPSG:4547 (CGCS2000, central meridian 114° E) is right for "
            "Wuhan. An existing file is never overwritten.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterCrs(
                "CRS", translate("Algorithms", "Coordinate system (metres)"), "EPSG:4547", optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", translate("Algorithms", "New project"), "GeoPackage (*.gpkg)"
            )
        )

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Create the project."""
        from ..layers.create import create_project

        crs = self.parameterAsCrs(parameters, "CRS", context)
        named = crs if crs.isValid() else str(parameters.get("CRS") or "EPSG:4547")
        path = self.output_file(parameters, "OUTPUT", context, ".gpkg")
        made = create_project(path, named, user_language(), progress)
        return {"OUTPUT": str(made)}
