"""``outfalltracer:asof``: what a table of the project said on a past day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsWkbTypes

from ..i18n import inflected, translate
from ..layers.schema import RECORDED, SCHEMA
from .call import Call
from .choices import choice, table_words
from .fields import result_fields
from .parameters import Declared, number_output, outfalls_parameter, table_layer, text
from .project_algorithm import ProjectAlgorithm


class AsOfAlgorithm(ProjectAlgorithm):
    """Past states."""

    NAME = "asof"
    ICON = "changes.svg"
    WRITES = False

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield text("DATE", translate("Algorithms", "Day, or time in UTC"))
        yield choice("TABLE", translate("Algorithms", "Table"), table_words(RECORDED), default="outfalls")
        yield outfalls_parameter()
        yield table_layer(translate("Algorithms", "Rows as they were"))
        yield number_output("ROWS", translate("Algorithms", "Rows"))
        yield number_output("UNCERTAIN", translate("Algorithms", "Rows with values that are not certain"))

    def work(self, call: Call) -> dict[str, Any]:
        """Write the rows of the day."""
        from ..layers.public_texts import public_texts, without_persons
        from ..operations.project_rows import file_rows
        from ..operations.regime.as_of import checked_moment, columns_kept, past
        from ..operations.regime.chosen import chosen_outfalls

        path, table = str(self.project_path()), call.choice("TABLE")
        when = checked_moment(call.text("DATE").strip())
        chosen = chosen_outfalls(path, call.expression("OUTFALLS"))
        with file_rows(path, writing=False) as rows:
            found = past(rows, table, when)
        declared = SCHEMA.table(table)
        names = [name for name in columns_kept(table) if not declared.column(name).personal]
        fields = result_fields(**dict.fromkeys((*names, "uncertain"), "string"))
        layer = call.result_layer(fields, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
        doubts: dict[str, list[str]] = {}
        for uid, column in sorted(found.uncertain):
            doubts.setdefault(uid, []).append(column)
        written = doubtful = 0
        of = "uid" if table == "outfalls" else "outfall_uid"
        for uid, row in found.rows.items():
            if chosen is not None and row.get(of) not in chosen:
                continue
            cells = (row.get(name) for name in names)
            if public_texts(table):  # people write numbers into any text
                cells = (without_persons(cell, row) for cell in cells)
            layer.add([*cells, ", ".join(doubts.get(uid, ())) or None])
            written += 1
            doubtful += uid in doubts
        call.say(inflected(
            translate("Algorithms", "{n} (row|rows) at the end of {when}; {doubtful} not certain."),
            n=written, when=when, doubtful=doubtful))
        return {"OUTPUT": layer.destination, "ROWS": written, "UNCERTAIN": doubtful}
