"""The actions of the judging dock: names, icons, texts and single keys."""

from __future__ import annotations

from dataclasses import dataclass

from ...i18n import translate


@dataclass(frozen=True)
class Action:
    """One action of the dock."""

    name: str
    icon: str
    text: str
    tip: str
    key: str
    needs_links: bool = False


def decisions() -> tuple[Action, ...]:
    """Return the actions on candidates."""
    return (
        Action(
            "confirm",
            "confirm",
            translate("Judge", "Confirm"),
            translate("Judge", "The selected sources drain to this outfall"),
            "Y",
            True,
        ),
        Action(
            "reject",
            "reject",
            translate("Judge", "Reject"),
            translate("Judge", "The selected sources do not drain to this outfall"),
            "N",
            True,
        ),
        Action(
            "candidate",
            "candidate",
            translate("Judge", "Back to candidate"),
            translate("Judge", "Take the decision back"),
            "U",
            True,
        ),
        Action(
            "note",
            "note",
            translate("Judge", "Note…"),
            translate("Judge", "Write a note on the selected links"),
            "M",
            True,
        ),
        Action(
            "evidence",
            "evidence",
            translate("Judge", "Attach evidence…"),
            translate("Judge", "Copy photos or documents into the project and attach them"),
            "E",
        ),
        Action(
            "assign",
            "assign",
            translate("Judge", "Assign a source…"),
            translate("Judge", "Link a source that the trace did not find, from a list"),
            "S",
        ),
        Action(
            "pick",
            "trace_tool",
            translate("Judge", "Assign by clicking"),
            translate("Judge", "Click the source on the map; Esc or right click leaves"),
            "P",
        ),
        Action(
            "remove",
            "clear",
            translate("Judge", "Remove an assigned source"),
            translate("Judge", "Remove links that a person assigned"),
            "Del",
            True,
        ),
        Action(
            "way",
            "zoom",
            translate("Judge", "Show the way"),
            translate("Judge", "Show the way of the selected source on the map"),
            "W",
            True,
        ),
        Action(
            "section",
            "section",
            translate("Judge", "Long section"),
            translate("Judge", "Show the long section of the way"),
            "L",
            True,
        ),
    )


def endings() -> tuple[Action, ...]:
    """Return the actions on the outfall."""
    return (
        Action(
            "complete",
            "complete",
            translate("Judge", "Complete"),
            translate("Judge", "Mark this outfall as complete; lists what is still missing"),
            "C",
        ),
        Action(
            "untraceable",
            "untraceable",
            translate("Judge", "Untraceable…"),
            translate("Judge", "Mark this outfall as untraceable and give the reason"),
            "X",
        ),
        Action(
            "send_back",
            "send_back",
            translate("Judge", "Send back…"),
            translate("Judge", "Send the outfall back with a note"),
            "B",
        ),
        Action(
            "reopen",
            "reopen",
            translate("Judge", "Reopen"),
            translate("Judge", "Reopen the outfall"),
            "O",
        ),
        Action(
            "retrace",
            "trace",
            translate("Judge", "Trace and take the result"),
            translate("Judge", "Trace this outfall now and make what is found its candidates"),
            "T",
        ),
        Action(
            "differences",
            "difference",
            translate("Judge", "Differences…"),
            translate("Judge", "Entered values beside those from the links"),
            "D",
        ),
    )
