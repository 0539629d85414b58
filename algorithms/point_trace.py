"""Tracing from points through any network: what ``traceupstream`` and ``tracedownstream`` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..i18n import Later, inflected, translate
from .base import OutfallAlgorithm, counted
from .call import Call
from .network_parameters import NetworkParameters, network_parameters
from .parameters import Declared, line_layer


class PointTraceAlgorithm(OutfallAlgorithm):
    """One row per point and pipe that its trace reaches. Subclasses say which way."""

    GROUP = "network"
    UPSTREAM = True
    POINTS: Later  #: label of the parameter OUTFALLS

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield from network_parameters(str(self.POINTS))
        yield line_layer(translate("Algorithms", "Traced pipes"))

    def work(self, call: Call) -> dict[str, Any]:
        """Read both layers, trace, write one row per point and pipe."""
        from ..layers.sources.network_layers import read_network, read_points
        from ..operations.runs.id_warnings import id_problems
        from ..sentences import Names
        from ..tracing.answers.trace import trace_points
        from ..tracing.model import End
        from .traced_rows import nearest_per_feature, output_fields, unmet_sentences, write_rows

        given = NetworkParameters.read(call)
        layer = read_network(
            given.network,
            given.fields,
            given.codes,
            call.context.transformContext(),
            call.progress.part(0.0, 0.35),
            ids_decide=given.ids_decide,
        )
        starts = read_points(
            given.points,
            given.point_id_field,
            given.point_node_field,
            layer.plane,
            call.progress.part(0.35, 0.4),
        )
        call.warn(*layer.problems, *starts.problems)
        if not layer.pipes.n:
            call.warn(translate("Algorithms", "The network has no pipes: nothing to trace."))
        if not len(starts.ids):
            call.warn(translate("Algorithms", "There are no points to trace from."))
        traces = trace_points(
            layer.pipes,
            starts.points,
            given.options,
            upstream=self.UPSTREAM,
            progress=call.progress.part(0.4, 0.8),
        )
        point = starts.ids[starts.owner]
        called = Names(layer.ids, layer.ids, point, point, point, point)
        call.warn(*id_problems(traces.findings, called))
        call.warn(*unmet_sentences(starts, traces.hops, given.options.outfall_distance_m))
        ends = Counter(End(reason).name.lower() for reason in traces.ends.reason.tolist())
        if ends:
            text = translate("Algorithms", "Why traces end: {reasons}")
            call.say(text.format(reasons=counted(ends, "end_reason")))

        result = call.result_layer(output_fields(), given.network.wkbType(), given.network.sourceCrs())
        rows = nearest_per_feature(traces, starts)
        write_rows(result, layer, starts.ids, rows, call.progress.part(0.8, 1.0))
        text = translate(
            "Algorithms",
            "{points} of {all} (point reaches|points reach) {pipes} (pipe|pipes); {rows} (row|rows) written.",
        )
        call.say(
            inflected(
                text,
                points=len(set(rows.owner.tolist())),
                all=len(starts.ids),
                pipes=len(set(rows.pipe.tolist())),
                rows=len(rows.pipe),
            )
        )
        return {"OUTPUT": result.destination}
