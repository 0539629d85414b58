"""``outfalltracer:tracedownstream``: which pipes carry what is spilt at a point."""

from __future__ import annotations

from ..i18n import translate
from .point_trace import PointTraceAlgorithm


class TraceDownstreamAlgorithm(PointTraceAlgorithm):
    """Everything downstream of every point, in any line layer; needs no project."""

    NAME = "tracedownstream"
    ICON = "trace_downstream.svg"
    UPSTREAM = False

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Trace downstream from points")

    def points_label(self) -> str:
        """Return the label of the OUTFALLS parameter."""
        return translate("Algorithms", "Points to start from")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "downstream,trace,spill,drainage,sewer,pipe,network,source").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Finds every pipe and channel that what is spilt at a point can flow through. The parameters "
            "and the columns are those of “Trace upstream from outfalls”: outfall_id is the id of the "
            "starting point, and network_m runs from the point to the pipe's upper end.",
        )
