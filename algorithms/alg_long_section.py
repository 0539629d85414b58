"""``outfalltracer:longsection``: the way from a place down to an outfall, with levels and slopes."""

from __future__ import annotations

import math
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ..i18n import translate, user_language
from ..layers.schema import SCHEMA
from ..problems import UserError
from .base import ProcessingProgress
from .choices import choice
from .fields import result_fields
from .project_algorithm import ProjectAlgorithm, project_crs, project_parameter
from .run_parameters import barriers_parameter, configuration_parameter, run_configuration


class LongSectionAlgorithm(ProjectAlgorithm):
    """One row per stretch of pipe, in flow direction."""

    NAME = "longsection"
    ICON = "trace_downstream.svg"
    WRITES = False

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Long section to an outfall")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "profile,long section,path,invert,slope,chainage,cover").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Follows the water from a source, a manhole or a pipe down to an outfall by the shortest way and "
            "lists its stretches in flow direction: chainage, invert and ground levels at both ends, cover, "
            "diameter, slope in per mille (negative where the pipe rises) and how the direction is known. "
            "The result is a line layer with one row per stretch; opened as a table it is the long "
            "section.\n\n"
            "START is the uid, the code or the name of a row of TABLE, OUTFALL that of an outfall; without "
            "it the nearest outfall is taken. A source begins where it meets the network, a pipe at its "
            "upper end. CONFIGURATION and BARRIERS are as in tracing. The project is only read. The window "
            "draws the same section beside the map.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        language = user_language()
        names = (*(table.name for table in SCHEMA.source_tables), "manholes", "pipes")
        self.addParameter(project_parameter())
        self.addParameter(choice(
            "TABLE", translate("Algorithms", "What the way begins at"),
            {name: SCHEMA.table(name).alias(language) for name in names}))
        self.addParameter(QgsProcessingParameterString(
            "START", translate("Algorithms", "Its uid, code or name")))
        label = translate("Algorithms", "Outfall: uid, code or name (empty: the nearest)")
        self.addParameter(QgsProcessingParameterString("OUTFALL", label, optional=True))
        self.addParameter(configuration_parameter())
        self.addParameter(barriers_parameter())
        label = translate("Algorithms", "Long section")
        self.addParameter(
            QgsProcessingParameterFeatureSink("OUTPUT", label, QgsProcessing.SourceType.TypeVectorLine))
        self.addOutput(QgsProcessingOutputNumber("LENGTH", translate("Algorithms", "Length (m)")))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Find the way and write its stretches."""
        from ..layers.section_project import section_project

        path = str(self.project_path())
        used = run_configuration(self, parameters, context, path, feedback)
        found = section_project(
            path,
            self.parameterAsEnumString(parameters, "TABLE", context),
            self.parameterAsString(parameters, "START", context),
            self.parameterAsString(parameters, "OUTFALL", context) or "",
            used.options,
            used.barriers or None,
            progress,
        )
        fields = result_fields(
            no="integer", pipe_uid="string", pipe_code="string", upper="string", lower="string",
            from_m="double", to_m="double", length_m="double", invert_top="double", invert_bottom="double",
            ground_top="double", ground_bottom="double", cover_top="double", diameter_mm="double",
            slope="double", basis="string",
        )
        sink, destination = self.parameterAsSink(
            parameters, "OUTPUT", context, fields, QgsWkbTypes.Type.LineString, project_crs(path)
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        for number, row in enumerate(found.rows, 1):
            feature = QgsFeature(fields)
            feature.setAttributes([
                number, row.pipe_uid, row.pipe_code, row.upper, row.lower, *map(_known, (
                    row.from_m, row.to_m, row.to_m - row.from_m, row.invert_top, row.invert_bottom,
                    row.ground_top, row.ground_bottom, row.cover_top, row.diameter_mm, row.slope,
                )), row.basis,
            ])
            geometry = QgsGeometry()
            geometry.fromWkb(row.wkb)
            feature.setGeometry(geometry)
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                text = translate("Algorithms", "The result cannot be written: {reason}.")
                raise UserError(text.format(reason=sink.lastError()))
        text = translate("Algorithms", "From “{start}” to outfall “{outfall}”: {length} m in {n} stretches.")
        feedback.pushInfo(text.format(
            start=found.start, outfall=found.outfall, length=f"{found.length_m:.1f}", n=len(found.rows)))
        return {"OUTPUT": destination, "LENGTH": found.length_m}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)
