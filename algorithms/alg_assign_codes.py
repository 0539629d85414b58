"""``outfalltracer:assigncodes``: codes from the blocks of an office, never one twice."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Later, translate
from .call import Call
from .parameters import Declared, text
from .regime_algorithm import Action, RegimeAlgorithm, code_column, today_of, today_parameter


class AssignCodesAlgorithm(RegimeAlgorithm):
    """Codes for outfalls that have none."""

    NAME = "assigncodes"
    ICON = "judge.svg"
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
