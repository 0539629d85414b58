"""``outfalltracer:proposedirections``: which way pipes of unknown or contradicted direction run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from ..i18n import translate
from ..problems import UserError
from .base import ProcessingProgress
from .fields import result_fields
from .project_algorithm import ProjectAlgorithm, project_crs, project_parameter
from .run_parameters import barriers_parameter, configuration_parameter, run_configuration

if TYPE_CHECKING:
    from ..layers.propose_directions import ProposedFlow


class ProposeDirectionsAlgorithm(ProjectAlgorithm):
    """Proposals with certainty and reasons; entered only where asked."""

    NAME = "proposedirections"
    ICON = "trace_downstream.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Propose flow directions")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        words = translate("Algorithms", "flow,direction,unknown,invert,slope,turn,reverse,propose,pipe")
        return words.split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Proposes a flow direction for every pipe whose own is stated as unknown, and for pipes whose "
            "direction something contradicts: their inverts rise, or all else says that they run the other "
            "way. Inverts, the levels of neighbours, sizes, the way to the outfalls, the stated orders and "
            "how water passes the manholes are weighed together. Each proposal has its certainty (0.5 to 1) "
            "and what speaks for and against it.\n\n"
            "The project is only read, unless APPLY is set: then proposals of at least MIN_CERTAINTY are "
            "entered as the flow of their pipes, every change with a row in the audit table. A flow that is "
            "stated as + or − is never changed.\n\n"
            "CONFIGURATION and BARRIERS are as in tracing.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(project_parameter())
        self.addParameter(QgsProcessingParameterBoolean(
            "APPLY", translate("Algorithms", "Enter the proposals into the pipes"), defaultValue=False))
        self.addParameter(QgsProcessingParameterNumber(
            "MIN_CERTAINTY", translate("Algorithms", "Least certainty that is entered (0.5 to 1)"),
            QgsProcessingParameterNumber.Type.Double, defaultValue=0.9, minValue=0.5, maxValue=1.0))
        self.addParameter(configuration_parameter())
        self.addParameter(barriers_parameter())
        label = translate("Algorithms", "Proposed directions")
        self.addParameter(
            QgsProcessingParameterFeatureSink("OUTPUT", label, QgsProcessing.SourceType.TypeVectorLine))
        self.addOutput(QgsProcessingOutputNumber("PROPOSED", translate("Algorithms", "Proposals")))
        self.addOutput(QgsProcessingOutputNumber("APPLIED", translate("Algorithms", "Proposals entered")))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Propose, write the layer, and enter what was asked for."""
        from ..layers.propose_directions import propose_directions

        path = str(self.project_path())
        used = run_configuration(self, parameters, context, path, feedback)
        sink, destination = self.parameterAsSink(
            parameters, "OUTPUT", context, _fields(), QgsWkbTypes.Type.MultiLineString, project_crs(path)
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        found = propose_directions(
            path,
            used.options,
            used.barriers or None,
            apply=self.parameterAsBoolean(parameters, "APPLY", context),
            min_certainty=self.parameterAsDouble(parameters, "MIN_CERTAINTY", context),
            progress=progress,
            user=QgsApplication.userLoginName(),
        )
        for problem in found.problems:
            feedback.pushWarning(str(problem))
        for row in found.rows:
            if not sink.addFeature(_feature(row), QgsFeatureSink.Flag.FastInsert):
                text = translate("Algorithms", "The result cannot be written: {reason}.")
                raise UserError(text.format(reason=sink.lastError()))
        unknown = sum(row.unknown for row in found.rows)
        text = translate(
            "Algorithms",
            "{unknown} pipes of unknown direction, {contradicted} whose direction is contradicted; "
            "{applied} proposals entered.",
        )
        feedback.pushInfo(text.format(
            unknown=unknown, contradicted=len(found.rows) - unknown, applied=found.applied))
        return {"OUTPUT": destination, "PROPOSED": len(found.rows), "APPLIED": found.applied}


def _fields() -> QgsFields:
    return result_fields(
        pipe_uid="string", pipe_code="string", why="string", stated="string", present="string",
        basis="string", proposed="string", certainty="double", reasons="string", applied="bool",
    )


def _feature(row: ProposedFlow) -> QgsFeature:
    feature = QgsFeature(_fields())
    why = (translate("Algorithms", "unknown") if row.unknown else translate("Algorithms", "contradicted"))
    feature.setAttributes([
        row.uid, row.code, why, row.stated, row.present, row.basis, row.flow, row.certainty, row.reasons,
        row.applied,
    ])
    if row.wkb is not None:
        geometry = QgsGeometry()
        geometry.fromWkb(row.wkb)
        geometry.convertToMultiType()
        feature.setGeometry(geometry)
    return feature
