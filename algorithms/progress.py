"""Progress of long work, spoken to a Processing feedback."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback

from ..i18n import translate
from ..problems import Cancelled


def step_name(step: str) -> str:
    """Return the readable name of a progress step; a step without one is its own name."""
    names = {
        "noding": translate("Algorithms", "Joining pipes into a network"),
        "direction": translate("Algorithms", "Finding flow directions"),
        "linking": translate("Algorithms", "Linking points to the network"),
        "tracing": translate("Algorithms", "Tracing"),
        "confidence": translate("Algorithms", "Computing confidence"),
        "ends": translate("Algorithms", "Explaining where traces end"),
        "findings": translate("Algorithms", "Collecting findings"),
        "layout": translate("Algorithms", "Laying out river, streets and pipes"),
        "tables": translate("Algorithms", "Surveying and naming"),
        "reading": translate("Algorithms", "Reading"),
        "writing": translate("Algorithms", "Writing"),
        "cleaning": translate("Algorithms", "Cleaning"),
        "placing": translate("Algorithms", "Transforming coordinates"),
        "checking": translate("Algorithms", "Checking"),
        "overviews": translate("Algorithms", "Making overviews"),
        "flights": translate("Algorithms", "Simulating the flights along the bank"),
        "comparing": translate("Algorithms", "Comparing with the project"),
    }
    return names.get(step, step)


class ProcessingProgress:
    """``progress(share, step)`` of the other rooms, spoken to a Processing feedback.

    ``first`` and ``last`` (0..1) are the part of the whole bar that shares 0 to 1 cover.
    Raises :class:`Cancelled` where the user asked to stop.
    """

    def __init__(self, feedback: QgsProcessingFeedback, first: float = 0.0, last: float = 1.0) -> None:
        self._feedback = feedback
        self._first = first
        self._last = last
        self._step = ""
        self._shown = -1.0

    def __call__(self, share: float, step: str = "") -> None:
        """Show ``share`` (0..1) and ``step``; raise Cancelled where the user asked to stop."""
        if share < 1.0 and self._feedback.isCanceled():  # what is done is done
            raise Cancelled
        if step and step != self._step:
            self._step = step
            self._feedback.setProgressText(step_name(step))
        percent = 100.0 * (self._first + (self._last - self._first) * min(max(share, 0.0), 1.0))
        if abs(percent - self._shown) >= 0.2:  # every call crosses threads
            self._shown = percent
            self._feedback.setProgress(percent)

    def part(self, first: float, last: float) -> ProcessingProgress:
        """Return a progress for the stretch ``first``..``last`` (0..1) of this one."""
        width = self._last - self._first
        return ProcessingProgress(self._feedback, self._first + width * first, self._first + width * last)
