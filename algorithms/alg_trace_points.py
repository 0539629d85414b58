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
    TITLE = Later("Algorithms", "Trace upstream from outfalls")
    TAGS = Later("Algorithms", "outfall,upstream,trace,drainage,sewer,pipe,network,catchment,source")
    HELP = Later(
        "Algorithms",
        "Finds every pipe and channel that drains to each outfall: the whole upstream network with its "
        "branches, parallel pipes and loops, not one path. One row per outfall and pipe, with the "
        "metres of network between the pipe's lower end and the outfall (network_m), how its flow "
        "direction is known (flow_basis), and the pipe's own columns and geometry.\n\nPipes connect by "
        "node ids where both ends have them (FROM_FIELD, TO_FIELD), elsewhere where their ends, or an "
        "end and the middle of another pipe, are within the tolerance. Layers may be in any coordinate "
        "system, degrees and feet too; all distances are true metres.\n\nA pipe with one node id of "
        "two: “place” joins it by its ends, “leave_out” does not use it; “auto” leaves it out where "
        "OUTFALL_NODE_FIELD is given too, for then the ids alone are to decide. Pipes without any id "
        "are always joined by place.\n\nDirection: “declared” follows the direction field, then the "
        "node ids, then the digitised order, and asks invert levels only where the direction is stated "
        "as unknown; “digitised” follows the drawn line; “invert” lets levels decide wherever both "
        "ends have one; “auto” weighs all of them. Values of the direction field that are none of the "
        "three given count as DEFAULT_DIRECTION.\n\nAn outfall starts at its node id where it has one, "
        "else at the nearest pipe within SNAP_DISTANCE. Dead ends are joined to pipes within "
        "GAP_DISTANCE; 0 bridges none.\n\nLIMIT_DISTANCE stops so many metres of network above each "
        "outfall, LIMIT_MANHOLES at the so-many-th place above it where pipes end or meet. "
        "OVERFLOWS=main_way follows the main way alone at every split: the pressure main beside "
        "gravity pipes, the lowest invert, the largest size.\n\nWith SOURCES, LINKS has one row per "
        "outfall and source that drains to it: its line is the last hop from the source to the "
        "network, hop_m its length, network_m the way through the network, rule how the source met it, "
        "confidence how sure the link is. ENDS has one point where traces end, with the reason. "
        "MANHOLES let pipes meet at them, and sources be led to them; BARRIERS closes the pipes for "
        "which its expression is true.\n\nCONFIGURATION is a JSON file that was exported from a "
        "project; a parameter that is given wins over it. What neither sets is: 0.1 m tolerance, 50 m "
        "snap distance, no gaps bridged, declared directions, no limits, every way at a split.",
    )


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
