"""Verbs of the regime: which outfalls, a trial that shows old and new, a summary with the reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

from ..i18n import inflected, translate
from ..problems import UserError
from .call import Call
from .choices import choice
from .parameters import Declared, flag, number_output, optional_file, outfalls_parameter, text
from .project_algorithm import ProjectAlgorithm, note_unaudited_changes

if TYPE_CHECKING:
    from ..operations.project_rows import ProjectRows
    from ..operations.regime.outcome import Outcome

Action = Callable[["ProjectRows", "Collection[str] | None"], "Outcome"]
_LINES = 40  # outfalls that are told one by one where nothing is written


class RegimeAlgorithm(ProjectAlgorithm):
    """A verb over :mod:`..operations.regime`: a subclass names the action and its own parameters."""

    ICON = "judge.svg"

    def own_parameters(self) -> Iterator[Declared]:
        """Yield what the verb has beside the common parameters."""
        yield from ()

    def action(self, call: Call) -> Action:
        """Return what is done; refuses parameters that cannot be used."""
        raise NotImplementedError

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        yield outfalls_parameter()
        yield from self.own_parameters()
        yield flag("DRY_RUN", translate("Algorithms", "Only show what would change"))
        yield optional_file(
            "SUMMARY", translate("Algorithms", "Summary with the reasons of each outfall"), "JSON (*.json)")
        yield from self.outputs()

    def outputs(self) -> Iterator[Declared]:
        """Yield the numbers among the outputs."""
        yield number_output("CHANGED", translate("Algorithms", "Outfalls that change"))
        yield number_output("KEPT", translate("Algorithms", "Outfalls where a person's value was kept"))
        yield number_output("REFUSED", translate("Algorithms", "Outfalls without a proposal"))

    def work(self, call: Call) -> dict[str, Any]:
        """Do the action in one transaction, or show it only."""
        from ..layers.project.project_file import open_check
        from ..operations.project_rows import file_rows
        from ..operations.regime.chosen import chosen_outfalls
        from ..operations.regime.unaudited_changes import note_unaudited

        path = str(self.project_path())
        trial = call.flag("DRY_RUN")
        action = self.action(call)
        open_check(path, writing=not trial)
        call.progress(0.1, "reading")
        chosen = chosen_outfalls(path, call.expression("OUTFALLS"))

        if not trial:
            note_unaudited_changes(call, path)

        def writing(share: float) -> None:
            call.progress(0.6 + 0.4 * share, "writing")

        with file_rows(path, call.user, writing=not trial, progress=writing) as rows:
            outcome = action(rows, chosen)
            language = rows.language
            if not trial:
                rows.apply(*outcome.plans)
        if not trial:
            note_unaudited(path)
        call.say(*self.sentences(outcome))
        if trial:
            call.say(translate("Algorithms", "Nothing was written: this was a trial (DRY_RUN)."))
            call.say(*self.changes(outcome))
        call.say(*(note.text(language) for note in outcome.notes))
        return {**self.numbers(outcome), **call.write_file("SUMMARY", outcome.to_json(language) + "\n")}

    def sentences(self, outcome: Outcome) -> list[str]:
        """Return what the action came to."""
        counts = outcome.counts()
        return [inflected(
            translate("Algorithms", "{n} (outfall|outfalls): {changed} (change|changes), {kept} keep what a "
                      "person entered, {refused} (has|have) no proposal."),
            n=counts["outfalls"], changed=counts["changed"], kept=counts["kept"], refused=counts["refused"])]

    def changes(self, outcome: Outcome) -> list[str]:
        """Return old and new of the first outfalls, which a trial tells."""
        pair = translate("Algorithms", "{title}: {column} from “{old}” to “{new}”")
        lines = [pair.format(title=one.title, column=column, old=one.old.get(column) or "", new=value or "")
                 for one in outcome.outfalls for column, value in one.new.items()]
        return lines[:_LINES]

    def numbers(self, outcome: Outcome) -> dict[str, Any]:
        """Return the numbers among the outputs."""
        counts = outcome.counts()
        return {"CHANGED": counts["changed"], "KEPT": counts["kept"], "REFUSED": counts["refused"]}


def code_column() -> Declared:
    """Return COLUMN: which codes are meant."""
    words = {"code_national": translate("Algorithms", "National codes"),
             "code_local": translate("Algorithms", "Local codes")}
    return choice("COLUMN", translate("Algorithms", "Which codes"), words, default="code_national")


def today_parameter() -> Declared:
    """Return TODAY: the day that counts as the present one."""
    return text("TODAY", translate("Algorithms", "The present day (YYYY-MM-DD), if not the real one"),
                optional=True)


def today_of(call: Call) -> dt.date:
    """Return TODAY, the real day where it is not given; UserError where it is no day."""
    given = call.text("TODAY").strip()
    if not given:
        return dt.date.today()  # noqa: DTZ011 - the day where the person is
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        said = translate("Algorithms", "TODAY must be a day such as 2024-05-31; {value} is not.")
        raise UserError(said.format(value=given)) from error
