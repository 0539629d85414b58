"""The part "sheets": the verbs of maps and registers with the open project filled in.

Where outfalls are selected on the map or in the register, the dialog begins with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qgis.core import QgsExpression

from ...i18n import translate
from ..parts import Command, Part


class SheetsPart(Part):
    """See the module."""

    name = "sheets"

    def commands(self) -> Sequence[Command]:
        """Return a command for each product."""
        shown = (
            ("overviewmap", "export_layer", translate("Sheets", "Overview map…"),
             translate("Sheets", "Draw the whole reach on one page, as PDF and PNG")),
            ("districtmaps", "export_layer", translate("Sheets", "District maps…"),
             translate("Sheets", "Draw maps of districts, sheet by sheet, as PDF and PNG")),
            ("outfallfiles", "export_file", translate("Sheets", "Files of outfalls…"),
             translate("Sheets", "Draw up a document for each outfall: maps, sources, pictures, history")),
            ("fieldproject", "photo", translate("Sheets", "Take it to the field…"),
             translate("Sheets", "Write the project as QField takes it along")),
            ("register", "export_file", translate("Sheets", "Register as a file…"),
             translate("Sheets", "Write lists and statistics as a workbook, CSV or GeoPackage")),
        )
        return [
            Command(verb, icon, text, tip, self._opener(verb), "sheets", in_toolbar=False,
                    enabled=lambda: bool(self.desk.has_project))
            for verb, icon, text, tip in shown
        ]

    def _opener(self, verb: str) -> Callable[[], None]:
        return lambda: self.open(verb)

    def open(self, verb: str) -> None:
        """Show the dialog of a verb for the open project and what is selected in it."""
        watch = self.desk.watch
        if any(layer.isEditable() and layer.isModified() for layer in watch.layers_of_file()):
            self.desk.messages.info(translate(
                "Sheets", "There are unsaved edits; what is handed in has the state that was saved last."))
        self.desk.projects.run_verb(verb, **self.given(verb))

    def given(self, verb: str) -> dict[str, str]:
        """Return the parameters that the dialog of ``verb`` begins with."""
        given = {"PROJECT": str(self.desk.watch.path)}
        layer = self.desk.watch.layer("outfalls")
        if verb != "fieldproject" and layer is not None and layer.selectedFeatureCount():
            uids = sorted(str(feature["uid"]) for feature in layer.selectedFeatures())
            listed = ", ".join(QgsExpression.quotedString(uid) for uid in uids)
            given["OUTFALLS"] = f'"uid" IN ({listed})'
        return given
