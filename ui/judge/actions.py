"""The actions of the judging dock: names, icons, texts and single keys."""

from __future__ import annotations

from ...i18n import translate
from ..action_dock import Keyed

#: Actions on the links that are selected.
ON_LINKS = ("confirm", "reject", "candidate", "note", "remove", "way", "section")


def decisions() -> tuple[Keyed, ...]:
    """Return the actions on candidates."""
    return (
        Keyed("confirm", "Y", translate("Judge", "Confirm"),
              translate("Judge", "The selected sources drain to this outfall")),
        Keyed("reject", "N", translate("Judge", "Reject"),
              translate("Judge", "The selected sources do not drain to this outfall")),
        Keyed("candidate", "U", translate("Judge", "Back to candidate"),
              translate("Judge", "Take the decision back")),
        Keyed("note", "M", translate("Judge", "Note…"),
              translate("Judge", "Write a note on the selected links")),
        Keyed("evidence", "E", translate("Judge", "Attach evidence…"),
              translate("Judge", "Copy photos or documents into the project and attach them")),
        Keyed("assign", "S", translate("Judge", "Assign a source…"),
              translate("Judge", "Link a source that the trace did not find, from a list")),
        Keyed("pick", "P", translate("Judge", "Assign by clicking"),
              translate("Judge", "Click the source on the map; Esc or right click leaves"),
              icon="trace_tool"),
        Keyed("remove", "Del", translate("Judge", "Remove an assigned source"),
              translate("Judge", "Remove links that a person assigned"), icon="clear"),
        Keyed("way", "W", translate("Judge", "Show the way"),
              translate("Judge", "Show the way of the selected source on the map"), icon="zoom"),
        Keyed("section", "L", translate("Judge", "Long section"),
              translate("Judge", "Show the long section of the way")),
    )


def endings() -> tuple[Keyed, ...]:
    """Return the actions on the outfall."""
    return (
        Keyed("complete", "C", translate("Judge", "Complete"),
              translate("Judge", "Mark this outfall as complete; lists what is still missing")),
        Keyed("untraceable", "X", translate("Judge", "Untraceable…"),
              translate("Judge", "Mark this outfall as untraceable and give the reason")),
        Keyed("send_back", "B", translate("Judge", "Send back…"),
              translate("Judge", "Send the outfall back with a note")),
        Keyed("reopen", "O", translate("Judge", "Reopen"), translate("Judge", "Reopen the outfall")),
        Keyed("retrace", "T", translate("Judge", "Trace and take the result"),
              translate("Judge", "Trace this outfall now and make what is found its candidates"),
              icon="trace"),
        Keyed("differences", "D", translate("Judge", "Differences…"),
              translate("Judge", "Entered values beside those from the links"), icon="difference"),
    )
