"""``outfalltracer:classify``: the class of every outfall under both rule versions, with reasons."""

from __future__ import annotations

from ..i18n import Later
from .call import Call
from .regime_algorithm import Action, RegimeAlgorithm


class ClassifyAlgorithm(RegimeAlgorithm):
    """Classes from sources, pipes, mouths and names."""

    NAME = "classify"
    ICON = "judge.svg"
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
