"""The parameters of ``traceupstream`` and ``tracedownstream``: any network, any points.

Names are stable for ever. :func:`network_parameters` declares them,
:class:`NetworkParameters` reads them into the plain settings of ``layers`` and
``tracing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..i18n import translate
from ..problems import UserError

if TYPE_CHECKING:  # numpy comes with these: not while QGIS starts
    from ..layers.network_layers import FlowCodes, NetworkFields
    from ..tracing.model import Options

POLICIES = ("declared", "digitised", "invert", "auto")
INCOMPLETE_IDS = ("auto", "place", "leave_out")
OTHER_FLOWS = ("unstated", "forward", "backward", "both", "unknown")  # names of tracing.model.Flow


def network_parameters(points_label: str) -> list[QgsProcessingParameterDefinition]:
    """Return the definitions, in the order of the dialog; the output is the verb's own."""
    return [
        QgsProcessingParameterFeatureSource(
            "NETWORK",
            translate("Algorithms", "Network: pipes and channels"),
            [QgsProcessing.SourceType.TypeVectorLine],
        ),
        QgsProcessingParameterFeatureSource(
            "OUTFALLS", points_label, [QgsProcessing.SourceType.TypeVectorPoint]
        ),
        _field("OUTFALL_ID_FIELD", translate("Algorithms", "Id of a point"), "OUTFALLS"),
        _field("PIPE_ID_FIELD", translate("Algorithms", "Id of a pipe"), "NETWORK"),
        _field("FROM_FIELD", translate("Algorithms", "Node id at the start of a pipe"), "NETWORK"),
        _field("TO_FIELD", translate("Algorithms", "Node id at the end of a pipe"), "NETWORK"),
        _field("OUTFALL_NODE_FIELD", translate("Algorithms", "Node id of a point"), "OUTFALLS"),
        _choice(
            "INCOMPLETE_IDS",
            translate("Algorithms", "What becomes of a pipe with one node id of two"),
            INCOMPLETE_IDS,
        ),
        _field("DIRECTION_FIELD", translate("Algorithms", "Flow direction of a pipe"), "NETWORK"),
        _string("VALUE_FORWARD", translate("Algorithms", "Value for flow from start to end")),
        _string("VALUE_BACKWARD", translate("Algorithms", "Value for flow from end to start")),
        _string("VALUE_BOTH", translate("Algorithms", "Value for flow both ways")),
        _choice(
            "DEFAULT_DIRECTION",
            translate("Algorithms", "What other direction values mean"),
            OTHER_FLOWS,
        ),
        QgsProcessingParameterEnum(
            "DIRECTION_POLICY",
            translate("Algorithms", "What decides the flow direction"),
            options=POLICIES,
            defaultValue=POLICIES[0],
            usesStaticStrings=True,
        ),
        _field("INVERT_FROM_FIELD", translate("Algorithms", "Invert level at the start"), "NETWORK"),
        _field("INVERT_TO_FIELD", translate("Algorithms", "Invert level at the end"), "NETWORK"),
        _field("SIZE_FIELD", translate("Algorithms", "Pipe size (mm)"), "NETWORK"),
        _metres("TOLERANCE", translate("Algorithms", "Pipe ends this near are joined (m)"), 0.1),
        _metres("SNAP_DISTANCE", translate("Algorithms", "Points this near meet the network (m)"), 50.0),
        _metres("GAP_DISTANCE", translate("Algorithms", "Gaps up to this are bridged (m)"), 0.0),
    ]


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

    @classmethod
    def read(
        cls, algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> NetworkParameters:
        """Read the parameters of ``algorithm``; raises UserError for what does not go together."""
        from ..layers.network_layers import FlowCodes, NetworkFields
        from ..layers.run_options import checked_options
        from ..tracing.model import Flow, Options

        def field(name: str) -> str:
            names = algorithm.parameterAsFields(parameters, name, context)
            return str(names[0]) if names else ""

        def text(name: str) -> str:
            return str(algorithm.parameterAsString(parameters, name, context) or "").strip()

        def metres(name: str) -> float:
            return float(algorithm.parameterAsDouble(parameters, name, context))

        fields = NetworkFields(
            pipe_id=field("PIPE_ID_FIELD"),
            from_node=field("FROM_FIELD"),
            to_node=field("TO_FIELD"),
            direction=field("DIRECTION_FIELD"),
            invert_from=field("INVERT_FROM_FIELD"),
            invert_to=field("INVERT_TO_FIELD"),
            size_mm=field("SIZE_FIELD"),
        )
        _pair("FROM_FIELD", fields.from_node, "TO_FIELD", fields.to_node)
        _pair("INVERT_FROM_FIELD", fields.invert_from, "INVERT_TO_FIELD", fields.invert_to)
        codes = FlowCodes(
            forward=text("VALUE_FORWARD"),
            backward=text("VALUE_BACKWARD"),
            both=text("VALUE_BOTH"),
            other=Flow[algorithm.parameterAsEnumString(parameters, "DEFAULT_DIRECTION", context).upper()],
        )
        node_field = field("OUTFALL_NODE_FIELD")
        if node_field and not fields.from_node:
            raise UserError(
                translate(
                    "Algorithms",
                    "OUTFALL_NODE_FIELD is given, but the pipes have no node ids: "
                    "give FROM_FIELD and TO_FIELD too.",
                )
            )
        incomplete = algorithm.parameterAsEnumString(parameters, "INCOMPLETE_IDS", context)
        return cls(
            network=_source(algorithm, parameters, "NETWORK", context),
            points=_source(algorithm, parameters, "OUTFALLS", context),
            fields=fields,
            codes=codes,
            point_id_field=field("OUTFALL_ID_FIELD"),
            point_node_field=node_field,
            ids_decide=incomplete == "leave_out" or (incomplete == "auto" and bool(node_field)),
            options=checked_options(Options(
                tolerance_m=metres("TOLERANCE"),
                link_distance_m=metres("SNAP_DISTANCE"),
                outfall_distance_m=metres("SNAP_DISTANCE"),
                gap_distance_m=metres("GAP_DISTANCE"),
                direction_policy=algorithm.parameterAsEnumString(parameters, "DIRECTION_POLICY", context),
            )),
        )


def _source(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> QgsProcessingFeatureSource:
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise UserError(
            translate("Algorithms", "{parameter} cannot be opened: {value}.").format(
                parameter=name, value=parameters.get(name)
            )
        )
    return source


def _pair(name: str, value: str, other_name: str, other: str) -> None:
    if bool(value) != bool(other):
        raise UserError(
            translate("Algorithms", "{given} is given without {missing}; give both or neither.").format(
                given=name if value else other_name, missing=other_name if value else name
            )
        )


def _advanced(definition: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return definition


def _field(name: str, label: str, layer: str) -> QgsProcessingParameterDefinition:
    """Return an optional field of any type: numbers that came as text are numbers too."""
    return QgsProcessingParameterField(name, label, parentLayerParameterName=layer, optional=True)


def _string(name: str, label: str) -> QgsProcessingParameterDefinition:
    return _advanced(QgsProcessingParameterString(name, label, defaultValue="", optional=True))


def _choice(name: str, label: str, options: tuple[str, ...]) -> QgsProcessingParameterDefinition:
    """Return a choice by name, the first by default, among the advanced parameters."""
    return _advanced(
        QgsProcessingParameterEnum(
            name, label, options=options, defaultValue=options[0], usesStaticStrings=True
        )
    )


def _metres(name: str, label: str, default: float) -> QgsProcessingParameterDefinition:
    """Metres whatever the layer's coordinate system: a plain number, not one in layer units."""
    kind = QgsProcessingParameterNumber.Type.Double
    return QgsProcessingParameterNumber(name, label, type=kind, defaultValue=default, minValue=0.0)
