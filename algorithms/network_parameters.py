"""The parameters of ``traceupstream`` and ``tracedownstream``: any network, any points.

Names are stable for ever. :func:`network_parameters` declares them,
:class:`NetworkParameters` reads them into the plain settings of ``layers`` and
``tracing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from ..i18n import translate
from ..layers.qgis_names import LINE_LAYER, POINT_LAYER
from ..problems import UserError
from .call import Call
from .choices import choice
from .parameters import advanced, input_file, metres, optional_points, text
from .run_parameters import barriers_parameter, given_options, run_parameter, unless_configured

if TYPE_CHECKING:  # numpy comes with these: not while QGIS starts
    from ..layers.sources.network_layers import FlowCodes, NetworkFields
    from ..operations.runs.configurations import Configuration
    from ..tracing.model import Options

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
class NetworkParameters:
    """The settings of one call, read and checked."""

    network: QgsProcessingFeatureSource
    points: QgsProcessingFeatureSource
    fields: NetworkFields
    codes: FlowCodes
    point_id_field: str
    point_node_field: str
    ids_decide: bool
    options: Options
    others: QgsProcessingFeatureSource | None
    other_id_field: str
    other_node_field: str
    manholes: QgsProcessingFeatureSource | None
    manhole_id_field: str
    barriers: str

    @classmethod
    def read(cls, call: Call) -> NetworkParameters:
        """Read the parameters of a call; raises UserError for what does not go together."""
        from ..layers.sources.network_layers import FlowCodes, NetworkFields
        from ..operations.runs.run_options import checked_options
        from ..tracing.model import Flow

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
        codes = FlowCodes(
            forward=call.text("VALUE_FORWARD").strip(),
            backward=call.text("VALUE_BACKWARD").strip(),
            both=call.text("VALUE_BOTH").strip(),
            other=Flow[call.choice("DEFAULT_DIRECTION").upper()],
        )
        node_field = call.field("OUTFALL_NODE_FIELD")
        if node_field and not fields.from_node:
            raise UserError(
                translate(
                    "Algorithms",
                    "OUTFALL_NODE_FIELD is given, but the pipes have no node ids: "
                    "give FROM_FIELD and TO_FIELD too.",
                )
            )
        incomplete = call.choice("INCOMPLETE_IDS")
        used = _configuration(call)
        return cls(
            network=call.source("NETWORK"),
            points=call.source("OUTFALLS"),
            fields=fields,
            codes=codes,
            point_id_field=call.field("OUTFALL_ID_FIELD"),
            point_node_field=node_field,
            ids_decide=incomplete == "leave_out" or (incomplete == "auto" and bool(node_field)),
            options=checked_options(used.options),
            others=call.source("SOURCES") if call.given("SOURCES") else None,
            other_id_field=call.field("SOURCE_ID_FIELD"),
            other_node_field=call.field("SOURCE_NODE_FIELD"),
            manholes=call.source("MANHOLES") if call.given("MANHOLES") else None,
            manhole_id_field=call.field("MANHOLE_ID_FIELD"),
            barriers=call.expression("BARRIERS") or used.barriers.strip(),
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
