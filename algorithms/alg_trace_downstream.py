"""``outfalltracer:tracedownstream``: which pipes carry what is spilt at a point."""

from __future__ import annotations

from ..i18n import Later
from .point_trace import PointTraceAlgorithm


class TraceDownstreamAlgorithm(PointTraceAlgorithm):
    """Everything downstream of every point, in any line layer; needs no project."""

    NAME = "tracedownstream"
    ICON = "trace_downstream.svg"
    UPSTREAM = False
    POINTS = Later("Algorithms", "Points to start from")
    OTHERS = Later("Algorithms", "Points that may be reached: outfalls, intakes")
    TITLE = Later("Algorithms", "Trace downstream from points")
    TAGS = Later("Algorithms", "downstream,trace,spill,drainage,sewer,pipe,network,source")
    HELP = Later(
        "Algorithms",
        "Finds every pipe and channel that what is spilt at a point can flow through. The parameters "
        "and the columns are those of “Trace upstream from outfalls”: outfall_id is the id of the "
        "starting point, and network_m runs from the point to the pipe's upper end. SOURCES are points "
        "that may be reached, such as outfalls or intakes: LINKS has one row for each that is. ENDS has the "
        "places from which no pipe leads on (outlet), and where barriers, unknown directions and limits "
        "end a trace.",
    )
