"""``outfalltracer:updatesigns``: the signs follow the state of their outfalls."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Later, translate, user_language
from ..layers.schema import SCHEMA
from .call import Call
from .choices import choice
from .parameters import Declared, text
from .regime_algorithm import Action, RegimeAlgorithm, today_of, today_parameter


class UpdateSignsAlgorithm(RegimeAlgorithm):
    """States of signs."""

    NAME = "updatesigns"
    ICON = "judge.svg"
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
        day = translate("Algorithms", "Day of the step (YYYY-MM-DD; empty: TODAY)")
        yield text("DAY", day, optional=True)
        yield today_parameter()

    def action(self, call: Call) -> Action:
        """Return the update."""
        from ..operations.regime.signs import set_sign, update_signs

        today, state = today_of(call), call.choice("STATE")
        day = call.text("DAY").strip() or today.isoformat()
        if state:
            return lambda rows, chosen: set_sign(rows, state, day, today, chosen)
        return lambda rows, chosen: update_signs(rows, today, chosen)
