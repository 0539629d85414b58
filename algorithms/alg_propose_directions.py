"""``outfalltracer:proposedirections``: which way pipes of unknown or contradicted direction run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qgis.core import QgsGeometry, QgsProcessingParameterNumber, QgsWkbTypes

from ..i18n import translate
from .call import Call
from .fields import result_fields
from .parameters import Declared, flag, line_layer, number_output
from .project_algorithm import ProjectAlgorithm, project_crs
from .run_parameters import barriers_parameter, configuration_parameter, run_configuration

if TYPE_CHECKING:
    from ..operations.runs.propose_directions import ProposedFlow


class ProposeDirectionsAlgorithm(ProjectAlgorithm):
    """Proposals with certainty and reasons; entered only where asked."""

    NAME = "proposedirections"
    ICON = "trace_downstream.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters and the outputs."""
        yield flag("APPLY", translate("Algorithms", "Enter the proposals into the pipes"))
        yield QgsProcessingParameterNumber(
            "MIN_CERTAINTY", translate("Algorithms", "Lowest confidence for entering a proposal (0.5 to "
                                                     "1)"),
            QgsProcessingParameterNumber.Type.Double, defaultValue=0.9, minValue=0.5, maxValue=1.0)
        yield configuration_parameter()
        yield barriers_parameter()
        yield line_layer(translate("Algorithms", "Proposed directions"))
        yield number_output("PROPOSED", translate("Algorithms", "Proposals"))
        yield number_output("APPLIED", translate("Algorithms", "Proposals entered"))

    def work(self, call: Call) -> dict[str, Any]:
        """Propose, write the layer, and enter what was asked for."""
        from ..operations.runs.propose_directions import propose_directions

        path = str(self.project_path())
        used = run_configuration(call, path)
        fields = result_fields(
            pipe_uid="string", pipe_code="string", why="string", stated="string", present="string",
            basis="string", proposed="string", certainty="double", reasons="string", applied="bool",
        )
        layer = call.result_layer(fields, QgsWkbTypes.Type.MultiLineString, project_crs(path))
        found = propose_directions(
            path,
            used,
            apply=call.flag("APPLY"),
            min_certainty=call.number("MIN_CERTAINTY"),
            progress=call.progress,
            user=call.user,
        )
        call.warn(*found.problems)
        for row in found.rows:
            why = (
                translate("Algorithms", "unknown") if row.unknown else translate("Algorithms", "contradicted")
            )
            layer.add([
                row.uid, row.code, why, row.stated, row.present, row.basis, row.flow, row.certainty,
                row.reasons, row.applied,
            ], _drawn(row))
        unknown = sum(row.unknown for row in found.rows)
        text = translate(
            "Algorithms",
            "{unknown} pipes of unknown direction, {contradicted} whose direction is contradicted; "
            "{applied} proposals entered.",
        )
        call.say(text.format(
            unknown=unknown, contradicted=len(found.rows) - unknown, applied=found.applied))
        return {"OUTPUT": layer.destination, "PROPOSED": len(found.rows), "APPLIED": found.applied}


def _drawn(row: ProposedFlow) -> QgsGeometry | None:
    """Return the pipe's geometry as a multi-part line."""
    if row.wkb is None:
        return None
    geometry = QgsGeometry()
    geometry.fromWkb(row.wkb)
    geometry.convertToMultiType()
    return geometry
