"""``outfalltracer:register``: the register of outfalls as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..i18n import Later, inflected, translate
from .call import Call
from .parameters import Declared, language_parameter, output_file
from .project_algorithm import ProjectAlgorithm


class RegisterAlgorithm(ProjectAlgorithm):
    """The register as XLSX."""

    NAME = "register"
    ICON = "register.svg"
    GROUP = "report"
    WRITES = False
    TITLE = Later("Algorithms", "Register of outfalls")
    TAGS = Later("Algorithms", "register,spreadsheet,excel,xlsx,district,ledger")
    HELP = Later(
        "Algorithms",
        "Writes a workbook: a summary by district, the list of all outfalls and one of each district "
        "with status, sources, confidence and responsible party, the links between outfalls and "
        "sources, and the findings counted by kind.\n\n"
        "Personal columns are left out. Needs the Python package openpyxl. The project is only read.",
    )

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield output_file("OUTPUT", translate("Algorithms", "Register"), "Excel (*.xlsx)")

    def work(self, call: Call) -> dict[str, Any]:
        """Write the register."""
        from ..reports.register import export_register

        target = call.output_file("OUTPUT", ".xlsx")
        made = export_register(self.project_path(), target, call.language(), call.progress)
        said = translate(
            "Algorithms",
            "{outfalls} (outfall|outfalls) and {links} (link|links) on {sheets} (sheet|sheets).",
        )
        call.say(inflected(said, outfalls=made.outfalls, links=made.links, sheets=made.sheets))
        return {"OUTPUT": str(made.path)}
