"""``outfalltracer:spill``: which outfalls a spill reaches, when, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from qgis.core import (
    QgsGeometry,
    QgsPointXY,
    QgsProcessingParameterPoint,
    QgsWkbTypes,
)

from ..i18n import inflected, translate
from ..layers.schema import SCHEMA
from ..problems import UserError
from .call import Call
from .choices import choice, table_words
from .fields import result_fields
from .parameters import Declared, language_parameter, line_layer, number_output, optional_file, text
from .project_algorithm import ProjectAlgorithm, project_crs
from .run_parameters import barriers_parameter, configuration_parameter, run_configuration


class SpillAlgorithm(ProjectAlgorithm):
    """A spill."""

    NAME = "spill"
    ICON = "trace_downstream.svg"
    WRITES = False
    MAIN_THREAD = True  # layouts are drawn there

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        tables = table_words((*(table.name for table in SCHEMA.source_tables), "manholes", "pipes"))
        yield choice("TABLE", translate("Algorithms", "Kind of object it happens at"), tables)
        yield text("START", translate("Algorithms", "Uid, code or name of the start"), optional=True)
        place = translate("Algorithms", "Or a place of the map")
        yield QgsProcessingParameterPoint("PLACE", place, optional=True)
        yield configuration_parameter()
        yield barriers_parameter()
        yield line_layer(translate("Algorithms", "Ways of the spill"))
        yield language_parameter()
        yield optional_file("SHEET", translate("Algorithms", "Sheet"), "PDF (*.pdf)")
        yield optional_file("SUMMARY", translate("Algorithms", "Summary"), "JSON (*.json)")
        yield number_output("REACHED", translate("Algorithms", "Outfalls reached"))
        yield number_output("FIRST_MINUTES", translate("Algorithms", "Minutes to the first"))

    def work(self, call: Call) -> dict[str, Any]:
        """Ask the network, write ways, sheet and summary."""
        from ..operations.answers.spill import spill_named

        path = str(self.project_path())
        used, named = run_configuration(call, path), call.text("START").strip()
        crs = project_crs(path)
        place = call.point("PLACE", crs)
        if not named and place is None:
            raise UserError(translate("Algorithms", "Give the place of the spill: START or PLACE."))
        found = spill_named(path, call.choice("TABLE"), named, place, used, call.progress)
        call.warn(*found.notes)
        fields = result_fields(no="integer", outfall_uid="string", outfall="string", metres="double",
                               minutes="double", by_levels="double", place="string", government="string",
                               party="string", department="string")
        layer = call.result_layer(fields, QgsWkbTypes.Type.MultiLineString, crs)
        for number, way in enumerate(found.ways, 1):
            shape = QgsGeometry.fromMultiPolylineXY([
                [QgsPointXY(*point) for point in line] for line in way.lines if len(line) > 1])
            layer.add([number, way.outfall_uid, way.title, round(way.metres, 1), round(way.minutes, 1),
                       round(way.by_levels, 3), way.place, way.government, way.party, way.department], shape)
        first = min((way.minutes for way in found.ways), default=float("nan"))
        call.say(inflected(translate("Algorithms", "{start}: {n} (outfall|outfalls) reached."),
                           start=found.title, n=len(found.ways) + found.more))
        outputs: dict[str, Any] = {"OUTPUT": layer.destination, "REACHED": len(found.ways) + found.more,
                                   "FIRST_MINUTES": first if first == first else None}
        rows = [{**{name: value for name, value in asdict(way).items() if name not in ("lines", "km")},
                 "place": way.place} for way in found.ways]
        outputs.update(call.write_json("SUMMARY", {
            "start": found.title, "more": found.more, "emergency": found.emergency, "ways": rows}))
        sheet = call.output_file("SHEET")
        if sheet is not None:
            from ..reports.spill_sheet import export_spill_sheet

            outputs["SHEET"] = str(export_spill_sheet(path, found, sheet, call.language()))
        return outputs


