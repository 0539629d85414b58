"""What the judging dock asks the user in windows of its own before something is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...i18n import translate
from ...operations.judging import completeness, judging
from ...operations.judging.outfall_update import differences_of
from .dialogs import AssignDialog, DifferencesDialog, TextDialog, accepted

if TYPE_CHECKING:
    from .part import JudgePart


def ask_note(part: JudgePart) -> None:
    """Ask for a note on the selected links."""
    links = part.dock.selected()
    if links:
        text = links[0].remark if len(links) == 1 else ""
        dialog = TextDialog(
            translate("Judge", "Note"),
            translate("Judge", "Note on the selected links:"),
            text,
            required=False,
            parent=part.dock,
        )
        if accepted(dialog):
            part.attempt(lambda: judging.annotate(part.session, links, dialog.text))


def ask_source(part: JudgePart) -> None:
    """Let the user find a source in the list of all, and assign it."""
    dialog = AssignDialog(lambda text: judging.search_sources(part.session, text), part.dock)
    if accepted(dialog):
        chosen = dialog.chosen()
        if chosen:
            part.assign(*chosen)
            if dialog.zoomBox.isChecked():
                part.zoom_to(*chosen)


def ask_untraceable(part: JudgePart) -> None:
    """Ask why the outfalls cannot be traced; for one that is untraceable, take that back."""
    for uid in part.outfalls:
        work = completeness.work_of(part.session, uid)
        if work is None:
            continue
        if work.status == "untraceable":
            part.attempt(partial(completeness.traceable, part.session, uid))
            continue
        dialog = TextDialog(
            translate("Judge", "Untraceable"),
            translate("Judge", "Why can {outfall} not be traced?").format(outfall=work.title),
            work.reason,
            parent=part.dock,
        )
        if not accepted(dialog):
            return
        part.attempt(partial(completeness.untraceable, part.session, uid, dialog.text))


def ask_send_back(part: JudgePart) -> None:
    """Ask what is to be done again."""
    if not part.outfalls:
        return
    dialog = TextDialog(
        translate("Judge", "Send back"), translate("Judge", "What is to be done again?"), parent=part.dock
    )
    if accepted(dialog):
        for uid in part.outfalls:
            part.attempt(partial(completeness.send_back, part.session, uid, dialog.text))


def ask_differences(part: JudgePart) -> None:
    """Show a person's values beside what the links come to, to take or leave."""
    found = differences_of(part.session, part.outfalls)
    if not found:
        part.desk.messages.info(
            translate("Judge", "No value of a person differs from what the links come to.")
        )
        return
    dialog = DifferencesDialog(found, part.dock)
    if accepted(dialog):
        part.settle(dialog.decisions())
