"""``outfalltracer:disclosure``: the public page as a folder of files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..i18n import Later, inflected, translate
from .call import Call
from .parameters import Declared, advanced, flag, metres, number_output, output_folder, text
from .project_algorithm import ProjectAlgorithm


class DisclosureAlgorithm(ProjectAlgorithm):
    """The public page."""

    NAME = "disclosure"
    GROUP = "report"
    WRITES = False
    TITLE = Later("Algorithms", "Public page")
    TAGS = Later("Algorithms", "public,disclosure,web,page,html,map,open data,qr,geojson,csv")
    HELP = Later(
        "Algorithms",
        "Makes one folder that opens from disk, from any web server and on a phone: a list with search, a "
        "map of the outfalls over the project's own river and districts, one outfall by its code (where "
        "the QR code of its plate leads), progress by district, open data with a dictionary, how to "
        "report; in Chinese and English. Nothing is fetched from elsewhere.\n\nPublic are the columns of "
        "the rule table public_columns. There are no pipes and no persons; telephone numbers are taken out "
        "of texts; a responsible party is named once it is confirmed. ROUNDING rounds positions; APPROVAL "
        "is the map approval number. The folder is replaced as a whole; one that holds anything else is "
        "refused. The project is only read.",
    )

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield text("DATE", translate("Algorithms", "As of the date (empty: today)"), optional=True)
        unset = translate("Algorithms", "as the rule table says")
        yield metres("ROUNDING", translate("Algorithms", "Round positions to (m)"), unset)
        yield text("APPROVAL", translate("Algorithms", "Map approval number"), optional=True)
        yield advanced(flag("BASE_MAP", translate("Algorithms", "Draw river and districts"), default=True))
        yield output_folder("OUTPUT", translate("Algorithms", "Folder"))
        yield number_output("OUTFALLS", translate("Algorithms", "Outfalls"))
        yield number_output("GAPS", translate("Algorithms", "What outfalls lack"))

    def work(self, call: Call) -> dict[str, Any]:
        """Make the page."""
        from ..reports.disclosure import Wanted, export_disclosure
        from ..reports.query import Asked

        folder = call.output_folder("OUTPUT")
        wanted = Wanted(
            call.number("ROUNDING") if call.given("ROUNDING") else None,
            call.text("APPROVAL").strip(),
            call.flag("BASE_MAP"),
        )
        made = export_disclosure(
            self.project_path(), folder, call.progress, asked=Asked(date=call.text("DATE")), wanted=wanted
        )
        call.warn(*made.notes)
        call.say(
            inflected(
                translate(
                    "Algorithms", "{n} (outfall|outfalls) made public; {gaps} (thing is|things are) missing."
                ),
                n=made.outfalls,
                gaps=len(made.gaps),
            ),
            folder / "index.html",
        )
        return {"OUTPUT": str(folder), "OUTFALLS": made.outfalls, "GAPS": len(made.gaps)}
