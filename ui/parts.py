"""The parts of the desk: each a room of the window with its docks, map tools and commands.

A part lives in a folder of its own under ``ui/`` and is named once, in :data:`PARTS`. The
desk makes the parts in that order and closes them in reverse; ``plugin.py`` puts their
commands into the menu and the toolbar. Parts find each other by name, ``desk.part("live")``; what they may
ask of one another stands in :mod:`.interfaces`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from qgis.PyQt.QtCore import QObject

from ..i18n import translate
from .interfaces import Desk


@dataclass(frozen=True)
class Command:
    """One action of the menu and, where ``in_toolbar``, of the toolbar.

    ``group`` gathers commands between separators, in the order of :data:`GROUPS`.
    ``enabled`` is asked whenever the state of the desk changes.
    """

    name: str
    icon: str
    text: str
    tip: str
    run: Callable[..., Any]  # called with the QAction where ``checkable``
    group: str = "work"
    checkable: bool = False
    in_toolbar: bool = True
    shortcut: str = ""
    enabled: Callable[[], bool] | None = None
    dress: Callable[[Any], None] | None = None  # called once with the QAction, such as to give it a menu


GROUPS = ("project", "register", "trace", "judge", "correct", "data", "all", "sheets", "help")


class Part(QObject):
    """What every part offers; ``desk`` is the :class:`.desk.Desk` that made it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)  # type: ignore[arg-type]  # a QObject
        self.desk = desk
        self._heard: list[tuple[Any, Any]] = []

    def hear(self, signal: Any, slot: Any) -> None:
        """Connect a signal of something that outlives the part, for as long as the part lives."""
        signal.connect(slot)
        self._heard.append((signal, slot))

    def unmake(self) -> None:
        """Hear nothing any more, and unmake everything the part made; called by the desk."""
        for signal, slot in self._heard:
            signal.disconnect(slot)
        self._heard = []
        self.close()

    def commands(self) -> Sequence[Command]:
        """Return the part's commands."""
        return ()

    def close(self) -> None:
        """Unmake everything the part made."""


#: Parts, each by the name of its folder; made in this order, closed in reverse.
PARTS = ("live", "correct", "trace", "edits", "find", "options", "importing", "language", "sheets")
#: Parts that are made when they are first asked for: loading the plugin does not wait for them.
LATE = ("section", "judge", "findings", "life", "inspect", "spill")


def make_part(desk: Desk, name: str) -> Part:
    """Make a part: the class of its name (``LivePart``) in the module ``part`` of its folder."""
    module = import_module(f"{__package__}.{name}.part")
    part: Part = getattr(module, f"{name.capitalize()}Part")(desk)
    return part


def late_commands(desk: Desk) -> list[Command]:
    """Return the commands that open parts of LATE; they stand here so that the parts need not be there."""
    return [
        Command(
            "judge", "judge", translate("Judge", "Judge the candidates"),
            translate("Judge", "Confirm or reject the sources of the selected outfall"),
            lambda: desk.part("judge").show(), "judge", enabled=lambda: desk.has_project,
        ),
        Command(
            "findings", "findings", translate("Findings", "Findings"),
            translate("Findings", "Work through what is wrong in the network"),
            lambda: desk.part("findings").show(), "correct", enabled=lambda: desk.has_project,
        ),
        Command(
            "life", "note", translate("Life", "Page of the outfall"),
            translate("Life", "Class, name, codes, party and history of an outfall; batch actions"),
            lambda: desk.part("life").show(), "judge", enabled=lambda: desk.has_project,
        ),
        Command(
            "spill", "trace_downstream", translate("Spill", "Spill"),
            translate("Spill", "Which outfalls a spill reaches, when, and whom to call; its sheet"),
            lambda: desk.part("spill").show(), "trace", in_toolbar=False, enabled=lambda: desk.has_project,
        ),
        Command(
            "inspect", "inspect", translate("Inspect", "Inspect the bank"),
            translate("Inspect", "Step from outfall to outfall over the images of drones, judge and compare"),
            lambda: desk.part("inspect").begin(), "judge", enabled=lambda: desk.has_project,
        ),
    ]
