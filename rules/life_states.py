"""The states of an outfall's life (table ``life_states``), and where it stands: what :mod:`.life` answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from .life_records import Event
from .sentences import Said, of_row
from .tables import Row as Rule
from .tables import derived, rows


@derived
def states() -> dict[str, Rule]:
    """Return the states by name, in the order of the table."""
    return {row["state"]: row for row in rows("life_states")}


def line() -> tuple[str, ...]:
    """Return the stages of the line from found to struck off."""
    return tuple(name for name, row in states().items() if row["line"] == "yes")


def rank(state: str) -> int:
    """Return how far along the line a state is."""
    return int(states()[state]["rank"])


def state_title(state: str) -> Said:
    """Return what a state is called."""
    return of_row(states()[state], f"life.{state}")


class Step(NamedTuple):
    """A step that was taken: the state it led to."""

    event: Event
    state: str


@dataclass
class Life:
    """Where an outfall stands on a day.

    state: of the table ``life_states``; since: the day it was reached, None where not known. steps: what led
    there; breaks: events that cannot be where they stand, each with the state it met. under: the state
    of the works where the outfall left the register or was judged none.
    """

    state: str
    since: dt.date | None
    steps: list[Step] = field(default_factory=list)
    breaks: list[Step] = field(default_factory=list)
    under: str = ""
    found_on: dt.date | None = None

    def day_of(self, state: str) -> dt.date | None:
        """Return the last day on which a state was reached."""
        return next((one.event.day for one in reversed(self.steps) if one.state == state), None)

    def has_reached(self, state: str) -> bool:
        """Tell whether the works stand at a state of the line or behind it; reopening goes back."""
        wanted = rank(state)
        return rank(self.under or self.state) >= wanted and (self.under or self.state) != "reopened"
