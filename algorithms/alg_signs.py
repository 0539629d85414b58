"""``outfalltracer:signs``: sign plates, the workshop's list and the check list for putting them up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..i18n import Later, inflected, translate, user_language
from ..rules.plates import plate_sizes
from .call import Call
from .choices import choice
from .parameters import Declared, advanced, flag, language_parameter, number_output, output_folder, text
from .project_algorithm import ProjectAlgorithm
from .report_parameters import asked, asked_parameters

_TOLD = 20  # gaps that are told one by one


class SignsAlgorithm(ProjectAlgorithm):
    """Plates as PDF and SVG."""

    NAME = "signs"
    GROUP = "report"
    WRITES = False
    TITLE = Later("Algorithms", "Sign plates")
    TAGS = Later("Algorithms", "sign,plate,board,qr,workshop,outfall,pdf,svg")
    HELP = Later(
        "Algorithms",
        "Draws the sign plate of each outfall at its true size, as PDF and SVG with the line along which "
        "it is cut, and a QR code that leads to the outfall on the public page; a workbook for the "
        "workshop (code, size, place, post or wall), with what plates lack and which plates on site say "
        "something else; and a check list for putting them up.\n\nSizes, colours and wording are rows of "
        "the rule tables plate_sizes, plate_lines and plate_checks: no text at hand confirms them, and the "
        "list says so. URL is the address in the QR code with {id} in it. OUTLINES draws text as outlines, "
        "for workshops without the font. The folder is replaced as a whole; one that holds anything else "
        "is refused. The project is only read.",
    )

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        words = {key: size.title(user_language()) for key, size in plate_sizes().items()}
        yield choice("SIZE", translate("Algorithms", "Size"), words)
        yield text("URL", translate("Algorithms", "Address in the QR code, with {id}"), optional=True)
        yield advanced(flag("OUTLINES", translate("Algorithms", "Text as outlines")))
        yield output_folder("OUTPUT", translate("Algorithms", "Folder"))
        yield number_output("PLATES", translate("Algorithms", "Plates"))
        yield number_output("GAPS", translate("Algorithms", "What plates lack"))

    def work(self, call: Call) -> dict[str, Any]:
        """Draw the plates."""
        from ..reports.signs import Wanted, export_signs

        folder = call.output_folder("OUTPUT")
        made = export_signs(
            self.project_path(),
            folder,
            call.language(),
            call.progress,
            asked=asked(call),
            wanted=Wanted(call.choice("SIZE"), call.text("URL").strip(), call.flag("OUTLINES")),
        )
        call.warn(*made.notes)
        line = translate("Algorithms", "{title}: {gap}")
        call.warn(*(line.format(title=title, gap=gap) for _, title, gap in made.gaps[:_TOLD]))
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
            folder,
        )
        return {"OUTPUT": str(folder), "PLATES": made.plates, "GAPS": len(made.gaps)}
