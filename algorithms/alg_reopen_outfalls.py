"""``outfalltracer:reopenoutfalls``: what a later record contradicts is taken up again."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Later
from .call import Call
from .life_parameters import order_of, order_parameters
from .parameters import Declared
from .regime_algorithm import Action, RegimeAlgorithm


class ReopenOutfallsAlgorithm(RegimeAlgorithm):
    """Reopening."""

    NAME = "reopenoutfalls"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Reopen outfalls")
    TAGS = Later("Algorithms", "outfall,reopen,contradiction,inspection,sample,rebound")
    HELP = Later(
        "Algorithms",
        "Reopens every outfall that was struck off and that a later visit, inspection or sample "
        "contradicts (table life_contradictions), and keeps which record it was. AGAINST names the "
        "record, as table:uid; without it the earliest counts. Outfalls that nothing contradicts stay "
        "struck off.\n\nOUTFALLS limits the work to outfalls for which the expression is true; DRY_RUN "
        "shows which would be reopened and why, and writes nothing.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield DAY, REASON, AGAINST, TODAY."""
        yield from order_parameters(office=False, against=True)

    def action(self, call: Call) -> Action:
        """Return the reopening."""
        from ..operations.regime.steps import take_step

        order = order_of(call, "AGAINST")
        return lambda rows, chosen: take_step(rows, "reopen", order, chosen)
