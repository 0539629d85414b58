"""Timers that gather what comes in quick succession, or put something off a little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import QObject, QTimer


def single_shot(parent: QObject, interval: int, slot: Callable[[], Any]) -> QTimer:
    """Return a timer that calls ``slot`` once, so many milliseconds after its last start."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(slot)
    return timer
