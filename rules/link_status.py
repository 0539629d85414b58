"""What a trace does to a link that is there already: a person's decision outlives every trace.

A link joins an outfall and a source. Its status is ``candidate``, ``confirmed``, ``rejected`` or ``lost``:

* reached by the trace: measured values follow it, the status stays; a *lost* link becomes what it was.
* not reached: a confirmed link is *lost* and keeps who decided it; a rejected or lost one stays as it is;
  a candidate goes, unless a person left a remark, a method, a name, a time or evidence on it, then it is
  lost, too. A link that a person confirms while it is lost stays confirmed: they knew that the trace does
  not reach it.
* assigned by a person (rule ``manual``): never removed, never lost; its empty measured values are filled.
* a second row of a link that was reached: goes where nobody touched it, else stays as it is.

What a lost link was is kept in its ``confidence_parts`` under :data:`WAS` until it is reached again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

CANDIDATE, CONFIRMED, REJECTED, LOST = "candidate", "confirmed", "rejected", "lost"
#: States of a link that counts for its outfall.
COUNTED = (CANDIDATE, CONFIRMED)
MANUAL = "manual"  # rule of a link that a person assigned
WAS = "was"
#: Which of several rows of one link is the one: the assigned one, then the one that was decided.
_RANK = {CONFIRMED: 1, REJECTED: 2, LOST: 3}


class LinkState(NamedTuple):
    """A link as it stands before a trace.

    decided: a person's name, time or method is on it. touched: that, a remark or evidence. was: what it was
    before it was lost; "" for a link that was never lost, or was reached since.
    """

    status: str
    manual: bool = False
    decided: bool = False
    touched: bool = False
    was: str = ""


def link_state(
    status: str | None, rule: str | None, decision: tuple[str | None, ...], remark: str | None,
    parts: str | None, *, has_evidence: bool,
) -> LinkState:
    """Return the state of a stored link. ``decision``: its method, who decided, when."""
    decided = any(decision)
    touched = decided or bool(remark) or has_evidence
    was = str(parts_of(parts).get(WAS) or "") if parts and f'"{WAS}"' in parts else ""
    return LinkState(status or CANDIDATE, rule == MANUAL, decided, touched, was)


def rank(state: LinkState) -> int:
    """Return the place of a row among several of one link; the lowest is the one that a trace speaks of."""
    return 0 if state.manual else _RANK.get(state.status, len(_RANK) + 1)


def after_trace(state: LinkState, *, reached: bool, second: bool = False) -> str | None:
    """Return the status of a link after a trace; None where it goes. ``second``: another row was the one."""
    if state.manual:
        return state.status
    if reached:
        return before_lost(state) if state.status == LOST else state.status
    if state.status == CANDIDATE and not state.touched:
        return None
    if second or state.status in (REJECTED, LOST) or (state.status == CONFIRMED and state.was):
        return state.status
    return LOST


def before_lost(state: LinkState) -> str:
    """Return what a lost link was, by its own word, else by what people left on it."""
    if state.was in COUNTED:
        return state.was
    return CONFIRMED if state.decided else CANDIDATE


def parts_of(text: str | None) -> Mapping[str, object]:
    """Return what the JSON of ``confidence_parts`` holds; nothing where it is damaged."""
    try:
        parts = json.loads(text or "{}")
    except ValueError:
        return {}
    return parts if isinstance(parts, dict) else {}


def lost_parts(text: str | None, was: str) -> str:
    """Return ``confidence_parts`` of a link that is lost now and ``was`` something before."""
    return json.dumps({**parts_of(text), WAS: was})
