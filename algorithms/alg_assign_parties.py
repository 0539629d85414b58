"""``outfalltracer:assignparties``: who is responsible for each outfall, by the three rules."""

from __future__ import annotations

from ..i18n import Later
from .call import Call
from .regime_algorithm import Action, RegimeAlgorithm


class AssignPartiesAlgorithm(RegimeAlgorithm):
    """Responsible parties."""

    NAME = "assignparties"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Assign responsible parties")
    TAGS = Later("Algorithms", "outfall,party,responsible,owner,user,government,rule")
    HELP = Later(
        "Algorithms",
        "Decides who is responsible for each outfall: the party that is user and owner (R1), else the user "
        "first (R2), else the district government (R3). The register's own statement counts before what was "
        "traced, confirmed links before candidates, on which a decision is provisional. SUMMARY names rule, "
        "reason, evidence, what setting the outfall needs, and the leading department.\n\n"
        "What a person entered is never overwritten. OUTFALLS limits the work to outfalls for which the "
        "expression is true; DRY_RUN shows old and new and writes nothing.",
    )

    def action(self, call: Call) -> Action:
        """Return the decision."""
        from ..operations.regime.parties import assign_parties

        return assign_parties
