"""A Processing feedback that prints: one line that renews itself on a terminal, milestones elsewhere."""

from __future__ import annotations

import sys

from qgis.core import QgsProcessingFeedback

MILESTONE = 25  # per cent


class PrintedFeedback(QgsProcessingFeedback):
    """Prints steps, per cents, information and errors of one algorithm."""

    def __init__(self) -> None:
        super().__init__(False)
        self.step = ""
        self.shown = 0
        self.live = sys.stdout.isatty()
        self.progressChanged.connect(self.show_progress)

    def show_progress(self, percent: float) -> None:
        """Print ``percent`` where it says something new."""
        mark = int(percent) if self.live else int(percent) // MILESTONE * MILESTONE
        if mark == self.shown:
            return
        self.shown = mark
        if self.live:
            print(f"\r    {mark:3d} %  {self.step:<60.60}", end="", flush=True)
        elif mark:
            print(f"    {mark:3d} %  {self.step}", flush=True)

    def end_line(self) -> None:
        """Clear the line that renews itself."""
        if self.live and self.shown:
            print("\r" + " " * 72 + "\r", end="", flush=True)
        self.shown = 0

    def setProgressText(self, text: str | None) -> None:
        """Keep the name of the step for the next line."""
        self.step = text or ""

    def pushInfo(self, info: str | None) -> None:
        """Print an information."""
        self.end_line()
        print(f"    {info}", flush=True)

    def pushWarning(self, warning: str | None) -> None:
        """Print a warning."""
        self.pushInfo(warning)

    def reportError(self, error: str | None, fatalError: bool = False) -> None:  # noqa: N803 - QGIS's name
        """Print an error."""
        self.end_line()
        print(f"    {error}", file=sys.stderr, flush=True)

    def pushDebugInfo(self, info: str | None) -> None:
        """Leave out what only developers ask for."""

    def pushCommandInfo(self, info: str | None) -> None:
        """Leave out commands."""

    def pushConsoleInfo(self, info: str | None) -> None:
        """Leave out consoles."""
