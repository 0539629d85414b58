"""The verbs of the record: classes, names, codes, responsible parties, the check of the register.

``outfalltracer:classify``, ``proposenames``, ``assigncodes``, ``assignparties``, ``checkregister``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..i18n import inflected, translate
from .base import counted
from .call import Call
from .parameters import Declared, number_output, text
from .regime_algorithm import Action, RegimeAlgorithm, code_column, today_of, today_parameter

if TYPE_CHECKING:
    from ..operations.regime.outcome import Outcome


class ClassifyAlgorithm(RegimeAlgorithm):
    """Classes from sources, pipes, mouths and names."""

    NAME = "classify"

    def action(self, call: Call) -> Action:
        """Return the classification."""
        from ..operations.regime.classify import classify

        return classify


class ProposeNamesAlgorithm(RegimeAlgorithm):
    """Names after party or place."""

    NAME = "proposenames"

    def action(self, call: Call) -> Action:
        """Return the naming."""
        from ..operations.regime.names import propose

        return propose


class AssignCodesAlgorithm(RegimeAlgorithm):
    """Codes for outfalls that have none."""

    NAME = "assigncodes"

    def own_parameters(self) -> Iterator[Declared]:
        """Yield COLUMN, OFFICE and TODAY."""
        yield code_column()
        yield text("OFFICE", translate("Algorithms", "Office whose blocks are used"), optional=True)
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the assignment."""
        from ..operations.regime.codes import assign_codes

        office = call.text("OFFICE").strip() or call.user
        column, today = call.choice("COLUMN"), today_of(call)
        return lambda rows, chosen: assign_codes(rows, office, today, column, chosen)


class AssignPartiesAlgorithm(RegimeAlgorithm):
    """Responsible parties."""

    NAME = "assignparties"

    def action(self, call: Call) -> Action:
        """Return the decision."""
        from ..operations.regime.parties import assign_parties

        return assign_parties


class CheckRegisterAlgorithm(RegimeAlgorithm):
    """Findings of the register."""

    NAME = "checkregister"
    ICON = "findings.svg"

    def own_parameters(self) -> Iterator[Declared]:
        """Yield TODAY."""
        yield today_parameter()

    def outputs(self) -> Iterator[Declared]:
        """Yield the number of findings."""
        yield number_output("FINDINGS", translate("Algorithms", "Findings"))

    def action(self, call: Call) -> Action:
        """Return the check."""
        from ..operations.regime.check import check

        today = today_of(call)
        return lambda rows, chosen: check(rows, today, chosen)

    def sentences(self, outcome: Outcome) -> list[str]:
        """Return how many findings there are, by kind."""
        text = translate("Algorithms", "{n} (finding|findings): {kinds}")
        return [inflected(text, n=outcome.more["findings"],
                          kinds=counted(outcome.more["by_kind"], "finding_kind"))]

    def numbers(self, outcome: Outcome) -> dict[str, Any]:
        """Return the number of findings."""
        return {"FINDINGS": outcome.more["findings"]}
