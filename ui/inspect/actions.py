"""Everything the inspector does, with its key: one key each, on the map and in the dock."""

from __future__ import annotations

from ...i18n import translate
from ..judge.actions import Action

#: Keys of verdicts, in the order of the value list ``inspection_seen``.
VERDICTS = {"seen": "1", "not_seen": "2", "uncertain": "3", "hidden": "4", "bad_image": "5"}
#: Keys of what is seen most beside the outlet, in one: the verdict "seen" with these details.
FINDS: dict[str, tuple[str, dict[str, str]]] = {
    "seen_plume": ("6", {"plume": "yes"}),
    "seen_foam": ("7", {"foam": "yes"}),
    "seen_both": ("8", {"plume": "yes", "foam": "yes"}),
}


def steps() -> tuple[Action, ...]:
    """Return the actions that lead to another stop."""
    return (
        Action(
            "previous",
            "previous",
            translate("Inspect", "Previous"),
            translate("Inspect", "The outfall before, along the bank"),
            "K",
        ),
        Action(
            "next",
            "next",
            translate("Inspect", "Next"),
            translate("Inspect", "The next outfall along the bank"),
            "J",
        ),
        Action(
            "take_back",
            "undo",
            translate("Inspect", "Take the last verdict back"),
            translate("Inspect", "Take the last verdict back and return to its outfall"),
            "U",
        ),
        Action(
            "scale",
            "zoom",
            translate("Inspect", "Back to the outfall"),
            translate("Inspect", "The outfall in the middle, at the fixed scale"),
            "0",
        ),
    )


def details() -> tuple[Action, ...]:
    """Return the actions that set a detail of the record; each press chooses the next value."""
    return (
        Action("discharge", "", translate("Inspect", "Discharge"), "", "D"),
        Action("colour", "", translate("Inspect", "Colour"), "", "C"),
        Action("plume", "", translate("Inspect", "Plume"), "", "P"),
        Action("foam", "", translate("Inspect", "Foam"), "", "O"),
    )


def comparisons() -> tuple[Action, ...]:
    """Return the ways to compare two sides."""
    return (
        Action(
            "one",
            "compare_one",
            translate("Inspect", "One image"),
            translate("Inspect", "The left side alone"),
            "I",
        ),
        Action(
            "swipe",
            "compare_swipe",
            translate("Inspect", "Swipe"),
            translate("Inspect", "Drag the edge between the two sides"),
            "W",
        ),
        Action(
            "lens",
            "compare_lens",
            translate("Inspect", "Lens"),
            translate("Inspect", "The right side in a circle around the pointer"),
            "L",
        ),
        Action(
            "flicker",
            "compare_flicker",
            translate("Inspect", "Flicker"),
            translate("Inspect", "The two sides in turn"),
            "F",
        ),
        Action(
            "beside",
            "compare_beside",
            translate("Inspect", "Side by side"),
            translate("Inspect", "The same place twice"),
            "H",
        ),
    )


def finds() -> tuple[Action, ...]:
    """Return the verdicts that say more than one thing."""
    texts = {
        "seen_plume": translate("Inspect", "Seen, plume"),
        "seen_foam": translate("Inspect", "Seen, foam"),
        "seen_both": translate("Inspect", "Seen, both"),
    }
    tips = {
        "seen_plume": translate("Inspect", "The outlet is seen, and a plume"),
        "seen_foam": translate("Inspect", "The outlet is seen, and foam"),
        "seen_both": translate("Inspect", "The outlet is seen, with a plume and foam"),
    }
    return tuple(Action(name, "", texts[name], tips[name], key) for name, (key, _details) in FINDS.items())


def at_stop() -> tuple[Action, ...]:
    """Return the other actions at a stop."""
    return (
        Action(
            "exchange",
            "flip_sides",
            translate("Inspect", "Exchange the sides"),
            translate("Inspect", "What is left goes right"),
            "G",
        ),
        Action(
            "band",
            "thermal",
            translate("Inspect", "Visible or thermal"),
            translate("Inspect", "The other band of the same flight"),
            "V",
        ),
        Action(
            "flight",
            "images",
            translate("Inspect", "Next flight"),
            translate("Inspect", "The same place on the next flight"),
            "N",
        ),
        Action(
            "strip",
            "strip",
            translate("Inspect", "All flights"),
            translate("Inspect", "The same place through all flights, small"),
            "T",
        ),
        Action(
            "marks",
            "marks",
            translate("Inspect", "Marks"),
            translate("Inspect", "Show or hide the rings around outfalls"),
            "M",
        ),
        Action(
            "suspect",
            "suspect",
            translate("Inspect", "Suspected outfall"),
            translate("Inspect", "Click where the register has none"),
            "A",
        ),
        Action(
            "snapshot",
            "evidence",
            translate("Inspect", "Snapshot"),
            translate("Inspect", "Keep what is seen, with scale, north and image names, as evidence"),
            "E",
        ),
        Action(
            "photo",
            "photo",
            translate("Inspect", "Photos"),
            translate("Inspect", "The photo nearest to the outfall; left and right lead through time"),
            "B",
        ),
        Action(
            "offset",
            "offset",
            translate("Inspect", "Move the image"),
            translate("Inspect", "Click where something is seen, then where it is; right click ends"),
            "R",
        ),
        Action(
            "unmove",
            "clear",
            translate("Inspect", "Back where it was"),
            translate("Inspect", "Take the offset of the images of this flight away"),
            "",
        ),
    )


def all_keys() -> dict[str, str]:
    """Return the name of the action by key."""
    found = {key: name for name, key in VERDICTS.items()}
    for action in (*steps(), *details(), *comparisons(), *finds(), *at_stop()):
        if action.key:
            found[action.key] = action.name
    return found
