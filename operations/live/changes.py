"""What edits did to the links of a live network: plain rows, light to import, for windows and books."""

from __future__ import annotations

from dataclasses import dataclass, field

from .row_states import Mark

SAME_M, SAME_CONFIDENCE = 1e-3, 1e-6


@dataclass(frozen=True)
class Step:
    """One row that was edited: what, by which action, and which outfalls it can reach.

    first, now: what a trace saw of the row when the network was read, and sees now; None: no row.
    """

    table: str
    fid: int
    uid: str
    label: str
    what: str
    first: Mark | None
    now: Mark | None
    outfalls: tuple[str, ...]


@dataclass(frozen=True)
class LinkChange:
    """A link whose way changed; before and after: (metres, confidence), None where there is no link."""

    source_table: str
    source_uid: str
    source: str
    outfall_uid: str
    outfall: str
    before: tuple[float, float] | None
    after: tuple[float, float] | None
    step: int


@dataclass
class LiveChange:
    """What some edits did. ``rebuilt``: the network was built anew for them."""

    steps: list[Step] = field(default_factory=list)
    links: list[LinkChange] = field(default_factory=list)
    rebuilt: bool = False


def same_link(one: tuple[float, float] | None, two: tuple[float, float] | None) -> bool:
    """Tell whether two states of a link show the same metres and confidence."""
    if one is None or two is None:
        return one is two
    return abs(one[0] - two[0]) <= SAME_M and abs(one[1] - two[1]) <= SAME_CONFIDENCE
