"""``outfalltracer:register``: the register of outfalls as a workbook or tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..i18n import Later, inflected, translate
from ..layers.files.protected import refuse_overwriting
from .call import Call
from .parameters import Declared, advanced, language_parameter, output_file, text
from .project_algorithm import ProjectAlgorithm
from .report_parameters import asked, asked_parameters, file_name_parameter, named


class RegisterAlgorithm(ProjectAlgorithm):
    """The register as XLSX, CSV or GeoPackage."""

    NAME = "register"
    ICON = "register.svg"
    GROUP = "report"
    WRITES = False
    TITLE = Later("Algorithms", "Register of outfalls")
    TAGS = Later("Algorithms", "register,spreadsheet,excel,xlsx,district,ledger")
    HELP = Later(
        "Algorithms",
        "Writes lists to be handed on: outfalls (all, and by district), possible sources, links, "
        "responsible parties, findings, and remediation, closure, inspections and signs where there "
        "are any. As a workbook (.xlsx) with statistics and charts before the lists; as .csv, a file "
        "a list; or as .gpkg.\n\n"
        "OUTFALLS and DISTRICTS limit all of it. COLUMNS names a set of lists, columns and headings: "
        "standard, national, or a CSV file of yours made after those in resources/registers. "
        "FILE_NAME is an expression with @date, @districts and @language that names the file within "
        "the folder of OUTPUT.\n\n"
        "Personal columns are left out. A workbook needs the Python package openpyxl. The project is "
        "only read.",
    )

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
