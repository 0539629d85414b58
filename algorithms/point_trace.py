"""Tracing from points through any network: what ``traceupstream`` and ``tracedownstream`` share."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
)

from ..i18n import translate
from .base import OutfallAlgorithm, ProcessingProgress, counted
from .network_parameters import NetworkParameters, network_parameters


class PointTraceAlgorithm(OutfallAlgorithm):
    """One row per point and pipe that its trace reaches. Subclasses say which way."""

    GROUP = "network"
    UPSTREAM = True

    def points_label(self) -> str:
        """Return the label of the OUTFALLS parameter."""
        raise NotImplementedError

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        for definition in network_parameters(self.points_label()):
            self.addParameter(definition)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", translate("Algorithms", "Traced pipes"), QgsProcessing.SourceType.TypeVectorLine
            )
        )

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Read both layers, trace, write one row per point and pipe."""
        from ..layers.network_layers import read_network, read_points
        from ..tracing.model import End
        from ..tracing.run import trace_points
        from .traced_rows import nearest_per_feature, output_fields, unmet_sentences, write_rows

        given = NetworkParameters.read(self, parameters, context)
        crs_context = context.transformContext()
        layer = read_network(
            given.network,
            given.fields,
            given.codes,
            crs_context,
            progress.part(0.0, 0.35),
            ids_decide=given.ids_decide,
        )
        starts = read_points(
            given.points, given.point_id_field, given.point_node_field, layer.plane, progress.part(0.35, 0.4)
        )
        for problem in (*layer.problems, *starts.problems):
            feedback.pushWarning(str(problem))
        if not layer.pipes.n:
            feedback.pushWarning(translate("Algorithms", "The network has no pipes: nothing to trace."))
        if not len(starts.ids):
            feedback.pushWarning(translate("Algorithms", "There are no points to trace from."))
        traces = trace_points(
            layer.pipes,
            starts.points,
            given.options,
            upstream=self.UPSTREAM,
            progress=progress.part(0.4, 0.8),
        )
        for sentence in unmet_sentences(starts, traces.hops, given.options.outfall_distance_m):
            feedback.pushWarning(sentence)
        ends = Counter(End(reason).name.lower() for reason in traces.ends.reason.tolist())
        if ends:
            text = translate("Algorithms", "Why traces end: {reasons}")
            feedback.pushInfo(text.format(reasons=counted(ends, "end_reason")))

        sink, destination = self.parameterAsSink(
            parameters, "OUTPUT", context, output_fields(), given.network.wkbType(), given.network.sourceCrs()
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        rows = nearest_per_feature(traces, starts)
        write_rows(sink, layer, starts.ids, rows, progress.part(0.8, 1.0))
        text = translate("Algorithms", "{points} of {all} points reach {pipes} pipes; {rows} rows written.")
        feedback.pushInfo(
            text.format(
                points=len(set(rows.owner.tolist())),
                all=len(starts.ids),
                pipes=len(set(rows.pipe.tolist())),
                rows=len(rows.pipe),
            )
        )
        return {"OUTPUT": destination}
