"""``outfalltracer:checkregister``: what is missing, wrong, contradictory, double or late in the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..i18n import Later, inflected, translate
from .base import counted
from .call import Call
from .parameters import Declared, number_output
from .regime_algorithm import Action, RegimeAlgorithm, today_of, today_parameter

if TYPE_CHECKING:
    from ..operations.regime.outcome import Outcome


class CheckRegisterAlgorithm(RegimeAlgorithm):
    """Findings of the register."""

    NAME = "checkregister"
    ICON = "findings.svg"
    TITLE = Later("Algorithms", "Check the register")
    TAGS = Later("Algorithms", "outfall,register,check,missing,wrong,double,late,finding")
    HELP = Later(
        "Algorithms",
        "Looks for what is missing, wrong, contradictory, double or late in the register and its records, "
        "and keeps it in the table of findings, each with its place, its severity and what to do. Findings "
        "of the network are left alone; what a person accepted stays accepted; what is mended goes.\n\n"
        "TODAY is the day that lateness is counted from. OUTFALLS limits the check to outfalls for which "
        "the expression is true; DRY_RUN writes nothing. SUMMARY holds every finding.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield TODAY."""
        yield today_parameter()

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        for each in super().declared():
            if each.name() not in ("CHANGED", "KEPT", "REFUSED"):
                yield each
        yield number_output("FINDINGS", translate("Algorithms", "Findings"))

    def action(self, call: Call) -> Action:
        """Return the check."""
        from ..operations.regime.check import check

        today = today_of(call)
        return lambda rows, chosen: check(rows, today, chosen)

    def sentences(self, outcome: Outcome, trial: bool) -> list[str]:
        """Return how many findings there are, by kind."""
        text = translate("Algorithms", "{n} (finding|findings): {kinds}")
        said = [inflected(text, n=outcome.more["findings"],
                          kinds=counted(outcome.more["by_kind"], "finding_kind"))]
        return [*said, translate("Algorithms", "Nothing was written: this was a trial (DRY_RUN).")
                ] if trial else said

    def numbers(self, outcome: Outcome) -> dict[str, Any]:
        """Return the number of findings."""
        return {"FINDINGS": outcome.more["findings"]}
