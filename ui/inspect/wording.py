"""What the inspector's dock says of a stop, and of how far one is."""

from __future__ import annotations

from ...i18n import translate
from ...operations.inspection import Record, Stop
from ..words import label

_OTHERS = 4  # verdicts of others that are shown


def stop_texts(stop: Stop, inspector: str, flight: str) -> tuple[str, str, Record, str]:
    """Return title, place, the inspector's own record, and what others said of a stop."""
    title = stop.title or translate("Inspect", "Suspected outfall")
    parts = [label("bank", stop.bank)] if stop.bank else []
    if stop.chainage_km == stop.chainage_km:
        parts.append(translate("Inspect", "km {km}").format(km=f"{stop.chainage_km:.3f}"))
    if stop.score == stop.score:
        parts.append(translate("Inspect", "score {score}").format(score=f"{stop.score:.2f}"))
    said = [
        f"{who or '?'}, {on}: {label('inspection_seen', kept.record.seen)}"
        for (on, who), kept in sorted(stop.records.items(), key=lambda one: one[0], reverse=True)
        if (on, who) != (flight, inspector)
    ]
    return title, " · ".join(parts), stop.record(inspector, flight), "\n".join(said[:_OTHERS])


def progress_text(done: int, n: int, waits: bool) -> str:
    """Return how many of the stops are judged, and that verdicts wait where they do."""
    lines = [translate("Inspect", "{done} of {n} inspected on this flight").format(done=done, n=n)]
    if waits:
        lines.append(
            translate(
                "Inspect",
                "Verdicts are not saved yet, as there are other unsaved edits. Save all edits.",
            )
        )
    return "\n".join(lines)
