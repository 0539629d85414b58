"""``outfalltracer:longsection``: the way from a place down to an outfall, with levels and slopes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes

from ..i18n import inflected, translate, user_language
from ..layers.schema import SCHEMA
from .call import Call
from .choices import choice, table_words
from .fields import result_fields
from .parameters import Declared, line_layer, number_output, text
from .project_algorithm import ProjectAlgorithm, project_crs
from .run_parameters import barriers_parameter, configuration_parameter, run_configuration


class LongSectionAlgorithm(ProjectAlgorithm):
    """One row per stretch of pipe, in flow direction."""

    NAME = "longsection"
    ICON = "trace_downstream.svg"
    WRITES = False

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters and the output."""
        tables = table_words((*(table.name for table in SCHEMA.source_tables), "manholes", "pipes"))
        yield choice("TABLE", translate("Algorithms", "Kind of object the way begins at"), tables)
        yield text("START", translate("Algorithms", "Uid, code or name of the start"))
        label = translate("Algorithms", "Outfall: uid, code or name (empty: the nearest)")
        yield text("OUTFALL", label, optional=True)
        yield configuration_parameter()
        yield barriers_parameter()
        yield line_layer(translate("Algorithms", "Long section"))
        yield number_output("LENGTH", translate("Algorithms", "Length (m)"))

    def work(self, call: Call) -> dict[str, Any]:
        """Find the way and write its stretches."""
        from ..operations.answers.long_section import section_project

        path = str(self.project_path())
        used = run_configuration(call, path)
        found, problems = section_project(
            path,
            call.choice("TABLE"),
            call.text("START"),
            call.text("OUTFALL"),
            used,
            call.progress,
        )
        call.warn(*problems)
        fields = result_fields(
            no="integer", pipe_uid="string", pipe_code="string", upper="string", lower="string",
            from_m="double", to_m="double", length_m="double", invert_top="double", invert_bottom="double",
            ground_top="double", ground_bottom="double", cover_top="double", diameter_mm="double",
            slope="double", basis="string",
        )
        layer = call.result_layer(fields, QgsWkbTypes.Type.LineString, project_crs(path))
        labels, language = SCHEMA.values("flow_basis"), user_language()
        for number, (each, top, bottom) in enumerate(zip(found.stretches, found.stops, found.stops[1:]), 1):
            code = each.pipe if each.pipe != each.uid else None
            line = QgsGeometry.fromPolylineXY([QgsPointXY(x, y) for x, y, _ in each.path])
            layer.add([
                number, each.uid or None, code or None, top.manhole or None, bottom.manhole or None,
                *map(_known, (
                    each.start_m, each.end_m, each.length_m, each.invert_top, each.invert_bottom,
                    top.ground, bottom.ground, each.cover_under(top.ground), each.diameter_mm,
                    each.slope * 1000,
                )), labels.label(each.basis, language) if each.uid else translate("Section", "bridged gap"),
            ], line)
        said = translate(
            "Algorithms", "From “{start}” to outfall “{outfall}”: {length} m in {n} (stretch|stretches).")
        length = f"{found.length_m:.1f}"
        call.say(inflected(
            said, start=call.text("START"), outfall=found.outfall, length=length, n=len(found.stretches)))
        return {"OUTPUT": layer.destination, "LENGTH": found.length_m}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)
