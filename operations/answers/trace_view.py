"""What a trace found, as the window shows it: plain values, ready to list and to draw.

Made in the background from the engine's arrays, used on the main thread by the result
dock and the map. Positions and geometries are in the CRS of the project file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ...i18n import translate

#: From which confidence on a word is used, best first.
HIGH, MEDIUM = 0.75, 0.45


@dataclass(frozen=True)
class SourceRow:
    """One source that drains to the traced outfalls; distances in metres."""

    table: str
    uid: str
    fid: int
    name: str
    outfall: str  # title of the nearest traced outfall
    n_outfalls: int
    network_m: float
    hop_m: float
    rule: str  # code of link_rule
    confidence: float
    parts: tuple[tuple[str, float], ...]
    x: float
    y: float
    status: str = ""  # code of link_status, where a person or a run stored one


class EndRow(NamedTuple):
    """One terminal of the trace; a large trace has more than ten thousand."""

    x: float
    y: float
    reason: str  # code of end_reason
    gap_m: float  # NaN unless a gap
    pipe: str  # code of the pipe in question, "" where there is none


@dataclass(frozen=True)
class OutfallRow:
    """One outfall that a downstream trace reaches; ``network_m`` runs from the start.

    From a source on, the two are linked: how sure that is, and why, is known then (else NaN, no parts).
    """

    uid: str
    fid: int
    title: str
    network_m: float
    x: float
    y: float
    confidence: float = math.nan
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Start:
    """Where a trace starts: rows of one table, or a spot on a pipe.

    table: a table of the schema; fids: its features; xy: the spot clicked, for pipes.
    """

    table: str
    fids: tuple[int, ...]
    xy: tuple[float, float] | None = None


@dataclass
class Lines:
    """Polylines as arrays, to draw thousands at once; every line runs with the flow.

    xy: (n, 2) float64; start: (k + 1,) first vertex of each line; kind: (k,) codes of :data:`KINDS`;
    fid: (k,) the pipe of each line, None where lines are no pipes.
    """

    xy: Any
    start: Any
    kind: Any
    fid: Any = None

    @property
    def n(self) -> int:
        """Number of lines."""
        return max(len(self.start) - 1, 0)


#: How the direction of a line is known, as it is drawn; codes of ``Lines.kind``.
KINDS = ("known", "auto", "unknown", "bridge")

#: Marks that are no ends, after the reasons of ``end_reason``.
CROSSING, BRIDGE = "cross_connection", "bridged_gap"


@dataclass
class TraceView:
    """One result: what is listed and what is drawn. Distances are metres along the network."""

    title: str
    outfall_fids: list[int]  # what was traced, where outfalls were
    sources: list[SourceRow] = field(default_factory=list)
    ends: list[EndRow] = field(default_factory=list)
    pipe_fids: list[int] = field(default_factory=list)
    pipe_metres: list[float] = field(default_factory=list)  # of each pipe: from the start to its nearer end
    lines: Lines | None = None
    hops: Lines | None = None  # from sources and outfalls to where they meet the network
    length_m: float = 0.0
    notes: list[str] = field(default_factory=list)  # sentences: an outfall that meets no pipe, ...
    seconds: float = 0.0  # in the engine
    start: Start = Start("outfalls", ())
    upstream: bool = True
    configuration: str = ""
    places: list[tuple[float, float]] = field(default_factory=list)  # of the starts
    outfalls: list[OutfallRow] = field(default_factory=list)  # reached, tracing downstream
    manhole_fids: list[int] = field(default_factory=list)
    n_auto: int = 0  # pipes whose direction was weighed, and pipes passed though it is unknown
    n_unknown: int = 0

    @cached_property
    def ends_by_reason(self) -> dict[str, list[EndRow]]:
        """Ends and marks by reason; grouped once, in the background."""
        rows: dict[str, list[EndRow]] = {}
        for end in self.ends:
            rows.setdefault(end.reason, []).append(end)
        return rows

    @cached_property
    def marks(self) -> dict[str, Any]:
        """Their places by reason, (n, 2) each."""
        import numpy as np

        return {
            reason: np.array([(end.x, end.y) for end in rows], dtype=float)
            for reason, rows in self.ends_by_reason.items()
        }

    def shows_the_same_as(self, other: TraceView) -> bool:
        """Say whether another answer would be listed and drawn alike."""
        if (self.pipe_fids, self.notes, self.n_auto, self.n_unknown, self.configuration) != (
            other.pipe_fids,
            other.notes,
            other.n_auto,
            other.n_unknown,
            other.configuration,
        ):
            return False
        return all(
            len(mine) == len(theirs) and all(a == b or _alike(a, b) for a, b in zip(mine, theirs))
            for mine, theirs in zip(self._parts(), other._parts())
        )

    def _parts(self) -> Iterator[Sequence[Sequence[Any]]]:
        """Return what is listed and drawn as rows of plain values."""
        yield [[self.title, self.length_m], self.manhole_fids]
        yield self.places
        yield self.ends
        for rows in (self.sources, self.outfalls):
            yield [tuple(vars(row).values()) for row in rows]
        for lines in (self.lines, self.hops):
            if lines is not None:
                yield lines.xy.tolist()
                yield [lines.start.tolist(), lines.kind.tolist()]

    def selection(self) -> dict[str, list[int]]:
        """Return what the result selects: table, feature ids.

        Never outfalls: which of those are selected is the person's own choice, the register's row.
        """
        chosen = {"pipes": self.pipe_fids, "manholes": self.manhole_fids}
        for source in self.sources:
            chosen.setdefault(source.table, []).append(source.fid)
        return chosen


def _alike(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Compare rows; two values that are not known (NaN) are alike."""
    return len(one) == len(other) and all(a == b or (a != a and b != b) for a, b in zip(one, other))


def metres(value: float) -> str:
    """Return a distance as people read it."""
    if value != value:  # NaN
        return ""
    if value >= 10_000:
        return translate("TraceDock", "{km} km").format(km=f"{value / 1000:.1f}")
    return translate("TraceDock", "{m} m").format(m=f"{value:,.0f}")


def confidence_word(value: float) -> str:
    """Return the word for a confidence in 0..1."""
    if value >= HIGH:
        return translate("TraceDock", "high")
    return translate("TraceDock", "medium") if value >= MEDIUM else translate("TraceDock", "low")


def part_text(name: str) -> str:
    """Return what a factor of the confidence is about."""
    texts = {
        "link": translate("TraceDock", "how the source meets the network"),
        "direction": translate("TraceDock", "how the direction of flow is known"),
        "data": translate("TraceDock", "surveyed or inferred pipes"),
        "gaps": translate("TraceDock", "gaps bridged"),
        "outfall": translate("TraceDock", "how the outfall meets the network"),
    }
    return texts.get(name, name)


def confidence_text(row: SourceRow | OutfallRow) -> str:
    """Explain a confidence: the product and every factor, the weakest named first; or why there is none."""
    if not math.isfinite(row.confidence):
        return translate(
            "TraceDock",
            "How sure it is that a source drains to an outfall is said of the two together. Trace the "
            "outfall, or the source downstream, to see it.",
        )
    lines = [
        translate("TraceDock", "Confidence {value}: {word}").format(
            value=f"{row.confidence:.2f}", word=confidence_word(row.confidence)
        )
    ]
    for name, value in sorted(row.parts, key=lambda part: part[1]):
        lines.append(
            translate("TraceDock", "× {value}  {reason}").format(value=f"{value:.2f}", reason=part_text(name))
        )
    return "\n".join(lines)
