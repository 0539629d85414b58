"""``outfalltracer:traceupstream``, ``tracedownstream``: which pipes drain to or from a point."""

from __future__ import annotations

from ..i18n import Later
from .point_trace import PointTraceAlgorithm


class TraceUpstreamAlgorithm(PointTraceAlgorithm):
    """Everything upstream of every outfall, in any line layer; needs no project."""

    NAME = "traceupstream"
    ICON = "trace_upstream.svg"
    UPSTREAM = True
    POINTS = Later("Algorithms", "Outfalls")
    OTHERS = Later("Algorithms", "Possible sources")


class TraceDownstreamAlgorithm(PointTraceAlgorithm):
    """Everything downstream of every point, in any line layer; needs no project."""

    NAME = "tracedownstream"
    ICON = "trace_downstream.svg"
    UPSTREAM = False
    POINTS = Later("Algorithms", "Points to start from")
    OTHERS = Later("Algorithms", "Points that may be reached: outfalls, intakes")
