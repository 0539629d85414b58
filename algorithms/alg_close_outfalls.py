"""``outfalltracer:closeoutfalls``: outfalls whose conditions are all met are struck off (销号)."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Later
from .call import Call
from .life_parameters import order_of, order_parameters
from .parameters import Declared
from .regime_algorithm import Action, RegimeAlgorithm


class CloseOutfallsAlgorithm(RegimeAlgorithm):
    """Striking off."""

    NAME = "closeoutfalls"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Strike off outfalls")
    TAGS = Later("Algorithms", "outfall,close,closure,strike off,acceptance,proof")
    HELP = Later(
        "Algorithms",
        "Strikes off every outfall that was accepted by its district and by the lead department and whose "
        "conditions are met: criteria of the plan, picture after the works, samples where the plan asks for "
        "them, sign, proof. What is missing is said per outfall, and SUMMARY counts it. Nothing is ever "
        "deleted.\n\n"
        "OUTFALLS limits the work to outfalls for which the expression is true; DRY_RUN shows what is "
        "missing and writes nothing.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield DAY, REASON, PROOF, TODAY."""
        yield from order_parameters(office=False, proof=True)

    def action(self, call: Call) -> Action:
        """Return the closing."""
        from ..operations.regime.steps import take_step

        order = order_of(call, "PROOF")
        return lambda rows, chosen: take_step(rows, "close", order, chosen)
