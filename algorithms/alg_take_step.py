"""``outfalltracer:takestep``: the next step of the life of outfalls, from adopting the plan to acceptance."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Later, translate, user_language
from .call import Call
from .choices import choice
from .life_parameters import order_of, order_parameters
from .parameters import Declared
from .regime_algorithm import Action, RegimeAlgorithm


class TakeStepAlgorithm(RegimeAlgorithm):
    """A step of the life."""

    NAME = "takestep"
    ICON = "judge.svg"
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
        yield from order_parameters(criteria=True)

    def action(self, call: Call) -> Action:
        """Return the step."""
        from ..operations.regime.steps import take_step

        step, order = call.choice("STEP"), order_of(call, "OFFICE", "CRITERIA")
        return lambda rows, chosen: take_step(rows, step, order, chosen)
