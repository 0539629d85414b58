"""``outfalltracer:takesteps``: a whole list of steps, each with its own outfall and day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ..i18n import Later, inflected, translate
from .call import Call
from .parameters import Declared, input_file
from .regime_algorithm import Action, RegimeAlgorithm, today_of, today_parameter

if TYPE_CHECKING:
    from ..operations.project_rows import ProjectRows
    from ..operations.regime.outcome import Outcome

_LINES = 40  # refused steps that are told one by one; SUMMARY has all


class TakeStepsAlgorithm(RegimeAlgorithm):
    """Many steps at once."""

    NAME = "takesteps"
    ICON = "judge.svg"
    TITLE = Later("Algorithms", "Take the steps of a list")
    TAGS = Later("Algorithms", "outfall,plan,works,begin,finish,accept,close,reopen,list,ledger,date,batch")
    HELP = Later(
        "Algorithms",
        "Takes the steps of a list (CSV, Excel), one row each: outfall (code, name or uid), step (plan, "
        "revise, begin, finish, accept_district, accept_lead, reject, close, reopen, put_right, or what they "
        "are called), day, and where they matter office, reason, proof and criteria (yes or no: whether the "
        "criteria of finished works are met). Steps are taken by day, each on what those before it left, as "
        "takestep, closeoutfalls and reopenoutfalls take them. One that cannot be taken is refused with all "
        "that is missing; the others go on. Where an outfall or a step is not known, nothing is written.\n\n"
        "OUTFALLS limits the work to outfalls for which the expression is true; DRY_RUN shows what would "
        "happen and writes nothing.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield STEPS, TODAY."""
        yield input_file("STEPS", translate("Algorithms", "List of steps (CSV, Excel)"))
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the steps."""
        from ..importing.readers import read
        from ..operations.regime.step_table import StepTable
        from ..operations.regime.steps import take_steps

        today, raw = today_of(call), read(call.file("STEPS"))

        def taken(rows: ProjectRows, chosen: Collection[str] | None) -> Outcome:
            table = StepTable({name: cells.tolist() for name, cells in raw.columns.items()},
                              raw.row_number.tolist(), rows.language)
            return take_steps(rows, table.wishes(rows, call.user, today, chosen))

        return taken

    def sentences(self, outcome: Outcome, trial: bool) -> list[str]:
        """Return what the user hears: how many steps, and why some were refused."""
        from ..i18n import user_language

        counts = outcome.counts()
        said = [inflected(translate("Algorithms", "{n} (step|steps): {changed} taken, {refused} refused."),
                          n=counts["outfalls"], changed=counts["changed"], refused=counts["refused"])]
        line = translate("Algorithms", "Row {row}, {title}: {reasons}")
        said += [line.format(row=one.more.get("row", ""), title=one.title, reasons=one.basis(user_language()))
                 for one in outcome.outfalls if one.refused][:_LINES]
        if trial:
            said.append(translate("Algorithms", "Nothing was written: this was a trial (DRY_RUN)."))
        return said
