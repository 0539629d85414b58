"""``outfalltracer:outfallfiles``: one file for each outfall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


class OutfallFilesAlgorithm(ProjectAlgorithm):
    """Files of outfalls as PDF."""

    NAME = "outfallfiles"
    GROUP = "report"
    WRITES = False
    MAIN_THREAD = True  # layouts are drawn there
    TITLE = Later("Algorithms", "One file per outfall")
    TAGS = Later("Algorithms", "file,dossier,outfall,pdf,photo,print,layout,atlas,sheet")
    HELP = Later(
        "Algorithms",
        "Draws up a document for each outfall: attributes, a map of its place and one of all that drains to "
        "it, the long section of the main way, its sources with evidence and confidence, the responsible "
        "party with its rule, what is seen from above, the eight pictures of the field sheet, plan, closure "
        "and visits, and what changed. What there is not says so.\n\n"
        "A run goes on where one ended: the manifest in the folder says which files were made from which "
        "state, and only what is missing or out of date is made again. A file that somebody changed is left "
        "and named. BOOK joins all of them into one document with bookmarks by district.\n\n"
        "TEMPLATE is a layout template of yours: copy outfall_file.qpt from resources/layouts, change it in "
        "QGIS, save it as .qpt. FILE_NAME is an expression with @code, @name, @district, @uid, @number, "
        "@date and @language. The project is only read.",
    )

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield language_parameter()
        yield from asked_parameters()
        yield flag("BOOK", translate("Algorithms", "All in one document, too"))
        yield text("AUTHOR", translate("Algorithms", "Drawn up by"), optional=True)
        yield advanced(template_parameter())
        yield advanced(file_name_parameter())
        yield output_folder("OUTPUT", translate("Algorithms", "Folder"))
        yield number_output("MADE", translate("Algorithms", "Files made"))
        yield number_output("KEPT", translate("Algorithms", "Files that were up to date"))

    def work(self, call: Call) -> dict[str, Any]:
        """Write the files."""
        from ..reports.outfall_files import FilesWanted, export_outfall_files

        question, folder = asked(call), call.output_folder("OUTPUT")
        wanted = FilesWanted(
            template=template_of(call),
            book=call.flag("BOOK"),
            author=call.text("AUTHOR"),
            name_of=namer(call, question),
        )
        made = export_outfall_files(
            self.project_path(),
            folder,
            call.language(),
            call.progress,
            asked=question,
            wanted=wanted,
        )
        call.warn(*made.problems)
        said = translate("Algorithms", "{n} (file|files) made, {kept} up to date: {pages} (page|pages).")
        call.say(inflected(said, n=len(made.made), kept=made.kept, pages=made.pages))
        call.say(*([made.book] if made.book else []))
        return {"OUTPUT": str(folder), "MADE": len(made.made), "KEPT": made.kept}
