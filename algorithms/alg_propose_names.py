"""``outfalltracer:proposenames``: names for outfalls that have none, and what is wrong with the others."""

from __future__ import annotations

from ..i18n import Later
from .call import Call
from .regime_algorithm import Action, RegimeAlgorithm


class ProposeNamesAlgorithm(RegimeAlgorithm):
    """Names after party or place."""

    NAME = "proposenames"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Name outfalls")
    TAGS = Later("Algorithms", "outfall,name,naming,plate,landmark,township")
    HELP = Later(
        "Algorithms",
        "Names outfalls that have no name: city, district, street or township, party or landmark with "
        "direction and distance, number, type word. Townships and landmarks are tables of the project. A "
        "name that stands is never changed; what is wrong with it and how it would be mended is in "
        "SUMMARY.\n\n"
        "Classify first: the type word follows from the class. OUTFALLS limits the work to outfalls for "
        "which the expression is true; DRY_RUN shows old and new and writes nothing.",
    )

    def action(self, call: Call) -> Action:
        """Return the naming."""
        from ..operations.regime.names import propose

        return propose
