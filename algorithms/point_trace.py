"""Tracing from points through any network: what ``traceupstream`` and ``tracedownstream`` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qgis.core import QgsWkbTypes

from ..i18n import Later, inflected, translate
from ..layers.qgis_names import LINE_LAYER, POINT_LAYER
from .base import OutfallAlgorithm, counted
from .call import Call
from .network_parameters import Given, network_parameters, read_given
from .parameters import Declared, line_layer, optional_layer

if TYPE_CHECKING:  # numpy comes with these: not while QGIS starts
    from ..sentences import Names
    from ..tracing.answers.trace import PointTraces


class PointTraceAlgorithm(OutfallAlgorithm):
    """One row per point and pipe that its trace reaches. Subclasses say which way."""

    GROUP = "network"
    UPSTREAM = True
    POINTS: Later  #: label of the parameter OUTFALLS
    OTHERS: Later  #: label of the parameter SOURCES

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield from network_parameters(str(self.POINTS), str(self.OTHERS))
        yield line_layer(translate("Algorithms", "Traced pipes"))
        yield optional_layer("LINKS", translate("Algorithms", "Links"), LINE_LAYER)
        yield optional_layer("ENDS", translate("Algorithms", "Ends of the traces"), POINT_LAYER)

    def work(self, call: Call) -> dict[str, Any]:
        """Read the layers, trace, write one row per point and pipe, and what else was asked for."""
        from ..operations.runs.id_warnings import id_problems
        from ..tracing.answers.trace import Starts, trace_points
        from .traced_rows import unmet_sentences

        given = read_given(call)
        starts, others = given.starts, given.others
        traces = trace_points(
            given.layer.pipes,
            given.manholes,
            Starts(starts.points, self.UPSTREAM, others.points if others is not None else None),
            given.options,
            call.progress.part(0.4, 0.75),
        )
        call.warn(*id_problems(traces.findings, self._names(given)))
        call.warn(*unmet_sentences(starts, traces.hops, given.options.outfall_distance_m))
        if others is not None and traces.other_hops is not None:
            call.warn(*unmet_sentences(others, traces.other_hops, given.options.link_distance_m))
        self._say_ends(call, traces)
        return self._write(call, given, traces)

    def _names(self, given: Given) -> Names:
        """Return what the rows are called; upstream the points are outfalls, downstream sources."""
        from ..sentences import Names

        starts, others = given.starts, given.others
        point = starts.ids[starts.owner]
        other = others.ids[others.owner] if others is not None else point
        mouth, source = (point, other) if self.UPSTREAM else (other, point)
        return Names(given.layer.ids, given.layer.ids, mouth, mouth, source, source)

    def _say_ends(self, call: Call, traces: PointTraces) -> None:
        from ..sentences import end_code

        ends = Counter(end_code(reason, upstream=self.UPSTREAM) for reason in traces.ends.reason.tolist())
        outlets = ends.pop("outlet", 0)
        if ends:
            text = translate("Algorithms", "Why traces end: {reasons}")
            call.say(text.format(reasons=counted(ends, "end_reason")))
        if outlets:
            text = translate("Algorithms", "{n} (place|places) from which no pipe leads on.")
            call.say(inflected(text, n=outlets))

    def _write(self, call: Call, given: Given, traces: PointTraces) -> dict[str, Any]:
        """Write the result layers and return the outputs."""
        import numpy as np

        from ..layers.sources.network_layers import attributes_of
        from .traced_rows import (
            end_fields,
            link_fields,
            nearest_per_feature,
            output_fields,
            write_ends,
            write_links,
            write_rows,
        )

        layer, starts, others = given.layer, given.starts, given.others
        rows = nearest_per_feature(traces, starts)
        traced = np.zeros(layer.pipes.n, dtype=bool)
        traced[rows.pipe] = True
        attributes = attributes_of(given.network, layer, traced)
        crs = given.network.sourceCrs()
        result = call.result_layer(output_fields(given.network.fields()), given.network.wkbType(), crs)
        write_rows(result, layer, starts.ids, rows, attributes, call.progress.part(0.8, 1.0))
        outputs = {"OUTPUT": result.destination}
        if others is not None and call.given("LINKS"):
            lines = call.result_layer(link_fields(), QgsWkbTypes.Type.LineString, crs, "LINKS")
            n = write_links(lines, traces, starts, others, layer.plane)
            call.say(inflected(translate("Algorithms", "{n} (link|links) written."), n=n))
            outputs["LINKS"] = lines.destination
        if call.given("ENDS"):
            points = call.result_layer(end_fields(), QgsWkbTypes.Type.Point, crs, "ENDS")
            write_ends(points, traces, starts, layer, self._names(given), upstream=self.UPSTREAM)
            outputs["ENDS"] = points.destination
        text = translate(
            "Algorithms",
            "{points} of {all} (point reaches|points reach) {pipes} (pipe|pipes); {rows} (row|rows) written.",
        )
        call.say(
            inflected(
                text,
                points=len(set(rows.owner.tolist())),
                all=len(starts.ids),
                pipes=int(traced.sum()),
                rows=len(rows.pipe),
            )
        )
        return outputs
