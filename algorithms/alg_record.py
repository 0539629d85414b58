"""The verbs of the record: classes, names, codes, responsible parties, the check of the register.

``outfalltracer:classify``, ``proposenames``, ``assigncodes``, ``assignparties``, ``checkregister``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..i18n import Later, inflected, translate
from .base import counted
from .call import Call
from .parameters import Declared, number_output, text
from .regime_algorithm import Action, RegimeAlgorithm, code_column, today_of, today_parameter

if TYPE_CHECKING:
    from ..operations.regime.outcome import Outcome


class ClassifyAlgorithm(RegimeAlgorithm):
    """Classes from sources, pipes, mouths and names."""

    NAME = "classify"
    TITLE = Later("Algorithms", "Classify outfalls")
    TAGS = Later("Algorithms", "outfall,class,type,HJ 1312,718,propose,water body")
    HELP = Later(
        "Algorithms",
        "Writes the class of outfalls under HJ 1312 and under the rule of 2020, and whether they are "
        "outfalls at all, from confirmed and candidate sources, the pipe that arrives, the mouth and the "
        "words of the name. Every proposal has its reasons and a confidence; what is less sure than the "
        "rule tables ask is said in SUMMARY and not written.\n\n"
        "What a person entered is never overwritten: the difference is in SUMMARY. A second pass changes "
        "nothing. OUTFALLS limits the work to outfalls for which the expression is true; DRY_RUN shows old "
        "and new and writes nothing.",
    )

    def action(self, call: Call) -> Action:
        """Return the classification."""
        from ..operations.regime.classify import classify

        return classify


class ProposeNamesAlgorithm(RegimeAlgorithm):
    """Names after party or place."""

    NAME = "proposenames"
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


class AssignCodesAlgorithm(RegimeAlgorithm):
    """Codes for outfalls that have none."""

    NAME = "assigncodes"
    TITLE = Later("Algorithms", "Assign outfall codes")
    TAGS = Later("Algorithms", "outfall,code,national,local,serial,block,assign")
    HELP = Later(
        "Algorithms",
        "Gives a code to every outfall that has none: the lowest free serial of the blocks of OFFICE (table "
        "code_blocks; without OFFICE, whoever runs the verb). A district without any block gets one of all "
        "its free serials, and that is said. A code that was ever given is never given again; an outfall "
        "that lost its code gets its own back. COLUMN chooses national or local codes; neither stands in "
        "for the other.\n\n"
        "Parts of a code that could not be verified are marked in SUMMARY. OUTFALLS limits the work to "
        "outfalls for which the expression is true; DRY_RUN shows the codes and writes nothing.",
    )

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
