"""What a person can order in the life of an outfall, and what it is called (table ``life``).

Stands alone, so that verbs and menus can name the steps without the life itself being read.
"""

from __future__ import annotations

from .sentences import Said, of_row
from .tables import rows

#: What a person can order, in the order of works.
ACTIONS = ("plan", "revise", "begin", "finish", "accept_district", "accept_lead", "reject", "close", "reopen",
           "put_right")


def action_title(action: str, state: str = "") -> Said:
    """Return what an action is called, where it says something else in a state: there."""
    named = [row for row in rows("life") if row["action"] == action]
    return of_row(next((row for row in named if row["state"] == state), named[0]), f"life.{action}")
