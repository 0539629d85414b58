"""A proposal: what the rules would write on an outfall, why, and how sure that is. A person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .sentences import Said


@dataclass(frozen=True)
class Proposal:
    """Values for columns of one outfall; no values where nothing can be proposed, and why in ``reasons``.

    certainty: 0 to 1. against: what speaks for something else. marks: what it rests on that nobody
    could verify, to be shown wherever the proposal is.
    """

    values: Mapping[str, str]
    certainty: float
    reasons: tuple[Said, ...]
    against: tuple[Said, ...] = ()
    marks: tuple[Said, ...] = ()

    def changes(self, outfall: Mapping[str, object]) -> dict[str, str]:
        """Return the values that differ from what is recorded."""
        return {name: value for name, value in self.values.items() if (outfall.get(name) or "") != value}
