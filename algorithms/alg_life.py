"""The verbs of the life of an outfall: plans, steps one by one and by lists, signs, reports by citizens.

``outfalltracer:proposeplans``, ``takestep``, ``takesteps``, ``closeoutfalls``, ``reopenoutfalls``,
``updatesigns``, ``matchreports``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ..i18n import inflected, translate, user_language
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

    def action(self, call: Call) -> Action:
        """Return the matching."""
        from ..operations.regime.citizen_reports import match_reports

        return match_reports
