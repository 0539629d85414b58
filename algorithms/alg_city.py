"""The verbs that speak to the city: bulletins, sign plates, the public page.

``outfalltracer:bulletin``, ``signs``, ``disclosure``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..i18n import inflected, translate, user_language
from ..rules.plates import plate_sizes
from .call import Call
from .choices import choice
from .parameters import Declared, advanced, flag, input_file, language_parameter, metres, number_output, text
from .report_parameters import (
    ReportAlgorithm,
    asked,
    asked_parameters,
    districts_parameter,
    folder_of,
    folder_parameter,
    template_of,
)

_TOLD = 20  # gaps that are told one by one


def _told(gaps: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return what is missing, thing by thing: (uid, title, gap)."""
    line = translate("Algorithms", "{title}: {gap}")
    return [line.format(title=title, gap=gap) for _, title, gap in gaps[:_TOLD]]


class BulletinAlgorithm(ReportAlgorithm):
    """Bulletins as PDF and DOCX."""

    NAME = "bulletin"
    MAIN_THREAD = True  # layouts are drawn there

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield text("PERIOD", translate("Algorithms", "Month (2021-09) or quarter (2021-Q3)"))
        yield districts_parameter()
        yield language_parameter()
        label = translate("Algorithms", "Word template")
        yield advanced(input_file("TEMPLATE", label, "docx", optional=True))
        yield folder_parameter()
        yield number_output("PAGES", translate("Algorithms", "Pages"))
        yield number_output("GAPS", translate("Algorithms", "What the data lack"))

    def work(self, call: Call) -> dict[str, Any]:
        """Write the bulletin."""
        from ..reports.bulletin import BulletinWanted, export_bulletin

        path, folder, language, progress = self.export_of(call)
        wanted = BulletinWanted(call.text("PERIOD"), call.text("DISTRICTS"), template_of(call))
        made = export_bulletin(path, folder, wanted, language, progress)
        call.warn(*made.problems, *_told(made.gaps))
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
        return {**folder_of(call), "PAGES": made.pages, "GAPS": len(made.gaps)}


class SignsAlgorithm(ReportAlgorithm):
    """Plates as PDF and SVG."""

    NAME = "signs"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        words = {key: size.title(user_language()) for key, size in plate_sizes().items()}
        yield choice("SIZE", translate("Algorithms", "Size"), words)
        yield text("URL", translate("Algorithms", "Address in the QR code, with {id}"), optional=True)
        yield advanced(flag("OUTLINES", translate("Algorithms", "Text as outlines")))
        yield folder_parameter()
        yield number_output("PLATES", translate("Algorithms", "Plates"))
        yield number_output("GAPS", translate("Algorithms", "What plates lack"))

    def work(self, call: Call) -> dict[str, Any]:
        """Draw the plates."""
        from ..reports.signs import Wanted, export_signs

        wanted = Wanted(call.choice("SIZE"), call.text("URL").strip(), call.flag("OUTLINES"))
        made = export_signs(*self.export_of(call), asked=asked(call), wanted=wanted)
        call.warn(*made.notes, *_told(made.gaps))
        call.say(
            inflected(
                translate(
                    "Algorithms",
                    "{n} (plate|plates); {gaps} (thing is|things are) missing; {differing} (plate|"
                    "plates) on site (says|say) something else.",
                ),
                n=made.plates,
                gaps=len(made.gaps),
                differing=made.differing,
            ),
            made.folder,
        )
        return {**folder_of(call), "PLATES": made.plates, "GAPS": len(made.gaps)}


class DisclosureAlgorithm(ReportAlgorithm):
    """The public page."""

    NAME = "disclosure"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield text("DATE", translate("Algorithms", "As of the date (empty: today)"), optional=True)
        unset = translate("Algorithms", "as the rule table says")
        yield metres("ROUNDING", translate("Algorithms", "Round positions to (m)"), unset)
        yield text("APPROVAL", translate("Algorithms", "Map approval number"), optional=True)
        yield advanced(flag("BASE_MAP", translate("Algorithms", "Draw river and districts"), default=True))
        yield folder_parameter()
        yield number_output("OUTFALLS", translate("Algorithms", "Outfalls"))
        yield number_output("GAPS", translate("Algorithms", "What outfalls lack"))

    def work(self, call: Call) -> dict[str, Any]:
        """Make the page."""
        from ..reports.disclosure import Wanted, export_disclosure
        from ..reports.query import Asked

        wanted = Wanted(
            call.number("ROUNDING") if call.given("ROUNDING") else None,
            call.text("APPROVAL").strip(),
            call.flag("BASE_MAP"),
        )
        folder, day = call.output_folder("OUTPUT"), Asked(date=call.text("DATE"))
        made = export_disclosure(self.project_path(), folder, call.progress, asked=day, wanted=wanted)
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
        return {**folder_of(call), "OUTFALLS": made.outfalls, "GAPS": len(made.gaps)}
