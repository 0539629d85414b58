"""``outfalltracer:proposeplans``: the plan of each outfall (一口一策): ban, merge, regulate or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Later
from .call import Call
from .parameters import Declared
from .regime_algorithm import Action, RegimeAlgorithm, today_of, today_parameter


class ProposePlansAlgorithm(RegimeAlgorithm):
    """One plan per outfall."""

    NAME = "proposeplans"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Propose remediation plans")
    TAGS = Later("Algorithms", "outfall,plan,remediation,ban,merge,regulate,deadline")
    HELP = Later(
        "Algorithms",
        "Proposes one plan for each outfall that has none: ban, merge, regulate or nothing to do, with the "
        "condition that speaks for it, goal, measures, responsible unit and deadline. Whether an outfall "
        "lies in a protected area or in one with sewers comes from the tables protected_areas and "
        "sewer_areas; where they are empty it is not known, and that is said.\n\n"
        "A proposal counts for nothing before somebody adopts it (takestep). A plan that stands is never "
        "changed. OUTFALLS limits the work to outfalls for which the expression is true; DRY_RUN shows the "
        "plans and writes nothing.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield TODAY."""
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the proposal."""
        from ..operations.regime.plans import propose_plans

        today = today_of(call)
        return lambda rows, chosen: propose_plans(rows, today, chosen)
