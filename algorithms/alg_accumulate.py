"""``outfalltracer:accumulate``: any attribute added up along the network."""

from __future__ import annotations

import math
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsWkbTypes,
)

from ..i18n import translate, user_language
from ..layers.schema import SCHEMA
from ..problems import UserError
from .base import ProcessingProgress
from .choices import choice
from .fields import result_fields
from .project_algorithm import ProjectAlgorithm, project_crs, project_parameter
from .run_parameters import barriers_parameter, configuration_parameter, expression, run_configuration


class AccumulateAlgorithm(ProjectAlgorithm):
    """Count, sum, least and greatest above every outfall and manhole."""

    NAME = "accumulate"
    ICON = "trace_all.svg"
    WRITES = False

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Accumulate along the network")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        words = translate("Algorithms", "sum,count,minimum,maximum,accumulate,area,discharge,upstream")
        return words.split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Adds up any attribute of pipes or sources along the network: drained area, declared discharge, "
            "length. VALUE is an expression on the rows of TABLE; rows for which it gives no number do not "
            "count.\n\n"
            "Each outfall, manhole or both become a point with two answers. What lies above it: n, sum, min "
            "and max, each value once however many ways lead there; a value above two outfalls counts for "
            "both. What arrives: a split divides the sum over its ways down, in equal shares or by the "
            "square of their diameters (SPLIT); water leaves at the first outfall it comes to, so that all "
            "that arrives at outfalls and what is lost at dead ends is what was put in, never counted "
            "twice.\n\n"
            "A pipe counts at every place that any of it drains to. Pipes that stop a trace carry nothing. "
            "CONFIGURATION and BARRIERS are as in tracing; its limits do not count here. The project is only "
            "read.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        language = user_language()
        tables = {name: SCHEMA.table(name).alias(language) for name in (
            "pipes", *(table.name for table in SCHEMA.source_tables))}
        self.addParameter(project_parameter())
        self.addParameter(choice("TABLE", translate("Algorithms", "Table with the values"), tables))
        self.addParameter(QgsProcessingParameterExpression(
            "VALUE", translate("Algorithms", "Value of a row (column or expression)"), defaultValue="1"))
        self.addParameter(choice("PLACES", translate("Algorithms", "Places to add up at"), {
            "outfalls": translate("Algorithms", "Outfalls"),
            "manholes": translate("Algorithms", "Manholes"),
            "both": translate("Algorithms", "Outfalls and manholes"),
        }))
        self.addParameter(choice("SPLIT", translate("Algorithms", "How a split divides the sum"), {
            "equal": translate("Algorithms", "In equal shares"),
            "size": translate("Algorithms", "By the square of the diameters"),
        }))
        self.addParameter(configuration_parameter())
        self.addParameter(barriers_parameter())
        label = translate("Algorithms", "Accumulated values")
        self.addParameter(
            QgsProcessingParameterFeatureSink("OUTPUT", label, QgsProcessing.SourceType.TypeVectorPoint))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Add up and write one point per place."""
        from ..layers.accumulate_project import accumulate_project

        path = str(self.project_path())
        used = run_configuration(self, parameters, context, path, feedback)
        found = accumulate_project(
            path,
            self.parameterAsEnumString(parameters, "TABLE", context),
            expression(self, parameters, "VALUE", context) or "1",
            self.parameterAsEnumString(parameters, "PLACES", context),
            self.parameterAsEnumString(parameters, "SPLIT", context),
            used.options,
            used.barriers or None,
            progress.part(0.0, 0.9),
        )
        for problem in found.problems:
            feedback.pushWarning(str(problem))
        fields = result_fields(
            table_name="string", uid="string", name="string", n="integer", sum="double", min="double",
            max="double", arrives="double",
        )
        sink, destination = self.parameterAsSink(
            parameters, "OUTPUT", context, fields, QgsWkbTypes.Type.Point, project_crs(path)
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        columns = (found.table, found.uid, found.name, found.count, found.total, found.least, found.most,
                   found.arrives)
        rows = zip(*(column.tolist() for column in columns))
        for at, (row, (x, y)) in enumerate(zip(rows, found.xy.tolist())):
            if at % 1000 == 0:
                progress(0.9 + 0.1 * at / max(len(found.uid), 1), "writing")
            feature = QgsFeature(fields)
            feature.setAttributes([None if isinstance(v, float) and math.isnan(v) else v for v in row])
            if math.isfinite(x) and math.isfinite(y):
                feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                text = translate("Algorithms", "The result cannot be written: {reason}.")
                raise UserError(text.format(reason=sink.lastError()))
        text = translate("Algorithms", "Put in: {put}. Lost at dead ends or carried nowhere: {lost}.")
        feedback.pushInfo(text.format(put=f"{found.put:g}", lost=f"{max(found.lost, 0.0):g}"))
        if found.unplaced:
            text = translate("Algorithms", "{n} rows with a value meet no pipe that carries anything.")
            feedback.pushWarning(text.format(n=found.unplaced))
        return {"OUTPUT": destination}
