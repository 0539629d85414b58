"""``outfalltracer:overviewmap``: the whole reach on one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..i18n import Later, translate
from ..problems import UserError
from .call import Call
from .parameters import Declared, language_parameter, optional_file
from .project_algorithm import ProjectAlgorithm
from .report_parameters import asked, asked_parameters


class OverviewMapAlgorithm(ProjectAlgorithm):
    """The overview map as PNG and PDF."""

    NAME = "overviewmap"
    GROUP = "report"
    WRITES = False
    MAIN_THREAD = True  # layouts are drawn there
    TITLE = Later("Algorithms", "Overview map")
    TAGS = Later("Algorithms", "map,layout,pdf,png,overview,print")
    HELP = Later(
        "Algorithms",
        "Draws the whole reach on one A3 page: districts, outfalls by tracing status, possible sources "
        "by kind, the centre of the city in detail with its traced pipes, and a table of statuses by "
        "district. The PDF holds its text as text.\n\n"
        "Give PNG, PDF or both. The project is only read.",
    )

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
