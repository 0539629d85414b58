"""The way along the bank: where one is, what comes next, and where one was when QGIS ended, whichever way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import QgsSettings

from ...operations.inspection import BY_BANK, SUSPECT, Stop, ordered
from ..settings import Setting

SHOWN, TO_DO, UNCERTAIN, SUSPECTS, SELECTED, ALL = (
    "shown",
    "to_do",
    "uncertain",
    "suspects",
    "selected",
    "all",
)


class Walk:
    """Stops in their order; the filter decides which of them one stops at."""

    def __init__(self) -> None:
        self.stops: list[Stop] = []
        self.order, self.filter = BY_BANK, SHOWN
        self.at = -1
        self.selected: Callable[[], set[str]] = set  # uids of the outfalls selected on the map
        self.shown: Callable[[], set[str]] = set  # uids of the stops that the flight shows
        self.inspector = self.flight = ""

    @property
    def stop(self) -> Stop | None:
        """Return where one is."""
        return self.stops[self.at] if 0 <= self.at < len(self.stops) else None

    def load(self, found: Sequence[Stop], uid: str = "") -> None:
        """Take the stops anew and stand at ``uid``, else where one stood, else before the first."""
        uid = uid or (self.stop.uid if self.stop else "")
        self.stops = ordered(found, self.order)
        self.at = next((at for at, stop in enumerate(self.stops) if stop.uid == uid), -1)

    def go(self, uid: str) -> bool:
        """Stand at a stop; False where it is not there."""
        found = next((at for at, stop in enumerate(self.stops) if stop.uid == uid), -1)
        if found >= 0:
            self.at = found
        return found >= 0

    def coming(self, by: int, n: int = 1) -> list[Stop]:
        """Return the next ``n`` stops that the filter lets through, forward (+1) or back (-1)."""
        found: list[Stop] = []
        chosen = self._chosen()
        at = self.at + by
        while 0 <= at < len(self.stops) and len(found) < n:
            if self._passes(self.stops[at], chosen):
                found.append(self.stops[at])
            at += by
        return found

    def counts(self) -> tuple[int, int]:
        """Return how many of the stops that the flight shows this inspector has judged, and of how many."""
        shown = self.shown()
        there = [stop for stop in self.stops if stop.uid in shown]
        return sum(bool(stop.seen_by(self.inspector, self.flight)) for stop in there), len(there)

    def _chosen(self) -> set[str]:
        if self.filter == SELECTED:
            return self.selected()
        return self.shown() if self.filter in (SHOWN, TO_DO) else set()

    def _passes(self, stop: Stop, chosen: set[str]) -> bool:
        if self.filter == ALL:
            return True
        if self.filter == SUSPECTS:
            return stop.table == SUSPECT
        verdict = stop.seen_by(self.inspector, self.flight)
        if self.filter == UNCERTAIN:
            return verdict in ("uncertain", "hidden", "bad_image")
        return stop.uid in chosen and not (self.filter == TO_DO and verdict)


def kept_position(project: str) -> dict[str, Any]:
    """Return where one was in a project: ``uid``, ``flight``, ``band``; {} for nowhere."""
    try:
        found = json.loads(_setting(project).get())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def keep_position(project: str, uid: str, flight: str, band: str) -> None:
    """Remember where one is, on the disk at once: a process that is killed writes nothing more."""
    _setting(project).set(json.dumps({"uid": uid, "flight": flight, "band": band}))
    QgsSettings().sync()


def _setting(project: str) -> Setting[str]:
    return Setting(f"inspect/position/{hashlib.sha256(project.encode()).hexdigest()[:16]}", "")
