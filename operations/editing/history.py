"""The actions of one project in the order they were done, and where they stand in the undo lists.

A user's action touches several tables, and each layer of QGIS has an undo list of its own. An action marks
the positions before and after it in each of them, so that all can be brought there together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Action:
    """One entry of the history: its title, and per table the undo positions before and after it."""

    title: str
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)


class History:
    """Knows what was done and undone. ``stack`` returns the undo list of a table."""

    def __init__(self, stack: Callable[[str], Any]) -> None:
        self._stack = stack
        self.actions: list[Action] = []

    def clear(self) -> None:
        """Forget all actions, as after a save."""
        self.actions = []

    def forget(self, table: str) -> None:
        """Forget the actions that touched a table."""
        self.actions = [action for action in self.actions if table not in action.marks]

    def remember(self, action: Action) -> None:
        """Add an action; what was undone in its tables cannot be repeated any more."""
        self.actions = [
            one for one in self.actions if self.is_done(one) or not set(one.marks) & set(action.marks)
        ]
        self.actions.append(action)

    def is_done(self, action: Action) -> bool:
        """Tell whether an action is in the buffers, not undone."""
        return all(self._stack(table).index() >= after for table, (_before, after) in action.marks.items())

    def last_done(self) -> Action | None:
        """Return the action that an undo takes back."""
        return next((action for action in reversed(self.actions) if self.is_done(action)), None)

    def first_undone(self) -> Action | None:
        """Return the action that a redo repeats."""
        return next(
            (
                action
                for action in self.actions
                if all(
                    self._stack(table).index() == before for table, (before, _after) in action.marks.items()
                )
            ),
            None,
        )

    def go(self, action: Action, side: int) -> None:
        """Bring all tables of ``action`` to before (0) or after (1) it."""
        for table, marks in action.marks.items():
            self._stack(table).setIndex(marks[side])

    def is_new(self, table: str, index: int, title: str) -> bool:
        """Tell whether an undo list stands at ``index`` because of an edit that nobody knows yet.

        ``title``: of its last edit. Else QGIS's own undo or redo moved it.
        """
        return (
            self._stack(table).count() == index > 0
            and not any(
                action.marks[table] == (index - 1, index) and action.title == title
                for action in self.actions
                if table in action.marks
            )
        )

    def follow(self, actions: list[Action], table: str, index: int) -> set[str]:
        """Bring the other tables of ``actions`` to where the undo list of one went; return those moved."""
        moved = set()
        for action in reversed(actions):
            before, after = action.marks[table]
            for name, (low, high) in action.marks.items():
                other = self._stack(name)
                if name == table:
                    continue
                if index <= before and other.index() > low:
                    other.setIndex(low)
                elif index >= after and other.index() == low and other.count() >= high:
                    other.setIndex(high)
                else:
                    continue
                moved.add(name)
        return moved
