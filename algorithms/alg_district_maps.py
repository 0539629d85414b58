"""``outfalltracer:districtmaps``: maps of districts, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.core import QgsProcessingParameterEnum

from ..i18n import Later, inflected, translate
from .call import Call
from .parameters import (
    Declared,
    advanced,
    flag,
    language_parameter,
    number_output,
    output_folder,
    text,
    whole,
)
from .project_algorithm import ProjectAlgorithm
from .report_parameters import (
    asked,
    asked_parameters,
    file_name_parameter,
    namer,
    template_of,
    template_parameter,
)

PAPERS = ("A3", "A4")


class DistrictMapsAlgorithm(ProjectAlgorithm):
    """District maps as PDF and PNG."""

    NAME = "districtmaps"
    GROUP = "report"
    WRITES = False
    MAIN_THREAD = True  # layouts are drawn there
    TITLE = Later("Algorithms", "District maps")
    TAGS = Later("Algorithms", "map,layout,atlas,pdf,png,district,print,sheet")
    HELP = Later(
        "Algorithms",
        "Draws each district on a page of its own: outfalls by class and state, their sources by kind, the "
        "pipes, the river with its flow and chainage, a legend of what is on the page, a locator map and a "
        "table of counts. A large district is cut into sheets behind an index page. Where names do not fit, "
        "outfalls bear their numbers in the register of the same OUTFALLS and DISTRICTS.\n\n"
        "Without DISTRICTS, those with outfalls are drawn. TEMPLATE is a layout template of yours: copy one "
        "from resources/layouts, change it in QGIS, save it as .qpt. FILE_NAME is an expression with "
        "@district, @code, @date and @language. The project is only read.",
    )

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        yield QgsProcessingParameterEnum(
            "PAPER",
            translate("Algorithms", "Paper"),
            list(PAPERS),
            defaultValue=PAPERS[0],
            usesStaticStrings=True,
        )
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
        yield output_folder("OUTPUT", translate("Algorithms", "Folder"))
        yield number_output("PAGES", translate("Algorithms", "Pages"))

    def work(self, call: Call) -> dict[str, Any]:
        """Draw the maps."""
        from ..reports.district_maps import Wanted, export_district_maps

        question, folder = asked(call), call.output_folder("OUTPUT")
        wanted = Wanted(
            paper=call.choice("PAPER").lower(),
            template=template_of(call),
            scale=call.whole("SCALE") if call.given("SCALE") else 0,
            png=call.flag("PNG"),
            approval=call.text("APPROVAL"),
            author=call.text("AUTHOR"),
            name_of=namer(call, question),
        )
        made = export_district_maps(
            self.project_path(),
            folder,
            call.language(),
            call.progress,
            asked=question,
            wanted=wanted,
        )
        call.warn(*made.problems)
        said = translate("Algorithms", "{pages} (page|pages) with {outfalls} (outfall|outfalls).")
        call.say(inflected(said, pages=made.pages, outfalls=made.outfalls), *made.files)
        return {"OUTPUT": str(folder), "PAGES": made.pages}
