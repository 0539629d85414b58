"""Everything the inspector does, with its key: one key each, on the map and in the dock."""

from __future__ import annotations

from ...i18n import translate
from ..action_dock import Keyed

#: Keys of verdicts, in the order of the value list ``inspection_seen``.
VERDICTS = {"seen": "1", "not_seen": "2", "uncertain": "3", "hidden": "4", "bad_image": "5"}
#: What is seen most beside the outlet, in one: the verdict "seen" with these details.
FINDS = {
    "seen_plume": {"plume": "yes"},
    "seen_foam": {"foam": "yes"},
    "seen_both": {"plume": "yes", "foam": "yes"},
}


def steps() -> tuple[Keyed, ...]:
    """Return the actions that lead to another stop."""
    return (
        Keyed("previous", "K", translate("Inspect", "Previous"),
              translate("Inspect", "The outfall before, along the bank")),
        Keyed("next", "J", translate("Inspect", "Next"),
              translate("Inspect", "The next outfall along the bank")),
        Keyed("take_back", "U", translate("Inspect", "Take the last verdict back"),
              translate("Inspect", "Take the last verdict back and return to its outfall"), icon="undo"),
        Keyed("scale", "0", translate("Inspect", "Back to the outfall"),
              translate("Inspect", "The outfall in the middle, at the fixed scale"), icon="zoom"),
    )


def details() -> tuple[Keyed, ...]:
    """Return the actions that set a detail of the record; each press chooses the next value."""
    return (
        Keyed("discharge", "D", translate("Inspect", "Discharge"), icon=""),
        Keyed("colour", "C", translate("Inspect", "Colour"), icon=""),
        Keyed("plume", "P", translate("Inspect", "Plume"), icon=""),
        Keyed("foam", "O", translate("Inspect", "Foam"), icon=""),
    )


def comparisons() -> tuple[Keyed, ...]:
    """Return the ways to compare two sides."""
    return (
        Keyed("one", "I", translate("Inspect", "One image"),
              translate("Inspect", "The left side alone"), icon="compare_one"),
        Keyed("swipe", "W", translate("Inspect", "Swipe"),
              translate("Inspect", "Drag the edge between the two sides"), icon="compare_swipe"),
        Keyed("lens", "L", translate("Inspect", "Lens"),
              translate("Inspect", "The right side in a circle around the pointer"), icon="compare_lens"),
        Keyed("flicker", "F", translate("Inspect", "Flicker"),
              translate("Inspect", "The two sides in turn"), icon="compare_flicker"),
        Keyed("beside", "H", translate("Inspect", "Side by side"),
              translate("Inspect", "The same place twice"), icon="compare_beside"),
    )


def finds() -> tuple[Keyed, ...]:
    """Return the verdicts that say more than one thing."""
    return (
        Keyed("seen_plume", "6", translate("Inspect", "Seen, plume"),
              translate("Inspect", "The outlet is seen, and a plume"), icon=""),
        Keyed("seen_foam", "7", translate("Inspect", "Seen, foam"),
              translate("Inspect", "The outlet is seen, and foam"), icon=""),
        Keyed("seen_both", "8", translate("Inspect", "Seen, both"),
              translate("Inspect", "The outlet is seen, with a plume and foam"), icon=""),
    )


def at_stop() -> tuple[Keyed, ...]:
    """Return the other actions at a stop."""
    return (
        Keyed("exchange", "G", translate("Inspect", "Exchange the sides"),
              translate("Inspect", "What is left goes right"), icon="flip_sides"),
        Keyed("band", "V", translate("Inspect", "Visible or thermal"),
              translate("Inspect", "The other band of the same flight"), icon="thermal"),
        Keyed("flight", "N", translate("Inspect", "Next flight"),
              translate("Inspect", "The same place on the next flight"), icon="images"),
        Keyed("strip", "T", translate("Inspect", "All flights"),
              translate("Inspect", "The same place through all flights, small")),
        Keyed("marks", "M", translate("Inspect", "Marks"),
              translate("Inspect", "Show or hide the rings around outfalls")),
        Keyed("suspect", "A", translate("Inspect", "Suspected outfall"),
              translate("Inspect", "Click where the register has none")),
        Keyed("snapshot", "E", translate("Inspect", "Snapshot"),
              translate("Inspect", "Keep what is seen, with scale, north and image names, as evidence"),
              icon="evidence"),
        Keyed("photo", "B", translate("Inspect", "Photos"),
              translate("Inspect", "The photo nearest to the outfall; left and right lead through time")),
        Keyed("offset", "R", translate("Inspect", "Move the image"),
              translate("Inspect", "Click where something is seen, then where it is; right click ends")),
        Keyed("unmove", "", translate("Inspect", "Back where it was"),
              translate("Inspect", "Take the offset of the images of this flight away"), icon="clear"),
    )


def all_keys() -> dict[str, str]:
    """Return the name of the action by key."""
    found = {key: name for name, key in VERDICTS.items()}
    for action in (*steps(), *details(), *comparisons(), *finds(), *at_stop()):
        if action.key:
            found[action.key] = action.name
    return found
