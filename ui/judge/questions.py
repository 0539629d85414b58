"""What the judging dock asks the user in windows of its own before something is done."""

from __future__ import annotations

from functools import partial

from ...i18n import translate
from ...operations.judging import candidates, completeness
from ...operations.judging.outfall_update import differences_of
from .dialogs import AssignDialog, DifferencesDialog, accepted, asked_text
from .judging import Judging


def ask_note(judging: Judging) -> None:
    """Ask for a note on the selected links."""
    links = judging.dock.selected()
    if links:
        title, question = translate("Judge", "Note"), translate("Judge", "Note on the selected links:")
        before = links[0].remark if len(links) == 1 else ""
        text = asked_text(judging.dock, title, question, text=before, required=False)
        if text is not None:
            judging.attempt(lambda: candidates.annotate(judging.session, links, text))


def ask_source(judging: Judging) -> None:
    """Let the user find a source in the list of all, and assign it."""
    dialog = AssignDialog(lambda text: candidates.search_sources(judging.session, text), judging.dock)
    if accepted(dialog):
        chosen = dialog.chosen()
        if chosen:
            judging.assign(*chosen)
            if dialog.zoomBox.isChecked():
                judging.zoom_to(*chosen)


def ask_untraceable(judging: Judging) -> None:
    """Ask why the outfalls cannot be traced; for one that is untraceable, take that back."""
    for uid in judging.outfalls:
        work = completeness.work_of(judging.session, uid)
        if work is None:
            continue
        if work.status == "untraceable":
            judging.attempt(partial(completeness.traceable, judging.session, uid))
            continue
        if not judging.attempt(partial(completeness.refuse_where_traced, judging.session, uid)):
            continue  # nobody writes a reason first and is refused then
        question = translate("Judge", "Why can {outfall} not be traced?").format(outfall=work.title)
        title = translate("Judge", "Untraceable")
        reason = asked_text(judging.dock, title, question, text=work.reason, choices=reasons())
        if reason is None:
            return
        judging.attempt(partial(completeness.untraceable, judging.session, uid, reason))


def reasons() -> list[str]:
    """Return why outfalls cannot be traced, as people usually write."""
    return [
        translate("Judge", "No drainage records, and no upstream manhole could be found or opened"),
        translate("Judge", "The outlet is submerged or silted up and cannot be entered"),
        translate("Judge", "The pipe runs into premises that cannot be entered"),
        translate("Judge", "The pipe is collapsed or built over; its course upstream is unknown"),
        translate("Judge", "Dry at every inspection, and no source on record"),
    ]


def ask_send_back(judging: Judging) -> None:
    """Ask what is to be done again."""
    if not judging.outfalls:
        return
    title, question = translate("Judge", "Send back"), translate("Judge", "What is to be done again?")
    note = asked_text(judging.dock, title, question)
    if note is not None:
        for uid in judging.outfalls:
            judging.attempt(partial(completeness.send_back, judging.session, uid, note))


def ask_differences(judging: Judging) -> None:
    """Show a person's values beside what the links come to, to take or leave."""
    found = differences_of(judging.session, judging.outfalls)
    if not found:
        judging.desk.messages.info(
            translate("Judge", "Everything that people entered agrees with the links.")
        )
        return
    dialog = DifferencesDialog(found, judging.dock)
    if accepted(dialog):
        judging.settle(dialog.decisions())
