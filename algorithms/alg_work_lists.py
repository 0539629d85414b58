"""``outfalltracer:worklists``: where the work stands on a day: stages, what is due, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsWkbTypes

from ..i18n import inflected, translate
from .call import Call
from .fields import result_fields
from .parameters import Declared, number_output, optional_file, outfalls_parameter, table_layer
from .project_algorithm import ProjectAlgorithm
from .regime_algorithm import today_of, today_parameter

_COLUMNS = ("list", "title", "outfall_uid", "outfall", "county_code", "department", "table", "uid", "day",
            "note")


class WorkListsAlgorithm(ProjectAlgorithm):
    """Lists of what is missing and what is due."""

    NAME = "worklists"
    ICON = "findings.svg"
    WRITES = False

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield outfalls_parameter()
        yield today_parameter()
        yield table_layer(translate("Algorithms", "What is missing and due"))
        yield optional_file("SUMMARY", translate("Algorithms", "Counts per stage, list and district"),
                            "JSON (*.json)")
        yield number_output("ROWS", translate("Algorithms", "Rows"))
        yield number_output("OVERDUE", translate("Algorithms", "Overdue"))

    def work(self, call: Call) -> dict[str, Any]:
        """Write rows and summary."""
        from ..operations.project_rows import file_rows
        from ..operations.regime.board import board
        from ..operations.regime.chosen import chosen_outfalls

        path, today = str(self.project_path()), today_of(call)
        chosen = chosen_outfalls(path, call.expression("OUTFALLS"))
        with file_rows(path, writing=False) as rows:
            found, language = board(rows, today, chosen), rows.language
        layer = call.result_layer(result_fields(**dict.fromkeys(_COLUMNS, "string"), amount="double"),
                                  QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
        lines = found.lines(language)
        for line in lines:
            layer.add([*(line[name] for name in _COLUMNS), line["amount"]])
        overdue = found.overdue
        call.say(inflected(translate("Algorithms", "{n} (row|rows), {overdue} overdue on {day}."),
                           n=len(lines), overdue=overdue, day=today.isoformat()))
        return {"OUTPUT": layer.destination, "ROWS": len(lines), "OVERDUE": overdue,
                **call.write_json("SUMMARY", found.summary(language))}
