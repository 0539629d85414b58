"""``outfalltracer:accumulate``: any attribute added up along the network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from qgis.core import QgsGeometry, QgsPointXY, QgsProcessingParameterExpression, QgsWkbTypes

from ..i18n import inflected, translate
from ..layers.schema import SCHEMA
from .call import Call
from .choices import choice, table_words
from .fields import result_fields
from .parameters import Declared, point_layer
from .project_algorithm import ProjectAlgorithm, project_crs
from .run_parameters import barriers_parameter, configuration_parameter, run_configuration


class AccumulateAlgorithm(ProjectAlgorithm):
    """Count, sum, least and greatest above every outfall and manhole."""

    NAME = "accumulate"
    ICON = "trace_all.svg"
    WRITES = False

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        tables = table_words(("pipes", *(table.name for table in SCHEMA.source_tables)))
        yield choice("TABLE", translate("Algorithms", "Table with the values"), tables)
        label = translate("Algorithms", "Value of a row (column or expression)")
        yield QgsProcessingParameterExpression("VALUE", label, defaultValue="1")
        yield choice("PLACES", translate("Algorithms", "Places to add up at"), {
            "outfalls": translate("Algorithms", "Outfalls"),
            "manholes": translate("Algorithms", "Manholes"),
            "both": translate("Algorithms", "Outfalls and manholes"),
        })
        yield choice("SPLIT", translate("Algorithms", "How a split divides the sum"), {
            "equal": translate("Algorithms", "In equal shares"),
            "size": translate("Algorithms", "By the square of the diameters"),
        })
        yield configuration_parameter()
        yield barriers_parameter()
        yield point_layer(translate("Algorithms", "Accumulated values"))

    def work(self, call: Call) -> dict[str, Any]:
        """Add up and write one point per place."""
        from ..operations.runs.accumulate_project import Added, accumulate_project

        path = str(self.project_path())
        used = run_configuration(call, path)
        found = accumulate_project(
            path,
            Added(call.choice("TABLE"), call.expression("VALUE") or "1", call.choice("PLACES"),
                  call.choice("SPLIT")),
            used,
            call.progress.part(0.0, 0.9),
        )
        call.warn(*found.problems)
        fields = result_fields(
            table_name="string", uid="string", name="string", n="integer", sum="double", min="double",
            max="double", arrives="double",
        )
        layer = call.result_layer(fields, QgsWkbTypes.Type.Point, project_crs(path))
        columns = (found.table, found.uid, found.name, found.count, found.total, found.least, found.most,
                   found.arrives)
        rows = zip(*(column.tolist() for column in columns))
        for at, (row, (x, y)) in enumerate(zip(rows, found.xy.tolist())):
            if at % 1000 == 0:
                call.progress(0.9 + 0.1 * at / max(len(found.uid), 1), "writing")
            placed = math.isfinite(x) and math.isfinite(y)
            layer.add(
                [None if isinstance(value, float) and math.isnan(value) else value for value in row],
                QgsGeometry.fromPointXY(QgsPointXY(x, y)) if placed else None,
            )
        text = translate("Algorithms", "Put in: {put}. Lost at dead ends or carried nowhere: {lost}.")
        call.say(text.format(put=f"{found.put:g}", lost=f"{max(found.lost, 0.0):g}"))
        if found.unplaced:
            text = translate(
                "Algorithms", "{n} (row|rows) with a value (meets|meet) no pipe that carries anything."
            )
            call.warn(inflected(text, n=found.unplaced))
        return {"OUTPUT": layer.destination}
