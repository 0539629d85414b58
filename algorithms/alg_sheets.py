"""The verbs that hand in what the project holds: overview and district maps, files of outfalls, the register.

``outfalltracer:overviewmap``, ``districtmaps``, ``outfallfiles``, ``register``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..i18n import inflected, translate
from ..layers.files.protected import refuse_overwriting
from ..problems import UserError
from .call import Call
from .choices import choice
from .parameters import (
    Declared,
    advanced,
    flag,
    language_parameter,
    number_output,
    optional_file,
    output_file,
    text,
    whole,
)
from .report_parameters import (
    ReportAlgorithm,
    asked,
    asked_parameters,
    file_name_parameter,
    folder_of,
    folder_parameter,
    named,
    namer,
    template_of,
    template_parameter,
)


class OverviewMapAlgorithm(ReportAlgorithm):
    """The overview map as PNG and PDF."""

    NAME = "overviewmap"
    MAIN_THREAD = True  # layouts are drawn there

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield optional_file("PNG", translate("Algorithms", "Picture"), "PNG (*.png)")
        yield optional_file("PDF", translate("Algorithms", "Document"), "PDF (*.pdf)", by_default=True)
        yield from asked_parameters()

    def work(self, call: Call) -> dict[str, Any]:
        """Draw the map."""
        from ..reports.overview_map import export_overview_map

        png, pdf = call.output_file("PNG"), call.output_file("PDF")
        if png is None and pdf is None:
            raise UserError(translate("Algorithms", "Nothing to write: give PNG, PDF or both."))
        export_overview_map(
            self.project_path(), png, pdf, call.language(), call.progress, asked=asked(call))
        return {name: str(path) for name, path in (("PNG", png), ("PDF", pdf)) if path}


class DistrictMapsAlgorithm(ReportAlgorithm):
    """District maps as PDF and PNG."""

    NAME = "districtmaps"
    MAIN_THREAD = True  # layouts are drawn there

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        yield choice("PAPER", translate("Algorithms", "Paper"), {"A3": "A3", "A4": "A4"})
        yield text("AUTHOR", translate("Algorithms", "Drawn up by"), optional=True)
        yield text("APPROVAL", translate("Algorithms", "Map approval number"), optional=True)
        yield flag("PNG", translate("Algorithms", "Pictures (PNG) beside the documents"))
        yield advanced(
            whole(
                "SCALE", translate("Algorithms", "Smallest scale of a sheet, 1 to"), None, 500,
                translate("Algorithms", "as the paper allows"),
            )
        )
        yield advanced(template_parameter())
        yield advanced(file_name_parameter())
        yield folder_parameter()
        yield number_output("PAGES", translate("Algorithms", "Pages"))

    def work(self, call: Call) -> dict[str, Any]:
        """Draw the maps."""
        from ..reports.district_maps import Wanted, export_district_maps

        question = asked(call)
        wanted = Wanted(
            paper=call.choice("PAPER").lower(),
            template=template_of(call),
            scale=call.whole("SCALE") if call.given("SCALE") else 0,
            png=call.flag("PNG"),
            approval=call.text("APPROVAL"),
            author=call.text("AUTHOR"),
            name_of=namer(call, question),
        )
        made = export_district_maps(*self.export_of(call), asked=question, wanted=wanted)
        call.warn(*made.problems)
        said = translate("Algorithms", "{pages} (page|pages) with {outfalls} (outfall|outfalls).")
        call.say(inflected(said, pages=made.pages, outfalls=made.outfalls), *made.files)
        return {**folder_of(call), "PAGES": made.pages}


class OutfallFilesAlgorithm(ReportAlgorithm):
    """Files of outfalls as PDF."""

    NAME = "outfallfiles"
    MAIN_THREAD = True  # layouts are drawn there

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        yield flag("BOOK", translate("Algorithms", "All in one document, too"))
        yield text("AUTHOR", translate("Algorithms", "Drawn up by"), optional=True)
        yield advanced(template_parameter())
        yield advanced(file_name_parameter())
        yield folder_parameter()
        yield number_output("MADE", translate("Algorithms", "Files made"))
        yield number_output("KEPT", translate("Algorithms", "Files that were up to date"))

    def work(self, call: Call) -> dict[str, Any]:
        """Write the files."""
        from ..reports.outfall_files import FilesWanted, export_outfall_files

        question = asked(call)
        wanted = FilesWanted(
            template=template_of(call),
            book=call.flag("BOOK"),
            author=call.text("AUTHOR"),
            name_of=namer(call, question),
        )
        made = export_outfall_files(*self.export_of(call), asked=question, wanted=wanted)
        call.warn(*made.problems)
        said = translate("Algorithms", "{n} (file|files) made, {kept} up to date: {pages} (page|pages).")
        call.say(inflected(said, n=len(made.made), kept=made.kept, pages=made.pages))
        call.say(*([made.book] if made.book else []))
        return {**folder_of(call), "MADE": len(made.made), "KEPT": made.kept}


class RegisterAlgorithm(ReportAlgorithm):
    """The register as XLSX, CSV or GeoPackage."""

    NAME = "register"
    ICON = "register.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        yield advanced(text("COLUMNS", translate("Algorithms", "Column set"), "standard", optional=True))
        yield advanced(file_name_parameter())
        yield output_file("OUTPUT", translate("Algorithms", "Register"),
                          "Excel (*.xlsx);;CSV (*.csv);;GeoPackage (*.gpkg)")

    def work(self, call: Call) -> dict[str, Any]:
        """Write the register."""
        from ..reports.register import export_register

        target, question = call.output_file("OUTPUT"), asked(call)
        if target is not None and call.given("FILE_NAME"):
            name = named(call.expression("FILE_NAME"), call, question)
            target = target.with_name(name if Path(name).suffix else name + target.suffix)
            refuse_overwriting(target, [self.project_path()], "FILE_NAME")
        made = export_register(
            self.project_path(), target, call.language(), call.progress,
            asked=question, columns=call.text("COLUMNS"))
        call.warn(*made.problems)
        said = translate(
            "Algorithms",
            "{outfalls} (outfall|outfalls) and {links} (link|links) on {sheets} (sheet|sheets).",
        )
        call.say(inflected(said, outfalls=made.outfalls, links=made.links, sheets=made.sheets))
        return {"OUTPUT": str(made.path)}
