"""``outfalltracer:matchreports``: reports by citizens find their outfalls."""

from __future__ import annotations

from ..i18n import Later
from .call import Call
from .regime_algorithm import Action, RegimeAlgorithm


class MatchReportsAlgorithm(RegimeAlgorithm):
    """Reports by citizens."""

    NAME = "matchreports"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Match reports by citizens")
    TAGS = Later("Algorithms", "report,citizen,complaint,hotline,outfall,match")
    HELP = Later(
        "Algorithms",
        "Matches every report that belongs to no outfall yet: by the code that was named, else by its place "
        "where one outfall is clearly nearest. What cannot be told stays open and is said. A match that a "
        "person made is never changed. DRY_RUN writes nothing.",
    )

    def action(self, call: Call) -> Action:
        """Return the matching."""
        from ..operations.regime.citizen_reports import match_reports

        return match_reports
