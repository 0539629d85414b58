"""``outfalltracer:bulletin``: the monthly dispatch and the quarterly analysis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..i18n import Later, inflected, translate
from .call import Call
from .parameters import (
    Declared,
    advanced,
    input_file,
    language_parameter,
    number_output,
    output_folder,
    text,
)
from .project_algorithm import ProjectAlgorithm

_TOLD = 20  # gaps that are told one by one


class BulletinAlgorithm(ProjectAlgorithm):
    """Bulletins as PDF and DOCX."""

    NAME = "bulletin"
    GROUP = "report"
    WRITES = False
    MAIN_THREAD = True  # layouts are drawn there
    TITLE = Later("Algorithms", "Bulletin")
    TAGS = Later("Algorithms", "bulletin,monthly,quarterly,dispatch,progress,overdue,word,docx,pdf")
    HELP = Later(
        "Algorithms",
        "Writes the monthly dispatch (PERIOD such as 2021-09) or the quarterly analysis (2021-Q3) as PDF "
        "and as a Word document: first the sentence that matters, then tables, a chart and a map; "
        "deadlines of the action plan and of each plan, what changed since the period before, overdue work "
        "by unit, districts compared with their denominators.\n\nThe numbers follow from the dated facts "
        "on record at the end of the period, so that a bulletin made again says the same; all of them "
        "stand in the register of that DATE, on the sheet of progress and deadlines. TEMPLATE is a Word "
        "document of yours: copy one from resources/bulletin and restyle it. The Word document needs the "
        "Python packages lxml and jinja2. The project is only read.",
    )

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield text("PERIOD", translate("Algorithms", "Month (2021-09) or quarter (2021-Q3)"))
        yield text(
            "DISTRICTS", translate("Algorithms", "Districts, by code or name, with commas"), optional=True
        )
        yield language_parameter()
        label = translate("Algorithms", "Word template")
        yield advanced(input_file("TEMPLATE", label, "docx", optional=True))
        yield output_folder("OUTPUT", translate("Algorithms", "Folder"))
        yield number_output("PAGES", translate("Algorithms", "Pages"))
        yield number_output("GAPS", translate("Algorithms", "What the data lack"))

    def work(self, call: Call) -> dict[str, Any]:
        """Write the bulletin."""
        from ..reports.bulletin import BulletinWanted, export_bulletin

        folder = call.output_folder("OUTPUT")
        made = export_bulletin(
            self.project_path(),
            folder,
            BulletinWanted(
                call.text("PERIOD"),
                call.text("DISTRICTS"),
                Path(call.file("TEMPLATE")) if call.given("TEMPLATE") else None,
            ),
            call.language(),
            call.progress,
        )
        line = translate("Algorithms", "{title}: {gap}")
        call.warn(*made.problems, *(line.format(title=title, gap=gap) for _, title, gap in made.gaps[:_TOLD]))
        call.say(
            inflected(
                translate(
                    "Algorithms",
                    "{pages} (page|pages) on {n} (outfall|outfalls); {gaps} (thing is|things are) missing.",
                ),
                pages=made.pages,
                n=made.outfalls,
                gaps=len(made.gaps),
            ),
            *made.files,
        )
        return {"OUTPUT": str(folder), "PAGES": made.pages, "GAPS": len(made.gaps)}
