"""A pipe that is drawn to another node keeps its node codes: that is said when it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...operations.live.row_states import RowState
from ...problems import UserError

if TYPE_CHECKING:
    from .buffer_follower import Follower

MANY = 20  # pipes drawn at once are no single stroke: what is wrong with them is among the findings


class MovedEnds:
    """Looks at the pipes whose lines change while they are edited; ``warn`` is told what is wrong.

    options: returns the options that the network is traced by, None for those as delivered.
    """

    def __init__(
        self, follower: Follower, options: Callable[[], Any], warn: Callable[[str], None]
    ) -> None:
        self._follower, self._options, self._warn = follower, options, warn
        self._seen: dict[int, bytes | None] = {}  # the line of each edited pipe
        self._told: set[str] = set()
        follower.edited.connect(self._on_edited)
        follower.began.connect(self._told.clear)

    def forget(self) -> None:
        """Another project is open."""
        self._seen, self._told = {}, set()

    def _on_edited(self, states: list[RowState]) -> None:
        drawn = []
        for state in states:
            if state.table == "pipes" and state.cells is not None and state.wkb is not None:
                before = state.before.wkb if state.before is not None else None
                former = self._seen.get(state.fid, before)
                self._seen[state.fid] = state.wkb
                if former != state.wkb:
                    drawn.append((state, former))
        if 0 < len(drawn) <= MANY:
            for state, former in drawn:
                self._look(state, former)

    def _look(self, state: RowState, former: bytes | None) -> None:
        from ...operations.live.end_code_check import wrong_end_codes

        pipes, manholes = (self._follower.layers(table) for table in ("pipes", "manholes"))
        if not pipes:
            return
        shapes = [shape for shape in (state.wkb, former) if shape is not None]
        try:
            found = wrong_end_codes(
                pipes[0], manholes[0] if manholes else None, state.fid, shapes, self._options())
        except UserError:  # whoever follows the edits says so
            return
        for text, fix in found:
            said = f"{text} {fix}"
            if said not in self._told:
                self._told.add(said)
                self._warn(said)
