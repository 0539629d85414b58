"""The parameters of ``traceupstream`` and ``tracedownstream``: any network, any points.

Names are stable for ever. :func:`network_parameters` declares them,
:func:`read_given` reads the layers by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    QgsExpressionContext,
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from ..i18n import inflected, translate
from ..layers.qgis_names import LINE_LAYER, POINT_LAYER
from ..problems import UserError
from .call import Call
from .choices import choice
from .parameters import advanced, input_file, metres, optional_points, text
from .run_parameters import barriers_parameter, given_options, run_parameter, unless_configured

if TYPE_CHECKING:  # numpy comes with these: not while QGIS starts
    from ..layers.sources.network_layers import FlowCodes, NetworkFields, NetworkLayer, PointLayer
    from ..operations.runs.configurations import Configuration
    from ..tracing.model import Nodes, Options

SNAP_M = 50.0  # where neither SNAP_DISTANCE nor a configuration says otherwise


def network_parameters(points_label: str, others_label: str) -> list[QgsProcessingParameterDefinition]:
    """Return the definitions, in the order of the dialog; the output is the verb's own."""
    return [
        QgsProcessingParameterFeatureSource(
            "NETWORK",
            translate("Algorithms", "Network: pipes and channels"),
            [LINE_LAYER],
        ),
        QgsProcessingParameterFeatureSource(
            "OUTFALLS", points_label, [POINT_LAYER]
        ),
        _field("OUTFALL_ID_FIELD", translate("Algorithms", "Id of a point"), "OUTFALLS"),
        _field("PIPE_ID_FIELD", translate("Algorithms", "Id of a pipe"), "NETWORK"),
        _field("FROM_FIELD", translate("Algorithms", "Node id at the start of a pipe"), "NETWORK"),
        _field("TO_FIELD", translate("Algorithms", "Node id at the end of a pipe"), "NETWORK"),
        _field("OUTFALL_NODE_FIELD", translate("Algorithms", "Node id of a point"), "OUTFALLS"),
        advanced(choice(
            "INCOMPLETE_IDS",
            translate("Algorithms", "What becomes of a pipe with one node id of two"),
            {
                "auto": translate("Algorithms", "Left out where points have node ids, else joined by place"),
                "place": translate("Algorithms", "Joined by its ends"),
                "leave_out": translate("Algorithms", "Left out"),
            },
        )),
        _field("DIRECTION_FIELD", translate("Algorithms", "Flow direction of a pipe"), "NETWORK"),
        _string("VALUE_FORWARD", translate("Algorithms", "Value for flow from start to end")),
        _string("VALUE_BACKWARD", translate("Algorithms", "Value for flow from end to start")),
        _string("VALUE_BOTH", translate("Algorithms", "Value for flow both ways")),
        advanced(choice(
            "DEFAULT_DIRECTION", translate("Algorithms", "What other direction values mean"), _other_flows()
        )),
        run_parameter("DIRECTION_POLICY"),
        _field("INVERT_FROM_FIELD", translate("Algorithms", "Invert level at the start"), "NETWORK"),
        _field("INVERT_TO_FIELD", translate("Algorithms", "Invert level at the end"), "NETWORK"),
        _field("SIZE_FIELD", translate("Algorithms", "Pipe size (mm)"), "NETWORK"),
        run_parameter("TOLERANCE"),
        metres("SNAP_DISTANCE", translate("Algorithms", "Points this near meet the network (m)"),
               unless_configured(f"{SNAP_M:g}")),
        run_parameter("GAP_DISTANCE"),
        run_parameter("LIMIT_DISTANCE"),
        run_parameter("LIMIT_MANHOLES"),
        run_parameter("OVERFLOWS"),
        advanced(input_file(
            "CONFIGURATION", translate("Algorithms", "Configuration (JSON file)"), "json", optional=True
        )),
        optional_points("SOURCES", others_label),
        _field("SOURCE_ID_FIELD", translate("Algorithms", "Id field of these points"), "SOURCES"),
        _field("SOURCE_NODE_FIELD", translate("Algorithms", "Node id field of these points"), "SOURCES"),
        optional_points("MANHOLES", translate("Algorithms", "Manholes of the network")),
        _field("MANHOLE_ID_FIELD", translate("Algorithms", "Node id of a manhole"), "MANHOLES"),
        barriers_parameter("NETWORK"),
    ]


def _other_flows() -> dict[str, str]:
    """Return what other direction values can mean (names of tracing.model.Flow), with labels."""
    return {
        "unstated": translate("Algorithms", "Not stated"),
        "forward": translate("Algorithms", "From start to end"),
        "backward": translate("Algorithms", "From end to start"),
        "both": translate("Algorithms", "Both ways"),
        "unknown": translate("Algorithms", "The direction is unknown"),
    }


@dataclass(frozen=True)
class Given:
    """The layers of one call as they were read, and the options of its trace; others: the points SOURCES."""

    network: QgsProcessingFeatureSource
    layer: NetworkLayer
    starts: PointLayer
    others: PointLayer | None
    manholes: Nodes | None
    options: Options


def read_given(call: Call) -> Given:
    """Read what a call was given; raises UserError for what does not go together."""
    from ..layers.sources.network_layers import closed_by, read_manholes, read_network, read_points
    from ..operations.runs.run_options import checked_options

    fields, codes = _fields(call), _codes(call)
    node_field, incomplete = call.field("OUTFALL_NODE_FIELD"), call.choice("INCOMPLETE_IDS")
    if node_field and not fields.from_node:
        raise UserError(
            translate(
                "Algorithms",
                "OUTFALL_NODE_FIELD is given, but the pipes have no node ids: "
                "give FROM_FIELD and TO_FIELD too.",
            )
        )
    if call.given("LINKS") and not call.given("SOURCES"):
        raise UserError(translate("Algorithms", "LINKS needs SOURCES: give the points to link."))
    used = _configuration(call)
    options, barriers = checked_options(used.options), call.expression("BARRIERS") or used.barriers.strip()
    network, points = call.source("NETWORK"), call.source("OUTFALLS")
    sources = call.source("SOURCES") if call.given("SOURCES") else None
    holes = call.source("MANHOLES") if call.given("MANHOLES") else None
    layer = read_network(
        network, fields, codes, call.context.transformContext(), call.progress.part(0.0, 0.3),
        ids_decide=incomplete == "leave_out" or (incomplete == "auto" and bool(node_field)),
    )
    if barriers:
        layer.pipes.barrier = closed_by(
            network, layer, barriers, QgsExpressionContext(call.context.expressionContext()),
            lambda: call.progress(0.32, "reading"),
        )
    starts = read_points(points, call.field("OUTFALL_ID_FIELD"), node_field, layer.plane,
                         call.progress.part(0.35, 0.37))
    others = read_points(
        sources, call.field("SOURCE_ID_FIELD"), call.field("SOURCE_NODE_FIELD"), layer.plane,
        call.progress.part(0.37, 0.4),
    ) if sources is not None else None
    call.warn(*layer.problems, *starts.problems, *(others.problems if others is not None else ()))
    if not layer.pipes.n:
        call.warn(translate("Algorithms", "The network has no pipes: nothing to trace."))
    if not len(starts.ids):
        call.warn(translate("Algorithms", "There are no points to trace from."))
    if layer.pipes.barrier is not None:
        text = translate("Algorithms", "{n} (pipe is|pipes are) closed by the expression {expression}.")
        call.say(inflected(text, n=int(layer.pipes.barrier.sum()), expression=barriers))
    manholes = None if holes is None else read_manholes(
        holes, call.field("MANHOLE_ID_FIELD"), layer.plane)
    return Given(network, layer, starts, others, manholes, options)


def _fields(call: Call) -> NetworkFields:
    from ..layers.sources.network_layers import NetworkFields

    fields = NetworkFields(
        pipe_id=call.field("PIPE_ID_FIELD"),
        from_node=call.field("FROM_FIELD"),
        to_node=call.field("TO_FIELD"),
        direction=call.field("DIRECTION_FIELD"),
        invert_from=call.field("INVERT_FROM_FIELD"),
        invert_to=call.field("INVERT_TO_FIELD"),
        size_mm=call.field("SIZE_FIELD"),
    )
    _pair("FROM_FIELD", fields.from_node, "TO_FIELD", fields.to_node)
    _pair("INVERT_FROM_FIELD", fields.invert_from, "INVERT_TO_FIELD", fields.invert_to)
    return fields


def _codes(call: Call) -> FlowCodes:
    from ..layers.sources.network_layers import FlowCodes
    from ..tracing.model import Flow

    return FlowCodes(
        forward=call.text("VALUE_FORWARD").strip(),
        backward=call.text("VALUE_BACKWARD").strip(),
        both=call.text("VALUE_BOTH").strip(),
        other=Flow[call.choice("DEFAULT_DIRECTION").upper()],
    )


def _configuration(call: Call) -> Configuration:
    """Return what to keep to: what is given, else as in the file CONFIGURATION, else as delivered."""
    from ..operations.runs.configurations import Configuration, import_configuration
    from ..tracing.model import Options

    file = call.file("CONFIGURATION")
    delivered = Options(link_distance_m=SNAP_M, outfall_distance_m=SNAP_M)
    used = import_configuration(file) if file else Configuration("", delivered)
    given = given_options(call)
    if call.given("SNAP_DISTANCE"):
        metres_given = call.number("SNAP_DISTANCE")
        given.update(link_distance_m=metres_given, outfall_distance_m=metres_given)
    return used.with_options(**given)


def _pair(name: str, value: str, other_name: str, other: str) -> None:
    if bool(value) != bool(other):
        raise UserError(
            translate("Algorithms", "{given} is given without {missing}; give both or neither.").format(
                given=name if value else other_name, missing=other_name if value else name
            )
        )


def _field(name: str, label: str, layer: str) -> QgsProcessingParameterDefinition:
    """Return an optional field of any type: numbers that came as text are numbers too."""
    return QgsProcessingParameterField(name, label, parentLayerParameterName=layer, optional=True)


def _string(name: str, label: str) -> QgsProcessingParameterDefinition:
    return advanced(text(name, label, "", optional=True))
