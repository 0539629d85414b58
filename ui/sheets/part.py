"""The part "sheets": the verbs of maps and registers with the open project filled in.

Where outfalls are selected on the map or in the register, the dialog begins with them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsExpression
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices

from ...i18n import translate
from ..background import BackgroundTask, Report
from ..interfaces import Desk
from ..parts import Command, Part

if TYPE_CHECKING:
    from .preview import MakingDialog

#: Verbs that are looked at before their dialog opens.
PREVIEWED = ("bulletin", "signs", "disclosure")


class SheetsPart(Part):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # of the page that is looked at

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
            ("bulletin", "export_file", translate("Sheets", "Bulletin…"),
             translate("Sheets", "Draw up the monthly dispatch or the quarterly analysis: PDF, Word")),
            ("signs", "export_layer", translate("Sheets", "Sign plates…"),
             translate("Sheets", "Draw sign plates at their true size, with lists for workshop and crew")),
            ("disclosure", "export_layer", translate("Sheets", "Public page…"),
             translate("Sheets", "Make the page for the public: list, map, open data, in one folder")),
        )
        return [
            Command(verb, icon, text, tip, partial(self.open, verb), "sheets", in_toolbar=False,
                    enabled=lambda: bool(self.desk.has_project))
            for verb, icon, text, tip in shown
        ]

    def open(self, verb: str) -> None:
        """Show the dialog of a verb for the open project and the selection; some are looked at first."""
        watch = self.desk.watch
        if any(layer.isEditable() and layer.isModified() for layer in watch.layers_of_file()):
            self.desk.messages.info(translate(
                "Sheets", "There are unsaved edits; what is handed in has the state that was saved last."))
        if verb in PREVIEWED:
            self.look(verb)
        else:
            self.desk.projects.run_verb(verb, **self.given(verb))

    def look(self, verb: str) -> MakingDialog:
        """Show how a product would look and what is missing for it."""
        from .preview import MakingDialog, Product

        def make(given: dict[str, str]) -> None:
            self.desk.projects.run_verb(verb, **given)

        title = next(one.text for one in self.commands() if one.name == verb).rstrip("…")
        product = Product(verb, title, str(self.desk.watch.path), self.given(verb).get("OUTFALLS", ""))
        dialog = MakingDialog(
            product, make, self._show_outfall, self._look_at_page if verb == "disclosure" else None,
            self.desk.iface.mainWindow())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        return dialog

    def _show_outfall(self, uid: str) -> None:
        feature = self.desk.watch.feature("outfalls", uid)
        if feature is not None:
            self.desk.part("find").go_to("outfalls", feature.id())

    def _look_at_page(self) -> None:
        """Make the public page in a folder of its own, and show it in the browser."""
        path = str(self.desk.watch.path)
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="outfall-page-")
        folder = Path(self._folder.name) / "page"

        def work(report: Report) -> Any:
            from ...reports.disclosure import export_disclosure

            return export_disclosure(path, folder, report)

        def done(_made: Any) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder / "index.html")))

        BackgroundTask(translate("Sheets", "Public page"), work, done, self.desk.messages.failure).start()

    def close(self) -> None:
        """Take the page that was looked at away."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def given(self, verb: str) -> dict[str, str]:
        """Return the parameters that the dialog of ``verb`` begins with."""
        given = {"PROJECT": str(self.desk.watch.path)}
        uids = sorted(self.desk.watch.selected_outfalls()) if verb != "fieldproject" else []
        if uids:
            listed = ", ".join(QgsExpression.quotedString(uid) for uid in uids)
            given["OUTFALLS"] = f'"uid" IN ({listed})'
        return given
