"""The verbs of the life of an outfall: plans, steps one by one and by lists, signs, reports by citizens.

``outfalltracer:proposeplans``, ``takestep``, ``takesteps``, ``closeoutfalls``, ``reopenoutfalls``,
``updatesigns``, ``matchreports``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ..i18n import Later, inflected, translate, user_language
from ..layers.schema import SCHEMA
from .call import Call
from .choices import choice
from .parameters import Declared, input_file, text
from .regime_algorithm import Action, RegimeAlgorithm, today_of, today_parameter

if TYPE_CHECKING:
    from ..operations.project_rows import ProjectRows
    from ..operations.regime.outcome import Outcome
    from ..rules.life_conditions import LifeOrder

_LINES = 40  # refused steps that are told one by one; SUMMARY has all


def _day() -> Declared:
    return text("DAY", translate("Algorithms", "Day of the step (YYYY-MM-DD; empty: TODAY)"), optional=True)


def _reason() -> Declared:
    return text("REASON", translate("Algorithms", "Reason"), optional=True)


def _order(call: Call) -> LifeOrder:
    """Return who takes a step when, why and with what proof, as far as the verb asks for it."""
    from ..rules.life_conditions import LifeOrder

    today = today_of(call)
    given = {name: call.text(name).strip() if call.has(name) else ""
             for name in ("DAY", "OFFICE", "REASON", "PROOF", "AGAINST")}
    table, _, uid = given["AGAINST"].partition(":")
    return LifeOrder(given["DAY"] or today.isoformat(), call.user, today, given["OFFICE"], given["REASON"],
                     given["PROOF"], call.choice("CRITERIA") if call.has("CRITERIA") else "",
                     table.strip(), uid.strip())


class ProposePlansAlgorithm(RegimeAlgorithm):
    """One plan per outfall."""

    NAME = "proposeplans"
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


class TakeStepAlgorithm(RegimeAlgorithm):
    """A step of the life."""

    NAME = "takestep"
    TITLE = Later("Algorithms", "Take a step of the remediation")
    TAGS = Later("Algorithms", "outfall,plan,works,begin,finish,accept,district,department,stage")
    HELP = Later(
        "Algorithms",
        "Notes that a step was taken on DAY: the plan adopted or revised, works begun or finished, "
        "accepted by the district or by the lead department (OFFICE names who), or not accepted (with a "
        "REASON). Striking off and reopening have verbs of their own. What may follow what is the table "
        "life; an outfall that cannot take the step is refused with all that is missing, the others go "
        "on.\n\n"
        "“Put right” takes back days on record that cannot be, such as an acceptance before the works; the "
        "audit trail keeps them. OUTFALLS limits the work to outfalls for which the expression is true; "
        "DRY_RUN shows what would happen and writes nothing.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield STEP, DAY, OFFICE, REASON, TODAY, CRITERIA."""
        from ..rules.life_actions import ACTIONS, action_title

        words = {name: action_title(name).text(user_language()) for name in ACTIONS
                 if name not in ("close", "reopen", "put_right")}
        words["put_right"] = translate("Algorithms", "Put right")
        yield choice("STEP", translate("Algorithms", "Step"), words)
        yield _day()
        yield text("OFFICE", translate("Algorithms", "Office that accepts"), optional=True)
        yield _reason()
        yield today_parameter()
        yield choice("CRITERIA", translate("Algorithms", "The criteria of finished works are met"), {
            "yes": translate("Algorithms", "Yes"), "no": translate("Algorithms", "No")}, optional=True,
            unset=translate("Algorithms", "not said"))

    def action(self, call: Call) -> Action:
        """Return the step."""
        return self.step(call.choice("STEP"), call)

    def step(self, step: str, call: Call) -> Action:
        """Return one step for all chosen outfalls."""
        from ..operations.regime.steps import take_step

        order = _order(call)
        return lambda rows, chosen: take_step(rows, step, order, chosen)


class TakeStepsAlgorithm(RegimeAlgorithm):
    """Many steps at once."""

    NAME = "takesteps"
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

    def sentences(self, outcome: Outcome) -> list[str]:
        """Return what the user hears: how many steps, and why some were refused."""
        counts = outcome.counts()
        said = inflected(translate("Algorithms", "{n} (step|steps): {changed} taken, {refused} refused."),
                         n=counts["outfalls"], changed=counts["changed"], refused=counts["refused"])
        line = translate("Algorithms", "Row {row}, {title}: {reasons}")
        lines = [line.format(row=one.more.get("row", ""), title=one.title, reasons=one.basis(user_language()))
                 for one in outcome.outfalls if one.refused]
        return [said, *lines[:_LINES]]


class CloseOutfallsAlgorithm(TakeStepAlgorithm):
    """Striking off."""

    NAME = "closeoutfalls"
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
        yield _day()
        yield _reason()
        yield text("PROOF", translate("Algorithms", "Proof of the closing (file, relative)"), optional=True)
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the closing."""
        return self.step("close", call)


class ReopenOutfallsAlgorithm(TakeStepAlgorithm):
    """Reopening."""

    NAME = "reopenoutfalls"
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
        yield _day()
        yield _reason()
        yield text("AGAINST", translate(
            "Algorithms", "Record that contradicts, as table:uid (empty: the earliest)"), optional=True)
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the reopening."""
        return self.step("reopen", call)


class UpdateSignsAlgorithm(RegimeAlgorithm):
    """States of signs."""

    NAME = "updatesigns"
    TITLE = Later("Algorithms", "Update the signs")
    TAGS = Later("Algorithms", "outfall,sign,plate,install,remove,damaged,void")
    HELP = Later(
        "Algorithms",
        "Without STATE the signs follow their outfalls: one that has a code and no sign gets one to be made, "
        "one that left the register or was banned and struck off has it removed, a plate that shows "
        "something else than the register is made anew. With STATE the signs of the chosen outfalls are "
        "noted as made, installed (on DAY, with the name and code of the register), damaged or void.\n\n"
        "OUTFALLS limits the work to outfalls for which the expression is true; DRY_RUN writes nothing.",
    )

    def own_parameters(self) -> Iterator[Declared]:
        """Yield STATE, DAY, TODAY."""
        states = SCHEMA.values("sign_state")
        words = {code: states.label(code, user_language()) for code in states.codes}
        yield choice("STATE", translate("Algorithms", "State to record"), words, optional=True,
                     unset=translate("Algorithms", "signs follow their outfalls"))
        yield _day()
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the update."""
        from ..operations.regime.signs import set_sign, update_signs

        today, state = today_of(call), call.choice("STATE")
        day = call.text("DAY").strip() or today.isoformat()
        if state:
            return lambda rows, chosen: set_sign(rows, state, day, today, chosen)
        return lambda rows, chosen: update_signs(rows, today, chosen)


class MatchReportsAlgorithm(RegimeAlgorithm):
    """Reports by citizens."""

    NAME = "matchreports"
    TITLE = Later("Algorithms", "Match reports by citizens")
    TAGS = Later("Algorithms", "report,citizen,complaint,hotline,outfall,match")
    HELP = Later(
        "Algorithms",
        "Matches every report that belongs to no outfall yet: by the code that was named, else by its place "
        "where one outfall is clearly nearest. What cannot be told stays open and is said. A match that a "
        "person made is never changed. DRY_RUN writes nothing.",
    )

    def action(self, call: Call) -> Action:
        """Return the matching."""
        from ..operations.regime.citizen_reports import match_reports

        return match_reports
